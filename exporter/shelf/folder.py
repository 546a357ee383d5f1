"""The folder of a shelf: each file is whole, and stays as it is unless it differs.

In: names and bytes, or files to copy. Out: files, each written under another name,
synced, and renamed. One run at a time writes to a folder.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from exporter.deliver import sha256
from exporter.errors import RenderError, UsageError
from exporter.files import reason_of
from exporter.said import said
from exporter.shelf.edition import ShelvedEdition

#: Says that a folder is a shelf: written first.
MARK = "shelf.json"
#: What stands beside the files of an edition and tells of it: written last.
EDITION = "edition.json"
_WORK = ".writing"


class ShelfFolder:
    """A shelf that is being written; `touched` are the names of what changed."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.touched: list[str] = []
        self._work = root / _WORK

    def write(self, name: str, data: bytes) -> None:
        """Put a file in place, unless it is there and the same."""
        place = self.root / name
        try:
            if place.read_bytes() == data:
                return
        except OSError:
            pass
        with self._new(name) as out:
            out.write(data)

    def copy(self, name: str, source: Path, digest: str) -> None:
        """Put a copy of a file in place, unless it is there and has this SHA-256.

        Raises RenderError where what was copied has another one: it changed meanwhile.
        """
        if self.has(name, digest):
            return
        with source.open("rb") as opened, self._new(name) as out:
            copied = hashlib.sha256()
            while piece := opened.read(1 << 20):
                copied.update(piece)
                out.write(piece)
            if copied.hexdigest() != digest:
                raise RenderError(
                    said("the file was changed while it was copied"),
                    where=str(source),
                    hint=said("run it again"),
                )

    def has(self, name: str, digest: str) -> bool:
        """Return whether a file is there and has this SHA-256."""
        place = self.root / name
        return place.is_file() and sha256(place) == digest

    def remove(self, name: str) -> None:
        """Take a file away."""
        with suppress(FileNotFoundError):
            (self.root / name).unlink()
            self.touched.append(name)

    def remove_edition(self, name: str) -> None:
        """Take the folder of an edition away, at once and whole."""
        (self.root / name).rename(self._work / name)
        _sync(self.root)
        self.touched.append(name)

    def editions(self) -> list[ShelvedEdition]:
        """Return what stands on the shelf; what cannot be read does not count."""
        found = []
        for file in sorted(self.root.glob(f"*/{EDITION}")):
            with suppress(OSError, ValueError):
                edition = ShelvedEdition.model_validate_json(file.read_bytes())
                if edition.name == file.parent.name:
                    found.append(edition)
        return found

    @contextmanager
    def _new(self, name: str) -> Iterator[BinaryIO]:
        """Give a file to write; put it in place when it is whole and on the disk."""
        place, new = self.root / name, self._work / "new"
        place.parent.mkdir(exist_ok=True)
        with new.open("wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        new.replace(place)
        _sync(place.parent)
        self.touched.append(name)


@contextmanager
def open_shelf(root: Path) -> Iterator[ShelfFolder]:
    """Give a shelf to write to; make it where there is none.

    Raises UsageError for a folder with other things in it, and while another run
    writes; RenderError where it cannot be written.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        with _locked(root):
            _refuse_foreign(root)
            shutil.rmtree(root / _WORK, ignore_errors=True)
            (root / _WORK).mkdir()
            try:
                shelf = ShelfFolder(root)
                shelf.write(MARK, json.dumps({"edition-exporter": "shelf"}).encode())
                yield shelf
            finally:
                shutil.rmtree(root / _WORK, ignore_errors=True)
    except OSError as error:
        raise RenderError(
            said("cannot write: {reason}", reason=reason_of(error)),
            where=str(root),
            hint=said("choose another folder with --to, or see who may write to it"),
        ) from error


def is_shelf(root: Path) -> bool:
    """Return whether a folder is a shelf."""
    return (root / MARK).is_file()


def _refuse_foreign(root: Path) -> None:
    others = {one.name for one in root.iterdir()} - {_WORK}
    if others and not is_shelf(root):
        raise UsageError(
            said("is no shelf, and not empty: nothing in it is written over"),
            where=str(root),
            hint=said("name an empty folder, or a new one, with --to"),
        )


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder, so that two runs do not mix."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UsageError(
                said("another run writes to this shelf"),
                where=str(folder),
                hint=said("wait until it has ended"),
            ) from error
        yield
    finally:
        os.close(handle)


def _sync(folder: Path) -> None:
    """Put the names in a folder on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
