"""Our own JSON and JSON Lines, and how the reader of a file is found."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporter.errors import RecordError
from exporter.model import Article, Provenance
from exporter.records import is_record_file, read_record_bytes, read_records

PAGES = Path(__file__).with_name("records")
GOOD = {
    "id": "satu",
    "headline": "Satu",
    "body": [{"type": "paragraph", "html": "Isi"}],
}


def read(value: Any, name: str = "a.json") -> tuple[Article, ...]:
    return read_record_bytes(json.dumps(value).encode(), name).articles


def error_of(value: Any, name: str = "a.json") -> RecordError:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    with pytest.raises(RecordError) as caught:
        read_record_bytes(data, name)
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize(
    "value", [GOOD, [GOOD], {"articles": [GOOD], "version": "1.0"}]
)
@pytest.mark.parametrize("name", ["a.json", "a.txt", "a"])
def test_one_article_in_any_wrapping(value: Any, name: str) -> None:
    (article,) = read(value, name)
    assert article.headline == "Satu"


def test_provenance_is_filled(tmp_path: Path) -> None:
    path = tmp_path / "satu.json"
    path.write_text(json.dumps(GOOD))
    provenance = read_records(path).articles[0].provenance
    assert (provenance.reader, provenance.file) == ("json", "satu.json")
    assert len(provenance.sha256) == 64
    assert provenance.origins["headline"] == "json:headline"
    assert str(tmp_path) not in provenance.model_dump_json()


def test_good_lines_survive_a_bad_one() -> None:
    lines = [json.dumps(GOOD), "{bad", json.dumps({**GOOD, "id": "dua"}), '{"id": "x"}']
    result = read_record_bytes("\n".join(lines).encode(), "a.jsonl")
    assert [a.id for a in result.articles] == ["satu", "dua"]
    assert [e.where for e in result.errors] == ["a.jsonl, line 2", "a.jsonl, line 4"]


def test_good_articles_of_a_list_survive_a_bad_one() -> None:
    result = read_record_bytes(json.dumps([GOOD, {"id": "x"}]).encode(), "a.json")
    assert len(result.articles) == 1
    assert result.errors[0].where == "a.json, article 2"
    assert result.errors[0].message == "headline: is missing"


def test_json_lines_are_known_without_their_suffix() -> None:
    lines = [json.dumps(GOOD), json.dumps({**GOOD, "id": "dua"})]
    assert len(read_record_bytes("\n".join(lines).encode(), "a.json").articles) == 2


def test_all_bad_lines_are_named() -> None:
    error = error_of(b"{bad\n{worse\n", "a.jsonl")
    assert "line 1" in error.message
    assert "line 2" in error.message


def test_a_json_error_names_line_and_column() -> None:
    error = error_of(b'{"id": "a",\n "headline" "b"}')
    assert "line 2, column 13" in error.message


@pytest.mark.parametrize(
    ("change", "message", "hint"),
    [
        ({"headlin": "x"}, "headlin: is not a known field", "did you mean 'headline'?"),
        ({"headline": ""}, "headline: is empty", ""),
        (
            {"authors": [{"name": "A"}, {}]},
            "authors, entry 2, name: is missing",
            "name",
        ),
        ({"published": "2022-01-12T22:40"}, "published: ", "offset"),
        ({"authors": "Sari"}, "authors: ", ""),
        ({"body": [{"type": "image", "image": 3}]}, "body names image 3", ""),
        ({"body": [{"type": "gallery", "images": [-1]}]}, "body, entry 1, ", ""),
        ({"time_zone": "Mars/Olympus"}, "time_zone: 'Mars/Olympus'", "Asia/Jakarta"),
        ({"headline": "\ud800"}, "headline: ", ""),
    ],
)
def test_field_errors_are_in_plain_words(
    change: dict[str, Any], message: str, hint: str
) -> None:
    error = error_of({**GOOD, **change})
    assert message in error.message
    assert hint in error.hint


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"\x00\x01\x02\xff",
        b'{"articles": []}',
        b'{"articles": [{"id": "a"}], "title": "x"}',
        b'{"articles": [{"id": "a"}], "version": "2.0"}',
        b'{"id": "a", "id": "b"}',
        b"<html><p>x</p></html>",
        b"[1]",
        b'{"a":' * 100_000,
        b'{"id": ' + b"9" * 5000 + b"}",
    ],
)
@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.txt"])
def test_unusable_input_is_a_record_error(data: bytes, name: str) -> None:
    error_of(data, name)


def test_a_missing_file_is_a_record_error(tmp_path: Path) -> None:
    with pytest.raises(RecordError) as caught:
        read_records(tmp_path / "none.json")
    assert caught.value.where == "none.json"


def test_incoming_dropped_and_warnings_stay() -> None:
    was = {"dropped": [{"text": "Iklan", "rule": "noise line"}], "warnings": ["w"]}
    (article,) = read({**GOOD, "provenance": was})
    assert article.provenance.dropped[0].text == "Iklan"
    assert article.provenance.warnings == ("w",)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_marks(encoding: str) -> None:
    text = (PAGES / "pasang-surut.txt").read_text("utf-8")
    (article,) = read_record_bytes(text.encode(encoding), "a.txt").articles
    assert article.headline.startswith("Cara Alat Ukur")
    assert not any("UTF-8" in w for w in article.provenance.warnings)


def test_another_encoding_is_read_with_a_warning() -> None:
    text = (PAGES / "pasang-surut.txt").read_text("utf-8")
    (article,) = read_record_bytes(text.encode("cp1252"), "a.txt").articles
    assert "“alat ukur pasang surut”" in article.body[0].model_dump()["html"]
    assert any(w.startswith("not UTF-8: ") for w in article.provenance.warnings)


def test_record_files_of_a_folder() -> None:
    names = ["a.json", "a.JSONL", "a.txt", "a.jpg", ".a.json", "a"]
    assert [is_record_file(Path(n)) for n in names] == [True] * 3 + [False] * 3


@pytest.mark.parametrize("name", ["pasang-surut", "mutu-kopi", "wallace-line"])
def test_an_article_written_as_json_reads_back_the_same(name: str) -> None:
    (article,) = read_records(PAGES / f"{name}.txt").articles
    (again,) = read_record_bytes(article.model_dump_json().encode(), "a.json").articles
    bare = {"provenance": Provenance()}
    assert again.model_copy(update=bare) == article.model_copy(update=bare)


@given(
    st.fixed_dictionaries(
        {"id": st.text(min_size=1), "headline": st.text(min_size=1)},
        optional={
            "deck": st.text(),
            "sections": st.lists(st.text()),
            "byline": st.text(),
            "body": st.lists(
                st.fixed_dictionaries({"type": st.just("paragraph"), "html": st.text()})
            ),
        },
    )
)
def test_any_json_reads_back_the_same_or_is_a_record_error(record: Any) -> None:
    try:
        (article,) = read(record)
    except RecordError:
        return
    (again,) = read_record_bytes(article.model_dump_json().encode(), "a.json").articles
    bare = {"provenance": Provenance()}
    assert again.model_copy(update=bare) == article.model_copy(update=bare)


@given(st.binary(max_size=300))
def test_any_bytes_raise_nothing_but_a_record_error(data: bytes) -> None:
    for name in ("a.txt", "a.json", "a.jsonl"):
        try:
            read_record_bytes(data, name)
        except RecordError as error:
            assert error.hint
