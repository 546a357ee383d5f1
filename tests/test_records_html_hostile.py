"""Hostile and broken pages: an Article or a clear error, in bounded time and memory."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exporter.errors import RecordError
from exporter.inline import plain_text
from exporter.records import read_record_bytes
from exporter.records.file import RecordFile
from exporter.records.html import read_page

TEXT = (
    "The keeper of the lighthouse lights the lamp at dusk and writes the hour into the "
    "book, as every keeper has done before him since the tower was built."
)
ARTICLE = f"<h1>The keeper lights the lamp</h1><p>{TEXT}</p><p>{TEXT} Twice.</p>"


def read(data: bytes) -> str:
    """Return the words of a page's paragraphs."""
    [article] = read_record_bytes(data, "page.html").articles
    return " ".join(plain_text(getattr(block, "html", "")) for block in article.body)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"   ",
        b"\x00" * 5000,
        b"<html>",
        b"<!doctype html>",
        b"<" * 100_000,
        b"<!--" * 50_000,
        b"<script>" * 20_000,
        b"&" * 100_000,
        b"<p>" * 200_000,
        b"<div " + b"a=b " * 100_000 + b">",
        b"\xff\xfe<\x00h\x00",
        b"<html><body>" + b"<b>" * 300_000,
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><html>&b;</html>',
        b"Content-Type: multipart/related; boundary=x\r\n\r\n--x\r\n\r\nnothing",
    ],
)
def test_pages_that_are_none_are_a_clear_error(data: bytes) -> None:
    with pytest.raises(RecordError) as caught:
        read(data)
    assert caught.value.hint


def test_a_page_of_millions_of_tags_is_refused() -> None:
    data = b"<html><body>" + b"<p>a</p>" * 1_000_000
    with pytest.raises(RecordError, match="more than 120000 tags"):
        read(data)


def test_deep_nesting_loses_no_word() -> None:
    deep = "<div>" * 5_000 + ARTICLE + "</div>" * 5_000
    assert TEXT in read(f"<html><body>{deep}</body></html>".encode())


def test_many_scripts_around_an_article_do_no_harm() -> None:
    noise = "<script>var a = '" + "x" * 1_000_000 + "';</script>"
    assert TEXT in read(f"<html><body>{noise}{ARTICLE}{noise}</body></html>".encode())


def test_unclosed_and_crossed_elements_are_read() -> None:
    page = (
        f"<html><body><div><h1>The keeper lights the lamp<b></h1><p>{TEXT}<p>"
        f"{TEXT}</div></i>"
    )
    assert TEXT in read(page.encode())


def test_control_characters_are_taken_out() -> None:
    page = ARTICLE.replace("keeper", "kee\x0bper\x00").encode()
    assert "\x00" not in read(b"<html><body>" + page)
    assert TEXT in read(b"<html><body>" + page)


@pytest.mark.parametrize(
    ("charset", "declared"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("utf-8", "iso-8859-1"),
        ("gb18030", "gb2312"),
        ("shift_jis", "Shift_JIS"),
        ("euc-kr", "euc-kr"),
        ("iso-2022-jp", "iso-2022-jp"),
    ],
)
def test_a_page_is_decoded_by_what_its_bytes_are(charset: str, declared: str) -> None:
    words = {"gb18030": "灯塔看守人在黄昏点灯", "shift_jis": "灯台守は夕方に灯をともす"}
    words |= {"euc-kr": "등대지기는 해질녘에 불을 켠다", "iso-2022-jp": "灯台守は夕方"}
    own = words.get(charset, "Der Wärter zündet die Lampe")
    meta = f'<meta charset="{declared}">' if declared else ""
    page = (
        f"<html><head>{meta}</head><body>{ARTICLE}<p>{own} {own} {own}</p></body>"
        "</html>"
    )
    assert own in read(page.encode(charset))


def test_latin_1_on_the_web_means_windows_1252() -> None:
    page = (
        f'<html><head><meta charset="iso-8859-1"></head><body>{ARTICLE}<p>“Wärter”</p>'
    )
    page += "<p>The keeper's name is not known, and neither is that of his boat.</p>"
    assert "“Wärter”" in read(page.encode("cp1252"))


def test_a_few_broken_letters_are_warned_about() -> None:
    data = f"<html><body>{ARTICLE * 3}<p>".encode() + b"caf\xe9</p></body></html>"
    [article] = read_record_bytes(data, "page.html").articles
    assert any("cannot be read" in warning for warning in article.provenance.warnings)


def test_scripts_and_handlers_never_reach_a_body() -> None:
    bad = (
        f'<p onclick="x()">{TEXT}<script>alert(1)</script><a href="javascript:x()"'
        ">here</a></p>"
    )
    page = (
        f"<html><body><h1>The keeper lights the lamp</h1>{bad}<p>{TEXT}</p></body>"
        "</html>"
    )
    [article] = read_record_bytes(page.encode(), "page.html").articles
    markup = " ".join(getattr(block, "html", "") for block in article.body)
    assert "script" not in markup and "alert" not in markup and "onclick" not in markup


def test_one_bad_block_of_json_ld_is_skipped() -> None:
    bad = '<script type="application/ld+json">{"@type": "NewsArticle", </script>'
    good = '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":'
    good += (
        '"2024-03-04T09:30:00+01:00","headline":"The keeper\nlights the lamp"}</script>'
    )
    deep = '<script type="application/ld+json">' + "[" * 50_000 + "</script>"
    data = f"<html><head>{bad}{deep}{good}</head><body>{ARTICLE}</body></html>".encode()
    [article] = read_record_bytes(data, "page.html").articles
    assert article.published is not None


def test_a_page_in_mhtml_is_read() -> None:
    head = "From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n"
    head += 'Content-Type: multipart/related; type="text/html"; boundary="--b"\r\n\r\n'
    part = "----b\r\nContent-Type: text/html; charset=utf-8\r\n"
    part += "Content-Transfer-Encoding: 8bit\r\n\r\n"
    page = f"<html><body>{ARTICLE}</body></html>\r\n----b--\r\n"
    assert TEXT in read((head + part + page).encode())


@settings(max_examples=60)
@given(st.binary(max_size=2_000))
def test_any_bytes_are_an_article_or_an_error(data: bytes) -> None:
    try:
        articles, errors = read_page(data, RecordFile("page.html"))
    except RecordError:
        return
    assert len(articles) == 1
    assert not errors


_TAGS = st.sampled_from(
    [
        "div",
        "p",
        "h1",
        "h2",
        "article",
        "figure",
        "figcaption",
        "img",
        "a",
        "span",
        "ul",
        "li",
        "table",
        "tr",
        "td",
        "time",
        "blockquote",
        "noscript",
        "picture",
        "section",
    ]
)
_CLASSES = st.sampled_from(
    [
        "",
        "byline",
        "caption",
        "credit",
        "article-body",
        "related",
        "share",
        "date",
        "tags",
        "kicker",
        "standfirst",
        "breadcrumb",
        "live-entry",
        "factbox",
        "gallery",
        "ad",
    ]
)
_PIECES = st.one_of(
    st.tuples(_TAGS, _CLASSES).map(
        lambda one: f'<{one[0]} class="{one[1]}" src="a.jpg">'
    ),
    _TAGS.map(lambda tag: f"</{tag}>"),
    st.sampled_from(
        [TEXT, "By Ann Sample", "Foto: Ann/AFP", "4 March 2024, 09:30 WIB", "&amp;"]
    ),
    st.text(max_size=20),
)


@settings(max_examples=150)
@given(st.lists(_PIECES, max_size=40))
def test_any_markup_is_an_article_or_an_error(pieces: list[str]) -> None:
    data = f"<html><body>{''.join(pieces)}</body></html>".encode("utf-8", "replace")
    try:
        read_page(data, RecordFile("page.html"))
    except RecordError:
        return


@pytest.mark.parametrize(
    "links",
    [
        '<p class="tags"><a href="/tag/a"></a> <a href="/tag/b"></a> kata</p>',
        '<div>Baca: <a href="/a"><img src="a.jpg"></a> satu dua tiga empat lima</div>',
        '<ul><li><a href="/tag/x"> </a><li><a href="/tag/y"> </a></ul>',
    ],
)
def test_links_without_words_are_no_fault(links: str) -> None:
    articles, _ = read_page(
        f"<html><body>{ARTICLE}{links}</body></html>".encode(), RecordFile("page.html")
    )
    assert articles
