"""Modules: two units side by side, each in some of the columns of a page.

In: two units that follow each other, and the forms they may have so. Out: pairs, set
once below the top of a page and once at it; where on a page they stand changes nothing
else. Neither goes on overleaf.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from exporter.compositor.galley import Sheet
from exporter.compositor.setting import Setter
from exporter.compositor.units import Place, Setting, Unit
from exporter.forms import Form

#: Any place below the top, in px: heads keep the rule above them there, and a pair is
#: set once for all places.
_BELOW = 1.0


@dataclass(frozen=True)
class Pair:
    """Two units side by side: as set, how high, their forms, what is cut of photos.

    What the lower of the two leaves empty below it counts as loose.
    """

    setting: Setting
    start: float
    height: float
    forms: tuple[Form, Form]
    crop: float


@dataclass(frozen=True)
class _Half:
    setting: Setting
    columns: int
    form: Form
    crop: float


def pairs(
    units: tuple[Unit, Unit],
    sheet: Sheet,
    spans: Mapping[str, int],
    crops: Sequence[float],
    *,
    top: bool,
) -> Iterator[Pair]:
    """Yield the ways to set two units side by side, at the `top` of a page or not."""
    one, two = units
    if two.titles or one.titles or _has_wide(one) or _has_wide(two):
        return
    sheet = replace(sheet, turned=one.turned and two.turned)
    start = 0.0 if top else _BELOW
    for columns in range(1, sheet.columns):
        lefts = list(_halves(one, _part(sheet, 0, columns), spans, crops, start))
        if not lefts:
            continue
        right = _part(sheet, columns, sheet.columns - columns)
        for half in _halves(two, right, spans, crops, start):
            yield from (_together(left, half, start) for left in lefts)


def _has_wide(unit: Unit) -> bool:
    """Return whether something in a unit needs all columns of a page."""
    return any(atom.wide for article in unit.articles for atom in article.flow.atoms)


def _part(sheet: Sheet, first: int, columns: int) -> Sheet:
    """Return some of the columns of a sheet."""
    width = columns * sheet.column + (columns - 1) * sheet.gutter
    left = sheet.column_x(first, columns)
    return replace(sheet, x=left, width=width, columns=columns)


def _halves(
    unit: Unit,
    sheet: Sheet,
    spans: Mapping[str, int],
    crops: Sequence[float],
    start: float,
) -> Iterator[_Half]:
    """Yield the ways to set a unit in the columns of `sheet`, on one page."""
    forms = [f for f in unit.articles[0].forms if f.run_on == unit.run_on]
    if unit.run_on:
        forms = forms[:1]
    else:
        forms = [form for form in forms if form.columns == sheet.columns]
    for form in forms:
        for crop in crops if unit.has_photos(form) else crops[:1]:
            setting = Setter(sheet, spans, unit, form, crop).set_at(Place(0, start))
            if setting.end.page == 0 and not setting.flaws:
                yield _Half(setting, sheet.columns, form, crop)


def _together(left: _Half, right: _Half, start: float) -> Pair:
    ends = [half.setting.end.y for half in (left, right)]
    low = max(ends)
    empty = sum(
        (half.setting.loose + low - half.setting.end.y) * half.columns
        for half in (left, right)
    )
    setting = Setting(
        [*left.setting.pieces, *right.setting.pieces],
        Place(0, low),
        loose=empty / (left.columns + right.columns),
    )
    forms = left.form, right.form
    return Pair(setting, start, low - start, forms, left.crop + right.crop)
