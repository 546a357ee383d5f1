"""Editions of an archive: composed for a week, edited by hand, built and proven."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from newsroom import PARAGRAPH, SECRET, Newsroom, draw_photo, photo, record
from typer.testing import CliRunner

from exporter.archive.compose import Wish, compose_toml
from exporter.archive.intake import import_sources
from exporter.archive.store import open_archive
from exporter.archive.weeks import read_week, read_zone
from exporter.build import check_records
from exporter.cli import app
from exporter.edition import Composed, compose, composed_toml, read_sources
from exporter.errors import AssetError, EditionError, RecordError
from exporter.tongue import tongue

WEEK = "2022-W02"


@pytest.fixture(autouse=True)
def cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the cache of whoever runs the tests out of them."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))


def news(slug: str, section: str = "Sains", hour: int = 12, **fields: Any) -> Any:
    """Return a record of the week, each with a headline of its own."""
    published = f"2022-01-12T{hour:02}:00:00+07:00"
    given = {"published": published, "time_zone": "Asia/Jakarta", "sections": [section]}
    headline = f"{slug} {slug[::-1]} {slug * 2}"
    return record(slug, **{**given, "headline": headline, **fields})


class Desk:
    """A folder with an archive of one week."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "archive.db"

    def put(self, *records: Any) -> None:
        source = self.folder / "in.jsonl"
        source.write_text("".join(json.dumps(one) + "\n" for one in records))
        with open_archive(self.file, write=True) as archive:
            assert not import_sources(archive, [str(source)]).refused

    def text(self, language: str = "en", week: str = WEEK, **wish: Any) -> str:
        named = read_week(week, read_zone(wish.pop("tz", "Asia/Jakarta")))
        with open_archive(self.file) as archive:
            asked = Wish(week=named, archive="archive.db", **wish)
            return compose_toml(archive, asked, tongue(language))

    def table(self, **wish: Any) -> dict[str, Any]:
        return tomllib.loads(self.text(**wish))

    def sections(self, **wish: Any) -> dict[str, list[str]]:
        found = self.table(**wish)["section"]
        return {section["title"]: section["articles"] for section in found}

    def edition(self, text: str = "", **wish: Any) -> Path:
        file = self.folder / "edition.toml"
        file.write_text(text or self.text(**wish), encoding="utf-8")
        return file

    def composed(self, **wish: Any) -> Composed:
        return compose(read_sources(self.edition(**wish)))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def with_photo(desk: Desk, colour: str = "teal") -> list[dict[str, Any]]:
    draw_photo(desk.folder / f"{colour}.jpg", colour)
    return [photo(colour, file=f"{colour}.jpg")]


# --- composed ----------------------------------------------------------------------


def test_a_composed_edition_loads_as_any_other(desk: Desk) -> None:
    desk.put(news("pasang", images=with_photo(desk)), news("surut", "Ragam"))
    composed = desk.composed()
    assert [a.id for a in composed.edition.articles] == ["pasang", "surut"]
    assert composed.edition.cover == "pasang"
    (kept,) = composed.photos.values()
    assert kept.path.is_relative_to(desk.folder / "archive.photos")
    assert SECRET not in str(composed.edition)
    assert not [f for f in check_records(composed) if f.level == "error"]


def test_the_edition_is_dated_by_its_week_and_by_no_clock(desk: Desk) -> None:
    desk.put(news("pasang", publisher={"name": "Kabar Laut"}))
    table = desk.table()
    assert table["number"] == 202202
    assert table["date"].isoformat() == "2022-01-17"
    assert table["published"].isoformat() == "2022-01-17T06:00:00+07:00"
    assert table["publisher"] == "Kabar Laut"
    assert desk.text() == desk.text()
    named = desk.table(title="Laut", number=3, publisher="Saya", layout="gazette")
    assert [named[key] for key in ("title", "number", "publisher", "layout")] == [
        *("Laut", 3, "Saya", "gazette")
    ]


def test_sections_stand_in_a_known_order_then_by_the_alphabet(desk: Desk) -> None:
    names = ("Zaman", "Olahraga", "OPINI", "Akuarium", "nasional", "")
    desk.put(*(news(f"a{n}", name) for n, name in enumerate(names)))
    wanted = ["nasional", "Olahraga", "OPINI", "Akuarium", "Zaman", "Lain-lain"]
    assert list(desk.sections()) == wanted


def test_a_section_is_called_as_most_call_it(desk: Desk) -> None:
    desk.put(news("a", "SAINS"), news("b", "Sains"), news("c", "Sains"))
    assert list(desk.sections()) == ["Sains"]


def test_articles_stand_by_weight_then_the_newest_first(desk: Desk) -> None:
    desk.put(
        news("pendek-dini", hour=1, paragraphs=1, deck=""),
        news("pendek-siang", hour=12, paragraphs=1, deck=""),
        news("panjang", hour=2, paragraphs=20),
        news("berfoto", hour=0, images=with_photo(desk)),
    )
    assert desk.sections()["Sains"] == [
        *("berfoto", "panjang", "pendek-siang", "pendek-dini")
    ]


def test_a_limit_takes_the_best_of_each_section_in_turn(desk: Desk) -> None:
    desk.put(
        *(news(f"s{n}", "Sains", hour=n) for n in range(5)),
        *(news(f"r{n}", "Ragam", hour=n) for n in range(2)),
        *(news(f"o{n}", "Opini", hour=n) for n in range(5)),
    )
    wanted = {"Sains": ["s4", "s3"], "Ragam": ["r1", "r0"], "Opini": ["o4"]}
    assert desk.sections(limit=5) == wanted
    assert '#"s2",  # s2 2s s2s2 (left out: more than 5 articles)' in desk.text(limit=5)


def test_only_the_sections_that_are_asked_for(desk: Desk) -> None:
    desk.put(news("a", "Sains"), news("b", "Ragam"), news("c", "Opini"))
    assert list(desk.sections(sections=["ragam", "OPINI"])) == ["Ragam", "Opini"]


def test_what_is_left_out_is_said_with_the_reason(desk: Desk) -> None:
    url = "https://contoh.example/kabar/1"
    restricted = [{"caption": ["Dermaga."], "restrictions": ["bukan untuk cetak"]}]
    ended = [{"caption": ["Dermaga."], "expires": "2022-01-16T00:00:00+07:00"}]
    desk.put(
        news("pasang", url=url, paragraphs=20),
        news("kembar", url=url),
        news("kosong", body=[]),
        news("kelak", embargoed_until="2022-01-17T06:00:01+07:00"),
        news("tepat", embargoed_until="2022-01-17T06:00:00+07:00"),
        news("terbatas", images=restricted),
        news("habis", images=ended),
        news("Pasang!", headline="Tulisan tentang hal lain"),
        news("tanpa-waktu", published=None),
        news("minggu-lalu", published="2022-01-09T23:59:59+07:00"),
    )
    assert desk.sections() == {"Sains": ["pasang", "tepat"]}
    text = desk.text()
    for slug, why in (
        ("kembar", "same web address: pasang"),
        ("kosong", "no text"),
        ("kelak", "embargo until 2022-01-16T23:00:01Z"),
        ("terbatas", "photo restriction 'bukan untuk cetak'"),
        ("habis", "the photo's terms ended 2022-01-15T17:00:00Z"),
        ("Pasang!", "its id is too like that of pasang"),
    ):
        line = next(x for x in text.splitlines() if x.startswith(f'  #"{slug}"'))
        assert line.endswith(f"(left out: {why})")
    assert "without a publication time, and so in no week: 1 (" in text
    assert "minggu-lalu" not in text
    compose(read_sources(desk.edition(text)))


def test_what_is_left_out_is_taken_in_by_removing_a_sign(desk: Desk) -> None:
    desk.put(news("a", hour=1), news("b", hour=2), news("c", hour=3))
    text = desk.text(limit=1)
    assert text.count('  #"') == 2
    edition = compose(read_sources(desk.edition(text.replace('  #"', '  "')))).edition
    assert [a.id for a in edition.articles] == ["c", "b", "a"]


def test_a_section_without_an_article_is_a_comment(desk: Desk) -> None:
    desk.put(news("a"), news("kosong", "Ragam", body=[]))
    text = desk.text()
    assert '#[[section]]\n#title = "Ragam"\n#articles = [' in text
    assert list(desk.sections()) == ["Sains"]


def test_a_busy_week_does_not_flood_the_file(desk: Desk) -> None:
    desk.put(*(news(f"a{n * 7919:x}", paragraphs=1) for n in range(300)))
    text = desk.text(limit=20)
    assert len(text.splitlines()) < 60
    assert "and 270 more: exporter find --week 2022-W02 --section 'Sains'" in text


def test_a_week_without_articles_says_when_there_are_some(desk: Desk) -> None:
    desk.put(news("pasang"))
    with pytest.raises(EditionError, match="no article of the week 2023-W01") as caught:
        desk.text(week="2023-W01")
    assert "from 2022-01-12 to 2022-01-12" in caught.value.hint


@settings(max_examples=40)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
def test_no_text_of_an_article_breaks_the_file(
    text: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    desk = Desk(tmp_path_factory.mktemp("text"))
    words = f"x{text}"
    party = {"name": words}
    one = news("a", words, headline=words, publisher=party)
    desk.put(one, news(f"b{words}", f"{words} b", body=[]))
    table = desk.table()
    assert table["section"][0]["articles"] == ["a"]
    assert len(desk.composed().edition.articles) == 1


# --- an edition that names an archive ----------------------------------------------


def test_only_what_is_named_is_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.put(*(news(f"a{n}") for n in range(50)))
    sources = read_sources(desk.edition(limit=3))
    assert [r.archived.name for r in sources.records if r.archived] == [
        *("a9", "a8", "a7")
    ] or len(sources.records) == 3


def test_a_name_the_archive_does_not_have(desk: Desk) -> None:
    desk.put(news("pasang"))
    file = desk.edition(desk.text().replace('"pasang",', '"pasagn",'))
    with pytest.raises(EditionError, match="'pasagn' in the archive") as caught:
        read_sources(file)
    assert caught.value.hint == "did you mean 'pasang'?"
    assert caught.value.where.startswith("edition.toml:")


def test_an_archive_that_is_not_there_is_named_with_its_line(desk: Desk) -> None:
    desk.put(news("pasang"))
    file = desk.edition()
    desk.file.rename(desk.folder / "lain.db")
    with pytest.raises(EditionError, match="there is no archive") as caught:
        read_sources(file)
    assert caught.value.where.startswith("edition.toml:")


def test_one_of_two_outlets_is_named_with_its_outlet(desk: Desk) -> None:
    one, two = {"name": "Kabar Laut"}, {"name": "Suara Pantai"}
    desk.put(
        news("pasang", publisher=one, paragraphs=20), news("pasang", publisher=two)
    )
    text = desk.text()
    assert '"pasang@kabar-laut",' in text
    assert '#"pasang@suara-pantai",' in text and "same id" in text
    file = desk.edition(text)
    assert (
        compose(read_sources(file)).edition.articles[0].publisher.name == "Kabar Laut"
    )  # type: ignore[union-attr]
    assert "pasang@kabar-laut" in composed_toml(file)
    file = desk.edition(text.replace("pasang@kabar-laut", "pasang"))
    with pytest.raises(EditionError, match="several outlets"):
        read_sources(file)


def test_records_of_a_folder_stand_beside_those_of_an_archive(desk: Desk) -> None:
    newsroom = Newsroom(desk.folder)
    newsroom.top["archive"] = "archive.db"
    newsroom.top["records"] = "articles"
    newsroom.sections.append(("Arsip", ["arus"]))
    desk.put(news("arus"))
    edition = compose(read_sources(newsroom.write())).edition
    assert [s.title for s in edition.sections] == ["Sains", "Ragam", "Arsip"]


def test_a_regional_edition_sees_the_archive_of_the_national_one(desk: Desk) -> None:
    desk.put(news("pasang"), news("surut", "Ragam"))
    desk.edition()
    regional = desk.folder / "ambon" / "edition.toml"
    regional.parent.mkdir()
    regional.write_text('extends = "../edition.toml"\nnumber = 9\ndrop = ["Ragam"]\n')
    edition = compose(read_sources(regional)).edition
    assert [a.id for a in edition.articles] == ["pasang"]


def test_a_related_article_that_the_archive_has_is_no_broken_link(desk: Desk) -> None:
    related = [{"headline": "Kabar lain", "article": "lain"}]
    desk.put(news("pasang", related=related), news("lain", published=None))
    edition = desk.composed().edition
    assert edition.articles[0].related[0].article == ""
    desk.put(news("pasang", related=[{"headline": "Kabar", "article": "tiada"}]))
    findings = list(check_records(desk.composed()))
    assert "E-011" in [finding.code for finding in findings]


def test_an_edition_corrects_an_article_of_the_archive(desk: Desk) -> None:
    desk.put(news("pasang", images=with_photo(desk)))
    text = desk.text() + '[article.pasang]\nheadline = "Lain"\n'
    text += '[article.pasang.photo.1]\ncredit = "Bagus Teladan"\n'
    composed = compose(read_sources(desk.edition(text)))
    assert composed.edition.articles[0].headline == "Lain"
    assert composed.edition.articles[0].images[0].credit == "Bagus Teladan"
    assert {o.field for o in composed.overrides} == {"headline", "photo 1 credit"}


def test_what_was_lost_at_the_import_holds_the_edition(desk: Desk) -> None:
    body = [{"type": "paragraph", "html": f"{PARAGRAPH} <img src='x.jpg'>"}]
    desk.put(news("pasang", body=body), news("surut"))
    findings = [f for f in check_records(desk.composed()) if f.code == "E-005"]
    assert [f.where for f in findings] == ["pasang"]
    assert "<img" in findings[0].message


def test_an_article_that_changes_while_an_edition_is_built(desk: Desk) -> None:
    desk.put(news("pasang"))
    composed = desk.composed()
    desk.put(news("pasang", deck="Lain."))
    with pytest.raises(RecordError, match="changed while the edition was built"):
        list(check_records(composed))


def test_a_photo_of_the_archive_that_was_changed(desk: Desk) -> None:
    desk.put(news("pasang", images=with_photo(desk)))
    kept = next(p for p in (desk.folder / "archive.photos").rglob("*.jpg"))
    draw_photo(kept, "maroon")
    with pytest.raises(AssetError, match="no longer the one"):
        desk.composed()


def test_a_record_in_the_archive_cannot_name_a_photo_elsewhere(desk: Desk) -> None:
    draw_photo(desk.folder.parent / "luar.jpg", "maroon")
    desk.put(news("pasang", images=with_photo(desk)))
    with open_archive(desk.file, write=True) as archive:
        (text,) = archive.db.execute("SELECT json FROM version").fetchone()
        record = json.loads(text)
        record["images"][0]["file"] = "../../luar.jpg"
        archive.db.execute("UPDATE version SET json = ?", (json.dumps(record),))
    with pytest.raises(AssetError, match="outside"):
        desk.composed()


@pytest.mark.parametrize("text", ["{", "[]", '{"id": "x"}', "[" * 5000, '"\\ud800"'])
def test_a_damaged_article_is_an_error_of_the_archive(desk: Desk, text: str) -> None:
    desk.put(news("pasang"))
    file = desk.edition()
    with open_archive(desk.file, write=True) as archive:
        archive.db.execute("UPDATE version SET json = ?", (text,))
    with pytest.raises(EditionError, match="'pasang' cannot be read"):
        read_sources(file)


# --- the commands ------------------------------------------------------------------


def run(*arguments: object) -> Any:
    return CliRunner().invoke(app, list(map(str, arguments)))


def test_compose_prints_an_edition(desk: Desk) -> None:
    desk.put(news("pasang"), news("surut", "Ragam"))
    done = run("compose", "--week", WEEK, "--archive", desk.file, "--section", "Ragam")
    assert done.exit_code == 0
    table = tomllib.loads(done.stdout)
    assert table["archive"] == str(desk.file)
    assert [s["title"] for s in table["section"]] == ["Ragam"]
    done = run("compose", "--week", "2022-W99", "--archive", desk.file)
    assert done.exit_code == 2 and "2022-W02" in done.stderr


def test_build_is_told_one_thing_to_build(desk: Desk) -> None:
    desk.put(news("pasang"))
    for arguments in (
        (),
        ("--archive", desk.file),
        ("--week", WEEK),
        (desk.folder, "--archive", desk.file, "--week", WEEK),
    ):
        assert run("build", *arguments).exit_code == 2


@pytest.mark.slow
def test_a_week_is_built_in_one_go_and_known_again(desk: Desk) -> None:
    desk.put(
        news("pasang", images=with_photo(desk)),
        news("surut", images=with_photo(desk, "maroon")),
        news("ombak", "Ragam"),
    )
    out = desk.folder / "out"
    asked = ("build", "--archive", desk.file, "--week", WEEK, "-o", out, "--json")
    first = json.loads(run(*asked, "--limit", 2).stdout)
    assert first["exit_code"] == 0
    assert not first["unchanged"]
    assert len(first["articles"]) == 2 and "ombak" in first["articles"]
    proof = (out / "mingguan-202202.proof.json").read_text(encoding="utf-8")
    assert str(desk.folder) not in proof
    named = [i["name"] for i in json.loads(proof)["inputs"] if i["kind"] == "record"]
    assert len(named) == 2 and all(name.startswith("archive.db: ") for name in named)
    run(*asked, "--limit", 2)  # its edition.toml was too new to be remembered
    again = json.loads(run(*asked, "--limit", 2).stdout)
    assert again["unchanged"]
    desk.put(news("arus", "Opini", published="2022-03-01T00:00:00+07:00"))
    assert json.loads(run(*asked, "--limit", 2).stdout)["unchanged"]  # not of this week
    desk.put(news("ombak", "Ragam", deck="Dek yang lain."))
    changed = json.loads(run(*asked, "--limit", 2).stdout)
    assert not changed["unchanged"] and changed["exit_code"] == 0


@pytest.mark.slow
def test_a_composed_edition_is_built_and_checked(desk: Desk) -> None:
    desk.put(news("pasang", images=with_photo(desk)), news("ombak", "Ragam"))
    edition, out = desk.edition(), desk.folder / "out"
    built = json.loads(run("build", edition, "-o", out, "--json").stdout)
    assert built["exit_code"] == 0
    files = [file for file in built["files"] if file.endswith((".pdf", ".epub"))]
    checked = run("check", edition, *files, "--lang", "en")
    assert checked.exit_code == 0, checked.stderr
