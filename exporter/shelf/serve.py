"""A shelf handed out on loopback, to look at it as readers will.

In: requests of a browser on this machine. Out: the files of the shelf, whole or in
part (RFC 9110: ETag, If-None-Match, Range, If-Range). Nothing else that lies in it
is handed out, nothing from elsewhere, and no list of what is there.
"""

import contextlib
import os
import re
import stat
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from io import BufferedReader
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from exporter.errors import UsageError
from exporter.loopback import LoopbackServer, is_for_us
from exporter.said import said
from exporter.shelf.contents import FEED, OPDS_1, OPDS_2, PAGE, PUBLICATION
from exporter.shelf.edition import MEDIA_TYPES
from exporter.shelf.folder import is_shelf
from exporter.shelf.opds import ATOM_TYPE, OPDS_1_TYPE, OPDS_2_TYPE, PUBLICATION_TYPE
from exporter.shelf.page import POLICY, SCRIPT, STYLE

_UTF_8 = "; charset=utf-8"
#: Of what lies at the top of a shelf.
_TOP = {
    PAGE: f"text/html{_UTF_8}",
    STYLE: f"text/css{_UTF_8}",
    SCRIPT: f"text/javascript{_UTF_8}",
    OPDS_1: OPDS_1_TYPE,
    OPDS_2: OPDS_2_TYPE,
    FEED: ATOM_TYPE,
}
#: Of what lies in its folders, by the end of the name.
_BELOW = {
    ".epub": MEDIA_TYPES["epub"],
    ".pdf": MEDIA_TYPES["pdf"],
    ".jpg": "image/jpeg",
    ".woff2": "font/woff2",
}
_BELOW_NAMED = {PUBLICATION: PUBLICATION_TYPE}
_FOLDER = re.compile(r"[a-z0-9][a-z0-9-]*")
_FILE = re.compile(r"[a-z0-9][a-z0-9-]*\.[a-z0-9]+")
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_HEADERS = {
    "Accept-Ranges": "bytes",
    "Cache-Control": "no-cache",
    "Content-Security-Policy": f"{POLICY}; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class ShelfServer(LoopbackServer):
    """Hands out the files of a shelf. Raises UsageError for a folder that is none."""

    def __init__(self, root: Path, port: int) -> None:
        if not is_shelf(root):
            raise UsageError(
                said("is no shelf"),
                where=str(root),
                hint=said("make one first: exporter shelf OUT --to FOLDER"),
            )
        self.root = root
        super().__init__(port, ShelfRequest)


class ShelfRequest(BaseHTTPRequestHandler):
    """Answers one browser."""

    protocol_version = "HTTP/1.1"
    timeout = 60.0
    server: ShelfServer

    def do_GET(self) -> None:
        """Send a file, or a part of it."""
        self._answer()

    def do_HEAD(self) -> None:
        """Send what would stand above the file."""
        self._answer()

    def _answer(self) -> None:
        with contextlib.suppress(ConnectionError, TimeoutError):  # the browser is gone
            if not is_for_us(self):
                self.close_connection = True
                self._say(
                    HTTPStatus.FORBIDDEN, "this address answers to localhost only"
                )
                return
            name = name_of(self.path)
            media_type = media_type_of(name)
            file = open_of(self.server.root, name) if media_type else None
            if file is None:
                self._say(HTTPStatus.NOT_FOUND, "not found")
                return
            with file:
                self._send(file, media_type)

    def _send(self, file: BufferedReader, media_type: str) -> None:
        seen = os.fstat(file.fileno())
        tag = f'"{seen.st_ino:x}-{seen.st_size:x}-{seen.st_mtime_ns:x}"'
        if is_known(self.headers.get("If-None-Match", ""), tag):
            self._head(HTTPStatus.NOT_MODIFIED, {"ETag": tag})
            return
        headers = {"ETag": tag, "Content-Type": media_type}
        whole = range(seen.st_size)
        fits = self.command == "GET" and self.headers.get("If-Range", tag) == tag
        part = part_of(self.headers.get("Range", ""), len(whole)) if fits else None
        if part is None:
            status, part = HTTPStatus.OK, whole
        elif part:
            status = HTTPStatus.PARTIAL_CONTENT
            headers["Content-Range"] = f"bytes {part[0]}-{part[-1]}/{len(whole)}"
        else:
            status = HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
            headers["Content-Range"] = f"bytes */{len(whole)}"
        self._head(status, {**headers, "Content-Length": str(len(part))})
        if self.command == "GET":
            self._copy(file, part)

    def _copy(self, file: BufferedReader, part: range) -> None:
        file.seek(part.start)
        left = len(part)
        while left and (piece := file.read(min(left, 1 << 16))):
            self.wfile.write(piece)
            left -= len(piece)

    def _say(self, status: HTTPStatus, sentence: str) -> None:
        body = f"{sentence}\n".encode()
        headers = {"Content-Type": f"text/plain{_UTF_8}"}
        self._head(status, {**headers, "Content-Length": str(len(body))})
        if self.command == "GET":
            self.wfile.write(body)

    def _head(self, status: HTTPStatus, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**_HEADERS, **headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def version_string(self) -> str:
        """Return what is said of the server."""
        return "exporter"

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the terminal is for what concerns the shelf."""


def name_of(address: str) -> str:
    """Return the file an address asks for, relative to the shelf."""
    try:
        return unquote(urlsplit(address).path).removeprefix("/") or PAGE
    except ValueError:  # no address at all
        return ""


def media_type_of(name: str) -> str:
    """Return the media type of a file of a shelf; "" for a name none of them has."""
    folder, _, file = name.rpartition("/")
    if not folder:
        return _TOP.get(file, "")
    if not (_FOLDER.fullmatch(folder) and _FILE.fullmatch(file)):
        return ""
    return _BELOW_NAMED.get(file) or _BELOW.get(Path(file).suffix, "")


def open_of(root: Path, name: str) -> BufferedReader | None:
    """Open a plain file below a folder; None for what is none, or lies elsewhere."""
    try:
        place = (root / name).resolve()
        if not place.is_relative_to(root.resolve()):
            return None
        # O_NONBLOCK: a pipe under this name must not stop the answer
        file = os.fdopen(os.open(place, os.O_RDONLY | os.O_NONBLOCK), "rb")
    except (OSError, ValueError):
        return None
    if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        return file
    file.close()
    return None


def is_known(header: str, tag: str) -> bool:
    """Return whether If-None-Match names a tag (RFC 9110, 13.1.2)."""
    known = {one.strip().removeprefix("W/") for one in header.split(",")}
    return tag in known or "*" in known


def part_of(header: str, size: int) -> range | None:
    """Return the bytes that Range asks for (RFC 9110, 14.2).

    An empty range is a part there is not; None stands for the whole file: nothing is
    asked for, or something we do not serve, such as several parts.
    """
    asked = _RANGE.fullmatch(header)
    if not asked or header == "bytes=-":
        return None
    first, last = asked.groups()
    if not first:
        return range(max(0, size - int(last)), size)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1, size) if last else size)
