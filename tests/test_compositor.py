"""The compositor: text and photos placed in columns, forms read from a layout."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
from exporter.errors import LayoutError
from exporter.forms import Composition, Form
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
