"""What is read last: dateline, desk codes, doubts about the whole.

In: a page whose text is in the draft. Out: dateline and desk codes taken out of the
body, its inline markup kept, and warnings where the page is not the whole article.
"""

import re
from typing import Any

from lxml import etree

from exporter.blocks import Paragraph
from exporter.inline import plain_text
from exporter.model import Dateline
from exporter.records.datelines import split_dateline
from exporter.records.draft import Draft
from exporter.records.ending import finish
from exporter.records.html.habits import parts_of
from exporter.records.html.headline import outlet_names
from exporter.records.html.reading import Reading
from exporter.records.html.words import text_of
from exporter.records.labels import fold
from exporter.records.page import Page
from exporter.said import said

_PAGES = re.compile(
    r"(?:^|\s)1\s+(?:[|·,/-]\s*)?2(?:\s|$)|\b1\s*(?:/|dari|of|von|de|sur|av|di)\s*[2-9]\b"
)
#: A first paragraph that is nothing but a dateline: "Oslo, Norway CNN —".
_ALONE = re.compile(r"(?P<raw>.{2,60}?)\s*(?:—|--|–|-)$")


def finish_page(reading: Reading) -> None:
    """Take dateline and desk codes out of the body and warn of what is missing."""
    _take_dateline(reading)
    _take_desk_codes(reading)
    _warn_of_pages(reading)
    _warn_of_paywall(reading)


def _paragraphs(draft: Draft) -> list[int]:
    return [n for n, one in enumerate(draft.body) if isinstance(one, Paragraph)]


def _markup(draft: Draft, index: int) -> str:
    block = draft.body[index]
    return block.html if isinstance(block, Paragraph) else ""


def _take_dateline(reading: Reading) -> None:
    draft = reading.draft
    where = _paragraphs(draft)
    if not where:
        return
    markup = _markup(draft, where[0])
    text = plain_text(markup)
    outlets = frozenset(outlet_names(reading.facts))
    rule = "opening of the first paragraph"
    if alone := _ALONE.fullmatch(text):
        found = _alone(alone["raw"], reading, outlets)
        place = split_dateline(f"{text} x", reading.labels, outlets)
        if found is None and place:
            found = Dateline(raw=place.raw, city=place.city, provider=place.provider)
        if found and len(where) > 1:
            draft.set("dateline", found, rule)
            del draft.body[where[0]]
        return
    split = split_dateline(text, reading.labels, outlets)
    if split is None or not split.rest:
        return
    draft.set(
        "dateline",
        Dateline(raw=split.raw, city=split.city, provider=split.provider),
        rule,
    )
    draft.body[where[0]] = Paragraph(html=_without_start(markup, split.rest))


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


def _take_desk_codes(reading: Reading) -> None:
    """Take desk codes off the last paragraph, as the reader of plain text does."""
    draft = reading.draft
    where = _paragraphs(draft)
    if not where:
        return
    body, markup = draft.body, _markup(draft, where[-1])
    text = plain_text(markup)
    plain = Paragraph(html=text.replace("&", "&amp;").replace("<", "&lt;"))
    draft.body = [Paragraph(html="."), plain]
    finish(Page([], reading.labels, draft))
    left, draft.body = draft.body, body
    if len(left) < 2:
        del body[where[-1]]
    elif left[1] != plain and isinstance(left[1], Paragraph):
        body[where[-1]] = Paragraph(html=_without_end(markup, plain_text(left[1].html)))


def _without_start(markup: str, rest: str) -> str:
    """Return markup without what stands before its plain text `rest`."""
    root = etree.fromstring(f"<p>{markup}</p>")
    extra = len(_folded("".join(root.itertext()))) - len(_folded(rest))
    for holder, name in _texts(root):
        if extra <= 0:
            break
        words = getattr(holder, name) or ""
        kept = words
        while kept and extra > 0:
            extra -= not kept[0].isspace()
            kept = kept[1:]
        setattr(holder, name, kept.lstrip() if extra <= 0 else kept)
    return _inner(root)


def _without_end(markup: str, rest: str) -> str:
    """Return markup without what stands after its plain text `rest`."""
    root = etree.fromstring(f"<p>{markup}</p>")
    extra = len(_folded("".join(root.itertext()))) - len(_folded(rest))
    for holder, name in reversed(_texts(root)):
        if extra <= 0:
            break
        kept = getattr(holder, name) or ""
        while kept and extra > 0:
            extra -= not kept[-1].isspace()
            kept = kept[:-1]
        setattr(holder, name, kept)
    return _inner(root)


def _folded(text: str) -> str:
    return "".join(text.split())


def _texts(root: Any) -> list[tuple[Any, str]]:
    """Return the places of text in an element, in reading order."""
    found: list[tuple[Any, str]] = []

    def walk(element: Any) -> None:
        found.append((element, "text"))
        for child in element:
            walk(child)
            found.append((child, "tail"))

    walk(root)
    return found


def _inner(root: Any) -> str:
    markup: str = etree.tostring(root, encoding="unicode")
    inner = markup.removeprefix("<p>").removesuffix("</p>")
    return re.sub(r"^(?:\s|<br/>|<(\w+)(?: [^>]*)?(?:/>|></\1>))+", "", inner)


# --- doubts -----------------------------------------------------------------------


def _warn_of_pages(reading: Reading) -> None:
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
