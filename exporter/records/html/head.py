"""What stands around the headline: the headline itself, its kicker and its deck.

In: a page being read. Out: these fields in the draft, cut out of the page.
"""

import re
from typing import Any

from slugify import slugify

from exporter.inline import clean_inline
from exporter.records.html.habits import parts_of
from exporter.records.html.reading import Reading
from exporter.records.html.words import same_words, text_of
from exporter.records.labels import fold
from exporter.records.markup import inner_markup
from exporter.records.times import read_time

_LONGEST_KICKER = 70
_DECK = (20, 900)
_SLUG = re.compile(r"/([a-z0-9]+(?:[-_][a-z0-9]+){2,})(?:\.\w{2,5})?/?(?:$|[?#])", re.I)


def set_headline(reading: Reading) -> None:
    """Put the headline into the draft; a kicker inside its element stays apart."""
    draft, element = reading.draft, reading.headline.element
    text = reading.headline.text
    if element is not None:
        inner = [e for e in element.iterdescendants() if isinstance(e.tag, str)]
        for one in inner:
            words = text_of(one)
            if (
                words
                and words != text
                and "kicker" in parts_of(one)
                and text.startswith(words)
            ):
                draft.set("kicker", words.strip(" :|"), "kicker in the headline")
                text = text[len(words) :].strip(" :|–—")
                break
        reading.take(element)
    draft.set("headline", text, reading.headline.rule)
    slug = _SLUG.search(reading.address)
    made = slugify(text, max_length=100)
    draft.set(
        "id",
        slug[1].lower() if slug else made or f"page-{abs(hash(text)) % 10**8}",
        "address of the page" if slug else "made from the headline",
    )
    for again in [
        e for e in reading.main.scope.iter("h1", "h2", "h3", "p") if reading.is_free(e)
    ]:
        if same_words(text_of(again), text):
            reading.drop(again, "headline again")


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
        if words and read_time(words, day_first=True) is None:
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
    length = view.length[element]
    scale = view.scale
    if not _DECK[0] * scale <= length <= _DECK[1]:
        return False
    place = view.place[element]
    if place > reading.start or view.link_share(element) > 0.5:
        return False
    if any(
        True for _ in element.iterdescendants("h1", "figure", "img", "time", "form")
    ):
        return False
    parts = parts_of(element)
    if parts & {
        "byline",
        "caption",
        "credit",
        "time",
        "share",
        "tags",
        "breadcrumb",
        "kicker",
    }:
        return False
    inside_body = element is reading.main.body or any(
        one is reading.main.body for one in element.iterancestors()
    )
    text = text_of(element)
    if "deck" in parts and not ("body" in parts and length > 400 * scale):
        return not inside_body or place <= reading.start
    if inside_body and element.tag not in ("h2", "h3"):
        return False
    if any(
        same_words(text, one)
        or (
            len(one) > 60
            and fold(text).startswith(fold(one.rstrip(".…"))[:200])
            and length < len(one) * 1.5
        )
        for one in told
    ):
        return not inside_body or element.tag in ("h2", "h3")
    return (
        element.tag in ("h2", "h3")
        and length >= 50 * scale
        and place < reading.start
        and not inside_body
    )
