"""Which editions a batch is about.

In: names as an operator gives them: editions, folders of editions, lists. Out: paths of
edition.toml files, each once, in the order in which they are built.
"""

import datetime as dt
import fnmatch
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from exporter.errors import EditionError, UsageError
from exporter.files import read_text, reason_of
from exporter.said import joined, said

#: What an edition's file may be called: regional ones stand beside each other.
_NAMES = ("edition.toml", "edition-*.toml")
_LISTS = {".txt", ".list", ".lst"}


def find_editions(names: Sequence[Path]) -> list[Path]:
    """Return the edition files that names stand for, each once.

    A folder with an edition.toml is that edition; any other stands for all editions
    below it. A text file is a list: a path on each line, seen from where it lies; "#"
    begins a comment. Raises UsageError for a name that stands for nothing, and for
    folders that cannot be read.
    """
    found: dict[str, Path] = {}
    for name in names:
        for file in _editions_at(name):
            found.setdefault(os.path.realpath(file), file)
    return list(found.values())


def _editions_at(name: Path) -> Iterator[Path]:
    if name.suffix in _LISTS:
        yield from _listed(name)
    # os: what may not be looked at is said where it is read
    elif not os.path.isdir(name):  # noqa: PTH112
        yield name
    elif os.path.exists(name / "edition.toml"):  # noqa: PTH110
        yield name / "edition.toml"
    else:
        inside = sorted(set(_below(name)))
        if not inside:
            raise UsageError(
                said("there is no edition in this folder: {name}", name=name),
                hint=said("name a folder that holds edition.toml files"),
            )
        yield from inside


def _below(top: Path) -> Iterator[Path]:
    """Yield the editions below a folder; behind links, too, but in no folder twice.

    Links are followed last: a folder has the path that it has without them.
    """
    unread: list[OSError] = []
    seen: set[tuple[int, int]] = set()
    tops = [top]
    for start in tops:  # it grows by what links lead to
        for at, folders, files in os.walk(start, onerror=unread.append):
            found = os.stat(at)  # noqa: PTH116 (as os.walk has it)
            if (found.st_dev, found.st_ino) in seen:
                folders.clear()
                continue
            seen.add((found.st_dev, found.st_ino))
            inside = [Path(at, name) for name in sorted(folders)]
            # os: a path that is too long is no link, and told when it is walked
            tops += [folder for folder in inside if os.path.islink(folder)]  # noqa: PTH114
            for pattern in _NAMES:
                yield from (Path(at, name) for name in fnmatch.filter(files, pattern))
    if unread:
        raise UsageError(
            joined([f"{one.filename}: {reason_of(one)}" for one in unread], "; "),
            hint=said("see who may read it, or move it elsewhere"),
        )


def _listed(file: Path) -> Iterator[Path]:
    lines = read_text(file, EditionError, file.name).splitlines()
    paths = [line.partition("#")[0].strip() for line in lines]
    if not any(paths):
        raise UsageError(
            said("this list names no edition: {name}", name=file),
            hint=said("write the path of an edition on each line"),
        )
    for path in filter(None, paths):
        yield from _editions_at(file.parent / path)


def pick(editions: Sequence[Path], since: dt.date | None) -> list[Path]:
    """Return the editions dated `since` that day; those that cannot be read stay.

    What is wrong with these is said when they are built.
    """
    return [file for file in editions if since is None or _dated(file) >= since]


def _dated(file: Path) -> dt.date:
    from exporter.edition.keys import load_keys  # heavy: not where nobody asks

    try:
        return load_keys(file)[0].date
    except EditionError:
        return dt.date.max
