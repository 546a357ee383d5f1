"""What an edition is made from, looked at again and again.

In: the `Ingredients` of a build. Out: a `Look`: every file with the signs of its last
change. Nothing is read: file systems keep these signs, and a look costs little.
"""

import os
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path

from exporter.edition import Sources
from exporter.layout import bundled
from exporter.unchanged import Ingredients

#: Last change (of content, and of the file's entry), size and identity of a file.
Stamp = tuple[int, int, int, int]
Look = Mapping[Path, Stamp]

#: Seconds between two looks, and until a change counts as whole.
EVERY, SETTLED = 0.2, 0.05
#: Files below one folder, at most; what extends what, at most.
_MOST_FILES, _DEEPEST = 20_000, 8


def look_at(made_from: Ingredients) -> dict[Path, Stamp]:
    """Return every file that is there, with its stamp."""
    seen: dict[Path, Stamp] = {}
    for path in _files(made_from):
        with suppress(OSError):
            found = path.stat()
            seen[path] = (
                found.st_mtime_ns,
                found.st_ctime_ns,
                found.st_size,
                found.st_ino,
            )
    return seen


def _files(made_from: Ingredients) -> Iterator[Path]:
    yield from made_from.files
    yield from (Path(file) for file, _, _ in made_from.archived)
    for folder, pattern in made_from.chosen:
        with suppress(OSError, ValueError):
            yield from folder.glob(pattern)
    for folder in made_from.trees:
        yield from islice(_tree(folder), _MOST_FILES)


def _tree(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder; what is hidden is not ours."""
    for at, folders, files in os.walk(folder):
        folders[:] = sorted(
            name for name in folders if name[0] != "." and name != "__pycache__"
        )
        yield from (Path(at, name) for name in files if name[0] != ".")


def changed(before: Look, now: Look) -> set[Path]:
    """Return the files that are new, gone or not what they were."""
    return {path for path, _ in set(before.items()) ^ set(now.items())}


def changed_meanwhile(before: Look, now: Look, begun: int) -> set[Path]:
    """Return the files that changed while a build that began at `begun` read them.

    `before` may lack files that only the build knew of: these count where their last
    change is later.
    """
    return {
        path
        for path, stamp in now.items()
        if (before[path] != stamp if path in before else stamp[1] > begun)
    }


def wait_for_change(
    look: Callable[[], Look], known: Look, sleep: Callable[[float], None] = time.sleep
) -> set[Path]:
    """Return what changed since `known`, as soon as nothing more changes."""
    now = look()
    while now == known:
        sleep(EVERY)
        now = look()
    settled = False
    while not settled:
        sleep(SETTLED)
        before, now = now, look()
        settled = before == now
    return changed(known, now)


# --- what a build that failed may have read ------------------------------------------


def guess(edition: Path, sources: Sources | None, former: Ingredients) -> Ingredients:
    """Return where to look for the end of what made a build fail.

    It does not say what it has read: its folder and the layouts count as a whole,
    and all that the build before was made from.
    """
    files = list(_extending(edition))
    trees = [edition.parent, bundled("layouts"), bundled("fonts")]
    if sources:
        layout = _layout_file(sources.keys.layout, edition.parent)
        trees += [file.parent for file in _extending(layout)]
        for record in sources.records:
            files.append(record.path)
            images = (image for article in record.articles for image in article.images)
            files += [record.folder / i.file for i in images if i.file]
    return Ingredients(
        files=tuple(dict.fromkeys((*former.files, *files))),
        chosen=former.chosen,
        trees=tuple(dict.fromkeys((*former.trees, *trees))),
        archived=former.archived,
    )


def _extending(file: Path) -> Iterator[Path]:
    """Yield an edition.toml or layout.toml, and those it extends, broken or not."""
    for _ in range(_DEEPEST):
        yield file
        named = ""
        with suppress(OSError, ValueError):
            named = tomllib.loads(file.read_text(encoding="utf-8")).get("extends", "")
        if not named or not isinstance(named, str):
            return
        if file.name == "layout.toml":
            file = _layout_file(named, file.parent)
        else:
            other = file.parent / named
            file = other / "edition.toml" if other.is_dir() else other


def _layout_file(name: str, beside: Path) -> Path:
    folder = beside / name if "/" in name else bundled("layouts") / name
    return folder / "layout.toml"
