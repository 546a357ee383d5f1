"""What the bytes of a drawn part depend on besides its content: versions.

In: nothing. Out: a digest of the versions of all that lays out and draws, and of this
program's own source. Asking for it loads no renderer.
"""

import ctypes
import hashlib
import json
import sys
import zlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

import exporter

_PACKAGES = ("weasyprint", "pydyf", "pyphen", "fonttools", "tinycss2", "pillow")
#: Library, and its function that returns a version: as text, or as a number.
_LIBRARIES = (
    ("libpango-1.0.so.0", "pango_version_string", ctypes.c_char_p),
    ("libharfbuzz.so.0", "hb_version_string", ctypes.c_char_p),
    ("libfontconfig.so.1", "FcGetVersion", ctypes.c_int),
)


@cache
def engine_version() -> str:
    """Return a digest that changes when anything that draws changes."""
    shaped = [
        sys.version_info[:2],
        zlib.ZLIB_RUNTIME_VERSION,
        [version(name) for name in _PACKAGES],
        [_library(*library) for library in _LIBRARIES],
        source_digest(),
    ]
    return hashlib.sha256(json.dumps(shaped).encode()).hexdigest()


@cache
def source_digest() -> str:
    """Return the digest of this program's own source."""
    folder = Path(exporter.__file__).parent
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.suffix in {".py", ".toml"}:
            digest.update(file.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(file.read_bytes())
    return digest.hexdigest()


def file_digest(file: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _library(name: str, function: str, kind: type) -> str:
    try:
        asked = getattr(ctypes.CDLL(name), function)
    except (OSError, AttributeError):
        return "unknown"
    asked.restype = kind
    said = asked()
    return said.decode() if isinstance(said, bytes) else str(said)
