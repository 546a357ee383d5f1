"""Where pages start: the facts the EPUB's page list is made from."""

import re
import unicodedata
from functools import cache
from pathlib import Path

import pypdfium2
import pytest
from lxml import html as lxml_html
from pages import write_parts

from exporter.layout import bundled, load_layout

WORDS = [
    "pemerintah",
    "keanggotaan",
    "kepentingan",
    "mempertanggungjawabkan",
    "anak-anak",
    "ketidakseimbangan",
    "laut",
    "“pasang”",
    "perhubungan",
    "berkesinambungan",
    "kapal-kapal",
]
CSS = """
@page { size: 90mm 120mm; margin: 8mm }
body { font: 9pt/11pt Literata } p { margin: 0; text-align: justify; hyphens: auto }
.columns { columns: 2; column-gap: 4mm }
"""


def body(paragraphs: int) -> str:
    out = []
    for n in range(paragraphs):
        words = [WORDS[(n * 5 + k * 7 + k * k) % len(WORDS)] for k in range(40 + n % 9)]
        words[3] = f"<b>{words[3]}</b>"
        out.append(f'<p id="p{n}">{" ".join(words)}</p>')
    return f'<div class="columns">{"".join(out)}</div>'


@cache
def laid_out(work: Path) -> tuple[str, list[str], list[object]]:
    """Return the markup, the text of each page, and each page's start."""
    from exporter.fonts import use_only

    use_only((bundled("fonts"),), work)
    from exporter.pdf.engine import lay_out

    markup = f'<html lang="id"><body>{body(60)}</body></html>'
    part = lay_out("uji", markup, CSS, {})
    write_parts([part], work / "x.pdf")
    with pypdfium2.PdfDocument(work / "x.pdf") as document:
        texts = [page.get_textpage().get_text_bounded() for page in document]
    return markup, texts, [page.start for page in part.facts.pages]


def fold(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\s\u00ad\u2010\ufffe\x02-]", "", text).casefold()


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fonts")


def test_every_page_starts_where_its_facts_say(work: Path) -> None:
    markup, texts, starts = laid_out(work)
    blocks = {
        e.get("id"): e.text_content() for e in lxml_html.fromstring(markup).iter("p")
    }
    assert len(texts) > 8
    for text, start in zip(texts, starts, strict=True):
        assert start is not None
        rest = blocks[start.block][start.offset :]  # type: ignore[attr-defined]
        assert fold(text).startswith(fold(rest)[:14])


def test_words_divided_at_a_page_end_are_marked(work: Path) -> None:
    markup, _, starts = laid_out(work)
    blocks = {
        e.get("id"): e.text_content() for e in lxml_html.fromstring(markup).iter("p")
    }
    marked = 0
    for start in starts:
        text, at = blocks[start.block], start.offset  # type: ignore[attr-defined]
        divided = at > 0 and text[at - 1].isalpha() and text[at].isalpha()
        assert start.in_word == divided  # type: ignore[attr-defined]
        marked += divided
    assert marked, "the text divides no word at a page end: the test shows nothing"


def test_the_magazine_keeps_its_measure(work: Path) -> None:
    """Characters per line of body text stay within what layout.toml promises."""
    from exporter.fonts import use_only

    use_only((bundled("fonts"),), work)
    from exporter.pdf.engine import lay_out

    layout = load_layout("magazine", Path())
    least, most = layout.promises["measure"]
    markup = body(30).replace("<p ", '<p class="text" ')
    part = lay_out("uji", markup, layout.stylesheet("tokens.css", "print.css"), {})
    write_parts([part], work / "m.pdf")
    with pypdfium2.PdfDocument(work / "m.pdf") as document:
        text = document[0].get_textpage()
        lines = [text.get_text_range().splitlines()][0]
    lengths = sorted(len(line) for line in lines if len(line) > 25)
    assert least <= lengths[len(lengths) // 2] <= most
