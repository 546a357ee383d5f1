"""What a week is: seven days from Monday, in the zone of an edition.

In: "2022-W02" (ISO 8601 week), a range of them, or days, and an IANA zone. Out:
moments in UTC, as the archive sorts them.
"""

import datetime as dt
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from exporter.errors import UsageError
from exporter.said import said

_WEEK = re.compile(r"(\d{4})-?W(\d{2})", re.I | re.A)
#: The hour at which a week's edition appears, on the Monday after.
_HOUR = 6


@dataclass(frozen=True)
class Week:
    """A week in a zone: `since` is its first moment, `until` the first after it."""

    year: int
    number: int
    zone: ZoneInfo

    @property
    def name(self) -> str:
        """The week as ISO 8601 writes it."""
        return f"{self.year}-W{self.number:02}"

    @property
    def monday(self) -> dt.date:
        """Its first day."""
        return dt.date.fromisocalendar(self.year, self.number, 1)

    @property
    def last(self) -> dt.date:
        """Its last day."""
        return self.monday + dt.timedelta(days=6)

    @property
    def since(self) -> str:
        """Its first moment."""
        return midnight(self.monday, self.zone)

    @property
    def until(self) -> str:
        """The first moment after it."""
        return midnight(self.monday + dt.timedelta(days=7), self.zone)

    @property
    def published(self) -> dt.datetime:
        """When its edition appears: early on the Monday after."""
        after = self.monday + dt.timedelta(days=7)
        return dt.datetime.combine(after, dt.time(_HOUR), self.zone)


def read_week(text: str, zone: ZoneInfo) -> Week:
    """Return the week "2022-W02" means; UsageError where there is none."""
    found = _WEEK.fullmatch(text)
    try:
        if found and 1000 <= int(found[1]) < 9000:
            dt.date.fromisocalendar(int(found[1]), int(found[2]), 1)
            return Week(int(found[1]), int(found[2]), zone)
    except ValueError:
        pass
    raise UsageError(
        said("there is no week {text!r}", text=text),
        hint=said("write year and week as in 2022-W02; a year has 52 or 53"),
    )


def read_weeks(text: str, zone: ZoneInfo) -> list[Week]:
    """Return the weeks "2021-W01..2021-W52" means, both ends among them, or one.

    UsageError for what is none, and for an end before its beginning.
    """
    first, dots, last = text.partition("..")
    begin = read_week(first.strip(), zone)
    end = read_week(last.strip(), zone) if dots else begin
    weeks = [begin]
    while weeks[-1].monday < end.monday:
        year, number, _ = (weeks[-1].monday + dt.timedelta(days=7)).isocalendar()
        weeks.append(Week(year, number, zone))
    if weeks[-1] != end:
        raise UsageError(
            said("{last} comes before {first}", last=end.name, first=begin.name),
            hint=said("name the first week first: 2021-W01..2021-W52"),
        )
    return weeks


def read_day(text: str) -> dt.date:
    """Return the day "2022-01-12" means; UsageError where there is none."""
    try:
        day = dt.date.fromisoformat(text)
        if 1000 <= day.year < 9000:
            return day
    except ValueError:
        pass
    raise UsageError(
        said("there is no day {text!r}", text=text),
        hint=said("write year, month and day as in 2022-01-12"),
    )


def read_zone(name: str) -> ZoneInfo:
    """Return the zone of an IANA name; UsageError where there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise UsageError(
            said("there is no time zone {name!r}", name=name),
            hint=said('use an IANA name such as "Asia/Jakarta"'),
        ) from error


def midnight(day: dt.date, zone: ZoneInfo) -> str:
    """Return the moment a day begins in a zone."""
    return in_utc(dt.datetime.combine(day, dt.time(0), zone))


def in_utc(when: dt.datetime) -> str:
    """Return a moment as text that sorts by time: "2022-01-12T15:40:00Z"."""
    utc = when.astimezone(dt.UTC).replace(tzinfo=None)
    return f"{utc.isoformat(timespec='seconds')}Z"
