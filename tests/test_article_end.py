"""What stands at an article's end: links, who wrote it, corrections."""

import json
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from audit import audit
from epub_edition import base_layout
from every_block import write_every_block
from lxml import etree
from newsroom import Newsroom, photo, record

from exporter.build import build
from exporter.edition import compose, read_sources
from exporter.model import Article, Section, portrait_in
from exporter.pdf.parts import Run
from exporter.web import related_at_end, related_here, text_addresses


def article(**fields: Any) -> Article:
    raw = record("pasang", **fields)
    return Article.model_validate(raw)


LINKS = (
    'Menurut <a href="https://example.org/laporan">laporan</a>, lihat '
    '<a href="https://example.org/data">example.org/data</a>, '
    '<a href="mailto:a@example.org">surat</a> dan '
    '<a href="https://www.example.org/laporan/">sekali lagi</a>.'
)


def test_links_of_the_text_are_named_once_and_only_where_the_text_does_not() -> None:
    found = text_addresses(article(body=[{"type": "paragraph", "html": LINKS}]))
    assert found == ["https://example.org/laporan"]


def test_links_in_lists_tables_and_boxes_count_and_those_named_anyway_do_not() -> None:
    def link(name: str) -> str:
        return f'<a href="https://example.org/{name}">sini</a>'

    table = {"type": "table", "header": [link("c")], "rows": [["x", link("d")]]}
    body = [
        {"type": "list", "items": ["a", link("a")]},
        {
            "type": "box",
            "title": "K",
            "blocks": [{"type": "subhead", "html": link("b")}],
        },
        table,
        {"type": "quote", "paragraphs": [link("asal"), link("e")]},
    ]
    got = text_addresses(
        article(body=body, is_based_on="https://www.example.org/asal/")
    )
    assert [url[-1] for url in got] == ["a", "b", "c", "d", "e"]


def test_related_articles_on_the_web_stand_at_the_end_whatever_their_place() -> None:
    related = [
        {"headline": "Di edisi ini", "article": "surut"},
        {"headline": "Di web", "url": "https://example.org/web"},
        {"headline": "Tanpa alamat"},
        {"headline": "Tanpa tempat", "article": "ombak"},
    ]
    body = [{"type": "related", "related": [0, 1, 2]}]
    one = article(related=related, body=body)
    assert related_here(one, [0, 1, 2]) == [0, 2]
    assert related_at_end(one) == [1, 3]


def printed(one: Article, name: str = "print-section.html.j2") -> Any:
    layout = base_layout()
    section = Section(title="Laut", articles=(one,))
    edition = {"language": "id", "direction": "ltr", "title": "Uji", "number": 1}
    if name.startswith("epub"):
        around = {"edition": edition, "section": section, "number": 1}
        page = layout.render(name, a=one, following=None, **around)
        return etree.fromstring(page.strip().encode())
    run = Run(section, 1, [one], is_first=True)
    page = layout.render(
        name, edition={**edition, "date": one.published, "draft": False}, runs=[run]
    )
    return etree.fromstring(page.strip().replace("<!DOCTYPE html>", "").encode())


def test_a_list_that_ends_the_body_goes_on_without_its_label_again() -> None:
    related = [
        {"headline": "Tanpa alamat"},
        {"headline": "Di web", "url": "https://example.org/web"},
    ]
    text = {"type": "paragraph", "html": "Teks."}
    block = {"type": "related", "related": [0, 1]}
    for body, note, labels in (
        ([text, block], "", 1),
        ([text, block], "Catatan.", 2),
        ([block, text], "", 2),
    ):
        page = printed(article(related=related, body=body, reader_note=note))
        assert len(list(page.iterfind(".//p[@class='related-label']"))) == labels
        items = page.iterfind(".//p[@class='related-item']")
        assert [i.findtext("a") or i.text for i in items] == ["Tanpa alamat", "Di web"]


#: What says on paper where an address may be divided.
MARKS = dict.fromkeys((0x200B, 0x2060))
BOTH = ("print-section.html.j2", "epub-article.html.j2")


@pytest.mark.parametrize("medium", BOTH)
def test_the_end_links_to_whole_addresses_and_shows_short_ones(medium: str) -> None:
    original = "https://www.example.org/asal/?utm_source=kami&id=3"
    body = [{"type": "paragraph", "html": LINKS}]
    page = printed(article(is_based_on=original, body=body), medium)
    links = list(page.iterfind(".//{*}a[@class='address']"))
    assert [a.get("href") for a in links] == ["https://example.org/laporan", original]
    texts = ["".join(a.itertext()).translate(MARKS) for a in links]
    assert texts == ["example.org/laporan", "example.org/asal?id=3"]
    assert {a.get("dir") for a in links} == {"ltr"}


@pytest.mark.parametrize("medium", BOTH)
def test_a_gallery_is_one_group_each_caption_with_its_photo(medium: str) -> None:
    images = [photo(name) for name in ("teal", "maroon", "olive")]
    body = [{"type": "gallery", "images": [1, 2]}]
    (group,) = printed(article(images=images, body=body), medium).iterfind(
        ".//{*}div[@role='group']"
    )
    assert group.get("aria-label") == "Galeri foto"
    figures = list(group.iterfind("{*}figure"))
    for figure, name in zip(figures, ("maroon", "olive"), strict=True):
        text = " ".join("".join(figure.itertext()).split())
        assert figure.find("{*}img").get("alt") == f"Enam bulatan di atas warna {name}."
        assert f"bidang {name}" in text and f"Juru Foto {name.title()}" in text


def portrait(**fields: Any) -> dict[str, Any]:
    return photo("teal", role="portrait", alt="Perempuan di tepi laut", **fields)


def test_a_portrait_is_no_lead_and_no_cover(tmp_path: Path) -> None:
    one = article(images=[portrait()], kind="opinion")
    assert portrait_in(one) == 0
    (figure,) = printed(one).iterfind(".//figure")
    assert figure.getparent().get("class") == "writer"
    room = Newsroom(tmp_path)
    room.add(record("pasang", images=[portrait()], kind="opinion"))
    room.add(record("surut", images=[photo("maroon")]))
    room.top.pop("cover")
    assert compose(read_sources(room.write())).edition.cover == "surut"


def test_a_portrait_with_a_place_in_the_body_keeps_it() -> None:
    body = [{"type": "image", "image": 0}]
    one = article(images=[portrait(width=900, height=600)], body=body)
    assert portrait_in(one) is None
    page = printed(one)
    assert len(list(page.iterfind(".//figure"))) == 1
    assert page.find(".//div[@class='writer']") is None


def rich(folder: Path) -> Path:
    """Write an edition with links, a portrait, a note on its writer, a correction."""
    file = write_every_block(folder)
    path = next(folder.rglob("kaya.json"))
    kaya: dict[str, Any] = json.loads(path.read_text())
    kaya["images"].append(portrait(caption=["Ayu Lestari."], credit="Arsip Ayu"))
    kaya |= {"kind": "opinion"}
    kaya["author_note"] = 'Ayu Lestari adalah "peneliti" pasang surut.'
    path.write_text(json.dumps(kaya))
    return file


@pytest.mark.slow
@pytest.mark.parametrize("layout", ["magazine", "gazette", "pocket", "report"])
def test_the_end_of_an_article_is_proven_in_every_layout(
    tmp_path: Path, layout: str
) -> None:
    out = tmp_path / "out"
    result = build(rich(tmp_path / "edition"), out, layout=layout)
    assert [f for f in result.findings if f.level == "error"] == []
    proof = next(out.glob("*.proof.json")).read_text("utf-8")
    assert "Ayu Lestari adalah “peneliti” pasang surut." in proof
    assert "example.org/laporan/yang/panjang" in proof
    pdf = next(out.glob("*.pdf"))
    assert audit(pdf).faults == []
    with pikepdf.open(pdf) as opened:
        links = {
            str(link.A.URI)
            for page in opened.pages
            for link in page.get("/Annots", [])
            if "/A" in link and "/URI" in link.A
        }
    assert "https://example.org/laporan/yang/panjang" in links


@pytest.mark.slow
@pytest.mark.parametrize("lost", ["author-note", "related-item"])
def test_the_proof_misses_what_a_layout_leaves_out(tmp_path: Path, lost: str) -> None:
    file = rich(tmp_path / "edition")
    layout = file.parent / "rusak"
    layout.mkdir()
    (layout / "layout.toml").write_text('title = "R"\nextends = "magazine"\n')
    (layout / "print.css").write_text(f".{lost} {{ display: none }}\n")
    result = build(file, tmp_path / "out", layout=str(layout))
    found = {(f.code, f.where) for f in result.findings if f.level == "error"}
    assert ("E-001", "kaya") in found
