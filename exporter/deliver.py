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
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exporter import __version__
from exporter.archive.store import digests
from exporter.checks import Finding
from exporter.edition import Composed, SourceRecord, Sources
from exporter.errors import RecordError, RenderError
from exporter.files import reason_of
from exporter.fonts import font_digests
from exporter.formats import ENDINGS
from exporter.glyphs import pack_places
from exporter.inline import plain_text
from exporter.layout import Layout, bundled
from exporter.model import Edition
from exporter.records import is_record_file, mapping_beside
from exporter.said import said
from exporter.unchanged import Ingredients
from exporter.versions import library_versions, source_digest

if TYPE_CHECKING:
    from exporter.signoff.run import State


def proof_record(
    composed: Composed,
    layout: Layout,
    fonts: tuple[Path, ...],
    outputs: Sequence[Path],
    findings: Sequence[Finding],
    proof: Mapping[str, Any],
    options: Mapping[str, Any],
) -> dict[str, Any]:
    """Return what `<edition>.proof.json` says; it holds no clock and no local path.

    `proof` is what was proven and what the editor answers for.
    """
    edition = composed.edition
    return {
        "exporter": __version__,
        "source": source_digest(),
        "libraries": library_versions(),
        "options": dict(options),
        "edition": {
            "title": edition.title,
            "number": edition.number,
            "date": edition.date.isoformat(),
            "revision": edition.revision,
            "identifier": edition.identifier,
            **_around(edition),
        },
        "shelf": _announced(edition),
        "released": dict(composed.released),
        "inputs": [
            {"kind": kind, "name": name, "sha256": digest}
            for kind, name, digest in _inputs(composed, layout, fonts)
        ],
        "outputs": {
            file.name: {"sha256": sha256(file), "bytes": file.stat().st_size}
            for file in outputs
        },
        "findings": [finding.as_json() for finding in findings],
        **proof,
    }


def _around(edition: Edition) -> dict[str, Any]:
    """Return what an edition prints around its articles, and in which order these."""
    return {
        "language": edition.language,
        "publisher": edition.publisher,
        "tagline": edition.tagline,
        "rights": edition.rights,
        "cover": edition.cover,
        "sections": [
            {"title": section.title, "articles": [a.id for a in section.articles]}
            for section in edition.sections
        ],
        "masthead": [
            {"role": one.role, "names": list(one.names)} for one in edition.masthead
        ],
        "imprint": edition.imprint.model_dump(mode="json"),
    }


def _announced(edition: Edition) -> dict[str, Any]:
    """Return what a readers' shelf tells of an edition, besides its title."""
    return {
        "published": edition.published.isoformat(),
        "modified": edition.modified.isoformat(),
        "articles": {
            article.id: {
                "headline": article.headline,
                "deck": plain_text(article.deck),
                "language": article.language,
            }
            for article in edition.articles
        },
    }


def _inputs(
    composed: Composed, layout: Layout, fonts: tuple[Path, ...]
) -> Iterator[tuple[str, str, str]]:
    """Yield every file an edition is made from: its kind, name and SHA-256."""
    table = composed.table
    for file, digest in zip(table.files, table.hashes, strict=True):
        yield "edition", file.name, digest
    nameplate = nameplate_of(composed)
    if nameplate:
        yield "nameplate", nameplate.name, sha256(nameplate)
    for record in composed.records:
        yield "record", _name_of(record), record.sha256
    for file in mappings_of(composed):
        yield "mapping", file.name, sha256(file)
    for photo in composed.photos.values():
        yield "photo", photo.path.name, photo.sha256
    for folder in reversed(layout.folders):
        for file in sorted(p for p in folder.iterdir() if p.is_file()):
            yield f"layout {folder.name}", file.name, sha256(file)
    for file, digest in font_digests(fonts).items():
        yield "font", file.name, digest


def _name_of(record: SourceRecord) -> str:
    """Return what a proof calls a record by."""
    if record.archived:
        return f"{record.path.name}: {record.archived.name}"
    return record.name


def nameplate_of(composed: Composed) -> Path | None:
    """Return the drawing an edition has for a nameplate."""
    named = composed.table.values.get("nameplate")
    return composed.file.parent / named if named else None


def mappings_of(composed: Composed) -> list[Path]:
    """Return the files that tell the shape of records: edition.toml's, or beside."""
    named = composed.table.values.get("mapping")
    folder = composed.file.parent
    files = (one.path for one in composed.records if not one.archived)
    beside = (mapping_beside(path) for path in files)
    found = [folder / named] if named else [file for file in beside if file]
    return list(dict.fromkeys(file.absolute() for file in found))


def refuse_changed(record: SourceRecord) -> None:
    """Raise RecordError for a record that is no longer what was read: the edition
    would be proven against words it was not made from."""
    try:
        if record.archived:
            now = digests(record.path, [record.archived.name])[0]
        else:
            now = sha256(record.path)
        same = now == record.sha256
    except OSError:
        same = False
    if not same:
        raise RecordError(
            said("the record was changed while the edition was built"),
            where=record.name,
            hint=said("build again"),
        )


def ingredients(
    sources: Sources,
    composed: Composed,
    layout: Layout,
    named: tuple[str, Path],
    fonts: tuple[Path, ...],
) -> Ingredients:
    """Return where all was found that an edition was made from.

    `named` is the layout as it was asked for, and the folder that is relative to;
    `fonts` are the folders its fonts lie in.
    """
    folder = composed.file.parent.absolute()
    files = [file.absolute() for file in composed.table.files]
    if sources.keys.nameplate:
        files.append(folder / sources.keys.nameplate)
    files += mappings_of(composed)
    # a pack that is added may have what another one had until now
    chosen = [(place, "*") for place in pack_places(folder)]
    for pattern in sources.keys.record_patterns:
        path = folder / pattern
        if path.is_file():
            files.append(path)
            continue
        base, wanted = (path, "*") if path.is_dir() else (folder, pattern)
        chosen.append((base, wanted))
        # also those no article was taken from: a change may make them count
        found = sorted(base.glob(wanted))
        files += [p for p in found if p.is_file() and is_record_file(p)]
    used = {article.id for article in composed.edition.articles}
    for record in composed.records:
        for article in record.articles:
            if article.id in used:
                beside = record.folder.absolute()
                files += [beside / i.file for i in article.images if i.file]
    files += [photo.path for photo in composed.photos.values()]
    return Ingredients(
        files=(*dict.fromkeys(files), *_layout_files(layout, *named)),
        chosen=tuple(chosen),
        trees=tuple(dict.fromkeys((*layout.folders, *fonts))),
        hashes={str(photo.path): photo.sha256 for photo in composed.photos.values()},
        archived=tuple(
            (str(record.path.absolute()), record.archived.name, record.sha256)
            for record in composed.records
            if record.archived
        ),
    )


def _layout_files(layout: Layout, name: str, beside: Path) -> Iterator[Path]:
    """Yield each layout.toml by the path it was named by: that may be a link."""
    for folder in layout.folders:
        named = beside.absolute() / name if "/" in name else bundled("layouts") / name
        yield named / "layout.toml"
        table = tomllib.loads((folder / "layout.toml").read_text(encoding="utf-8"))
        name, beside = str(table.get("extends", "")), folder


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
