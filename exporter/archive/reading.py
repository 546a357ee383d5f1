"""The records of a source, one after the other, however many there are.

In: a record file. Out: `Read`, each an Article or the error of a record that is none,
with what the proof's first half says of it. A file of JSON Lines is read line by line,
with a bound for each: it may be larger than memory, and so may what is piped in.
"""

import hashlib
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from exporter.errors import RecordError
from exporter.files import open_plain, reason_of
from exporter.model import Article
from exporter.records import Found, files_in, read_found
from exporter.records.coverage import check_found
from exporter.records.mapping import load_mapping, mapping_beside
from exporter.records.sniff import LINES_SUFFIXES
from exporter.said import said

#: Bytes of one line: longer ones are no article, and none fills the memory.
_LONGEST_LINE = 8_000_000
#: What the proof finds lost in one record, or one file of several, at most.
_MOST_LOST = 20
_BLOCK = 1 << 20
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Read:
    """A record that was read: an Article and the text it lost, or why it is none."""

    article: Article | None
    error: RecordError | None = None
    lost: tuple[str, ...] = ()


class Source:
    """A record file that is being read. `sha256` is that of its bytes."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.name = file.name
        with open_plain(file, RecordError, self.name) as opened:
            self._begins = opened.read(2)
            opened.seek(0)
            self.sha256 = hashlib.file_digest(opened, "sha256").hexdigest()
        self._looks = self._look()
        beside = mapping_beside(file)
        self._mapping = load_mapping(beside) if beside else None

    def read(self, done: int = 0) -> Iterator[Read]:
        """Yield its records but for the first `done`.

        Raises RecordError where it cannot be read, or changed while it was.
        """
        is_lines = self.file.suffix.lower() in LINES_SUFFIXES
        if is_lines and self._begins not in _UTF_16:
            with open_plain(self.file, RecordError, self.name) as opened:
                yield from self._lines(opened, self.name, done)
        else:
            yield from self._files(done)
        if self._look() != self._looks:
            raise RecordError(
                said("the file was changed while it was read"),
                where=self.name,
                hint=said("import it again: it goes on with what is new"),
            )

    def _files(self, done: int) -> Iterator[Read]:
        """Yield the records of a file, or of those that are packed in it."""
        count = 0
        for found in files_in(self.file):
            for read in self._file(found):
                count += 1
                if count > done:
                    yield read

    def _file(self, found: Found | RecordError) -> Iterator[Read]:
        if isinstance(found, RecordError):
            yield Read(None, found)
            return
        result = read_found(found, self._mapping)
        # the check is told of the whole file: it cannot say which of many lost a word
        lost = tuple(check_found(found, result.articles)[:_MOST_LOST])
        yield from (Read(article, lost=lost) for article in result.articles)
        yield from (Read(None, error) for error in result.errors)

    def _lines(self, opened: IO[bytes], name: str, done: int) -> Iterator[Read]:
        number = read = 0
        while line := opened.readline(_LONGEST_LINE):
            number += 1
            too_long = _goes_on(line)
            while too_long and line and not line.endswith(b"\n"):
                line = opened.readline(_LONGEST_LINE)
            if not too_long and not line.strip():
                continue
            read += 1
            if read <= done:
                continue
            if too_long:
                yield Read(None, _too_long(name, number))
            else:
                yield from self._file(Found(name, line, "", number, self.sha256))

    def _look(self) -> tuple[int, int] | None:
        try:
            found = self.file.stat()
        except OSError:
            return None
        return found.st_size, found.st_mtime_ns


def _goes_on(line: bytes) -> bool:
    return len(line) == _LONGEST_LINE and not line.endswith(b"\n")


def _too_long(name: str, number: int) -> RecordError:
    return RecordError(
        said("the line has more than {most} MB", most=_LONGEST_LINE // 1_000_000),
        where=said("{file}, line {n}", file=name, n=number),
        hint=said("look whether it is a record; if it is, leave out what is none"),
    )


@contextmanager
def spooled(stream: IO[bytes]) -> Iterator[Path]:
    """Give the path of a file with what a stream holds, named by what it looks like.

    What is piped in may be larger than memory: it goes to the disk for the time it is
    read.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="exporter-") as folder:
            begins = stream.readline(_LONGEST_LINE)
            rest = stream.read(_BLOCK)
            name = "stdin.jsonl" if _is_record(begins) and rest.strip() else "stdin"
            file = Path(folder, name)
            with file.open("wb") as out:
                out.write(begins)
                while rest:
                    out.write(rest)
                    rest = stream.read(_BLOCK)
            yield file
    except OSError as error:
        raise RecordError(
            said("standard input cannot be kept: {reason}", reason=reason_of(error)),
            where="-",
            hint=said("make room for it, or name a file"),
        ) from error


def _is_record(line: bytes) -> bool:
    """Say whether a line is a JSON object of its own."""
    try:
        return isinstance(json.loads(line.removeprefix(b"\xef\xbb\xbf")), dict)
    except (ValueError, RecursionError):
        return False
