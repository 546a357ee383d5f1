"""A batch, in order: what is unchanged is passed over, the rest built side by side.

In: what is asked of each edition, the first first. Out: an `Outcome` for each, as it
ends, written down in the ledger before anybody hears of it.
"""

import datetime as dt
import shutil
import threading
import time
from collections import deque
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exporter.batch.ledger import YOUNG, Ledger
from exporter.batch.outcome import Outcome, outcome_of
from exporter.batch.scheduler import Scheduler
from exporter.batch.stages import OnEdition, hear_stages
from exporter.batch.workers import REMEMBERED, Task, Workers, what_ended
from exporter.cache import NO_CACHE, Cache
from exporter.errors import ExporterError, RenderError
from exporter.file_names import FileNames
from exporter.said import said
from exporter.unchanged import Asked, Memory, find_unchanged

if TYPE_CHECKING:
    from exporter.batch.cluster import Cluster

#: What an edition takes on disk where the ledger knows none yet, in bytes; and how many
#: times that while it is made.
_BYTES = 30_000_000
_BESIDE = 2
#: Seconds after which the ledger keeps the hash of a file that was delivered.
_SETTLED = YOUNG / 1e9 + 1


@dataclass
class Terms:
    """What a batch works with, and when it ends: `deadline` is the moment after which
    no edition is begun; `fail_fast` ends it at the first that is not delivered; with
    `stale`, only what was delivered before is built again. `after_each` says that a
    command is run for each edition that is delivered. With a `scheduler`, its
    cluster builds, and not processes of this machine. `on_edition` is told each stage
    of each edition, in another thread. Once `stop` is set, no edition is begun any
    more; those under way are finished."""

    jobs: int = 1
    cache: Cache = NO_CACHE
    deadline: dt.datetime | None = None
    fail_fast: bool = False
    stale: bool = False
    after_each: bool = False
    memory: Memory = field(default_factory=Memory)
    scheduler: Scheduler | None = None
    on_edition: OnEdition | None = None
    stop: threading.Event = field(default_factory=threading.Event)


def run_batch(
    asked: Sequence[Asked], terms: Terms, ledger: Ledger
) -> Generator[Outcome, None, None]:
    """Yield what becomes of each edition; closed, it ends all processes at once.

    Raises RenderError after the outcome of all: where the disk has too little room, so
    that nothing was begun, a cluster can build no more, or the deadline left some.
    """
    batch = _Batch(terms, ledger)
    todo = []
    for one, outcome in batch.decide(asked):
        if outcome.state == "due":
            todo.append(one)
        else:
            yield batch.noted(outcome)
    ledger.save_hashes()
    yield from batch.build(todo)


def what_would_be(
    asked: Sequence[Asked], terms: Terms, ledger: Ledger
) -> Iterator[Outcome]:
    """Yield what a run decides of each edition, before it builds what is "due"."""
    batch = _Batch(terms, ledger)
    for outcome in [outcome for _, outcome in batch.decide(asked)]:
        leave = batch.ended and outcome.state == "due"
        yield replace(outcome, state="left") if leave else outcome


def _remember(asked: Asked, terms: Terms, ledger: Ledger, kept: bytes) -> None:
    """Keep what a build remembered, or the cache: that may lose it."""
    kept = kept or terms.cache.read("build", asked.key) or b""
    if kept:
        ledger.keep(asked.key, kept)


class _Batch:
    """A batch under way."""

    def __init__(self, terms: Terms, ledger: Ledger) -> None:
        self._terms = terms
        self._ledger = ledger
        self._names = FileNames()
        self.ended = False
        self._late = False
        self._begun = dt.datetime.now(dt.UTC)
        self._stages: Path | None = None
        self._recovered: dict[Path, Asked] = {}
        self._fresh: deque[tuple[float, Asked]] = deque()

    def decide(self, asked: Sequence[Asked]) -> Iterator[tuple[Asked, Outcome]]:
        """Yield what is known of each edition before one is built: "due" is to be.

        The run is `ended` where it fails fast: what was due is left.
        """
        for one in asked:
            outcome = Outcome(one.edition, "left") if self.ended else self._decide(one)
            self._end_at(outcome)
            yield one, outcome

    def _decide(self, asked: Asked) -> Outcome:
        former = self._find_former(asked)
        try:
            # one that is unchanged is not even read
            name = former["edition"] if former else ""
            self._names.take(asked.out, asked.edition, name)
        except ExporterError as error:
            return outcome_of(asked.edition, what_ended(error), 0.0)
        if former is None:
            known = not self._terms.stale or self._ledger.built_before(asked.edition)
            return Outcome(asked.edition, "due" if known else "left")
        return outcome_of(asked.edition, former, 0.0)

    def _find_former(self, asked: Asked) -> Mapping[str, Any] | None:
        """Return the report of the build that an edition is unchanged since, or None.

        The cache knows one more: that after which a run was killed, before it could
        write it down, or run a command for it.
        """
        memory, ledger = self._terms.memory, self._ledger
        former = find_unchanged(asked, ledger, memory, ledger)
        if former is None:
            former = find_unchanged(asked, self._terms.cache, memory, ledger)
            if former is not None:
                self._recovered[asked.edition] = asked
        return former

    def _end_at(self, outcome: Outcome) -> None:
        """End a run that fails fast at an outcome that is no success."""
        if self._terms.fail_fast and outcome.exit_code:
            self.ended = True

    def build(self, todo: Sequence[Asked]) -> Iterator[Outcome]:
        """Build editions; yield the outcome of each, "left" where it was not begun."""
        if not todo:
            return
        waiting = list(todo)
        left = {asked.edition: asked for asked in todo}
        failure: ExporterError | None = None
        try:
            if not self.ended:
                _refuse_full_disk(todo, self._terms.jobs, self._ledger)
            with self._heard():
                for outcome in self._built(waiting, len(todo)):
                    del left[outcome.edition]
                    yield outcome
        except ExporterError as error:
            failure = error
        for edition in left:
            yield Outcome(edition, "left")
        if failure is None and self._late:
            failure = self._too_late(len(left))
        if failure:
            raise failure

    def _too_late(self, count: int) -> ExporterError:
        hint = said("the same command goes on where this one stopped")
        deadline = self._terms.deadline
        if deadline is not None and deadline <= self._begun:
            time = deadline.astimezone().strftime("%H:%M")
            hint = said("the run began after {time}: give it another time", time=time)
        return RenderError(
            said("editions that were not begun before the deadline: {n}", n=count),
            hint=hint,
        )

    @contextmanager
    def _heard(self) -> Iterator[None]:
        """Hear the stages of editions while they are built, if anybody wants to."""
        if self._terms.on_edition is None:
            yield
            return
        with hear_stages(self._terms.on_edition) as self._stages:
            yield

    def _built(self, waiting: list[Asked], count: int) -> Iterator[Outcome]:
        if self.ended:
            return
        workers = self._workers(count)
        try:
            for task, answer, seconds in workers.build(self._next(waiting)):
                kept = answer.pop(REMEMBERED, b"")
                outcome = outcome_of(task.asked.edition, answer, seconds)
                if outcome.state == "delivered":
                    _remember(task.asked, self._terms, self._ledger, kept)
                    if self._terms.scheduler is None:  # a client has enough to do
                        self._fresh.append((time.monotonic(), task.asked))
                self._end_at(outcome)
                yield self.noted(outcome)
                self._look_through()
        finally:
            workers.end()
            self._ledger.save_hashes()

    def _look_through(self) -> None:
        """Look through editions that lie there for a while, as the next run will: it
        finds the hashes of their files then, and reads none."""
        before = time.monotonic() - _SETTLED
        while self._fresh and self._fresh[0][0] < before:
            _, asked = self._fresh.popleft()
            find_unchanged(asked, self._ledger, known=self._ledger)

    def _workers(self, count: int) -> "Workers | Cluster":
        if self._terms.scheduler is None:
            return Workers(min(self._terms.jobs, count))
        from exporter.batch.cluster import Cluster  # heavy, and an extra

        return Cluster(self._terms.scheduler)

    def _next(self, waiting: list[Asked]) -> Iterator[Task]:
        """Yield tasks until the deadline, a stop, or the failure that ends it."""
        deadline = self._terms.deadline
        while waiting and not (self.ended or self._terms.stop.is_set()):
            if deadline is not None and dt.datetime.now(dt.UTC) >= deadline:
                self._late = True
                return
            yield Task(waiting.pop(0), self._terms.cache, self._stages)

    def noted(self, outcome: Outcome) -> Outcome:
        """Return an outcome that is written down, if anything became of the edition."""
        if outcome.state == "left":
            return outcome
        recovered = self._recovered.get(outcome.edition)
        if recovered:
            _remember(recovered, self._terms, self._ledger, b"")
        new = recovered is not None or outcome.state == "delivered"
        self._ledger.note(outcome, pending=self._terms.after_each and new)
        return outcome


def _refuse_full_disk(todo: Sequence[Asked], jobs: int, ledger: Ledger) -> None:
    """Raise RenderError where the files to come will not fit.

    They take the place of former ones, which stay until each edition is whole.
    """
    each = ledger.mean_bytes() or _BYTES
    more = sum(max(0, each - ledger.bytes_of(asked.edition)) for asked in todo)
    needed = more + min(jobs, len(todo)) * each * _BESIDE
    free = shutil.disk_usage(todo[0].out).free
    if needed > free:
        raise RenderError(
            said(
                "{count} editions need about {needed} MB, and there are {free} MB",
                count=len(todo),
                needed=round(needed / 1e6),
                free=round(free / 1e6),
            ),
            where=str(todo[0].out),
            hint=said("make room, or choose another folder with -o"),
        )
