"""An edition on its way to a worker that shares no disk with this machine.

In: an edition that is asked for. Out: a `Parcel`: what stages 1 and 2 made of it, with
paths seen from a folder the worker makes for it, and each file that it is made from by
its SHA-256 alone. The bytes follow where the worker lacks them. On the worker the same
comes out again, as `exporter.build.prove_ready` takes it.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

from exporter import __version__
from exporter.build import Ready, make_ready
from exporter.deliver import sha256
from exporter.edition import Composed, Sources
from exporter.errors import RenderError
from exporter.fonts import font_digests
from exporter.formats import ENDINGS
from exporter.layout import bundled
from exporter.proof_record import mappings_of, nameplate_of
from exporter.said import said
from exporter.unchanged import Asked
from exporter.versions import library_versions, source_digest, version_of

#: Where in a worker's folder the edition's files lie, and what a former run left.
_FILES, _FORMER = "files", "former"
#: Packages that carry a parcel: both ends must have the same.
_CARRIERS = ("distributed", "dask", "cloudpickle", "msgpack")


@dataclass(frozen=True)
class Tree:
    """A folder with all in it: paths below it, each with its SHA-256.

    A layout that comes with the exporter is on every worker: it has a name alone.
    """

    name: str
    files: tuple[tuple[str, str], ...] | None = None

    @cached_property
    def digest(self) -> str:
        """A digest of what is in it, and of its name."""
        return digest_of(json.dumps([self.name, self.files]).encode())


@dataclass(frozen=True)
class Parcel:
    """What a worker is told of an edition. No path of it begins with a slash.

    `files` are paths with the SHA-256 of what lies there; `former` are names of files a
    former run delivered; `sign` is what both ends must agree in (`sign_here`). Stages
    are told under `topic`, if anybody wants to know.
    """

    ready: Ready
    asked: Asked
    layouts: tuple[Tree, ...]
    packs: tuple[Tree, ...]
    files: tuple[tuple[str, str], ...]
    former: tuple[str, ...]
    sign: Mapping[str, str]
    with_cache: bool = True
    topic: str = ""

    @property
    def needed(self) -> frozenset[str]:
        """The SHA-256 of every file the edition is made from."""
        trees = (*self.layouts, *self.packs)
        within = (digest for tree in trees for _, digest in tree.files or ())
        return frozenset((*within, *(digest for _, digest in self.files)))


@dataclass(frozen=True)
class Packed:
    """A parcel, and what stays here: what it was made from, and where files lie."""

    parcel: Parcel
    sources: Sources
    ready: Ready
    places: Mapping[str, Path]

    def read(self, digest: str) -> bytes:
        """Return the bytes of a file; RenderError where they are no longer the same."""
        place = self.places[digest]
        data = place.read_bytes() if place.is_file() else b""
        if digest_of(data) != digest:
            raise RenderError(
                said("the file was changed while the edition was built"),
                where=place.name,
                hint=said("build again"),
            )
        return data


def digest_of(data: bytes) -> str:
    """Return the SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


@lru_cache(1)
def sign_here() -> Mapping[str, str]:
    """Return what two machines must agree in to make the same bytes, by name."""
    return {
        "exporter": __version__,
        "exporter's source": source_digest(),
        "layouts": _own_layouts(),
        "fonts": _digest(sorted(font_digests((bundled("fonts"),)).values())),
        **library_versions(),
        **{name: version_of(name) for name in _CARRIERS},
    }


def _own_layouts() -> str:
    trees = (tree_of(bundled("layouts") / name.name) for name in _own_folders())
    return _digest([tree.digest for tree in trees])


def _own_folders() -> list[Path]:
    return sorted(p for p in bundled("layouts").iterdir() if p.is_dir())


def _digest(parts: Sequence[str]) -> str:
    return digest_of("\n".join(parts).encode())


# --- here -------------------------------------------------------------------------


def pack(asked: Asked, *, with_cache: bool, topic: str = "") -> Packed:
    """Read and compose an edition, and pack what a worker needs to make it."""
    sources, ready = make_ready(asked, lambda name: None)
    composed, name = ready.composed, ready.edition.file_name
    places: dict[str, Path] = {}
    files = []
    for path, digest in _files_of(composed):
        places[digest] = path
        files.append((str(_below(path)), digest))
    proof = asked.out / f"{name}.proof.json"
    if proof.is_file():
        places[sha256(proof)] = proof
        files.append((f"{_FORMER}/{proof.name}", sha256(proof)))
    layouts = [_layout(folder) for folder in ready.layout.folders]
    packs = [tree_of(place) for place in ready.packs]
    folders = (*ready.layout.folders, *ready.packs)
    for tree, folder in zip((*layouts, *packs), folders, strict=True):
        places |= {digest: folder / path for path, digest in tree.files or ()}
    parcel = Parcel(
        ready=replace(
            ready,
            composed=_moved(_named_beside(composed), _below),
            layout=replace(ready.layout, folders=()),
            packs=(),
            here=False,
        ),
        asked=replace(asked, out=Path(_FORMER)),
        layouts=tuple(layouts),
        packs=tuple(packs),
        files=tuple(files),
        former=tuple(
            f.name
            for f in (asked.out / f"{name}{ending}" for ending in ENDINGS.values())
            if f.exists()
        ),
        sign=sign_here(),
        with_cache=with_cache,
        topic=topic,
    )
    return Packed(parcel, sources, ready, places)


def _files_of(composed: Composed) -> Iterator[tuple[Path, str]]:
    """Yield each file that is read after stage 2, with its SHA-256.

    An article of an archive travels with its record: its text is in there.
    """
    for record in composed.records:
        if not record.archived:
            yield record.path, record.sha256
    for photo in composed.photos.values():
        yield photo.path, photo.sha256
    nameplate = nameplate_of(composed)
    for file in (*mappings_of(composed), *([nameplate] if nameplate else [])):
        yield file, sha256(file)


def _below(path: Path) -> Path:
    """Return where a file of this machine lies in a worker's folder."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 (resolve follows links)
    return Path(_FILES, *absolute.parts[1:])


def _named_beside(composed: Composed) -> Composed:
    """Return the same with the absolute paths of its table seen from its file."""
    folder, values = composed.file.parent, dict(composed.table.values)
    for key in ("nameplate", "mapping"):
        if values.get(key):
            values[key] = os.path.relpath(folder / values[key], folder)
    return replace(composed, table=replace(composed.table, values=values))


def _moved(composed: Composed, at: Callable[[Path], Path]) -> Composed:
    """Return the same with its files elsewhere."""
    photos = composed.photos.items()
    return replace(
        composed,
        file=at(composed.file),
        records=tuple(replace(r, path=at(r.path)) for r in composed.records),
        photos={name: replace(photo, path=at(photo.path)) for name, photo in photos},
    )


def _layout(folder: Path) -> Tree:
    own = folder.parent == bundled("layouts").resolve()
    return Tree(folder.name) if own else tree_of(folder)


def tree_of(folder: Path) -> Tree:
    """Return a folder with all in it, as it is now: a batch may take all night."""
    found = []
    for at, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        files = [Path(at, name) for name in names]
        found += [(str(f.relative_to(folder)), sha256(f)) for f in files if f.is_file()]
    return Tree(folder.name, tuple(sorted(found)))


def font_places(layouts: Sequence[Path], packs: Sequence[Path]) -> tuple[Path, ...]:
    """Return the folders below which fonts lie, in an order both ends share."""
    return bundled("fonts"), *layouts, *packs


# --- there ------------------------------------------------------------------------


def unpack(
    parcel: Parcel, folder: Path, trees: Path, data: Mapping[str, bytes]
) -> tuple[Ready, Asked]:
    """Put a parcel's files below `folder`; return what is to be made of them.

    Layouts and packs lie in `trees`, for as long as the worker lives: what is known of
    a font is known by its path. `data` holds the bytes of all files, by SHA-256.
    """
    for path, digest in parcel.files:
        _put(folder / path, data[digest])
    for name in parcel.former:
        _put(folder / _FORMER / name, b"")  # that it is there is all that counts
    ready = parcel.ready
    composed = _moved(ready.composed, folder.joinpath)
    composed.file.parent.mkdir(parents=True, exist_ok=True)
    layouts = tuple(_plant(tree, trees, data) for tree in parcel.layouts)
    packs = tuple(_plant(tree, trees, data) for tree in parcel.packs)
    layout = replace(ready.layout, folders=layouts)
    asked = replace(parcel.asked, out=folder / parcel.asked.out)
    return replace(ready, composed=composed, layout=layout, packs=packs), asked


def _plant(tree: Tree, trees: Path, data: Mapping[str, bytes]) -> Path:
    """Return where a tree stands; it is put there where it does not stand yet."""
    if tree.files is None:
        return (bundled("layouts") / tree.name).resolve()
    place = trees / tree.digest
    if not place.exists():
        trees.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=trees))
        (made / tree.name).mkdir()
        for path, digest in tree.files:
            _put(made / tree.name / path, data[digest])
        made.replace(place)
    return place / tree.name


def _put(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
