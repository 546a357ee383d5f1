"""The outline of a PDF (bookmarks; ISO 32000-1, 12.3.3).

In: bookmarks in page order, each with its level. Out: a tree of outline items.
"""

from dataclasses import dataclass, field

import pydyf

from exporter.pdf.drawn import Bookmark
from exporter.pdf.file import PdfFile, reference


@dataclass
class _Item:
    level: int
    number: int
    bookmark: Bookmark | None = None
    place: bytes = b""
    inner: "list[_Item]" = field(default_factory=list)

    def shown(self) -> int:
        """Return how many entries below this one stand open."""
        below = sum(1 + (0 if i.is_closed else i.shown()) for i in self.inner)
        return below

    @property
    def is_closed(self) -> bool:
        return self.bookmark is not None and self.bookmark.closed


class Outline:
    """The outline of a file, as its bookmarks come in."""

    def __init__(self, file: PdfFile) -> None:
        self._file = file
        self._root = _Item(0, 0)
        self._path = [self._root]

    def add(self, bookmark: Bookmark, page: bytes, shift: float) -> None:
        """Add a bookmark on `page`, below the last one of a lower level."""
        while self._path[-1].level >= bookmark.level:
            self._path.pop()
        place = b"[%b /XYZ %.2f %.2f 0]" % (page, bookmark.x + shift, bookmark.y)
        item = _Item(bookmark.level, self._file.reserve(), bookmark, place)
        self._path[-1].inner.append(item)
        self._path.append(item)

    def finish(self) -> bytes:
        """Write the outline; return the reference to it, b"" where there is none."""
        if not self._root.inner:
            return b""
        self._root.number = self._file.reserve()
        ends = self._write_below(self._root)
        entries = {"Type": "/Outlines", "Count": self._root.shown(), **ends}
        return self._file.add(pydyf.Dictionary(entries), self._root.number)

    def _write_below(self, above: _Item) -> dict[str, bytes]:
        """Write the items below one; return the entries that lead to them."""
        items = above.inner
        for index, item in enumerate(items):
            assert item.bookmark is not None
            entries = {
                "Title": pydyf.String(item.bookmark.label),
                "Dest": item.place,
                "Parent": reference(above.number),
            }
            if index:
                entries["Prev"] = reference(items[index - 1].number)
            if index + 1 < len(items):
                entries["Next"] = reference(items[index + 1].number)
            if item.inner:
                count = item.shown()
                entries["Count"] = -count if item.is_closed else count
                entries |= self._write_below(item)
            self._file.add(pydyf.Dictionary(entries), item.number)
        if not items:
            return {}
        return {
            "First": reference(items[0].number),
            "Last": reference(items[-1].number),
        }
