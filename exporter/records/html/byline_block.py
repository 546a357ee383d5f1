"""What one byline of a page says: names, with the roles and titles beside them.

In: an element a site sets its byline in. Out: the people it credits, the lines that
belong to the byline as printed, and those that only stand beside it. A role word can
stand on the line of its name, in an element of its own, or on the line after it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from exporter.inline import clean_line
from exporter.records.bylines import Known, is_agency, leading_by, names_of_line
from exporter.records.html.habits import any_of, parts_of
from exporter.records.html.names import is_operator
from exporter.records.html.reading import Reading
from exporter.records.html.words import BREAK, EDGE, GAP, marked_text, text_of
from exporter.records.labels import Labels, find_form, fold
from exporter.records.name_words import is_caseless
from exporter.records.people import Credited, field_of, read_people
from exporter.records.source_line import match_source, parts_of_line
from exporter.records.times import read_time

_LONGEST = 400
_LONGEST_TITLE = 80
_CHROME = re.compile(rf"(?:{any_of('byline_chrome')}|\d+(?: comments?)?)$", re.I)
_SKIP_LINE = re.compile(
    r"(?:follow|ikuti|@|[\w.+-]+@[\w-]+\.|(?:updated|published)(?!\s+by\b)|\d+ min"
    r"|share\b)",
    re.I,
)
_COLON = re.compile("[:：]")
#: What stands between a byline and its time.
_BEFORE_TIME = re.compile(
    r"(?:[\s|,;•·–—-]+|\s(?:on|at|am|pada|le|el|em|op|den|kl\.?|il|dne))+$", re.I
)
_STROKE = re.compile(r"\s+[|｜│]\s+")
_MAIL = re.compile(r"\S*@\S+")
_NAMING = ("class", "id", "itemprop", "rel")


@dataclass
class Block:
    """What is read of one byline; `alone` where it has but one line."""

    people: list[Credited] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    sources: list[re.Match[str]] = field(default_factory=list)
    alone: bool = False
    places: frozenset[str] = frozenset()
    role: str = "author"
    label: str = ""


def read_block(reading: Reading, element: Any, known: Known) -> Block:
    """Return what a byline says; without people where it names none."""
    places = frozenset(
        text_of(one)
        for one in element.iterdescendants("div", "span", "p", "li", "a")
        if "place" in parts_of(one)
    )
    lines = split_times(reading, element, places)
    shown = [line for line, _ in lines if not is_chrome(reading, line)]
    role = _role_of_names(element, reading.labels)
    block = Block(role=role, alone=len(shown) == 1, places=places)
    _read_lines(block, reading, lines, known)
    return block


def read_into(block: Block, reading: Reading, element: Any, known: Known) -> None:
    """Read on in an element that follows a byline."""
    _read_lines(block, reading, split_times(reading, element), known)


def _read_lines(
    block: Block, reading: Reading, lines: list[tuple[str, str]], known: Known
) -> None:
    for line, time in lines:
        if line:
            _read_line(reading, line, known, block)
        if time:
            block.left.append(time)


def split_times(
    reading: Reading, element: Any, places: frozenset[str] = frozenset()
) -> list[tuple[str, str]]:
    """Return the lines of a byline, each without the time it ends with, and the time.

    "Published by Jane Doe on January 12, 2026", "Sari Contoh - Senin, 12/01/2026".
    """
    labels, found = reading.labels, []
    for line in byline_lines(element, labels, places):
        for part in _without_strokes(line, labels):
            time = read_time(part, day_first=True, labels=labels)
            before = _words_before(time.before, labels) if time else ""
            if before and part.startswith(before):
                found.append((before, part[len(before) :].strip()))
            else:
                found.append((part, ""))
    return found


def _without_strokes(line: str, labels: Labels) -> Iterator[str]:
    """Yield the parts of a line, cut at strokes where one of them is a byline."""
    for part in parts_of_line(line, labels):
        pieces = _STROKE.split(part)
        cut = not read_people(part, labels) and any(
            read_people(piece, labels) for piece in pieces
        )
        yield from pieces if cut else [part]


def _words_before(words: str, labels: Labels) -> str:
    """Return the words before a time, without a label of the time at their end."""
    for label in (labels.published, labels.modified):
        if found := label.search(words):
            words = words[: found.start()]
    return _BEFORE_TIME.sub("", words)


def _read_line(reading: Reading, line: str, known: Known, block: Block) -> None:
    """Add what one line says to a byline."""
    people = block.people
    if is_chrome(reading, line):
        block.left.append(line)
        return
    if source := match_source(line, reading.labels):
        block.sources.append(source)
        return
    if line in block.places:
        block.left.append(line)
        return
    if role := _role_of_line(reading.labels, line, block):
        block.printed.append(line)
        if people and not block.label:
            people[-1] = _with_role(people[-1], role, line)
        else:
            block.role, block.label = role, line.strip(" :：")
        return
    found = _people_of(reading, line, known, block)
    sure = all(_is_sure(one, reading.labels) for one in found)
    if not block.label and not sure and not _names(known, line):
        found = found if block.alone else []
    if found:
        people.extend(one for one in found if one not in people)
        block.printed.append(line)
    elif people and _is_title(line, reading):
        people[-1] = replace(people[-1], job_title=people[-1].job_title or line)
        block.printed.append(line)
    else:
        block.left.append(line)


def _is_sure(person: Credited, labels: Labels) -> bool:
    """Say whether a name has a label, is an agency's, or is no single word."""
    several = " " in person.name or is_caseless(person.name)
    return bool(person.label) or several or is_agency(person.name, labels)


def _names(known: Known, line: str) -> bool:
    return any(fold(name) == fold(line) for name in known.names)


def _role_of_line(labels: Labels, line: str, block: Block) -> str:
    """Return the role a line names and nothing else; "Foto" counts behind a name."""
    role = labels.role_of.get(fold(line), "")
    if not role and block.people and labels.photo_label.fullmatch(f"{line}:"):
        return "photographer"
    return role


def _with_role(person: Credited, role: str, line: str) -> Credited:
    """Return a person whose work stands behind the name: "Ann Sample", "Editor"."""
    if role == "author":
        return person
    if field_of(role) == "authors":
        return replace(person, job_title=person.job_title or line)
    return replace(person, role=role, label=line)


def _people_of(
    reading: Reading, line: str, known: Known, block: Block
) -> list[Credited]:
    """Return the people of one line of a byline."""
    labels = reading.labels
    if len(line) > _LONGEST or _SKIP_LINE.match(line):
        return []
    by = leading_by(line, labels)
    told = _COLON.search(line) or find_form(labels.byline_forms, line, labels)
    found = [] if by and not told else read_people(line, labels)
    found = [exact for one in found for exact in _exact(one, labels)]
    line = _MAIL.sub("", line)
    photo = labels.photo_label.match(line) if block.people and not found else None
    if photo:
        names = names_of_line(line[photo.end() :], labels, known)
        return [
            replace(p, role="photographer", label=photo["label"]) for p in names.people
        ]
    if not found:
        names = names_of_line(line, labels, known)
        if block.people and names.unsure and not by:
            return []  # a title with commas in it
        role = labels.role_of.get(fold(by), block.role) if by else block.role
        label = block.label or by
        found = [_in_role(one, role, label) for one in names.people]
    return [one for one in found if not is_operator(one.name, set(known.outlets))]


def _exact(one: Credited, labels: Labels) -> list[Credited]:
    """Return a labelled person without an agency behind a stroke: "Ann Sample/TT"."""
    if not any(mark in one.name for mark in "/("):
        return [one]
    names = names_of_line(one.name, labels)
    if names.unsure or not names.people:
        return [one]
    exact = {"role": one.role, "label": one.label}
    return [p if p.label else replace(p, **exact) for p in names.people]


def _in_role(one: Credited, role: str, label: str) -> Credited:
    return one if one.label else replace(one, role=role, label=label)


def is_chrome(reading: Reading, line: str) -> bool:
    """Say whether a line beside a byline is a button, a time, or says nothing."""
    if not fold(line) or _is_button(line):
        return True
    labels = reading.labels
    if any(
        p.fullmatch(line) for p in (labels.noise, labels.published, labels.modified)
    ):
        return True
    return read_time(line, day_first=True, labels=reading.labels) is not None and (
        not read_people(line, reading.labels)
    )


def _is_button(words: str) -> bool:
    return _CHROME.match(words.strip("【】[]() ")) is not None


def _is_title(line: str, reading: Reading) -> bool:
    return (
        len(line) <= _LONGEST_TITLE
        and not _SKIP_LINE.match(line)
        and not any(char.isdigit() or char in ":：" for char in line)
    )


def _role_of_names(element: Any, labels: Labels) -> str:
    """Return the role an element's own names speak of: "editor"; else "author"."""
    for one in (element, *element.iterdescendants("div", "span", "a")):
        names = " ".join(one.get(key) or "" for key in _NAMING)
        words = re.split(r"[\W_]+", names.casefold())
        roles = {labels.role_of[word] for word in words if word in labels.role_of}
        if len(roles) == 1 and not roles & {"author", "contributor"}:
            return roles.pop()
    return "author"


# --- lines --------------------------------------------------------------------------


def byline_lines(
    element: Any, labels: Labels, places: frozenset[str] = frozenset()
) -> list[str]:
    """Return the lines of a byline; a role word in an element of its own is a line.

    So is one of `places`, and elements with nothing between them, not even a space.
    """
    lines: list[str] = []
    for line in marked_text(element).split(BREAK):
        pieces = line.replace(GAP, f"{EDGE}{GAP}{EDGE}").split(EDGE)
        lines += _split_line(pieces, labels, places)
    return lines


def _split_line(
    pieces: list[str], labels: Labels, places: frozenset[str]
) -> Iterator[str]:
    whole, gap = "", False
    for piece in filter(None, pieces):
        if piece == GAP:
            gap = True
            continue
        words = clean_line(piece)
        apart = fold(words) in labels.role_of or _is_button(words)
        apart = (apart and "(" not in words) or words in places
        apart = apart or _MAIL.fullmatch(words) is not None
        alone = bool(words) and len(pieces) > 1 and apart
        touches = gap and whole[-1:].isalnum() and piece[:1].isalpha()
        if alone or touches:
            if line := clean_line(whole):
                yield line
            whole = ""
        if alone:
            yield words
        else:
            whole += piece
        gap = False
    if line := clean_line(whole):
        yield line
