"""The text of a page as an element tree, bounded.

In: the text of an HTML page. Out: the root of an lxml tree without scripts' and
styles' neighbours that no reader sees (comments, templates, drawings). A page the
parser gives up on is read once more by a plain one that never does: it knows only
tags and words, and puts nothing deeper than `_DEEPEST`.
"""

import html
import re
from typing import Any

import lxml.html
from lxml import etree

from exporter.errors import RecordError
from exporter.said import said

#: A page has some thousand tags; an archive or a data dump has millions.
_MOST_TAGS = 120_000
#: Letters of a page that are no script.
_MOST_TEXT = 2_000_000
_DEEPEST = 200
_TOKEN = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]{0,40})(?P<rest>[^>]*)>")
_ATTRIBUTE = re.compile(r"""([\w:-]{1,60})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_VOID = {"br", "img", "meta", "link", "input", "hr", "source", "wbr", "area", "base"}
_VOID |= {"embed", "track", "param", "col"}
_RAW = ("script", "style", "textarea", "title", "noscript", "template")
_KEPT = ("script", "title")
_HOLDERS = {"div", "span", "section", "article", "main", "b", "i", "font", "center"}
_HOLDERS |= {"table", "tbody", "tr", "td", "ul", "ol", "li", "blockquote", "a", "em"}
_HOLDERS |= {"strong", "u", "small", "big", "form", "header", "footer", "aside"}
#: So far back an end tag looks for what it ends.
_FARTHEST = 1_000
#: Never seen by a reader. JSON-LD in scripts is read before they go.
_UNSEEN = ("style", "template", "svg", "canvas", "map")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NAME = re.compile(r"[a-z][a-z0-9._-]*$")


def parse_page(text: str, where: str) -> tuple[Any, tuple[str, ...]]:
    """Return the root element of a page and warnings about its markup.

    Raises RecordError where the page is too large, or holds no element.
    """
    if text.count("<") > _MOST_TAGS:
        raise _too_large(said("the page has more than {n} tags", n=_MOST_TAGS), where)
    warnings: tuple[str, ...] = ()
    root = _parsed(text)
    if root is None:
        root = _plain_tree(text)
        warnings = (said("the page's markup is broken: look for lost or doubled text"),)
    etree.strip_elements(root, etree.Comment, etree.PI, *_UNSEEN, with_tail=False)
    scripts = sum(len(one.text or "") for one in root.iter("script"))
    if len(root.xpath("string()")) - scripts > _MOST_TEXT:
        message = said("the page has more than {n} letters of text", n=_MOST_TEXT)
        raise _too_large(message, where)
    return root, warnings


def _too_large(message: str, where: str) -> RecordError:
    hint = said("save the article's own page alone")
    return RecordError(message, where=where, hint=hint)


def _parsed(text: str) -> Any:
    """Return the tree lxml makes of a page; None where it gave up in it."""
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        root = lxml.html.document_fromstring(
            text.encode("utf-8", "replace"), parser=parser
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None
    fatal = etree.ErrorLevels.FATAL
    if any(error.level == fatal for error in parser.error_log):
        return None
    return root


def _plain_tree(text: str) -> Any:
    """Return a tree of a page's tags and words, made without lxml's parser."""
    root = lxml.html.Element("html")
    stack = [("body", etree.SubElement(root, "body"), 1)]
    pending, at = _Pending(), 0
    while token := _TOKEN.search(text, at):
        pending.add(stack[-1][1], text[at : token.start()])
        at = token.end()
        name = token["name"].lower()
        if not _NAME.match(name):
            continue
        if token["end"]:
            _close(stack, name)
        elif name in _RAW:
            end = text.find(f"</{token['name']}", at)
            end = end if end >= 0 else len(text)
            pending.flush()
            element = etree.SubElement(stack[-1][1], name)
            _set_attributes(element, token["rest"])
            element.text = _words(text[at:end]) if name in _KEPT else None
            at = end
        else:
            _open(stack, name, token["rest"], pending)
    pending.add(stack[-1][1], text[at:])
    pending.flush()
    return root


def _open(
    stack: list[tuple[str, Any, int]], name: str, rest: str, pending: "_Pending"
) -> None:
    """Open an element; what only holds others is left out where it is too deep."""
    if name in ("html", "body", "head"):
        return
    if name == "p" and stack[-1][0] == "p":
        stack.pop()
    _, parent, depth = stack[-1]
    if depth >= _DEEPEST and (name in _HOLDERS or depth >= 2 * _DEEPEST):
        stack.append((name, parent, depth))
        return
    pending.flush()
    element = etree.SubElement(parent, name)
    _set_attributes(element, rest)
    if name not in _VOID and not rest.endswith("/"):
        stack.append((name, element, depth + 1))


def _set_attributes(element: Any, rest: str) -> None:
    for key, *values in _ATTRIBUTE.findall(rest[:20_000]):
        if _NAME.match(key.lower()):
            element.set(key.lower(), _words(next(filter(None, values), "")))


def _close(stack: list[tuple[str, Any, int]], name: str) -> None:
    for index in range(len(stack) - 1, max(0, len(stack) - _FARTHEST), -1):
        if stack[index][0] == name:
            del stack[index:]
            return


class _Pending:
    """Words that wait for the element they stand in to change.

    They are joined once: a page may have a hundred thousand of them in one element.
    """

    def __init__(self) -> None:
        self.element: Any = None
        self.words: list[str] = []

    def add(self, element: Any, words: str) -> None:
        """Add words to an element."""
        if element is not self.element:
            self.flush()
            self.element = element
        self.words.append(words)

    def flush(self) -> None:
        """Put the waiting words into their element."""
        words = _words("".join(self.words))
        self.words.clear()
        if not words:
            return
        if len(self.element):
            last = self.element[-1]
            last.tail = (last.tail or "") + words
        else:
            self.element.text = (self.element.text or "") + words


def _words(text: str) -> str:
    return _NOT_XML.sub("", html.unescape(text) if "&" in text else text)
