"""Articles that may be the same, told and never merged.

In: an article of an archive. Out: others with the same id, the same web address, or
nearly the same headline within two days. Each is found through an index: what it costs
does not grow with the archive. They are looked for when they are asked for, so they
are always those of the archive as it is.
"""

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from exporter.archive.store import Archive
from exporter.said import marked, said

#: Hours between two articles whose headlines are compared.
HOURS = 48
#: From how much in common (Dice, of three letters in a row) two headlines are the same.
LEAST = 0.9
#: Others that are compared and told, at most: a series has hundreds of one headline.
_MOST_COMPARED, _MOST_TOLD = 100, 20
_WORD = re.compile(r"\w+")
#: Words a headline is found by: its longest.
_LONGEST = 3

SAME_ID = marked("same id")
SAME_ADDRESS = marked("same web address")
NEAR_HEADLINE = marked("nearly the same headline within {hours} hours")


@dataclass(frozen=True)
class Duplicate:
    """Another article that may be the same. `why` is a sentence."""

    article: int
    name: str
    headline: str
    why: str


def headline_keys(headline: str) -> list[int]:
    """Return the numbers a headline is found by.

    Two headlines that are nearly the same share two of their three longest words: a
    changed letter changes one of them, or none.
    """
    words = sorted(set(_WORD.findall(_folded(headline))), key=lambda w: (-len(w), w))
    longest = words[:_LONGEST]
    if len(longest) < _LONGEST:
        return [_number(" ".join(sorted(words)))] if words else []
    first, second, third = longest
    pairs = ((first, second), (first, third), (second, third))
    return [_number(" ".join(sorted(pair))) for pair in pairs]


def _number(text: str) -> int:
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)


def _folded(headline: str) -> str:
    return unicodedata.normalize("NFKC", headline).casefold()


def likeness(one: str, other: str) -> float:
    """Return how much two headlines have in common, from 0 to 1."""
    a, b = _grams(one), _grams(other)
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


@lru_cache(maxsize=4096)
def _grams(headline: str) -> frozenset[str]:
    words = " ".join(_WORD.findall(_folded(headline)))
    text = f"  {words} "
    return frozenset(text[at : at + 3] for at in range(len(text) - 2) if words)


def find_duplicates(archive: Archive, article: int) -> list[Duplicate]:
    """Return the articles that may be the same as one, each with the first reason."""
    query = "SELECT id, address, headline, published_utc FROM article WHERE article = ?"
    row = archive.row(query, article)
    if row is None:
        return []
    found: dict[int, Duplicate] = {}
    for other, why in _candidates(archive, article, row):
        if len(found) == _MOST_TOLD:
            break
        if other["article"] not in found:
            found[other["article"]] = Duplicate(
                other["article"], other["name"], other["headline"], why
            )
    return list(found.values())


_BY_ID = (
    "SELECT article, name, headline FROM named WHERE id = ? AND article <> ?"
    " ORDER BY article LIMIT ?"
)
_BY_ADDRESS = (
    "SELECT article, name, headline FROM named WHERE address = ? AND address <> ''"
    " AND article <> ? ORDER BY article LIMIT ?"
)
_BY_HEADLINE = (
    "SELECT a.article, name, a.headline FROM headline h JOIN named a USING (article)"
    " WHERE h.key = ? AND h.published_utc BETWEEN ? AND ? AND h.article <> ?"
    " ORDER BY h.published_utc, h.article LIMIT ?"
)


def _candidates(archive: Archive, article: int, row: Any) -> Iterator[tuple[Any, str]]:
    for other in archive.rows(_BY_ID, row["id"], article, _MOST_TOLD):
        yield other, said(SAME_ID)
    if row["address"]:
        for other in archive.rows(_BY_ADDRESS, row["address"], article, _MOST_TOLD):
            yield other, said(SAME_ADDRESS)
    if not row["published_utc"]:
        return
    when = dt.datetime.fromisoformat(row["published_utc"].removesuffix("Z"))
    reach = dt.timedelta(hours=HOURS)
    since, until = (f"{at.isoformat()}Z" for at in (when - reach, when + reach))
    for key in headline_keys(row["headline"]):
        found = archive.rows(_BY_HEADLINE, key, since, until, article, _MOST_COMPARED)
        for other in found:
            if likeness(row["headline"], other["headline"]) >= LEAST:
                yield other, said(NEAR_HEADLINE, hours=HOURS)
