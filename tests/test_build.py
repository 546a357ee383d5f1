"""The whole run: what is delivered, what is held, what is left behind."""

import fcntl
import hashlib
import json
import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from newsroom import SECRET, Newsroom, photo, record

from exporter import validate
from exporter.build import STAGES, build
from exporter.check import check
from exporter.errors import AssetError, ExporterError, RenderError

NAME = "mingguan-uji-7"
FILES = [
    f"{NAME}.{end}"
    for end in ("epub", "pdf", "photos.csv", "proof.json", "report.html")
]


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path / "newsroom")


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def losing_layout(folder: Path) -> str:
    """Write a layout whose figures lose their credits; return its name."""
    layout = folder / "rusak"
    layout.mkdir(parents=True)
    (layout / "layout.toml").write_text('title = "Rusak"\nextends = "magazine"\n')
    base = Path("layouts/base/article.html.j2").read_text(encoding="utf-8")
    broken = base.replace("{{ t.photo }}: {{ image.credit }}", "")
    assert broken != base
    (layout / "article.html.j2").write_text(broken, encoding="utf-8")
    return str(layout)


def test_a_run_delivers_both_files_and_their_proof(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    stages: list[tuple[int, str]] = []
    out = tmp_path / "out"
    result = build(newsroom.write(), out, on_stage=lambda n, s: stages.append((n, s)))
    assert result.exit_code == 0
    assert result.findings == ()
    assert names(out) == FILES
    assert stages == list(enumerate(STAGES, 1))
    proof = json.loads((out / f"{NAME}.proof.json").read_text(encoding="utf-8"))
    assert proof["options"] == {
        "formats": ["pdf", "epub"],
        "layout": "magazine",
        "strict": False,
        "draft": False,
    }
    assert proof["libraries"].keys() >= {"weasyprint", "ebooklib", "pango", "zlib"}
    assert len(proof["source"]) == 64
    described = [file for file in FILES if not file.endswith(".proof.json")]
    assert sorted(proof["outputs"]) == described
    for file in described:
        digest = hashlib.sha256((out / file).read_bytes()).hexdigest()
        assert proof["outputs"][file]["sha256"] == digest
    assert "credits, captions, bylines and sources in PDF and EPUB" in result.sum_line


def test_nothing_private_is_delivered(newsroom: Newsroom, tmp_path: Path) -> None:
    out = tmp_path / "out"
    build(newsroom.write(), out)
    secrets = [SECRET, str(tmp_path), str(Path.cwd()), "newsroom/"]
    delivered = {file: (out / file).read_bytes() for file in FILES}
    with zipfile.ZipFile(out / f"{NAME}.epub") as book:
        delivered |= {name: book.read(name) for name in book.namelist()}
    for name, data in delivered.items():
        for secret in secrets:
            assert secret.encode() not in data, f"{secret} in {name}"


def test_one_format_alone(newsroom: Newsroom, tmp_path: Path) -> None:
    for kind in ("pdf", "epub"):
        out = tmp_path / kind
        result = build(newsroom.write(), out, formats=[kind])  # type: ignore[list-item]
        assert result.exit_code == 0
        assert names(out) == [f"{NAME}.{kind}", *FILES[2:]]


def test_what_the_proof_refuses_is_held_and_the_former_stays(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    edition = newsroom.write()
    build(edition, out)
    before = {file: (out / file).read_bytes() for file in FILES}
    result = build(edition, out, layout=losing_layout(tmp_path))
    assert result.exit_code == 6
    missing = [f for f in result.findings if f.code == "E-001"]
    assert {f.where for f in missing} == {"pasang", "surut"}
    assert all("credit" in f.message for f in missing)
    assert {file: (out / file).read_bytes() for file in FILES} == before
    assert names(out) == ["held", *FILES]
    assert names(out / "held" / NAME) == FILES
    assert build(edition, out).exit_code == 0
    assert not (out / "held" / NAME).exists()


def test_strict_holds_an_edition_with_warnings(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    newsroom.add(record("ombak", images=[photo("teal", credit="")]))
    edition = newsroom.write()
    result = build(edition, tmp_path / "out", formats=["epub"])
    assert [f.code for f in result.findings] == ["W-001"]
    assert result.exit_code == 0
    assert "not in the records: 1 photo credit" in result.sum_line
    held = build(edition, tmp_path / "out", formats=["epub"], strict=True)
    assert held.exit_code == 6


def test_a_run_that_fails_leaves_nothing_behind(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    newsroom.add(record("ombak", images=[photo("hilang")]))
    with pytest.raises(AssetError):
        build(newsroom.write(), out)
    assert not out.exists() or names(out) == []


def test_a_photo_that_breaks_late_leaves_nothing_behind(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    broken = newsroom.folder / "photos" / "teal.jpg"
    broken.write_bytes(broken.read_bytes()[:6000])
    with pytest.raises(ExporterError):
        build(newsroom.write(), out)
    assert names(out) == []


def test_a_place_that_is_taken_puts_the_former_files_back(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    edition = newsroom.write()
    build(edition, out)
    before = (out / f"{NAME}.pdf").read_bytes()
    (out / f"{NAME}.epub").unlink()
    (out / f"{NAME}.epub").mkdir()
    newsroom.add(record("ombak", headline="Judul baru"))
    with pytest.raises(RenderError):
        build(newsroom.write(), out)
    assert (out / f"{NAME}.pdf").read_bytes() == before
    assert names(out) == FILES


def test_an_empty_box_in_the_nameplate_is_an_error(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    newsroom.top["tagline"] = "Laut 海"
    result = build(newsroom.write(), tmp_path / "out", formats=["pdf"])
    assert ("E-012", "edition") in {(f.code, f.where) for f in result.findings}


def test_what_a_killed_run_left_is_removed_and_a_living_one_spared(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    dead = out / f".{NAME}-dead.tmp"
    alive = out / f".{NAME}-alive.tmp"
    for folder in (dead, alive):
        folder.mkdir(parents=True)
        (folder / "half.pdf").write_text("half")
    with (alive / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        build(newsroom.write(), out, formats=["epub"])
    assert not dead.exists()
    assert (alive / "half.pdf").exists()


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_an_interrupted_run_leaves_nothing_and_exits_130(
    newsroom: Newsroom, tmp_path: Path, name: str
) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-m", "exporter", "build", newsroom.write(), "-o", out]
    run = subprocess.Popen(
        [*command, "-v", "--lang", "en"],
        stderr=subprocess.PIPE,
        text=True,
        # whoever runs the tests in the background has SIGINT ignored: not here
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert run.stderr
    while not run.stderr.readline().startswith("4 lay out"):
        pass
    run.send_signal(getattr(signal, name))
    said = run.communicate(timeout=60)[1]
    assert run.returncode == 130, said
    assert names(out) == []


@pytest.mark.slow
def test_a_build_killed_half_way_leaves_a_cache_the_next_one_can_use(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-m", "exporter", "build", newsroom.write(), "-o", out]
    command += ["--lang", "en"]
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "xdg")}
    run = subprocess.Popen(
        [*command, "-v", "--jobs", "2"],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert run.stderr
    while not run.stderr.readline().startswith("5 print"):
        assert run.poll() is None
    run.kill()
    run.communicate(timeout=60)  # no worker lives on and keeps the pipe open
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert names(out) == FILES
    again = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=300
    )
    assert "unchanged, proven" in again.stderr


def test_a_folder_that_cannot_be_written_is_named(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    (tmp_path / "out").write_text("not a folder")
    with pytest.raises(RenderError, match="out"):
        build(newsroom.write(), tmp_path / "out")


def test_a_character_no_font_has_is_an_error(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    newsroom.add(record("ombak", headline="Laut 海"))
    result = build(newsroom.write(), tmp_path / "out", formats=["pdf"])
    told = [f.code for f in result.findings if "海" in f.message]
    assert told == ["E-012"]  # and not once more by the renderer
    assert result.exit_code == 6


def test_a_text_reader_that_loses_a_credit_is_caught(
    newsroom: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import exporter.edition.records as records

    read = records.read_records

    def losing(path: Path, *more: Any) -> object:
        result = read(path, *more)
        articles = tuple(
            a.model_copy(
                update={
                    "images": tuple(
                        i.model_copy(update={"credit": ""}) for i in a.images
                    )
                }
            )
            for a in result.articles
        )
        return type(result)(articles, result.errors)

    monkeypatch.setattr(records, "read_records", losing)
    result = build(newsroom.write(), tmp_path / "out", formats=["epub"])
    lost = [f for f in result.findings if f.code == "E-005"]
    assert {f.where for f in lost} == {"pasang.json", "surut.json"}
    assert any("Juru Foto Teal/Contoh" in f.message for f in lost)
    assert result.exit_code == 6


@pytest.mark.slow
def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    """Two runs that differ in all but the input: both files, and the proof."""
    made = []
    for number, (seed, zone, mask) in enumerate(
        [("1", "UTC", 0o022), ("2", "Asia/Jakarta", 0o077)]
    ):
        room = Newsroom(tmp_path / f"folder-{number}" / ("x" * number * 9) / "room")
        out = tmp_path / f"out-{number}"
        script = (
            f"import os; os.umask({mask}); from exporter.cli import main; "
            f"import sys; sys.argv = ['exporter', 'build', {str(room.write())!r}, "
            f"'-o', {str(out)!r}, '-q', '--no-cache']; main()"
        )
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"},
            check=True,
            timeout=300,
        )
        made.append({file: (out / file).read_bytes() for file in FILES})
    for file in FILES:
        assert made[0][file] == made[1][file], file


@pytest.mark.parametrize(
    "renames", [1, *(pytest.param(n, marks=pytest.mark.slow) for n in (2, 4))]
)
def test_a_run_killed_while_it_delivers_is_taken_back_by_the_next(
    newsroom: Newsroom, tmp_path: Path, renames: int
) -> None:
    out = tmp_path / "out"
    file = newsroom.write()
    build(file, out)
    before = {p.name: p.read_bytes() for p in out.iterdir()}
    newsroom.add(record("ombak", headline="Judul yang lain"))
    newsroom.write()
    killed = (
        "import os; from pathlib import Path; from exporter.build import build\n"
        "count, move = 0, Path.replace\n"
        "def replace(self, target):\n"
        "    global count\n"
        "    made = move(self, target)\n"
        f"    count += Path(target).parent == Path({str(out)!r})\n"
        f"    if count == {renames}: os._exit(9)\n"
        "    return made\n"
        "Path.replace = replace\n"
        f"build(Path({str(file)!r}), Path({str(out)!r}))\n"
    )
    done = subprocess.run([sys.executable, "-c", killed], check=False)
    assert done.returncode == 9
    newsroom.add(record("ombak", authors=[], headline="Judul ditahan"))
    result = build(newsroom.write(), out, strict=True)  # held: what was there stays
    assert result.exit_code == 6
    after = {p.name: p.read_bytes() for p in out.iterdir() if p.is_file()}
    assert after == before


def test_check_knows_what_was_released_and_looks_at_the_sign_off_files(
    newsroom: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(validate, "find_validators", tuple)  # slow, and not meant here
    newsroom.add(record("ombak", images=[photo("teal", alt="", caption=[])]))
    out, file = tmp_path / "out", newsroom.write()
    result = build(file, out, formats=["epub"], release={"E-010": "Dewi: boleh"})
    assert result.exit_code == 0
    [epub] = out.glob("*.epub")
    again = check(file, [epub])
    assert (again.exit_code, again.released) == (0, {"E-010": "Dewi: boleh"})
    table = out / f"{NAME}.photos.csv"
    table.write_bytes(table.read_bytes() + b"x")
    changed = check(file, [epub])
    assert changed.exit_code == 6
    assert [f.where for f in changed.findings if f.code == "E-008"] == [table.name]


def test_a_photo_nobody_has_and_nobody_describes_leaves_no_box(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    """Pages of the web name such photos by their address alone."""
    images = [{"href": "https://e.example/a.jpg"}, photo("teal", file="")]
    newsroom.add(record("ombak", images=images))
    newsroom.top["formats"] = ["epub"]
    result = build(newsroom.write(), tmp_path / "out")
    assert result.exit_code == 0
    with zipfile.ZipFile(result.files[0]) as book:
        page = book.read("EPUB/text/a-ombak.xhtml").decode()
    assert page.count("photo-missing") == 1
