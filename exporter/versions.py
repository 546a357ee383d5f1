"""What made a file: this program's own source, and the libraries that shape it.

In: nothing. Out: versions and digests. Asking for them loads no renderer.
"""

import ctypes
import hashlib
import json
import os
import platform
import sys
import zlib
from functools import cache
from pathlib import Path

import exporter

#: Python packages that shape what is printed, bound or proven.
_PACKAGES = (
    *("weasyprint", "pydyf", "pyphen", "tinyhtml5", "tinycss2", "cssselect2"),
    *("fonttools", "pillow", "ebooklib", "lxml", "jinja2", "markupsafe", "babel"),
    *("nh3", "pydantic", "python-slugify", "pypdfium2", "segno"),
)
#: Name, library, and its function that returns a version: as text, or as a number.
_NATIVE = (
    ("pango", "libpango-1.0.so.0", "pango_version_string", ctypes.c_char_p),
    ("harfbuzz", "libharfbuzz.so.0", "hb_version_string", ctypes.c_char_p),
    ("fontconfig", "libfontconfig.so.1", "FcGetVersion", ctypes.c_int),
)
#: Folders a wheel carries inside the package: layouts and fonts have hashes of
#: their own wherever they are used; the starter is only copied.
_NOT_SOURCE = {"__pycache__", "layouts", "fonts", "starter"}
#: What the program is made of: code, words as data, its report and its messages.
_SOURCE = {".py", ".toml", ".j2", ".css", ".mo"}


@cache
def version_of(package: str) -> str:
    """Return the version of an installed Python package."""
    from importlib.metadata import version  # slow: only a whole build asks

    return version(package)


def library_versions() -> dict[str, str]:
    """Return the versions of all that shapes an edition's files, by name."""
    packages = {name: version_of(name) for name in _PACKAGES}
    return {**packages, **native_versions(), "python": platform.python_version()}


@cache
def native_versions() -> dict[str, str]:
    """Return the versions of the libraries that are no Python packages."""
    found = {name: _ask(file, function, kind) for name, file, function, kind in _NATIVE}
    return {**found, "zlib": zlib.ZLIB_RUNTIME_VERSION}


def _ask(library: str, function: str, kind: type) -> str:
    try:
        asked = getattr(ctypes.CDLL(library), function)
    except (OSError, AttributeError):
        return "unknown"
    asked.restype = kind
    said = asked()
    return said.decode() if isinstance(said, bytes) else str(said)


@cache
def engine_version() -> str:
    """Return a digest that changes when anything that lays out or draws changes."""
    shaped = [sys.version, library_versions(), source_digest()]
    return hashlib.sha256(json.dumps(shaped).encode()).hexdigest()


def installed() -> list[str]:
    """Return the names, with versions, of all Python packages that can be found.

    More than shapes a file, but asked at once: `library_versions` reads the
    metadata of each, this only the names of their folders.
    """
    names: set[str] = set()
    for place in sys.path:
        try:
            found = os.listdir(place or ".")  # noqa: PTH208 (hundreds of names)
        except OSError:  # an archive, or a folder that is not there
            continue
        names.update(n for n in found if n.endswith((".dist-info", ".egg-info")))
    return sorted(names)


def source_files() -> list[Path]:
    """Return the files this program consists of, in a fixed order."""
    folder = Path(exporter.__file__).parent
    found = (
        file
        for part in folder.iterdir()
        if part.name not in _NOT_SOURCE
        for file in (part.rglob("*") if part.is_dir() else (part,))
    )
    return sorted(f for f in found if f.suffix in _SOURCE)


@cache
def source_digest() -> str:
    """Return one digest of this program's own source: an edit makes another."""
    folder = Path(exporter.__file__).parent
    digest = hashlib.sha256()
    for file in source_files():
        digest.update(f"{file.relative_to(folder).as_posix()}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()
