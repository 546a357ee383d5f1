"""Boxes a site sets between the paragraphs of a text, told by what stands in them.

In: a page being read. Out: summaries a machine wrote, boxes with a
control (an opt-in, a form) and a quote that stands in the text again, cut out of the
body.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

from exporter.records.html.closing import is_machine_summary
from exporter.records.html.habits import parts_of
from exporter.records.html.reading import Reading
from exporter.records.html.words import lines_of, text_of
from exporter.records.labels import fold

_BOXES = ("div", "section", "aside", "details")
_CONTROLS = ("button", "form", "input", "select")
_LONGEST = 1500
_LONGEST_CONTROL = 600
#: The share of the text a box holds at most.
_MOST = 0.4
_QUOTES = ("span", "div", "p", "aside", "blockquote", "q", "strong")
_QUOTE = (20, 400)
_FIRST = 3
_KEPT = {"photo", "gallery", "caption", "live_entry", "fact_box", "body", "related"}


def drop_site_boxes(reading: Reading, body: Any) -> None:
    """Cut out the boxes of a body that are no part of its text."""
    kinds = _kinds_of_holders(reading, body)
    for element in list(body.iter(*_BOXES)):
        if element is body or not reading.is_free(element):
            continue
        rule = _rule(reading, element, body, kinds)
        if rule and not any(one in reading.places for one in element.iter()):
            reading.drop(element, rule)
    _drop_quote_above(reading, body)


def _rule(
    reading: Reading, element: Any, body: Any, kinds: Counter[tuple[str, str]]
) -> str:
    view = reading.view
    length, weight = view.length[element], view.weight.get(element, 0)
    if not 0 < length <= _LONGEST or weight > _MOST * view.weight.get(body, 0):
        return ""
    if any(is_machine_summary(line) for line in lines_of(element)):
        inner = next(element.iterdescendants("ul", "ol", "p", "h2", "h3", "h4"), None)
        return "summary by a machine" if inner is not None else ""
    if length > _LONGEST_CONTROL or parts_of(element) & _KEPT:
        return ""
    if next(element.iterdescendants(*_CONTROLS), None) is None:
        return ""
    kind = _kind(element)
    inside = sum(1 for _ in _paragraphs(reading, element))
    return "box with a control" if kind[1] and kinds[kind] <= inside else ""


def _kinds_of_holders(reading: Reading, body: Any) -> Counter[tuple[str, str]]:
    """Count the paragraphs that stand in each kind of holder."""
    return Counter(
        kind
        for one in _paragraphs(reading, body)
        for kind in {_kind(holder) for holder in one.iterancestors()}
    )


def _paragraphs(reading: Reading, element: Any) -> Iterator[Any]:
    weight = reading.view.weight
    return (one for one in element.iter("p") if weight.get(one, 0) > 0)


def _kind(element: Any) -> tuple[str, str]:
    return str(element.tag), element.get("class") or ""


def _drop_quote_above(reading: Reading, body: Any) -> None:
    """Drop a quote above the text whose words stand in the text again."""
    text = ""
    quotes = (
        one
        for one in body.iterdescendants(*_QUOTES)
        if one not in reading.gone and "quote" in (one.get("class") or "")
    )
    for element in list(islice(quotes, _FIRST)):
        words = fold(text_of(element))
        if not _QUOTE[0] <= len(words) <= _QUOTE[1]:
            continue
        text = text or fold(text_of(body))
        if text.count(words) > 1 and text.startswith(words):
            reading.drop(element, "quote above the text, again in it")
            return
