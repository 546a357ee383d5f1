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
_NAMING: tuple[str, ...] = (
    "class",
    "id",
    "itemprop",
    "data-testid",
    "data-component",
    "data-gu-name",
)
_NAMING += ("data-qa", "data-element", "data-area", "data-type", "data-module")
_NAMING += ("data-test-id", "data-test", "data-tb-region", "data-role", "data-name")
_NAMES = frozenset(_NAMING)
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
    names = [value for key, value in element.items() if key in _NAMES]
    return _parts(" ".join(names)) if names else frozenset()


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
