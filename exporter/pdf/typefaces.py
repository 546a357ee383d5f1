"""Fonts in the PDF: one subset for each font, whatever parts use it.

In: the `FontUse` of every part. Out: font objects (ISO 32000-1, 9.6 to 9.8). The
subsets themselves are made by `exporter.pdf.subset`.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pydyf

from exporter.pdf.drawn import FontUse
from exporter.pdf.file import PdfFile
from exporter.versions import version_of

_FIXED = 1  # flag FixedPitch
_CMAP_HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo
<< /Registry (Adobe)
/Ordering (UCS)
/Supplement 0
>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
"""
_CMAP_END = "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
_IDENTITY = pydyf.Dictionary(
    {
        "Registry": pydyf.String("Adobe"),
        "Ordering": pydyf.String("Identity"),
        "Supplement": 0,
    }
)


@dataclass(frozen=True)
class Subset:
    """A font to be cut down: the file, and the glyphs to keep."""

    use: FontUse
    file: str

    @property
    def key(self) -> str:
        """A name made from all that shapes the result."""
        use = self.use
        shaped = [
            use.sha256,
            use.index,
            use.weight,
            use.style,
            use.size,
            sorted(use.variations.items()),
            sorted(use.glyphs),
            [version_of(name) for name in ("weasyprint", "fonttools")],
        ]
        return hashlib.sha256(json.dumps(shaped).encode()).hexdigest()


def merge_fonts(parts: Iterable[Mapping[str, FontUse]]) -> dict[str, FontUse]:
    """Return each font once, with the glyphs that any part uses."""
    merged: dict[str, FontUse] = {}
    for fonts in parts:
        for name, use in fonts.items():
            known = merged.get(name)
            glyphs = {**use.glyphs, **(known.glyphs if known else {})}
            merged[name] = replace(known or use, glyphs=dict(sorted(glyphs.items())))
    return dict(sorted(merged.items()))


def write_fonts(
    file: PdfFile, fonts: Mapping[str, FontUse], subsets: Sequence[bytes]
) -> bytes:
    """Write every font; return the reference to the dictionary of all."""
    names = pydyf.Dictionary()
    for (name, use), data in zip(fonts.items(), subsets, strict=True):
        names[name] = _write_font(file, use, data)
    return file.add(names)


def _write_font(file: PdfFile, use: FontUse, data: bytes) -> bytes:
    is_cff = data[:4] == b"OTTO"
    extra: dict[str, Any] = {"Subtype": "/OpenType"} if is_cff else {}
    if not is_cff:
        extra["Length1"] = len(data)
    embedded = file.add_stream(data, extra, deflate=True)
    widths = {glyph: width for glyph, (width, _) in use.glyphs.items()}
    flags = use.flags
    if len(widths) > 1 and len(set(widths.values())) == 1:
        flags |= _FIXED
    descriptor = {
        "Type": "/FontDescriptor",
        "FontName": use.name,
        "FontFamily": pydyf.String(use.family),
        "Flags": flags,
        "FontBBox": pydyf.Array([0, use.descent, max(widths.values()), use.ascent]),
        "ItalicAngle": 0,
        "Ascent": use.ascent,
        "Descent": use.descent,
        "CapHeight": use.ascent,
        "StemV": 80,
        "StemH": 80,
        f"FontFile{3 if is_cff else 2}": embedded,
    }
    descendant = {
        "Type": "/Font",
        "Subtype": f"/CIDFontType{0 if is_cff else 2}",
        "BaseFont": use.name,
        "CIDSystemInfo": _IDENTITY,
        "CIDToGIDMap": "/Identity",
        "W": _widths(widths),
        "FontDescriptor": file.add(pydyf.Dictionary(descriptor)),
    }
    texts = {glyph: text for glyph, (_, text) in use.glyphs.items()}
    font = {
        "Type": "/Font",
        "Subtype": "/Type0",
        "BaseFont": use.name,
        "Encoding": "/Identity-H",
        "DescendantFonts": pydyf.Array([file.add(pydyf.Dictionary(descendant))]),
        "ToUnicode": file.add_stream(_to_unicode(texts), deflate=True),
    }
    return file.add(pydyf.Dictionary(font))


def _widths(widths: Mapping[int, int]) -> pydyf.Array:
    """Return the array W: runs of consecutive glyphs with their widths."""
    runs = pydyf.Array()
    for glyph, width in sorted(widths.items()):
        if glyph - 1 not in widths:
            runs.extend([glyph, pydyf.Array()])
        runs[-1].append(width)
    return runs


def _to_unicode(texts: Mapping[int, str]) -> bytes:
    """Return a ToUnicode CMap (9.10.3)."""
    lines = [
        f"<{glyph:04x}> <{text.encode('utf-16-be').hex()}>"
        for glyph, text in sorted(texts.items())
    ]
    parts = [_CMAP_HEAD]
    for start in range(0, len(lines), 100):
        some = lines[start : start + 100]
        parts += [f"{len(some)} beginbfchar\n", "\n".join(some), "\nendbfchar\n"]
    return "".join([*parts, _CMAP_END]).encode("ascii")
