"""Write into a photo what is published beside it: caption, maker, credit and rights.

In: the bytes of a JPEG or PNG without metadata, and `PhotoText`. Out: the same pixels
with an XMP packet (ISO 16684-1) and, in a JPEG, an IIM block (IPTC IIM 4.2), so that a
photo taken out of an ebook keeps its credit. Nothing else is written: no place, no
camera, no note of the desk. `exporter.records.photo` reads the same words back.
"""

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

from exporter.inline import plain_text
from exporter.jpeg import add_segments
from exporter.model import Image

#: Letters of a caption; more belongs into an article, and not into a photo.
_LONGEST = 5_000
_XMP_HEAD = b"http://ns.adobe.com/xap/1.0/\0"
_PHOTOSHOP_HEAD = b"Photoshop 3.0\0"
_APP1, _APP13 = 0xE1, 0xED
_IIM_BLOCK = b"8BIM\x04\x04\0\0"
#: 1:90, the text of the block is UTF-8; 2:00, the version of its record.
_IIM_START = b"\x1c\x01\x5a\0\x03\x1b%G\x1c\x02\0\0\x02\0\x04"
#: Datasets of record 2, and the bytes that IIM has room for.
_CAPTION, _BYLINE, _CREDIT, _COPYRIGHT = (120, 2000), (80, 32), (110, 32), (116, 128)
_PNG_START = 8 + 25  # the signature, and the first chunk, which is always IHDR

_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" \
xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" \
xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/">
{properties}
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


@dataclass(frozen=True)
class PhotoText:
    """What is published about a photo; empty fields are not written.

    `caption` has a string for each paragraph.
    """

    caption: tuple[str, ...] = ()
    creators: tuple[str, ...] = ()
    credit: str = ""
    rights: str = ""
    terms: str = ""

    @property
    def key(self) -> str:
        """A name for these words; "" where there are none."""
        if self == PhotoText():
            return ""
        words = [
            self.credit,
            self.rights,
            self.terms,
            *self.caption,
            "",
            *self.creators,
        ]
        return hashlib.sha256("\0".join(words).encode()).hexdigest()[:8]


def text_of(image: Image) -> PhotoText:
    """Return what is published about a photo."""
    return PhotoText(
        caption=tuple(filter(None, map(plain_text, image.caption))),
        creators=image.creators,
        credit=image.credit,
        rights=image.copyright_notice,
        terms=image.usage_terms,
    )


def photo_key(image: Image) -> str:
    """Return the name of what is published about a photo; see `PhotoText.key`."""
    return text_of(image).key


def write_text(photo: bytes, text: PhotoText) -> bytes:
    """Return a JPEG or PNG with `text` in it; its pixels are not touched."""
    if text == PhotoText():
        return photo
    packet = _xmp(text)
    if photo.startswith(b"\x89PNG"):
        chunk = _png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + packet)
        return photo[:_PNG_START] + chunk + photo[_PNG_START:]
    block = _iim(text)
    block = (
        _IIM_BLOCK + len(block).to_bytes(4, "big") + block + b"\0" * (len(block) % 2)
    )
    return add_segments(
        photo, ((_APP1, _XMP_HEAD + packet), (_APP13, _PHOTOSHOP_HEAD + block))
    )


# --- XMP ------------------------------------------------------------------------------


def _xmp(text: PhotoText) -> bytes:
    return _PACKET.format(properties="\n".join(_properties(text))).encode()


def _properties(text: PhotoText) -> Iterator[str]:
    """Yield the properties of the IPTC Photo Metadata Standard that are known."""
    caption = "\n\n".join(text.caption)[:_LONGEST]
    for name, value in (
        ("dc:description", caption),
        ("dc:rights", text.rights),
        ("xmpRights:UsageTerms", text.terms),
    ):
        if value:
            item = f'<rdf:li xml:lang="x-default">{escape(value)}</rdf:li>'
            yield f"<{name}><rdf:Alt>{item}</rdf:Alt></{name}>"
    if text.creators:
        items = "".join(f"<rdf:li>{escape(name)}</rdf:li>" for name in text.creators)
        yield f"<dc:creator><rdf:Seq>{items}</rdf:Seq></dc:creator>"
    if text.credit:
        yield f"<photoshop:Credit>{escape(text.credit)}</photoshop:Credit>"


# --- IIM ------------------------------------------------------------------------------


def _iim(text: PhotoText) -> bytes:
    """Return the block, in the order of its datasets' numbers."""
    values = [(_BYLINE, name) for name in text.creators]
    values += [(_CREDIT, text.credit), (_COPYRIGHT, text.rights)]
    values.append((_CAPTION, "\n\n".join(text.caption)))
    told = (_dataset(*field, value) for field, value in values if value)
    return _IIM_START + b"".join(told)


def _dataset(number: int, room: int, text: str) -> bytes:
    """Return a dataset of record 2, cut to its room between two letters."""
    value = text.encode()[:room].decode(errors="ignore").encode()
    return bytes((0x1C, 2, number)) + len(value).to_bytes(2, "big") + value


# --- PNG ------------------------------------------------------------------------------


def _png_chunk(kind: bytes, data: bytes) -> bytes:
    """Return a chunk (PNG, Third Edition, 5.3)."""
    checked = kind + data
    length, crc = len(data), zlib.crc32(checked)
    return length.to_bytes(4, "big") + checked + crc.to_bytes(4, "big")
