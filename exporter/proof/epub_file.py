"""Read an EPUB back as a reading system does.

In: the path of an EPUB. Out: `Content`. The way is container.xml, package
document, spine (OCF and EPUB 3.3); a document that is cut off is read as far as
it goes and noted as damaged.
"""

import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag

from lxml import etree

from exporter.checks import Finding
from exporter.proof.content import Content, Flattener, Node, NodeKind, Picture, Run
from exporter.proof.hidden import Styles, styles_of
from exporter.proof.pictures import PhotoBook
from exporter.said import said

_CONTAINER = "META-INF/container.xml"
_LARGEST = 200_000_000
_DEEPEST = 200
_UNREADABLE = (
    *(OSError, KeyError, ValueError, RuntimeError, NotImplementedError),
    *(zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError),
)
_KINDS: dict[str, NodeKind] = {
    **dict.fromkeys(("article", "section"), "article"),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    "figure": "figure",
    "figcaption": "caption",
    **dict.fromkeys(
        (
            *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "dfn", "em", "i"),
            *("kbd", "mark", "q", "s", "samp", "small", "span", "strong", "sub"),
            *("sup", "time", "u", "var", "wbr"),
        ),
        "inline",
    ),
}
_SKIPPED = {"script", "style", "template", "head"}


def read_epub(path: Path, book: PhotoBook, name: str = "EPUB") -> Content:
    """Return what the EPUB holds; a file that cannot be read becomes a finding.

    `name` is what findings call it.
    """
    content = Content(name)
    try:
        with zipfile.ZipFile(path) as archive:
            _Reader(archive, content, book).read()
    except _UNREADABLE as error:
        content.unreadable = True
        what = type(error).__name__
        message = said("{file}: it cannot be read ({error})", file=name, error=what)
        content.findings.append(Finding("E-007", path.name, message))
    return content


def _parse(data: bytes, *, recover: bool = False) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=recover
    )
    root = etree.fromstring(data, parser)
    if root is None:
        raise ValueError("no element")
    return root


def _name(element: Any) -> str:
    """Return the local name; "" for comments and instructions."""
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""


def _find(root: Any, name: str) -> Iterator[Any]:
    yield from root.iter(f"{{*}}{name}")


@dataclass
class _Page:
    path: str
    root: Any
    ids: set[str] = field(default_factory=set)


class _Reader:
    """Reads one archive into a Content."""

    def __init__(
        self, archive: zipfile.ZipFile, content: Content, book: PhotoBook
    ) -> None:
        self._archive = archive
        self._content = content
        self._book = book
        self._styles: dict[str, Styles] = {}
        self._pictures: dict[str, Picture] = {}
        self._pages: dict[str, _Page] = {}

    def read(self) -> None:
        container = _parse(self._bytes(_CONTAINER))
        opf = next(_find(container, "rootfile")).get("full-path", "")
        package = _parse(self._bytes(opf))
        items = {
            item.get("id"): (
                _resolve(opf, item.get("href", "")),
                item.get("properties", ""),
            )
            for item in _find(package, "item")
        }
        labels = self._labels(items)
        for itemref in _find(package, "itemref"):
            path = items.get(itemref.get("idref"), ("", ""))[0]
            page = self._page(path, labels)
            if page:
                self._pages[path] = page
        flattener = Flattener()
        nodes = (node for page in self._pages.values() for node in self._read(page))
        for unit, node in enumerate(nodes):
            flattener.add(node, unit)
        self._content.blocks = flattener.blocks

    def _read(self, page: _Page) -> Iterator[Node]:
        """Yield what a page says; what leads elsewhere (nav) stands by itself: it
        names other articles, and is no part of one."""
        reader = _PageReader(self, page)
        yield reader.read()
        yield from reader.navs

    def _labels(self, items: Mapping[str, tuple[str, str]]) -> dict[str, str]:
        """Return path -> label from the navigation document."""
        labels: dict[str, str] = {}
        for path, properties in items.values():
            if "nav" not in properties.split():
                continue
            try:
                root = _parse(self._bytes(path))
            except _UNREADABLE:
                return labels
            for link in _find(root, "a"):
                target = _resolve(path, urldefrag(link.get("href", ""))[0])
                labels.setdefault(target, "".join(link.itertext()).strip())
        return labels

    def _page(self, path: str, labels: Mapping[str, str]) -> _Page | None:
        try:
            data = self._bytes(path)
        except _UNREADABLE:
            self._content.damaged[path] = labels.get(path, "")
            return None
        try:
            root = _parse(data)
        except _UNREADABLE:
            self._content.damaged[path] = labels.get(path, "")
            try:
                root = _parse(data, recover=True)
            except _UNREADABLE:
                return None
        return _Page(path, root, {e.get("id") for e in root.iter() if e.get("id")})

    def _bytes(self, name: str) -> bytes:
        if self._archive.getinfo(name).file_size > _LARGEST:
            raise ValueError("too large")
        return self._archive.read(name)

    def styles(self, page: _Page) -> Styles:
        """Return the style sheets a page links."""
        sheets = [
            _resolve(page.path, link.get("href", ""))
            for link in _find(page.root, "link")
            if "stylesheet" in link.get("rel", "").split()
        ]
        key = "\n".join(sheets)
        if key not in self._styles:
            css = []
            for sheet in sheets:
                try:
                    css.append(self._bytes(sheet).decode("utf-8", "replace"))
                except _UNREADABLE:
                    self._content.damaged[sheet] = ""
            self._styles[key] = styles_of("\n".join(css))
        return self._styles[key]

    def picture(self, path: str, alt: str, place: str, hidden: str) -> Picture:
        """Return the picture in the file `path`; it is decoded once."""
        if path not in self._pictures:
            try:
                data = self._bytes(path)
            except _UNREADABLE:
                data = b""
            self._pictures[path] = self._book.read(data, "", "")
        known = self._pictures[path]
        return Picture(alt, place, known.same, known.thumb, hidden)

    def target(self, page: _Page, href: str) -> str:
        """Return the path of the document a link leads to, or ""."""
        address, fragment = urldefrag(href)
        path = _resolve(page.path, address) if address else page.path
        found = self._pages.get(path)
        if found is None or (fragment and unquote(fragment) not in found.ids):
            return ""
        return path


class _PageReader:
    """Turns one XHTML document into a tree of Nodes."""

    def __init__(self, reader: _Reader, page: _Page) -> None:
        self._reader = reader
        self._page = page
        self._hidden = reader.styles(page).find_hidden(page.root)
        self.navs: list[Node] = []

    def read(self) -> Node:
        body = next(_find(self._page.root, "body"), self._page.root)
        return self._node(body, "", "", 0)

    def _node(self, element: Any, hidden: str, link: str, depth: int) -> Node:
        name = _name(element)
        hidden = hidden or self._hidden.get(element, "")
        if name == "a" and element.get("href"):
            link = self._reader.target(self._page, element.get("href"))
        if name == "img":
            return self._picture(element, hidden)
        node = Node(_KINDS.get(name, "block"))
        self._add_text(node, element.text, hidden, link)
        for child in element:
            kind = _name(child)
            if kind == "br":
                self._add_text(node, " ", hidden, link)
            elif kind and kind not in _SKIPPED and depth < _DEEPEST:
                inner = self._node(child, hidden, link, depth + 1)
                (self.navs if kind == "nav" else node.children).append(inner)
            self._add_text(node, child.tail, hidden, link)
        return node

    def _add_text(self, node: Node, text: str | None, hidden: str, link: str) -> None:
        if text and (text.strip() or node.kind == "inline" or node.children):
            run = Run(text, self._page.path, hidden, link, joins=True)
            node.children.append(run)

    def _picture(self, element: Any, hidden: str) -> Node:
        path = _resolve(self._page.path, element.get("src", ""))
        alt = element.get("alt", "")
        picture = self._reader.picture(path, alt, self._page.path, hidden)
        return Node("picture", picture=picture)


def _resolve(base: str, href: str) -> str:
    """Return the archive path of a relative reference."""
    return posixpath.normpath(
        posixpath.join(posixpath.dirname(base), unquote(urldefrag(href)[0]))
    )
