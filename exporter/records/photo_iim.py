"""What a photo desk wrote into a photo the old way: IPTC IIM.

In: the bytes of an IIM block. Out: its datasets, and their text. The block is a row of
datasets: 0x1C, record, number, length, value (IIM 4.2, 1.5). It is untrusted: what is
cut short or out of form ends the reading, and what stands before it is kept.
"""

import datetime as dt
import re
from dataclasses import dataclass, field

_MARK = 0x1C
#: More datasets than any desk writes; the keywords of a photo are some dozens.
_MOST_DATASETS = 2_000
_CHARSET = (1, 90)
_UTF8 = b"\x1b%G"
_DATE = re.compile(r"\d{8}")
_TIME = re.compile(r"(\d{2})(\d{2})(\d{2})?(?:([+-])(\d{2})(\d{2}))?")

Dataset = tuple[int, int]


@dataclass(frozen=True)
class Iim:
    """The datasets of a block by record and number; `whole` where none is cut."""

    datasets: dict[Dataset, tuple[bytes, ...]] = field(default_factory=dict)
    whole: bool = True

    @property
    def is_utf8(self) -> bool:
        """Whether the block says that its text is UTF-8 (1:90 is ESC % G)."""
        return _UTF8 in self.datasets.get(_CHARSET, ())

    def raw(self, number: int) -> tuple[bytes, ...]:
        """Return the values of a dataset of record 2, as they stand there."""
        return self.datasets.get((2, number), ())

    def texts(self, number: int) -> tuple[str, ...]:
        """Return the values of a dataset of record 2 as text."""
        return tuple(self._decode(value) for value in self.raw(number))

    def text(self, number: int) -> str:
        """Return the first value of a dataset of record 2, or ""."""
        return next(iter(self.texts(number)), "")

    def _decode(self, value: bytes) -> str:
        if self.is_utf8:
            return value.decode("utf-8", "replace")
        return decode_undeclared(value)


def read_iim(block: bytes) -> Iim:
    """Return the datasets of an IIM block; never raises."""
    found: dict[Dataset, list[bytes]] = {}
    at = count = 0
    while at < len(block) and count < _MOST_DATASETS:
        if block[at] != _MARK:
            break
        head = _head(block, at)
        if head is None:
            break
        start, size = head
        if start + size > len(block):
            break
        key = block[at + 1], block[at + 2]
        found.setdefault(key, []).append(block[start : start + size])
        at, count = start + size, count + 1
    whole = not block[at:].strip(b"\0")  # a block is filled up with NULs
    return Iim({key: tuple(values) for key, values in found.items()}, whole)


def _head(block: bytes, at: int) -> tuple[int, int] | None:
    """Return where a dataset's value starts and its length; None where it is cut."""
    if at + 5 > len(block):
        return None
    size = int.from_bytes(block[at + 3 : at + 5], "big")
    if not size & 0x8000:
        return at + 5, size
    start = at + 5 + (size & 0x7FFF)  # the length of the length follows
    if start > len(block) or start > at + 9:
        return None
    return start, int.from_bytes(block[at + 5 : start], "big")


def decode_undeclared(value: bytes) -> str:
    """Return text whose encoding nobody names: UTF-8 where it is, else cp1252.

    Bytes over 0x7F that are valid UTF-8 are never by chance text of cp1252.
    """
    for encoding in ("utf-8", "cp1252"):
        try:
            return value.decode(encoding)
        except UnicodeDecodeError:
            continue
    return value.decode("latin-1")


def is_undeclared_utf8(value: bytes) -> bool:
    """Say whether bytes can only be meant as UTF-8: not ASCII, and valid."""
    try:
        return not value.decode("utf-8").isascii()
    except UnicodeDecodeError:
        return False


def read_day(date: str) -> dt.date | None:
    """Return the day in CCYYMMDD; None for none ("00000000" too)."""
    if not _DATE.fullmatch(date):
        return None
    try:
        return dt.date(int(date[:4]), int(date[4:6]), int(date[6:]))
    except ValueError:
        return None


def read_moment(date: str, time: str, missing: dt.time) -> dt.datetime | None:
    """Return the moment in CCYYMMDD and HHMMSS±HHMM; naive where no zone is given.

    Where `time` is none, `missing` is taken.
    """
    day = read_day(date)
    if day is None:
        return None
    found = _TIME.fullmatch(time.strip())
    if found is None:
        return dt.datetime.combine(day, missing)
    hour, minute, second, sign, hours, minutes = found.groups()
    try:
        clock = dt.time(int(hour), int(minute), int(second or 0))
        moment = dt.datetime.combine(day, clock)
        if sign is None:
            return moment
        offset = dt.timedelta(hours=int(hours), minutes=int(minutes))
        zone = dt.timezone(-offset if sign == "-" else offset)
    except ValueError:
        return dt.datetime.combine(day, missing)
    return moment.replace(tzinfo=zone)
