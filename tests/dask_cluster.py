"""A real Dask cluster on this machine's loopback, for tests: a scheduler and workers.

Each worker has a folder, a home and a cache of its own. What it opens of folders that
are not its own is written down (`Yard.strayed`): it must live on what it is sent.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_AUDIT = """
import os, sys
not_mine, told = os.environ["NOT_MINE"], os.environ["STRAYED"]
def look(event, args):
    if event in ("open", "os.listdir", "os.scandir") and args:
        name = args[0]
        if isinstance(name, (str, bytes, os.PathLike)):
            name = os.path.abspath(os.fsdecode(name))
            if name.startswith(not_mine):
                handle = os.open(told, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
                os.write(handle, (name + "\\n").encode())
                os.close(handle)
sys.addaudithook(look)
"""


class Yard:
    """A scheduler with its workers below `folder`; the client's files lie in `desk`."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.desk = folder / "desk"
        self.desk.mkdir(parents=True)
        self.workers: list[subprocess.Popen[bytes]] = []
        self._options = options
        (folder / "audit.py").write_text(_AUDIT)
        told = folder / "scheduler.json"
        asked = ["--host", _host(options), "--port", "0", "--no-dashboard"]
        asked += ["--scheduler-file", str(told), *options]
        self.scheduler = self._start("dask_scheduler", asked, folder / "scheduler")
        self.address = _wait_for_address(told)

    def worker(
        self, *options: str, source: Path = ROOT, nanny: bool = False
    ) -> "subprocess.Popen[bytes]":
        """Start a worker whose exporter lies in `source`; it runs when this returns."""
        home = self.folder / f"worker-{len(self.workers) + 1}"
        asked = [self.address, "--no-dashboard", "--local-directory", str(home)]
        asked += ["--host", _host(self._options), *self._options]
        asked += [] if nanny else ["--no-nanny"]
        asked += ["--preload", str(self.folder / "audit.py")]
        threads = [] if "--nthreads" in options else ["--nthreads", "1"]
        process = self._start(
            "dask_worker", [*asked, *threads, *options], home, str(source)
        )
        self.workers.append(process)
        for _ in range(600):
            if "Registered to" in (home / "log").read_text():
                return process
            time.sleep(0.1)
        raise AssertionError((home / "log").read_text())

    def _start(
        self, module: str, asked: list[str], home: Path, source: str = str(ROOT)
    ) -> "subprocess.Popen[bytes]":
        home.mkdir(parents=True, exist_ok=True)
        own = {"XDG_CACHE_HOME": home / "cache", "HOME": home, "PYTHONPATH": source}
        own |= {"NOT_MINE": f"{self.desk}/", "STRAYED": self.folder / "strayed"}
        with (home / "log").open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.{module}", *asked],
                cwd=home,
                env={**os.environ, **{key: str(value) for key, value in own.items()}},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    @property
    def strayed(self) -> list[str]:
        """What workers opened of the client's folder."""
        told = self.folder / "strayed"
        return told.read_text().splitlines() if told.exists() else []

    def has_been_sent(self, number: int) -> bool:
        """Say whether worker `number` (from 1) was sent files, and so is building."""
        home = self.folder / f"worker-{number}"
        return any(home.glob("dask-scratch-space/*/exporter/sent/*"))

    def close(self) -> None:
        """End what was started."""
        for process in (*self.workers, self.scheduler):
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.wait()


def _host(options: tuple[str, ...]) -> str:
    return "tls://127.0.0.1" if "--tls-key" in options else "127.0.0.1"


def _wait_for_address(told: Path) -> str:
    for _ in range(600):
        if told.exists() and (text := told.read_text()):
            return str(json.loads(text)["address"])
        time.sleep(0.1)
    raise AssertionError("the scheduler did not start")
