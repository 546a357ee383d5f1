"""Say "unchanged, proven" of an edition, without building it again.

In: what a run is asked for, and the cache. Out: the report of the run that built it,
where all that went into that run and all that came out of it is as it was.
Nothing is believed: each file is hashed anew, each folder looked through again.
What is remembered lies in the cache, or a batch's ledger, and nowhere else, for it
holds paths of this machine.
Loads no renderer and no model: that is the point.
"""

import fnmatch
import hashlib
import json
import os
import stat
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from exporter.archive.store import digests
from exporter.cache import Cache
from exporter.formats import ENDINGS, Format
from exporter.versions import installed, native_versions, source_digest, source_files

_KIND = "build"
#: File systems stamp changes with a clock that steps this far, in nanoseconds.
_CLOCK_STEP = 20_000_000


@dataclass(frozen=True)
class Asked:
    """What a run is asked for: an edition, an output folder, and options."""

    edition: Path
    out: Path
    formats: tuple[Format, ...] = ()
    layout: str = ""
    strict: bool = False
    stock: bool = False
    released: Mapping[str, str] = field(default_factory=dict)
    draft: bool = False
    language: str = ""
    embed_fonts: bool = True

    @property
    def key(self) -> str:
        """A digest that no other run has but one that is asked for the same."""
        file = self.edition.absolute()
        asked = [
            str(file / "edition.toml" if file.is_dir() else file),
            str(self.out.absolute()),
            self.formats,
            str(Path(self.layout).absolute()) if "/" in self.layout else self.layout,
            self.strict,
            self.stock,
            dict(self.released),
            self.language,
            self.embed_fonts,
        ]
        return hashlib.sha256(json.dumps(asked).encode()).hexdigest()


@dataclass(frozen=True)
class Ingredients:
    """Where all was found that an edition was made from.

    `files` are paths as they were named, `chosen` folders with the glob that was
    looked for in each, `trees` folders of which any file may count. `hashes` are
    those of files as they were read, by the path where they really lie. `archived` are
    articles of archives: file, name and SHA-256 as read.
    """

    files: tuple[Path, ...]
    chosen: tuple[tuple[Path, str], ...]
    trees: tuple[Path, ...]
    hashes: Mapping[str, str] = field(default_factory=dict)
    archived: tuple[tuple[str, str, str], ...] = ()


def begin() -> int:
    """Return the time a run begins: what changes after it is not remembered."""
    return time.time_ns()


class Builds(Protocol):
    """Where what former runs remembered is kept: a cache, or a batch's ledger."""

    def read(self, kind: str, key: str) -> bytes | None:
        """Return what was kept."""


class Hashes(Protocol):
    """Hashes of files that are as they were when they were hashed."""

    def known_hash(self, path: str, seen: os.stat_result) -> str | None:
        """Return the SHA-256 of a file; None where it may have changed."""

    def keep_hash(self, path: str, seen: os.stat_result, sha256: str) -> None:
        """Keep the SHA-256 of a file."""


@dataclass
class Memory:
    """What was looked at in this run: editions of a batch share folders and fonts."""

    trees: dict[Path, Any] = field(default_factory=dict)
    names: dict[tuple[Path, str], Any] = field(default_factory=dict)
    files: dict[Path, list[str]] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    listed: dict[Path, list[str]] = field(default_factory=dict)


def find_unchanged(
    asked: Asked,
    builds: Builds,
    memory: Memory | None = None,
    known: Hashes | None = None,
) -> dict[str, Any] | None:
    """Return the report of the former run that was asked for the same.

    None where there is none, or anything differs from what it was. With `memory`,
    nothing is looked at twice in a run; with `known`, no file is read again whose size,
    inode and times are those it had.
    """
    kept = builds.read(_KIND, asked.key)
    if kept is None:
        return None
    former = json.loads(kept)
    if former["program"] != _program():  # first: what another wrote reads otherwise
        return None
    try:
        made_from = _ingredients(former["ingredients"])
        look = _Look(None, memory, known)
        for now, then in (
            (_look_at(made_from, look), former["seen"]),
            (_look_at_delivered(asked, former, look), former["delivered"]),
        ):
            if not all(a == b for a, b in zip(now, then, strict=True)):
                return None
    except OSError:  # a file is not there, or not for us
        return None
    files = [str(asked.out / name) for name in former["names"]]
    return {**former["report"], "files": files, "unchanged": True}


def remember(
    asked: Asked,
    cache: Cache,
    made_from: Ingredients,
    report: Mapping[str, Any],
    begun: int,
) -> bytes:
    """Keep what `find_unchanged` needs: for a run that was delivered, and only then.

    Return it, too, whether the cache keeps it or not. b"", and nothing kept, where a
    file changed since the run began: what it was made from may not be what lies there
    now.
    """
    look = _Look(made_from.hashes)
    former: dict[str, Any] = {
        "program": _program(),
        "ingredients": [
            [str(file) for file in made_from.files],
            [[str(folder), pattern] for folder, pattern in made_from.chosen],
            [str(folder) for folder in made_from.trees],
            made_from.archived,
        ],
        "names": [Path(file).name for file in report["files"]],
        "report": dict(report),
    }
    try:
        former["seen"] = list(_look_at(made_from, look))
        for file in source_files():
            look.note(file.stat())
        hashes = _Look(made_from.hashes)
        former["delivered"] = list(_look_at_delivered(asked, former, hashes))
    except OSError:
        return b""
    same_places = made_from.hashes.keys() <= look.places
    same_places &= _archived_now(made_from) == [one[2] for one in made_from.archived]
    if not same_places or look.newest >= begun - _CLOCK_STEP:
        return b""
    kept = json.dumps(former).encode()
    cache.write(_KIND, asked.key, kept)
    return kept


def _program() -> list[Any]:
    """Return what builds: as JSON gives it back."""
    return [source_digest(), sys.version, native_versions(), installed()]


def _ingredients(kept: list[Any]) -> Ingredients:
    files, chosen, trees, archived = kept
    return Ingredients(
        files=tuple(map(Path, files)),
        chosen=tuple((Path(folder), pattern) for folder, pattern in chosen),
        trees=tuple(map(Path, trees)),
        archived=tuple(map(tuple, archived)),
    )


def _archived_now(made_from: Ingredients) -> list[str]:
    """Return the SHA-256 of the articles of archives as they are now."""
    names: dict[str, list[str]] = {}
    for file, name, _ in made_from.archived:
        names.setdefault(file, []).append(name)
    found = {
        (file, name): digest
        for file, some in names.items()
        for name, digest in zip(some, digests(Path(file), some), strict=True)
    }
    return [found[file, name] for file, name, _ in made_from.archived]


def _look_at(made_from: Ingredients, look: "_Look") -> Iterator[Any]:
    """Yield what there is to see of an edition's ingredients, what is quick first."""
    yield _archived_now(made_from)
    for folder, pattern in made_from.chosen:
        yield look.names(folder, pattern)
    for folder in made_from.trees:
        yield look.tree(folder)
    for file in made_from.files:
        yield look.file(file)


def _look_at_delivered(
    asked: Asked, former: Mapping[str, Any], look: "_Look"
) -> Iterator[Any]:
    """Yield what there is to see of the delivered files.

    Besides them: what lies beside them under the edition's name (a build speaks
    of it), and what is held (a build would remove it).
    """
    name = former["report"]["edition"]
    out = asked.out.absolute()
    yield look.names(out, f"{name}.*")
    yield look.names(out, f"{name}{ENDINGS['epub-hemat']}")
    yield look.names(out / "held", name)
    for file in former["names"]:
        yield look.file(out / file)


class _Look:
    """Looks at files as they are: `places` are where they really lie, `newest` is
    when the last of them changed."""

    def __init__(
        self,
        hashes: Mapping[str, str] | None = None,
        memory: Memory | None = None,
        known: Hashes | None = None,
    ) -> None:
        self.newest = 0
        self.places: set[str] = set()
        self._hashes = hashes or {}
        self._memory = memory
        self._known = known

    def note(self, found: os.stat_result) -> None:
        """Take a file's last change into account; no user can set this time."""
        self.newest = max(self.newest, found.st_ctime_ns)

    def file(self, path: Path) -> list[str]:
        """Return where a file really lies, and its SHA-256."""
        if self._memory is None:
            return self._file(path)
        if path not in self._memory.files:
            self._memory.files[path] = self._file(path)
        return self._memory.files[path]

    def _file(self, path: Path) -> list[str]:
        seen = path.lstat()
        self.note(seen)
        real = self._real(path, seen)
        self.places.add(real)
        if self._known is not None and stat.S_ISREG(seen.st_mode):
            known = self._known.known_hash(real, seen)
            if known is not None:
                return [real, known]
        return [real, self._hash(real)]

    def _real(self, path: Path, seen: os.stat_result) -> str:
        """Return where a file really lies; folders that hold many are asked once."""
        if self._memory is None or stat.S_ISLNK(seen.st_mode):
            return os.path.realpath(path)
        folder, name = os.path.split(path)
        if name in ("", ".."):
            return os.path.realpath(path)
        if folder not in self._memory.places:
            self._memory.places[folder] = os.path.realpath(folder)
        return os.path.join(self._memory.places[folder], name)  # noqa: PTH118 (fast)

    def _hash(self, real: str) -> str:
        # O_NONBLOCK: a pipe under this name must not stop the run
        handle = os.open(real, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as opened:
            seen = os.fstat(handle)
            if not stat.S_ISREG(seen.st_mode):
                raise OSError("is no plain file")
            self.note(seen)
            known = self._hashes.get(real)
            if known is None:
                known = hashlib.file_digest(opened, "sha256").hexdigest()
                if self._known is not None:
                    self._known.keep_hash(real, seen, known)
            return known

    def names(self, folder: Path, pattern: str) -> list[str]:
        """Return what a glob finds in a folder, each with a sign of what it is."""
        if self._memory is None:
            return self._names(folder, pattern)
        place = folder, pattern
        if place not in self._memory.names:
            self._memory.names[place] = self._names(folder, pattern)
        return list(self._memory.names[place])

    def _names(self, folder: Path, pattern: str) -> list[str]:
        if not folder.is_dir():
            return []
        self.note(folder.stat())
        found = []
        for path in sorted(self._glob(folder, pattern)):
            if path.is_dir():
                found.append(f"{path}/")
                continue
            self.note(path.lstat())
            self.note(path.parent.stat())
            found.append(f"{path}" if path.is_file() else f"{path}?")
        return found

    def _glob(self, folder: Path, pattern: str) -> Iterator[Path]:
        """Yield what a glob finds; a folder is listed once for all names in it."""
        if self._memory is None or "/" in pattern or "**" in pattern:
            yield from folder.glob(pattern)
            return
        if folder not in self._memory.listed:
            self._memory.listed[folder] = os.listdir(folder)  # noqa: PTH208 (names)
        for name in fnmatch.filter(self._memory.listed[folder], pattern):
            yield folder / name

    def tree(self, folder: Path) -> list[list[str]]:
        """Return every file below a folder. Raises OSError for a linked folder."""
        if self._memory is None:
            return self._tree(folder)
        if folder not in self._memory.trees:
            self._memory.trees[folder] = self._tree(folder)
        return list(self._memory.trees[folder])

    def _tree(self, folder: Path) -> list[list[str]]:
        found = []
        for at, folders, files in os.walk(folder, onerror=_raise):
            self.note(os.stat(at))  # noqa: PTH116
            folders[:] = [name for name in folders if name != "__pycache__"]
            if any(Path(at, name).is_symlink() for name in folders):
                raise OSError("what lies behind a linked folder is not looked at")
            found += [self.file(Path(at, name)) for name in files]
        return sorted(found)


def _raise(error: OSError) -> None:
    raise error
