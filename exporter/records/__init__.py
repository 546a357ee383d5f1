"""Stage 1, read: article records of any shape become Articles.

In: a file as a newsroom has it. Out: `ReadResult`, the Articles in it and an error
for each record that is none. `check_coverage` proves that no readable text of a
record was lost on the way.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from exporter.errors import RecordError
from exporter.files import read_bytes
from exporter.model import Article
from exporter.records.coverage import check_coverage, check_record_text
from exporter.records.decode import decode
from exporter.records.file import Read, RecordFile
from exporter.records.limits import LIMITS
from exporter.records.shapes import is_lines, read_json, read_json_lines
from exporter.records.sniff import Kind, kind_of
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
_MARKUP = set(Kind) - {Kind.JSON, Kind.JSON_LINES, Kind.TEXT}
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
    if not data.strip():
        raise RecordError(
            said("the file is empty"), where=name, hint=said("put an article into it")
        )
    articles, errors = _read_kind(kind_of(data, name), data, name)
    if not articles:
        raise _all_bad(errors, name)
    return ReadResult(tuple(articles), tuple(errors))


def _read_kind(kind: Kind, data: bytes, name: str) -> Read:
    """Return what the reader of a kind of file makes of it."""
    sha256 = hashlib.sha256(data).hexdigest()
    if kind in _MARKUP:
        raise RecordError(
            said("this looks like HTML or XML, which no reader takes yet"),
            where=name,
            hint=said("save the page as plain text, or give our own JSON"),
        )
    text, warnings = decode(data, name)
    file = RecordFile(name, sha256, warnings)
    if kind is Kind.JSON_LINES or (kind is Kind.JSON and is_lines(text.lstrip())):
        return read_json_lines(text, file)
    if kind is Kind.JSON:
        return read_json(text, file)
    page = read_page(text, file=name, sha256=file.sha256, warnings=warnings)
    return [page], []


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
