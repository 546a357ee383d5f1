"""The system libraries WeasyPrint draws with; pip cannot bring them.

In: nothing. Out: which of them are missing here, and how this system gets them.
"""

import contextlib
import ctypes
import ctypes.util
import platform
import sys
from dataclasses import dataclass

from exporter.errors import RenderError
from exporter.said import Said, said


@dataclass(frozen=True)
class Library:
    """A library under the names it has on different systems, and its packages."""

    title: str
    names: tuple[str, ...]
    debian: str
    homebrew: str

    def is_here(self) -> bool:
        """Return whether this process can load it."""
        return any(map(_loads, self.names))


def _library(title: str, stem: str, number: str, debian: str, homebrew: str) -> Library:
    names = (f"lib{stem}.so.{number}", f"lib{stem}.{number}.dylib", f"lib{stem}.dylib")
    return Library(title, names, debian, homebrew)


#: What WeasyPrint 70 loads when it is imported (Pango brings GObject along), and
#: HarfBuzz's subsetter. `tools/setup.sh` has the same list.
LIBRARIES = (
    _library("Pango", "pango-1.0", "0", "libpango-1.0-0", "pango"),
    _library("PangoFT2", "pangoft2-1.0", "0", "libpangoft2-1.0-0", "pango"),
    _library("HarfBuzz", "harfbuzz", "0", "libharfbuzz0b", "harfbuzz"),
    _library(
        "HarfBuzz subset", "harfbuzz-subset", "0", "libharfbuzz-subset0", "harfbuzz"
    ),
    _library("Fontconfig", "fontconfig", "1", "libfontconfig1", "fontconfig"),
)


def _loads(name: str) -> bool:
    with contextlib.suppress(OSError):
        ctypes.CDLL(name)
        return True
    if sys.platform == "linux":  # there, asking for the place asks a compiler
        return False
    stem = name.removeprefix("lib").partition(".so")[0].removesuffix(".dylib")
    return ctypes.util.find_library(stem) is not None


def missing_libraries() -> list[Library]:
    """Return the libraries that cannot be loaded here."""
    return [library for library in LIBRARIES if not library.is_here()]


def how_to_install(missing: list[Library]) -> Said:
    """Return the command that brings libraries, as far as this system is known."""
    if sys.platform == "darwin":
        names = " ".join(dict.fromkeys(library.homebrew for library in missing))
        return said("run: {command}", command=f"brew install {names}")
    names = " ".join(library.debian for library in missing)
    if _is_debian():
        return said("run as root: {command}", command=f"apt-get install {names}")
    return said(
        "install what these packages of Debian hold: {packages}", packages=names
    )


def _is_debian() -> bool:
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return False
    return "debian" in (release.get("ID"), *release.get("ID_LIKE", "").split())


def require_libraries() -> None:
    """Raise RenderError where WeasyPrint could not be loaded for want of a library.

    For before it is: WeasyPrint itself prints to stdout and ends a worker with it.
    """
    missing = missing_libraries()
    if not missing:
        return
    titles = ", ".join(library.title for library in missing)
    raise RenderError(
        said("a PDF needs libraries that are not here: {names}", names=titles),
        where="WeasyPrint",
        hint=said(
            "{install}; then `exporter doctor` says what else is missing",
            install=how_to_install(missing),
        ),
    )
