"""What the browser shows at the moment, and who waits for it to change.

In: what attempts to build gave. Out: a `Board`, plain data, by version.
"""

import secrets
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from exporter.errors import ExporterError
from exporter.preview.geometry import Frame
from exporter.signoff.findings import Shown

State = Literal["making", "checking", "ready", "failed"]


@dataclass(frozen=True)
class Leaf:
    """A page: `label` is its printed folio, `digest` that of what is drawn on it;
    sizes in points."""

    number: int
    label: str
    digest: str
    frame: Frame


@dataclass(frozen=True)
class Shot:
    """The pages of one build."""

    title: str
    number: int
    language: str
    direction: str
    pdf: Path
    leaves: Sequence[Leaf]
    headlines: Mapping[str, str]

    @cached_property
    def index_of(self) -> Mapping[str, int]:
        """The index in the PDF of each page, by its digest."""
        return {leaf.digest: n for n, leaf in enumerate(self.leaves)}


@dataclass(frozen=True)
class Board:
    """All that is shown. `findings` are None until the first proof is done;
    `failure` says why the pages are out of date, or that there are none; `language` is
    that of messages, `seconds` what the pages took."""

    state: State = "making"
    shot: Shot | None = None
    findings: Sequence[Shown] | None = None
    failure: ExporterError | None = None
    language: str = ""
    seconds: float = 0.0
    watching: bool = True


class Wall:
    """Where the board hangs: one thread changes it, many look at it.

    A version names the run too, so that a browser that was left open notices
    another one.
    """

    def __init__(self, board: Board) -> None:
        self._board = board
        self._run = secrets.token_hex(4)
        self._count = 0
        self._changed = threading.Condition()

    @property
    def now(self) -> tuple[str, Board]:
        """The version and the board."""
        with self._changed:
            return f"{self._run}.{self._count}", self._board

    def hang(self, board: Board) -> None:
        """Show another board."""
        with self._changed:
            self._board = board
            self._count += 1
            self._changed.notify_all()

    def wait(self, version: str, seconds: float) -> str:
        """Return the version as soon as it is not `version`, or after `seconds`."""
        with self._changed:
            self._changed.wait_for(
                lambda: f"{self._run}.{self._count}" != version, seconds
            )
            return f"{self._run}.{self._count}"
