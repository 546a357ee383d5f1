""" "Unchanged, proven": said only where nothing changed, and then without building."""

import contextlib
import json
import os
import pty
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from newsroom import Newsroom, record

import exporter.unchanged
from exporter.build import build
from exporter.cache import NO_CACHE, Cache, open_cache
from exporter.unchanged import Asked, find_unchanged

ROOT = Path(__file__).parents[1]
NAME = "mingguan-uji-7"
FONT = ROOT / "fonts" / "literata"


class Desk:
    """A newsroom with an output folder and a cache of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.newsroom = Newsroom(folder / "newsroom")
        self.out = folder / "out"
        self.cache: Cache = open_cache(folder / "cache")

    def asked(self, **options: Any) -> Asked:
        formats = options.pop("formats", ("epub",))
        asked = {"edition": self.newsroom.folder, "out": self.out, **options}
        return Asked(**asked, formats=formats)

    def build(self, **options: Any) -> int:
        time.sleep(0.05)  # what changes as a run begins is not remembered
        options.setdefault("formats", ("epub",))
        found = build(self.newsroom.folder, self.out, cache=self.cache, **options)
        return found.exit_code

    def unchanged(self, **options: Any) -> bool:
        return find_unchanged(self.asked(**options), self.cache) is not None


def own_layout(folder: Path) -> Path:
    """Write a layout with a stylesheet and a font of its own."""
    folder.mkdir(parents=True)
    (folder / "layout.toml").write_text('title = "Kita"\nextends = "magazine"\n')
    (folder / "epub.css").write_text("p { color: black }")
    (folder / "fonts").mkdir()
    shutil.copy(next(FONT.glob("*.ttf")), folder / "fonts" / "a.ttf")
    return folder


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Build once; each test changes one thing, and takes that back."""
    desk = Desk(tmp_path_factory.mktemp("desk"))
    own_layout(desk.newsroom.folder / "kita")
    desk.newsroom.top["layout"] = "./kita"
    desk.newsroom.add(record("ombak", authors=[]))
    desk.newsroom.write()
    (desk.newsroom.folder / "articles" / "rusak.json").write_text("{")
    assert desk.build() == 0
    return desk


@pytest.fixture
def own_desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.newsroom.write()
    return desk


# --- what counts as a change --------------------------------------------------------


@contextlib.contextmanager
def edited(file: Path, old: bytes, new: bytes) -> Iterator[None]:
    before = file.read_bytes()
    assert before.count(old), file
    file.write_bytes(before.replace(old, new, 1))
    yield
    file.write_bytes(before)


@contextlib.contextmanager
def moved(file: Path, to: Path) -> Iterator[None]:
    file.rename(to)
    yield
    to.rename(file)


@contextlib.contextmanager
def added(file: Path) -> Iterator[None]:
    new = [folder for folder in file.parents if not folder.exists()]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"{}")
    yield
    file.unlink()
    for folder in new:
        folder.rmdir()


@contextlib.contextmanager
def linked(file: Path, to: Path) -> Iterator[None]:
    """Have the same bytes under the same name, by a link."""
    file.rename(to)
    file.symlink_to(to)
    yield
    file.unlink()
    to.rename(file)


#: What changes -> the change, in a newsroom `n`, its layout `k` or the output `o`.
Change = Callable[[Path, Path, Path], contextlib.AbstractContextManager[None]]
CHANGES: dict[str, Change] = {
    "a caption": lambda n, k, o: edited(n / "articles/pasang.json", b"Bulat", b"Lonj"),
    "a record no one could read": lambda n, k, o: edited(
        n / "articles/rusak.json", b"{", b"["
    ),
    "a record gone": lambda n, k, o: moved(n / "articles/ombak.json", n / "o.json"),
    "a record more": lambda n, k, o: added(n / "articles/baru.json"),
    "a byte of a photo": lambda n, k, o: edited(n / "photos/teal.jpg", b"\0", b"\1"),
    "a photo gone": lambda n, k, o: moved(n / "photos/teal.jpg", n / "teal.jpg"),
    "a photo elsewhere": lambda n, k, o: linked(n / "photos/teal.jpg", n / "teal.jpg"),
    "edition.toml": lambda n, k, o: edited(n / "edition.toml", b"= 7", b"=  7"),
    "a stylesheet": lambda n, k, o: edited(k / "epub.css", b"black", b"navy"),
    "layout.toml": lambda n, k, o: edited(k / "layout.toml", b"Kita", b"Kami"),
    "a template more": lambda n, k, o: added(k / "epub-cover.html.j2"),
    "words more": lambda n, k, o: added(k / "words.toml"),
    "a template below": lambda n, k, o: added(k / "parts/x.html.j2"),
    "a linked layout": lambda n, k, o: linked(k, n / "elsewhere"),
    "a byte of a font": lambda n, k, o: edited(k / "fonts/a.ttf", b"\0", b"\1"),
    "a font more": lambda n, k, o: added(k / "fonts/b.ttf"),
    "a byte of the EPUB": lambda n, k, o: edited(o / f"{NAME}.epub", b"PK", b"KP"),
    "the EPUB gone": lambda n, k, o: moved(o / f"{NAME}.epub", o / "other.epub"),
    "the proof": lambda n, k, o: edited(o / f"{NAME}.proof.json", b"proof", b"prof"),
    "the proof gone": lambda n, k, o: moved(o / f"{NAME}.proof.json", o / "x.json"),
    "a PDF of another run": lambda n, k, o: added(o / f"{NAME}.pdf"),
    "a held edition": lambda n, k, o: added(o / "held" / NAME / f"{NAME}.pdf"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_any_change_makes_a_real_build(desk: Desk, what: str) -> None:
    room = desk.newsroom.folder
    assert desk.unchanged()
    with CHANGES[what](room, room / "kita", desk.out):
        assert not desk.unchanged()
    assert desk.unchanged(), "what was taken back is no change"


def test_a_touched_file_is_no_change(desk: Desk) -> None:
    for file in (desk.newsroom.folder / "photos/teal.jpg", desk.out / f"{NAME}.epub"):
        os.utime(file)
    assert desk.unchanged()


def test_the_time_of_a_file_cannot_hide_a_change(desk: Desk) -> None:
    file = desk.newsroom.folder / "articles/pasang.json"
    before = file.stat()
    with edited(file, b"Bulatan", b"bULATAN"):
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert not desk.unchanged()


@pytest.mark.parametrize(
    "options",
    [
        {"formats": ()},
        {"formats": ("pdf",)},
        {"formats": ("epub", "pdf")},
        {"strict": True},
        {"stock": True},
        {"layout": "magazine"},
        {"out": Path("elsewhere")},
        {"edition": Path("elsewhere")},
    ],
)
def test_other_options_make_a_real_build(desk: Desk, options: dict[str, Any]) -> None:
    assert not desk.unchanged(**options)


@pytest.mark.parametrize(
    ("made_by", "now"),
    [
        ("source_digest", "another"),
        ("native_versions", {"pango": "9.9"}),
        ("installed", ["weasyprint-99.dist-info"]),
    ],
)
def test_another_program_makes_a_real_build(
    desk: Desk, made_by: str, now: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporter.unchanged, made_by, lambda: now)
    assert not desk.unchanged()


def test_the_layouts_and_fonts_of_the_exporter_are_looked_at(desk: Desk) -> None:
    kept = desk.cache.read("build", desk.asked().key)
    assert kept
    trees = json.loads(kept)["ingredients"][2]
    for folder in ("layouts/base", "layouts/magazine", "fonts"):
        assert str(ROOT / folder) in trees


def test_without_a_cache_there_is_always_a_real_build(desk: Desk) -> None:
    assert find_unchanged(desk.asked(), NO_CACHE) is None


def test_a_forged_memory_is_refused(own_desk: Desk) -> None:
    own_desk.build()
    folder = own_desk.cache.folder
    assert folder
    assert own_desk.unchanged()
    file = folder / "build" / own_desk.asked().key
    forged = file.read_bytes().replace(b'"proof": "', b'"proof": "9')
    assert forged != file.read_bytes()
    file.write_bytes(forged)
    assert not own_desk.unchanged()
    assert not file.exists()
    own_desk.build()
    file.rename(folder / "build" / own_desk.asked(strict=True).key)
    assert not own_desk.unchanged(strict=True)


# --- what is remembered ---------------------------------------------------------------


def test_what_was_held_is_not_remembered(own_desk: Desk) -> None:
    own_desk.newsroom.add(record("ombak", authors=[]))
    own_desk.newsroom.write()
    assert own_desk.build(strict=True) == 6
    assert not own_desk.unchanged(strict=True)


@pytest.mark.parametrize(
    "changed", ["articles/pasang.json", "photos/teal.jpg", "edition.toml"]
)
def test_what_changes_during_a_build_is_not_remembered(
    own_desk: Desk, changed: str
) -> None:
    """What was read is not what lies there now, so nothing is known of that."""
    file = own_desk.newsroom.folder / changed

    def touch(_number: int, stage: str) -> None:
        if stage == "prove":
            file.write_bytes(file.read_bytes())

    assert own_desk.build(on_stage=touch) == 0
    assert not own_desk.unchanged()
    assert own_desk.build() == 0
    assert own_desk.unchanged()


def test_a_record_that_comes_during_a_build_is_not_overlooked(own_desk: Desk) -> None:
    def add(_number: int, stage: str) -> None:
        if stage == "bind":
            (own_desk.newsroom.folder / "articles/baru.json").write_text("{}")

    assert own_desk.build(on_stage=add) == 0
    assert not own_desk.unchanged()


def test_a_glob_sees_what_it_would_choose_and_nothing_else(own_desk: Desk) -> None:
    own_desk.newsroom.top["records"] = ["art*/*.json"]
    own_desk.newsroom.write()
    assert own_desk.build() == 0
    room = own_desk.newsroom.folder
    with added(room / "articles/catatan.md"):
        assert own_desk.unchanged()
    with added(room / "artikel/baru.json"):
        assert not own_desk.unchanged()


def test_a_linked_folder_in_a_layout_is_not_remembered(own_desk: Desk) -> None:
    """What lies behind the link is not looked at, so nothing is known of it."""
    kita = own_layout(own_desk.newsroom.folder / "kita")
    (own_desk.folder / "behind").mkdir()
    (kita / "parts").symlink_to(own_desk.folder / "behind")
    own_desk.newsroom.top["layout"] = "./kita"
    own_desk.newsroom.write()
    assert own_desk.build() == 0
    assert not own_desk.unchanged()


def test_the_same_edition_from_another_folder_is_the_same(
    own_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(own_desk.folder)
    time.sleep(0.05)
    build(Path("newsroom"), Path("out"), formats=["epub"], cache=own_desk.cache)
    monkeypatch.chdir("/")
    toml = own_desk.newsroom.folder / "edition.toml"
    assert own_desk.unchanged()
    assert own_desk.unchanged(edition=toml)


# --- on the command line ------------------------------------------------------------


#: Not pydantic: Typer loads it to read the command line.
_HEAVY = (
    *("weasyprint", "pydyf", "pypdfium2", "PIL", "lxml", "ebooklib", "fontTools"),
    *("jinja2", "babel", "exporter.build", "exporter.model"),
)
_RUN = f"""
import sys
from exporter.cli import main
try:
    main()
finally:
    loaded = sorted(set({_HEAVY!r}) & set(sys.modules))
    print("loaded", loaded, file=sys.stderr)
"""


_BUILD = (*(sys.executable, "-c", _RUN, "build"), *("newsroom", "-o", "out"))


def run(desk: Desk, *options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*_BUILD, "--lang", "en", *map(str, options)],
        cwd=desk.folder,
        env=environment(desk),
        capture_output=True,
        text=True,
        timeout=300,
    )


def run_on_a_terminal(desk: Desk, *options: str) -> str:
    """Return what a terminal shows of a run: a bar is drawn there."""
    ours, theirs = pty.openpty()
    started = subprocess.Popen(
        [*_BUILD, "--lang", "en", *options],
        cwd=desk.folder,
        env={**environment(desk), "TERM": "xterm", "COLUMNS": "400"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # EIO: the last of them closed the terminal
        while data := os.read(ours, 65536):
            shown += data
    os.close(ours)
    assert started.wait(timeout=60) == 0, shown
    return shown.decode()


def environment(desk: Desk) -> dict[str, str]:
    cache = str(desk.folder / "xdg")
    return {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": cache}


def test_the_second_build_says_so_and_loads_no_renderer(own_desk: Desk) -> None:
    own_desk.newsroom.add(record("ombak", authors=[]))
    own_desk.newsroom.write()
    first = run(own_desk)
    files = {p: p.read_bytes() for p in own_desk.out.iterdir()}
    second = run(own_desk)
    assert (first.returncode, second.returncode) == (0, 0), first.stderr
    assert second.stdout == first.stdout
    assert len(second.stdout.splitlines()) == 5
    *findings, state, sum_line, loaded = second.stderr.splitlines()
    assert loaded == "loaded []"
    *findings_before, state_before, sum_line_before, _ = first.stderr.splitlines()
    assert sum_line_before.startswith("proven: ")
    assert sum_line == f"unchanged, {sum_line_before}"
    assert (findings, state) == (findings_before, state_before)
    assert ": delivered, " in state
    assert findings[:2] == [
        "ombak: Kabar ombak",
        "  warning W-002 no author and no byline",
    ]
    assert {p: p.read_bytes() for p in own_desk.out.iterdir()} == files
    assert json.loads(run(own_desk, "--json").stdout)["unchanged"] is True
    assert run(own_desk, "-q").stderr.splitlines() == ["loaded []"]
    anew = run(own_desk, "--no-cache")
    assert "unchanged" not in anew.stderr
    assert "exporter.build" in anew.stderr
    assert {p: p.read_bytes() for p in own_desk.out.iterdir()} == files


@pytest.mark.slow
def test_on_a_terminal_it_loads_no_renderer_and_no_model_either(own_desk: Desk) -> None:
    options = ("--format", "epub")
    first = run_on_a_terminal(own_desk, *options)
    assert "\x1b[" in first, "a bar is drawn"
    assert "exporter.build" in first.splitlines()[-1]
    second = run_on_a_terminal(own_desk, *options)
    assert "unchanged, proven" in second
    assert second.splitlines()[-1] == "loaded []"
