"""Whom an article is from, where a page says so above its text or in its dateline.

In: a page being read, before its times are. Out: agencies and outlets as sources in
the draft. A line can say more than that ("12 Jan 2022 08:00 | Source: AFP"): its time
is kept for the rule of times, its byline for that of people.
"""

import re
from typing import Any

from exporter.records.bylines import is_agency, is_known_firm
from exporter.records.html.headline import outlet_names
from exporter.records.html.lines import outlet_forms
from exporter.records.html.reading import Reading
from exporter.records.html.words import lines_of
from exporter.records.labels import fold
from exporter.records.people import read_people
from exporter.records.source_line import source_names
from exporter.records.times import read_time

_LONGEST = 200
_INNER = ("div", "p", "ul", "ol", "section", "article", "table", "figure", "h1", "form")
#: Where the value of a label ends on a line with more on it.
_END = re.compile(r"\s*[|｜│]\s*|\s{2,}|[\u3000\t]")
_EDGES = " |｜│·•,，-–—\u3000"
_NAMED = re.compile(
    r"(?:^|[\W_])(?:source|sumber|quelle|fonte|fuente|laiyuan|kaynak)\b", re.I
)


def find_sources(reading: Reading) -> None:
    """Take the sources printed above the text; their lines' times are kept."""
    view = reading.view
    for element in list(reading.main.scope.iter()):
        if not isinstance(element.tag, str) or not reading.is_free(element):
            continue
        if view.place[element] >= reading.start:
            return
        if not 1 < view.length[element] <= _LONGEST:
            continue
        if next(element.iterdescendants(*_INNER), None) is None:
            _read_element(reading, element)


def _read_element(reading: Reading, element: Any) -> None:
    lines = lines_of(element)
    found = [(line, _label_in(reading, line)) for line in lines]
    if any(label for _, label in found):
        for line, label in found:
            rest = _claim(reading, line, label) if label else line
            _keep(reading, rest.strip(_EDGES))
        reading.take(element)
    elif len(lines) == 1 and _is_named(reading, element, lines[0]):
        reading.draft.add_source(lines[0], "element named as the source")
        reading.take(element)


def _label_in(reading: Reading, line: str) -> re.Match[str] | None:
    """Return the label of a source in a line, at its beginning or behind a stroke."""
    found = reading.labels.source.search(line)
    if found is None or not found["value"].strip():
        return None
    before = line[: found.start()]
    return found if not before or before[-1] in _EDGES + ")）" else None


def _claim(reading: Reading, line: str, label: re.Match[str]) -> str:
    """Add the sources behind a label; return the rest of the line."""
    value = label["value"]
    end = _END.search(value)
    value, rest = (value[: end.start()], value[end.end() :]) if end else (value, "")
    names, codes = source_names(value, reading.labels)
    for name in names:
        reading.draft.add_source(name, f"label '{label['label']}'")
    for code in codes:
        reading.draft.drop(code, "initials beside the source")
    return f"{line[: label.start()].strip(_EDGES)} {rest}".strip()


def _keep(reading: Reading, rest: str) -> None:
    """Keep what a line says besides: a time, a byline."""
    draft, labels = reading.draft, reading.labels
    if people := read_people(rest, labels):
        draft.bylines.append(rest)
        draft.people.extend(people)
        return
    draft.drop(rest, "beside the source")
    if read_time(rest, day_first=True, labels=labels) is not None:
        reading.times_beside.append(rest)


def _is_named(reading: Reading, element: Any, line: str) -> bool:
    """Say whether an element is named as a source and holds a known outlet."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    if not _NAMED.search(names) or fold(line) in outlet_names(reading.facts):
        return False
    return is_known_firm(line, reading.labels)


def add_agency_of_dateline(reading: Reading) -> None:
    """Add the agency a dateline names: "Ciudad de México, 2 sep (EFE)"."""
    dateline = reading.draft.values.get("dateline")
    own = outlet_forms(reading)
    for name in re.split(r"\s*[/+]\s*", dateline.provider if dateline else ""):
        if is_agency(name, reading.labels) and fold(name) not in own:
            reading.draft.add_source(name, "agency in the dateline")
