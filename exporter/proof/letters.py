"""The text of one page, letter by letter, and which text object each letter is of.

In: a text page of PDFium. Out: the text of each object, and where its letters
stand. PDFium can give the text of one object, but looks through all letters of the
page for it (CPDF_TextPage::GetTextByObject); here they are read once a page, and it is
asked only for an object whose letters do not stand together.
"""

import ctypes
from collections.abc import Iterator
from itertools import groupby, repeat
from typing import Any

from exporter.proof import pdfium

#: left, top, right, bottom in points, as PDF counts: upwards
Edges = tuple[float, float, float, float]
#: What a page's text has where a word was divided; an object's own text has U+0002.
_DIVIDED = "\ufffe", "\x02"
_SPACE = " ".encode("utf-16-le")


class Letters:
    """The letters of the text page with the handle `text_page`."""

    def __init__(self, text_page: int) -> None:
        self._text_page = text_page
        self._count = max(0, pdfium.count_letters(text_page)) if text_page else 0
        owners = map(pdfium.get_owner, repeat(text_page), range(self._count))
        #: handle -> the ranges of its letters
        self._ranges: dict[int, list[range]] = {}
        at = 0
        for owner, group in groupby(owners):
            end = at + len(list(group))
            if owner:
                self._ranges.setdefault(owner, []).append(range(at, end))
            at = end
        self._codes = self._read_codes()
        #: handle -> the text of that object
        self.texts = {
            handle: self._text_of(handle, ranges)
            for handle, ranges in self._ranges.items()
        }

    def _read_codes(self) -> bytes:
        """Return the text of the page, two bytes (UTF-16) for each letter, or b"".

        Where some letter has no code it is left out, and letters cannot be counted.
        """
        buffer = ctypes.create_string_buffer(2 * self._count + 2)
        place = ctypes.addressof(buffer)
        size = 0
        if self._count:
            size = pdfium.get_letters(self._text_page, 0, self._count, place)
        return buffer.raw[:-2] if size == self._count + 1 else b""

    def _text_of(self, handle: int, ranges: list[range]) -> str:
        start, end = 2 * ranges[0].start, 2 * ranges[0].stop
        # the space PDFium puts between two objects goes with the first
        end += 2 * (self._codes[end : end + 2] == _SPACE)
        text = self._codes[start:end].decode("utf-16-le", "replace")
        if len(ranges) > 1 or not text or "\0" in text:
            return self._ask_for_text(handle)
        return text.replace(*_DIVIDED)

    def _ask_for_text(self, handle: int) -> str:
        size = pdfium.get_text(handle, self._text_page, None, 0)
        buffer = ctypes.create_string_buffer(size)
        place = ctypes.addressof(buffer)
        pdfium.get_text(handle, self._text_page, place, size)
        return decode(buffer, size).partition("\0")[0]

    def edges(self, handle: int) -> Iterator[Edges]:
        """Yield left, top, right and bottom of each letter of an object.

        White space, and letters without any area, are left out.
        """
        edges = (ctypes.c_double * 4)()
        at = ctypes.addressof(edges)
        for i in (i for letters in self._ranges.get(handle, []) for i in letters):
            if chr(pdfium.get_letter(self._text_page, i)).isspace():
                continue
            if pdfium.get_letter_box(self._text_page, i, at, at + 8, at + 16, at + 24):
                left, right, bottom, top = edges
                if right > left and top > bottom:
                    yield left, top, right, bottom


def decode(buffer: Any, size: int) -> str:
    """Return UTF-16LE text of `size` bytes, its closing zero included."""
    if size <= 2:
        return ""
    return ctypes.string_at(buffer, size - 2).decode("utf-16-le", "replace")
