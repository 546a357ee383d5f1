"""A shelf on loopback: media types, ETag, Range, and nothing that is not its own."""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from newsroom import SECRET
from shelved import NAME, Press, fill, run

from exporter.shelf.serve import ShelfRequest, part_of


@pytest.fixture
def press(built: Path, tmp_path: Path) -> Press:
    return Press(built, tmp_path / "out")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "shelf"


@pytest.fixture
def served(press: Press, root: Path) -> Iterator[Callable[..., Any]]:
    """Ask the server of a shelf, without a network: (status, headers, body)."""
    press.deliver(1)
    fill(press, root)

    def ask(path: str, method: str = "GET", **headers: str) -> Any:
        headers = {"Host": "localhost:1", "Connection": "close", **headers}
        lines = [
            f"{name.replace('_', '-')}: {value}" for name, value in headers.items()
        ]
        ours, theirs = socket.socketpair()
        with ours, theirs:
            request = "\r\n".join([f"{method} {path} HTTP/1.1", *lines, "", ""])
            ours.sendall(request.encode("latin-1"))
            ours.shutdown(socket.SHUT_WR)
            return read_answer(ours, theirs, root)

    yield ask


def read_answer(ours: socket.socket, theirs: socket.socket, root: Path) -> Any:
    told: list[bytes] = []
    reads = threading.Thread(
        target=lambda: told.extend(iter(lambda: ours.recv(1 << 16), b""))
    )
    reads.start()
    server: Any = SimpleNamespace(root=root)
    ShelfRequest(theirs, ("127.0.0.1", 1), server)
    theirs.close()
    reads.join(20)
    head, _, body = b"".join(told).partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    return (
        int(status.split()[1]),
        dict(line.split(": ", 1) for line in lines),
        body,
    )


def test_files_are_served_with_the_right_media_types(
    served: Callable[..., Any], root: Path
) -> None:
    name = f"{NAME}-1"
    types = {
        "": "text/html; charset=utf-8",
        "index.html": "text/html; charset=utf-8",
        "shelf.css": "text/css; charset=utf-8",
        "shelf.js": "text/javascript; charset=utf-8",
        "catalog.xml": "application/atom+xml;profile=opds-catalog;kind=acquisition",
        "catalog.json": "application/opds+json",
        "feed.xml": "application/atom+xml",
        f"{name}/{name}.epub": "application/epub+zip",
        f"{name}/{name}.pdf": "application/pdf",
        f"{name}/small.jpg": "image/jpeg",
        f"{name}/publication.json": "application/opds-publication+json",
    }
    for path, media_type in types.items():
        status, headers, body = served(f"/{path}?v=1")
        assert (status, headers["Content-Type"]) == (200, media_type), path
        assert body == (root / (path or "index.html")).read_bytes()
        status, headers, body = served(f"/{path}", "HEAD")
        assert (status, body) == (200, b"")
        assert int(headers["Content-Length"]) > 100


def test_a_browser_that_has_a_file_is_told_so(
    served: Callable[..., Any], press: Press, root: Path
) -> None:
    tag = served("/index.html")[1]["ETag"]
    for known in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        status, headers, body = served("/index.html", If_None_Match=known)
        assert (status, headers["ETag"], body) == (304, tag, b"")
    assert served("/index.html", If_None_Match='"x"')[0] == 200
    press.deliver(2)
    fill(press, root)
    assert served("/index.html", If_None_Match=tag)[0] == 200


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-99", range(0, 100)),
        ("bytes=100-", range(100, 1000)),
        ("bytes=-10", range(990, 1000)),
        ("bytes=-5000", range(0, 1000)),
        ("bytes=990-5000", range(990, 1000)),
        ("bytes=999-999", range(999, 1000)),
        ("bytes=1000-", range(0)),
        ("bytes=-0", range(0)),
        ("bytes=5-2", None),
        ("bytes=-", None),
        ("bytes=0-1,5-6", None),
        ("lines=0-1", None),
        ("", None),
    ],
)
def test_a_part_is_what_was_asked_for(asked: str, part: range | None) -> None:
    assert part_of(asked, 1000) == part


def test_a_download_can_be_taken_up_again(
    served: Callable[..., Any], root: Path
) -> None:
    path = f"{NAME}-1/{NAME}-1.epub"
    whole = (root / path).read_bytes()
    _, headers, _ = served(f"/{path}")
    status, part, body = served(f"/{path}", Range="bytes=1000-")
    assert (status, body) == (206, whole[1000:])
    assert part["Content-Range"] == f"bytes 1000-{len(whole) - 1}/{len(whole)}"
    tag = headers["ETag"]
    assert served(f"/{path}", Range="bytes=0-9", If_Range=tag)[2] == whole[:10]
    assert served(f"/{path}", Range="bytes=0-9", If_Range='"old"')[2] == whole
    status, part, body = served(f"/{path}", Range=f"bytes={len(whole)}-")
    assert (status, body) == (416, b"")
    assert part["Content-Range"] == f"bytes */{len(whole)}"


def test_nothing_but_the_shelf_is_handed_out(
    served: Callable[..., Any], root: Path, tmp_path: Path
) -> None:
    name = f"{NAME}-1"
    (tmp_path / "secret.pdf").write_text(SECRET)
    (root / name / "leak.pdf").symlink_to(tmp_path / "secret.pdf")
    (root / "out").symlink_to(tmp_path)
    os.mkfifo(root / name / "pipe.pdf")
    (root / "notes.html").write_text(SECRET)
    (root / name / ".hidden.pdf").write_text(SECRET)
    for path in (
        *(f"/{name}/leak.pdf", "/out/secret.pdf", f"/{name}/pipe.pdf", "/notes.html"),
        *(f"/{name}/.hidden.pdf", f"/{name}", f"/{name}/", "/fonts/", "/shelf.json"),
        *("/../secret.pdf", f"/{name}/../../secret.pdf", "/%2e%2e/secret.pdf"),
        *("/..%2fsecret.pdf", f"//{tmp_path}/secret.pdf", f"/{name}/edition.json"),
        *(f"/{name}%2f..%2f..%2fsecret.pdf", "/x%00.pdf", "/[", "http://[/", "*"),
    ):
        status, _, body = served(path)
        assert status == 404, path
        assert SECRET.encode() not in body
    for host in ("example.org", "127.0.0.1.example.org:80", ""):
        assert served("/", Host=host)[0] == 403


def test_what_is_no_shelf_is_not_served(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("x")
    done = run("--to", tmp_path, "--serve")
    assert done.exit_code == 2
    assert "is no shelf" in done.stderr
