"""What is too large to be an article is refused, with its place and a next move."""

import json
from typing import Any

import pytest

from exporter.errors import RecordError
from exporter.records import check_record_text, read_record_bytes
from exporter.records.limits import LIMITS, problem_of_text
from exporter.records.text import read_page


def paragraph(html: str) -> dict[str, Any]:
    return {"type": "paragraph", "html": html}


def table(columns: int, rows: int) -> dict[str, Any]:
    return {"type": "table", "rows": [["a"] * columns] * rows}


def items(count: int) -> dict[str, Any]:
    return {"type": "list", "items": ["a"] * count}


def read(**fields: Any) -> None:
    record = {"id": "a", "headline": "A", **fields}
    read_record_bytes(json.dumps(record).encode(), "a.json")


TOO_LARGE: list[tuple[dict[str, Any], str]] = [
    (
        {"body": [paragraph("x"), paragraph("a" * 4000)]},
        "body, entry 2, html: a word of 4000 letters: is this text?",
    ),
    ({"body": [paragraph("<b>a</b>" * 301)]}, "body, entry 1, html: a word of 301"),
    ({"body": [paragraph("&amp;" * 301)]}, "body, entry 1, html: a word of 301"),
    ({"headline": "a" * 301}, "headline: a word of 301 letters"),
    ({"authors": [{"name": "a" * 301}]}, "authors, entry 1, name: a word of 301"),
    ({"images": [{"caption": ["a" * 301]}]}, "images, entry 1, caption, entry 1: "),
    ({"url": "https://a.example/?q=" + "a" * 2000}, "url: a word of"),
    ({"body": [paragraph("kata " * 4001)]}, "body, entry 1, html: a text of 20005"),
    ({"body": [paragraph("<b> " * 50_001)]}, "body, entry 1, html: 200004 characters"),
    ({"body": [items(1001)]}, "body, entry 1: a list of 1001 items, more than 1000"),
    (
        {"body": [{"type": "box", "blocks": [table(31, 1)]}]},
        "body, entry 1, blocks, entry 1: a table of 31 columns, more than 30",
    ),
    ({"body": [table(1, 2001)]}, "body, entry 1: a table of 2001 rows"),
]


@pytest.mark.parametrize(("fields", "message"), TOO_LARGE)
def test_what_is_too_large_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(RecordError) as caught:
        read(**fields)
    assert caught.value.message.startswith(message)
    assert caught.value.where == "a.json"
    assert "split" in caught.value.hint


@pytest.mark.parametrize(
    "fields",
    [
        {"body": [paragraph("a" * LIMITS.word)]},
        {"body": [paragraph("a" * 200 + "-" + "b" * 200)]},
        {"body": [paragraph("\u6f22" * 1000 + "\u0e01" * 1000)]},
        {"body": [paragraph("<br>".join(["satu"] * 500))]},
        {"body": [paragraph("<p>satu</p>" * 500)]},
        {"body": [paragraph("kata " * 4000)]},
        {"body": [paragraph("https://a.example/?q=" + "a" * 1900)]},
        {"body": [paragraph('<a href="https://a.example/' + "a" * 900 + '">b</a>')]},
        {"body": [items(1000), table(30, 100), table(1, 2000)]},
        {"editor_note": "a" * 5000},
    ],
)
def test_what_is_large_but_text_is_read(fields: dict[str, Any]) -> None:
    read(**fields)


def test_a_long_word_on_a_page_is_refused_with_its_line() -> None:
    with pytest.raises(RecordError) as caught:
        read_page("Judul Contoh\n\nIsi " + "a" * 4000, file="a.txt")
    assert str(caught.value) == "a.txt: line 3: a word of 4000 letters: is this text?"
    assert caught.value.hint


def test_a_tag_on_a_page_counts_as_letters() -> None:
    assert problem_of_text("&lt;" + "a" * 300 + "&gt;")


def test_a_record_that_is_too_large_has_not_vanished() -> None:
    good, bad = {"id": "a", "headline": "A"}, {"id": "b", "headline": "b" * 400}
    raw = json.dumps([good, bad])
    result = read_record_bytes(raw.encode(), "a.json")
    assert result.errors[0].where == "a.json, article 2"
    assert check_record_text(raw, result.articles) == []
