"""Wheel and sdist: complete, nothing else in them, and what they install works.

Nothing is fetched: an empty environment borrows the libraries of the running one.
"""

import hashlib
import os
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from newsroom import Newsroom

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
#: Where a wheel has what stands beside the package in a checkout.
MOVED = {
    "layouts": "exporter/layouts",
    "fonts": "exporter/fonts",
    "samples/starter": "exporter/starter",
    "exporter": "exporter",
}
LICENCES = [
    *("LICENSE", "layouts/LICENSE", "samples/starter/LICENSE"),
    *(f"fonts/{f.name}/OFL.txt" for f in (ROOT / "fonts").iterdir() if f.is_dir()),
]


def run(*command: object, cwd: Path = ROOT, **environment: str) -> str:
    """Run a command that must not fail; return what it printed."""
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env={"PATH": os.defpath, "HOME": "/dev/null", **environment},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@dataclass(frozen=True)
class Packed:
    """What was built: paths, and the SHA-256 of each file by its name inside."""

    wheel: Path
    sdist: Path
    in_wheel: dict[str, str]
    in_sdist: dict[str, str]


def pack(source: Path, into: Path) -> Packed:
    """Build sdist and wheel from a folder."""
    run(sys.executable, "-m", "hatchling", "build", "-d", into, cwd=source)
    (wheel,), (sdist,) = into.glob("*.whl"), into.glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as opened:
        in_wheel = {
            name: hashlib.sha256(opened.read(name)).hexdigest()
            for name in opened.namelist()
        }
    in_sdist = {}
    with tarfile.open(sdist) as archive:
        for member in archive.getmembers():
            file = archive.extractfile(member)
            assert file is not None, member.name
            name = member.name.split("/", 1)[1]
            in_sdist[name] = hashlib.sha256(file.read()).hexdigest()
    return Packed(wheel, sdist, in_wheel, in_sdist)


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Packed:
    return pack(ROOT, tmp_path_factory.mktemp("dist"))


def tracked(*, new: bool = False) -> list[str]:
    """Return the files of this checkout that git knows, or may come to know."""
    if not (ROOT / ".git").exists():
        pytest.skip("needs a git checkout")
    kinds = ("--cached", *(("--others", "--exclude-standard") if new else ()))
    names = run("git", "ls-files", "-z", *kinds).split("\0")
    return [name for name in names if (ROOT / name).is_file()]


def digest(name: str) -> str:
    return hashlib.sha256((ROOT / name).read_bytes()).hexdigest()


def test_the_sdist_is_the_checkout(packed: Packed) -> None:
    wanted = {name: digest(name) for name in tracked()}
    missing = wanted.items() - packed.in_sdist.items()
    assert not missing
    assert packed.in_sdist.keys() <= {"PKG-INFO", *tracked(new=True)}


def test_the_wheel_has_what_the_program_needs_and_nothing_else(packed: Packed) -> None:
    wanted = {"exporter/requirements.lock": digest("requirements.lock")}
    for name in tracked(new=True):
        for here, there in MOVED.items():
            if name.startswith(f"{here}/"):
                wanted[there + name.removeprefix(here)] = digest(name)
    inside = {k: v for k, v in packed.in_wheel.items() if k.startswith("exporter/")}
    assert inside == wanted
    others = {name.split("/", 1)[1] for name in packed.in_wheel if name not in inside}
    assert others == {
        *("METADATA", "WHEEL", "RECORD", "entry_points.txt"),
        "data/share/man/man1/exporter.1",
        *(f"licenses/{name}" for name in LICENCES),
    }
    assert {"exporter/py.typed", "exporter/starter/edition.toml"} <= inside.keys()
    assert "exporter/locale/id/LC_MESSAGES/exporter.po" in inside


def test_a_wheel_from_the_sdist_is_the_same(packed: Packed, tmp_path: Path) -> None:
    with tarfile.open(packed.sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (source,) = tmp_path.iterdir()
    again = pack(source, tmp_path / "dist")
    assert again.in_wheel == packed.in_wheel
    assert again.in_sdist == packed.in_sdist


@pytest.fixture(scope="module")
def installed(packed: Packed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program in an environment of its own, under a path with odd letters."""
    venv = tmp_path_factory.mktemp("ruang kerja é") / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", venv)
    python = venv / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--python", python, "install", "--quiet")
    run(*pip, "--no-deps", "--no-index", packed.wheel)
    (packages,) = venv.glob("lib/python*/site-packages")
    borrowed = sysconfig.get_path("purelib")
    (packages / "borrowed.pth").write_text(f"{borrowed}\n", encoding="utf-8")
    return venv


def look(folder: Path) -> dict[str, tuple[int, int]]:
    """Return size and time of every file in a folder."""
    found = {str(p): p.lstat() for p in folder.rglob("*")}
    return {name: (s.st_size, s.st_mtime_ns) for name, s in found.items()}


def test_what_is_installed_makes_the_same_files_as_the_checkout(
    installed: Path, tmp_path: Path
) -> None:
    """To the byte, the proof too, from another folder, and writing nothing at home."""
    edition = Newsroom(tmp_path / "newsroom").write()
    before = look(installed)
    program = installed / "bin" / "exporter"
    told = run(program, "build", edition, "-o", tmp_path / "installed", cwd=tmp_path)
    assert {".pdf", ".epub", ".json"} <= {Path(p).suffix for p in told.splitlines()}
    assert look(installed) == before
    checkout = {"PYTHONPATH": str(ROOT)}
    out = tmp_path / "checkout"
    run(sys.executable, "-m", "exporter", "build", edition, "-o", out, **checkout)
    assert len(told.splitlines()) == len(list(out.iterdir()))
    for file in out.iterdir():
        assert (tmp_path / "installed" / file.name).read_bytes() == file.read_bytes()


def test_what_is_installed_finds_all_its_parts(installed: Path, tmp_path: Path) -> None:
    program = installed / "bin" / "exporter"
    told = run(program, "doctor", cwd=tmp_path)
    assert f"{installed.resolve()}" in told
    assert "everything that is needed is here" in told
    assert (installed / "share" / "man" / "man1" / "exporter.1").is_file()
    run(program, "new", "edisi kami", cwd=tmp_path)
    told = run(program, "build", "edisi kami", "--format", "epub", cwd=tmp_path)
    assert (tmp_path / told.splitlines()[0]).is_file()


def test_its_types_are_there_for_others(installed: Path, tmp_path: Path) -> None:
    """A program that uses the library is checked against its types."""
    user = tmp_path / "user.py"
    user.write_text("from exporter.build import build\nreveal_type(build)\n")
    mypy = (sys.executable, "-m", "mypy", "--python-executable")
    told = run(*mypy, installed / "bin" / "python", user, cwd=tmp_path)
    assert "exporter.build.Result" in told
