"""Worker processes, each of which builds whole editions.

In: what is asked of each edition. Out: what a worker answers, as it comes. A worker
that dies takes nobody with it: what was under way is tried again, one edition at a
time, so that the one at fault is known.
"""

import contextlib
import multiprocessing
import time
from collections.abc import Callable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from exporter.batch.stages import tell_stage
from exporter.cache import Cache
from exporter.errors import ExporterError
from exporter.pool import begin_worker, fork_server
from exporter.said import said
from exporter.unchanged import Asked

P = ParamSpec("P")
Value = TypeVar("Value")

#: A worker makes way for a fresh one after so many editions, before it grows.
_EDITIONS_PER_WORKER = 50

#: Seconds without any news of a worker until all are looked at.
_PATIENCE = 20

#: The report of a build or what ended it, and under `REMEMBERED` what the ledger needs.
Answer = dict[str, Any]
REMEMBERED = "remembered"


@dataclass(frozen=True)
class Task:
    """An edition to be built; nothing of it is shared with others but the cache.

    `stages` is the pipe that its stages are told to, if anybody wants to know.
    """

    asked: Asked
    cache: Cache
    stages: Path | None = None

    def on_stage(self, number: int, name: str) -> None:
        """Tell that the edition has reached a stage."""
        if self.stages is not None:
            tell_stage(self.stages, self.asked.edition, number, name)


def build_edition(task: Task) -> tuple[Answer, float]:
    """Build one edition; return its report, or its error, and how long it took."""
    begun = time.monotonic()
    try:
        answer = _built(task)
    except Exception as error:  # a bug must not end the night for all others
        answer = what_ended(error)
    return answer, time.monotonic() - begun


def _built(task: Task) -> Answer:
    from exporter.build import build  # heavy: only where something is built

    asked = task.asked
    result = build(
        asked.edition,
        asked.out,
        formats=asked.formats,
        layout=asked.layout,
        strict=asked.strict,
        cache=task.cache,
        keep=task.cache.folder is not None,
        stock=asked.stock,
        language=asked.language,
        on_stage=task.on_stage,
    )
    return result.as_json() | {REMEMBERED: result.remembered}


def what_ended(error: Exception) -> Answer:
    """Return the answer of an edition that an error ended."""
    if isinstance(error, ExporterError):
        code = error.exit_code
        return {"error": error.sentence, "hint": error.hint, "exit_code": code}
    what = f"{type(error).__name__}: {error}"
    return {"error": said("a bug: {what}", what=what), "hint": "", "exit_code": 1}


class _Here(Executor):
    """Builds in this process, where the system lets a program have no others."""

    def submit(
        self, fn: Callable[P, Value], /, *args: P.args, **kwargs: P.kwargs
    ) -> Future[Value]:
        """Call a function, and return when it has ended."""
        future: Future[Value] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


class Workers:
    """At most `jobs` processes that build editions."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._executor: Executor | None = None
        self._news: Future[int] | None = None
        self._others = multiprocessing.active_children()

    def build(self, tasks: Iterator[Task]) -> Iterator[tuple[Task, Answer, float]]:
        """Yield what becomes of each task, as it ends.

        Tasks are taken when there is a process for them, and not before. Interrupted
        (Ctrl-C), or given up by whoever takes them, all processes end at once.
        """
        running: dict[Future[tuple[Answer, float]], Task] = {}
        try:
            self._fill(running, tasks)
            while running:
                done = self._wait(running)
                if any(isinstance(f.exception(), BrokenProcessPool) for f in done):
                    yield from self._one_by_one(running, done)
                    running.clear()
                else:
                    for future in done:
                        yield running.pop(future), *future.result()
                self._fill(running, tasks)
        except (KeyboardInterrupt, GeneratorExit):
            self._kill()
            raise

    def _fill(
        self, running: dict[Future[tuple[Answer, float]], Task], tasks: Iterator[Task]
    ) -> None:
        """Give every process that is free a task."""
        while len(running) < self._jobs and (task := next(tasks, None)) is not None:
            running[self._submit(task)] = task

    def _wait(
        self, running: dict[Future[tuple[Answer, float]], Task]
    ) -> set[Future[tuple[Answer, float]]]:
        """Return the tasks that have ended; it may be none.

        The executor looks at the processes it knew when it last had news. One that is
        killed as it starts, while it holds the queue, would keep the others waiting
        for ever: so now and then there is news.
        """
        done, _ = wait(running, _PATIENCE, FIRST_COMPLETED)
        old = self._news is None or self._news.done()
        if not done and old and self._executor is not None:
            with contextlib.suppress(BrokenProcessPool):  # each task says so, too
                self._news = self._executor.submit(int)
        return done

    def _kill(self) -> None:
        """End all workers at once. A broken executor would wait for ever for one that
        it began to start while it ended the others (CPython 3.11)."""
        for process in multiprocessing.active_children():
            if process not in self._others:
                process.kill()

    def _one_by_one(
        self,
        running: dict[Future[tuple[Answer, float]], Task],
        done: set[Future[tuple[Answer, float]]],
    ) -> Iterator[tuple[Task, Answer, float]]:
        """Try again what was under way when a worker died, each in turn."""
        again: list[Task] = []
        for future, task in running.items():
            if future in done and future.exception() is None:
                yield task, *future.result()
            else:
                again.append(task)
        for task in again:
            self._kill()
            self.end()
            future = self._submit(task)
            while not self._wait({future: task}):
                pass
            try:
                yield task, *future.result()
            except BrokenProcessPool:
                yield task, died(), 0.0
        self._kill()
        self.end()

    def _submit(self, task: Task) -> "Future[tuple[Answer, float]]":
        if self._executor is None:
            self._executor = self._start()
        return self._executor.submit(build_edition, task)

    def _start(self) -> Executor:
        try:
            return ProcessPoolExecutor(
                self._jobs,
                mp_context=fork_server(["exporter.pdf.work"]),
                initializer=begin_worker,
                max_tasks_per_child=_EDITIONS_PER_WORKER,
            )
        except OSError:  # as `exporter.pool` does
            self._jobs = 1
            return _Here()

    def end(self) -> None:
        """Let all workers go."""
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
            self._executor = None


def died() -> Answer:
    """Return the answer of an edition whose process was ended."""
    return {
        "error": said("the process that built it was ended from outside"),
        "hint": said("it may have run out of memory: try again with --jobs 1"),
        "exit_code": 5,
    }
