"""XML of the wires: a bounded tree, read element by element.

In: the bytes of a NewsML or NITF file. Out: its root, and functions that take texts
out of it: what was read is gone, so that what is left at the end is what no rule has
read. Elements are found by their local names: namespaces vary, or are not there.
Nothing is fetched and no entity is expanded; a file that declares its own is refused.
"""

from collections.abc import Callable, Iterator, Mapping
from html import escape
from typing import Any

from exporter.errors import RecordError
from exporter.inline import clean_line
from exporter.records.file import RecordFile
from exporter.records.xml import parse_xml
from exporter.said import said

#: A wire file is a few kilobytes; one this large is an archive or a mistake.
LARGEST = 20_000_000
#: Attributes with words for people; others are codes, names and addresses.
_READABLE = {
    *("title", "alt", "caption", "creditline", "info", "content", "holder", "literal"),
    *("Value", "FormalName", "alternate-text", "key", "value", "name"),
}
_VOID = {"br", "hr", "img", "wbr", "col"}
_HTML = {
    *("a", "abbr", "article", "aside", "b", "blockquote", "br", "caption", "cite"),
    *("code", "dd", "del", "div", "dl", "dt", "em", "figcaption", "figure", "footer"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "iframe", "img", "ins"),
    *("li", "main", "ol", "p", "pre", "q", "s", "section", "small", "span", "strong"),
    *("sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "u"),
    *("ul", "video", "audio", "source", "script", "style"),
}
_KEPT = ("href", "src", "alt", "class", "lang", "dir", "title", "width", "height")
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def parse_wire(data: bytes, file: RecordFile) -> tuple[Any, tuple[str, ...]]:
    """Return the root element and warnings, as `parse_xml`; bounded more tightly."""
    if len(data) > LARGEST:
        raise RecordError(
            said("XML of {n} bytes, more than {most}", n=len(data), most=LARGEST),
            where=file.name,
            hint=said("split it: a wire file holds a few items"),
        )
    return parse_xml(data, file, huge=False)


# --- elements by their local names ----------------------------------------------------


def local(element: Any) -> str:
    """Return an element's name without its namespace; "" for an entity."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Any, path: str) -> list[Any]:
    """Return the elements under a path of local names: "itemMeta/provider"."""
    found = [element] if element is not None else []
    for name in path.split("/"):
        found = [child for one in found for child in one if local(child) == name]
    return found


def child(element: Any, path: str) -> Any:
    """Return the first element under a path, or None."""
    return next(iter(children(element, path)), None)


def descendants(element: Any, *names: str) -> list[Any]:
    """Return all elements below with one of the names, in reading order."""
    if element is None:
        return []
    return [one for one in element.iterdescendants() if local(one) in names]


def attribute(element: Any, name: str) -> str:
    """Return an attribute and leave it there; "" where it is not there."""
    return clean_line(element.get(name) or "") if element is not None else ""


def take_attribute(element: Any, *names: str) -> str:
    """Return the first of the attributes that is there, and take it out."""
    for name in names:
        if element is not None and clean_line(element.get(name) or ""):
            return clean_line(element.attrib.pop(name))
    return ""


def language_of(element: Any) -> str:
    """Return the language an element says its words are in (xml:lang)."""
    return clean_line(element.get(_LANG) or "") if element is not None else ""


def words(element: Any) -> str:
    """Return the text in an element as one line, and leave it there."""
    return clean_line("".join(element.itertext())) if element is not None else ""


def take(element: Any) -> str:
    """Return the text in an element as one line, and take it out."""
    text = words(element)
    forget(element)
    return text


def take_all(element: Any) -> str:
    """Return the texts in an element, a space between them, and take them out."""
    inside = list(element.itertext()) if element is not None else []
    forget(element)
    return clean_line(" ".join(inside))


def forget(element: Any) -> None:
    """Take the text of an element out: it has been read."""
    for one in element.iter() if element is not None else ():
        if isinstance(one.tag, str):
            one.text = None
            for name in _READABLE & set(one.attrib):
                del one.attrib[name]
        if one is not element:
            one.tail = None


def left_over(root: Any) -> Iterator[tuple[str, str]]:
    """Yield (path, text) for each text that is left in a tree, in its order."""
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        inside = [element.text, *(one.tail for one in element)]
        named = [element.get(name) for name in sorted(_READABLE)]
        for text in (*named, *inside):
            if text and (line := clean_line(text)):
                yield _path(element), line


def _path(element: Any) -> str:
    above = [local(one) for one in element.iterancestors()]
    return "/".join((*reversed(above[:3]), local(element)))


# --- markup ---------------------------------------------------------------------------


def markup_in(
    element: Any,
    tags: Mapping[str, str] | None = None,
    special: Mapping[str, Callable[[Any], str]] | None = None,
) -> str:
    """Return what stands in an element as HTML.

    `tags` names elements of the wire by those of HTML, `special` writes some itself;
    an element neither of them knows is a span.
    """
    parts = [escape(element.text or "", quote=False)]
    for one in element:
        name = local(one)
        if special and name in special:
            parts.append(special[name](one))
        elif name:
            parts.append(_one_markup(one, name, tags or {}, special or {}))
        parts.append(escape(one.tail or "", quote=False))
    return "".join(parts)


def _one_markup(
    element: Any,
    name: str,
    tags: Mapping[str, str],
    special: Mapping[str, Callable[[Any], str]],
) -> str:
    tag = tags.get(name, name if name.lower() in _HTML else "span").lower()
    given = {key: attribute(element, key) for key in _KEPT}
    given["lang"] = given["lang"] or language_of(element)
    shown = "".join(f' {k}="{escape(v)}"' for k, v in given.items() if v)
    if tag in _VOID:
        return f"<{tag}{shown}>"
    return f"<{tag}{shown}>{markup_in(element, tags, special)}</{tag}>"
