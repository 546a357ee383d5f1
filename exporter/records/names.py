"""Names a record gives for its writers, judged: a login or an outlet is no author.

In: "sari@harian.example (Sari Contoh)", "admin", "Sari Contoh dan Budi Contoh". Out:
authors, editors and contributors in the draft; what is no name is dropped with a rule.
A byline with labels in the text outranks what a system notes beside it.
"""

import re
from collections.abc import Iterable

from exporter.blocks import Party
from exporter.inline import clean_inline, clean_line, plain_text
from exporter.records.draft import Draft
from exporter.records.labels import Labels, fold, fold_outlet
from exporter.records.name_words import LOGINS
from exporter.records.people import (
    Credited,
    field_of,
    is_collective,
    read_people,
    split_names,
)
from exporter.said import said

_MAIL = re.compile(r"[^\s<>()@,;]+@[\w.-]+\.\w+")
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]*$")
_LONGEST = 100


def name_of(text: str) -> str:
    """Return a name without the e-mail address beside it: "a@b.example (Sari)"."""
    line = plain_text(clean_inline(text))
    without = _MAIL.sub("", line).strip(" <>")
    if without != line:
        without = re.sub(r"^\((.*)\)$", r"\1", without.strip()).strip(' "<>()')
    return clean_line(without.removeprefix("mailto:"))


def is_login(name: str) -> bool:
    """Say whether a name is one of a system's users: "admin", "sari.contoh"."""
    return fold(name) in LOGINS or bool(_LOGIN.match(name))


def add_names(
    draft: Draft,
    names: Iterable[str],
    labels: Labels,
    rule: str,
    *,
    group: str = "authors",
    role: str = "",
    outlets: Iterable[str] = (),
) -> None:
    """Add the people of a field to a group; `outlets` are names no author can have."""
    known = {form for outlet in outlets for form in fold_outlet(outlet)}
    for text in names:
        name = name_of(text)
        if name and (mail := _MAIL.search(text)):
            draft.drop(mail[0], f"{rule}: the address beside the name")
        if not name:
            draft.drop(clean_line(text), f"{rule}: an address, no name")
        elif is_login(name):
            draft.drop(name, f"{rule}: a login, no name")
            draft.warn(said("{name!r} is a login: no byline is made of it", name=name))
        elif fold_outlet(name) & known or fold(name) in labels.outlets:
            draft.drop(name, f"{rule}: the outlet's own name")
        elif people := read_people(name, labels):
            add_people(draft, people, labels, rule)
        else:
            _add_each(draft, name, labels, rule, group, role)


def _add_each(
    draft: Draft, name: str, labels: Labels, rule: str, group: str, role: str
) -> None:
    if len(name) > _LONGEST and not split_names(name, labels):
        draft.drop(name, f"{rule}: too long for a name")
        return
    for one in split_names(name, labels) or [name]:
        party = Party(name=one, kind=_kind(one, labels), role=role)
        draft.add_party(group, party, rule)


def _kind(name: str, labels: Labels) -> str:
    group = is_collective(name, labels) or fold(name) in labels.agencies
    return "organisation" if group else "person"


def add_people(
    draft: Draft, people: Iterable[Credited], labels: Labels, rule: str = ""
) -> None:
    """Add the people of a byline to the groups their labels name.

    Without `rule` the byline stands in the text, for readers: authors a system noted
    who are not in it are left out.
    """
    found = list(people)
    groups: dict[str, list[Party]] = {}
    for one in found:
        group = field_of(one.role)
        party = Party(
            name=one.name,
            kind=_kind(one.name, labels),
            role=one.label if group == "contributors" else "",
            affiliation=one.affiliation,
        )
        groups.setdefault(group, []).append(party)
    for group, parties in groups.items():
        if not rule:
            _leave_out(draft, group, parties)
        for party in parties:
            draft.add_party(group, party, rule or "byline in the text")
    if not rule:
        names = [fold(one.name) for one in found]
        authors = draft.values.get("authors", ())
        if all(fold(author.name) in names for author in authors):
            line = " | ".join(draft.bylines)
            draft.set("byline", line, "byline lines, as printed")


def _leave_out(draft: Draft, group: str, parties: list[Party]) -> None:
    """Take people a system noted out of a group the text names otherwise."""
    named = {fold(party.name) for party in parties}
    for party in draft.values.pop(group, ()):
        if fold(party.name) in named:
            draft.drop(party.name, f"{group} of the record; the text names them too")
            continue
        draft.drop(party.name, f"{group} of the record; the text names others")
        draft.warn(
            said(
                "the record names {name!r}, the byline in the text others",
                name=party.name,
            )
        )
    draft.origins.pop(group, None)
