"""The archive's file: an SQLite database that outlives the program that wrote it.

In: the path of an archive. Out: `Archive`, open for reading or for writing. Articles
are kept as our own JSON, plain text that other tools read too. A version is never
changed or removed: an article that is imported again gets another one. Holds no path
of this machine and no clock.

Journal: WAL, so that many read while one writes; a writer that is killed leaves what
it had committed.
"""

import hashlib
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from exporter.errors import ArchiveError
from exporter.files import reason_of
from exporter.said import said

#: "ExAr": tells an archive from any other SQLite file.
_APPLICATION = 0x45784172
SCHEMA_VERSION = 1
#: Seconds to wait for another writer.
_PATIENCE = 10.0
#: Memory of a writer for pages of the file.
_CACHE_KIB = 65_536
_HEADER = b"SQLite format 3\0"

_SCHEMA = """
CREATE TABLE article (
    article INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    outlet TEXT NOT NULL,
    current INTEGER NOT NULL,
    versions INTEGER NOT NULL,
    headline TEXT NOT NULL,
    section TEXT NOT NULL,
    language TEXT NOT NULL,
    publisher TEXT NOT NULL,
    published_utc TEXT,
    published TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    embargo_utc TEXT NOT NULL,
    expires_utc TEXT NOT NULL,
    restricted TEXT NOT NULL,
    address TEXT NOT NULL,
    words INTEGER NOT NULL,
    lead INTEGER NOT NULL,
    deck INTEGER NOT NULL,
    UNIQUE (id, outlet)
);
CREATE INDEX article_time ON article (published_utc, id);
CREATE UNIQUE INDEX article_current ON article (current);
CREATE INDEX article_address ON article (address) WHERE address <> '';
CREATE TABLE version (
    version INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES article,
    number INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    json TEXT NOT NULL,
    lost TEXT NOT NULL,
    UNIQUE (article, number)
);
CREATE TABLE headline (
    key INTEGER NOT NULL,
    published_utc TEXT NOT NULL,
    article INTEGER NOT NULL REFERENCES article,
    PRIMARY KEY (key, published_utc, article)
) WITHOUT ROWID;
CREATE VIEW named AS SELECT a.*, CASE
    WHEN EXISTS (SELECT 1 FROM article o WHERE o.id = a.id AND o.article <> a.article)
    THEN a.id || '@' || a.outlet ELSE a.id END AS name FROM article a;
CREATE TABLE source (
    sha256 TEXT NOT NULL,
    reader TEXT NOT NULL,
    name TEXT NOT NULL,
    done INTEGER NOT NULL,
    whole INTEGER NOT NULL,
    refused INTEGER NOT NULL,
    missing INTEGER NOT NULL,
    PRIMARY KEY (sha256, reader)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5(
    headline, deck, body, captions, credits, people, tags, sections,
    content='', tokenize='unicode61 remove_diacritics 2'
);
"""


@dataclass(frozen=True)
class Kept:
    """One version of an article as it is kept.

    `name` is what it is called by: its id, or id@outlet where several outlets have an
    article of this id. `text` is our own JSON, `lost` what no field holds of the
    record.
    """

    name: str
    number: int
    text: str
    lost: str

    @property
    def sha256(self) -> str:
        """The SHA-256 of its text, in hexadecimal."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


#: Bytes of words that are sorted at once, and pieces of the index that are merged at
#: once: more of both is less work for an import of many.
_WORDS_CONFIG = {"hashsize": 33_554_432, "automerge": 8}


class Archive:
    """An open archive. `db` is its connection, `photos` the folder beside it."""

    def __init__(self, file: Path, db: sqlite3.Connection) -> None:
        self.file = file
        self.db = db
        self.photos = photos_of(file)

    def rows(self, query: str, *values: Any) -> Iterator[sqlite3.Row]:
        """Yield the rows of a query; a damaged file is an ArchiveError."""
        try:
            yield from self.db.execute(query, values)
        except sqlite3.Error as error:
            raise refused(self.file, error) from error

    def row(self, query: str, *values: Any) -> sqlite3.Row | None:
        """Return the first row of a query."""
        return next(self.rows(query, *values), None)

    def find_keys(self, name: str) -> list[int]:
        """Return the articles a name means: none, one, or one of each outlet."""
        found = self.rows("SELECT article FROM article WHERE id = ?", _text(name))
        keys = [row["article"] for row in found]
        if not keys and "@" in name:
            identity, _, outlet = name.rpartition("@")
            query = "SELECT article FROM article WHERE id = ? AND outlet = ?"
            found = self.rows(query, _text(identity), _text(outlet))
            keys = [row["article"] for row in found]
        return keys

    def name_of(self, article: int) -> str:
        """Return what an article is called by."""
        row = self.row("SELECT name FROM named WHERE article = ?", article)
        return str(row["name"]) if row else ""

    def kept(self, article: int) -> list[Kept]:
        """Return the versions of an article, the first of them first."""
        name = self.name_of(article)
        query = "SELECT number, json, lost FROM version WHERE article = ? ORDER BY 1"
        return [
            Kept(name, row["number"], row["json"], row["lost"])
            for row in self.rows(query, article)
        ]

    def current(self, article: int) -> Kept:
        """Return the newest version of an article."""
        query = (
            "SELECT name, number, json, lost FROM named a"
            " JOIN version ON version = current WHERE a.article = ?"
        )
        row = self.row(query, article)
        if row is None:
            raise refused(self.file, ValueError(said("an article has no text")))
        return Kept(row["name"], row["number"], row["json"], row["lost"])

    def near(self, name: str, most: int = 200) -> list[str]:
        """Return the ids that stand beside a name in the order of ids."""
        after = "SELECT id FROM article WHERE id >= ? ORDER BY id LIMIT ?"
        before = "SELECT id FROM article WHERE id < ? ORDER BY id DESC LIMIT ?"
        return [
            r["id"] for q in (after, before) for r in self.rows(q, _text(name), most)
        ]


def _text(name: str) -> str:
    """Return a name as SQLite takes it: what is no Unicode is in no archive."""
    return name.encode("utf-8", "replace").decode("utf-8")


def photos_of(file: Path) -> Path:
    """Return the folder of an archive's photos: archive.photos beside archive.db."""
    return file.with_suffix(".photos")


@contextmanager
def open_archive(file: Path, *, write: bool = False) -> Iterator[Archive]:
    """Open an archive; one that is to be written and is not there is made.

    Raises ArchiveError for what is no archive, one of a newer exporter, or a place
    that cannot be read or written.
    """
    where = _look_at(file, write=write)
    try:
        db = _connect(file, write=write)
    except sqlite3.Error as error:
        raise refused(file, error) from error
    try:
        db.row_factory = sqlite3.Row
        try:
            _prepare(db, where, write=write)
        except sqlite3.Error as error:
            raise refused(file, error) from error
        yield Archive(file, db)
    finally:
        db.close()


def _look_at(file: Path, *, write: bool) -> str:
    """Return how messages name a file that is an SQLite database, or is to be one."""
    where = file.name
    try:
        found = file.stat()
        if not stat.S_ISREG(found.st_mode):
            raise ArchiveError(
                said("is no plain file but a folder, a pipe or a device"),
                where=where,
                hint=said("name the archive's file, such as archive.db"),
            )
        with file.open("rb") as opened:
            begins = opened.read(len(_HEADER))
    except FileNotFoundError as error:
        if write:
            return where
        raise ArchiveError(
            said("there is no archive"),
            where=str(file),
            hint=said("make one: exporter import SOURCE --archive {file}", file=where),
        ) from error
    except (OSError, ValueError) as error:  # ValueError: no name a file can have
        raise ArchiveError(
            said("the file cannot be read: {reason}", reason=reason_of(error)),
            where=where,
            hint=said("look at its name and whether you may read it"),
        ) from error
    if begins and begins != _HEADER:
        raise _no_archive(where)
    return where


def _connect(file: Path, *, write: bool) -> sqlite3.Connection:
    address = file.absolute().as_uri()
    if write:
        return _at(f"{address}?mode=rwc")
    # a reader of a WAL makes files beside it; where it may not, nobody can be writing
    journal = file.with_name(f"{file.name}-wal")
    alone = not os.access(file.absolute().parent, os.W_OK) and not journal.exists()
    mode = "mode=ro&immutable=1" if alone else "mode=ro"
    return _at(f"{address}?{mode}")


def _at(address: str) -> sqlite3.Connection:
    return sqlite3.connect(address, uri=True, timeout=_PATIENCE, isolation_level=None)


def _prepare(db: sqlite3.Connection, where: str, *, write: bool) -> None:
    """Refuse what is no archive of ours; make the tables of a new one."""
    db.execute("PRAGMA trusted_schema = OFF")
    db.execute("PRAGMA cell_size_check = ON")
    version = _version(db, where)
    if not write and not version:
        raise _no_archive(where)
    if not write:
        db.execute("PRAGMA query_only = ON")
        return
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute("PRAGMA wal_autocheckpoint = 4000")
    db.execute(f"PRAGMA cache_size = {-_CACHE_KIB}")  # indexes are written all over
    if version:
        return
    db.execute("BEGIN IMMEDIATE")
    if not _version(db, where):  # nobody else has just made them
        for statement in _SCHEMA.strip().split(";\n"):
            db.execute(statement)
        for name, value in _WORDS_CONFIG.items():
            query = "INSERT INTO words (words, rank) VALUES (?, ?)"
            db.execute(query, (name, value))
        db.execute(f"PRAGMA application_id = {_APPLICATION}")
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    db.execute("COMMIT")


def _version(db: sqlite3.Connection, where: str) -> int:
    """Return the version of an archive's tables; 0 for a file that is empty yet."""
    application = db.execute("PRAGMA application_id").fetchone()[0]
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    tables = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if application != _APPLICATION and (tables or application or version):
        raise _no_archive(where)
    if version > SCHEMA_VERSION:
        raise ArchiveError(
            said(
                "is an archive of version {version}; this exporter knows {known}",
                version=version,
                known=SCHEMA_VERSION,
            ),
            where=where,
            hint=said("use the newer exporter that made it"),
        )
    return version


def _no_archive(where: str) -> ArchiveError:
    return ArchiveError(
        said("is no archive"),
        where=where,
        hint=said("name a file that `exporter import` made, or a new one"),
    )


def refused(file: Path, error: Exception) -> ArchiveError:
    """Return the error for what SQLite refuses, with the next move."""
    text = str(error)
    hint = said("look at the file and its folder; its last backup may be whole")
    if "locked" in text or "busy" in text:
        hint = said("another import is writing: wait until it has ended")
    elif "readonly" in text or "unable to open" in text:
        hint = said("choose a folder that you may write to")
    elif "full" in text:
        hint = said("make room, and run the same command again: it goes on")
    elif "not a database" in text:
        return _no_archive(file.name)
    return ArchiveError(
        said("the archive cannot be used: {reason}", reason=text),
        where=file.name,
        hint=hint,
    )


def digests(file: Path, names: list[str]) -> list[str]:
    """Return the SHA-256 of the articles of these names as they are now.

    "" stands for one that is not there, or whose name means several; all of them where
    the archive cannot be read.
    """
    try:
        with open_archive(file) as archive:
            found = (archive.find_keys(name) for name in names)
            return [
                archive.current(keys[0]).sha256 if len(keys) == 1 else ""
                for keys in found
            ]
    except ArchiveError:
        return ["" for _ in names]
