"""A chart or a map saved as SVG, made a picture that is used like a photo.

In: the bytes of a file in a photo folder (untrusted). Out: a PNG on white, 2400 pixels
long, the same bytes from run to run; or an AssetError with the line of the SVG that
cannot be printed. It is drawn in a process of its own (`exporter.drawings.__main__`).
"""

import hashlib
import json
import os
import re
import subprocess
import sys
from typing import Any

from exporter.errors import AssetError
from exporter.said import from_json, said

MOST_BYTES = 5_000_000
#: Seconds; the largest drawing that is let through takes a sixth of it.
LONGEST = 90.0
#: Pictures kept in this process: a preview asks for the same ones again and again.
_MOST_KEPT = 64
#: Where a root element must begin: comments and entities may stand before it.
_HEAD = 65_536
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*<")
_ROOT = re.compile(r"<(?:[\w.-]{1,40}:)?svg[\s>/]")
_PAGE = re.compile(r"<html[\s>]", re.I)
_PNG = b"\x89PNG\r\n\x1a\n"
_SIMPLER = said("simplify its paths, or save it as PNG, 2400 pixels wide")

_kept: dict[str, bytes] = {}


def is_drawing(data: bytes) -> bool:
    """Return whether a file is an SVG, by how it begins."""
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    if not (wide or _MARKUP.match(data)):
        return False  # at once: decoding the head of each photo costs more
    head = data[:_HEAD].decode("utf-16" if wide else "utf-8", "replace")
    if not head.lstrip("\ufeff \t\r\n").startswith("<"):
        return False
    root = _ROOT.search(head)
    return root is not None and not _PAGE.search(head, 0, root.start())


def draw_picture(data: bytes, where: str) -> bytes:
    """Return an SVG as a PNG; AssetError, at `where`, for what cannot be drawn."""
    if len(data) > MOST_BYTES:
        raise AssetError(
            said("the drawing has more than {most} MB", most=MOST_BYTES // 1_000_000),
            where=where,
            hint=_SIMPLER,
        )
    key = hashlib.sha256(data).hexdigest()
    if key not in _kept:
        made = _draw(data, where)
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        _kept[key] = made
    return _kept[key]


def _draw(data: bytes, where: str) -> bytes:
    # the modules of this process, and never one that lies in the folder it runs in
    paths = os.pathsep.join(os.path.abspath(path) for path in sys.path if path)  # noqa: PTH100
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "exporter.drawings"],
            input=data,
            capture_output=True,
            timeout=LONGEST,
            check=False,
            env={**os.environ, "PYTHONPATH": paths},
        )
    except subprocess.TimeoutExpired as error:
        message = said("the drawing takes longer than {n} seconds", n=round(LONGEST))
        raise AssetError(message, where=where, hint=_SIMPLER) from error
    except OSError as error:
        raise _not_drawn(where) from error
    if done.returncode == 0 and done.stdout.startswith(_PNG):
        return done.stdout
    told = _told(done.stdout)
    if told is None:
        raise _not_drawn(where)
    raise AssetError(
        from_json(told["message"]), where=where, hint=from_json(told["hint"])
    )


def _told(answer: bytes) -> dict[str, Any] | None:
    """Return what the process says is wrong; None where it could not say it."""
    try:
        told = json.loads(answer)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


def _not_drawn(where: str) -> AssetError:
    return AssetError(said("the drawing cannot be drawn"), where=where, hint=_SIMPLER)
