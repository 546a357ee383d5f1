"""The words newsrooms print around an article, as data: one table a language.

In: `labels.toml` and `outlets.toml` (what belongs to no language: zones, agencies,
dashes, outlets) and `languages/*.toml`. Out: one frozen `Labels` with the words a page
of a language may carry, as sets and compiled patterns: its own, English ones (pages of
many languages carry English labels too), and what belongs to none. Tables are read
when they are asked for, and compiled once.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from exporter.records.label_patterns import Tables, compile_patterns
from exporter.records.language import known_languages, table_of

#: The labels that stand before a value with a colon and say nothing themselves. Role
#: words are not among them: a byline is kept verbatim.
LABEL_KEYS = (
    *("related_labels", "source_labels", "photo_labels", "credit_labels"),
    *("published_labels", "modified_labels", "tag_labels"),
)
_DOMAIN = re.compile(r"(?:\.(?:co|or|web|my|com))?\.[a-z]{2,4}$", re.I)
#: What a folded word has not. Vowel signs of Indic scripts and Thai are letters here.
_NOT_WORD = re.compile(r"[^\w\u0900-\u0dff\u0e00-\u0eff]+|_+")
_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Zone:
    """A zone word: its IANA name and offset from UTC in minutes.

    `minutes` is None where the word stands for summer and winter time alike ("ET").
    `others` are the IANA names the word stands for where an outlet is at home there.
    """

    name: str
    minutes: int | None
    others: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Labels:
    """The newsroom words of a page's language. Sets hold folded words (`fold`)."""

    day_first: dict[str, bool]
    single_names: bool
    nouns_in_capitals: bool
    dash_joins_names: bool
    months: dict[str, int]
    zones: dict[str, Zone]
    outlets: dict[str, str]
    agencies: frozenset[str]
    dateline_agencies: frozenset[str]
    agency_codes: dict[str, str]
    kanal: frozenset[str]
    home_words: frozenset[str]
    places: frozenset[str]
    not_places: frozenset[str]
    collectives: frozenset[str]
    role_of: dict[str, str]
    credit_alone: frozenset[str]
    related_headings: frozenset[str]
    label_phrases: frozenset[str]
    date_with_month: re.Pattern[str]
    weekday_before: re.Pattern[str]
    clock_after: re.Pattern[str]
    clock_before: re.Pattern[str]
    pm: re.Pattern[str]
    breadcrumb_split: re.Pattern[str]
    dateline_dash: re.Pattern[str]
    dateline_forms: tuple[re.Pattern[str], ...]
    name_split: re.Pattern[str]
    role_label: re.Pattern[str]
    role_opener: re.Pattern[str]
    byline_forms: tuple[re.Pattern[str], ...]
    closing_bylines: tuple[re.Pattern[str], ...]
    byline_split: re.Pattern[str]
    qualified_role: re.Pattern[str]
    any_role: re.Pattern[str]
    related: re.Pattern[str]
    related_opener: re.Pattern[str]
    source: re.Pattern[str]
    source_opener: re.Pattern[str]
    tags: re.Pattern[str]
    published: re.Pattern[str]
    modified: re.Pattern[str]
    modified_inside: re.Pattern[str]
    photo_label: re.Pattern[str]
    photo_opener: re.Pattern[str]
    photo_tail: re.Pattern[str]
    credit_label: re.Pattern[str]
    credit_opener: re.Pattern[str]
    credit_tail: re.Pattern[str]
    original: re.Pattern[str]
    original_opener: re.Pattern[str]
    noise: re.Pattern[str]
    more_pages: re.Pattern[str]
    stop: re.Pattern[str]


def fold(text: str) -> str:
    """Return `text` without case, spaces and punctuation: "Kompas.tv" -> "kompastv".

    Dotted and dotless i of Turkish are the same letter here.
    """
    return _NOT_WORD.sub("", text.casefold()).replace("ı", "i")


def fold_outlet(name: str) -> set[str]:
    """Return the folded forms an outlet's name proves: with and without its domain.

    "Kompas.tv" stands for "Kompas TV", "Tempo.co" for "Tempo".
    """
    return {fold(name), fold(_DOMAIN.sub("", name))} - {""}


def load_labels(language: str = "id") -> Labels:
    """Load the labels for pages in a language (BCP 47); each is compiled once.

    A language without a table of its own has the English words.
    """
    return _labels_of(table_of(language) or "en")


@dataclass(frozen=True)
class Form:
    """What a form of a language matched: its place in the text, and named parts."""

    start: int
    end: int
    part: dict[str, str]


def find_form(
    forms: tuple[re.Pattern[str], ...], text: str, labels: Labels
) -> Form | None:
    """Return the first of `forms` that is in `text`, or None.

    A part named "place" or "agency" must be a known one; "city" and "provider" need
    not be, but no word that is known to be no place is a city.
    """
    for pattern in forms:
        match = pattern.search(text)
        part = (
            {k: v.strip() for k, v in match.groupdict().items() if v} if match else {}
        )
        place, agency = part.pop("place", ""), part.pop("agency", "")
        if (
            match is None
            or (place and fold(place) not in labels.places)
            or (agency and fold(agency) not in labels.dateline_agencies)
            or fold(part.get("city", "")) in labels.not_places
        ):
            continue
        part |= {"city": place} if place else {}
        part |= {"provider": agency} if agency else {}
        return Form(match.start(), match.end(), part)
    return None


def all_label_phrases() -> frozenset[str]:
    """Return the labels before a value, in lower case, of every language."""
    tables = {one.table for one in known_languages().values()}
    return _label_phrases([_table(f"languages/{name}") for name in sorted(tables)])


@cache
def _table(name: str) -> dict[str, Any]:
    path = _FOLDER / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _labels_of(name: str) -> Labels:
    return _compile(
        {**_table("labels"), **_table("outlets")}, [_table(f"languages/{name}")], name
    )


def _compile(base: dict[str, Any], own: list[dict[str, Any]], name: str) -> Labels:
    if name != "en":
        own = [*own, _table("languages/en")]
    tables = Tables(base, own)
    words = tables.words
    outlets = _outlets(base)
    agencies = [*base["agencies"], *words("agencies")]
    return Labels(
        day_first={tag: one.day_first for tag, one in known_languages().items()},
        single_names=bool(own[0].get("single_names")),
        nouns_in_capitals=bool(own[0].get("nouns_in_capitals")),
        dash_joins_names=bool(own[0].get("dash_joins_names")),
        months=_months(own),
        zones=_zones(base["zones"]) | _zones(own[0].get("zones", {})),
        outlets={fold(name): zone for name, zone, _ in outlets},
        agencies=_folded(agencies),
        dateline_agencies=_folded([*agencies, *words("dateline_agencies")]),
        agency_codes=base["agency_codes"] | own[0].get("agency_codes", {}),
        kanal=_folded([*words("kanal"), *(k for *_, more in outlets for k in more)]),
        home_words=_folded(words("home_words")),
        places=_folded(words("places")),
        not_places=_folded(words("not_places")),
        collectives=_folded(words("collectives")),
        role_of=_roles(own),
        credit_alone=_folded(words("credit_alone")),
        related_headings=_folded(words("related_headings")),
        label_phrases=_label_phrases(own),
        **compile_patterns(tables),
    )


def _roles(own: list[dict[str, Any]]) -> dict[str, str]:
    """Return the role of each folded label; the page's own language decides."""
    return {
        fold(word): role
        for one in reversed(own)
        for table in (one.get("role_openers", {}), one["roles"])
        for role, words in table.items()
        for word in words
    }


def _months(own: list[dict[str, Any]]) -> dict[str, int]:
    return {
        fold(name): number
        for one in reversed(own)
        for number, names in enumerate(one["months"], 1)
        for name in names
    }


def _zones(table: dict[str, Any]) -> dict[str, Zone]:
    zones = {}
    for word, zone in table.items():
        minutes = None
        if "offset" in zone:
            hours, rest = zone["offset"][1:].split(":")
            minutes = int(hours) * 60 + int(rest)
            minutes = -minutes if zone["offset"].startswith("-") else minutes
        zones[word.upper()] = Zone(zone["name"], minutes, tuple(zone.get("others", ())))
    return zones


def _outlets(base: dict[str, Any]) -> list[tuple[str, str, list[str]]]:
    """Return (name, zone or "", own kanal names) for every outlet name."""
    return [
        (name, outlet.get("zone", ""), outlet.get("kanal", []))
        for outlet in base["outlets"]
        for name in outlet["names"]
    ]


def _label_phrases(tables: list[dict[str, Any]]) -> frozenset[str]:
    return frozenset(
        word.casefold()
        for one in tables
        for key in LABEL_KEYS
        for word in one.get(key, ())
    )


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(word) for word in words)
