"""Which stage each edition under way is at, told by the processes that build them.

In: a function that is to be told. Out: the path of a pipe that lives as long as the
run, and `tell_stage`, which any process may call with it. A line is written whole or
not at all, and nobody ever waits: a process that is killed harms nobody, and what does
not get through is only not shown.
"""

import contextlib
import json
import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

#: Told an edition, and the number (from 1) and name of the stage that it has reached.
OnEdition = Callable[[Path, int, str], None]
#: What POSIX lets a process write at once, with no other in between, at least.
_AT_ONCE = 512


@contextlib.contextmanager
def hear_stages(on_edition: OnEdition) -> Iterator[Path]:
    """Give the path of a pipe; `on_edition` is told, in another thread."""
    with tempfile.TemporaryDirectory(prefix="exporter-") as folder:
        pipe = Path(folder, "stages")
        os.mkfifo(pipe, 0o600)
        # for writing, too: it does not end where no process happens to have it open
        handle = os.open(pipe, os.O_RDWR | os.O_CLOEXEC)
        listener = threading.Thread(target=_listen, args=(handle, on_edition))
        listener.start()
        try:
            yield pipe
        finally:
            os.write(handle, b"\n")
            listener.join()


def _listen(handle: int, on_edition: OnEdition) -> None:
    with os.fdopen(handle, "rb") as lines:
        for line in lines:
            if not line.strip():
                return
            edition, number, name = json.loads(line)
            on_edition(Path(edition), number, name)


def tell_stage(pipe: Path, edition: Path, number: int, name: str) -> None:
    """Tell that an edition has reached a stage; where nobody listens, nothing."""
    line = json.dumps([str(edition), number, str(name)]).encode() + b"\n"
    if len(line) > _AT_ONCE:
        return
    with contextlib.suppress(OSError):
        handle = os.open(pipe, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            os.write(handle, line)
        finally:
            os.close(handle)
