"""Stage 1, read: article records of any shape become Articles.

In: a file as a newsroom has it. Out: `ReadResult`, the Articles in it and an error
for each record that is none. `check_coverage` proves that no readable text of a
record was lost on the way.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from exporter.errors import RecordError
from exporter.files import read_bytes
from exporter.model import Article
from exporter.records.coverage import check_coverage, check_record_text
from exporter.records.decode import decode
from exporter.records.limits import LIMITS
from exporter.records.own import RecordFile, read_json, read_json_lines
from exporter.records.text import read_page
from exporter.said import joined, said

__all__ = [
    "SUFFIXES",
    "ReadResult",
    "check_coverage",
    "check_record_text",
    "is_record_file",
    "read_record_bytes",
    "read_records",
]

#: Endings of the files in a folder that are taken for records.
SUFFIXES = (".json", ".jsonl", ".ndjson", ".txt")
_LINES_SUFFIXES = (".jsonl", ".ndjson")
#: Errors that are told of a file of which no record is good.
_SHOWN = 5


@dataclass(frozen=True)
class ReadResult:
    """The Articles of a file, in order, and an error for each record that is none."""

    articles: tuple[Article, ...]
    errors: tuple[RecordError, ...] = ()


def is_record_file(path: Path) -> bool:
    """Say whether a file in a folder of records is one; hidden files are not."""
    return path.suffix.lower() in SUFFIXES and not path.name.startswith(".")


def read_records(path: Path) -> ReadResult:
    """Return what a record file holds; the reader is chosen by its content.

    Raises RecordError where not one Article can be read. Bad records beside good
    ones are in `errors`.
    """
    data = read_bytes(path, RecordError, path.name, LIMITS.file)
    return read_record_bytes(data, path.name)


def read_record_bytes(data: bytes, name: str) -> ReadResult:
    """Return what the bytes of a record file hold; see `read_records`."""
    text, warnings = decode(data, name)
    file = RecordFile(name, hashlib.sha256(data).hexdigest(), warnings)
    reader = _find_reader(text, name)
    if reader == "text":
        page = read_page(text, file=name, sha256=file.sha256, warnings=warnings)
        return ReadResult((page,))
    read = read_json_lines if reader == "json lines" else read_json
    articles, errors = read(text, file)
    if not articles:
        raise _all_bad(errors, name)
    return ReadResult(tuple(articles), tuple(errors))


def _find_reader(text: str, name: str) -> str:
    """Return "text", "json" or "json lines" by what the text looks like."""
    start = text.lstrip()
    suffix = Path(name).suffix.lower()
    if not start:
        raise RecordError(
            said("the file is empty"),
            where=name,
            hint=said("put an article into it"),
        )
    if suffix in _LINES_SUFFIXES:
        return "json lines"
    if suffix == ".json":
        return "json lines" if _is_lines(start) else "json"
    if start.startswith(("<!", "<html", "<?xml", "<rss", "<feed")):
        raise RecordError(
            said("this looks like HTML or XML, which no reader takes yet"),
            where=name,
            hint=said("save the page as plain text, or give our own JSON"),
        )
    after = start[1:].lstrip()[:1]
    if (start[0] == "{" and after in '"}') or (start[0] == "[" and after in '{]"'):
        return "json lines" if _is_lines(start) else "json"
    return "text"


def _is_lines(text: str) -> bool:
    """Say whether the first line is a JSON object of its own with more below it."""
    first, _, rest = text.partition("\n")
    if not rest.strip() or not first.startswith("{"):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def _all_bad(errors: list[RecordError], name: str) -> RecordError:
    if len(errors) == 1:
        return errors[0]
    if not errors:
        hint = said("put an article into it")
        return RecordError(said("no articles found"), where=name, hint=hint)
    listed = [error.sentence for error in errors[:_SHOWN]]
    if len(errors) > _SHOWN:
        listed.append(said("and {count} more", count=len(errors) - _SHOWN))
    message = said("no usable article: {listed}", listed=joined(listed, "; "))
    return RecordError(message, where=name, hint=errors[0].hint)
