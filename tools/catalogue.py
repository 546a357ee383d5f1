"""List the sentences of the program that a catalogue lacks, or no longer needs.

    python tools/catalogue.py           what is missing, obsolete or wrong, by language
    python tools/catalogue.py --list    every message id, with the file that says it

A message id is the text in `said("…")`, `marked("…")` or `t("…")`, in Python and in
templates; what stands in the table of codes; and how a layout of ours is described.
"""

import ast
import re
import string
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po
from jinja2 import Environment
from jinja2.ext import extract_from_ast

ROOT = Path(__file__).parents[1]
_PLACE = re.compile(r"\{\w+(![rs])?\}")
_SAY = ("said", "marked", "t")
CATALOGUES = sorted(ROOT.glob("exporter/locale/*/LC_MESSAGES/exporter.po"))


def message_ids() -> dict[str, str]:
    """Return every message id of the program, with the first file that has it.

    What is nothing but places and signs ("{a}: {b}") is the same in every language.
    """
    found: dict[str, str] = {}
    for path, msgid in _everything():
        if any(sign.isalpha() for sign in _PLACE.sub("", msgid)):
            found.setdefault(msgid, str(path.relative_to(ROOT)))
    return found


def _everything() -> Iterator[tuple[Path, str]]:
    for path in sorted((ROOT / "exporter").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        yield from ((path, msgid) for msgid in _in_python(tree))
    for path in sorted((ROOT / "exporter").rglob("*.j2")):
        tree = Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))
        for _, _, msgid in extract_from_ast(tree, _SAY):
            text = msgid[0] if isinstance(msgid, tuple) else msgid  # with places
            if text:
                yield path, text
    for path in sorted((ROOT / "layouts").glob("*/layout.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        yield path, table["description"]
    from exporter import checks

    for texts in checks.CODES.values():
        yield from ((Path(checks.__file__), text) for text in texts)


def _in_python(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        text = node.args[0]
        if name in _SAY and isinstance(text, ast.Constant):
            yield str(text.value)
        if name == "joined":
            between = node.args[1] if len(node.args) > 1 else ast.Constant(", ")
            if isinstance(between, ast.Constant):
                yield f"{{a}}{between.value}{{b}}"


def places(text: str) -> set[str]:
    """Return the named places of a sentence, as they are written."""
    parsed = string.Formatter().parse(text)
    return {
        name + (f"!{conversion}" if conversion else "")
        for _, name, _, conversion in parsed
        if name is not None
    }


def read_catalogue(path: Path) -> dict[str, str]:
    """Return message id -> translation; an id that stands there twice is refused."""
    with path.open("rb") as file:
        catalogue: Any = read_po(file, abort_invalid=True)
    found = {str(m.id): str(m.string) for m in catalogue if m.id}
    lines = path.read_text(encoding="utf-8").splitlines()
    if sum(line.startswith("msgid ") for line in lines) != len(found) + 1:
        raise ValueError(f"{path}: a message id stands there twice")
    return found


def problems(path: Path) -> Iterator[str]:
    """Yield what is missing, obsolete or wrong in a catalogue."""
    known, translated = message_ids(), read_catalogue(path)
    for msgid, file in known.items():
        if not translated.get(msgid):
            yield f"missing ({file}): {msgid}"
    for msgid, text in translated.items():
        if msgid not in known:
            yield f"obsolete: {msgid}"
        elif text and places(text) != places(msgid):
            yield f"other places: {msgid}"


def main() -> int:
    """Return 1 where a catalogue is not as it should be."""
    if "--list" in sys.argv[1:]:
        for msgid, file in message_ids().items():
            sys.stdout.write(f"{file}: {msgid}\n")
        return 0
    wrong = 0
    for path in CATALOGUES:
        for problem in problems(path):
            wrong = 1
            sys.stdout.write(f"{path.parts[-3]}: {problem}\n")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
