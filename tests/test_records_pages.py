"""What is promised of outside records, field by field, page by page."""

from functools import cache

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
WIRE = tuple(case for case in CASES if not case.is_page)
by_name = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
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


@cache
def marks_of(case: Case) -> tuple[Mark, ...]:
    return tuple(score(case))


def articles_of(case: Case) -> tuple[Article, ...]:
    """Return the articles of a case, none where it is refused."""
    try:
        return read_record_bytes(case.data, case.path.name).articles
    except RecordError as error:
        assert error.hint, "a refusal has a next move"
        return ()


def bad(marks: list[Mark]) -> list[str]:
    return [str(mark) for mark in marks if mark.verdict != RIGHT]


@pytest.mark.parametrize("field", FLOORS)
def test_pages_are_read_as_well_as_is_promised(field: str) -> None:
    marks = [m for case in PAGES for m in marks_of(case) if m.field == field]
    assert marks
    assert share(count(marks)[field]) >= FLOORS[field], "\n".join(bad(marks))


@pytest.mark.parametrize("case", PAGES, ids=lambda case: case.name)
def test_a_page_with_an_article_is_read_and_one_without_refused(case: Case) -> None:
    assert bad([m for m in marks_of(case) if m.field == "article"]) == []


@pytest.mark.parametrize("case", WIRE, ids=lambda case: case.name)
def test_what_a_wire_form_names_is_read(case: Case) -> None:
    assert bad([m for m in marks_of(case) if m.field in WIRE_FIELDS]) == []


@by_name
def test_no_junk_is_in_a_body(case: Case) -> None:
    assert bad([m for m in marks_of(case) if m.field == "junk"]) == []


@by_name
def test_a_body_is_whole(case: Case) -> None:
    fields = ("body start", "body end", "body")
    assert bad([m for m in marks_of(case) if m.field in fields]) == []


@by_name
def test_nothing_is_invented(case: Case) -> None:
    marks = [m for m in marks_of(case) if m.field in TRUSTED]
    assert [str(m) for m in marks if m.verdict == INVENTED] == []


@by_name
def test_no_editor_is_an_author(case: Case) -> None:
    editors = {fold(name) for told in case.articles for name in told["editors"]}
    for article in articles_of(case):
        assert not editors & {fold(author.name) for author in article.authors}


@by_name
def test_a_page_of_several_is_told(case: Case) -> None:
    marks = [m for m in marks_of(case) if m.field == "warnings"]
    assert [str(m) for m in marks if m.verdict == MISSING] == []


@by_name
def test_no_readable_text_vanishes(case: Case) -> None:
    if articles := articles_of(case):
        assert check_coverage(case.path, articles) == []


@by_name
def test_a_record_is_read_the_same_way_twice(case: Case) -> None:
    assert articles_of(case) == articles_of(case)
