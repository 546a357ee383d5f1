"""Who wrote and who edited the article.

In: a page being read. Out: authors, editors and contributors in the draft, and the
byline as printed. Order of trust: a name with a visible role word, a name where a
site sets its bylines, JSON-LD, a meta tag. The outlet's name, an address, a web
operator and the visible editor are no author.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from exporter.records.bylines import (
    Known,
    is_agency,
    leading_by,
    names_of_line,
    party_of,
)
from exporter.records.html.byline_block import Block, read_block, read_into, split_times
from exporter.records.html.habits import parts_of
from exporter.records.html.headline import outlet_names
from exporter.records.html.names import is_operator, told_people
from exporter.records.html.reading import Reading, cut
from exporter.records.html.words import text_of
from exporter.records.labels import Labels, fold, fold_outlet
from exporter.records.name_words import are_agencies, is_caseless, is_name
from exporter.records.people import (
    Credited,
    field_of,
    is_collective,
    read_people,
)
from exporter.records.source_line import add_sources
from exporter.records.times import read_time
from exporter.said import said

#: Letters of a byline, and of a line above the text that can be one.
_LONGEST = 400
_LONGEST_LINE = 200
_LONGEST_NAME = 60
_MOST_LINES = 6
_PAIR = 2
_AUTHOR_LINK = re.compile(
    r"/(?:authors?|profiles?|by|people|person|reporters?|journalists?|staff|team|bios?"
    r"|contributors?|autor(?:en|es|i|e)?|auteurs?|autore|penulis|redaktion|experts?"
    r"|columnists?|yazarlar)/",
    re.IGNORECASE,
)
#: Parts that are no byline, whatever else their names speak of.
_OTHER = {"photo", "caption", "tags", "share", "comments", "place"}
_INNER = (
    *("div", "p", "ul", "ol", "li", "dl", "dd", "dt", "table", "tr", "td", "section"),
    *("article", "figure", "h1", "form"),
)


@dataclass
class Bylines:
    """What the visible bylines of a page say."""

    people: list[Credited] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def add(self, line: str, people: list[Credited]) -> bool:
        """Add the people of one line, each once; a label outranks none.

        Return whether the line says nothing but what is printed already.
        """
        again = any(fold(line) in fold(one) for one in self.lines)
        if line and not again:
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
        return bool(line) and again


def find_people(reading: Reading) -> Bylines:
    """Cut the visible bylines out of the page and return what they say."""
    bylines = Bylines()
    told = tuple(one.name for one in told_people(reading.facts, reading.labels))
    known = Known(told, frozenset(outlets_of(reading)))
    for element in list(_elements(reading, known)):
        if element not in reading.gone:
            _read_element(reading, element, known, bylines)
    return bylines


def _elements(reading: Reading, known: Known) -> Iterator[Any]:
    """Yield the elements that are bylines by name or words, outermost first."""
    taken: set[Any] = set()
    for element in reading.main.scope.iter():
        if not isinstance(element.tag, str) or not _is_free(reading, element):
            continue
        if element.getparent() in taken:
            taken.add(element)
            continue
        named = is_byline(element) and _is_light(reading, element)
        named = named or _is_labelled_junk(reading, element)
        if not named and not _speaks(reading, element, known):
            continue
        if _in_place(reading, element):
            taken.add(element)
            yield element


def _is_free(reading: Reading, element: Any) -> bool:
    """Say whether an element is no furniture; a box of the author above the text is."""
    if reading.is_free(element):
        return True
    if _is_labelled_junk(reading, element):
        return True
    above = reading.view.place[element] < reading.start
    if element in reading.gone or not (above or _is_labelled_name(reading, element)):
        return False
    roots = (element, *element.iterancestors())
    rule = next((reading.view.junk[e] for e in roots if e in reading.view.junk), "")
    return rule == "author_box"


def _is_labelled_junk(reading: Reading, element: Any) -> bool:
    """Say whether a small element a site names oddly holds a byline with labels."""
    view = reading.view
    rule = view.junk.get(element, "")
    if rule not in ("advert", "share", "tools") or element in reading.gone:
        return False
    text = text_of(element) if view.length[element] <= _LONGEST_NAME else ""
    return any(mark in text for mark in ":：") and bool(
        read_people(text, reading.labels)
    )


def _is_light(reading: Reading, element: Any) -> bool:
    view = reading.view
    light = view.weight.get(element, 0) <= view.least(150)
    return light and 0 < view.length[element] <= _LONGEST


def is_byline(element: Any) -> bool:
    """Say whether a site sets its byline in an element."""
    if (element.get("rel") or "") == "author" or element.tag == "address":
        return True
    parts = parts_of(element)
    return "byline" in parts and not parts & _OTHER


def _speaks(reading: Reading, element: Any, known: Known) -> bool:
    """Say whether the words of an element above the text are a byline, surely."""
    view = reading.view
    if not 1 < view.length[element] <= _LONGEST_LINE:
        return False
    if element.tag in ("h1", "time"):
        return False
    if next(element.iterdescendants(*_INNER), None) is not None:
        return False
    if parts_of(element) & (_OTHER | {"breadcrumb", "section"}):
        return False
    lines = [text for text, _ in split_times(reading, element)]
    if view.place[element] >= reading.start:
        return _is_labelled_name(reading, element)
    return len(lines) <= _MOST_LINES and _are_byline(reading, lines, known)


def _is_labelled_name(reading: Reading, element: Any) -> bool:
    """Say whether an element is a role word and a name, each in its own element."""
    parts = [text_of(one) for one in element]
    if len(parts) != _PAIR or (element.text or "").strip():
        return False
    return fold(parts[0].strip(" :：")) in reading.labels.role_of and is_name(parts[1])


def _are_byline(reading: Reading, lines: list[str], known: Known) -> bool:
    labels = reading.labels
    for line, following in pairwise((*lines, "")):
        labelled = fold(line) in labels.role_of
        if read_people(line, labels):
            return True
        names = names_of_line(following if labelled else line, labels, known)
        if not names.people or names.unsure:
            continue
        told = [fold(name) for name in known.names]
        if all(fold(one.name) in told for one in names.people):
            return True
        by = labelled or bool(leading_by(line, labels))
        by = by or all(one.job_title for one in names.people)
        if by and all(" " in p.name or is_caseless(p.name) for p in names.people):
            return True
    return False


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


def _is_sure_below(
    reading: Reading, element: Any, block: Block, known: Known, *, alone: bool
) -> bool:
    """Say whether a byline below the text is the article's: labelled, or told too.

    One that is `alone` on its page is; one beside another headline never.
    """
    if reading.view.place[element] <= reading.end:
        return True
    if reading.is_in_card(element):
        return False
    told = [fold(name) for name in known.names]
    labelled = all(":" in p or "：" in p for p in block.printed) or all(
        one.label and one.role != "author" for one in block.people
    )
    return alone or labelled or any(fold(one.name) in told for one in block.people)


def _read_element(
    reading: Reading, element: Any, known: Known, bylines: Bylines
) -> None:
    links = tuple(_linked_names(reading, element))
    _move_times_out(element)
    known = replace(known, names=known.names + links)
    block = read_block(reading, element, known)
    elements = [element]
    if block.label and not block.people and _holds_name(reading, element.getnext()):
        elements.append(element.getnext())  # a role word alone, and the name behind it
        read_into(block, reading, elements[-1], known)
    if not block.people:
        inner = (e for e in element.iterdescendants() if isinstance(e.tag, str))
        one = next(filter(is_byline, inner), None)
        if one is not None:
            _read_element(reading, one, known, bylines)
        return
    alone = not bylines.people
    if not _is_sure_below(reading, element, block, known, alone=alone):
        return
    rule = _rule_of(block)
    people = [replace(one, rule=rule) for one in block.people]
    printed = " ".join(block.printed)
    if bylines.add(printed, people):
        reading.draft.drop(printed, "byline again")
    for source in block.sources:
        add_sources(reading.draft, source["label"], source["value"], reading.labels)
    for line in block.left:
        reading.draft.drop(line, "beside the byline")
        keep_time(reading, line)
    for one in elements:
        for control in list(one.iter("button")):
            reading.drop(control, "control")
        reading.take(one)


def _holds_name(reading: Reading, element: Any) -> bool:
    """Say whether an element is free, short, and holds a name and nothing else."""
    if element is None or not isinstance(element.tag, str):
        return False
    free = reading.is_free(element) and reading.view.length[element] <= _LONGEST_NAME
    return free and is_name(text_of(element))


def _move_times_out(element: Any) -> None:
    """Move times with a value for machines behind a byline, for the rule of times."""
    for time in list(element.iter("time")):
        if time is not element and time.get("datetime"):
            cut(time)
            element.addnext(time)


def _rule_of(block: Block) -> str:
    labelled = any(one.label for one in block.people)
    return "visible byline with a role" if labelled else "visible byline"


def _linked_names(reading: Reading, element: Any) -> Iterator[str]:
    """Yield the names of the links to authors' own pages in a byline."""
    for link in element.iter("a"):
        own = link.get("rel") == "author" or _AUTHOR_LINK.search(link.get("href") or "")
        if own and is_name(name := text_of(link)):
            yield name


def keep_time(reading: Reading, line: str) -> None:
    """Remember a time that is printed beside a byline."""
    if read_time(line, day_first=True, labels=reading.labels) is not None:
        reading.times_beside.append(line)


def outlets_of(reading: Reading) -> set[str]:
    """Return the folded names of the page's outlet."""
    publisher = reading.draft.values.get("publisher")
    own = fold_outlet(publisher.name) if publisher else set()
    return outlet_names(reading.facts) | own


def names_told(reading: Reading, bylines: Bylines) -> list[str]:
    """Return the names of everybody the bylines and machines' words name."""
    told = told_people(reading.facts, reading.labels)
    return [one.name for one in (*bylines.people, *told)]


# --- into the draft -----------------------------------------------------------------


def set_people(reading: Reading, bylines: Bylines) -> None:
    """Put the people into the draft; what machines are told fills only gaps."""
    draft = reading.draft
    for line in draft.bylines:
        if bylines.add(line, []):
            draft.drop(line, "byline again")
    labelled = [replace(one, rule=f"label '{one.label}'") for one in draft.people]
    bylines.add("", labelled)
    for one in reading.signed:
        if bylines.add(one.name, [one]):
            draft.drop(one.name, "byline again")
    draft.bylines.clear()
    draft.people.clear()
    if bylines.lines:
        draft.set("byline", " | ".join(bylines.lines), "bylines, as printed")
    told = told_people(reading.facts, reading.labels)
    editors = _told_editors(bylines, told)
    for person in bylines.people:
        person = editors.get(fold(person.name), person)
        _add(reading, _in_small_letters(person, told))
    if not draft.values.get("authors"):
        _add_told(reading, told)


def _told_editors(bylines: Bylines, told: list[Credited]) -> dict[str, Credited]:
    """Return those whom machines are told as editors, and no label calls otherwise.

    Where nobody else is named in the byline, the one who is wrote the article.
    """
    editors = {fold(one.name): one for one in told if one.role == "editor"}
    others = [one for one in bylines.people if fold(one.name) not in editors]
    labelled = {fold(one.name) for one in bylines.people if one.label}
    if not any(field_of(one.role) == "authors" for one in others):
        return {}
    return {name: one for name, one in editors.items() if name not in labelled}


def _add_told(reading: Reading, told: list[Credited]) -> None:
    """Add the authors machines are told, but for those the page calls editors."""
    draft, outlets = reading.draft, outlets_of(reading)
    editors = {fold(one.name) for one in draft.values.get("editors", ())}
    for one in told:
        if one.role != "author" or is_operator(one.name, outlets):
            continue
        if fold(one.name) in editors:
            draft.warn(
                said("the editor is no author: {name}, told by JSON-LD", name=one.name)
            )
        else:
            _add(reading, one)


def _in_small_letters(person: Credited, told: list[Credited]) -> Credited:
    """Return a person printed in capitals as machines are told the name."""
    same = [one.name for one in told if fold(one.name) == fold(person.name)]
    if same and person.name.isupper() and not same[0].isupper():
        return replace(person, name=same[0])
    return person


def _add(reading: Reading, person: Credited) -> None:
    """Add a person to the draft; an agency is a source, a desk or outlet is nobody."""
    draft, labels = reading.draft, reading.labels
    person = replace(person, name=person.name.strip(" ()[]（）【】"))
    for home in filter(None, (person.name, person.affiliation)):
        is_desk = is_collective(home, labels)
        if are_agencies(home) or (is_agency(home, labels) and not is_desk):
            draft.add_source(home, person.rule or "agency in the byline")
    name = person.name
    if is_agency(name, labels) or are_agencies(name) or is_nobody(name, labels):
        return
    rule = person.rule or "visible byline"
    draft.add_party(field_of(person.role), party_of(person, labels), rule)


def is_nobody(name: str, labels: Labels) -> bool:
    """Say whether a name is a desk's: "Tim Redaksi", "Redaktion"."""
    return not name.strip(" ()[]") or is_collective(name, labels)
