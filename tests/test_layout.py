"""Layouts: found, extended, and what their templates say."""

import re
from pathlib import Path

import pytest
import tinycss2  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from exporter.errors import LayoutError
from exporter.layout import bundled, load_layout
from exporter.model import Article
from exporter.phrases import (
    LONGEST_ADDRESS,
    break_address,
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


def declarations(sheet: Path) -> set[tuple[str, str]]:
    """Return what a stylesheet sets, each declaration with the selectors it is for."""
    rules = tinycss2.parse_stylesheet(
        sheet.read_text(encoding="utf-8"), skip_comments=True, skip_whitespace=True
    )
    return {
        (tinycss2.serialize(rule.prelude).strip(), one.serialize())
        for rule in rules
        if rule.type == "qualified-rule"
        for one in tinycss2.parse_blocks_contents(rule.content, skip_whitespace=True)
    }


def test_no_style_is_the_same_in_every_layout_that_extends_base() -> None:
    """It stands in base, once."""
    sheets = sorted(bundled("layouts").glob("*/print.css"))
    each = [declarations(sheet) for sheet in sheets if sheet.parent.name != "base"]
    assert len(each) > 1
    assert all(each)
    assert set.intersection(*each) == set()


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
        ("mailto:tanpa-alamat", "#"),
        ("https://[::1", "#"),
        ("http://[::1]:8080/a", "http://[::1]:8080/a"),
        ("https://example.org:port/", "#"),
        ("https://exa mple.org/", "#"),
        ("https:///tanpa-nama", "#"),
        ("../../etc/passwd", "#"),
        ("https://example.org/%zz%20", "https://example.org/%25zz%20"),
        ("https://example.org/?a[]=1#b#c", "https://example.org/?a%5B%5D=1#b%23c"),
        ("https://contoh.id/ä", "https://contoh.id/%C3%A4"),
    ],
)
def test_only_web_addresses_become_links(url: str, href: str) -> None:
    assert safe_href(url) == href


@given(st.text().map(lambda text: f"https://contoh.id{text}") | st.text())
def test_a_link_is_ascii_and_stays_what_it_is(url: str) -> None:
    href = safe_href(url)
    assert href.isascii() and not re.search(r"[\s<>\"{}|\\^`]", href)
    assert safe_href(href) == href


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://www.example.org/a/", "example.org/a"),
        ("http://WWW.example.org/?utm_source=x&utm_medium=y", "example.org"),
        ("https://example.org/a?ref=x&id=7&fbclid=y#komentar", "example.org/a?id=7"),
        ("https://example.org/a?refund=1&grid=2", "example.org/a?refund=1&grid=2"),
        ("//example.org/a?gclid", "example.org/a"),
        ("https://m%C3%BCnchen.example/%c3%a4%20b", "münchen.example/ä%20b"),
        ("https://a.example/%E6%97%A5%FF", "a.example/%E6%97%A5%FF"),
        ("mailto:redaksi@example.org", "redaksi@example.org"),
        ("https://", "https://"),
        (
            "https://kabar.example/berita/2026/11/pasang-surut-dan-tinggi-air-di-teluk",
            "kabar.example/…surut-dan-tinggi-air-di-teluk",
        ),
        (
            "https://nama-yang-panjang-sekali-untuk-sebuah-laman.example.org/a/b?c=1",
            "nama-yang-panjang-sekali…example.org/a/b?c=1",
        ),
    ],
)
def test_an_address_is_shown_short(url: str, shown: str) -> None:
    assert short_address(url) == shown


_WORDS = st.text("abcdefgh-", min_size=1, max_size=30)
_QUERIES = st.lists(
    st.sampled_from(
        [
            *("utm_source=a", "utm_id=1", "fbclid=x", "gclid=y", "igshid=z"),
            *("mc_cid=1", "mc_eid=2", "ref=home", "id=7", "q=air"),
        ]
    )
)


@given(st.text(min_size=1))
def test_any_address_shows_something_and_no_more_than_fits(url: str) -> None:
    assert 0 < len(short_address(url)) <= LONGEST_ADDRESS
    marks = dict.fromkeys((0x200B, 0x2060))
    shown = str(escape(short_address(url)))
    assert str(break_address(url)).translate(marks) == shown.translate(marks)
    assert break_address(url, "", "") == shown


@given(_WORDS, st.lists(_WORDS, max_size=5), _QUERIES, _WORDS)
def test_an_address_keeps_host_and_end_and_is_not_tracked(
    host: str, path: list[str], query: list[str], fragment: str
) -> None:
    page = "/".join([f"{host}.id", *path])
    shown = short_address(f"https://{page}/?{'&'.join(query)}#{fragment}")
    left = [p for p in query if p.startswith(("id=", "q="))]
    assert not any(p in shown for p in query if p not in left)
    assert "#" not in shown
    whole = f"{page}?{'&'.join(left)}" if left else page
    start, cut, end = shown.partition("…")
    assert whole.startswith(start) and whole.endswith(end)
    assert cut or shown == whole
    assert shown.startswith(f"{host}.id"[:24])


def test_an_address_may_break_after_its_signs_and_before_hyphens() -> None:
    broken = break_address("https://a.example/b--c?d=1&e=<2>", "|", "+")
    assert broken == "a.|example/|b|--+c?|d=|1&amp;|e=|&lt;2&gt;"
    assert break_address("a.id/b-c") == "a.\u200bid/\u200bb\u200b-\u2060c"


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
