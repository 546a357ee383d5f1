"""What is wrong with a layout's stylesheet, before a renderer sees it.

In: the text of one CSS file. Out: the first problem and its line, or None. A browser
forgives what it cannot read and goes on; on paper a forgotten brace silently
undresses half an edition. Properties nobody knows are left to the renderers; where
one of them complains of the sheets it was given as one, `find_place` knows which.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import tinycss2  # type: ignore[import-untyped]

from exporter.said import said

Problem = tuple[int, str, str]  #: line, what is wrong, the next move
#: A rule put at the end: where it is not read as one, something before it is open.
_LAST = "exporter-end"
_LOOK = said('look there and above for a missing "{{", "}}", quotation mark or "*/"')
_NESTED = ("prelude", "content", "arguments", "value")


@lru_cache(maxsize=64)
def problem_of_css(css: str) -> Problem | None:
    """Return line, problem and next move of the first thing wrong in a stylesheet."""
    rules = tinycss2.parse_stylesheet(f"{css}\n@{_LAST};", skip_comments=True)
    for rule in rules:
        for node in walk(rule):
            found = _broken(node) or _address(node)
            if found:
                line, problem, move = found
                return min(line, css.count("\n") + 1), problem, move
    if getattr(rules[-1], "at_keyword", "") != _LAST:
        return (
            rules[-1].source_line,
            said("what begins in this line is not closed"),
            _LOOK,
        )
    return None


def walk(node: Any) -> Iterator[Any]:
    """Yield a rule or token and all that stands in it."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        yield one
        inner = [getattr(one, name, None) for name in _NESTED]
        lists = [value for value in inner if isinstance(value, list)]
        waiting.extend(reversed([token for tokens in lists for token in tokens]))


def _broken(node: Any) -> Problem | None:
    if node.type != "error":
        return None
    return (
        node.source_line,
        said("this cannot be read: {reason}", reason=node.message),
        _LOOK,
    )


def _address(node: Any) -> Problem | None:
    """Return the problem of a stylesheet that wants another file."""
    named = ""
    if node.type == "url":
        named = node.value
    elif node.type == "function" and node.lower_name in {"url", "src", "image"}:
        named = next((t.value for t in node.arguments if t.type == "string"), "")
    elif node.type == "at-rule" and node.lower_at_keyword == "import":
        named = "@import"
    if not named or named.startswith("#"):
        return None
    return (
        node.source_line,
        said("a stylesheet cannot take {address} from elsewhere", address=named[:80]),
        said(
            "remove it: fonts come from the layout's folder `fonts`, pictures from "
            "the records, and rules are written here"
        ),
    )


# --- what a renderer says of joined sheets ----------------------------------------

_AT = re.compile(r",? at (\d+):(\d+)(?=[,.:]|$)")
_NAMED = re.compile(r"`(-*[\w-]+):")
_SELECTOR = re.compile(r"selector, '(.*?)'(?:, |$)", re.S)


@dataclass(frozen=True)
class Sheet:
    """A stylesheet of a layout: its file and text."""

    file: Path
    css: str


def find_place(message: str, sheets: Sequence[Sheet]) -> tuple[Path, int, str] | None:
    """Return file, line and the message without its place in the joined sheet.

    None for a message that speaks of no stylesheet: the style of an element has
    lines and columns, too.
    """
    said_at = _AT.search(message)
    if said_at is None:
        selector = _SELECTOR.search(message)
        return _place_of_rule(selector[1], message, sheets) if selector else None
    line, column = int(said_at[1]), int(said_at[2])
    for sheet in sheets:
        lines = sheet.css.split("\n")
        if line <= len(lines):
            named = _NAMED.search(message)
            # what a token gave a property stands where the token is used
            begins = (named[1], "var(") if named else ("",)
            if not lines[line - 1][column - 1 :].startswith(begins):
                return None
            return sheet.file, line, _AT.sub("", message, count=1)
        line -= len(lines)
    return None


def _place_of_rule(
    selector: str, message: str, sheets: Sequence[Sheet]
) -> tuple[Path, int, str] | None:
    for sheet in sheets:
        for rule in tinycss2.parse_stylesheet(sheet.css, True, True):
            for node in walk(rule):
                if node.type == "qualified-rule":
                    prelude = tinycss2.serialize(node.prelude)
                    if prelude.strip() == selector.strip():
                        return sheet.file, node.source_line, message
    return None
