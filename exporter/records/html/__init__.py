"""Reader for HTML pages of news sites, saved by any browser or crawler.

In: the bytes of one page. Out: one `Article`. Labelled text on the page outranks
JSON-LD, and JSON-LD outranks meta tags; no value is made up. The page is parsed once
(lxml) and measured once; what a rule takes is cut out of the tree, and every word
that is left is listed in `provenance.dropped`. Markup of the body is sanitised (nh3).
"""

from exporter.errors import RecordError
from exporter.model import Provenance
from exporter.records.file import Read, RecordFile
from exporter.records.html.deck import set_deck
from exporter.records.html.decode import decode_page
from exporter.records.html.ending import finish_page, warn_of_pages
from exporter.records.html.head import set_headline, set_kicker
from exporter.records.html.headline import find_headline
from exporter.records.html.last_resort import ask_library, has_text
from exporter.records.html.main import (
    NO_TEXT,
    Main,
    find_main,
    is_article,
    may_be_article,
)
from exporter.records.html.measure import View, measure
from exporter.records.html.people import find_people, names_told, set_people
from exporter.records.html.photos import find_photos
from exporter.records.html.reading import Reading
from exporter.records.html.rest import drop_rest, read_ends
from exporter.records.html.site import (
    set_language,
    set_publisher,
    set_sections,
)
from exporter.records.html.source_lines import add_agency_of_dateline, find_sources
from exporter.records.html.span import narrow_body, set_span
from exporter.records.html.spoken import drop_spoken
from exporter.records.html.structured import Facts, read_structured
from exporter.records.html.tags import set_tags
from exporter.records.html.tail import take_endings
from exporter.records.html.text import read_text
from exporter.records.html.times import set_times
from exporter.records.html.tree import parse_page
from exporter.records.labels import load_labels
from exporter.said import said

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
    _read(reading, text, file.name)
    if not has_text(reading):
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
    if headline is not None and main is None and may_be_article(facts, headline):
        main = Main(view.body, view.body, NO_TEXT)
    elif headline and main and not is_article(view, facts, headline, main):
        raise _no_article(where)
    if headline is None or main is None:
        raise _no_article(where)
    return Reading(view, facts, load_labels(), headline, main)


def _read(reading: Reading, page: str, where: str) -> None:
    """Let each rule take what it knows, the surest first."""
    set_language(reading)
    set_span(reading)
    warn_of_pages(reading)
    drop_spoken(reading)
    set_publisher(reading)
    set_headline(reading)
    find_sources(reading)
    set_sections(reading)
    find_photos(reading)
    bylines = find_people(reading)
    reading.author_names = names_told(reading, bylines)
    set_kicker(reading)
    set_times(reading)
    set_deck(reading)
    set_tags(reading)
    narrow_body(reading)
    if reading.main.rule != NO_TEXT:
        read_text(reading)
    if not has_text(reading):
        ask_library(reading, page, where)
    read_ends(reading)
    take_endings(reading)
    finish_page(reading)
    set_people(reading, bylines)
    add_agency_of_dateline(reading)
    drop_rest(reading)


def _no_article(where: str) -> RecordError:
    return RecordError(
        said("no readable article found"),
        where=where,
        hint=said(
            "open the article itself in a browser, to its end, and save that page"
        ),
    )
