"""Elements of feeds by short names, and which of them a reader has used.

In: an element of an XML tree. Out: an `Element` whose children are named by what they
mean whatever prefix or version of a namespace a file has ("media:credit",
"content:encoded", "wp:status"); texts nobody took are dropped with their name.
"""

import html
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from lxml import etree

from exporter.records.draft import Draft
from exporter.records.leaves import is_readable

_XML = "{http://www.w3.org/XML/1998/namespace}"
#: What a namespace's address holds, and the short name of the family.
_FAMILIES = (
    ("search.yahoo.com/mrss", "media"),
    ("purl.org/rss/1.0/modules/content", "content"),
    ("purl.org/dc/", "dc"),
    ("w3.org/2005/atom", "atom"),
    ("purl.org/atom/", "atom"),
    ("wordpress.org/export", "wp"),
    ("itunes.com/dtds", "itunes"),
    ("purl.org/rss/1.0/modules/slash", "slash"),
    ("w3.org/1999/xhtml", "xhtml"),
    ("w3.org/1999/02/22-rdf", "rdf"),
    ("georss.org", "georss"),
    ("wellformedweb.org", "wfw"),
)
#: Records of their own, where one that is not closed holds the next.
_RECORDS = ("item", "entry", "atom:entry")
_PLAIN = ("", "purl.org/rss/1.0/", "backend.userland.com", "my.netscape.com")


def short_name(tag: Any) -> str:
    """Return an element's name with its family: "media:title", "title"."""
    if not isinstance(tag, str):
        return ""
    space, _, local = tag.rpartition("}")
    space = space.lstrip("{").lower()
    local = local.strip()
    if not space or space.endswith("purl.org/rss/1.0/"):
        return local  # a prefix nobody declared is in the local name
    if "wordpress.org/export" in space and space.rstrip("/").endswith("excerpt"):
        return f"excerpt:{local}"
    for part, family in _FAMILIES:
        if part in space:
            return f"{family}:{local}"
    if any(part and part in space for part in _PLAIN):
        return local
    return f"other:{local}"


class Element:
    """An element, its children by short name, and what was used of it."""

    def __init__(self, node: Any, used: set[int] | None = None) -> None:
        self.node = node
        self.used: set[int] = set() if used is None else used

    @cached_property
    def children(self) -> dict[str, list["Element"]]:
        """The children by short name; they stay here, so that each is one object."""
        found: dict[str, list[Element]] = {}
        for child in self.node:
            if name := short_name(child.tag):
                found.setdefault(name, []).append(Element(child, self.used))
        return found

    def all(self, *names: str) -> list["Element"]:
        """Return the children of some names, in the order of the names."""
        return [one for name in names for one in self.children.get(name, ())]

    def first(self, *names: str) -> "Element | None":
        """Return the first child of the first name that is there."""
        return next(iter(self.all(*names)), None)

    def take(self) -> str:
        """Return all text in the element; it counts as used."""
        self.use()
        return "".join(self.node.itertext()).strip()

    def use(self) -> None:
        """Note that all that stands in the element is used."""
        self.used.add(id(self.node))

    def text(self, *names: str) -> str:
        """Return the text of the first child of some names that has text."""
        for one in self.all(*names):
            if text := one.take():
                return text
        return ""

    def texts(self, *names: str) -> list[str]:
        """Return the texts of all children of some names."""
        return [text for one in self.all(*names) if (text := one.take())]

    def get(self, name: str) -> str:
        """Return an attribute."""
        return (self.node.get(name) or "").strip()

    @property
    def language(self) -> str:
        """Return xml:lang of the element itself."""
        return self.get(f"{_XML}lang")

    @property
    def base(self) -> str:
        """Return xml:base of the element itself."""
        return self.get(f"{_XML}base")

    def markup(self) -> str:
        """Return what stands in an element of XHTML as markup of HTML."""
        self.use()
        parts = [html.escape(self.node.text or "", quote=False)]
        for child in self.node:
            if isinstance(child.tag, str):
                parts.append(_without_namespace(child))
            parts.append(html.escape(child.tail or "", quote=False))
        return "".join(parts)

    def drop_unused(self, draft: Draft, reader: str) -> None:
        """Put every readable text that was not used into what is dropped."""
        seen = set()
        for path, text in self._unused(self.node, ""):
            rule = f"{reader}:{path}, not printed"
            if (text, rule) not in seen:
                seen.add((text, rule))
                draft.drop(text, rule)

    def _unused(self, root: Any, path: str) -> Iterator[tuple[str, str]]:
        waiting = [(root, path)]
        while waiting:
            node, at = waiting.pop()
            inside = node is not root and short_name(node.tag) in _RECORDS
            if id(node) in self.used or inside:
                continue
            for text in (node.text, *(child.tail for child in node)):
                if text and is_readable(text, at.rpartition(":")[2]):
                    yield at, text.strip()
            for child in reversed(node):
                if name := short_name(child.tag):
                    waiting.append((child, f"{at}.{name}" if at else name))


def _without_namespace(node: Any) -> str:
    copy = etree.fromstring(etree.tostring(node, with_tail=False))
    for element in copy.iter():
        if isinstance(element.tag, str):
            element.tag = etree.QName(element).localname
    etree.cleanup_namespaces(copy)
    return str(etree.tostring(copy, encoding="unicode", method="html"))
