"""Caption and credit of a photo, taken apart.

In: one line under a photo. Out: the caption and the credit, its label removed. A
bracket is a credit only where it has a label, an agency, "Name/Agency", "via" or
"Dok" in it: "(kiri)" and "(12/1/2022)" are words of the caption.
"""

import re
from dataclasses import dataclass

from exporter.records.labels import Labels, fold

_DATE_LIKE = re.compile(r"[\d\s./:,-]+(?:WIB|WITA|WIT)?$")
_NAME_SLASH = re.compile(r"(?:^|.*[\s(])[^\W\d_a-z][^/]*/\s?[^\W\d_a-z]")
_VIA = re.compile(r"\bvia\b", re.I)
_PICTURE_BY = re.compile(r"\s[—–-]+\s*((?:Picture|Photo) by [^.()]{2,80})\.?$")


@dataclass(frozen=True)
class CaptionLine:
    """A caption, its credit, and whether the credit can only be a photo's."""

    caption: str
    credit: str
    certain: bool


def split_credit(line: str, labels: Labels) -> CaptionLine:
    """Return caption and credit of `line`; the credit is empty where none is proved."""
    if (match := labels.photo_label.match(line)) and line[match.end() :].strip():
        return CaptionLine("", line[match.end() :].strip(), certain=True)
    for found in (_in_bracket, _after_sentence):
        split = found(line, labels)
        if split:
            return split
    return CaptionLine(line, "", certain=False)


def _in_bracket(line: str, labels: Labels) -> CaptionLine | None:
    bracket = last_bracket(line)
    if bracket is None:
        return None
    start, inside = bracket
    credit, certain = _bracket_credit(inside, labels)
    if not credit:
        return None
    return CaptionLine(line[:start].strip(), credit, certain)


def _bracket_credit(inside: str, labels: Labels) -> tuple[str, bool]:
    """Return the credit a bracket holds, or "", and whether it names a photo."""
    label = labels.credit_label.match(inside)
    credit = inside[label.end() :].strip() if label else inside
    if not credit:
        return "", False
    if label:
        return credit, labels.photo_label.match(inside) is not None
    if _DATE_LIKE.match(inside):
        return "", False
    if fold(inside) in labels.credit_alone or labels.credit_opener.match(inside):
        return inside, True
    agency = any(fold(part) in labels.agencies for part in re.split(r"[/,]", inside))
    if agency or _NAME_SLASH.match(inside) or _VIA.search(inside):
        return inside, "/" in inside
    return "", False


def _after_sentence(line: str, labels: Labels) -> CaptionLine | None:
    """Find a credit without brackets: "… (kiri). ANTARA FOTO/Sari Contoh/foc."."""
    for pattern in (labels.agency_tail, _PICTURE_BY):
        match = pattern.search(line)
        if match:
            return CaptionLine(line[: match.start()].strip(), match[1].strip(), True)
    whole = re.match(r"[^.]{2,60}\s/\s(.{2,30})$", line)
    if whole and fold(whole[1]) in labels.agencies:
        return CaptionLine("", line, True)
    first, slash, _ = line.partition("/")
    if slash and len(line) <= 80 and fold(first) in labels.agencies:
        return CaptionLine("", line, True)
    return None


def last_bracket(line: str) -> tuple[int, str] | None:
    """Return start and inside of the balanced bracket that ends `line`, if any.

    A full stop may follow it; doubled brackets are taken off together.
    """
    end = len(line.rstrip(" ."))
    if not line[:end].endswith(")"):
        return None
    depth = 0
    for index in range(end - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(line[index], 0)
        if depth == 0:
            inside = line[index + 1 : end - 1].strip()
            while inside.startswith("(") and inside.endswith(")"):
                inside = inside[1:-1].strip()
            return index, inside
    return None
