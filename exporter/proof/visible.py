"""See whether text on a page can be seen.

In: an open page and its objects. Out: why a text cannot be seen, for each that
cannot. A page is drawn with its text and without; where nothing changes, nothing
can be seen: text that is clipped, covered, off the page or without contrast.
A first look at 72 ppi is enough for nearly every text; what does not pass it is
drawn again from close by, letter by letter.
"""

import ctypes
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_
from typing import Any
from unicodedata import bidirectional

import pypdfium2.raw as c
from PIL import Image, ImageChops

from exporter.proof import pdfium
from exporter.proof.pdf_page import Box, PdfObject, PdfPage, overlap
from exporter.said import said

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
#: A mark is lower than this share of the letters it stands over or under.
_MARK_HEIGHT = 0.5
#: Dots are lower than this part of the size of type.
_DOTS_HEIGHT = 0.25
#: The second look is this much closer than the first (72 ppi).
CLOSE = 3
#: The widest gap between words in points; more asks for the second look.
WIDEST_GAP = 12
_OUTSIDE = 1.0
#: A letter or digit: what `str.isalnum` says.
_SAYS = re.compile(r"[^\W_]")
_BLANK = re.compile(rb"\x00{4,}")
_MASK = [0 if value < LEAST_CHANGE else 255 for value in range(256)]
#: grey -> the logarithm of its luminance, so that differences are contrasts
_LUMINANCE = [
    min(255, round(84 * math.log(((v / 255) ** 2.2 + 0.05) / 0.05))) for v in range(256)
]
_LEAST_STEP = 84 * math.log(LEAST_CONTRAST)
#: What became of a pixel, as bits.
_CHANGED, _CONTRASTS = 1, 2


def find_hidden(page: PdfPage, objects: Sequence[PdfObject]) -> dict[int, str]:
    """Return index -> reason for each text of `objects` that cannot be seen."""
    texts = [i for i, o in enumerate(objects) if o.is_text and _says(o.text)]
    hidden: dict[int, str] = dict.fromkeys(
        _overprinted(objects, texts), said("printed over other text")
    )
    for i in texts:
        if not _inside(objects[i].box, page.size):
            hidden[i] = said("off the page")
        elif _too_small(objects[i]):
            hidden[i] = said("too small to read")
    rest = [i for i in texts if i not in hidden]
    _without_far_images(objects, rest)
    if rest:
        first = _look(page, objects)
        rest = [i for i in rest if not _shows(first, objects[i].box)]
    for i in rest:
        letters = page.letter_boxes(objects[i].handle)
        if not letters or not _letters_show(page, objects, objects[i].box, letters):
            hidden[i] = said("clipped, covered or without contrast")
    _set_active([item for item in objects if not item.is_text], active=True)
    return hidden


def _says(text: str) -> bool:
    """Return whether there is a letter or digit: leaders say nothing."""
    return _SAYS.search(text) is not None


def _union(boxes: Sequence[Box]) -> Box:
    """Return the smallest box around all boxes."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _around(boxes: Sequence[Box], size: tuple[float, float]) -> Box:
    """Return the area around all boxes, in whole points."""
    left, top, right, bottom = _union(boxes)
    return (
        max(0, int(left) - 2),
        max(0, int(top) - 2),
        min(size[0], int(right) + 3),
        min(size[1], int(bottom) + 3),
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
    return _height(text) < LEAST_SIZE and _size_of_type(text) < LEAST_SIZE


def _size_of_type(text: PdfObject) -> float:
    """Return the size a text is set in, in points, as it stands on the page."""
    size, matrix = ctypes.c_float(), c.FS_MATRIX()
    handle = pdfium.as_object(text.handle)
    c.FPDFTextObj_GetFontSize(handle, size)
    c.FPDFPageObj_GetMatrix(handle, matrix)
    return float(abs(size.value) * max(abs(matrix.d), abs(matrix.b)) * text.scale)


def _without_far_images(objects: Sequence[PdfObject], texts: Sequence[int]) -> None:
    """Leave out images that touch no text: drawing them takes most of the time."""
    for image in objects:
        if not image.is_text and not any(
            overlap(image.box, objects[i].box) for i in texts
        ):
            pdfium.set_active(image.handle, False)


def _set_active(objects: Sequence[PdfObject], *, active: bool) -> None:
    for item in objects:
        pdfium.set_active(item.handle, active)


def _draw_twice(
    page: PdfPage, objects: Sequence[PdfObject], area: Box, scale: int, *, grey: bool
) -> tuple[Any, Any]:
    """Return `area` as bitmaps, with its text and without."""
    left, top, right, bottom = area
    how = {
        "scale": scale,
        "crop": (left, page.size[1] - bottom, page.size[0] - right, top),
        "grayscale": grey,
        "may_draw_forms": False,
        "draw_annots": False,
    }
    texts = [item for item in objects if item.is_text]
    before = page.page.render(**how)
    _set_active(texts, active=False)
    after = page.page.render(**how)
    _set_active(texts, active=True)
    return before, after


# --- the first look ---------------------------------------------------------------


@dataclass
class _Look:
    """A page at 72 ppi in grey, with its text and without, row by row."""

    before: bytes
    after: bytes
    stride: int
    width: int
    height: int

    def changes(self, left: int, top: int, right: int, bottom: int) -> list[int]:
        """Return, row by row, what the text changes: a byte of bits for each pixel."""
        starts = range(top * self.stride, bottom * self.stride, self.stride)
        first = self.after[starts[0] + left : starts[0] + right] if starts else b""
        # nearly everywhere the text stands on plain paper
        paper = first[:1] * len(first)
        on_paper = _changes_on(first[0]) if first else b""
        rows = []
        for start in starts:
            ink = self.before[start + left : start + right]
            ground = self.after[start + left : start + right]
            if ground == paper:
                row = ink.translate(on_paper)
            else:
                pairs = zip(ink, ground, strict=True)
                row = bytes(_changes_on(below)[above] for above, below in pairs)
            rows.append(int.from_bytes(row, "big"))
        return rows


@cache
def _changes_on(ground: int) -> bytes:
    """Return what each value of grey changes on `ground`, as bits."""
    luminance = _LUMINANCE[ground]
    return bytes(
        _CHANGED * (abs(value - ground) >= LEAST_CHANGE)
        | _CONTRASTS * (abs(_LUMINANCE[value] - luminance) >= _LEAST_STEP)
        for value in range(256)
    )


def _look(page: PdfPage, objects: Sequence[PdfObject]) -> _Look:
    whole = (0, 0, *page.size)
    before, after = _draw_twice(page, objects, whole, 1, grey=True)
    pixels = bytes(before.buffer), bytes(after.buffer)
    return _Look(*pixels, before.stride, before.width, before.height)


def _shows(look: _Look, box: Box) -> bool:
    """Return whether most of the box's height and width changed, without holes."""
    left, top = max(0, int(box[0])), max(0, int(box[1]))
    right = min(look.width, -int(-box[2] // 1))
    rows = look.changes(left, top, right, min(look.height, -int(-box[3] // 1)))
    inked = [y for y, row in enumerate(rows) if row]
    width, height = box[2] - box[0], box[3] - box[1]
    if not inked or inked[-1] - inked[0] + 1 < height - 1.2:
        return False
    across = reduce(or_, rows).to_bytes(right - left, "big")
    if len(across.strip(b"\0")) < width - max(3.0, 0.7 * height):
        return False
    if not across.translate(None, b"\0\1"):  # nowhere is there contrast
        return False
    return all(len(gap) <= WIDEST_GAP for gap in _BLANK.findall(across))


# --- the second look --------------------------------------------------------------


@dataclass
class _Change:
    """What the text changes: where (255, else 0), and by which contrast."""

    mask: Image.Image
    contrast: Image.Image


def _draw_change(page: PdfPage, objects: Sequence[PdfObject], area: Box) -> _Change:
    """Return how `area` changes when the text is taken away, in colour."""
    before, after = (
        bitmap.to_pil()
        for bitmap in _draw_twice(page, objects, area, CLOSE, grey=False)
    )
    light, dark = (image.convert("L").point(_LUMINANCE) for image in (before, after))
    change = ImageChops.difference(before, after)
    red, green, blue = change.convert("RGB").split()
    change = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return _Change(change.point(_MASK), ImageChops.difference(light, dark))


def _letters_show(
    page: PdfPage, objects: Sequence[PdfObject], text: Box, boxes: Sequence[Box]
) -> bool:
    """Return whether nearly all letters of a text show, at `CLOSE` x 72 ppi."""
    area = _around([text, *boxes], page.size)
    change = _draw_change(page, objects, area)
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
    return unseen <= MOST_UNSEEN * len(boxes)


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
            over = width > 0 and width * height > least
            if over and not _is_mark(objects[i], objects[j]):
                yield from (i, j)


def _is_mark(one: PdfObject, other: PdfObject) -> bool:
    """Return whether one of two texts is a mark over or under letters of the other.

    Dots, vowel signs and accents are glyphs of their own in many scripts; they belong
    to the same marked content as their letter, and are small beside it. Dots under an
    Arabic letter may reach into the box of the next line.
    """
    low, high = sorted((one, other), key=_height)
    if _height(low) >= _MARK_HEIGHT * _height(high):
        return False
    return one.mark == other.mark >= 0 or _is_dots(low)


def _is_dots(text: PdfObject) -> bool:
    """Return whether a text is the dots of one Arabic letter, which is far taller."""
    is_arabic = len(text.text) == 1 and bidirectional(text.text) == "AL"
    return is_arabic and _height(text) < _DOTS_HEIGHT * _size_of_type(text)


def _height(text: PdfObject) -> float:
    return text.box[3] - text.box[1]


def _size(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
