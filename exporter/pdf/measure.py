"""Read facts from laid-out pages: where pages start, photos, fill, slots, words.

In: WeasyPrint pages. Out: `PartFacts`, and the words that layout divided. A page
start is found by following the source text of each block along the characters laid
out, ignoring white space and the hyphens that layout added.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.layout.replaced import replacedbox_layout

from exporter.facts import (
    UNCROPPED,
    BlockStart,
    Crop,
    PageFacts,
    PartFacts,
    Placement,
)
from exporter.pdf.fill import PageFill
from exporter.pdf.words import Words, is_unspaced

TEXT_BLOCKS = {"p", "h1", "h2", "h3", "h4", "li", "td", "th", "caption"}
MM_PER_PX = 25.4 / 96
PX_PER_INCH = 96
_INVISIBLE = dict.fromkeys((0xAD, 0x200B, 0x2060, 0xFEFF))
#: How far the source may run ahead of what is laid out.
_RESYNC = 8


def measure_pages(
    name: str, pages: Sequence[Any], columns: Sequence[tuple[float, float]] = ()
) -> tuple[PartFacts, Words]:
    """Return the facts of the pages of one part, and its divided words.

    `columns` are the left and right edges of its columns, in px.
    """
    walk = _Walk(columns)
    facts = tuple(walk.page(page, index) for index, page in enumerate(pages))
    linked = [
        target
        for page in pages
        for kind, target, *_ in page.links
        if kind == "internal"
    ]
    asked = [slot.get("data-page-of") for slot in walk.slots]
    part = PartFacts(
        name,
        facts,
        walk.anchors,
        tuple(walk.placements),
        len(walk.slots),
        targets=tuple(sorted({*linked, *(target for target in asked if target)})),
    )
    return part, walk.words


class _Walk:
    """What is remembered from page to page of a part."""

    def __init__(self, columns: Sequence[tuple[float, float]]) -> None:
        self._columns = columns
        self.anchors: dict[str, int] = {}
        self.placements: list[Placement] = []
        self.slots: set[Any] = set()
        self.words = Words()
        self._cursors: dict[Any, _Cursor] = {}
        #: The last text box of each block, and whether its line has ended.
        self._last: dict[Any, tuple[Any, bool]] = {}
        self._line_ended = False

    def page(self, page: Any, index: int) -> PageFacts:
        """Return the facts of the next page."""
        start: BlockStart | None = None
        filled = PageFill(page._page_box, self._columns)
        for box, block, holder in _content(page):
            element = box.element
            if element is not None and element.get("id"):
                self.anchors.setdefault(element.get("id"), index)
            if isinstance(box, boxes.TextBox):
                wanted = start is None and not _is_moved(box)
                start = self._text(box, block, wanted) or start
            elif isinstance(box, boxes.LineBox):
                self._line_ended = True
                left = holder.content_box_x()
                filled.add(left, box.position_y, holder.width, box.height)
            elif isinstance(box, boxes.TableBox) or getattr(box, "background", None):
                place = box.border_box_x(), box.border_box_y()
                filled.add(*place, box.border_width(), box.border_height())
            elif isinstance(box, boxes.ReplacedBox):
                place = box.content_box_x(), box.content_box_y()
                filled.add(*place, box.width, box.height)
                photo = self._photo(box, index)
                start = start or (None if _is_moved(box) else photo)
        return PageFacts(start, filled.share())

    def _text(self, box: Any, block: Any, wanted: bool) -> BlockStart | None:
        slot = is_slot(box.element)
        if slot:
            self.slots.add(box.element)
        cursor = self._cursors.get(block)
        if cursor is None:
            cursor = self._cursors[block] = _Cursor(block)
        before, divided = cursor.at, cursor.in_word
        at = cursor.consume(box.text, box.style["hyphenate_character"])
        if self._line_ended and block in self._last and at == before and not slot:
            last, added = self._last[block]
            if divided:
                self.words.join(last, box, added=added)
            else:
                if added:
                    self.words.end_word(last)
                self.words.end_line(last)
        self._line_ended = False
        self._last[block] = box, cursor.hyphen_added
        return cursor.start_at(at) if wanted and at is not None else None

    def _photo(self, box: Any, index: int) -> BlockStart | None:
        if box.element.tag == "img":  # a drawing in the markup is no photo
            self.placements.append(_placement(box, index))
        identifier = box.element.get("id", "")
        return BlockStart(identifier, 0) if identifier else None


def is_slot(element: Any) -> bool:
    """Return whether an element is a number slot."""
    return element is not None and (
        element.get("data-page-of") is not None or element.get("data-folio") is not None
    )


def _content(page: Any) -> Iterator[tuple[Any, Any, Any]]:
    """Yield (box, its text block, the box it stands in) in reading order."""
    page_box = page._page_box
    for child in page_box.children:
        if not isinstance(child, boxes.MarginBox):
            yield from _walk(child, None, page_box)


def _walk(box: Any, block: Any, holder: Any) -> Iterator[tuple[Any, Any, Any]]:
    tag = box.element_tag or ""
    is_line = isinstance(box, boxes.LineBox)
    if "::" in tag and not is_line:
        return  # generated content has no place in the source
    if tag in TEXT_BLOCKS or (is_line and block is None):
        block = box.element
    yield box, block, holder
    if isinstance(box, boxes.TextBox | boxes.ReplacedBox):
        return
    if not is_line and not isinstance(box, boxes.InlineBox):
        holder = box if isinstance(box.width, int | float) else holder
    for child in box.children:
        if isinstance(child, AbsolutePlaceholder):
            child = child._box
        yield from _walk(child, block, holder)


def _is_moved(box: Any) -> bool:
    """Return whether the compositor placed a box out of the text's order."""
    return getattr(box, "moved", False)


def _placement(box: Any, page: int) -> Placement:
    element = box.element
    image = box.replacement
    ppi, crop, width, height = 0.0, UNCROPPED, box.width, box.height
    if width and height:
        drawn_width, drawn_height, *_ = replacedbox_layout(box)
        scale = max(drawn_width / image.width, drawn_height / image.height)
        ppi = PX_PER_INCH / scale
        crop = _crop(box)
        width, height = min(width, drawn_width), min(height, drawn_height)
    return Placement(
        block=element.get("id", ""),
        photo=element.get("src", ""),
        page=page,
        width=round(width * MM_PER_PX, 2),
        height=round(height * MM_PER_PX, 2),
        ppi=round(ppi, 1),
        crop=crop,
    )


def _crop(box: Any) -> Crop:
    """Return what a photo's place cuts away of it (`object-fit: cover`)."""
    width, height, x, y = replacedbox_layout(box)
    left, top = box.content_box_x() - x, box.content_box_y() - y
    right, bottom = width - box.width - left, height - box.height - top
    sides = (left, width), (top, height), (right, width), (bottom, height)
    cut = [round(max(0.0, 100 * side / whole), 1) for side, whole in sides]
    return (cut[0], cut[1], cut[2], cut[3])


def _pieces(element: Any) -> Iterator[str | None]:
    """Yield the texts in an element, in order, and None for each line break."""
    yield element.text or ""
    for child in element:
        if child.tag == "br":
            yield None
        yield from _pieces(child)
        yield child.tail or ""


def _plain(text: str) -> str:
    """Return text as source and page are compared: no space, no case."""
    text = "".join(text.split())
    if not text.isascii():
        text = text.translate(_INVISIBLE)
    return text.casefold()


class _Cursor:
    """A place in a block's source text that moves as its text is laid out.

    `at` counts characters of the plain text; `in_word` says that no space stands
    in the source where the cursor is; `hyphen_added` that the text consumed last
    ended with a hyphen the source does not have.
    """

    def __init__(self, element: Any) -> None:
        self._element = element
        self._id: str = element.get("id", "")
        self._text = "".join(element.itertext())
        self._plain = _plain(self._text)
        self._breaks: set[int] | None = None
        self.at = 0
        self.hyphen_added = False

    @property
    def in_word(self) -> bool:
        """Whether the source has no space here, and writing with spaces."""
        if not 0 < self.at < len(self._plain):
            return False
        if is_unspaced(self._plain[self.at - 1]) or is_unspaced(self._plain[self.at]):
            return False
        return self.at not in self._spaces()

    def _spaces(self) -> set[int]:
        """Return the places of the plain text where the source has a space."""
        if self._breaks is None:
            self._breaks, at = set(), 0
            for text in _pieces(self._element):
                if text is None or text[:1].isspace():
                    self._breaks.add(at)
                for word in (text or "").split():
                    at += len(_plain(word))
                    self._breaks.add(at)
                if text and not text[-1].isspace():
                    self._breaks.discard(at)
        return self._breaks

    def consume(self, laid_out: str, hyphen: str) -> int | None:
        """Move past `laid_out`; return the place of its first character."""
        self.hyphen_added = False
        text = _plain(laid_out)
        if not text:
            return None
        if self._plain.startswith(text, self.at):
            found = self.at
        elif (bare := text.removesuffix(hyphen.casefold())) != text and (
            self._plain.startswith(bare, self.at)
        ):
            found, text, self.hyphen_added = self.at, bare, True
        else:
            found = self._plain.find(text, self.at, self.at + len(text) + _RESYNC)
            if found < 0:
                return None
        self.at = found + len(text)
        return found

    def start_at(self, at: int) -> BlockStart | None:
        """Return the block start at a place of the plain text."""
        if not self._id:
            return None
        if at == 0:
            return BlockStart(self._id, 0)
        before, after = self._plain[at - 1], self._plain[at]
        in_word = at not in self._spaces() and before.isalnum() and after.isalnum()
        if is_unspaced(before):
            in_word = False
        return BlockStart(self._id, self._offset(at), in_word)

    def _offset(self, at: int) -> int:
        """Return the offset in the source of a place in the plain text."""
        passed = 0
        for offset, sign in enumerate(self._text):
            plain = _plain(sign)
            if passed >= at and plain:
                return offset
            passed += len(plain)
        return len(self._text)
