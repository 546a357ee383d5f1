"""The agencies and outlets a source line names: "AGENCIES/mt(rc)", "الجسر + وكالات".

In: what stands behind a label like "Source:". Out: the names, and what is printed
beside them that is none: initials of a desk.
"""

import re
from collections.abc import Iterator

from exporter.records.bylines import is_known_firm
from exporter.records.draft import Draft
from exporter.records.labels import Labels, fold
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
_DATE = re.compile(r",?\s*\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{2,4})?$")
_LONGEST_SIGNATURE = 40
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
    for part, is_code in _parts(value.strip(), labels):
        unknown = not _is_known(part, labels)
        initials = is_code or (names and unknown and _CODE.match(part))
        target = codes if initials else names
        if part and part not in target:
            target.append(part)
    return names, codes


def _parts(value: str, labels: Labels) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a value, and whether they are initials."""
    for part in _SPLIT.split(value):
        pieces = [piece.strip(_EDGES) for piece in _JOINED.split(part)]
        known = [_is_known(piece, labels) for piece in pieces]
        codes = [_CODE.match(piece) is not None for piece in pieces]
        clear = all(k or c for k, c in zip(known, codes, strict=True))
        if len(pieces) > 1 and clear and any(known):
            yield from ((p, not k) for p, k in zip(pieces, known, strict=True))
        else:
            yield _without_half_brackets(part.strip(" .,;|/")), False


def signed_sources(line: str, labels: Labels) -> tuple[list[str], list[str]]:
    """Return agencies and initials of a signature: "lmu/dpa", "(APA, red, 12.1.2026)".

    Both are empty where the line is no signature of an agency.
    """
    bare = _DATE.sub("", line.strip("()（）[]-–— .")).strip(" ,")
    pieces = [piece for piece in re.split(r"\s*[/,]\s*|\s+-\s+", bare) if piece]
    names = [piece for piece in pieces if _agency_of(piece, labels)]
    codes = [piece for piece in pieces if piece not in names]
    if not names or not all(_CODE.match(code) for code in codes):
        return [], []
    if len(line) > _LONGEST_SIGNATURE or (len(pieces) == 1 and bare == line):
        return [], []
    return [_agency_of(name, labels) for name in names], codes


def _agency_of(word: str, labels: Labels) -> str:
    if fold(word) in labels.agencies or are_agencies(word):
        return word
    return labels.agency_codes.get(word.casefold(), "")


def _is_known(name: str, labels: Labels) -> bool:
    return is_known_firm(name, labels) or are_agencies(name)


def _without_half_brackets(name: str) -> str:
    return name if name.count("(") == name.count(")") else name.strip("() ")
