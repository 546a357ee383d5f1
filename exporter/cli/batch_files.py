"""What `exporter batch` writes for monitors: the log, and the summary.

In: what became of each edition, of all. Out: a line of JSON for each in a file that
grows; one JSON file at the end, whole. Names that are not UTF-8 are JSON escapes.
"""

import datetime as dt
import errno
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from exporter.errors import UsageError
from exporter.files import reason_of
from exporter.said import said


class Log:
    """A file that lines are added to, for as long as the disk takes them."""

    def __init__(self, file: Path | None) -> None:
        # nothing is kept back: what a full disk does not take is known at once
        self._file = file.open("ab", buffering=0) if file else None

    def add(self, told: Mapping[str, Any]) -> str:
        """Add a line; return why no more can be written, once, else ""."""
        if self._file is None:
            return ""
        text = json.dumps({"time": _now(), **told}, ensure_ascii=False) + "\n"
        line = text.encode("utf-8", "backslashreplace")
        try:
            if self._file.write(line) < len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        except OSError as error:
            self.close()
            return reason_of(error)
        return ""

    def close(self) -> None:
        """Let the file go."""
        if self._file is not None:
            self._file.close()
            self._file = None


@contextmanager
def logging_to(file: Path | None) -> Iterator[Log]:
    """Open the log to add to it. Raises UsageError where it cannot be."""
    try:
        log = Log(file)
    except OSError as error:
        raise UsageError(
            said("the log cannot be written: {name}", name=file),
            hint=said("choose another file with --log"),
        ) from error
    try:
        yield log
    finally:
        log.close()


def refuse_summary(file: Path | None, out: Path) -> None:
    """Raise UsageError for a summary that could not be written when all is done.

    The output folder is made by the run.
    """
    if file is None or file.parent.absolute() == out.absolute():
        return
    if file.is_dir() or not os.access(file.parent, os.W_OK | os.X_OK):
        raise UsageError(
            said("the summary cannot be written: {name}", name=file),
            hint=said("choose another file with --summary"),
        )


def write_summary(file: Path, code: int, states: Mapping[str, list[str]]) -> str:
    """Write what a monitor reads, whole or not at all; return why not, else ""."""
    told = {"ended": _now(), "exit_code": code, **states}
    text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    part = file.with_name(f".{file.name}.part")
    try:
        part.write_text(text, "utf-8", "backslashreplace")
        part.replace(file)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        return reason_of(error)
    return ""


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
