"""JSON of any shape: which reader takes it.

In: the text of a JSON or JSON Lines file. Out: the Articles and errors of the first
reader that knows the shape; what none knows is read as our own JSON, whose errors say
what is missing.
"""

import json
from typing import Any

from exporter.model import Article
from exporter.records.file import Read, RecordFile, read_each
from exporter.records.json_text import parse_json, parse_lines
from exporter.records.own import read_own, read_own_record


def read_json(text: str, file: RecordFile) -> Read:
    """Return what a JSON text holds; RecordError where it holds no record."""
    return _read_value(parse_json(text, file.name), file)


def read_json_lines(text: str, file: RecordFile) -> Read:
    """Return what JSON Lines hold, and an error for each bad line."""
    return read_each(
        parse_lines(text, file.name, file.line),
        lambda line, where: _read_line(parse_json(line, where), where, file),
    )


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
    return read_own(value, file)


def _read_line(value: Any, where: str, file: RecordFile) -> Article:
    return read_own_record(value, where, file)
