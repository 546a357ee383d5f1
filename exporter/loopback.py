"""Servers for the browsers of this machine, and for nobody else.

In: a port and a class that answers requests. Out: an address on loopback. A request
that names another host (DNS rebinding) is not for us.
"""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any

from exporter.errors import UsageError
from exporter.files import reason_of
from exporter.said import said

HOST = "127.0.0.1"
_HOSTS = {HOST, "localhost"}


def is_for_us(request: BaseHTTPRequestHandler) -> bool:
    """Return whether a request asks for this machine by a name of its own."""
    host = request.headers.get("Host", "")
    return host.rpartition(":")[0] in _HOSTS or host in _HOSTS


class LoopbackServer(socketserver.ThreadingTCPServer):
    """Listens on loopback; port 0 is any that is free.

    Raises UsageError for a port that cannot be had.
    """

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def __init__(self, port: int, answers: type[BaseHTTPRequestHandler]) -> None:
        try:
            super().__init__((HOST, port), answers)
        except OSError as error:
            reason = reason_of(error)
            raise UsageError(
                said("port {port} cannot be had: {reason}", port=port, reason=reason),
                hint=said(
                    "choose another with --port; without it, any free one is taken"
                ),
            ) from error

    @property
    def address(self) -> str:
        """What to open in a browser."""
        return f"http://{HOST}:{self.server_address[1]}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a browser that went away."""


@contextmanager
def serving(server: LoopbackServer) -> Iterator[str]:
    """Answer requests in a thread, until left; give the address."""
    serve = threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True)
    serve.start()
    try:
        yield server.address
    finally:
        server.shutdown()
        server.server_close()
