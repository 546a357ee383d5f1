"""`exporter records`: articles as they are read."""

from collections.abc import Sequence
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
        list[Path] | None, typer.Argument(help="Article records of any known shape.")
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


def _read(files: Sequence[Path], t: Tongue) -> tuple[list["Article"], int]:
    """Return the articles of all files, and the exit code; say what is none."""
    from exporter.records import read_records

    found: list[Article] = []
    code = 0
    for file in files:
        try:
            result = read_records(file)
        except ExporterError as error:
            code = max(code, error.exit_code)
            say_error(error, file, t)
            continue
        for problem in result.errors:
            code = max(code, problem.exit_code)
            say_error(problem, file, t)
        found.extend(result.articles)
    return found, code
