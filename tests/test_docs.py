"""The documents say what is: codes, commands, words."""

import re
import tomllib
from pathlib import Path

import pytest

from exporter.build import STAGES
from exporter.checks import CODES
from exporter.layout import layout_names, load_layout

ROOT = Path(__file__).parents[1]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_code_is_documented_with_its_level() -> None:
    rows = re.findall(r"^\| ([EWN]-\d{3}) \| (\w+) \|", text("docs/checks.md"), re.M)
    assert dict(rows) == {code: level for code, (level, _, _) in CODES.items()}


def test_the_letter_of_a_code_is_its_level() -> None:
    letters = {"E": "error", "W": "warning", "N": "note"}
    assert all(letters[code[0]] == level for code, (level, _, _) in CODES.items())


def test_the_architecture_names_the_stages_of_the_code() -> None:
    found = re.findall(r"^ (\d) ([a-z ]+?)  +", text("ARCHITECTURE.md"), re.M)
    assert [name for _, name in found] == list(STAGES)


@pytest.mark.parametrize("command", ["build", "check", "records"])
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"exporter {command}" in text("README.md")


def test_the_readme_is_short() -> None:
    assert len(text("README.md").splitlines()) <= 120


def test_all_that_the_library_guide_teaches_is_said_to_be_stable() -> None:
    guide, stable = text("docs/library.md").split("## What is stable")
    stable = stable.split("All else")[0]
    taught = re.findall(r"^ *from (exporter[.\w]*) import (.+)$", guide, re.M)
    assert len(taught) > 10
    for module, names in taught:
        assert f"{module}." in stable or f"`{module}`" in stable, module
        if f"`{module}`" not in stable:  # not the whole of it: name by name
            for name in names.split(", "):
                assert re.search(rf"\b{name}`", stable), (module, name)


def test_every_link_of_the_documents_leads_to_a_file() -> None:
    for name in (
        "README.md",
        "ARCHITECTURE.md",
        "layouts/README.md",
        "fonts/README.md",
    ):
        folder = (ROOT / name).parent
        for target in re.findall(r"\]\(([^)#:]+)\)|src=\"([^\"]+)\"", text(name)):
            assert (folder / "".join(target)).exists(), (name, target)


def test_every_word_of_a_layout_is_there_in_every_language() -> None:
    for name in layout_names():
        words = load_layout(name, Path()).words
        keys = {language: set(table) for language, table in words.items()}
        assert len({frozenset(k) for k in keys.values()}) == 1, keys


def test_the_version_is_said_once() -> None:
    table = tomllib.loads(text("pyproject.toml"))
    assert "version" in table["project"]["dynamic"]
