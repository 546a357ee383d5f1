"""Stage 1, read: article records of any shape become Articles.

In: a file as a newsroom has it. Out: `ReadResult`, the Articles in it and an error
for each record that is none. `check_coverage` proves that no readable text of a
record was lost on the way.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from exporter.errors import RecordError
from exporter.model import Article
from exporter.records import iptc7901, newsml, newsml_g2, nitf, photo_alone
from exporter.records.coverage import check_coverage, check_record_text
from exporter.records.decode import decode
from exporter.records.feed import read_feed
from exporter.records.file import Read, RecordFile
from exporter.records.html import read_page as read_html
from exporter.records.limits import LIMITS
from exporter.records.mapping import Mapping, load_mapping, mapping_beside
from exporter.records.packed import too_large
from exporter.records.shapes import is_lines, read_json, read_json_lines
from exporter.records.sniff import Kind, kind_of
from exporter.records.sources import (
    STANDARD_INPUT,
    SUFFIXES,
    Found,
    files_in,
    is_record_file,
)
from exporter.records.text import read_page
from exporter.records.wordpress import read_wxr
from exporter.said import joined, said

__all__ = [
    "SUFFIXES",
    "Found",
    "ReadResult",
    "check_coverage",
    "check_record_text",
    "files_in",
    "is_record_file",
    "iter_records",
    "mapping_beside",
    "read_found",
    "read_input",
    "read_record_bytes",
    "read_records",
]

_MARKUP = set(Kind) - {Kind.JSON, Kind.JSON_LINES, Kind.TEXT}
#: The readers that take the bytes of a file, by its kind.
_READERS: dict[Kind, Callable[[bytes, RecordFile], Read]] = {
    Kind.HTML: read_html,
    Kind.FEED: read_feed,
    Kind.WXR: read_wxr,
    Kind.NITF: nitf.read,
    Kind.NEWSML_G2: newsml_g2.read,
    Kind.NEWSML_1: newsml.read,
    Kind.IPTC_7901: iptc7901.read,
    Kind.PHOTO: photo_alone.read,
}
#: Errors that are told of a file of which no record is good.
_SHOWN = 5


@dataclass(frozen=True)
class ReadResult:
    """The Articles of a file, in order, and an error for each record that is none."""

    articles: tuple[Article, ...]
    errors: tuple[RecordError, ...] = ()


def read_records(path: Path, mapping: Path | None = None) -> ReadResult:
    """Return what a record file holds; the reader is chosen by its content.

    `mapping` tells the paths of JSON of a shape nobody knows; without it the
    `mapping.toml` beside the file does.

    Raises RecordError where not one Article can be read. Bad records beside good
    ones are in `errors`.
    """
    articles: list[Article] = []
    errors: list[RecordError] = []
    for result in iter_records(path, mapping):
        articles.extend(result.articles)
        errors.extend(result.errors)
    if not articles:
        raise _all_bad(errors, path.name)
    return ReadResult(tuple(articles), tuple(errors))


def iter_records(path: Path, mapping: Path | None = None) -> Iterator[ReadResult]:
    """Yield what each record file in a file holds, packed ones one after the other.

    A long file of JSON Lines comes in runs, so that it never stands in memory.
    """
    named = mapping or mapping_beside(path)
    loaded = load_mapping(named) if named else None
    for found in files_in(path):
        if isinstance(found, RecordError):
            yield ReadResult((), (found,))
        else:
            yield read_found(found, loaded)


def read_found(found: Found, mapping: Mapping | None = None) -> ReadResult:
    """Return what one record file holds, an error where it holds no Article."""
    try:
        return _read(found, mapping)
    except RecordError as error:
        return ReadResult((), (error,))


def read_input(stream: IO[bytes], mapping: Path | None = None) -> ReadResult:
    """Return what standard input holds, up to the limit of a file."""
    data = stream.read(LIMITS.file + 1)
    if len(data) > LIMITS.file:
        raise too_large(STANDARD_INPUT)
    return read_record_bytes(data, STANDARD_INPUT, mapping)


def read_record_bytes(
    data: bytes, name: str, mapping: Path | None = None
) -> ReadResult:
    """Return what the bytes of a record file hold; see `read_records`."""
    result = _read(Found(name, data), load_mapping(mapping) if mapping else None)
    if not result.articles:
        raise _all_bad(list(result.errors), name)
    return result


def _read(found: Found, mapping: Mapping | None) -> ReadResult:
    if not found.data.strip():
        raise RecordError(
            said("the file is empty"),
            where=found.name,
            hint=said("put an article into it"),
        )
    try:
        articles, errors = _read_kind(kind_of(found.data, found.name), found, mapping)
    except RecordError:
        raise
    except Exception as error:  # one page in a hundred thousand must not end them all
        what = f"{type(error).__name__}: {error}"
        raise RecordError(
            said("the reader failed at it: {what}", what=what[:200]),
            where=found.name,
            hint=said("this is a bug: report it, with the file"),
        ) from error
    return ReadResult(tuple(articles), tuple(errors))


def _read_kind(kind: Kind, found: Found, mapping: Mapping | None) -> Read:
    """Return what the reader of a kind of file makes of it."""
    data, name = found.data, found.name
    sha256 = found.sha256 or hashlib.sha256(data).hexdigest()
    if read := _READERS.get(kind):
        return read(data, RecordFile(name, sha256, (), found.url, found.line))
    if kind in _MARKUP:
        raise RecordError(
            said("this looks like HTML or XML, which no reader takes yet"),
            where=name,
            hint=said("save the page as plain text, or give our own JSON"),
        )
    text, warnings = decode(data, name)
    file = RecordFile(name, sha256, warnings, found.url, found.line, mapping)
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
