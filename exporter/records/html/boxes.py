"""Boxes a site sets between the paragraphs of a text, told by what stands in them.

In: a page being read. Out: summaries a machine wrote, boxes with a
control (an opt-in, a form) and a quote that stands in the text again, cut out of the
body.
"""

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
_QUOTES = ("span", "div", "p", "aside", "blockquote", "q", "strong")
_QUOTE = (20, 400)
_KEPT = {"photo", "gallery", "caption", "live_entry", "fact_box", "body", "related"}


def drop_site_boxes(reading: Reading, body: Any) -> None:
    """Cut out the boxes of a body that are no part of its text."""
    for element in list(body.iter(*_BOXES)):
        if element is body or not reading.is_free(element):
            continue
        if any(one in reading.places for one in element.iter()):
            continue
        if rule := _rule(reading, element, body):
            reading.drop(element, rule)
    _drop_quote_above(reading, body)


def _rule(reading: Reading, element: Any, body: Any) -> str:
    view = reading.view
    length, weight = view.length[element], view.weight.get(element, 0)
    if not 0 < length <= _LONGEST or weight > 0.4 * view.weight.get(body, 0):
        return ""
    if any(is_machine_summary(line) for line in lines_of(element)):
        inner = next(element.iterdescendants("ul", "ol", "p", "h2", "h3", "h4"), None)
        return "summary by a machine" if inner is not None else ""
    if length > _LONGEST_CONTROL or parts_of(element) & _KEPT:
        return ""
    control = next(element.iterdescendants(*_CONTROLS), None)
    if control is None or not _is_apart(reading, element, body):
        return ""
    return "box with a control"


def _is_apart(reading: Reading, element: Any, body: Any) -> bool:
    """Say whether a box is of a kind that holds no other paragraph of the text."""
    kind = element.tag, element.get("class")
    if not kind[1]:
        return False
    inside = set(element.iter())
    return not any(
        (holder.tag, holder.get("class")) == kind
        for one in body.iter("p")
        if one not in inside and reading.view.weight.get(one, 0) > 0
        for holder in one.iterancestors()
    )


def _drop_quote_above(reading: Reading, body: Any) -> None:
    """Drop a quote above the text whose words stand in the text again."""
    text = ""
    for element in list(body.iterdescendants(*_QUOTES)):
        if element in reading.gone or "quote" not in (element.get("class") or ""):
            continue
        words = fold(text_of(element))
        if not _QUOTE[0] <= len(words) <= _QUOTE[1]:
            continue
        text = text or fold(text_of(body))
        if text.count(words) > 1 and text.startswith(words):
            reading.drop(element, "quote above the text, again in it")
            return
