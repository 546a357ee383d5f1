"""Text boxes as WeasyPrint has them drawn: letters, and the lines of text-decoration.

In: a text box, and the stream it is drawn into. Out: operators in that stream. A
`PartStream` draws its own letters; what it can't, and other streams, WeasyPrint draws.
"""

from typing import Any

import weasyprint.draw
from weasyprint.draw.color import get_color
from weasyprint.draw.text import draw_text_decoration
from weasyprint.layout.percent import percentage
from weasyprint.pdf.stream import Stream

from exporter.pdf.ink import PartStream
from exporter.pdf.measure import is_slot

_draw_text_as_weasyprint = weasyprint.draw.draw_text


def take_over() -> None:
    """Let WeasyPrint call `draw_text` in place of its own function."""
    weasyprint.draw.draw_text = draw_text


def draw_text(
    stream: Stream,
    box: Any,
    offset_x: float,
    text_overflow: str,
    ellipsis: str = "none",
) -> None:
    """Draw a text box: WeasyPrint calls this in place of its own function."""
    if not isinstance(stream, PartStream):
        _draw_text_as_weasyprint(stream, box, offset_x, text_overflow, ellipsis)
        return
    style = box.style
    if style["visibility"] != "visible" or style["font_size"] < 1e-6:
        return
    if is_slot(box.element):
        stream.add_slot(box)
        return
    if not box.text.strip():
        if not stream.running:
            stream.draw_line(box)  # a space between two elements keeps words apart
        return
    if text_overflow == "clip" and ellipsis == "none":
        _draw_decoration(stream, box, offset_x, {"underline", "overline"})
        if stream.draw_line(box):
            _draw_decoration(stream, box, offset_x, {"line-through"})
            return
    stream.enter_whole(box)
    _draw_text_as_weasyprint(stream, box, offset_x, text_overflow, ellipsis)
    stream.leave_whole(box)


def _draw_decoration(
    stream: PartStream, box: Any, offset_x: float, wanted: set[str]
) -> None:
    """Draw the lines of text-decoration that are `wanted`."""
    style = box.style
    kinds = style["text_decoration_line"]
    if kinds == "none" or not wanted & set(kinds):
        return
    layout = box.pango_layout
    layout.setup(style)  # reads the font's own thickness and places
    colour = get_color(style, "text_decoration_color")
    given = style["text_decoration_thickness"]
    own = (
        layout.strikethrough_thickness
        if "line-through" in wanted
        else layout.underline_thickness
    )
    if given in {"auto", "from-font"}:
        thickness = own
    else:
        thickness = percentage(given, style, style["font_size"])
    places = {
        "overline": box.baseline - layout.ascent + thickness / 2,
        "underline": box.baseline + _underline_offset(box) + thickness / 2,
        "line-through": box.baseline - layout.strikethrough_position,
    }
    with stream.artifact():
        for kind in sorted(wanted & set(kinds)):
            place = places[kind]
            draw_text_decoration(stream, box, offset_x, place, thickness, colour)
    layout.deactivate()


def _underline_offset(box: Any) -> float:
    given = box.style["text_underline_offset"]
    if given == "auto":
        return float(-box.pango_layout.underline_position)
    return float(percentage(given, box.style, box.style["font_size"]))
