"""The guides can be followed: what they tell to type works, and says what they show.

A guide's fenced blocks are its test. The first word after the fence is the language,
what follows says what the block is:

    sh                 commands a reader types; all must end with exit code 0
    console            commands after "$ " and, below each, exactly what it says
    … exit-6           the last command of the block ends with exit code 6
    bash               a command that is shown, not to be typed now
    json PATH          a file the reader makes (any language)
    toml PATH append   lines the reader adds at the end of a file; `top`: above it

`--update-golden` writes what the commands say into the guides.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import pytest
import typer
from babel.messages.pofile import read_po
from PIL import Image

from exporter.checks import CODES
from exporter.cli import app
from exporter.ebook import Ebook
from exporter.edition.keys import (
    ArticleKeys,
    EditionKeys,
    FillerKeys,
    ImprintKeys,
    MastheadKeys,
    PhotoKeys,
    SectionKeys,
)

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
GUIDES = ("editors-guide.md", "editors-guide.id.md")
#: For people who make layouts.
MAKERS = "layouts.md"
ALL = (*GUIDES, MAKERS, "library.md")

#: Keys that only a file that extends another has; EditionKeys never sees them.
EXTENDING = {"extends", "drop"}


# --- blocks -----------------------------------------------------------------------


@dataclass(frozen=True)
class Block:
    """A fenced block: what its fence says, its text, where the text stands."""

    language: str
    words: tuple[str, ...]
    text: str
    span: tuple[int, int]

    @property
    def exit_code(self) -> int:
        """The exit code its last command is to end with."""
        codes = [w.removeprefix("exit-") for w in self.words if w.startswith("exit-")]
        return int(codes[0]) if codes else 0


_TYPED = {"sh", "console", "bash"}
_FENCE = re.compile(r"^```(\w+)(?: ([^\n]*))?\n(.*?)^```$", re.M | re.S)


def read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def language_of(name: str) -> str:
    return "id" if name.endswith(".id.md") else "en"


def blocks(name: str) -> Iterator[Block]:
    for match in _FENCE.finditer(read(name)):
        words = tuple((match[2] or "").split())
        yield Block(match[1], words, match[3], match.span(3))


# --- following a guide --------------------------------------------------------------


class Reader:
    """Somebody with an empty folder, on a system of their language, who does what a
    guide says."""

    def __init__(self, folder: Path, language: str = "en") -> None:
        self.folder = folder / "newsroom"
        self.folder.mkdir()
        programs = folder / "programs"
        programs.mkdir()
        program = programs / "exporter"
        speaks = f"env LC_ALL={language}.UTF-8 PYTHONUTF8=1"
        runs = f'exec {speaks} "{sys.executable}" -m exporter "$@"'
        program.write_text(f"#!/bin/sh\n{runs}\n")
        program.chmod(0o755)
        self._environment = {
            **os.environ,
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",  # what is said stays in its order
            "XDG_CACHE_HOME": str(folder / "cache"),
        }

    def type(self, command: str) -> tuple[str, int]:
        """Return what a command says, as a terminal shows it, and its exit code."""
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.stdout, done.returncode

    def make(self, block: Block) -> None:
        """Make the file a block shows, or add to it."""
        file = self.folder / block.words[0]
        assert file.parent.is_dir(), f"the guide never makes {file.parent}"
        former = file.read_text(encoding="utf-8") if file.is_file() else ""
        text = block.text
        if "append" in block.words:
            text = f"{former}\n{text}"
        elif "top" in block.words:
            text = f"{text}\n{former}"
        file.write_text(text, encoding="utf-8")

    def follow(self, block: Block) -> str:
        """Do what a block says; return the block as it should be in the guide."""
        if block.language == "console":
            return self._console(block)
        if block.language == "sh":
            said, code = self.type(f"set -e\n{block.text}")
            assert code == block.exit_code, f"{block.text}\n{said}"
        elif block.words and "/" in block.words[0]:
            self.make(block)
        return block.text

    def _console(self, block: Block) -> str:
        shown = ""
        codes = []
        for line in block.text.splitlines():
            if line.startswith("$ "):
                said, code = self.type(line[2:])
                codes.append(code)
                shown += f"{line}\n{said}"
        assert codes.pop() == block.exit_code, shown
        assert not any(codes), shown
        return shown


@pytest.mark.slow
@pytest.mark.parametrize("name", (*GUIDES, MAKERS))
def test_a_guide_can_be_followed_word_for_word(
    name: str, tmp_path: Path, update_golden: bool
) -> None:
    reader = Reader(tmp_path, language_of(name))
    text, shift = read(name), 0
    for block in blocks(name):
        should = reader.follow(block)
        if update_golden:
            start, end = (place + shift for place in block.span)
            text = text[:start] + should + text[end:]
            shift += len(should) - (end - start)
        else:
            assert block.text == should
    if update_golden and text != read(name):
        (DOCS / name).write_text(text, encoding="utf-8")
    delivered = {file.suffix for file in (reader.folder / "out").iterdir()}
    assert {".pdf", ".epub", ".json"} <= delivered


@pytest.mark.slow
def test_the_examples_of_the_library_guide_run(tmp_path: Path) -> None:
    """They are one program, and those that say `alone` each its own."""
    reader = Reader(tmp_path)
    (reader.folder / "samples").symlink_to(ROOT / "samples")
    python = [b for b in blocks("library.md") if b.language == "python"]
    together = [b.text for b in python if "alone" not in b.words]
    alone = [b.text for b in python if "alone" in b.words]
    assert len(together) > 8 and alone
    for program in ("\n".join(together), *alone):
        (reader.folder / "example.py").write_text(program, encoding="utf-8")
        said, code = reader.type(f'"{sys.executable}" example.py')
        assert code == 0, said


# --- what the guides name -----------------------------------------------------------


def commands(
    group: click.Group | None = None, path: tuple[str, ...] = ()
) -> Iterator[tuple[str, click.Command]]:
    """Yield each command, as typed after `exporter`."""
    found: Any = group or typer.main.get_command(app)
    for name, command in found.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


def options() -> set[str]:
    every = [command for _, command in commands()]
    root: Any = typer.main.get_command(app)
    return {
        option
        for command in (*every, root)
        for parameter in command.params
        for option in (*parameter.opts, *parameter.secondary_opts)
        if option.startswith("-")
    } | {"--help"}


def code_of(name: str) -> str:
    """Return all of a guide that is code: its blocks, and what is in backticks."""
    text = read(name)
    spans = re.findall(r"(?<!`)`([^`\n]+)`(?!`)", _FENCE.sub("", text))
    typed = [b.text for b in blocks(name) if b.language in _TYPED]
    return "\n".join([*spans, *typed])


@pytest.mark.parametrize("name", ALL)
def test_every_command_and_option_a_guide_names_exists(name: str) -> None:
    known = dict(commands())
    first = {command.split()[0] for command in known}
    code = code_of(name)
    for word in re.findall(r"^(?:\$ )?exporter ([a-z]+)", code, re.M):
        assert word in first, word
    for option in re.findall(r"(?<![\w-])(--?[a-z][a-z-]*)", exporter_lines(code)):
        assert option in options(), option


def exporter_lines(code: str) -> str:
    """Return what is typed for this program: its commands, and bare options.

    `--ink: #000` is a token of a layout.
    """
    lines = (line.removeprefix("$ ") for line in code.splitlines())
    typed = (line for line in lines if not re.match(r"--[a-z-]+:", line))
    return "\n".join(line for line in typed if line.startswith(("exporter ", "-")))


@pytest.mark.parametrize("name", GUIDES)
def test_an_editors_guide_names_every_command(name: str) -> None:
    code = code_of(name)
    for command, _ in commands():
        assert f"exporter {command}" in code, command


@pytest.mark.parametrize("name", GUIDES)
def test_an_editors_guide_lists_exactly_the_keys_there_are(name: str) -> None:
    """The tables of the last chapter: | `key` | …, one for each table of the file."""
    tables = re.findall(r"^#### (.+)\n((?:.*\n)*?)(?=^#|\Z)", read(name), re.M)
    listed = {
        title: set(re.findall(r"^\| `([a-z_]+)`", body, re.M)) for title, body in tables
    }
    expected = {
        "edition.toml": set(EditionKeys.model_fields) | EXTENDING,
        "`[[section]]`": set(SectionKeys.model_fields),
        "`[[masthead]]`": set(MastheadKeys.model_fields),
        "`[[filler]]`": set(FillerKeys.model_fields),
        "`[imprint]`": set(ImprintKeys.model_fields),
        "`[epub]`": set(Ebook.model_fields),
        "`[article.ID]`": set(ArticleKeys.model_fields),
        "`[article.ID.photo.N]`": set(PhotoKeys.model_fields),
    }
    assert listed == expected


@pytest.mark.parametrize("name", ALL)
def test_every_code_of_a_finding_a_guide_names_exists(name: str) -> None:
    found = set(re.findall(r"\b[EWN]-\d{3}\b", read(name)))
    assert found <= set(CODES)


def messages(language: str) -> list[str]:
    """Return every sentence the program can say in a language, its places open."""
    file = ROOT / "exporter/locale/id/LC_MESSAGES/exporter.po"
    with file.open("rb") as catalogue:
        known = [message for message in read_po(catalogue) if message.id]
    return [str(m.id if language == "en" else m.string) for m in known]


@pytest.mark.parametrize("name", GUIDES)
def test_the_table_of_troubles_shows_what_the_program_says(name: str) -> None:
    """What it shows as "…", a name or a number is a place of the message."""
    text = read(name)
    said = messages(language_of(name))
    columns = re.findall(r"^\| ([^|]+) \|", trouble(text), re.M)
    shown = [a or b for c in columns for a, b in re.findall(r"``(.+?)``|`(.+?)`", c)]
    sentences = [s.strip() for s in shown if " " in s.strip() and s not in _OTHERS]
    assert len(sentences) > 15
    for sentence in sentences:
        parts = re.split(r"…|'[^']*'|(?<=`)\w+(?=`)|(?<![-\w])\d+", sentence)
        looks_like = ".*".join(re.escape(part.strip(" ,")) for part in parts)
        assert any(re.search(looks_like, one) for one in said), sentence


def trouble(text: str) -> str:
    """Return the chapter on what goes wrong."""
    start = re.search(r"^## (When something goes|Kalau ada yang) ", text, re.M)
    assert start
    return text[start.start() : text.index("\n## ", start.end())]


#: Sentences of a shell, not of this program.
_OTHERS = {"command not found: exporter"}


# --- links and pictures ---------------------------------------------------------------


def anchors(text: str) -> set[str]:
    """Return the anchors of a page's headings, as web sites make them."""
    titles = re.findall(r"^#+ (.+)$", _FENCE.sub("", text), re.M)
    bare = (re.sub(r"[^\w\- ]", "", title.lower()) for title in titles)
    return {title.replace(" ", "-") for title in bare}


@pytest.mark.parametrize("name", ALL)
def test_every_link_and_picture_of_a_guide_is_there(name: str) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", _FENCE.sub("", read(name))):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        page = DOCS / path if path else DOCS / name
        assert page.exists(), target
        if anchor:
            assert anchor in anchors(page.read_text(encoding="utf-8")), target


def test_pictures_are_used_described_and_small() -> None:
    files = sorted((DOCS / "guide").iterdir())
    assert len(files) <= 8
    assert sum(file.stat().st_size for file in files) < 1_200_000
    for file in files:
        assert file.stat().st_size <= 125_000, file.name
        with Image.open(file) as picture:
            picture.verify()
    for name in GUIDES:
        shown = re.findall(r"!\[([^\]]*)\]\(guide/([^)]+)\)", read(name))
        assert {file for _, file in shown} == {file.name for file in files}
        assert all(len(alt.split()) >= 8 for alt, _ in shown), name
