"""Where record files lie: files, folders, globs, packed files and web archives.

In: names as an editor types them. Out: `Found`, each record file with its bytes, one
after the other, so that an archive of thousands never stands in memory. Packed files
are unpacked with bounds: a bomb is an error, never a full disk or memory. Read are
gzip (RFC 1952), WARC (ISO 28500; extra `warc`) and WACZ 1.1 (a ZIP of WARC files).
"""

import hashlib
import os
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BufferedIOBase, BufferedReader
from pathlib import Path
from typing import IO

from exporter.errors import RecordError
from exporter.files import open_plain, read_bytes
from exporter.records.limits import LIMITS
from exporter.records.packed import GZIP_START, Unpacked, damaged, gunzip, too_large
from exporter.records.sniff import LINES_SUFFIXES
from exporter.records.warc import WARC_START, pages_in
from exporter.said import said

#: Endings of the files in a folder that are taken for records.
SUFFIXES = (
    *(".json", ".jsonl", ".ndjson", ".txt", ".html", ".htm", ".xhtml", ".xml"),
    *(".mhtml", ".mht"),
    *(".rss", ".atom", ".nitf", ".newsml", ".ninjs", ".gz", ".warc", ".wacz"),
)
#: The name that stands for standard input, as in other commands.
STANDARD_INPUT = "-"
_ZIP = b"PK\x03\x04"
_MAGIC = re.compile(r"[*?\[]")
_STEP = 1_000_000
#: A file that grows more than this when it is unpacked is a bomb.
_MOST_RATIO = 100


@dataclass(frozen=True)
class Found:
    """One record file, wherever it lies: its name, its bytes, and its address.

    A long file of JSON Lines comes in runs of lines: `line` is the number of the
    first, and `sha256` the whole file's, as it lies.
    """

    name: str
    data: bytes
    url: str = ""
    line: int = 1
    sha256: str = ""


def is_record_file(path: Path) -> bool:
    """Say whether a file in a folder of records is one; hidden files are not."""
    return path.suffix.lower() in SUFFIXES and not path.name.startswith(".")


def expand_sources(names: Sequence[str]) -> list[Path]:
    """Return the record files that names stand for: files, folders and globs.

    A folder stands for all record files in it, in the folders below it too. Raises
    RecordError for a name that stands for nothing.
    """
    paths: list[Path] = []
    for name in names:
        path = Path(name)
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.is_file())
            found = [p for p in inside if is_record_file(p)]
        elif path.exists() or not _MAGIC.search(name):
            found = [path]
        else:
            start = Path(path.anchor)
            found = sorted(start.glob(str(path.relative_to(start))))
        if not found:
            raise RecordError(
                said("there are no record files"),
                where=name,
                hint=said("name files, or a folder that holds them"),
            )
        paths.extend(found)
    return list(dict.fromkeys(paths))


def files_in(path: Path) -> Iterator[Found | RecordError]:
    """Yield the record files in a file: itself, or what is packed in it.

    An error stands for what is damaged or too large among good ones. Raises
    RecordError where nothing can be read.
    """
    with open_plain(path, RecordError, path.name) as file:
        start = file.read(8)
        if start.startswith(_ZIP):
            file.seek(0)
            yield from _in_zip(file, path.name)
            return
        if start.startswith(WARC_START):
            file.seek(0)
            yield from _pages(file, path.name)
            return
        if start.startswith(GZIP_START):
            file.seek(0)
            yield from _in_gzip(file, path.name)
            return
        size = os.fstat(file.fileno()).st_size
        if size > LIMITS.file and path.suffix.lower() in LINES_SUFFIXES:
            yield from _runs_of_lines(file, path.name)
            return
    yield Found(path.name, read_bytes(path, RecordError, path.name, LIMITS.file))


def _runs_of_lines(file: BufferedReader, name: str) -> Iterator[Found | RecordError]:
    """Yield a long file of JSON Lines in runs, so that it never stands in memory."""
    file.seek(0)
    sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    yield from _runs(file, name, sha256)


def _runs(
    file: BufferedIOBase, name: str, sha256: str
) -> Iterator[Found | RecordError]:
    line = 1
    while run := file.read(_STEP):
        rest = file.readline(LIMITS.file + 1)
        if len(rest) > LIMITS.file:
            yield too_large(name)
            return
        run += rest
        yield Found(name, run, "", line, sha256)
        line += run.count(b"\n")


def _in_gzip(file: IO[bytes], name: str) -> Iterator[Found | RecordError]:
    """Yield what a gzip file holds: one record file, or the pages of a web archive."""
    if _unpacked_start(file).startswith(WARC_START):
        file.seek(0)
        yield from _pages(file, name)
        return
    inner = name.removesuffix(".gz")
    file.seek(0)
    if inner.lower().endswith(LINES_SUFFIXES):
        yield from _packed_lines(file, inner, name)
    else:
        yield Found(inner, gunzip(file, name))


def _packed_lines(
    file: IO[bytes], inner: str, name: str
) -> Iterator[Found | RecordError]:
    """Yield packed JSON Lines in runs; what grows like a bomb is an error."""
    sha256 = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    most = max(LIMITS.file, file.tell() * _MOST_RATIO)
    file.seek(0)
    size = 0
    try:
        for found in _runs(BufferedReader(Unpacked(file)), inner, sha256):
            size += len(found.data) if isinstance(found, Found) else 0
            if size > most:
                yield too_large(name, most)
                return
            yield found
    except (EOFError, zlib.error):
        yield damaged(name)


def _pages(file: IO[bytes], name: str) -> Iterator[Found | RecordError]:
    for page in pages_in(file, name):
        if isinstance(page, RecordError):
            yield page
        else:
            url, data = page
            yield Found(url or name, data, url)


def _unpacked_start(file: IO[bytes]) -> bytes:
    try:
        return zlib.decompressobj(31).decompress(file.read(1000), 8)
    except zlib.error:
        return b""


def _in_zip(file: IO[bytes], name: str) -> Iterator[Found | RecordError]:
    """Yield the pages of the WARC files of a WACZ (its folder `archive/`)."""
    try:
        packed = zipfile.ZipFile(file)
        members = [one for one in packed.infolist() if _is_warc(one.filename)]
        if not members:
            raise RecordError(
                said("the ZIP file is no web archive (WACZ)"),
                where=name,
                hint=said("unpack it, and name the folder"),
            )
        for one in members:
            where = f"{name}: {one.filename}"
            most = max(LIMITS.file, one.compress_size * _MOST_RATIO)
            if one.file_size > most:
                yield too_large(where)
                continue
            with packed.open(one) as member:
                yield from _pages(member, where)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise damaged(name) from error


def _is_warc(name: str) -> bool:
    return name.startswith("archive/") and name.endswith((".warc", ".warc.gz"))
