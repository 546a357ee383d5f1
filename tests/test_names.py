"""Odd names of files and folders, on odd terminals, without a home."""

import json
import os
import subprocess
import sys
from pathlib import Path
from unicodedata import normalize

import pytest
from newsroom import Newsroom, draw_photo, photo, record

from exporter import deliver

ROOT = Path(__file__).parents[1]
BYTES = b"caf\xe9"  # Latin-1: no UTF-8


def build(*arguments: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run `exporter build` with nothing of this environment, least of all its home."""
    return subprocess.run(
        [sys.executable, "-m", "exporter", "build", *arguments, "--lang", "en"],  # type: ignore[list-item]
        cwd="/",
        env={
            "PYTHONPATH": str(ROOT),
            "PATH": os.defpath,
            "HOME": "/dev/null",
            **environment,
        },
        capture_output=True,
        timeout=300,
    )


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    """An edition with a photo of an odd name, in a folder of an odd name."""
    made = Newsroom(tmp_path / "Edisi minggu ini é")
    draw_photo(made.folder / "photos" / "Foto é 雨 'dua'.jpg", "olive")
    named = photo("teal", file="../photos/Foto é 雨 'dua'.jpg")
    made.add(record("ombak", images=[named]))
    made.write()
    articles = made.folder / "articles"
    (articles / "ombak.json").rename(articles / "Ombak & buih é.json")
    return made


def test_spaces_and_other_letters_in_every_name(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    out = tmp_path / "keluaran ✓ ใหม่"
    done = build(newsroom.folder, "-o", out, XDG_CACHE_HOME=str(tmp_path / "a b é"))
    assert done.returncode == 0, done.stderr.decode()
    files = [Path(line) for line in done.stdout.decode().splitlines()]
    assert {file.parent for file in files} == {out}
    assert {file.name for file in files} == {file.name for file in out.iterdir()}
    assert {".pdf", ".epub", ".json"} <= {file.suffix for file in files}


@pytest.mark.parametrize(
    "locale",
    [
        "C",
        pytest.param("POSIX", marks=pytest.mark.slow),
        pytest.param("", marks=pytest.mark.slow),
    ],
)
def test_a_locale_without_such_letters(
    newsroom: Newsroom, tmp_path: Path, locale: str
) -> None:
    out = tmp_path / "keluaran ✓"
    cache = {"XDG_CACHE_HOME": str(tmp_path / "xdg")}
    done = build(newsroom.folder, "-o", out, "--format", "epub", LC_ALL=locale, **cache)
    assert done.returncode == 0, done.stderr.decode()
    assert all(Path(os.fsdecode(line)).is_file() for line in done.stdout.splitlines())


@pytest.mark.parametrize(
    "encoding", ["ascii", pytest.param("latin-1", marks=pytest.mark.slow)]
)
def test_a_terminal_without_such_letters(
    newsroom: Newsroom, tmp_path: Path, encoding: str
) -> None:
    wanted = [newsroom.folder, "-o", tmp_path / "é ✓", "--format", "epub"]
    here = {"XDG_CACHE_HOME": str(tmp_path / "xdg"), "PYTHONIOENCODING": encoding}
    done = build(*wanted, **here)
    assert done.returncode == 0, done.stderr.decode()
    assert b"\\u2713/mingguan-uji-7.epub" in done.stdout
    told = json.loads(build(*wanted, "--json", **here).stdout.decode(encoding))
    assert Path(told["files"][0]) == tmp_path / "é ✓" / "mingguan-uji-7.epub"


@pytest.mark.parametrize(
    ("stored", "written"),
    [("NFD", "NFC"), pytest.param("NFC", "NFD", marks=pytest.mark.slow)],
)
def test_a_photo_is_found_however_its_letters_are_coded(
    tmp_path: Path, stored: str, written: str
) -> None:
    newsroom = Newsroom(tmp_path / "newsroom")
    draw_photo(newsroom.folder / "photos" / normalize(stored, "Foto é.jpg"), "olive")
    named = photo("teal", file=f"../photos/{normalize(written, 'Foto é.jpg')}")
    newsroom.add(record("ombak", images=[named]))
    done = build(newsroom.write(), "-o", tmp_path / "out", "--format", "epub")
    assert done.returncode == 0, done.stderr.decode()


def test_names_that_are_no_utf_8(tmp_path: Path) -> None:
    newsroom = Newsroom(tmp_path / os.fsdecode(BYTES))
    articles = newsroom.write().parent / "articles"
    odd = articles / os.fsdecode(BYTES + b".json")
    (articles / "ombak.json").rename(odd)
    out = tmp_path / "out"
    done = build(newsroom.folder, "-o", out)
    assert done.returncode == 0, done.stderr.decode()
    proof = json.loads((out / "mingguan-uji-7.proof.json").read_text("utf-8"))
    assert odd.name in [found["name"] for found in proof["inputs"]]


def test_an_output_folder_that_is_no_utf_8(tmp_path: Path) -> None:
    edition = Newsroom(tmp_path / "newsroom").write()
    out = tmp_path / os.fsdecode(BYTES)
    done = build(edition, "-o", out)
    assert done.returncode == 4
    error, hint = done.stderr.decode().splitlines()
    assert error.endswith("the path of a folder has a name that is not UTF-8")
    assert "-o" in hint
    done = build(edition, "-o", out, "--format", "epub")
    assert done.returncode == 0, done.stderr.decode()
    paths = [os.fsdecode(line) for line in done.stdout.splitlines()]
    assert all(Path(path).is_file() for path in paths)


@pytest.mark.parametrize(
    "environment",
    [
        {"HOME": "/dev/null/home", "TMPDIR": "/nonexistent"},
        pytest.param({"HOME": "/proc", "TMPDIR": "/proc"}, marks=pytest.mark.slow),
        {"XDG_CACHE_HOME": "/proc/self", "TMPDIR": "/dev/null"},
        pytest.param(
            {"XDG_CACHE_HOME": "not/absolute", "HOME": "/dev/null"},
            marks=pytest.mark.slow,
        ),
    ],
    ids=lambda environment: " ".join(environment.values()),
)
def test_without_a_home_and_a_place_for_temporary_files(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    edition = Newsroom(tmp_path / "newsroom").write()
    done = build(edition, "-o", tmp_path / "out", "-v", **environment)
    assert done.returncode == 0, done.stderr.decode()
    assert b"note: nothing is kept for the next build" in done.stderr
    made = {file.name for file in (tmp_path / "out").iterdir()}
    assert {Path(line).name for line in done.stdout.decode().splitlines()} == made


def test_a_file_is_kept_where_no_link_can_be_made(tmp_path: Path) -> None:
    """As on a USB stick; here, from one disk to another."""
    other = Path("/dev/shm")
    if not other.is_dir() or other.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("needs a second disk")
    file = tmp_path / "former.pdf"
    file.write_bytes(b"former")
    kept = other / f"kept-{os.getpid()}.pdf"
    try:
        deliver._keep(file, kept)
        assert kept.read_bytes() == b"former"
    finally:
        kept.unlink(missing_ok=True)
