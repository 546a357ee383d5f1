"""The page list of the EPUB against the pages of the PDF: both files read back.

"hlm. 12" means the same in both: the text after each marker of the EPUB stands at the
top of the PDF's page, where a page divides a word after the rest of that word. A photo
that layout moved to the top of a page stands before its text, and is passed over.
"""

import re
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from lxml import etree
from newsroom import Newsroom, photo, record

from exporter.build import build

X = "{http://www.w3.org/1999/xhtml}"
TYPE = "{http://www.idpf.org/2007/ops}type"
LAYOUTS = ("magazine", "gazette", "pocket", "report", "large-print", "base")
#: Letters that are compared; few enough to stand on one page.
LETTERS = 24
#: The longest rest of a divided word.
REST = 20


def fold(text: str) -> str:
    """Return the letters and digits: hyphens and spaces are the layout's."""
    return "".join(
        c for c in unicodedata.normalize("NFKC", text) if c.isalnum()
    ).casefold()


def after(root: Any, marker: Any) -> str:
    """Return the text of a page from a marker on."""
    found, text = False, []
    for event, element in etree.iterwalk(
        root.find(f"{X}body"), events=("start", "end")
    ):
        if event == "start":
            found = found or element is marker
            text.append(element.text if found and element.text else "")
        elif found and element.tail and element is not root.find(f"{X}body"):
            text.append(element.tail)
    return fold("".join(text))


def text_of(page: str) -> str:
    """Return a page's letters without the photo that was moved to its top."""
    for colour in ("teal", "maroon"):
        moved = photo(colour)
        page = page.removeprefix(fold(f"{moved['caption'][0]} Foto: {moved['credit']}"))
    return page


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_target_is_the_top_of_its_page(tmp_path: Path, layout: str) -> None:
    newsroom = Newsroom(tmp_path / "newsroom")
    for slug, colour in (("pasang", "teal"), ("surut", "maroon")):
        newsroom.add(record(slug, images=[photo(colour)], paragraphs=70))
    result = build(newsroom.write(), tmp_path / "out", layout=layout)
    assert result.exit_code == 0, result.findings
    pdf, epub = result.files[:2]
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [fold(p.get_textpage().get_text_range()) for p in document]
    with zipfile.ZipFile(epub) as book:
        nav = etree.fromstring(book.read("EPUB/nav.xhtml"))
        package = etree.fromstring(book.read("EPUB/content.opf"))
        texts = {
            name: etree.fromstring(book.read(name))
            for name in book.namelist()
            if name.startswith("EPUB/text/")
        }
    (listed,) = [n for n in nav.iter(f"{X}nav") if n.get(TYPE) == "page-list"]
    links = [(a.get("href"), a.text) for a in listed.iter(f"{X}a")]
    assert [label for _, label in links] == [str(n) for n in range(1, len(pages) + 1)]

    inside = 0
    for (href, label), page in zip(links, pages, strict=True):
        name, _, target = href.partition("#")
        root = texts[f"EPUB/{name}"]
        (marker,) = [e for e in root.iter() if e.get("id") == target]
        assert marker.get("role") == "doc-pagebreak"
        assert marker.get("aria-label") == label
        before = marker.getprevious()
        text = before.tail if before is not None else marker.getparent().text
        assert not (text and text[-1:].isalnum() and (marker.tail or " ")[0].isalnum())
        if name.rpartition("/")[2].startswith("a-"):
            inside += 1
            starts = after(root, marker)[:LETTERS]
            assert 0 <= text_of(page).find(starts) <= REST, (label, starts)
    assert inside >= 2, "no page starts inside an article: the test shows nothing"

    metas = {m.get("property"): m.text for m in package.iter("{*}meta")}
    assert metas["source-of"] == "pagination"
    assert metas["pageBreakSource"] == package.findtext(".//{*}source[@id='print']")
    contents = etree.tostring(
        texts["EPUB/text/contents.xhtml"], method="text", encoding=str
    )
    first = {h.partition("#")[0]: label for h, label in reversed(links)}
    for slug in ("pasang", "surut", "ombak"):
        shown = re.search(rf"Kabar {slug}.*?hlm\.\s*(\d+)", contents, re.S)
        assert shown, slug
        near = first.get(f"text/a-{slug}.xhtml", shown[1])
        assert int(shown[1]) <= int(near) <= int(shown[1]) + 1
