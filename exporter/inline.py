"""Clean text: one line of plain text, or sanitised inline markup.

In: text from a record. Out: text XML 1.0 can hold, markup from one short list of
elements, well-formed, with no foreign attributes.
"""

import re
from typing import Literal

import lxml.html
import nh3
from lxml import etree

Direction = Literal["ltr", "rtl"]

#: What may stand inside a text block; everything else is unwrapped or dropped.
INLINE_TAGS = {
    *("a", "abbr", "b", "bdi", "br", "cite", "code", "em", "i", "q"),
    *("s", "small", "span", "strong", "sub", "sup", "u"),
}
INLINE_ATTRIBUTES = {"a": {"href"}, "*": {"lang", "dir"}}

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACE = re.compile(r"\s+")
#: Where one block ends and the next begins, words must not run together.
_BLOCK_END = re.compile(r"</(?:p|div|li|h[1-6]|td|th|tr|blockquote|section)\s*>", re.I)


def clean_line(text: str) -> str:
    """Return `text` as one line: no control characters, white space folded."""
    return _SPACE.sub(" ", _NOT_XML.sub("", text)).strip()


def clean_inline(markup: str) -> str:
    """Return `markup` sanitised, as well-formed XML with HTML element names.

    White space is folded, as a browser would. Links keep only http, https and
    mailto addresses.
    """
    folded = clean_line(markup)
    if "<" not in folded and "&" not in folded:
        return folded.replace(">", "&gt;")
    safe = nh3.clean(
        _BLOCK_END.sub(r"\g<0> ", folded),
        tags=INLINE_TAGS,
        attributes=INLINE_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    root = lxml.html.fragment_fromstring(safe, create_parent="p")
    for element in reversed(list(root.iterdescendants())):
        if (
            element.tag != "br"
            and not len(element)
            and not (element.text or "").strip()
        ):
            element.drop_tree()  # an empty element says nothing, and `<b/>` opens one
    body: str = etree.tostring(root, encoding="unicode", method="xml")
    inner = body.removeprefix("<p>").removesuffix("</p>").removesuffix("<p/>")
    return _SPACE.sub(" ", inner).strip()


def plain_text(markup: str) -> str:
    """Return the readable text of sanitised inline markup; `<br/>` reads as a space."""
    if "<" not in markup and "&" not in markup:
        return markup
    root = etree.fromstring(f"<p>{markup.replace('<br/>', ' ')}</p>")
    return clean_line("".join(root.itertext()))


_RTL = {"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"}


def direction_of(language: str) -> Direction:
    """Return the writing direction of a BCP 47 language tag."""
    primary, *rest = language.lower().split("-")
    return (
        "rtl" if "arab" in rest or (primary in _RTL and "latn" not in rest) else "ltr"
    )
