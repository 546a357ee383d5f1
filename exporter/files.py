"""Files other people wrote, read with bounds and with words for what is wrong.

In: a path, and the error a caller raises. Out: bytes, text or a TOML table. A pipe or
a device never stops the run, and no file is read into memory that is far too large.
"""

import os
import stat
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import Any

from exporter.errors import ExporterError
from exporter.known import known_reason
from exporter.said import said

Refusal = type[ExporterError]
#: The most bytes of a file that people write by hand: a template, a stylesheet.
MOST_BYTES = 4_000_000


@contextmanager
def open_plain(path: Path, refuse: Refusal, where: str) -> Iterator[BufferedReader]:
    """Open a plain file to read; raise `refuse` for any other."""
    try:
        # O_NONBLOCK: a pipe under this name must not stop the run
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as source:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise _no_file(refuse, where)
            yield source
    except IsADirectoryError as error:
        raise _no_file(refuse, where) from error
    except (OSError, ValueError) as error:  # ValueError: no name a file can have
        raise refuse(
            said("the file cannot be read: {reason}", reason=reason_of(error)),
            where=where,
            hint=said("look at its name and whether you may read it"),
        ) from error


def read_bytes(
    path: Path, refuse: Refusal, where: str, most: int = MOST_BYTES
) -> bytes:
    """Return what a plain file holds; raise `refuse` for any other, or a longer one."""
    with open_plain(path, refuse, where) as source:
        size = os.fstat(source.fileno()).st_size
        data = source.read(most + 1) if size <= most else b""
    if max(size, len(data)) > most:
        raise refuse(
            said(
                "the file has {size} MB, more than {most}",
                size=max(size, len(data)) // 1_000_000,
                most=most // 1_000_000,
            ),
            where=where,
            hint=said("look whether it is the right file; if it is, split it"),
        )
    return data


def read_text(path: Path, refuse: Refusal, where: str) -> str:
    """Return the text of a UTF-8 file; raise `refuse` for what is none."""
    return text_of(read_bytes(path, refuse, where), refuse, where)


def text_of(data: bytes, refuse: Refusal, where: str) -> str:
    """Return the text of UTF-8 bytes; raise `refuse` for what is none."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refuse(
            said(
                "is not UTF-8: byte 0x{byte} in line {line} cannot be read",
                byte=f"{data[error.start]:02X}",
                line=data.count(b"\n", 0, error.start) + 1,
            ),
            where=where,
            hint=said("save it again with the encoding UTF-8"),
        ) from error
    if "\0" in text:
        raise refuse(
            said("is no text: it has a NUL character"),
            where=where,
            hint=said("save it again as plain text, with the encoding UTF-8"),
        )
    return text


def load_toml(path: Path, refuse: Refusal, where: str) -> dict[str, Any]:
    """Return the table of a TOML file; raise `refuse` for what is none."""
    return parse_toml(read_text(path, refuse, where), refuse, where)


def parse_toml(text: str, refuse: Refusal, where: str) -> dict[str, Any]:
    """Return the table of a TOML text; raise `refuse` for what is none."""
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        reason = said("brackets stand in one another too deeply")
        raise _no_toml(refuse, where, reason) from error
    except ValueError as error:  # TOMLDecodeError, or a number without end
        raise _no_toml(
            refuse, where, known_reason(str(error).partition(";")[0])
        ) from error


def reason_of(error: Exception) -> str:
    """Return why the system refused a file, in its words and without a path."""
    return known_reason(getattr(error, "strerror", None) or str(error))


def _no_file(refuse: Refusal, where: str) -> ExporterError:
    return refuse(
        said("is no plain file but a folder, a pipe or a device"),
        where=where,
        hint=said("put a file in its place, or name another"),
    )


def _no_toml(refuse: Refusal, where: str, reason: str) -> ExporterError:
    return refuse(
        said("is not valid TOML: {reason}", reason=reason),
        where=where,
        hint=said("correct the line it names; text values stand in quotes"),
    )
