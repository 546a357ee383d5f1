"""Where each key of a TOML text stands.

In: the text of an edition.toml. Out: path of a key -> its line. tomllib tells no
lines; here it reads one statement after the other, and is the only parser.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

#: What ends a value that goes on over several lines.
_CLOSES = ("]", '"""', "'''")
#: A key's names and, for a table among several, its number from 0.
KeyPath = tuple[str | int, ...]


def key_lines(text: str) -> dict[KeyPath, int]:
    """Return the line (from 1) of each key and table header of a valid TOML text."""
    lines: dict[KeyPath, int] = {}
    counts: dict[KeyPath, int] = {}
    at: KeyPath = ()
    for number, statement in _statements(text):
        header = statement.lstrip()
        if header.startswith("["):
            named = _names(tomllib.loads(statement))
            at = _inside(named, counts)
            if header.startswith("[["):
                counts[at] = counts.get(at, -1) + 1
                at = (*at, counts[at])
            lines.setdefault(at, number)
            continue
        for path in _paths(tomllib.loads(statement)):
            lines.setdefault((*at, *path), number)
    return lines


def line_of(lines: Mapping[KeyPath, int], path: KeyPath) -> int | None:
    """Return the line of a key, or of the nearest table around it."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path)


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield each statement with its first line; a value may go on over several."""
    begun, first = "", 0
    # no other sign ends a line of TOML: splitlines() knows eight
    for number, line in enumerate(re.split(r"(?<=\n)", text), 1):
        if not begun and (not line.strip() or line.lstrip().startswith("#")):
            continue
        goes_on = bool(begun) and not any(sign in line for sign in _CLOSES)
        first = first if begun else number
        begun += line
        if goes_on:  # a long list is not parsed again at each of its lines
            continue
        try:
            tomllib.loads(begun)
        except tomllib.TOMLDecodeError:
            continue  # goes on in the next line
        yield first, begun
        begun = ""


def _names(table: Mapping[str, Any]) -> KeyPath:
    """Return the names of the one table a header opens."""
    names: list[str] = []
    found: Any = table
    while isinstance(found, dict) and found:
        name, found = next(iter(found.items()))
        names.append(name)
        if isinstance(found, list):
            found = found[0]
    return tuple(names)


def _inside(named: KeyPath, counts: Mapping[KeyPath, int]) -> KeyPath:
    """Return the path of a table, with the number of each list it lies in."""
    path: KeyPath = ()
    for position, name in enumerate(named):
        path = (*path, name)
        if position < len(named) - 1 and path in counts:
            path = (*path, counts[path])
    return path


def _paths(table: Mapping[str, Any]) -> Iterator[KeyPath]:
    for name, value in table.items():
        yield (name,)
        if isinstance(value, dict):
            for path in _paths(value):
                yield (name, *path)
