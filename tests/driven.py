"""`exporter preview` as a process, and a browser that looks at it.

Both are other processes that answer line by line: this one opens no socket.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from checkers import HERE, browser

ROOT = HERE.parent
SECONDS = 60


class Preview:
    """A preview that runs, until it is left; `address` is what it printed, `said` what
    it told when it had ended."""

    said = ""

    def __init__(self, edition: Path, *options: str, cache: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "exporter", "preview", str(edition), *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "XDG_CACHE_HOME": str(cache),
                "TMPDIR": str(cache),
            },
        )
        assert self._process.stdout
        self.address = self._process.stdout.readline().strip()
        if not self.address:  # it has ended: what it said is the reason
            self.said = self._process.communicate(timeout=SECONDS)[1]

    def __enter__(self) -> "Preview":
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self.end()

    def end(self) -> tuple[int, str]:
        """Interrupt it as Ctrl-C does; return exit code and what it said."""
        self._process.send_signal(signal.SIGINT)
        return self.wait()

    def wait(self) -> tuple[int, str]:
        """Wait until it has ended; return exit code and what it said."""
        if self._process.poll() is None:
            self.said = self._process.communicate(timeout=SECONDS)[1]
        return self._process.returncode, self.said


class Browser:
    """A page in headless Chromium: tests/browser/drive.mjs."""

    def __init__(self, scheme: str = "light") -> None:
        driver = HERE / "browser" / "drive.mjs"
        self._process = subprocess.Popen(
            ["node", str(driver), str(browser()), scheme],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> "Browser":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=SECONDS)  # closes what it listens to

    def do(self, command: str, *given: Any) -> Any:
        """Return what came of a command; RuntimeError where it failed."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps([command, *given]) + "\n")
        self._process.stdin.flush()
        told = json.loads(self._process.stdout.readline())
        if "error" in told:
            raise RuntimeError(f"{command} {given}: {told['error']}")
        return told["value"]
