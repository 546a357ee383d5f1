"""What stands around the headline: the headline itself, its kicker and its deck.

In: a page being read. Out: these fields in the draft, cut out of the page.
"""

import hashlib
import re
from typing import Any

from slugify import slugify

from exporter.inline import clean_inline
from exporter.records.html.habits import is_deck, parts_of
from exporter.records.html.headline import told_headlines
from exporter.records.html.reading import Reading
from exporter.records.html.words import same_words, text_of
from exporter.records.labels import fold
from exporter.records.markup import inner_markup
from exporter.records.times import read_time

_LONGEST_KICKER = 70
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
_SLUG = re.compile(r"/([a-z0-9]+(?:[-_][a-z0-9]+){2,})(?:\.\w{2,5})?/?(?:$|[?#])", re.I)


def set_headline(reading: Reading) -> None:
    """Put the headline into the draft; a kicker inside its element stays apart."""
    draft, element = reading.draft, reading.headline.element
    text = reading.headline.text
    if element is not None:
        kicker = _kicker_inside(reading, element, text)
        if kicker:
            draft.set("kicker", kicker.strip(" :|"), "kicker in the headline")
            text = text[len(kicker) :].strip(" :|–—")
        reading.take(element)
    draft.set("headline", text, reading.headline.rule)
    _set_id(reading, text)
    for again in list(reading.main.scope.iter("h1", "h2", "h3", "p")):
        if reading.is_free(again) and same_words(text_of(again), text):
            reading.drop(again, "headline again")


def _kicker_inside(reading: Reading, element: Any, text: str) -> str:
    """Return the words of a kicker that stands in the headline's own element.

    A site names it so, or tells machines "Kicker: Headline" of the two parts.
    """
    told = [line for line, _ in told_headlines(reading.facts)]
    for one in element.iterdescendants():
        words = text_of(one) if isinstance(one.tag, str) else ""
        if not words or words == text or not text.startswith(words):
            continue
        rest = text[len(words) :].strip(" :|–—")
        if "kicker" in parts_of(one) or any(
            same_words(line, text) and re.match(re.escape(words) + r"\s*[:|]", line)
            for line in told
        ):
            return words if rest else ""
    return ""


def _set_id(reading: Reading, headline: str) -> None:
    slug = _SLUG.search(reading.address)
    if slug:
        reading.draft.set("id", slug[1].lower(), "address of the page")
    elif made := slugify(headline, max_length=100):
        reading.draft.set("id", made, "made from the headline")
    else:
        digest = hashlib.sha256(headline.encode()).hexdigest()[:12]
        reading.draft.set("id", f"page-{digest}", "hash of the headline")


def set_kicker(reading: Reading) -> None:
    """Set the line above the headline, where a site names it so."""
    if "kicker" in reading.draft.values:
        return
    view = reading.view
    for element in list(reading.main.scope.iter()):
        if not isinstance(element.tag, str) or not reading.is_free(element):
            continue
        if view.place[element] >= reading.start:
            return
        parts = parts_of(element)
        if (
            "kicker" not in parts
            or parts & {"body", "byline", "caption"}
            or view.length[element] > _LONGEST_KICKER
        ):
            continue
        words = text_of(element).strip(" :|")
        if words and read_time(words, day_first=True, labels=reading.labels) is None:
            if any(
                fold(words) == fold(s) for s in reading.draft.values.get("sections", ())
            ):
                reading.drop(element, "section above the headline")
            else:
                reading.draft.set("kicker", words, "line above the headline")
                reading.take(element)
            return


# --- deck ---------------------------------------------------------------------------


def set_deck(reading: Reading) -> None:
    """Set the deck: what a site names so between headline and text."""
    told = [
        t
        for t in (
            reading.facts.text("description"),
            reading.facts.meta("og:description", "description", "twitter:description"),
        )
        if t
    ]
    for element in list(
        reading.main.scope.iter(
            "p", "div", "h2", "h3", "h4", "span", "ul", "strong", "section"
        )
    ):
        if not reading.is_free(element) or not _may_be_deck(reading, element, told):
            continue
        markup = _deck_markup(element)
        if markup:
            reading.draft.set("deck", markup, "deck under the headline")
            reading.take(element)
            return


def _deck_markup(element: Any) -> str:
    if element.tag == "ul":
        return clean_inline(" ".join(inner_markup(li) for li in element.iter("li")))
    return inner_markup(element)


def _may_be_deck(reading: Reading, element: Any, told: list[str]) -> bool:
    view = reading.view
    length, place = view.length[element], view.place[element]
    if not _DECK[0] * view.scale <= length <= _DECK[1] or place > reading.start:
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
    if inside and not (heading and place < reading.start):
        return False
    if _is_told(text_of(element), told, length):
        return True
    below = place - view.place.get(reading.headline.element, place)
    return heading and place < reading.start and length >= _NEAR[0] and below < _NEAR[1]


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
