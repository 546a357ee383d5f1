"""The people a page names: "Penulis : Sari Contoh | Editor : Budi Contoh".

In: one line of a page. Out: the people on it with their roles, or an empty list when
the line is no byline. A label without a name, and a name under its label or above
it, are for the caller, who sees the lines around.
"""

import re
from dataclasses import dataclass

from exporter.records.labels import Labels, fold

_LONGEST = 200
_DEGREE = re.compile(
    r"(?:[A-Z][A-Za-z]{0,4}\.){1,3}[A-Z]?[A-Za-z]{0,4}\.?$|(?:Jr|Sr)\.?$"
)
_SEGMENT = re.compile(r"\s*[;|]\s*")
_SENTENCE = re.compile(r"[!?…”“\"]|\w{4,}\.(?:\s|$)|https?:")
_DOMAIN = re.compile(r"\S+\.\w{2,4}$|\S+\.co\.\w\w$")


@dataclass(frozen=True)
class Credited:
    """One name with its role ("author", "editor", …) and its label as printed."""

    name: str
    role: str
    label: str
    affiliation: str = ""


def read_people(line: str, labels: Labels) -> list[Credited]:
    """Return the people of a byline, in order; empty where `line` is no byline."""
    if len(line) > _LONGEST:
        return []
    people: list[Credited] = []
    for segment in _SEGMENT.split(line):
        found = list(labels.role_label.finditer(segment))
        opener = labels.role_opener.match(segment)
        more: list[Credited] = []
        if found and found[0].start() == 0:
            more = _labelled(segment, found, labels)
        elif opener:
            more = _opened(segment, opener, labels)
        if not more:
            return []
        people.extend(more)
    return people


def _labelled(line: str, found: list[re.Match[str]], labels: Labels) -> list[Credited]:
    people: list[Credited] = []
    for index, match in enumerate(found):
        end = found[index + 1].start() if index + 1 < len(found) else len(line)
        value = line[match.end() : end].strip(" |,;•·/")
        label = match["label"] or match["glued"]
        names = split_names(value, labels)
        if not names:
            return []
        role = labels.role_of[fold(label)]
        people.extend(Credited(name, role, label) for name in names)
    return people


def _opened(segment: str, opener: re.Match[str], labels: Labels) -> list[Credited]:
    label = opener["label"]
    value = segment[opener.end() :].strip()
    affiliation = ""
    first, _, rest = value.partition(",")
    if rest and (fold(first) in labels.outlets or _DOMAIN.match(first)):
        affiliation, value = first.strip(), rest.strip()
    names = split_names(value, labels)
    if not names or not all(_capitalised(name) for name in names):
        return []
    role = labels.role_of[fold(label)]
    return [Credited(name, role, label, affiliation) for name in names]


def split_names(value: str, labels: Labels) -> list[str]:
    """Return the names in `value`, degrees kept with them; empty where it has none."""
    if _SENTENCE.search(value):
        return []
    names: list[str] = []
    for part in labels.name_split.split(value):
        if names and _DEGREE.match(part):
            names[-1] = f"{names[-1]}, {part}"
        elif part:
            names.append(part)
    return names if all(_like_name(name) for name in names) else []


def _like_name(name: str) -> bool:
    return (
        len(name) <= 60
        and len(name.split()) <= 7
        and any(char.isalpha() for char in name)
    )


def _capitalised(name: str) -> bool:
    return all(
        word[0].isupper() or word in {"bin", "binti", "van", "de", "der", "al"}
        for word in name.split()
        if word[0].isalpha()
    )


def bare_name(line: str) -> bool:
    """Say whether `line` is nothing but a name of two to four capitalised words."""
    words = line.split()
    return (
        2 <= len(words) <= 4
        and line[-1] not in ".:!?"
        and not any(char.isdigit() for char in line)
        and all(word[0].isupper() for word in words)
    )


def is_collective(name: str, labels: Labels) -> bool:
    """Say whether a name is a group's: "Tim Redaksi"."""
    words = name.split()
    return fold(words[0]) in labels.collectives or fold(words[-1]) in labels.collectives
