"""The ledger of a batch: what was built, from what, and what became of it.

In: outcomes of editions, and what a build remembers of its ingredients. Out: the same
in the next run, which does only what is missing or changed. A SQLite file in the
output folder; a run that is killed leaves it whole.
"""

import contextlib
import datetime as dt
import json
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from exporter.batch.outcome import Outcome
from exporter.errors import RenderError
from exporter.files import reason_of
from exporter.said import said

LEDGER_NAME = "batch.db"
_VERSION = 1
#: `editions` is what became of each in the last run, `delivered` its files, whatever
#: the last run did (an older ledger has them in `editions` alone); `pending` is what a
#: command is still to be run for.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS editions (
    path TEXT PRIMARY KEY, name TEXT, state TEXT, exit_code INTEGER, seconds REAL,
    ended TEXT, bytes INTEGER, report TEXT);
CREATE TABLE IF NOT EXISTS builds (key TEXT PRIMARY KEY, data BLOB);
CREATE TABLE IF NOT EXISTS files (path TEXT PRIMARY KEY, seen TEXT, sha256 TEXT);
CREATE TABLE IF NOT EXISTS pending (path TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS delivered (path TEXT PRIMARY KEY, files TEXT);
INSERT OR IGNORE INTO delivered SELECT path, json_extract(report, '$.files')
    FROM editions WHERE state IN ('delivered', 'unchanged');
"""
#: File systems stamp changes with a clock that steps: what is younger is not believed.
YOUNG = 2_000_000_000
#: Seconds until a ledger that somebody else writes to is given up.
_PATIENCE = 5

#: What SQLite says where the system lets it write no more.
_REFUSED = {
    *(sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY),
    *(sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM),
}

_AWAY = said("move it away: the next run builds what is not there")
_OTHER = said("another batch is at work in this folder: wait until it has ended")
_ROOM = said("make room, or see who may write into this folder")


class Ledger:
    """What former runs left; `folder` is where it lies, as a cache has one.

    For `exporter.unchanged` it is a cache of builds that no one empties, and knows the
    hashes of files that are as they were: same size, inode, and time of last change,
    which no user can set.
    """

    def __init__(self, database: sqlite3.Connection, folder: Path) -> None:
        self.folder: Path | None = folder
        self._database = database
        rows = database.execute("SELECT path, seen, sha256 FROM files")
        self._hashes = {path: (seen, sha256) for path, seen, sha256 in rows}
        self._new: dict[str, tuple[str, str]] = {}

    def read(self, kind: str, key: str) -> bytes | None:
        """Return what a build of that key remembered."""
        row = self._database.execute("SELECT data FROM builds WHERE key = ?", [key])
        found = row.fetchone()
        return bytes(found[0]) if found else None

    def keep(self, key: str, data: bytes) -> None:
        """Keep what a build remembered."""
        with self._database:
            self._database.execute("REPLACE INTO builds VALUES (?, ?)", [key, data])

    def known_hash(self, path: str, seen: os.stat_result) -> str | None:
        """Return the SHA-256 of a file that has not changed since it was hashed."""
        kept = self._hashes.get(_storable(path))
        return kept[1] if kept and kept[0] == _sign(seen) else None

    def keep_hash(self, path: str, seen: os.stat_result, sha256: str) -> None:
        """Keep the hash of a file that is not so young that it may change unseen."""
        if seen.st_ctime_ns < time.time_ns() - YOUNG:
            key = _storable(path)
            self._hashes[key] = self._new[key] = _sign(seen), sha256

    def note(self, outcome: Outcome, *, pending: bool = False) -> None:
        """Write down what became of an edition; it is on disk when this returns.

        `pending` says that a command is to be run for it (`is_pending`).
        """
        key = _key_of(outcome.edition)
        ended = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        files = outcome.report.get("files", ())
        row = [
            *(key, _storable(outcome.name), outcome.state),
            *(outcome.exit_code, outcome.seconds, ended, _size(files)),
            json.dumps(outcome.as_json()),
        ]
        marks = ", ".join("?" * len(row))
        with self._database:
            self._database.execute(f"REPLACE INTO editions VALUES ({marks})", row)  # noqa: S608
            if outcome.state in ("delivered", "unchanged"):
                places = [str(Path(file).absolute()) for file in files]
                known = [key, json.dumps(places)]
                self._database.execute("REPLACE INTO delivered VALUES (?, ?)", known)
            if pending:
                self._database.execute("REPLACE INTO pending VALUES (?)", [key])

    def is_pending(self, edition: Path) -> bool:
        """Say whether a command is still to be run for an edition as it lies there."""
        row = self._database.execute(
            "SELECT 1 FROM pending WHERE path = ?", [_key_of(edition)]
        )
        return row.fetchone() is not None

    def end_pending(self, edition: Path) -> None:
        """Write down that the command for an edition has done its work."""
        with self._database:
            self._database.execute(
                "DELETE FROM pending WHERE path = ?", [_key_of(edition)]
            )

    def built_before(self, edition: Path) -> bool:
        """Say whether an edition was delivered in any former run."""
        row = self._database.execute(
            "SELECT 1 FROM delivered WHERE path = ?", [_key_of(edition)]
        )
        return row.fetchone() is not None

    def bytes_of(self, edition: Path) -> int:
        """Return how many bytes the files have that were delivered of an edition."""
        row = self._database.execute(
            "SELECT files FROM delivered WHERE path = ?", [_key_of(edition)]
        ).fetchone()
        return _size(json.loads(row[0])) if row else 0

    def mean_bytes(self) -> float:
        """Return how many bytes an edition's files have, on average; 0 for none."""
        row = self._database.execute("SELECT avg(bytes) FROM editions WHERE bytes > 0")
        return float(row.fetchone()[0] or 0)

    def save_hashes(self) -> None:
        """Put the hashes of this run on disk."""
        rows = [(path, *kept) for path, kept in self._new.items()]
        with self._database:
            self._database.executemany("REPLACE INTO files VALUES (?, ?, ?)", rows)
        self._new.clear()


def _key_of(edition: Path) -> str:
    return _storable(str(edition.absolute()))


def _storable(name: str) -> str:
    """Return a file's name as SQLite takes it: bytes that are not UTF-8 escaped."""
    return name.encode("utf-8", "backslashreplace").decode()


def _sign(seen: os.stat_result) -> str:
    return f"{seen.st_size} {seen.st_ino} {seen.st_mtime_ns} {seen.st_ctime_ns}"


def _size(files: Iterable[str]) -> int:
    """Return the bytes of the files that are there."""
    there = (Path(file) for file in files)
    return sum(file.stat().st_size for file in there if file.exists())


@contextlib.contextmanager
def open_ledger(out: Path) -> Iterator[Ledger]:
    """Open the ledger of an output folder; made where there is none.

    Raises RenderError where it cannot be used, now or later: another batch at work on
    the same folder, a full disk, or a file that is no ledger.
    """
    file = out / LEDGER_NAME
    try:
        out.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(file, timeout=_PATIENCE)
    except OSError as error:
        raise _unusable(file, reason_of(error), _ROOM) from error
    except sqlite3.Error as error:
        raise _unusable(file, str(error), _next_move(error)) from error
    try:
        _prepare(database, file)
        ledger = Ledger(database, out)
        yield ledger
        ledger.save_hashes()
    except sqlite3.Error as error:
        raise _unusable(file, str(error), _next_move(error)) from error
    finally:
        database.close()


def _prepare(database: sqlite3.Connection, file: Path) -> None:
    version: Any = database.execute("PRAGMA user_version").fetchone()[0]
    if version > _VERSION:
        raise _unusable(file, said("a newer exporter wrote it"), _AWAY)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")
    with database:
        database.executescript(_SCHEMA)
        database.execute(f"PRAGMA user_version = {_VERSION}")


def _next_move(error: sqlite3.Error) -> str:
    """Return what helps: the lower byte of an extended code says what kind it is."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return _OTHER
    return _ROOM if code in _REFUSED else _AWAY


def _unusable(file: Path, reason: str, hint: str) -> RenderError:
    return RenderError(
        said("the ledger cannot be used: {reason}", reason=reason),
        where=str(file),
        hint=hint,
    )
