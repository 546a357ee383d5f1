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
_MOST_TAGS = 400_000
_MOST_TEXT = 64_000_000
_DEEPEST = 200
_TOKEN = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]{0,40})(?P<rest>[^>]*)>")
_ATTRIBUTE = re.compile(r"""([\w:-]{1,60})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_VOID = {"br", "img", "meta", "link", "input", "hr", "source", "wbr", "area", "base"}
_VOID |= {"embed", "track", "param", "col"}
_RAW = ("script", "style", "textarea", "title", "noscript", "template")
#: Never seen by a reader. JSON-LD in scripts is read before they go.
_UNSEEN = ("style", "template", "svg", "canvas", "map")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NAME = re.compile(r"[a-z][a-z0-9._-]*$")


def parse_page(text: str, where: str) -> tuple[Any, tuple[str, ...]]:
    """Return the root element of a page and warnings about its markup.

    Raises RecordError where the page is too large, or holds no element.
    """
    if text.count("<") > _MOST_TAGS or len(text) > _MOST_TEXT:
        raise RecordError(
            said("the page is too large: more than {n} tags", n=_MOST_TAGS),
            where=where,
            hint=said("save the article's own page alone"),
        )
    warnings: tuple[str, ...] = ()
    root = _parsed(text)
    if root is None:
        root = _plain_tree(text)
        warnings = (said("the page's markup is broken: look for lost or doubled text"),)
    etree.strip_elements(root, etree.Comment, etree.PI, *_UNSEEN, with_tail=False)
    return root, warnings


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
    body = etree.SubElement(root, "body")
    open_elements = [body]
    at = 0
    while token := _TOKEN.search(text, at):
        _add_words(open_elements[-1], text[at : token.start()])
        at = token.end()
        name = token["name"].lower()
        if not _NAME.match(name):
            continue
        if token["end"]:
            _close(open_elements, name)
            continue
        element = _open(open_elements, name, token["rest"])
        if name in _RAW:
            end = text.find(f"</{token['name']}", at)
            end = end if end >= 0 else len(text)
            element.text = _words(text[at:end]) if name in ("script", "title") else None
            at = end
            if name in open_elements[-1].tag:
                _close(open_elements, name)
    _add_words(open_elements[-1], text[at:])
    return root


def _open(open_elements: list[Any], name: str, rest: str) -> Any:
    if name in ("html", "body", "head"):
        return open_elements[0]
    if name == "p" and open_elements[-1].tag == "p":
        open_elements.pop()
    parent = open_elements[min(len(open_elements), _DEEPEST) - 1]
    element = etree.SubElement(parent, name)
    for key, *values in _ATTRIBUTE.findall(rest[:20_000]):
        if _NAME.match(key.lower()):
            element.set(key.lower(), _words(next(filter(None, values), "")))
    if name not in _VOID and not rest.endswith("/") and len(open_elements) < _DEEPEST:
        open_elements.append(element)
    return element


def _close(open_elements: list[Any], name: str) -> None:
    for index in range(len(open_elements) - 1, 0, -1):
        if open_elements[index].tag == name:
            del open_elements[index:]
            return


def _add_words(element: Any, words: str) -> None:
    words = _words(words)
    if not words:
        return
    if len(element):
        element[-1].tail = (element[-1].tail or "") + words
    else:
        element.text = (element.text or "") + words


def _words(text: str) -> str:
    return _NOT_XML.sub("", html.unescape(text) if "&" in text else text)
