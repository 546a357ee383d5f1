"""Render the pages of the EPUB: one XHTML document for each.

In: Edition and Layout. Out: `Document`s in reading order — cover, contents, each
section with its articles, photo index, colophon — as element trees. Links still
name bare ids, photos media: addresses and number slots are open.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from lxml import etree

from exporter.credits import credit_lines
from exporter.errors import LayoutError
from exporter.facts import Numbering
from exporter.inline import direction_of
from exporter.layout import Layout
from exporter.model import Article, Edition, anchor
from exporter.photos import media_stem
from exporter.said import said

XHTML = "http://www.w3.org/1999/xhtml"
EPUB = "http://www.idpf.org/2007/ops"
SLOT = "screen"
_WITH_ID = etree.XPath("//*[@id != '']")
_PROLOGUE = b'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
_VOID_NAMES = (
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
)
_VOID = {f"{{{XHTML}}}{name}" for name in (*_VOID_NAMES, "wbr")}
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True)
class Document:
    """One XHTML page. `name` is its file's stem and its id in the package."""

    name: str
    title: str
    language: str
    root: Any

    @property
    def path(self) -> str:
        """Where the page lies, seen from the package document."""
        return f"text/{self.name}.xhtml"

    def ids(self) -> Iterator[tuple[str, Any]]:
        """Yield each id with its element, in document order."""
        for element in _WITH_ID(self.root):
            yield element.get("id"), element

    def text(self) -> str:
        """Return all that it says, and what its photos show."""
        alts = (img.get("alt", "") for img in self.root.iter(f"{{{XHTML}}}img"))
        return "".join((*self.root.itertext(), *alts))

    def serialise(self) -> bytes:
        """Return the page as bytes; see `serialise`."""
        return serialise(self.root)


def render_documents(
    edition: Edition,
    layout: Layout,
    numbering: Numbering | None,
    has_cover: bool,
    fonts: Sequence[str] = (),
) -> list[Document]:
    """Return all pages of the edition in reading order; `fonts` are the families that
    the colophon names."""
    chapters: list[Document] = []
    bodies: dict[str, Document] = {}
    following = {one.id: other for one, other in pairwise(edition.articles)}
    for number, section in enumerate(edition.sections, 1):
        around = {"edition": edition, "section": section, "number": number}
        chapters.append(_section(layout, around))
        for article in section.articles:
            around["following"] = following.get(article.id)
            bodies[article.id] = _article(layout, article, around)
            chapters.append(bodies[article.id])
    places = {name: _photo_ids(body) for name, body in bodies.items()}
    page_of = numbering.page_of if numbering else {}
    credits = credit_lines(edition, places, page_of)
    words = layout.words_for(edition.language)

    def page(name: str, title: str, template: str, **context: Any) -> Document:
        markup = layout.render(template, edition=edition, **context)
        root = parse_page(markup, layout, template)
        return Document(name, title, edition.language, root)

    front = [
        page(
            "cover",
            words["cover"],
            "epub-cover.html.j2",
            cover=edition.cover_article,
            has_cover=has_cover,
        ),
        page("contents", words["contents"], "epub-contents.html.j2", credits=credits),
    ]
    colophon = "epub-colophon.html.j2"
    back = [page("colophon", words["colophon"], colophon, fonts=list(fonts))]
    if credits:
        index = page(
            "photo-credits",
            words["photo_credits"],
            "epub-photos.html.j2",
            credits=credits,
        )
        back.insert(0, index)
    if _has_contents_at_its_end(edition, page_of):
        back.insert(0, front.pop())
    return [*front, *chapters, *back]


def _has_contents_at_its_end(edition: Edition, page_of: Mapping[str, int]) -> bool:
    """Return whether print has its contents behind the articles, as a newspaper does:
    then the EPUB has them there too, or its page list would not rise."""
    first = edition.articles[0]
    return page_of.get("contents", 0) > page_of.get(anchor(first.id), 0)


def _section(layout: Layout, around: Mapping[str, Any]) -> Document:
    template = "epub-section.html.j2"
    root = parse_page(layout.render(template, **around), layout, template)
    name, title = f"section-{around['number']}", around["section"].title
    return Document(name, title, around["edition"].language, root)


def _article(layout: Layout, article: Article, around: Mapping[str, Any]) -> Document:
    template = "epub-article.html.j2"
    root = parse_page(layout.render(template, a=article, **around), layout, template)
    return Document(anchor(article.id), article.headline, article.language, root)


# --- photo index ------------------------------------------------------------------


def _photo_ids(document: Document) -> list[tuple[str, str]]:
    """Return (file stem, id) of each photo of a page."""
    return [
        (media_stem(img.get("src")), img.get("id"))
        for img in document.root.iter(f"{{{XHTML}}}img")
    ]


# --- markup ------------------------------------------------------------------------


def parse_page(markup: str, layout: Layout, template: str) -> Any:
    """Return the tree of a rendered page; LayoutError where it is not well-formed."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(markup.strip().encode(), parser)
    except etree.XMLSyntaxError as error:
        raise LayoutError(
            said("the page is not well-formed XHTML: {reason}", reason=error.msg),
            where=said("layout {name}: {file}", name=layout.name, file=template),
            hint=said("close every element and quote every attribute in the template"),
        ) from error


def serialise(root: Any) -> bytes:
    """Return a page as bytes: declaration, doctype, no pretty printing.

    Void elements close themselves, all others have an end tag. Line breaks
    between blocks are folded to one. Words in another language say so to readers of
    HTML and of XML, and which way they run.
    """
    for element in root.iterfind(".//*[@lang]"):
        _say_language(element)
    for element in root.iter():
        text, tail = element.text, element.tail
        if text is None:
            if not len(element) and element.tag not in _VOID:
                element.text = ""
        elif text != "\n" and text.isspace() and "\n" in text:
            element.text = "\n"
        if tail is not None and tail != "\n" and tail.isspace() and "\n" in tail:
            element.tail = "\n"
    etree.cleanup_namespaces(root, keep_ns_prefixes=["epub"])
    body: bytes = etree.tostring(root, encoding="utf-8")
    return _PROLOGUE + body + b"\n"


def _say_language(element: Any) -> None:
    language = element.get("lang")
    element.set(_XML_LANG, language)
    around = (e.get("dir") for e in element.iterancestors())
    inherited = next(filter(None, around), "ltr")
    if not element.get("dir") and direction_of(language) != inherited:
        element.set("dir", direction_of(language))
