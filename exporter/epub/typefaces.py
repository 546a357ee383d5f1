"""The families an ebook is set in, cut down to the characters it uses.

In: a Layout, its fonts, and the stylesheet of its ebooks. Out: the stylesheet with the
families that are embedded, and font files (TrueType or OpenType, which every reading
system takes) with all their names. Where a family is not embedded, and for scripts it
does not have, a reading system uses fonts of its own.
"""

import hashlib
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from fontTools import subset

from exporter.cache import NO_CACHE, Cache
from exporter.fonts import font_files
from exporter.layout import Layout
from exporter.native import missing_libraries
from exporter.packs import OFL, Face, Pack, read_face
from exporter.versions import engine_version

#: What an epub.css may name a family by: the tokens of print, and what stands for each
#: where a reader has chosen no font.
TOKENS: Mapping[str, str] = {
    "serif": "serif",
    "sans": "sans-serif",
    "display": "serif",
}
_FAMILY = re.compile(
    r"font-family:\s*var\(--(?P<token>serif|sans|display)\)\s*"
    r"(?:,\s*(?P<else>[^;}]+?))?\s*(?P<end>;|(?=\}))"
)
#: What stylesheets ask for: weight and whether it is italic, with the names of CSS.
_STYLES = (
    *((400, False, "normal", "normal"), (400, True, "normal", "italic")),
    *((700, False, "bold", "normal"), (700, True, "bold", "italic")),
)
#: A face this much lighter or heavier stands for the one that is asked for.
_NEAR = 150
_TYPES = {".ttf": "font/ttf", ".otf": "font/otf"}
_FACE = """@font-face {{ font-family: "{family}"; font-weight: {weight}; \
font-style: {style}; src: url("../{path}"); }}
"""
#: `map`, or one like it that gives work to others.
Each = Callable[..., Iterable[Any]]


@dataclass(frozen=True)
class FontFile:
    """A font in an ebook."""

    path: str
    media_type: str
    data: bytes


@dataclass(frozen=True)
class Typefaces:
    """The embedded families: the stack of each token, and the faces with their weight
    and style as CSS names them. Without any, readers choose for themselves."""

    stacks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    faces: tuple[tuple[Face, str, str], ...] = ()
    names: tuple[str, ...] = ()  #: those a colophon names, with their licence
    each: Each = map
    cache: Cache = NO_CACHE

    def dress(self, css: str) -> str:
        """Return a stylesheet with its families, and where their fonts lie."""
        faces = "".join(
            _FACE.format(
                family=face.family, weight=weight, style=style, path=_path(face)
            )
            for face, weight, style in self.faces
        )
        return faces + _FAMILY.sub(self._declare, css)

    def _declare(self, found: re.Match[str]) -> str:
        token, other = found["token"], found["else"]
        families = [f'"{name}"' for name in self.stacks.get(token, ())]
        if not families and not other:
            return ""
        listed = ", ".join([*families, other or TOKENS[token]])
        return f"font-family: {listed}{found['end']}"

    def cut(self, text: str) -> list[FontFile]:
        """Return the fonts with the characters of `text`, and their capitals."""
        signs = "".join(sorted({*text, *text.upper(), " ", "\u00a0"}))
        jobs = [(face.file, signs, self.cache) for face, _, _ in self.faces]
        fonts = self.each(_cut_cached, jobs)
        return [
            FontFile(_path(face), _TYPES[face.file.suffix.lower()], data)
            for (face, _, _), data in zip(self.faces, fonts, strict=True)
        ]


def choose_typefaces(
    layout: Layout,
    folders: tuple[Path, ...],
    packs: Sequence[Pack],
    each: Each = map,
    cache: Cache = NO_CACHE,
) -> Typefaces:
    """Return what an ebook embeds: the families of the layout's tokens, and `packs`,
    which the edition brings for the scripts of its articles."""
    known: dict[str, list[Face]] = {}
    for face in _faces(folders):
        rights = layout.fonts.get(face.family)
        if face.embeddable and (rights is None or rights.epub):
            known.setdefault(face.family, []).append(face)
    shipped = [pack for pack in packs if pack.embeddable]
    stacks: dict[str, tuple[str, ...]] = {}
    for token in TOKENS:
        family = _family_of(layout, token)
        if family in known:
            stacks[token] = (family, *(pack.family for pack in shipped))
    chosen = dict.fromkeys(stack[0] for stack in stacks.values())
    faces = [styled for family in chosen for styled in _styled(known[family])]
    faces += [styled for pack in shipped for styled in _styled(pack.faces)]
    open_packs = [pack.family for pack in shipped if OFL in pack.licence]
    return Typefaces(
        stacks, tuple(faces), tuple(sorted([*chosen, *open_packs])), each, cache
    )


@cache
def _faces(folders: tuple[Path, ...]) -> tuple[Face, ...]:
    return tuple(read_face(file) for file in font_files(folders))


def _family_of(layout: Layout, token: str) -> str:
    """Return the first family a token names, as print has it."""
    value = layout.set_tokens.get(token, "")
    if not value and token in layout.tokens:
        value = layout.tokens[token].value
    return value.split(",")[0].strip().strip("\"'")


def _styled(faces: Sequence[Face]) -> list[tuple[Face, str, str]]:
    """Return the faces that stand for regular, italic, bold and bold italic, each once;
    a variable one stands for all weights."""
    found: dict[Path, tuple[Face, str, str]] = {}
    for weight, italic, css_weight, css_style in _STYLES:
        fitting = [face for face in faces if face.italic == italic]
        nearest = min(fitting, key=lambda f: abs(f.weight - weight), default=None)
        if nearest is None:
            continue
        if nearest.variable:
            found.setdefault(nearest.file, (nearest, "100 900", css_style))
        elif abs(nearest.weight - weight) <= _NEAR:
            found.setdefault(nearest.file, (nearest, css_weight, css_style))
    return list(found.values())


def _path(face: Face) -> str:
    """Return where a font lies in an ebook: by its name, which files may lack."""
    name = re.sub(r"[^A-Za-z0-9]+", "-", f"{face.family}-{face.style}").strip("-")
    return f"fonts/{name}{face.file.suffix.lower()}"


# --- cutting --------------------------------------------------------------------------


def _cut_cached(job: tuple[Path, str, Cache]) -> bytes:
    file, signs, kept = job
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    made_of = [digest, signs, engine_version()]
    key = hashlib.sha256(json.dumps(made_of).encode()).hexdigest()
    known = kept.read("ebook-font", key)
    if known is None:
        known = cut_font(file, signs)
        kept.write("ebook-font", key, known)
    return known


def cut_font(file: Path, signs: str) -> bytes:
    """Return a font with the glyphs of `signs` only, and all its names: its licence
    must go where it goes (OFL FAQ 2.8). No hinting: no screen of today asks for it.

    The same bytes each time: HarfBuzz cuts it, or fontTools, a hundred times slower,
    where the libraries of print are not there.
    """
    if not missing_libraries():
        from exporter.harfbuzz import cut  # heavy, and not needed for what is kept

        if made := cut(file, {*map(ord, signs)}):
            return made
    options = subset.Options()
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = ["*"]
    options.recalc_timestamp = False
    opened = subset.load_font(io.BytesIO(file.read_bytes()), options, lazy=True)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=sorted(map(ord, signs)))
    subsetter.subset(opened)
    out = io.BytesIO()
    subset.save_font(opened, out, options)
    return out.getvalue()
