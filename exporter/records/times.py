"""The publication time of a page: "Kompas.tv - 12 Januari 2022, 22:40 WIB".

In: one line of a page. Out: a `PrintedTime`, or None when the line is anything but a
date and what newsrooms print beside it. A date inside a sentence is never taken.
"""

import datetime as dt
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from exporter.records.labels import Labels, fold, load_labels

_LONGEST = 160
_OFFSET = re.compile(r"(?:GMT|UTC)?\s?([+-])(\d{1,2}):?(\d{2})?$")
#: Dates in figures; the second kind begins with its year.
_FIGURES = re.compile(
    r"(?<![\w/.-])(?:(?P<day>\d{1,2})(?P<cut>[/.-])\s?(?P<number>\d{1,2})(?P=cut)\s?"
    r"(?P<year>\d{4})(?!\d)"
    r"|(?P<year2>\d{4})(?P<cut2>[/.-])\s?(?P<number2>\d{1,2})(?P=cut2)\s?"
    r"(?P<day2>\d{1,2})(?!\d)(?:\.(?!\d))?"
    r"|(?P<year3>\d{4})\s?[年년]\s?(?P<number3>\d{1,2})\s?[月월]\s?"
    r"(?P<day3>\d{1,2})\s?[日일号號]"
    r"|(?P<day4>\d{1,2})\s+tháng\s+(?P<number4>\d{1,2}),?\s+(?:năm\s+)?(?P<year4>\d{4})"
    r"(?!\d))",
    re.I,
)
#: Years from here on are of the Buddhist era, which is 543 ahead.
_BUDDHIST = 2400
_BUDDHIST_AHEAD = 543


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


def read_time(
    line: str, *, day_first: bool, labels: Labels | None = None
) -> PrintedTime | None:
    """Return the time `line` ends with, or None.

    `day_first` says how 2/11/2023 is read; where it is False, such a date is read
    only when one order is possible. `labels` are those of the page's language. The
    caller judges the words before it.
    """
    if len(line) > _LONGEST or not any(char.isdigit() for char in line):
        return None
    labels = labels or load_labels()
    impossible = None
    for pattern in (labels.date_with_month, _FIGURES):
        for match in pattern.finditer(line):
            found = _around(line, match, labels, day_first=day_first)
            if found and not found.impossible:
                return found
            impossible = impossible or found
    return impossible


def _around(
    line: str, match: re.Match[str], labels: Labels, *, day_first: bool
) -> PrintedTime | None:
    """Return the time around a date, or None where other words follow it."""
    after = labels.clock_after.fullmatch(line, match.end())
    if after is None:
        return None
    clock: re.Match[str] | None = after if after["hour"] else None
    start = match.start()
    if weekday := labels.weekday_before.search(line, 0, start):
        start = weekday.start()
    if clock is None and (before := labels.clock_before.search(line, 0, start)):
        clock, start = before, before.start()
    zone = (clock["zone"] or after["day_zone"] or "") if clock else ""
    printed = line[start:].strip()
    if printed.count("(") < printed.count(")"):
        printed = printed.rstrip(")").rstrip()
    words = line[:start].strip()
    try:
        day = _day(match, labels, day_first=day_first)
        time = _clock(clock, labels) if clock else None
    except ValueError:
        return PrintedTime(words, printed, None, None, zone, impossible=True)
    return PrintedTime(words, printed, day, time, zone)


def _part(match: re.Match[str], name: str) -> str:
    """Return the group `name`, or the one with a number that took its part."""
    return next(
        (v for k, v in match.groupdict().items() if v and k.rstrip("234") == name), ""
    )


def _day(match: re.Match[str], labels: Labels, *, day_first: bool) -> dt.date | None:
    """Return the day; None where day and month cannot be told apart."""
    year, day = int(_part(match, "year")), int(_part(match, "day"))
    year -= _BUDDHIST_AHEAD if year >= _BUDDHIST else 0
    if name := _part(match, "month"):
        return dt.date(year, labels.months[fold(name)], day)
    month = int(_part(match, "number"))
    certain = not match["cut"] or match["cut"] == "." or day_first
    if certain or day > 12 or day == month:
        return dt.date(year, month, day)
    return dt.date(year, day, month) if month > 12 else None


def _clock(part: re.Match[str], labels: Labels) -> dt.time:
    hour = int(part["hour"])
    half = part["early"] or part["late"] or ""
    if half and not (1 <= hour <= 12 or (hour == 0 and part["early"])):
        raise ValueError("not a 12-hour clock")
    if half:
        late = labels.pm.fullmatch(half) is not None
        hour = hour % 12 + (12 if late else 0)
    return dt.time(hour, int(part["minute"] or 0), int(part["second"] or 0))


def with_zone(
    printed: PrintedTime, zone: str, labels: Labels, outlet_zone: str = ""
) -> tuple[dt.datetime, str] | None:
    """Return the aware time and its IANA name ("" for a bare offset).

    `zone` is a zone word, an IANA name or an offset; `outlet_zone`, the zone of the
    outlet's clock, decides between zones that share a word ("IST"). None where day or
    clock is missing or the zone is not known: a time without its zone names no moment.
    """
    if printed.time is None or printed.day is None:
        return None
    local = dt.datetime.combine(printed.day, printed.time)
    known = labels.zones.get(zone.upper())
    if known:
        at_home = labels.zones.get(outlet_zone.upper())
        outlet_name = at_home.name if at_home else outlet_zone
        name = outlet_name if outlet_name in known.others else known.name
        if name != known.name or known.minutes is None:
            return _in_zone(local, name)
        offset = dt.timedelta(minutes=known.minutes)
    elif "/" in zone:
        return _in_zone(local, zone)
    elif match := _OFFSET.match(zone.upper()):
        sign, hours, minutes = match.groups()
        if int(hours) > 14 or int(minutes or 0) > 59:
            return None
        offset = dt.timedelta(hours=int(hours), minutes=int(minutes or 0))
        offset, name = -offset if sign == "-" else offset, ""
    else:
        return None
    return local.replace(tzinfo=dt.timezone(offset)), name


def _in_zone(local: dt.datetime, name: str) -> tuple[dt.datetime, str] | None:
    """Return a local time with the offset a zone had then.

    None where the clock skipped it, or showed it twice: then it names no one moment.
    """
    try:
        zone = ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None
    once, again = (local.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    if once is None or once != again:
        return None
    return local.replace(tzinfo=dt.timezone(once)), name
