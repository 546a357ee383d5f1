"""Write docs/exporter.1 from the command line itself, so that it never lies.

Run it after a command, an option or a help text has changed:

    python tools/manpage.py
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer import Context
from typer.main import get_command

from exporter import __version__, errors
from exporter.cli import app

PAGE = Path(__file__).parents[1] / "docs" / "exporter.1"
#: When the text of this script last changed.
DATE = "2026-11-25"
#: Exit codes that no error of `exporter.errors` has.
OTHER_CODES = {
    0: "All went well.",
    1: "A bug in this program.",
    6: "A check or the proof failed; the new files are held, the former ones stay.",
    130: "The run was interrupted; unfinished files were removed.",
}
ENVIRONMENT = {
    "XDG_CACHE_HOME": "Where the cache lies, in a folder edition-exporter; "
    "without it, in ~/.cache. An edition needs no cache.",
    "TMPDIR": "Where small temporary files go. Those of an edition are made beside "
    "its output.",
    "NO_COLOR": "If set, nothing is coloured.",
}
FILES = {
    "edition.toml": "What an edition consists of: title, date, sections, articles.",
    "out/held/": "Where files go that failed their proof.",
    "EDITION.proof.json": "What was found where, the hashes of all inputs and outputs.",
}
COMPLETION = (
    "For bash, zsh and fish: exporter --install-completion sets it up for the shell "
    "it is called from; exporter --show-completion prints the script instead."
)


def man_page() -> str:
    """Return the page for all commands, in the macros of man(7)."""
    root = Context(get_command(app), info_name="exporter")
    lines = [
        '.\\" Made by tools/manpage.py; do not edit.',
        f'.TH EXPORTER 1 "{DATE}" "exporter {__version__}" "User Commands"',
        ".SH NAME",
        "exporter \\- newsroom article records to a proven PDF and EPUB",
        ".SH SYNOPSIS",
        ".B exporter",
        "\\fICOMMAND\\fR [\\fIOPTIONS\\fR] [\\fIARGUMENTS\\fR]",
        ".SH DESCRIPTION",
        _text(root.command.help or ""),
        ".PP",
        "Paths go to standard output, sentences to standard error.",
        *_parameters(root),
        ".SH COMMANDS",
    ]
    for command in _commands(root):
        lines += _command(command)
    lines += [".SH EXIT STATUS", *_items(_exit_codes())]
    lines += [".SH ENVIRONMENT", *_items(ENVIRONMENT)]
    lines += [".SH FILES", *_items(FILES)]
    lines += [".SH SHELL COMPLETION", _text(COMPLETION)]
    return "\n".join(lines) + "\n"


def _commands(context: Context) -> Iterator[Context]:
    """Yield every command that does something, in the order of the help."""
    for name, command in getattr(context.command, "commands", {}).items():
        if command.hidden:
            continue
        inner = Context(command, info_name=name, parent=context)
        if hasattr(command, "commands"):
            yield from _commands(inner)
        else:
            yield inner


def _command(context: Context) -> Iterator[str]:
    command = context.command
    path = context.command_path
    yield from (f".SS {_text(path)}", f".B {_text(path)}")
    yield from (_usage(piece) for piece in command.collect_usage_pieces(context))
    for paragraph in (command.help or "").split("\n\n"):
        yield from (".PP", _text(" ".join(paragraph.split())))
    yield from _parameters(context)
    if command.epilog:
        yield from (".PP", _text(command.epilog))


def _usage(piece: str) -> str:
    """Return a piece of a synopsis, what stands for something in italics."""
    return re.sub(r"\{?(\w+)\}?", r"\\fI\1\\fR", piece)


def _parameters(context: Context) -> Iterator[str]:
    """Yield arguments and options as the help has them, without --help."""
    for parameter in context.command.get_params(context):
        record = parameter.get_help_record(context)
        if record is None or parameter.name == "help":
            continue
        names, meaning = record
        if parameter.param_type_name == "argument":
            yield from (".TP", f".I {_text(parameter.name)}", _text(meaning))
            continue
        names = re.sub(r"<(?:list\[)?([^<>\]]+?)(?: range)?\]?>$", r"<\1>", names)
        term = re.sub(r"<(.+)>$", r"\\fI\1\\fR", _text(names))
        yield from (".TP", re.sub(r"((?:\\-)+\w[\w\\-]*)", r"\\fB\1\\fR", term))
        yield _text(meaning)


def _exit_codes() -> dict[int, str]:
    """Return exit codes with what they mean: ours, and those of the errors."""
    codes = dict(OTHER_CODES)
    for error in errors.ExporterError.__subclasses__():
        said = (error.__doc__ or "").strip()
        codes[error.exit_code] = " ".join(
            filter(None, (codes.get(error.exit_code), said))
        )
    return dict(sorted(codes.items()))


def _items(rows: dict[Any, str]) -> Iterator[str]:
    for term, meaning in rows.items():
        yield from (".TP", f".B {_text(str(term))}", _text(meaning))


def _text(text: str) -> str:
    """Return text that no line of a manual page mistakes for a request."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    plain = "".join(c if c.isascii() else f"\\[u{ord(c):04X}]" for c in escaped)
    return f"\\&{plain}" if plain.startswith((".", "'")) else plain


if __name__ == "__main__":
    PAGE.write_text(man_page(), encoding="ascii")
