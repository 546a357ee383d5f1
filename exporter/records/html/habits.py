"""How sites name the parts of a page, as data (`habits.toml`).

In: the class, id and data attributes of an element. Out: the parts of a page those
names speak of ("share", "byline", "caption"). They are hints: what an element holds
decides.
"""

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from exporter.records.label_patterns import alternatives

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|[^\W\d_a-zA-Z]+")
#: Attributes whose value names the part an element is.
_NAMES = frozenset({"class", "id", "itemprop"})
#: Of "related-heading" an element is not the heading.
_OWN_HEADING = re.compile(r"heading|headline|header|title|label", re.I)
#: Data attributes that say what an element is: data-testid, data-qa-id, data-area …
_NAMING = re.compile(
    r"data-(?:[a-z]+-)*(?:testid|test|test-tag|qa|id|cy|hook|component|module|element|area|type"
    r"|role|region|name|section|block|widget|slot|position|zone|layer|label|box|part"
    r"|advertisement)$"
)
#: Names a page gives to machines that read aloud: few words, or it is a sentence.
_SPOKEN = 3
_LABELLED = {"a", "button", "img", "input", "figure", "svg"}
_LONGEST = 400


@cache
def load_words() -> dict[str, list[str]]:
    """Load the words around names and photos (`words.toml`); they are read once."""
    path = Path(__file__).with_name("words.toml")
    words: dict[str, list[str]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return words


def any_of(key: str) -> str:
    """Return a pattern that matches any of the words under a key, the longest first."""
    return alternatives(load_words()[key])


@cache
def load_habits() -> dict[str, tuple[str, ...]]:
    """Load the table as part names by word or pair of words; it is read once."""
    path = Path(__file__).with_name("habits.toml")
    table: dict[str, list[str]] = tomllib.loads(path.read_text(encoding="utf-8"))
    parts: dict[str, list[str]] = {}
    for part, words in table.items():
        for word in words:
            parts.setdefault(word, []).append(part)
    return {word: tuple(names) for word, names in parts.items()}


def parts_of(element: Any) -> frozenset[str]:
    """Return the parts of a page an element's names speak of."""
    names = []
    for key, value in element.items():
        if key in _NAMES or (key[:5] == "data-" and is_naming(key)):
            names.append(value)
        elif key == "aria-label" and element.tag not in _LABELLED:
            names += [value] if value.count(" ") < _SPOKEN else []
        elif key == "aria-labelledby":
            names.append(_OWN_HEADING.sub("", value))
        elif key == "name" and "-" in element.tag:  # a site's own element
            names.append(value)
    return _parts(" ".join(names)) if names else frozenset()


@lru_cache(maxsize=1_000)
def is_naming(key: str) -> bool:
    """Say whether an attribute says what an element is: "data-testid"."""
    return _NAMING.match(key) is not None


def parts_of_name(name: str) -> frozenset[str]:
    """Return the parts one class or property speaks of."""
    return _parts(name)


@lru_cache(maxsize=20_000)
def _parts(names: str) -> frozenset[str]:
    table = load_habits()
    found: set[str] = set()
    for name in names[:_LONGEST].split():
        words = [word.lower() for word in _WORD.findall(name)]
        for index, word in enumerate(words):
            found.update(table.get(word, ()))
            for length in (2, 3):
                pair = " ".join(words[index : index + length])
                found.update(table.get(pair, ()))
    return frozenset(found)


def is_deck(element: Any) -> bool:
    """Say whether a site names an element its deck: one, not a row of paragraphs."""
    if "deck" not in parts_of(element):
        return False
    named = element.tag, element.get("class")
    return not any(
        one is not None and (one.tag, one.get("class")) == named and element.tag == "p"
        for one in (element.getnext(), element.getprevious())
    )
