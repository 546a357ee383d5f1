"""Whom an article is from, where a page says so above its text or in its dateline.

In: a page being read, before its times are. Out: agencies and outlets as sources in
the draft. A line can say more than that ("12 Jan 2022 08:00 | Source: AFP"): its time
is kept for the rule of times, its byline for that of people.
"""

import re
from typing import Any

from exporter.records.bylines import is_agency, is_known_firm
from exporter.records.html.habits import parts_of
from exporter.records.html.headline import outlet_names
from exporter.records.html.lines import outlet_forms
from exporter.records.html.reading import Reading
from exporter.records.html.words import apart_lines
from exporter.records.labels import fold
from exporter.records.name_words import are_agencies
from exporter.records.people import read_people
from exporter.records.source_line import STROKES, add_sources, labelled_source
from exporter.records.times import read_time

_LONGEST = 200
_INNER = ("div", "p", "ul", "ol", "section", "article", "table", "figure", "h1", "form")
#: Where the value of a label ends on a line with more on it.
_END = re.compile(
    r"\s*[|｜│]\s*|\s{2,}|[\u3000\t]|(?<=[\u4e00-\u9fff])\s(?=[\u4e00-\u9fff])"
    r"|\s(?=\d{1,4}[-/.年:]\d)"
)
_PARTS = re.compile(r"\s*[|｜│•()（）]\s*|\s+[-–—/+]\s+")
_NAMED = re.compile(
    r"(?:^|[\W_])(?:source|sumber|quelle|fonte|fuente|laiyuan|kaynak)\b", re.I
)


def find_sources(reading: Reading) -> None:
    """Take the sources printed above the text; their lines' times are kept.

    What stands in a photo's element is its credit.
    """
    view, beside_photos = reading.view, set()
    for element in list(reading.main.scope.iter()):
        if not isinstance(element.tag, str) or not reading.is_free(element):
            continue
        if view.place[element] >= reading.start:
            return
        if element.getparent() in beside_photos or _is_photo(reading, element):
            beside_photos.add(element)
            continue
        if not 1 < view.length[element] <= _LONGEST:
            continue
        if next(element.iterdescendants(*_INNER), None) is None:
            _read_element(reading, element)


def _is_photo(reading: Reading, element: Any) -> bool:
    """Say whether an element is a photo's, by its tag or by what a site names it."""
    if element.tag in ("figure", "figcaption"):
        return True
    named = parts_of(element) & {"photo", "caption", "gallery"}
    return bool(named) and element not in set(reading.main.body.iterancestors())


def _read_element(reading: Reading, element: Any) -> None:
    lines = apart_lines(element)
    found = [(line, labelled_source(line, reading.labels)) for line in lines]
    if any(label for _, label in found):
        for line, label in found:
            for rest in _claim(reading, line, label) if label else (line,):
                _keep(reading, rest.strip(STROKES))
        reading.take(element)
    elif len(lines) == 1 and _names_agency(reading, element, lines[0]):
        reading.take(element)


def _names_agency(reading: Reading, element: Any, line: str) -> bool:
    """Take a line that is an agency, or has one beside its time; say whether it is.

    "澎湃新闻" in an element named as the source, "PTI / Updated: Jan 12, 2026, 10:05".
    """
    own, labels = outlet_names(reading.facts), reading.labels
    parts = [part for part in _PARTS.split(line) if fold(part)]
    known = [p for p in parts if is_known_firm(p, labels) or are_agencies(p)]
    others = [p for p in parts if p not in known and fold(p) not in own]
    timed = all(_is_time(reading, part) for part in others)
    named = not others and _NAMED.search(_names_of(element)) is not None
    sources = [part for part in known if fold(part) not in own]
    if not sources or not (named or (others and timed)):
        return False
    rule = "agency beside the time" if others else "element named as the source"
    for name in sources:
        reading.draft.add_source(name, rule)
    for part in parts:
        if part not in sources:
            _keep(reading, part)
    return True


def _is_time(reading: Reading, words: str) -> bool:
    return read_time(words, day_first=True, labels=reading.labels) is not None


def _names_of(element: Any) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _claim(reading: Reading, line: str, label: re.Match[str]) -> tuple[str, str]:
    """Add the sources behind a label; return what stands before and behind it."""
    value = label["value"]
    end = _END.search(value)
    value, rest = (value[: end.start()], value[end.end() :]) if end else (value, "")
    add_sources(reading.draft, label["label"], value, reading.labels)
    return line[: label.start()], rest


def _keep(reading: Reading, rest: str) -> None:
    """Keep what a line says besides: a time, a byline."""
    draft, labels = reading.draft, reading.labels
    if people := read_people(rest, labels):
        draft.bylines.append(rest)
        draft.people.extend(people)
        return
    draft.drop(rest, "beside the source")
    if _is_time(reading, rest):
        reading.times_beside.append(rest)


def add_agency_of_dateline(reading: Reading) -> None:
    """Add the agency a dateline names: "Ciudad de México, 2 sep (EFE)"."""
    dateline = reading.draft.values.get("dateline")
    own = outlet_forms(reading)
    for name in re.split(r"\s*[/+]\s*", dateline.provider if dateline else ""):
        if is_agency(name, reading.labels) and fold(name) not in own:
            reading.draft.add_source(name, "agency in the dateline")
