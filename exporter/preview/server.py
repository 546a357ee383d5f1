"""The page, its pictures and its changes, handed out on loopback.

In: requests of a browser on this machine. Out: what the wall shows. A name in a request
is looked up among the digests of pages, and never reaches the file system.
"""

import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Any

from exporter.errors import ExporterError
from exporter.loopback import LoopbackServer, is_for_us
from exporter.preview.board import Board, Wall
from exporter.preview.html import board_page, own_file
from exporter.preview.pages import PageJob, draw_page, page_boxes
from exporter.tongue import tongue

#: Seconds after which a browser is told that nothing happened: a lost one is noticed.
_STILL = 15.0
_KEPT = "private, max-age=3600, immutable"
_OWN = {
    "/preview.css": ("preview.css", "text/css; charset=utf-8"),
    "/preview.js": ("preview.js", "text/javascript; charset=utf-8"),
}
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self' data:; style-src 'self'; "
        "script-src 'self'; connect-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
#: Does a job for a page of a PDF, somewhere.
Draw = Callable[[Callable[[PageJob], Any], PageJob], Any]


@dataclass(frozen=True)
class Answer:
    """What is sent back."""

    body: bytes
    media_type: str = "text/plain; charset=utf-8"
    status: HTTPStatus = HTTPStatus.OK
    cache: str = "no-store"
    more: dict[str, str] = field(default_factory=dict)


_NOT_FOUND = Answer(b"not found\n", status=HTTPStatus.NOT_FOUND)
_REFUSED = Answer(
    b"this address answers to localhost only\n", status=HTTPStatus.FORBIDDEN
)


def answer(path: str, wall: Wall, draw: Draw) -> Answer:
    """Return what a browser gets for a path, but for the events."""
    path = path.partition("?")[0]
    version, board = wall.now
    if path == "/":
        page = board_page(board, version, tongue(board.language))
        return Answer(page.encode(), "text/html; charset=utf-8")
    if path in _OWN:
        name, media_type = _OWN[path]
        return Answer(own_file(name), media_type)
    if path == "/edition.pdf" and board.shot:
        shown = {"Content-Disposition": 'inline; filename="preview.pdf"'}
        return Answer(board.shot.pdf.read_bytes(), "application/pdf", more=shown)
    return _of_page(path, board, draw)


def _of_page(path: str, board: Board, draw: Draw) -> Answer:
    """Answer for /pages/DIGEST.jpg, the picture, and .json, its boxes."""
    digest, _, kind = path.removeprefix("/pages/").partition(".")
    index = board.shot.index_of.get(digest) if board.shot else None
    if board.shot is None or index is None:
        return _NOT_FOUND
    job = (board.shot.pdf, index)
    if kind == "jpg":
        return Answer(draw(draw_page, job), "image/jpeg", cache=_KEPT)
    if kind == "json":
        told = json.dumps(draw(page_boxes, job)).encode()
        return Answer(told, "application/json", cache=_KEPT)
    return _NOT_FOUND


class Handler(BaseHTTPRequestHandler):
    """Answers one browser."""

    protocol_version = "HTTP/1.1"
    server: "Server"

    def do_GET(self) -> None:
        """Send a page, a picture or the events."""
        if not is_for_us(self):
            self._send(_REFUSED)
            self.close_connection = True
            return
        with contextlib.suppress(ConnectionError, TimeoutError):  # the browser is gone
            if self.path == "/events":
                self._send_events()
            else:
                self._send(self._answer())

    def _answer(self) -> Answer:
        try:
            return answer(self.path, self.server.wall, self.server.draw)
        except (ExporterError, OSError):  # another build took its place meanwhile
            return _NOT_FOUND

    def _send(self, told: Answer) -> None:
        self.send_response(told.status)
        headers = {"Content-Type": told.media_type, "Cache-Control": told.cache}
        headers["Content-Length"] = str(len(told.body))
        for name, value in {**_HEADERS, **headers, **told.more}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(told.body)

    def _send_events(self) -> None:
        """Tell each version of the board, as long as the browser listens."""
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.end_headers()
        version = ""
        while True:
            latest = self.server.wall.wait(version, _STILL)
            told = f"data: {latest}\n\n" if latest != version else ": still here\n\n"
            self.wfile.write(told.encode())
            version = latest

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the terminal is for what concerns the edition."""


class Server(LoopbackServer):
    """Hands out what hangs on the wall."""

    def __init__(self, port: int, wall: Wall, draw: Draw) -> None:
        self.wall = wall
        self.draw = draw
        super().__init__(port, Handler)
