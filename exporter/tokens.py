"""Design tokens: the lengths, colours and families a layout sets on :root.

In: stylesheets, and what an edition.toml sets under [tokens]. Out: each token with
its value, and the comment that says what it is for; a rule for the edition's own.
"""

import difflib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import tinycss2  # type: ignore[import-untyped]

from exporter.errors import EditionError
from exporter.said import said

#: Longer values are a slip: a list of five families has a hundred letters.
_LONGEST = 200
_ROOTS = {":root", "html"}


@dataclass(frozen=True)
class Token:
    """A custom property: `name` without its dashes, `says` what it is for."""

    name: str
    value: str
    says: str
    line: int


@lru_cache(maxsize=64)
def read_tokens(css: str) -> Mapping[str, Token]:
    """Return the tokens a stylesheet sets on :root, by name, in its order."""
    return MappingProxyType({token.name: token for token in _tokens(css)})


def _tokens(css: str) -> Iterator[Token]:
    for rule in tinycss2.parse_stylesheet(css, False, True):
        if rule.type != "qualified-rule":
            continue
        selectors = tinycss2.serialize(rule.prelude).split(",")
        if _ROOTS.isdisjoint(selector.strip() for selector in selectors):
            continue
        nodes = tinycss2.parse_blocks_contents(rule.content, False, True)
        for node, after in zip(nodes, [*nodes[1:], None], strict=True):
            if node.type == "declaration" and node.name.startswith("--"):
                value = tinycss2.serialize(node.value).strip()
                line = node.source_line
                yield Token(node.name[2:], value, _comment(after, line), line)


def _comment(node: Any, line: int) -> str:
    """Return what the comment in a token's line says; "" where there is none."""
    if node is None or node.type != "comment" or node.source_line != line:
        return ""
    return " ".join(node.value.split())


def is_safe_value(value: str) -> bool:
    """Return whether a text is one CSS value that fetches nothing and ends nowhere."""
    parts = tinycss2.parse_component_value_list(value)
    if not value.strip() or len(value) > _LONGEST or not all(map(_is_safe, parts)):
        return False
    # a quotation mark that is not closed takes in what follows
    return list(read_tokens(root_rule({"it": value, "next": "1"}))) == ["it", "next"]


def _is_safe(part: Any) -> bool:
    if part.type == "function":
        fetches = part.lower_name in {"url", "src", "image", "image-set", "attr"}
        return not fetches and all(map(_is_safe, part.arguments))
    if part.type == "() block":
        return all(map(_is_safe, part.content))
    if part.type == "literal":
        return part.value not in {";", "!", ":", "<", ">", "<!--", "-->"}
    return part.type in _PLAIN


_PLAIN = {
    *("ident", "string", "number", "percentage", "dimension", "hash", "whitespace"),
}


def root_rule(tokens: Mapping[str, str]) -> str:
    """Return the rule that sets tokens again; "" for none."""
    if not tokens:
        return ""
    listed = " ".join(f"--{name}: {value};" for name, value in tokens.items())
    return f":root {{ {listed} }}"


def refuse_unknown(
    tokens: Collection[str], known: Collection[str], place: Callable[..., str]
) -> None:
    """Refuse tokens an edition sets that its layout has not: nothing would change.

    `place` says where a key of edition.toml stands.
    """
    for name in tokens:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1, 0.5)
            raise EditionError(
                said("the layout has no token `{name}`", name=name),
                where=place("tokens", name),
                hint=said("did you mean `{key}`?", key=near[0])
                if near
                else said("known: {keys}", keys=", ".join(sorted(known))),
            )
