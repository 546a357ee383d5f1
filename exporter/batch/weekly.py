"""The editions of an archive, week by week: composed here, built by the batch.

In: an archive, weeks, and what an editor wishes of each edition. Out: an edition.toml
for each week, or for each section of each week, in a folder of the output folder; and
what there is no edition of, with the reason. A file whose text is what it was stays as
it is, so that a later run knows its edition again.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from slugify import slugify

from exporter.archive.compose import Wish, compose_toml, find_sections
from exporter.archive.store import Archive, open_archive
from exporter.archive.weeks import Week
from exporter.batch.outcome import Outcome
from exporter.errors import EditionError, RenderError
from exporter.files import reason_of
from exporter.said import said
from exporter.tongue import Tongue

#: The folder of the composed editions, below the output folder.
FOLDER = "weeks"


@dataclass(frozen=True)
class Weekly:
    """What is composed: an edition for each week, or for each section of each.

    The other fields are those of `exporter.archive.compose.Wish`.
    """

    archive: Path
    weeks: Sequence[Week]
    per_section: bool = False
    sections: Sequence[str] = ()
    limit: int = 40
    title: str = ""
    publisher: str = ""


def compose_weeks(asked: Weekly, out: Path, t: Tongue) -> Iterator[Path | Outcome]:
    """Yield an edition.toml after the other, in order; "empty" where there is none.

    Raises ArchiveError for what is no archive, RenderError where `out` takes no files.
    """
    folder = out / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with open_archive(asked.archive) as archive:
            for file, wish in _wishes(archive, asked, folder):
                try:
                    text = compose_toml(archive, wish, t)
                except EditionError as error:
                    yield Outcome(file, "empty", error=error.message, hint=error.hint)
                    continue
                _write(file, text.encode())
                yield file
    except OSError as error:
        raise RenderError(
            said("cannot write: {reason}", reason=reason_of(error)),
            where=error.filename or str(folder),
            hint=said(
                "choose another folder with -o, or see who may write into this one"
            ),
        ) from error


def _wishes(
    archive: Archive, asked: Weekly, folder: Path
) -> Iterator[tuple[Path, Wish]]:
    """Yield where each edition.toml is to lie, and what it is to be."""
    seen_from = os.path.relpath(os.path.realpath(asked.archive), folder.resolve())
    for week in asked.weeks:
        wish = Wish(
            week=week,
            archive=seen_from,
            sections=asked.sections,
            limit=asked.limit,
            title=asked.title,
            publisher=asked.publisher,
        )
        sections = find_sections(archive, wish) if asked.per_section else []
        taken: set[str] = set()
        for title, spellings in sections:
            name = slugify(title) or "x"
            while name in taken:  # "Sepak Bola" and "Sepak-bola"
                name += "-x"
            taken.add(name)
            about = replace(wish, sections=sorted(spellings), about=title)
            yield folder / f"{week.name}-{name}.toml", about
        if not sections:  # of a week without articles there is something to say, too
            yield folder / f"{week.name}.toml", wish


def _write(file: Path, data: bytes) -> None:
    """Write a file, whole; one that holds `data` already stays as it is."""
    if file.is_file() and file.read_bytes() == data:
        return
    made = file.with_suffix(".part")
    made.write_bytes(data)
    made.replace(file)
