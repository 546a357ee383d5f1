"""A chart as drawing programs save one: bars, an axis, digits as outlines."""

_DIGITS = {
    "0": "M0 0h6v10h-6zM2 2v6h2v-6z",
    "1": "M2 0h2v10h-2z",
    "5": "M0 0h6v2h-4v2h4v6h-6v-2h4v-2h-4z",
}
_STYLE = (
    ".bar { fill: #1f5f8b } .bar.last { fill: #c1272d } .mark { fill: #333 }"
    ".grid { stroke: #999; stroke-width: .6; stroke-dasharray: 3 3 }"
)
#: 600 x 340: the last of eight bars is red, and ends before the right edge.
SVG = """<?xml version="1.0" encoding="UTF-8"?>
<!-- Generator: a drawing program -->
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://drawing.invalid/svg11.dtd">
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
  id="Layer_1" width="150mm" height="85mm" viewBox="0 0 600 340">
<title>Curah hujan</title>
<style>{style}</style>
<defs><circle id="dot" r="5"/><linearGradient id="sky" x2="0" y2="1">
<stop stop-color="#e8f1f8"/><stop offset="1" stop-color="#fff"/></linearGradient></defs>
<rect width="600" height="340" fill="url(#sky)"/>
{inner}
<use xlink:href="#dot" x="550" y="40" style="fill: {dot}"/>
<path d="M60 20V300H580" fill="none" stroke="#000" stroke-width="2"/>
</svg>
"""


def chart(inner: str = "", dot: str = "#e08a00") -> bytes:
    """Return the chart as SVG; `inner` stands in its line 11, before the bars."""
    bars = (60, 85, 120, 110, 160, 190, 210, 255)
    drawn = [f"{inner}"]
    for at, high in enumerate(bars):
        name = "bar last" if at == len(bars) - 1 else "bar"
        place = f'x="{70 + at * 62}" y="{300 - high}" width="44" height="{high}"'
        drawn.append(f'<rect class="{name}" {place}/>')
    for value in (50, 100, 150):
        drawn.append(f'<path class="grid" d="M60 {300 - value}H570"/>')
        drawn += _digits(str(value), 52, 295 - value)
    svg = SVG.format(style=_STYLE, inner="\n".join(drawn), dot=dot)
    return svg.encode()


def _digits(number: str, right: int, top: int) -> list[str]:
    left = right - 8 * len(number)
    return [
        f'<path class="mark" fill-rule="evenodd" d="{_DIGITS[digit]}" '
        f'transform="translate({left + 8 * at} {top})"/>'
        for at, digit in enumerate(number)
    ]
