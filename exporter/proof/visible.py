"""See whether text on a page can be seen.

In: an open page and its objects. Out: why a text cannot be seen, for each that
cannot. A page is drawn with its text and without; where nothing changes, nothing
can be seen: text that is clipped, covered, off the page or without contrast.
"""

import ctypes
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
#: Type smaller than this in points cannot be read.
LEAST_SIZE = 4.5
#: The least contrast of letters (WCAG 2.2, 1.4.3 asks 3:1 of large text; thin
#: strokes are drawn paler than their colour).
LEAST_CONTRAST = 2.6
#: The share of a text that another may be printed over.
MOST_OVERPRINTED = 0.3
#: The second look is this much closer than the first (72 ppi).
CLOSE = 3
#: The widest gap between words in points; more asks for the second look.
WIDEST_GAP = 12
_OUTSIDE = 1.0
_BLANK = re.compile(rb"\x00{4,}")
_MASK = [0 if value < LEAST_CHANGE else 255 for value in range(256)]
#: grey -> the logarithm of its luminance, so that differences are contrasts
_LUMINANCE = [
    round(84 * math.log(((v / 255) ** 2.2 + 0.05) / 0.05)) for v in range(256)
]
_LEAST_STEP = 84 * math.log(LEAST_CONTRAST)


def find_hidden(page: PdfPage, objects: Sequence[PdfObject]) -> dict[int, str]:
    """Return index -> reason for each text of `objects` that cannot be seen."""
    texts = [i for i, o in enumerate(objects) if o.is_text and _says(o.text)]
    hidden = dict.fromkeys(_overprinted(objects, texts), "printed over other text")
    for i in texts:
        if not _inside(objects[i].box, page.size):
            hidden[i] = "off the page"
        elif _too_small(objects[i]):
            hidden[i] = "too small to read"
    rest = [i for i in texts if i not in hidden]
    _without_far_images(objects, rest)
    if rest:
        change = _draw_change(page, objects, (0, 0, *page.size), 1)
        rest = [i for i in rest if not _shows(change, objects[i].box)]
    if rest:
        area = _around([objects[i].box for i in rest], page.size)
        change = _draw_change(page, objects, area, CLOSE)
        boxes = page.letter_boxes()
        for i in rest:
            letters = boxes.get(handle_key(objects[i].handle), [])
            if not _letters_show(change, letters, area):
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
    scale = max(abs(matrix.d), abs(matrix.b)) * text.scale
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


@dataclass
class _Change:
    """What the text changes: where (255, else 0), and by which contrast."""

    mask: Image.Image
    contrast: Image.Image


def _draw_change(
    page: PdfPage, objects: Sequence[PdfObject], area: Box, scale: int
) -> _Change:
    """Return how `area` changes when the text is taken away.

    At 72 ppi in grey, which is quick; closer, in colour.
    """
    texts = [i for i, o in enumerate(objects) if o.is_text]
    grey = scale == 1
    before = _draw(page, area, scale, grey)
    _set_active(objects, texts, active=False)
    after = _draw(page, area, scale, grey)
    _set_active(objects, texts, active=True)
    light, dark = (image.convert("L").point(_LUMINANCE) for image in (before, after))
    change = ImageChops.difference(before, after)
    if not grey:
        red, green, blue = change.convert("RGB").split()
        change = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return _Change(change.point(_MASK), ImageChops.difference(light, dark))


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


def _shows(change: _Change, box: Box) -> bool:
    """Return whether most of the box's height and width changed, without holes."""
    left, top, right, bottom = box
    crop = (int(left), int(top), -int(-right // 1), -int(-bottom // 1))
    columns, rows = (bytes(flags) for flags in change.mask.crop(crop).getprojection())
    width = len(columns.strip(b"\0"))
    if len(rows.strip(b"\0")) < bottom - top - 1.2:
        return False
    if width < right - left - max(3.0, 0.7 * (bottom - top)):
        return False
    if _strongest(change.contrast, crop) < _LEAST_STEP:
        return False
    return all(len(gap) <= WIDEST_GAP for gap in _BLANK.findall(columns))


def _letters_show(change: _Change, boxes: Sequence[Box], area: Box) -> bool:
    """Return whether nearly all letters show, at `CLOSE` x 72 ppi."""
    unseen = 0
    for box in boxes:
        left, right = ((x - area[0]) * CLOSE for x in (box[0], box[2]))
        top, bottom = ((y - area[1]) * CLOSE for y in (box[1], box[3]))
        crop = (int(left), int(top), int(right) + 1, int(bottom) + 1)
        ink = change.mask.crop(crop).getbbox() or (0, 0, 0, 0)
        unseen += (
            ink[3] - ink[1] < LEAST_HEIGHT * (bottom - top) - 1
            or ink[2] - ink[0] < LEAST_WIDTH * (right - left) - 1
            or _strongest(change.contrast, crop) < _LEAST_STEP
        )
    return bool(boxes) and unseen <= MOST_UNSEEN * len(boxes)


def _strongest(contrast: Image.Image, crop: tuple[int, int, int, int]) -> float:
    return contrast.crop(crop).getextrema()[1]  # type: ignore[return-value]


def _overprinted(objects: Sequence[PdfObject], texts: Sequence[int]) -> Iterator[int]:
    """Yield each text that stands over or under another."""
    order = sorted(texts, key=lambda i: objects[i].box[1])
    for number, i in enumerate(order):
        one = objects[i].box
        for j in order[number + 1 :]:
            other = objects[j].box
            if other[1] >= one[3]:
                break
            width = min(one[2], other[2]) - max(one[0], other[0])
            height = min(one[3], other[3]) - other[1]
            least = MOST_OVERPRINTED * min(_size(one), _size(other))
            if width > 0 and width * height > least:
                yield from (i, j)


def _size(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
