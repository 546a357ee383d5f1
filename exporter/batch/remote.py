"""What a worker of a cluster does: one edition, from a parcel to proven files.

In: a `Parcel`, and bytes of files that were sent along. Out: `Built`, the finished
files whole; or `Lacking`, the files this worker does not have yet; or `Refused`, where
it would make other bytes; or `Sick`, where its machine fails. What was sent once is
kept beside the worker, by its SHA-256, for as long as the worker lives.
"""

import errno
import os
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from distributed import Status, Worker, get_worker

from exporter.batch.parcel import (
    Parcel,
    digest_of,
    font_places,
    sign_here,
    unpack,
)
from exporter.batch.workers import what_ended
from exporter.cache import NO_CACHE, Cache, open_cache
from exporter.files import reason_of
from exporter.said import said
from exporter.stages import STAGES

if TYPE_CHECKING:
    from exporter.signoff.run import State

#: How much a worker keeps of what it was sent, in bytes; used longest ago goes first.
_KEPT = 4_000_000_000
_KIND = "sent"
#: What goes wrong with a machine, and with no edition: its disk, its handles.
_SICK = {
    *(errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS),
    *(errno.EMFILE, errno.ENFILE),
}
#: Seconds until it ends: what it says last is heard by then.
_LAST_WORDS = 1


@dataclass(frozen=True)
class Returned:
    """A finished file on its way back."""

    name: str
    sha256: str
    data: bytes


@dataclass(frozen=True)
class Built:
    """What became of an edition: the report of its build, or the error that ended it.

    `files` are as `exporter.build.Proven` has them; `fonts` names their folders by the
    place in `parcel.font_places` and the path below it.
    """

    answer: dict[str, Any]
    seconds: float
    state: "State" = "held"
    files: tuple[Returned, ...] = ()
    fonts: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Lacking:
    """The SHA-256 of files that a worker, at its address, must be sent first."""

    address: str
    digests: frozenset[str]


@dataclass(frozen=True)
class Sick:
    """Why a worker, at its address, failed where another one may not: a full disk."""

    address: str
    reason: str


@dataclass(frozen=True)
class Refused:
    """Why a worker, at its address, can build nothing."""

    address: str
    reason: str


def build_there(
    parcel: Parcel, sent: Sequence[Mapping[str, bytes]]
) -> Built | Lacking | Refused | Sick:
    """Build an edition on this worker; the task of a cluster."""
    begun = time.monotonic()
    worker = get_worker()
    reason = why_not(parcel.sign, worker.state.nthreads)
    if reason:
        return Refused(worker.address, reason)
    home = Path(worker.local_directory)
    at_hand = _at_hand(parcel, sent, _store(home / "exporter"))
    if lacking := parcel.needed - at_hand.keys():
        return Lacking(worker.address, lacking)
    try:
        with tempfile.TemporaryDirectory(dir=home) as folder:
            built = _build(parcel, Path(folder), home / "exporter-trees", at_hand)
    except Exception as error:  # a bug must not end the night for all others
        if isinstance(error, OSError) and error.errno in _SICK:
            return _leave(worker, reason_of(error))
        built = Built(what_ended(error), 0.0)
    return replace(built, seconds=time.monotonic() - begun)


def _leave(worker: Worker, reason: str) -> Sick:
    """End this worker: it would take edition after edition, and fail at each."""
    close = partial(worker.close, executor_wait=False)
    worker.loop.add_callback(setattr, worker, "status", Status.paused)  # no more tasks
    worker.loop.add_callback(worker.loop.call_later, _LAST_WORDS, close)
    return Sick(worker.address, reason)


@cache
def _store(folder: Path) -> Cache:
    """Return what this worker keeps; it is measured as it grows."""
    return open_cache(folder, _KEPT)


def _at_hand(
    parcel: Parcel, sent: Sequence[Mapping[str, bytes]], store: Cache
) -> dict[str, bytes]:
    """Return the files of a parcel that are here, and keep those just sent."""
    found: dict[str, bytes] = {}
    for some in sent:
        for digest, data in some.items():
            if digest_of(data) == digest:
                store.write(_KIND, digest, data)
                found[digest] = data
    for digest in parcel.needed - found.keys():
        data_kept = store.read(_KIND, digest)
        if data_kept is not None:
            found[digest] = data_kept
    return found


def _build(
    parcel: Parcel, folder: Path, trees: Path, data: Mapping[str, bytes]
) -> Built:
    from exporter.build import prove_ready  # heavy: only where something is built
    from exporter.means import Means

    ready, asked = unpack(parcel, folder, trees, data)
    cache = open_cache() if parcel.with_cache else NO_CACHE
    work = folder / "work"
    work.mkdir()
    means = Means(cache=cache, stock=asked.stock, keep=parcel.with_cache)
    proven = prove_ready(ready, asked, means, work, _telling(parcel))
    cache.trim()
    files = ((file.name, file.read_bytes()) for file in proven.files)
    places = font_places(ready.layout.folders, ready.packs)
    return Built(
        proven.result.as_json(),
        0.0,
        proven.state,
        tuple(Returned(name, digest_of(data), data) for name, data in files),
        tuple(_named(fonts, places) for fonts in proven.fonts),
    )


def _telling(parcel: Parcel) -> Callable[[str], None]:
    """Return what tells the client each stage, by Dask's events."""
    worker = get_worker()

    def tell(name: str) -> None:
        if parcel.topic:
            stage = STAGES.index(name) + 1, str(name)
            worker.log_event(parcel.topic, (str(parcel.asked.edition), *stage))

    return tell


def _named(folder: Path, places: Sequence[Path]) -> tuple[int, str]:
    """Return a folder of fonts as both ends know it."""
    number = next(n for n, p in enumerate(places) if folder.is_relative_to(p))
    return number, os.path.relpath(folder, places[number])


# --- whether it can ---------------------------------------------------------------


def look_at_worker(sign: Mapping[str, str]) -> str:
    """Return why this worker can build nothing for a client of that sign."""
    return why_not(sign, get_worker().state.nthreads)


def why_not(sign: Mapping[str, str], threads: int) -> str:
    """Return why a worker with so many threads can build nothing; "" if it can."""
    own = sign_here()
    names = (name for name in {**sign, **own} if sign.get(name) != own.get(name))
    other = [f"{name} {_short(own, name)} ({_short(sign, name)})" for name in names]
    if other:
        return said(
            "it has other versions than this machine (in brackets): {names}",
            names=", ".join(other),
        )
    if threads > 1:
        # fontconfig is set for a whole process: two editions would share their fonts
        return said("it runs {count} editions in one process", count=threads)
    return ""


def _short(sign: Mapping[str, str], name: str) -> str:
    """Return a version, or the beginning of a digest."""
    return sign.get(name, "-")[:12]
