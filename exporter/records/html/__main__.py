"""The process that asks trafilatura: a page on stdin becomes its body on stdout.

A process of its own, for what a page asks of a library of others has no bound but time
and memory, and a process can be ended.
"""

import contextlib
import sys

from exporter.records.html.last_resort import LONGEST, NOT_INSTALLED

_MOST_MEMORY = 2_000_000_000


def _set_bounds() -> None:
    """Let the system end this process where it takes too much."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        for kind, most in (
            (resource.RLIMIT_CPU, round(LONGEST)),
            (resource.RLIMIT_AS, _MOST_MEMORY),
        ):
            resource.setrlimit(kind, (most, most))


def main() -> int:
    """Read the page on stdin; return the exit code."""
    _set_bounds()
    try:
        from trafilatura import extract
    except ImportError:  # also where a library it needs is missing
        return NOT_INSTALLED
    page = sys.stdin.buffer.read().decode("utf-8", "replace")
    found = extract(
        page, output_format="html", include_comments=False, include_formatting=True
    )
    sys.stdout.buffer.write((found or "").encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
