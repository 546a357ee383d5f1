"""One page of a PDF, as PDFium has it: objects, tags and links.

In: an open page. Out: plain values. Only this module, `letters` and `visible` speak
to PDFium's C functions (fpdfview.h, fpdf_edit.h, fpdf_structtree.h), those a page
needs often through `exporter.proof.pdfium`.
"""

import ctypes
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as c

from exporter.proof import pdfium as plain
from exporter.proof.letters import Letters, decode

#: left, top, right, bottom in points from the page's top left corner
Box = tuple[float, float, float, float]
#: a to f of ISO 32000-2, 8.3.4
Matrix = tuple[float, ...]
_TEXT_BYTES = 4096
_DEEPEST = 200


@dataclass(slots=True)
class PdfObject:
    """A text or image on the page; `mark` is its marked-content id, or -1.

    `scale` is how much the form it stands in stretches it upwards.
    """

    handle: int
    is_text: bool
    mark: int
    box: Box
    text: str = ""
    scale: float = 1.0


@dataclass(slots=True)
class Tag:
    """An element of the structure tree: marked-content ids and elements in order."""

    kind: str
    alt: str = ""
    actual: str = ""
    identifier: str = ""
    children: list["Tag | int"] = field(default_factory=list)


class PdfPage:
    """Reads one page; close it after use."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self.page = page
        left, bottom, right, top = page.get_cropbox()
        self._left, self._top = left, top
        self.size = (right - left, top - bottom)
        self._raw = plain.address(page.raw)
        self._buffer = ctypes.create_string_buffer(_TEXT_BYTES)
        self._place = ctypes.addressof(self._buffer)
        self._edges = (ctypes.c_float * 4)()
        self._edge_places = [ctypes.addressof(self._edges) + 4 * n for n in range(4)]
        self._text_page = c.FPDFText_LoadPage(page.raw)
        self._letters = Letters(plain.address(self._text_page))
        self._document = page.pdf

    def close(self) -> None:
        """Free what PDFium holds for this page."""
        if self._text_page:
            c.FPDFText_ClosePage(self._text_page)
        self.page.close()

    # --- objects --------------------------------------------------------------

    def objects(self) -> list[PdfObject]:
        """Return all texts and images, those in form XObjects too."""
        count = plain.count_objects(self._raw)
        top = (plain.get_object(self._raw, i) for i in range(count))
        return list(self._read_objects(top, -1, None, 0))

    def _read_objects(
        self, handles: Iterator[int], outer: int, matrix: Matrix | None, depth: int
    ) -> Iterator[PdfObject]:
        texts = self._letters.texts
        scale = max(abs(matrix[1]), abs(matrix[3])) if matrix else 1.0
        for handle in handles:
            kind = plain.get_type(handle)
            if kind not in _READ:
                continue
            mark = plain.get_mark(handle)
            mark = mark if mark >= 0 else outer
            if kind == c.FPDF_PAGEOBJ_FORM:
                if depth < _DEEPEST:
                    yield from self._read_form(handle, mark, matrix, depth)
                continue
            is_text = kind == c.FPDF_PAGEOBJ_TEXT
            text = texts.get(handle, "") if is_text else ""
            box = self._box(handle, matrix)
            yield PdfObject(handle, is_text, mark, box, text, scale)

    def _read_form(
        self, form: int, mark: int, outer: Matrix | None, depth: int
    ) -> Iterator[PdfObject]:
        own = c.FS_MATRIX()
        c.FPDFPageObj_GetMatrix(plain.as_object(form), own)
        inner = (
            plain.get_in_form(form, i) for i in range(max(0, plain.count_in_form(form)))
        )
        matrix = _multiply(_values(own), outer)
        yield from self._read_objects(inner, mark, matrix, depth + 1)

    def _box(self, handle: int, matrix: Matrix | None) -> Box:
        plain.get_bounds(handle, *self._edge_places)
        left, bottom, right, top = self._edges
        if matrix:
            corners = [
                _apply(matrix, x, y) for x in (left, right) for y in (bottom, top)
            ]
            left, right = min(x for x, _ in corners), max(x for x, _ in corners)
            bottom, top = min(y for _, y in corners), max(y for _, y in corners)
        return self._flip(left, top, right, bottom)

    def _flip(self, left: float, top: float, right: float, bottom: float) -> Box:
        return (
            left - self._left,
            self._top - top,
            right - self._left,
            self._top - bottom,
        )

    def letter_boxes(self, handle: int) -> list[Box]:
        """Return the boxes of the letters of one text, without white space."""
        return [self._flip(*edges) for edges in self._letters.edges(handle)]

    def image_bytes(self, handle: int) -> bytes:
        """Return an image as the bytes of its JPEG, or of a BMP made from it."""
        image = plain.as_object(handle)
        name = ctypes.create_string_buffer(64)
        count = c.FPDFImageObj_GetImageFilterCount(image)
        if count:
            c.FPDFImageObj_GetImageFilter(image, count - 1, name, 64)
        if count == 1 and name.value == b"DCTDecode":
            size = c.FPDFImageObj_GetImageDataRaw(image, None, 0)
            data = ctypes.create_string_buffer(size)
            c.FPDFImageObj_GetImageDataRaw(image, data, size)
            return data.raw
        bitmap = c.FPDFImageObj_GetBitmap(image)
        if not bitmap:
            return b""
        out = io.BytesIO()
        pixels = pdfium.PdfBitmap.from_raw(bitmap).to_pil()
        pixels.convert("RGB").save(out, "BMP")
        return out.getvalue()

    # --- tags -----------------------------------------------------------------

    def tags(self) -> Tag | None:
        """Return the structure tree's part for this page; None where there is none."""
        tree = c.FPDF_StructTree_GetForPage(self.page.raw)
        if not tree:
            return None
        try:
            root = Tag("Document")
            for i in range(c.FPDF_StructTree_CountChildren(tree)):
                child = c.FPDF_StructTree_GetChildAtIndex(tree, i)
                if child:
                    root.children.append(self._read_tag(plain.address(child), 0))
            return root if root.children else None
        finally:
            c.FPDF_StructTree_Close(tree)

    def _read_tag(self, element: int, depth: int) -> Tag:
        kind = self._string(plain.get_kind, element)
        tag = Tag(kind, actual=self._string(plain.get_actual, element))
        if tag.actual:
            tag.identifier = self._string(plain.get_identifier, element)
        if kind == "Figure":
            tag.alt = self._string(plain.get_alt, element)
        for i in range(plain.count_kids(element)):
            mark = plain.get_kid_mark(element, i)
            if mark >= 0:
                tag.children.append(mark)
                continue
            child = plain.get_kid(element, i)
            if child and depth < _DEEPEST:
                tag.children.append(self._read_tag(child, depth + 1))
        return tag

    def _string(self, function: Callable[..., int], element: int) -> str:
        size = function(element, self._place, _TEXT_BYTES)
        buffer = self._buffer
        if size > _TEXT_BYTES:
            buffer = ctypes.create_string_buffer(size)
            function(element, ctypes.addressof(buffer), size)
        return decode(buffer, size)

    # --- links ----------------------------------------------------------------

    def links(self) -> list[tuple[Box, int, tuple[float, float]]]:
        """Return each link inside the file: its place, and where it leads to.

        That is a page and the distance from its top and left in points, or -1.
        """
        found = []
        position = ctypes.c_int(0)
        link = c.FPDF_LINK()
        while c.FPDFLink_Enumerate(self.page.raw, position, link):
            rect = c.FS_RECTF()
            target = c.FPDFLink_GetDest(self._document.raw, link)
            if not target:
                action = c.FPDFLink_GetAction(link)
                target = c.FPDFAction_GetDest(self._document.raw, action)
            if target and c.FPDFLink_GetAnnotRect(link, rect):
                page = c.FPDFDest_GetDestPageIndex(self._document.raw, target)
                low, high = sorted((rect.bottom, rect.top))
                box = self._flip(rect.left, high, rect.right, low)
                found.append((box, page, self._destination(target)))
        return found

    def _destination(self, target: Any) -> tuple[float, float]:
        """Return how far from the top and left of a page a link leads, or -1."""
        has = [ctypes.c_int() for _ in range(3)]
        x, y, zoom = (ctypes.c_float() for _ in range(3))
        known = c.FPDFDest_GetLocationInPage(target, *has, x, y, zoom)
        down = max(0.0, self._top - y.value) if known and has[1].value else -1.0
        return down, max(0.0, x.value) if known and has[0].value else -1.0


_READ = {c.FPDF_PAGEOBJ_TEXT, c.FPDF_PAGEOBJ_IMAGE, c.FPDF_PAGEOBJ_FORM}


def _values(m: Any) -> Matrix:
    return (m.a, m.b, m.c, m.d, m.e, m.f)


def _multiply(one: Matrix, two: Matrix | None) -> Matrix:
    """Return the matrix that applies `one`, then `two` (ISO 32000-2, 8.3.4)."""
    if not two:
        return one
    a, b, cc, d, e, f = one
    a2, b2, c2, d2, e2, f2 = two
    return (
        a * a2 + b * c2,
        a * b2 + b * d2,
        cc * a2 + d * c2,
        cc * b2 + d * d2,
        e * a2 + f * c2 + e2,
        e * b2 + f * d2 + f2,
    )


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, cc, d, e, f = matrix
    return a * x + cc * y + e, b * x + d * y + f


def overlap(one: Box, two: Box) -> bool:
    """Return whether two boxes share some area."""
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]
