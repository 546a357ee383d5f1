"""Which editions a batch is about.

In: names as an operator gives them: editions, folders of editions, lists. Out: paths of
edition.toml files, each once, in the order in which they are built.
"""

import datetime as dt
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from exporter.errors import EditionError, UsageError
from exporter.files import read_text
from exporter.said import said

#: What an edition's file may be called: regional ones stand beside each other.
_NAMES = ("edition.toml", "edition-*.toml")
_LISTS = {".txt", ".list", ".lst"}


def find_editions(names: Sequence[Path]) -> list[Path]:
    """Return the edition files that names stand for, each once.

    A folder with an edition.toml is that edition; any other stands for all editions
    below it. A text file is a list: a path on each line, seen from where it lies; "#"
    begins a comment. Raises UsageError for a name that stands for nothing.
    """
    found: dict[str, Path] = {}
    for name in names:
        for file in _editions_at(name):
            found.setdefault(os.path.realpath(file), file)
    return list(found.values())


def _editions_at(name: Path) -> Iterator[Path]:
    if name.suffix in _LISTS:
        yield from _listed(name)
    elif not name.is_dir():
        yield name
    elif (name / "edition.toml").exists():
        yield name / "edition.toml"
    else:
        inside = sorted({file for pattern in _NAMES for file in name.rglob(pattern)})
        if not inside:
            raise UsageError(
                said("there is no edition in this folder: {name}", name=name),
                hint=said("name a folder that holds edition.toml files"),
            )
        yield from inside


def _listed(file: Path) -> Iterator[Path]:
    for line in read_text(file, EditionError, file.name).splitlines():
        path = line.partition("#")[0].strip()
        if path:
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
