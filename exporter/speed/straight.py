"""A lever on the commonest line: text of one style, nothing else."""

from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline

from exporter.speed.patches import Patches

#: As in WeasyPrint: widths that come from Pango carry floating point errors.
_TOLERANCE = 1 + 1e-9


def lay_straight_lines(patches: Patches) -> None:
    """Lay out a line of one text box without the steps that only others need.

    Most lines are a piece of one text on its baseline: no inline boxes to split, no
    floats to go around, no earlier break to look for. Safe: the same functions of
    WeasyPrint break, align and measure the text, with the same sums in the same
    order; whatever is not such a line is left to WeasyPrint.
    """
    original = inline.get_next_linebox

    def get_next_linebox(
        context: Any,
        linebox: Any,
        position_y: float,
        bottom_space: float,
        skip_stack: Any,
        containing_block: Any,
        *lists_and_styles: Any,
    ) -> Any:
        laid_out = None
        if (
            not any(lists_and_styles[2:])  # ::first-letter, ::first-line
            and not context.excluded_shapes
            and _is_straight(linebox)
            and containing_block.style["direction"] == "ltr"
        ):
            laid_out = _lay_out(
                context, linebox, position_y, skip_stack, containing_block
            )
        place = position_y, bottom_space, skip_stack, containing_block
        return laid_out or original(context, linebox, *place, *lists_and_styles)

    patches.set(inline, "get_next_linebox", get_next_linebox)


def _is_straight(linebox: Any) -> bool:
    known = linebox.__dict__.get("_straight")
    if known is None:
        known = linebox._straight = _holds_one_text(linebox)
    return bool(known)


def _holds_one_text(linebox: Any) -> bool:
    if len(linebox.children) != 1 or type(linebox.children[0]) is not boxes.TextBox:
        return False
    style, text_style = linebox.style, linebox.children[0].style
    return (
        style["direction"] == "ltr"
        and style["position"] == "static"
        and text_style["white_space"] == "normal"
        and text_style["vertical_align"] == "baseline"
        and text_style["position"] == "static"
        and text_style["float"] == "none"
        and not linebox.is_leader
    )


def _lay_out(
    context: Any, linebox: Any, y: float, skip_stack: Any, containing_block: Any
) -> Any:
    """Return (line, where to resume); None where WeasyPrint must see to it."""
    skip_stack = inline.skip_first_whitespace(linebox, skip_stack)
    if skip_stack == "continue":
        return None
    skip = 0
    if skip_stack is not None:
        ((skip, _),) = skip_stack[0].items()
    linebox.position_y, linebox.width, linebox.height = y, 0, 0
    x, y, width = inline.avoid_collisions(
        context, linebox, containing_block, outer=False
    )
    linebox.position_x, linebox.position_y = x, y
    end = (x + width) * _TOLERANCE
    whole = linebox.children[0]
    inline.resolve_percentages(whole, containing_block)
    whole.position_x, whole.position_y = x + linebox.text_indent, y
    text, resume, is_broken = inline.split_text_box(
        context, whole, end - whole.position_x, skip, is_line_start=True
    )
    if text is None or text.position_x + text.margin_width() > end:
        return None
    line = linebox.copy_with_children([text])
    line.remove_decoration(start=skip_stack is not None, end=resume is not None)
    line.width = text.position_x + text.margin_width() - line.content_box_x()
    inline._adjust_line_height(line)
    linebox.width, linebox.height = line.width, line.height
    inline.remove_last_whitespace(context, line)
    _, _, width = inline.avoid_collisions(
        context, linebox, containing_block, outer=False
    )
    offset = inline.text_align(context, line, width, last=resume is None or is_broken)
    _put(line, text, offset, y)
    return line, None if resume is None else {0: {resume: None}}


def _put(line: Any, text: Any, offset: float, y: float) -> None:
    """Put a line and its text where they belong, baseline upon baseline."""
    top = -text.baseline
    text.position_y = top
    bottom = max(top + text.margin_height(), -line.baseline + line.margin_height())
    top = min(top, -line.baseline)
    line.baseline, line.position_y, line.height = -top, top, bottom - top
    line.margin_top = line.margin_bottom = 0
    line.translate(offset, y - top)
    line.position_y = y


LEVERS = (lay_straight_lines,)
