"""When the article was published and last changed.

In: a page being read. Out: both moments with their offset, the zone's IANA name and
the words they are printed with. JSON-LD and OpenGraph name the instant best, then
<time>, then other meta tags, whose "Z" is often a lie; a zone that is printed
("22:40 WIB") outranks them all. A time without a zone names no moment until the
page, its outlet or its country gives one.
"""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from exporter.records.html.habits import parts_of
from exporter.records.html.reading import Reading
from exporter.records.html.told_times import Told, is_zulu, read_moment, told_published
from exporter.records.html.words import lines_of
from exporter.records.html.zones import countries_of, zone_of, zone_with_offset
from exporter.records.labels import fold
from exporter.records.people import read_people
from exporter.records.times import PrintedTime, read_time, with_zone
from exporter.said import said

_MACHINE = re.compile(r"\d{4}-\d\d-\d\dT")
_HOLDERS = ("div", "p", "ul", "section", "article", "header")
_LONGEST = 160


def set_times(reading: Reading) -> None:
    """Put publication and change into the draft and cut their lines out of the page."""
    published = told_published(reading)  # before the elements are cut out
    printed = list(_printed(reading))
    countries = countries_of(
        reading.facts.language, reading.facts.meta("og:locale"), reading.address
    )
    chosen = _choose(reading, printed, published, countries)
    if chosen:
        reading.draft.set("published_as_printed", chosen.printed, "visible time")
    moment, zone, rule = _moment(reading, chosen, published, countries)
    if moment is None:
        if chosen and chosen.time is None:
            reading.draft.warn(said("no clock time found, only a day"))
        elif chosen or published:
            reading.draft.warn(said("no time zone found"))
        return
    reading.draft.set("published", moment, rule)
    if zone:
        reading.draft.set("time_zone", zone, rule)
    _set_modified(reading, moment, countries)


# --- what is printed ----------------------------------------------------------------


def _printed(reading: Reading) -> Iterator[tuple[PrintedTime, bool]]:
    """Yield each printed time of head and end, and whether it is of a change."""
    for line in reading.times_beside:
        if found := _read(reading, line):
            yield found, _is_change(reading, found)
    elements = [e for e in reading.main.scope.iter() if isinstance(e.tag, str)]
    for element in (*elements, *elements):  # what is left when an inner one is cut out
        if element in reading.gone:
            continue
        if not _may_hold_time(reading, element) or _in_entry(reading, element):
            continue
        times = [(line, _read(reading, line)) for line in lines_of(element)]
        if not any(found for _, found in times):
            continue
        for line, found in times:
            _keep_people(reading, found.before if found else line)
            reading.draft.drop(line, "time line")
            if found and not _MACHINE.match(found.printed):
                yield found, _is_change(reading, found)
        reading.take(element)


def _is_change(reading: Reading, found: PrintedTime) -> bool:
    return bool(reading.labels.modified.search(found.before))


def _keep_people(reading: Reading, words: str) -> None:
    """Keep a byline that stands on the line of a time."""
    words = words.strip(" -–—|·•,")
    if people := read_people(words, reading.labels):
        reading.draft.bylines.append(words)
        reading.draft.people.extend(people)


def _in_entry(reading: Reading, element: Any) -> bool:
    for one in element.iterancestors():
        if one is reading.main.scope:
            return False
        if "live_entry" in parts_of(one) or one.tag in ("figure", "li"):
            return one.tag != "li" or reading.view.place[element] > reading.end
        if one.tag == "article" and reading.is_card(one):
            return True
    return False


def _may_hold_time(reading: Reading, element: Any) -> bool:
    place, named = reading.view.place[element], element.tag == "time"
    if reading.start <= place <= reading.end and not named:
        return False
    if place > reading.end and reading.is_in_card(element):
        return False
    if reading.view.length[element] > _LONGEST:
        return False
    if reading.view.is_junk(element) and not _is_beside_headline(reading, place):
        return False
    if named or "time" in parts_of(element):
        return True
    if next(element.iterchildren(*_HOLDERS), None) is not None:
        return False
    words = "".join(element.itertext())
    return len(words) < 120 and sum(c.isdigit() for c in words) >= 5


def _is_beside_headline(reading: Reading, place: int) -> bool:
    """Say whether a place is so near the headline that a date there is its own."""
    headline = reading.view.place.get(reading.headline.element, -1)
    return headline >= 0 and headline - 12 < place < reading.start


def _read(reading: Reading, line: str) -> PrintedTime | None:
    language = str(reading.draft.values.get("language", "id")).split("-")[0]
    day_first = reading.labels.day_first.get(language, True)
    if language == "en" and not re.match(r"en[-_]us", reading.facts.language, re.I):
        day_first = reading.labels.day_first.get("en", False)
    return read_time(line, day_first=day_first, labels=reading.labels)


# --- both together --------------------------------------------------------------------


def _choose(
    reading: Reading,
    printed: list[tuple[PrintedTime, bool]],
    told: Told | None,
    countries: list[str],
) -> PrintedTime | None:
    """Return the printed time of publication; one that agrees with what is told."""
    usable = [(one, change) for one, change in printed if not one.impossible]
    day = told.moment.date() if told else None
    for one, change in usable:
        if (
            day
            and one.day
            and one.time
            and not change
            and abs((one.day - day).days) <= 1
        ):
            return one
    return next((one for one, change in usable if not change), None)


def _moment(
    reading: Reading,
    printed: PrintedTime | None,
    told: Told | None,
    countries: list[str],
) -> tuple[dt.datetime | None, str, str]:
    """Return the moment of publication, its zone's name and the rule."""
    labels, home = reading.labels, _outlet_zone(reading) or zone_of(countries)
    shown = None
    if printed and printed.zone:
        shown = with_zone(printed, printed.zone, labels, home)
    if told and told.is_aware:
        return _agreed(shown, told, _naive(printed), countries)
    if shown and (not told or _same_clock(shown[0], told.moment)):
        zone = zone_with_offset(countries, shown[0]) or shown[1]
        return shown[0], zone, "visible time with its zone"
    naive = told.moment if told else _naive(printed)
    zone, rule = _zone_of_page(reading, shown, countries) if naive else ("", "")
    if naive is None or not zone:
        return None, "", ""
    clock = PrintedTime("", "", naive.date(), naive.time(), "")
    moment = with_zone(clock, zone, labels, home)
    if moment is None:
        return None, "", ""
    return (*moment, f"{told.rule if told else 'visible time'}; {rule}")


def _agreed(
    shown: tuple[dt.datetime, str] | None,
    told: Told,
    clock: dt.datetime | None,
    countries: list[str],
) -> tuple[dt.datetime, str, str]:
    """Return the moment on which the page and what machines are told agree."""
    if shown and abs(shown[0] - told.moment) < dt.timedelta(minutes=1):
        local = told.moment.astimezone(shown[0].tzinfo)
        return (
            local,
            zone_with_offset(countries, local) or shown[1],
            f"{told.rule}, printed with its zone",
        )
    if shown and _same_clock(shown[0], told.moment):
        return shown[0], shown[1], "visible time with its zone, against " + told.rule
    zone = zone_of(countries)
    if zone and clock and is_zulu(told.moment):
        local = told.moment.astimezone(ZoneInfo(zone))
        if _same_clock(local, clock):
            fixed = local.astimezone(dt.timezone(local.utcoffset() or dt.timedelta(0)))
            return fixed, zone, f"{told.rule}, as printed on the page"
    return told.moment, zone_with_offset(countries, told.moment), told.rule


def _same_clock(one: dt.datetime, other: dt.datetime) -> bool:
    return abs(one.replace(tzinfo=None) - other.replace(tzinfo=None)) < dt.timedelta(
        minutes=1
    )


def _naive(printed: PrintedTime | None) -> dt.datetime | None:
    if printed is None or printed.day is None or printed.time is None:
        return None
    return dt.datetime.combine(printed.day, printed.time)


def _zone_of_page(
    reading: Reading, shown: tuple[dt.datetime, str] | None, countries: list[str]
) -> tuple[str, str]:
    """Return the zone a time without one is in, and how that is known."""
    if shown and shown[1]:
        return shown[1], "the zone printed on the page"
    if zone := _outlet_zone(reading):
        reading.draft.warn(
            said("no time zone printed: the outlet's {zone} is taken", zone=zone)
        )
        return zone, "zone of the outlet"
    zone = zone_of(countries)
    if zone:
        reading.draft.warn(
            said(
                "no time zone found: that of the page's country is taken, {zone}",
                zone=zone,
            )
        )
    return zone, "zone of the page's country"


def _outlet_zone(reading: Reading) -> str:
    """Return the zone of the publisher's clock, a word or an IANA name, or ""."""
    publisher = reading.draft.values.get("publisher")
    return reading.labels.outlets.get(fold(publisher.name), "") if publisher else ""


def _set_modified(
    reading: Reading, published: dt.datetime, countries: list[str]
) -> None:
    facts = reading.facts
    for text, rule in (
        (facts.text("dateModified"), "JSON-LD dateModified"),
        (
            facts.meta("article:modified_time", "og:updated_time", "datemodified"),
            "meta article:modified_time",
        ),
    ):
        moment = read_moment(text)
        if moment is None:
            continue
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=published.tzinfo)
        if is_zulu(moment) and not is_zulu(published):
            moment = moment.astimezone(published.tzinfo)
        if moment - published > dt.timedelta(minutes=1):
            reading.draft.set("modified", moment, rule)
        return
