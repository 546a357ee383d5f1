"""The ground of a page: type area and columns, as a layout's tokens say; and its fill.

In: a layout, and pages as `promises_read` gives them. Out: lengths in mm. A cell is
one column wide and 1 mm high. A line covers the columns its block stands in, for the
height of its leading; white between blocks covers nothing, gutters are not counted.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from promises_page import MM, Block, Box, Line, Page, Photo, Reading

from exporter.layout import Layout

#: What may differ between where a thing stands and where it should, in mm.
SLACK = 0.7
_TOKEN = re.compile(r"--([a-z-]+)\s*:\s*([^;}]+)[;}]")
_UNITS = {"mm": 1.0, "cm": 10.0, "in": 25.4, "pt": 1 / MM, "px": 25.4 / 96, "": 1.0}
#: Blocks that stand over all columns their article goes on in below them.
HEAD = {"kicker", "headline", "deck", "byline", "section"}
#: The leading of a line that stands alone in its block, for its size.
_USUAL = 1.25
#: How far below a head its article begins, at most.
_BELOW = 14.0


@dataclass(frozen=True)
class Ground:
    """Type area and columns of a layout; `inner` is the margin at the fold."""

    width: float
    height: float
    top: float
    bottom: float
    inner: float
    outer: float
    columns: int
    gutter: float

    @property
    def column(self) -> float:
        """The width of one column."""
        inside = self.width - self.inner - self.outer
        return (inside - (self.columns - 1) * self.gutter) / self.columns

    def area(self, page: int) -> Box:
        """Return the type area of a page; odd ones are right pages."""
        left = self.inner if page % 2 else self.outer
        right = self.outer if page % 2 else self.inner
        return (left, self.top, self.width - right, self.height - self.bottom)

    def edges(self, page: int) -> list[tuple[float, float]]:
        """Return the left and right edge of each column."""
        left = self.area(page)[0]
        step = self.column + self.gutter
        return [
            (left + n * step, left + n * step + self.column)
            for n in range(self.columns)
        ]

    def over(self, page: int, box: Box) -> range:
        """Return the columns a box stands in, those it covers by more than a bit."""
        found = [
            n
            for n, (left, right) in enumerate(self.edges(page))
            if min(right, box[2]) - max(left, box[0]) > 2 * SLACK
        ]
        if not found:
            middle = (box[0] + box[2]) / 2
            found = [n for n, e in enumerate(self.edges(page)) if middle >= e[0]][-1:]
        return range(found[0], found[-1] + 1) if found else range(0, 1)


def ground_of(layout: Layout) -> Ground:
    """Return the ground that the tokens of a layout draw."""
    css = re.sub(r"/\*.*?\*/", "", layout.stylesheet("tokens.css"), flags=re.S)
    tokens = {name: value.strip() for name, value in _TOKEN.findall(css)}

    def length(name: str) -> float:
        found = re.fullmatch(r"([\d.]+)([a-z]*)", tokens[name])
        if not found:
            raise ValueError(f"--{name}: {tokens[name]} is no plain length")
        return float(found[1]) * _UNITS[found[2]]

    return Ground(
        length("paper-width"),
        length("paper-height"),
        length("margin-top"),
        length("paper-height")
        - length("margin-top")
        - length("lines") * length("leading"),
        length("margin-inner"),
        length("margin-outer"),
        int(length("columns")),
        length("gutter"),
    )


# --- lines together ------------------------------------------------------------------


@dataclass(eq=False)
class Piece:
    """The lines of a block that stand under one another in one column or span."""

    block: Block
    lines: list[Line]
    span: range

    @property
    def page(self) -> int:
        return self.lines[0].page

    @property
    def box(self) -> Box:
        boxes = [line.box for line in self.lines]
        return (
            *(min(box[0] for box in boxes), min(box[1] for box in boxes)),
            *(max(box[2] for box in boxes), max(box[3] for box in boxes)),
        )


def pieces_of(block: Block, ground: Ground) -> list[Piece]:
    """Return a block's lines, cut where they go on in another column or page."""
    pieces: list[Piece] = []
    for line in block.lines:
        span = ground.over(line.page, line.box)
        last = pieces[-1] if pieces else None
        if last and _goes_on(last, line, span):
            last.lines.append(line)
            start, stop = min(last.span[0], span[0]), max(last.span[-1], span[-1])
            last.span = range(start, stop + 1)
        else:
            pieces.append(Piece(block, [line], span))
    return pieces


def _goes_on(piece: Piece, line: Line, span: range) -> bool:
    last = piece.lines[-1]
    if last.page != line.page or last.base > line.base + 1:
        return False
    return span[0] <= piece.span[-1] and piece.span[0] <= span[-1]


def set_leadings(reading: Reading, ground: Ground) -> dict[int, list[Piece]]:
    """Give each line its leading; return the pieces of each page, in their order."""
    pieces = [p for block in reading.blocks for p in pieces_of(block, ground)]
    steps: dict[tuple[str, float], Counter[float]] = {}
    for piece in pieces:
        for one, two in pairwise(piece.lines):
            # two lines of a block that stand farther apart have something between
            if one.size * 0.8 < (two.base - one.base) * MM < one.size * 2:
                kind = steps.setdefault((one.role, round(one.size, 1)), Counter())
                kind[round(two.base - one.base, 2)] += 1
    for piece in pieces:
        for line in piece.lines:
            known = steps.get((line.role, round(line.size, 1)))
            usual = line.size * _USUAL / MM
            line.leading = known.most_common(1)[0][0] if known else usual
    by_page: dict[int, list[Piece]] = {}
    for piece in sorted(pieces, key=lambda p: (p.page, p.lines[0].order)):
        by_page.setdefault(piece.page, []).append(piece)
    return by_page


# --- fill -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Fill:
    """The cells of one page: `cells[column][row]`, each covered or not."""

    cells: tuple[tuple[bool, ...], ...]

    @property
    def share(self) -> float:
        """The share of cells that are covered."""
        flat = [cell for column in self.cells for cell in column]
        return sum(flat) / len(flat)

    @property
    def gap(self) -> int:
        """The height in mm of the highest strip of white in one column."""
        return max((b - a for _, a, b in self.gaps(0)), default=0)

    def gaps(self, least: int) -> Iterator[tuple[int, int, int]]:
        """Yield column, first and last row of each strip higher than `least` mm."""
        for number, column in enumerate(self.cells):
            start = 0
            for row, cell in enumerate((*column, True)):
                if cell:
                    if row - start > least:
                        yield number, start, row
                    start = row + 1


def fill_of(page: Page, pieces: list[Piece], ground: Ground) -> Fill:
    """Return which cells of the type area of a page are covered."""
    area = ground.area(page.number)
    rows = round(area[3] - area[1])
    cells = [[False] * rows for _ in range(ground.columns)]
    for span, top, bottom in _covered(page, pieces, ground):
        for column in span:
            first = max(0, round(top - area[1]))
            for row in range(first, min(rows, round(bottom - area[1]))):
                cells[column][row] = True
    return Fill(tuple(tuple(column) for column in cells))


def _covered(
    page: Page, pieces: list[Piece], ground: Ground
) -> Iterator[tuple[range, float, float]]:
    for photo in page.photos:
        yield ground.over(page.number, photo.box), photo.box[1], photo.box[3]
    for piece in pieces:
        span = span_of(piece, page, pieces, ground)
        for line in piece.lines:
            middle = line.base - 0.33 * line.size / MM
            yield span, middle - line.leading / 2, middle + line.leading / 2
    yield from _solid(pieces)
    for tint in page.tints:
        if any(_holds(tint, piece.box) for piece in pieces):
            yield ground.over(page.number, tint), tint[1], tint[3]


def _solid(pieces: list[Piece]) -> Iterator[tuple[range, float, float]]:
    """Yield the extent of each table: the air between its rows is part of it."""
    for is_table, run in groupby(pieces, lambda piece: piece.block.role == "table"):
        if is_table:
            rows = list(run)
            stop = max(p.span[-1] for p in rows) + 1
            span = range(min(p.span[0] for p in rows), stop)
            yield span, min(p.box[1] for p in rows), max(p.box[3] for p in rows)


def _holds(outer: Box, inner: Box) -> bool:
    return (
        outer[0] - SLACK < inner[0]
        and outer[1] - SLACK < inner[1]
        and outer[2] + SLACK > inner[2]
        and outer[3] + SLACK > inner[3]
    )


def span_of(piece: Piece, page: Page, pieces: list[Piece], ground: Ground) -> range:
    """Return the columns a piece stands in, however short its lines are."""
    if piece.block.role in ("caption", "credit"):
        photo = photo_of(piece.block, page.photos)
        over = ground.over(page.number, photo.box) if photo else piece.span
        beside = photo is None or piece.box[1] < photo.box[3] - 1
        return piece.span if beside else over
    if piece.block.role not in HEAD:
        return piece.span
    stop = piece.span[-1] + 1
    while stop < ground.columns and _is_over(piece, stop, page, pieces, ground):
        stop += 1
    return range(piece.span[0], stop)


def _is_over(
    head: Piece, column: int, page: Page, pieces: list[Piece], ground: Ground
) -> bool:
    """Whether what stands next below `head` in a column belongs to what it heads.

    Between a headline and its article only the rest of the head may stand.
    """
    mine = [p for p in pieces if _same(p.block, head.block)]
    heads = [p for p in mine if p.block.role in HEAD]
    if head.block.role == "section":  # articles below it have heads of their own
        heads = [head]
    low = max((p.box[3] for p in heads), default=head.box[3])
    below: list[tuple[float, Block | None]] = [
        (p.box[1], p.block) for p in pieces if column in p.span and p not in heads
    ]
    below += [
        (f.box[1], f.block)
        for f in page.photos
        if column in ground.over(page.number, f.box)
    ]
    if any(head.box[1] - SLACK < top < low - SLACK for top, _ in below):
        return False
    under = [(top, block) for top, block in below if top >= low - SLACK]
    if not under:
        return False
    top, block = min(under, key=lambda one: one[0])
    return top - low < _BELOW and block is not None and _same(block, head.block)


def _same(one: Block, two: Block) -> bool:
    """Whether two blocks are of one article, or one is the title of a part."""
    if "section" in (one.role, two.role):
        return one.part == two.part
    return one.art == two.art


def photo_of(block: Block, photos: Iterable[Photo]) -> Photo | None:
    """Return the photo that a caption or credit belongs to."""
    for photo in photos:
        if photo.block and photo.block.group == block.group and block.group >= 0:
            return photo
    return None
