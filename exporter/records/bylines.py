"""The names in a byline that a record carries as one line: "By Jane Doe, dpa".

In: the byline of a wire item or of a content management system. Out: the people in it
as Parties, or nothing where the line cannot be read surely; then the line itself is
printed. Every name is a piece of the line.
"""

import re
from dataclasses import replace

from exporter.blocks import Party
from exporter.inline import clean_line
from exporter.records.datelines import is_outlet
from exporter.records.draft import Draft
from exporter.records.labels import Labels, fold
from exporter.records.people import (
    Credited,
    is_collective,
    read_people,
    split_names,
)
from exporter.records.wire import why
from exporter.said import said

#: What stands before the names, in the languages of the wires.
_BY = re.compile(
    r"(?:by|von|por|par|door|av|af|oleh|text|foto|photo)(?::\s*|\s+)(?=[^\W\d_])", re.I
)
_JOINED = re.compile(r"\s+(?:and|dan|und|y|et|en|och|og|&)\s+", re.I)
_CODES = re.compile(r"[a-z]{1,4}(?:[/-][a-z]{1,4})*$")
_BRACKET = re.compile(r"\s*\(([^()]{2,60})\)$")
_JOB = re.compile(
    r"\b(?:staff|reporter|writer|correspondent|columnist|editor|bureau|chief|critic|"
    r"photographer|wartawan|koresponden|kolumnis|redakteur|korrespondent)\w*\b",
    re.I,
)
_FIRM = re.compile(
    r"(?:the|le|la|el|die|der|das|het)\s|.*\b(?:news|press|times|post|tribune|agency|"
    r"radio|media|journal|herald|presse|agentur|service|university|universitas)\b",
    re.I,
)
_THE = re.compile(r"the\s+", re.I)
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}$", re.I)
_NAME_WORD = re.compile(r"(?:[dDlL]['’])?[^\W\d_a-z]")
_PARTICLES = {
    *("bin", "binti", "van", "von", "de", "del", "der", "den", "da", "di", "du"),
    *("dos", "la", "le", "al", "el", "ter", "ten", "y", "e", "und", "zu"),
}
_LONGEST_NAME = 6
_LONGEST = 500
_ROLES = {"author": "authors", "reporter": "authors", "editor": "editors"}


def add_byline(draft: Draft, text: str, labels: Labels, rule: str) -> None:
    """Keep a byline as printed, and the people it surely names."""
    line = clean_line(text).strip(" =")
    if not line:
        return
    if len(line) > _LONGEST:
        draft.drop(line, why(rule, "too long for a byline"))
        return
    if _CODES.match(line):
        codes = (*draft.values.get("desk_codes", ()), line)
        draft.set("desk_codes", codes, rule)
        return
    before = draft.values.get("byline")
    draft.set("byline", f"{before} | {line}" if before else line, rule)
    people = read_byline(line, labels)
    for group, party in people:
        _add_once(draft, group, party, rule)
    if not people:
        draft.warn(said("no names could be read in the byline: {line}", line=line[:80]))


def _add_once(draft: Draft, group: str, party: Party, rule: str) -> None:
    """Add a person; who is there already by name is told of more exactly here."""
    there = draft.values.get(group, ())
    draft.values[group] = tuple(p for p in there if fold(p.name) != fold(party.name))
    draft.add_party(group, party, rule)


def read_byline(line: str, labels: Labels) -> list[tuple[str, Party]]:
    """Return (field, Party) for each person a byline names; empty where unsure."""
    roles = [one for one in read_people(line, labels) if ":" in line]
    if roles and any(one.role != "author" for one in roles):
        return [_credited(one, labels) for one in roles]
    value = _BY.sub("", line, count=1).strip(" .")
    beside = Party(name="-")
    if bracket := _BRACKET.search(value):
        value = value[: bracket.start()]
        beside = beside.model_copy(update={"affiliation": bracket[1].strip()})
    names, beside = _take_beside(value, beside, labels)
    parts = [name for part in names for name in split_names(part, labels)]
    if not parts or len(parts) < len(names):
        return []
    people = [Credited(name, "author", "") for name in parts]
    known = [_is_known_firm(one.name, labels) for one in people]
    if not all(k or _is_name(o.name) for o, k in zip(people, known, strict=True)):
        return []
    return [
        _credited(one, labels, firm=firm, beside=None if firm else beside)
        for one, firm in zip(people, known, strict=True)
    ]


def _take_beside(value: str, beside: Party, labels: Labels) -> tuple[list[str], Party]:
    """Return the parts that are names, and what stands beside them: firm or job."""
    names: list[str] = []
    for part in re.split(r"\s*[,/;|]\s*", value):
        is_more = _JOINED.search(part) is not None
        if names and not is_more and _JOB.search(part):
            beside = beside.model_copy(update={"job_title": part})
        elif names and not is_more and _is_firm(part, labels):
            beside = beside.model_copy(update={"affiliation": part})
        elif part:
            names.extend(_JOINED.split(part))
    return names, beside


def _is_firm(part: str, labels: Labels) -> bool:
    short = " " not in part and part.isupper() and len(part) <= 6
    known = _is_known_firm(part, labels) or _DOMAIN.match(part)
    return bool(known) or short or _FIRM.match(part) is not None


def _is_known_firm(name: str, labels: Labels) -> bool:
    return is_outlet(_THE.sub("", name), labels, frozenset())


def _is_name(name: str) -> bool:
    """Say whether words are a name: few, each with a capital ("d'Emilio", "van")."""
    words = name.split()
    capitals = sum(_NAME_WORD.match(word) is not None for word in words)
    small = sum(word in _PARTICLES for word in words)
    return capitals > 0 and capitals + small == len(words) <= _LONGEST_NAME


def _credited(
    one: Credited, labels: Labels, *, firm: bool = False, beside: Party | None = None
) -> tuple[str, Party]:
    if beside is not None:
        one = replace(one, affiliation=beside.affiliation)
    group = _ROLES.get(one.role, "contributors")
    is_group = firm or is_collective(one.name, labels)
    return group, Party(
        name=one.name,
        kind="organisation" if is_group else "person",
        role=one.label if group == "contributors" else "",
        affiliation=one.affiliation,
        job_title=beside.job_title if beside else "",
    )
