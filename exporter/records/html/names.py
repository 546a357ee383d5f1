"""Names of people: which words are one, and whom JSON-LD and meta tags name.

In: a line of a byline, or what a page says for machines. Out: bare names, without
"By", job titles and outlets; no name where the words are an outlet, an address or
whoever runs the site.
"""

import re
from dataclasses import dataclass
from typing import Any

from exporter.records.html.habits import any_of
from exporter.records.html.structured import Facts, each, name_of, types_of
from exporter.records.labels import Labels, fold

_LONGEST_NAME = 5
_METAS: tuple[str, ...] = (
    "author",
    "article:author",
    "og:article:author",
    "dc.creator",
    "byl",
)
_METAS += ("dcterms.creator", "parsely-author", "sailthru.author", "creator")
_METAS += ("cxenseparse:author", "article:author_name")
_ADDRESS = re.compile(
    r"https?:|www\.|@|\.(?:com|net|org|id|co|de|fr|uk|info|tv|news)\b|/", re.I
)
_OPERATOR = re.compile(rf"\b(?:{any_of('operators')})\b", re.I)
_BY = re.compile(rf"^(?:{any_of('before_names')})\s*:?\s+", re.I)
_TITLE_WORD = re.compile(rf"\b(?:{any_of('titles')})\b", re.I)
#: Where a name ends and a title or place begins.
_TITLE_CUT = re.compile(
    r"\s+[-–—|•·/]\s+|\s*[|•·(（]\s*|,\s+(?=(?:in|aus|en|à|a|di|em|da)\s)"
    r"|\s+(?:in|for|aus)\s+(?=[A-ZÄÖÜ][\w-]+(?:[ ,]|$))"
)
_AGENCIES_TOO = re.compile(
    r"\s*(?:,|and|with|und|et|y|dan)\s+(?:news )?agencies$", re.I
)
_PARTICLES = {"bin", "binti", "bint", "ibn", "van", "von", "vom", "zu", "zur", "de"}
_PARTICLES |= {
    "del",
    "der",
    "den",
    "da",
    "di",
    "do",
    "dos",
    "das",
    "du",
    "d",
    "la",
    "le",
}
_PARTICLES |= {"al", "el", "e", "y", "ter", "ten", "san", "st", "della", "dello"}
_ELIDED = ("d'", "d’", "l'", "o'", "o’")
_CASELESS = re.compile(r"^[\u0590-\u1fff\u3040-\ud7ff\s·・.'-]{2,30}$")
_REPORTER_SIGN = re.compile(r"\s*(?:記者|记者|기자|特派員|編集委員|論説委員|특파원)$")


@dataclass(frozen=True)
class Person:
    """One credited person or group; `label` is the role word as printed."""

    name: str
    role: str = "author"
    label: str = ""
    affiliation: str = ""
    job_title: str = ""
    rule: str = ""


def is_name(text: str, labels: Labels) -> bool:
    """Say whether a text looks like one person's name, or a group's."""
    words = text.split()
    if (
        not words
        or len(words) > _LONGEST_NAME
        or len(text) > 60
        or _ADDRESS.search(text)
    ):
        return False
    if _CASELESS.match(text):
        return len(text) <= 24
    if any(char.isdigit() for char in text) or re.search(r"[!?:;\"“”…©&]", text):
        return False
    if not all(map(_opens_a_name, words)):
        return False
    return text[0].isupper() or words[0].lower() in _PARTICLES


def _opens_a_name(word: str) -> bool:
    small = word.strip(".'’").lower() in _PARTICLES
    return word[0].isupper() or small or word[:2].lower() in _ELIDED


def bare_names(line: str, labels: Labels) -> list[str]:
    """Return the names of a byline without a label; empty where it is none."""
    text = _BY.sub("", line.strip(" |-–—•·,"), count=1).strip()
    text = _AGENCIES_TOO.sub("", text)
    text = _REPORTER_SIGN.sub("", text)
    found: list[str] = []
    parts = [
        part
        for part in labels.name_split.split(
            _TITLE_CUT.split(text)[0] if not _is_list(text) else text
        )
        if part
    ]
    for index, part in enumerate(parts):
        bare = _TITLE_CUT.split(part)[0].strip(" .,")
        if index and found and (_TITLE_WORD.search(bare) or not is_name(bare, labels)):
            continue
        if not is_name(bare, labels) or fold(bare) in labels.outlets:
            return found
        if _TITLE_WORD.search(bare) and len(bare.split()) > 1 and not found:
            return []
        found.append(bare)
    return found


def _is_list(text: str) -> bool:
    return bool(
        re.search(r"\s(?:and|und|et|y|dan|e|og|och|ja|en|i)\s|[;&]", text)
    ) and not re.search(r"[(|]", text)


def is_operator(name: str, outlets: set[str]) -> bool:
    """Say whether a name is the outlet's, an address, or of whoever runs the site."""
    folded = fold(name)
    if (
        not folded
        or folded in outlets
        or _ADDRESS.search(name)
        or _OPERATOR.search(name)
    ):
        return True
    short = [outlet for outlet in outlets if len(outlet) >= 4]
    return any(folded.startswith(o) or folded.endswith(o) or o == folded for o in short)


def told_people(facts: Facts, labels: Labels) -> list[Person]:
    """Return the people JSON-LD names, then those of meta tags where it names none."""
    found = _told_in_json(facts, labels, "author", "author")
    found = found or _told_in_json(facts, labels, "creator", "author")
    found = found or _told_in_metas(facts, labels)
    found += _told_in_json(facts, labels, "editor", "editor")
    unique: dict[tuple[str, str], Person] = {}
    for one in found:
        unique.setdefault((fold(one.name), one.role), one)
    return list(unique.values())


def _told_in_json(facts: Facts, labels: Labels, key: str, role: str) -> list[Person]:
    return [
        Person(name, role, rule=f"JSON-LD {key}")
        for value in map(facts.resolved, each(facts.article.get(key)))
        for name in _split_told(name_of(value), labels)
        if _is_told_name(name, value, labels)
    ]


def _told_in_metas(facts: Facts, labels: Labels) -> list[Person]:
    for key in _METAS:
        found = [
            Person(name, "author", rule=f"meta {key}")
            for text in facts.metas.get(key, ())
            for name in _split_told(text, labels)
            if (is_name(name, labels) and len(name.split()) > 1)
            or _CASELESS.match(name)
        ]
        if found:
            return found
    return []


def _split_told(text: str, labels: Labels) -> list[str]:
    text = _BY.sub("", text.strip(), count=1)
    parts = [
        part.strip(" .") for part in labels.name_split.split(text) if part.strip(" .")
    ]
    if len(parts) > 1 and not all(is_name(part, labels) for part in parts):
        kept = [
            part
            for part in parts
            if is_name(part, labels) and not _TITLE_WORD.search(part)
        ]
        return kept[:1] or [text]
    return parts or []


def _is_told_name(name: str, value: Any, labels: Labels) -> bool:
    organisation = isinstance(value, dict) and bool(
        types_of(value) & {"Organization", "NewsMediaOrganization", "Corporation"}
    )
    if organisation:
        return fold(name) in labels.agencies
    if _CASELESS.match(name):
        return True
    return is_name(name, labels)
