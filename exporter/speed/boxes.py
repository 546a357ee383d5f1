"""Levers on boxes: what is asked of a box again and again is remembered."""

from typing import Any

from weasyprint.css import ComputedStyle
from weasyprint.draw.color import get_color
from weasyprint.formatting_structure import boxes
from weasyprint.layout import background, block, percent
from weasyprint.layout import float as floats

from exporter.speed.patches import Patches
from exporter.speed.styles import memo_of

_SIDES = ("top", "right", "bottom", "left")
#: In the cache that the styles of a document share: some box names its page.
_NAMED_PAGES = "named pages"
#: What resolve_percentages sets.
_RESOLVED = (
    *(f"{area}_{side}" for area in ("margin", "padding") for side in _SIDES),
    *("width", "height", "min_width", "max_width", "min_height", "max_height"),
    *(f"border_{side}_width" for side in _SIDES),
)


def remember_percentages(patches: Patches) -> None:
    """Resolve the percentages of a style once for each containing block's size.

    Safe: the result follows from the style, the size and whether the box is a page;
    collapsed borders, which depend on neighbours, are left to WeasyPrint, and so are
    flex and grid items, which change sizes of their own.
    """
    original = percent.resolve_percentages

    def resolve_percentages(box: Any, containing_block: Any) -> None:
        style = box.style
        if (
            not isinstance(box, boxes.Box)
            or box.is_flex_item
            or box.is_grid_item
            or style["border_collapse"] == "collapse"
        ):
            original(box, containing_block)
            return
        if isinstance(containing_block, boxes.Box):
            size = containing_block.width, containing_block.height
        else:
            size = tuple(containing_block)
        memo = memo_of(style)
        key = "percentages", size, isinstance(box, boxes.PageBox)
        known = memo.get(key)
        if known is None:
            original(box, containing_block)
            memo[key] = {name: box.__dict__[name] for name in _RESOLVED}
        else:
            box.__dict__.update(known)

    patches.everywhere(original, resolve_percentages)


def remember_flow(patches: Patches) -> None:
    """Remember whether boxes of a style are in normal flow.

    Safe: it follows from `float` and `position`; a style that is changed starts a
    memo of its own.
    """
    original = boxes.Box.is_in_normal_flow

    def is_in_normal_flow(self: Any) -> Any:
        memo = memo_of(self.style)
        known = memo.get("flow")
        if known is None:
            known = memo["flow"] = original(self)
        return known

    patches.set(boxes.Box, "is_in_normal_flow", is_in_normal_flow)


def name_no_pages(patches: Patches) -> None:
    """Do not look through all boxes for page names where no style names a page.

    Safe: `page` comes from a box or what is above it, so without any declaration it
    is the same everywhere. Where there is one, only the first and the last child are
    asked, as WeasyPrint does after making a list of all.
    """
    init = ComputedStyle.__init__
    of_box = boxes.Box.page_values

    def initialize(
        self: Any, parent_style: Any, cascaded: Any, *rest: Any, **more: Any
    ) -> None:
        init(self, parent_style, cascaded, *rest, **more)
        if "page" in cascaded:
            self.cache[_NAMED_PAGES] = True

    def page_values(self: Any) -> tuple[Any, Any]:
        start, end = of_box(self)
        if _NAMED_PAGES not in self.style.cache:
            return start, end
        first = _first(self.children)
        if first is None:
            return start, end
        last = _first(reversed(self.children))
        if first is last:
            first_start, last_end = first.page_values()
        else:
            first_start, last_end = first.page_values()[0], last.page_values()[1]
        return first_start or start, last_end or end

    name_of = block.block_level_page_name

    def block_level_page_name(before: Any, after: Any) -> Any:
        if _NAMED_PAGES not in before.style.cache:
            return None
        return name_of(before, after)

    patches.set(ComputedStyle, "__init__", initialize)
    patches.set(boxes.ParentBox, "page_values", page_values)
    patches.everywhere(name_of, block_level_page_name)


def _first(children: Any) -> Any:
    for child in children:
        if child.is_in_normal_flow() or child.is_floated():
            return child
    return None


def break_nowhere(patches: Patches) -> None:
    """Say at once that nothing speaks for or against a break between two blocks.

    Safe: only break-before and break-after of the blocks and of what is in them
    count, and all are `auto`; what is laid out of a block holds no more than it.
    """
    original = block.block_level_page_break

    def block_level_page_break(before: Any, after: Any) -> Any:
        if _says_nothing(before) and _says_nothing(after):
            return "auto"
        return original(before, after)

    patches.everywhere(original, block_level_page_break)


def _says_nothing(box: Any) -> bool:
    if not isinstance(box, boxes.Box):  # stands for an absolutely placed box
        return False
    known = box.__dict__.get("_says_nothing")
    if known is None:
        style = box.style
        known = box._says_nothing = (
            style["break_before"] == "auto"
            and style["break_after"] == "auto"
            and all(map(_says_nothing, box.children))
        )
    return bool(known)


def avoid_nothing(patches: Patches) -> None:
    """Place a line at once where no float is in its way.

    Safe: the same sums in the same order, without the search among no shapes.
    """
    original = floats.avoid_collisions

    def avoid_collisions(
        context: Any, box: Any, containing_block: Any, outer: bool = True
    ) -> Any:
        if (
            outer
            or context.excluded_shapes
            or not isinstance(box, boxes.LineBox)
            or containing_block.style["direction"] != "ltr"
            or box.style["float"] != "none"
        ):
            return original(context, box, containing_block, outer)
        left = containing_block.content_box_x()
        right = left + containing_block.width
        left += box.margin_left
        right -= box.margin_right
        return (
            left - box.margin_left,
            box.border_box_y() - box.margin_top,
            right - left,
        )

    patches.everywhere(original, avoid_collisions)


def shape_no_corners(patches: Patches) -> None:
    """Round no corners of a style that has none.

    Safe: WeasyPrint gives such a box the same four pairs of zeros, corner by corner.
    """
    original = percent.resolve_radii_percentages
    names = [
        f"border_{corner}_radius"
        for corner in ("top_left", "top_right", "bottom_right", "bottom_left")
    ]
    square = dict.fromkeys(names, (0, 0))

    def resolve_radii_percentages(box: Any) -> None:
        if not isinstance(box, boxes.Box):  # stands for an absolutely placed box
            original(box)
            return
        memo = memo_of(box.style)
        is_square = memo.get("square")
        if is_square is None:
            zero = (0, "px")
            is_square = all(zero in box.style[name] for name in names)
            memo["square"] = is_square
        if is_square:
            box.__dict__.update(square)
        else:
            original(box)

    patches.everywhere(original, resolve_radii_percentages)


def lay_out_no_backgrounds(patches: Patches) -> None:
    """Ask a style once whether it has a background, a shadow or a border image.

    Safe: a box without any of them gets no background, and that follows from its
    style alone. The page's own box is left to WeasyPrint.
    """
    original = background.layout_box_backgrounds

    def layout_box_backgrounds(
        page: Any,
        box: Any,
        get_image_from_uri: Any,
        layout_children: bool = True,
        style: Any = None,
    ) -> None:
        if style is not None or box is page or not _is_bare(box.style):
            original(page, box, get_image_from_uri, layout_children, style)
            return
        background.resolve_radii_percentages(box)
        if layout_children:
            for child in box.all_children():
                layout_box_backgrounds(page, child, get_image_from_uri)
        box.background = None

    patches.everywhere(original, layout_box_backgrounds)


def _is_bare(style: Any) -> bool:
    memo = memo_of(style)
    known = memo.get("bare")
    if known is None:
        known = memo["bare"] = (
            style["border_image_source"][0] == "none"
            and style["mask_border_source"][0] == "none"
            and style["visibility"] != "hidden"
            and all(kind == "none" for kind, _ in style["background_image"])
            and get_color(style, "background_color").alpha == 0
            and not style["box_shadow"]
        )
    return bool(known)


LEVERS = (
    remember_percentages,
    remember_flow,
    name_no_pages,
    break_nowhere,
    avoid_nothing,
    shape_no_corners,
    lay_out_no_backgrounds,
)
