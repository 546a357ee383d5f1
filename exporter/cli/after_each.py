"""The command that `exporter batch --after-each` runs for each delivered edition.

In: the operator's command, and an edition's files. Out: the command's exit code. The
ledger remembers which editions it is still to be run for.
"""

import shlex
import subprocess
from collections.abc import Sequence

from exporter.errors import UsageError
from exporter.said import said

#: What a shell says of a command that it cannot run.
_NOT_RUN = 127


def split_command(text: str) -> list[str]:
    """Return the words of a command, as a shell would see them.

    Raises UsageError where a quotation mark is missing.
    """
    try:
        return shlex.split(text)
    except ValueError as error:
        raise UsageError(
            said("not a command: {text}", text=text),
            where="--after-each",
            hint=said("a quotation mark is missing"),
        ) from error


def run_command(command: Sequence[str], files: Sequence[str]) -> int:
    """Run the command with files behind it; return its exit code.

    What it prints goes to stderr: whoever reads stdout expects an edition's files. It
    does not hear a Ctrl-C of our terminal, which ends no edition under way either.
    """
    try:
        done = subprocess.run(
            [*command, *files],
            stdin=subprocess.DEVNULL,
            stdout=2,
            start_new_session=True,
        )
    except OSError:
        return _NOT_RUN
    return done.returncode
