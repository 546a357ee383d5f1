"""The geometry a layout means its pages to have, from its tokens.

In: a layout's stylesheets. Out: a `Grid`, and for a page of a size and side a `Frame`:
type area, columns and baselines in points, as lines to be drawn over it. A token that
is no plain length leaves out what hangs on it: nothing is guessed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import tinycss2  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont

from exporter.fonts import font_files

_POINTS = {"mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0, "pt": 1.0, "pc": 12.0}
_POINTS |= {"px": 0.75, "q": 18 / 25.4}
_LENGTH = re.compile(r"([+-]?[\d.]+)([a-z]+)")
_DEEPEST = 8
#: Bit 7 of fsSelection (OpenType, OS/2): the typographic metrics are meant.
_USE_TYPO = 1 << 7


#: Left, top, width and height.
Area = tuple[float, float, float, float]


@dataclass(frozen=True)
class Grid:
    """Tokens of a layout in points; None for one that is no plain length.

    `baseline` is where the first line of a column that begins with body text stands,
    below the top of the type area.
    """

    top: float | None
    lines: int
    inner: float | None
    outer: float | None
    columns: int
    gutter: float | None
    leading: float | None
    baseline: float | None


@dataclass(frozen=True)
class Frame:
    """What is drawn over a page, in points from its upper left corner.

    `area` is the type area; None where the tokens do not say it.
    """

    width: float
    height: float
    area: Area | None
    columns: tuple[Area, ...]
    baselines: tuple[float, ...]


def read_grid(css: str, fonts: tuple[Path, ...]) -> Grid:
    """Return the grid of a layout's stylesheets."""
    tokens = _tokens(css)
    text, leading = _length(tokens, "--text"), _length(tokens, "--leading")
    baseline = None
    if text and leading:
        baseline = _baseline(_value(tokens, "--serif"), fonts, text, leading)
    columns, lines = _value(tokens, "--columns"), _value(tokens, "--lines")
    return Grid(
        top=_length(tokens, "--margin-top"),
        lines=int(lines) if lines.isdecimal() else 0,
        inner=_length(tokens, "--margin-inner"),
        outer=_length(tokens, "--margin-outer"),
        columns=int(columns) if columns.isdecimal() else 1,
        gutter=_length(tokens, "--gutter"),
        leading=leading,
        baseline=baseline,
    )


def frame_of(grid: Grid, width: float, height: float, *, is_left: bool) -> Frame:
    """Return what is drawn over a page of a size in points."""
    width, height = round(width, 2), round(height, 2)
    left, right = (grid.outer, grid.inner) if is_left else (grid.inner, grid.outer)
    top, leading = grid.top, grid.leading
    if left is None or right is None or top is None or leading is None:
        return Frame(width, height, None, (), ())
    area = (left, top, width - left - right, grid.lines * leading)
    if min(area) < 0 or not grid.lines:
        return Frame(width, height, None, (), ())
    return Frame(width, height, area, _columns(grid, area), _baselines(grid, area))


def _columns(grid: Grid, area: Area) -> tuple[Area, ...]:
    if grid.gutter is None or grid.columns < 2:
        return ()
    left, top, width, height = area
    each = (width - grid.gutter * (grid.columns - 1)) / grid.columns
    step = each + grid.gutter
    return tuple((left + n * step, top, each, height) for n in range(grid.columns))


def _baselines(grid: Grid, area: Area) -> tuple[float, ...]:
    if grid.baseline is None or not grid.leading:
        return ()
    _, top, _, height = area
    count = max(0, int((height - grid.baseline) / grid.leading) + 1)
    return tuple(top + grid.baseline + n * grid.leading for n in range(count))


# --- tokens ---------------------------------------------------------------------------


@lru_cache(maxsize=8)
def _tokens(css: str) -> Mapping[str, str]:
    """Return the custom properties of `:root`: the last of a name holds."""
    found: dict[str, str] = {}
    rules: Any = tinycss2.parse_stylesheet(css, skip_comments=True)
    for rule in rules:
        if rule.type != "qualified-rule":
            continue
        if tinycss2.serialize(rule.prelude).strip() != ":root":
            continue
        for one in tinycss2.parse_blocks_contents(rule.content, skip_comments=True):
            if one.type == "declaration" and one.name.startswith("--"):
                found[one.name] = tinycss2.serialize(one.value).strip()
    return found


def _value(tokens: Mapping[str, str], name: str) -> str:
    """Return a token's value; one that is another token, that one's."""
    value = tokens.get(name, "")
    for _ in range(_DEEPEST):
        other = re.fullmatch(r"var\(\s*(--[\w-]+)\s*\)", value)
        if not other:
            break
        value = tokens.get(other[1], "")
    return value


def _length(tokens: Mapping[str, str], name: str) -> float | None:
    found = _LENGTH.fullmatch(_value(tokens, name).lower())
    if not found or found[2] not in _POINTS:
        return 0.0 if _value(tokens, name) == "0" else None
    try:
        return float(found[1]) * _POINTS[found[2]]
    except ValueError:
        return None


def _baseline(
    family: str, fonts: tuple[Path, ...], text: float, leading: float
) -> float | None:
    """Return how far below the top of its line (CSS 2.2, 10.8.1) a baseline is."""
    wanted = family.split(",")[0].strip().strip("\"'")
    for file in font_files(fonts):
        if wanted.replace(" ", "") not in file.stem.replace(" ", ""):
            continue
        with TTFont(file, lazy=True) as font:
            if str(font["name"].getBestFamilyName()) == wanted:
                ascent, descent = _metrics(font)
                size = text / int(font["head"].unitsPerEm)
                half_leading = (leading - (ascent - descent) * size) / 2
                return half_leading + ascent * size
    return None


def _metrics(font: Any) -> tuple[int, int]:
    """Return how far a font goes above and below the baseline, in its units."""
    os2, hhea = font["OS/2"], font["hhea"]
    if os2.fsSelection & _USE_TYPO:
        return os2.sTypoAscender, os2.sTypoDescender
    return hhea.ascent, hhea.descent
