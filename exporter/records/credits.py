"""Caption and credit of a photo, taken apart.

In: one line under a photo. Out: the caption and the credit, its label removed. A
bracket is a credit only where it has a label, an agency, "Name/Agency", "via" or
"Dok" in it: "(kiri)" and "(12/1/2022)" are words of the caption.
"""

import re
from dataclasses import dataclass
from typing import Literal

from exporter.records.labels import Labels, fold

_DATE_LIKE = re.compile(r"[\d\s./:,-]+(?:WIB|WITA|WIT)?$")
_NAME_SLASH = re.compile(r"(?:^|.*[\s(])[^\W\d_a-z][^/]*/\s?[^\W\d_a-z]")
_PHOTO = re.compile(r"\b(?:photo|foto)\b", re.I)
_LONGEST_CREDIT = 9
_VIA = re.compile(r"\bvia\b", re.I)
_PICTURE_BY = re.compile(r"\s[—–-]+\s*((?:Picture|Photo) by [^.()]{2,80})\.?$")


Proof = Literal["photo", "head", "edge"]


@dataclass(frozen=True)
class CaptionLine:
    """A caption, its credit, and how sure the line is one.

    "photo": these words stand only under a photo. "head": so they do in the head of a
    page. "edge": a paragraph may end so too; the lines around must decide.
    """

    caption: str
    credit: str
    proof: Proof


def split_credit(line: str, labels: Labels) -> CaptionLine:
    """Return caption and credit of `line`; the credit is empty where none is proved."""
    if (match := labels.photo_label.match(line)) and line[match.end() :].strip():
        return _labelled(line[match.end() :].strip(), labels)
    for found in (_in_bracket, _after_sentence):
        split = found(line, labels)
        if split:
            return split
    return CaptionLine(line, "", "edge")


def _labelled(value: str, labels: Labels) -> CaptionLine:
    """Read what follows "Foto:" on a line: a credit, or a caption where it is long."""
    split = _in_bracket(value, labels)
    if split:
        return CaptionLine(split.caption, split.credit, "photo")
    if len(value.split()) > _LONGEST_CREDIT:
        return CaptionLine(value, "", "photo")
    return CaptionLine("", value, "photo")


def _in_bracket(line: str, labels: Labels) -> CaptionLine | None:
    bracket = last_bracket(line)
    if bracket is None:
        return None
    start, inside = bracket
    credit, proof = _bracket_credit(inside, labels)
    if not credit:
        return None
    return CaptionLine(line[:start].strip(), credit, proof)


def _bracket_credit(inside: str, labels: Labels) -> tuple[str, Proof]:
    """Return the credit a bracket holds, or "", and how sure it is a photo's."""
    label = labels.credit_label.match(inside)
    if label:
        photo = labels.photo_label.match(inside)
        return inside[label.end() :].strip(), "photo" if photo else "edge"
    if _DATE_LIKE.match(inside):
        return "", "edge"
    if fold(inside) in labels.credit_alone or labels.credit_opener.match(inside):
        return inside, "photo"
    agency = any(fold(part) in labels.agencies for part in re.split(r"[/,]", inside))
    if agency or _NAME_SLASH.match(inside) or _VIA.search(inside):
        return inside, "photo" if _PHOTO.search(inside) else "head"
    return "", "edge"


def _after_sentence(line: str, labels: Labels) -> CaptionLine | None:
    """Find a credit without brackets: "… (kiri). ANTARA FOTO/Sari Contoh/foc."."""
    for pattern in (labels.agency_tail, _PICTURE_BY):
        match = pattern.search(line)
        if match:
            return CaptionLine(line[: match.start()].strip(), match[1].strip(), "photo")
    whole = re.match(r"[^.]{2,60}\s/\s(.{2,30})$", line)
    if whole and fold(whole[1]) in labels.agencies:
        return CaptionLine("", line, "head")
    first, slash, _ = line.partition("/")
    if slash and len(line) <= 80 and fold(first) in labels.agencies:
        return CaptionLine("", line, "head")
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
