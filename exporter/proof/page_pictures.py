"""Small pictures of the pages of a PDF, as PDFium draws them.

In: an open page, and how many pixels across. Out: a picture, or a JPEG without
metadata.
"""

import io
from typing import Any

from PIL import Image

#: Pixels across a page; fewer where there are very many pages.
_WIDTH, _WIDTH_OF_MANY = 220, 130
_MANY_PAGES = 300
_QUALITY = 60


def width_of(pages: int) -> int:
    """Return how many pixels across each of so many pages is drawn for a report."""
    return _WIDTH if pages <= _MANY_PAGES else _WIDTH_OF_MANY


def draw_page(page: Any, width: int) -> Image.Image:
    """Return an open page of pypdfium2 as a picture, `width` pixels across."""
    bitmap = page.render(
        scale=width / page.get_width(),
        rev_byteorder=True,
        may_draw_forms=False,
        draw_annots=False,
    )
    picture: Image.Image = bitmap.to_pil().convert("RGB")
    return picture


def page_jpeg(page: Any, width: int) -> bytes:
    """Return an open page as a small JPEG."""
    return jpeg_of(draw_page(page, width), _QUALITY)


def white_page(width: int) -> bytes:
    """Return a small JPEG that stands for a page that cannot be read."""
    return jpeg_of(Image.new("RGB", (width, width), "white"), _QUALITY)


def jpeg_of(image: Image.Image, quality: int) -> bytes:
    """Return a picture as a JPEG without metadata."""
    image.info = {}  # nothing of a profile or comment goes with it
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()
