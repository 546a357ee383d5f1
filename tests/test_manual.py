"""The manual page and shell completion: what they say is what the commands take."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools.manpage import PAGE, man_page

ROOT = Path(__file__).parents[1]


@pytest.fixture
def program(tmp_path: Path) -> dict[str, str]:
    """An environment in which a shell finds `exporter`."""
    script = tmp_path / "bin" / "exporter"
    script.parent.mkdir()
    script.write_text(f"#!{sys.executable}\nfrom exporter.cli import main\nmain()\n")
    script.chmod(0o755)
    path = f"{script.parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PYTHONPATH": str(ROOT), "PATH": path}


def shell(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def test_the_manual_page_is_that_of_the_commands() -> None:
    """If not: python tools/manpage.py."""
    assert PAGE.read_text(encoding="ascii") == man_page()


def test_the_manual_page_has_every_command_and_exit_code() -> None:
    page = man_page()
    for command in ("build", "check", "records", "doctor", "cache info"):
        assert f"\n.SS exporter {command}\n" in page
    for code in (0, 1, 2, 3, 4, 5, 6, 130):
        assert f"\n.B {code}\n" in page


@pytest.mark.parametrize(
    "command",
    [["mandoc", "-Tlint", "-Wwarning"], ["groff", "-man", "-Tutf8", "-ww", "-z"]],
    ids=lambda command: command[0],
)
def test_manual_page_readers_have_nothing_to_say(command: list[str]) -> None:
    if not shutil.which(command[0]):
        pytest.skip(f"needs {command[0]}")
    assert shell([*command, str(PAGE)], dict(os.environ)) == ""


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("exporter bu", ["build"]),
        ("exporter cache cl", ["clear"]),
        ("exporter build --str", ["--strict"]),
        ("exporter build --format e", ["epub", "epub-hemat"]),
    ],
)
def test_bash_completes(
    words: str, completed: list[str], program: dict[str, str]
) -> None:
    """Through the script that a user's .bashrc reads."""
    script = f"""
eval "$(_EXPORTER_COMPLETE=source_bash exporter)"
complete -p exporter >/dev/null || exit 1
COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
_exporter_completion exporter
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    bash = ["bash", "--norc", "-c", script]
    assert shell(bash, program).split() == completed


@pytest.mark.parametrize(
    ("name", "words"),
    [("zsh", "#compdef exporter"), ("fish", "--command exporter")],
)
def test_zsh_and_fish_get_a_script_and_answers(
    name: str, words: str, program: dict[str, str]
) -> None:
    asked = {"_EXPORTER_COMPLETE": f"source_{name}"}
    assert words in shell(["exporter"], program | asked)
    asked = {"_EXPORTER_COMPLETE": f"complete_{name}"}
    asked |= {"_TYPER_COMPLETE_ARGS": "exporter bu"}
    asked |= {"_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    assert "build" in shell(["exporter"], program | asked)


def test_the_options_of_completion_work_and_stay_out_of_the_help(
    program: dict[str, str],
) -> None:
    assert "completion" not in shell(["exporter", "--help"], program)
    told = shell(["bash", "--norc", "-c", "exporter --show-completion; :"], program)
    assert "_EXPORTER_COMPLETE=complete_bash" in told
