"""Photos in the PDF: image objects (ISO 32000-1, 8.9.5).

In: prepared photos on disk. Out: image XObjects. A JPEG goes in byte for byte.
"""

from typing import Any

from PIL import Image

from exporter.pdf.file import PdfFile
from exporter.photos import PreparedPhoto

_SPACES = {"L": "/DeviceGray", "RGB": "/DeviceRGB"}


def write_photo(file: PdfFile, photo: PreparedPhoto) -> bytes:
    """Write a photo; return the reference to it."""
    if photo.media_type == "image/jpeg":
        with Image.open(photo.path) as image:  # reads the header only
            entries = _entries(image.size, image.mode)
        return file.add_stream(
            photo.path.read_bytes(), {**entries, "Filter": "/DCTDecode"}
        )
    with Image.open(photo.path) as opened:
        opened.load()
        has_alpha = opened.mode in {"LA", "RGBA"}
        mode = "L" if opened.mode in {"L", "LA", "1"} else "RGB"
        entries = _entries(opened.size, mode)
        if has_alpha:
            alpha = opened.getchannel("A")
            mask = _entries(alpha.size, "L")
            entries["SMask"] = file.add_stream(alpha.tobytes(), mask, deflate=True)
        pixels = opened.convert(mode).tobytes()
    return file.add_stream(pixels, entries, deflate=True)


def _entries(size: tuple[int, int], mode: str) -> dict[str, Any]:
    return {
        "Type": "/XObject",
        "Subtype": "/Image",
        "Width": size[0],
        "Height": size[1],
        "ColorSpace": _SPACES[mode],
        "BitsPerComponent": 8,
    }
