"""Font families a layout names and has not, or has and says too little of.

In: a layout. Out: findings. Pages are set with the fonts of the exporter and of the
layout's own folders, and with no others.
"""

import difflib
import re
from collections.abc import Iterator
from typing import Any

import tinycss2  # type: ignore[import-untyped]

from exporter.checks import Finding
from exporter.fonts import font_families
from exporter.glyphs import font_folders
from exporter.layout import TOKENS, Layout
from exporter.layout_files import where_in
from exporter.said import said
from exporter.stylesheets import Sheet

_ANY = {
    *("serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui"),
    *("inherit", "initial", "unset", "revert"),
}
_VAR = re.compile(r"var\(\s*--([\w-]+)")
_FAMILY = re.compile(r"font-family\s*:\s*([^;}]*)")


def check_fonts(layout: Layout) -> Iterator[Finding]:
    """Yield families that no font folder has, and own ones without a licence."""
    families = font_families(font_folders(layout))
    known = {family.casefold() for family in families}
    used: set[str] = set()
    for sheet in layout.sheets(TOKENS, "print.css"):
        for match in _FAMILY.finditer(sheet.css):
            used.update(_VAR.findall(match[1]))
            line = sheet.css.count("\n", 0, match.start()) + 1
            yield from _unknown(match[1], sheet, line, known, families)
    for sheet in layout.sheets(TOKENS, "print.css"):
        yield from _unknown_of_tokens(sheet, used, known, families)
    yield from _rights(layout, families)


def _unknown_of_tokens(
    sheet: Sheet, used: set[str], known: set[str], families: tuple[str, ...]
) -> Iterator[Finding]:
    from exporter.tokens import read_tokens

    for token in read_tokens(sheet.css).values():
        if token.name in used:
            yield from _unknown(token.value, sheet, token.line, known, families)


def _unknown(
    value: str, sheet: Sheet, line: int, known: set[str], families: tuple[str, ...]
) -> Iterator[Finding]:
    for family in _families(value):
        if family.casefold() in known | _ANY:
            continue
        near = difflib.get_close_matches(family, families, 1, 0.6)
        message = (
            said(
                "no font folder has {name!r}; did you mean {near!r}?",
                name=family,
                near=near[0],
            )
            if near
            else said(
                "no font folder has {name!r}; there are {names}",
                name=family,
                names=", ".join(families),
            )
        )
        yield Finding("E-041", where_in(sheet.file, line), message)


def _families(value: str) -> Iterator[str]:
    """Yield the families of a CSS list; what comes from a token is looked at there."""
    words: list[str] = []
    parts: list[Any] = tinycss2.parse_component_value_list(value)
    for part in [*parts, None]:
        if part is None or (part.type == "literal" and part.value == ","):
            if words:
                yield " ".join(words)
            words = []
        elif part.type in {"ident", "string"}:
            words.append(part.value)


def _rights(layout: Layout, families: tuple[str, ...]) -> Iterator[Finding]:
    own = [folder / "fonts" for folder in layout.folders]
    has = font_families(tuple(folder for folder in own if folder.is_dir()))
    where = where_in(layout.folders[0] / "layout.toml")
    for family in layout.fonts:
        if family not in families:
            message = said("[fonts] names {name!r}, which no folder has", name=family)
            yield Finding("E-041", where, message)
    for family in has:
        if family not in layout.fonts or not layout.fonts[family].licence:
            yield Finding("W-040", where, said("{name!r} has no licence", name=family))
