"""The languages whose words are known, and which of them a text is written in.

In: `languages.toml` (a row for each language: script, function words) and a text. Out:
a BCP 47 tag, or "" where the text does not show it. A text's script narrows the choice:
Hangul and kana belong to one language each; Chinese signs are told apart by those only
one of its two scripts has; Latin letters by function words.
"""

import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

#: So much of a text is looked at.
_SAMPLE = 20_000
#: The share of a text's words that must be function words of its language.
_LEAST_SHARE = 0.08
_WORD = re.compile(r"[\w\u0900-\u097f\u064b-\u0652]+")
#: How many letters one sign stands for.
_WEIGHTS = {"Jpan": 3, "Hang": 3, "Hani": 3}
_SCRIPTS = {
    "Latn": re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"),
    "Jpan": re.compile("[\u3041-\u3096\u30a1-\u30fa]"),
    "Hang": re.compile("[\uac00-\ud7a3]"),
    "Hani": re.compile("[\u3400-\u9fff]"),
    "Arab": re.compile("[\u0621-\u06d3]"),
    "Deva": re.compile("[\u0904-\u0939]"),
    "Thai": re.compile("[\u0e01-\u0e2e]"),
    "": re.compile(
        "[\u0370-\u05ea\u0980-\u0dff\u0e80-\u10ff\u1200-\u13ff\u1780-\u17b3]"
    ),
}


@dataclass(frozen=True)
class Language:
    """A language: its table, script, order of day and month, and words that show it.

    `signs` are single characters; `not_signs` those of another language in its script.
    """

    table: str
    script: str
    day_first: bool
    words: tuple[str, ...] = ()
    signs: str = ""
    not_signs: str = ""


@cache
def known_languages() -> dict[str, Language]:
    """Load the languages that have a table, by tag."""
    path = Path(__file__).with_name("languages.toml")
    rows = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        tag: Language(
            table=row.get("table", tag),
            script=row["script"],
            day_first=row.get("day_first", True),
            words=tuple(row.get("words", ())),
            signs=row.get("signs", ""),
            not_signs=row.get("not_signs", ""),
        )
        for tag, row in rows.items()
    }


def table_of(language: str) -> str:
    """Return the name of the table for a BCP 47 tag, or "" where there is none."""
    wanted = language.lower().replace("_", "-").split("-")
    known = {tag.lower(): one.table for tag, one in known_languages().items()}
    while wanted:
        if table := known.get("-".join(wanted)):
            return table
        wanted.pop()
    return ""


def guess_language(text: str) -> str:
    """Return the tag of the language `text` is written in, or "" where none shows."""
    sample = text[:_SAMPLE]
    script = _script_of(sample)
    tags = [tag for tag, one in known_languages().items() if one.script == script]
    if not tags:
        return ""
    if script in ("Jpan", "Hang", "Thai"):
        return tags[0]
    if script == "Hani":
        return _most({tag: _signs(sample, tag) for tag in tags}) or "zh"
    found = _by_words(sample, script)
    one = known_languages().get(found)
    foreign = one is not None and any(sign in sample for sign in one.not_signs)
    if (
        one
        and foreign
        and _signs(sample, found) < sum(sample.count(sign) for sign in one.not_signs)
    ):
        return ""
    return found


def _script_of(sample: str) -> str:
    """Return the script most of the text is in; kana makes Chinese signs Japanese."""
    if sample.isascii():
        return "Latn"
    counts = {
        name: len(pattern.findall(sample)) * _WEIGHTS.get(name, 1)
        for name, pattern in _SCRIPTS.items()
    }
    if counts["Jpan"] * 8 > counts["Hani"]:
        counts["Jpan"] += counts["Hani"]
    return max(counts, key=lambda name: counts[name])


def _signs(sample: str, tag: str) -> int:
    return sum(sample.count(sign) for sign in known_languages()[tag].signs)


@cache
def _word_index(script: str) -> dict[str, tuple[str, ...]]:
    """Return the languages of a script by the function words that show them."""
    index: dict[str, tuple[str, ...]] = {}
    for tag, one in known_languages().items():
        if one.script == script:
            for word in one.words:
                index[word] = (*index.get(word, ()), tag)
    return index


def _by_words(sample: str, script: str) -> str:
    words = _WORD.findall(sample.casefold())
    index = _word_index(script)
    counts: dict[str, int] = defaultdict(int)
    for word in words:
        for tag in index.get(word, ()):
            counts[tag] += 1
    if not sample.isascii():
        for tag, one in known_languages().items():
            if one.script == script and one.signs:
                counts[tag] += _signs(sample, tag)
    best = _most(counts)
    return best if counts[best] >= len(words) * _LEAST_SHARE else ""


def _most(counts: dict[str, int]) -> str:
    """Return the tag that is counted most, or "" where two are, or none is."""
    ordered = sorted(counts.values(), reverse=True)
    if not ordered or not ordered[0] or ordered[:1] == ordered[1:2]:
        return ""
    return max(counts, key=lambda tag: counts[tag])
