"""What the commands of an archive, and `build`, share: options, and a week's edition.

In: an archive, a week, what an editor wishes. Out: an edition.toml.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from exporter.cli.say import speaking
from exporter.tongue import Tongue

ArchiveFile = Annotated[
    Path, typer.Option("--archive", help="The archive: an SQLite file.")
]
Sections = Annotated[
    list[str] | None,
    typer.Option("--section", help="Only this section; may be given several times."),
]
Zone = Annotated[
    str, typer.Option("--tz", help="The zone that says when a day or a week begins.")
]
WeekName = Annotated[str, typer.Option("--week", help="A week, such as 2022-W02.")]
Title = Annotated[str, typer.Option("--title", help="The edition's title.")]
Publisher = Annotated[str, typer.Option("--publisher", help="The edition's publisher.")]
Number = Annotated[
    int | None,
    typer.Option(
        "--number",
        min=1,
        max=999_999,
        help="The edition's number.",
        show_default="year and week",
    ),
]
Limit = Annotated[
    int, typer.Option("--limit", min=1, help="The most articles of the edition.")
]
OfArchive = Annotated[
    Path | None,
    typer.Option("--archive", help="Build a --week of this archive at once."),
]
ZONE = "Asia/Jakarta"
#: Articles of an edition where nobody says how many.
LIMIT = 40


def edition_text(archive: Path, week: str, tz: str, t: Tongue, **wish: object) -> str:
    """Return the edition.toml of a week, without the end of its last line."""
    from exporter.archive.compose import Wish, compose_toml
    from exporter.archive.store import open_archive
    from exporter.archive.weeks import read_week, read_zone

    with open_archive(archive) as opened:
        named = read_week(week, read_zone(tz))
        asked = Wish(week=named, archive=str(archive), **wish)  # type: ignore[arg-type]
        return compose_toml(opened, asked, t).rstrip("\n")


@contextmanager
def weekly_edition(
    archive: Path, week: str, tz: str, lang: str, with_cache: bool, **wish: object
) -> Iterator[Path]:
    """Give the edition.toml of a week for the time it is built."""
    from exporter.archive.once import written_once
    from exporter.cache import NO_CACHE, open_cache

    with speaking(lang) as t:
        text = edition_text(archive.absolute(), week, tz, t, **wish)
        cache = open_cache() if with_cache else NO_CACHE
        with written_once(f"{text}\n", week.upper(), cache) as file:
            yield file
