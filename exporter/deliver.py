"""Stage 8, deliver: finished files are put in place together, with their proof.

In: files in a work folder beside their destination. Out: the same files in place,
the proof last; or, where that fails, the former files as they were. With
`exporter.build` this is the only module that writes to an output folder.
"""

import contextlib
import errno
import fcntl
import glob
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exporter.checks import Finding
from exporter.errors import RenderError
from exporter.files import reason_of
from exporter.formats import ENDINGS
from exporter.said import said

if TYPE_CHECKING:
    from exporter.signoff.run import State

#: What a run is about to put in place: read where it was killed on the way.
_MANIFEST = ".delivering.json"


def sha256(file: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def write_json(file: Path, record: Mapping[str, Any]) -> None:
    """Write a record as JSON, readable by people.

    A name that is not UTF-8 has its bytes as JSON escapes, and is read as it was.
    """
    text = json.dumps(record, ensure_ascii=False, indent=1)
    file.write_bytes(f"{text}\n".encode("utf-8", "backslashreplace"))


@contextlib.contextmanager
def workplace(out: Path, name: str) -> Iterator[Path]:
    """Give a temporary folder beside the destination; nothing of it is left.

    A folder that a killed run left behind is removed: its lock is free. What that
    run had half delivered is taken back first.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        for left in out.glob(f".{glob.escape(name)}-*.tmp"):
            with contextlib.suppress(OSError):
                with _locked(left):
                    _take_back(left)
                    shutil.rmtree(left, ignore_errors=True)
                _remove(left)
        made = tempfile.mkdtemp(prefix=f".{name}-", suffix=".tmp", dir=out)
        work = Path(made).absolute()
        try:
            with _locked(work):
                try:
                    yield work
                finally:
                    shutil.rmtree(work, ignore_errors=True)
        finally:
            _remove(work)
    except OSError as error:
        raise _not_written(out, error) from error


def _take_back(left: Path) -> None:
    """Put former files back where a run was killed between the first and the last.

    The proof is the last to leave the work folder: without it, all were in place.
    """
    try:
        told = json.loads((left / "former" / _MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return  # it had not begun to deliver
    names, target = told["names"], left.parent / told["target"]
    if not (left / names[-1]).exists():
        return
    for name in names:
        kept = left / "former" / name
        if kept.exists():
            kept.replace(target / name)
        elif not (left / name).exists():
            (target / name).unlink(missing_ok=True)


def _remove(work: Path) -> None:
    """Remove a work folder whose lock is let go: some disks keep what is open."""
    shutil.rmtree(work, ignore_errors=True)


#: What a full disk, or one that is full for us, says.
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def _not_written(out: Path, error: OSError) -> RenderError:
    """Return the error for an output folder that takes no files."""
    hint = said("choose another folder with -o, or see who may write into this one")
    if error.errno in _FULL:
        hint = said("make room, or choose another folder with -o")
    elif error.errno in {errno.EEXIST, errno.ENOTDIR, errno.EISDIR}:
        name = Path(error.filename or out).name
        hint = said("{name} stands in the way: move it, or choose another", name=name)
    elif error.errno == errno.ENAMETOOLONG:
        hint = said("shorten `title` or `number` in edition.toml, or the folder's name")
    return RenderError(
        said("cannot write: {reason}", reason=reason_of(error)),
        where=str(out),
        hint=hint,
    )


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a work folder; OSError where a living run holds it."""
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def check_former(out: Path, name: str, outputs: Sequence[Path]) -> Iterator[Finding]:
    """Yield the files of a former run that the new proof will not speak of."""
    made = {file.name for file in outputs}
    for ending in ENDINGS.values():
        former = out / f"{name}{ending}"
        if former.exists() and former.name not in made:
            yield Finding("W-012", former.name, said("was not made in this run"))


def _keep(file: Path, kept: Path) -> None:
    """Keep a file under another name too; a USB stick knows no links."""
    try:
        os.link(file, kept)
    except OSError:
        shutil.copyfile(file, kept)


def put_in_place(
    files: Sequence[Path], out: Path, name: str, state: "State"
) -> list[Path]:
    """Deliver an edition's finished files to where their state wants them.

    What is held or a draft lies apart; what is delivered ends what was held before.
    """
    held = out / "held" / name
    folders = {"held": held, "delivered": out, "draft": out / "draft" / name}
    placed = deliver(files, folders[state])
    if state == "delivered":
        shutil.rmtree(held, ignore_errors=True)
    return placed


def deliver(files: Sequence[Path], target: Path) -> list[Path]:
    """Put finished files in place together; the last of them is the proof.

    Where one cannot be put in place, the former ones are put back; where the run is
    killed, the next one does it.
    """
    target.mkdir(parents=True, exist_ok=True)
    work = files[0].parent
    former = work / "former"
    former.mkdir()
    beside = os.path.relpath(target.absolute(), work.parent)
    told = {"target": beside, "names": [file.name for file in files]}
    write_json(former / _MANIFEST, told)
    places = {file: target / file.name for file in files}
    for file, place in places.items():
        with file.open("rb") as handle:
            os.fsync(handle.fileno())
        if place.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), place)
        if place.exists():
            _keep(place, former / file.name)
    try:
        for file, place in places.items():
            file.replace(place)
    except BaseException:
        for place in places.values():
            with contextlib.suppress(FileNotFoundError):
                (former / place.name).replace(place)
        raise
    folder = os.open(target, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return list(places.values())
