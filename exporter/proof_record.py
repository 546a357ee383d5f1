"""What a proof says of an edition, and all that an edition was made from.

In: what was composed, its layout, and its files. Out: the record that is delivered as
`<edition>.proof.json`, and the `Ingredients` by which a later run knows
that nothing has changed.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from exporter import __version__
from exporter.archive.store import digests
from exporter.checks import Finding
from exporter.deliver import sha256
from exporter.edition import Composed, SourceRecord, Sources
from exporter.errors import RecordError
from exporter.fonts import font_digests
from exporter.glyphs import pack_places
from exporter.inline import plain_text
from exporter.layout import Layout, bundled
from exporter.model import Edition
from exporter.records import is_record_file, mapping_beside
from exporter.said import said
from exporter.unchanged import Ingredients
from exporter.versions import library_versions, source_digest


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
