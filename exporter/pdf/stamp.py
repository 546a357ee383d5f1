"""Stamp a page of a draft: a word, as a label in the margin and across the page.

In: a word, a font file, the size of a page. Out: PDF operators. The word across the
page is a thin outline in a light tint, so that captions below it can be proofread and
dark photos still show it; the label is what a glance sees. Both are drawn as shapes:
no reader takes the stamp for text.
"""

import math
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any
from unicodedata import bidirectional, category

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

_TINT = "0.93 0.72 0.72 RG"
#: The word's share of the page's diagonal, and its line's width in points.
_SHARE = 0.62
_LINE = 1.1

#: What a stamp says where the word cannot be drawn letter by letter.
_PLAIN = "PROOF"

_RED = "0.757 0.071 0.122 rg"
_WHITE = "1 1 1 rg"
#: Points: the label's distance from the page's top and right edge, the height of its
#: letters, and the red around them. It ends above the running head.
_TOP, _RIGHT, _LETTERS, _PAD = 12.0, 42.5, 8.0, 4.5


@lru_cache(maxsize=4)
def draw_stamp(word: str, font: Path, width: float, height: float) -> str:
    """Return the operators for a page of `width` x `height` points; an artifact."""
    outline = _Outline(font)
    outline.write(word if _is_drawn_by_letters(word) else _PLAIN)
    if not outline.ends:
        return ""
    parts = (_across(outline, width, height), _label(outline, width, height))
    begin = "/Artifact <</Type /Pagination /Subtype /Watermark>> BDC"
    return "\n".join((begin, *parts, "EMC"))


def _across(outline: "_Outline", width: float, height: float) -> str:
    """Return the outline of the word from the lower left to the upper right."""
    long = math.hypot(width, height) * _SHARE
    scale = long / outline.ends
    cos, sin = width / math.hypot(width, height), height / math.hypot(width, height)
    rise = outline.rise * scale / 2
    left = width / 2 - cos * long / 2 + sin * rise
    low = height / 2 - sin * long / 2 - cos * rise
    place = (scale * cos, scale * sin, -scale * sin, scale * cos, left, low)
    matrix = " ".join(f"{number:.5f}" for number in place)
    line = f"{_LINE / scale:.3f} w 1 j"
    return f"q {matrix} cm {_TINT} {line}\n{outline.path} S\nQ"


def _label(outline: "_Outline", width: float, height: float) -> str:
    """Return the word in white on a red field, in the top margin at the right."""
    scale = _LETTERS / outline.rise
    long, high = outline.ends * scale + 2 * _PAD, _LETTERS + 2 * _PAD
    left, low = width - _RIGHT - long, height - _TOP - high
    field = f"{_RED} {left:.2f} {low:.2f} {long:.2f} {high:.2f} re f"
    place = f"{scale:.5f} 0 0 {scale:.5f} {left + _PAD:.2f} {low + _PAD:.2f}"
    return f"q {field}\n{place} cm {_WHITE}\n{outline.path} f\nQ"


def _is_drawn_by_letters(word: str) -> bool:
    """Return whether letters in a row are the word: not so where they join, turn
    round or stand above each other, as in Arabic, Hebrew, Hindi and Thai."""
    return not any(
        bidirectional(sign) in {"R", "AL", "NSM"} or category(sign) in {"Mn", "Mc"}
        for sign in word
    )


def has_word(font: Path, word: str) -> bool:
    """Return whether a font has every sign of a word."""
    known = TTFont(font).getBestCmap()
    return all(ord(sign) in known for sign in word)


class _Outline(BasePen):  # type: ignore[misc]  # fontTools has no types
    """Collects the outline of a word, in units of the font."""

    def __init__(self, file: Path) -> None:
        self._font = TTFont(file)
        super().__init__(self._font.getGlyphSet())
        self.operators: list[str] = []
        self.ends = 0.0
        self.rise = float(getattr(self._font["OS/2"], "sCapHeight", 0) or 700)

    @property
    def path(self) -> str:
        """The word's path, from the left end of its baseline."""
        return " ".join(self.operators)

    def write(self, word: str) -> None:
        known = self._font.getBestCmap()
        for name in (known[ord(sign)] for sign in word if ord(sign) in known):
            self.glyphSet[name].draw(self)
            self.ends += self.glyphSet[name].width

    def _numbers(self, *points: Any) -> Iterator[str]:
        for x, y in points:
            yield f"{x + self.ends:.0f} {y:.0f}"

    def _add(self, operator: str, *points: Any) -> None:
        self.operators.append(" ".join((*self._numbers(*points), operator)))

    def _moveTo(self, point: Any) -> None:  # noqa: N802 (fontTools' name)
        self._add("m", point)

    def _lineTo(self, point: Any) -> None:  # noqa: N802
        self._add("l", point)

    def _curveToOne(self, one: Any, two: Any, three: Any) -> None:  # noqa: N802
        self._add("c", one, two, three)

    def _closePath(self) -> None:  # noqa: N802
        self.operators.append("h")
