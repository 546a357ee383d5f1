"""A private store of bytes that were dear to make: photos, parts, what was built.

In: bytes under a kind and a SHA-256. Out: the same bytes in a later run, or None.
What comes back is what this user's exporter put there: each file carries an
HMAC over its kind, its key and its bytes, with a secret that lies beside them. A
store that cannot be used, written or trusted only costs time; nothing is lost
with it. The bytes are plain: what reads them runs none of them.
"""

import contextlib
import hmac
import os
import re
import secrets
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from exporter.files import reason_of
from exporter.said import said

#: How much the store may hold, in bytes.
LIMIT = 1_000_000_000
#: An entry above this is neither written nor read: it would fill the memory.
LONGEST = 256_000_000
#: The store is measured again after this many bytes were written.
_MEASURE_AFTER = 64_000_000
#: What is left after old entries were removed: not every write must remove some.
_LEAVE = 0.9

_MAGIC = b"edition-exporter cache 1\n"
_DIGEST = "sha256"
_HEAD_BYTES = len(_MAGIC) + 32
_SECRET_BYTES = 32
_LONGEST_FILE = LONGEST + _HEAD_BYTES
_KIND = re.compile(r"[a-z][a-z0-9-]*")
_KEY = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class KindSize:
    """How much of one kind there is."""

    count: int
    bytes: int


@dataclass(frozen=True)
class CacheSize:
    """What a store holds, by kind, and how many bytes it may hold."""

    folder: Path | None
    kinds: dict[str, KindSize]
    limit: int


class Cache:
    """A folder of sealed bytes; without a folder, nothing is kept or found.

    `refused` says why there is none. A Cache may be sent to other processes.
    """

    def __init__(
        self,
        folder: Path | None = None,
        secret: bytes = b"",
        limit: int = LIMIT,
        refused: str = "",
    ) -> None:
        self.folder = folder
        self.limit = limit
        self.refused = refused
        self._secret = secret
        self._written = 0

    def read(self, kind: str, key: str) -> bytes | None:
        """Return what was written under `kind` and `key`.

        None where it is absent, damaged or forged; such a file is removed.
        """
        if self.folder is None:
            return None
        file = self._file(self.folder, kind, key)
        try:
            sealed = _read_file(file)
        except FileNotFoundError:
            return None
        except OSError:
            sealed = b""
        head, payload = sealed[:_HEAD_BYTES], sealed[_HEAD_BYTES:]
        if hmac.compare_digest(head, self._head(file, payload)):
            return payload
        with contextlib.suppress(OSError):
            file.unlink()
        return None

    def write(self, kind: str, key: str, data: bytes) -> None:
        """Keep `data` under `kind` and `key`, whole or not at all."""
        if self.folder is None or len(data) > min(LONGEST, self.limit):
            return
        file = self._file(self.folder, kind, key)
        with contextlib.suppress(OSError):
            file.parent.mkdir(mode=0o700, exist_ok=True)
            _write_file(file, self._head(file, data), data)
            self._written += len(data)
            if self._written >= min(_MEASURE_AFTER, self.limit // 4):
                self.trim()

    def trim(self) -> None:
        """Remove what was used longest ago, where the store holds too much.

        For the end of a run; the folder is only looked through where this run
        has written to it.
        """
        if self.folder is None or not self._written:
            return
        self._written = 0
        entries = sorted(_entries(self.folder), key=lambda entry: entry.used)
        total = sum(entry.bytes for entry in entries)
        if total <= self.limit:
            return
        for entry in entries:
            if total <= self.limit * _LEAVE:
                return
            with contextlib.suppress(OSError):
                entry.path.unlink()
                total -= entry.bytes

    def size(self) -> CacheSize:
        """Return how much of what the store holds."""
        kinds: dict[str, KindSize] = {}
        for entry in _entries(self.folder) if self.folder else ():
            kind = entry.path.parent.name
            so_far = kinds.get(kind, KindSize(0, 0))
            kinds[kind] = KindSize(so_far.count + 1, so_far.bytes + entry.bytes)
        return CacheSize(self.folder, dict(sorted(kinds.items())), self.limit)

    def clear(self) -> int:
        """Remove every entry; return how many there were."""
        removed = 0
        for entry in list(_entries(self.folder)) if self.folder else ():
            with contextlib.suppress(OSError):
                entry.path.unlink()
                removed += 1
        return removed

    def _file(self, folder: Path, kind: str, key: str) -> Path:
        if not (_KIND.fullmatch(kind) and _KEY.fullmatch(key)):
            raise ValueError(f"not a kind and a SHA-256: {kind!r}, {key!r}")
        return folder / kind / key

    def _head(self, file: Path, payload: bytes) -> bytes:
        """Return the head of an entry: another name or byte makes another one."""
        seal = hmac.new(self._secret, digestmod=_DIGEST)
        seal.update(f"{file.parent.name}\n{file.name}\n".encode())
        seal.update(payload)
        return _MAGIC + seal.digest()


#: Keeps nothing and finds nothing.
NO_CACHE = Cache()


def open_cache(folder: Path | None = None, limit: int = LIMIT) -> Cache:
    """Return the store in `folder`, or the user's own; it is made where missing.

    Only a folder that nobody else can reach is used. Where there is none, the Cache
    returned keeps nothing, and its `refused` says why.
    """
    try:
        folder = folder or _own_folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _refuse_shared(folder)
        return Cache(folder, _secret_of(folder), limit)
    except _RefusedError as error:
        return Cache(limit=limit, refused=_told(str(folder), error.reason))
    except (OSError, RuntimeError) as error:  # RuntimeError: nobody's home is known
        place = str(folder) if folder else said("cache")
        return Cache(limit=limit, refused=_told(place, reason_of(error)))


class _RefusedError(Exception):
    """The folder is not ours alone."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _told(where: str, reason: str) -> str:
    return said("{where}: {message}", where=where, message=reason)


def _own_folder() -> Path:
    base = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if not base.is_absolute():  # as the XDG base directory specification says
        base = Path.home() / ".cache"
    return base / "edition-exporter"


def _refuse_shared(folder: Path) -> None:
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise _RefusedError(said("is a link to another place"))
    if found.st_uid != os.geteuid():
        raise _RefusedError(said("belongs to somebody else"))
    if found.st_mode & 0o077:
        raise _RefusedError(said("others may look into it (chmod 700 would end that)"))


def _secret_of(folder: Path) -> bytes:
    """Return the secret the entries are sealed with; make it where there is none."""
    file = folder / "key"
    for _ in range(2):
        try:
            secret = _read_file(file)
        except FileNotFoundError:
            secret = b""
        if len(secret) == _SECRET_BYTES:
            return secret
        if secret:
            file.unlink(missing_ok=True)
        with _temporary(file) as made:
            made.write_bytes(secrets.token_bytes(_SECRET_BYTES))
            # unlike a rename, a link does not replace what another run just made
            with contextlib.suppress(FileExistsError):
                os.link(made, file)
    raise _RefusedError(said("its key cannot be kept"))


class _Entry(NamedTuple):
    path: Path
    bytes: int
    used: int


def _entries(folder: Path) -> Iterator[_Entry]:
    """Yield every file in the folders of kinds: entries, and what was not finished."""
    for kind in _scan(folder):
        if not kind.is_dir(follow_symlinks=False):
            continue
        for file in _scan(Path(kind.path)):
            with contextlib.suppress(OSError):  # another run removed it
                found = file.stat(follow_symlinks=False)
                yield _Entry(Path(file.path), found.st_size, found.st_mtime_ns)


def _scan(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:
        return []


def _read_file(file: Path) -> bytes:
    """Return the bytes of a plain file of ours, and mark it as used.

    Raises OSError for a link, a pipe, a file that is too long, or no file.
    """
    # O_NONBLOCK: a pipe under this name must not stop the run
    handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as source:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or found.st_size > _LONGEST_FILE:
            raise OSError("is no entry")
        with contextlib.suppress(OSError):
            os.utime(handle)
        return source.read(_LONGEST_FILE)


def _write_file(file: Path, *pieces: bytes) -> None:
    """Put `pieces` under the name `file`, whole: no other run sees half of it."""
    with _temporary(file) as made:
        with made.open("wb") as out:
            out.writelines(pieces)
        made.replace(file)


@contextlib.contextmanager
def _temporary(beside: Path) -> Iterator[Path]:
    """Give the path of an empty file that only we may read; it is gone afterwards."""
    handle, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=beside.parent)
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)
