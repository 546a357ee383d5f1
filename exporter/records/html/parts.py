"""Parts of a body that stand apart: entries of a live report, and fact boxes.

In: a page being read, its furniture gone. Out: each such element as one piece in its
place: an entry with its time and heading, or a box with its title.
"""

import datetime as dt
from typing import Any

from exporter.blocks import Subhead
from exporter.inline import plain_text
from exporter.records.html.habits import parts_of
from exporter.records.html.reading import Reading
from exporter.records.html.told_times import read_moment
from exporter.records.html.words import text_of
from exporter.records.markup import Part, read_pieces
from exporter.records.people import read_people

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_FEWEST = 2
_LONGEST_BOX = 0.5
_LONGEST_BYLINE = 120


def put_parts(reading: Reading, body: Any) -> None:
    """Put entries and boxes into their places as one piece each."""
    entries = _outermost(body, "live_entry")
    if len(entries) >= _FEWEST:
        for element in entries:
            _put(reading, element, "entry")
        reading.draft.values.setdefault("kind", "live")
    whole = reading.view.weight.get(body, 0)
    for element in _outermost(body, "fact_box"):
        light = reading.view.weight.get(element, 0) < _LONGEST_BOX * whole
        if light and element not in reading.gone and text_of(element):
            _put(reading, element, "box")


def _outermost(body: Any, part: str) -> list[Any]:
    found: list[Any] = []
    for element in body.iter("div", "article", "section", "li", "aside"):
        if element is body or part not in parts_of(element):
            continue
        if not any(one in found for one in element.iterancestors()):
            found.append(element)
    return found


def _put(reading: Reading, element: Any, kind: str) -> None:
    moment = _take_time(reading, element) if kind == "entry" else None
    if kind == "entry":
        _drop_bylines(reading, element)
    pieces = read_pieces(element, reading.places)
    title = ""
    if pieces and isinstance(pieces[0], Subhead):
        title = plain_text(pieces[0].html)
        pieces = pieces[1:]
    if pieces:
        part = Part("entry" if kind == "entry" else "box", title, moment, tuple(pieces))
        reading.put(element, [part])


def _take_time(reading: Reading, element: Any) -> dt.datetime | None:
    """Cut out the time of an entry; a time without an offset names no moment."""
    moment = None
    for one in list(element.iter()):
        if one in reading.gone or not isinstance(one.tag, str):
            continue
        if one.tag == "time" or (one.tag != element.tag and "time" in parts_of(one)):
            value = one.get("datetime") or one.get("data-timestamp") or ""
            moment = moment or read_moment(value)
            reading.drop(one, "time of an entry")
    return moment if moment and moment.tzinfo else None


def _drop_bylines(reading: Reading, element: Any) -> None:
    """Cut out who wrote an entry: the article is by those its head names."""
    for one in list(element.iter("p", "div", "span", "address")):
        if one in reading.gone or not 0 < reading.view.length[one] <= _LONGEST_BYLINE:
            continue
        if read_people(text_of(one), reading.labels):
            reading.drop(one, "byline of an entry")
