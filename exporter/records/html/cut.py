"""Inline markup without some words at its beginning or end.

In: sanitised inline markup and the plain text that is to be left of it. Out: the
markup of that text; elements that are empty then are gone.
"""

import re
from typing import Any

from lxml import etree


def without_start(markup: str, rest: str) -> str:
    """Return markup without what stands before its plain text `rest`."""
    root = etree.fromstring(f"<p>{markup}</p>")
    extra = len(_folded("".join(root.itertext()))) - len(_folded(rest))
    for holder, name in _texts(root):
        if extra <= 0:
            break
        words = getattr(holder, name) or ""
        kept = words
        while kept and extra > 0:
            extra -= not kept[0].isspace()
            kept = kept[1:]
        setattr(holder, name, kept.lstrip() if extra <= 0 else kept)
    return _inner(root)


def without_end(markup: str, rest: str) -> str:
    """Return markup without what stands after its plain text `rest`."""
    root = etree.fromstring(f"<p>{markup}</p>")
    extra = len(_folded("".join(root.itertext()))) - len(_folded(rest))
    for holder, name in reversed(_texts(root)):
        if extra <= 0:
            break
        kept = getattr(holder, name) or ""
        while kept and extra > 0:
            extra -= not kept[-1].isspace()
            kept = kept[:-1]
        setattr(holder, name, kept)
    return _inner(root)


def _folded(text: str) -> str:
    return "".join(text.split())


def _texts(root: Any) -> list[tuple[Any, str]]:
    """Return the places of text in an element, in reading order."""
    found: list[tuple[Any, str]] = []

    def walk(element: Any) -> None:
        found.append((element, "text"))
        for child in element:
            walk(child)
            found.append((child, "tail"))

    walk(root)
    return found


def _inner(root: Any) -> str:
    markup: str = etree.tostring(root, encoding="unicode")
    inner = markup.removeprefix("<p>").removesuffix("</p>")
    return re.sub(r"^(?:\s|<br/>|<(\w+)(?: [^>]*)?(?:/>|></\1>))+", "", inner)
