"""The words newsrooms print around an article, as data (`labels.toml`).

In: `labels.toml`, one table for each language. Out: one frozen `Labels` with the
words of all languages as sets and compiled patterns; a page is matched against all
of them, because Indonesian pages carry English labels too. Only what two languages
read differently (the order of day and month) stays by language.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

#: The labels that stand before a value with a colon and say nothing themselves. Role
#: words are not among them: a byline is kept verbatim.
_LABEL_KEYS = (
    *("related_labels", "source_labels", "photo_labels", "credit_labels"),
    *("published_labels", "modified_labels", "tag_labels"),
)
_DOMAIN = re.compile(r"(?:\.(?:co|or|web|my))?\.[a-z]{2,4}$", re.I)
_NOT_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Zone:
    """A zone word: its IANA name and offset from UTC in minutes."""

    name: str
    minutes: int


@dataclass(frozen=True)
class Labels:
    """Every language's newsroom words. Sets hold folded words (`fold`)."""

    function_words: dict[str, frozenset[str]]
    day_first: dict[str, bool]
    months: dict[str, int]
    zones: dict[str, Zone]
    outlets: dict[str, str]
    agencies: frozenset[str]
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
    month_pattern: str
    weekday_pattern: str
    time_word_pattern: str
    zone_pattern: str
    breadcrumb_split: re.Pattern[str]
    dateline_dash: re.Pattern[str]
    name_split: re.Pattern[str]
    role_label: re.Pattern[str]
    role_opener: re.Pattern[str]
    byline_split: re.Pattern[str]
    qualified_role: re.Pattern[str]
    any_role: re.Pattern[str]
    no_role: re.Pattern[str]
    related: re.Pattern[str]
    related_opener: re.Pattern[str]
    source: re.Pattern[str]
    tags: re.Pattern[str]
    published: re.Pattern[str]
    modified: re.Pattern[str]
    photo_label: re.Pattern[str]
    credit_label: re.Pattern[str]
    credit_opener: re.Pattern[str]
    agency_tail: re.Pattern[str]
    original: re.Pattern[str]
    original_opener: re.Pattern[str]
    noise: re.Pattern[str]
    more_pages: re.Pattern[str]
    stop: re.Pattern[str]


def fold(text: str) -> str:
    """Return `text` without case, spaces and punctuation: "Kompas.tv" -> "kompastv"."""
    return _NOT_WORD.sub("", text).casefold()


def fold_outlet(name: str) -> set[str]:
    """Return the folded forms an outlet's name proves: with and without its domain.

    "Kompas.tv" stands for "Kompas TV", "Tempo.co" for "Tempo".
    """
    return {fold(name), fold(_DOMAIN.sub("", name))} - {""}


def alternatives(words: Iterable[str]) -> str:
    """Return a pattern that matches any of `words`, the longest first."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)


@cache
def load_labels() -> Labels:
    """Load the label table that comes with the package; it is read once."""
    path = Path(__file__).with_name("labels.toml")
    return _compile(tomllib.loads(path.read_text(encoding="utf-8")))


def _compile(table: dict[str, Any]) -> Labels:
    languages: dict[str, dict[str, Any]] = table["languages"]
    words = partial(_words, languages)
    outlets = _outlets(table)
    return Labels(
        function_words={
            tag: frozenset(one["function_words"]) for tag, one in languages.items()
        },
        day_first={tag: bool(one["day_first"]) for tag, one in languages.items()},
        months=_months(languages),
        zones=_zones(table),
        outlets={fold(name): zone for name, zone, _ in outlets},
        agencies=_folded(table["agencies"]),
        agency_codes=dict(table["agency_codes"]),
        kanal=_folded([*words("kanal"), *(k for *_, more in outlets for k in more)]),
        home_words=_folded(words("home_words")),
        places=_folded(words("places")),
        not_places=_folded(words("not_places")),
        collectives=_folded(words("collectives")),
        role_of=_roles(languages),
        credit_alone=_folded(words("credit_alone")),
        related_headings=_folded(words("related_headings")),
        label_phrases=_label_phrases(languages),
        **_patterns(table, languages),
    )


def _words(languages: dict[str, Any], key: str) -> list[str]:
    return [word for language in languages.values() for word in language[key]]


def _patterns(table: dict[str, Any], languages: dict[str, Any]) -> dict[str, Any]:
    """Return the compiled patterns of `Labels` by field name."""
    words = partial(_words, languages)
    months = [w for one in languages.values() for names in one["months"] for w in names]
    return {
        "month_pattern": alternatives(months),
        "weekday_pattern": alternatives(words("weekdays")),
        "time_word_pattern": alternatives(words("time_words")),
        "zone_pattern": alternatives(table["zones"]),
        "breadcrumb_split": re.compile(
            rf"\s*(?:{alternatives(table['breadcrumb_separators'])})\s*"
        ),
        "dateline_dash": re.compile(
            rf"\s+(?:{alternatives(table['dateline_dashes'])})(?:\s+|$|(?=\w))"
            r"|\s*(?:—|--)\s*"
        ),
        "name_split": re.compile(
            rf"\s*(?:[,;&]|\b(?:{alternatives(words('name_joiners'))})\b)\s*"
        ),
        "role_label": _role_label(languages),
        "role_opener": _role_opener(languages),
        **_byline(languages),
        "related": _labelled(words("related_labels")),
        "related_opener": _starts(words("related_openers"), r"\s+(?=[\"“'‘])"),
        "source": _labelled(words("source_labels")),
        "tags": _labelled(words("tag_labels")),
        "published": _starts(words("published_labels"), r"\s*:?$"),
        "modified": _starts(words("modified_labels"), r"\s*:?$"),
        "photo_label": _starts(words("photo_labels"), r"\s*[:：]\s*"),
        "credit_label": _starts(
            [*words("photo_labels"), *words("credit_labels")], r"\s*[:：]\s*"
        ),
        "credit_opener": _starts(words("credit_openers"), r"(?!\w)"),
        "agency_tail": re.compile(
            rf"(?<=[.)”\"])\s*((?:{alternatives(table['agencies'])})\s?/\s?[^.()]{{2,80}}"
            r"(?:/[a-z]{2,4})?\.?)$"
        ),
        "original": re.compile("|".join(words("original_patterns")), re.I),
        "original_opener": _starts(words("original_openers"), r"\s*:?\s*"),
        **{
            name: re.compile(rf"(?:{'|'.join(words(key))})\W{{0,3}}", re.I)
            for name, key in (
                ("noise", "noise_lines"),
                ("more_pages", "more_pages"),
                ("stop", "stop_lines"),
            )
        },
    }


def _starts(words: Iterable[str], end: str) -> re.Pattern[str]:
    return re.compile(rf"(?P<label>{alternatives(words)}){end}", re.I)


def _labelled(words: Iterable[str]) -> re.Pattern[str]:
    """Match a whole line "label : value"; the value may be empty."""
    return re.compile(
        rf"(?P<label>{alternatives(words)})\s*[:：]\s*(?P<value>.*)", re.I
    )


def _role_label(languages: dict[str, Any]) -> re.Pattern[str]:
    """Match a role label with its colon, also glued to the name before it."""
    plain = [
        w for one in languages.values() for ws in one["roles"].values() for w in ws
    ]
    return re.compile(
        rf"(?:(?:(?<=^)|(?<=[\s|,;•·/]))(?P<label>(?i:{alternatives(plain)}))"
        rf"|(?<=[a-z.])(?P<glued>{alternatives(plain)}))\s*[:：]\s*"
    )


def _byline(languages: dict[str, Any]) -> dict[str, re.Pattern[str]]:
    """Return the patterns for bylines whose labels are not in the table.

    A qualified role is a role noun and what says which: capitalised words on either
    side ("Asisten Redaktur"), or one small one ("Editor bahasa", "Video editor").
    """
    words = partial(_words, languages)
    noun = rf"(?i:{alternatives(words('role_nouns'))})"
    capital = r"[^\W\d_a-z]"
    word = rf"{capital}[\w-]*"
    role = (
        rf"(?={capital})(?:(?:{word}\s+){{0,2}}{noun}(?:\s+{word}){{0,2}}"
        rf"|{noun}\s+[a-z-]+)"
    )
    no_role = (*_LABEL_KEYS[:2], *_LABEL_KEYS[4:])  # a photo's label may be a role
    return {
        "byline_split": re.compile(rf"\s*([|;]|,(?=\s*{role}\s*[:：]))\s*"),
        "qualified_role": re.compile(rf"(?P<label>{role})\s*[:：]\s*"),
        "any_role": re.compile(rf"(?P<label>{word}(?:\s+{word}){{0,2}})\s*[:：]\s*"),
        "no_role": _starts((w for key in no_role for w in words(key)), r"\s*[:：]"),
    }


def _role_opener(languages: dict[str, Any]) -> re.Pattern[str]:
    """Match a role label that needs no colon, before a name: "Oleh Sari Contoh"."""
    openers = [
        word
        for one in languages.values()
        for group in one["role_openers"].values()
        for word in group
    ]
    forms = {form for word in openers for form in (word, word.upper())}
    return re.compile(rf"(?P<label>{alternatives(forms)})\s+(?=[^\W\d_a-z])")


def _roles(languages: dict[str, Any]) -> dict[str, str]:
    return {
        fold(word): role
        for one in languages.values()
        for table in (one["role_openers"], one["roles"])
        for role, words in table.items()
        for word in words
    }


def _months(languages: dict[str, Any]) -> dict[str, int]:
    return {
        fold(name): number
        for one in languages.values()
        for number, names in enumerate(one["months"], 1)
        for name in names
    }


def _zones(table: dict[str, Any]) -> dict[str, Zone]:
    zones = {}
    for word, zone in table["zones"].items():
        hours, minutes = zone["offset"][1:].split(":")
        sign = -1 if zone["offset"].startswith("-") else 1
        zones[word] = Zone(zone["name"], sign * (int(hours) * 60 + int(minutes)))
    return zones


def _outlets(table: dict[str, Any]) -> list[tuple[str, str, list[str]]]:
    """Return (name, zone word or "", own kanal names) for every outlet name."""
    return [
        (name, outlet.get("zone", ""), outlet.get("kanal", []))
        for outlet in table["outlets"]
        for name in outlet["names"]
    ]


def _label_phrases(languages: dict[str, Any]) -> frozenset[str]:
    return frozenset(
        word.casefold()
        for one in languages.values()
        for key in _LABEL_KEYS
        for word in one[key]
    )


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(word) for word in words)
