"""Levers on columns: balancing tries many heights, and most is the same each time."""

from collections.abc import Callable
from math import inf
from typing import Any, NamedTuple

from weasyprint.formatting_structure import boxes
from weasyprint.layout import block

from exporter.speed.patches import Patches

#: px that a block must end above the bottom to count as one that fits.
_SLACK = 1e-6


def measure_next_child_alone(patches: Patches) -> None:
    """Lay out only the next child where columns ask how high it is, and only once.

    To learn the height of the least that can come next, balancing lays out all the
    rest of the columns where there is no room at all, and reads the first box. Safe:
    without room the first child is cut as soon as may be, and what comes after the
    child that follows it is not reached, where nothing is out of flow; the answer is
    the same whatever height is tried.
    """
    original = block.block_box_layout

    def block_box_layout(
        context: Any,
        box: Any,
        bottom_space: float,
        skip_stack: Any,
        *rest: Any,
        **more: Any,
    ) -> Any:
        if not (box.is_column and bottom_space == inf and skip_stack and is_plain(box)):
            return original(context, box, bottom_space, skip_stack, *rest, **more)
        known = box.__dict__.setdefault("_least", {})
        key = frozen(skip_stack)
        if key not in known:
            some = box.copy_with_children(_next_children(box, *skip_stack))
            known[key] = original(
                context, some, bottom_space, skip_stack, *rest, **more
            )
        return known[key]

    patches.everywhere(original, block_box_layout)


def _next_children(box: Any, index: int) -> Any:
    """Return the children up to the one after `index`, empty ones not counted."""
    for after in range(index + 1, len(box.children)):
        if box.children[after].children:
            return box.children[: after + 1]
    return box.children


def frozen(skip_stack: Any) -> Any:
    """Return a place in a box tree as a key."""
    if skip_stack is None:
        return None
    ((index, inner),) = skip_stack.items()
    return index, frozen(inner)


def remember_whole_blocks(patches: Patches) -> None:
    """Lay out a block that fits once, and then only move it.

    Safe: a plain block in the middle of a column or page, without floats around it,
    follows from its width and the margins above it; where it stands only moves it, as
    long as all of it ends above the bottom. One that might not fit is left to
    WeasyPrint. While columns are balanced the boxes are only measured and thrown
    away: then even the copy is shallow.
    """
    _note_trials(patches)
    original = block.block_level_layout

    def block_level_layout(
        context: Any,
        box: Any,
        bottom_space: float,
        skip_stack: Any,
        containing_block: Any,
        *rest: Any,
        **more: Any,
    ) -> Any:
        given = _Given(*rest, **more)
        if given.adjoining_margins is None:
            given = given._replace(adjoining_margins=[])

        def lay_out() -> Any:
            place = bottom_space, skip_stack, containing_block
            return original(context, box, *place, *given)

        if (
            skip_stack is not None
            or any(given[4:7])  # ::first-letter, ::first-line, what is discarded
            or given.max_lines is not None
            or context.excluded_shapes
            or not is_movable(box, containing_block)
        ):
            return lay_out()
        limit = context.page_bottom - bottom_space - _SLACK
        return _recall(context, box, containing_block, given, limit, lay_out)

    patches.everywhere(original, block_level_layout)


class _Given(NamedTuple):
    """What `block_level_layout` is given besides the box and its place."""

    page_is_empty: bool = True
    absolute_boxes: Any = None
    fixed_boxes: Any = None
    adjoining_margins: Any = None
    first_letter_style: Any = None
    first_line_style: Any = None
    discard: bool = False
    max_lines: Any = None


def _recall(
    context: Any,
    box: Any,
    containing_block: Any,
    given: _Given,
    limit: float,
    lay_out: Callable[[], Any],
) -> Any:
    """Return a block as it was laid out before, moved; or lay it out."""
    memo = context.__dict__.setdefault("_whole_blocks", {})
    margins = given.adjoining_margins
    # what margins at the top of a page depend on
    top = given.page_is_empty and (context.current_page > 1, context.forced_break)
    size = containing_block.width, containing_block.height
    key = id(box.children), size, tuple(margins), context.in_column, top
    x, y = box.position_x, box.position_y
    is_trial = in_trial(context)
    # only what stands straight in the column is thrown away with it for sure
    shallow = is_trial and containing_block.is_column
    known = memo.get(key)
    if known is None:
        result = lay_out()
        if not is_trial or result[0] is None or result[1] or result[4]:
            return result  # laid out for good, or not whole
        added = margins[len(key[2]) :]
        known = _Whole(x, y, result, box.children, added, result[3] is margins)
        if known.deepest > limit:
            return result  # too high for a page: cut to size
        memo[key] = known
        return (known.shadow(0, 0) if shallow else known.twin(0, 0), *result[1:])
    if known.deepest + y - known.y > limit:
        return lay_out()
    across, down = x - known.x, y - known.y
    if shallow:
        moved = known.shadow(across, down)
    elif is_trial:
        moved = known.twin(across, down)
    else:  # for good: it will hardly be asked for again
        moved = memo.pop(key).box
        moved.translate(across, down)
    return known.result(moved, margins)


def _note_trials(patches: Patches) -> None:
    """Note in the context while a column is laid out only to be measured."""
    original = block.block_box_layout

    def block_box_layout(context: Any, box: Any, *rest: Any, **more: Any) -> Any:
        # balancing gives a list of margins here, the final layout gives None
        if not box.is_column or rest[6] is None:
            return original(context, box, *rest, **more)
        before = in_trial(context)
        context._trial = True
        try:
            return original(context, box, *rest, **more)
        finally:
            context._trial = before

    patches.everywhere(original, block_box_layout)


def in_trial(context: Any) -> bool:
    """Return whether what is laid out now is only measured and thrown away."""
    return bool(context.__dict__.get("_trial", False))


class _Whole:
    """A block laid out whole: where, what came of it, how deep it reaches.

    WeasyPrint adds to the list of margins it is given (`added`), and may return that
    list itself (`joined`): the block around it reads it at its end.
    """

    def __init__(
        self,
        x: float,
        y: float,
        result: Any,
        children: Any,
        added: list[float],
        joined: bool,
    ) -> None:
        self.x, self.y = x, y
        self.added, self.joined = added, joined
        self.box, _, self.next_page, self.margins, self.through, self.lines = result
        # copies of a box share one set of cut borders, and WeasyPrint adds to it
        for inner in self.box.descendants():
            inner.remove_decoration_sides = set(inner.remove_decoration_sides)
        self.box.remove_decoration_sides.clear()  # this one is whole
        self.margins = list(self.margins)
        self.next_page = dict(self.next_page)
        self.deepest = max(_bottom(inner) for inner in self.box.descendants())
        self._kept = children  # the memo is keyed by its id

    def shadow(self, across: float, down: float) -> Any:
        """Return a box moved alone: good for being measured, and no more."""
        box = self.box.copy()
        box.position_x += across
        box.position_y += down
        box.__class__ = _shadow_class(type(box))
        return box

    def twin(self, across: float, down: float) -> Any:
        """Return a copy of the box and all in it, moved."""
        box = self.box.deepcopy()
        box.translate(across, down)
        return box

    def result(self, box: Any, adjoining: list[float]) -> Any:
        """Return what laying `box` out would; add to `adjoining` what it would."""
        adjoining += self.added
        return (
            box,
            None,
            dict(self.next_page),
            adjoining if self.joined else [*self.margins],
            self.through,
            self.lines,
        )


#: The classes of boxes that move alone, by the classes of boxes.
_SHADOWS: dict[Any, Any] = {}


def _shadow_class(kind: Any) -> Any:
    """Return the class of a box that moves alone: what is in it is the memo's own."""
    if kind not in _SHADOWS:
        _SHADOWS[kind] = type(kind.__name__, (kind,), {"translate": _move_alone})
    return _SHADOWS[kind]


def _move_alone(
    self: Any, dx: float = 0, dy: float = 0, ignore_floats: bool = False
) -> None:
    self.position_x += dx
    self.position_y += dy


def _bottom(box: Any) -> float:
    if isinstance(box, boxes.LineBox | boxes.TextBox):
        return float(box.position_y + box.height)
    edge = box.border_box_y() + box.border_height()
    return float(max(edge, edge + box.margin_bottom))


def is_movable(box: Any, containing_block: Any) -> bool:
    """Return whether a block's layout follows from its width alone."""
    return (
        isinstance(box, boxes.BlockBox | boxes.BlockReplacedBox)
        and isinstance(containing_block, boxes.Box)
        and containing_block.style["direction"] == "ltr"
        and not box.is_column
        and not containing_block.is_table_wrapper
        and _is_plain_child(box)
    )


def is_plain(box: Any) -> bool:
    """Return whether a box holds nothing that depends on more than its width.

    Nothing out of flow, no footnotes, no columns, no numbers of pages.
    """
    known = box.__dict__.get("_is_plain")
    if known is None:
        known = box._is_plain = all(_is_plain_child(child) for child in box.children)
    return bool(known)


def _is_plain_child(box: Any) -> bool:
    return (
        isinstance(box, boxes.Box)
        and box.is_in_normal_flow()
        and box.style["position"] == "static"
        and box.footnote is None
        and box.note is None
        and box.missing_link is None
        and not isinstance(
            box, boxes.FlexContainerBox | boxes.GridContainerBox | boxes.TableBox
        )
        and box.first_letter_style is None
        and box.first_line_style is None
        and not box.is_table_wrapper
        and box.style["clear"] == "none"
        and box.style["height"] == "auto"
        and box.style["column_width"] == "auto"
        and box.style["column_count"] == "auto"
        and is_plain(box)
    )


def remove_no_placeholders(patches: Patches) -> None:
    """Do not look for what is out of flow in boxes that hold nothing of the kind.

    Safe: in a plain box there is no placeholder, no footnote and no float to remove.
    """
    original = block.remove_placeholders

    def remove_placeholders(
        context: Any, box_list: Any, absolute_boxes: Any, fixed_boxes: Any
    ) -> None:
        if context.broken_out_of_flow or not all(map(is_plain_alone, box_list)):
            original(context, box_list, absolute_boxes, fixed_boxes)

    patches.everywhere(original, remove_placeholders)


def is_plain_alone(box: Any) -> bool:
    """Return whether neither a box nor anything in it is out of flow or a note."""
    return (
        isinstance(box, boxes.Box)
        and box.is_in_normal_flow()
        and box.footnote is None
        and box.note is None
        and is_plain(box)
    )


LEVERS = (measure_next_child_alone, remember_whole_blocks, remove_no_placeholders)
