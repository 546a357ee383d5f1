"""The head of a page: which line is the headline, and what the line above it says.

In: the lines of a page. Out: the headline with its proof, and the breadcrumb
("Kompas TV internasional kompas dunia") taken apart into outlet and sections.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from slugify import slugify

from exporter.records.labels import Labels, fold

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+){3,}$")
#: How many lines the head of a page has at most; a slug further down is body text.
HEAD_LINES = 15
_CUT_SLUG = 30
_LONGEST_HEADLINE = 300


@dataclass(frozen=True)
class Breadcrumb:
    """The line above a headline: outlet, sections, words left out, in line order."""

    publisher: str
    sections: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    split: bool = True


def is_slug(line: str) -> bool:
    """Say whether `line` has the form of a slug of at least four words."""
    return _SLUG.match(line) is not None


def find_slugs(lines: list[str]) -> list[int]:
    """Return the indexes of the lines of the head that look like a slug."""
    return [i for i, line in enumerate(lines[:HEAD_LINES]) if is_slug(line)]


def find_proved_headline(lines: list[str], slugs: list[int]) -> tuple[int, int] | None:
    """Return (headline, slug) as line indexes where one is the slug of the other.

    A site may cut a long slug; what is there must still be the headline's beginning.
    """
    head = [i for i in range(min(len(lines), HEAD_LINES)) if i not in slugs]
    for at in slugs:
        slug = lines[at]
        near = (i for i in head if len(slug) / 2 < len(lines[i]) <= _LONGEST_HEADLINE)
        for i in sorted(near, key=lambda i: abs(len(lines[i]) - len(slug))):
            made = slugify(lines[i])
            if made == slug or (len(slug) >= _CUT_SLUG and made.startswith(slug)):
                return i, at
    return None


def read_breadcrumb(
    line: str, labels: Labels, outlets: Iterable[str]
) -> Breadcrumb | None:
    """Return outlet and sections of `line`; None where it shows neither.

    `outlets` are folded names that other lines of the page prove to be outlets; the
    table's come after them. `split` is False where the words after the outlet could
    not be told apart: then they are one section.
    """
    parts = [part for part in labels.breadcrumb_split.split(line) if part]
    left_out = tuple(part for part in parts if fold(part) in labels.home_words)
    kept = [part for part in parts if fold(part) not in labels.home_words]
    publisher, rest = _outlet_prefix(kept[0], labels, outlets) if kept else ("", "")
    if publisher:
        kept = [*([rest] if rest else []), *kept[1:]]
    known = [split_kanal(part, labels) for part in kept]
    if not (publisher or left_out or (kept and all(known))):
        return None
    sections = [
        name
        for part, names in zip(kept, known, strict=True)
        for name in (names or [part])
    ]
    split = all(known) or len(parts) > 1
    return Breadcrumb(publisher, tuple(sections), left_out, split)


def _outlet_prefix(
    text: str, labels: Labels, outlets: Iterable[str]
) -> tuple[str, str]:
    """Return the longest run of first words that is an outlet's name, and the rest."""
    words = text.split()
    for known in (frozenset(outlets), labels.outlets):
        for count in range(min(len(words), 5), 0, -1):
            if fold("".join(words[:count])) in known:
                return " ".join(words[:count]), " ".join(words[count:])
    return "", text


def split_kanal(text: str, labels: Labels) -> list[str]:
    """Return `text` as known section names, longest first; empty where it is not."""
    words = text.split()
    names: list[str] = []
    start = 0
    while start < len(words):
        for end in range(min(len(words), start + 4), start, -1):
            if fold("".join(words[start:end])) in labels.kanal:
                names.append(" ".join(words[start:end]))
                start = end
                break
        else:
            return []
    return names
