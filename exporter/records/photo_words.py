"""Where a photo file keeps words: an XMP packet, an IIM block, EXIF.

In: a photo, as a path or as bytes (JPEG, PNG, WebP or TIFF). Out: `PhotoWords`, the
three side by side. Only the head of the file is read and no pixel is decoded; place,
serial number and thumbnail are not looked at.
"""

import contextlib
import io
import struct
import warnings
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from PIL import Image, TiffImagePlugin

from exporter.errors import AssetError
from exporter.files import open_plain
from exporter.photo_files import MAX_BYTES
from exporter.records.photo_iim import Iim, decode_undeclared, read_iim
from exporter.records.photo_xmp import Xmp, read_xmp

#: Kinds of files that carry such words; a GIF has none.
_FORMATS = ("JPEG", "PNG", "WEBP", "TIFF")
_IIM_BLOCK = 0x0404
_IIM_TAG = 33723
_EXIF_IFD = 0x8769
#: Tags that are read, by the names EXIF 2.32 gives them.
EXIF_NAMES = {0x010E: "ImageDescription", 0x013B: "Artist", 0x8298: "Copyright"}
TAKEN, TAKEN_OFFSET = 0x9003, 0x9011
#: What Pillow raises for a file it cannot read.
_UNREADABLE = (
    *(OSError, ValueError, SyntaxError, EOFError, struct.error, KeyError, IndexError),
    *(TypeError, AttributeError, ArithmeticError, AssertionError),
    *(MemoryError, RuntimeError, zlib.error),
    Image.DecompressionBombError,
)


@dataclass(frozen=True)
class PhotoWords:
    """The three kinds of words in a photo file."""

    xmp: Xmp = field(default_factory=Xmp)
    iim: Iim = field(default_factory=Iim)
    exif: Mapping[int, str] = field(default_factory=dict)


def read_words(photo: Path | bytes) -> PhotoWords:
    """Return the words in a photo file; none for a file that is no photo.

    Never raises: whether a photo can be printed is judged by `exporter.photos`.
    """
    try:
        with contextlib.ExitStack() as opened:
            opened.enter_context(warnings.catch_warnings())
            warnings.simplefilter("ignore")  # of damaged EXIF: it is left out
            source: IO[bytes] = (
                io.BytesIO(photo)
                if isinstance(photo, bytes)
                else opened.enter_context(open_plain(photo, AssetError, photo.name))
            )
            if source.seek(0, io.SEEK_END) > MAX_BYTES:
                return PhotoWords()
            return _words(Image.open(source, formats=_FORMATS))
    except (AssetError, *_UNREADABLE):
        return PhotoWords()


def _words(image: Image.Image) -> PhotoWords:
    packet = image.info.get("xmp", b"")
    if isinstance(packet, str):
        packet = packet.encode("utf-8", "replace")
    xmp = read_xmp(packet) if isinstance(packet, bytes) and packet else Xmp()
    return PhotoWords(xmp, read_iim(_iim_block(image)), _exif(image))


def _iim_block(image: Image.Image) -> bytes:
    blocks: Any = image.info.get("photoshop", {})
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        found = image.get_photoshop_blocks().get(_IIM_BLOCK, {}).get("data")
        return found or _iim_of_tiff(image.tag_v2)
    block = blocks.get(_IIM_BLOCK, b"")
    return block if isinstance(block, bytes) else b""


def _iim_of_tiff(tags: Any) -> bytes:
    """Return the block in its own tag: bytes, or by old programs 32-bit numbers."""
    value = tags.get(_IIM_TAG, b"")
    if isinstance(value, bytes):
        return value
    numbers = value if isinstance(value, tuple) else (value,)
    order = "<" if tags.prefix == b"II" else ">"
    return struct.pack(f"{order}{len(numbers)}I", *numbers)


def _exif(image: Image.Image) -> dict[int, str]:
    """Return the EXIF texts of interest; place and serial number are not looked at."""
    try:
        tags = image.getexif()
        taken = tags.get_ifd(_EXIF_IFD) if _EXIF_IFD in tags else {}
        found = {tag: tags.get(tag) for tag in EXIF_NAMES}
    except _UNREADABLE:
        return {}
    found |= {tag: taken.get(tag) for tag in (TAKEN, TAKEN_OFFSET)}
    return {tag: _exif_text(value) for tag, value in found.items() if value}


def _exif_text(value: object) -> str:
    """Return EXIF text, which many write in UTF-8 and Pillow reads as Latin-1."""
    if isinstance(value, str):
        try:
            value = value.encode("latin-1")
        except UnicodeEncodeError:
            return str(value).strip("\0 ")
    return decode_undeclared(value).strip("\0 ") if isinstance(value, bytes) else ""
