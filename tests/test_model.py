"""The model: clean text, closed shapes, nothing guessed."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pydantic import ValidationError

from exporter.inline import (
    clean_inline,
    clean_line,
    direction_of,
    link_addresses,
    plain_text,
)
from exporter.model import Article, article_json_schema


@given(st.text(max_size=200))
def test_inline_markup_is_always_well_formed(text: str) -> None:
    etree.fromstring(f"<p>{clean_inline(text)}</p>")


@given(st.text(alphabet="<>/abisc &;\"'=onr:jp", max_size=120))
def test_hostile_markup_leaves_only_allowed_elements(text: str) -> None:
    root = etree.fromstring(f"<p>{clean_inline(text)}</p>")
    for element in root.iterdescendants():
        assert element.tag in {"a", "b", "i", "s", "br", "abbr", "bdi", "span"}
        assert set(element.attrib) <= {"href", "lang", "dir"}


@given(st.text(max_size=120))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean_inline(text)
    assert clean_inline(once) == once


@pytest.mark.parametrize(
    ("markup", "clean"),
    [
        ("<script>x()</script>a", "a"),
        ('<b onclick="x()">a</b>', "<b>a</b>"),
        ('<i lang="en_US" dir="RTL">a</i>', '<i lang="en-US" dir="rtl">a</i>'),
        ('<i lang="x y" dir="up">a</i>', "<i>a</i>"),
        ('<a href="../a">a</a> <a href="https://[1">b</a>', "<a>a</a> <a>b</a>"),
        ('<a href="https://a.id/ä b">a</a>', '<a href="https://a.id/%C3%A4%20b">a</a>'),
        ('<a href="javascript:x()">a</a>', "<a>a</a>"),
        ("a<br>b", "a<br/>b"),
        ("a &nbsp; b", "a b"),
        ("<p>a</p><p>b</p>", "a b"),
        ("<b></b>a", "a"),
        ("1 < 2", "1 &lt; 2"),
        ('a <q lang="en">b</q> c', 'a "b" c'),
        ("\x00\x0ba\ufffe", "a"),
        ("a&#11;b&#x1F;<b>c&#xFFFE;</b>&#x9d;", "ab<b>c</b>"),
        ("<b>\u0338a</b> e\u0301 <i>V\u0323</i>", "<b>\u0338a</b> \xe9 <i>\u1e7e</i>"),
        ("1 < \u0338 &lt\u037e", "1 &lt; \u0338 &lt;;"),
    ],
)
def test_what_markup_becomes(markup: str, clean: str) -> None:
    assert clean_inline(markup) == clean


def test_a_line_is_one_line() -> None:
    assert clean_line(" a\u00a0\u00a0b\n\tc\x0b ") == "a b c"


def test_text_is_composed_and_digraphs_are_two_letters() -> None:
    assert clean_line("V\u0323 Me\u0301xico") == "\u1e7e M\xe9xico"
    assert clean_line("\u01c4 \u01c6 \u01c8 \u01cc") == "D\u017d d\u017e Lj nj"


@pytest.mark.parametrize("depth", [21, 150, 50_000])
def test_deep_nesting_is_flattened_and_the_text_kept(depth: int) -> None:
    clean = clean_inline("<i>" * depth + "a<br>b" + "</i>" * depth + "c")
    assert clean == "<i>" * 20 + "a<br/>b" + "</i>" * 20 + "c"
    assert clean_inline(clean) == clean


@pytest.mark.parametrize("tag", ["id_ID", '"><x', "bahasa Indonesia", "i"])
def test_what_is_no_language_tag_is_refused(tag: str) -> None:
    for wrong in (
        {"language": tag},
        {"body": [{"type": "paragraph", "html": "a", "language": tag}]},
        {"body": [{"type": "quote", "paragraphs": ["a"], "language": tag}]},
    ):
        with pytest.raises(ValidationError, match="is not a language tag"):
            Article.model_validate({"id": "a", "headline": "A", **wrong})


def test_what_is_not_deep_stays_as_it_is() -> None:
    markup = "<b>a</b>" * 30 + '<a href="https://a.example/?x=1&gt;2">b</a>'
    assert clean_inline(markup) == markup.replace("&gt;", "%3E")


def test_plain_text_reads_entities_and_breaks() -> None:
    assert plain_text("a &amp; <b>b</b><br/>c") == "a & b c"


@pytest.mark.parametrize(
    ("language", "direction"),
    [("id", "ltr"), ("ar", "rtl"), ("he-IL", "rtl"), ("az-Arab", "rtl"), ("ur", "rtl")],
)
def test_direction_follows_language(language: str, direction: str) -> None:
    assert direction_of(language) == direction
    assert Article(id="x", headline="H", language=language).direction == direction


def test_an_index_that_points_nowhere_is_refused() -> None:
    with pytest.raises(ValidationError, match="body names image 0"):
        Article.model_validate(
            {"id": "x", "headline": "H", "body": [{"type": "image", "image": 0}]}
        )


def test_an_address_holds_no_control_characters() -> None:
    related = {"headline": "H", "url": "https://a.example/\x01b"}
    article = Article.model_validate({"id": "x", "headline": "H", "related": [related]})
    assert article.related[0].url == "https://a.example/b"


def test_an_empty_paragraph_is_refused() -> None:
    with pytest.raises(ValidationError, match="is empty"):
        Article.model_validate(
            {"id": "x", "headline": "H", "body": [{"type": "paragraph", "html": " "}]}
        )


def test_the_json_schema_has_a_version_and_can_be_written() -> None:
    schema = article_json_schema()
    assert schema["version"] == "1.2"
    assert "headline" in schema["required"]
    json.dumps(schema)


@pytest.mark.parametrize(
    ("line", "markup"),
    [
        ("ke a@b.example.", 'ke <a href="mailto:a@b.example">a@b.example</a>.'),
        (
            "https://x.example/a?b=1&c, lalu",
            '<a href="https://x.example/a?b=1&amp;c">https://x.example/a?b=1&amp;c</a>'
            ", lalu",
        ),
        ("<b>Jalan 1 & 2", "&lt;b&gt;Jalan 1 &amp; 2"),
        ("javascript:alert(1)", "javascript:alert(1)"),
    ],
)
def test_addresses_in_a_line_become_links(line: str, markup: str) -> None:
    assert link_addresses(line) == markup
