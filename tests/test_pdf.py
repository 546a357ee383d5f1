"""The PDF: parts, numbers after layout, left and right pages, links, metadata."""

import re
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from aloud import read_aloud
from newsroom import SECRET, Newsroom, photo, record

from exporter.build import build
from exporter.facts import (
    BlockStart,
    PageFacts,
    PartFacts,
    merge_pages,
    number_parts,
)
from exporter.fonts import use_only
from exporter.layout import bundled
from exporter.model import anchor
from exporter.pdf.parts import MOST_ARTICLES, split_run

MM = 72 / 25.4


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition whose second section starts on a left page."""
    newsroom = Newsroom(tmp_path_factory.mktemp("newsroom"))
    newsroom.add(record("pasang", images=[photo("teal")], paragraphs=24))
    newsroom.add(record("arus", paragraphs=3))
    newsroom.sections[0] = ("Sains", ["pasang", "surut", "arus"])
    newsroom.tables = '[[masthead]]\nrole = "Pemimpin Redaksi"\nnames = ["Sari Contoh"]'
    newsroom.top["tagline"] = "Edisi uji"
    newsroom.top["rights"] = "© 2026 Redaksi Uji"
    out = tmp_path_factory.mktemp("out")
    result = build(newsroom.write().parent, out, formats=["pdf"])
    assert result.exit_code == 0, result.findings
    return out / "mingguan-uji-7.pdf"


@pytest.fixture(scope="module")
def texts(pdf: Path) -> list[str]:
    """The text of each page, as a reader copies it."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def page_with(texts: list[str], words: str, after: int = 2) -> int:
    """Return the number of the first page after the front matter with `words`."""
    for number, text in enumerate(texts, 1):
        if number > after and words in text:
            return number
    raise AssertionError(f"no page has {words!r}")


def test_no_number_slot_stays_open(texts: list[str]) -> None:
    assert not [t for t in texts if re.search(r"\b000\b", t)]


def test_contents_give_the_page_each_article_starts_on(
    pdf: Path, texts: list[str]
) -> None:
    entries = [entry.text for entry in read_aloud(pdf).find("TOCI")]
    for slug in ("pasang", "surut", "ombak"):
        page = page_with(texts, f"Kabar {slug}")
        assert any(e.startswith(f"Kabar {slug} {page}") for e in entries), entries


def test_a_cross_reference_gives_the_page_of_its_article(
    pdf: Path, texts: list[str]
) -> None:
    page = page_with(texts, "Kabar pasang")
    said = [p.text for p in read_aloud(pdf).find("P")]
    assert f"Kabar pasang hlm. {page}" in said


def test_an_article_outside_the_edition_shows_its_address(texts: list[str]) -> None:
    assert "example.org/luar" in " ".join(texts)


def test_a_short_section_and_its_articles_run_on(texts: list[str]) -> None:
    ragam = texts[page_with(texts, "Ragam") - 1]
    assert "Sumber: Badan Arus" in ragam.split("Ragam")[0]
    arus = texts[page_with(texts, "Kabar arus") - 1]
    assert "Alinea surut" in arus.split("Kabar arus")[0]


def test_the_folio_stands_at_the_outer_edge(pdf: Path, texts: list[str]) -> None:
    with pypdfium2.PdfDocument(pdf) as document:
        for number in range(2, len(document) + 1):
            page = document[number - 1]
            text = page.get_textpage()
            middle = page.get_width() / 2
            place = [
                text.get_charbox(i)
                for i in range(text.count_chars())
                if text.get_charbox(i)[1] < 20 * MM
                and text.get_text_range(i, 1).isdigit()
            ]
            outer = [box for box in place if (box[0] > middle) == (number % 2 == 1)]
            assert len(outer) == len(str(number)), f"page {number}"


def test_inner_and_outer_margins_swap_on_left_pages(pdf: Path) -> None:
    lefts = {}
    with pypdfium2.PdfDocument(pdf) as document:
        for number in (3, 4):
            text = document[number - 1].get_textpage()
            boxes = [text.get_charbox(i) for i in range(text.count_chars())]
            body = [b for b in boxes if 40 * MM < b[1] < 260 * MM and b[2] > b[0]]
            lefts[number] = min(b[0] for b in body) / MM
    assert lefts[3] == pytest.approx(17, abs=0.6)
    assert lefts[4] == pytest.approx(15, abs=0.6)


def test_byline_time_and_source_are_in_the_articles_language(texts: list[str]) -> None:
    text = " ".join(" ".join(texts).split())
    assert "Oleh Penulis Pasang · Penyunting: Dewi Sampel" in text
    assert "Jumat, 20 November 2026, 10.00 WIT" in text
    assert "AMBON, MINGGUAN – Alinea pasang 1." in text
    assert "Sumber: Badan Pasang" in text


def test_the_photo_index_closes_the_edition(texts: list[str]) -> None:
    last = texts[-1]
    page = page_with(texts, "Foto: Juru Foto Teal/Contoh")
    assert re.search(rf"Juru Foto Teal/Contoh, Kabar pasang[\s.]*1, {page}", last)
    assert "INDEKS FOTO" in last  # the running head: what the page begins with


def test_the_colophon_stands_below_short_contents(texts: list[str]) -> None:
    contents = texts[1]
    assert "Pemimpin Redaksi: Sari Contoh" in contents
    assert "Literata" in contents
    assert "SIL Open Font License" in contents


def test_the_outline_holds_sections_and_articles(pdf: Path) -> None:
    with pypdfium2.PdfDocument(pdf) as document:
        outline = [
            (item.level, item.get_title(), item.get_dest().get_index() + 1)
            for item in document.get_toc()
        ]
    titles = [(level, title) for level, title, _ in outline]
    start = titles.index((0, "Sains"))
    assert titles[start : start + 6] == [
        (0, "Sains"),
        (1, "Kabar pasang"),
        (1, "Kabar surut"),
        (1, "Kabar arus"),
        (0, "Ragam"),
        (1, "Kabar ombak"),
    ]


def test_every_link_inside_the_edition_lands_on_its_page(
    pdf: Path, texts: list[str]
) -> None:
    with pikepdf.open(pdf) as file:
        pages = {page.obj.objgen: n for n, page in enumerate(file.pages, 1)}
        names = file.Root.Names.Dests.Names
        dests = {str(names[i]): names[i + 1] for i in range(0, len(names), 2)}
        targets = [
            str(note.Dest)
            for page in file.pages
            for note in page.get("/Annots", [])
            if "/Dest" in note
        ]
        landed = {t: pages[dests[t][0].objgen] for t in targets}
    for slug in ("pasang", "surut", "ombak"):
        assert landed[anchor(slug)] == page_with(texts, f"Kabar {slug}")


def test_metadata_says_who_what_and_when(pdf: Path) -> None:
    with pikepdf.open(pdf) as file:
        assert str(file.Root.Lang) == "id"
        assert str(file.Root.PageLayout) == "/TwoPageRight"
        assert file.Root.PageLabels.Nums[1].S == "/D"
        with file.open_metadata() as xmp:
            assert "Mingguan Uji" in str(xmp["dc:title"])
            assert "Penulis Pasang" in xmp["dc:creator"]
            assert list(xmp["dc:publisher"]) == ["Redaksi Uji"]
            assert xmp["pdfuaid:part"] == "1"
            assert str(xmp["xmp:CreateDate"]).startswith("2026-11-22T06:00:00")
            assert "© 2026 Redaksi Uji" in str(xmp["dc:rights"])


def test_nothing_private_is_in_any_stream(pdf: Path) -> None:
    with pikepdf.open(pdf) as file:
        for thing in file.objects:
            if isinstance(thing, pikepdf.Stream):
                try:
                    data = thing.read_bytes()
                except pikepdf.PdfError:
                    data = thing.read_raw_bytes()  # a photo
                assert SECRET.encode() not in data
    raw = pdf.read_bytes()
    assert SECRET.encode() not in raw
    assert b"newsroom" not in raw


def test_text_is_set_in_our_fonts_alone(pdf: Path) -> None:
    with pikepdf.open(pdf) as file:
        names = {
            str(thing.BaseFont).partition("+")[2] or str(thing.BaseFont)
            for thing in file.objects
            if isinstance(thing, pikepdf.Dictionary) and "/BaseFont" in thing
        }
    assert names
    for name in names:
        assert name.startswith(("Literata", "Newsreader", "Libre-Franklin")), name


def test_two_articles_of_one_headline_stay_two_lines_of_the_photo_index(
    tmp_path: Path,
) -> None:
    newsroom = Newsroom(tmp_path / "newsroom")
    for slug, name in (("pasang", "teal"), ("surut", "maroon")):
        image = photo(name, credit="Juru Foto Satu")
        newsroom.add(record(slug, headline="Opini", images=[image], paragraphs=20))
    result = build(newsroom.write(), tmp_path / "out", formats=["pdf"])
    with pypdfium2.PdfDocument(result.files[0]) as document:
        last = document[len(document) - 1].get_textpage().get_text_bounded()
    assert last.count("Juru Foto Satu, Opini") == 2


# --- pure functions -------------------------------------------------------------


def facts(name: str, pages: int, **anchors: int) -> PartFacts:
    starts = tuple(PageFacts(BlockStart(f"{name}-{n}", 0), 1.0) for n in range(pages))
    return PartFacts(name, starts, anchors)


def test_numbering_adds_up_the_parts() -> None:
    numbering = number_parts(
        [facts("cover", 1), facts("a", 3, x=2), facts("b", 2, y=0)]
    )
    assert numbering.total == 6
    assert numbering.first == {"cover": 1, "a": 2, "b": 5}
    assert numbering.page_of == {"x": 4, "y": 5}
    assert [s.label for s in numbering.starts] == list("123456")


@pytest.mark.parametrize(
    ("pages", "printed"),
    [([], ""), ([3], "3"), ([12, 14, 15, 16], "12, 14–16"), ([5, 4, 4], "4–5")],
)
def test_an_index_merges_pages(pages: list[int], printed: str) -> None:
    assert merge_pages(pages) == printed


@pytest.mark.parametrize("count", [1, 12, 14, 15, 28, 29, 40])
def test_long_sections_are_cut_into_even_runs(count: int) -> None:
    runs = [len(run) for run in split_run(list(range(count)))]  # type: ignore[arg-type]
    assert sum(runs) == count
    assert max(runs) <= MOST_ARTICLES
    assert count <= MOST_ARTICLES or min(runs) >= MOST_ARTICLES // 2


def test_markup_that_is_not_well_formed_is_read_as_html(tmp_path: Path) -> None:
    from exporter.pdf.engine import lay_out

    use_only((bundled("fonts"),), tmp_path)
    head = '<!DOCTYPE html>\n<html lang="id"><head><title>Uji</title></head>'
    tidy = f'{head}<body><p id="a">Satu<br/>dua</p><p>Tiga.</p></body></html>'
    loose = f"{head}<body><p id=a>Satu<br>dua<p>Tiga.</body></html>"
    css = "body { font: 9pt Literata }"
    parts = [lay_out("uji", html, css, {}) for html in (tidy, loose)]
    assert parts[0].pages[0].body == parts[1].pages[0].body
    assert parts[0].facts.anchors == {"a": 0}


def test_the_head_of_a_live_entry_stays_with_its_first_words(tmp_path: Path) -> None:
    """Time, headline and byline of an entry are never left at a column's foot."""
    newsroom = Newsroom(tmp_path / "newsroom")
    entries = [
        {
            "type": "entry",
            "time": f"2026-11-20T10:{n}:00+09:00",
            "headline": f"Judul {n}",
            "authors": [{"name": f"Pelapor {n}"}],
            "blocks": [
                {"type": "paragraph", "html": f"Awal {n} {'kata ' * (n * 7 % 53)}"}
            ],
        }
        for n in range(10, 58)
    ]
    newsroom.add(record("pasang", kind="live", body=entries))
    result = build(newsroom.write(), tmp_path / "out", formats=["pdf"])
    assert result.exit_code == 0, result.findings
    with pypdfium2.PdfDocument(result.files[0]) as document:
        for n in range(10, 58):
            places = [
                find(document, words)
                for words in (f"10.{n} WIT", f"Judul {n}", f"Pelapor {n}", f"Awal {n}")
            ]
            columns = {(page, x // 100) for page, x, _ in places}
            assert len(columns) == 1, (n, places)


def find(document: pypdfium2.PdfDocument, words: str) -> tuple[int, float, float]:
    """Return page, left and bottom of the one place where `words` stand."""
    found = []
    for number, page in enumerate(document, 1):
        text = page.get_textpage()
        search = text.search(words, match_case=True, match_whole_word=True)
        while at := search.get_next():
            left, bottom, _, _ = text.get_charbox(at[0])
            found.append((number, left, bottom))
    assert len(found) == 1, (words, found)
    return found[0]


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pypdfium2.PdfDocument]:
    """A draft of a revised edition; its first article has a note and related ones."""
    newsroom = Newsroom(tmp_path_factory.mktemp("newsroom"))
    newsroom.top |= {"revision": 2, "revised": "@2026-11-24T09:00:00+07:00"}
    noted = record("pasang", related=[{"headline": "Lain"}], paragraphs=1)
    noted["body"].append({"type": "paragraph", "html": "Suku M7<sub>8</sub> pasut."})
    noted["reader_note"] = "Tabel tidak ikut."
    newsroom.add(noted)
    out = tmp_path_factory.mktemp("out")
    result = build(newsroom.write(), out, formats=["pdf"], draft=True)
    assert result.exit_code == 0, result.findings
    with pypdfium2.PdfDocument(result.files[0]) as document:
        yield document


def text_of(document: pypdfium2.PdfDocument, number: int) -> str:
    """Return the text of a page."""
    return str(document[number - 1].get_textpage().get_text_bounded())


def test_every_page_of_a_draft_has_a_red_label_that_no_reader_reads(
    draft: pypdfium2.PdfDocument,
) -> None:
    for number, page in enumerate(draft, 1):
        image = page.render(scale=2).to_pil().convert("RGB")
        width, _ = page.get_size()
        margin = image.crop((int(2 * width) - 200, 0, int(2 * width), 60))
        colours = margin.getcolors(margin.width * margin.height)
        reds = sum(n for n, (r, g, b) in colours if r > 180 and g < 40 and b < 60)
        assert reds > 1500, number
        assert "PRUF" not in text_of(draft, number)


def test_a_revision_is_named_on_the_cover_and_in_the_contents(
    draft: pypdfium2.PdfDocument,
) -> None:
    assert "Nomor 7 · Revisi 2 · Minggu, 22 November 2026" in text_of(draft, 1)
    assert "Revisi 2 · 24 November 2026, 09.00 WIB" in text_of(draft, 2)


def test_the_note_to_readers_stands_between_the_text_and_what_is_related(
    draft: pypdfium2.PdfDocument,
) -> None:
    text = text_of(draft, 3)
    places = [text.index(words) for words in ("Suku", "Tabel tidak", "Lain")]
    assert places == sorted(places)


def test_a_subscript_is_smaller_than_the_text_and_below_it(
    draft: pypdfium2.PdfDocument,
) -> None:
    page = draft[2].get_textpage()
    text = page.get_text_range()
    at = text.index("M7")
    _, low, _, high = page.get_charbox(at + 1)
    _, sub_low, _, sub_high = page.get_charbox(text.index("8", at))
    assert sub_high - sub_low < 0.8 * (high - low)
    assert sub_low < low
