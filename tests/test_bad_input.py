"""Bad input: a clear message, the right exit code, and the former output untouched."""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bad_editions
import bad_layouts
import bad_photos
import bad_records
import pypdfium2
import pytest
from bad_input import Case
from newsroom import Newsroom, draw_photo, photo, record
from typer.testing import CliRunner

from exporter.build import build
from exporter.cli import app
from exporter.errors import RecordError

ROOT = Path(__file__).parents[1]
NAME = "mingguan-uji-7"
CASES: list[Case] = [
    *(*bad_records.case, *bad_editions.case),
    *(*bad_photos.case, *bad_layouts.case),
]


def small_newsroom(folder: Path) -> Newsroom:
    """Return two short articles with a photo each, written."""
    room = Newsroom(folder)
    room.records = {}
    room.sections = [("Sains", ["pasang", "surut"])]
    for slug, colour in (("pasang", "teal"), ("surut", "maroon")):
        draw_photo(folder / "photos" / f"{colour}.jpg", colour, (900, 600))
        room.add(record(slug, images=[photo(colour)], paragraphs=2))
    room.write()
    return room


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a former run of the sound edition delivered."""
    folder = tmp_path_factory.mktemp("former")
    small_newsroom(folder / "room")
    assert build(folder / "room", folder / "out", formats=["epub"]).exit_code == 0
    return folder / "out"


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Newsroom:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    return small_newsroom(tmp_path / "room")


@pytest.fixture
def out(tmp_path: Path, delivered: Path) -> Path:
    return Path(shutil.copytree(delivered, tmp_path / "out"))


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, hidden ones too; folders end in a slash."""
    return {
        f"{path.relative_to(folder)}{'/' if path.is_dir() else ''}": (
            b"" if path.is_dir() else path.read_bytes()
        )
        for path in folder.rglob("*")
    }


def run(*arguments: object) -> Any:
    """Run the command line in this process."""
    options = ("-j", "1", "--format", "epub", "--lang", "en")
    return CliRunner().invoke(app, ["build", *map(str, arguments), *options])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_bad_input_is_refused(case: Case, room: Newsroom, out: Path) -> None:
    case.spoil(room)
    before = contents(out)
    done = run(room.folder, "-o", out)
    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert done.exit_code == case.code, done.stderr
    message, move, *rest = done.stderr.splitlines()
    assert message.startswith("error: ")
    assert not [words for words in case.says if words not in message], message
    assert move.startswith("    ")
    assert case.move in move
    assert (rest, done.stdout) == ([], "")
    assert contents(out) == before


def test_two_editions_of_one_name_are_refused_and_the_first_is_delivered(
    room: Newsroom, tmp_path: Path
) -> None:
    other = small_newsroom(tmp_path / "lain")
    done = run(room.folder, other.folder, "-o", tmp_path / "new")
    assert done.exit_code == 3
    assert NAME in done.stderr
    assert "`number`" in done.stderr
    assert sorted(p.name for p in (tmp_path / "new").iterdir()) == [
        *(f"{NAME}.epub", f"{NAME}.photos.csv"),
        *(f"{NAME}.proof.json", f"{NAME}.report.html"),
    ]


@pytest.mark.parametrize("gone", [False, True])
def test_a_record_that_changes_in_the_run_is_refused(
    room: Newsroom, out: Path, gone: bool
) -> None:
    file = room.folder / "articles" / "pasang.json"
    before = contents(out)

    def spoil(_: int, stage: str) -> None:
        if stage == "prove" and gone:
            file.unlink()
        elif stage == "prove":
            file.write_text(file.read_text().replace("Kabar", "Berita"))

    with pytest.raises(RecordError, match=r"pasang\.json.*changed"):
        build(room.folder, out, formats=["epub"], on_stage=spoil)
    assert contents(out) == before


# --- what is shown as it is -------------------------------------------------------


def test_markup_in_plain_fields_is_shown_as_text(room: Newsroom, out: Path) -> None:
    room.add(record("pasang", headline="<script>alert(1)</script> & pasang"))
    assert run(room.write(), "-o", out).exit_code == 0
    with zipfile.ZipFile(out / f"{NAME}.epub") as book:
        pages = {n: book.read(n).decode() for n in book.namelist() if n[-5:] == "xhtml"}
    page = pages["EPUB/text/a-pasang.xhtml"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; pasang" in page
    assert not [name for name, text in pages.items() if "<script" in text]


def test_control_characters_never_reach_the_terminal(room: Newsroom, out: Path) -> None:
    change = {"file": "../photos/a\n\x1b[31m\udc80.jpg"}
    room.records["pasang"]["images"] = [photo("x", **change)]
    text = json.dumps(room.records["pasang"])
    (room.folder / "articles" / "pasang.json").write_text(text)
    done = run(room.folder, "-o", out)
    assert done.exit_code == 4
    assert "\x1b" not in done.stderr
    assert len(done.stderr.splitlines()) == 2


# --- where finished files go ------------------------------------------------------


@pytest.mark.parametrize("under", ["", "lagi"])
def test_a_file_in_place_of_the_output_folder(
    room: Newsroom, tmp_path: Path, under: str
) -> None:
    (tmp_path / "berkas").write_text("isi")
    done = run(room.folder, "-o", tmp_path / "berkas" / under)
    assert done.exit_code == 5
    assert "berkas" in done.stderr.splitlines()[0]
    assert "stands in the way" in done.stderr.splitlines()[1]
    assert (tmp_path / "berkas").read_text() == "isi"


@pytest.mark.skipif(os.geteuid() == 0, reason="skipped: root may write anywhere")
def test_an_output_folder_of_somebody_else(room: Newsroom, out: Path) -> None:
    room.add(record("pasang", headline="Judul lain"))
    before = contents(out)
    out.chmod(0o555)
    done = run(room.write(), "-o", out)
    out.chmod(0o755)
    assert done.exit_code == 5
    assert "may write" in done.stderr.splitlines()[1]
    assert contents(out) == before


def _no_room(size: int) -> Callable[[], None]:
    """Let no file grow beyond `size`: a disk is full, as a program sees it."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


@pytest.mark.parametrize("size", [0, 2_000, 30_000])
def test_a_full_output_folder(room: Newsroom, out: Path, size: int) -> None:
    room.add(record("pasang", images=[photo("teal")], headline="Judul lain"))
    before = contents(out)
    done = subprocess.run(
        [
            *(sys.executable, "-m", "exporter", "build", room.write(), "-o", out),
            *("--format", "epub", "-j", "1", "--no-cache", "--lang", "en"),
        ],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        preexec_fn=_no_room(size),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 5, done.stderr
    message, move = done.stderr.splitlines()
    assert message.startswith(f"error: {out}: cannot write: ")
    assert "make room" in move
    assert contents(out) == before


# --- too much of a good thing -----------------------------------------------------


def test_long_headlines_and_words_keep_to_their_pages(
    room: Newsroom, tmp_path: Path
) -> None:
    words = "Warga pesisir meminta kepastian tentang tanggul dan air bersih "
    headline = (words * 6)[:300].strip()
    body = [
        {"type": "paragraph", "html": f"Awal {'tanggung' * 30} akhir."},
        {"type": "table", "rows": [["kolom" * 40, "https://x.id/" + "a1" * 90]]},
    ]
    room.add(record("pasang", headline=headline, images=[photo("teal")]))
    room.add(record("surut", headline=f"Kabar {'jawab' * 30} lagi", body=body))
    result = build(room.write(), tmp_path / "out", formats=["pdf"])
    assert result.exit_code == 0, result.findings
    with pypdfium2.PdfDocument(tmp_path / "out" / f"{NAME}.pdf") as pdf:
        cover = pdf[0].get_textpage().get_text_bounded()
        assert headline.split()[-1] in cover.replace("\r\n", " ")
        for page in pdf:
            width, height = page.get_size()
            text = page.get_textpage()
            for at in range(text.count_chars()):
                left, bottom, right, top = text.get_charbox(at)
                assert -1 <= left <= right <= width + 1
                assert -1 <= bottom <= top <= height + 1


@pytest.mark.slow
def test_an_article_of_20_000_words_is_printed(room: Newsroom, tmp_path: Path) -> None:
    sentence = "Kata demi kata disusun sampai alinea ini berisi sepuluh kata. " * 10
    body = [{"type": "paragraph", "html": f"{n}. {sentence}"} for n in range(200)]
    room.add(record("pasang", body=body))
    result = build(room.write(), tmp_path / "out")
    assert result.exit_code == 0, result.findings
    assert result.pages > 20
