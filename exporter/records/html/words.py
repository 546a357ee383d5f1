"""The words of an element, and how alike two lines are.

In: an element of a page. Out: its text as one line, with a space where one block ends
and the next begins; and the comparisons the rules share.
"""

import re
from typing import Any

from exporter.inline import clean_line
from exporter.records.labels import fold

_INLINE = {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "i", "s", "small"}
_INLINE |= {"span", "strong", "sub", "sup", "u", "q", "font", "mark", "time", "ins"}
_INLINE |= {"del", "big", "label", "ruby", "rt", "rb", "rp", "wbr", "address", "data"}
#: Inline elements that hold a thing of their own.
_APART = {"a", "span", "time", "label"}
#: Inline elements that hold a name or a title of their own in a byline.
_NAMED = _APART | {"strong", "b", "em"}
#: Inline elements that are a line of their own all the same.
_OWN_LINE = {"time", "address"}
_SILENT = {"script", "style", "noscript", "button", "select", "textarea", "title"}
_SCRIPTS = {"script", "style", "title"}
_WORD = re.compile(r"\w+")
#: Signs no page has: the end of a line, the edge of an inline element, and where two
#: of them, each a thing of its own, stand side by side.
BREAK, EDGE, GAP = "\0", "\1", "\2"


def text_of(element: Any) -> str:
    """Return the words of an element as one line."""
    parts: list[str] = []
    _collect(element, parts, 0, _SILENT)
    return clean_line("".join(parts))


def _collect(element: Any, parts: list[str], depth: int, silent: set[str]) -> None:
    if element.text:
        parts.append(element.text)
    apart = True
    for child in element:
        tag = child.tag
        if isinstance(tag, str) and tag not in silent:
            if not apart:  # two in a row are two things: a name, a time
                parts.append(" ")
            if depth > 100:
                parts.append(child.text_content())
            elif tag in _INLINE:
                _collect(child, parts, depth + 1, silent)
            else:
                parts.append(" ")
                _collect(child, parts, depth + 1, silent)
                parts.append(" ")
        if child.tail:
            parts.append(child.tail)
        apart = bool(child.tail) or tag not in _APART


def first_link(element: Any) -> str:
    """Return the words of the first link in an element, or ""."""
    link = next(element.iter("a"), None)
    return text_of(link) if link is not None else ""


def all_text(element: Any) -> str:
    """Return every word in an element, also of controls, as one line."""
    parts: list[str] = []
    _collect(element, parts, 0, _SCRIPTS)
    return clean_line("".join(parts))


def lines_of(element: Any) -> list[str]:
    """Return the lines a reader sees in an element: one for each block and break."""
    lines = marked_text(element).replace(EDGE, "").replace(GAP, " ").split(BREAK)
    return [line for part in lines if (line := clean_line(part))]


def apart_lines(element: Any) -> list[str]:
    """Return the lines of an element, one also for each of elements side by side."""
    lines = marked_text(element).replace(EDGE, "").replace(GAP, BREAK).split(BREAK)
    return [line for part in lines if (line := clean_line(part))]


def marked_text(element: Any) -> str:
    """Return the text of an element, marked where lines end and inline elements do."""
    parts: list[str] = []
    _collect_lines(element, parts, 0)
    return "".join(parts)


def _collect_lines(element: Any, parts: list[str], depth: int) -> None:
    if element.text:
        parts.append(element.text)
    apart = True
    for child in element:
        tag = child.tag
        if isinstance(tag, str) and tag not in _SILENT:
            parts.append("" if apart else GAP)
            end = EDGE if tag in _INLINE and tag not in _OWN_LINE else BREAK
            parts.append(end)
            if depth > 100:
                parts.append(child.text_content())
            else:
                _collect_lines(child, parts, depth + 1)
            parts.append(end)
        if child.tail:
            parts.append(child.tail)
        apart = bool(child.tail) or tag not in _NAMED or len(child.text_content()) < 2


def same_words(one: str, other: str) -> bool:
    """Say whether two lines have the same letters."""
    return bool(one) and fold(one) == fold(other)


def likeness(one: str, other: str) -> float:
    """Return how many of the words of two lines they share, from 0 to 1."""
    a, b = set(_WORD.findall(one.casefold())), set(_WORD.findall(other.casefold()))
    return len(a & b) / max(1, min(len(a), len(b))) if a and b else 0.0
