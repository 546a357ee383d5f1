"""Regional editions: what `extends` takes over, replaces, adds and drops."""

import time
import tomllib
from pathlib import Path

import pytest
from newsroom import Newsroom, record

from exporter.build import build
from exporter.cache import open_cache
from exporter.edition import Composed, compose, composed_toml, read_sources
from exporter.errors import EditionError
from exporter.unchanged import Asked, find_unchanged


@pytest.fixture
def national(tmp_path: Path) -> Newsroom:
    newsroom = Newsroom(tmp_path / "nasional")
    newsroom.tables = '[article.pasang]\nkicker = "Nasional"'
    newsroom.write()
    return newsroom


def regional(national: Newsroom, text: str, name: str = "ambon") -> Path:
    """Write an edition that extends the national one."""
    file = national.folder.parent / name / "edition.toml"
    file.parent.mkdir(exist_ok=True)
    extends = 'extends = "../nasional/edition.toml"\ntitle = "Ambon"\n'
    file.write_text(extends + text, encoding="utf-8")
    return file


def sections(composed: Composed) -> list[tuple[str, list[str]]]:
    return [
        (section.title, [article.id for article in section.articles])
        for section in composed.edition.sections
    ]


def composed(national: Newsroom, text: str) -> Composed:
    return compose(read_sources(regional(national, text)))


def test_all_is_taken_over_but_what_is_said(national: Newsroom) -> None:
    got = composed(national, "number = 8\n")
    assert got.edition.title == "Ambon"
    assert got.edition.number == 8
    assert got.edition.publisher == "Redaksi Uji"
    assert sections(got) == [("Sains", ["pasang", "surut"]), ("Ragam", ["ombak"])]
    assert got.edition.articles[0].kicker == "Nasional"
    assert got.overrides[0].origin.startswith("nasional/edition.toml:")


def test_sections_are_replaced_added_to_dropped_and_put_in_place(
    national: Newsroom,
) -> None:
    own = Newsroom(national.folder.parent / "ambon")
    own.records = {"teluk": record("teluk"), "tifa": record("tifa")}
    own.write()
    got = composed(
        national,
        """
records = "articles"
drop = ["Ragam"]
[[section]]
title = "Sains"
add = ["teluk"]
drop = ["surut"]
[[section]]
title = "Maluku"
articles = ["tifa"]
before = "Sains"
""",
    )
    assert sections(got) == [("Maluku", ["tifa"]), ("Sains", ["pasang", "teluk"])]


def test_a_section_with_articles_is_replaced(national: Newsroom) -> None:
    text = '[[section]]\ntitle = "Sains"\narticles = ["surut"]\n'
    got = composed(national, 'cover = "surut"\n' + text)
    assert sections(got) == [("Sains", ["surut"]), ("Ragam", ["ombak"])]


def test_an_article_is_dropped_wherever_it_stands(national: Newsroom) -> None:
    got = composed(national, 'drop = ["surut", "ombak"]\n')
    assert sections(got) == [("Sains", ["pasang"])]


def test_a_correction_of_the_region_replaces_only_its_field(
    national: Newsroom,
) -> None:
    got = composed(national, '[article.pasang]\nheadline = "Pasang di Ambon"\n')
    article = got.edition.articles[0]
    assert (article.kicker, article.headline) == ("Nasional", "Pasang di Ambon")


def test_a_regional_edition_builds_and_is_unchanged_until_the_national_one_is(
    national: Newsroom, tmp_path: Path
) -> None:
    file = regional(national, "")
    cache = open_cache(tmp_path / "cache")
    out = tmp_path / "out"
    time.sleep(0.05)  # what changes as a run begins is not remembered
    result = build(file, out, formats=["epub"], cache=cache)
    assert result.exit_code == 0
    asked = Asked(file, out, ("epub",))
    assert find_unchanged(asked, cache)
    base = national.folder / "edition.toml"
    base.write_text(base.read_text(encoding="utf-8") + "\n# lain\n", encoding="utf-8")
    assert find_unchanged(asked, cache) is None


def test_what_is_composed_is_shown_and_builds_the_same(national: Newsroom) -> None:
    file = regional(national, 'drop = ["Ragam"]\n[[section]]\ntitle = "Sains"\n')
    shown = composed_toml(file)
    assert "# Kabar pasang" in shown
    table = tomllib.loads(shown)
    assert "extends" not in table
    other = file.parent / "lain.toml"
    other.write_text(shown, encoding="utf-8")
    one, two = (compose(read_sources(path)).edition for path in (file, other))
    assert one == two


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('drop = ["Olahraga"]\n', "no section or article 'Olahraga'"),
        ('[[section]]\ntitle = "Sains"\ndrop = ["x"]\n', "does not list 'x'"),
        (
            '[[section]]\ntitle = "X"\narticles = ["ombak"]\nafter = "Y"\n',
            "no section 'Y'",
        ),
        ('[[section]]\ntitel = "Sains"\n', "unknown key `titel`"),
        ("number = 'x'\n", "`number`"),
        ('drop = ["pasang", "surut", "ombak"]\n', "`section`"),
    ],
)
def test_what_cannot_be_changed_is_refused(
    national: Newsroom, text: str, says: str
) -> None:
    with pytest.raises(EditionError) as caught:
        composed(national, text)
    assert says in str(caught.value)
    assert caught.value.hint
    assert caught.value.where.startswith("edition.toml")


def test_editions_that_extend_each_other_are_refused(tmp_path: Path) -> None:
    for one, other in (("a", "b"), ("b", "a")):
        (tmp_path / one).mkdir()
        text = f'extends = "../{other}"\n'
        (tmp_path / one / "edition.toml").write_text(text)
    with pytest.raises(EditionError, match="leads back"):
        read_sources(tmp_path / "a")


def test_an_edition_that_is_not_there_cannot_be_extended(tmp_path: Path) -> None:
    (tmp_path / "edition.toml").write_text('extends = "../tidak-ada.toml"\n')
    with pytest.raises(EditionError) as caught:
        read_sources(tmp_path)
    assert caught.value.message == "there is no such file"
    assert "`extends`" in caught.value.hint


@pytest.mark.parametrize("key", ["add", "drop", "before"])
def test_changing_without_extending_is_refused(tmp_path: Path, key: str) -> None:
    newsroom = Newsroom(tmp_path)
    file = newsroom.write()
    value = '"Sains"' if key == "before" else '["x"]'
    text = file.read_text(encoding="utf-8") + f"{key} = {value}\n"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(EditionError, match="extends no other"):
        read_sources(file)


def test_what_the_national_edition_omits_stays_out(national: Newsroom) -> None:
    national.tables = '[article.pasang]\nomit = ["Alinea pasang 2."]'
    national.write()
    got = composed(national, '[article.pasang]\nomit = ["Alinea pasang 3."]\n')
    text = str(got.edition.articles[0].body)
    assert "Alinea pasang 2." not in text
    assert "Alinea pasang 3." not in text
