"""The scorer: what it calls right, wrong, missing and invented."""

import datetime as dt
from html import escape
from typing import Any

import pytest
from records_fixtures import FIELDS, FOLDER, Case, load_cases
from records_score import RIGHT, score_article

from exporter.blocks import Paragraph, Party
from exporter.model import Article, Dateline, Image, Provenance, Related

WIB = dt.timezone(dt.timedelta(hours=7))
PHOTO = Image(caption=("Sawah di Ubud.",), credit="A. Contoh/Warta")
ARTICLE = Article(
    id="a",
    headline="Padi ditanam serentak",
    deck="Tikus tidak punya tempat pindah",
    sections=("Budaya",),
    authors=(Party(name="Ana Contoh"), Party(name="Beni Contoh")),
    editors=(Party(name="Cici Contoh"),),
    published=dt.datetime(2024, 1, 2, 8, 30, tzinfo=WIB),
    time_zone="Asia/Jakarta",
    dateline=Dateline(raw="UBUD, WARTA"),
    images=(PHOTO,),
    body=(Paragraph(html="Awal <b>teks</b>."), Paragraph(html="Akhir teks.")),
    sources=(Party(name="Antara", kind="organisation"),),
    publisher=Party(name="Warta", kind="organisation"),
)
EXPECTED: dict[str, Any] = {
    **{field: [] for field in FIELDS},
    **dict.fromkeys(("kicker", "is_based_on")),
    "headline": "Padi ditanam  serentak",
    "deck": "Tikus tidak punya tempat pindah",
    "sections": ["Budaya"],
    "authors": ["Ana Contoh", "Beni Contoh"],
    "editors": ["Cici Contoh"],
    "published": "2024-01-02T08:30:00+07:00",
    "time_zone": "Asia/Jakarta",
    "dateline": "UBUD, WARTA",
    "photos": [
        {"caption": "Sawah di Ubud.", "credit": "A. Contoh/Warta", "src": "/a.jpg"}
    ],
    "sources": ["Antara"],
    "language": "id",
    "publisher": "Warta",
    "body_first": "Awal teks",
    "body_last": "hir teks.",
    "body_must": ["Awal teks."],
    "body_must_not": ["Iklan"],
}


def verdicts(expected: dict[str, Any], **read: Any) -> dict[str, str]:
    marks = score_article(expected, ARTICLE.model_copy(update=read))
    return {field: verdict for field, verdict, _, _ in marks if verdict != RIGHT}


def test_what_is_read_as_expected_is_right() -> None:
    assert verdicts(EXPECTED) == {}
    assert len(list(score_article(EXPECTED, ARTICLE))) == 18


@pytest.mark.parametrize(
    ("read", "marks"),
    [
        ({"headline": "Lain"}, {"headline": "wrong"}),
        ({"authors": ARTICLE.authors[::-1]}, {"byline": "wrong"}),
        ({"authors": ARTICLE.authors[:1]}, {"byline": "wrong"}),
        ({"authors": ()}, {"byline": "missing"}),
        ({"kicker": "Opini"}, {"kicker": "invented"}),
        ({"published": None}, {"time": "missing"}),
        ({"time_zone": ""}, {"zone": "missing"}),
        ({"images": ()}, dict.fromkeys(("photo", "caption", "credit"), "missing")),
        (
            {"images": (PHOTO.model_copy(update={"credit": ""}),)},
            {"credit": "missing"},
        ),
        (
            {"images": (Image(caption=("Kereta lewat",), credit="X"), PHOTO)},
            dict.fromkeys(("photo", "caption", "credit"), "invented"),
        ),
        ({"body": ARTICLE.body[:1]}, {"body end": "wrong"}),
        ({"body": ()}, dict.fromkeys(("body start", "body end", "body"), "missing")),
        (
            {"body": (*ARTICLE.body[:1], Paragraph(html="Iklan"), *ARTICLE.body[1:])},
            {"junk": "invented"},
        ),
    ],
)
def test_what_is_read_otherwise_is_marked(
    read: dict[str, Any], marks: dict[str, str]
) -> None:
    assert verdicts(EXPECTED, **read) == marks


@pytest.mark.parametrize(
    ("told", "right"),
    [
        ("2024-01-02T08:30:41+07:00", True),
        ("2024-01-02T01:30:00+00:00", True),
        ("2024-01-02T09:30:00+08:00", False),
        ("2024-01-02T08:30:00+00:00", False),
        ("2024-01-03T08:30:00+07:00", False),
    ],
)
def test_a_time_is_right_by_instant_and_offset(told: str, right: bool) -> None:
    marks = verdicts({**EXPECTED, "published": told})
    assert ("time" not in marks) == right


def test_a_zone_no_record_names_must_have_the_offset() -> None:
    untold = {**EXPECTED, "time_zone": None}
    assert verdicts(untold) == {}
    assert verdicts(untold, time_zone="Asia/Tokyo") == {"zone": "invented"}


def test_what_may_be_read_is_no_error_and_no_duty() -> None:
    may = {**EXPECTED, "sources": [], "sources_may": ["Antara"]}
    assert verdicts(may) == verdicts(may, sources=()) == {}
    assert verdicts({**may, "sources_may": []}) == {"source": "invented"}


def as_if_read(told: dict[str, Any]) -> Article:
    """Return the Article a reader makes that reads all as is expected."""
    texts = (told["body_first"], *told["body_must"], told["body_last"])
    names = {
        key: tuple(Party(name=name) for name in told[key])
        for key in ("authors", "editors", "sources")
    }
    contributors = tuple(Party(**each) for each in told["contributors"])
    images = tuple(
        Image(
            file="" if (p["src"] or "").startswith(("http", "/")) else p["src"] or "",
            caption=(escape(p["caption"]),) if p["caption"] else (),
            credit=p["credit"] or "",
        )
        for p in told["photos"]
    )
    dateline, publisher = told["dateline"], told["publisher"]
    published, related = told["published"], told["related"]
    more = told["warnings_about"] == ["more pages"]
    return Article(
        id="a",
        language=told["language"] or "id",
        headline=told["headline"],
        kicker=told["kicker"] or "",
        deck=escape(told["deck"] or ""),
        sections=tuple(told["sections"]),
        **names,
        contributors=contributors,
        published=dt.datetime.fromisoformat(published) if published else None,
        time_zone=told["time_zone"] or "",
        dateline=Dateline(raw=dateline) if dateline else None,
        images=images,
        body=tuple(Paragraph(html=escape(text)) for text in texts if text),
        related=tuple(Related(headline=headline) for headline in related),
        is_based_on=told["is_based_on"] or "",
        tags=tuple(told["tags"]),
        publisher=Party(name=publisher, kind="organisation") if publisher else None,
        provenance=Provenance(warnings=("page 1 of 2",) if more else ()),
    )


@pytest.mark.parametrize("case", load_cases(FOLDER), ids=lambda case: case.name)
def test_all_that_is_expected_of_a_case_can_be_read_right(case: Case) -> None:
    for told in case.articles if not case.is_refused else ():
        marks = list(score_article(told, as_if_read(told)))
        assert [mark for mark in marks if mark[1] != RIGHT] == []
