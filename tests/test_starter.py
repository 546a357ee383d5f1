"""The starter, which `exporter new` copies: a working edition, in two languages."""

import re
import shutil
import tomllib
from pathlib import Path

import pytest
from PIL import Image

from exporter.build import Result, build
from exporter.edition.keys import load_keys
from exporter.starter import begin_edition

STARTER = Path(__file__).parents[1] / "samples" / "starter"
FILES = {"id": "edition.toml", "en": "edition.en.toml"}


def lines(language: str) -> list[str]:
    return (STARTER / FILES[language]).read_text(encoding="utf-8").splitlines()


def is_comment(line: str) -> bool:
    """An explanation; `#key = …`, without a space, is an example switched off."""
    return line == "#" or line.startswith("# ")


@pytest.fixture(scope="module", params=["id", "en"])
def made(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Result:
    """The starter as `new` makes it for a language, built."""
    folder = tmp_path_factory.mktemp("new") / "Edisi kami"
    begun = begin_edition(folder, request.param)
    assert begun.read_bytes() == (STARTER / FILES[request.param]).read_bytes()
    return build(folder, folder / "out")


def test_it_builds_at_once_with_nothing_to_correct(made: Result) -> None:
    assert made.exit_code == 0
    assert [p.suffix for p in made.files[:2]] == [".pdf", ".epub"]
    assert [(f.code, f.where) for f in made.findings] == []
    proved, of = made.sum_line.split(" credits")[0].split(" of ")
    assert proved == of
    assert int(of) > 10


def test_both_languages_say_the_same_but_for_their_comments() -> None:
    said = {
        language: [line for line in lines(language) if line and not is_comment(line)]
        for language in FILES
    }
    assert said["id"] == said["en"]
    comments = [
        {line for line in lines(language) if is_comment(line)} for language in FILES
    ]
    assert comments[0] & comments[1] == {"#", "#     exporter build . -o out"}


def test_it_names_three_articles_and_all_there_are() -> None:
    keys, _ = load_keys(STARTER / "edition.toml")
    named = [id_ for section in keys.section for id_ in section.articles]
    assert len(named) == 3
    assert sorted(named) == sorted(p.stem for p in (STARTER / "articles").iterdir())
    assert {p.suffix for p in (STARTER / "articles").iterdir()} == {".txt", ".json"}


@pytest.mark.parametrize("language", FILES)
def test_every_example_switched_on_is_still_toml(language: str) -> None:
    text = "\n".join(re.sub(r"^#(?=\S)", "", line) for line in lines(language))
    keys = tomllib.loads(text)
    assert keys.keys() >= {"revision", "extends", "photos", "imprint", "release"}
    [(id_, corrected)] = keys["article"].items()
    assert id_ in {p.stem for p in (STARTER / "articles").iterdir()}
    assert corrected.keys() == {"kicker", "headline", "deck", "note", "omit", "photo"}
    record = (STARTER / "articles" / f"{id_}.json").read_text(encoding="utf-8")
    for opening in corrected["omit"]:
        assert f'"html": "{opening}' in record


def test_its_photos_are_small_and_clean() -> None:
    photos = list((STARTER / "photos").iterdir())
    assert len(photos) == 2
    for file in photos:
        assert file.stat().st_size < 300_000
        with Image.open(file) as image:
            assert max(image.size) <= 1600
            assert not image.getexif()


def test_an_edition_from_a_read_only_installation_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    starter = tmp_path / "starter"
    shutil.copytree(STARTER, starter)
    for path in (*starter.rglob("*"), starter):
        path.chmod(0o555 if path.is_dir() else 0o444)
    monkeypatch.setattr("exporter.starter.bundled", lambda name: starter)
    begin_edition(tmp_path / "baru", "id")
    for path in (tmp_path / "baru").rglob("*"):
        assert path.stat().st_mode & 0o200
