"""The command line: paths to stdout, sentences to stderr, one exit code.

In: arguments. Out: files, sentences, exit codes (design: `exporter.errors`).
This is the only module that prints. Heavy imports stand in the command that
needs them, so that `--help` answers at once.
"""

import json
import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from exporter import __version__
from exporter.errors import ExporterError, UsageError

if TYPE_CHECKING:
    from exporter.build import OnStage
    from exporter.cache import Cache
    from exporter.model import Article
    from exporter.unchanged import Asked

app = typer.Typer(
    name="exporter",
    help="Make a weekly edition — PDF and EPUB — from article records, and prove "
    "that no byline, caption, credit or source was lost.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog="Example: exporter build samples/mingguan -o out/",
)
cache_app = typer.Typer(
    help="Look at, or empty, what is kept to make the next build quick.",
    no_args_is_help=True,
    epilog="Example: exporter cache info",
)
app.add_typer(cache_app, name="cache")
#: More processes than this cost more memory than they save time.
_MOST_JOBS = 64


class Format(StrEnum):
    """What an edition can be made into."""

    pdf = "pdf"
    epub = "epub"


JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Say only what is wrong.")]
Verbose = Annotated[bool, typer.Option("-v", "--verbose", help="Say each stage.")]
Strict = Annotated[bool, typer.Option("--strict", help="Warnings count as errors.")]
Jobs = Annotated[
    int | None,
    typer.Option(
        "-j",
        "--jobs",
        min=1,
        max=_MOST_JOBS,
        help="How many processes work at once.",
        show_default="one for each core",
    ),
]
NoCache = Annotated[
    bool, typer.Option("--no-cache", help="Make everything anew; keep nothing.")
]
Stock = Annotated[
    bool,
    typer.Option("--stock", help="Use WeasyPrint as it is, without the speed-ups."),
]


@app.command(epilog="Example: exporter build samples/mingguan -o out/")
def build(
    editions: Annotated[
        list[Path],
        typer.Argument(help="edition.toml files, or the folders that hold them."),
    ],
    out: Annotated[
        Path, typer.Option("-o", "--out", help="Where finished files go.")
    ] = Path("out"),
    formats: Annotated[
        list[Format] | None,
        typer.Option("--format", help="Only this format; may be given twice."),
    ] = None,
    layout: Annotated[
        str, typer.Option(help="Another layout than edition.toml names.")
    ] = "",
    strict: Strict = False,
    jobs: Jobs = None,
    no_cache: NoCache = False,
    stock: Stock = False,
    as_json: JsonOption = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Build editions: lay out, print, bind, prove, deliver.

    An edition that is unchanged since it was delivered is not built again.
    """
    from exporter.cache import NO_CACHE, open_cache
    from exporter.unchanged import Asked

    cache = NO_CACHE if no_cache else open_cache()
    if cache.refused and verbose:
        _say(f"note: nothing is kept for the next build: {cache.refused}")
    gravest_code = 0
    for edition in editions:
        asked = Asked(
            edition, out, tuple(f.value for f in formats or ()), layout, strict, stock
        )
        try:
            with _progress(edition, quiet=quiet or as_json, verbose=verbose) as stage:
                report = _build(asked, cache, jobs or _cores(), stage, verbose=verbose)
        except ExporterError as error:
            gravest_code = max(gravest_code, error.exit_code)
            _say_error(error, edition, as_json=as_json)
            continue
        gravest_code = max(gravest_code, report["exit_code"])
        _report(report, as_json=as_json, quiet=quiet)
    raise typer.Exit(gravest_code)


def _build(
    asked: "Asked", cache: "Cache", jobs: int, on_stage: "OnStage", *, verbose: bool
) -> Mapping[str, Any]:
    """Return the report of a build, or of the former one where nothing changed."""
    from exporter.unchanged import find_unchanged

    former = find_unchanged(asked, cache)
    if former is not None:
        return former
    if verbose and not asked.stock and asked.formats != ("epub",):
        _say_if_slow()
    from exporter.build import build as build_edition  # heavy: not where unchanged

    result = build_edition(
        asked.edition,
        asked.out,
        formats=asked.formats,
        layout=asked.layout,
        strict=asked.strict,
        jobs=jobs,
        cache=cache,
        stock=asked.stock,
        on_stage=on_stage,
    )
    return result.as_json()


def _say_if_slow() -> None:
    """Say so where the speed-ups do not know the WeasyPrint that is installed."""
    from exporter.speed import why_not

    if reason := why_not():
        _say(f"note: WeasyPrint is not sped up: {reason}")


def _cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):  # not on every system
        return min(len(os.sched_getaffinity(0)), _MOST_JOBS)
    return min(os.cpu_count() or 1, _MOST_JOBS)


@app.command(epilog="Example: exporter check samples/mingguan out/*.pdf out/*.epub")
def check(
    edition: Annotated[Path, typer.Argument(help="edition.toml, or its folder.")],
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="The PDF and the EPUB to prove against the records."),
    ] = None,
    strict: Strict = False,
    as_json: JsonOption = False,
) -> None:
    """Prove finished files against their records again."""
    from exporter.check import check as check_files

    try:
        result = check_files(edition, files or [], strict=strict)
    except ExporterError as error:
        _say_error(error, edition, as_json=as_json)
        raise typer.Exit(error.exit_code) from error
    _report(result.as_json(), as_json=as_json, quiet=False)
    raise typer.Exit(result.exit_code)


@app.command(epilog="Example: exporter records samples/mingguan/articles/*.json")
def records(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Article records of any known shape.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print a list of Articles as JSON.")
    ] = False,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema of an Article.")
    ] = False,
) -> None:
    """Show articles as they are read: fields, where each came from, doubts."""
    from exporter.model import article_json_schema

    if schema:
        _print_json(article_json_schema(), indent=1)
        return
    if not files:
        raise typer.BadParameter("name a record file, or use --schema")
    from exporter.records import read_records

    found: list[Article] = []
    code = 0
    for file in files:
        try:
            result = read_records(file)
        except ExporterError as error:
            code = max(code, error.exit_code)
            _say_error(error, file, as_json=False)
            continue
        for problem in result.errors:
            code = max(code, problem.exit_code)
            _say_error(problem, file, as_json=False)
        found.extend(result.articles)
    if as_json:
        listed = [a.model_dump(mode="json", exclude_defaults=True) for a in found]
        _print_json(listed, indent=1)
    else:
        from exporter.show import describe_article

        print("\n\n".join(describe_article(article) for article in found))  # noqa: T201
    raise typer.Exit(code)


@cache_app.command("info", epilog="Example: exporter cache info")
def cache_info(as_json: JsonOption = False) -> None:
    """Say where the cache is, what it holds and how much it may hold."""
    size = _own_cache().size()
    total = sum(kind.bytes for kind in size.kinds.values())
    if as_json:
        kinds = {
            name: {"count": kind.count, "bytes": kind.bytes}
            for name, kind in size.kinds.items()
        }
        told = {"folder": str(size.folder), "limit": size.limit, "bytes": total}
        _print_json({**told, "kinds": kinds})
        return
    for name, kind in size.kinds.items():
        _say(f"{name}: {kind.count}, {kind.bytes / 1e6:.1f} MB")
    _say(f"{total / 1e6:.1f} MB of at most {size.limit / 1e6:.0f} MB")
    print(size.folder)  # noqa: T201


@cache_app.command("clear", epilog="Example: exporter cache clear")
def cache_clear(as_json: JsonOption = False) -> None:
    """Empty the cache: the next build makes everything anew."""
    cache = _own_cache()
    removed = cache.clear()
    if as_json:
        _print_json({"folder": str(cache.folder), "removed": removed})
        return
    _say(f"{removed} entries removed")
    print(cache.folder)  # noqa: T201


def _own_cache() -> "Cache":
    from exporter.cache import open_cache

    cache = open_cache()
    if cache.refused:
        raise UsageError(
            f"the cache cannot be used: {cache.refused}",
            hint="correct that, or name another place in XDG_CACHE_HOME",
        )
    return cache


@app.callback(invoke_without_command=True)
def _main(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True)
    ] = False,
) -> None:
    if version:
        print(f"exporter {__version__}")  # noqa: T201
        raise typer.Exit


# --- saying things ----------------------------------------------------------------


def _report(report: Mapping[str, Any], *, as_json: bool, quiet: bool) -> None:
    """Say what `Result.as_json` holds."""
    if as_json:
        _print_json(report)
        return
    files = report["files"]
    _say_findings(report["findings"], quiet=quiet)
    if not quiet:
        unchanged = "unchanged, proven: " if report["unchanged"] else ""
        _say(unchanged + report["proof"])
    if report["exit_code"]:
        held = f"; the new files are in {Path(files[0]).parent}" if files else ""
        _say(f"{report['edition']}: not delivered{held}")
    for file in files:
        print(file)  # noqa: T201


def _say_findings(findings: Sequence[Mapping[str, str]], *, quiet: bool) -> None:
    """Say findings, the gravest first, then by code and place."""
    order = {"error": 0, "warning": 1, "note": 2}
    shown = [f for f in findings if not quiet or f["level"] == "error"]
    for finding in sorted(
        shown, key=lambda f: (order[f["level"]], f["code"], f["where"])
    ):
        _say("{level} {code} {where}: {message}".format_map(finding))
        if finding["level"] == "error":
            _say(f"    {finding['hint']}")


def _say_error(error: ExporterError, path: Path, *, as_json: bool) -> None:
    if as_json:
        _print_json(
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
        _say(f"error: {error}")
        if error.hint:
            _say(f"    {error.hint}")


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)  # noqa: T201


def _print_json(value: Any, *, indent: int | None = None) -> None:
    """Print JSON: on one line (JSON Lines), so that several editions stay apart."""
    print(json.dumps(value, ensure_ascii=False, indent=indent))  # noqa: T201


@contextmanager
def _progress(edition: Path, *, quiet: bool, verbose: bool) -> "Iterator[OnStage]":
    """Show the eight stages: a bar on a terminal, lines with -v, else nothing."""
    if verbose:
        yield lambda number, name: _say(f"{number} {name}")
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


def _interrupt(_signal: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


def main() -> NoReturn:
    """Run the command line; every known failure ends with its exit code."""
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        app(standalone_mode=True)
    except ExporterError as error:
        _say_error(error, Path(), as_json=False)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        _say("interrupted; unfinished files were removed")
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    sys.exit(0)
