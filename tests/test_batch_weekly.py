"""The editions of an archive, week by week: composed, then built as any other."""

import json
import tomllib
from pathlib import Path

import pytest
from test_archive_compose import Desk, news
from test_batch import batch, states

from exporter.archive.weeks import read_weeks, read_zone
from exporter.batch import Outcome
from exporter.batch.weekly import Weekly, compose_weeks
from exporter.errors import UsageError
from exporter.tongue import tongue

ZONE = read_zone("Asia/Jakarta")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An archive with articles in two of three weeks."""
    desk = Desk(tmp_path)
    desk.put(
        news("pasang", "Sains"),
        news("gol", "Sepak Bola"),
        news("skor", "Sepak-bola"),
        news("surut", "Sains", published="2022-01-26T08:00:00+07:00"),
    )
    return desk


def composed(desk: Desk, weeks: str, **wish: object) -> list[Path | Outcome]:
    asked = Weekly(desk.file, read_weeks(weeks, ZONE), **wish)  # type: ignore[arg-type]
    return list(compose_weeks(asked, desk.folder / "out", tongue("en")))


def names(found: list[Path | Outcome]) -> list[str]:
    return [one.name if isinstance(one, Path) else one.state for one in found]


def test_a_range_of_weeks_crosses_a_year() -> None:
    weeks = read_weeks("2020-W52..2021-W01", ZONE)
    assert [week.name for week in weeks] == ["2020-W52", "2020-W53", "2021-W01"]
    assert [week.name for week in read_weeks("2022-W02", ZONE)] == ["2022-W02"]
    for wrong in ("2021-W02..2021-W01", "2021-W02..", "..2021-W02", "2021"):
        with pytest.raises(UsageError):
            read_weeks(wrong, ZONE)


def test_each_week_is_an_edition_in_order_and_an_empty_one_is_said(desk: Desk) -> None:
    found = composed(desk, "2022-W02..2022-W04")
    assert names(found) == ["2022-W02.toml", "empty", "2022-W04.toml"]
    first = tomllib.loads(Path(str(found[0])).read_text())
    assert first["number"] == 202202
    assert first["archive"] == "../../archive.db"


def test_each_section_of_a_week_is_an_edition_of_its_own(desk: Desk) -> None:
    found = composed(desk, "2022-W02", per_section=True, title="Pekan")
    assert names(found) == [
        "2022-W02-sepak-bola.toml",
        "2022-W02-sains.toml",
        "2022-W02-sepak-bola-x.toml",
    ]
    tables = [tomllib.loads(Path(str(file)).read_text()) for file in found]
    titles = [table["title"] for table in tables]
    assert titles == ["Pekan Sepak Bola", "Pekan Sains", "Pekan Sepak-bola"]
    chosen = [t["section"][0]["articles"] for t in tables]
    assert chosen == [["gol"], ["pasang"], ["skor"]]


def test_a_file_that_is_as_it_was_is_not_written_again(desk: Desk) -> None:
    (file,) = composed(desk, "2022-W02")
    assert isinstance(file, Path)
    before = file.stat().st_mtime_ns
    composed(desk, "2022-W02")
    assert file.stat().st_mtime_ns == before


@pytest.mark.slow
def test_a_batch_of_weeks_knows_its_editions_again(desk: Desk) -> None:
    out, log = desk.folder / "out", desk.folder / "log.jsonl"
    asked = ("--archive", desk.file, "--weeks", "2022-W02..2022-W04", "-o", out)
    first = batch(*asked, "--log", log)
    assert first.returncode == 0, first.stderr
    told = [json.loads(line)["state"] for line in log.read_text().splitlines()]
    assert sorted(told) == ["delivered", "delivered", "empty"]
    assert set(states(out)) == {"mingguan-202202", "mingguan-202204"}
    assert "no article of the week" in first.stderr
    again = batch(*asked, LC_ALL="id_ID.UTF-8", LANGUAGE="id")
    assert again.stderr.count("mingguan") == 2
    assert set(states(out).values()) == {"unchanged"}


def test_editions_and_an_archive_are_not_built_at_once(desk: Desk) -> None:
    for asked in (["--archive", desk.file], ["x", "--weeks", "2022-W02"], []):
        assert batch(*asked).returncode == 2
