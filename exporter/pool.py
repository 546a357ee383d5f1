"""Worker processes for what can be done side by side: photos, parts, proof.

In: a function and its arguments. Out: results in the same order. Workers are
started once, when there is first enough to do; each comes from a server process
that has loaded WeasyPrint already. With one job everything runs here.
"""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection
from typing import Any, TypeVar

from exporter.errors import RenderError

Argument = TypeVar("Argument")
Value = TypeVar("Value")
#: Work given out ahead of what is taken back, per worker: bounds memory.
AHEAD = 2
#: A worker makes way for a fresh one before it grows.
TASKS_PER_WORKER = 40
_PRELOAD = ["exporter.pdf.work"]


class Pool:
    """At most `jobs` processes. `start` is called in each before its first task."""

    def __init__(
        self, jobs: int, start: Callable[..., None], arguments: Sequence[Any] = ()
    ) -> None:
        self.jobs = max(1, jobs)
        self._start = start
        self._arguments = arguments
        self._executor: ProcessPoolExecutor | None = None
        self._started_here = False

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, *_: object) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)

    def map(
        self, function: Callable[[Argument], Value], arguments: Iterable[Argument]
    ) -> Iterator[Value]:
        """Yield function(argument) for each argument, in order.

        Raises what the function raises, and RenderError where a worker died.
        """
        todo = list(arguments)
        if self.jobs == 1 or len(todo) < 2:
            self._start_here(todo)
            yield from map(function, todo)
            return
        executor = self._executor or self._make()
        waiting: deque[Future[Value]] = deque()
        try:
            for argument in todo:
                waiting.append(executor.submit(function, argument))
                if len(waiting) > self.jobs * AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool as error:
            raise RenderError(
                "a worker process was ended from outside",
                where=f"{self.jobs} jobs",
                hint="it may have run out of memory: try again with --jobs 1",
            ) from error
        finally:
            for future in waiting:
                future.cancel()

    def run(self, function: Callable[[Argument], Value], argument: Argument) -> Value:
        """Return function(argument), worked out here."""
        return next(iter(self.map(function, [argument])))

    def _start_here(self, todo: Sequence[Any]) -> None:
        if todo and not self._started_here:
            self._start(*self._arguments)
            self._started_here = True

    def _make(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(_PRELOAD)
        self._executor = ProcessPoolExecutor(
            self.jobs,
            mp_context=context,
            initializer=_begin,
            initargs=(self._start, *self._arguments),
            max_tasks_per_child=TASKS_PER_WORKER,
        )
        return self._executor


def _begin(start: Callable[..., None], *arguments: Any) -> None:
    """Set up a worker: Ctrl-C is its parent's matter, and it ends with its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    start(*arguments)


def _end_with_parent() -> None:
    """End this process when the one that gives it work is gone, however it ended."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
