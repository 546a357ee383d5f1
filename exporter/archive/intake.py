"""Records are taken into an archive, in batches, so that a kill costs one of them.

In: record files, and the folders photos may lie in. Out: `Tally`, what became of them.
A batch and the note of how far its source was read are one transaction: the same
command again goes on where the last one stopped. An article that was imported before
(same id, same outlet) is updated where it differs, and its former version is kept.
"""

import hashlib
import json
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from exporter import __version__
from exporter.archive.duplicates import Duplicate, find_duplicates, headline_keys
from exporter.archive.photos import PhotoFolder
from exporter.archive.reading import Read, Source, spooled
from exporter.archive.store import Archive, refused
from exporter.archive.texts import facts_of, outlet_of, word_columns
from exporter.errors import ExporterError, RecordError
from exporter.model import Article, article_json
from exporter.records.sources import STANDARD_INPUT, expand_sources
from exporter.said import said

#: Records of one transaction: seconds of work, and as much as a kill may cost.
BATCH = 2_000
#: Duplicates that are told one by one; all are counted.
_TOLD = 20
#: What made an id of a headline: another article may have the same.
_MADE = "headline"

Outcome = Literal["new", "updated", "unchanged"]


@dataclass
class Tally:
    """What became of the records of an import."""

    sources: int = 0
    skipped: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    duplicates: int = 0
    photos: int = 0
    missing_photos: int = 0
    lost: int = 0
    pairs: list[tuple[str, Duplicate]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the counts, and the first duplicates, for machines."""
        told = asdict(self)
        told["pairs"] = [
            {"article": name, "duplicate": other.name, "why": str(other.why)}
            for name, other in self.pairs
        ]
        return told


@dataclass(frozen=True)
class Told:
    """Who is told of what on the way: records read, and problems with their source."""

    read: Callable[[int, str], None] = lambda count, name: None
    problem: Callable[[Path, str, ExporterError | str], None] = lambda *_: None


def import_sources(
    archive: Archive,
    named: Sequence[str],
    photos: Sequence[Path] = (),
    told: Told | None = None,
    *,
    again: bool = False,
) -> Tally:
    """Take all records of the named files, folders and globs into an archive.

    A source that was read whole before is left out, but where it is wanted `again`.

    A record that cannot be used is told and counted; the others are taken. Raises
    ArchiveError where the archive cannot be written; what was committed stays.
    """
    keeper = PhotoFolder(archive.photos, photos)
    intake = _Intake(archive, keeper, told or Told(), again=again)
    for name in named:
        try:
            if name == STANDARD_INPUT:
                with spooled(sys.stdin.buffer) as file:
                    intake.take(file)
                    intake.finish()
                continue
            for file in expand_sources([name]):
                intake.take(file)
        except RecordError as error:
            intake.refuse(Path(name), error)
    intake.finish()
    return intake.tally


class _Intake:
    """One import: an open transaction of at most `BATCH` records, and the sums."""

    def __init__(
        self, archive: Archive, photos: PhotoFolder, told: Told, *, again: bool
    ) -> None:
        self.tally = Tally()
        self._archive = archive
        self._photos = photos
        self._told = told
        self._again = again
        self._waiting = 0
        self._read = 0

    def take(self, file: Path) -> None:
        """Take the records of one file, from where a former import stopped."""
        try:
            source = Source(file)
        except RecordError as error:
            self.refuse(file, error)
            return
        self.tally.sources += 1
        ledger = self._ledger(source)
        if ledger["whole"]:
            self.tally.skipped += 1
            self.tally.refused += ledger["refused"]
            self.tally.missing_photos += ledger["missing"]
            return
        try:
            for read in source.read(ledger["done"]):
                self._put(read, file, ledger)
                ledger["done"] += 1
                self._waiting += 1
                if self._waiting >= BATCH:
                    self._note(source, ledger)
                    self.finish()
            ledger["whole"] = 1
        except RecordError as error:
            self.refuse(file, error)
            ledger["refused"] += 1
        self._note(source, ledger)

    def refuse(self, file: Path, error: RecordError) -> None:
        """Count and tell a record, or a file, that cannot be used."""
        self.tally.refused += 1
        self._told.problem(file, error.where, error)

    def finish(self) -> None:
        """Commit what was taken since the last time."""
        self._waiting = 0
        with _written(self._archive):
            if self._archive.db.in_transaction:
                self._archive.db.execute("COMMIT")

    def _ledger(self, source: Source) -> dict[str, int]:
        """Return how far a source was read before: by this version of the program."""
        query = (
            "SELECT done, whole, refused, missing FROM source"
            " WHERE sha256 = ? AND reader = ?"
        )
        row = self._archive.row(query, source.sha256, __version__)
        if row is None or (row["whole"] and self._again):
            return {"done": 0, "whole": 0, "refused": 0, "missing": 0}
        return dict(row)

    def _note(self, source: Source, ledger: dict[str, int]) -> None:
        self._begin()
        query = (
            "INSERT OR REPLACE INTO source (sha256, reader, name, done, whole, refused,"
            " missing) VALUES (:sha256, :reader, :name, :done, :whole, :refused,"
            " :missing)"
        )
        named = {"sha256": source.sha256, "reader": __version__, "name": source.name}
        with _written(self._archive):
            self._archive.db.execute(query, {**named, **ledger})

    def _begin(self) -> None:
        if not self._archive.db.in_transaction:
            with _written(self._archive):
                self._archive.db.execute("BEGIN IMMEDIATE")

    def _put(self, read: Read, file: Path, ledger: dict[str, int]) -> None:
        self._read += 1
        self._told.read(self._read, file.name)
        if read.error or read.article is None:
            self.refuse(file, read.error or RecordError(said("no articles found")))
            ledger["refused"] += 1
            return
        article, missing = self._photos.take(read.article, file.parent)
        self._begin()
        try:
            key, outcome = put_article(self._archive, article, read.lost)
        except RecordError as error:
            self.refuse(file, error)
            ledger["refused"] += 1
            return
        ledger["missing"] += len(missing)
        tally = self.tally
        setattr(tally, outcome, getattr(tally, outcome) + 1)
        tally.photos = self._photos.kept
        tally.missing_photos += len(missing)
        tally.lost += len(read.lost)
        for text in (*missing, *read.lost):
            self._told.problem(file, article.id, text)
        if outcome != "unchanged":
            self._find_duplicates(key)

    def _find_duplicates(self, key: int) -> None:
        found = find_duplicates(self._archive, key)
        self.tally.duplicates += bool(found)
        if found and len(self.tally.pairs) < _TOLD:
            self.tally.pairs.append((self._archive.name_of(key), found[0]))


@contextmanager
def _written(archive: Archive) -> Iterator[None]:
    """Say in plain words what SQLite refuses."""
    try:
        yield
    except sqlite3.Error as error:
        raise refused(archive.file, error) from error


# --- one article ------------------------------------------------------------------


def put_article(
    archive: Archive, article: Article, lost: Sequence[str] = ()
) -> tuple[int, Outcome]:
    """Keep an article, as a new one or as the next version; return its key.

    Raises RecordError for another article under an id that was made from a headline.
    """
    content = article_json(article)
    provenance = content.pop("provenance", {})
    text = _json(content)
    digest = hashlib.sha256(text.encode()).hexdigest()
    kept = f'{text[:-1]}, "provenance": {_json(provenance)}}}' if provenance else text
    outlet = outlet_of(article)
    former = archive.row(
        "SELECT a.article, versions, headline, published_utc, address, sha256"
        " FROM article a JOIN version ON version = current WHERE id = ? AND outlet = ?",
        *(article.id, outlet),
    )
    if former and former["sha256"] == digest:
        return int(former["article"]), "unchanged"
    columns = word_columns(article)
    facts = facts_of(article, columns[2], archive.photos)
    if former:
        _refuse_other(article, facts, former)
    told = _json(list(map(str, lost))) if lost else ""
    with _written(archive):
        free = archive.row("SELECT ifnull(max(version), 0) + 1 FROM version")
        version = int(free[0]) if free else 1
        facts |= {"id": article.id, "outlet": outlet, "current": version}
        facts["versions"] = former["versions"] + 1 if former else 1
        key = _write(archive.db, former, facts)
        archive.db.execute(
            "INSERT INTO version (version, article, number, sha256, json, lost)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (version, key, facts["versions"], digest, kept, told),
        )
        # words of a former version stay in the index; no article is found by them
        archive.db.execute(
            "INSERT INTO words (rowid, headline, deck, body, captions, credits, people,"
            " tags, sections) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (version, *columns),
        )
    return key, "updated" if former else "new"


def _json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:  # half a letter: JSON can say it, Unicode cannot
        return json.dumps(value)
    return text


def _refuse_other(article: Article, facts: dict[str, Any], former: Any) -> None:
    """Refuse another article whose headline, and so whose id, is the same.

    "Prakiraan cuaca hari ini" is a new article every day.
    """
    if _MADE not in article.provenance.origins.get("id", ""):
        return  # the newsroom gave it: what it names is the same article
    if facts["address"] and former["address"]:
        other = facts["address"] != former["address"]
    else:
        both = facts["published_utc"], former["published_utc"]
        other = all(both) and both[0][:10] != both[1][:10]
    if other:
        raise RecordError(
            said("another article of this outlet has the id {id!r}", id=article.id),
            where=article.provenance.file,
            hint=said("its id is made from its headline: give it an `id` of its own"),
        )


_UPSERT = """
INSERT INTO article (
    id, outlet, current, versions, headline, section, language, publisher,
    published_utc, published, time_zone, embargo_utc, expires_utc, restricted,
    address, words, lead, deck
) VALUES (
    :id, :outlet, :current, :versions, :headline, :section, :language, :publisher,
    :published_utc, :published, :time_zone, :embargo_utc, :expires_utc, :restricted,
    :address, :words, :lead, :deck
) ON CONFLICT (id, outlet) DO UPDATE SET
    current = excluded.current, versions = excluded.versions,
    headline = excluded.headline, section = excluded.section,
    language = excluded.language, publisher = excluded.publisher,
    published_utc = excluded.published_utc, published = excluded.published,
    time_zone = excluded.time_zone, embargo_utc = excluded.embargo_utc,
    expires_utc = excluded.expires_utc, restricted = excluded.restricted,
    address = excluded.address, words = excluded.words,
    lead = excluded.lead, deck = excluded.deck
"""
_FORGET = "DELETE FROM headline WHERE key = ? AND published_utc = ? AND article = ?"
_LEARN = "INSERT OR IGNORE INTO headline (key, published_utc, article) VALUES (?, ?, ?)"


def _write(db: sqlite3.Connection, former: Any, facts: dict[str, Any]) -> int:
    """Write the row of an article and what its headline is found by; return its key."""
    inserted = db.execute(_UPSERT, facts).lastrowid
    key = int(former["article"] if former else inserted or 0)
    if former:
        db.executemany(_FORGET, _found_by(former, key))
    db.executemany(_LEARN, _found_by(facts, key))
    return key


def _found_by(row: Any, key: int) -> list[tuple[int, str, int]]:
    """Return what a headline is found by; one without a time is not compared."""
    when = row["published_utc"]
    return [(n, when, key) for n in headline_keys(row["headline"])] if when else []
