"""Which line holds the publication time, and what the words before it are.

In: a page. Out: its `TimeLine`, and the time with its zone in the draft.
"""

import re
from dataclasses import replace

from exporter.blocks import Party
from exporter.records.datelines import is_outlet
from exporter.records.head import HEAD_LINES
from exporter.records.labels import fold
from exporter.records.page import Page, TimeLine
from exporter.records.people import Credited, bare_name, read_people
from exporter.records.times import PrintedTime, read_time, with_zone
from exporter.said import said

_PARTS = re.compile(r"\s+[-–—|•·]+(?:\s+|$)|\s*\|\s*")
_LONGEST_OUTLET = 5
_LONGEST_LABEL = 3
_STROKES = " -–—|•·,"
_LONGEST = 200


def find_time(page: Page) -> TimeLine | None:
    """Return the first publication time line.

    A day alone, or a time that cannot be, counts only in the head.
    """
    for index, line in enumerate(page.lines):
        printed, update = _read(page, line)
        if printed is None or (printed.time is None and index >= HEAD_LINES):
            continue
        found = _judge(page, index, printed)
        if found:
            return replace(found, update=update)
    return None


def _read(page: Page, line: str) -> tuple[PrintedTime | None, str]:
    """Return the time of a line, and the words of an update behind it.

    "Publié le 14/01/2022 à 14:52 | Mis à jour le 14/01/2022 à 16:10" has two times.
    """
    cut = page.labels.modified_inside.search(line) if len(line) <= _LONGEST else None
    if cut and cut.start():
        first = read_time(
            line[: cut.start()], day_first=page.day_first, labels=page.labels
        )
        if first:
            return first, line[cut.end() :].strip(" )")
    return read_time(line, day_first=page.day_first, labels=page.labels), ""


def _judge(page: Page, index: int, printed: PrintedTime) -> TimeLine | None:
    """Return the time line if the words before the time may stand there."""
    before, labels = printed.before, page.labels
    if not before or labels.published.fullmatch(before):
        return TimeLine(index, printed, left_out=before)
    if labels.modified.fullmatch(before):
        return None
    parts = [part for part in _PARTS.split(before) if part]
    label = ""
    if found := _after_byline(page, index, printed):
        return found
    if len(parts) > 1 and labels.published.fullmatch(parts[-1]):
        label = parts.pop()
    last = parts[-1].rstrip(",;:") if parts else ""
    known = is_outlet(last, labels, frozenset())
    if len(parts) == 2 and known and bare_name(parts[0]):
        return TimeLine(index, printed, outlet=last, name=parts[0], left_out=label)
    short = len(last.split()) <= _LONGEST_OUTLET
    clock = printed.time is not None or printed.impossible
    separated = before != last and short and clock
    if len(parts) == 1 and (known or separated):
        return TimeLine(index, printed, outlet=last, left_out=label)
    return None


def _after_byline(page: Page, index: int, printed: PrintedTime) -> TimeLine | None:
    """Read "Por Ana Ejemplo | Publicado el 14 de enero de 2022": a byline before."""
    words = printed.before.rstrip(_STROKES).split(" ")
    for count in range(min(_LONGEST_LABEL, len(words) - 1) + 1):
        label = " ".join(words[len(words) - count :])
        byline = " ".join(words[: len(words) - count]).rstrip(_STROKES)
        known = not label or page.labels.published.fullmatch(label)
        if known and read_people(byline, page.labels):
            return TimeLine(index, printed, byline=byline, left_out=label)
    return None


def set_time(page: Page) -> None:
    """Set the publication time and what its line says besides."""
    found, draft = page.time, page.draft
    if found is None:
        return
    page.claimed.add(found.index)
    draft.set("published_as_printed", found.printed.printed, "time line")
    draft.drop(found.left_out, "label before the time")
    if found.name:
        draft.bylines.append(found.name)
        draft.people.append(Credited(found.name, "author", ""))
    if found.byline:
        draft.bylines.append(found.byline)
        draft.people.extend(read_people(found.byline, page.labels))
    _set_outlet(page, found.outlet)
    _set_moment(page, found.printed)
    if found.update and not claim_update(page, found.update):
        draft.drop(found.update, "printed time of the update")


def _set_outlet(page: Page, outlet: str) -> None:
    draft = page.draft
    if not outlet:
        return
    publisher = draft.values.get("publisher")
    known = is_outlet(outlet, page.labels, frozenset())
    if publisher is None and known:
        party = Party(name=outlet, kind="organisation")
        draft.set("publisher", party, "outlet name before the time")
    elif known or (publisher and fold(publisher.name) == fold(outlet)):
        draft.drop(outlet, "outlet name before the time")
    else:
        draft.drop(outlet, "words before the time, not recognised")
        draft.warn(
            said("words before the time are not recognised: {words}", words=outlet)
        )


def _set_moment(page: Page, printed: PrintedTime) -> None:
    draft = page.draft
    if printed.impossible:
        draft.warn(said("the printed time cannot be: {time}", time=printed.printed))
        return
    if printed.day is None:
        draft.warn(said("day and month of the publication time cannot be told apart"))
        return
    if printed.time is None:
        draft.warn(said("no clock time found, only a day"))
        return
    zone, rule = printed.zone, "time line"
    if not zone:
        zone, rule = _outlet_zone(page), "time line; zone of the outlet"
        draft.warn(
            said("no time zone printed: the outlet's {zone} is taken", zone=zone)
            if zone
            else said("no time zone found")
        )
    if not zone:
        return
    moment = with_zone(printed, zone, page.labels, _outlet_zone(page))
    if moment is None:
        draft.warn(
            said("the printed time names no one moment: {time}", time=printed.printed)
        )
        return
    draft.set("published", moment[0], rule)
    if moment[1]:
        draft.set("time_zone", moment[1], rule)


def _outlet_zone(page: Page) -> str:
    """Return the zone of the publisher's clock, a word or an IANA name, or ""."""
    publisher = page.draft.values.get("publisher")
    return page.labels.outlets.get(fold(publisher.name), "") if publisher else ""


def claim_update(page: Page, line: str) -> bool:
    """Read "Diperbarui: 13 Januari 2022, 10:00 WIB" as the time of the last change."""
    printed = read_time(line, day_first=page.day_first, labels=page.labels)
    if printed is None or not page.labels.modified.fullmatch(printed.before):
        return False
    home = _outlet_zone(page)
    moment = with_zone(printed, printed.zone or home, page.labels, home)
    if printed.impossible:
        doubt = said("the printed time cannot be: {time}", time=printed.printed)
        page.draft.warn(doubt)
    if moment:
        page.draft.set("modified", moment[0], "line with an update label")
    page.draft.drop(line, "printed time of the update")
    return True
