"""Begin an edition: a folder that builds at once, to be changed step by step.

In: the path of a folder that is not there yet, and a language tag for the comments.
Out: the folder, with an edition.toml, articles and photos.
"""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from exporter.errors import UsageError
from exporter.files import reason_of
from exporter.layout import bundled
from exporter.said import joined, said
from exporter.tongue import primary_tag

#: language -> which of the starter's edition.toml explains itself in it
_EDITIONS = {"id": "edition.toml", "en": "edition.en.toml"}
_PARTS = ("README.md", "articles", "photos")


def begin_edition(folder: Path, language: str) -> Path:
    """Copy the starter to `folder`; return the path of its edition.toml.

    The folder appears whole or not at all. Raises UsageError where it holds
    something already, cannot be made, or the language is not known.
    """
    edition = _EDITIONS.get(primary_tag(language))
    if edition is None:
        raise UsageError(
            said("there is no starter in the language {name!r}", name=language),
            hint=said("use {names}", names=joined(_EDITIONS, " or ")),
        )
    starter = bundled("starter")
    with new_folder(folder) as made:
        for name in _PARTS:
            part = starter / name
            copy = shutil.copytree if part.is_dir() else shutil.copyfile
            copy(part, made / name)
        shutil.copyfile(starter / edition, made / "edition.toml")
        for path in made.rglob("*"):  # an installation may be for reading only
            path.chmod(path.stat().st_mode | stat.S_IWUSR)
    return folder / "edition.toml"


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Give a folder to fill, which then appears as `folder`: whole or not at all.

    Raises UsageError where `folder` holds something already, or cannot be made.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(
            said("there is something already"),
            where=str(folder),
            hint=said("name a new folder"),
        )
    try:
        with _beside(folder.absolute()) as made:
            yield made
    except OSError as error:
        raise UsageError(
            said("cannot be made: {reason}", reason=reason_of(error)),
            where=str(folder),
            hint=said("choose a folder that you may write to"),
        ) from error


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        yield made
        umask = os.umask(0)
        os.umask(umask)
        made.chmod(0o777 & ~umask)  # mkdtemp's are for their owner alone
        made.replace(folder)  # takes the place of an empty folder, too
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
