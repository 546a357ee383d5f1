"""`exporter doctor`, and a machine where something is missing."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from newsroom import Newsroom

from exporter import doctor
from exporter.native import LIBRARIES

ROOT = Path(__file__).parents[1]


def run(
    *arguments: object, code: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the program that lies in the folder `code`."""
    return subprocess.run(
        [sys.executable, "-m", "exporter", *map(str, arguments)],
        cwd="/",
        env={**os.environ, "PYTHONPATH": str(code), **environment},
        capture_output=True,
        text=True,
        timeout=300,
    )


def checks(done: subprocess.CompletedProcess[str]) -> dict[str, dict[str, Any]]:
    """Return the checks of `doctor --json` by group and name."""
    assert done.stderr == ""
    told = json.loads(done.stdout)
    assert told["exit_code"] == done.returncode
    return {f"{check['group']}: {check['name']}": check for check in told["checks"]}


@pytest.fixture(autouse=True)
def cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the program that a test may damage."""
    copy = tmp_path / "checkout"
    for name in ("exporter", "fonts", "layouts"):
        shutil.copytree(
            ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__")
        )
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, copy)
    return copy


@pytest.fixture
def no_pango(tmp_path: Path) -> dict[str, str]:
    """An environment in which none of the system's libraries can be loaded."""
    folder = tmp_path / "broken"
    folder.mkdir()
    for library in LIBRARIES:
        (folder / library.names[0]).touch()
    return {"LD_LIBRARY_PATH": str(folder)}


def test_all_that_is_needed_is_here() -> None:
    found = checks(run("doctor", "--json"))
    assert all(check["ok"] for check in found.values() if check["needed"])
    assert found["Trial: PDF"]["found"] == "a page was laid out, printed and read"
    assert found["Python packages: weasyprint"]["found"] == "70.0"


def test_a_person_reads_it_group_by_group() -> None:
    done = run("doctor")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert [line for line in lines if not line.startswith(" ")][:3] == [
        *("Program", "Python packages", "System libraries")
    ]
    assert lines[-1] == "everything that is needed is here"
    assert not re.search(r":\s*$", done.stdout, re.MULTILINE)


def test_every_hint_of_what_is_missing_says_what_to_do() -> None:
    for name, check in checks(run("doctor", "--json", PATH="/nonexistent")).items():
        assert check["ok"] or check["hint"], name


@pytest.mark.skipif(sys.platform != "linux", reason="hides libraries as Linux does")
def test_without_pango_it_says_what_to_install(no_pango: dict[str, str]) -> None:
    done = run("doctor", "--json", **no_pango)
    assert done.returncode == 4
    found = checks(done)
    missing = [found[f"System libraries: {library.title}"] for library in LIBRARIES]
    assert not any(check["ok"] for check in missing)
    assert all(library.debian in missing[-1]["hint"] for library in LIBRARIES)
    assert found["Program: modules"]["ok"]
    assert not found["Trial: PDF"]["ok"]


@pytest.mark.skipif(sys.platform != "linux", reason="hides libraries as Linux does")
def test_without_pango_a_build_says_what_to_install(
    no_pango: dict[str, str], tmp_path: Path
) -> None:
    edition = Newsroom(tmp_path / "newsroom").write()
    done = run("build", edition, "-o", tmp_path / "out", "--lang", "en", **no_pango)
    assert done.returncode == 5
    assert done.stdout == ""
    error, hint = done.stderr.splitlines()
    assert error.startswith("error: WeasyPrint: a PDF needs libraries")
    assert "libpango-1.0-0" in hint
    assert "exporter doctor" in hint
    assert not any((tmp_path / "out").iterdir())
    done = run("build", edition, "-o", tmp_path, "--format", "epub", **no_pango)
    assert done.returncode == 0, done.stderr


def test_a_changed_or_missing_font_is_named(checkout: Path) -> None:
    (checkout / "fonts" / "literata" / "Literata-Bold.ttf").unlink()
    with (checkout / "fonts" / "newsreader" / "Newsreader-Bold.ttf").open("ab") as font:
        font.write(b" ")
    done = run("doctor", "--json", code=checkout)
    assert done.returncode == 4
    found = checks(done)
    assert "Literata-Bold.ttf" in found["Fonts: Literata"]["found"]
    assert "Newsreader-Bold.ttf" in found["Fonts: Newsreader"]["found"]
    assert found["Fonts: Libre Franklin"]["ok"]


def test_a_broken_installation_is_told_without_a_traceback(checkout: Path) -> None:
    (checkout / "exporter" / "proof" / "match.py").unlink()
    shutil.rmtree(checkout / "layouts")
    done = run("doctor", "--json", code=checkout)
    assert done.returncode == 4
    found = checks(done)
    assert "exporter.proof.match" in found["Program: modules"]["found"]
    assert any(not c["ok"] for name, c in found.items() if name.startswith("Layouts"))
    assert found["Fonts: Literata"]["ok"]


def test_other_versions_than_needed_are_told(checkout: Path) -> None:
    project = checkout / "pyproject.toml"
    text = project.read_text(encoding="utf-8")
    text = text.replace('"weasyprint==70.0"', '"weasyprint==69.1", "no-such-thing>=2"')
    project.write_text(text, encoding="utf-8")
    done = run("doctor", "--json", code=checkout)
    assert done.returncode == 4
    found = checks(done)
    assert (
        found["Python packages: weasyprint"]["found"] == "70.0; needs weasyprint==69.1"
    )
    absent = found["Python packages: no-such-thing"]
    assert absent["found"] == "not installed"
    assert "pip install 'no-such-thing>=2'" in absent["hint"]


def test_a_cache_that_is_refused_is_not_needed(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = run("doctor", "--json", XDG_CACHE_HOME=str(tmp_path / "file"))
    assert done.returncode == 0
    cache = checks(done)["Speed: cache"]
    assert not cache["ok"]
    assert "XDG_CACHE_HOME" in cache["hint"]


def test_each_package_that_is_needed_is_locked() -> None:
    names = {re.split(r"[=><]", need)[0] for need in doctor.requirements()}
    assert names <= doctor.tested_versions().keys()


def test_setup_installs_the_libraries_that_doctor_looks_for() -> None:
    script = (ROOT / "tools" / "setup.sh").read_text(encoding="utf-8")
    for library in LIBRARIES:
        assert f"{library.names[0]} {library.debian}" in script
