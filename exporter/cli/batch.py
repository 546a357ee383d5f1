"""`exporter batch`: many editions in one run."""

import datetime as dt
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from exporter.cli.after_each import split_command
from exporter.cli.app import (
    Format,
    Jobs,
    JsonOption,
    Lang,
    NoCache,
    Quiet,
    Stock,
    Strict,
    app,
)
from exporter.cli.batch_files import logging_to, refuse_summary
from exporter.cli.batch_voice import Voice
from exporter.cli.build import Formats, LayoutName, Out, cores
from exporter.cli.say import progress_of_many, say, speaking
from exporter.cli.week import (
    LIMIT,
    ZONE,
    Limit,
    Publisher,
    Sections,
    Title,
    Zone,
)
from exporter.errors import ExporterError
from exporter.tongue import Tongue, tongue

if TYPE_CHECKING:
    from exporter.batch import Outcome, Scheduler, Terms
    from exporter.batch.weekly import Weekly
    from exporter.unchanged import Asked

#: As a shell says it of SIGINT.
_INTERRUPTED = 130

Names = Annotated[
    list[Path] | None,
    typer.Argument(
        help="Editions, folders of editions, or a list: a text file with a path on"
        " each line. The first is built first."
    ),
]
Deadline = Annotated[
    str, typer.Option(help="Begin no edition after this time of day, such as 04:30.")
]
Since = Annotated[
    str, typer.Option(help="Only editions dated this day or later: 2026-11-01.")
]
Stale = Annotated[
    bool, typer.Option("--stale", help="Only what was delivered and has changed.")
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say what would be built; build nothing.")
]
FailFast = Annotated[
    bool, typer.Option("--fail-fast", help="End at the first that is not delivered.")
]
AfterEach = Annotated[
    str, typer.Option(help="A command for each delivered edition: gets its files.")
]
Log = Annotated[
    Path | None, typer.Option(help="Add a line of JSON for each edition to a file.")
]
Summary = Annotated[
    Path | None, typer.Option(help="Write what became of all, as JSON, to a file.")
]

SchedulerAt = Annotated[
    str,
    typer.Option(
        "--scheduler",
        metavar="ADDRESS",
        help="Build on a Dask cluster: its scheduler, such as tcp://10.0.0.1:8786.",
    ),
]
TlsCa = Annotated[
    Path | None, typer.Option(help="TLS: the authority that signs a cluster's keys.")
]
TlsCert = Annotated[
    Path | None, typer.Option(help="TLS: the certificate of this machine.")
]
TlsKey = Annotated[Path | None, typer.Option(help="TLS: the key to --tls-cert.")]

OfArchive = Annotated[
    Path | None, typer.Option("--archive", help="Build --weeks of this archive.")
]
Weeks = Annotated[
    str, typer.Option(help="Weeks of --archive, such as 2021-W01..2021-W52.")
]
PerSection = Annotated[
    bool, typer.Option("--per-section", help="An edition for each section of a week.")
]


@app.command(epilog="Example: exporter batch editions/ -o out/")
def batch(
    names: Names = None,
    out: Out = Path("out"),
    formats: Formats = None,
    layout: LayoutName = "",
    since: Since = "",
    stale: Stale = False,
    dry_run: DryRun = False,
    fail_fast: FailFast = False,
    deadline: Deadline = "",
    after_each: AfterEach = "",
    log: Log = None,
    summary: Summary = None,
    strict: Strict = False,
    jobs: Jobs = None,
    scheduler: SchedulerAt = "",
    tls_ca: TlsCa = None,
    tls_cert: TlsCert = None,
    tls_key: TlsKey = None,
    archive: OfArchive = None,
    weeks: Weeks = "",
    per_section: PerSection = False,
    section: Sections = None,
    limit: Limit = LIMIT,
    title: Title = "",
    publisher: Publisher = "",
    tz: Zone = ZONE,
    no_cache: NoCache = False,
    stock: Stock = False,
    lang: Lang = "",
    as_json: JsonOption = False,
    quiet: Quiet = False,
) -> None:
    """Build many editions side by side; a second run builds what is missing or changed.

    One edition that fails harms no other. The ledger, OUT/batch.db, knows what was
    delivered; the exit code is the gravest of all editions. With --archive and --weeks,
    the editions are composed first, into OUT/weeks.
    """
    _refuse_mixed(names, archive, weeks)
    with speaking(lang) as t:
        hook = [] if dry_run else split_command(after_each)
        refuse_summary(summary, out)
        wish = (section or (), limit, title, publisher)
        weekly = _weekly(archive, weeks, tz, per_section, wish) if archive else None
        found, empty = _editions(names or (), weekly, out, lang, _day(since))
        asked = [
            _asked(edition, out, formats, layout, lang, strict=strict, stock=stock)
            for edition in found
        ]
        terms = _terms(jobs, deadline, cached=not no_cache)
        terms.fail_fast, terms.stale, terms.after_each = fail_fast, stale, bool(hook)
        terms.scheduler = _scheduler(scheduler, (tls_ca, tls_cert, tls_key))
        voice = Voice(t, as_json=as_json, quiet=quiet, after=hook)
        voice.total = len(asked) + len(empty)
        voice.note_refused(terms.cache.refused)
        if dry_run:
            raise typer.Exit(_foretell(asked, empty, terms, voice, out))
        raise typer.Exit(_run(asked, empty, terms, voice, (out, log, summary)))


def _terms(jobs: int | None, deadline: str, *, cached: bool) -> "Terms":
    from exporter.batch import Terms
    from exporter.cache import NO_CACHE, open_cache

    cache = open_cache() if cached else NO_CACHE
    return Terms(jobs=jobs or cores(), cache=cache, deadline=_moment(deadline))


def _foretell(
    asked: Sequence["Asked"],
    empty: Sequence["Outcome"],
    terms: "Terms",
    voice: Voice,
    out: Path,
) -> int:
    """Say what a run would do; return the exit code it would have so far."""
    from exporter.batch import open_ledger
    from exporter.batch.run import what_would_be

    with open_ledger(out) as ledger, logging_to(None) as no_log:
        told = chain(empty, what_would_be(asked, terms, ledger))
        voice.say_all(told, ledger, no_log, None)
    voice.end(None)
    return voice.code


def _run(
    asked: Sequence["Asked"],
    empty: Sequence["Outcome"],
    terms: "Terms",
    voice: Voice,
    places: tuple[Path, Path | None, Path | None],
) -> int:
    """Build the editions and say what becomes of each; return the gravest exit code.

    `places` are the output folder, the log and the summary, which is written whatever
    ends the run.
    """
    out, log, summary = places
    try:
        _build(asked, empty, terms, voice, (out, log))
    except ExporterError as error:
        voice.fail(error)
    except KeyboardInterrupt:
        voice.code = _INTERRUPTED
    voice.leave(one.edition for one in asked)
    if terms.stop.is_set() and voice.has_left_some:
        voice.code = _INTERRUPTED
    voice.end(summary)
    return voice.code


def _build(
    asked: Sequence["Asked"],
    empty: Sequence["Outcome"],
    terms: "Terms",
    voice: Voice,
    places: tuple[Path, Path | None],
) -> None:
    from exporter.batch import open_ledger
    from exporter.batch.run import run_batch

    out, log = places
    progress = progress_of_many(voice.total, voice.t, quiet=not voice.has_bars)
    with (
        open_ledger(out) as ledger,
        logging_to(log) as log_file,
        progress as bars,
        _stopping(terms.stop, voice.t),
    ):
        terms.on_edition = bars.on_edition if bars else None
        with closing(run_batch(asked, terms, ledger)) as run:
            voice.say_all(chain(empty, run), ledger, log_file, bars)


@contextmanager
def _stopping(stop: threading.Event, t: Tongue) -> Iterator[None]:
    """Let the first Ctrl-C or SIGTERM set `stop`, and a second one end the run."""

    def hear(_signal: int, _frame: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        told = t("interrupted: editions under way are finished; again ends at once")
        threading.Thread(target=say, args=(told,)).start()  # not amid another line

    heard = [signal.SIGTERM]
    if signal.getsignal(signal.SIGINT) != signal.SIG_IGN:  # as below nohup
        heard.append(signal.SIGINT)
    before = {number: signal.signal(number, hear) for number in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _refuse_mixed(
    names: Sequence[Path] | None, archive: Path | None, weeks: str
) -> None:
    """Refuse a run that is told nothing to build, or two things at once."""
    if bool(archive) != bool(weeks):
        raise typer.BadParameter("--archive and --weeks go together: name both")
    if bool(names) == bool(archive):
        raise typer.BadParameter("name editions, or else --archive and --weeks")


def _editions(
    names: Sequence[Path],
    weekly: "Weekly | None",
    out: Path,
    lang: str,
    since: dt.date | None,
) -> tuple[list[Path], list["Outcome"]]:
    """Return the editions that are asked for, and those there is nothing to make of.

    With `since`, only those dated that day or later.

    Comments of composed ones are English, whoever runs this: they must stay the same.
    """
    from exporter.batch import Outcome, find_editions, pick
    from exporter.batch.weekly import compose_weeks

    if weekly is None:
        return pick(find_editions(names), since), []
    found = list(compose_weeks(weekly, out, tongue(lang or "en")))
    files = [one for one in found if isinstance(one, Path)]
    return pick(files, since), [one for one in found if isinstance(one, Outcome)]


def _weekly(
    archive: Path,
    weeks: str,
    tz: str,
    per_section: bool,
    wish: tuple[Sequence[str], int, str, str],
) -> "Weekly":
    from exporter.archive.weeks import read_weeks, read_zone
    from exporter.batch.weekly import Weekly

    return Weekly(archive, read_weeks(weeks, read_zone(tz)), per_section, *wish)


def _scheduler(address: str, tls: Sequence[Path | None]) -> "Scheduler | None":
    """Return where a cluster is; refuse half of what TLS needs."""
    from exporter.batch import Scheduler

    if any(tls) and not (all(tls) and address.startswith("tls://")):
        raise typer.BadParameter(
            "TLS needs all of --tls-ca, --tls-cert and --tls-key, and a --scheduler "
            "that begins with tls://"
        )
    return Scheduler(address, *tls) if address else None


def _asked(
    edition: Path,
    out: Path,
    formats: list[Format] | None,
    layout: str,
    language: str,
    *,
    strict: bool,
    stock: bool,
) -> "Asked":
    from exporter.unchanged import Asked

    return Asked(
        edition=edition,
        out=out,
        formats=tuple(f.value for f in formats or ()),
        layout=layout,
        strict=strict,
        stock=stock,
        language=language,
    )


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise typer.BadParameter("not a date", param_hint="--since") from error


def _moment(text: str) -> dt.datetime | None:
    from exporter.batch.deadline import next_deadline

    try:
        return next_deadline(text, dt.datetime.now(dt.UTC)) if text else None
    except ValueError as error:
        raise typer.BadParameter(
            "not a time of day, such as 04:30", param_hint="--deadline"
        ) from error
