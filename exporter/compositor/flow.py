"""Text and photos that run through columns: how much of them fits where.

In: a `Flow`, the places and break rules of an article's lines and blocks in the
galley, and frames to fill. Out: which of them go where. Plain numbers in CSS px (1/96
inch); nothing here knows of boxes or pages. Breaks keep to what the stylesheet asks
for (CSS Fragmentation 3: orphans, widows, break-before, -after and -inside).
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

#: px within which two lengths are the same.
NEAR = 0.02
#: px within which columns end as low as may be.
_ALIKE = 1.0
#: px by which a line may miss the grid: no one sees it, and sums drift apart.
ON_GRID = 1.0
#: What is known of how a flow is balanced, some kB each: it may live for long.
MOST_BALANCED = 500


@dataclass(frozen=True)
class Atom:
    """The least that can be moved: a line, or a block that is not divided.

    `top` and `bottom` are its place in the galley; `keep` forbids a break before it.
    `on_grid` says that it is as high as one or more lines of the text; `floats`
    that it may move to the top of the next column, `far` to that of another page,
    `crop` by how much it may be lowered. `wide` says that it stands across all
    columns. `trim` is what is left out of it at the top of a column: the line that
    parts it from what stands above.
    """

    top: float
    bottom: float
    keep: bool = False
    on_grid: bool = False
    floats: bool = False
    far: bool = False
    crop: float = 0.0
    wide: bool = False
    trim: float = 0.0

    def moved(self, by: float, *, keep: bool) -> "Atom":
        """Return the atom so many px lower in its galley."""
        return replace(self, top=self.top + by, bottom=self.bottom + by, keep=keep)


class Frame(NamedTuple):
    """A place to be filled: left edge, top and bottom, in px on the page."""

    x: float
    top: float
    bottom: float


class Run(NamedTuple):
    """Atoms from `first` up to `last` (excluded) that stand together at (x, y).

    `height` is given where a photo is lowered; `moved` says that it stands elsewhere
    than in the text's order.
    """

    first: int
    last: int
    x: float
    y: float
    height: float = 0.0
    moved: bool = False


class Filled(NamedTuple):
    """What a row of frames took: up to which atom, photos that wait, where it ends."""

    runs: tuple[Run, ...]
    until: int
    waiting: tuple[int, ...]
    ends: tuple[float, ...]


class Flow:
    """Atoms in their order, with a grid of `leading` px."""

    def __init__(self, atoms: Sequence[Atom], leading: float) -> None:
        self.atoms = tuple(atoms)
        self.leading = leading
        self._bottoms = [atom.bottom for atom in atoms]
        #: What `balance` has found out, for frames that begin at 0.
        self.balanced: dict[tuple[object, ...], Filled | None] = {}
        self._led: dict[tuple[float, float, float], Flow] = {}

    def __len__(self) -> int:
        return len(self.atoms)

    @cached_property
    def segments(self) -> list[int]:
        """For each atom, where the run of its kind ends."""
        ends = [0] * len(self.atoms)
        end = len(self.atoms)
        for at in range(len(self.atoms) - 1, -1, -1):
            this = self.atoms[at]
            after = self.atoms[at + 1] if at + 1 < len(self.atoms) else None
            if (
                after is None
                or this.floats
                or after.floats
                or this.wide
                or after.wide
                or (this.on_grid != after.on_grid and after.on_grid)
            ):
                end = at + 1
            ends[at] = end
        return ends

    @cached_property
    def next_wide(self) -> list[int]:
        """For each atom, the next one that stands across all columns."""
        found, places = len(self.atoms), [0] * (len(self.atoms) + 1)
        places[len(self.atoms)] = found
        for at in range(len(self.atoms) - 1, -1, -1):
            found = at if self.atoms[at].wide else found
            places[at] = found
        return places

    def led_by(self, height: float, white: float, crop: float) -> "Flow":
        """Return a flow of a lead photo and these atoms, the same one each time.

        The photo has this height, of which `crop` px may be cut, and `white` below it.
        """
        key = height, white, crop
        if key not in self._led:
            photo = Atom(0, height, floats=True, far=True, crop=crop)
            shift = height + white - (self.atoms[0].top if self.atoms else 0.0)
            atoms = (atom.moved(shift, keep=atom.keep) for atom in self.atoms)
            self._led[key] = Flow([photo, *atoms], self.leading)
        return self._led[key]

    def gap(self, at: int) -> float:
        """Return the white before an atom, where it does not start a column."""
        return self.atoms[at].top - self.atoms[at - 1].bottom if at else 0.0

    def height(self, first: int, last: int) -> float:
        """Return the height of atoms that stand as they do in the galley."""
        return (
            self.atoms[last - 1].bottom - self.atoms[first].top if last > first else 0
        )

    def photo_height(self, at: int, crop: float) -> float:
        """Return the height of a photo with its caption, lowered by a share of what
        it may be, and so that what follows it stands on the grid."""
        atom = self.atoms[at]
        height = atom.bottom - atom.top
        after = self.gap(at + 1) if at + 1 < len(self.atoms) else 0.0
        over = (height - atom.crop * crop + after) % self.leading
        lowered = atom.crop * crop + over
        if over < NEAR or lowered <= atom.crop + NEAR:
            return height - lowered
        return height - atom.crop * crop + self.leading - over

    def fits_until(self, first: int, last: int, room: float) -> int:
        """Return up to which atom of first..last fits in `room`, breaking well."""
        limit = self.atoms[first].top + room + NEAR
        at = min(last, bisect_right(self._bottoms, limit, first, last))
        return at if at == last else self.break_before(at, first)

    def break_before(self, at: int, first: int) -> int:
        """Return the last place up to `at` where a break is allowed, or `first`."""
        while at > first and at < len(self.atoms) and self.atoms[at].keep:
            at -= 1
        return at


class Filler:
    """Fills frames with a flow, one after another.

    What may move to another column but not to another page does so if `near`.
    """

    def __init__(self, flow: Flow, crop: float, *, near: bool = True) -> None:
        self._flow = flow
        self._near = near
        self._crop = crop
        self._runs: list[Run] = []
        self._waiting: list[int] = []
        self._at = 0
        self._until = 0
        self._started = 0

    def fill(
        self,
        frames: Sequence[Frame],
        first: int,
        last: int,
        waiting: Sequence[int] = (),
    ) -> Filled:
        """Fill frames with first..last; photos that wait go first."""
        self._runs, self._waiting = [], list(waiting)
        self._at, self._until = first, last
        ends = tuple(self._fill_frame(frame) for frame in frames)
        return Filled(tuple(self._runs), self._at, tuple(self._waiting), ends)

    def _fill_frame(self, frame: Frame) -> float:
        """Fill one frame; return where it ends."""
        y = frame.top
        flow = self._flow
        self._started = self._at
        before = len(self._runs)
        while self._waiting and (end := self._place_photo(self._waiting[0], frame, y)):
            self._waiting.pop(0)
            y = end
        while self._at < self._until:
            at = self._at
            if flow.atoms[at].floats and (self._near or flow.atoms[at].far):
                end = None if self._waiting else self._place_photo(at, frame, y)
                if end is None:
                    self._waiting.append(at)
                else:
                    y = end
                self._at += 1
                continue
            y, whole = self._place_text(at, frame, y)
            if not whole:
                break
        self._take_back()
        if len(self._runs) == before:
            return frame.top
        last = self._runs[-1]
        return last.y + (last.height or flow.height(last.first, last.last))

    def _take_back(self) -> None:
        """Take back what must not stand apart from what comes next."""
        flow = self._flow
        while (
            self._runs
            and self._at < self._until
            and flow.atoms[self._at].keep
            and self._runs[-1].last == self._at
            and not self._runs[-1].moved
            and self._runs[-1].first >= self._started
        ):
            run = self._runs.pop()
            at = flow.break_before(run.last - 1, run.first)
            if at > run.first and not flow.atoms[run.first].floats:
                self._runs.append(Run(run.first, at, run.x, run.y))
            self._at = at

    def _place_photo(self, at: int, frame: Frame, y: float) -> float | None:
        """Place a photo at `y`; return where it ends, None where it does not fit."""
        flow = self._flow
        height = flow.photo_height(at, self._crop)
        before = 0.0 if y <= frame.top + NEAR else max(0.0, flow.gap(at))
        start = self._snapped(y + before, frame) if before else y
        if start + height > frame.bottom + NEAR:
            return None
        moved = bool(self._waiting) or at != self._at
        self._runs.append(Run(at, at + 1, frame.x, start, height, moved))
        after = flow.gap(at + 1) if at + 1 < len(flow) else 0.0
        return start + height + after

    def _place_text(self, at: int, frame: Frame, y: float) -> tuple[float, bool]:
        """Place what fits of the run at `at`; return its end, and if it is all."""
        flow = self._flow
        last = min(flow.segments[at], self._until)
        start = y - flow.atoms[at].trim
        if y > frame.top + NEAR:
            start = y + self._gap(at)
            if flow.atoms[at].on_grid:
                start = self._snapped(start, frame)
        until = flow.fits_until(at, last, frame.bottom - start)
        if until == at:
            return y, False
        self._runs.append(Run(at, until, frame.x, start))
        self._at = until
        return start + flow.height(at, until), until == last

    def _gap(self, at: int) -> float:
        """Return the white before text; a photo above has brought it along."""
        flow = self._flow
        if not (at and flow.atoms[at - 1].floats):
            return flow.gap(at)
        if self._runs and self._runs[-1].last == at:
            return 0.0
        return max(flow.gap(at), flow.gap(at - 1))  # the photo stands elsewhere

    def _snapped(self, y: float, frame: Frame) -> float:
        """Return `y` moved down to the grid."""
        leading = self._flow.leading
        lines = (y - frame.top) / leading
        whole = round(lines)
        if abs(lines - whole) * leading > ON_GRID:
            whole = int(lines) + 1
        return frame.top + whole * leading


def balance(
    flow: Flow,
    frames: Sequence[Frame],
    first: int,
    last: int,
    waiting: Sequence[int],
    crop: float,
) -> Filled | None:
    """Fill frames as low as may be, so that they end alike; None if it is too much.

    How they end alike does not depend on where on the page they begin: it is found out
    once, and kept with the flow.
    """
    top = min(frame.top for frame in frames)
    most = max(frame.bottom for frame in frames)
    shape = tuple((frame.x, round(frame.top - top, 3)) for frame in frames)
    key = shape, most, first, last, tuple(waiting), crop
    if key not in flow.balanced:
        if len(flow.balanced) >= MOST_BALANCED:
            flow.balanced.clear()
        flow.balanced[key] = _balanced(flow, *key)
    found = flow.balanced[key]
    if found is None or top + max(found.ends) > most + NEAR:
        return None
    runs = tuple(
        Run(run.first, run.last, run.x, run.y + top, run.height, run.moved)
        for run in found.runs
    )
    ends = tuple(end + top for end in found.ends)
    return Filled(runs, found.until, found.waiting, ends)


def _balanced(
    flow: Flow,
    shape: Sequence[tuple[float, float]],
    most: float,
    first: int,
    last: int,
    waiting: Sequence[int],
    crop: float,
) -> Filled | None:
    """Do so for frames of these left edges and tops, of which the highest is at 0."""
    filler = Filler(flow, crop)

    def attempt(bottom: float) -> Filled | None:
        lower = [Frame(x, top, bottom) for x, top in shape]
        filled = filler.fill(lower, first, last, waiting)
        return filled if filled.until == last and not filled.waiting else None

    best = attempt(most)
    if best is None:
        return None
    low, high = 0.0, max(best.ends)
    if closer := attempt(high):
        best = closer
    while high - low > _ALIKE:
        middle = (low + high) / 2
        filled = attempt(middle)
        if filled is None:
            low = middle
        else:
            best, high = filled, min(middle, max(filled.ends))
    return best
