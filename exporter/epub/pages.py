"""Mark in the EPUB where each page of the print edition starts.

In: the pages of the EPUB with number slots as print has them, and the page starts
of the print edition. Out: page break markers in place (EPUB 3.3 `pagebreak`,
DPUB-ARIA doc-pagebreak), and the targets of the page list: one for every printed
page, in order.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from exporter.epub.documents import EPUB, XHTML, Document
from exporter.facts import PageStart

#: A page that starts here starts before the whole thing, or just inside it.
_BEFORE = {"figure", "table", "ul", "ol", "blockquote", "aside", "div", "header"}
_INSIDE = {"section", "body"}
_REST_OF_WORD = re.compile(r"\S*\s*")


@dataclass(frozen=True)
class PageTarget:
    """A printed page's place in the EPUB; `label` is its folio."""

    label: str
    document: str
    id: str

    @property
    def href(self) -> str:
        """Its address, seen from the package document."""
        return f"text/{self.document}.xhtml#{self.id}"


@dataclass(frozen=True)
class _Spot:
    """A place in the reading order, comparable through `order`."""

    order: tuple[int, int, int]
    document: str
    element: Any
    offset: int


def place_pages(
    documents: Sequence[Document], starts: Sequence[PageStart]
) -> list[PageTarget]:
    """Insert a marker for each page start; return the page list.

    A page without text of its own (a blank one) starts where the next one does; a
    first page without text is the cover. A page that starts inside a divided word
    is marked after that word (DAISY, page navigation).
    """
    spots = _find_spots(documents, starts)
    targets = []
    numbered = list(enumerate(zip(starts, spots, strict=True), 1))
    # from the end, so that earlier offsets stay valid and markers keep their order
    for number, (start, spot) in reversed(numbered):
        marker = etree.Element(f"{{{XHTML}}}span")
        marker.set(f"{{{EPUB}}}type", "pagebreak")
        marker.set("role", "doc-pagebreak")
        marker.set("id", f"page-{number}")
        marker.set("aria-label", start.label)
        _insert(marker, spot)
        targets.append(PageTarget(start.label, spot.document, f"page-{number}"))
    return targets[::-1]


def _find_spots(
    documents: Sequence[Document], starts: Sequence[PageStart]
) -> list[_Spot]:
    known: dict[str, tuple[int, int, Document, Any]] = {}
    for index, document in enumerate(documents):
        for place, (found, element) in enumerate(document.ids()):
            known.setdefault(found, (index, place, document, element))
    spots: list[_Spot | None] = []
    for page in starts:
        home = known.get(page.start.block) if page.start else None
        if page.start is None or home is None:
            spots.append(None)
            continue
        index, place, document, element = home
        offset = page.start.offset
        if page.start.in_word:
            offset = _after_word("".join(element.itertext()), offset)
        spots.append(_Spot((index, place, offset), document.name, element, offset))
    return _complete(documents, spots)


def _complete(
    documents: Sequence[Document], spots: Sequence[_Spot | None]
) -> list[_Spot]:
    """Return a place for every page, none before that of the page before."""
    first, last = documents[0], documents[-1]
    following = _Spot(
        (len(documents), 0, 0),
        last.name,
        last.root.find(f"{{{XHTML}}}body")[-1],
        len("".join(last.root.itertext())),
    )
    complete: list[_Spot] = []
    for spot in reversed(spots):
        following = spot if spot and spot.order <= following.order else following
        complete.append(following)
    complete.reverse()
    if spots and spots[0] is None:
        complete[0] = _Spot(
            (0, 0, 0), first.name, first.root.find(f"{{{XHTML}}}body")[0], 0
        )
    return complete


def _after_word(text: str, offset: int) -> int:
    rest = _REST_OF_WORD.match(text, offset)
    return rest.end() if rest else offset


def _insert(marker: Any, spot: _Spot) -> None:
    element = _outermost(spot.element)
    name = etree.QName(element).localname
    if spot.offset > 0:
        _insert_at(element, spot.offset, marker)
    elif name in _BEFORE:
        marker.tag = f"{{{XHTML}}}div"
        previous = element.getprevious()
        while previous is not None and previous.get("role") == "doc-pagebreak":
            element, previous = previous, previous.getprevious()
        element.addprevious(marker)
    else:
        if name in _INSIDE:
            marker.tag = f"{{{XHTML}}}div"
        marker.tail, element.text = element.text, None
        element.insert(0, marker)


def _outermost(element: Any) -> Any:
    """Return the figure around a photo; a page starts before both."""
    if etree.QName(element).localname == "img":
        for parent in element.iterancestors(f"{{{XHTML}}}figure"):
            return parent
        return element.getparent()
    return element


def _insert_at(element: Any, offset: int, marker: Any) -> None:
    """Put `marker` before the character at `offset` of the element's text."""
    for holder, part in _runs(element):
        text = getattr(holder, part) or ""
        if offset > len(text):
            offset -= len(text)
            continue
        setattr(holder, part, text[:offset])
        marker.tail = text[offset:]
        if part == "text":
            holder.insert(0, marker)
        else:
            parent = holder.getparent()
            parent.insert(parent.index(holder) + 1, marker)
        return
    element.append(marker)


def _runs(element: Any) -> Iterator[tuple[Any, str]]:
    """Yield each run of text under `element` as (holder, "text" or "tail")."""
    yield element, "text"
    for child in element:
        yield from _runs(child)
        yield child, "tail"
