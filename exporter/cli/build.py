"""`exporter build` and `exporter check`: make an edition, and prove one again."""

import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
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
from exporter.cli.language import choose_language
from exporter.cli.report import say_report
from exporter.cli.say import print_json, progress, say, say_error, tell
from exporter.cli.week import (
    LIMIT,
    ZONE,
    Limit,
    Number,
    OfArchive,
    Publisher,
    Sections,
    Title,
    WeekName,
    Zone,
    weekly_edition,
)
from exporter.errors import ExporterError, UsageError
from exporter.file_names import FileNames
from exporter.said import said
from exporter.tongue import Tongue, tongue

if TYPE_CHECKING:
    from exporter.cache import Cache
    from exporter.stages import OnStage
    from exporter.unchanged import Asked


Editions = Annotated[
    list[Path] | None,
    typer.Argument(help="edition.toml files, or the folders that hold them."),
]
Out = Annotated[Path, typer.Option("-o", "--out", help="Where finished files go.")]
Formats = Annotated[
    list[Format] | None,
    typer.Option("--format", help="Only this format; may be given twice."),
]
LayoutName = Annotated[
    str, typer.Option(help="Another layout than edition.toml names.")
]
Draft = Annotated[
    bool,
    typer.Option(
        "--draft", help="Stamp every page PROOF or PRUF; deliver to OUT/draft."
    ),
]
Release = Annotated[
    list[str] | None,
    typer.Option(help="Deliver in spite of findings of this code; see --reason."),
]
Reason = Annotated[
    str, typer.Option(help="Who allowed --release, and why: kept in the proof.")
]
EmbedFonts = Annotated[
    bool,
    typer.Option(
        "--embed-fonts/--no-embed-fonts",
        help="Ebooks hold the fonts of their layout, or leave them to readers.",
    ),
]
ShowComposed = Annotated[
    bool,
    typer.Option(
        "--show-composed", help="Print edition.toml with what it extends; no build."
    ),
]


@app.command(epilog="Example: exporter build samples/mingguan -o out/")
def build(
    editions: Editions = None,
    out: Out = Path("out"),
    formats: Formats = None,
    layout: LayoutName = "",
    embed_fonts: EmbedFonts = True,
    draft: Draft = False,
    release: Release = None,
    reason: Reason = "",
    show_composed: ShowComposed = False,
    strict: Strict = False,
    jobs: Jobs = None,
    no_cache: NoCache = False,
    stock: Stock = False,
    lang: Lang = "",
    as_json: JsonOption = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    archive: OfArchive = None,
    week: WeekName = "",
    section: Sections = None,
    limit: Limit = LIMIT,
    title: Title = "",
    number: Number = None,
    publisher: Publisher = "",
    tz: Zone = ZONE,
) -> None:
    """Build editions: lay out, print, bind, prove, deliver.

    An edition that is unchanged since it was delivered is not built again. With
    --archive and --week, it is the edition `exporter compose` would make of that week.
    """
    voice = _Voice(as_json=as_json, quiet=quiet, verbose=verbose)
    options: dict[str, Any] = {"out": out, "layout": layout, "draft": draft}
    options |= {"strict": strict, "stock": stock, "language": lang}
    options |= {
        "formats": tuple(f.value for f in formats or ()),
        "released": dict.fromkeys(map(str.upper, release or ()), reason),
        "embed_fonts": embed_fonts,
    }
    _refuse_reason_alone(reason, release)
    named = _each_once(editions or [])
    _refuse_mixed(named, archive, week)
    if archive is None:
        if show_composed:
            raise typer.Exit(_show_composed(named, lang, as_json=as_json))
        raise typer.Exit(_build_named(named, options, jobs, not no_cache, voice))
    wish = {
        "sections": section or (),
        "limit": limit,
        "title": title,
        "number": number or 0,
        "publisher": publisher,
    }
    with weekly_edition(archive, week, tz, lang, not no_cache, **wish) as edition:
        if show_composed:
            raise typer.Exit(_show_composed([edition], lang, as_json=as_json))
        raise typer.Exit(_build_named([edition], options, jobs, not no_cache, voice))


def _refuse_reason_alone(reason: str, release: Sequence[str] | None) -> None:
    if reason and not release:
        raise typer.BadParameter(
            "it says why a code is released: name one with --release",
            param_hint="--reason",
        )


def _refuse_mixed(named: Sequence[Path], archive: Path | None, week: str) -> None:
    """Refuse a run that is told nothing to build, or two things at once."""
    if bool(archive) != bool(week):
        raise typer.BadParameter("an archive and a week go together: name both")
    if bool(named) == bool(archive):
        raise typer.BadParameter(
            "name an edition.toml, or a folder that holds one; or else --archive and "
            "--week"
        )


def _build_named(
    named: Sequence[Path],
    options: Mapping[str, Any],
    jobs: int | None,
    with_cache: bool,
    voice: "_Voice",
) -> int:
    """Build editions as they are asked for; return the exit code."""
    from exporter.unchanged import Asked

    if options["released"] and len(named) > 1:
        raise UsageError(
            said("--release is for one edition: its reason is that edition's"),
            hint=said("build the held edition alone"),
        )
    asked = [Asked(edition=edition, **options) for edition in named]
    return _build_all(asked, jobs or cores(), with_cache, voice)


def _each_once(editions: Sequence[Path]) -> list[Path]:
    """Return the editions without those named twice, be it as folder and as file."""
    found: dict[str, Path] = {}
    for edition in editions:
        file = edition / "edition.toml" if edition.is_dir() else edition
        found.setdefault(os.path.realpath(file), edition)
    return list(found.values())


@dataclass(frozen=True)
class _Voice:
    """How much is said, and to whom."""

    as_json: bool
    quiet: bool
    verbose: bool


def _build_all(
    editions: Sequence["Asked"], jobs: int, with_cache: bool, voice: _Voice
) -> int:
    """Build one edition after the other; return the gravest exit code."""
    from exporter.cache import NO_CACHE, open_cache

    cache = open_cache() if with_cache else NO_CACHE
    if cache.refused and voice.verbose:
        t = tongue(choose_language(editions[0].language, editions[0].edition))
        reason = cache.refused
        say(t("note: nothing is kept for the next build: {reason}", reason=reason))
    gravest_code = 0
    names = FileNames()
    several = len(editions) > 1
    for asked in editions:
        quiet = voice.quiet or voice.as_json
        t = tongue(choose_language(asked.language, asked.edition))
        shown = progress(asked.edition, t, quiet=quiet, verbose=voice.verbose)
        try:
            if several:  # it reads edition.toml: not for one alone
                names.take(asked.out, asked.edition)
            with shown as stage:
                if voice.verbose:
                    _say_if_slow(asked, t)
                report = _build(asked, cache, jobs, stage, keep=several)
        except ExporterError as error:
            gravest_code = max(gravest_code, error.exit_code)
            say_error(
                *(error, asked.edition, t), as_json=voice.as_json, among_others=several
            )
            names.free(asked.edition)
            continue
        gravest_code = max(gravest_code, report["exit_code"])
        say_report(report, **asdict(voice), language=asked.language)
    return gravest_code


def _build(
    asked: "Asked", cache: "Cache", jobs: int, on_stage: "OnStage", *, keep: bool
) -> Mapping[str, Any]:
    """Return the report of a build, or of the former one where nothing changed.

    `keep` says that other editions follow.
    """
    from exporter.unchanged import find_unchanged

    former = None if asked.draft else find_unchanged(asked, cache)
    if former is not None:
        return former
    from exporter.build import build as build_edition  # heavy: not where unchanged

    result = build_edition(
        asked.edition,
        asked.out,
        formats=asked.formats,
        layout=asked.layout,
        strict=asked.strict,
        draft=asked.draft,
        release=asked.released,
        language=asked.language,
        embed_fonts=asked.embed_fonts,
        jobs=jobs,
        cache=cache,
        keep=keep and cache.folder is not None,
        stock=asked.stock,
        on_stage=on_stage,
    )
    return result.as_json()


def _show_composed(editions: list[Path], lang: str, *, as_json: bool) -> int:
    """Print each edition.toml with all it extends; return the exit code."""
    from exporter.edition import composed_toml

    code = 0
    for edition in editions:
        try:
            text = composed_toml(edition)
            if as_json:
                print_json(tomllib.loads(text))
            else:
                tell(text)
        except ExporterError as error:
            code = max(code, error.exit_code)
            t = tongue(choose_language(lang, edition))
            several = len(editions) > 1
            say_error(error, edition, t, as_json=as_json, among_others=several)
    return code


def _say_if_slow(asked: "Asked", t: Tongue) -> None:
    """Say so where the speed-ups do not know the WeasyPrint that is installed."""
    from exporter.speed import why_not

    if asked.stock or (asked.formats and "pdf" not in asked.formats):
        return
    if reason := why_not():
        say(t("note: WeasyPrint is not sped up: {reason}", reason=reason))


def cores() -> int:
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
        t = tongue(choose_language(lang, edition))
        say_error(error, edition, t, as_json=as_json)
        raise typer.Exit(error.exit_code) from error
    say_report(result.as_json(), as_json=as_json, verbose=verbose, language=lang)
    raise typer.Exit(result.exit_code)
