"""What stands in the body's element after the text, and is none of it.

In: a page being read, before its body is. Out: blocks behind the last paragraph that
a site puts there cut out: boxes without a paragraph, and what stands in a holder no
paragraph before it has, where it shows a second sign of being the site's own.
"""

import re
from typing import Any

from exporter.records.html.closing import (
    is_about_rights,
    is_emphasis,
    is_invitation,
    is_offer,
)
from exporter.records.html.habits import parts_of
from exporter.records.html.reading import Reading
from exporter.records.html.words import lines_of, text_of
from exporter.records.markup import inner_markup
from exporter.records.people import read_people

#: The share of the paragraphs whose holders are surely the text's.
_SURE = 0.7
_SHORT = 260
#: Paragraphs that must be sure before a block is told from the text by its holder.
_FEWEST = 2
#: The share of letters that are links, in a block that is no text.
_LINKS = 0.15
_SIGNS = ("h2", "h3", "h4", "h5", "h6", "button", "form", "input", "img", "small")
#: "Dieses Thema im Programm: …"
_LABELLED = re.compile(r"\w[^.!?:：\"“«]{2,40}[:：]\s")
#: Names of what stands below every text of a site.
_NAMED_BELOW = re.compile(
    r"(?:^|[\W_])(?:foot(?:er)?|bottom|after|below|disclaimer|statement|report|feedback"
    r"|insight|survey|notice|copyright|hint|tips?)(?:[\W_]|$)",
    re.I,
)
_BOXES = ("div", "section", "aside", "article", "ul")
#: Parts that may stand at a text's end without a paragraph.
_KEPT = {"fact_box", "photo", "gallery", "pull_quote", "live_entry", "caption", "tags"}


def drop_trailing(reading: Reading, body: Any) -> None:
    """Cut out blocks after the text that are a site's own."""
    _drop_boxes(reading, body)
    _drop_foreign(reading, body)
    _drop_below(reading, body)


def _drop_boxes(reading: Reading, body: Any) -> None:
    """Cut out boxes after the last paragraph: headings or pictures, and no text."""
    view = reading.view
    for element in list(body.iter(*_BOXES)):
        if element in reading.gone or view.place[element] <= reading.end:
            continue
        if view.weight.get(element, 0) or parts_of(element) & _KEPT:
            continue
        if any(one in reading.places for one in element.iter()):
            continue
        inner = next(element.iterdescendants("h2", "h3", "h4", "h5", "h6", "img"), None)
        if inner is not None:
            reading.drop(element, "box after the text")


def _drop_below(reading: Reading, body: Any) -> None:
    """Cut out what is left below the last paragraph, outside of its holders.

    A short last line of the text stands beside the others; a source, a byline, tags
    and photos are read later.
    """
    view = reading.view
    left = [e for e in _paragraphs(reading, body)]
    if not left:
        return
    last = left[-1]
    around = set(last.iterancestors())
    for element in list(body.iter(*_BOXES, "p", "h2", "h3", "h4", "h5")):
        if view.place[element] <= view.place[last] or element in around:
            continue
        if not reading.is_free(element) or element.getparent() is last.getparent():
            continue
        if element.getparent() is not body and element.getparent() not in around:
            continue
        if parts_of(element) & _KEPT or any(
            e in reading.places for e in element.iter()
        ):
            continue
        if view.place[element] <= reading.end:
            continue
        if text_of(element) and not _is_labelled(reading, element):
            reading.drop(element, "below the text")


def _drop_foreign(reading: Reading, body: Any) -> None:
    """Cut out blocks after the text that stand in holders of their own kind."""
    view = reading.view
    paragraphs = _paragraphs(reading, body)
    sure = paragraphs[: max(1, int(len(paragraphs) * _SURE))]
    if len(paragraphs) - len(sure) < 1 or len(sure) < _FEWEST:
        return
    holders = [_kind(e.getparent()) for e in sure]
    classes = {word for e in sure for word in (e.get("class") or "").split()}
    for element in reversed(paragraphs[len(sure) :]):
        foreign = _is_foreign(_kind(element.getparent()), holders)
        own = set((element.get("class") or "").split())
        other = own and not own & classes and view.length[element] < _SHORT
        if not (foreign or other) or view.length[element] > 2 * _SHORT:
            return
        block = _block(reading, body, element, sure) if foreign else element
        if not _is_own_box(reading, block):
            return
        if "correction" in (block.get("class") or "").lower():
            continue
        if _is_labelled(reading, block):
            continue
        if any(one in reading.places for one in block.iter()):
            return
        reading.drop(block, "block after the text")


def _is_labelled(reading: Reading, block: Any) -> bool:
    """Say whether a block opens with a source or a reprint, or has a byline."""
    labels, lines = reading.labels, lines_of(block)
    opening = lines[0] if lines else ""
    if labels.original.match(opening) or labels.source.match(opening):
        return True
    return any(read_people(line, labels) for line in lines)


def _paragraphs(reading: Reading, body: Any) -> list[Any]:
    """Return the paragraphs that are left in a body, in their order."""
    weight = reading.view.weight
    return [
        e
        for e in body.iter("p", "div", "blockquote", "li")
        if weight.get(e, 0) > 0 and reading.is_free(e) and _is_lowest(weight, e)
    ]


def _is_lowest(weight: dict[Any, int], element: Any) -> bool:
    return weight[element] > sum(weight.get(child, 0) for child in element)


_Kind = tuple[str, frozenset[str]]


def _kind(element: Any) -> _Kind:
    """Return the tag of a holder and the words of its classes, numbers left out."""
    if element is None:
        return "", frozenset()
    classes = re.sub(r"\d+", "", element.get("class") or "")
    return str(element.tag), frozenset(classes.split())


def _is_foreign(kind: _Kind, holders: list[_Kind]) -> bool:
    """Say whether a holder is like none of the text's.

    A plain <div> is not, but for a tag the text's holders never have.
    """
    tag, classes = kind
    same = [names for other, names in holders if other == tag]
    if not classes:
        return not same and tag not in ("div", "section", "article", "main")
    return not any(classes & names for names in same)


def _is_own_box(reading: Reading, block: Any) -> bool:
    """Say whether a block after the text shows a sign that it is a site's own.

    A paragraph in an odd holder alone is none: it may be the last of the text.
    """
    if reading.view.link_share(block) >= _LINKS:
        return True
    if next(block.iterdescendants(*_SIGNS), None) is not None:
        return True
    words = text_of(block)
    if _LABELLED.match(words) or is_invitation(words) or is_about_rights(words):
        return True
    if is_offer(words) or _NAMED_BELOW.search(_names(block)):
        return True
    return is_emphasis(inner_markup(block))


def _names(element: Any) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _block(reading: Reading, body: Any, element: Any, sure: list[Any]) -> Any:
    """Return the largest element around a paragraph without any of the text."""
    around = {holder for one in sure for holder in one.iterancestors()}
    block = element
    for holder in element.iterancestors():
        if holder is body or holder in around:
            break
        block = holder
    return block
