"""The command line's root, and the options that several commands share."""

from enum import StrEnum
from typing import Annotated

import typer

from exporter import __version__
from exporter.cli.completion import Root
from exporter.cli.say import tell
from exporter.tongue import primary_tag, tongues

app = typer.Typer(
    name="exporter",
    cls=Root,
    help="Make a weekly edition — PDF and EPUB — from article records, and prove "
    "that no byline, caption, credit or source was lost.",
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog="Example: exporter build samples/mingguan -o out/",
)
#: More processes than this cost more memory than they save time.
MOST_JOBS = 64


class Format(StrEnum):
    """What an edition can be made into."""

    pdf = "pdf"
    epub = "epub"
    hemat = "epub-hemat"


def known_language(value: str) -> str:
    """Return a language; refuse one there is no catalogue for."""
    if value and primary_tag(value) not in tongues():
        raise typer.BadParameter(
            f"there are no messages in {value!r}; known: {', '.join(tongues())}"
        )
    return value


JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Say only what is wrong.")]
Verbose = Annotated[bool, typer.Option("-v", "--verbose", help="Say each stage.")]
Strict = Annotated[bool, typer.Option("--strict", help="Warnings count as errors.")]
Lang = Annotated[
    str,
    typer.Option(
        help="Language of messages, such as id or en.",
        show_default="the edition's",
        callback=known_language,
    ),
]
SystemLang = Annotated[
    str,
    typer.Option(
        "--lang",
        help="Language of messages, such as id or en.",
        show_default="the system's",
        callback=known_language,
    ),
]
Jobs = Annotated[
    int | None,
    typer.Option(
        "-j",
        "--jobs",
        min=1,
        max=MOST_JOBS,
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


@app.callback(invoke_without_command=True)
def _main(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True)
    ] = False,
) -> None:
    if version:
        tell(f"exporter {__version__}")
        raise typer.Exit
