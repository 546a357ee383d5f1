"""`exporter shelf`: delivered editions as a folder for a web server."""

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from exporter.cli.app import JsonOption, Quiet, app, known_language
from exporter.cli.language import choose_language
from exporter.cli.say import print_json, say, speaking, tell
from exporter.errors import UsageError
from exporter.said import marked, said
from exporter.tongue import Tongue, tongue

if TYPE_CHECKING:
    from exporter.shelf.run import Outcome

#: What exit code a run has in which an edition was not put on the shelf.
_REFUSED = 6


@app.command(epilog="Example: exporter shelf out/ --to public/")
def shelf(
    to: Annotated[Path, typer.Option(help="The folder of the shelf, or a new one.")],
    out: Annotated[
        list[Path] | None,
        typer.Argument(help="Output folders of build and batch."),
    ] = None,
    title: Annotated[
        str, typer.Option(help="The title above all.", show_default="the editions'")
    ] = "",
    prune: Annotated[
        bool,
        typer.Option("--prune", help="Remove editions that no OUT holds any more."),
    ] = False,
    serve: Annotated[
        bool,
        typer.Option("--serve", help="Then show it in a browser of this machine."),
    ] = False,
    port: Annotated[
        int,
        typer.Option(min=0, max=65535, help="The port.", show_default="any free one"),
    ] = 0,
    lang: Annotated[
        str,
        typer.Option(
            help="Language of page and messages, such as id or en.",
            show_default="the newest edition's",
            callback=known_language,
        ),
    ] = "",
    as_json: JsonOption = False,
    quiet: Quiet = False,
) -> None:
    """Make a page, catalogues (OPDS) and a feed for readers, from delivered editions.

    Any web server can publish the folder. What is held or a draft is never shown, nor a
    file that is not the one that was proven.
    """
    from exporter.shelf.run import Asked, fill_shelf

    code = 0
    with speaking(lang):
        if out:
            outcome = fill_shelf(Asked(out, to, title, lang, prune))
            code = _REFUSED if outcome.refused else 0
            if as_json:
                print_json(_as_json(outcome, to))
            else:
                _say(outcome, tongue(outcome.language), quiet=quiet)
                tell(to / "index.html")
        elif not serve:
            raise UsageError(
                said("no output folder is named"),
                hint=said("name the output folder of `build` or `batch`"),
            )
        if serve:
            _serve(to, port, tongue(choose_language(lang)), quiet=quiet)
    raise typer.Exit(code)


_WHAT = {
    "added": marked("new on the shelf: {names}"),
    "changed": marked("changed on the shelf: {names}"),
    "removed": marked("removed from the shelf: {names}"),
    "left": marked(
        "still on the shelf, but in no folder that was named: {names}; --prune removes"
        " them"
    ),
}


def _say(outcome: "Outcome", t: Tongue, *, quiet: bool) -> None:
    for one in outcome.refused:
        reason = t(
            "not on the shelf: {name}: {reason}", name=one.name, reason=one.reason
        )
        say(f"{t('error')}: {reason}")
    if quiet:
        return
    for what, sentence in _WHAT.items():
        names = getattr(outcome, what)
        if names:
            say(t(sentence, names=", ".join(names)))
    if not outcome.touched:
        say(t("nothing has changed"))


def _as_json(outcome: "Outcome", to: Path) -> dict[str, Any]:
    names = ("added", "changed", "unchanged", "left", "removed", "touched")
    refused = [
        {"edition": one.name, "proof": str(one.where), "reason": one.reason}
        for one in outcome.refused
    ]
    told = {name: getattr(outcome, name) for name in names}
    return {"shelf": str(to), **told, "refused": refused}


def _serve(root: Path, port: int, t: Tongue, *, quiet: bool) -> None:
    from exporter.loopback import serving
    from exporter.shelf.serve import ShelfServer

    with serving(ShelfServer(root, port)) as address:
        if not quiet:
            say(t("open this address in a browser of this machine; Ctrl-C ends it:"))
        tell(address)
        threading.Event().wait()
