"""Fill number slots and mirror left pages, after layout.

In: laid-out pages and their `Numbering`. Out: the same pages, numbered. Every
part is laid out as if it started on a right page; a page that turns out to be a
left one has its margins and its running elements (data-mirror) mirrored here.
"""

from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout.background import layout_box_backgrounds
from weasyprint.text.line_break import create_layout, line_size

from exporter.facts import Numbering
from exporter.pdf.measure import is_slot


def number_pages(pages: list[Any], first: int, numbering: Numbering) -> list[str]:
    """Fill every slot of `pages`; the first of them is page `first`.

    Returns the targets that no page has.
    """
    unknown = []
    for number, page in enumerate(pages, first):
        box = page._page_box
        for text in _texts(box):
            if is_slot(text.element):
                target = text.element.get("data-page-of")
                value = number if target is None else numbering.page_of.get(target)
                if value is None:
                    unknown.append(target)
                _put(text, "" if value is None else str(value))
        if number % 2 == 0:
            _mirror(box)
    return unknown


def _texts(box: Any) -> list[Any]:
    found = box.descendants(placeholders=True)
    return [b for b in found if isinstance(b, boxes.TextBox)]


def _put(box: Any, text: str) -> None:
    """Replace a text box's placeholder; `data-align=end` keeps its right edge."""
    old_width = box.width
    width = 0.0
    layout = create_layout(text, box.style, None, None, box.justification_spacing)
    if text:
        line, _ = layout.get_first_line()
        width, _ = line_size(line, box.style)
    layout.deactivate()
    box.text, box.pango_layout, box.width = text, layout, width
    if box.element.get("data-align") == "end":
        box.position_x += old_width - width


def _mirror(page_box: Any) -> None:
    """Make a right page a left one: margins swapped, running elements mirrored."""
    shift = page_box.margin_right - page_box.margin_left
    for child in page_box.children:
        if isinstance(child, boxes.MarginBox):
            _mirror_margin_box(child, page_box.margin_width())
        else:
            child.translate(shift, 0)
        # translate() leaves backgrounds behind: they are placed anew
        layout_box_backgrounds(page_box, child, _no_image)


def _no_image(**_request: Any) -> None:
    """Layouts cannot name background images: only photos can be fetched."""


def _mirror_margin_box(margin_box: Any, page_width: float) -> None:
    left, width = margin_box.position_x, margin_box.margin_width()
    margin_box.translate(page_width - 2 * left - width, 0)
    for box in margin_box.descendants():
        element = box.element
        if (
            isinstance(box, boxes.InlineBox)
            and element is not None
            and element.get("data-mirror") is not None
        ):
            _mirror_inline(box, margin_box.position_x, width)


def _mirror_inline(box: Any, left: float, width: float) -> None:
    texts = _texts(box)
    if texts:
        start = min(t.position_x for t in texts)
        end = max(t.position_x + t.width for t in texts)
        box.translate((left + left + width - end) - start, 0)
