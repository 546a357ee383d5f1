"""Make the running elements of a right page those of a left one.

In: a margin box as laid out on a right page. Out: the same box where it stands on a
left page: elements marked data-mirror keep to the outer or the inner edge.
"""

from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout.background import layout_box_backgrounds


def mirror_margin_box(margin_box: Any, page_box: Any) -> None:
    """Move a margin box to the other side of its page."""
    left, width = margin_box.position_x, margin_box.margin_width()
    shift = page_box.margin_width() - 2 * left - width
    margin_box.translate(shift, 0)
    for box in margin_box.descendants():
        element = box.element
        if (
            isinstance(box, boxes.InlineBox)
            and element is not None
            and element.get("data-mirror") is not None
        ):
            _mirror_inline(box, margin_box.position_x, width)
    # translate() leaves backgrounds behind: they are placed anew
    layout_box_backgrounds(page_box, margin_box, _no_image)


def _mirror_inline(box: Any, left: float, width: float) -> None:
    texts = [
        inner
        for inner in box.descendants(placeholders=True)
        if isinstance(inner, boxes.TextBox)
    ]
    if texts:
        start = min(text.position_x for text in texts)
        end = max(text.position_x + text.width for text in texts)
        box.translate((left + left + width - end) - start, 0)


def _no_image(**_request: Any) -> None:
    """Layouts cannot name background images: only photos can be fetched."""
