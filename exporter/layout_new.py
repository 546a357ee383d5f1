"""Begin a layout: a folder that dresses an edition at once, to be changed bit by bit.

In: a name, the layout to extend, and the folder to put it into. Out: the folder, with
what can be changed in it, each line as the parent has it and commented out.
"""

import json
import os.path
import re
from collections.abc import Iterator
from pathlib import Path

from exporter.errors import UsageError
from exporter.layout import TOKENS, Layout, load_layout
from exporter.said import said
from exporter.starter import new_folder

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_README = """\
# {title}

A layout of our own. It extends `{parent}`: what is not said here is as there.

- `tokens.css`: sizes, colours, families. Take the marks of a comment off a line, and
  change its value.
- `words.toml`: the words pages print. Take the # off a line, and off the [language]
  above it.
- `print.css`, `epub.css`, `*.html.j2`, `fonts/`: add them when they are needed.

An edition wears it with one line at the top of its edition.toml:

    layout = "{path}"

Look after each change whether all in it is understood, and then at the pages:

    exporter layouts check {path}
"""


def begin_layout(name: str, parent: str, into: Path) -> Path:
    """Make the folder `into`/`name`, a layout that extends `parent`; return its path.

    It appears whole or not at all. Raises UsageError for a name no layout can have, or
    a folder that holds something already; LayoutError where `parent` is none.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(
            said("{name!r} is no name for a layout", name=name),
            hint=said('use small letters, digits and "-", as in my-paper'),
        )
    folder = into / name
    base = load_layout(parent, Path())
    if "/" in parent:  # a path is seen from the new folder
        parent = f"./{os.path.relpath(base.folders[0], folder)}"
    title = name.replace("-", " ").capitalize()
    with new_folder(folder) as made:
        files = {
            "layout.toml": _table(title, parent),
            TOKENS: "\n".join(_tokens(base)),
            "words.toml": "\n".join(_words(base)),
            "README.md": _README.format(title=title, parent=parent, path=f"./{name}"),
        }
        for file, text in files.items():
            (made / file).write_text(text, encoding="utf-8")
    return folder


def _table(title: str, parent: str) -> str:
    lines = [
        f"title = {_text(title)}",
        'description = ""',
        f"extends = {_text(parent)}",
    ]
    return "\n".join(lines) + "\n"


def _tokens(base: Layout) -> Iterator[str]:
    yield f"/* Tokens of {base.name}, for print. To change one, take the marks of a"
    yield "   comment off its line. */"
    yield ":root {"
    for token in base.tokens.values():
        says = f" /* {token.says} */" if token.says else ""
        yield f"  /* --{token.name}: {token.value}; */{says}"
    yield "}\n"


def _words(base: Layout) -> Iterator[str]:
    yield f"# Words of {base.name}. To change one, take the # off its line, and off the"
    yield "# [language] above it."
    for language, words in base.words.items():
        yield f"\n#[{language}]"
        for name, word in words.items():
            yield f"#{name} = {_text(word)}"
    yield ""


def _text(value: str) -> str:
    """Return a text as TOML writes it."""
    return json.dumps(value, ensure_ascii=False)
