"""The board as a page for the browser.

In: a `Board`, its version, a `Tongue`. Out: HTML. All that is said is put into it here;
the script only swaps what has changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

from exporter.preview.board import Board, Leaf
from exporter.preview.geometry import Frame
from exporter.said import Said, marked
from exporter.signoff.findings import GRAVITY, Shown, gravest
from exporter.signoff.html import meaning_of, page_template
from exporter.tongue import Tongue

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Spread:
    """Two pages side by side, None where there is none on a side, and findings."""

    leaves: Sequence[Leaf | None]
    findings: Sequence[Shown]

    @property
    def level(self) -> str:
        """How grave its gravest finding is; "" without any."""
        return gravest(self.findings)


def board_page(board: Board, version: str, t: Tongue) -> str:
    """Return the page that shows a board."""
    template = page_template(_HERE / "preview.html.j2")
    return template.render(**_view(board, version, t))


@cache
def own_file(name: str) -> bytes:
    """Return a file that the page needs."""
    return (_HERE / name).read_bytes()


def _view(board: Board, version: str, t: Tongue) -> dict[str, Any]:
    """Return what the template says, by the names it has there."""
    shot, found = board.shot, board.findings or ()
    leaves = shot.leaves if shot else ()
    frames = list(dict.fromkeys(leaf.frame for leaf in leaves))
    return {
        "t": t,
        "board": board,
        "shot": shot,
        "version": version,
        "status": status_of(board, t),
        "frames": [(frame, line_path(frame)) for frame in frames],
        "frame_of": lambda leaf: frames.index(leaf.frame),
        "pixels": lambda points: round(points / 0.75),
        "spreads": list(_spreads(leaves, found)),
        "general": [one for one in found if not one.pages],
        "level_names": {level: t(level) for level in GRAVITY},
        "meaning_of": lambda finding: meaning_of(finding, t),
        "where": _place(board, t),
    }


def _spreads(leaves: Sequence[Leaf], found: Sequence[Shown]) -> list[Spread]:
    """Return the pages as one leafs through them: the first stands alone."""
    sides = [None, *leaves] if leaves else []
    spreads = []
    for pair in zip_longest(sides[::2], sides[1::2]):
        numbers = {leaf.number for leaf in pair if leaf}
        spreads.append(Spread(pair, [f for f in found if numbers & set(f.pages)]))
    return spreads


def line_path(frame: Frame) -> str:
    """Return the baselines of a frame as the path of an SVG."""
    if frame.area is None:
        return ""
    left, _, width, _ = frame.area
    return " ".join(f"M{left:.2f} {y:.2f}h{width:.2f}" for y in frame.baselines)


def status_of(board: Board, t: Tongue) -> str:
    """Return what the preview is at, and what was found, in one line."""
    if board.state == "making":
        return t("making the pages …")
    if board.state == "failed":
        return t("the pages could not be made")
    pages = len(board.shot.leaves) if board.shot else 0
    made = t("{n} pages in {seconds} s", n=pages, seconds=f"{board.seconds:.1f}")
    if board.state == "checking":
        return f"{made} · {t('looking through them …')}"
    return " · ".join([made, *_counts(board, t)])


_COUNTED = {
    "error": (marked("{n} error"), marked("{n} errors")),
    "warning": (marked("{n} warning"), marked("{n} warnings")),
    "note": (marked("{n} note"), marked("{n} notes")),
}


def _counts(board: Board, t: Tongue) -> list[str]:
    """Return what was found, in words: "2 errors"."""
    levels = [one.finding.level for one in board.findings or ()]
    return [
        t(one if levels.count(level) == 1 else more, n=levels.count(level))
        for level, (one, more) in _COUNTED.items()
        if level in levels
    ]


def _place(board: Board, t: Tongue) -> str:
    where = board.failure.where if board.failure else ""
    return t(where) if isinstance(where, Said) else where
