"""Times as systems write them: ISO 8601, RFC 2822, seconds since 1970.

In: a value of a record and, where it has no offset, the zone of its clock. Out: an
aware time and the IANA name of its zone ("" where only an offset is known), or None.
Nothing is completed: a time without offset and zone names no moment.
"""

import datetime as dt
import re
from dataclasses import dataclass
from email.utils import parsedate_tz
from typing import Any
from zoneinfo import ZoneInfo

from exporter.records.labels import load_labels
from exporter.records.times import read_time, with_zone

_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d\d)?$")
_EPOCH = re.compile(r"\d{9,13}(?:\.\d+)?$")
_ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T\s]+(\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)"
    r"\s*(Z|[+-]\d\d:?\d\d|[+-]\d\d|[A-Z]{3,4})?)?$",
    re.I,
)
#: Thousandths of a second: so large a number of seconds is in the year 5138.
_MILLISECONDS = 100_000_000_000


@dataclass(frozen=True)
class Clock:
    """A zone: its IANA name, or an offset alone."""

    name: str = ""
    minutes: int | None = None

    def aware(self, when: dt.datetime) -> dt.datetime:
        """Return a naive time as one of this zone."""
        if self.minutes is not None:
            return when.replace(tzinfo=_fixed(self.minutes))
        zoned = when.replace(tzinfo=ZoneInfo(self.name))
        return zoned.replace(tzinfo=dt.timezone(zoned.utcoffset() or dt.timedelta()))

    def shown(self, when: dt.datetime) -> dt.datetime:
        """Return an aware time as this zone's clock shows it."""
        if self.minutes is not None:
            return when.astimezone(_fixed(self.minutes))
        zoned = when.astimezone(ZoneInfo(self.name))
        return zoned.replace(tzinfo=dt.timezone(zoned.utcoffset() or dt.timedelta()))


def _fixed(minutes: int) -> dt.timezone:
    return dt.timezone(dt.timedelta(minutes=minutes))


def clock_of(zone: str) -> Clock | None:
    """Return the clock of an IANA name, a zone word ("WIB") or an offset ("+07:00")."""
    zone = zone.strip()
    known = load_labels().zones.get(zone.upper())
    if known:
        return Clock(known.name, known.minutes)
    if match := _OFFSET.match(zone.upper()):
        sign, hours, minutes = match.groups()
        total = int(hours) * 60 + int(minutes or 0)
        return Clock("", -total if sign == "-" else total) if total <= 14 * 60 else None
    try:
        return Clock(ZoneInfo(zone).key) if "/" in zone or zone == "UTC" else None
    except (KeyError, ValueError, OSError):
        return None


@dataclass(frozen=True)
class ReadTime:
    """A time that was read: aware, or naive where nothing says its zone."""

    when: dt.datetime
    zone: str = ""

    @property
    def is_moment(self) -> bool:
        """Say whether it names a moment."""
        return self.when.tzinfo is not None


def read_moment(value: Any, clock: Clock | None = None) -> ReadTime | None:
    """Return the time `value` says; None where it is no time, or only a day.

    `clock` is the zone of times without an offset; those with one are shown on it
    where it has a name.
    """
    text = str(value).strip()
    try:
        found = _epoch(text) or _iso(text) or _rfc_2822(text) or _printed(text)
        if found is None or not 1000 <= found.when.year <= 9000:
            return None
        if clock is None:
            return found
        if not found.is_moment:
            return ReadTime(clock.aware(found.when), clock.name)
        if clock.name and not found.zone:
            return ReadTime(clock.shown(found.when), clock.name)
    except (ValueError, OverflowError):
        return None
    return found


def _epoch(text: str) -> ReadTime | None:
    if not _EPOCH.match(text):
        return None
    number = float(text)
    seconds = number / 1000 if number > _MILLISECONDS else number
    return ReadTime(dt.datetime.fromtimestamp(seconds, dt.UTC))


def _iso(text: str) -> ReadTime | None:
    match = _ISO.match(text)
    if match is None or match[2] is None:
        return None
    when = dt.datetime.fromisoformat(f"{match[1]}T{match[2].replace(',', '.')}")
    return _zoned(when, match[3] or "")


def _zoned(when: dt.datetime, zone: str) -> ReadTime | None:
    """Return a naive time with the zone written behind it."""
    if not zone:
        return ReadTime(when)
    clock = Clock("", 0) if zone.upper() in ("Z", "UTC", "GMT") else clock_of(zone)
    if clock is None:
        return None
    return ReadTime(clock.aware(when), clock.name)


def _rfc_2822(text: str) -> ReadTime | None:
    """Read "Wed, 12 Jan 2022 22:40:00 +0700"; the zone may be a word ("WIB")."""
    parts = parsedate_tz(text)
    if parts is None or not re.search(r"\d:\d\d", text):
        return None
    when = dt.datetime(*parts[:6])
    word = text.split()[-1]
    known = load_labels().zones.get(word.upper())
    if known and word.upper() not in ("Z", "UTC", "GMT"):
        return ReadTime(Clock(known.name, known.minutes).aware(when), known.name)
    if parts[9] is None:
        return ReadTime(when)
    return ReadTime(when.replace(tzinfo=_fixed(parts[9] // 60)))


def _printed(text: str) -> ReadTime | None:
    """Read a time as newsrooms print it: "12 Januari 2022, 22:40 WIB"."""
    printed = read_time(text, day_first=True)
    if printed is None or printed.before or printed.day is None or not printed.time:
        return None
    moment = with_zone(printed, printed.zone, load_labels()) if printed.zone else None
    if moment is None:
        return ReadTime(dt.datetime.combine(printed.day, printed.time))
    return ReadTime(*moment)
