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


@app.command(epilog="Example: exporter records samples/mingguan/articles/*.json")
def records(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            help="Article records of any known shape: files, folders, globs; - for"
            " standard input."
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print a list of Articles as JSON.")
    ] = False,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema of an Article.")
    ] = False,
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
    found, code = _read(files, t)
    if as_json:
        print_json([article_json(article) for article in found], indent=1)
    else:
        from exporter.show import describe_article

        tell("\n\n".join(describe_article(article, t) for article in found))
    raise typer.Exit(code)


def _read(names: Sequence[str], t: Tongue) -> tuple[list["Article"], int]:
    """Return the articles of all files, and the exit code; say what is none."""
    found: list[Article] = []
    code = 0
    for name, problem, articles in _results(names):
        found.extend(articles)
        if problem:
            code = max(code, problem.exit_code)
            say_error(problem, Path(name), t)
    return found, code


def _results(
    names: Sequence[str],
) -> Iterator[tuple[str, ExporterError | None, Sequence["Article"]]]:
    """Yield each error and each file's articles: one bad file costs no good one."""
    from exporter.records import read_input, read_records
    from exporter.records.sources import STANDARD_INPUT, expand_sources

    for name in names:
        try:
            paths = [] if name == STANDARD_INPUT else expand_sources([name])
            results = [read_input(sys.stdin.buffer)] if not paths else []
        except ExporterError as error:
            yield name, error, ()
            continue
        for path in paths:
            try:
                results.append(read_records(path))
            except ExporterError as error:
                yield str(path), error, ()
        for result in results:
            yield name, None, result.articles
            for problem in result.errors:
                yield name, problem, ()
