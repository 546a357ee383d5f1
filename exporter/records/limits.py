"""What is too large to be an article, in one table.

In: a record, or the lines of a page. Out: a problem with its place, or nothing. The
limits are far above what newsrooms print; beyond them a renderer takes minutes or
fails, and the text is a mistake (a file in base64, a whole data set).
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from exporter.said import said

Path = tuple[int | str, ...]
SPLIT_HINT = said("split it, or leave it out of the record")


@dataclass(frozen=True)
class Limits:
    """The most of each that a record may have.

    `word` is letters with no place to break a line, `address` the same in a web
    address; `text` is readable characters of one text, `markup` its own with tags,
    `file` bytes of a whole file (an archive in JSON Lines may be long).
    """

    word: int = 300
    address: int = 2_000
    text: int = 20_000
    markup: int = 200_000
    items: int = 1_000
    columns: int = 30
    rows: int = 2_000
    file: int = 64_000_000


LIMITS = Limits()

#: Never printed, so nothing has to fit.
_UNPRINTED = {"provenance", "editor_note"}
_TAG = re.compile(r"<[^<>]*>")
_BREAK_TAG = re.compile(
    r"<(?:br|/?(?:p|div|li|h[1-6]|td|th|tr|blockquote|section))\b[^<>]*>", re.I
)
#: Where a line may break: white space, hyphens and dashes, slashes, the soft hyphen,
#: zero-width space, and everywhere in scripts written without spaces.
_BREAK = re.compile(
    "[\\s\u00ad\u200b/\u058a\u2010\u2012-\u2014-"
    "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aaf"
    "\u1100-\u11ff\u2e80-\ua4cf\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef"
    "\U00016fe0-\U0001b2ff\U00020000-\U0003ffff]+"
)


def problem_of_record(record: Any) -> tuple[Path, str] | None:
    """Return place and words of the first thing in a JSON record that is too large."""
    if _is_small(record):
        return None
    for path, value in _values(record):
        problem = problem_of_text(value) if isinstance(value, str) else _shape(value)
        if problem:
            return path, problem
    return None


def _is_small(record: Any) -> bool:
    """Say whether nothing in a JSON record is too large; where it stands costs more."""
    waiting = [record]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            if problem_of_text(value):
                return False
        elif isinstance(value, dict):
            if _shape(value):
                return False
            waiting.extend(one for key, one in value.items() if key not in _UNPRINTED)
        elif isinstance(value, list):
            waiting.extend(value)
    return True


def problem_of_text(text: str) -> str:
    """Return what is too large in one text, markup or plain, or ""."""
    if len(text) <= LIMITS.word:
        return ""
    if len(text) > LIMITS.markup:
        return said("{n} characters, more than {most}", n=len(text), most=LIMITS.markup)
    if "<" in text or "&" in text:
        text = html.unescape(_TAG.sub("", _BREAK_TAG.sub(" ", text)))
    if len(text) > LIMITS.text:
        return said(
            "a text of {n} characters, more than {most}",
            n=len(text),
            most=LIMITS.text,
        )
    for run in text.split():
        most = LIMITS.address if "://" in run else LIMITS.word
        longest = max(map(len, _BREAK.split(run))) if len(run) > most else 0
        if longest > most:
            return said("a word of {n} letters: is this text?", n=longest)
    return ""


def _shape(block: dict[str, Any]) -> str:
    """Return what is too large in a list or table block, or ""."""
    if block.get("type") == "list":
        count = _length(block.get("items"))
        most = LIMITS.items
        if count <= most:
            return ""
        return said("a list of {n} items, more than {most}", n=count, most=most)
    if block.get("type") != "table":
        return ""
    rows = block.get("rows")
    if _length(rows) > LIMITS.rows:
        return said(
            "a table of {n} rows, more than {most}", n=_length(rows), most=LIMITS.rows
        )
    all_rows = [block.get("header"), *(rows if isinstance(rows, list) else [])]
    columns = max(map(_length, all_rows))
    if columns > LIMITS.columns:
        return said(
            "a table of {n} columns, more than {most}", n=columns, most=LIMITS.columns
        )
    return ""


def _length(value: Any) -> int:
    return len(value) if isinstance(value, Sequence) else 0


def _values(record: Any) -> Iterator[tuple[Path, Any]]:
    """Yield each printed string and each object of a JSON value, with its path."""
    waiting: list[tuple[Path, Any]] = [((), record)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, str | dict):
            yield path, value
        inner: list[tuple[int | str, Any]] = []
        if isinstance(value, list):
            inner = list(enumerate(value))
        elif isinstance(value, dict):
            inner = [(key, one) for key, one in value.items() if key not in _UNPRINTED]
        waiting.extend(((*path, key), one) for key, one in reversed(inner))
