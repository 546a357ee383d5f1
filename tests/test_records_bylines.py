"""Names in bylines without labels, sources behind one, and where pages print them."""

from pathlib import Path

import pytest

from exporter.model import Article
from exporter.records import check_coverage, read_record_bytes
from exporter.records.bylines import Known, names_of_line
from exporter.records.labels import load_labels
from exporter.records.name_words import is_name
from exporter.records.source_line import signed_sources, source_names

# --- a line -------------------------------------------------------------------------


def names(line: str, language: str, *told: str) -> list[str]:
    known = Known(told, frozenset({"dailybay"}))
    return [
        one.name for one in names_of_line(line, load_labels(language), known).people
    ]


@pytest.mark.parametrize(
    ("language", "line", "expected"),
    [
        ("en", "By Jane Doe and John Roe, City", ["Jane Doe", "John Roe"]),
        ("en", "By Jane Doe, Environment Correspondent", ["Jane Doe"]),
        ("en", "Jane Doe in Suva and John Roe in London", ["Jane Doe", "John Roe"]),
        ("en", "By JANE DOE Associated Press", ["JANE DOE"]),
        ("en", "Jane Doe - Daily Bay", ["Jane Doe"]),
        ("en", "Our correspondent in Suva, Jane Doe", ["Jane Doe"]),
        ("de", "Von unserem Mitarbeiter Tim Beispiel", ["Tim Beispiel"]),
        (
            "de",
            "Von Lea Muster und Tim Beispiel, Husum",
            ["Lea Muster", "Tim Beispiel"],
        ),
        ("fr", "Par Jeanne Exemple (avec AFP)", ["Jeanne Exemple", "AFP"]),
        ("es", "Ana López / EFE", ["Ana López"]),
        ("pt", "Por Ana Prado — Campinas", ["Ana Prado"]),
        ("pt", "Ana Prado, do Recife", ["Ana Prado"]),
        ("nl", "Door Jan van Dam en Fleur de Vries", ["Jan van Dam", "Fleur de Vries"]),
        ("id", "Sari Contoh | Budi Contoh", ["Sari Contoh", "Budi Contoh"]),
        ("ms", "SARI HALIM DAN AHMAD ZAKI", ["SARI HALIM", "AHMAD ZAKI"]),
        ("vi", "Minh Khôi - Thu Hà", ["Minh Khôi", "Thu Hà"]),
        ("ar", "أحمد سالم ومنى حسن", ["أحمد سالم", "منى حسن"]),
        ("ar", "أحمد وليد حسن", ["أحمد وليد حسن"]),
        ("ja", "社会部 山田太郎", ["山田太郎"]),
        ("tr", "Ayşe Kaya ve Ali Demir", ["Ayşe Kaya", "Ali Demir"]),
        ("nb", "Kari Nordmann og Per Foss (foto)", ["Kari Nordmann", "Per Foss"]),
    ],
)
def test_names_without_what_stands_beside_them(
    language: str, line: str, expected: list[str]
) -> None:
    assert names(line, language) == expected


def test_an_agency_behind_a_name_is_its_affiliation() -> None:
    (person,) = names_of_line("Jane Doe, AFP", load_labels("en")).people
    assert (person.name, person.affiliation) == ("Jane Doe", "AFP")


def test_a_second_name_that_machines_are_not_told_is_a_house() -> None:
    assert names("Beatriz Camargo, Terra Viva", "pt", "Beatriz Camargo") == [
        "Beatriz Camargo"
    ]
    assert names("Beatriz Camargo e João Lima", "pt", "Beatriz Camargo") == [
        "Beatriz Camargo",
        "João Lima",
    ]


def test_a_role_behind_a_name_is_kept() -> None:
    found = names_of_line(
        "Lea Muster (Text) und Tim Beispiel (Fotos)", load_labels("de")
    )
    assert [(one.name, one.role) for one in found.people] == [
        ("Lea Muster", "author"),
        ("Tim Beispiel", "photographer"),
    ]


@pytest.mark.parametrize(
    "words",
    [
        *("the ferry sails", "https://bay.example", "jane@bay.example"),
        *("12 Januari 2026", "Who wrote this?", "港新聞社", "편집부 뉴스"),
    ],
)
def test_what_is_no_name(words: str) -> None:
    assert not is_name(words)


@pytest.mark.parametrize(
    "words",
    ["Jan van der Berg", "d'Emilio Rossi", "Siti binti Ali", "山田 太郎", "홍길동"],
)
def test_what_is_a_name(words: str) -> None:
    assert is_name(words)


# --- sources ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "value", "sources", "codes"),
    [
        ("en", "AGENCIES/mt(rc)", ["AGENCIES"], ["rc", "mt"]),
        ("en", "Reuters and AFP", ["Reuters", "AFP"], []),
        ("en", "Ministry of Fish and Ships", ["Ministry of Fish and Ships"], []),
        ("de", "hafen.de, lmu/dpa", ["hafen.de", "dpa"], ["lmu"]),
        ("id", "Reuters, BBC", ["Reuters", "BBC"], []),
        ("ar", "الجسر + وكالات", ["الجسر", "وكالات"], []),
    ],
)
def test_each_source_of_a_line(
    language: str, value: str, sources: list[str], codes: list[str]
) -> None:
    assert source_names(value, load_labels(language)) == (sources, codes)


def test_a_signature_names_its_agency_and_a_word_alone_is_none() -> None:
    labels = load_labels("de")
    assert signed_sources("lmu/dpa", labels) == (["dpa"], ["lmu"])
    assert signed_sources("(APA, red, 12.1.2026)", labels) == (["APA"], ["red"])
    assert signed_sources("Und/oder", labels) == ([], [])


# --- pages --------------------------------------------------------------------------

TEXT = (
    "<p>{} residents planted thousands of mangrove seedlings last weekend.</p>".format
)
BODY = "".join(map(TEXT, ("Many", "Some", "Other", "Few")))


def markup(head: str, tail: str = "", author: str = "") -> bytes:
    told = f'<meta name="author" content="{author}">' if author else ""
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>A shore is planted again</title>'
        f'<meta property="og:site_name" content="Daily Bay">{told}</head><body><main>'
        f"<article><h1>A shore is planted again</h1>{head}<div class='content'>{BODY}"
        f"</div>{tail}</article></main></body></html>"
    ).encode()


def page(head: str, tail: str = "", *, author: str = "") -> Article:
    (article,) = read_record_bytes(markup(head, tail, author), "shore.html").articles
    return article


def authors(article: Article) -> list[str]:
    return [party.name for party in article.authors]


BYLINES = (
    "<div class='x1'>By Jane Doe</div>",
    "<p>Published by Jane Doe on January 12, 2026</p>",
    "<div><b>Author</b> <span>Jane Doe</span></div>",
    "<div class='author'>Author</div><h5>Jane Doe</h5>",
    "<div class='byline'>Jane Doe <a href='mailto:j'>jane@bay.example</a></div>",
    "<address><a rel='author' href='/j'>Jane Doe</a> in Suva</address>",
    "<div class='author-card'><h6>Jane Doe</h6></div>",
)


@pytest.mark.parametrize("head", BYLINES)
def test_a_byline_is_found_by_its_place_or_its_words(head: str) -> None:
    assert authors(page(head)) == ["Jane Doe"]


@pytest.mark.parametrize("head", BYLINES)
def test_no_word_beside_a_byline_is_lost(head: str, tmp_path: Path) -> None:
    path = tmp_path / "shore.html"
    path.write_bytes(markup(head))
    assert check_coverage(path, (page(head),)) == []


TEASER = (
    "<div class='grid'><div><h3><a href='/x'>Ferry line opens a third pier for all</a>"
    "</h3><span class='author'>By Carl Other</span></div></div>"
)


def test_the_writer_of_a_teaser_is_not_the_articles() -> None:
    assert authors(page("", TEASER)) == []
    assert authors(page("<p class='byline'>By Jane Doe</p>", TEASER)) == ["Jane Doe"]


@pytest.mark.parametrize(
    "byline", ["By Staff Reporter", "Daily Bay", "Web Desk", "admin", "bay.example"]
)
def test_a_house_a_desk_or_a_login_is_no_author(byline: str) -> None:
    article = page(f"<div class='byline'>{byline}</div>", author="webmaster")
    assert authors(article) == []


def test_an_agency_in_a_byline_is_a_source() -> None:
    article = page("<div class='byline'>Jane Doe with AFP, Reuters</div>")
    assert authors(article) == ["Jane Doe"]
    assert [party.name for party in article.sources] == ["AFP", "Reuters"]


@pytest.mark.parametrize(
    "head",
    [
        "<div>January 12, 2026 10:05 | Source: <a href='/r'>Reuters</a></div>",
        "<div>Reuters / Updated: January 12, 2026 10:05</div>",
        "<span class='article-source'>Reuters</span>",
    ],
)
def test_a_source_above_the_text(head: str) -> None:
    assert [party.name for party in page(head).sources] == ["Reuters"]


def test_a_name_in_capitals_is_written_as_machines_are_told() -> None:
    article = page("<p class='byline'>By JANE DOE</p>", author="Jane Doe")
    assert authors(article) == ["Jane Doe"]
    assert article.byline == "By JANE DOE"
