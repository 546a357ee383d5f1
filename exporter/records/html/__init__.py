"""Reader for HTML pages of news sites, saved by any browser or crawler.

In: the bytes of one page. Out: one `Article`. Labelled text on the page outranks
JSON-LD, and JSON-LD outranks meta tags; no value is made up. The page is parsed once
(lxml) and measured once; what a rule takes is cut out of the tree, and every word
that is left is listed in `provenance.dropped`. Markup of the body is sanitised (nh3).
"""

from typing import Any

from exporter.blocks import ListBlock, Paragraph, Quote, iter_blocks
from exporter.errors import RecordError
from exporter.model import Provenance
from exporter.records.file import Read, RecordFile
from exporter.records.html.decode import decode_page
from exporter.records.html.ending import finish_page
from exporter.records.html.habits import parts_of
from exporter.records.html.head import set_deck, set_headline, set_kicker
from exporter.records.html.headline import find_headline
from exporter.records.html.main import find_main, is_article
from exporter.records.html.measure import View, measure
from exporter.records.html.people import find_people, names_told, set_people
from exporter.records.html.photos import find_photos
from exporter.records.html.reading import Reading
from exporter.records.html.rest import drop_rest, read_ends
from exporter.records.html.site import (
    set_language,
    set_publisher,
    set_sections,
    set_tags,
)
from exporter.records.html.structured import Facts, read_structured
from exporter.records.html.tail import take_endings
from exporter.records.html.text import read_text
from exporter.records.html.times import set_times
from exporter.records.html.tree import parse_page
from exporter.records.html.words import same_words, text_of
from exporter.records.labels import load_labels
from exporter.records.people import read_people
from exporter.records.times import read_time
from exporter.said import said

#: Parts whose words, however many, are no paragraph of the text.
_NO_TEXT = {"time", "byline", "deck", "caption", "credit", "tags", "share", "kicker"}
_LONGEST_BESIDE = 300
_TEXT = (Paragraph, Quote, ListBlock)
__all__ = ["read_page"]


def read_page(data: bytes, file: RecordFile) -> Read:
    """Return the Article of a page; raise RecordError where it holds none."""
    text, doubts = decode_page(data, file.name)
    root, broken = parse_page(text, file.name)
    facts = read_structured(root)
    for script in list(root.iter("script")):
        script.drop_tree()
    reading = _open(measure(root), facts, file.name)
    reading.saved_from = file.url if file.url.startswith("http") else ""
    _read(reading)
    if not any(
        isinstance(one, _TEXT) for one in iter_blocks(tuple(reading.draft.body))
    ):
        raise _no_article(file.name)
    warnings = (*file.warnings, *doubts, *broken)
    provenance = Provenance(
        reader="html", file=file.name, sha256=file.sha256, warnings=warnings
    )
    return [reading.draft.article(provenance, reading.labels)], []


def _open(view: View, facts: Facts, where: str) -> Reading:
    """Return a page with its headline and its text found."""
    headline = find_headline(view, facts)
    element = headline.element if headline else None
    main = find_main(view, element, facts.text("articleBody"))
    if headline is None or main is None or not is_article(view, facts, headline, main):
        raise _no_article(where)
    reading = Reading(view, facts, load_labels(), headline, main)
    return reading


def _set_span(reading: Reading) -> None:
    """Set the places of the first and last paragraph of the body."""
    view, body = reading.view, reading.main.body
    headline = reading.headline.element
    after = view.place.get(headline, -1) if headline is not None else -1
    found = [
        e
        for e in body.iter(
            "p", "div", "li", "blockquote", "td", "section", "span", "article"
        )
        if view.weight.get(e, 0) > 0 and not view.is_junk(e) and _is_lowest(view, e)
        if not parts_of(e) & _NO_TEXT and not _is_beside_text(reading, e)
    ]
    below = [e for e in found if view.place[e] > after] or found
    reading.start = view.place[below[0]] if below else view.place[body]
    reading.end = view.place[below[-1]] if below else view.place[body]
    reading.opening = text_of(below[0])[:80] if below else ""


def _is_beside_text(reading: Reading, element: Any) -> bool:
    """Say whether a paragraph is a time, a byline or the deck machines are told."""
    if reading.view.length[element] > _LONGEST_BESIDE:
        return False
    text = text_of(element)
    if read_time(text, day_first=True, labels=reading.labels) is not None:
        return True
    if read_people(text, reading.labels):
        return True
    facts = reading.facts
    told = (facts.text("description"), facts.meta("og:description", "description"))
    return any(same_words(text, one) for one in told)


def _is_lowest(view: View, element: Any) -> bool:
    inner = sum(view.weight.get(child, 0) for child in element)
    return view.weight[element] > inner


def _read(reading: Reading) -> None:
    """Let each rule take what it knows, the surest first."""
    set_language(reading)
    _set_span(reading)
    set_publisher(reading)
    set_headline(reading)
    set_sections(reading)
    find_photos(reading)
    bylines = find_people(reading)
    reading.author_names = names_told(reading, bylines)
    set_times(reading)
    set_kicker(reading)
    set_deck(reading)
    set_tags(reading)
    read_text(reading)
    read_ends(reading)
    take_endings(reading)
    finish_page(reading)
    set_people(reading, bylines)
    drop_rest(reading)


def _no_article(where: str) -> RecordError:
    return RecordError(
        said("no readable article found"),
        where=where,
        hint=said(
            "open the article itself in a browser, to its end, and save that page"
        ),
    )
