"""Photo files as they come from a photo desk: found, read whole, refused with reasons.

In: the path a record names. Out: the bytes of a photo, or an AssetError that says what
lies there instead and what to do: a missing file, a page saved as .jpg, half a file.
"""

import difflib
import hashlib
import os.path
import re
from collections.abc import Iterable
from pathlib import Path
from unicodedata import normalize

from exporter.errors import AssetError
from exporter.files import read_bytes, reason_of
from exporter.inline import clean_line
from exporter.said import said

#: Longer files are refused before they are read: 12,000 x 8,000 pixels fit plain.
MAX_BYTES = 400_000_000
_SAVE_HINT = said("open it in a photo program and save it as JPEG or PNG")
_COPY_HINT = said("copy it again from where it came from, and look whether it opens")
#: First bytes of files that get into photo folders, and what they are.
_KINDS = (
    (re.compile(rb"%PDF"), said("a PDF")),
    (re.compile(rb"II\*\x00....CR", re.S), said("a camera's raw file")),
    (re.compile(rb"8BPS"), said("a Photoshop file")),
    (re.compile(rb"....ftyp(hei|hev|mif1|msf1)", re.S), said("a HEIC photo")),
    (re.compile(rb"....ftypavi[fs]", re.S), said("an AVIF photo")),
    (re.compile(rb"....ftyp|\x1aE\xdf\xa3", re.S), said("a video")),
    (re.compile(rb"\x00\x00\x00\x0cjP  "), said("a JPEG 2000 photo")),
    (re.compile(rb"BM....\x00\x00\x00\x00", re.S), said("a BMP picture")),
    (re.compile(rb"\x00\x00\x01\x00"), said("an icon")),
    (re.compile(rb"%!PS|\xc5\xd0\xd3\xc6"), said("a PostScript file")),
    (re.compile(rb"PK\x03\x04"), said("a ZIP file")),
    (re.compile(rb"\x1f\x8b"), said("a compressed file")),
)
_PAGE = re.compile(rb"\s*<(!doctype )?html", re.I)
_RAW = {".arw", ".cr2", ".cr3", ".dng", ".nef", ".orf", ".raf", ".rw2"}
_STARTS = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF", b"II*\0", b"MM\0*")
_ADDRESS = re.compile(r"\b(https?|ftp|data):", re.I)


def find_file(path: Path, roots: Iterable[Path], where: str) -> Path:
    """Return where the photo at `path` really lies: under one of `roots`.

    Raises AssetError where it is not there, or lies elsewhere.
    """
    try:
        real = path.resolve()
        if not real.exists():
            real = _as_stored(real).resolve()
        there = real.exists()
    except PermissionError as error:
        raise AssetError(
            said("the photo cannot be read: {reason}", reason=reason_of(error)),
            where=where,
            hint=said("look whether you may read it and its folder"),
        ) from error
    except (OSError, ValueError, RuntimeError) as error:  # no name, or a circle
        raise AssetError(
            said("the photo cannot be read: its name or link leads nowhere"),
            where=where,
            hint=said("correct `file` in the record, or put the photo in its place"),
        ) from error
    if _ADDRESS.search(str(path)):
        raise AssetError(
            said("the photo is an address on the web, and is not fetched"),
            where=where,
            hint=said("save the photo in the edition, and name it in `file`"),
        )
    if not any(real.is_relative_to(root) for root in roots):
        raise AssetError(
            said("the photo lies outside the edition's folders"),
            where=where,
            hint=said("move it into the edition, or name its folder in `photos`"),
        )
    if not there:
        raise AssetError(
            said("the photo is not there"), where=where, hint=_near(real) or _ADD_HINT
        )
    if real.suffix.lower() in _RAW:
        kind = said("a camera's raw file")
        raise _other_kind(kind, where)
    return real


def _as_stored(path: Path) -> Path:
    """Return the file beside `path` that has the same name in other code points.

    macOS stores é as two of them, and so may an archive packed there; a record that
    was typed elsewhere has one.
    """
    wanted = normalize("NFC", path.name)
    beside = path.parent.iterdir() if path.parent.is_dir() else ()
    return next((f for f in beside if normalize("NFC", f.name) == wanted), path)


_ADD_HINT = said("add the file, or empty `file` in the record")


def _near(path: Path) -> str:
    """Return the name of a file in the same folder that may be meant."""
    try:
        names = [entry.name for entry in os.scandir(path.parent)]
    except OSError:
        return ""
    same = [name for name in names if name.casefold() == path.name.casefold()]
    near = same or difflib.get_close_matches(path.name, names, 1, 0.7)
    return said("did you mean {name!r}?", name=near[0]) if near else ""


def place_of(path: Path, roots: Iterable[Path], where: str) -> str:
    """Return how messages name a photo: "id: photo 1: photos/a.jpg"."""
    shown = path.name
    for root in roots:
        relative = os.path.relpath(path, root)
        if not relative.startswith(".."):
            shown = relative
            break
    return said("{where}: {message}", where=where, message=clean_line(shown[:200]))


def read_photo(path: Path, where: str) -> bytes:
    """Return the bytes of a photo; an empty file is refused."""
    data = read_bytes(path, AssetError, where, MAX_BYTES)
    if not data:
        raise AssetError(
            said("the photo is an empty file: 0 bytes"), where=where, hint=_COPY_HINT
        )
    return data


def read_same(path: Path, sha256: str, where: str) -> bytes:
    """Return the bytes of a photo that was looked at before: they must be the same."""
    data = read_photo(path, where)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise AssetError(
            said("the photo was changed while the edition was built"),
            where=where,
            hint=said("build again"),
        )
    return data


def unreadable(data: bytes, where: str) -> AssetError:
    """Return the error for a file Pillow cannot read, in words for what it is."""
    if _PAGE.match(data[:2000]):
        return _no_picture(said("a web page"), where)
    for start, kind in _KINDS:
        if start.match(data[:2000]):
            return _other_kind(kind, where)
    if data.startswith(_STARTS):
        return AssetError(
            said("the photo cannot be read: it is damaged or cut short"),
            where=where,
            hint=_COPY_HINT,
        )
    text = data[:60].decode("utf-8", "replace")
    if "\ufffd" not in text[:-3] and "\0" not in text:
        begins = clean_line(text)[:30]
        return _no_picture(said("a text that begins “{begins}”", begins=begins), where)
    return AssetError(
        said("the photo cannot be read: it is of a type not known here"),
        where=where,
        hint=_SAVE_HINT,
    )


def _other_kind(kind: str, where: str, hint: str = _SAVE_HINT) -> AssetError:
    message = said("the photo cannot be read: it is {kind}", kind=kind)
    return AssetError(message, where=where, hint=hint)


def _no_picture(kind: str, where: str) -> AssetError:
    hint = said("get the photo itself: a page was saved under its name")
    return _other_kind(kind, where, hint)


def no_photo_size(where: str, width: int, height: int) -> AssetError:
    """Return the error for a dot or a line."""
    return AssetError(
        said(
            "the photo has {width} x {height} pixels: that is no photo",
            width=width,
            height=height,
        ),
        where=where,
        hint=said("find the photo itself, or take it out of the record"),
    )


def too_much_besides(where: str) -> AssetError:
    """Return the error for texts or profiles that would fill the memory."""
    return AssetError(
        said("the photo carries far too much besides its picture"),
        where=where,
        hint=said("save it again without metadata"),
    )


def too_many_bits(where: str) -> AssetError:
    """Return the error for a photo whose greys have no known black and white."""
    return AssetError(
        said("the photo has 32 bits for each point, which cannot be printed"),
        where=where,
        hint=said("save it with 8 or 16 bits"),
    )


def too_little_memory(where: str) -> AssetError:
    """Return the error for a photo that did fill the memory."""
    return AssetError(
        said("the photo needs more memory than there is"),
        where=where,
        hint=said("scale it down, or build with --jobs 1"),
    )


def too_many_pixels(where: str, most: int) -> AssetError:
    """Return the error for a photo that would fill the memory."""
    return AssetError(
        said("the photo has too many pixels"),
        where=where,
        hint=said(
            "scale it down to fewer than {most} megapixels", most=most // 1_000_000
        ),
    )
