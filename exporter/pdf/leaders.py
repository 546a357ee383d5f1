"""Leaders drawn at once: a row of dots is one text, not one for each dot.

In: a line's leader as WeasyPrint laid it out, a text box for each dot. Out: the same
dots in one text box, where that puts each of them where it was.
"""

from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.text.line_break import create_layout, line_size

#: px that the dots at the ends of a row may move by.
_SLACK = 0.05


def join_leaders(page_box: Any) -> None:
    """Join the dots of each leader on a page."""
    for box in page_box.descendants():
        if getattr(box, "is_leader", False) and len(box.children) > 1:
            box.children = _joined(box.children)


def _joined(dots: Any) -> Any:
    """Return one box for all `dots`, or them as they are."""
    first = min(dots, key=lambda dot: dot.position_x)
    alike = all(
        isinstance(dot, boxes.TextBox)
        and dot.text == first.text
        and dot.style is first.style
        for dot in dots
    )
    if not alike or first.style["direction"] == "rtl":
        return dots
    row = first.copy_with_text(first.text * len(dots))
    layout = create_layout(row.text, row.style, None, None, 0)
    line, _ = layout.get_first_line()
    row.width, _ = line_size(line, row.style)
    layout.deactivate()
    row.pango_layout = layout
    last = max(dot.position_x for dot in dots)
    if abs(first.position_x + row.width - (last + first.width)) > _SLACK:
        return dots
    return (row,)
