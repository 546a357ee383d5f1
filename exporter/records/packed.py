"""Packed files (gzip, RFC 1952), unpacked with bounds.

In: an open file. Out: its bytes, all at once or as a stream; a bomb, a damaged file and
one that was cut short are errors.
"""

import zlib
from collections.abc import Iterator
from io import RawIOBase
from typing import IO

from exporter.errors import RecordError
from exporter.records.limits import LIMITS
from exporter.said import said

GZIP_START = b"\x1f\x8b"
_STEP = 1_000_000


def gunzip(file: IO[bytes], name: str) -> bytes:
    """Return what a gzip file holds; RecordError where it is damaged or too large."""
    parts, size = [], 0
    try:
        for part in _unpack(file):
            size += len(part)
            if size > LIMITS.file:
                raise too_large(name)
            parts.append(part)
    except (EOFError, zlib.error) as error:
        raise damaged(name) from error
    return b"".join(parts)


def _unpack(file: IO[bytes]) -> Iterator[bytes]:
    """Yield what a gzip file holds, in parts; EOFError where it was cut short."""
    unpack = zlib.decompressobj(31)
    while packed := unpack.unconsumed_tail or unpack.unused_data or file.read(_STEP):
        if unpack.eof:  # the next member of the same file
            unpack = zlib.decompressobj(31)
        yield unpack.decompress(packed, _STEP)
    if not unpack.eof:
        raise EOFError


class Unpacked(RawIOBase):
    """What a gzip file holds, as a stream; reading behind a cut raises EOFError."""

    def __init__(self, file: IO[bytes]) -> None:
        self._parts = _unpack(file)
        self._left = b""

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill a buffer as far as the next part goes; return how far."""
        while not self._left:
            part = next(self._parts, None)
            if part is None:
                return 0
            self._left = part
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count


def too_large(name: str, most: int = LIMITS.file) -> RecordError:
    """Return the error for something packed that has more than `most` bytes."""
    return RecordError(
        said("what is packed in it has more than {most} MB", most=most // 1_000_000),
        where=name,
        hint=said("look whether it is the right file; if it is, split it"),
    )


def damaged(name: str) -> RecordError:
    """Return the error for a packed file that cannot be unpacked."""
    return RecordError(
        said("the packed file is damaged or cut short"),
        where=name,
        hint=said("copy it again from where it came from"),
    )
