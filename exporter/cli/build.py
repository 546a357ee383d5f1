"""`exporter build` and `exporter check`: make an edition, and prove one again."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from exporter.cli.app import (
    MOST_JOBS,
    Format,
    Jobs,
    JsonOption,
    Lang,
    NoCache,
    Quiet,
    Stock,
    Strict,
    Verbose,
    app,
)
from exporter.cli.report import say_report
from exporter.cli.say import progress, say, say_error, tell
from exporter.errors import EditionError, ExporterError

if TYPE_CHECKING:
    from exporter.build import OnStage
    from exporter.cache import Cache
    from exporter.unchanged import Asked


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
    draft: Annotated[
        bool,
        typer.Option("--draft", help="Stamp every page PRUF; deliver to OUT/draft."),
    ] = False,
    release: Annotated[
        list[str] | None,
        typer.Option(help="Deliver in spite of findings of this code; see --reason."),
    ] = None,
    reason: Annotated[
        str, typer.Option(help="Who allowed --release, and why: kept in the proof.")
    ] = "",
    show_composed: Annotated[
        bool,
        typer.Option(
            "--show-composed", help="Print edition.toml with what it extends; no build."
        ),
    ] = False,
    strict: Strict = False,
    jobs: Jobs = None,
    no_cache: NoCache = False,
    stock: Stock = False,
    lang: Lang = "",
    as_json: JsonOption = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Build editions: lay out, print, bind, prove, deliver.

    An edition that is unchanged since it was delivered is not built again.
    """
    from exporter.cache import NO_CACHE, open_cache
    from exporter.unchanged import Asked

    if show_composed:
        raise typer.Exit(_show_composed(editions, as_json=as_json))
    cache = NO_CACHE if no_cache else open_cache()
    if cache.refused and verbose:
        say(f"note: nothing is kept for the next build: {cache.refused}")
    gravest_code = 0
    names = _Names()
    for edition in editions:
        asked = Asked(
            *(edition, out, tuple(f.value for f in formats or ()), layout),
            *(strict, stock, dict.fromkeys(release or (), reason), draft),
        )
        try:
            if len(editions) > 1:  # it reads edition.toml: not for one alone
                names.take(edition)
            with progress(edition, quiet=quiet or as_json, verbose=verbose) as stage:
                report = _build(asked, cache, jobs or _cores(), stage, verbose=verbose)
        except ExporterError as error:
            gravest_code = max(gravest_code, error.exit_code)
            say_error(error, edition, as_json=as_json, language=lang)
            names.free(edition)
            continue
        gravest_code = max(gravest_code, report["exit_code"])
        say_report(report, as_json=as_json, quiet=quiet, verbose=verbose, language=lang)
    raise typer.Exit(gravest_code)


def _build(
    asked: "Asked", cache: "Cache", jobs: int, on_stage: "OnStage", *, verbose: bool
) -> Mapping[str, Any]:
    """Return the report of a build, or of the former one where nothing changed."""
    from exporter.unchanged import find_unchanged

    former = None if asked.draft else find_unchanged(asked, cache)
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
        draft=asked.draft,
        release=asked.released,
        jobs=jobs,
        cache=cache,
        stock=asked.stock,
        on_stage=on_stage,
    )
    return result.as_json()


class _Names:
    """The names of the editions of one run: no two may share one."""

    def __init__(self) -> None:
        self._taken: dict[str, Path] = {}

    def take(self, edition: Path) -> None:
        """Refuse an edition whose files would replace those of another."""
        from exporter.edition import file_name_of

        name = file_name_of(edition)
        other = self._taken.setdefault(name, edition)
        if other != edition:
            raise EditionError(
                f"its files would have the same name as those of {other}: {name}",
                where=str(edition),
                hint="give one of them another `title` or `number`",
            )

    def free(self, edition: Path) -> None:
        """Let others have the name of an edition that was not made."""
        self._taken = {n: e for n, e in self._taken.items() if e != edition}


def _show_composed(editions: list[Path], *, as_json: bool) -> int:
    """Print each edition.toml with all it extends; return the exit code."""
    from exporter.edition import composed_toml

    code = 0
    for edition in editions:
        try:
            tell(composed_toml(edition))
        except ExporterError as error:
            code = max(code, error.exit_code)
            say_error(error, edition, as_json=as_json)
    return code


def _say_if_slow() -> None:
    """Say so where the speed-ups do not know the WeasyPrint that is installed."""
    from exporter.speed import why_not

    if reason := why_not():
        say(f"note: WeasyPrint is not sped up: {reason}")


def _cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):  # not on every system
        return min(len(os.sched_getaffinity(0)), MOST_JOBS)
    return min(os.cpu_count() or 1, MOST_JOBS)


@app.command(epilog="Example: exporter check samples/mingguan out/*.pdf out/*.epub")
def check(
    edition: Annotated[Path, typer.Argument(help="edition.toml, or its folder.")],
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="The PDF and the EPUB to prove against the records."),
    ] = None,
    strict: Strict = False,
    lang: Lang = "",
    as_json: JsonOption = False,
    verbose: Verbose = False,
) -> None:
    """Prove finished files against their records again."""
    from exporter.check import check as check_files

    try:
        result = check_files(edition, files or [], strict=strict)
    except ExporterError as error:
        say_error(error, edition, as_json=as_json)
        raise typer.Exit(error.exit_code) from error
    say_report(result.as_json(), as_json=as_json, verbose=verbose, language=lang)
    raise typer.Exit(result.exit_code)
