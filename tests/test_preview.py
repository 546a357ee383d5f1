"""The preview: what it watches, what it shows, whom it answers."""

import json
import shutil
import socket
import tempfile
import threading
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pypdfium2
import pypdfium2.raw as c
import pytest
from driven import Preview
from lxml import html
from newsroom import Newsroom, photo, record

from exporter.build import build
from exporter.cache import open_cache
from exporter.errors import EditionError, LayoutError
from exporter.means import Means
from exporter.pool import Pool
from exporter.preview.attempt import Attempt, Workshop
from exporter.preview.board import Board, Shot, Wall
from exporter.preview.geometry import frame_of, read_grid
from exporter.preview.html import board_page
from exporter.preview.pages import draw_page
from exporter.preview.server import Handler, answer
from exporter.preview.watch import (
    changed,
    changed_meanwhile,
    guess,
    look_at,
    wait_for_change,
)
from exporter.said import said
from exporter.tongue import tongue
from exporter.unchanged import Ingredients

FONTS = (Path("fonts"),)
MM = 72 / 25.4


class Room(Newsroom):
    """A newsroom with a layout of its own and a workshop that previews it."""

    def __init__(self, folder: Path, workshop: Workshop) -> None:
        super().__init__(folder)
        self.workshop = workshop
        self.top["layout"] = "./own"
        self.own = folder / "own"
        self.own.mkdir()
        (self.own / "layout.toml").write_text('title = "Own"\nextends = "magazine"\n')
        self.write()

    def attempt(self) -> Attempt:
        return self.workshop.attempt()

    def shot(self) -> Shot:
        attempt = self.attempt()
        assert attempt.failure is None, attempt.failure
        assert attempt.shot
        return attempt.shot


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """One for all tests here: each leaves it as it was, or says what it needs."""
    folder = tmp_path_factory.mktemp("preview")
    with pytest.MonkeyPatch.context() as patch, Pool(1) as pool:
        patch.setenv("XDG_CACHE_HOME", str(folder / "xdg"))
        work = folder / "work"
        work.mkdir()
        means = Means(1, open_cache())
        yield Room(folder / "room", Workshop(folder / "room", work, pool, means))


# --- watching -----------------------------------------------------------------------


def made_from(folder: Path, *names: str) -> Ingredients:
    return Ingredients(
        files=tuple(folder / name for name in names),
        chosen=((folder, "*.json"),),
        trees=(folder / "layout",),
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "layout").mkdir()
    for name in ("edition.toml", "a.json", "layout/print.css", "other.txt"):
        (tmp_path / name).write_text("one")
    return tmp_path


def test_only_what_was_read_is_looked_at(folder: Path) -> None:
    seen = look_at(made_from(folder, "edition.toml"))
    names = {str(path.relative_to(folder)) for path in seen}
    assert names == {"edition.toml", "a.json", "layout/print.css"}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda f: (f / "edition.toml").write_text("two"), id="written"),
        pytest.param(lambda f: (f / "a.json").unlink(), id="gone"),
        pytest.param(lambda f: (f / "b.json").write_text("new"), id="a new record"),
        pytest.param(lambda f: (f / "layout/x.j2").write_text(""), id="a new template"),
        pytest.param(
            lambda f: shutil.move(f / "other.txt", f / "a.json"), id="replaced whole"
        ),
    ],
)
def test_a_change_is_seen_once_it_is_whole(folder: Path, change: Any) -> None:
    ingredients = made_from(folder, "edition.toml")
    known = look_at(ingredients)
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 2:
            change(folder)
        if len(slept) == 3:  # it is not whole yet
            (folder / "layout" / "print.css").write_text("three")

    found = wait_for_change(lambda: look_at(ingredients), known, sleep)
    assert len(found) == 2
    assert folder / "layout" / "print.css" in found
    assert len(slept) == 4  # and once more, to see that it is


def test_what_is_hidden_or_beside_counts_for_nothing(folder: Path) -> None:
    ingredients = made_from(folder, "edition.toml")
    known = look_at(ingredients)
    (folder / "other.txt").write_text("two")
    (folder / "layout" / ".print.css.swp").write_text("two")
    assert changed(known, look_at(ingredients)) == set()


def test_what_changes_while_it_is_read_is_not_missed(folder: Path) -> None:
    ingredients = made_from(folder, "edition.toml")
    before = look_at(made_from(folder))
    begun = max(stamp[1] for stamp in look_at(ingredients).values())
    assert changed_meanwhile(before, look_at(ingredients), begun) == set()
    (folder / "a.json").write_text("while it was read")
    (folder / "edition.toml").write_text("unknown when it began")
    found = changed_meanwhile(before, look_at(ingredients), begun)
    assert found == {folder / "a.json", folder / "edition.toml"}


def test_after_a_failure_all_counts_that_may_put_it_right(tmp_path: Path) -> None:
    base, own = tmp_path / "base", tmp_path / "own"
    for one in (base, own):
        one.mkdir()
    (base / "edition.toml").write_text("title = ")
    (own / "edition.toml").write_text('extends = "../base"\n')
    nothing = Ingredients((), (), ())
    files = guess(own / "edition.toml", None, nothing).files
    assert (own / "../base/edition.toml").resolve() in {f.resolve() for f in files}


# --- geometry -----------------------------------------------------------------------


def test_a_grid_is_what_the_tokens_say() -> None:
    css = (
        ":root { --margin-top: 20mm; --lines: 50; --margin-inner: 17mm;"
        " --margin-outer: 15mm; --columns: 3; --gutter: 6mm; --leading: 13pt }"
        " @media print { :root { --gutter: 99mm } } p { --columns: 9 }"
        " :root { --margin-top: var(--high); --high: 24mm }"
    )
    grid = read_grid(css, FONTS)
    right = frame_of(grid, 210 * MM, 297 * MM, is_left=False)
    left = frame_of(grid, 210 * MM, 297 * MM, is_left=True)
    assert right.area == pytest.approx((17 * MM, 24 * MM, 178 * MM, 50 * 13), abs=0.02)
    assert left.area and left.area[0] == pytest.approx(15 * MM)
    edges = [(x / MM, width / MM) for x, _, width, _ in right.columns]
    each = (178 - 12) / 3
    for number, edge in enumerate(edges):
        assert edge == pytest.approx((17 + number * (each + 6), each), abs=0.01)
    assert right.baselines == ()  # no size of text: nothing is guessed


@pytest.mark.parametrize("value", ["calc(1mm * 20)", "var(--none)", "2em", "-50mm"])
def test_a_token_that_is_no_plain_length_leaves_out_what_hangs_on_it(
    value: str,
) -> None:
    css = (
        f":root {{ --margin-top: {value}; --lines: 50; --leading: 12pt;"
        " --margin-inner: 17mm; --margin-outer: 15mm }"
    )
    frame = frame_of(read_grid(css, FONTS), 500, 700, is_left=False)
    assert (frame.area, frame.columns, frame.baselines) == (None, (), ())


def test_the_baseline_grid_is_where_the_first_line_of_a_page_stands(room: Room) -> None:
    """Of a page that begins in the middle of a text: nothing stands above it."""
    room.add(record("pasang", images=[photo("teal")], paragraphs=40))
    room.write()
    shot = room.shot()
    with pypdfium2.PdfDocument(shot.pdf) as document:
        texts = [
            document[n].get_textpage().get_text_bounded() for n in range(len(document))
        ]
        number = next(n for n, text in enumerate(texts) if "Alinea pasang 20." in text)
        page = document[number]
        height = page.get_height()
        frame = shot.leaves[number].frame
        assert frame.area
        top = frame.area[1]
        lines = sorted(
            height - item.get_matrix().f
            for item in page.get_objects(filter=(c.FPDF_PAGEOBJ_TEXT,))
            if height - item.get_matrix().f > top
        )
    assert frame.baselines[0] == pytest.approx(lines[0], abs=0.01)
    assert frame.baselines[1] == pytest.approx(lines[0] + 13, abs=0.01)
    room.add(record("pasang", images=[photo("teal")], paragraphs=9))
    room.write()


# --- building -----------------------------------------------------------------------


def digests(shot: Shot) -> list[str]:
    return [leaf.digest for leaf in shot.leaves]


def pictures(shot: Shot) -> list[bytes]:
    return [draw_page((shot.pdf, number)) for number in range(len(shot.leaves))]


def test_pages_are_other_ones_only_where_something_else_is_drawn(room: Room) -> None:
    former = room.shot()
    assert digests(room.shot()) == digests(former)
    longer = photo("maroon", caption=["Bulatan lain sama sekali."])
    room.add(record("surut", images=[longer]))
    before = pictures(room.shot())
    room.write()
    latter = room.shot()
    same = [a == b for a, b in zip(before, pictures(latter), strict=True)]
    told = [a == b for a, b in zip(digests(former), digests(latter), strict=True)]
    assert 0 < same.count(False) < len(same)
    assert all(same[n] for n, is_same in enumerate(told) if is_same)
    assert told.count(True) >= len(told) // 2
    room.add(record("surut", images=[photo("maroon")]))
    room.write()


@pytest.mark.slow
def test_after_all_changes_the_pdf_is_that_of_a_build(
    room: Room, tmp_path: Path
) -> None:
    """Nothing of former templates, stylesheets, words or records is left."""
    tokens, words = room.own / "tokens.css", room.own / "words.toml"
    template = room.own / "print-contents.html.j2"
    original = Path("layouts/base/print-contents.html.j2").read_text()
    seen = [digests(room.shot())]
    for change in (
        lambda: tokens.write_text(":root { --text: 10pt; --accent: #00467f; }"),
        lambda: tokens.write_text(":root { --text: 9pt; }"),
        lambda: template.write_text(original.replace("</h1>", " ini</h1>")),
        lambda: words.write_text('[id]\ncontents = "Isi"\n'),
        lambda: tokens.write_text(":root { --text: 9.2pt; }"),
    ):
        change()
        seen.append(digests(room.shot()))
    for former, latter in pairwise(seen):
        assert former != latter
    shot = room.shot()
    result = build(room.folder, tmp_path, formats=("pdf",))
    assert shot.pdf.read_bytes() == result.files[0].read_bytes()
    for file in (tokens, template, words):
        file.unlink()


def test_an_error_is_a_result_with_what_to_watch(room: Room) -> None:
    room.shot()
    sheet = room.own / "print.css"
    sheet.write_text(".columns { columns: 2;\n.more { color: red; }\n")
    failed = room.attempt()
    assert isinstance(failed.failure, LayoutError)
    assert "print.css:1" in failed.failure.where
    assert sheet in look_at(failed.made_from)
    sheet.unlink()
    toml = room.folder / "edition.toml"
    text = toml.read_text()
    toml.write_text(text.replace("number", "nummer"))
    failed = room.attempt()
    assert isinstance(failed.failure, EditionError)
    assert toml in look_at(failed.made_from)
    toml.write_text(text)
    assert room.shot()


def test_findings_have_their_pages_and_what_to_do(room: Room) -> None:
    room.add(record("ombak", images=[photo("teal", credit="")]))
    room.write()
    attempt = room.attempt()
    found = room.workshop.findings(attempt, lambda: False)
    assert found is not None
    (one,) = [f for f in found if f.finding.code == "W-001"]
    assert attempt.shot
    with pypdfium2.PdfDocument(attempt.shot.pdf) as document:
        text = document[one.pages[0] - 1].get_textpage().get_text_bounded()
    assert "Kabar ombak" in text
    board = Board("ready", attempt.shot, found, language="en")
    page = html.fromstring(board_page(board, "x.1", tongue("en")))
    (spread,) = page.xpath(
        "//li[@class='spread'][.//*[contains(@class, 'W-001') or contains(., 'W-001')]]"
    )
    assert spread.xpath(f".//figure[@id='page-{one.pages[0]}']")
    words = " ".join(spread.text_content().split())
    assert " ".join(one.change.split()) in words
    assert "What to do: write credit" in words
    room.add(record("ombak"))
    room.write()


def test_a_proof_is_over_when_something_changed(room: Room) -> None:
    assert room.workshop.findings(room.attempt(), lambda: True) is None


# --- the page -----------------------------------------------------------------------


@pytest.fixture
def shown(room: Room) -> Board:
    return Board("ready", room.shot(), (), language="en")


def test_pages_are_shown_as_a_reader_of_the_printed_copy_sees_them(
    shown: Board,
) -> None:
    page = html.fromstring(board_page(shown, "x.1", tongue("en")))
    spreads = [
        [leaf.get("id") for leaf in spread.xpath(".//*[contains(@class, 'leaf')]")]
        for spread in page.xpath("//li[@class='spread']")
    ]
    assert shown.shot
    numbers = len(shown.shot.leaves)
    assert spreads[:3] == [[None, "page-1"], ["page-2", "page-3"], ["page-4", "page-5"]]
    flat = [one for spread in spreads for one in spread if one]
    assert flat == [f"page-{n}" for n in range(1, numbers + 1)]


def test_an_error_stands_above_the_last_good_pages(shown: Board) -> None:
    failure = LayoutError(
        "<b>broken</b>",
        where=said("layout {name}: {file}", name="own", file="print.css:3"),
        hint="close it",
    )
    board = Board("failed", shown.shot, (), failure, language="id")
    page = html.fromstring(board_page(board, "x.1", tongue("id")))
    (alert,) = page.xpath("//section[@role='alert']")
    assert "tata letak own: print.css:3" in alert.text_content()
    assert "<b>broken</b>" in alert.text_content()  # as text
    assert page.xpath("//ol[contains(@class, 'outdated')]//img")


def test_before_the_first_pages_there_is_a_page(shown: Board) -> None:
    page = board_page(Board(), "x.0", tongue("id"))
    assert "<img" not in page
    assert 'lang="id"' in page


# --- whom it answers ----------------------------------------------------------------


def here(function: Any, job: Any) -> Any:
    return function(job)


def test_pictures_and_boxes_are_found_by_digest(shown: Board) -> None:
    wall = Wall(shown)
    assert shown.shot
    leaf = shown.shot.leaves[2]
    picture = answer(f"/pages/{leaf.digest}.jpg", wall, here)
    assert picture.media_type == "image/jpeg"
    assert picture.body[:3] == b"\xff\xd8\xff"
    boxes = json.loads(answer(f"/pages/{leaf.digest}.json", wall, here).body)
    assert boxes["text"]
    assert boxes["photo"]
    assert answer("/edition.pdf", wall, here).body.startswith(b"%PDF-")


@pytest.mark.parametrize(
    "path",
    [
        *("/etc/passwd", "/../run.py", "/preview.html.j2", "/pages/", "/pages/x.jpg"),
        *("/%2e%2e/run.py", "//etc/passwd", "/pages/../../run.py", "", "/events/"),
    ],
)
def test_no_path_leads_to_a_file(path: str, shown: Board) -> None:
    assert answer(path, Wall(shown), here).status == HTTPStatus.NOT_FOUND


def ask(request: str, board: Board) -> tuple[str, Mapping[str, str], str]:
    """Send a request over a pair of sockets; return status line, headers, body."""
    ours, theirs = socket.socketpair()
    server = SimpleNamespace(wall=Wall(board), draw=here)
    with ours:
        ours.sendall(request.replace("\n", "\r\n").encode())
        ours.shutdown(socket.SHUT_WR)
        with theirs:
            Handler(theirs, ("127.0.0.1", 1), server)  # type: ignore[arg-type]
        told = b"".join(iter(lambda: ours.recv(65536), b"")).decode()
    head, _, body = told.partition("\r\n\r\n")
    status, *lines = head.split("\r\n")
    return status, dict(line.split(": ", 1) for line in lines), body


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8123", "localhost:1"])
def test_a_browser_of_this_machine_is_answered(host: str) -> None:
    status, headers, body = ask(f"GET / HTTP/1.1\nHost: {host}\n\n", Board())
    assert status == "HTTP/1.1 200 OK"
    assert "<html" in body
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize(
    "host",
    [
        *("Host: jahat.example\n", "Host: jahat.example:8123\n", "", "Host: \n"),
        *("Host: localhost.jahat.example\n", "Host: 127.0.0.1.jahat.example:1\n"),
    ],
)
def test_another_name_for_this_machine_is_refused(host: str) -> None:
    """DNS rebinding: a page from elsewhere gives its own name our address."""
    for path in ("/", "/events", "/edition.pdf"):
        status, _, body = ask(f"GET {path} HTTP/1.1\n{host}\n", Board())
        assert status.startswith("HTTP/1.1 403")
        assert "<html" not in body


def test_nothing_but_reading_is_answered() -> None:
    status, *_ = ask("POST / HTTP/1.1\nHost: localhost\n\n", Board())
    assert " 501 " in status


def test_a_browser_is_told_at_once_of_another_board() -> None:
    wall = Wall(Board())
    ours, theirs = socket.socketpair()
    server = SimpleNamespace(wall=wall, draw=here)
    ours.sendall(b"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
    serve = threading.Thread(
        target=Handler, args=(theirs, ("127.0.0.1", 1), server), daemon=True
    )
    serve.start()
    ours.settimeout(10)
    with ours, ours.makefile() as lines:
        first = next(line for line in lines if line.startswith("data: "))
        wall.hang(Board("failed"))
        second = next(line for line in lines if line.startswith("data: "))
    assert first == f"data: {wall.now[0][:-1]}0\n"
    assert second == f"data: {wall.now[0]}\n"
    wall.hang(Board())  # it writes, and notices that nobody is there
    wall.hang(Board())
    serve.join(10)
    theirs.close()


# --- the command --------------------------------------------------------------------


def test_it_ends_by_an_interrupt_and_leaves_nothing(tmp_path: Path) -> None:
    Newsroom(tmp_path / "room").write()
    # short: workers listen below it, and the path of a socket has at most 107 bytes
    cache = Path(tempfile.mkdtemp(prefix="pv-"))
    with Preview(tmp_path / "room", "--lang", "en", cache=cache) as preview:
        assert preview.address.startswith("http://127.0.0.1:"), preview.said
        assert list(cache.glob(".exporter-preview-*"))
        port = preview.address.rstrip("/").rpartition(":")[2]
        with Preview(tmp_path / "room", "--port", port, cache=cache) as other:
            assert other.address == ""
            code, told = other.wait()
            assert code == 2
            assert "--port" in told
        code, told = preview.end()
    assert code == 130
    assert "Ctrl-C ends it" in told
    assert "Traceback" not in told
    assert not list(cache.glob(".exporter-preview-*"))
    assert not (tmp_path / "room" / "out").exists()
    shutil.rmtree(cache)


def test_without_watch_an_error_ends_it(tmp_path: Path) -> None:
    room = Newsroom(tmp_path / "room")
    room.top["layout"] = "nowhere"
    room.write()
    with Preview(tmp_path / "room", "--lang", "en", cache=tmp_path) as preview:
        assert preview.address == ""
        code, told = preview.wait()
    assert code == 4
    assert "there is no layout 'nowhere'" in told
