"""When machines are told the article was published.

In: a page being read. Out: the time that is trusted most, with its offset or without
one. JSON-LD and OpenGraph name the instant best, then <time>, then other meta tags,
whose "Z" is often a lie.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from exporter.records.html.reading import Reading

_ISO = re.compile(
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"
    r"(?:(?:T|\s+|\s*,\s*)(?P<hour>\d{1,2})[:\-.](?P<minute>\d{2})(?:[:\-.](?P<second>\d{2}))?(?:[.,]\d+)?"
    r"\s*(?P<half>[AaPp][Mm])?\s*(?P<zone>Z|UTC|GMT|(?:GMT|UTC)?\s*[+-]\d{1,2}(?::?\d{2})?|[A-Z]{2,5}T?)?)?\s*$"
)
_EPOCH = re.compile(r"1[0-9]{9}(?:[0-9]{3})?$")
_ELEMENTS = ("time", "meta", "span", "abbr", "bsp-timestamp", "relative-time")
_OPEN_GRAPH = ("article:published_time", "og:article:published_time")
_METAS = (
    *("datepublished", "og:published_time", "date.issued", "dc.date.issued"),
    *("dcterms.created", "publishdate", "publish-date", "publish_date", "pubdate"),
    *("published_at", "parsely-pub-date", "sailthru.date", "dcterms.date", "dc.date"),
    *("cxenseparse:recs:publishtime", "cxenseparse:publishtime", "date"),
    *("content_publisheddate", "publication_date", "published_time", "ptime"),
)


@dataclass(frozen=True)
class Told:
    """A time as machines are told: with its offset, or without one."""

    moment: dt.datetime
    rule: str

    @property
    def is_aware(self) -> bool:
        """Say whether the time names its offset."""
        return self.moment.tzinfo is not None


def told_published(reading: Reading) -> Told | None:
    """Return the time of publication that is trusted most; an aware one if any."""
    found = list(_all_told(reading))
    if not found:
        return None
    first = found[0]
    if first.is_aware:
        return first
    same = (
        o
        for o in found[1:]
        if o.is_aware
        and o.moment.replace(tzinfo=None) == first.moment
        and not is_zulu(o.moment)
    )
    return next(same, first)


def is_zulu(moment: dt.datetime) -> bool:
    """Say whether a time is in UTC, as machines often are told."""
    return moment.utcoffset() == dt.timedelta(0)


def _all_told(reading: Reading) -> Iterator[Told]:
    facts = reading.facts
    for key in ("datePublished", "dateCreated", "uploadDate"):
        if moment := read_moment(facts.text(key)):
            yield Told(moment, f"JSON-LD {key}")
    yield from _told_by_metas(reading, _OPEN_GRAPH)
    yield from _told_by_elements(reading)
    yield from _told_by_metas(reading, _METAS)


def _told_by_metas(reading: Reading, names: tuple[str, ...]) -> Iterator[Told]:
    for name in names:
        for value in reading.facts.metas.get(name, ()):
            if moment := read_moment(value):
                yield Told(moment, f"meta {name}")


def _told_by_elements(reading: Reading) -> Iterator[Told]:
    for element in reading.view.root.iter(*_ELEMENTS):
        if not _tells_publication(reading, element):
            continue
        keys = ("datetime", "content", "data-timestamp")
        value = next(filter(None, map(element.get, keys)), "")
        if moment := read_moment(value):
            yield Told(moment, f"<{element.tag}> of the page")


def _tells_publication(reading: Reading, element: Any) -> bool:
    """Say whether an element's machine-readable time is that of publication."""
    named = (element.get("itemprop") or "").lower()
    if element.tag == "bsp-timestamp" or named == "datepublished":
        return True
    if element.get("pubdate") is not None:
        return True
    if element.tag != "time" or reading.view.is_junk(element):
        return False
    if "modif" in f"{element.get('class') or ''} {named}".lower():
        return False
    return any(one is reading.main.scope for one in element.iterancestors())


def read_moment(text: str) -> dt.datetime | None:
    """Return the time of an ISO 8601, RFC 5322 or epoch value; naive without offset.

    None where it names no clock time or no time at all.
    """
    text = text.strip()[:80]
    try:
        if _EPOCH.match(text):
            return dt.datetime.fromtimestamp(int(text[:10]), dt.UTC)
        if match := _ISO.match(text):
            return _from_iso(match)
        if re.match(r"[A-Za-z]{3},? \d", text):
            return parsedate_to_datetime(text)
    except (ValueError, OverflowError, TypeError):
        pass
    return None


def _from_iso(match: re.Match[str]) -> dt.datetime | None:
    part = match.groupdict()
    if part["hour"] is None:
        return None
    hour = int(part["hour"])
    if part["half"]:
        hour = hour % 12 + (12 if part["half"].lower() == "pm" else 0)
    naive = dt.datetime(
        int(part["year"]),
        int(part["month"]),
        int(part["day"]),
        hour,
        int(part["minute"]),
        int(part["second"] or 0),
    )
    zone = (part["zone"] or "").replace(" ", "")
    if not zone:
        return naive
    if zone in ("Z", "UTC", "GMT"):
        return naive.replace(tzinfo=dt.UTC)
    offset = re.search(r"([+-])(\d{1,2}):?(\d{2})?$", zone)
    if offset is None:
        return naive
    minutes = int(offset[2]) * 60 + int(offset[3] or 0)
    if minutes > 14 * 60:
        return naive
    sign = -1 if offset[1] == "-" else 1
    return naive.replace(tzinfo=dt.timezone(sign * dt.timedelta(minutes=minutes)))
