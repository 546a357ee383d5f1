"""Saying things: sentences to stderr, results to stdout.

This is the only module that prints.
"""

import codecs
import datetime as dt
import io
import json
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from exporter.cli.language import choose_language
from exporter.errors import ExporterError
from exporter.said import Said
from exporter.stages import STAGES
from exporter.tongue import Tongue, tongue

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from exporter.stages import OnStage

#: Records between two looks at how far an import is.
_EACH = 100


def say_error(
    error: ExporterError,
    path: Path,
    t: Tongue,
    *,
    as_json: bool = False,
    among_others: bool = False,
) -> None:
    """Say why a run could not go on, and the next move.

    `among_others` names the edition, too, as it stood on the command line.
    """
    if as_json:
        told = {"message": error.message, "where": error.where, "hint": error.hint}
        print_json({"edition": str(path), "exit_code": error.exit_code, "error": told})
        return
    places = [_place(error.where, t)] if error.where else []
    if among_others and not f"{error.where}:".startswith((f"{path}:", f"{path}/")):
        places.insert(0, str(path))
    say(": ".join([t("error"), *places, t(error.message)]))
    if error.hint:
        say(f"    {t(error.hint)}")


def speak_any_name() -> None:
    """Let no file name end a run because stdout has no code for it.

    Where stdout is UTF-8, a name that is not goes out as the bytes it is made of;
    elsewhere a letter that has no code is escaped, as on stderr.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        utf8 = codecs.lookup(sys.stdout.encoding).name == "utf-8"
        sys.stdout.reconfigure(errors="surrogateescape" if utf8 else "backslashreplace")


def _place(where: str, t: Tongue) -> str:
    """Return where it is; the name of a file stays, whatever it is."""
    return t(where) if isinstance(where, Said) else where


@contextmanager
def speaking(language: str) -> Iterator[Tongue]:
    """Give the tongue of a command that has no edition, and say its errors in it."""
    t = tongue(choose_language(language))
    try:
        yield t
    except ExporterError as error:
        say_error(error, Path(), t)
        raise typer.Exit(error.exit_code) from error


def say(sentence: str) -> None:
    """Say a sentence to a person (stderr)."""
    print(sentence, file=sys.stderr)


def tell(line: object) -> None:
    """Print a line that is a result: a path, a record (stdout)."""
    print(line)


def print_json(value: Any, *, indent: int | None = None) -> None:
    """Print JSON: on one line (JSON Lines), so that several editions stay apart.

    Dates and times are written as in ISO 8601. What the stream has no code for is
    escaped.
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent, default=_iso)
    try:
        text.encode(getattr(sys.stdout, "encoding", "utf-8"))
    except UnicodeEncodeError:
        text = json.dumps(value, indent=indent, default=_iso)
    tell(text)


def _iso(value: dt.date | dt.time) -> str:
    return value.isoformat()


@contextmanager
def progress(
    edition: Path, t: Tongue, *, quiet: bool, verbose: bool
) -> "Iterator[OnStage]":
    """Show the eight stages: a bar on a terminal, lines with -v, else nothing."""
    if verbose:
        yield lambda number, name: say(f"{number} {t(name)}")
    elif quiet or not sys.stderr.isatty():
        yield lambda number, name: None
    else:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn

        columns = (
            TextColumn("{task.fields[edition]}"),
            BarColumn(),
            TextColumn("{task.description}"),
        )
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(
                "", total=len(STAGES), edition=edition.name or str(edition)
            )
            yield lambda number, name: bar.update(
                task, completed=number - 1, description=f"{number} {t(name)}"
            )


class Bars:
    """Bars of a run of many editions: one for all, one for each under way."""

    def __init__(self, bars: "Progress", total: int, t: Tongue) -> None:
        self._bars = bars
        self._t = t
        self._all = bars.add_task("", total=total, name=t("all editions"))
        self._each: dict[Path, TaskID] = {}
        self._ended: set[Path] = set()
        self._one_at_a_time = threading.Lock()  # stages are told in another thread

    def on_edition(self, edition: Path, number: int, name: str) -> None:
        """Show the stage an edition has reached; what is told too late, not."""
        with self._one_at_a_time:
            if edition not in self._ended:
                self._show(edition, number, name)

    def _show(self, edition: Path, number: int, name: str) -> None:
        if edition not in self._each:
            own = (
                edition.parent.name if edition.name == "edition.toml" else edition.stem
            )
            task = self._bars.add_task("", total=len(STAGES), name=own)
            self._each[edition] = task
        stage = f"{number} {self._t(name)}"
        task = self._each[edition]
        self._bars.update(task, completed=number - 1, description=stage)

    def end(self, edition: Path) -> None:
        """Take an edition's bar away, and count it."""
        with self._one_at_a_time:
            self._ended.add(edition)
            task = self._each.pop(edition, None)
            if task is not None:
                self._bars.remove_task(task)
            self._bars.advance(self._all)


@contextmanager
def progress_of_many(total: int, t: Tongue, *, quiet: bool) -> "Iterator[Bars | None]":
    """Show how far a run of many editions is, on a terminal only."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (
        TextColumn("{task.fields[name]}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}", markup=False),
    )
    bars = Progress(
        *columns,
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=sys.stdout.isatty(),  # what goes into a file stays there
    )
    with bars:
        yield Bars(bars, total, t)


@contextmanager
def counting(t: Tongue, *, quiet: bool) -> "Iterator[Callable[[int, str], None]]":
    """Show on a terminal how many records were read, and of which file."""
    if quiet or not sys.stderr.isatty():
        yield lambda count, name: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("")

        def count_up(count: int, name: str) -> None:
            if count % _EACH == 0:
                told = t("{count} records read: {name}", count=str(count), name=name)
                bar.update(task, description=told)

        yield count_up
