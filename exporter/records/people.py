"""The people a page names: "Penulis : Sari Contoh | Editor : Budi Contoh".

In: one line of a page. Out: the people on it with their roles, or an empty list when
the line is no byline. A label without a name, and a name under its label or above
it, are for the caller, who sees the lines around.
"""

import re
from dataclasses import dataclass, replace

from exporter.records.labels import Labels, fold

_LONGEST = 200
_LONGEST_NAME = 6
_DEGREE = re.compile(
    r"(?:[A-Z][A-Za-z]{0,4}\.){1,3}[A-Z]?[A-Za-z]{0,4}\.?$|(?:Jr|Sr)\.?$"
)
_SENTENCE = re.compile(r"[!?…”“\"]|\w{4,}\.(?:\s|$)|[:：]|\d[/.]\d")
_PARTICLES = {"bin", "binti", "van", "von", "de", "del", "der", "da", "di", "la", "al"}
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
    parts = labels.byline_split.split(line)
    known = any(_known(part, labels) for part in parts[::2])
    for index in range(0, len(parts), 2):
        more = _known(parts[index], labels)
        more = more or _qualified(parts[index], labels, beside=known)
        if not more and people and parts[index - 1] == ";":
            more = _more_names(parts[index], people[-1], labels)
        if not more:
            return []
        people.extend(more)
    return people


def _known(segment: str, labels: Labels) -> list[Credited]:
    """Return the people of a segment that begins with a role of the table."""
    found = list(labels.role_label.finditer(segment))
    opener = labels.role_opener.match(segment)
    if found and found[0].start() == 0:
        return _labelled(segment, found, labels)
    return _opened(segment, opener, labels) if opener else []


def _qualified(segment: str, labels: Labels, *, beside: bool) -> list[Credited]:
    """Return the people under a label the table has not: "Video Editor: Budi Contoh".

    One word of it must be a role's, or a known role must stand on the same line.
    """
    match = labels.qualified_role.match(segment)
    if match is None and beside and not labels.no_role.match(segment):
        match = labels.any_role.match(segment)
    if match is None:
        return []
    names = split_names(segment[match.end() :], labels)
    if not all(_capitalised(name) for name in names):
        return []
    return [Credited(name, "qualified", match["label"]) for name in names]


def _more_names(segment: str, last: Credited, labels: Labels) -> list[Credited]:
    """Return the names behind a semicolon, in the role of the name before it."""
    names = split_names(segment, labels)
    if not all(_capitalised(name) for name in names):
        return []
    return [replace(last, name=name) for name in names]


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
        word[0].isupper() or word in _PARTICLES
        for word in name.split()
        if word[0].isalpha()
    )


def only_names(people: list[Credited]) -> bool:
    """Say whether every name is a few capitalised words, as names are."""
    return all(
        _capitalised(one.name) and len(one.name.split()) <= _LONGEST_NAME
        for one in people
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
