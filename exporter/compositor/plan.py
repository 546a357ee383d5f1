"""Choose how each article of a part is set, so that its pages fill best.

In: a `Galley`. Out: a `Plan`: every piece with its place, the form chosen for each
article, and how many pages it takes. The search tries units in their order and keeps
the best few ways to get to each place on a page (a beam search): the same galley
always gives the same plan, in a bounded number of tries.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from exporter.compositor.flow import NEAR
from exporter.compositor.galley import ArticleGalley, Block, Galley, Sheet
from exporter.compositor.modules import Pair, pairs
from exporter.compositor.setting import Setter
from exporter.compositor.units import Choice, Piece, Place, Setting, Tried, Unit
from exporter.forms import ALL, Composition, Form

#: Ways kept after each unit, at most one for each stretch of a page.
BEAM = 60
STRETCHES = 40
#: Ways kept where only the room counts.
SHORTEST = 10
#: Ways to set two units side by side that are tried at each place.
PAIRS = 12
#: Shares of what may be cut from photos that are tried.
CROPS = (0.0, 0.33, 0.67, 1.0)
#: What it costs, in hundredths of an empty page.
CROP_COST = 1.5
RUN_ON_COST = 5.0
HOLE_COST = 600.0
#: A page emptier than this breaks the layout's promise.
MOST_EMPTY = 0.36
BROKEN_COST = 100.0
FLAW_COST = 200.0
#: For columns that end higher than others, per page of them.
LOOSE_COST = 100.0


@dataclass(eq=False)
class Way:
    """A way to set the units so far.

    `forms` are those of the last one, or of the last two, side by side. One was tried
    from `y` on, as `choice` says; two are set as `beside` says, but `lowered` by so
    many px.
    """

    place: Place
    cost: float
    before: "Way | None" = None
    forms: tuple[Form, ...] = ()
    choice: Choice | None = None
    y: float = 0.0
    beside: Setting = field(default_factory=Setting)
    lowered: float = 0.0


@dataclass(frozen=True)
class Plan:
    """How a part is set.

    `reachable` are the costs of the numbers of pages it may have, `shortest` is the
    least depth found for it, in pages.
    """

    pieces: tuple[Piece, ...]
    pages: int
    cost: float
    forms: dict[str, Form]
    reachable: dict[int, float]
    shortest: float


def make_plan(galley: Galley, composition: Composition, pages: int = 0) -> Plan:
    """Return the best plan for a galley; of `pages` pages, where that can be.

    `EXPLORE` (exporter.forms) in place of a number asks what can be reached, too.
    """
    units = list(_units(galley))
    height = galley.sheet.height
    ways = _search(units, galley, composition, _best)
    if pages:
        ways += _search(units, galley, composition, _shortest)
    ended = [(way, way.cost + _end_cost(way.place, height)) for way in ways]
    reachable: dict[int, float] = {}
    for way, cost in ended:
        count = _pages(way.place)
        reachable[count] = min(cost, reachable.get(count, cost))
    wanted = [pair for pair in ended if _pages(pair[0].place) == pages] or ended
    way, cost = min(wanted, key=lambda pair: pair[1])
    shortest = min(_depth(way, height) for way in ways)
    pieces, forms = _written(way, units, galley.sheet, composition)
    return Plan(pieces, _pages(way.place), cost, forms, reachable, shortest)


def _search(
    units: Sequence[Unit],
    galley: Galley,
    composition: Composition,
    keep: Callable[[list[Way], float], list[Way]],
) -> list[Way]:
    """Return ways to set all units; after each, those that `keep` chooses go on."""
    height = galley.sheet.height
    reached: list[list[Way]] = [[] for _ in range(len(units) + 1)]
    reached[0] = [Way(Place(0, 0.0), 0.0)]
    for index, unit in enumerate(units):
        ways = keep(reached[index], height) if index else reached[0]
        reached[index + 1] += _one_more(ways, unit, galley.sheet, composition)
        if index + 1 < len(units) and composition.has_modules:
            two = unit, units[index + 1]
            reached[index + 2] += _two_more(ways, two, galley.sheet, composition)
    return keep(reached[-1], height)


def _one_more(
    ways: list[Way], unit: Unit, sheet: Sheet, composition: Composition
) -> Iterator[Way]:
    """Yield the ways to set one more unit, across the page."""
    trials = {
        top: [
            _Trial(unit, choice, sheet, composition)
            for choice in _choices(unit, composition, top=top)
        ]
        for top in (True, False)
    }
    for way in ways:
        for trial in trials[way.place.is_top]:
            tried, choice = trial.at(way.place.y), trial.choice
            place = Place(way.place.page + tried.end.page, tried.end.y)
            cost = way.cost + tried.cost
            if unit.titles and not choice.fresh and not way.place.is_top:
                cost += RUN_ON_COST
            yield Way(place, cost, way, (choice.form,), choice, tried.y)


class _Trial:
    """One way to set a unit, tried in many places.

    Only where it ends and what it costs is wanted. Editions that follow each other
    try much the same: what was found out stays with the unit's article.
    """

    def __init__(
        self, unit: Unit, choice: Choice, sheet: Sheet, composition: Composition
    ) -> None:
        self.choice = choice
        self._height = sheet.height
        self._setter = _setter(unit, choice, sheet, composition)
        self._tried = unit.tried(choice, sheet, composition.spans)

    def at(self, y: float) -> Tried:
        """Return what it comes to from `y` px on, or less than a tenth of one above.

        Sums of lengths differ by their rounding; so the same places come again.
        """
        y = math.floor(y * 10 + NEAR) / 10
        found = self._tried.get(y)
        if found is None:
            found = self._tried[y] = self._try(y)
        return found

    def _try(self, y: float) -> Tried:
        choice = self.choice
        setting = self._setter.set_at(Place(0, y), fresh=choice.fresh)
        cost = _cost(setting, (choice.form,), choice.crop, self._height)
        return Tried(y, setting.end, cost)


def _setter(
    unit: Unit, choice: Choice, sheet: Sheet, composition: Composition
) -> Setter:
    return Setter(sheet, composition.spans, unit, choice.form, choice.crop)


def _two_more(
    ways: list[Way], units: tuple[Unit, Unit], sheet: Sheet, composition: Composition
) -> Iterator[Way]:
    """Yield the ways to set two more units, side by side on the same page."""
    best: dict[bool, list[tuple[float, Pair]]] = {}
    crops = CROPS[::3] if composition.crop else CROPS[:1]
    for way in ways:
        top = way.place.is_top
        if top not in best:
            found = pairs(units, sheet, composition.spans, crops, top=top)
            costs = (
                (_cost(pair.setting, pair.forms, pair.crop, sheet.height), pair)
                for pair in found
            )
            best[top] = sorted(costs, key=lambda one: one[0])[:PAIRS]
        for cost, pair in best[top]:
            y = way.place.y + pair.height
            if y <= sheet.height + NEAR:
                place = Place(way.place.page, y)
                lowered = way.place.y - pair.start
                yield Way(
                    *(place, way.cost + cost, way, pair.forms),
                    beside=pair.setting,
                    lowered=lowered,
                )


def _depth(way: Way, height: float) -> float:
    """Return how deep a way goes, in pages."""
    return way.place.page + way.place.y / height


def _shortest(ways: list[Way], height: float) -> list[Way]:
    """Return the few ways that take the least room."""
    return sorted(ways, key=lambda way: (_depth(way, height), way.cost))[:SHORTEST]


def _pages(place: Place) -> int:
    return place.page + (0 if place.is_top else 1)


def _units(galley: Galley) -> Iterator[Unit]:
    """Yield what is set as one: short articles that follow each other run together."""
    titles: tuple[Block, ...] = ()
    short: list[ArticleGalley] = []
    for item in [*galley.items, None]:
        runs_on = isinstance(item, ArticleGalley) and item.forms[0].run_on
        if short and not runs_on:
            alone = len(short) == 1 and any(not f.run_on for f in short[0].forms)
            yield Unit(tuple(short), not alone, titles)
            short, titles = [], ()
        if isinstance(item, Block):
            titles = (*titles, item)
        elif runs_on and item is not None:
            short.append(item)
        elif item is not None:
            yield Unit((item,), False, titles)
            titles = ()


def _choices(unit: Unit, composition: Composition, *, top: bool) -> Iterator[Choice]:
    """Yield the ways to set a unit, at the `top` of a page or below it."""
    forms = [f for f in unit.articles[0].forms if f.run_on == unit.run_on]
    forms = [form for form in forms if form.columns == ALL] or forms
    if unit.run_on:
        forms = forms[:1]
    starts: Sequence[bool] = (False,)
    if unit.titles and not top and composition.sections_start_pages:
        starts = (True, False)
    for form in forms:
        crops = CROPS if composition.crop and unit.has_photos(form) else CROPS[:1]
        for crop in crops:
            for fresh in starts:
                yield Choice(form, crop, fresh)


def _cost(setting: Setting, forms: Sequence[Form], crop: float, height: float) -> float:
    cost = sum(form.cost for form in forms) + crop * CROP_COST
    cost += setting.flaws * FLAW_COST + LOOSE_COST * setting.loose / height
    return cost + sum(_hole_cost(hole / height) for hole in setting.holes)


def _hole_cost(share: float) -> float:
    return HOLE_COST * share**2 + (BROKEN_COST if share > MOST_EMPTY else 0.0)


def _end_cost(place: Place, height: float) -> float:
    return 0.0 if place.is_top else _hole_cost(1 - place.y / height)


def _best(ways: list[Way], height: float) -> list[Way]:
    """Return the best way to each stretch of a page, and of those the best few.

    Ways that end in different places are kept, though they cost more: they are what
    lets a later page, and the last, come out full.
    """
    by_place: dict[int, Way] = {}
    for way in sorted(ways, key=lambda way: way.cost):
        by_place.setdefault(int(_depth(way, height) * STRETCHES), way)
    return list(by_place.values())[:BEAM]


def _written(
    way: Way, units: Sequence[Unit], sheet: Sheet, composition: Composition
) -> tuple[tuple[Piece, ...], dict[str, Form]]:
    """Return the pieces of a way, counted from the part's first page, and its forms."""
    steps: list[Way] = []
    at: Way | None = way
    while at is not None and at.before is not None:
        steps.append(at)
        at = at.before
    steps.reverse()
    pieces: list[Piece] = []
    forms: dict[str, Form] = {}
    left = iter(units)
    for step in steps:
        assert step.before is not None
        first = step.before.place.page
        of = list(islice(left, len(step.forms)))
        setting = step.beside
        if step.choice is not None:
            setter = _setter(of[0], step.choice, sheet, composition)
            setting = setter.set_at(Place(0, step.y), fresh=step.choice.fresh)
        pieces += [_on(piece, first, step.lowered) for piece in setting.pieces]
        for form, unit in zip(step.forms, of, strict=True):
            forms.update({a.identifier: form for a in unit.articles})
    return tuple(pieces), forms


def _on(piece: Piece, first: int, lowered: float) -> Piece:
    run = piece.run
    if run is not None and lowered:
        run = run._replace(y=run.y + lowered)
    return piece._replace(page=piece.page + first, y=piece.y + lowered, run=run)
