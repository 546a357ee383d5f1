"""The command line: paths to stdout, sentences to stderr, one exit code.

In: arguments. Out: files, sentences, exit codes (design: `exporter.errors`). Each
module holds the commands of one purpose; only `say` prints. Heavy imports stand in
the command that needs them, so that `--help` answers at once.
"""

import signal
import sys
from pathlib import Path
from typing import NoReturn

# each of these adds its commands, in the order of the help
from exporter.cli import desk, layouts, build, batch, shelf, preview  # isort: skip
from exporter.cli import records, archive, fonts, cache, doctor  # isort: skip
from exporter.cli.app import app
from exporter.cli.language import choose_language
from exporter.cli.say import say, say_error, speak_any_name
from exporter.errors import ExporterError
from exporter.tongue import tongue

__all__ = [
    "app",
    "archive",
    "batch",
    "build",
    "cache",
    "desk",
    "doctor",
    "fonts",
    "layouts",
    "main",
    "preview",
    "records",
    "shelf",
]


def _interrupt(_signal: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


def main() -> NoReturn:
    """Run the command line; every known failure ends with its exit code."""
    signal.signal(signal.SIGTERM, _interrupt)
    speak_any_name()
    try:
        app(standalone_mode=True)
    except ExporterError as error:
        say_error(error, Path(), tongue(choose_language("")))
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        t = tongue(choose_language(""))
        say(t("interrupted; unfinished files were removed"))
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    sys.exit(0)
