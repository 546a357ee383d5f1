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
#: A capital of a script that has capitals.
_CAPITAL = r"[^\W\d_a-z\u0590-\u1dff\u2c00-\uffff]"
_NAME_SLASH = re.compile(rf"(?:^|.*[\s(]){_CAPITAL}[^/]*/\s?{_CAPITAL}")
_PHOTO = re.compile(r"\b(?:photo|foto)\b", re.I)
_SIGN = r"(?:©|ⓒ|\(c\))"
_COPYRIGHT = re.compile(rf"{_SIGN}\s?(?!\d{{4}}\b)\S.{{1,80}}", re.I)
_COPYRIGHT_TAIL = re.compile(
    rf"(?<=[.!?…”\"»)。])\s*({_SIGN}\s?(?!\d{{4}}\b)[^.]{{2,80}})\.?$", re.I
)
_AGENCY_TAIL = re.compile(
    r"(?<=[.)”\"])\s*(([^./()]{2,30}?)\s?/\s?[^.()]{2,80}(?:/[a-z]{2,4})?\.?)$"
)
_OPENING = {")": "(", "）": "（", "]": "[", "】": "【", "〕": "〔"}
_ROUND = ")）"
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
    short = len(line.split()) <= _LONGEST_CREDIT and not line.endswith((".", "!", "?"))
    if short and labels.photo_opener.match(line):
        return CaptionLine("", line, "photo")
    if short and _COPYRIGHT.fullmatch(line):
        return CaptionLine("", line, "photo")
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
    labelled = labels.credit_label.match(inside)
    square = line.rstrip(" .。")[-1] not in _ROUND
    if not labelled and square and not _NAME_SLASH.match(inside):
        return None
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
    word, _, rest = inside.partition(" ")  # "(Foto Ansa)"
    if fold(rest) in labels.agencies and labels.photo_label.fullmatch(f"{word}:"):
        return rest, "photo"
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
    tail = labels.photo_tail.search(line)
    if tail and tail.start() and len(tail["credit"].split()) <= _LONGEST_CREDIT:
        caption = line[: tail.start()].strip()
        return CaptionLine(caption, tail["credit"].strip(), "photo")
    tails = (_PICTURE_BY, _COPYRIGHT_TAIL, labels.credit_tail)
    agency = _AGENCY_TAIL.search(line)
    if agency and fold(agency[2]) in labels.agencies:
        return CaptionLine(line[: agency.start()].strip(), agency[1].strip(), "photo")
    for pattern in tails:
        match = pattern.search(line)
        if match:
            credit = next(group for group in match.groups() if group)
            return CaptionLine(line[: match.start()].strip(), credit.strip(), "photo")
    whole = re.match(
        rf"(?:[^.]{{2,60}}\s|{_CAPITAL}[^./]{{2,40}})/\s?(.{{2,30}})$", line
    )
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
    end = len(line.rstrip(" .。"))
    closing = line[end - 1] if end else ""
    if closing not in _OPENING:
        return None
    opening, depth = _OPENING[closing], 0
    for index in range(end - 1, -1, -1):
        depth += {closing: 1, opening: -1}.get(line[index], 0)
        if depth == 0:
            inside = line[index + 1 : end - 1].strip()
            while inside.startswith(opening) and inside.endswith(closing):
                inside = inside[1:-1].strip()
            return index, inside
    return None
