"""The agencies and outlets a source line names: "AGENCIES/mt(rc)", "الجسر + وكالات".

In: what stands behind a label like "Source:". Out: the names, and what is printed
beside them that is none: initials of a desk.
"""

import re
from collections.abc import Iterator

from exporter.records.bylines import is_known_firm
from exporter.records.draft import Draft
from exporter.records.labels import Labels
from exporter.records.name_words import are_agencies
from exporter.records.people import read_people

#: What stands between two sources, whatever their names are.
_SPLIT = re.compile(r"\s*[,;|]\s+|\s*[、，；+]\s*|\s+[/&]\s+")
#: What does so where both sides are known: "Reuters and AFP", "dpa/AFP".
_JOINED = re.compile(
    r"\s*/\s*|\s+(?:and|dan|und|et|y|e|en|och|og|ve|và|和)\s+|\s+[-–—]\s+"
)
_CODE = re.compile(r"[a-z]{1,4}(?:[/-][a-z]{1,4})*$")
_BRACKET_CODE = re.compile(r"\s*\((?P<code>[a-z]{1,4}(?:[/-][a-z]{1,4})*)\)$")
#: What stands between the parts of a line above the text.
STROKES = " |｜│·•,，-–—\u3000"
_AFTER_BRACKET = re.compile(r"(?<=[)）\]】])\s*(?=\S)")
_WRAPPED = re.compile(r"[(（\[【]\s*([^()（）]{3,})\s*[)）\]】]\.?")
_EDGES = " .,;|/()（）[]"


def match_source(line: str, labels: Labels) -> re.Match[str] | None:
    """Match a line that is a source with its label, or that in brackets."""
    whole = _WRAPPED.fullmatch(line)
    return labels.source.fullmatch(whole[1] if whole else line)


def labelled_source(line: str, labels: Labels) -> re.Match[str] | None:
    """Match a source and its label in a line: at its beginning, or behind a stroke."""
    found = labels.source.search(line)
    if found is None or not found["value"].strip():
        return None
    before = line[: found.start()]
    return found if not before or before[-1] in STROKES + ")）" else None


def add_sources(draft: Draft, label: str, value: str, labels: Labels) -> bool:
    """Add the sources behind a label, initials left out; say whether there is one."""
    names, codes = source_names(value, labels)
    for code in codes:
        draft.drop(code, "initials beside the source")
    for name in names:
        if not draft.add_source(name, f"label '{label}'"):
            draft.drop(name, "source again")
    return bool(names)


def parts_of_line(line: str, labels: Labels) -> list[str]:
    """Return the parts of a line that are labelled each: "（来源：X） 编辑：Y"."""
    parts = _AFTER_BRACKET.split(line)
    known = [match_source(p, labels) or read_people(p, labels) for p in parts]
    return parts if all(known) else [line]


def source_names(value: str, labels: Labels) -> tuple[list[str], list[str]]:
    """Return the sources a value names, and the initials beside them."""
    codes: list[str] = []
    if bracket := _BRACKET_CODE.search(value):
        codes.append(bracket["code"])
        value = value[: bracket.start()]
    names: list[str] = []
    for part in _parts(value.strip(), labels):
        if _CODE.match(part) and names and not is_known_firm(part, labels):
            codes.append(part)
        elif part and part not in names:
            names.append(part)
    return names, codes


def _parts(value: str, labels: Labels) -> Iterator[str]:
    for part in _SPLIT.split(value):
        pieces = [piece.strip(_EDGES) for piece in _JOINED.split(part)]
        known = [
            _is_known(piece, labels) or bool(_CODE.match(piece)) for piece in pieces
        ]
        if len(pieces) > 1 and all(known) and _is_known(pieces[0], labels):
            yield from pieces
        else:
            yield _without_half_brackets(part.strip(" .,;|/"))


def _is_known(name: str, labels: Labels) -> bool:
    return is_known_firm(name, labels) or are_agencies(name)


def _without_half_brackets(name: str) -> str:
    return name if name.count("(") == name.count(")") else name.strip("() ")
