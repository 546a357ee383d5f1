"""Small SVG plots: bars beside each other, and lines over an edition's size.

In: names and figures. Out: SVG text with a white ground of its own, so that it reads
on dark pages too.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

WIDTH = 760
INK, QUIET, GRID = "#1a1a1a", "#595959", "#d9d9d9"
OURS, OTHERS = "#0072b2", "#9a9a9a"
#: Colours that people who see red and green alike can tell apart (Okabe and Ito).
COLOURS = ("#0072b2", "#d55e00", "#007a5e", "#a5548a", "#8a6d00", "#1a1a1a")
_LINE = 16  # pixels between two lines of text


@dataclass(frozen=True)
class Bar:
    """One figure, with its least and greatest."""

    name: str
    value: float
    least: float
    most: float
    ours: bool = False


@dataclass(frozen=True)
class Bars:
    """A panel of bars with one axis, the shortest bar first."""

    title: str
    unit: str
    bars: Sequence[Bar]


@dataclass(frozen=True)
class Point:
    """One figure at an edition's size."""

    size: int
    value: float
    least: float
    most: float


@dataclass(frozen=True)
class Line:
    """One kind of run over all sizes."""

    name: str
    points: Sequence[Point]


@dataclass(frozen=True)
class Lines:
    """A panel of lines over the edition's size, which has a logarithmic axis."""

    title: str
    unit: str
    lines: Sequence[Line]


@dataclass
class _Drawing:
    """What has been drawn, and how far down."""

    parts: list[str] = field(default_factory=list)
    bottom: float = 0.0

    def text(
        self, x: float, y: float, text: str, anchor: str = "start", **more: str
    ) -> None:
        told = {"fill": INK, "font-size": "13", "text-anchor": anchor, **more}
        self.parts.append(f"<text {_said(x=x, y=y)} {_said(**told)}>")
        self.parts.append(f"{escape(text)}</text>\n")

    def line(
        self, x1: float, y1: float, x2: float, y2: float, stroke: str, width: float = 1
    ) -> None:
        place = _said(x1=x1, y1=y1, x2=x2, y2=y2)
        self.parts.append(f'<line {place} stroke="{stroke}" stroke-width="{width}"/>\n')

    def svg(self, title: str, about: str) -> str:
        height = math.ceil(self.bottom)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" '
            f'height="{height}" viewBox="0 0 {WIDTH} {height}" role="img" '
            f'font-family="system-ui, Helvetica, Arial, sans-serif">\n'
            f"<title>{escape(title)}</title>\n<desc>{escape(about)}</desc>\n"
            f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>\n'
            f"{''.join(self.parts)}</svg>\n"
        )


def _said(**attributes: float | str) -> str:
    """Return attributes as SVG has them, numbers to a tenth of a pixel."""
    return " ".join(
        f'{name}="{told:.1f}"' if isinstance(told, float) else f'{name}="{told}"'
        for name, told in attributes.items()
    )


def ticks(most: float) -> list[float]:
    """Return 4 to 6 round figures from 0 on, the last not below `most`."""
    power = 10 ** math.floor(math.log10(most))
    shares = ((5, 2), (2.5, 1), (1.25, 0.5), (0, 0.25))
    step = power * next(share for above, share in shares if most > above * power)
    return [step * n for n in range(math.ceil(round(most / step, 9)) + 1)]


def number(value: float) -> str:
    """Return a figure with as many digits as it is worth."""
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f}" if value else "0"


# --- bars -------------------------------------------------------------------------


def draw_bars(title: str, about: str, panels: Iterable[Bars]) -> str:
    """Return panels, one under the other."""
    drawing = _Drawing()
    drawing.text(16, 28, title, **{"font-size": "17", "font-weight": "bold"})
    drawing.bottom = 40
    for panel in panels:
        _draw_bars(drawing, panel)
    return drawing.svg(title, about)


def _draw_bars(drawing: _Drawing, panel: Bars) -> None:
    left, right, height, gap = 240.0, WIDTH - 70.0, 18.0, 7.0
    top = drawing.bottom + 42
    drawing.text(16, top - 14, panel.title, **{"font-weight": "bold"})
    foot = top + len(panel.bars) * (height + gap)
    marks = ticks(max(bar.most for bar in panel.bars))
    scale = (right - left) / marks[-1]
    for mark in marks:
        x = left + mark * scale
        drawing.line(x, top - 4, x, foot, GRID)
        drawing.text(x, foot + _LINE, f"{mark:,g}", "middle", fill=QUIET)
    drawing.text((left + right) / 2, foot + 2 * _LINE + 2, panel.unit, "middle")
    for place, bar in enumerate(sorted(panel.bars, key=lambda bar: bar.value)):
        y = top + place * (height + gap)
        weight = "bold" if bar.ours else "normal"
        drawing.text(
            left - 8, y + height - 4, bar.name, "end", **{"font-weight": weight}
        )
        shape = _said(x=left, y=y, width=bar.value * scale, height=height)
        drawing.parts.append(f'<rect {shape} fill="{OURS if bar.ours else OTHERS}"/>\n')
        middle = y + height / 2
        if bar.most > bar.least:
            least, most = left + bar.least * scale, left + bar.most * scale
            drawing.line(least, middle, most, middle, INK, 1.5)
        end = left + max(bar.value, bar.most) * scale + 6
        drawing.text(end, y + height - 4, number(bar.value))
    drawing.line(left, top - 4, left, foot, INK)
    drawing.bottom = foot + 2 * _LINE + 14


# --- lines ------------------------------------------------------------------------


def draw_lines(title: str, about: str, panels: Iterable[Lines]) -> str:
    """Return panels, one under the other."""
    drawing = _Drawing()
    drawing.text(16, 28, title, **{"font-size": "17", "font-weight": "bold"})
    drawing.bottom = 40
    for panel in panels:
        _draw_lines(drawing, panel)
    return drawing.svg(title, about)


def _draw_lines(drawing: _Drawing, panel: Lines) -> None:
    left, right, height = 66.0, WIDTH - 246.0, 210.0
    top = drawing.bottom + 42
    foot = top + height
    drawing.text(
        16, top - 14, f"{panel.title} ({panel.unit})", **{"font-weight": "bold"}
    )
    sizes = sorted({point.size for line in panel.lines for point in line.points})
    marks = ticks(max(p.most for line in panel.lines for p in line.points))
    low, high = math.log10(sizes[0]) - 0.15, math.log10(sizes[-1]) + 0.03

    def across(size: int) -> float:
        return left + (math.log10(size) - low) / (high - low) * (right - left)

    def down(value: float) -> float:
        return foot - value / marks[-1] * height

    for mark in marks:
        drawing.line(left, down(mark), right, down(mark), GRID)
        drawing.text(left - 8, down(mark) + 4, f"{mark:,g}", "end", fill=QUIET)
    drawing.line(left, foot, right, foot, INK)
    for size in sizes:
        drawing.line(across(size), foot, across(size), foot + 5, INK)
        drawing.text(across(size), foot + 20, f"{size:,}", "middle", fill=QUIET)
    drawing.text(
        (left + right) / 2,
        foot + 38,
        "articles in the edition, one photo each",
        "middle",
    )
    for line, colour in zip(panel.lines, COLOURS, strict=False):
        route = " ".join(
            f"{across(p.size):.1f},{down(p.value):.1f}" for p in line.points
        )
        drawing.parts.append(
            f'<polyline points="{route}" fill="none" stroke="{colour}" '
            f'stroke-width="2"/>\n'
        )
        for point in line.points:
            x = across(point.size)
            drawing.line(x, down(point.least), x, down(point.most), colour, 1.5)
            spot = _said(cx=x, cy=down(point.value), r=3.5)
            drawing.parts.append(f'<circle {spot} fill="{colour}"/>\n')
    _name_lines(drawing, panel, across, down)
    drawing.bottom = foot + 50


def _name_lines(
    drawing: _Drawing,
    panel: Lines,
    across: Callable[[int], float],
    down: Callable[[float], float],
) -> None:
    """Write each line's name beside its end, none over another."""
    ends = [
        (down(line.points[-1].value), line, colour)
        for line, colour in zip(panel.lines, COLOURS, strict=False)
    ]
    ends.sort(key=lambda end: end[0])
    places: list[float] = []
    for y, _, _ in ends:
        places.append(max(y, places[-1] + _LINE) if places else y)
    lowest = down(0)
    for n in range(len(places) - 1, -1, -1):  # those that fell off the axis go up
        limit = lowest if n == len(places) - 1 else places[n + 1] - _LINE
        places[n] = min(places[n], limit)
    for y, (_, line, colour) in zip(places, ends, strict=True):
        last = line.points[-1]
        told = f"{line.name}: {number(last.value)}"
        drawing.text(across(last.size) + 10, y + 4, told, fill=colour)
