"""Read the pages of a delivered PDF for `promises`: lines, photos, and what they are.

In: the PDF, and the Edition it was made from. Out: `Page`s in millimetres from the
top left corner of the trimmed page. Nothing here is shared with the code that makes
pages, nor with that of the proof: tags are read with pikepdf, ink with PDFium.
"""

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as c
from promises_page import MM, Block, Box, Line, Matrix, Page, Photo, Reading
from promises_tags import Tags, name_blocks

from exporter.model import Edition

#: What is thinner in mm is a rule, no ground.
_HAIR = 5.0
_NUMBERS = re.compile(r"[\d\s,–-]+")


def read(path: Path, edition: Edition | None, gutter: float) -> Reading:
    """Return what stands on the pages of `path`; columns are `gutter` mm apart."""
    with pikepdf.open(path) as file:
        tags = Tags(file)
    document = pdfium.PdfDocument(path)
    try:
        pages = [
            _read_page(document[n], n + 1, tags.marked, gutter)
            for n in range(len(document))
        ]
    finally:
        document.close()
    for page in pages:
        for line in page.lines:
            if line.block:
                line.block.lines.append(line)
    name_blocks([b for b in tags.blocks if b.lines or b.kind == "Figure"], edition)
    return Reading(pages, [b for b in tags.blocks if b.lines])


# --- ink -----------------------------------------------------------------------------


@dataclass
class _Piece:
    """A text object: one run of letters in one font."""

    order: int
    box: Box
    base: float
    size: float
    text: str
    block: Block | None
    clip: Box | None


def _read_page(
    page: pdfium.PdfPage,
    number: int,
    marked: dict[tuple[int, int], Block],
    gutter: float,
) -> Page:
    left, bottom, right, top = page.get_trimbox()
    found = Page(number, ((right - left) / MM, (top - bottom) / MM))
    letters = c.FPDFText_LoadPage(page.raw)
    ink = _Ink(left, top, letters)
    pieces: list[_Piece] = []
    for order, (item, kind, mark, matrix) in enumerate(_objects(page.raw)):
        block = marked.get((number, mark))
        if kind == c.FPDF_PAGEOBJ_TEXT:
            piece = ink.piece(item, order, block, matrix)
            if piece:
                pieces.append(piece)
        elif kind == c.FPDF_PAGEOBJ_PATH:
            found.tints += ink.tint(item, matrix)
        else:
            found.photos.append(ink.photo(item, number, block, matrix))
    c.FPDFText_ClosePage(letters)
    page.close()
    found.lines = _lines(pieces, number, gutter)
    return found


_READ = (c.FPDF_PAGEOBJ_TEXT, c.FPDF_PAGEOBJ_PATH, c.FPDF_PAGEOBJ_IMAGE)
_ONE: Matrix = (1, 0, 0, 1, 0, 0)


def _objects(page: Any) -> Iterator[tuple[Any, int, int, Matrix]]:
    """Yield each text, path and image, its mark, and the matrix of its form."""

    def walk(
        get: Any, of: Any, count: int, mark: int, matrix: Matrix
    ) -> Iterator[tuple[Any, int, int, Matrix]]:
        for index in range(count):
            item = get(of, index)
            kind = c.FPDFPageObj_GetType(item)
            own = c.FPDFPageObj_GetMarkedContentID(item)
            own = own if own >= 0 else mark
            if kind == c.FPDF_PAGEOBJ_FORM:
                inner = _times(_matrix(item), matrix)
                many = c.FPDFFormObj_CountObjects(item)
                yield from walk(c.FPDFFormObj_GetObject, item, many, own, inner)
            elif kind in _READ:
                yield item, kind, own, matrix

    many = c.FPDFPage_CountObjects(page)
    yield from walk(c.FPDFPage_GetObject, page, many, -1, _ONE)


class _Ink:
    """Turns PDFium's objects into pieces and photos, in mm from the top left."""

    def __init__(self, left: float, top: float, letters: Any) -> None:
        self._left, self._top, self._letters = left, top, letters
        self._text = ctypes.create_string_buffer(8192)
        self._chars = ctypes.cast(self._text, ctypes.POINTER(ctypes.c_ushort))

    def piece(
        self, item: Any, order: int, block: Block | None, outer: Matrix
    ) -> _Piece | None:
        size = c.FPDFTextObj_GetText(item, self._letters, self._chars, 8192)
        text = self._text.raw[: max(0, size - 2)].decode("utf-16-le", "replace")
        text = text.replace("\0", "")
        if not text.strip():
            return None
        points = ctypes.c_float()
        c.FPDFTextObj_GetFontSize(item, points)
        matrix = _times(_matrix(item), outer)
        tall = (matrix[2] ** 2 + matrix[3] ** 2) ** 0.5
        base = (self._top - matrix[5]) / MM
        ink = self._bounds(item, outer)
        # a letter such as an italic j may reach over its place to the left
        left = min(ink[2], max(ink[0], (matrix[4] - self._left) / MM))
        box = (left, *ink[1:])
        clip = self._clip(item, outer)
        return _Piece(order, box, base, points.value * tall, text, block, clip)

    def photo(
        self, item: Any, number: int, block: Block | None, outer: Matrix
    ) -> Photo:
        wide, high = ctypes.c_uint(), ctypes.c_uint()
        c.FPDFImageObj_GetImagePixelSize(item, wide, high)
        whole = self._bounds(item, outer)
        clip = self._clip(item, outer)
        box = _common(whole, clip) if clip else whole
        return Photo(number, box, whole, (wide.value, high.value), block)

    def tint(self, item: Any, outer: Matrix) -> list[Box]:
        """Return the box of a path that is filled with a colour, if it is one."""
        mode, stroke = ctypes.c_int(), ctypes.c_int()
        c.FPDFPath_GetDrawMode(item, mode, stroke)
        colour = [ctypes.c_uint() for _ in range(4)]
        c.FPDFPageObj_GetFillColor(item, *colour)
        box = self._bounds(item, outer)
        clip = self._clip(item, outer)
        box = _common(box, clip) if clip else box
        white = all(part.value > 253 for part in colour[:3])
        thin = box[3] - box[1] < _HAIR or box[2] - box[0] < _HAIR
        return [] if white or thin or not mode.value or not colour[3].value else [box]

    def _bounds(self, item: Any, outer: Matrix) -> Box:
        edges = [ctypes.c_float() for _ in range(4)]
        c.FPDFPageObj_GetBounds(item, *edges)
        left, bottom, right, top = (edge.value for edge in edges)
        return self._box([(left, bottom), (right, top)], outer)

    def _clip(self, item: Any, outer: Matrix) -> Box | None:
        """Return the box that all paths the object is clipped to have in common."""
        path = c.FPDFPageObj_GetClipPath(item)
        found: Box | None = None
        for index in range(c.FPDFClipPath_CountPaths(path) if path else 0):
            points = []
            for at in range(c.FPDFClipPath_CountPathSegments(path, index)):
                x, y = ctypes.c_float(), ctypes.c_float()
                segment = c.FPDFClipPath_GetPathSegment(path, index, at)
                c.FPDFPathSegment_GetPoint(segment, x, y)
                points.append((x.value, y.value))
            if points:
                box = self._box(points, outer)
                found = _common(found, box) if found else box
        return found

    def _box(self, points: list[tuple[float, float]], m: Matrix) -> Box:
        xs = [m[0] * x + m[2] * y + m[4] - self._left for x, y in points]
        ys = [self._top - (m[1] * x + m[3] * y + m[5]) for x, y in points]
        return (min(xs) / MM, min(ys) / MM, max(xs) / MM, max(ys) / MM)


def _matrix(item: Any) -> Matrix:
    m = c.FS_MATRIX()
    c.FPDFPageObj_GetMatrix(item, m)
    return (m.a, m.b, m.c, m.d, m.e, m.f)


def _times(one: Matrix, two: Matrix) -> Matrix:
    """Return the matrix that applies `one`, then `two` (ISO 32000-2, 8.3.4)."""
    return (
        one[0] * two[0] + one[1] * two[2],
        one[0] * two[1] + one[1] * two[3],
        one[2] * two[0] + one[3] * two[2],
        one[2] * two[1] + one[3] * two[3],
        one[4] * two[0] + one[5] * two[2] + two[4],
        one[4] * two[1] + one[5] * two[3] + two[5],
    )


def _common(one: Box, two: Box) -> Box:
    left, top = max(one[0], two[0]), max(one[1], two[1])
    return (left, top, max(left, min(one[2], two[2])), max(top, min(one[3], two[3])))


def _lines(pieces: list[_Piece], page: int, gutter: float) -> list[Line]:
    """Join pieces of one block that stand on one baseline side by side."""
    lines: list[Line] = []
    open_lines: dict[int, list[Line]] = {}
    for piece in pieces:
        mine = open_lines.setdefault(id(piece.block), [])
        line = next((one for one in mine if _goes_on(one, piece, gutter)), None)
        if line is None:
            line = Line(
                *(page, piece.order, piece.box, piece.base, piece.size, piece.text),
                *(piece.block, 0.0, piece.clip),
            )
            lines.append(line)
            mine.insert(0, line)
            continue
        line.text = _beside(line, piece)
        if len(piece.text) > len(line.text) / 2:
            line.size, line.base = piece.size, piece.base
        line.clip = line.clip or piece.clip
        line.box = _around(line.box, piece.box)
    return sorted(lines, key=lambda line: line.order)


def _beside(line: Line, piece: _Piece) -> str:
    if piece.box[0] < line.box[0]:
        return piece.text + line.text
    return line.text + piece.text


def _goes_on(line: Line, piece: _Piece, gutter: float) -> bool:
    """Whether a piece stands on a line's baseline, closer to it than a column would."""
    size = min(line.size, piece.size) / MM
    raised = abs(piece.base - line.base)
    gap = max(piece.box[0] - line.box[2], line.box[0] - piece.box[2])
    over = min(piece.box[2], line.box[2]) - max(piece.box[0], line.box[0])
    # a space of a large headline is wide, too, but not as wide as between columns
    word = min(0.9 * gutter, max(0.6 * gutter, 0.3 * size))
    # a number at the end of a leader stands far off
    near = gap < word or (gap > 0 and _NUMBERS.fullmatch(piece.text))
    return bool(raised < 0.6 * size and near and over < 0.8 * size)


def _around(one: Box, two: Box) -> Box:
    return (
        *(min(one[0], two[0]), min(one[1], two[1])),
        *(max(one[2], two[2]), max(one[3], two[3])),
    )
