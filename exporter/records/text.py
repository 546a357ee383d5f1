"""Reader for the plain text of a news page.

In: the text of one page, a line for each heading, label and paragraph. Out: one
`Article`. Every line is claimed by exactly one rule; what belongs to no field and no
block is kept in `provenance.dropped` with the rule. The source's words are not
touched; only white space is folded.
"""

import hashlib
import html
import re

from slugify import slugify

from exporter.blocks import Party
from exporter.errors import RecordError
from exporter.inline import clean_line
from exporter.model import Article, Provenance
from exporter.records.datelines import split_dateline
from exporter.records.ending import finish
from exporter.records.head import (
    HEAD_LINES,
    find_proved_headline,
    find_slugs,
    read_breadcrumb,
)
from exporter.records.labels import fold, load_labels
from exporter.records.language import guess_language, known_languages
from exporter.records.limits import SPLIT_HINT, problem_of_text
from exporter.records.page import Page
from exporter.records.rules import claim_line
from exporter.records.timeline import find_time, set_time
from exporter.said import said

_LINE_END = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
#: A first line longer than this, or a sentence of this many words, is no headline.
_LONGEST_HEADLINE = 200
_SENTENCE_WORDS = 10
#: The end of a sentence, not of "Tbk." or "Jr.".
_FULL_STOP = re.compile(r"\w{4,}[”\"’)]*\.[”\"’)]*$")
#: More words behind an outlet's name than a section has: "Die Zeit drängt …".
_MOST_KANAL_WORDS = 3
_DEFAULT = "id"


def read_page(
    text: str, *, file: str = "", sha256: str = "", warnings: tuple[str, ...] = ()
) -> Article:
    """Return the Article a page's text holds.

    `file` is a file name for messages and provenance. Raises RecordError where the
    text has no headline or no body.
    """
    lines = _lines(text, file)
    language = guess_language(text)
    labels = load_labels(language or _DEFAULT)
    page = Page(lines, labels, language=language or _DEFAULT)
    if language:
        words = known_languages()[language].words
        rule = "function words of the text" if words else "script of the text"
        page.draft.set("language", language, rule)
    else:
        page.draft.warn(said("no language found: the default is used"))
    page.time = find_time(page)
    _set_headline(page, file)
    for index in range(page.headline):
        _read_above(page, index)
    set_time(page)
    for index in range(page.headline, len(lines)):
        if index not in page.claimed:
            claim_line(page, index)
    finish(page)
    if not page.draft.has_text:
        raise RecordError(
            said("no article text found under the headline"),
            where=file,
            hint=said("a page text needs a headline line and at least one paragraph"),
        )
    provenance = Provenance(reader="text", file=file, sha256=sha256, warnings=warnings)
    return page.draft.article(provenance, labels)


def _lines(text: str, file: str) -> list[str]:
    """Return the clean lines of a page; raise RecordError where one is too large."""
    lines = []
    for number, raw in enumerate(_LINE_END.split(text), 1):
        line = clean_line(raw)
        problem = problem_of_text(html.escape(line, quote=False))
        if problem:
            message = said("line {n}: {problem}", n=number, problem=problem)
            raise RecordError(message, where=file, hint=SPLIT_HINT)
        if line:
            lines.append(line)
    return lines


def _set_headline(page: Page, file: str) -> None:
    """Find the headline by the slug line, or take the first line that is no label."""
    slugs = find_slugs(page.lines)
    proved = find_proved_headline(page.lines, slugs)
    if proved:
        page.headline, page.slug = proved
        rule = "line the slug line is made from"
    else:
        found = _first_headline(page, slugs)
        if found is None:
            raise RecordError(
                said("no headline found"),
                where=file,
                hint=said(
                    "a page text needs a headline line and at least one paragraph"
                ),
            )
        _refuse_paragraph(page, found, file)
        page.headline, rule = found, "first line that is no label; no slug proves it"
        page.draft.warn(said("no headline proved: the first line is taken"))
        page.slug = next((i for i in slugs if i > found), None)
        if page.slug is not None:
            page.draft.warn(said("the slug line does not match the headline"))
    headline = page.lines[page.headline]
    page.draft.set("headline", headline, rule)
    page.claimed.add(page.headline)
    _set_id(page, headline)


def _refuse_paragraph(page: Page, index: int, file: str) -> None:
    """Raise RecordError where the first line is a paragraph and no headline."""
    line = page.lines[index]
    words = line.split()
    sentence = line[-1] in "。।" or (
        len(words) >= _SENTENCE_WORDS and _FULL_STOP.search(words[-1])
    )
    dateline = split_dateline(line, page.labels, page.outlets)
    opens = dateline is not None and dateline.provider != ""
    if len(line) > _LONGEST_HEADLINE or sentence or opens:
        raise RecordError(
            said(
                "no headline found: the first line is a paragraph: {line}",
                line=line[:60],
            ),
            where=file,
            hint=said("put the headline on a line of its own above the text"),
        )


def _set_id(page: Page, headline: str) -> None:
    if page.slug is not None:
        page.draft.set("id", page.lines[page.slug], "slug line")
        page.draft.drop(page.lines[page.slug], "slug line")
        page.claimed.add(page.slug)
    elif made := slugify(headline):
        page.draft.set("id", made, "made from the headline")
    else:
        digest = hashlib.sha256(headline.encode()).hexdigest()[:12]
        page.draft.set("id", f"record-{digest}", "hash of the headline")


def _first_headline(page: Page, slugs: list[int]) -> int | None:
    """Return the first line of the head that is neither label nor breadcrumb."""
    free = [
        index
        for index in range(min(len(page.lines), HEAD_LINES))
        if index not in slugs and not page.is_furniture(index)
    ]
    if len(free) > 1 and _is_breadcrumb(page, free):
        return free[1]
    return free[0] if free else None


def _is_breadcrumb(page: Page, free: list[int]) -> bool:
    crumb = read_breadcrumb(page.lines[free[0]], page.labels, page.outlets)
    if crumb is None:
        return False
    before_time = page.time is not None and free[1] < page.time.index
    words = sum(len(section.split()) for section in crumb.sections)
    return crumb.split or (before_time and words <= _MOST_KANAL_WORDS)


def _read_above(page: Page, index: int) -> None:
    """Read a line above the headline: breadcrumb, time, byline or noise."""
    if index in page.claimed or (page.time and index == page.time.index):
        return
    line, draft, labels = page.lines[index], page.draft, page.labels
    crumb = read_breadcrumb(line, labels, page.outlets)
    if crumb and not labels.noise.fullmatch(line):
        for word in crumb.left_out:
            draft.drop(word, "start of the breadcrumb")
        _set_publisher(page, crumb.publisher)
        if crumb.sections:
            sections = (*draft.values.get("sections", ()), *crumb.sections)
            draft.set("sections", sections, "breadcrumb line above the headline")
        if not crumb.split:
            draft.warn(said("section names could not be told apart"))
    elif page.is_furniture(index):
        claim_line(page, index)
    else:
        draft.drop(line, "line above the headline, not recognised")
        draft.warn(
            said("a line above the headline is not recognised: {line}", line=line[:60])
        )


def _set_publisher(page: Page, name: str) -> None:
    draft = page.draft
    if name and "publisher" in draft.values:
        draft.drop(name, "outlet name again")
    elif name:
        proof = "proved by another line" if fold(name) in page.outlets else "known name"
        publisher = Party(name=name, kind="organisation")
        draft.set("publisher", publisher, f"breadcrumb line: outlet {proof}")
