"""XML of the wires: a bounded tree, read element by element.

In: the bytes of a NewsML or NITF file. Out: its root, and functions that take texts
out of it: what was read is gone, so that what is left at the end is what no rule has
read. Elements are found by their local names: namespaces vary, or are not there.
Nothing is fetched and no entity is expanded; a file that declares its own is refused.
"""

import html.entities
import re
from collections.abc import Callable, Iterator, Mapping
from html import escape
from typing import Any

from lxml import etree

from exporter.errors import RecordError
from exporter.inline import clean_line
from exporter.records.file import RecordFile
from exporter.said import said

#: A wire file is a few kilobytes; one this large is an archive or a mistake.
LARGEST = 20_000_000
_HEAD = 100_000
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,30});")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LIMIT = re.compile(r"huge|depth|too long|buffer|maximum|limit", re.I)
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
    """Return the root element and warnings; raise RecordError where there is none.

    Entities of HTML (`&nbsp;`) are known. Control characters are taken out.
    """
    if len(data) > LARGEST:
        raise RecordError(
            said("XML of {n} bytes, more than {most}", n=len(data), most=LARGEST),
            where=file.name,
            hint=said("split it: a wire file holds a few items"),
        )
    warnings: list[str] = []
    data = data.strip()
    if b"<!ENTITY" in data[:_HEAD] or "<!ENTITY".encode("utf-16-le") in data[:_HEAD]:
        raise RecordError(
            said("declares entities of its own, which no record needs"),
            where=file.name,
            hint=said("remove the <!ENTITY …> lines from its head"),
        )
    if not data.startswith(_WIDE):
        cleaned = _CONTROL.sub(b"", data)
        if cleaned != data:
            warnings.append(said("control characters were taken out of the XML"))
        data = _NAMED.sub(_numbered, cleaned)
    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise _broken(file, str(error)) from error
    first = next(iter(parser.error_log), None)
    if root is None:
        raise _broken(file, first.message if first else "")
    for one in parser.error_log:
        if one.level == etree.ErrorLevels.FATAL and _LIMIT.search(one.message):
            raise _broken(file, one.message)
    if first is not None:
        warnings.append(
            said("broken XML at line {line}: read as far as it goes", line=first.line)
        )
    return root, tuple(warnings)


def _numbered(match: re.Match[bytes]) -> bytes:
    """Return an entity of HTML by its number; those of XML stay."""
    char = html.entities.html5.get(f"{match[1].decode('ascii')};", "")
    if not char or char in "<>&\"'":
        return match[0]
    return "".join(f"&#{ord(one)};" for one in char).encode("ascii")


def _broken(file: RecordFile, reason: str) -> RecordError:
    return RecordError(
        said("no XML that can be read: {reason}", reason=reason[:120]),
        where=file.name,
        hint=said("export it again; the file may be cut off"),
    )


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
