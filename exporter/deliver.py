"""Stage 8, deliver: finished files are put in place together, with their proof.

In: files in a work folder beside their destination. Out: the same files in place,
the proof last; or, where that fails, the former files as they were. With
`exporter.build` this is the only module that writes to an output folder.
"""

import contextlib
import fcntl
import glob
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from exporter import __version__
from exporter.checks import Finding
from exporter.edition import Composed
from exporter.errors import RenderError
from exporter.fonts import font_files
from exporter.layout import Layout, bundled

_LIBRARIES = (
    "weasyprint",
    "pydyf",
    "ebooklib",
    "jinja2",
    "pillow",
    "pypdfium2",
    "lxml",
)


def proof_record(
    composed: Composed,
    layout: Layout,
    outputs: Sequence[Path],
    findings: Sequence[Finding],
    proof: Mapping[str, Any],
) -> dict[str, Any]:
    """Return what `<edition>.proof.json` says; it holds no clock and no local path."""
    edition = composed.edition
    return {
        "exporter": __version__,
        "libraries": {name: version(name) for name in _LIBRARIES},
        "edition": {
            "title": edition.title,
            "number": edition.number,
            "date": edition.date.isoformat(),
            "identifier": edition.identifier,
        },
        "released": dict(composed.released),
        "inputs": [
            {"kind": kind, "name": file.name, "sha256": sha256(file)}
            for kind, file in _inputs(composed, layout)
        ],
        "outputs": {
            file.name: {"sha256": sha256(file), "bytes": file.stat().st_size}
            for file in outputs
        },
        "findings": [finding.as_json() for finding in findings],
        "proof": dict(proof),
    }


def _inputs(composed: Composed, layout: Layout) -> Iterator[tuple[str, Path]]:
    """Yield every file an edition is made from, with its kind."""
    yield "edition", composed.file
    yield from (("record", record.path) for record in composed.records)
    yield from (("photo", photo.path) for photo in composed.photos.values())
    for folder in reversed(layout.folders):
        files = sorted(p for p in folder.iterdir() if p.is_file())
        yield from ((f"layout {folder.name}", file) for file in files)
    yield from (("font", file) for file in font_files(font_folders(layout)))


def font_folders(layout: Layout) -> tuple[Path, ...]:
    """Return the folders an edition may take fonts from: ours, and its layout's."""
    own = (folder / "fonts" for folder in layout.folders)
    return (bundled("fonts"), *(folder for folder in own if folder.is_dir()))


def sha256(file: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def write_json(file: Path, record: Mapping[str, Any]) -> None:
    """Write a record as JSON, readable by people."""
    text = json.dumps(record, ensure_ascii=False, indent=1)
    file.write_text(text + "\n", encoding="utf-8")


@contextlib.contextmanager
def workplace(out: Path, name: str) -> Iterator[Path]:
    """Give a temporary folder beside the destination; nothing of it is left.

    A folder that a killed run left behind is removed: its lock is free.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        for left in out.glob(f".{glob.escape(name)}-*.tmp"):
            with contextlib.suppress(OSError), _locked(left):
                shutil.rmtree(left)
        made = tempfile.mkdtemp(prefix=f".{name}-", suffix=".tmp", dir=out)
        work = Path(made).absolute()
        with _locked(work):
            try:
                yield work
            finally:
                shutil.rmtree(work, ignore_errors=True)
    except OSError as error:
        raise RenderError(
            f"cannot write: {error.strerror or error}",
            where=str(out),
            hint="make room, or choose another folder with -o",
        ) from error


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a work folder; OSError where a living run holds it."""
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def check_former(out: Path, name: str, outputs: Sequence[Path]) -> Iterator[Finding]:
    """Yield the files of a former run that the new proof will not speak of."""
    made = {file.name for file in outputs}
    for suffix in (".pdf", ".epub"):
        former = out / f"{name}{suffix}"
        if former.exists() and former.name not in made:
            yield Finding("W-012", former.name, "was not made in this run")


def deliver(files: Sequence[Path], target: Path) -> list[Path]:
    """Put finished files in place together; the last of them is the proof.

    Where one cannot be put in place, the former ones are put back.
    """
    target.mkdir(parents=True, exist_ok=True)
    former = files[0].parent / "former"
    former.mkdir()
    places = {file: target / file.name for file in files}
    for file, place in places.items():
        with file.open("rb") as handle:
            os.fsync(handle.fileno())
        if place.exists():
            os.link(place, former / file.name)
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
