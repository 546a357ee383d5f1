"""The tag tree: what a screen reader is given, page breaks or not."""

import re
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from aloud import Element, read_aloud
from checkers import requires_java, verapdf
from pages import write_parts
from PIL import Image

from exporter.fonts import use_only
from exporter.layout import bundled
from exporter.photos import Slot, find_photo, media_address, prepare_photo

CSS = """
@page { size: 90mm 120mm; margin: 12mm 8mm; @top-left { content: element(head) } }
body { font: 9pt/11pt Literata } p, h1, h2, ul, ol { margin: 0 }
.head { position: running(head) }
p { text-align: justify; hyphens: auto }
.columns { columns: 2; column-gap: 4mm }
.note { float: footnote }
img { width: 30mm; display: block }
td, th { padding: 1mm; border: 0.5pt solid #000 }
u { text-decoration: underline }
ul ul { list-style: "– " }
"""
LONG = " ".join(
    ["keanggotaan pemerintahan berkesinambungan mempertanggungjawabkan"] * 14
)
Read = Callable[..., Element]


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tags")
    use_only((bundled("fonts"),), folder)
    return folder


@pytest.fixture(scope="module")
def read(work: Path) -> Read:
    def read(body: str, css: str = "", media: dict | None = None) -> Element:
        from exporter.pdf.engine import lay_out

        html = (
            f'<html lang="id"><head><title>Uji</title></head><body>{body}</body></html>'
        )
        part = lay_out("uji", html, CSS + css, media or {})
        write_parts([part], work / "uji.pdf", media=media)
        return read_aloud(work / "uji.pdf")

    return read


def roles(element: Element) -> list[str]:
    return [e.role for e in element.said if isinstance(e, Element)]


def words(text: str) -> str:
    return " ".join(text.split())


def test_a_paragraph_over_columns_and_pages_is_one_element(read: Read) -> None:
    tree = read(f'<div class="columns"><p>{LONG} {LONG} {LONG}</p></div>')
    paragraphs = tree.find("P")
    assert len(paragraphs) == 1
    assert words(paragraphs[0].text) == f"{LONG} {LONG} {LONG}"


def test_a_divided_word_is_given_whole(read: Read) -> None:
    tree = read(f"<p>{LONG}</p>")
    spans = tree.find("Span")
    assert len(spans) > 3
    assert {span.actual for span in spans} <= set(LONG.split())


@pytest.mark.parametrize(
    ("text", "css"),
    [
        ("anak-anak kapal-kapal berturut-turut " * 30, "p { width: 23mm }"),
        ("https://www.kompas.tv/nasional/berita-panjang-sekali/ " * 4, "p{width:19mm}"),
        ("per\u00adpus\u00adta\u00adka\u00adan " * 40, "p{hyphens:manual;width:16mm}"),
    ],
    ids=["hyphens of the word", "three lines and more", "soft hyphens"],
)
def test_no_word_is_read_in_pieces(read: Read, text: str, css: str) -> None:
    tree = read(f"<p>{text}</p>", f"p {{ overflow-wrap: anywhere }} {css}")
    assert tree.find("Span")
    assert words(tree.find("P")[0].text) == words(text.replace("\u00ad", ""))


def test_a_divided_word_in_underlined_text_is_given_whole(read: Read) -> None:
    tree = read(f"<p><u>{LONG}</u></p>")
    assert words(tree.find("P")[0].text) == LONG


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("ef\u00adfi\u00adsien dif\u00adferent", "effisien different"),
        ("q\u0302uq qqq s\u0323\u0302", "q\u0302uq qqq s\u0323\u0302"),
        ('<a href="#x">dan </a>' + "a" * 40, "dan " + "a" * 40),
        ("dan <b>mempertanggungjawabkan </b>dan", "dan mempertanggungjawabkan dan"),
        (
            "q\u0302u dan b\u0302a " * 4,
            "q\u0302u dan b\u0302a " * 3 + "q\u0302u dan b\u0302a",
        ),
        ("satu <a href='#x'>dua<br>tiga</a> empat", "satu dua tiga empat"),
    ],
    ids=[
        "soft hyphens in ligatures",
        "letters of several glyphs",
        "nothing but a link and a divided word",
        "a space after a divided word in bold",
        "lines that WeasyPrint draws",
        "a line break",
    ],
)
def test_text_is_read_as_it_is_written(read: Read, markup: str, text: str) -> None:
    body = f'<p style="width: 15mm">{markup}</p><p id="x"></p>'
    tree = read(body, "p { overflow-wrap: anywhere }")
    assert tree.find("P")[0].text.strip() == text


def test_words_of_scripts_without_spaces_are_left_alone(read: Read) -> None:
    assert not read("<p>" + "漢字仮名" * 60 + "</p>").find("Span")


def test_running_heads_are_no_part_of_the_tree(read: Read, work: Path) -> None:
    tree = read('<p class="head">Kepala halaman</p><p>Isi.</p>')
    assert "Kepala" not in tree.text
    assert [p.text for p in tree.find("P")] == ["Isi."]
    with pikepdf.open(work / "uji.pdf") as pdf:
        content = b"".join(s.read_bytes() for s in pdf.pages[0].Contents)
    assert re.search(rb"/Artifact\s*<<\s*/Type\s*/Pagination", content)


def test_lists_have_labels_and_bodies(read: Read) -> None:
    tree = read("<ul><li>satu<li>dua</ul><ol><li>tiga</ol>")
    lists = tree.find("L")
    assert [roles(lists[0]), roles(lists[0].find("LI")[0])] == [
        ["LI", "LI"],
        ["Lbl", "LBody"],
    ]
    assert [body.text for body in tree.find("LBody")] == ["satu", "dua", "tiga"]
    assert tree.find("Lbl")[2].text.strip() == "1."


def test_a_table_that_runs_on_says_its_head_once(read: Read) -> None:
    rows = "".join(f"<tr><td>baris {n}<td>nilai {n}</tr>" for n in range(40))
    head = '<thead><tr><th scope="col">Nama<th scope="col">Nilai</tr></thead>'
    caption = "<caption>Hasil</caption>"
    tree = read(f"<table>{caption}{head}<tbody>{rows}</tbody></table>")
    table = tree.find("Table")[0]
    assert sorted(set(roles(table))) == ["Caption", "TBody", "THead"]
    assert [th.text for th in table.find("TH")] == ["Nama", "Nilai"]
    assert len(table.find("TR")) == 41


def test_header_cells_have_a_scope(read: Read, work: Path) -> None:
    row = '<tr><th scope="row">A<td colspan="2">b</tr>'
    read(f"<table><tr><th>X<th>Y<th>Z</tr>{row}</table>")
    with pikepdf.open(work / "uji.pdf") as pdf:
        cells = [o for o in pdf.objects if is_element(o, "/TH", "/TD")]
        scopes = {str(a.get("/Scope")) for o in cells for a in o.A}
        spans = {int(a.get("/ColSpan", 1)) for o in cells if "/A" in o for a in o.A}
    assert scopes == {"/Column", "/Row", "None"}
    assert spans == {1, 2}


def test_cells_that_say_nothing_keep_their_place(read: Read) -> None:
    tree = read("<table><tr><th>X<th>Y</tr><tr><td><td></tr><tr><td>a<td></tr></table>")
    rows = [roles(row) for row in tree.find("TR")]
    assert rows == [["TH", "TH"], ["TD", "TD"], ["TD", "TD"]]


def test_lists_may_be_lists_by_their_role(read: Read) -> None:
    tree = read(
        '<div role="list"><p role="listitem">satu</p><p role="listitem">dua</div>'
    )
    assert [body.text for body in tree.find("LBody")] == ["satu", "dua"]
    assert roles(tree.find("LI")[0]) == ["LBody"]


def test_separators_are_not_read(read: Read) -> None:
    tree = read('<p>Satu.</p><p role="separator">* * *</p><p>Dua.</p>')
    assert [p.text for p in tree.find("P")] == ["Satu.", "Dua."]


def test_abbreviations_say_what_they_stand_for(read: Read) -> None:
    (span,) = read('<p>(<abbr title="halaman">hlm.</abbr> 3)</p>').find("Span")
    assert (span.text, span.full) == ("hlm.", "halaman")


def test_pull_quotes_are_set_apart(read: Read) -> None:
    tree = read('<p>Isi.</p><aside role="doc-pullquote"><p>Petikan.</p></aside>')
    assert roles(tree.find("Sect")[0]) == ["P", "BlockQuote"]


def is_element(thing: object, *roles: str) -> bool:
    return (
        isinstance(thing, pikepdf.Dictionary)
        and thing.get("/Type") == "/StructElem"
        and thing.get("/S") in roles
        and "/A" in thing
    )


def test_a_footnote_is_a_note_with_its_call(read: Read) -> None:
    tree = read('<p>Kata<span class="note">Catatan kaki.</span> lain.</p>')
    paragraph = tree.find("P")[0]
    assert [e.role for e in paragraph.said if isinstance(e, Element)] == [
        "Reference",
        "Note",
    ]
    note = tree.find("Note")[0]
    assert "Catatan kaki." in note.text
    assert roles(note) == ["Lbl"]


def test_foreign_passages_say_their_language(read: Read) -> None:
    tree = read(
        '<p lang="id">Kata <i lang="en">breaking news</i> itu.</p>'
        '<p lang="en">All English.</p>'
    )
    assert [(e.role, e.language) for e in tree.find("P", "Span")] == [
        ("P", ""),
        ("Span", "en"),
        ("P", "en"),
    ]
    assert words(tree.find("P")[0].text) == "Kata breaking news itu."


def test_contents_are_a_toc(read: Read) -> None:
    entry = '<div role="listitem"><p><a href="#x">Satu</a></p></div>'
    tree = read(f'<div role="doc-toc">{entry}</div><p id="x">Satu</p>')
    (toc,) = tree.find("TOC")
    assert roles(toc) == ["TOCI"]
    assert [e.role for e in toc.find("P", "Reference", "Link")] == [
        "P",
        "Reference",
        "Link",
    ]


def test_a_number_is_part_of_its_link(read: Read, work: Path) -> None:
    slot = '<span class="slot" data-page-of="x">000</span>'
    tree = read(f'<p><a href="#x">Satu {slot}</a></p><p id="x">Satu</p>')
    assert tree.find("Link")[0].text == "Satu 1"
    with pikepdf.open(work / "uji.pdf") as pdf:
        assert str(pdf.pages[0].Annots[0].Contents) == "Satu"


def test_a_caption_follows_its_figure(read: Read, work: Path) -> None:
    media = a_photo(work)
    (address,) = media
    figure = (
        f'<figure><img src="{address}" alt="Sebuah perahu"><figcaption>'
        "<p>Perahu.</p></figcaption></figure>"
    )
    dressing = f'<img src="{address}" alt=""><p>Isi.</p>'
    tree = read(figure + dressing, media=media)
    (found,) = tree.find("Figure")
    assert found.alt == "Sebuah perahu"
    assert roles(found) == []
    assert roles(tree.find("Div")[0]) == ["Figure", "Caption"]


def a_photo(work: Path) -> dict[str, object]:
    file = work / "perahu.jpg"
    Image.new("RGB", (400, 300), "teal").save(file, "JPEG")
    source = find_photo(file, [work], "uji")
    slot = Slot("column", 400, 400)
    return {media_address(source.name, "column"): prepare_photo(source, slot, work)}


def test_reading_order_is_that_of_the_source(read: Read) -> None:
    tree = read(
        '<p>satu</p><div style="float:right"><p>dua</p></div><p>tiga</p>'
        '<div style="position:absolute;top:0"><p>empat</p></div><p>lima</p>'
    )
    assert words(" ".join(p.text for p in tree.find("P"))) == "satu dua tiga empat lima"


def test_nothing_of_weasyprints_tagging_is_left(read: Read, work: Path) -> None:
    tree = read(f"<div><p>{LONG}</p></div>")
    assert not tree.find("NonStruct")
    # a Span stands for a divided word, never for a line
    assert all(span.actual for span in tree.find("Span"))


@requires_java
@pytest.mark.slow
def test_verapdf_finds_no_fault_with_any_of_it(read: Read, work: Path) -> None:
    media = a_photo(work)
    (address,) = media
    rows = "".join(f"<tr><th scope='row'>{n}<td>nilai</tr>" for n in range(40))
    read(
        '<p class="head">Kepala</p><h1>Uji</h1><h2>Dua</h2>'
        f'<figure><img src="{address}" alt="Perahu"><figcaption>Perahu.</figcaption>'
        f'</figure><img src="{address}" alt="">'
        f'<div class="columns"><p>{LONG}</p>'
        f"<blockquote><p>{LONG}</p></blockquote></div>"
        f"<table><caption>T</caption><thead><tr><th>A<th>B</tr></thead>{rows}</table>"
        "<ul><li>satu<ul><li>dua</ul></ul><ol><li><p>tiga</p></ol>"
        '<p>Kata<span class="note">Catatan.</span> <a href="#x">tautan</a> '
        '<a href="https://example.org/">luar</a> <i lang="en">news</i></p>'
        '<p id="x" lang="ar" dir="rtl"><u>abc</u></p>'
        '<div role="doc-toc"><div role="listitem"><p><a href="#x">Satu</a></p></div>'
        "</div>",
        media=media,
    )
    result = verapdf(work / "uji.pdf")
    assert result.compliant, result.failures
