"""See whether text on a page can be seen.

In: an open page and its objects. Out: why a text cannot be seen, for each that
cannot. A page is drawn with its text and without; where nothing changes, nothing
can be seen: text that is clipped, covered, off the page or without contrast.
"""

import ctypes
import re
from collections.abc import Sequence
from typing import Any

import pypdfium2.raw as c
from PIL import Image, ImageChops

from exporter.proof.pdf_page import (
    Box,
    PdfObject,
    PdfPage,
    handle_key,
    overlap,
)

#: A change of a pixel (0 to 255) that an eye can see.
LEAST_CHANGE = 16
#: How much of a letter's height and width must show.
LEAST_HEIGHT = 0.7
LEAST_WIDTH = 0.6
#: The share of a text's letters that may fail (thin signs, overlapping boxes).
MOST_UNSEEN = 0.1
#: Text lower than this in points cannot be read.
LEAST_SIZE = 2.5
#: The second look is this much closer than the first (72 ppi).
CLOSE = 3
#: The widest gap between words in points; more asks for the second look.
WIDEST_GAP = 12
_OUTSIDE = 1.0
_BLANK = re.compile(rb"\x00{4,}")
_MASK = [0 if value < LEAST_CHANGE else 255 for value in range(256)]


def find_hidden(page: PdfPage, objects: Sequence[PdfObject]) -> dict[int, str]:
    """Return index -> reason for each text of `objects` that cannot be seen."""
    texts = [i for i, o in enumerate(objects) if o.is_text and _says(o.text)]
    hidden = {}
    for i in texts:
        if not _inside(objects[i].box, page.size):
            hidden[i] = "off the page"
        elif _too_small(objects[i]):
            hidden[i] = "too small to read"
    rest = [i for i in texts if i not in hidden]
    _without_far_images(objects, rest)
    if rest:
        mask = _draw_change(page, objects, (0, 0, *page.size), 1)
        rest = [i for i in rest if not _shows(mask, objects[i].box)]
    if rest:
        area = _around([objects[i].box for i in rest], page.size)
        mask = _draw_change(page, objects, area, CLOSE)
        boxes = page.letter_boxes()
        for i in rest:
            letters = boxes.get(handle_key(objects[i].handle), [])
            if not _letters_show(mask, letters, area):
                hidden[i] = "clipped, covered or without contrast"
    _set_active(objects, range(len(objects)), active=True)
    return hidden


def _says(text: str) -> bool:
    """Return whether there is a letter or digit: leaders say nothing."""
    return any(sign.isalnum() for sign in text)


def _around(boxes: Sequence[Box], size: tuple[float, float]) -> Box:
    """Return the area around all boxes, in whole points."""
    return (
        max(0, int(min(b[0] for b in boxes)) - 2),
        max(0, int(min(b[1] for b in boxes)) - 2),
        min(size[0], int(max(b[2] for b in boxes)) + 3),
        min(size[1], int(max(b[3] for b in boxes)) + 3),
    )


def _inside(box: Box, size: tuple[float, float]) -> bool:
    left, top, right, bottom = box
    return (
        left >= -_OUTSIDE
        and top >= -_OUTSIDE
        and right <= size[0] + _OUTSIDE
        and bottom <= size[1] + _OUTSIDE
    )


def _too_small(text: PdfObject) -> bool:
    """Return whether letters are lower than `LEAST_SIZE` points of type."""
    if text.box[3] - text.box[1] >= LEAST_SIZE:
        return False
    size, matrix = ctypes.c_float(), c.FS_MATRIX()
    c.FPDFTextObj_GetFontSize(text.handle, size)
    c.FPDFPageObj_GetMatrix(text.handle, matrix)
    scale = max(abs(matrix.d), abs(matrix.b))
    return bool(abs(size.value) * scale < LEAST_SIZE)


def _without_far_images(objects: Sequence[PdfObject], texts: Sequence[int]) -> None:
    """Leave out images that touch no text: drawing them takes most of the time."""
    for image in objects:
        if not image.is_text and not any(
            overlap(image.box, objects[i].box) for i in texts
        ):
            c.FPDFPageObj_SetIsActive(image.handle, False)


def _set_active(
    objects: Sequence[PdfObject], indexes: Sequence[int] | range, *, active: bool
) -> None:
    for i in indexes:
        c.FPDFPageObj_SetIsActive(objects[i].handle, active)


def _draw_change(
    page: PdfPage, objects: Sequence[PdfObject], area: Box, scale: int
) -> Image.Image:
    """Return where `area` changes when the text is taken away (255, else 0).

    At 72 ppi in grey, which is quick; closer, in colour.
    """
    texts = [i for i, o in enumerate(objects) if o.is_text]
    grey = scale == 1
    before = _draw(page, area, scale, grey)
    _set_active(objects, texts, active=False)
    after = _draw(page, area, scale, grey)
    _set_active(objects, texts, active=True)
    change = ImageChops.difference(before, after)
    if not grey:
        red, green, blue = change.convert("RGB").split()
        change = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return change.point(_MASK)


def _draw(page: PdfPage, area: Box, scale: int, grey: bool) -> Image.Image:
    left, top, right, bottom = area
    bitmap: Any = page.page.render(
        scale=scale,
        crop=(left, page.size[1] - bottom, page.size[0] - right, top),
        grayscale=grey,
        may_draw_forms=False,
        draw_annots=False,
    )
    image: Image.Image = bitmap.to_pil()
    return image


def _shows(mask: Image.Image, box: Box) -> bool:
    """Return whether most of the box's height and width changed, without holes."""
    left, top, right, bottom = box
    part = mask.crop((int(left), int(top), -int(-right // 1), -int(-bottom // 1)))
    columns, rows = (bytes(flags) for flags in part.getprojection())
    width = len(columns.strip(b"\0"))
    if len(rows.strip(b"\0")) < bottom - top - 1.2:
        return False
    if width < right - left - max(3.0, 0.7 * (bottom - top)):
        return False
    return all(len(gap) <= WIDEST_GAP for gap in _BLANK.findall(columns))


def _letters_show(mask: Image.Image, boxes: Sequence[Box], area: Box) -> bool:
    """Return whether nearly all letters show, at `CLOSE` x 72 ppi."""
    unseen = 0
    for box in boxes:
        left, right = ((x - area[0]) * CLOSE for x in (box[0], box[2]))
        top, bottom = ((y - area[1]) * CLOSE for y in (box[1], box[3]))
        part = mask.crop((int(left), int(top), int(right) + 1, int(bottom) + 1))
        ink = part.getbbox() or (0, 0, 0, 0)
        unseen += (
            ink[3] - ink[1] < LEAST_HEIGHT * (bottom - top) - 1
            or ink[2] - ink[0] < LEAST_WIDTH * (right - left) - 1
        )
    return bool(boxes) and unseen <= MOST_UNSEEN * len(boxes)
