"""What is promised of outside records, field by field, page by page."""

from collections.abc import Iterable

import pytest
from records_fixtures import FOLDER, Case, fold, load_cases
from records_score import (
    INVENTED,
    MISSING,
    RIGHT,
    TRUSTED,
    Mark,
    count,
    score,
    share,
)

from exporter.errors import RecordError
from exporter.model import Article
from exporter.records import check_coverage, read_record_bytes

CASES = load_cases(FOLDER)
PAGES = tuple(case for case in CASES if case.is_page)
#: The least share of pages, or of photos, on which a field is read right.
FLOORS = {
    "headline": 0.95,
    "byline": 0.90,
    "time": 0.90,
    "zone": 0.90,
    "caption": 0.85,
    "credit": 0.80,
    "source": 0.80,
}
#: What is named in a wire form is always read.
WIRE_FIELDS = (
    *("article", "headline", "byline", "editors", "time", "caption", "credit"),
    *("source", "body start", "body end", "body", "junk"),
)
BODY = ("body start", "body end", "body")


def articles_of(case: Case) -> tuple[Article, ...]:
    """Return the articles of a case, none where it is refused."""
    try:
        return read_record_bytes(case.data, case.path.name).articles
    except RecordError as error:
        assert error.hint, "a refusal has a next move"
        return ()


def bad(marks: Iterable[Mark]) -> list[str]:
    return [str(mark) for mark in marks if mark.verdict != RIGHT]


def broken(case: Case) -> dict[str, list[str]]:
    """Return the promises that are not kept for a case, and what was read instead."""
    marks = score(case)
    articles = articles_of(case)
    return {
        "an article is read, or the page refused": bad(
            m for m in marks if m.field == "article"
        ),
        "what a wire form names is read": bad(
            m for m in marks if m.field in WIRE_FIELDS and not case.is_page
        ),
        "no junk is in the body": bad(m for m in marks if m.field == "junk"),
        "the body is whole": bad(m for m in marks if m.field in BODY),
        "nothing is invented": [
            str(m) for m in marks if m.field in TRUSTED and m.verdict == INVENTED
        ],
        "several articles are told": [
            str(m) for m in marks if m.field == "warnings" and m.verdict == MISSING
        ],
        "no editor is an author": sorted(editors_of(case) & authors_of(articles)),
        "no readable text vanishes": [
            str(one) for one in check_coverage(case.path, articles) if articles
        ],
        "it is read the same way twice": [
            one.id
            for one, again in zip(articles, articles_of(case), strict=True)
            if one != again
        ],
    }


def editors_of(case: Case) -> set[str]:
    return {fold(name) for told in case.articles for name in told["editors"]}


def authors_of(articles: Iterable[Article]) -> set[str]:
    return {fold(author.name) for one in articles for author in one.authors}


def test_pages_are_read_as_well_as_is_promised() -> None:
    marks = [mark for case in PAGES for mark in score(case)]
    for field, floor in FLOORS.items():
        of_field = [mark for mark in marks if mark.field == field]
        assert of_field
        assert share(count(of_field)[field]) >= floor, "\n".join(bad(of_field))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_promised_of_a_record_is_kept(case: Case) -> None:
    assert {what: told for what, told in broken(case).items() if told} == {}
