"""edition.toml: what it may say, and what happens when it is wrong."""

from pathlib import Path

import pytest
from newsroom import SECRET, Newsroom, photo, record

from exporter.edition import Composed, compose, read_sources
from exporter.errors import AssetError, EditionError, RecordError
from exporter.model import anchor


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path)


def composed(newsroom: Newsroom) -> Composed:
    return compose(read_sources(newsroom.write()))


def failure(newsroom: Newsroom, kind: type[Exception] = EditionError) -> str:
    """Return what the error says, and its next move."""
    with pytest.raises(kind) as caught:
        composed(newsroom)
    error = caught.value
    assert error.hint  # type: ignore[attr-defined]
    return f"{error} | {error.hint}"  # type: ignore[attr-defined]


def test_a_sound_edition_keeps_its_running_order(newsroom: Newsroom) -> None:
    edition = composed(newsroom).edition
    assert [s.title for s in edition.sections] == ["Sains", "Ragam"]
    assert [a.id for a in edition.articles] == ["pasang", "surut", "ombak"]
    assert edition.cover == "pasang"


def test_the_identifier_depends_on_the_edition_alone(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    elsewhere = Newsroom(tmp_path / "elsewhere")
    assert (
        composed(newsroom).edition.identifier == composed(elsewhere).edition.identifier
    )
    elsewhere.top["number"] = 8
    assert (
        composed(newsroom).edition.identifier != composed(elsewhere).edition.identifier
    )


def test_globs_take_what_is_left_in_the_order_of_names(newsroom: Newsroom) -> None:
    newsroom.add(record("arus"))
    newsroom.sections = [("Semua", ["ombak", "*"])]
    ids = [a.id for a in composed(newsroom).edition.articles]
    assert ids == ["ombak", "arus", "pasang", "surut"]


def test_an_unknown_key_is_refused_with_the_nearest(newsroom: Newsroom) -> None:
    newsroom.top["publsher"] = "x"
    said = failure(newsroom)
    assert "unknown key `publsher`" in said
    assert "did you mean `publisher`?" in said


def test_an_unknown_key_of_a_section_is_refused(newsroom: Newsroom) -> None:
    newsroom.tables = '[[masthead]]\nrole = "Redaksi"\nname = ["A"]'
    assert "did you mean `names`?" in failure(newsroom)


@pytest.mark.parametrize("key", ["title", "number", "date", "publisher"])
def test_a_missing_key_is_named(newsroom: Newsroom, key: str) -> None:
    del newsroom.top[key]
    assert f"`{key}` is missing" in failure(newsroom)


def test_a_wrong_value_is_named(newsroom: Newsroom) -> None:
    newsroom.top["number"] = "tujuh"
    assert "`number`" in failure(newsroom)


def test_broken_toml_names_its_line(newsroom: Newsroom) -> None:
    newsroom.tables = "title = ="
    assert "line" in failure(newsroom)


def test_an_unknown_time_zone_is_refused(newsroom: Newsroom) -> None:
    newsroom.top["time_zone"] = "WIB"
    assert "Asia/Jakarta" in failure(newsroom)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("title", " ", "`title`: is empty"),
        ("formats", [], "`formats`: "),
        ("records", "art**kel", "no record files at 'art**kel'"),
    ],
)
def test_a_value_nothing_can_be_made_of_is_refused(
    newsroom: Newsroom, key: str, value: object, said: str
) -> None:
    newsroom.top[key] = value
    assert said in failure(newsroom)


def test_a_section_without_articles_is_refused(newsroom: Newsroom) -> None:
    newsroom.sections.append(("Olahraga", []))
    assert "section 'Olahraga' has no articles" in failure(newsroom)


def test_a_missing_record_names_the_nearest(newsroom: Newsroom) -> None:
    newsroom.sections[1] = ("Ragam", ["ombakk"])
    said = failure(newsroom)
    assert "there is no record 'ombakk'" in said
    assert "did you mean 'ombak'?" in said


def test_an_article_twice_is_refused(newsroom: Newsroom) -> None:
    newsroom.sections[1] = ("Ragam", ["pasang"])
    assert "twice" in failure(newsroom)


def test_two_records_of_one_id_are_refused(newsroom: Newsroom) -> None:
    file = newsroom.write()
    (file.parent / "articles" / "z.json").write_bytes(
        (file.parent / "articles" / "ombak.json").read_bytes()
    )
    with pytest.raises(EditionError, match="two records have the id 'ombak'"):
        compose(read_sources(file))


def test_ids_that_would_share_an_address_are_refused(newsroom: Newsroom) -> None:
    newsroom.add(record("Pasang!"))
    newsroom.sections[1] = ("Ragam", ["Pasang!"])
    assert "too alike" in failure(newsroom)


def test_no_address_is_anothers_with_an_ending_added() -> None:
    assert anchor("x-h") != f"{anchor('x')}-h"
    long = "sangat-" * 20
    assert anchor(long + "satu") != anchor(long + "dua")
    assert len(anchor(long)) < 70
    assert anchor("海") != anchor("山")


def test_a_cover_that_is_in_no_section_is_refused(newsroom: Newsroom) -> None:
    newsroom.top["cover"] = "badai"
    assert "`cover` names 'badai'" in failure(newsroom)


def test_without_a_cover_the_first_article_with_a_photo_is_it(
    newsroom: Newsroom,
) -> None:
    del newsroom.top["cover"]
    newsroom.sections = [("Semua", ["ombak", "surut", "pasang"])]
    assert composed(newsroom).edition.cover == "surut"


def test_a_photo_that_is_not_there_names_the_article(newsroom: Newsroom) -> None:
    newsroom.add(record("ombak", images=[photo("hilang")]))
    said = failure(newsroom, AssetError)
    assert "ombak: photo 1" in said
    assert "hilang.jpg" in said


def test_a_record_cannot_reach_photos_outside_the_edition(
    newsroom: Newsroom, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "x.jpg"
    outside.write_bytes((newsroom.folder / "photos" / "teal.jpg").read_bytes())
    newsroom.add(record("ombak", images=[photo("x", file=str(outside))]))
    assert "outside" in failure(newsroom, AssetError)


def test_a_bad_record_that_is_asked_for_stops_the_run(newsroom: Newsroom) -> None:
    newsroom.add({"id": "ombak", "headline": "H", "boddy": []})
    assert "boddy" in failure(newsroom, RecordError)


def test_a_bad_record_beside_the_edition_is_only_a_finding(newsroom: Newsroom) -> None:
    newsroom.add({"id": "rusak", "boddy": []})
    codes = [f.code for f in composed(newsroom).findings]
    assert codes == ["W-010"]


def test_a_glob_takes_the_good_records_and_tells_of_a_bad_one(
    newsroom: Newsroom,
) -> None:
    newsroom.add({"id": "rusak", "boddy": []})
    newsroom.sections = [("Kabar", ["*"])]
    assert [f.code for f in composed(newsroom).findings] == ["W-010"]


def test_an_embargo_stops_the_run_unless_released(newsroom: Newsroom) -> None:
    newsroom.add(record("ombak", embargoed_until="2026-11-23T00:00:00+07:00"))
    assert "embargo until 2026-11-23" in failure(newsroom)
    newsroom.tables = '[release]\nombak = "Sari Contoh: sudah tayang"'
    assert "sudah tayang" in composed(newsroom).released["ombak"]


def test_an_embargo_that_has_passed_is_none(newsroom: Newsroom) -> None:
    newsroom.add(record("ombak", embargoed_until="2026-11-21T00:00:00+07:00"))
    assert not composed(newsroom).released


def test_a_photo_restriction_stops_the_run(newsroom: Newsroom) -> None:
    newsroom.add(record("ombak", images=[photo("teal", restrictions=["NO ARCHIVES"])]))
    assert "NO ARCHIVES" in failure(newsroom)


def test_an_edition_holds_nothing_private(newsroom: Newsroom) -> None:
    result = composed(newsroom)
    published = result.edition.model_dump_json()
    assert SECRET not in published
    assert str(newsroom.folder) not in published
    assert "teal.jpg" not in published


def test_related_headlines_find_their_article(newsroom: Newsroom) -> None:
    newsroom.add(
        record("arus", url="https://mingguan.example/arus", headline="Arus laut")
    )
    newsroom.add(
        record(
            "ombak",
            related=[
                {"headline": "Lain", "url": "https://mingguan.example/arus"},
                {"headline": "KABAR PASANG"},
                {"headline": "Di luar", "url": "https://example.org/"},
            ],
        )
    )
    newsroom.sections[1] = ("Ragam", ["ombak", "arus"])
    ombak = composed(newsroom).edition.sections[1].articles[0]
    assert [r.article for r in ombak.related] == ["arus", "pasang", ""]


def test_text_is_set_but_words_are_not(newsroom: Newsroom) -> None:
    newsroom.add(record("ombak", headline='"Ombak" - Jum\'at anak-anak  salah ejaan'))
    headline = composed(newsroom).edition.articles[-1].headline
    assert headline == "“Ombak” – Jum’at anak-anak salah ejaan"


def test_the_cover_may_be_named_by_its_file(newsroom: Newsroom) -> None:
    newsroom.write()
    place = newsroom.folder / "articles"
    (place / "surut.json").rename(place / "kiriman.json")
    newsroom.records.pop("surut")
    newsroom.top["cover"] = "kiriman"
    newsroom.sections = [("Sains", ["pasang", "kiriman"])]
    assert composed(newsroom).edition.cover == "surut"


def test_an_article_that_was_not_chosen_is_no_link(newsroom: Newsroom) -> None:
    related = [{"headline": "Kabar ombak", "article": "ombak"}]
    newsroom.add(record("surut", related=related))
    newsroom.sections = [("Sains", ["pasang", "surut"])]
    [link] = composed(newsroom).edition.articles[1].related
    assert (link.headline, link.article) == ("Kabar ombak", "")
