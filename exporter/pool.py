"""Worker processes for what can be done side by side: photos, parts, proof.

In: a function and its arguments. Out: results in the same order. Workers are
started once, when there is first enough to do; each comes from a server process
that has loaded what they need already. With one job everything runs here, and so it
does where the system has no means for more.
"""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection, forkserver, resource_tracker
from multiprocessing.context import ForkServerContext
from typing import TypeVar

from exporter.errors import RenderError
from exporter.files import reason_of
from exporter.said import said

Argument = TypeVar("Argument")
Value = TypeVar("Value")
_INTERRUPTS = (signal.SIGINT, signal.SIGTERM)
#: Work given out ahead of what is taken back, per worker: bounds memory.
AHEAD = 2
#: A worker makes way for a fresh one before it grows.
TASKS_PER_WORKER = 40
#: One that is `apart` serves build after build: a fresh one, which has to warm up,
#: costs whoever waits for it more than its growth.
TASKS_APART = 400


class Pool:
    """At most `jobs` processes, which start with the modules `preload` loaded.

    With `apart`, nothing is done in this process that a worker can do: it is free to
    answer others, and keeps nothing of a renderer.
    """

    def __init__(
        self, jobs: int, preload: Sequence[str] = (), *, apart: bool = False
    ) -> None:
        self.jobs = max(1, jobs)
        self._preload = list(preload)
        self._apart = apart
        self._executor: ProcessPoolExecutor | None = None

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, *_: object) -> None:
        self.rest()

    def rest(self) -> None:
        """Let all workers go, and the memory they hold; fresh ones come when needed."""
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
            self._executor = None

    def map(
        self, function: Callable[[Argument], Value], arguments: Iterable[Argument]
    ) -> Iterator[Value]:
        """Yield function(argument) for each argument, in order.

        Raises what the function raises, and RenderError where a worker died.
        """
        todo = list(arguments)
        if not todo or (not self._apart and (self.jobs == 1 or len(todo) < 2)):
            yield from map(function, todo)
            return
        executor = self._executor or self._make()
        if executor is None:
            yield from map(function, todo)
            return
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
                said("a worker process was ended from outside"),
                where=said("{n} jobs", n=self.jobs),
                hint=said("it may have run out of memory: try again with --jobs 1"),
            ) from error
        finally:
            for future in waiting:
                future.cancel()

    def _make(self) -> ProcessPoolExecutor | None:
        """Return the workers; None where this system lets a program have none."""
        try:
            self._executor = ProcessPoolExecutor(
                self.jobs,
                mp_context=fork_server(self._preload),
                initializer=begin_worker,
                max_tasks_per_child=TASKS_APART if self._apart else TASKS_PER_WORKER,
            )
        except OSError:
            return None
        return self._executor


def why_one() -> str:
    """Return why no workers can be had here; "" if they can.

    They share semaphores, which Linux keeps in /dev/shm: a container may have none.
    """
    try:
        multiprocessing.get_context("forkserver").Semaphore()
    except OSError as error:
        return reason_of(error)
    return ""


def fork_server(preload: Sequence[str]) -> ForkServerContext:
    """Return what starts workers that have loaded `preload` already.

    To be interrupted is their parent's matter: it may let them finish. A terminal and
    systemd tell all of a group, so they and their server do not hear it. Raises
    OSError where the system has no means for it.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(preload))
    resource_tracker.ensure_running()  # it unblocks signals when it starts
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _INTERRUPTS)
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return context


def begin_worker() -> None:
    """Set up a worker: it ends with its parent."""
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this process when the one that gives it work is gone, however it ended."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
