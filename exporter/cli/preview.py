"""`exporter preview`: the pages of an edition in the browser, made anew at a change."""

import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from exporter.cli.app import Jobs, Lang, NoCache, Quiet, app
from exporter.cli.build import cores
from exporter.cli.language import choose_language
from exporter.cli.say import say, say_error, tell
from exporter.errors import ExporterError
from exporter.tongue import tongue

if TYPE_CHECKING:
    from exporter.preview.board import Board


@app.command(epilog="Example: exporter preview samples/mingguan --watch --open")
def preview(
    edition: Annotated[Path, typer.Argument(help="edition.toml, or its folder.")],
    watch: Annotated[
        bool,
        typer.Option("--watch", help="Show the pages anew when a file changes."),
    ] = False,
    port: Annotated[
        int,
        typer.Option(min=0, max=65535, help="The port.", show_default="any free one"),
    ] = 0,
    open_: Annotated[
        bool, typer.Option("--open", help="Open the page in the browser, too.")
    ] = False,
    jobs: Jobs = None,
    no_cache: NoCache = False,
    lang: Lang = "",
    quiet: Quiet = False,
) -> None:
    """Show the pages in the browser, on this machine alone, until Ctrl-C.

    Nothing is delivered: files are made in a temporary folder.
    """
    from exporter.cache import NO_CACHE, open_cache
    from exporter.preview.run import Asked, Told
    from exporter.preview.run import preview as show_pages

    t = tongue(choose_language(lang, edition))
    cache = NO_CACHE if no_cache else open_cache()
    asked = Asked(edition, watch, port, jobs or cores(), cache, lang)

    def tell_address(address: str) -> None:
        if not quiet:
            say(t("open this address in a browser of this machine; Ctrl-C ends it:"))
        tell(address)
        if open_:
            webbrowser.open(address)

    def say_board(board: "Board") -> None:
        from exporter.preview.html import status_of

        if board.failure:
            say_error(board.failure, edition, t)
        elif not quiet:
            say(status_of(board, t))

    try:
        show_pages(asked, Told(tell_address, lambda number, name: None, say_board))
    except ExporterError as error:
        say_error(error, edition, t)
        raise typer.Exit(error.exit_code) from error
