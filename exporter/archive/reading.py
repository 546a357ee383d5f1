"""The records of a source, one after the other, however many there are.

In: files and folders as named on the command line. Out: `Read`, each an Article or the
error of a record that is none, with what the proof's first half says of it. A file in
JSON Lines is read line by line: it may be larger than memory.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from exporter.errors import RecordError
from exporter.files import reason_of
from exporter.model import Article
from exporter.records import (
    check_coverage,
    check_record_text,
    is_record_file,
    read_records,
)
from exporter.records.decode import decode
from exporter.records.own import RecordFile, read_line
from exporter.said import said

#: Bytes of one line: longer ones are no article, and none fills the memory.
_LONGEST_LINE = 8_000_000
#: What the proof finds lost in one source, at most.
_MOST_LOST = 20
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Read:
    """A record that was read: an Article and the text it lost, or why it is none."""

    article: Article | None
    error: RecordError | None = None
    lost: tuple[str, ...] = ()


def find_sources(named: Iterable[Path]) -> Iterator[Path]:
    """Yield the record files that are named, and those in named folders, in order.

    Hidden files and linked folders of a folder are left out. Raises RecordError for
    what is not there, or a folder without a record.
    """
    for path in named:
        if not path.is_dir():
            yield path
            continue
        count = 0
        for file in _files_below(path):
            count += 1
            yield file
        if not count:
            raise RecordError(
                said("no record files in this folder"),
                where=str(path),
                hint=said("name a folder that holds records, or a file"),
            )


def _files_below(folder: Path) -> Iterator[Path]:
    for at, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            file = Path(at, name)
            if is_record_file(file) and file.is_file():
                yield file


class Source:
    """A record file that is being read. `sha256` is that of its bytes."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.name = file.name
        try:
            if not file.is_file():
                raise RecordError(
                    said("is no plain file but a folder, a pipe or a device")
                    if file.exists()
                    else said("there is no such file"),
                    where=self.name,
                    hint=said("name a record file, or a folder of them"),
                )
            self._looks = _looks(file)
            with file.open("rb") as opened:
                self._begins = opened.readline(_LONGEST_LINE)
                self._goes_on = bool(opened.read(_BLOCK).strip())
                opened.seek(0)
                self.sha256 = hashlib.file_digest(opened, "sha256").hexdigest()
        except (OSError, ValueError) as error:  # ValueError: no name a file can have
            raise _unreadable(self.name, error) from error

    def read(self, done: int = 0) -> Iterator[Read]:
        """Yield its records but for the first `done`.

        Raises RecordError where it cannot be read, or changed while it was.
        """
        if self._is_lines():
            try:
                yield from self._lines(done)
            except OSError as error:
                raise _unreadable(self.name, error) from error
        else:
            yield from self._whole(done)
        self._refuse_changed()

    def _is_lines(self) -> bool:
        """Say whether it is JSON Lines in UTF-8: an object on each line."""
        if self.file.suffix.lower() in (".jsonl", ".ndjson"):
            return not self._begins.startswith((b"\xff\xfe", b"\xfe\xff"))  # UTF-16
        begins = self._begins.removeprefix(b"\xef\xbb\xbf").strip()
        if not begins.startswith(b"{") or not self._goes_on:
            return False
        try:
            return isinstance(json.loads(begins), dict)
        except (ValueError, RecursionError):
            return False

    def _lines(self, done: int) -> Iterator[Read]:
        with self.file.open("rb") as opened:
            number = read = 0
            while line := opened.readline(_LONGEST_LINE):
                number += 1
                too_long = not line.endswith(b"\n") and len(line) == _LONGEST_LINE
                while too_long and line and not line.endswith(b"\n"):
                    line = opened.readline(_LONGEST_LINE)
                if not too_long and not line.strip():
                    continue
                read += 1
                if read <= done:
                    continue
                yield self._too_long(number) if too_long else self._line(line, number)

    def _line(self, line: bytes, number: int) -> Read:
        warnings: tuple[str, ...] = ()
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            try:
                text, warnings = decode(line, self.name)
            except RecordError as error:
                return Read(None, error)
        file = RecordFile(self.name, self.sha256, warnings)
        try:
            article = read_line(text, number, file)
        except RecordError as error:
            return Read(None, error)
        lost = check_record_text(text, article)[:_MOST_LOST]
        return Read(article, lost=tuple(lost))

    def _too_long(self, number: int) -> Read:
        most = _LONGEST_LINE // 1_000_000
        error = RecordError(
            said("the line has more than {most} MB", most=most),
            where=said("{file}, line {n}", file=self.name, n=number),
            hint=said("look whether it is a record; if it is, leave out what is none"),
        )
        return Read(None, error)

    def _whole(self, done: int) -> Iterator[Read]:
        """Yield the records of a file that its reader reads at once."""
        result = read_records(self.file)
        # the check is told of the whole file: it cannot say which of many lost a word
        lost = tuple(check_coverage(self.file, result.articles)[:_MOST_LOST])
        reads = [
            *(Read(article, lost=lost) for article in result.articles),
            *(Read(None, error) for error in result.errors),
        ]
        yield from reads[done:]

    def _refuse_changed(self) -> None:
        try:
            same = _looks(self.file) == self._looks
        except OSError:
            same = False
        if not same:
            raise RecordError(
                said("the file was changed while it was read"),
                where=self.name,
                hint=said("import it again: it goes on with what is new"),
            )


def _looks(file: Path) -> tuple[int, int]:
    found = file.stat()
    return found.st_size, found.st_mtime_ns


def _unreadable(name: str, error: Exception) -> RecordError:
    return RecordError(
        said("the file cannot be read: {reason}", reason=reason_of(error)),
        where=name,
        hint=said("look at its name and whether you may read it"),
    )
