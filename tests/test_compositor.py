"""The compositor: text and photos placed in columns, forms read from a layout."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exporter.compositor import flow as flow_module
from exporter.compositor import units
from exporter.compositor.flow import (
    NEAR,
    Atom,
    Filled,
    Filler,
    Flow,
    Frame,
    Run,
    balance,
)
from exporter.compositor.galley import ArticleGalley, Block, Galley, Sheet
from exporter.compositor.markup import spread
from exporter.compositor.modules import pairs
from exporter.compositor.plan import make_plan
from exporter.compositor.units import Piece, Unit
from exporter.errors import LayoutError
from exporter.forms import ALL, Composition, Form
from exporter.layout import load_layout

LEADING = 16.0


def flow_of(*kinds: str) -> Flow:
    """Return a flow of paragraphs: "5" has five lines, "p80" is a photo 80 px high,
    "b50" a block that stays, "s" a subhead of one line that keeps with what follows."""
    atoms: list[Atom] = []
    y, keep = 0.0, False
    for kind in kinds:
        if kind.isdigit():
            lines = int(kind)
            for line in range(lines):
                held = 0 < line < 2 or 0 < line > lines - 2
                first = keep if line == 0 else held
                atoms.append(Atom(y, y + LEADING, keep=first, on_grid=True))
                y += LEADING
            keep = False
        elif kind == "s":
            y += LEADING
            atoms.append(Atom(y, y + LEADING, keep=keep, on_grid=True))
            y, keep = y + LEADING, True
        else:
            high, photo = float(kind[1:]), kind[0] == "p"
            y += 8
            atoms.append(Atom(y, y + high, keep=keep, floats=photo, far=photo))
            y, keep = y + high + 8, False
    return Flow(atoms, LEADING)


def frames(heights: Sequence[float]) -> list[Frame]:
    return [Frame(100.0 * n, 50.0, 50.0 + high) for n, high in enumerate(heights)]


def _bottom(flow: Flow, run: Run) -> float:
    return run.y + (run.height or flow.height(run.first, run.last))


def placed(filled: Filled) -> list[int]:
    return [at for run in filled.runs for at in range(run.first, run.last)]


KINDS = st.one_of(
    st.integers(1, 12).map(str),
    st.integers(20, 200).map("p{}".format),
    st.integers(10, 90).map("b{}".format),
    st.just("s"),
)
FLOWS = st.lists(KINDS, min_size=1, max_size=12).map(lambda kinds: flow_of(*kinds))
HEIGHTS = st.lists(st.floats(210, 500), min_size=1, max_size=4)


@given(flow=FLOWS, heights=HEIGHTS)
def test_what_is_placed_stands_in_its_frame_and_on_nothing(
    flow: Flow, heights: list[float]
) -> None:
    rows = frames(heights)
    filled = Filler(flow, 0.0).fill(rows, 0, len(flow))
    for frame in rows:
        end = frame.top
        for run in (r for r in filled.runs if r.x == frame.x):
            high = run.height or flow.height(run.first, run.last)
            assert run.y >= end - NEAR
            end = run.y + high
            assert end <= frame.bottom + 2 * NEAR


@given(flow=FLOWS, heights=HEIGHTS)
def test_each_atom_is_placed_once_or_waits(flow: Flow, heights: list[float]) -> None:
    filled = Filler(flow, 0.0).fill(frames(heights), 0, len(flow))
    found = sorted([*placed(filled), *filled.waiting])
    assert found == list(range(filled.until))


@given(flow=FLOWS, heights=HEIGHTS)
def test_no_column_ends_where_no_break_is_allowed(
    flow: Flow, heights: list[float]
) -> None:
    """Widows, orphans, and subheads at a column's foot are kept together."""
    filled = Filler(flow, 0.0).fill(frames(heights), 0, len(flow))
    texts = [r for r in filled.runs if not flow.atoms[r.first].floats]
    for one, other in pairwise(texts):
        if one.x != other.x and one.last == other.first:
            assert not flow.atoms[other.first].keep


@given(flow=FLOWS, count=st.integers(1, 4))
def test_columns_are_balanced_as_low_as_they_go(flow: Flow, count: int) -> None:
    rows = frames([5000.0] * count)
    done = balance(flow, rows, 0, len(flow), (), 0.0)
    assert done is not None
    assert sorted(placed(done)) == list(range(len(flow)))
    lower = [Frame(f.x, f.top, max(done.ends) - LEADING) for f in rows]
    assert max(done.ends) == max(_bottom(flow, run) for run in done.runs)
    again = Filler(flow, 0.0).fill(lower, 0, len(flow))
    assert again.until < len(flow) or again.waiting


def test_a_photo_that_does_not_fit_stands_on_top_of_the_next_column() -> None:
    flow = flow_of("6", "p150", "9")
    filled = Filler(flow, 0.0).fill(frames([200, 400]), 0, len(flow))
    photo = next(run for run in filled.runs if run.first == 6)
    assert (photo.x, photo.y, photo.moved) == (100.0, 50.0, True)
    text = [run for run in filled.runs if run.x == 0.0]
    assert sum(run.last - run.first for run in text) > 6  # the text went on below


def test_a_photo_is_lowered_by_no_more_than_it_may() -> None:
    atoms = [Atom(0, 100, floats=True, far=True, crop=14), Atom(108, 124, on_grid=True)]
    flow = Flow(atoms, LEADING)
    assert 86 - NEAR <= flow.photo_height(0, 1.0) <= 100
    assert (flow.photo_height(0, 0.0) + 8) % LEADING == pytest.approx(0, abs=NEAR)


# --- forms --------------------------------------------------------------------------


FORMS = Composition(
    (
        Form("lead", "large", "full", opener=True),
        Form("brief", "small", run_on=True, words=(0, 60), opener=False),
        Form("photo", "middle", "column", opener=False),
        Form("text", "middle"),
    )
)


@pytest.mark.parametrize(
    ("words", "opener", "photos", "pinned", "expected"),
    [
        (300, True, ["full", "column"], "", ["lead"]),
        (300, False, ["full", "column"], "", ["photo"]),
        (30, False, [], "", ["brief", "text"]),
        (300, False, [], "", ["text"]),
        (300, False, [], "lead", ["lead"]),  # what an editor pins stands
        (300, True, ["column"], "", ["photo", "brief", "text"]),  # none fits: all
    ],
)
def test_an_article_has_the_forms_that_fit(
    words: int, opener: bool, photos: list[str], pinned: str, expected: list[str]
) -> None:
    found = FORMS.forms_for(words, opener=opener, photos=photos, pinned=pinned)
    assert {form.name for form in found} == set(expected)


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ('[forms.a]\nhed = "large"', "unknown key `hed`"),
        ('[forms.a]\nphoto = "nowhere"', "there is no slot 'nowhere'"),
        ("[forms.a]\nwords = [1]", "`words` has another form"),
        ("[composition]\ncrop = 2.0", "[composition] has another form"),
        ('[composition]\nfront = "none"', "[composition] has another form"),
        ("[composition]\ncrop = true", "`crop` has another form"),
        ('[forms.a]\ncolumns = 1\nphoto = "full"', "wider than the form's columns"),
        ('[slots.big]\nmm = [9, 9]\nspan = "two"', "no span that can be used"),
    ],
)
def test_a_layout_with_a_broken_form_is_refused(
    toml: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / "layout.toml").write_text(f'extends = "magazine"\n{toml}\n')
    with pytest.raises(LayoutError) as caught:
        load_layout(f"./{tmp_path.name}", tmp_path.parent)
    assert said in str(caught.value)
    assert "layout.toml" in caught.value.where


# --- articles that stay, in plan after plan -------------------------------------------

ACROSS = (Form("plain", "small"), Form("photo", "small", "lead", cost=1.0))
WHOLE = Composition(ACROSS, crop=0.3)


def article_across(*kinds: str) -> ArticleGalley:
    """Return an article with a head across the page, and a lead photo it may have."""
    heads = {("small", ALL): Block(None, 60.0, 10.0, 6.0, 4.0)}
    leads = {"lead": Block(None, 150.0, 8.0, 8.0, crop=45.0)}
    return ArticleGalley(
        *(None, "a", ACROSS, heads, leads, None, flow_of(*kinds), [], {}, 10.0)
    )


def plan_of(articles: Sequence[ArticleGalley], sheet: Sheet, title: float) -> object:
    """Return where all stands, each article below a title so high."""
    items: list[Block | ArticleGalley] = []
    for article in articles:
        items += Block(None, title, 12.0, 6.0, 2.0), article
    plan = make_plan(Galley(sheet, items), WHOLE)
    pieces = [(p.page, p.x, p.y, p.height, p.run, p.moved) for p in plan.pieces]
    return pieces, plan.cost, plan.forms, plan.reachable, plan.shortest


TEXTS = st.lists(KINDS, min_size=1, max_size=4)


@settings(max_examples=20)
@given(one=TEXTS, two=TEXTS, title=st.sampled_from([20.0, 90.0]), low=st.booleans())
def test_an_article_is_planned_as_if_it_had_not_been_planned_before(
    one: list[str], two: list[str], title: float, low: bool
) -> None:
    """Elsewhere on a page, on another sheet, below another title, and once more."""
    kept = article_across(*two)
    for sheet in (SHEET, replace(SHEET, height=330.0 if low else SHEET.height)):
        for first, above in ((one, 20.0), ([*one, "3"], title), (one, 20.0)):
            for turn in (1, -1):
                both = [article_across(*first), kept][::turn]
                anew = [article_across(*first), article_across(*two)][::turn]
                assert plan_of(both, sheet, above) == plan_of(anew, sheet, above)


def test_what_was_tried_of_an_article_is_not_tried_again() -> None:
    kept = article_across("30", "p80", "12")
    plan_of([kept], SHEET, 20.0)
    known = {key: dict(places) for key, places in kept.tried.items()}
    assert any(known.values())
    plan_of([kept.in_run(1)], SHEET, 20.0)
    assert kept.tried == known
    again = [places[y] for key, places in kept.tried.items() for y in places]
    assert all(a is b for a, b in zip(again, _all(known), strict=True))


def _all(known: Mapping[object, Mapping[float, object]]) -> list[object]:
    return [tried for places in known.values() for tried in places.values()]


def test_no_more_is_known_of_an_article_than_there_is_room_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(units, "MOST_TRIED", 10)
    monkeypatch.setattr(flow_module, "MOST_BALANCED", 3)
    kept = article_across("9", "p40", "9")
    for lines in range(1, 30):
        plan_of([article_across(str(lines)), kept], SHEET, 20.0)
        assert len(kept.flow.balanced) <= 3
    assert len(_all(kept.tried)) < 100


# --- two articles side by side ------------------------------------------------------

SHEET = Sheet(x=40, y=50, width=340, height=500, columns=4, column=70, gutter=20)
MODULES = tuple(Form(f"m{n}", "small", columns=n) for n in (1, 2, 3))


def unit_of(*kinds: str) -> Unit:
    """Return an article as a unit, with a head for every number of columns."""
    heads = {("small", n): Block(None, 120.0 / n, 10.0, 6.0, 4.0) for n in (1, 2, 3)}
    flow = flow_of(*kinds)
    article = ArticleGalley(
        *(None, "a", MODULES, heads, {}, None, flow, [], {}, 10.0, 0)
    )
    return Unit((article,), run_on=False)


@given(one=st.integers(1, 60), two=st.integers(1, 60), top=st.booleans())
def test_articles_side_by_side_keep_to_their_columns(
    one: int, two: int, top: bool
) -> None:
    units = unit_of(str(one)), unit_of(str(two))
    for pair in pairs(units, SHEET, {}, (0.0,), top=top):
        ours, theirs = ([p for p in pair.setting.pieces if p.source is u.articles[0]]
                        for u in units)  # fmt: skip
        columns = pair.forms[0].columns
        assert columns + pair.forms[1].columns == SHEET.columns
        assert all(p.x < SHEET.column_x(columns) for p in ours)
        assert all(p.x >= SHEET.column_x(columns) for p in theirs)
        assert ours[0].y == theirs[0].y  # the heads stand in line
        assert pair.height <= SHEET.height


@given(one=st.integers(1, 60), two=st.integers(1, 60))
def test_what_is_read_from_right_to_left_is_set_as_in_a_mirror(
    one: int, two: int
) -> None:
    def columns_of(turned: bool) -> list[list[tuple[int, float]]]:
        units = unit_of(str(one)), unit_of(str(two))
        for unit in units:
            unit.articles[0].turned = turned
        found = pairs(units, SHEET, {}, (0.0,), top=True)
        return [
            [place_of(piece) for piece in p.setting.pieces if piece.run] for p in found
        ]

    def place_of(piece: Piece) -> tuple[int, float]:
        return round((piece.x - SHEET.x) / (SHEET.column + SHEET.gutter)), piece.y

    last = SHEET.columns - 1
    mirrored = [[(last - at, y) for at, y in pair] for pair in columns_of(turned=True)]
    assert mirrored == columns_of(turned=False)


def test_articles_of_like_length_stand_side_by_side_and_leave_little_empty() -> None:
    units = unit_of("6", "6"), unit_of("8", "4")
    best = min(
        pairs(units, SHEET, {}, (0.0,), top=False), key=lambda pair: pair.setting.loose
    )
    assert [form.columns for form in best.forms] == [2, 2]
    assert best.setting.loose < 1


def test_what_needs_all_columns_or_stands_below_a_title_has_no_neighbour() -> None:
    plain, titled, wide = (unit_of("4") for _ in range(3))
    titled.titles = (Block(None, 30.0, 0.0, 0.0),)
    atom = wide.articles[0].flow.atoms[0]
    wide.articles[0].flow = Flow([replace(atom, wide=True)], LEADING)
    for two in ((plain, titled), (titled, plain), (plain, wide), (wide, plain)):
        assert not list(pairs(two, SHEET, {}, (0.0,), top=False))


def test_what_stands_for_a_missing_photo_opens_the_text() -> None:
    """Overleaf, where a photo may stand, its words would part a paragraph."""
    markup = (
        '<html><body><article id="a"><div class="head"/><div class="photo-missing"/>'
        '<div class="columns"><p>Isi.</p></div></article></body></html>'
    )
    root = ElementTree.fromstring(markup)
    article = next(root.iter("article"))
    spread(article, load_layout("magazine", Path()).composition)
    assert "photo-missing" not in [child.get("class") for child in article]
    flow = next(one for one in article if one.get("class") == "columns")
    assert [child.get("class") for child in flow] == ["photo-missing", None]
