"""The preview: build, show, prove, and again when something changes.

In: an edition and a port. Out: a page on loopback, until it is interrupted.
"""

import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from exporter.cache import Cache
from exporter.errors import ExporterError
from exporter.fonts import forget_fonts
from exporter.loopback import serving
from exporter.means import Means
from exporter.pool import Pool
from exporter.preview.attempt import Attempt, Workshop
from exporter.preview.board import Board, Wall
from exporter.preview.pages import PageJob
from exporter.preview.server import Server
from exporter.preview.watch import (
    EVERY,
    Look,
    changed_meanwhile,
    look_at,
    wait_for_change,
)
from exporter.stages import OnStage
from exporter.unchanged import Ingredients

_FONTS = {".ttf", ".otf"}
#: What workers start with.
_PRELOAD = ("exporter.pdf.work", "exporter.preview.pages")
#: File systems stamp changes with a clock that steps this far, in nanoseconds.
_CLOCK_STEP = 20_000_000
#: Seconds until pages are proven: what is looked at is drawn first.
_PICTURES_FIRST = 0.3


@dataclass(frozen=True)
class Asked:
    """What is previewed and how; `language` is that of messages, "" the edition's."""

    edition: Path
    watch: bool
    port: int
    jobs: int
    cache: Cache
    language: str


@dataclass(frozen=True)
class Told:
    """Who is told what happens: the address once, each stage, each board."""

    address: Callable[[str], None]
    stage: OnStage
    board: Callable[[Board], None]


def preview(asked: Asked, told: Told) -> None:
    """Show an edition until KeyboardInterrupt; in the end nothing is left of it.

    Raises UsageError for a port that cannot be had, and what stopped the build of an
    edition that is not watched.
    """
    wall = Wall(Board(watching=asked.watch, language=asked.language))
    with (
        tempfile.TemporaryDirectory(prefix=".exporter-preview-") as folder,
        Pool(1, _PRELOAD, apart=True) as painter,
        Pool(asked.jobs, _PRELOAD, apart=True) as pool,
        _serving(asked.port, wall, painter) as address,
    ):
        means = Means(asked.jobs, asked.cache, keep=True)
        work = Path(folder).resolve()
        show = _Show(told, wall, Workshop(asked.edition, work, pool, means))
        attempt = show.make()
        if attempt.failure and not asked.watch:
            raise attempt.failure
        told.address(address)
        while asked.watch:
            files = show.prove_and_wait(attempt)
            if any(file.suffix.lower() in _FONTS for file in files):
                forget_fonts()
                pool.rest()  # its workers have the former ones
            attempt = show.make()
        show.prove(attempt, is_over=lambda: False)
        threading.Event().wait()


@contextmanager
def _serving(port: int, wall: Wall, painter: Pool) -> Iterator[str]:
    """Hand out what hangs on the wall; give the address."""
    one_at_a_time = threading.Lock()

    def draw(function: Callable[[PageJob], Any], job: PageJob) -> Any:
        with one_at_a_time:
            return next(painter.map(function, [job]))

    with serving(Server(port, wall, draw)) as address:
        yield address


class _Show:
    """What hangs on the wall, from one change to the next."""

    def __init__(self, told: Told, wall: Wall, workshop: Workshop) -> None:
        self._told = told
        self._wall = wall
        self._workshop = workshop
        self._board = wall.now[1]
        self._language = self._board.language
        self._seen: Look = {}  # when what is shown was made
        self._made_from = Ingredients((), (), ())
        self._meanwhile: set[Path] = set()

    def make(self) -> Attempt:
        """Make the pages and show them, or what stopped it beside the former ones."""
        begun, clock = time.time_ns() - _CLOCK_STEP, time.perf_counter()
        before = look_at(self._made_from)
        self._hang(state="making")
        attempt = self._workshop.attempt(self._told.stage)
        self._made_from = attempt.made_from
        self._seen = look_at(self._made_from)
        self._meanwhile = changed_meanwhile(before, self._seen, begun)
        if attempt.failure:
            self._fail(attempt.failure)
            return attempt
        self._hang(
            state="checking",
            shot=attempt.shot,
            failure=None,
            seconds=time.perf_counter() - clock,
            language=self._language or attempt.language,
        )
        return attempt

    def prove(self, attempt: Attempt, is_over: Callable[[], bool]) -> None:
        """Show what is found in the pages; nothing where `is_over` before it is."""
        try:
            findings = self._workshop.findings(attempt, is_over)
        except ExporterError as error:
            self._fail(error)
            return
        if findings is not None:
            self._hang(state="ready", findings=findings)
            self._told.board(self._board)

    def prove_and_wait(self, attempt: Attempt) -> set[Path]:
        """Return what has changed since the pages were made, once it has."""
        if not self._meanwhile and not attempt.failure:
            time.sleep(_PICTURES_FIRST)
            self.prove(attempt, self._is_over())
        return self._meanwhile or wait_for_change(self._look, self._seen)

    def _look(self) -> Look:
        return look_at(self._made_from)

    def _is_over(self) -> Callable[[], bool]:
        """Return a function that says whether anything changed, and looks rarely."""
        due = 0.0

        def is_over() -> bool:
            nonlocal due
            if time.monotonic() < due:
                return False
            due = time.monotonic() + EVERY
            return self._look() != self._seen

        return is_over

    def _fail(self, error: ExporterError) -> None:
        self._hang(state="failed", failure=error)
        self._told.board(self._board)

    def _hang(self, **changes: Any) -> None:
        self._board = replace(self._board, **changes)
        self._wall.hang(self._board)
