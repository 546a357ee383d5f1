"""Set one unit, an article or a run of short ones, below what stands on a page.

In: a unit, the form and the crop chosen for it, and where the page is filled to. Out:
pieces with their places, page by page, and what they leave empty. Nothing is changed:
the same unit is set many times until the best way is found.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from exporter.compositor.flow import (
    NEAR,
    Filled,
    Filler,
    Flow,
    Frame,
    Run,
    balance,
)
from exporter.compositor.galley import ArticleGalley, Block, Sheet
from exporter.compositor.markup import head_of
from exporter.compositor.units import Joined, Piece, Place, Setting, Unit
from exporter.forms import ALL, Form

#: Lines that must stand in each column below a head, and on the page after a break.
LEAST_BELOW = 2
LEAST_AFTER = 3
#: Lines of an article that do not stand alone on a page, in all columns together.
LEAST_IN_ALL = 4
#: How grave it is that a lead photo stands overleaf, against what cannot be set.
PHOTO_OVERLEAF = 0.03
#: How grave it is that a few last lines stand alone overleaf.
FEW_OVERLEAF = 0.1


class Setter:
    """Sets one unit on a sheet."""

    def __init__(
        self,
        sheet: Sheet,
        spans: Mapping[str, int],
        unit: Unit,
        form: Form,
        crop: float,
    ) -> None:
        self._sheet = replace(sheet, turned=unit.turned)
        self._spans = spans
        self._unit = unit
        self._form = form
        self._crop = crop
        self._out = Setting()
        self._page = 0
        self._y = 0.0
        self._after = 0.0

    def set_at(self, place: Place, *, fresh: bool = False) -> Setting:
        """Set the unit from `place` on, or from the top of the next page."""
        self._out = Setting()
        self._page, self._y, self._after = place.page, place.y, 0.0
        if fresh and not place.is_top:
            self._break(hole=True)
        if self._unit.run_on:
            self._set_run()
        else:
            self._set_article(self._unit.articles[0])
        self._out.end = Place(self._page, self._y)
        return self._out

    # --- an article across the page ------------------------------------------------

    def _set_article(self, article: ArticleGalley) -> None:
        form = self._form
        flow = article.flow
        lead = article.leads.get(form.photo)
        several = self._sheet.columns > 1  # in one column a photo may stand overleaf
        across = lead is not None and several and self._is_across(form.photo)
        head = article.heads[head_of(form)]
        if 0 < form.span < self._sheet.columns:
            self._set_side_by_side(article, head, lead)
            return
        above = [head]
        if lead is not None and across:
            above.append(lead)
        above = [*self._unit.titles, *above]
        least = self._least(flow)
        if lead is not None and not across and self.span_of(form.photo) > 1:
            least = max(least, self._height(lead))  # overleaf is a column's width
        self._open(article, above, least)
        for block in above:
            owner = None if block in self._unit.titles else article
            self._place(owner, block, self._sheet.x)
        if lead is None or across:
            self._set_flow(article, 0, (), [0.0] * self._sheet.columns)
        else:
            self._set_beside(article, lead)

    def _set_side_by_side(
        self, article: ArticleGalley, head: Block, lead: Block | None
    ) -> None:
        """Set the head over the first columns only, its photo beside it."""
        joined = self._unit.joined_with(article, lead) if lead else article
        above = list(self._unit.titles)
        tall = [head.height + head.after, self._height(lead) if lead else 0.0]
        tall[0] += self._least(article.flow)
        self._open(article, above, max(tall))
        for block in above:
            self._place(None, block, self._sheet.x)
        self._y += 0.0 if self._y <= NEAR else max(self._after, head.before)
        self._after = 0.0
        trim = head.trim if self._y <= NEAR else 0.0
        top = self._sheet.y + self._y
        self._out.pieces.append(
            Piece(
                *(self._page, self._sheet.column_x(0, self._form.span), top - trim),
                *(article, head, None),
                top=trim > 0,
            )
        )
        offsets = [0.0] * self._sheet.columns
        if lead is not None:
            offsets = self._place_beside(article, lead)
        for index in range(self._form.span):
            offsets[index] = head.height - trim + head.after
        self._set_flow(joined, 1 if lead else 0, (), offsets)

    def _set_beside(self, article: ArticleGalley, lead: Block) -> None:
        """Set text with a photo on top of the last columns, or of the next page's."""
        joined = self._unit.joined_with(article, lead)
        room = self._sheet.height - self._y - self._after
        none = [0.0] * self._sheet.columns
        if self._height(lead) > room and self._y > NEAR:
            self._out.flaws += PHOTO_OVERLEAF
            self._set_flow(joined, 1, (0,), none)
        else:
            offsets = self._place_beside(article, lead)
            self._set_flow(joined, 1, (), offsets)

    def _is_across(self, slot: str) -> bool:
        return self.span_of(slot) >= self._sheet.columns

    def span_of(self, slot: str) -> int:
        """Return how many columns a slot runs across."""
        span = self._spans.get(slot, 1)
        return self._sheet.columns if span == ALL else min(span, self._sheet.columns)

    def _open(
        self,
        article: ArticleGalley,
        above: list[Block],
        least: float,
    ) -> None:
        """Go to a new page where the start of the article does not fit."""
        if self._y <= NEAR:
            return
        need = self._stack(above) + least
        before = article.before
        if self._unit.titles:
            before = max(before, self._unit.titles[0].before)
        if self._y + before + need > self._sheet.height + NEAR:
            self._break(hole=True)
        else:
            self._after = max(self._after, before)

    def _stack(self, blocks: list[Block]) -> float:
        height, after = 0.0, 0.0
        for block in blocks:
            height += max(after, block.before if height else 0.0)
            height += self._height(block)
            after = block.after
        return height + after

    def _least(self, flow: Flow) -> float:
        """Return the least height of text that must follow a head."""
        if not len(flow):
            return 0.0
        whole = flow.height(0, len(flow)) / self._sheet.columns + flow.leading
        last = LEAST_BELOW
        while last < len(flow) and flow.atoms[last].keep:
            last += 1
        first = flow.height(0, min(last, len(flow)))
        return min(first, whole) if self._sheet.columns > 1 else first

    def _height(self, block: Block) -> float:
        return block.height - block.crop * self._crop

    def _place(
        self, source: ArticleGalley | None, block: Block, x: float, order: int = -1
    ) -> None:
        top = self._y <= NEAR
        y = self._y + (0.0 if top else max(self._after, block.before))
        y -= block.trim if top else 0.0
        height = self._height(block)
        self._out.pieces.append(
            Piece(
                *(self._page, x, self._sheet.y + y, source, block, None),
                *(height, top, False, order),
            )
        )
        self._y, self._after = y + height, block.after

    def _place_beside(self, article: ArticleGalley, lead: Block) -> list[float]:
        """Place a photo on top of the last columns; return where each one starts."""
        sheet, leading = self._sheet, article.flow.leading
        span = self.span_of(self._form.photo)
        top = self._y + self._after
        height = self._height(lead)
        over = (height + lead.after) % leading
        if over > NEAR:
            left = lead.crop * (1 - self._crop)
            higher = height + leading - over
            if over <= left:
                height -= over
            elif top + higher <= self._sheet.height:
                height = higher
        first = sheet.columns - span
        piece = Piece(
            *(self._page, sheet.column_x(first, span), sheet.y + top),
            *(article, lead, None),
            height,
        )
        self._out.pieces.append(piece)
        return [0.0] * first + [height + lead.after] * span

    # --- running text ----------------------------------------------------------------

    def _frames(self, offsets: Sequence[float]) -> list[Frame]:
        sheet = self._sheet
        top = self._y + (0.0 if self._y <= NEAR else self._after)
        return [
            Frame(sheet.column_x(i), top + offset, sheet.height)
            for i, offset in enumerate(offsets)
        ]

    def _set_flow(
        self,
        source: "ArticleGalley | Joined",
        at: int,
        waiting: tuple[int, ...],
        offsets: list[float],
    ) -> None:
        """Set running text from atom `at` on, below what stands on the page.

        `waiting` are photos that go first, at the top of the next column that has
        room; `offsets` are how much lower than the others each column starts.
        """
        flow = source.flow
        none = [0.0] * self._sheet.columns
        while at < len(flow) or waiting:
            last = flow.next_wide[at]
            if at < last or waiting or any(offsets):
                frames = self._frames(offsets)
                done = balance(flow, frames, at, last, waiting, self._crop)
                if done is None:
                    at, waiting = self._fill_page(source, at, last, waiting, frames)
                    offsets = none
                    continue
                self._keep(source, done)
                if (
                    waiting
                    and self._y <= NEAR
                    and all(flow.atoms[run.first].floats for run in done.runs)
                ):
                    self._out.flaws += 1  # a photo overleaf, and no text with it
                self._y = max(done.ends)
                self._out.loose += self._y - sum(done.ends) / len(done.ends)
                self._after = self._after_flow(flow, last)
                waiting = ()
            at, offsets = last, none
            if at < len(flow):
                self._place_wide(source, at)
                at += 1
        if any(offsets):  # a photo, and no text at all
            self._y += max(offsets)

    def _after_flow(self, flow: Flow, last: int) -> float:
        return flow.gap(last) if last < len(flow) else 0.0

    def _place_wide(self, source: "ArticleGalley | Joined", at: int) -> None:
        block = source.wide_at(at)
        need = max(self._after, block.before) + self._height(block)
        if self._y > NEAR and self._y + need > self._sheet.height + NEAR:
            self._break(hole=True)
        if block.rows is not None and need > self._sheet.height - self._y:
            self._y += 0.0 if self._y <= NEAR else max(self._after, block.before)
            self._set_flow(block.rows, 0, (), [0.0])
            self._after = block.after
        else:
            self._place(source.owner_of(at), block, self._sheet.x, source.order_of(at))

    def _fill_page(
        self,
        source: "ArticleGalley | Joined",
        at: int,
        last: int,
        waiting: Sequence[int],
        frames: list[Frame],
    ) -> tuple[int, tuple[int, ...]]:
        """Fill the page and turn to the next; return what goes on there."""
        flow = source.flow
        filler = Filler(flow, self._crop)
        filled = filler.fill(frames, at, last, waiting)
        if _must_not_wait(flow, filled):
            filler = Filler(flow, self._crop, near=False)
            filled = filler.fill(frames, at, last, waiting)
        for lines in range(1, 8):
            if not self._leaves_little(flow, filled, last):
                break
            bottom = self._sheet.height - lines * flow.leading
            lower = [Frame(f.x, f.top, bottom) for f in frames]
            shorter = filler.fill(lower, at, last, waiting)
            if shorter.until == at or _must_not_wait(flow, shorter):
                break
            filled = shorter
        if self._leaves_little(flow, filled, last):
            self._out.flaws += FEW_OVERLEAF
        if not filled.runs:
            filled = self._force(flow, at, waiting, frames)
        self._keep(source, filled)
        self._break()
        return filled.until, filled.waiting

    def _leaves_little(self, flow: Flow, filled: Filled, last: int) -> bool:
        """Return whether so little is left that it would stand alone on a page."""
        left = flow.height(filled.until, last) if filled.until < last else 0.0
        least = max(LEAST_IN_ALL, LEAST_AFTER * self._sheet.columns)
        if filled.waiting:  # with a photo, a few lines are enough
            return 0.0 < left < LEAST_IN_ALL * flow.leading * 0.9
        return left < least * flow.leading * 0.9

    def _force(
        self, flow: Flow, at: int, waiting: Sequence[int], frames: list[Frame]
    ) -> Filled:
        """Place one atom whatever its height, where a whole page is too little."""
        if self._y > NEAR:
            return Filled((), at, tuple(waiting), ())
        self._out.flaws += 1
        first = waiting[0] if waiting else at
        run = Run(first, first + 1, frames[0].x, frames[0].top)
        rest = tuple(waiting[1:])
        return Filled((run,), at if waiting else at + 1, rest, ())

    def _keep(self, source: "ArticleGalley | Joined", filled: Filled) -> None:
        for run in filled.runs:
            piece = Piece(
                *(self._page, run.x, self._sheet.y + run.y, source, None, run),
                run.height,
                moved=run.moved,
                order=run.first,
            )
            self._out.pieces.append(piece)

    def _break(self, *, hole: bool = False) -> None:
        if hole:
            self._out.holes.append(self._sheet.height - self._y)
        self._page, self._y, self._after = self._page + 1, 0.0, 0.0

    # --- short articles, one after another in columns -------------------------------

    def _set_run(self) -> None:
        unit = self._unit
        if unit.titles:
            least = self._least(self._run_on().flow)
            self._open(unit.articles[0], list(unit.titles), least)
            for block in unit.titles:
                self._place(None, block, self._sheet.x)
        elif self._y > NEAR:
            self._after = max(self._after, unit.articles[0].before)
        self._set_flow(self._run_on(), 0, (), [0.0] * self._sheet.columns)

    def _run_on(self) -> Joined:
        return self._unit.joined(self._form.head)


def _must_not_wait(flow: Flow, filled: Filled) -> bool:
    """Return whether something waits for the next page that may not go there."""
    return any(not flow.atoms[atom].far for atom in filled.waiting)
