"""The agencies and outlets a source line names: "AGENCIES/mt(rc)", "الجسر + وكالات".

In: what stands behind a label like "Source:". Out: the names, and what is printed
beside them that is none: initials of a desk.
"""

import re
from collections.abc import Iterator

from exporter.records.bylines import is_known_firm
from exporter.records.labels import Labels
from exporter.records.name_words import are_agencies

#: What stands between two sources, whatever their names are.
_SPLIT = re.compile(r"\s*[,;|]\s+|\s*[、，；+]\s*|\s+[/&]\s+")
#: What does so where both sides are known: "Reuters and AFP", "dpa/AFP".
_JOINED = re.compile(
    r"\s*/\s*|\s+(?:and|dan|und|et|y|e|en|och|og|ve|và|和)\s+|\s+[-–—]\s+"
)
_CODE = re.compile(r"[a-z]{1,4}(?:[/-][a-z]{1,4})*$")
_BRACKET_CODE = re.compile(r"\s*\((?P<code>[a-z]{1,4}(?:[/-][a-z]{1,4})*)\)$")
_EDGES = " .,;|/()（）[]"


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
