"""Small pictures of pages and photos, for the report.

In: the path of a PDF, prepared photos. Out: JPEGs without metadata. Pages are drawn
from the finished file, by whatever does things side by side (`each`).
"""

import base64
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from exporter.photos import PreparedPhoto
from exporter.proof.pictures import Each

#: Pixels across a page; fewer where there are very many pages.
PAGE_WIDTH, PAGE_WIDTH_OF_MANY = 220, 130
MANY_PAGES = 300
#: Pixels along the longer side of a photo.
PHOTO_SIDE = 260
_PAGE_QUALITY, _PHOTO_QUALITY = 60, 70
#: Pages drawn from one opening of a file: PDFium keeps something of each.
_AT_ONCE = 20


def page_thumbnails(pdf: Path, total: int, each: Each = map) -> list[bytes]:
    """Return every page as a JPEG, in order."""
    width = PAGE_WIDTH if total <= MANY_PAGES else PAGE_WIDTH_OF_MANY
    starts = range(0, total, _AT_ONCE)
    jobs = [(pdf, range(s, min(s + _AT_ONCE, total)), width) for s in starts]
    return [page for few in each(_draw_pages, jobs) for page in few]


def _draw_pages(job: tuple[Path, range, int]) -> list[bytes]:
    import pypdfium2  # heavy: an EPUB alone does not need it

    pdf, indexes, width = job
    with pypdfium2.PdfDocument(pdf) as document:
        return [
            jpeg_of(_draw(document[index], width), _PAGE_QUALITY) for index in indexes
        ]


def page_picture(pdf: Path, index: int, width: int) -> Image.Image:
    """Return a page of a PDF, `width` pixels across."""
    import pypdfium2  # heavy: an EPUB alone does not need it

    with pypdfium2.PdfDocument(pdf) as document:
        return _draw(document[index], width)


def _draw(page: Any, width: int) -> Image.Image:
    bitmap = page.render(
        scale=width / page.get_width(),
        rev_byteorder=True,
        may_draw_forms=False,
        draw_annots=False,
    )
    picture: Image.Image = bitmap.to_pil().convert("RGB")
    page.close()
    return picture


def photo_thumbnails(
    prepared: Iterable[PreparedPhoto], each: Each = map
) -> dict[str, bytes]:
    """Return each photo as a JPEG, by the SHA-256 of its source.

    It is made from the smallest copy that is large enough: reading the photo itself
    once more would cost far more.
    """
    smallest: dict[str, PreparedPhoto] = {}
    for photo in prepared:
        other = smallest.setdefault(photo.source.sha256, photo)
        if _fitness(photo) < _fitness(other):
            smallest[photo.source.sha256] = photo
    paths = [photo.path for photo in smallest.values()]
    few = [paths[i : i + _AT_ONCE] for i in range(0, len(paths), _AT_ONCE)]
    made = [photo for some in each(_shrink, few) for photo in some]
    return dict(zip(smallest, made, strict=True))


def _fitness(photo: PreparedPhoto) -> tuple[bool, int]:
    """Return what is least for the best copy to make a thumbnail of."""
    side = max(photo.width, photo.height)
    return side < PHOTO_SIDE, side if side >= PHOTO_SIDE else -side


def _shrink(paths: Iterable[Path]) -> list[bytes]:
    made = []
    for path in paths:
        with Image.open(path) as image:
            image.draft(None, (PHOTO_SIDE, PHOTO_SIDE))
            image.thumbnail((PHOTO_SIDE, PHOTO_SIDE))
            if image.mode in {"RGBA", "LA"}:
                ground = Image.new("RGBA", image.size, "white")
                ground.alpha_composite(image.convert("RGBA"))
                made.append(jpeg_of(ground.convert("RGB"), _PHOTO_QUALITY))
            else:
                made.append(jpeg_of(image, _PHOTO_QUALITY))
    return made


def jpeg_of(image: Image.Image, quality: int) -> bytes:
    """Return a picture as a JPEG without metadata."""
    image.info = {}  # nothing of a profile or comment goes with it
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


@dataclass(frozen=True)
class Picture:
    """A picture that stands in the report itself (RFC 2397). Sizes in pixels."""

    src: str
    width: int
    height: int

    @classmethod
    def of(cls, jpeg: bytes) -> "Picture":
        """Return the picture of a JPEG."""
        with Image.open(io.BytesIO(jpeg)) as image:
            width, height = image.size
        data = base64.b64encode(jpeg).decode("ascii")
        return cls(f"data:image/jpeg;base64,{data}", width, height)
