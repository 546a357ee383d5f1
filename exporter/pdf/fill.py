"""How full a page is: lines and photos over the type area.

In: rectangles in CSS px. Out: a share from 0 to 1. A line counts with its whole height
and the width of the block it stands in, a table or a tinted box whole; the white
between blocks does not count, and the gutters between columns are no part of the area.
"""

from collections.abc import Sequence
from typing import Any

#: A page of no columns is looked at in strips as wide as a twelfth of it.
_STRIPS = 12


class PageFill:
    """What of a page is covered; `columns` are the left and right edges of each."""

    def __init__(self, page_box: Any, columns: Sequence[tuple[float, float]]) -> None:
        self._top = page_box.content_box_y()
        self._bottom = self._top + page_box.height
        left, width = page_box.content_box_x(), page_box.width / _STRIPS
        self._strips = list(columns) or [
            (left + i * width, left + (i + 1) * width) for i in range(_STRIPS)
        ]
        self._covered: list[list[tuple[float, float]]] = [[] for _ in self._strips]

    def add(self, x: float, y: float, width: float, height: float) -> None:
        """Note that a rectangle is covered."""
        for (left, right), covered in zip(self._strips, self._covered, strict=True):
            overlap = min(right, x + width) - max(left, x)
            if overlap * 2 >= min(right - left, width) > 0:
                covered.append((max(y, self._top), min(y + height, self._bottom)))

    def share(self) -> float:
        """Return the share of the type area that is covered, to 0.001."""
        whole = sum(right - left for left, right in self._strips)
        filled = sum(
            (right - left) * _length(covered)
            for (left, right), covered in zip(self._strips, self._covered, strict=True)
        )
        height = self._bottom - self._top
        return round(filled / (whole * height), 3) if whole * height > 0 else 0.0


def _length(intervals: list[tuple[float, float]]) -> float:
    """Return how much intervals cover together."""
    total, end = 0.0, float("-inf")
    for top, bottom in sorted(intervals):
        total += max(0.0, bottom - max(top, end))
        end = max(end, bottom)
    return total
