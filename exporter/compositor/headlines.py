"""Headlines whose lines are about as long as each other.

In: the heads of a galley. Out: the same heads, those with a short last line laid out
anew in a narrower measure. WeasyPrint has no `text-wrap: balance` (CSS Text 4): the
measure is estimated from the lines it broke, and kept only where the number of lines
stays the same.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint.document import Document
from weasyprint.formatting_structure import boxes

from exporter.compositor.galley import ArticleGalley, Block
from exporter.compositor.markup import has_class
from exporter.compositor.place import Place, each_on_a_page

#: A last line shorter than this share of the longest is lengthened.
SHORT = 0.62
#: How much wider than estimated a line may be: tried in turn.
_ROOMS = (1.05, 1.15, 1.3)

Head = tuple[Place, ArticleGalley, tuple[str, int]]


def balance_headlines(
    articles: Sequence[tuple[Place, ArticleGalley]],
    root: Element,
    render: Callable[[Element], Document],
) -> None:
    """Lay out anew the heads whose headline ends in a short line.

    Each article comes with its place. `root` is the galley's markup; `render` lays out
    markup like it.
    """
    for room in _ROOMS:
        short = list(_short(articles))
        if not short:
            return
        for _, headline in short:
            _set_width(headline.element, _measure(headline) * room)
        document = render(_only_heads(root, [head for head, _ in short]))
        _take(short, document)


def _short(
    articles: Sequence[tuple[Place, ArticleGalley]],
) -> Iterator[tuple[Head, Any]]:
    """Yield the heads whose headline ends in a short line, and its box."""
    for place, article in articles:
        for key, block in article.heads.items():
            headline = _headline(block.box)
            if headline is not None and _measure(headline):
                yield (place, article, key), headline


def _take(short: Sequence[tuple[Head, Any]], document: Document) -> None:
    """Take the heads laid out anew that have no more lines than before."""
    found: dict[int, Any] = {}
    for page in document.pages:
        for box in page._page_box.descendants():
            if isinstance(box, boxes.BlockBox):  # those inside may share the element
                found.setdefault(id(box.element), box)
    for (_, article, key), before in short:
        old = article.heads[key]
        new = found.get(id(old.box.element))
        after = _headline(new) if new is not None else None
        if after is None or len(_lines(after)) != len(_lines(before)):
            _set_width(before.element, 0.0)  # it stays as it was
            continue
        article.heads[key] = Block.of(new)


def _headline(head: Any) -> Any:
    """Return the box of a head's headline."""
    for box in head.descendants():
        if isinstance(box, boxes.BlockBox) and has_class(box.element, "headline"):
            return box
    return None


def _lines(box: Any) -> list[Any]:
    return [child for child in box.children if isinstance(child, boxes.LineBox)]


def _width(line: Any) -> float:
    return float(sum(child.margin_width() for child in line.children))


def _measure(headline: Any) -> float:
    """Return the measure in px in which a headline's lines are alike; 0 where they
    are, or where it has one line."""
    lines = _lines(headline)
    if len(lines) < 2:
        return 0.0
    widths = [_width(line) for line in lines]
    if widths[-1] >= SHORT * max(widths):
        return 0.0
    words = "".join(headline.element.itertext()).split()
    letters = sum(map(len, words)) + len(words) - len(lines)
    return sum(widths) / letters * _least(words, len(lines))


def _least(words: Sequence[str], lines: int) -> int:
    """Return the least number of letters in which words take so many lines."""
    low = max(map(len, words))
    high = sum(map(len, words)) + len(words)
    while low < high:
        middle = (low + high) // 2
        if _count(words, middle) <= lines:
            high = middle
        else:
            low = middle + 1
    return low


def _count(words: Sequence[str], letters: int) -> int:
    """Return how many lines of so many letters words take."""
    count, room = 1, letters
    for word in words:
        if len(word) > room and room < letters:
            count, room = count + 1, letters
        room -= len(word) + 1
    return count


def _set_width(element: Any, width: float) -> None:
    if width:
        element.set("style", f"max-width: {width:.1f}px")
    else:
        element.attrib.pop("style", None)


def _only_heads(root: Element, heads: Sequence[Head]) -> Element:
    """Return markup that holds these heads alone, each as it stands in the galley."""
    page = Element(root.tag, root.attrib)
    body = Element("body", {"class": "galley"})
    page.append(body)
    first = Element("div", {"class": "empty"})  # all others start a page alike
    first.append(Element("div", {"style": "height: 1px"}))
    alone = []
    for place, article, key in heads:
        holder = Element("article", article.box.element.attrib)
        holder.append(article.heads[key].box.element)
        alone.append(place.with_only(holder))
    body.extend([first, *each_on_a_page(alone)])
    return page
