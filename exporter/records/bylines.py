"""The names in a byline without labels: "By Jane Doe in London and John Roe, dpa".

In: one line of a page, a wire item or a content management system. Out: the people in
it, each with the job, the outlet or the agency printed beside the name; nothing where
the line cannot be read surely. Every name is a piece of the line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache

from exporter.blocks import Party
from exporter.inline import clean_line
from exporter.records.datelines import is_outlet
from exporter.records.draft import Draft
from exporter.records.labels import Labels, fold
from exporter.records.name_words import is_caseless, is_name, words_of
from exporter.records.people import Credited, field_of, is_collective, read_people
from exporter.records.wire import why
from exporter.said import said

_BY = re.compile(
    rf"(?:{words_of('before_names')})(?:\s*:\s*|\s+)(?=[^\W\d_])", re.IGNORECASE
)
_CODES = re.compile(r"[a-z]{1,4}(?:[/-][a-z]{1,4})*$")
_JOB = re.compile(rf"\b(?:{words_of('titles')})\b", re.IGNORECASE)
_FIRM = re.compile(rf"(?:{words_of('articles')})\s|.*\b(?:{words_of('firms')})\b", re.I)
_ARTICLE = re.compile(rf"(?:{words_of('articles')})\s+", re.IGNORECASE)
#: "Do UOL", from a house in capitals; "TBN Fiji", a station and its place.
_HOUSE = re.compile(r"(?:[Dd][aoe]s?)\s+[A-Z]{2,6}$|[B-DF-HJ-NP-TV-XZ]{3,5}\s+\S")
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}$", re.IGNORECASE)
_DESK = re.compile(
    rf"(?:{words_of('desks')})$|.{{2,6}}(?:支局|総局|支社|本社|報道部|センター)$"
)
_DEGREE = re.compile(r"(?:[A-Z][A-Za-z]{0,4}\.){1,3}[A-Z]?[A-Za-z]{0,4}\.?$|[JS]r\.?$")
#: Where a name ends and a place, or whom it works for, begins: "in London".
_IN_PLACE = re.compile(
    r"\s+from\s+(?P<what>\S.*)$|\s+(?:in|aus|à|au|em|for|für)\s+(?P<any>[^\W\d_a-z].*)$"
    r"|\s+(?:at|en|di|da|de|i|fra|a|w|ve)\s+(?P<known>[^\W\d_a-z].*)$"
)
#: Marks before what is beside a name: brackets, dashes.
_BESIDE = frozenset("()（）[]【】/–—-")
_SIGN = re.compile(rf"\s*(?:{words_of('signs')})$")
#: Marks between names rather than before what is beside one.
_LISTING = frozenset("|;、")
#: "Von unserer Korrespondentin Anna Beispiel", "our correspondent in Suva, Ann Sample".
_OURS = re.compile(
    rf"(?i:{words_of('ours')})\s+[\w-]+(?:\s+(?:in|à|en|a|i)\s+\w+)?,?\s+"
    r"(?=[^\W\d_a-z])"
)
_EDGES = " |-–—•·,.:：/"
_LONGEST = 500


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
        return [(field_of(one.role), party_of(one, labels)) for one in roles]
    found = names_of_line(line, labels)
    if found.unsure:
        return []
    return [("authors", party_of(one, labels)) for one in found.people]


def party_of(one: Credited, labels: Labels) -> Party:
    """Return a credited person, or group, as the model has it."""
    group = is_collective(one.name, labels) or is_known_firm(one.name, labels)
    contributes = field_of(one.role) == "contributors"
    return Party(
        name=one.name,
        kind="organisation" if group else "person",
        role=one.label if contributes else "",
        affiliation=one.affiliation,
        job_title=one.job_title,
    )


# --- the names of a line ------------------------------------------------------------


@dataclass(frozen=True)
class Known:
    """What is known before a line is read: names told elsewhere, and the outlet's."""

    names: tuple[str, ...] = ()
    outlets: frozenset[str] = frozenset()


@dataclass
class Names:
    """Whom a line names; `unsure` where words of it are neither name nor known."""

    people: list[Credited] = field(default_factory=list)
    unsure: bool = False


def names_of_line(line: str, labels: Labels, known: Known = Known()) -> Names:
    """Return the people a line names, its "By" and their places left out."""
    names = Names()
    value = line.strip(_EDGES)
    value = value[len(leading_by(value, labels)) :].strip(_EDGES)
    if ours := _OURS.match(value):
        value = value[ours.end() :]
    parts = list(_parts(value, labels))
    listed = any(mark.isalpha() or mark == "&" for mark, _ in parts[1:])
    for mark, part in parts:
        _read_part(_Part(mark, part, listed), names, labels, known)
    return names


def leading_by(line: str, labels: Labels) -> str:
    """Return the "By" a line begins with, in any language, or ""."""
    found = labels.role_opener.match(line) or _BY.match(line)
    return found[0].strip(" :：") if found else ""


@dataclass(frozen=True)
class _Part:
    """Words between two marks of a line; `mark` is the one before them."""

    mark: str
    text: str
    listed: bool

    @property
    def joined(self) -> bool:
        """Say whether a word like "and" stands before it."""
        return self.mark.isalpha() or self.mark == "&"


def _parts(value: str, labels: Labels) -> Iterator[tuple[str, str]]:
    """Yield the parts of a line, each with the mark or the joining word before it."""
    at, mark = 0, ""
    for found in _break_of(labels).finditer(value):
        if part := value[at : found.start()].strip(" ."):
            yield mark, part
            mark = ""
        mark = found[0].strip() or mark or " "
        at = found.end()
    if part := value[at:].strip(" ."):
        yield mark, part


@cache
def _break_of(labels: Labels) -> re.Pattern[str]:
    """Return the pattern of what stands between two names, or a name and its home."""
    return re.compile(
        rf"{labels.name_split.pattern}|\s*[|•()（）\[\]【】;]\s*|\s·\s|/(?![lp]\s)"
        rf"|[:：]\s*|\s+(?:{words_of('joiners')}|AND|DAN|UND|OCH|VE)\s+",
        labels.name_split.flags,
    )


def _read_part(part: _Part, names: Names, labels: Labels, known: Known) -> None:
    """Add what one part of a line says to the names."""
    people = names.people
    text = _SIGN.sub("", part.text)
    if not text or (not people and fold(text) in labels.places | labels.role_of.keys()):
        return
    if told := _told(text, known):
        people.extend(told)
    elif people and _goes_with_names(part, text, names, labels, known):
        return
    elif agency := _agency_behind(text, labels):
        name = text[: -len(agency)].strip()
        people.append(Credited(name, affiliation=agency))
    elif is_known_firm(text, labels) or fold(text) in known.outlets:
        _add_firm(part, text, names, labels)
    elif person := _name_in(text, labels):
        people.append(person)
    else:
        names.unsure = True


def _goes_with_names(
    part: _Part, text: str, names: Names, labels: Labels, known: Known
) -> bool:
    """Take words that say more of the names before them; say whether they do."""
    last = names.people[-1]
    if role := _role_behind(text, labels):
        if field_of(role) != "authors":
            names.people[-1] = replace(last, role=role, label=text)
    elif _DEGREE.match(text):
        names.people[-1] = replace(last, name=f"{last.name}, {text}")
    elif _is_beside(part, text, names, labels, known):
        _add_beside(text, names, labels)
    else:
        return False
    return True


def _told(text: str, known: Known) -> list[Credited]:
    """Return names that are told elsewhere too, and what is printed behind them."""
    for name in known.names:
        pattern = r"\s+".join(map(re.escape, name.split()))
        found = re.match(rf"{pattern}(?!\w)", text, re.IGNORECASE)
        if found:
            rest = text[found.end() :].strip(" ,-–—|/()")
            more = _told(rest, known) if rest else []
            job = rest if not more and _JOB.search(rest) else ""
            return [Credited(found[0], job_title=job), *more]
    return []


def _role_behind(text: str, labels: Labels) -> str:
    """Return the role of a word behind a name: "Per Foss (foto)"."""
    if labels.photo_label.fullmatch(f"{text}:"):
        return "photographer"
    return labels.role_of.get(fold(text), "")


def _agency_behind(text: str, labels: Labels) -> str:
    """Return the agency a name ends with, with no mark between: "JANE DOE Reuters"."""
    words = text.split()
    for count in (4, 3, 2):
        tail = " ".join(words[-count:])
        if len(words) > count + 1 and is_agency(tail, labels):
            return tail if is_name(" ".join(words[:-count])) else ""
    return ""


def _add_firm(part: _Part, text: str, names: Names, labels: Labels) -> None:
    """Add an agency or outlet: beside a name it is the name's, else it stands alone."""
    persons = names.people and not is_known_firm(names.people[-1].name, labels)
    if persons and not part.joined:
        names.people[:] = [
            replace(one, affiliation=one.affiliation or text) for one in names.people
        ]
    else:
        names.people.append(Credited(text))


def _is_beside(
    part: _Part, text: str, names: Names, labels: Labels, known: Known
) -> bool:
    """Say whether words behind a name are its home, its job or a place."""
    if part.joined or is_known_firm(names.people[-1].name, labels):
        return False
    if _JOB.search(text) or _is_firm(text, labels) or fold(text) in labels.places:
        return True
    if text[0].islower():
        return True
    one_word = " " not in text and not is_caseless(text)
    if part.mark in "-–—" and labels.dash_joins_names and not one_word:
        return False
    if part.mark in _BESIDE or (one_word and " " in names.people[-1].name):
        return not (part.listed and labels.single_names) or part.mark in _BESIDE
    told = any(fold(one.name) in map(fold, known.names) for one in names.people)
    return told and not part.listed and part.mark not in _LISTING


def _add_beside(text: str, names: Names, labels: Labels) -> None:
    """Give words behind a name to all names before them that lack such words."""
    people = names.people
    if _JOB.search(text):
        people[:] = [replace(p, job_title=p.job_title or text) for p in people]
    elif _is_firm(text, labels) and fold(text) not in labels.places:
        people[:] = [replace(p, affiliation=p.affiliation or text) for p in people]


def _is_firm(text: str, labels: Labels) -> bool:
    """Say whether words are an outlet, an agency or a house: "WDR", "Acme News"."""
    short = " " not in text and text.isupper() and len(text) <= 6
    known = is_known_firm(text, labels) or _DOMAIN.match(text)
    return bool(known) or short or _FIRM.match(text) is not None


def is_known_firm(name: str, labels: Labels) -> bool:
    """Say whether a name is that of an agency or outlet the tables know."""
    bare = _ARTICLE.sub("", name)
    return is_outlet(bare, labels, frozenset()) or is_agency(bare, labels)


def is_agency(name: str, labels: Labels) -> bool:
    """Say whether a name is an agency's, its article left out."""
    return fold(_ARTICLE.sub("", name)) in labels.agencies


def _name_in(text: str, labels: Labels) -> Credited | None:
    """Return the name in a part, without the place behind it; None for no name.

    A role word in front is the name's: "Editor Budi Contoh".
    """
    place = _IN_PLACE.search(text)
    known = place and place["known"]
    if place and (not known or fold(known) in labels.places):
        text = text[: place.start()]
    words = text.split()
    if len(words) > 1 and _DESK.match(words[0]):
        words = words[1:]
    several = len(words) > 2 or labels.single_names
    role = labels.role_of.get(fold(words[0])) if words[1:] and several else None
    label = words[0] if role else ""
    name = " ".join(words[1:] if role else words)
    if not is_name(name) or fold(name) in labels.places or _JOB.search(name):
        return None
    if _HOUSE.match(name):
        return None
    return Credited(name, role or "author", label)
