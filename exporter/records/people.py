"""The people a page names: "Penulis : Sari Contoh | Editor : Budi Contoh".

In: one line of a page. Out: the people on it with their roles, or an empty list when
the line is no byline. A label without a name, and a name under its label or above
it, are for the caller, who sees the lines around.
"""

import re
from dataclasses import dataclass, replace

from exporter.records.labels import Form, Labels, find_form, fold
from exporter.records.name_words import is_capitalised

_LONGEST = 200
_LONGEST_NAME = 6
_DEGREE = re.compile(
    r"(?:[A-Z][A-Za-z]{0,4}\.){1,3}[A-Z]?[A-Za-z]{0,4}\.?$|(?:Jr|Sr)\.?$"
)
_SENTENCE = re.compile(r"[!?…”“\"。©]|\w{4,}\.(?:\s|$)|[:：]|\d[/.]\d")
_IN_PLACE = re.compile(r"\s+(?:in|à|en|em|a|aus|i)\s+(?P<place>\S.*)$")
_STROKES = " -–—|·•"
_ACCOUNT = re.compile(r"(?<=[\u3040-\u9fff\uac00-\ud7a3])[\s_]*_?[A-Z]{1,4}\d+$")
_DOMAIN = re.compile(r"\S+\.\w{2,4}$|\S+\.co\.\w\w$")


@dataclass(frozen=True)
class Credited:
    """One name with its role ("author", "editor", …) and its label as printed.

    `rule` is the origin a reader gives it, where it knows more than its label.
    """

    name: str
    role: str = "author"
    label: str = ""
    affiliation: str = ""
    job_title: str = ""
    rule: str = ""


#: The field of the people with a role; all others contributed.
_FIELDS = {"author": "authors", "reporter": "authors", "editor": "editors"}


def field_of(role: str) -> str:
    """Return the field of an Article the people of a role stand in."""
    return _FIELDS.get(role, "contributors")


def read_people(line: str, labels: Labels) -> list[Credited]:
    """Return the people of a byline, in order; empty where `line` is no byline."""
    if len(line) > _LONGEST:
        return []
    if form := find_form(labels.byline_forms, line, labels):
        return people_of_form(form, labels)
    people: list[Credited] = []
    parts = labels.byline_split.split(line)
    known = any(_known(part, labels) for part in parts[::2])
    for index in range(0, len(parts), 2):
        more = _known(parts[index], labels)
        more = more or _qualified(parts[index], labels, beside=known)
        if not more and people and parts[index - 1] == ";":
            more = _more_names(parts[index], people[-1], labels)
        if not more and not (people and _is_home(parts[index], labels)):
            return []
        people.extend(more)
    return people


def people_of_form(form: Form, labels: Labels) -> list[Credited]:
    """Return the people a form of the language names: "홍길동 기자", "记者 李明"."""
    part = form.part
    label = part.get("label", "")
    role = labels.role_of.get(fold(label), "author")
    names = split_names(part.get("names", ""), labels)
    names = [name for name in names if fold(name) not in labels.role_of]
    home = part.get("affiliation", "")
    return [Credited(name, role, label, home) for name in names]


def _is_home(text: str, labels: Labels) -> bool:
    """Say whether words behind a name tell only where, or for whom, it works."""
    folded = fold(text)
    return (
        folded in labels.places or folded in labels.agencies or folded in labels.outlets
    )


def _own_names(names: list[str], labels: Labels) -> tuple[list[str], str]:
    """Return names without what follows them, and the outlet or agency among it.

    "Anna Beispiel, dpa", "Anna Beispiel, Berlin", "Jane Sample, health correspondent".
    """
    kept: list[str] = []
    affiliation = ""
    for name in names:
        title = fold(name.split()[-1]) in labels.role_of
        if kept and (title or _is_home(name, labels)):
            known = fold(name) not in labels.places and not title
            affiliation = name if known else affiliation
            continue
        place = _IN_PLACE.search(name)
        if place and fold(place["place"]) in labels.places:
            name = name[: place.start()]
        kept.append(name)
    return kept, affiliation


def _known(segment: str, labels: Labels) -> list[Credited]:
    """Return the people of a segment that begins with a role of the table."""
    if labels.role_label.match(segment):
        found = list(labels.role_label.finditer(segment))
        return _labelled(segment, found, labels)
    opener = labels.role_opener.match(segment)
    return _opened(segment, opener, labels) if opener else []


def _qualified(segment: str, labels: Labels, *, beside: bool) -> list[Credited]:
    """Return the people under a label the table has not: "Video Editor: Budi Contoh".

    One word of it must be a role's, or a known role must stand on the same line.
    """
    match = labels.qualified_role.match(segment)
    if match is None and beside and not _says_other(segment, labels):
        match = labels.any_role.match(segment)
    if match is None:
        return []
    names = split_names(segment[match.end() :], labels)
    if not all(is_capitalised(name) for name in names):
        return []
    return [Credited(name, "qualified", match["label"]) for name in names]


def _says_other(segment: str, labels: Labels) -> bool:
    """Say whether a segment's label is one for a source, a tag or a time."""
    label = re.split("[:：]", segment, maxsplit=1)[0].strip()
    whole = (labels.related, labels.source, labels.tags)
    return any(pattern.match(segment) for pattern in whole) or any(
        pattern.fullmatch(label) for pattern in (labels.published, labels.modified)
    )


def _more_names(segment: str, last: Credited, labels: Labels) -> list[Credited]:
    """Return the names behind a semicolon, in the role of the name before it."""
    names = split_names(segment, labels)
    if not all(is_capitalised(name) for name in names):
        return []
    return [replace(last, name=name) for name in names]


def _labelled(line: str, found: list[re.Match[str]], labels: Labels) -> list[Credited]:
    people: list[Credited] = []
    for index, match in enumerate(found):
        end = found[index + 1].start() if index + 1 < len(found) else len(line)
        value = line[match.end() : end].strip(" |,;•·/】]")
        label = match["label"] or match["photo"]
        names, home = _own_names(split_names(value, labels), labels)
        if not names or not all(_begins_like_name(name, labels) for name in names):
            return []
        role = "photographer" if match["photo"] else labels.role_of[fold(label)]
        people.extend(Credited(name, role, label, home) for name in names)
    return people


def _opened(segment: str, opener: re.Match[str], labels: Labels) -> list[Credited]:
    label = opener["label"]
    value = segment[opener.end() :].strip()
    affiliation = ""
    first, _, rest = value.partition(",")
    if rest and (fold(first) in labels.outlets or _DOMAIN.match(first)):
        affiliation, value = first.strip(), rest.strip()
    names, home = _own_names(split_names(value, labels), labels)
    if labels.source_opener.match(segment) and all(_is_home(n, labels) for n in names):
        return []  # "Theo Reuters": whom the page has it from
    if not names or not all(_sure_name(name, labels) for name in names):
        return []
    role = labels.role_of[fold(label)]
    return [Credited(name, role, label, affiliation or home) for name in names]


def _sure_name(name: str, labels: Labels) -> bool:
    """Say whether words behind "Von" or "By", with no colon, are a name.

    One word alone is one only where people have single names, or it is a group's.
    """
    known = is_collective(name, labels) or (
        _is_home(name, labels) and fold(name) not in labels.places
    )
    several = labels.single_names or len(name.split()) > 1
    return known or (
        several and is_capitalised(name) and fold(name) not in labels.places
    )


def _begins_like_name(name: str, labels: Labels) -> bool:
    """Say whether words behind a label with a colon can be a name."""
    first = name[0]
    return not first.islower() or is_capitalised(name) or _is_home(name, labels)


def split_names(value: str, labels: Labels) -> list[str]:
    """Return the names in `value`, degrees kept with them; empty where it has none."""
    if _SENTENCE.search(value):
        return []
    names: list[str] = []
    for part in map(_bare, labels.name_split.split(value)):
        if names and _DEGREE.match(part):
            names[-1] = f"{names[-1]}, {part}"
        elif part:
            names.append(part)
    return names if all(_like_name(name) for name in names) else []


def _bare(name: str) -> str:
    """Return a name without half of a pair of brackets, a stroke, an account's number.

    "Ann Sample (with AFP)", "Sari Contoh -", "周敏 SN123".
    """
    name = _ACCOUNT.sub("", name.rstrip(_STROKES))
    return name if name.count("(") == name.count(")") else name.strip(" ()")


def _like_name(name: str) -> bool:
    return (
        len(name) <= 60
        and len(name.split()) <= 7
        and any(char.isalpha() for char in name)
    )


def only_names(people: list[Credited]) -> bool:
    """Say whether every name is a few capitalised words, as names are."""
    return all(
        is_capitalised(one.name) and len(one.name.split()) <= _LONGEST_NAME
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
