"""The cases themselves: what is expected of a record stands in the record."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from records_fixtures import ALSO, FIELDS, FOLDER, Case, fold, load_cases, readable_text

CASES = load_cases(FOLDER)


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


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_expected_of_a_record_can_be_true(case: Case) -> None:
    text = readable_text(case.data)
    for article in case.articles:
        assert set(FIELDS) <= set(article) <= {*FIELDS, *ALSO}
        assert [s for s in expected_strings(article) if s not in text] == []
        assert not set(article["authors"]) & set(article["editors"])
        check_time(article)
        check_whole(article, case)


def check_time(article: dict[str, Any]) -> None:
    """A time names its offset, which is that of its zone."""
    if article["published"]:
        when = dt.datetime.fromisoformat(article["published"])
        assert when.tzinfo is not None
        if article["time_zone"]:
            zone = ZoneInfo(article["time_zone"])
            assert when.astimezone(zone).utcoffset() == when.utcoffset()


def check_whole(article: dict[str, Any], case: Case) -> None:
    """An article has a headline and a body, or none of both, or is a picture."""
    told = [article["headline"], article["body_first"], article["body_last"]]
    is_picture = article["headline"] and article["photos"] and not any(told[1:])
    assert all(told) or is_picture or (case.is_refused and not any(told))


def test_there_are_pages_in_many_languages() -> None:
    pages = [case for case in CASES if case.is_page]
    languages = {a["language"] for c in pages for a in c.articles if a["language"]}
    assert len(pages) >= 44
    assert len({tag.split("-")[0] for tag in languages}) >= 14
    assert sum(case.is_refused for case in pages) >= 3
