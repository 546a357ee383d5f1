"""`exporter batch`: many editions in one run."""

import datetime as dt
import json
import shlex
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

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
from exporter.cli.build import Formats, LayoutName, Out, cores
from exporter.cli.say import print_json, say, speaking, tell
from exporter.errors import ExporterError, UsageError
from exporter.said import marked, said
from exporter.tongue import Tongue

if TYPE_CHECKING:
    from exporter.batch import Outcome, Scheduler
    from exporter.unchanged import Asked

_STATES = {
    "delivered": marked("delivered"),
    "unchanged": marked("unchanged"),
    "held": marked("held"),
    "failed": marked("failed"),
    "left": marked("not begun"),
}
Names = Annotated[
    list[Path],
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


@app.command(epilog="Example: exporter batch editions/ -o out/")
def batch(
    names: Names,
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
    no_cache: NoCache = False,
    stock: Stock = False,
    lang: Lang = "",
    as_json: JsonOption = False,
    quiet: Quiet = False,
) -> None:
    """Build many editions side by side; a second run builds what is missing or changed.

    One edition that fails harms no other. The ledger, OUT/batch.db, knows what was
    delivered; the exit code is the gravest of all editions.
    """
    from exporter.batch import Terms, find_editions, open_ledger, pick
    from exporter.batch.run import run_batch, what_is_due
    from exporter.cache import NO_CACHE, open_cache

    with speaking(lang) as t:
        editions = pick(find_editions(names), _day(since))
        asked = [
            _asked(edition, out, formats, layout, lang, strict=strict, stock=stock)
            for edition in editions
        ]
        terms = Terms(
            jobs=jobs or cores(),
            cache=NO_CACHE if no_cache else open_cache(),
            deadline=_moment(deadline),
            fail_fast=fail_fast,
            stale=stale,
            scheduler=_scheduler(scheduler, (tls_ca, tls_cert, tls_key)),
        )
        voice = _Voice(t, len(asked), as_json=as_json, quiet=quiet, after=after_each)
        with open_ledger(out) as ledger, _log(log) as log_file:
            if dry_run:
                for edition in what_is_due(asked, terms, ledger):
                    tell(edition)
                return
            try:
                for outcome in run_batch(asked, terms, ledger):
                    voice.say(outcome, log_file)
            except ExporterError as error:
                voice.code = max(voice.code, error.exit_code)
                raise
            finally:
                voice.say_sum()
                if summary:
                    _write_summary(summary, voice)
        raise typer.Exit(voice.code)


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
    """Return the next moment with that time of day, on the clock of this machine."""
    if not text:
        return None
    try:
        time = dt.time.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter("not a time", param_hint="--deadline") from error
    now = dt.datetime.now().astimezone()
    then = dt.datetime.combine(now.date(), time).astimezone()
    return then if then > now else then + dt.timedelta(days=1)


@contextmanager
def _log(file: Path | None) -> Iterator[IO[str] | None]:
    """Open the log to add to it."""
    if file is None:
        yield None
        return
    try:
        opened = file.open("a", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise UsageError(
            said("the log cannot be written: {name}", name=file),
            hint=said("choose another file with --log"),
        ) from error
    with opened:
        yield opened


def _write_summary(file: Path, voice: "_Voice") -> None:
    """Write what a monitor reads, whole or not at all."""
    from exporter.batch import STATES

    told: dict[str, object] = {
        "ended": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "exit_code": voice.code,
    }
    for state in STATES:
        told[state] = [one.name for one in voice.outcomes if one.state == state]
    part = file.with_name(f".{file.name}.part")
    part.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
    part.replace(file)


class _Voice:
    """Says what becomes of each edition, and of all."""

    def __init__(
        self, t: Tongue, total: int, *, as_json: bool, quiet: bool, after: str
    ) -> None:
        self._t = t
        self._total = total
        self._as_json = as_json
        self._quiet = quiet
        self._after = shlex.split(after)
        self.outcomes: list[Outcome] = []
        self.code = 0

    def say(self, outcome: "Outcome", log: IO[str] | None) -> None:
        """Say what became of one edition: its files to stdout, the rest to stderr."""
        self.outcomes.append(outcome)
        self.code = max(self.code, outcome.exit_code)
        told = outcome.as_json()
        if log is not None:
            now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
            log.write(json.dumps({"time": now, **told}, ensure_ascii=False) + "\n")
            log.flush()
        if self._as_json:
            print_json(told)
        else:
            self._say_plain(outcome)
        if outcome.state == "delivered" and self._after:
            self._run_hook(outcome)

    def _say_plain(self, outcome: "Outcome") -> None:
        if outcome.state in ("delivered", "held"):
            for file in outcome.report["files"]:
                tell(file)
        wrong = outcome.state in ("held", "failed")
        if self._quiet and not wrong:
            return
        state = self._t(_STATES[outcome.state])
        count = f"{len(self.outcomes)}/{self._total}"
        took = f" ({outcome.seconds:.1f} s)" if outcome.seconds else ""
        say(f"{count} {outcome.name}: {state}{took}")
        if outcome.error:
            say(f"    {self._t(outcome.error)}")
        if outcome.hint:
            say(f"    {self._t(outcome.hint)}")
        for finding in outcome.report.get("findings", ()):
            if wrong and finding["level"] == "error":
                message = self._t.again(finding["said"]) if "said" in finding else ""
                text = message or finding["message"]
                say(f"    {finding['code']} {finding['where']}: {text}")

    def _run_hook(self, outcome: "Outcome") -> None:
        """Run the operator's command; where it fails, no edition is at fault."""
        command = [*self._after, *outcome.report["files"]]
        try:
            code = subprocess.run(command, stdin=subprocess.DEVNULL).returncode
        except OSError:
            code = 127
        if code:
            self.code = max(self.code, 5)
            words = self._t("--after-each ended with {code}", code=code)
            say(f"    {outcome.name}: {words}")

    def say_sum(self) -> None:
        """Say how many there are in each state."""
        from exporter.batch import STATES

        if self._quiet or self._as_json:
            return
        counts = {s: sum(o.state == s for o in self.outcomes) for s in STATES}
        told = [f"{n} {self._t(_STATES[s])}" for s, n in counts.items() if n]
        say(", ".join(told) or self._t("no editions"))
