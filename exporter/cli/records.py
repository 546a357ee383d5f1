"""`exporter records`: articles as they are read."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from exporter.cli.app import SystemLang, app
from exporter.cli.language import choose_language
from exporter.cli.say import print_json, say_error, tell
from exporter.errors import ExporterError
from exporter.tongue import Tongue, tongue

if TYPE_CHECKING:
    from exporter.model import Article
    from exporter.records import ReadResult
    from exporter.records.photo import PhotoFacts

    #: An article, and the folder its record lies in.
    Found = tuple[Article, Path | None]


@app.command(epilog="Example: exporter records samples/mingguan/articles/*.json")
def records(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            help="Article records of any known shape: files, folders, globs; a photo;"
            " - for standard input."
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print a list of Articles as JSON.")
    ] = False,
    as_ninjs: Annotated[
        bool, typer.Option("--ninjs", help="Print a list of items of IPTC ninjs 3.0.")
    ] = False,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema of an Article.")
    ] = False,
    mapping: Annotated[
        Path | None,
        typer.Option(help="Tells the paths of JSON of a shape nobody knows."),
    ] = None,
    lang: SystemLang = "",
) -> None:
    """Show articles as they are read: fields, where each came from, doubts."""
    from exporter.model import article_json, article_json_schema

    if schema:
        print_json(article_json_schema(), indent=1)
        return
    if not files:
        raise typer.BadParameter("name a record file, or use --schema")
    t = tongue(choose_language(lang))
    found, code = _read(files, t, mapping)
    if as_ninjs:
        from exporter.records.ninjs_writer import write_ninjs

        print_json([write_ninjs(article) for article, _ in found], indent=1)
    elif as_json:
        print_json([article_json(_filled(a, f)) for a, f in found], indent=1)
    else:
        from exporter.show import describe_article

        told = (describe_article(a, t, _photo_facts(a, f)) for a, f in found)
        tell("\n\n".join(told))
    raise typer.Exit(code)


def _filled(article: "Article", folder: Path | None) -> "Article":
    """Return the article with what an edition would take from its photos."""
    from zoneinfo import ZoneInfo

    from exporter.edition.from_photos import fill_from_photos

    if folder is None:
        return article
    zone = ZoneInfo(article.time_zone or "UTC")
    return fill_from_photos(article, folder, _photo_roots(folder), zone)[0]


def _photo_facts(article: "Article", folder: Path | None) -> list["PhotoFacts"]:
    """Return what the photos of an article say, where they lie beside its record."""
    from exporter.edition.from_photos import photo_facts
    from exporter.records.photo import PhotoFacts

    if folder is None:
        return []
    roots = _photo_roots(folder)
    return [
        photo_facts(folder / image.file, roots) if image.file else PhotoFacts()
        for image in article.images
    ]


def _photo_roots(folder: Path) -> list[Path]:
    """Return where an article's photos may lie: in its record's folder, or in that of
    the edition it lies in."""
    is_edition = any(folder.parent.glob("edition*.toml"))
    return [f.resolve() for f in (folder, *([folder.parent] if is_edition else []))]


def _read(
    names: Sequence[str], t: Tongue, mapping: Path | None
) -> tuple[list["Found"], int]:
    """Return the articles of all files, each with its folder, and the exit code; say
    what is none."""
    found: list[Found] = []
    code = 0
    for name, problem, articles in _results(names, mapping):
        found.extend(articles)
        if problem:
            code = max(code, problem.exit_code)
            say_error(problem, Path(name), t)
    return found, code


def _results(
    names: Sequence[str], mapping: Path | None
) -> Iterator[tuple[str, ExporterError | None, Sequence["Found"]]]:
    """Yield each error and each file's articles: one bad file costs no good one.

    With an article comes the folder of its file; none for standard input.
    """
    from exporter.records import read_input, read_records
    from exporter.records.sources import STANDARD_INPUT, expand_sources

    for name in names:
        try:
            paths = [] if name == STANDARD_INPUT else expand_sources([name])
            stream = (
                [(None, read_input(sys.stdin.buffer, mapping))] if not paths else []
            )
        except ExporterError as error:
            yield name, error, ()
            continue
        results: list[tuple[Path | None, ReadResult]] = [*stream]
        for path in paths:
            try:
                results.append((path.absolute().parent, read_records(path, mapping)))
            except ExporterError as error:
                yield str(path), error, ()
        for folder, result in results:
            yield name, None, [(article, folder) for article in result.articles]
            for problem in result.errors:
                yield name, problem, ()
