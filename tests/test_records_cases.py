"""The cases themselves: what is expected of a record stands in the record."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from records_fixtures import ALSO, FIELDS, FOLDER, Case, fold, load_cases, readable_text

CASES = load_cases(FOLDER)
by_name = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def expected_strings(article: dict[str, Any]) -> list[str]:
    plain = (
        "headline",
        "deck",
        "kicker",
        "dateline",
        "is_based_on",
        "publisher",
        "body_first",
        "body_last",
    )
    lists = (
        "sections",
        "authors",
        "editors",
        "sources",
        "related",
        "tags",
        "body_must",
        "body_must_not",
    )
    found = [article[field] for field in plain if article[field]]
    found += [text for field in lists for text in article[field]]
    found += [c[key] for c in article["contributors"] for key in ("name", "role")]
    found += [p[key] for p in article["photos"] for key in p if p[key]]
    return [fold(text) for text in found]


@by_name
def test_each_expected_string_stands_in_the_record(case: Case) -> None:
    text = readable_text(case.data)
    strings = [s for article in case.articles for s in expected_strings(article)]
    assert [s for s in strings if s not in text] == []


@by_name
def test_an_expectation_names_every_field(case: Case) -> None:
    for article in case.articles:
        assert set(FIELDS) <= set(article)
        assert set(article) <= {*FIELDS, *ALSO}


@by_name
def test_expected_times_are_whole(case: Case) -> None:
    for article in case.articles:
        if article["published"]:
            when = dt.datetime.fromisoformat(article["published"])
            assert when.tzinfo is not None
            if article["time_zone"]:
                zone = ZoneInfo(article["time_zone"])
                assert when.astimezone(zone).utcoffset() == when.utcoffset()


@by_name
def test_a_name_is_either_writer_or_editor(case: Case) -> None:
    for article in case.articles:
        assert not set(article["authors"]) & set(article["editors"])


@by_name
def test_an_article_has_a_headline_and_a_body_or_none_of_both(case: Case) -> None:
    for article in case.articles:
        told = [article["headline"], article["body_first"], article["body_last"]]
        is_picture = article["headline"] and article["photos"] and not any(told[1:])
        assert all(told) or is_picture or (case.is_refused and not any(told))


def test_there_are_pages_in_many_languages() -> None:
    pages = [case for case in CASES if case.is_page]
    languages = {a["language"] for c in pages for a in c.articles if a["language"]}
    assert len(pages) >= 44
    assert len({tag.split("-")[0] for tag in languages}) >= 14
    assert sum(case.is_refused for case in pages) >= 3
