"""Make the navigation document and the NCX.

In: an Edition, its pages and page targets. Out: nav.xhtml (contents, landmarks,
page list, list of photos) and toc.ncx, which Kindle and older readers use, as
bytes. Both list sections and their articles, two levels deep.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from exporter.epub.documents import Document, parse_page, serialise
from exporter.epub.links import Figure
from exporter.epub.pages import PageTarget
from exporter.layout import Layout
from exporter.model import Article, Edition, Image, anchor

NCX = "http://www.daisy.org/z3986/2005/ncx/"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True)
class Entry:
    """One line of the contents, with the lines under it."""

    href: str
    text: str
    language: str
    entries: tuple["Entry", ...] = ()


@dataclass(frozen=True)
class PhotoEntry:
    """One line of the list of photos."""

    href: str
    article: Article
    image: Image


@dataclass(frozen=True)
class Contents:
    """All the ways into the edition. Addresses start at the package document."""

    entries: tuple[Entry, ...]
    pages: tuple[PageTarget, ...]
    photos: tuple[PhotoEntry, ...]
    names: frozenset[str]

    @classmethod
    def of(
        cls,
        edition: Edition,
        documents: Sequence[Document],
        pages: Sequence[PageTarget],
        figures: Sequence[Figure],
    ) -> "Contents":
        """Return the contents of these pages."""
        by_name = {d.name: d for d in documents}
        entries = []
        for number, section in enumerate(edition.sections, 1):
            articles = tuple(_entry(by_name[anchor(a.id)]) for a in section.articles)
            entries.append(_entry(by_name[f"section-{number}"], articles))
        back = ("photo-credits", "colophon")
        entries += [_entry(by_name[name]) for name in back if name in by_name]
        photos = [
            PhotoEntry(f"{f.document}#{f.id.removesuffix('-i')}", f.article, f.image)
            for f in figures
            if f.document == by_name[anchor(f.article.id)].path
        ]
        return cls(tuple(entries), tuple(pages), tuple(photos), frozenset(by_name))


def _entry(document: Document, entries: tuple[Entry, ...] = ()) -> Entry:
    return Entry(document.path, document.title, document.language, entries)


def render_nav(edition: Edition, layout: Layout, contents: Contents) -> bytes:
    """Return nav.xhtml (EPUB 3.3, 7.4)."""
    template = "epub-nav.html.j2"
    markup = layout.render(template, edition=edition, contents=contents)
    return serialise(parse_page(markup, layout, template))


def render_ncx(edition: Edition, layout: Layout, contents: Contents) -> bytes:
    """Return toc.ncx (ANSI/NISO Z39.86-2005, 8) with its page list."""
    root = etree.Element(f"{{{NCX}}}ncx", {"version": "2005-1"}, nsmap={None: NCX})
    root.set(_XML_LANG, edition.language)
    numbers = [int(page.label) for page in contents.pages if page.label.isdecimal()]
    head = _add(root, "head")
    for name, value in (
        ("dtb:uid", edition.identifier),
        ("dtb:depth", "2"),
        ("dtb:totalPageCount", str(len(contents.pages))),
        ("dtb:maxPageNumber", str(max(numbers, default=0))),
    ):
        _add(head, "meta", name=name, content=value)
    _add(_add(root, "docTitle"), "text").text = edition_title(edition, layout)
    order = _add_points(_add(root, "navMap"), contents.entries, 0)
    if contents.pages:
        _add_pages(root, layout.words_for(edition.language), contents.pages, order)
    etree.indent(root)
    body: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return body + b"\n"


def edition_title(edition: Edition, layout: Layout) -> str:
    """Return the title of this number: "Mingguan, nomor 2"."""
    word = layout.words_for(edition.language)["number"].lower()
    return f"{edition.title}, {word} {edition.number}"


def _add(parent: Any, tag: str, /, **attributes: str) -> Any:
    return etree.SubElement(parent, f"{{{NCX}}}{tag}", attributes)


def _add_points(parent: Any, entries: Sequence[Entry], order: int) -> int:
    for entry in entries:
        order += 1
        point = _add(parent, "navPoint", id=f"point-{order}", playOrder=str(order))
        _add_target(point, entry.text, entry.href)
        order = _add_points(point, entry.entries, order)
    return order


def _add_pages(root: Any, words: Any, pages: Sequence[PageTarget], order: int) -> None:
    page_list = _add(root, "pageList", **{"id": "page-list", "class": "pages"})
    _add(_add(page_list, "navLabel"), "text").text = words["pages"]
    for number, page in enumerate(pages, order + 1):
        target = _add(page_list, "pageTarget", id=page.id, playOrder=str(number))
        target.set("type", "normal" if page.label.isdecimal() else "front")
        if page.label.isdecimal():
            target.set("value", page.label)
        _add_target(target, page.label, page.href)


def _add_target(parent: Any, text: str, href: str) -> None:
    _add(_add(parent, "navLabel"), "text").text = text
    _add(parent, "content", src=href)
