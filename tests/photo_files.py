"""Photos with words in them, as photo desks send them; written byte by byte."""

import io
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PIL import Image, PngImagePlugin, TiffImagePlugin

NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "xmpNote": "http://ns.adobe.com/xmp/note/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
}
_LISTS = {"dc:creator": "Seq", "dc:description": "Alt", "dc:rights": "Alt"}
_LISTS |= {"xmpRights:UsageTerms": "Alt", "dc:subject": "Bag"}
_LISTS |= {
    f"Iptc4xmpCore:{name}Accessibility": "Alt" for name in ("AltText", "ExtDescr")
}
UTF8 = b"\x1b%G"


def xmp(properties: Mapping[str, str | Sequence[str]], before: str = "") -> bytes:
    """Return an XMP packet; its values are XML already."""
    spaces = " ".join(f'xmlns:{name}="{uri}"' for name, uri in NAMESPACES.items())
    fields = "".join(_property(name, value) for name, value in properties.items())
    return (
        f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>{before}'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="" {spaces}>{fields}</rdf:Description>'
        '</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def _property(name: str, value: str | Sequence[str]) -> str:
    values = [value] if isinstance(value, str) else value
    kind = _LISTS.get(name)
    if kind is None:
        return f"<{name}>{values[0]}</{name}>"
    language = ' xml:lang="x-default"' if kind == "Alt" else ""
    items = "".join(f"<rdf:li{language}>{one}</rdf:li>" for one in values)
    return f"<{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>"


def dataset(number: int, value: bytes, record: int = 2) -> bytes:
    """Return one dataset of an IIM block (IIM 4.2, 1.5)."""
    return struct.pack(">BBBH", 0x1C, record, number, len(value)) + value


def iim(fields: Mapping[int, str], encoding: str = "utf-8") -> bytes:
    """Return an IIM block; it says so where it is UTF-8."""
    mark = dataset(90, UTF8, record=1) if encoding == "utf-8" else b""
    values = (dataset(n, text.encode(encoding)) for n, text in fields.items())
    return mark + b"".join(values)


def resource(block: bytes, code: int = 0x0404) -> bytes:
    """Return a Photoshop image resource, as it stands in JPEG and TIFF."""
    padding = b"\0" * (len(block) % 2)
    return b"8BIM" + struct.pack(">HHI", code, 0, len(block)) + block + padding


def exif(tags: Mapping[int, Any], taken: str = "") -> Image.Exif:
    """Return EXIF with tags of its first directory, and when a photo was taken."""
    found = Image.Exif()
    for tag, value in tags.items():
        found[tag] = value
    if taken:
        found[0x010F] = "Pabrik"  # Pillow writes no second directory alone
        found.get_ifd(0x8769)[0x9003] = taken
    return found


def jpeg(
    packet: bytes = b"", block: bytes = b"", tags: Image.Exif | None = None
) -> bytes:
    """Return a small JPEG with an XMP packet, an IIM block and EXIF."""
    out = io.BytesIO()
    Image.new("RGB", (640, 420), "teal").save(out, "JPEG", exif=tags or Image.Exif())
    data = out.getvalue()
    segments = b""
    if packet:
        segments += _segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + packet)
    if block:
        segments += _segment(0xED, b"Photoshop 3.0\0" + resource(block))
    return data[:2] + segments + data[2:]


def _segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def other(kind: str, packet: bytes = b"", block: bytes = b"") -> bytes:
    """Return a small PNG, WebP or TIFF with an XMP packet (and an IIM block)."""
    out = io.BytesIO()
    image = Image.new("RGB", (64, 42), "teal")
    if kind == "PNG":
        texts = PngImagePlugin.PngInfo()
        texts.add_itxt("XML:com.adobe.xmp", packet.decode())
        image.save(out, kind, pnginfo=texts)
    elif kind == "WEBP":
        image.save(out, kind, xmp=packet)
    else:
        tags = TiffImagePlugin.ImageFileDirectory_v2()
        if packet:
            tags[700] = packet
            tags.tagtype[700] = 1
        if block:
            tags[34377] = resource(block)
            tags.tagtype[34377] = 1
        image.save(out, kind, tiffinfo=tags)
    return out.getvalue()


def put(path: Path, data: bytes) -> Path:
    """Write a photo of a newsroom."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path
