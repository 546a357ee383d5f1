"""Layouts: found, extended, and what their templates say."""

from pathlib import Path

import pytest
from markupsafe import Markup

from exporter.errors import LayoutError
from exporter.layout import load_layout
from exporter.model import Article
from exporter.phrases import (
    format_moment,
    join_names,
    safe_href,
    short_address,
    tie_last,
)


def make_layout(folder: Path, **files: str) -> Path:
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return folder


def test_a_layout_extends_another_nearest_first(tmp_path: Path) -> None:
    make_layout(
        tmp_path / "ours",
        layout__toml='extends = "magazine"\n[slots]\nnew = { mm = [9, 9] }',
        tokens__css=":root { --accent: #00f }",
        words__toml='[id]\nby = "Ditulis"',
    )
    layout = load_layout("./ours", tmp_path)
    assert [f.name for f in layout.folders] == ["ours", "magazine", "base"]
    assert layout.words_for("id")["by"] == "Ditulis"
    assert layout.words_for("id")["photo"] == "Foto"
    assert {"new", "column", "screen"} <= set(layout.slots)
    css = layout.stylesheet("tokens.css")
    assert css.index("#9b1c1f") < css.index("#00f")


def test_an_unknown_layout_names_those_there_are() -> None:
    with pytest.raises(LayoutError) as caught:
        load_layout("majalah", Path())
    assert "magazine" in caught.value.hint


def test_a_layout_that_extends_itself_is_refused(tmp_path: Path) -> None:
    make_layout(tmp_path / "a", layout__toml='extends = "../b"')
    make_layout(tmp_path / "b", layout__toml='extends = "../a"')
    with pytest.raises(LayoutError, match="extends itself"):
        load_layout("./a", tmp_path)


def test_a_broken_template_names_its_line(tmp_path: Path) -> None:
    make_layout(
        tmp_path / "a",
        layout__toml='extends = "magazine"',
        rusak__html__j2="satu\n{% if %}",
    )
    with pytest.raises(LayoutError, match=r"rusak\.html\.j2:2"):
        load_layout("./a", tmp_path).render("rusak.html.j2")


def test_a_name_a_template_does_not_know_is_an_error(tmp_path: Path) -> None:
    make_layout(
        tmp_path / "a",
        layout__toml='extends = "magazine"',
        x__html__j2="{{ tidak_ada }}",
    )
    with pytest.raises(LayoutError, match="tidak_ada"):
        load_layout("./a", tmp_path).render("x.html.j2")


def test_templates_cannot_reach_other_files(tmp_path: Path) -> None:
    make_layout(
        tmp_path / "a",
        layout__toml='extends = "magazine"',
        x__html__j2='{% include "../../../etc/passwd" %}',
    )
    with pytest.raises(LayoutError):
        load_layout("./a", tmp_path).render("x.html.j2")


@pytest.mark.parametrize(
    ("zone", "printed"),
    [
        ("Asia/Jakarta", "Rabu, 12 Januari 2022, 22.40 WIB"),
        ("Asia/Makassar", "Rabu, 12 Januari 2022, 23.40 WITA"),
        ("Asia/Jayapura", "Kamis, 13 Januari 2022, 00.40 WIT"),
        ("", "Rabu, 12 Januari 2022, 22.40 +0700"),
    ],
)
def test_times_are_printed_with_their_zone(zone: str, printed: str) -> None:
    article = Article.model_validate(
        {
            "id": "x",
            "headline": "H",
            "published": "2022-01-12T22:40:00+07:00",
            "time_zone": zone,
        }
    )
    assert format_moment(article) == printed


def test_a_time_without_zone_is_printed_as_it_came() -> None:
    article = Article.model_validate(
        {
            "id": "x",
            "headline": "H",
            "published": "2022-01-12T22:40:00+07:00",
            "published_as_printed": "12 Januari 2022, malam",
        }
    )
    assert format_moment(article) == "12 Januari 2022, malam"


@pytest.mark.parametrize(
    ("language", "joined"), [("id", "A, B, dan C"), ("en", "A, B, and C")]
)
def test_names_are_joined_as_the_language_does(language: str, joined: str) -> None:
    assert join_names(["A", "B", "C"], language) == joined


@pytest.mark.parametrize(
    ("url", "href"),
    [
        ("https://example.org/a b?x=1&y=2", "https://example.org/a%20b?x=1&y=2"),
        ("javascript:alert(1)", "#"),
        ("file:///etc/passwd", "#"),
        ("mailto:a@example.org", "mailto:a@example.org"),
    ],
)
def test_only_web_addresses_become_links(url: str, href: str) -> None:
    assert safe_href(url) == href


def test_an_address_is_printed_short() -> None:
    assert short_address("https://www.example.org/a/") == "example.org/a"


@pytest.mark.parametrize(
    ("headline", "printed"),
    [
        ("Angka dan nasib biji", 'Angka dan <span class="tied">nasib biji</span>'),
        ("Satu", "Satu"),
        ("Dua kata", "Dua kata"),
        ("Cara dan ketidakseimbangan", "Cara dan ketidakseimbangan"),
        ("a & <b>", 'a <span class="tied">&amp; &lt;b&gt;</span>'),
        (Markup("Kata <i>miring dua</i>"), "Kata <i>miring dua</i>"),
    ],
)
def test_no_short_word_is_left_alone_at_the_end(headline: str, printed: str) -> None:
    assert tie_last(headline) == printed


@pytest.mark.parametrize(
    ("slots", "said"),
    [("[slots]\ncolumn = 3", "slot"), ("slots = 3", "slot"), ('ppi = "x"', "ppi")],
)
def test_a_value_of_another_form_is_refused(
    tmp_path: Path, slots: str, said: str
) -> None:
    make_layout(tmp_path / "a", layout__toml=f'extends = "magazine"\n{slots}')
    with pytest.raises(LayoutError, match=said):
        load_layout("./a", tmp_path)


def test_a_slot_or_word_that_is_not_there_is_named(tmp_path: Path) -> None:
    make_layout(tmp_path / "a", layout__toml="", words__toml='[id]\nby = "Oleh"')
    layout = load_layout("./a", tmp_path)
    with pytest.raises(LayoutError, match="no slot 'screen'"):
        layout.slots["screen"]
    with pytest.raises(LayoutError, match="no word 'photo'"):
        layout.words_for("id")["photo"]
    with pytest.raises(LayoutError, match="no language 'en'"):
        layout.words_for("jv")


def test_a_template_that_cannot_be_worked_out_names_itself(tmp_path: Path) -> None:
    make_layout(
        tmp_path / "a", layout__toml='extends = "magazine"', satu__j2="{{ 1 / 0 }}"
    )
    with pytest.raises(LayoutError, match=r"satu\.j2:1: ZeroDivisionError"):
        load_layout("./a", tmp_path).render("satu.j2")
