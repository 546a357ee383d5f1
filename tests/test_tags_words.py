"""Whatever the text and the measure: read through its tags it is the source's text."""

import html
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from aloud import Element, read_aloud
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pages import write_parts

from exporter.fonts import use_only
from exporter.layout import bundled

CSS = """
@page { margin: 6mm }
body { font: 9pt/11pt Literata; overflow-wrap: break-word; margin: 0 }
p { margin: 0; orphans: 1; widows: 1 }
.columns { column-gap: 4mm }
"""
SHY = "\u00ad"
WORDS = st.one_of(
    st.sampled_from(
        (
            *("dan", "di", "a", "keanggotaan", "mempertanggungjawabkan", "anak-anak"),
            *("rumah-rumahan", "rumah-", "-an", "–", "—", "12–25", "H2O", "(ya),"),
            *("per\u00adpus\u00adta\u00adka\u00adan", "ke\u00adti\u00adga-tiganya"),
            *("“kutipan”", "Rp1.000.000,00", "A/B/C", "https://example.org/a/b-c?d=e"),
            *(
                "WIB\u00a0pukul\u00a010.00",
                "ibu\u2011ibu",
                "zero\u200bwidth",
                "Ångström",
            ),
            *(
                "ef\u00adfi\u00adsi\u00aden",
                "dif\u00adfe\u00adrent",
                "q\u0302",
                "s\u0323\u0302",
                "co\u0302te",
            ),
            *("…lalu", "x" * 40, "Buitenzorg—kini"),
        )
    ),
    st.text("abcdefghijklmnopqrstuvwxyzéü", min_size=1, max_size=24),
    st.text("abc-", min_size=1, max_size=16),
    st.text(f"abcdef{SHY}", max_size=16).map(lambda word: f"m{word}"),
)
TAGS = (("<b>", "</b>"), ("<i>", "</i>"), ('<a href="#x">', "</a>"), ("<u>", "</u>"))
FOREIGN = ('<i lang="en">', "</i>")
Piece = tuple[str, str]


@st.composite
def paragraphs(draw: Callable[..., object]) -> str:
    """Return the markup of a paragraph: words, and dressing that may cut them."""
    markup = ""
    closing = ""
    for word in draw(st.lists(WORDS, min_size=1, max_size=40)):  # type: ignore[attr-defined]
        at = draw(st.integers(0, len(word)))
        change = draw(st.integers(0, 9))
        before, after = html.escape(word[:at]), html.escape(word[at:])
        if change < 2 and closing:
            markup += f"{before}{closing}{after}"
            closing = ""
        elif change < 2:
            opening, closing = draw(st.sampled_from((*TAGS, FOREIGN)))  # type: ignore[misc]
            markup += f"{before}{opening}{after}"
        elif change == 2:
            markup += f"{before}{after}<br>"
        else:
            markup += before + after
        markup += draw(st.sampled_from((" ", " ", " ", " ", "\n  ")))  # type: ignore[operator]
    return f"{markup.strip()}{closing}"


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("words")
    use_only((bundled("fonts"),), folder)
    return folder


def read(work: Path, body: str, css: str) -> Element:
    from exporter.pdf.engine import lay_out

    page = f'<html lang="id"><title>Uji</title><body>{body}<p id="x">akhir</p></body>'
    write_parts([lay_out("uji", page, CSS + css, {})], work / "uji.pdf")
    return read_aloud(work / "uji.pdf")


def words(text: str) -> list[str]:
    """Return the words of a text as they are heard."""
    # the fonts have one glyph for both hyphens
    heard = text.replace("\u2011", "\u2010")
    return re.sub(f"[{SHY}\u200b\u2060]", "", heard).split()


def source_text(markup: str) -> str:
    return html.unescape(re.sub("<[^>]*>", "", markup.replace("<br>", " ")))


@settings(
    max_examples=120,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    markup=st.lists(paragraphs(), min_size=1, max_size=3),
    page=st.sampled_from((70, 100)),
    columns=st.integers(1, 3),
    align=st.sampled_from(("justify", "left")),
    hyphens=st.sampled_from(("auto", "manual", "none")),
)
@example(  # the space after a divided word stood inside it
    [f"{'<b>dan </b>dan ' * 3}<b>mempertanggungjawabkan </b>dan"],
    *(70, 3, "justify", "auto"),
)
@example(  # a soft hyphen before a space was shown, and read
    ["dan di di dan aaaaa aaa\u00ad aaaa\u00ada<br> <b>dan </b>dan"],
    *(100, 2, "justify", "auto"),
)
def test_text_through_the_tags_is_the_text_of_the_source(
    work: Path, markup: list[str], page: int, columns: int, align: str, hyphens: str
) -> None:
    body = "".join(f"<p>{text}</p>" for text in markup)
    css = f"@page {{ size: {page}mm 60mm }} .columns {{ columns: {columns} }}"
    css += f" p {{ text-align: {align}; hyphens: {hyphens} }}"
    tree = read(work, f'<div class="columns">{body}</div>', css)
    read_back = [words(p.text) for p in tree.find("P")][:-1]
    expected = [words(source_text(text)) for text in markup]
    assert read_back == [text for text in expected if text]
    assert not re.search(f"[{SHY}\u200b]", tree.text)
