"""The ebook in three reading systems: foliate-js and epub.js in Chromium, and MuPDF.

The sample is opened as a reader would: contents, links, printed pages, photos, and a
dark theme. An edition with an Arabic article shows which way its lines run.
"""

import re
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pymupdf
import pypdfium2
import pytest
from checkers import requires_browser
from driven import PHONE, ReadingSystem
from mixed_edition import write_arabic

from exporter.build import build

SAMPLE = Path(__file__).parents[1] / "samples" / "mingguan"
SECTIONS = ["Sains", "Nusantara", "Teknologi", "Ragam", "Opini"]
READERS = ("foliate", "epubjs")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    result = build(SAMPLE, tmp_path_factory.mktemp("sample"))
    return {file.suffix: file for file in result.files}


@pytest.fixture(scope="module", params=READERS)
def reader(
    files: dict[str, Path], request: pytest.FixtureRequest
) -> Iterator[ReadingSystem]:
    with ReadingSystem(request.param, files[".epub"]) as system:
        yield system
        assert system.do("errors") == []


@pytest.fixture(scope="module")
def arabic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("arabic")
    result = build(write_arabic(folder), folder / "out", formats=("epub",))
    assert result.exit_code == 0, result.findings
    return result.files[0]


def fold(text: str) -> str:
    """Return the letters and digits of a text, in small letters."""
    text = unicodedata.normalize("NFKC", text)
    return "".join(c for c in text if c.isalnum()).casefold()


def articles_of(reader: ReadingSystem) -> list[tuple[str, str]]:
    """Return headline and address of each article in the contents."""
    entries = reader.about["contents"]
    return [(label, href) for _, _, inner in entries for label, href, _ in inner]


# --- foliate-js and epub.js --------------------------------------------------------


@requires_browser
def test_a_reader_knows_the_edition_and_its_contents(reader: ReadingSystem) -> None:
    about = reader.about
    assert about["title"] == "Mingguan Nusantara, nomor 1"
    assert about["authors"][0] == "Redaksi Contoh"
    if "series" in about:  # epub.js does not look for one
        assert about["series"] == {"name": "Mingguan Nusantara", "position": 1}
    assert about["cover"]
    assert about["landmarks"] == ["cover", "toc", "bodymatter", "loi", "colophon"]
    labels = [label for label, _, _ in about["contents"]]
    assert labels == [*SECTIONS, "Indeks foto", "Tentang edisi ini"]
    assert len(articles_of(reader)) == len(list((SAMPLE / "articles").iterdir()))


@requires_browser
def test_every_entry_of_the_contents_opens_its_article(reader: ReadingSystem) -> None:
    photos: list[dict[str, Any]] = []
    bare = []
    for headline, href in articles_of(reader):
        reader.go(href)
        assert reader.see("doc.querySelector('h1').textContent") == headline
        assert reader.see("look.inView(doc, doc.querySelector('h1'))"), headline
        here = reader.see("look.photos(doc)")
        credits = reader.see("doc.querySelectorAll('figure .credit').length")
        photos += here
        bare += [headline] * (credits < len(here))
    assert len(photos) == len(list((SAMPLE / "photos").iterdir()))
    for photo in photos:
        natural, shown = photo["natural"], photo["shown"]
        assert min(natural) > 0 and photo["alt"], photo
        assert 0 < shown[0] <= PHONE[0] and 0 < shown[1] <= PHONE[1], photo
        assert shown[0] / shown[1] == pytest.approx(natural[0] / natural[1], rel=0.02)
    assert bare == ["Foto yang dipakai menguji foto"]


@requires_browser
def test_links_lead_where_their_words_say(reader: ReadingSystem) -> None:
    """Each link of the contents page, and each to a related article of this edition."""
    contents = dict((label, href) for label, href in reader.about["pages"])["2"]
    reader.go(contents)
    shown = (
        "[...doc.querySelectorAll('.contents-articles a')].map((a) => a.textContent)"
    )
    headlines = reader.see(shown)
    assert headlines == [headline for headline, _ in articles_of(reader)]
    for number, headline in enumerate(headlines):
        reader.go(contents)
        reader.follow(".contents-articles a", number)
        assert reader.see("doc.querySelector('h1').textContent") == headline

    followed = 0
    inside = ".related a[href]:not([href*=':'])"
    for _, href in articles_of(reader):
        reader.go(href)
        found = f"[...doc.querySelectorAll({inside!r})].map((a) => a.textContent)"
        for number, words in enumerate(reader.see(found)):
            reader.go(href)
            reader.follow(inside, number)
            assert reader.see("doc.querySelector('h1').textContent") == words
            followed += 1
    assert followed >= 3


@requires_browser
def test_a_printed_page_starts_where_print_starts_it(
    reader: ReadingSystem, files: dict[str, Path]
) -> None:
    with pypdfium2.PdfDocument(files[".pdf"]) as pdf:
        printed = [fold(page.get_textpage().get_text_range()) for page in pdf]
    pages = reader.about["pages"]
    assert [label for label, _ in pages] == [str(n + 1) for n in range(len(printed))]
    seen = 0
    for label, href in pages[3:]:
        reader.go(href)
        marker = f"doc.getElementById({href.partition('#')[2]!r})"
        assert reader.see(f"look.inView(doc, {marker})"), f"page {label} is not shown"
        text = fold(reader.see(f"look.textFrom(doc, {marker})"))[:30]
        at = printed[int(label) - 1].find(text)
        # a photo that layout moved to the top of the page stands before its text
        assert at >= 0, f"page {label} does not hold: {text}"
        seen += at < 20
    assert seen > len(pages) / 2
    label, href = pages[3]
    reader.go(href)
    assert label == "4"
    if reader.do("eval", "Boolean(reading.page)"):  # epub.js does not say where it is
        assert reader.do("eval", "reading.page()") in {"3", "4"}


@requires_browser
@pytest.mark.parametrize("name", READERS)
def test_a_dark_page_can_be_read(files: dict[str, Path], name: str) -> None:
    with ReadingSystem(name, files[".epub"], "dark") as reader:
        addresses = [href for _, href in articles_of(reader)]
        addresses += [reader.about["pages"][1][1], reader.about["contents"][-1][1]]
        addresses += [reader.about["contents"][0][1], reader.about["contents"][-2][1]]
        for href in addresses:
            reader.go(href)
            contrast = reader.see("look.contrast(doc)")
            assert contrast["dark"]
            assert contrast["ratio"] >= 7, (href, contrast)


@requires_browser
@pytest.mark.parametrize("name", READERS)
def test_an_arabic_article_stands_at_the_right(arabic: Path, name: str) -> None:
    with ReadingSystem(name, arabic) as reader:
        ((_, href),) = [a for a in articles_of(reader) if "kabar_ar" in a[1]]
        reader.go(href)
        kinds = ("h1", "p.deck", "p.byline", "p.caption", "p.credit", "p.text", "h2")
        for kind in (*kinds, ".pullquote p", "caption", "td", "li", "blockquote p"):
            edges = reader.see(f"look.edges(doc, doc.querySelector({kind!r}))")
            assert edges["end"] < edges["start"] + 30, (kind, edges)
            assert edges["end"] < 30, (kind, edges)
        assert (
            reader.see("getComputedStyle(doc.querySelector('h1')).direction") == "rtl"
        )


@requires_browser
def test_large_print_is_neither_small_nor_justified(tmp_path: Path) -> None:
    result = build(SAMPLE, tmp_path, formats=("epub",), layout="large-print")
    with ReadingSystem("foliate", result.files[0]) as reader:
        for _, href in articles_of(reader):
            reader.go(href)
            assert reader.see("look.small(doc)") == []
            assert reader.see("look.justified(doc)") == []


# --- MuPDF -------------------------------------------------------------------------


@pytest.fixture
def book(files: dict[str, Path]) -> Iterator[pymupdf.Document]:
    with pymupdf.open(files[".epub"]) as document:
        document.layout(width=390, height=600, fontsize=11)
        yield document


def test_mupdf_opens_the_contents(book: pymupdf.Document) -> None:
    contents = book.get_toc()
    assert [title for level, title, _ in contents if level == 1][:5] == SECTIONS
    for level, title, page in contents:
        if level == 2:
            text = fold(book[page - 1].get_text())
            assert fold(title) in text, title


def test_mupdf_finds_the_printed_page(
    book: pymupdf.Document, files: dict[str, Path]
) -> None:
    with zipfile.ZipFile(files[".epub"]) as archive:
        nav = archive.read("EPUB/nav.xhtml").decode()
    href = re.search(r'<a href="([^"]*#page-4)">4</a>', nav)
    assert href
    page, _, top = book.resolve_link(f"EPUB/{href[1]}")
    with pypdfium2.PdfDocument(files[".pdf"]) as pdf:
        printed = fold(pdf[3].get_textpage().get_text_range())
    below = pymupdf.Rect(0, top - 2, 390, 600)
    lines = fold(book[page].get_text(clip=below))
    assert any(lines[n : n + 30] in printed for n in range(60)), lines[:90]


def test_mupdf_shows_photos_after_their_headline(book: pymupdf.Document) -> None:
    """MuPDF takes figure and header for blocks only where the stylesheet says so."""
    found = 0
    for level, title, page in book.get_toc():
        blocks = book[page - 1].get_text("dict")["blocks"]
        photos = [b["bbox"] for b in blocks if b["type"] == 1]
        if level != 2 or not photos:
            continue
        tops = [
            line["bbox"][1]
            for b in blocks
            if b["type"] == 0
            for line in b["lines"]
            if fold("".join(s["text"] for s in line["spans"]))[:8] == fold(title)[:8]
        ]
        assert tops and tops[0] < photos[0][1], title
        left, top, right, bottom = photos[0]
        assert right - left > 100 and bottom - top > 50, title
        found += 1
    assert found >= 8


def test_mupdf_sets_arabic_at_the_right(arabic: Path) -> None:
    with pymupdf.open(arabic) as document:
        document.layout(width=390, height=600, fontsize=11)
        page = next(n for lv, t, n in document.get_toc() if lv == 2 and "أمبون" in t)
        blocks = document[page - 1].get_text("dict")["blocks"]
        lines = [line["bbox"] for b in blocks if b["type"] == 0 for line in b["lines"]]
    assert lines
    assert max(box[2] for box in lines) - min(box[2] for box in lines) < 20, lines
