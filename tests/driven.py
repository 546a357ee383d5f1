"""`exporter preview` and `exporter shelf` as processes, and a browser that looks at
them, or reads an ebook.

All are other processes that answer line by line: this one opens no socket.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, Self

from checkers import HERE, browser

ROOT = HERE.parent
SECONDS = 60
#: The screens of a telephone, an e-reader and a tablet, in CSS pixels.
PHONE, EREADER, TABLET = (390, 844), (758, 1024), (1024, 1366)


class Served:
    """A command that serves on loopback until it is left; `address` is what it
    printed, `said` what it told when it had ended."""

    said = ""

    def __init__(self, *command: str, cache: Path | None = None) -> None:
        own = {"XDG_CACHE_HOME": str(cache), "TMPDIR": str(cache)} if cache else {}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "exporter", *command],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), **own},
            # whoever runs the tests in the background has SIGINT ignored: not here
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )
        assert self._process.stdout
        self.address = self._process.stdout.readline().strip()
        if not self.address:  # it has ended: what it said is the reason
            self.said = self._process.communicate(timeout=SECONDS)[1]

    def __enter__(self) -> Self:
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


class Preview(Served):
    """A preview that runs, until it is left."""

    def __init__(self, edition: Path, *options: str, cache: Path) -> None:
        super().__init__("preview", str(edition), *options, cache=cache)


class ShelfServed(Served):
    """A shelf that is served, until it is left."""

    def __init__(self, root: Path) -> None:
        super().__init__("shelf", "--to", str(root), "--serve")


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


class ReadingSystem(Browser):
    """An EPUB open in a reading system, "foliate" or "epubjs", on a screen of `size`.

    `about` is what it knows of the book: title, authors, contents (label, address,
    entries), pages (label, address), landmarks.
    """

    def __init__(
        self,
        name: str,
        book: Path,
        scheme: str = "light",
        size: tuple[int, int] = PHONE,
    ) -> None:
        super().__init__(scheme)
        self.do("size", *size)
        self.do("goto", f"{self.do('serve', str(book))}/{name}.html")
        self.do("wait", "window.ready")
        self.about = self.do("eval", "reading.open()")

    def go(self, address: str) -> None:
        """Show what an address of the contents or the page list leads to."""
        self.do("eval", f"reading.go({json.dumps(address)})")

    def see(self, expression: str) -> Any:
        """Return what a JavaScript expression says of `doc`, the document shown."""
        return self.do("eval", f"((doc) => {expression})(reading.doc())")

    def follow(self, selector: str, number: int = 0) -> None:
        """Tap the link that a CSS selector finds, or a later one of its kind."""
        found = f"reading.doc().querySelectorAll({json.dumps(selector)})[{number}]"
        self.do("eval", f"reading.follow({found})")
