"""The pages of a PDF as pictures, and the outlines of what stands on them.

In: a PDF of ours. Out: JPEGs, boxes, and a digest of each page as it was drawn: equal
digests, equal pages. PDFium serves one thread at a time, so all that asks it is done
in a worker process.
"""

import hashlib
import io
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from exporter.pdf import LaidOutEdition
    from exporter.pdf.drawn import DrawnPage

#: Pixels for each point: 144 to an inch.
SCALE = 2.0
_QUALITY = 90

Box = tuple[float, float, float, float]
Size = tuple[float, float]
#: A PDF, and the index of a page in it.
PageJob = tuple[Path, int]


def draw_page(job: PageJob) -> bytes:
    """Return a page as a JPEG."""
    page = _document(job[0])[job[1]]
    try:
        bitmap = page.render(
            scale=SCALE, rev_byteorder=True, may_draw_forms=False, draw_annots=False
        )
        image = bitmap.to_pil().convert("RGB")
    finally:
        page.close()
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_QUALITY, subsampling=0)
    return out.getvalue()


def page_boxes(job: PageJob) -> dict[str, list[Box]]:
    """Return left, top, width and height, in points, of each text and photo."""
    import pypdfium2.raw as c

    page = _document(job[0])[job[1]]
    kinds = {c.FPDF_PAGEOBJ_TEXT: "text", c.FPDF_PAGEOBJ_IMAGE: "photo"}
    boxes: dict[str, list[Box]] = {name: [] for name in kinds.values()}
    try:
        height = page.get_height()
        for item in page.get_objects(filter=tuple(kinds)):
            left, bottom, right, top = item.get_bounds()
            box = (left, height - top, right - left, top - bottom)
            boxes[kinds[item.type]].append(tuple(round(side, 2) for side in box))
    finally:
        page.close()
    return boxes


@lru_cache(maxsize=1)
def _document(pdf: Path) -> Any:
    import pypdfium2

    return pypdfium2.PdfDocument(pdf)


def drawn_pages(laid_out: "LaidOutEdition") -> Iterator[tuple[str, Size]]:
    """Yield digest, width and height (points) of each page, in order."""
    from exporter.pdf.drawn import unpack

    numbering = laid_out.numbering
    number = 0
    for file in laid_out.parts:
        part = unpack(file.read_bytes())
        streams = [hashlib.sha256(stream).hexdigest() for stream in part.streams]
        common = repr([part.resources, streams, sorted(_faces(part.fonts))])
        for page in part.pages:
            number += 1
            shown = [number, *_numbers(page, numbering.page_of)]
            drawn = repr([common, page, shown]).encode()
            yield hashlib.sha256(drawn).hexdigest(), (page.width, page.height)


def _faces(fonts: Any) -> Iterator[str]:
    """Yield what a font is, whatever glyphs of it are used."""
    for key, use in fonts.items():
        yield repr([key, use.sha256, use.index, dict(use.variations)])


def _numbers(page: "DrawnPage", page_of: Any) -> Iterator[int]:
    """Yield the page numbers that are put into a page's slots."""
    for slot in (*page.slots, *page.right.slots, *page.left.slots):
        yield page_of.get(slot.target, 0)
