"""The deck of an article: what a page prints between its headline and its text.

In: a page being read, its bylines, times and photos cut out. Out: the deck in the
draft: what a site names so, what it tells machines, what stands in the headline's own
box, or a bold first paragraph that something parts from the text.
"""

from collections.abc import Iterator
from typing import Any

from exporter.inline import clean_inline, plain_text
from exporter.model import Dateline
from exporter.records.datelines import split_dateline
from exporter.records.html.closing import is_emphasis
from exporter.records.html.cut import without_start
from exporter.records.html.habits import is_deck, parts_of
from exporter.records.html.lines import outlet_forms
from exporter.records.html.reading import Reading
from exporter.records.html.words import same_words, text_of
from exporter.records.labels import fold
from exporter.records.markup import inner_markup
from exporter.records.people import read_people
from exporter.records.times import read_time

_DECK = (20, 900)
#: Parts that are never a deck.
_NO_DECK = {
    "byline",
    "credit",
    "time",
    "share",
    "tags",
    "breadcrumb",
    "kicker",
    "place",
}
#: A heading so long, so few elements below the headline, is a deck.
_NEAR = (30, 14)
_TAGS = ("p", "div", "h2", "h3", "h4", "span", "ul", "strong", "section")
#: Letters of a line in the headline's box that is a deck, and of a bold paragraph.
_SHORTEST = 30
_FEWEST_AFTER = 2
_LONGEST_PLACE = 40


def set_deck(reading: Reading) -> None:
    """Set the deck, and the dateline some sites print in it."""
    for element, rule in _candidates(reading):
        _take_place(reading, element)
        markup = _without_dateline(reading, _deck_markup(element))
        if markup:
            reading.draft.set("deck", markup, rule)
            reading.take(element)
            return


def _candidates(reading: Reading) -> Iterator[tuple[Any, str]]:
    """Yield elements that are a deck, the surest first, with the rule."""
    facts = reading.facts
    told = (
        facts.text("description"),
        facts.meta("og:description", "description", "twitter:description"),
    )
    lines = [line for line in told if line]
    for element in list(reading.main.scope.iter(*_TAGS)):
        if reading.is_free(element) and _may_be_deck(reading, element, lines):
            yield element, "deck under the headline"
    for element in list(_in_header(reading)):
        yield element, "paragraph in the headline's own box"
    for element in _bold_opening(reading):
        yield element, "bold paragraph set apart from the text"


def _in_header(reading: Reading) -> Iterator[Any]:
    """Yield the lines of the headline's box that are left: no label, no links."""
    if reading.header is None or reading.header in reading.gone:
        return
    view = reading.view
    for element in reading.header.iterdescendants("p", "div", "h2", "h3", "h4"):
        if not reading.is_free(element) or parts_of(element) & _NO_DECK:
            continue
        if next(element.iterchildren("p", "div", "ul", "section"), None) is not None:
            continue
        length = len(text_of(element))  # a time may have been cut out of it
        if not _SHORTEST * view.scale <= length <= _DECK[1] or _holds_more(element):
            continue
        if view.link_share(element) < 0.5 and not _is_line_of_head(reading, element):
            yield element


def _is_line_of_head(reading: Reading, element: Any) -> bool:
    """Say whether a line is a byline, a time or noise."""
    text, labels = text_of(element), reading.labels
    if read_people(text, labels) or labels.noise.fullmatch(text):
        return True
    return read_time(text, day_first=True, labels=labels) is not None


def _bold_opening(reading: Reading) -> Iterator[Any]:
    """Yield the first paragraph where it alone is bold, a byline or photo below."""
    view = reading.view
    paragraphs = [
        one
        for one in reading.main.body.iter("p")
        if view.weight.get(one, 0) > 0 and reading.is_free(one)
    ]
    if len(paragraphs) <= _FEWEST_AFTER or view.place[paragraphs[0]] != reading.start:
        return
    first, *others = paragraphs
    between = range(view.place[first] + 1, view.place[others[0]])
    apart = any(view.order[at] in reading.gone for at in between)
    bold = [is_emphasis(inner_markup(one)) for one in paragraphs]
    if apart and bold[0] and not any(bold[1:]):
        yield first


def _take_place(reading: Reading, element: Any) -> None:
    """Take the place a deck opens with, in an element named so, as the dateline."""
    first = next(element.iterchildren("span", "b", "strong", "em"), None)
    if first is None or (element.text or "").strip() or first in reading.gone:
        return
    place = text_of(first)
    if "place" in parts_of(first) and 1 < len(place) <= _LONGEST_PLACE:
        line = Dateline(raw=place.strip(" -–—"), city=place.strip(" -–—"))
        reading.draft.set("dateline", line, "place in front of the deck")
        reading.take(first)


def _without_dateline(reading: Reading, markup: str) -> str:
    """Return a deck without the dateline it opens with; an outlet must prove it."""
    plain = plain_text(markup)
    outlets = frozenset(outlet_forms(reading))
    found = split_dateline(plain, reading.labels, outlets)
    if found is None or not found.provider or not found.rest:
        return markup
    line = Dateline(raw=found.raw, city=found.city, provider=found.provider)
    reading.draft.set("dateline", line, "opening of the deck")
    return without_start(markup, found.rest)


def _deck_markup(element: Any) -> str:
    if element.tag == "ul":
        return clean_inline(" ".join(inner_markup(li) for li in element.iter("li")))
    return inner_markup(element)


def _may_be_deck(reading: Reading, element: Any, told: list[str]) -> bool:
    view = reading.view
    length, place = view.length[element], view.place[element]
    if not _DECK[0] * view.scale <= length <= _DECK[1]:
        return False
    if place > reading.start and not _opens_text(reading, element):
        return False
    if view.link_share(element) > 0.5 or _holds_more(element):
        return False
    parts = parts_of(element)
    if parts & _NO_DECK or ("caption" in parts and "deck" not in parts):
        return False
    body = reading.main.body
    inside = element is body or any(one is body for one in element.iterancestors())
    if is_deck(element) and not ("body" in parts and length > 400 * view.scale):
        return True
    heading = element.tag in ("h2", "h3", "h4")
    apart = element.getparent() is not view.order[reading.start].getparent()
    if inside and not ((heading or apart) and place < reading.start):
        return False
    if _is_told(text_of(element), told, length):
        return True
    below = place - view.place.get(reading.headline.element, place)
    long = length >= _NEAR[0] * view.scale
    return heading and place < reading.start and long and below < _NEAR[1]


def _opens_text(reading: Reading, element: Any) -> bool:
    """Say whether an element opens the text's own element, no word before it."""
    if not is_deck(element):
        return False
    place = reading.view.order[reading.start]
    while element is not place:
        holder = element.getparent()
        if holder is None or (holder.text or "").strip():
            return False
        for before in element.itersiblings(preceding=True):
            if text_of(before) or (before.tail or "").strip():
                return False
        element = holder
    return True


def _holds_more(element: Any) -> bool:
    """Say whether something stands in an element that no deck has."""
    inner = element.iterdescendants("h1", "figure", "img", "time", "form")
    return next(inner, None) is not None


def _is_told(text: str, told: list[str], length: int) -> bool:
    """Say whether a text is what a page tells machines it is about."""
    for one in told:
        start = fold(one.rstrip(".…"))[:200]
        cut = len(one) > 60 and fold(text).startswith(start)
        if same_words(text, one) or (cut and length < len(one) * 1.5):
            return True
    return False
