"""The EPUB: valid, complete, navigable, the same from run to run."""

import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from epub_edition import (
    HOSTILE,
    SECRET,
    base_layout,
    draw_photos,
    make_edition,
    make_numbering,
    prepare,
)
from lxml import etree
from PIL import Image as Picture

import exporter
from exporter.blocks import Paragraph
from exporter.epub import write_epub
from exporter.errors import AssetError, LayoutError
from exporter.facts import Numbering
from exporter.imprint import Imprint
from exporter.inline import clean_line
from exporter.layout import load_layout
from exporter.model import Edition, Related, Section

NS = {
    "x": "http://www.w3.org/1999/xhtml",
    "epub": "http://www.idpf.org/2007/ops",
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "ncx": "http://www.daisy.org/z3986/2005/ncx/",
}
RICH = "a-berita_utama"


def _cover() -> bytes:
    buffer = io.BytesIO()
    Picture.new("RGB", (420, 594), "navy").save(buffer, "JPEG")
    return buffer.getvalue()


def _write(
    folder: Path, edition: Edition, numbering: Numbering | None, cover: bytes | None
) -> Path:
    work = folder / "work"
    work.mkdir(exist_ok=True)
    path = folder / "edition.epub"
    photos = prepare(folder, work)
    with path.open("wb") as out:
        write_epub(
            edition, base_layout(), photos, out, numbering=numbering, cover=cover
        )
    return path


class Read:
    """An EPUB read back with zipfile and lxml."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with zipfile.ZipFile(path) as archive:
            self.names = archive.namelist()
            self.infos = archive.infolist()
            self.files = {name: archive.read(name) for name in self.names}
        self.opf = self.tree("content.opf")
        self.nav = self.tree("nav.xhtml")
        self.ncx = self.tree("toc.ncx")

    def tree(self, name: str) -> Any:
        return etree.fromstring(self.files[f"EPUB/{name}"])

    def xpath(self, tree: Any, path: str) -> Any:
        return tree.xpath(path, namespaces=NS)

    def meta(self, name: str, refines: str | None = None) -> list[str]:
        about = f"@refines='#{refines}'" if refines else "not(@refines)"
        path = f"//opf:meta[@property='{name}'][{about}]/text()"
        return [str(t) for t in self.xpath(self.opf, path)]

    def nav_links(self, kind: str) -> list[tuple[str, str]]:
        path = f"//x:nav[@epub:type='{kind}']//x:a"
        return [(a.get("href"), a.text) for a in self.xpath(self.nav, path)]

    def target(self, href: str) -> Any:
        name, _, found = href.partition("#")
        tree = self.tree(name)
        return tree if not found else tree.find(f".//*[@id='{found}']")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Read:
    folder = tmp_path_factory.mktemp("epub")
    edition = make_edition(draw_photos(folder))
    return Read(_write(folder, edition, make_numbering(), _cover()))


@pytest.fixture(scope="module")
def digital(tmp_path_factory: pytest.TempPathFactory) -> Read:
    folder = tmp_path_factory.mktemp("digital")
    edition = make_edition(draw_photos(folder))
    return Read(_write(folder, edition, None, None))


@pytest.mark.java
@pytest.mark.parametrize(
    "which", [pytest.param("book", marks=pytest.mark.slow), "digital"]
)
def test_epubcheck_has_nothing_to_say(
    which: str, request: pytest.FixtureRequest
) -> None:
    checkers = pytest.importorskip("checkers")
    assert checkers.epubcheck(request.getfixturevalue(which).path) == []


# --- package ----------------------------------------


def test_mimetype_comes_first_and_is_stored(book: Read) -> None:
    first = book.infos[0]
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", 0, b"")
    assert book.files["mimetype"] == b"application/epub+zip"


def test_identity_is_that_of_the_edition(book: Read) -> None:
    identifier = "urn:uuid:1f0c8f2e-6a44-5d4e-9a0b-2f3a8f6f7c11"
    assert book.xpath(book.opf, "//dc:identifier/text()") == [identifier]
    uid = book.xpath(book.ncx, "//ncx:meta[@name='dtb:uid']/@content")
    assert uid == [identifier]
    assert book.xpath(book.opf, "//dc:title/text()") == ["Mingguan & Uji, nomor 2"]
    assert book.xpath(book.opf, "//dc:language/text()") == ["id", "ar"]
    assert book.meta("dcterms:modified") == ["2022-01-15T23:00:00Z"]


def test_newsroom_is_the_first_creator_and_roles_are_given(book: Read) -> None:
    people = {
        element.text: book.meta("role", element.get("id"))
        for element in book.xpath(book.opf, "//dc:creator | //dc:contributor")
    }
    assert next(iter(people)) == "Kompas TV"
    assert people["Ayu Lestari"] == ["aut"]
    assert people["Citra Dewi"] == ["edt"]
    assert people["Ana/ANTARA"] == ["pht"]


def test_the_edition_has_its_place_in_the_series(tmp_path: Path) -> None:
    edition = make_edition(draw_photos(tmp_path))
    imprint = Imprint(issn="2049-3630")
    edition = edition.model_copy(update={"imprint": imprint})
    book = Read(_write(tmp_path, edition, None, None))
    assert book.meta("belongs-to-collection") == ["Mingguan & Uji"]
    assert book.meta("collection-type", "series") == ["series"]
    assert book.meta("group-position", "series") == ["2"]
    assert book.meta("dcterms:identifier", "series") == ["urn:issn:2049-3630"]
    named = {
        m.get("name"): m.get("content")
        for m in book.xpath(book.opf, "//opf:meta[@name]")
    }
    assert named["calibre:series"] == "Mingguan & Uji"
    assert named["calibre:series_index"] == "2"
    record = json.loads(book.files["EPUB/issue.jsonld"])
    assert record["isPartOf"]["issn"] == "2049-3630"
    assert record["issueNumber"] == "2"


def test_each_article_carries_its_byline_source_and_date(book: Read) -> None:
    assert book.meta("dcterms:creator", RICH) == ["Ayu Lestari", "Budi Santoso"]
    assert book.meta("dcterms:source", RICH) == ["Associated Press"]
    assert book.meta("dcterms:issued", RICH) == ["2022-01-12T22:40:00+07:00"]


def test_each_photo_carries_its_credits(book: Read) -> None:
    items = book.xpath(book.opf, "//opf:item[starts-with(@id, 'photo-')]")
    photos = [i for i in items if i.get("media-type") == "image/jpeg"]
    rights = [book.meta("dcterms:rights", item.get("id")) for item in photos]
    assert rights == [["Ana/ANTARA"], ["Beni/EPA"], ["Cici/AP"], [clean_line(HOSTILE)]]


def test_one_photo_without_alt_withdraws_the_claim(book: Read) -> None:
    assert book.meta("dcterms:conformsTo") == []
    assert "alternativeText" not in book.meta("schema:accessibilityFeature")
    assert "textual" not in book.meta("schema:accessModeSufficient")


def test_described_photos_make_the_claim(tmp_path: Path) -> None:
    edition = make_edition(draw_photos(tmp_path))
    section = edition.sections[0]
    described = section.model_copy(update={"articles": section.articles[:1]})
    edition = edition.model_copy(update={"sections": (described,)})
    book = Read(_write(tmp_path, edition, None, None))
    claim = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
    assert book.meta("dcterms:conformsTo") == [claim]
    assert "alternativeText" in book.meta("schema:accessibilityFeature")


def test_without_photos_no_description_of_photos_is_claimed(tmp_path: Path) -> None:
    edition = make_edition(draw_photos(tmp_path))
    edition = edition.model_copy(
        update={"sections": edition.sections[1:], "cover": "kabar-arab"}
    )
    book = Read(_write(tmp_path, edition, None, None))
    assert book.meta("schema:accessMode") == ["textual"]
    assert book.meta("schema:accessModeSufficient") == ["textual"]
    assert "alternativeText" not in book.meta("schema:accessibilityFeature")
    assert book.meta("dcterms:conformsTo")


def test_a_print_source_is_claimed_only_with_pages(book: Read, digital: Read) -> None:
    assert book.meta("pageBreakSource")
    assert "pageNavigation" in book.meta("schema:accessibilityFeature")
    assert not digital.meta("pageBreakSource")
    assert not digital.nav_links("page-list")
    pages = [v for k, v in digital.files.items() if k.endswith(".xhtml")]
    assert b"page-ref" not in b"".join(pages)


def test_cover_is_the_print_cover_or_the_cover_photo(book: Read, digital: Read) -> None:
    path = "//opf:item[@properties='cover-image']/@href"
    assert book.xpath(book.opf, path) == ["images/cover.jpg"]
    photo = digital.xpath(digital.opf, path)
    assert len(photo) == 1 and photo != ["images/cover.jpg"]
    text = "".join(digital.tree("text/cover.xhtml").itertext())
    assert "Mingguan & Uji" in text and "Pasang naik di <teluk>" in text


def test_record_lists_articles_and_credits(book: Read) -> None:
    record = json.loads(book.files["EPUB/issue.jsonld"])
    first = record["hasPart"][0]
    assert record["@type"] == "PublicationIssue"
    assert first["author"][0] == {"@type": "Person", "name": "Ayu Lestari"}
    assert first["image"][0]["creditText"] == "Ana/ANTARA"
    assert f"EPUB/{first['image'][0]['contentUrl']}" in book.names
    assert first["editor"] == [{"@type": "Person", "name": "Citra Dewi"}]
    assert first["sourceOrganization"] == [
        {"@type": "Organization", "name": "Associated Press"}
    ]
    assert first["datePublished"] == "2022-01-12T22:40:00+07:00"
    assert first["correction"] == ["Angka diperbaiki."]
    assert [part["inLanguage"] for part in record["hasPart"]] == ["id", "id", "ar"]
    link = book.xpath(book.opf, "//opf:link[@rel='record']/@href")
    assert link == ["issue.jsonld"]


def test_nothing_private_is_in_the_file(book: Read) -> None:
    everything = b"".join(book.files.values())
    assert SECRET.encode() not in everything
    assert str(book.path.parent).encode() not in everything


# --- navigation ----------------------------------------


def test_contents_list_sections_and_articles_in_order(book: Read) -> None:
    hrefs = [href for href, _ in book.nav_links("toc")]
    assert hrefs == [
        *("text/section-1.xhtml", "text/a-berita_utama.xhtml"),
        *("text/a-teks_jahat.xhtml", "text/section-2.xhtml"),
        *("text/a-kabar_arab.xhtml", "text/photo-credits.xhtml"),
        "text/colophon.xhtml",
    ]
    points = book.xpath(book.ncx, "//ncx:navPoint/ncx:content/@src")
    assert points == hrefs
    orders = book.xpath(book.ncx, "//@playOrder")
    assert [int(o) for o in orders] == list(range(1, len(orders) + 1))


def test_every_link_leads_somewhere(book: Read) -> None:
    for kind in ("toc", "landmarks", "page-list", "loi"):
        links = book.nav_links(kind)
        assert links
        assert all(book.target(href) is not None for href, _ in links), kind
    for name in book.names:
        if name.startswith("EPUB/text/"):
            for href in book.xpath(book.tree(name[5:]), "//x:a/@href"):
                if "://" not in href:
                    home = name[5:] if href.startswith("#") else "text/"
                    assert book.target(home + href) is not None, href


def test_a_link_that_leads_nowhere_is_no_link(book: Read) -> None:
    tree = book.tree(f"text/{RICH}.xhtml")
    lost = [a for a in tree.iterfind(".//x:a", NS) if a.text == "Tidak ada"]
    assert len(lost) == 1 and lost[0].get("href") is None


def test_related_articles_and_contents_show_printed_pages(book: Read) -> None:
    def text(name: str, found: str) -> str:
        return "".join(book.target(f"text/{name}.xhtml#{found}").itertext())

    assert text(RICH, f"{RICH}-b11-1") == "Kabar Arab hlm. 10"
    assert text("contents", f"contents-{RICH}-by").endswith("Santoso hlm. 4")
    assert text("contents", "contents-a-teks_jahat").endswith("hlm. 9")
    arab = text("contents", "contents-a-kabar_arab-by")
    assert arab.endswith("hlm. 10"), "labels speak the edition's language"
    assert text("photo-credits", "credit-1").endswith("hlm. 1, 4")
    assert b"data-" not in b"".join(
        v for k, v in book.files.items() if k.endswith(".xhtml")
    )


def test_each_article_leads_on_to_the_next_its_section_and_the_contents(
    book: Read,
) -> None:
    def onward(name: str) -> list[tuple[str, str]]:
        (nav,) = book.tree(f"text/{name}.xhtml").iterfind(".//x:nav", NS)
        assert nav.get("aria-label") == "Lanjut membaca"
        assert nav.get("lang", "id") == "id" and nav.get("dir") == "ltr"
        return [(a.text, a.get("href")) for a in nav.iterfind(".//x:a", NS)]

    contents = ("Daftar isi", "contents.xhtml")
    assert onward("a-teks_jahat") == [
        *(
            ("خبر من المدينة القديمة", "a-kabar_arab.xhtml"),
            ("Nasional", "section-1.xhtml"),
        ),
        contents,
    ]
    assert onward("a-kabar_arab") == [("Dunia", "section-2.xhtml"), contents]


def test_links_that_need_the_network_say_so_once(book: Read) -> None:
    links = list(book.tree(f"text/{RICH}.xhtml").iterfind(".//x:a", NS))
    on_web = [a for a in links if "://" in a.get("href", "")]
    assert on_web and all(a.get("title") == "perlu internet" for a in on_web)
    inside = [a for a in links if a not in on_web]
    assert not any(a.get("title") or a.get("class") for a in inside)
    marked = [a.get("href") for a in on_web if "online" in a.get("class", "").split()]
    assert set(marked) == {a.get("href") for a in on_web}
    for headline, address in pairwise(on_web):
        if headline.get("href") == address.get("href"):
            assert "online" not in address.get("class")
    css = book.files["EPUB/css/edition.css"].decode()
    assert 'a.online::after { content: "\\00a0(daring)"' in css


def test_photo_index_is_in_order_of_credits(book: Read) -> None:
    tree = book.tree("text/photo-credits.xhtml")
    credits = [s.text for s in tree.iterfind(".//x:span[@class='index-credit']", NS)]
    assert credits == sorted(credits, key=str.casefold)
    assert len(credits) == 4


# --- page list ----------------------------------------


def test_every_printed_page_is_listed_in_order(book: Read) -> None:
    total = make_numbering().total
    links = book.nav_links("page-list")
    assert [text for _, text in links] == [str(n) for n in range(1, total + 1)]
    assert [str(n) for n in range(1, total + 1)] == [
        str(t) for t in book.xpath(book.ncx, "//ncx:pageTarget/@value")
    ]
    assert len({href for href, _ in links}) == total
    spine = book.xpath(book.opf, "//opf:itemref/@idref")
    files = [href.split("/")[1].split(".")[0] for href, _ in links]
    assert files == sorted(files, key=spine.index)


def _around(book: Read, page: int) -> tuple[str, str]:
    """Return the text of the block before and after a page's marker."""
    href = dict((t, h) for h, t in book.nav_links("page-list"))[str(page)]
    marker = book.target(href)
    assert marker.get("role") == "doc-pagebreak"
    assert marker.get("aria-label") == str(page)
    block = next(e for e in marker.iterancestors() if e.get("id") or e.tag == "body")
    before, after, seen = "", "", False
    for event, element in etree.iterwalk(block, events=("start", "end")):
        seen = seen or element is marker
        text = element.text if event == "start" else element.tail
        if event == "end" and element is block:
            break
        if seen:
            after += text or ""
        else:
            before += text or ""
    return before, after


def test_page_markers_stand_at_the_right_characters(book: Read) -> None:
    assert _around(book, 5) == (
        "JAKARTA, KOMPAS.TV – ",
        "Paragraf pertama dengan tebal dan kata-kata lain.",
    )
    before, after = _around(book, 6)
    assert (before, after) == ("butir dua", ""), "after the divided word, not in it"
    before, after = _around(book, 8)
    assert (before, after.replace("hlm. 10", "")) == ("Kabar Arab hl", "m. 10")
    assert _around(book, 11)[0] == "القا"


def test_pages_without_text_go_where_the_next_page_goes(book: Read) -> None:
    links = {text: href for href, text in book.nav_links("page-list")}
    assert links["1"] == "text/cover.xhtml#page-1"
    assert links["2"] == "text/contents.xhtml#page-2"
    assert links["13"] == "text/colophon.xhtml#page-13"
    figure = book.target(links["7"]).getnext()
    assert figure.get("id") == f"{RICH}-b9"


# --- pages ----------------------------------------


def test_articles_say_their_language_and_direction(book: Read) -> None:
    root = book.tree("text/a-kabar_arab.xhtml")
    assert (root.get("lang"), root.get("dir")) == ("ar", "rtl")
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "ar"
    assert book.opf.get("dir") == "ltr"


def test_words_in_another_language_say_so(tmp_path: Path) -> None:
    edition = make_edition(draw_photos(tmp_path))
    first, arabic = edition.sections
    html = '<i lang="en_US">week</i>, <span lang="ar">كلمة</span>, <b lang="x y">b</b>'
    article = arabic.articles[0].model_copy(
        update={
            "id": "campuran",
            "language": "id",
            "direction": "ltr",
            "headline": "Campuran",
            "body": (Paragraph(html=html), Paragraph(html="Satu.", language="he")),
            "related": (
                Related(headline=arabic.articles[0].headline, article="kabar-arab"),
                Related(headline="Kabar dari kota tua", article="kabar-arab"),
            ),
        }
    )
    sections = (Section(title="Ragam", articles=(article,)), first, arabic)
    edition = edition.model_copy(update={"sections": sections})
    book = Read(_write(tmp_path, edition, None, None))

    def said(name: str) -> list[tuple[str | None, ...]]:
        """Return tag, lang, xml:lang and dir of what names a language of its own."""
        found = book.tree(name).iterfind(".//*[@lang]")
        names = ("lang", "{http://www.w3.org/XML/1998/namespace}lang", "dir")
        return [(etree.QName(e).localname, *map(e.get, names)) for e in found]

    assert said("text/a-campuran.xhtml") == [
        ("i", "en-US", "en-US", None),
        ("span", "ar", "ar", "rtl"),
        ("p", "he", "he", "rtl"),
        ("a", "ar", "ar", "rtl"),
    ], "the second related headline is in Indonesian, though its article is not"
    assert set(said("nav.xhtml")) == {("a", "ar", "ar", "rtl")}
    assert ("a", "ar", "ar", None) in said("text/contents.xhtml"), "in an item from rtl"


def test_hostile_text_is_text(book: Read) -> None:
    tree = book.tree("text/a-teks_jahat.xhtml")
    headline = tree.find(".//x:h1", NS)
    assert "".join(headline.itertext()) == clean_line(HOSTILE)
    assert not tree.findall(".//x:script", NS)


def test_photos_are_the_prepared_files(book: Read, tmp_path: Path) -> None:
    for name, data in book.files.items():
        if name.startswith("EPUB/images/") and not name.endswith("cover.jpg"):
            with Picture.open(io.BytesIO(data)) as picture:
                assert picture.size == (640, 420)
            info = next(i for i in book.infos if i.filename == name)
            assert info.compress_type == zipfile.ZIP_STORED


def test_a_photo_that_was_not_prepared_is_an_error(tmp_path: Path) -> None:
    edition = make_edition(draw_photos(tmp_path))
    with pytest.raises(AssetError, match="not prepared"):
        write_epub(edition, base_layout(), {}, io.BytesIO(), numbering=None, cover=None)


def test_a_template_that_is_not_well_formed_is_named(tmp_path: Path) -> None:
    edition = make_edition(draw_photos(tmp_path))
    own = tmp_path / "own"
    own.mkdir()
    (own / "layout.toml").write_text('extends = "base"\n')
    (own / "epub-colophon.html.j2").write_text("<p>open")
    layout = load_layout("./own", tmp_path)
    with pytest.raises(LayoutError, match="not well-formed") as caught:
        write_epub(edition, layout, {}, io.BytesIO(), numbering=None, cover=None)
    assert "epub-colophon" in caught.value.where


# --- determinism ----------------------------------------

_RUN = """
import os, sys
os.umask(int(sys.argv[2], 8))
sys.path.insert(0, sys.argv[3])
from pathlib import Path
from epub_edition import draw_photos, make_edition, make_numbering
import test_epub
folder = Path(sys.argv[1])
folder.mkdir()
edition = make_edition(draw_photos(folder))
test_epub._write(folder, edition, make_numbering(), test_epub._cover())
"""


@pytest.mark.parametrize(
    ("seed", "zone", "umask"),
    [("1", "UTC", "022"), ("2", "Asia/Jakarta", "077"), ("3", "America/Lima", "000")],
)
def test_bytes_depend_on_nothing_but_the_edition(
    book: Read, tmp_path: Path, seed: str, zone: str, umask: str
) -> None:
    folder = tmp_path / f"run-{seed}"
    subprocess.run(
        [sys.executable, "-c", _RUN, folder, umask, Path(__file__).parent],
        check=True,
        cwd=Path(exporter.__file__).parent.parent,
        env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
    )
    made = (folder / "edition.epub").read_bytes()
    assert hashlib.sha256(made).digest() == (
        hashlib.sha256(book.path.read_bytes()).digest()
    )
