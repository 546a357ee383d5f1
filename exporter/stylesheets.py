"""What is wrong with a layout's stylesheet, before a renderer sees it.

In: the text of one CSS file. Out: the first problem and its line, or None. A browser
forgives what it cannot read and goes on; on paper a forgotten brace silently
undresses half an edition. Properties nobody knows are left to the renderers.
"""

from collections.abc import Iterator
from typing import Any

import tinycss2  # type: ignore[import-untyped]

from exporter.said import said

Problem = tuple[int, str, str]  #: line, what is wrong, the next move
#: A rule put at the end: where it is not read as one, something before it is open.
_LAST = "exporter-end"
_LOOK = said('look there and above for a missing "{{", "}}", quotation mark or "*/"')
_NESTED = ("prelude", "content", "arguments", "value")


def problem_of_css(css: str) -> Problem | None:
    """Return line, problem and next move of the first thing wrong in a stylesheet."""
    rules = tinycss2.parse_stylesheet(f"{css}\n@{_LAST};", skip_comments=True)
    for rule in rules:
        for node in _nodes(rule):
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


def _nodes(node: Any) -> Iterator[Any]:
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
