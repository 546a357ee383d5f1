"""JSON of any shape: which reader takes it.

In: the text of a JSON or JSON Lines file. Out: the Articles and errors of the first
reader that knows the shape; what none knows is read as our own JSON, whose errors say
what is missing.
"""

import json
from collections.abc import Callable
from typing import Any

from exporter.errors import RecordError
from exporter.model import Article
from exporter.records import ans, ghost, ninjs, wordpress_rest
from exporter.records.file import Read, RecordFile
from exporter.records.json_text import parse_json, parse_lines
from exporter.records.mapping import read_mapped, read_mapped_line
from exporter.records.own import read_own, read_own_record
from exporter.records.unknown_json import is_own, is_unknown, unknown_error

#: Shapes of others: (says whether a value has it, reads it), the surest first.
_SHAPES: tuple[tuple[Callable[[Any], bool], Callable[[Any, RecordFile], Read]], ...]
_SHAPES = (
    (ninjs.knows, ninjs.read),
    (wordpress_rest.knows, wordpress_rest.read),
    (ghost.knows, ghost.read),
    (ans.knows, ans.read),
)


def read_json(text: str, file: RecordFile) -> Read:
    """Return what a JSON text holds; RecordError where it holds no record."""
    return _read_value(parse_json(text, file.name), file)


def read_json_lines(text: str, file: RecordFile) -> Read:
    """Return what JSON Lines hold, and an error for each bad line."""
    articles: list[Article] = []
    errors: list[RecordError] = []
    for where, line in parse_lines(text, file.name, file.line):
        try:
            found, bad = _read_line(parse_json(line, where), where, file)
        except RecordError as error:
            found, bad = [], [error]
        articles += found
        errors += bad
    return articles, errors


def is_lines(text: str) -> bool:
    """Say whether the first line is a JSON object of its own with more below it."""
    first, _, rest = text.partition("\n")
    if not rest.strip() or not first.startswith("{"):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def _read_value(value: Any, file: RecordFile) -> Read:
    for knows, read in _SHAPES:
        if knows(value):
            return read(value, file)
    if file.mapping is not None and not is_own(value):
        return read_mapped(value, file, file.mapping)
    if is_unknown(value):
        raise unknown_error(value, file.name)
    return read_own(value, file)


def _read_line(value: Any, where: str, file: RecordFile) -> Read:
    for knows, read in _SHAPES:
        if knows(value):
            found, bad = read(value, file)
            return found, [
                RecordError(e.message, where=where, hint=e.hint) for e in bad
            ]
    if file.mapping is not None and not is_own(value):
        return [read_mapped_line(value, file, file.mapping, where)], []
    return [read_own_record(value, where, file)], []
