"""The proof's first half for markup and other people's JSON: what vanished."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from exporter.records.coverage_runs import (
    check_runs,
    runs_of_html,
    runs_of_json,
    runs_of_xml,
)
from exporter.records.coverage_words import Tokens

PAGE = """<!doctype html><head><title>Tab</title><script>x()</script>
<body><nav>Beranda Politik</nav><h1>Judul berita</h1>
<p>Penulis: Sari Contoh</p><p>Satu <b>dua</b> tiga.</p>
<p>Enam empat.<br>Lima.</p><footer>Tentang kami</footer>"""
TEXTS = [
    *("Beranda Politik", "Judul berita", "Sari Contoh", "Satu dua tiga."),
    *("Enam empat. Lima.", "Tentang kami"),
]


def no_label(tokens: Tokens, at: int) -> int:
    return at + 2 if tokens[at : at + 2] == ("penulis", ":") else 0


def test_a_page_whose_words_are_all_held_has_no_finding() -> None:
    assert check_runs(runs_of_html(PAGE), TEXTS, no_label) == []


@pytest.mark.parametrize("lost", range(len(TEXTS)))
def test_each_text_that_vanishes_is_named(lost: int) -> None:
    texts = [text for at, text in enumerate(TEXTS) if at != lost]
    (finding,) = check_runs(runs_of_html(PAGE), texts, no_label)
    words = finding.partition(": ")[2].split()
    assert words[-1] in TEXTS[lost].casefold() + ".:"


def test_a_word_in_one_place_does_not_answer_for_another() -> None:
    runs = runs_of_html("<p>Harga naik.<p>Harga turun.")
    assert check_runs(runs, ["Harga naik.", "turun."], no_label) == ["line 1: harga"]


def test_one_dropped_text_answers_for_many_runs() -> None:
    runs = runs_of_html("<ul><li>Satu hal<li>Dua hal</ul><p>Isi berita.")
    assert check_runs(runs, ["Isi berita.", "Satu hal Dua hal"], no_label) == []


def test_a_head_without_an_end_tag_hides_no_words() -> None:
    (run,) = runs_of_html("<html><head><title>T</title><p>Isi berita")
    assert run.tokens == ("isi", "berita")


def test_json_is_read_by_its_readable_strings() -> None:
    value = {
        "id": "tag:e.example,2022:a",
        "when": "Wed, 12 Jan 2022 22:40:00 +0700",
        "html": "<p>Isi satu.</p><p>Isi dua.</p>",
        "by": [{"name": "Sari Contoh"}],
    }
    runs = list(runs_of_json(value))
    assert [(run.where, " ".join(run.tokens)) for run in runs] == [
        ("html", "isi satu ."),
        ("html", "isi dua ."),
        ("by[0].name", "sari contoh"),
    ]


def test_xml_is_read_by_its_elements() -> None:
    root = etree.fromstring(
        "<a><b>Isi <i>miring sekali</i> lagi ini</b><c>kode</c></a>"
    )
    assert [" ".join(run.tokens) for run in runs_of_xml(root)] == [
        "lagi ini",
        "miring sekali",
    ]


@given(st.lists(st.text("abc de.", min_size=1), max_size=6), st.randoms())
def test_what_is_held_in_any_order_is_never_lost(texts: list[str], mix: object) -> None:
    page = "".join(f"<p>{text}</p>" for text in texts)
    held = list(texts)
    mix.shuffle(held)  # type: ignore[attr-defined]
    assert check_runs(runs_of_html(page), held, no_label) == []


def test_a_label_is_not_taken_apart_by_words_of_another_text() -> None:
    def source(tokens: Tokens, at: int) -> int:
        return at + 3 if tokens[at : at + 3] == ("来", "源", ":") else 0

    runs = runs_of_html("<p>来源: 新华社</p><p>水从哪里来</p>")
    assert check_runs(runs, ["新华社", "水从哪里来"], source) == []


def test_a_script_without_spaces_is_compared_letter_by_letter() -> None:
    runs = runs_of_html("<p>记者李明 北京报道")
    assert check_runs(runs, ["北京报道", "李明"], no_label) == ["line 1: 记 者"]


@pytest.mark.parametrize("texts", [["Terbit", "15 Mei 2026"], ["Terbit15 Mei 2026"]])
def test_words_in_elements_side_by_side_may_be_one_or_two(texts: list[str]) -> None:
    runs = runs_of_html("<p><span>Terbit</span><time>15 Mei 2026</time></p>")
    assert check_runs(runs, texts, no_label) == []
    assert check_runs(runs, ["Terbit"], no_label) == ["line 1: 15 mei 2026"]
