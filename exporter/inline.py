"""Clean text: one line of plain text, or sanitised inline markup.

In: text from a record. Out: text XML 1.0 can hold, in Unicode's composed form (NFC),
markup from one short list of elements, well-formed, with no foreign attributes.
"""

import html
import re
import unicodedata
from typing import Literal

import lxml.html
import nh3
from lxml import etree

from exporter.addresses import link_address

Direction = Literal["ltr", "rtl"]

#: What may stand inside a text block; everything else is unwrapped or dropped.
INLINE_TAGS = {
    *("a", "abbr", "b", "bdi", "br", "cite", "code", "em", "i"),
    *("s", "small", "span", "strong", "sub", "sup", "u"),
}
INLINE_ATTRIBUTES = {"a": {"href"}, "*": {"lang", "dir"}}

#: The form of a language tag (BCP 47, section 2.1, without its registry).
LANGUAGE_TAG = r"^[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*$"

#: Elements may stand in each other this deep; renderers fail on endless nesting.
DEEPEST = 20

#: What XML 1.0 cannot hold, and what it had better not: C1 controls, noncharacters.
_NOT_XML = re.compile(
    "[^\t\n\r\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd"
    "\U00010000-\U0010ffff]"
)
#: One code point for two letters (dž, lj, nj), which is not found again in a PDF.
_DIGRAPHS = {
    code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x1C4, 0x1CD)
}
_DIGRAPH = re.compile("[\u01c4-\u01cc]")
#: White space that is not one space already.
_SPACE = re.compile(r"[^\S ]\s*| \s+")
#: A tag as nh3 writes it: every element but `br` is closed.
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-z]+)(?: [^\s=]+=\"[^\"]*\")*>")
#: Where one block ends and the next begins, words must not run together.
_BLOCK_END = re.compile(r"</(?:p|div|li|h[1-6]|td|th|tr|blockquote|section)\s*>", re.I)
#: Renderers print quotation marks for <q> that no text holds: they become text.
_QUOTE_TAG = re.compile(r"</?q(?:\s[^>]*)?>", re.I)


def clean_line(text: str) -> str:
    """Return `text` as one line: no control characters, white space folded, NFC."""
    composed = _compose(_without_control(text))
    if "  " in composed or not composed.isprintable():  # else nothing is to be folded
        composed = _SPACE.sub(" ", composed)
    return composed.strip()


def clean_tag(tag: str) -> str:
    """Return a language tag as BCP 47 writes it ("en_US": "en-US"); "" for no tag."""
    tag = tag.strip().replace("_", "-")
    return tag if re.fullmatch(LANGUAGE_TAG, tag) else ""


def _without_control(text: str) -> str:
    # most texts are printable, and then no sign of theirs is one XML cannot hold
    return text if text.isprintable() else _NOT_XML.sub("", text)


def _compose(text: str) -> str:
    if text.isascii():
        return text
    if _DIGRAPH.search(text):
        text = text.translate(_DIGRAPHS)
    return unicodedata.normalize("NFC", text)


def clean_inline(markup: str) -> str:
    """Return `markup` sanitised, as well-formed XML with HTML element names.

    White space is folded, as a browser would. Links keep only http, https and
    mailto addresses, percent-encoded; words that led elsewhere are no link. A
    language is a tag, or none. What stands too deep is unwrapped.
    """
    folded = _without_control(markup)  # composed later: `>` would join an accent
    if "<" not in folded and "&" not in folded:
        return clean_line(folded).replace(">", "&gt;")
    safe = nh3.clean(
        _BLOCK_END.sub(r"\g<0> ", _QUOTE_TAG.sub('"', _SPACE.sub(" ", folded))),
        tags=INLINE_TAGS,
        attributes=INLINE_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    root = lxml.html.fragment_fromstring(
        _unwrap_deep(_NOT_XML.sub("", safe)),  # entities brought some back
        create_parent="p",
    )
    for element in reversed(list(root.iterdescendants())):
        if (
            element.tag != "br"
            and not len(element)
            and not (element.text or "").strip()
        ):
            element.drop_tree()  # an empty element says nothing, and `<b/>` opens one
        elif element.attrib:
            _check_attributes(element)
    for element in root.iter():
        element.text = _compose(element.text) if element.text else None
        element.tail = _compose(element.tail) if element.tail else None
    body: str = etree.tostring(root, encoding="unicode", method="xml")
    inner = body.removeprefix("<p>").removesuffix("</p>").removesuffix("<p/>")
    return _SPACE.sub(" ", inner).strip()


def _check_attributes(element: lxml.html.HtmlElement) -> None:
    """Keep an address that can be followed, a language and a direction that are one."""
    checked = {
        "href": link_address(element.get("href", "")),
        "lang": clean_tag(element.get("lang", "")),
        "dir": element.get("dir", "").strip().lower(),
    }
    if checked["dir"] not in {"ltr", "rtl", "auto"}:
        checked["dir"] = ""
    element.attrib.clear()
    element.attrib.update({name: value for name, value in checked.items() if value})


def _unwrap_deep(safe: str) -> str:
    """Return nh3's markup without the tags that stand deeper than `DEEPEST`.

    Done before a tree is built: a parser gives up on what stands very deep.
    """
    depth, parts, at = 0, [], 0
    for tag in _TAG.finditer(safe):
        if tag["name"] == "br":
            continue
        depth += 0 if tag["end"] else 1
        if depth > DEEPEST:
            parts.append(safe[at : tag.start()])
            at = tag.end()
        depth -= 1 if tag["end"] else 0
    return "".join((*parts, safe[at:]))


def plain_text(markup: str) -> str:
    """Return the readable text of sanitised inline markup; `<br/>` reads as a space."""
    if "<" not in markup and "&" not in markup:
        return markup
    root = etree.fromstring(f"<p>{markup.replace('<br/>', ' ')}</p>")
    return clean_line("".join(root.itertext()))


#: An e-mail or web address in a line of text.
_ADDRESS = re.compile(
    r"(?P<mail>[^\s<>@,;:()]+@[\w-]+(?:\.[\w-]+)+)|(?P<web>https?://[^\s<>\"]*[\w/])"
)


def link_addresses(text: str) -> str:
    """Return a line of text as inline markup, its e-mail and web addresses linked."""
    parts, at = [], 0
    for found in _ADDRESS.finditer(text):
        shown = html.escape(found[0])
        href = f"mailto:{shown}" if found["mail"] else shown
        parts += [html.escape(text[at : found.start()], quote=False)]
        parts += [f'<a href="{href}">{shown}</a>']
        at = found.end()
    return "".join((*parts, html.escape(text[at:], quote=False)))


_RTL = {"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"}


def direction_of(language: str) -> Direction:
    """Return the writing direction of a BCP 47 language tag."""
    primary, *rest = language.lower().split("-")
    return (
        "rtl" if "arab" in rest or (primary in _RTL and "latn" not in rest) else "ltr"
    )
