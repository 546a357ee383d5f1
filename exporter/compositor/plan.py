"""Choose how each article of a part is set, so that its pages fill best.

In: a `Galley`. Out: a `Plan`: every piece with its place, the form chosen for each
article, and how many pages it takes. The search tries units in their order and keeps
the best few ways to get to each place on a page (a beam search): the same galley
always gives the same plan, in a bounded number of tries.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from exporter.compositor.galley import ArticleGalley, Block, Galley
from exporter.compositor.setting import Setter
from exporter.compositor.units import Piece, Place, Setting, Unit
from exporter.forms import Composition, Form

#: Ways kept after each unit, at most one for each stretch of a page.
BEAM = 60
STRETCHES = 40
#: Ways kept where only the room counts.
SHORTEST = 10
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


@dataclass(frozen=True)
class Choice:
    """How a unit is set."""

    form: Form
    crop: float
    fresh: bool


@dataclass(eq=False)
class Way:
    """A way to set the units so far."""

    place: Place
    cost: float
    before: "Way | None" = None
    setting: Setting = field(default_factory=Setting)
    choice: Choice | None = None


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
    return _written(way, units, cost, (reachable, shortest))


def _search(
    units: Sequence[Unit],
    galley: Galley,
    composition: Composition,
    keep: Callable[[list[Way], float], list[Way]],
) -> list[Way]:
    """Return ways to set all units; after each, those that `keep` chooses go on."""
    sheet = galley.sheet
    ways = [Way(Place(0, 0.0), 0.0)]
    for unit in units:
        known: dict[tuple[float, Choice], Setting] = {}
        found: list[Way] = []
        for way in ways:
            for choice in _choices(unit, way.place, composition):
                key = round(way.place.y, 1), choice
                if key not in known:
                    how = composition.spans, unit, choice.form, choice.crop
                    setter = Setter(sheet, *how)
                    known[key] = setter.set_at(
                        Place(0, way.place.y), fresh=choice.fresh
                    )
                setting = known[key]
                place = Place(way.place.page + setting.end.page, setting.end.y)
                cost = way.cost + _cost(setting, choice, unit, sheet.height, way.place)
                found.append(Way(place, cost, way, setting, choice))
        ways = keep(found, sheet.height)
    return ways


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


def _choices(unit: Unit, place: Place, composition: Composition) -> Iterator[Choice]:
    forms = [f for f in unit.articles[0].forms if f.run_on == unit.run_on]
    if unit.run_on:
        forms = forms[:1]
    starts: Sequence[bool] = (False,)
    if unit.titles and not place.is_top and composition.sections_start_pages:
        starts = (True, False)
    for form in forms:
        crops = CROPS if composition.crop and _has_photos(unit, form) else CROPS[:1]
        for crop in crops:
            for fresh in starts:
                yield Choice(form, crop, fresh)


def _has_photos(unit: Unit, form: Form) -> bool:
    return bool(form.photo) or any(
        atom.floats or atom.wide for a in unit.articles for atom in a.flow.atoms
    )


def _cost(
    setting: Setting, choice: Choice, unit: Unit, height: float, place: Place
) -> float:
    cost = choice.form.cost + choice.crop * CROP_COST + setting.flaws * FLAW_COST
    if unit.titles and not choice.fresh and not place.is_top:
        cost += RUN_ON_COST
    cost += LOOSE_COST * setting.loose / height
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
    way: Way, units: list[Unit], cost: float, found: tuple[dict[int, float], float]
) -> Plan:
    """Return the plan that a way is, its pieces counted from the part's first page."""
    steps: list[Way] = []
    at: Way | None = way
    while at is not None and at.before is not None:
        steps.append(at)
        at = at.before
    steps.reverse()
    pieces: list[Piece] = []
    forms: dict[str, Form] = {}
    for unit, step in zip(units, steps, strict=True):
        assert step.before is not None and step.choice is not None
        first = step.before.place.page
        pieces += [_on(piece, first) for piece in step.setting.pieces]
        forms.update({a.identifier: step.choice.form for a in unit.articles})
    return Plan(tuple(pieces), _pages(way.place), cost, forms, *found)


def _on(piece: Piece, first: int) -> Piece:
    values = {**vars(piece)}
    values["page"] += first
    return Piece(**values)
