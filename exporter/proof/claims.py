"""Which text of an article has been found to be which field.

In: the folded text of a Region and the fields of its Article. Out: a place for
each field; what is claimed by one field is not there for another. Ordered fields
are found in their order, long ones first, so that a short one ("7") is looked for
only between its neighbours.
"""

import re
from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from exporter.proof.expected import Field
from exporter.proof.text import Folded
from exporter.said import joined, said

#: Shorter texts may stand in an article more than once by chance.
LONG = 24
#: How alike a stretch must be to be taken for a field whose words were changed.
ALIKE = 0.5
_MOST_WORDS = 3000
_FREE = re.compile(rb"\x00+")


@dataclass(frozen=True)
class Span:
    """A place in a region's text."""

    start: int
    end: int


class Claims:
    """The text of one region and what of it is spoken for."""

    def __init__(self, text: Folded, *, rtl: bool = False) -> None:
        self.text = text
        self._rtl = rtl
        self._taken = bytearray(len(text.text))
        self._folded: dict[str, Folded] = {}

    def fold(self, text: str) -> Folded:
        """Return `text` folded; each text is folded once."""
        if text not in self._folded:
            self._folded[text] = Folded.of(text, rtl=self._rtl)
        return self._folded[text]

    def spans(self, text: str, start: int = 0, end: int | None = None) -> list[Span]:
        """Return the free places where `text` stands."""
        sought = self.fold(text)
        size = len(sought.text)
        found = (Span(at, at + size) for at in self.text.find_all(sought, start, end))
        return [span for span in found if self.is_free(span)]

    def is_free(self, span: Span) -> bool:
        """Return whether no field has claimed any of `span`."""
        return self._taken.find(1, span.start, span.end) < 0

    def free(self, start: int, end: int) -> Iterator[Span]:
        """Yield the stretches between two offsets that no field has claimed."""
        for found in _FREE.finditer(self._taken, start, end):
            yield Span(*found.span())

    def take(self, span: Span) -> None:
        """Claim `span`."""
        self._taken[span.start : span.end] = b"\1" * (span.end - span.start)


@dataclass
class Ordered:
    """Where ordered fields stand: by their index; those out of order; changes.

    `in_order` are the indexes found that are not out of order, sorted.
    """

    found: dict[int, Span]
    in_order: list[int]
    out_of_order: set[int]
    changed: dict[int, str]


def claim_ordered(claims: Claims, fields: Sequence[Field], end: int) -> Ordered:
    """Claim each of `fields` in the text before `end`."""
    result = Ordered({}, [], set(), {})
    _claim_long(claims, fields, end, result)
    result.in_order = _longest_rise(result.found)
    result.out_of_order = set(result.found) - set(result.in_order)
    _claim_short(claims, fields, end, result)
    for index, field in enumerate(fields):
        if index not in result.found:
            low, high = _window(result, index, end)
            change = _claim_changed(claims, field, low, high)
            if change:
                result.changed[index] = change
    return result


def _claim_long(
    claims: Claims, fields: Sequence[Field], end: int, result: Ordered
) -> None:
    cursor = 0
    for index, field in enumerate(fields):
        if len(claims.fold(field.text).text) < LONG:
            continue
        spans = claims.spans(field.text, 0, end)
        if not spans:
            continue
        span = next((s for s in spans if s.start >= cursor), spans[0])
        claims.take(span)
        result.found[index] = span
        cursor = max(cursor, span.end)


def _claim_short(
    claims: Claims, fields: Sequence[Field], end: int, result: Ordered
) -> None:
    for index, field in enumerate(fields):
        if index in result.found or len(claims.fold(field.text).text) >= LONG:
            continue
        low, high = _window(result, index, end)
        spans = claims.spans(field.text, low, high)
        if spans:
            insort(result.in_order, index)
        elif len(field.text) >= LONG // 3:
            spans = claims.spans(field.text, 0, end)
            if spans:
                result.out_of_order.add(index)
        if spans:
            claims.take(spans[0])
            result.found[index] = spans[0]


def _window(result: Ordered, index: int, end: int) -> tuple[int, int]:
    """Return the room between the neighbours of a field that stand in order."""
    known = result.in_order
    at = bisect_left(known, index)
    low = result.found[known[at - 1]].end if at else 0
    return low, result.found[known[at]].start if at < len(known) else end


def _longest_rise(found: dict[int, Span]) -> list[int]:
    """Return the most fields whose places rise with their indexes, sorted."""
    indexes = sorted(found)
    tails: list[int] = []
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for index in indexes:
        start = found[index].start
        at = bisect_left(tails, start)
        before[index] = ends[at - 1] if at else None
        tails[at : at + 1] = [start]
        ends[at : at + 1] = [index]
    rise: list[int] = []
    last: int | None = ends[-1] if ends else None
    while last is not None:
        rise.append(last)
        last = before[last]
    return rise[::-1]


def _claim_changed(claims: Claims, field: Field, low: int, high: int) -> str:
    """Claim what stands in place of `field`; return what differs, or ""."""
    sought = claims.fold(field.text)
    wanted = [word for word, _ in sought.words(0, len(sought.text))]
    here = [
        (word, at)
        for word, at in claims.text.words(low, high)
        if claims.is_free(Span(at, at + len(word)))
    ]
    if len(wanted) < 3 or len(here) > _MOST_WORDS:
        return ""
    matcher = SequenceMatcher(None, wanted, [w for w, _ in here], autojunk=False)
    pairs = [m for m in matcher.get_matching_blocks() if m.size]
    if sum(m.size for m in pairs) < ALIKE * len(wanted):
        return ""
    first, last = here[pairs[0].b], here[pairs[-1].b + pairs[-1].size - 1]
    claims.take(Span(first[1], last[1] + len(last[0])))
    changes = []
    for tag, a, b, c, d in matcher.get_opcodes():
        lost, read = " ".join(wanted[a:b]), " ".join(w for w, _ in here[c:d])
        told = {"lost": _cut(lost), "read": _cut(read)}
        if tag == "delete":
            changes.append(said("“{lost}” is missing", **told))
        elif tag == "replace":
            changes.append(said("“{read}” stands for “{lost}”", **told))
        elif tag == "insert" and 0 < a < len(wanted):
            told["next"] = wanted[a]
            changes.append(said("“{read}” stands before “{next}”", **told))
    return joined(changes[:3], "; ")


def _cut(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
