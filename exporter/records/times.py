"""The publication time of a page: "Kompas.tv - 12 Januari 2022, 22:40 WIB".

In: one line of a page. Out: a `PrintedTime`, or None when the line is anything but a
date and what newsrooms print beside it. A date inside a sentence is never taken.
"""

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache

from exporter.records.labels import Labels, load_labels

_LONGEST = 160
_OFFSET = re.compile(r"(?:GMT|UTC)?\s?([+-])(\d{1,2}):?(\d{2})?$")


@dataclass(frozen=True)
class PrintedTime:
    """A time as printed: the words before it, its own words, and what they say.

    `zone` is the zone word as printed ("WIB", "+07:00") or empty; `time` is None
    where the line prints only a day; `day` is None where day and month cannot be
    told apart. `impossible` is a time no calendar or clock shows ("32 Januari 2022");
    then `day` is None. Nothing is completed here.
    """

    before: str
    printed: str
    day: dt.date | None
    time: dt.time | None
    zone: str
    impossible: bool = False


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Return the line patterns: date then time, and English time then date."""
    labels = load_labels()
    month = rf"(?P<month>{labels.month_pattern})\.?"
    weekday = rf"(?:\(?(?:{labels.weekday_pattern})\.?\)?\s*[,/|]?\s*)?"
    ordinal = r"(?:st|nd|rd|th)?"
    dates = (
        rf"(?P<day>\d{{1,2}}){ordinal}[\s-]+{month},?[\s-]+(?P<year>\d{{4}})",
        rf"{month}\s+(?P<day>\d{{1,2}}){ordinal},?\s+(?P<year>\d{{4}})",
        r"(?P<day>\d{1,2})(?P<cut>[/.-])(?P<number>\d{1,2})(?P=cut)(?P<year>\d{4})",
        r"(?P<year>\d{4})-(?P<number>\d{2})-(?P<day>\d{2})",
    )
    between = rf"(?:\s*[,|•·@–—-]\s*|\s+|T)(?:(?:{labels.time_word_pattern})\s*)?"
    clock = (
        r"\(?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?"
        r"(?:\s*(?P<half>[ap])\.?m\b\.?)?"
    )
    zone = (
        rf"(?:\s*\(?(?P<zone>{labels.zone_pattern}"
        r"|(?:GMT|UTC)?\s?[+-]\d{1,2}(?::?\d{2})?)\)?)?"
    )
    date_first = [
        rf"(?<!\w){weekday}{date}(?:{between}{clock}{zone})?$" for date in dates
    ]
    time_first = [rf"(?<!\w){clock}{zone}\s*[,|]?\s+{weekday}{date}$" for date in dates]
    return tuple(re.compile(p, re.I) for p in (*date_first, *time_first))


def read_time(line: str, *, day_first: bool) -> PrintedTime | None:
    """Return the time `line` ends with, or None.

    `day_first` says how 2/11/2023 is read; where it is False, such a date is read
    only when one order is possible. The caller judges the words before it.
    """
    if len(line) > _LONGEST or not any(char.isdigit() for char in line):
        return None
    impossible = None
    for pattern in _patterns():
        match = pattern.search(line)
        found = _from_match(line, match, day_first=day_first) if match else None
        if found and not found.impossible:
            return found
        impossible = impossible or found
    return impossible


def _from_match(line: str, match: re.Match[str], *, day_first: bool) -> PrintedTime:
    part = match.groupdict()
    before, printed = line[: match.start()].strip(), match.group()
    zone = part["zone"] or ""
    try:
        day = _day(part, day_first=day_first)
        time = _clock(part) if part["hour"] else None
    except ValueError:
        return PrintedTime(before, printed, None, None, zone, impossible=True)
    return PrintedTime(before, printed, day, time, zone)


def _day(part: dict[str, str | None], *, day_first: bool) -> dt.date | None:
    """Return the day; None where day and month cannot be told apart."""
    year, day = int(part["year"] or 0), int(part["day"] or 0)
    if part.get("month"):
        name = re.sub(r"\W", "", part["month"] or "").casefold()
        return dt.date(year, load_labels().months[name], day)
    month = int(part["number"] or 0)
    if "cut" not in part or day_first or day > 12 or day == month:
        return dt.date(year, month, day)
    return dt.date(year, day, month) if month > 12 else None


def _clock(part: dict[str, str | None]) -> dt.time:
    hour = int(part["hour"] or 0)
    half = (part["half"] or "").lower()
    if half and not 1 <= hour <= 12:
        raise ValueError("not a 12-hour clock")
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return dt.time(hour, int(part["minute"] or 0), int(part["second"] or 0))


def with_zone(
    printed: PrintedTime, zone: str, labels: Labels
) -> tuple[dt.datetime, str] | None:
    """Return the aware time and its IANA name ("" for a bare offset).

    `zone` is a zone word or an offset. None where day or clock is missing or the zone
    is not known: a time without its zone names no moment.
    """
    if printed.time is None or printed.day is None:
        return None
    known = labels.zones.get(zone.upper())
    if known:
        offset, name = dt.timedelta(minutes=known.minutes), known.name
    elif match := _OFFSET.match(zone.upper()):
        sign, hours, minutes = match.groups()
        if int(hours) > 14 or int(minutes or 0) > 59:
            return None
        offset = dt.timedelta(hours=int(hours), minutes=int(minutes or 0))
        offset, name = -offset if sign == "-" else offset, ""
    else:
        return None
    moment = dt.datetime.combine(printed.day, printed.time, dt.timezone(offset))
    return moment, name
