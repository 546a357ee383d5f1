"""`exporter import`, `find`, `show` and `compose`: an archive of all articles."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from exporter.cli.app import JsonOption, Quiet, SystemLang, app
from exporter.cli.say import counting, print_json, say, say_error, speaking, tell
from exporter.cli.week import (
    LIMIT,
    ZONE,
    ArchiveFile,
    Limit,
    Number,
    Publisher,
    Sections,
    Title,
    WeekName,
    Zone,
    edition_text,
)
from exporter.errors import ExporterError, UsageError
from exporter.said import marked, said
from exporter.tongue import Tongue

if TYPE_CHECKING:
    from exporter.archive.intake import Tally
    from exporter.archive.search import Entry, Wanted
    from exporter.archive.store import Archive

#: Problems of one kind that are told one by one.
_MOST_TOLD = 20


@app.command(
    "import",
    epilog="Example: exporter import samples/mingguan/articles --archive archive.db"
    " --photos samples/mingguan/photos",
)
def import_(
    sources: Annotated[
        list[str],
        typer.Argument(
            help="Article records of any known shape: files, folders, globs; - for"
            " standard input."
        ),
    ],
    archive: ArchiveFile,
    photos: Annotated[
        list[Path] | None,
        typer.Option(
            help="A folder that photos may lie in, besides that of their record."
        ),
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Also read what was imported before.")
    ] = False,
    lang: SystemLang = "",
    as_json: JsonOption = False,
    quiet: Quiet = False,
) -> None:
    """Put articles into an archive; those it has already are updated.

    A run that was stopped goes on where it stopped: give the same command again.
    """
    from exporter.archive.intake import Told, import_sources
    from exporter.archive.store import open_archive

    with speaking(lang) as t:
        _refuse_no_folders(photos or ())
        telling = _Telling(t, quiet=quiet or as_json)
        with (
            open_archive(archive, write=True) as opened,
            _going_on(t),
            counting(t, quiet=quiet or as_json) as read,
        ):
            told = Told(read, telling.problem)
            tally = import_sources(opened, sources, photos or (), told, again=again)
    telling.rest()
    if as_json:
        print_json({"archive": str(archive), **tally.as_json()})
    else:
        if not quiet:
            _say_tally(tally, t)
        tell(archive)
    raise typer.Exit(3 if tally.refused else 0)


def _refuse_no_folders(folders: Sequence[Path]) -> None:
    for folder in folders:
        if not folder.is_dir():
            raise UsageError(
                said("there is no such folder"),
                where=str(folder),
                hint=said("name a folder that holds photos"),
            )


@contextmanager
def _going_on(t: Tongue) -> Iterator[None]:
    """Say how an import that is interrupted goes on."""
    try:
        yield
    except KeyboardInterrupt:
        say(t("what was read until now is in the archive; the same command goes on"))
        raise


class _Telling:
    """Tells problems of records, but not thousands of one kind."""

    def __init__(self, t: Tongue, *, quiet: bool) -> None:
        self._t = t
        self._quiet = quiet
        self._counts = {"error": 0, "warning": 0}

    def problem(self, file: Path, where: str, problem: ExporterError | str) -> None:
        """Tell a record that is refused, or what one lacks."""
        t = self._t
        level = "error" if isinstance(problem, ExporterError) else "warning"
        self._counts[level] += 1
        if self._counts[level] > _MOST_TOLD:
            return
        if isinstance(problem, ExporterError):
            say_error(problem, file, t)
        elif not self._quiet:
            say(f"{t('warning')}: {file.name}: {where}: {t(problem)}")

    def rest(self) -> None:
        """Tell how many more there are."""
        for level, count in self._counts.items():
            if count > _MOST_TOLD and (level == "error" or not self._quiet):
                more = self._t("and {count} more", count=str(count - _MOST_TOLD))
                say(f"{self._t(level)}: {more}")


#: What an import did, as its table says it.
_COUNTS = (
    ("new", marked("new")),
    ("updated", marked("updated")),
    ("unchanged", marked("unchanged")),
    ("refused", marked("refused")),
    ("duplicates", marked("possible duplicates")),
    ("photos", marked("photos")),
    ("missing_photos", marked("photos missing")),
)


def _say_tally(tally: "Tally", t: Tongue) -> None:
    for name, other in tally.pairs:
        why = {"name": name, "other": other.name, "why": other.why}
        say(t("possible duplicate: {name} and {other}: {why}", **why))
    width = max(len(t(label)) for _, label in _COUNTS)
    for name, label in _COUNTS:
        say(f"{t(label):{width}}  {getattr(tally, name):9}")
    if tally.skipped:
        told = said(
            "{count} of {all} sources were imported before; --again reads them anew",
            count=tally.skipped,
            all=tally.sources,
        )
        say(t(told))


@app.command(
    epilog="Example: exporter find angklung --week 2026-W47 --archive archive.db"
)
def find(
    archive: ArchiveFile,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            help="Words an article must have; kop* means all that begin so."
        ),
    ] = None,
    section: Sections = None,
    author: Annotated[str, typer.Option(help="A name of the byline.")] = "",
    since: Annotated[str, typer.Option(help="From this day on: 2022-01-10.")] = "",
    until: Annotated[str, typer.Option(help="Up to this day: 2022-01-16.")] = "",
    week: WeekName = "",
    undated: Annotated[
        bool, typer.Option("--undated", help="Only those without a time.")
    ] = False,
    duplicates: Annotated[
        bool, typer.Option("--duplicates", help="Only those that may be doubled.")
    ] = False,
    tz: Zone = ZONE,
    limit: Annotated[
        int, typer.Option("--limit", min=0, help="The most lines; 0 for all.")
    ] = 50,
    lang: SystemLang = "",
    as_json: JsonOption = False,
) -> None:
    """List articles of an archive, the newest first: id, time, section, headline."""
    from exporter.archive.search import Wanted
    from exporter.archive.store import open_archive
    from exporter.archive.weeks import read_zone

    with speaking(lang) as t, open_archive(archive) as opened:
        zone = read_zone(tz)
        bounds = _bounds(since, until, week, tz)
        wanted = Wanted(
            words=words or (),
            sections=section or (),
            author=author,
            since=bounds[0],
            until=bounds[1],
            undated=undated,
            limit=0 if duplicates else limit,
        )
        found = []
        for entry, others in _found(opened, wanted, limit, duplicates=duplicates):
            if as_json:
                found.append({**entry.as_json(), "duplicates": others})
                continue
            lines = (entry.name, entry.day(zone), entry.section or "-", entry.headline)
            tell("\t".join(lines))
            for other in others:
                tell(f"\t{other['id']}: {t(other['why'])}")
    if as_json:
        print_json(found, indent=1)


def _found(
    archive: "Archive", wanted: "Wanted", limit: int, *, duplicates: bool
) -> Iterator[tuple["Entry", list[dict[str, str]]]]:
    """Yield articles, each with those that may be the same where these are asked."""
    from exporter.archive.duplicates import find_duplicates
    from exporter.archive.search import find as find_entries

    count = 0
    for entry in find_entries(archive, wanted):
        others = find_duplicates(archive, entry.article) if duplicates else []
        if duplicates and not others:
            continue
        yield entry, [{"id": other.name, "why": other.why} for other in others]
        count += 1
        if limit and count == limit:
            return


def _bounds(since: str, until: str, week: str, tz: str) -> tuple[str, str]:
    """Return the moments two days, or a week, begin and end."""
    import datetime as dt

    from exporter.archive.weeks import midnight, read_day, read_week, read_zone

    zone = read_zone(tz)
    first = midnight(read_day(since), zone) if since else ""
    after = read_day(until) + dt.timedelta(days=1) if until else None
    last = midnight(after, zone) if after else ""
    if week:
        within = read_week(week, zone)
        first = max(first, within.since)
        last = min(last or within.until, within.until)
    return first, last


@app.command(
    epilog="Example: exporter show seberapa-jauh-cakrawala --archive archive.db"
)
def show(
    name: Annotated[str, typer.Argument(help="The id of an article.")],
    archive: ArchiveFile,
    history: Annotated[
        bool, typer.Option("--history", help="Also the versions before.")
    ] = False,
    photos: Annotated[
        bool, typer.Option("--photos", help="Print the paths of its photos.")
    ] = False,
    lang: SystemLang = "",
    as_json: JsonOption = False,
) -> None:
    """Show one article of an archive: fields, where each came from, doubts."""
    from exporter.archive.duplicates import find_duplicates
    from exporter.archive.search import key_of
    from exporter.archive.showing import article_of
    from exporter.archive.store import open_archive
    from exporter.model import article_json
    from exporter.show import describe_article

    with speaking(lang) as t, open_archive(archive) as opened:
        key = key_of(opened, name)
        kept = opened.kept(key) if history else [opened.current(key)]
        articles = [(one, article_of(opened, one)) for one in reversed(kept)]
        others = find_duplicates(opened, key)
    if photos:
        for _, article in articles:
            for image in article.images:
                if image.file:
                    tell(opened.photos / image.file)
        return
    if as_json:
        print_json([article_json(article) for _, article in articles], indent=1)
        return
    for one, article in articles:
        if history:
            tell(t("version {n}", n=str(one.number)))
        tell(describe_article(article, t))
    for other in others:
        told = {"name": name, "other": other.name, "why": other.why}
        tell(t("possible duplicate: {name} and {other}: {why}", **told))


@app.command(
    epilog="Example: exporter compose --week 2026-W47 --archive archive.db"
    " > edition.toml"
)
def compose(
    archive: ArchiveFile,
    week: WeekName,
    section: Sections = None,
    limit: Limit = LIMIT,
    layout: Annotated[str, typer.Option(help="The layout's name.")] = "magazine",
    title: Title = "",
    number: Number = None,
    publisher: Publisher = "",
    tz: Zone = ZONE,
    lang: SystemLang = "",
) -> None:
    """Print an edition.toml for a week: its articles, in order, and what is left out.

    Edit it by hand, then build it. It names the archive as seen from where it stands.
    """
    with speaking(lang) as t:
        tell(
            edition_text(
                archive,
                week,
                tz,
                t,
                sections=section or (),
                limit=limit,
                layout=layout,
                title=title,
                number=number or 0,
                publisher=publisher,
            )
        )
