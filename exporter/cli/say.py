"""Saying things: sentences to stderr, results to stdout.

This is the only module that prints.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exporter.errors import ExporterError

if TYPE_CHECKING:
    from exporter.build import OnStage


def say_report(report: Mapping[str, Any], *, as_json: bool, quiet: bool) -> None:
    """Say what `Result.as_json` holds."""
    if as_json:
        print_json(report)
        return
    files = report["files"]
    say_findings(report["findings"], quiet=quiet)
    if not quiet:
        unchanged = "unchanged, proven: " if report["unchanged"] else ""
        say(unchanged + report["proof"])
    if report["exit_code"]:
        held = f"; the new files are in {Path(files[0]).parent}" if files else ""
        say(f"{report['edition']}: not delivered{held}")
    for file in files:
        tell(file)


def say_findings(findings: Sequence[Mapping[str, str]], *, quiet: bool) -> None:
    """Say findings, the gravest first, then by code and place."""
    order = {"error": 0, "warning": 1, "note": 2}
    shown = [f for f in findings if not quiet or f["level"] == "error"]
    for finding in sorted(
        shown, key=lambda f: (order[f["level"]], f["code"], f["where"])
    ):
        say("{level} {code} {where}: {message}".format_map(finding))
        if finding["level"] == "error":
            say(f"    {finding['hint']}")


def say_error(error: ExporterError, path: Path, *, as_json: bool = False) -> None:
    """Say why a run could not go on, and the next move."""
    if as_json:
        print_json(
            {
                "edition": str(path),
                "exit_code": error.exit_code,
                "error": {
                    "message": error.message,
                    "where": error.where,
                    "hint": error.hint,
                },
            }
        )
    else:
        say(f"error: {error}")
        if error.hint:
            say(f"    {error.hint}")


def say(sentence: str) -> None:
    """Say a sentence to a person (stderr)."""
    print(sentence, file=sys.stderr)


def tell(line: object) -> None:
    """Print a line that is a result: a path, a record (stdout)."""
    print(line)


def print_json(value: Any, *, indent: int | None = None) -> None:
    """Print JSON: on one line (JSON Lines), so that several editions stay apart."""
    tell(json.dumps(value, ensure_ascii=False, indent=indent))


@contextmanager
def progress(edition: Path, *, quiet: bool, verbose: bool) -> "Iterator[OnStage]":
    """Show the eight stages: a bar on a terminal, lines with -v, else nothing."""
    if verbose:
        yield lambda number, name: say(f"{number} {name}")
    elif quiet or not sys.stderr.isatty():
        yield lambda number, name: None
    else:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn

        from exporter.build import STAGES

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
                task, completed=number - 1, description=f"{number} {name}"
            )
