"""What stands around the headline: the headline itself and its kicker.

In: a page being read. Out: these fields in the draft, cut out of the page.
"""

import hashlib
import re
from typing import Any

from slugify import slugify

from exporter.records.html.habits import parts_of
from exporter.records.html.headline import told_headlines
from exporter.records.html.reading import Reading
from exporter.records.html.words import same_words, text_of
from exporter.records.labels import fold
from exporter.records.times import read_time

_LONGEST_KICKER = 70
#: The share of the text that may stand in the headline's own box: a deck.
_MOST_OF_TEXT = 0.25
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
        reading.header = _header(reading, element)
        reading.take(element)
    draft.set("headline", text, reading.headline.rule)
    _set_id(reading, text)
    for again in list(reading.main.scope.iter("h1", "h2", "h3", "p")):
        if reading.is_free(again) and same_words(text_of(again), text):
            reading.drop(again, "headline again")


def _header(reading: Reading, headline: Any) -> Any:
    """Return the largest element around the headline without the text, if any."""
    header = None
    for one in headline.iterancestors():
        if one is reading.main.scope or any(
            one is holder for holder in reading.main.body.iterancestors()
        ):
            break
        if one is reading.main.body or one.tag == "body":
            break
        if reading.view.weight.get(one, 0) > _MOST_OF_TEXT * reading.view.total:
            break
        header = one
    return header


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
