"""Read a galley: articles that WeasyPrint laid out once, with every form of each.

In: the box of an article. Out: `ArticleGalley`: its heads, lead photos and running text
as boxes, and their sizes as plain numbers (CSS px).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from weasyprint.formatting_structure import boxes

from exporter.compositor.flow import NEAR, Atom, Flow
from exporter.compositor.markup import FORM_HEAD, FORM_SLOT, WIDE_OF, has_class
from exporter.forms import Form

_AVOID = {"avoid", "avoid-page", "avoid-column"}
#: A block that may not be divided is divided all the same where it is higher.
_TOO_HIGH = 0.6
#: Blocks besides photos and tables that stand for themselves.
_FLOATING = ("box", "pullquote")
_ROW_HOLDERS = (boxes.TableBox, boxes.TableRowGroupBox)


@dataclass(frozen=True)
class Sheet:
    """The type area: its height, and the columns' width, number and gutter, in px.

    Where it is `turned`, columns follow each other from right to left.
    """

    x: float
    y: float
    width: float
    height: float
    columns: int
    column: float
    gutter: float
    turned: bool = False

    @property
    def edges(self) -> tuple[tuple[float, float], ...]:
        """The left and right edge of each column."""
        lefts = [self.column_x(index) for index in range(self.columns)]
        return tuple((left, left + self.column) for left in lefts)

    def column_x(self, index: int, span: int = 1) -> float:
        """Return the left edge of a column, counted from 0, or of some from it on."""
        if self.turned:
            index = self.columns - index - span
        return self.x + index * (self.column + self.gutter)


@dataclass(eq=False)
class Block:
    """A box that is placed whole: a head, a photo, a table, a section's title.

    `trim` is what its line above and the space after that take: left out at the top
    of a page. `rows` is a table that is higher than a page, to be divided; `run` is
    which run of its part a title stands in.
    """

    box: Any
    height: float
    before: float
    after: float
    trim: float = 0.0
    crop: float = 0.0
    run: int = 0
    rows: "ArticleGalley | None" = None

    def in_run(self, run: int) -> "Block":
        """Return the block as it stands in a run of a part."""
        return replace(self, run=run, rows=self.rows and self.rows.in_run(run))

    @classmethod
    def of(cls, box: Any) -> "Block":
        """Return the block a laid-out box is."""
        trim = box.border_top_width + box.padding_top if box.border_top_width else 0.0
        height = box.border_height()
        return cls(box, height, box.margin_top, box.margin_bottom, trim)


@dataclass(eq=False)
class ArticleGalley:
    """An article in the galley.

    `leaves` are the boxes of its flow's atoms, `ranges` the atoms a box holds, by the
    id of the box; `run` is the run of its part that it stands in; `turned` ones are
    read from right to left. `tried` is what it
    came to, to set it in many places: `Unit.tried` knows of what.
    """

    box: Any
    identifier: str
    forms: Sequence[Form]
    heads: dict[tuple[str, int], Block]
    leads: dict[str, Block]
    flow_box: Any
    flow: Flow
    leaves: list[Any]
    wides: dict[int, Block]
    before: float
    ranges: dict[int, tuple[int, int]] = field(default_factory=dict)
    run: int = 0
    turned: bool = False
    tried: dict[Any, dict[float, Any]] = field(default_factory=dict)

    def in_run(self, run: int) -> "ArticleGalley":
        """Return the article as it stands in a run of a part; boxes are shared, and
        what is known of it."""
        wides = {at: block.in_run(run) for at, block in self.wides.items()}
        return replace(self, run=run, wides=wides)

    def order_of(self, atom: int) -> int:
        """Return which atom of its article's own flow an atom is."""
        return atom

    def owner_of(self, _atom: int) -> "ArticleGalley":
        """Return the article that an atom belongs to: this one."""
        return self

    def wide_at(self, atom: int) -> Block:
        """Return what stands across all columns in the place of an atom."""
        return self.wides[atom]


@dataclass(eq=False)
class Galley:
    """The galley of a part: titles of sections and articles, in order."""

    sheet: Sheet
    items: list[Block | ArticleGalley]


def read_article(
    box: Any, sheet: Sheet, forms: Sequence[Form], crop: float
) -> ArticleGalley:
    """Read the box of an article that may have these forms.

    `crop` is the share of a photo's height that may be cut away.
    """
    heads: dict[tuple[str, int], Block] = {}
    leads: dict[str, Block] = {}
    wides: dict[int, Block] = {}
    flow_box = None
    for child in box.children:
        element = child.element
        if element.get(FORM_HEAD):
            name, _, span = element.get(FORM_HEAD).rpartition("/")
            heads[name, int(span)] = Block.of(child)
        elif element.get(FORM_SLOT):
            leads[element.get(FORM_SLOT)] = block = Block.of(child)
            block.crop = _croppable(child, crop)
        elif element.get(WIDE_OF):
            wides[int(element.get(WIDE_OF))] = block = Block.of(child)
            block.crop = _croppable(child, crop)
        else:
            flow_box = child
    assert flow_box is not None
    for block in wides.values():
        if block.height > sheet.height * _TOO_HIGH:
            block.rows = _read_rows(box, block, sheet)
    reader = _FlowReader(sheet, wides, crop)
    flow = reader.read(flow_box)
    return ArticleGalley(
        box,
        box.element.get("id"),
        forms,
        heads,
        leads,
        flow_box,
        flow,
        reader.leaves,
        reader.wides,
        box.margin_top,
        reader.ranges,
        turned=box.style["direction"] == "rtl",
    )


def _read_rows(box: Any, block: Block, sheet: Sheet) -> "ArticleGalley":
    """Return a high table as a flow of its rows, the full width wide."""
    reader = _FlowReader(sheet, {}, 0.0)
    holder = box.copy_with_children([block.box])
    flow = reader.read(holder)
    return ArticleGalley(
        *(box, box.element.get("id"), (), {}, {}, holder, flow, reader.leaves),
        *({}, 0.0, reader.ranges),
    )


def _croppable(box: Any, share: float) -> float:
    """Return by how many px the photo in a figure may be lowered; a drawing is not."""
    image = image_in(box)
    if image is None or image.style["object_fit"] == "contain":
        return 0.0
    return float(image.height * share)


def _floats(box: Any) -> bool:
    """Return whether a block may stand at the top of a column after its place."""
    if has_class(box.element, "photo"):
        return image_in(box) is not None
    return box.element.tag == "table" or any(
        has_class(box.element, name) for name in _FLOATING
    )


def image_in(box: Any) -> Any:
    """Return the photo in a figure's box; None where it has none."""
    if not has_class(box.element, "photo"):
        return None
    for inner in box.descendants():
        if isinstance(inner, boxes.ReplacedBox):
            return inner
    return None


class _FlowReader:
    """Takes the running text of an article apart into atoms."""

    def __init__(self, sheet: Sheet, wides: dict[int, Block], crop: float) -> None:
        self._sheet = sheet
        self._crop = crop
        self._by_child = wides
        self.wides: dict[int, Block] = {}
        self.leaves: list[Any] = []
        #: The atoms each box holds, by the id of the box.
        self.ranges: dict[int, tuple[int, int]] = {}
        self._atoms: list[dict[str, Any]] = []

    def read(self, box: Any) -> Flow:
        """Return the flow of a box that holds an article's running text."""
        before: Any = None
        for index, child in enumerate(box.children):
            first = len(self._atoms)
            wide = self._by_child.get(index)
            if wide is not None and self._needs_width(child):
                self.wides[first] = wide
                self._leaf(child, wide=True)
            else:
                self._collect(child)
            if before is not None and first < len(self._atoms):
                self._atoms[first]["keep"] = _keeps(before, child)
            before = child if first < len(self._atoms) else before
        self._bind_past_photos()
        leading = self._leading()
        for atom in self._atoms:
            del atom["line"]
            lines = (atom["bottom"] - atom["top"]) / leading
            plain = not atom["floats"] and not atom["wide"]
            atom["on_grid"] = plain and abs(lines - round(lines)) * leading < NEAR
        self.ranges[id(box)] = 0, len(self._atoms)
        return Flow([Atom(**atom) for atom in self._atoms], leading)

    def _needs_width(self, child: Any) -> bool:
        """Return whether a table overflows the column; photos of this kind always."""
        if has_class(child.element, "photo"):
            return True
        return any(
            inner.is_table_wrapper and inner.border_width() > self._sheet.column + NEAR
            for inner in child.descendants()
        )

    def _leading(self) -> float:
        heights = Counter(
            round(atom["bottom"] - atom["top"], 2)
            for atom in self._atoms
            if atom["line"]
        )
        return heights.most_common(1)[0][0] if heights else 16.0

    def _bind_past_photos(self) -> None:
        """Forbid a break that only a photo would part: it may move away."""
        before = None
        for index, atom in enumerate(self._atoms):
            if atom["floats"]:
                continue
            if before is not None and before < index - 1:
                between = self._atoms[before + 1]
                atom["keep"] = atom["keep"] or between["keep"]
            before = index

    def _collect(self, box: Any) -> None:
        first = len(self._atoms)
        lines = [c for c in box.children if isinstance(c, boxes.LineBox)]
        if not box.is_in_normal_flow():
            return
        if self._is_whole(box, lines):
            if box.border_height() > 0:
                self._leaf(box)
        elif lines:
            self._lines(box, lines)
        else:
            self._children(box)
        if first < len(self._atoms):
            top = self._atoms[first]
            top["top"] = min(top["top"], box.border_box_y())
            bottom = self._atoms[-1]
            bottom["bottom"] = max(
                bottom["bottom"], box.border_box_y() + box.border_height()
            )
            self.ranges[id(box)] = first, len(self._atoms)

    def _is_whole(self, box: Any, lines: list[Any]) -> bool:
        high = box.border_height() > self._sheet.height * _TOO_HIGH
        if isinstance(box, _ROW_HOLDERS) or box.is_table_wrapper:
            return not high  # a high table is divided between its rows
        if not isinstance(box, boxes.BlockContainerBox):
            return True
        if len(lines) != len(box.children) and lines:
            return True
        if not box.children or has_class(box.element, "photo"):
            return True
        return bool(box.style["break_inside"] in _AVOID and not high)

    def _children(self, box: Any) -> None:
        before: Any = None
        for child in box.children:
            first = len(self._atoms)
            self._collect(child)
            if first < len(self._atoms):
                if before is not None:
                    self._atoms[first]["keep"] = _keeps(before, child)
                before = child

    def _lines(self, box: Any, lines: list[Any]) -> None:
        orphans, widows = box.style["orphans"], box.style["widows"]
        for index, line in enumerate(lines):
            keep = 0 < index < orphans or 0 < index > len(lines) - widows
            self._add(line, line.position_y, line.position_y + line.height)
            self._atoms[-1].update(keep=keep, line=True)

    def _leaf(self, box: Any, *, wide: bool = False) -> None:
        top = box.border_box_y()
        self._add(box, top, top + box.border_height())
        atom = self._atoms[-1]
        atom["wide"] = wide
        atom["floats"] = not wide and _floats(box)
        if atom["floats"]:
            atom["far"] = image_in(box) is not None
            atom["crop"] = _croppable(box, self._crop)
        self.ranges[id(box)] = len(self._atoms) - 1, len(self._atoms)

    def _add(self, box: Any, top: float, bottom: float) -> None:
        self.leaves.append(box)
        self._atoms.append(
            {
                "top": top,
                "bottom": bottom,
                "keep": False,
                "floats": False,
                "far": False,
                "crop": 0.0,
                "wide": False,
                "line": False,
            }
        )


def _keeps(before: Any, after: Any) -> bool:
    """Return whether two blocks that follow each other must not be parted."""
    return _avoids(before, "break_after", -1) or _avoids(after, "break_before", 0)


def _avoids(box: Any, side: str, end: int) -> bool:
    while True:
        if box.style[side] in _AVOID:
            return True
        inner = [c for c in box.children if not isinstance(c, boxes.LineBox)]
        if not inner or isinstance(box, boxes.LineBox):
            return False
        box = inner[end]
