"""Articles of an archive found by words, section, author and time.

In: what is asked for. Out: `Entry`, a line for each article, the newest first. Words
are words, whatever signs stand in them: no query is a program.
"""

import datetime as dt
import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from exporter.archive.store import Archive, Kept, refused
from exporter.errors import UsageError
from exporter.said import said

#: Words of one search: more of them find nothing.
_MOST_WORDS = 40
#: From how many articles on they are many.
_MANY = 5_000
_AMONG_FEW = "a.current IN (SELECT rowid FROM words WHERE words MATCH ?)"
#: The + keeps SQLite from looking up each article and sorting them all.
_AMONG_MANY = f"+{_AMONG_FEW}"


@dataclass(frozen=True)
class Wanted:
    """What is asked for. `since` and `until` are moments as the archive sorts them,
    the second one the first that is too late. `undated` asks for articles that no week
    has."""

    words: Sequence[str] = ()
    sections: Sequence[str] = ()
    author: str = ""
    since: str = ""
    until: str = ""
    undated: bool = False
    limit: int = 0


@dataclass(frozen=True)
class Entry:
    """An article in a list. `published` keeps its offset; "" where there is none."""

    article: int
    name: str
    headline: str
    section: str
    publisher: str
    language: str
    published: str
    time_zone: str
    versions: int

    def day(self, zone: ZoneInfo) -> str:
        """Return date and time as a clock in a zone showed them."""
        if not self.published:
            return "-"
        when = dt.datetime.fromisoformat(self.published).astimezone(zone)
        return when.strftime("%Y-%m-%d %H:%M")

    def as_json(self) -> dict[str, Any]:
        """Return the entry for machines."""
        return {
            "id": self.name,
            "headline": self.headline,
            "section": self.section,
            "publisher": self.publisher,
            "language": self.language,
            "published": self.published,
            "time_zone": self.time_zone,
            "versions": self.versions,
        }


_LISTED = (
    "SELECT article, name, headline, section, publisher, language, published,"
    " time_zone, versions FROM named a"
)


def find(archive: Archive, wanted: Wanted) -> Iterator[Entry]:
    """Yield the articles that are asked for, the newest first."""
    conditions: list[str] = []
    values: list[Any] = []
    asked = _match(wanted)
    if asked:
        # many are looked for from the newest article on, few from the words on
        conditions.append(_AMONG_MANY if _are_many(archive, asked) else _AMONG_FEW)
        values.append(asked)
    if wanted.undated:
        conditions.append("a.published_utc IS NULL")
    for bound, sign in ((wanted.since, ">="), (wanted.until, "<")):
        if bound:
            conditions.append(f"a.published_utc {sign} ?")
            values.append(bound)
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    query = f"{_LISTED} {where} ORDER BY a.published_utc DESC, a.id DESC, a.outlet"
    if wanted.limit:
        query += " LIMIT ?"
        values.append(wanted.limit)
    return (Entry(*row) for row in archive.rows(query, *values))


def _are_many(archive: Archive, asked: str) -> bool:
    query = "SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ? LIMIT ?)"
    row = archive.row(query, asked, _MANY)
    return row is not None and row[0] == _MANY


def _match(wanted: Wanted) -> str:
    """Return what FTS5 is asked, each word in quotes; "" where it is asked nothing.

    A word that ends in * stands for all that begin so. Raises UsageError where there is
    nothing to look for in what was asked.
    """
    parts = [_quoted(word) for word in wanted.words]
    if wanted.author:
        parts.append(f"people : {_quoted(wanted.author)}")
    if wanted.sections:
        either = " OR ".join(map(_quoted, wanted.sections))
        parts.append(f"sections : ({either})")
    if len(parts) > _MOST_WORDS or len(wanted.sections) > _MOST_WORDS:
        raise UsageError(
            said("more than {most} words are looked for", most=_MOST_WORDS),
            hint=said("name the few that only this article has"),
        )
    return " AND ".join(parts)


def _quoted(word: str) -> str:
    """Return a word, or several in a row, as a phrase of FTS5."""
    plain = word.encode("utf-8", "replace").decode("utf-8")
    plain = plain.replace('"', " ").replace("\0", " ")
    if not any(sign.isalnum() for sign in plain):
        raise UsageError(
            said("there is no word in {text!r}", text=word),
            hint=said("name words, a section or an author"),
        )
    return f'"{plain.rstrip("*")}"' + ("*" if plain.endswith("*") else "")


def by_name(archive: Archive, name: str) -> Kept:
    """Return the newest version of the article of this name.

    Raises UsageError where there is none, or where several outlets have one.
    """
    return archive.current(key_of(archive, name))


def key_of(archive: Archive, name: str) -> int:
    """Return the key of the article of this name; see `by_name`."""
    import difflib

    found = archive.find_keys(name)
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(archive.name_of(key) for key in found)
        raise UsageError(
            said("several outlets have an article {name!r}", name=name),
            where=archive.file.name,
            hint=said("name one of {names}", names=names),
        )
    near = difflib.get_close_matches(name, archive.near(name), 1, 0.6)
    raise UsageError(
        said("there is no article {name!r}", name=name),
        where=archive.file.name,
        hint=said("did you mean {name!r}?", name=near[0])
        if near
        else said(
            "look for its words: exporter find WORDS --archive {file}",
            file=archive.file.name,
        ),
    )


def lost_of(kept: Kept) -> tuple[str, ...]:
    """Return what the proof found lost of a record when it was imported."""
    try:
        told = json.loads(kept.lost) if kept.lost else []
    except ValueError:
        told = [kept.lost]
    return tuple(map(str, told))


def size_of(archive: Archive) -> int:
    """Return how many articles an archive has."""
    try:
        return int(archive.db.execute("SELECT count(*) FROM article").fetchone()[0])
    except sqlite3.Error as error:
        raise refused(archive.file, error) from error
