"""What is read last: the dateline of the first paragraph, desk codes of the last.

In: a page whose lines are all claimed. Out: the same draft with both taken out of
the body.
"""

import html
import re
from collections.abc import Iterator

from exporter.blocks import Paragraph
from exporter.inline import plain_text
from exporter.model import Dateline
from exporter.records.datelines import split_dateline
from exporter.records.labels import Labels, find_form
from exporter.records.page import Page
from exporter.records.people import people_of_form

_CODE = r"\((?P<code>[A-Za-z][A-Za-z0-9]{0,9}(?:[/-][A-Za-z0-9]{1,10}){0,3})\)\.?$"
_CODES_AFTER = re.compile(r"(?P<text>.*[.!?”\"’。»])\s*" + _CODE)
_CODES_ALONE = re.compile(_CODE)


def finish(page: Page) -> None:
    """Take dateline and desk codes out of the body."""
    _take_dateline(page)
    _take_closing_byline(page)
    _take_desk_codes(page)


def _paragraphs(page: Page) -> list[int]:
    body = page.draft.body
    return [i for i, block in enumerate(body) if isinstance(block, Paragraph)]


def _text(page: Page, index: int) -> str:
    block = page.draft.body[index]
    return html.unescape(block.html) if isinstance(block, Paragraph) else ""


def _texts(page: Page, where: list[int]) -> Iterator[str]:
    """Yield the plain words of paragraphs and of the photos' captions."""
    yield from (_text(page, index) for index in where)
    for image in page.draft.images:
        yield from map(plain_text, image.caption)


def _put(page: Page, index: int, text: str) -> None:
    """Replace a paragraph's words; a paragraph without words goes."""
    if text:
        page.draft.body[index] = Paragraph(html=html.escape(text, quote=False))
    else:
        del page.draft.body[index]


def _take_dateline(page: Page) -> None:
    where = _paragraphs(page)
    if not where:
        return
    article = " ".join(_texts(page, where[1:]))
    first = _text(page, where[0])
    found = split_dateline(first, page.labels, page.outlets, f"{first} {article}")
    if found is None:
        return
    if found.city or not found.byline:
        dateline = Dateline(raw=found.raw, city=found.city, provider=found.provider)
        page.draft.set("dateline", dateline, "opening of the first paragraph")
    else:  # who wrote it and for whom, but not where
        page.draft.drop(found.provider, "outlet name again")
    if found.byline:
        page.draft.bylines.append(found.byline)
        page.draft.people.extend(found.people)
    _put(page, where[0], found.rest)


def _take_closing_byline(page: Page) -> None:
    """Take "【山田太郎】" from the end of the body: a form of the page's language."""
    where = _paragraphs(page)
    text = _text(page, where[-1]) if len(where) > 1 else ""
    form = find_form(page.labels.closing_bylines, text, page.labels)
    people = people_of_form(form, page.labels) if form else []
    if not form or not people:
        return
    page.draft.bylines.append(text[form.start : form.end].strip())
    page.draft.people.extend(people)
    _put(page, where[-1], text[: form.start].rstrip())


#: Parts before the number of a desk's page, at least.
_NUMBERED = 2


def _take_desk_codes(page: Page) -> None:
    original = page.labels.original
    where = [i for i in _paragraphs(page) if not original.match(_text(page, i))]
    if not where:
        return
    text = _text(page, where[-1])
    found = desk_codes_of(text, page.labels, may_be_alone=len(where) > 1)
    if found is None:
        return
    code, rest = found
    page.draft.set("desk_codes", (code,), "bracket that ends the body")
    _put(page, where[-1], rest)
    for part in re.split("[/-]", code):
        agency = page.labels.agency_codes.get(part.casefold())
        if agency:
            page.draft.add_source(agency, "agency in the desk codes")


def desk_codes_of(
    text: str, labels: Labels, *, may_be_alone: bool
) -> tuple[str, str] | None:
    """Return the desk codes a text ends with, and the text without them, if any.

    A bracket that is all of a text counts only where it `may_be_alone`.
    """
    alone = _CODES_ALONE.match(text) if may_be_alone else None
    match = alone or _CODES_AFTER.match(text)
    if match is None or not _is_code(labels, match["code"], alone=alone is not None):
        return None
    return match["code"], "" if alone else match["text"]


def _is_code(labels: Labels, code: str, *, alone: bool) -> bool:
    parts = re.split("[/-]", code)
    if len(parts) == 1 and not alone:
        return code.casefold() in labels.agency_codes
    if len(parts) > _NUMBERED and parts[-1].isdigit():  # a desk's page: "AU/J-3"
        return all(len(part) <= 4 and part.isalnum() for part in parts)
    return all(
        (len(part) <= 4 and (part.islower() or part.isdigit() or len(part) == 1))
        or part.casefold() in labels.agency_codes
        for part in parts
    )
