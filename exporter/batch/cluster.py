"""A batch on a cluster: Dask's scheduler gives each edition to one of its workers.

In: what is asked of each edition. Out: what becomes of it, as `batch.workers` has it,
with the finished files in place. Which worker builds what, and what happens when one
dies, is Dask's; here editions are packed, files sent to workers that lack them, and
what comes back is compared with its SHA-256 before it is put in place.
"""

# mypy: allow-untyped-calls

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from exporter.batch.scheduler import CONNECT, Scheduler, connect, refuse_unfit, unfit
from exporter.batch.stages import tell_stage
from exporter.batch.workers import REMEMBERED, Answer, Task, died, what_ended
from exporter.build import ready_from
from exporter.deliver import put_in_place, workplace
from exporter.errors import RenderError
from exporter.formats import BESIDE, ENDINGS
from exporter.proof_record import refuse_changed
from exporter.said import said
from exporter.stages import STAGES
from exporter.unchanged import begin, remember

if TYPE_CHECKING:
    from distributed import Future

    from exporter.batch.parcel import Packed
    from exporter.batch.remote import Built, Lacking

#: Editions under way for each worker: one is built, the next is on its way there.
_AHEAD = 2
#: Seconds until it is asked whether anybody works.
_PATIENCE = 60
#: An edition is given up after so many workers died with what it was sent.
_MOST_TRIES = 8
_AGAIN = said("see whether it runs; the same command goes on where this one stopped")


@dataclass
class _Flight:
    """An edition under way. `sent` holds what was sent for it: let go, it is gone."""

    task: Task
    packed: "Packed"
    begun: int
    tries: int = 0
    sent: list["Future[Any]"] = field(default_factory=list)


class Cluster:
    """The workers of a scheduler; `sent` says which files each was sent, by SHA-256.

    Raises UsageError where Dask is not installed, RenderError where there is no
    scheduler, no worker, or one that would make other bytes.
    """

    def __init__(self, scheduler: Scheduler) -> None:
        self._address = scheduler.address
        self._client = connect(scheduler)
        self._on_the_way: WeakValueDictionary[tuple[str, str], Future[Any]]
        self._on_the_way = WeakValueDictionary()
        self._asked: dict[str, Future[Any] | None] = {}
        self._topic = ""
        self._sick = ""
        self.sent: dict[str, list[str]] = {}
        try:
            with self._asking():
                self._refuse_no_workers()
        except RenderError:
            self.end()
            raise

    def end(self) -> None:
        """Let the cluster go; what is still under way there is not wanted any more."""
        self._client.close(timeout=CONNECT)

    def build(self, tasks: Iterator[Task]) -> Iterator[tuple[Task, Answer, float]]:
        """Yield what becomes of each task, as it ends.

        Tasks are taken when a worker is near to be free. What is still under way when
        this ends, for whatever reason, is not wanted any more (`end`).
        Raises RenderError where the scheduler is gone, or no worker is left.
        """
        running: dict[Future[Any], _Flight] = {}
        yield from self._fill(running, tasks)
        while running:
            for future in self._wait(running):
                yield from self._land(future, running.pop(future), running)
            yield from self._fill(running, tasks)

    def _fill(
        self, running: dict["Future[Any]", _Flight], tasks: Iterator[Task]
    ) -> Iterator[tuple[Task, Answer, float]]:
        """Send off editions while there is room; yield those that cannot be packed."""
        with self._asking():
            room = max(1, self._count_workers()) * _AHEAD
        while len(running) < room and (task := next(tasks, None)) is not None:
            begun = begin()
            try:
                packed = self._pack(task)
            except Exception as error:  # as in a worker
                yield task, what_ended(error), 0.0
                continue
            flight = _Flight(task, packed, begun)
            running[self._submit(flight)] = flight

    def _pack(self, task: Task) -> "Packed":
        from exporter.batch.parcel import pack

        task.on_stage(1, STAGES[0])
        with_cache = task.cache.folder is not None
        return pack(task.asked, with_cache=with_cache, topic=self._topic_of(task))

    def _topic_of(self, task: Task) -> str:
        """Return the topic of Dask's events that workers tell stages under."""
        if task.stages is None:
            return ""
        if not self._topic:
            self._topic = f"exporter-{self._client.id}"
            self._client.subscribe_topic(self._topic, partial(_pass_on, task.stages))
        return self._topic

    def _submit(self, flight: _Flight, to: str = "") -> "Future[Any]":
        from exporter.batch.remote import build_there

        flight.tries += 1
        # loose: where that worker dies, another one says what it lacks
        chosen: dict[str, Any] = {}
        if to:
            chosen = {"workers": [to], "allow_other_workers": True}
        parcel = flight.packed.parcel
        with self._asking():
            return self._client.submit(
                *(build_there, parcel, flight.sent), pure=False, **chosen
            )

    def _wait(self, running: dict["Future[Any]", _Flight]) -> list["Future[Any]"]:
        """Return what has ended; it may be nothing."""
        from distributed import wait
        from distributed.client import FuturesCancelledError

        with self._asking():
            try:
                wait(list(running), timeout=_PATIENCE, return_when="FIRST_COMPLETED")
            except FuturesCancelledError:
                pass  # each is looked at below
            except TimeoutError:
                self._refuse_no_workers()
        if self._client.status != "running":
            raise self._gone()
        return [future for future in running if future.status != "pending"]

    def _land(
        self,
        future: "Future[Any]",
        flight: _Flight,
        running: dict["Future[Any]", _Flight],
    ) -> Iterator[tuple[Task, Answer, float]]:
        """Yield what became of an edition, or send it off once more."""
        from exporter.batch.remote import Built, Lacking, Refused, Sick

        came = self._result(future)
        if isinstance(came, Refused):
            raise unfit(came.address, came.reason)
        if isinstance(came, Built):
            yield flight.task, _placed(flight, came), came.seconds
        elif isinstance(came, dict):
            yield flight.task, came, 0.0
        elif flight.tries >= _MOST_TRIES:
            yield flight.task, died(), 0.0
        elif isinstance(came, Lacking):
            lacked = self._lacked(flight, came)
            try:
                data = {digest: flight.packed.read(digest) for digest in lacked}
            except Exception as error:  # as in a worker
                yield flight.task, what_ended(error), 0.0
            else:
                to = self._send(flight, came.address, data)
                running[self._submit(flight, to)] = flight
        else:  # it was lost with a worker, or that worker can build nothing more
            if isinstance(came, Sick):
                self._sick = said(
                    "{where}: {message}", where=came.address, message=came.reason
                )
            flight.sent = []
            running[self._submit(flight)] = flight

    def _result(self, future: "Future[Any]") -> Any:
        """Return what a task returned, an answer where it ended, None if it is lost."""
        from distributed import KilledWorker

        if future.status == "cancelled":
            return None
        with self._asking():
            try:
                return future.result(timeout=_PATIENCE)
            except KilledWorker:
                return died()
            except TimeoutError:  # the worker that has it is gone
                self._refuse_no_workers()
                return None
            except OSError:
                raise
            except Exception as error:
                return what_ended(error)

    def _lacked(self, flight: _Flight, lacking: "Lacking") -> list[str]:
        """Return what a worker lacks and nobody is sending it; wait for the rest."""
        known = [self._on_the_way.get((lacking.address, d)) for d in lacking.digests]
        coming = [future for future in known if future is not None]
        names = zip(lacking.digests, known, strict=True)
        flight.sent += [f for f in dict.fromkeys(coming) if f not in flight.sent]
        return sorted(digest for digest, future in names if future is None)

    def _send(self, flight: _Flight, to: str, data: dict[str, bytes]) -> str:
        """Send a worker files, by SHA-256; return its address, "" where it is gone."""
        if not data:
            return to
        with self._asking():
            try:
                (future,) = self._client.scatter(
                    [data], workers=[to], direct=True, hash=False
                )
            except (TimeoutError, ValueError):  # that worker is gone
                return ""
        flight.sent.append(future)
        self._on_the_way |= {(to, digest): future for digest in data}
        self.sent.setdefault(to, []).extend(data)
        return to

    def _count_workers(self, patience: int = 0) -> int:
        """Return how many there are; refuse those that would make other bytes.

        One that has joined is asked, and heard when it has answered, or after so many
        seconds: it may be building already, and looks at each parcel itself.
        """
        from exporter.batch.parcel import sign_here
        from exporter.batch.remote import look_at_worker

        there = self._client.nthreads()
        for address in sorted(there.keys() - self._asked.keys()):
            self._asked[address] = self._client.submit(
                look_at_worker, sign_here(), workers=[address], pure=False, priority=1
            )
        for address, future in self._asked.items():
            if future is not None and (patience or future.done()):
                refuse_unfit(address, future, patience)
                self._asked[address] = None
        return len(there)

    def _refuse_no_workers(self) -> None:
        if not self._count_workers(_PATIENCE):
            told = said("no worker is at work")
            if self._sick:
                told = said("{told}; {last}", told=told, last=self._sick)
            raise RenderError(
                told,
                where=self._address,
                hint=said(
                    "start some: dask worker {address} --nthreads 1",
                    address=self._address,
                ),
            )

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Say so where the scheduler does not answer."""
        try:
            yield
        except (OSError, TimeoutError) as error:
            raise self._gone() from error

    def _gone(self) -> RenderError:
        return RenderError(
            said("the scheduler is gone"), where=self._address, hint=_AGAIN
        )


def _pass_on(pipe: Path, event: tuple[float, tuple[str, int, str]]) -> None:
    """Tell the stage that a worker told."""
    _, (edition, number, name) = event
    tell_stage(pipe, Path(edition), number, name)


def _placed(flight: _Flight, built: "Built") -> Answer:
    """Put in place what came back; return the answer as a worker here gives it."""
    try:
        return _place(flight, built) if built.files else built.answer
    except Exception as error:  # as in a worker
        return what_ended(error)


def _is_below(path: Path) -> bool:
    return not path.is_absolute() and ".." not in path.parts


def _other_than_sent(where: str) -> RenderError:
    told = said("what came back is not what was sent")
    return RenderError(told, where=where, hint=said("build again"))


def _place(flight: _Flight, built: "Built") -> Answer:
    from exporter.batch.parcel import digest_of, font_places

    asked, ready = flight.task.asked, flight.packed.ready
    name = ready.edition.file_name
    names = {f"{name}{ending}" for ending in (*ENDINGS.values(), *BESIDE)}
    if not all(_is_below(Path(path)) for _, path in built.fonts):
        raise _other_than_sent(name)
    with workplace(asked.out, name) as work:
        for file in built.files:
            if file.name not in names or digest_of(file.data) != file.sha256:
                raise _other_than_sent(file.name)
            (work / file.name).write_bytes(file.data)
        for record in ready.composed.records:
            refuse_changed(record)
        made = [work / file.name for file in built.files]
        placed = put_in_place(made, asked.out, name, built.state)
    answer = {**built.answer, "files": [str(file) for file in placed]}
    if built.state == "delivered":
        places = font_places(ready.layout.folders, ready.packs)
        fonts = tuple(places[number] / path for number, path in built.fonts)
        made_from = ready_from(flight.packed.sources, ready, asked, fonts)
        kept = remember(asked, flight.task.cache, made_from, answer, flight.begun)
        answer[REMEMBERED] = kept
    return answer
