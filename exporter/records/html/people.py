"""Who wrote and who edited the article.

In: a page being read. Out: authors, editors and contributors in the draft, and the
byline as printed. Order of trust: a name with a visible role word, a name where a
site sets its bylines, JSON-LD, a meta tag. The outlet's name, an address, a web
operator and the visible editor are no author.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from exporter.blocks import Party
from exporter.records.html.habits import any_of, parts_of
from exporter.records.html.headline import outlet_names
from exporter.records.html.names import (
    Person,
    bare_names,
    is_name,
    is_operator,
    told_people,
)
from exporter.records.html.reading import Reading
from exporter.records.html.words import lines_of, text_of
from exporter.records.labels import Labels, fold
from exporter.records.people import is_collective, read_people
from exporter.records.times import read_time
from exporter.said import said

_LONGEST = 400
_LONGEST_TITLE = 80
_GROUPS = {"author": "authors", "reporter": "authors", "editor": "editors"}
_AUTHOR_LINK = re.compile(
    r"/(?:authors?|profiles?|by|people|person|reporters?|journalists?|staff|team|contributors?"
    r"|autor(?:en|es|i|e)?|auteurs?|autore|penulis|redaktion|experts?|columnists?|bios?|yazarlar)/",
    re.I,
)
_CHROME = re.compile(rf"^(?:{any_of('byline_chrome')}|\d+(?: comments?)?)$", re.I)
_SKIP_LINE = re.compile(
    r"^(?:follow|ikuti|@|[\w.+-]+@[\w-]+\.|updated|published|\d+ min|share\b)", re.I
)


@dataclass
class Bylines:
    """What the visible bylines of a page say."""

    people: list[Person] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def add(self, line: str, people: list[Person]) -> bool:
        """Add the people of one line, each once; say whether the line is new.

        A label outranks none.
        """
        is_new = all(fold(line) not in fold(one) for one in self.lines)
        if line and is_new:
            self.lines.append(line)
        for person in people:
            same = [
                n
                for n, one in enumerate(self.people)
                if fold(one.name) == fold(person.name)
            ]
            if not same:
                self.people.append(person)
            elif person.label and not self.people[same[0]].label:
                self.people[same[0]] = person
        return is_new


def find_people(reading: Reading) -> Bylines:
    """Cut the visible bylines out of the page and return what they say."""
    bylines = Bylines()
    told = told_people(reading.facts, reading.labels)
    for element in list(_elements(reading)):
        if element not in reading.gone:
            _read_element(reading, element, told, bylines)
    return bylines


def _elements(reading: Reading) -> Iterator[Any]:
    """Yield the elements a site sets its bylines in, outermost first."""
    view, taken = reading.view, set()
    for element in reading.main.scope.iter():
        if not isinstance(element.tag, str) or not reading.is_free(element):
            continue
        parent = element.getparent()
        if parent in taken:
            taken.add(element)
            continue
        if not is_byline(element) or view.length[element] > _LONGEST:
            continue
        if view.weight.get(element, 0) > view.least(150) or not _in_place(
            reading, element
        ):
            continue
        taken.add(element)
        yield element


def is_byline(element: Any) -> bool:
    """Say whether a site sets its byline in an element."""
    if (element.get("rel") or "") == "author" or element.tag == "address":
        return True
    parts = parts_of(element)
    return "byline" in parts and not parts & {
        "photo",
        "caption",
        "body",
        "tags",
        "share",
        "comments",
        "place",
    }


def _in_place(reading: Reading, element: Any) -> bool:
    """Say whether an element stands in the article's head, its text or its end."""
    for one in element.iterancestors():
        if one is reading.main.scope:
            return True
        if one.tag in ("figure", "figcaption"):
            return False
        if "live_entry" in parts_of(one):
            return False
        if one.tag == "article" and reading.is_card(one):
            return False
    return element is reading.main.scope


def _rule_of(people: list[Person]) -> str:
    labelled = any(one.label for one in people)
    return "visible byline with a role" if labelled else "visible byline"


def _is_chrome(reading: Reading, line: str) -> bool:
    """Say whether a line beside a byline is a button or says nothing."""
    noise = reading.labels.noise.fullmatch(line)
    return not fold(line) or bool(_CHROME.match(line) or noise)


def _read_element(
    reading: Reading, element: Any, told: list[Person], bylines: Bylines
) -> None:
    lines = lines_of(element)
    people: list[Person] = []
    printed: list[str] = []
    role, label = _role_of_names(element, reading.labels), ""
    left: list[str] = []
    links = _links(reading, element)
    for line in lines:
        if _is_chrome(reading, line):
            left.append(line)
            continue
        known = reading.labels.role_of.get(fold(line))
        if known:
            printed.append(line)
            if people and not label:
                people[-1] = _with_role(people[-1], known, line)
            else:
                role, label = known, line.strip(" :")
            continue
        found = _read_line(reading, line, told, role, label)
        if people and len(line.split()) == 1 and not (label or found_in(told, line)):
            found = []  # a place, a desk: one word after names is no name
        linked = [Person(n, role, label) for n in links if fold(n) in fold(line)]
        found = _bare(found, told) or linked
        people += [one for one in found if one not in people]
        if found:
            printed.append(line)
        elif people and _is_title(line, reading):
            if not people[-1].job_title:
                people[-1] = replace(people[-1], job_title=line)
            printed.append(line)
        else:
            left.append(line)
    if not people:
        return
    rule = _rule_of(people)
    _keep(reading, bylines, " ".join(printed), [replace(p, rule=rule) for p in people])
    _leave(reading, left)
    reading.take(element)


def _keep(reading: Reading, bylines: Bylines, line: str, people: list[Person]) -> None:
    """Keep the people of a line; a line that is printed again is left out."""
    if not bylines.add(line, people):
        reading.draft.drop(line, "byline again")


def _leave(reading: Reading, lines: list[str]) -> None:
    for line in lines:
        reading.draft.drop(line, "beside the byline")
        keep_time(reading, line)


def _with_role(person: Person, role: str, line: str) -> Person:
    """Return a person whose work stands behind the name: "Ann Sample", "Editor"."""
    if _GROUPS.get(role) == "authors":
        return replace(person, job_title=person.job_title or line)
    return replace(person, role=role, label=line)


def _bare(found: list[Person], told: list[Person]) -> list[Person]:
    """Return people without a last word that is no name: "Ann Sample, Politics"."""
    if len(found) < 2 or len(found[0].name.split()) < 2:
        return found
    last = found[-1]
    if len(last.name.split()) > 1 or found_in(told, last.name):
        return found
    return [*found[:-2], replace(found[-2], job_title=last.name)]


def found_in(people: list[Person], line: str) -> bool:
    """Say whether a line is the name of one of some people."""
    return any(fold(one.name) == fold(line) for one in people)


def keep_time(reading: Reading, line: str) -> None:
    """Remember a time that is printed beside a byline."""
    if read_time(line, day_first=True, labels=reading.labels) is not None:
        reading.times_beside.append(line)


def _links(reading: Reading, element: Any) -> list[str]:
    """Return the names of the links to authors' own pages in a byline."""
    found = []
    for link in element.iter("a"):
        href = link.get("href") or ""
        if link.get("rel") == "author" or _AUTHOR_LINK.search(href):
            name = text_of(link)
            if is_name(name, reading.labels) and not is_operator(
                name, outlets_of(reading)
            ):
                found.append(name)
    return found


def outlets_of(reading: Reading) -> set[str]:
    """Return the folded names of the page's outlet."""
    return outlet_names(reading.facts)


def _role_of_names(element: Any, labels: Labels) -> str:
    """Return the role an element's class or id names: "editor"; else "author"."""
    for one in (element, *element.iterdescendants("div", "span", "a")):
        names = f"{one.get('class') or ''} {one.get('id') or ''}"
        for word in re.split(r"[\W_]+", names):
            role = labels.role_of.get(word.casefold())
            if role and role not in ("author", "contributor"):
                return role
    return "author"


def _read_line(
    reading: Reading, line: str, told: list[Person], role: str, label: str
) -> list[Person]:
    """Return the people of one line of a byline."""
    labels, outlets = reading.labels, outlets_of(reading)
    if len(line) > _LONGEST or _SKIP_LINE.match(line):
        return []
    if labelled := read_people(line, labels):
        made = [Person(p.name, p.role, p.label, p.affiliation) for p in labelled]
        return [
            fixed
            for one in made
            for fixed in _refined(one, told, labels)
            if not is_operator(fixed.name, outlets)
        ]
    whole = fold(line)
    at = {one.name: whole.find(fold(one.name)) for one in told if fold(one.name)}
    visible = sorted((n, name) for name, n in at.items() if n >= 0)
    if visible and not is_operator(visible[0][1], outlets):
        printed = [_as_printed(name, line) for _, name in visible]
        more = bare_names(line, labels)
        if len(more) > len(printed) and all(
            any(fold(p) == fold(m) for m in more) for p in printed
        ):
            printed = more
        return [Person(name, role, label) for name in printed]
    names = bare_names(line, labels)
    return [
        Person(name, role, label) for name in names if not is_operator(name, outlets)
    ]


def _as_printed(name: str, line: str) -> str:
    """Return a name as a line prints it."""
    found = re.search(re.escape(name).replace(r"\ ", r"\s+"), line, re.I)
    return found[0] if found else name


def _refined(person: Person, told: list[Person], labels: Labels) -> list[Person]:
    """Return a person without title or outlet, where JSON-LD knows the bare name."""
    for one in told:
        if one.name != person.name and fold(person.name).startswith(fold(one.name)):
            rest = person.name[len(one.name) :].strip(" ,-–—|/()")
            return [replace(person, name=person.name[: len(one.name)], job_title=rest)]
    names = bare_names(person.name, labels)
    return [replace(person, name=name) for name in names] or [person]


def _is_title(line: str, reading: Reading) -> bool:
    return (
        len(line) <= _LONGEST_TITLE
        and not _SKIP_LINE.match(line)
        and read_time(line, day_first=True, labels=reading.labels) is None
        and not any(char.isdigit() for char in line)
    )


def names_told(reading: Reading, bylines: Bylines) -> list[str]:
    """Return the names of everybody the bylines and machines' words name."""
    told = told_people(reading.facts, reading.labels)
    return [one.name for one in (*bylines.people, *told)]


# --- into the draft -----------------------------------------------------------------


def set_people(reading: Reading, bylines: Bylines) -> None:
    """Put the people into the draft; what machines are told fills only gaps."""
    draft = reading.draft
    for line in draft.bylines:
        _keep(reading, bylines, line, [])
    bylines.add(
        "",
        [
            Person(p.name, p.role, p.label, p.affiliation, rule=f"label '{p.label}'")
            for p in draft.people
        ],
    )
    for one in reading.signed:
        _keep(reading, bylines, one.name, [one])
    draft.bylines.clear()
    draft.people.clear()
    if bylines.lines:
        draft.set("byline", " | ".join(bylines.lines), "bylines, as printed")
    for person in bylines.people:
        _add(reading, person)
    told = told_people(reading.facts, reading.labels)
    editors = {fold(one.name) for one in draft.values.get("editors", ())}
    if not draft.values.get("authors"):
        outlets = outlets_of(reading)
        left = [
            one
            for one in told
            if one.role == "author" and not is_operator(one.name, outlets)
        ]
        for one in left:
            if fold(one.name) in editors:
                draft.warn(
                    said(
                        "the editor is no author: {name}, told by JSON-LD",
                        name=one.name,
                    )
                )
            else:
                _add(reading, one)


def _add(reading: Reading, person: Person) -> None:
    """Add a person to the draft; an agency is a source, a desk or outlet is nobody."""
    draft, labels = reading.draft, reading.labels
    if fold(person.name) in labels.agencies:
        draft.add_source(person.name, person.rule or "agency in the byline")
        return
    if is_nobody(person.name, labels):
        return
    group = _GROUPS.get(person.role, "contributors")
    affiliation = person.affiliation
    if fold(affiliation) in labels.agencies:
        draft.add_source(affiliation, "agency in the byline")
    party = Party(
        name=person.name.strip(" ()[]"),
        kind="organisation" if is_collective(person.name, labels) else "person",
        role=person.label if group == "contributors" else "",
        job_title=person.job_title,
        affiliation=affiliation,
    )
    draft.add_party(group, party, person.rule or "visible byline")


def is_nobody(name: str, labels: Labels) -> bool:
    """Say whether a name is a desk's: "Tim Redaksi", "Redaktion"."""
    return not name.strip(" ()[]") or is_collective(name, labels)
