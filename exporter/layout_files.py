"""The files of a layout, read and checked: every problem names its file and line.

In: a path in a layout's folder. Out: text, words or slots as they should be, or a
LayoutError: a layout is written by hand, often by copying another.
"""

import difflib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, Environment, TemplateNotFound
from jinja2.bccache import Bucket, BytecodeCache
from jinja2.loaders import split_template_path

from exporter.errors import LayoutError
from exporter.files import load_toml, parse_toml, read_text
from exporter.forms import ALL
from exporter.photos import Slot
from exporter.said import marked, said
from exporter.stylesheets import problem_of_css

FORMATS = ("pdf", "epub")
_KEYS = {
    *("title", "description", "extends", "formats", "promises", "slots", "ppi"),
    *("composition", "forms", "fonts"),
}
#: No photo is made larger than this, in pixels a side.
_LARGEST_SLOT = 20_000


def where_in(file: Path, line: int = 0) -> str:
    """Return how messages name a file of a layout, and a line in it."""
    name = f"{file.name}:{line}" if line else file.name
    return said("layout {name}: {file}", name=file.parent.name, file=name)


class Templates(BaseLoader):
    """Finds templates, nearest folder first; says which of them is no text."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """Return a template's text, its path, and that it will not change."""
        for folder in self._folders:
            file = folder.joinpath(*split_template_path(template))
            if file.exists():
                return read_text(file, LayoutError, where_in(file)), str(file), _is_same
        raise TemplateNotFound(template, f"there is no template {template!r}")


def _is_same() -> bool:
    return True


class Compiled(BytecodeCache):
    """Templates as compiled before in this process; Jinja compares their texts."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template's code, if it is known."""
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template's code in place of the former one."""
        self._code[bucket.key] = bucket.bytecode_to_string()


def load_css(file: Path) -> str:
    """Return a stylesheet's text."""
    css = read_text(file, LayoutError, where_in(file))
    found = problem_of_css(css)
    if found:
        line, problem, move = found
        raise LayoutError(problem, where=where_in(file, line), hint=move)
    return css


def load_words(file: Path) -> dict[str, dict[str, str]]:
    """Return what a words.toml says: language -> name -> word."""
    table = load_toml(file, LayoutError, where_in(file))
    for language, words in table.items():
        if not isinstance(words, dict):
            raise LayoutError(
                said("`{language}` is no table of words", language=language),
                where=where_in(file),
                hint=said("put words under their language, as [id]"),
            )
        for name, word in words.items():
            if not isinstance(word, str):
                raise LayoutError(
                    said("the word `{name}` is no text", name=name),
                    where=said(
                        "{where}: {message}",
                        where=where_in(file),
                        message=f"[{language}]",
                    ),
                    hint=said("write it in quotes"),
                )
    return table


#: What each key of layout.toml holds: a test, and the words for it.
_FORMS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "extends": (lambda v: isinstance(v, str), marked('extends = "base"')),
    "formats": (
        lambda v: isinstance(v, list) and v != [] and all(f in FORMATS for f in v),
        marked('formats = ["pdf", "epub"]'),
    ),
    "ppi": (lambda v: _is_number(v) and 1 <= v <= 2400, marked("ppi = 220")),
    "promises": (
        lambda v: isinstance(v, dict) and _is_number(v.get("least_ppi", 0)),
        marked("least_ppi = 150, under [promises]"),
    ),
    "composition": (
        lambda v: isinstance(v, dict),
        marked("crop = 0.1, under [composition]"),
    ),
    "forms": (
        lambda v: isinstance(v, dict) and all(isinstance(f, dict) for f in v.values()),
        marked('head = "large", under [forms.opener]'),
    ),
    "slots": (
        lambda v: isinstance(v, dict) and all(isinstance(s, dict) for s in v.values()),
        marked("column = {{ mm = [86, 128] }}, under [slots]"),
    ),
    "fonts": (
        lambda v: isinstance(v, dict) and all(map(_are_rights, v.values())),
        marked('licence = "…" and epub = false, under [fonts."Family Name"]'),
    ),
}


def _are_rights(value: object) -> bool:
    if not isinstance(value, dict) or not value.keys() <= {"licence", "epub"}:
        return False
    licence, epub = value.get("licence", ""), value.get("epub", True)
    return isinstance(licence, str) and isinstance(epub, bool)


@dataclass(frozen=True)
class FontRights:
    """What may be done with a family: its licence, and whether ebooks may hold it."""

    licence: str = ""
    epub: bool = True


def load_table(file: Path) -> dict[str, Any]:
    """Return what a layout.toml says; each key is known and of its form."""
    text = read_text(file, LayoutError, where_in(file))
    table = parse_toml(text, LayoutError, where_in(file))
    for key, value in table.items():
        if key not in _KEYS:
            near = difflib.get_close_matches(key, _KEYS, 1, 0.5)
            raise LayoutError(
                said("unknown key `{key}`", key=key),
                where=_where_key(file, text, key),
                hint=said("did you mean `{key}`?", key=near[0])
                if near
                else said("known: {keys}", keys=", ".join(sorted(_KEYS))),
            )
        is_right, example = _FORMS.get(key, (None, ""))
        if is_right and not is_right(value):
            raise LayoutError(
                said("`{key}` has another form than expected", key=key),
                where=_where_key(file, text, key),
                hint=said("write for example {example}", example=said(example)),
            )
    return table


def _where_key(file: Path, text: str, key: str) -> str:
    from exporter.edition.lines import key_lines  # heavy: only where there is a fault

    return where_in(file, key_lines(text).get((key,), 0))


def _is_number(value: object) -> bool:
    return type(value) in {int, float} and math.isfinite(value)  # type: ignore[arg-type]


def read_slot(name: str, keys: Mapping[str, Any], ppi: float, where: str) -> Slot:
    """Return a slot; `keys` say its size in mm or in pixels."""
    cover = bool(keys.get("cover", False))
    sizes = keys.get("pixels", keys.get("mm"))
    if isinstance(sizes, list) and len(sizes) == 2 and all(map(_is_number, sizes)):
        width, height = sizes
        if "pixels" in keys:
            slot = Slot(name, round(width), round(height), cover)
        else:
            slot = Slot.from_mm(name, width, height, round(ppi), cover=cover)
        if min(slot.width, slot.height) >= 1 and max(sizes) <= _LARGEST_SLOT:
            return slot
    raise LayoutError(
        said("the slot `{name}` has no size that can be used", name=name),
        where=where,
        hint=said("write under [slots] {name} = {{ mm = [86, 128] }}", name=name),
    )


def read_span(name: str, keys: Mapping[str, Any], where: str) -> int:
    """Return how many columns a slot runs across; `ALL` for all of them."""
    span = keys.get("span", 1)
    if span == "all":
        return ALL
    if type(span) is int and 1 <= span <= 12:
        return span
    raise LayoutError(
        said("the slot `{name}` has no span that can be used", name=name),
        where=where,
        hint=said("write under [slots] {example}", example='span = "all"'),
    )
