"""Read facts from laid-out pages: where pages start, photos, fill, slots.

In: WeasyPrint pages. Out: `PartFacts`. A page start is found by matching the
characters laid out against the source text of their block, ignoring white space
and the hyphen that layout added.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from exporter.facts import BlockStart, PageFacts, PartFacts, Placement

TEXT_BLOCKS = {"p", "h1", "h2", "h3", "h4", "li", "td", "th", "caption"}
MM_PER_PX = 25.4 / 96
PX_PER_INCH = 96
_INVISIBLE = {"\u00ad", "\u200b", "\u2060", "\ufeff"}
#: How far the source may run ahead of what is laid out (ß printed as SS).
_RESYNC = 4


def measure_pages(
    name: str, pages: Sequence[Any], logged: tuple[str, ...] = ()
) -> PartFacts:
    """Return the facts of the pages of one part."""
    walk = _Walk()
    facts = tuple(walk.page(page, index) for index, page in enumerate(pages))
    return PartFacts(
        name, facts, walk.anchors, tuple(walk.placements), len(walk.slots), logged
    )


class _Walk:
    """What is remembered from page to page of a part."""

    def __init__(self) -> None:
        self.anchors: dict[str, int] = {}
        self.placements: list[Placement] = []
        self.slots: set[Any] = set()
        self._cursors: dict[Any, _Cursor] = {}

    def page(self, page: Any, index: int) -> PageFacts:
        """Return the facts of the next page."""
        start: BlockStart | None = None
        area = 0.0
        for box, block, width in _content(page):
            element = box.element
            if element is not None and element.get("id"):
                self.anchors.setdefault(element.get("id"), index)
            found = None
            if isinstance(box, boxes.TextBox):
                found = self._text(box, block)
            elif isinstance(box, boxes.LineBox):
                area += box.height * width
            elif isinstance(box, boxes.ReplacedBox):
                area += box.width * box.height
                found = self._photo(box, index)
            start = start or found
        page_box = page._page_box
        type_area = page_box.width * page_box.height
        return PageFacts(start, round(min(1.0, area / type_area), 3))

    def _text(self, box: Any, block: Any) -> BlockStart | None:
        if is_slot(box.element):
            self.slots.add(box.element)
        if block is None:
            return None
        cursor = self._cursors.setdefault(block, _Cursor(block))
        offset = cursor.consume(box.text, box.style["hyphenate_character"])
        return None if offset is None else cursor.start_at(offset)

    def _photo(self, box: Any, index: int) -> BlockStart | None:
        self.placements.append(_placement(box, index))
        identifier = box.element.get("id", "")
        return BlockStart(identifier, 0) if identifier else None


def is_slot(element: Any) -> bool:
    """Return whether an element is a number slot."""
    return element is not None and (
        element.get("data-page-of") is not None or element.get("data-folio") is not None
    )


def _content(page: Any) -> Iterator[tuple[Any, Any, float]]:
    """Yield (box, its text block, the width it stands in) in reading order."""

    def walk(box: Any, block: Any, width: float) -> Iterator[tuple[Any, Any, float]]:
        if isinstance(box, boxes.MarginBox):
            return
        tag = box.element_tag or ""
        if "::" in tag and not isinstance(box, boxes.LineBox):
            return  # generated content has no place in the source
        element = box.element
        if element is not None and tag in TEXT_BLOCKS and element.get("id"):
            block = element
        yield box, block, width
        inside = width
        if not isinstance(box, boxes.LineBox | boxes.InlineBox):
            inside = box.width if isinstance(box.width, int | float) else width
        for child in getattr(box, "children", ()):
            if isinstance(child, AbsolutePlaceholder):
                child = child._box
            yield from walk(child, block, inside)

    page_box = page._page_box
    for child in page_box.children:
        yield from walk(child, None, page_box.width)


def _placement(box: Any, page: int) -> Placement:
    element = box.element
    image = box.replacement
    ppi = 0.0
    if box.width and box.height:
        scale = max(box.width / image.width, box.height / image.height)
        ppi = PX_PER_INCH / scale
    return Placement(
        block=element.get("id", ""),
        photo=element.get("src", ""),
        page=page,
        width=round(box.width * MM_PER_PX, 2),
        height=round(box.height * MM_PER_PX, 2),
        ppi=round(ppi, 1),
    )


class _Cursor:
    """A place in a block's source text that moves as its text is laid out."""

    def __init__(self, element: Any) -> None:
        self._id: str = element.get("id")
        self._text = "".join(element.itertext())
        self._at = 0

    def consume(self, laid_out: str, hyphen: str) -> int | None:
        """Move past `laid_out`; return the offset of its first character."""
        first = None
        body = laid_out.removesuffix(hyphen) if hyphen else laid_out
        ends = body if self._matches(body) else laid_out
        for sign in ends:
            if sign.isspace() or sign in _INVISIBLE:
                continue
            offset = self._find(sign)
            if offset is None:
                continue
            if first is None:
                first = offset
            self._at = offset + 1
        return first

    def _matches(self, body: str) -> bool:
        """Return whether the source goes on without the hyphen that ends `body`."""
        wanted = [c for c in body if not c.isspace() and c not in _INVISIBLE]
        at = self._at
        for _ in wanted:
            at = self._next(at) + 1
        after = self._next(at)
        return after >= len(self._text) or self._text[after] not in "-\u2010"

    def _next(self, at: int) -> int:
        text = self._text
        while at < len(text) and (text[at].isspace() or text[at] in _INVISIBLE):
            at += 1
        return at

    def _find(self, sign: str) -> int | None:
        at = self._next(self._at)
        for offset in range(at, min(at + 1 + _RESYNC, len(self._text))):
            if self._text[offset].casefold()[:1] == sign.casefold()[:1]:
                return offset
        return None

    def start_at(self, offset: int) -> BlockStart:
        """Return the block start at `offset`; 0 where only space stands before."""
        text = self._text
        if not text[:offset].strip():
            return BlockStart(self._id, 0)
        before = text[:offset].rstrip("".join(_INVISIBLE))[-1:]
        in_word = before.isalnum() and text[offset].isalnum() and not _is_cjk(before)
        return BlockStart(self._id, offset, in_word)


def _is_cjk(sign: str) -> bool:
    code = ord(sign)
    return 0x2E80 <= code <= 0x9FFF or 0xAC00 <= code <= 0xD7AF or code >= 0x20000
