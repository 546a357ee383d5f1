"""What is read last: dateline, desk codes, doubts about the whole.

In: a page whose text is in the draft. Out: dateline and desk codes taken out of the
body, its inline markup kept, and warnings where the page is not the whole article.
"""

import re

from exporter.blocks import Paragraph
from exporter.inline import plain_text
from exporter.model import Dateline
from exporter.records.datelines import split_dateline
from exporter.records.html.habits import parts_of
from exporter.records.html.headline import outlet_names
from exporter.records.html.lines import finish_text
from exporter.records.html.reading import Reading
from exporter.records.html.words import text_of
from exporter.records.labels import Labels, fold
from exporter.said import said

_PAGES = re.compile(
    r"(?:^|\s)1\s+(?:[|·,/-]\s*)?2(?:\s|$)|\b1\s*(?:/|dari|of|von|de|sur|av|di)\s*[2-9]\b"
)
#: A first paragraph that is nothing but a dateline: "Oslo, Norway CNN —".
DATELINE_ALONE = re.compile(r"(?P<raw>.{2,60}?)\s*(?:—|--|–|-)$")
_IN_BOLD = re.compile(r"<(strong|b)>[^<:]+</\1>\s*[–—-]+$")
_MOST_OF_PLACE = 3


def finish_page(reading: Reading) -> None:
    """Take dateline and desk codes out of the body and warn of what is missing."""
    _take_dateline_alone(reading)
    finish_text(reading)
    _warn_of_paywall(reading)


def _take_dateline_alone(reading: Reading) -> None:
    """Take a first paragraph that is nothing but a dateline out of the body."""
    draft = reading.draft
    where = [n for n, one in enumerate(draft.body) if isinstance(one, Paragraph)]
    first = draft.body[where[0]] if len(where) > 1 else None
    if not isinstance(first, Paragraph):
        return
    text = plain_text(first.html)
    alone = DATELINE_ALONE.fullmatch(text)
    if alone is None:
        if is_dateline_alone(text, reading.labels):
            line = Dateline(raw=text, city=text)
            draft.set("dateline", line, "place alone above the text")
            del draft.body[where[0]]
        return
    outlets = frozenset(outlet_names(reading.facts))
    found = _alone(alone["raw"], reading, outlets)
    place = split_dateline(f"{text} x", reading.labels, outlets)
    if found is None and place is None and _IN_BOLD.match(first.html):
        found = _place_alone(alone["raw"])
    if found is None and place:
        found = Dateline(raw=place.raw, city=place.city, provider=place.provider)
    if found:
        draft.set("dateline", found, "opening of the first paragraph")
        del draft.body[where[0]]


def _place_alone(raw: str) -> Dateline | None:
    """Return a place in bold that stands alone before its dash: "<b>Depok</b> -"."""
    words = raw.split()
    like = len(words) <= _MOST_OF_PLACE and all(w[0].isupper() for w in words)
    return Dateline(raw=raw, city=raw) if like else None


def is_dateline_alone(text: str, labels: Labels) -> bool:
    """Say whether a line is nothing but a dateline: it ends with a dash, or is a place.

    A place without a dash must be in capitals, and known: "VAN".
    """
    if DATELINE_ALONE.fullmatch(text):
        return True
    return text.isupper() and len(text) <= 30 and fold(text) in labels.places


def _alone(raw: str, reading: Reading, outlets: frozenset[str]) -> Dateline | None:
    """Return the dateline of a paragraph that is nothing else; an outlet proves it."""
    words = raw.replace("(", " ").replace(")", " ").split()
    for count in range(1, min(4, len(words)) + 1):
        name = " ".join(words[-count:])
        folded = fold(name)
        if folded in outlets or folded in reading.labels.agencies:
            city = " ".join(words[:-count]).strip(" ,")
            return Dateline(raw=raw.strip(), city=city, provider=name)
    return None


# --- doubts -----------------------------------------------------------------------


def warn_of_pages(reading: Reading) -> None:
    """Warn where links to more pages stand on a page; before any are cut out."""
    for element in reading.main.scope.iter():
        if isinstance(element.tag, str) and "pagination" in parts_of(element):
            words = text_of(element)
            if _PAGES.search(words) or reading.labels.more_pages.fullmatch(words):
                reading.draft.warn(
                    said("page 1 of 2: the record may not hold the whole article")
                )
                return


def _warn_of_paywall(reading: Reading) -> None:
    free = str(reading.facts.article.get("isAccessibleForFree")).casefold()
    if free in ("false", "no"):
        reading.draft.warn(
            said("the article is behind a paywall: its end may be missing")
        )
