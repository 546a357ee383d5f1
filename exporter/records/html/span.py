"""Where in the body's element the text begins and ends.

In: a page being read. Out: the places of its first and last paragraph, and the words
it opens with; once photos, bylines, times and deck are cut out, the smallest element
that still holds all of the text.
"""

import re
from collections.abc import Iterator
from typing import Any

from exporter.records.html.habits import is_deck, parts_of
from exporter.records.html.main import Main, descend
from exporter.records.html.reading import Reading
from exporter.records.html.twins import are_twins, is_sentence
from exporter.records.html.words import same_words, text_of
from exporter.records.people import read_people
from exporter.records.source_line import labelled_source
from exporter.records.times import read_time

#: Parts whose words, however many, are no paragraph of the text.
_NO_TEXT = {"time", "byline", "caption", "credit", "tags", "share", "kicker"}
_UNITS = ("p", "div", "li", "blockquote", "td", "section", "span", "article")
_NO_HOLDERS = ("figure", "figcaption", "time", "address", "details")
_LONGEST_BESIDE = 300
_LONGEST_LINE = 160
#: "Sanne de Wit 09-01-24, 16:45".
_CLOCK = re.compile(
    r"\d{1,4}[-./]\d{1,2}[-./]\d{2,4}\W{1,4}\d{1,2}[:.h]\d\d(?!.*[.!?…]$)"
)


def set_span(reading: Reading) -> None:
    """Set the places of the first and last paragraph of the body."""
    view, body = reading.view, reading.main.body
    headline = reading.headline.element
    after = view.place.get(headline, -1) if headline is not None else -1
    found = list(_paragraphs(reading))
    below = [e for e in found if view.place[e] > after] or found
    reading.start = view.place[below[0]] if below else view.place[body]
    reading.end = view.place[_last(reading, below[-1])] if below else view.place[body]
    reading.opening = text_of(below[0])[:80] if below else ""


def _last(reading: Reading, last: Any) -> Any:
    """Return the last passage: one short line, where it is set like the one before."""
    view = reading.view
    for holder in list(last.iterancestors()):
        if holder is reading.main.body:
            break
        for one in holder.itersiblings():
            if not are_twins(one, holder) or view.is_junk(one):
                continue
            for paragraph in one.iter("p"):
                if is_sentence(view, paragraph) and paragraph not in reading.gone:
                    last = paragraph
    return last


def _paragraphs(reading: Reading) -> Iterator[Any]:
    """Yield the paragraphs of the text: not those of captions, bylines, decks."""
    view = reading.view
    for e in reading.main.body.iter(*_UNITS):
        if view.weight.get(e, 0) <= 0 or view.is_junk(e) or e in reading.gone:
            continue
        if not _is_lowest(reading, e) or parts_of(e) & _NO_TEXT or is_deck(e):
            continue
        if not _is_in_caption(reading, e) and not is_beside_text(reading, e):
            yield e


def _is_in_caption(reading: Reading, element: Any) -> bool:
    for one in element.iterancestors():
        if one is reading.main.body:
            return False
        if one.tag in _NO_HOLDERS:
            return True
    return False


def is_beside_text(reading: Reading, element: Any) -> bool:
    """Say whether a paragraph is a time, a byline or the deck machines are told."""
    if reading.view.length[element] > _LONGEST_BESIDE:
        return False
    text = text_of(element)
    if read_time(text, day_first=True, labels=reading.labels) is not None:
        return True
    if read_people(text, reading.labels) or labelled_source(text, reading.labels):
        return True
    if _is_line_of_clock(text) or _is_row(element, text):
        return True
    if len(text) * 2 < reading.view.weight[element]:
        return True  # the most of it is read already
    facts = reading.facts
    told = (facts.text("description"), facts.meta("og:description", "description"))
    return any(same_words(text, one) for one in told)


def _is_line_of_clock(text: str) -> bool:
    """Say whether a short line has a day and a clock in figures, and is no sentence."""
    return len(text) <= _LONGEST_LINE and _CLOCK.search(text) is not None


def _is_row(element: Any, text: str) -> bool:
    """Say whether a short line is made of parts alone: an account, dots, a duration."""
    own = (element.text or "") + "".join(one.tail or "" for one in element)
    row = len(element) > 1 and not own.strip(" \n\t·•|")
    return row and len(text) <= _LONGEST_LINE and text[-1].isalnum()


def _is_lowest(reading: Reading, element: Any) -> bool:
    weight = reading.view.weight
    return weight[element] > sum(weight.get(child, 0) for child in element)


def narrow_body(reading: Reading) -> None:
    """Set the body to the smallest element that still holds all of the text.

    Photos above it are the lead's; where something that was read stands below it, the
    body stays.
    """
    old = reading.main
    new = descend(reading.view, old.body, share=1.0)
    if new is not old.body:
        first = reading.view.place[new]
        outside = [e for e in reading.places if not _is_inside(e, new)]
        if all(reading.view.place[e] < first for e in outside):
            for element in outside:
                reading.lead.extend(reading.places.pop(element))
                reading.take(element)
            reading.main = Main(old.scope, new, old.rule)
    set_span(reading)


def _is_inside(element: Any, holder: Any) -> bool:
    return any(one is holder for one in (element, *element.iterancestors()))
