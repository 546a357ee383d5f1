"""Which language the program speaks.

In: what was asked for (`--lang`), an edition if there is one, the environment. Out:
a language there is a catalogue for. An edition.toml is read leniently: whatever is
wrong with it is said in the language it names. Where it is no TOML, a line that names
one counts, and else what an edition.toml means that names none.
"""

import os
import re
import tomllib
from pathlib import Path
from typing import Any

from exporter.tongue import primary_tag, tongues

#: What an edition.toml means that names no language (`exporter.edition.keys`).
_DEFAULT = "id"
#: Editions that extend one another, at most.
_DEEPEST = 8
_NAMED = re.compile(r"""^\s*language\s*=\s*["']([\w-]+)""", re.M)
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def choose_language(asked: str, edition: Path | None = None) -> str:
    """Return the language asked for; else the edition's; else that of this system."""
    named = asked or (_language_of(edition) if edition else "") or _of_environment()
    primary = primary_tag(named)
    return primary if primary in tongues() else "en"


def _of_environment() -> str:
    return next(filter(None, map(os.environ.get, _VARIABLES)), "")


def _language_of(edition: Path) -> str:
    """Return what an edition.toml, or one it extends, names; "" if there is none."""
    file = edition
    for _ in range(_DEEPEST):
        file = file / "edition.toml" if file.is_dir() else file
        table = _read(file)
        if table is None:
            return "" if file == edition or file.parent == edition else _DEFAULT
        if "language" in table:
            return str(table["language"])
        if not isinstance(table.get("extends"), str):
            break
        file = file.parent / table["extends"]
    return _DEFAULT


def _read(file: Path) -> dict[str, Any] | None:
    """Return its values, of a broken one the language; None where none is there."""
    try:
        if not file.is_file():  # a pipe would stop the run
            return None
        text = file.read_text(encoding="utf-8-sig", errors="replace")
    except (OSError, ValueError):  # ValueError: no name a file can have
        return None
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError):
        found = _NAMED.search(text)
        return {"language": found[1] if found else _DEFAULT}
