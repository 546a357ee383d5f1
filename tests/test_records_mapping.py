"""JSON of an unknown shape becomes Articles by a mapping file."""

import contextlib
import datetime as dt
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exporter.archive.reading import Source
from exporter.blocks import ImageBlock, Paragraph, RelatedBlock
from exporter.edition import read_sources
from exporter.errors import RecordError
from exporter.model import Article
from exporter.records import iter_records, read_records
from exporter.records.mapping import FIELDS, TABLES, load_mapping

ROOT = Path(__file__).parents[1]

MAPPING = """
articles = "data.items[]"
id = "uid"
headline = ["title.main", "title.web"]
deck = "summary"
body = "content_html"
authors = "writers[].name"
editors = "desk.editor"
sections = "channel"
tags = "keywords[]"
published = "meta.pub_ts"
time_zone = "=Asia/Jakarta"
publisher = "=Harian Contoh"
sources = "agency"
url = 'meta."og.url"'

[images]
list = "photos[]"
file = "path"
caption = "cap"
credit = "by"

[related]
list = "see_also[]"
headline = "t"
url = "u"
"""

RECORD = {
    "uid": "K-17",
    "title": {"web": "Pasang surut"},
    "summary": "Bulan menarik laut.",
    "content_html": "<p>Air laut <b>naik</b>.</p><p>Lalu turun.</p>",
    "writers": [{"name": "Sari Contoh"}, {"name": "Budi Contoh"}],
    "desk": {"editor": "Dewi Contoh"},
    "channel": "Sains",
    "keywords": ["bulan", "laut"],
    "meta": {"pub_ts": "2022-01-12 22:40", "og.url": "https://h.example/pasang"},
    "agency": "Kantor Berita Contoh",
    "photos": [
        {"path": "foto/perahu.jpg", "cap": "Perahu.", "by": "Rudi Contoh"},
        {"path": "https://h.example/b.jpg", "cap": "Dermaga (Foto: Ani Contoh)"},
    ],
    "see_also": [{"t": "Bulan", "u": "https://h.example/bulan"}],
    "catatan_dapur": "Jangan lupa ganti foto",
}


def read(folder: Path, value: Any, mapping: str | None = MAPPING) -> list[Article]:
    if mapping is not None:
        (folder / "mapping.toml").write_text(mapping, encoding="utf-8")
    file = folder / "data.json"
    file.write_text(json.dumps(value), encoding="utf-8")
    return list(read_records(file).articles)


def one(folder: Path, record: Any, mapping: str) -> Article:
    (article,) = read(folder, record, mapping)
    return article


def test_each_path_gives_its_field(tmp_path: Path) -> None:
    (article,) = read(tmp_path, {"data": {"items": [RECORD]}})
    assert (article.id, article.headline) == ("k-17", "Pasang surut")
    assert article.deck == "Bulan menarik laut."
    assert [a.name for a in article.authors] == ["Sari Contoh", "Budi Contoh"]
    assert [e.name for e in article.editors] == ["Dewi Contoh"]
    assert (article.sections, article.tags) == (("Sains",), ("bulan", "laut"))
    assert article.published == dt.datetime.fromisoformat("2022-01-12T22:40+07:00")
    assert article.time_zone == "Asia/Jakarta"
    assert article.publisher and article.publisher.name == "Harian Contoh"
    assert [s.name for s in article.sources] == ["Kantor Berita Contoh"]
    assert article.url == "https://h.example/pasang"
    first, second = article.images
    assert (first.file, first.credit) == ("foto/perahu.jpg", "Rudi Contoh")
    assert (second.href, second.credit) == ("https://h.example/b.jpg", "Ani Contoh")
    assert article.body == (
        ImageBlock(image=1),
        Paragraph(html="Air laut <b>naik</b>."),
        Paragraph(html="Lalu turun."),
        RelatedBlock(related=(0,)),
    )
    assert article.provenance.origins["headline"] == "mapping: title.main or title.web"
    dropped = [drop.text for drop in article.provenance.dropped]
    assert dropped == ["Jangan lupa ganti foto"]


@pytest.mark.parametrize(
    ("time", "zone", "expected", "name"),
    [
        ("2022-01-12T22:40:00+07:00", "", "2022-01-12T22:40+07:00", ""),
        (1642002000, "", "2022-01-12T15:40+00:00", ""),
        (1642002000000, "Asia/Makassar", "2022-01-12T23:40+08:00", "Asia/Makassar"),
        ("Wed, 12 Jan 2022 22:40:00 +0700", "", "2022-01-12T22:40+07:00", ""),
        ("2022-01-12 22:40", "WIB", "2022-01-12T22:40+07:00", "Asia/Jakarta"),
        ("2022-01-12 22:40", "+08:00", "2022-01-12T22:40+08:00", ""),
        ("12 Januari 2022, 22:40 WIB", "", "2022-01-12T22:40+07:00", "Asia/Jakarta"),
    ],
)
def test_times_are_read_in_every_form(
    tmp_path: Path, time: Any, zone: str, expected: str, name: str
) -> None:
    mapping = f'headline = "t"\npublished = "w"\ntime_zone = "={zone}"\n'
    record = {"t": "Pasang surut", "w": time, "x": 1}
    article = one(tmp_path, record, mapping)
    when = dt.datetime.fromisoformat(expected)
    assert article.published == when
    assert article.published.utcoffset() == when.utcoffset()
    assert article.time_zone == name


@pytest.mark.parametrize(
    "time", ["2022-01-12 22:40", "2022-01-12", "kemarin", "9" * 400]
)
def test_a_time_that_names_no_moment_is_a_doubt(tmp_path: Path, time: str) -> None:
    article = one(
        tmp_path, {"t": "Pasang", "w": time}, 'headline = "t"\npublished = "w"\n'
    )
    assert article.published is None
    told = " ".join(article.provenance.warnings)
    assert "time zone" in told or "cannot be read" in told


def test_a_path_that_leads_to_nothing_is_a_doubt(tmp_path: Path) -> None:
    article = one(tmp_path, {"t": "Pasang"}, 'headline = "t"\n\ndeck = "lead.text"\n')
    assert (
        "mapping.toml, line 3: nothing stands at 'lead.text' in any record"
        in article.provenance.warnings
    )


@pytest.mark.parametrize(
    ("mapping", "where", "hint"),
    [
        ('headlin = "t"', "mapping.toml, line 1", "did you mean `headline`?"),
        (
            'headline = "t"\n[images]\nlist = "p[]"\nphotographer = "by"',
            "mapping.toml, line 4",
            "known:",
        ),
        ('headline = "t"\nauthors = 3', "mapping.toml, line 2", "write for example"),
        ('headline = "t..x"', "mapping.toml, line 1", "write for example"),
        ('deck = "t"', "mapping.toml", "add a line"),
        ("headline = ", "mapping.toml", "write lines such as"),
        (
            'headline = "t"\narticles = "daftar[]"',
            "mapping.toml, line 2",
            "correct the path",
        ),
    ],
)
def test_a_mapping_that_is_wrong_names_its_line_and_the_next_move(
    tmp_path: Path, mapping: str, where: str, hint: str
) -> None:
    with pytest.raises(RecordError) as caught:
        read(tmp_path, {"t": "Pasang", "n": 1}, mapping)
    assert caught.value.where == where
    assert hint in caught.value.hint


def test_without_a_mapping_the_error_shows_keys_and_lines_to_begin_with(
    tmp_path: Path,
) -> None:
    value = {
        "status": 1,
        "data": {"items": [{"judul": {"utama": "Pasang"}, "isi": ""}]},
    }
    with pytest.raises(RecordError, match="its keys are: status, data") as caught:
        read(tmp_path, value, None)
    assert 'articles = "data.items[]"' in caught.value.hint
    lines = re.findall(r'\w+ = "[^"]+"', caught.value.hint)
    (article,) = read(tmp_path, value, "\n".join(lines))
    assert article.headline == "Pasang"


def test_our_own_records_beside_a_mapping_stay_our_own(tmp_path: Path) -> None:
    (tmp_path / "mapping.toml").write_text(MAPPING)
    for file in (ROOT / "tests" / "records").glob("pasang*.json"):
        shutil.copy(file, tmp_path)
        assert (
            read_records(tmp_path / file.name).articles[0].provenance.reader == "json"
        )


def test_lines_of_json_are_mapped_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "mapping.toml").write_text('headline = "t"\n')
    file = tmp_path / "a.jsonl"
    file.write_text('{"t": "Satu", "x": 1}\n{"x": 2}\n{"t": "Dua", "x": 3}\n')
    (result,) = iter_records(file)
    assert [article.headline for article in result.articles] == ["Satu", "Dua"]
    assert [error.where for error in result.errors] == ["a.jsonl, line 2"]


def test_another_mapping_can_be_named(tmp_path: Path) -> None:
    other = tmp_path / "lain.toml"
    other.write_text('headline = "u"\n')
    (tmp_path / "mapping.toml").write_text('headline = "t"\n')
    file = tmp_path / "a.json"
    file.write_text('{"t": "Satu", "u": "Dua"}')
    assert read_records(file).articles[0].headline == "Satu"
    assert read_records(file, other).articles[0].headline == "Dua"


def test_an_edition_names_the_mapping_of_its_records(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.json").write_text('{"t": "Satu", "x": 1}')
    (tmp_path / "peta.toml").write_text('headline = "t"\n')
    (tmp_path / "edition.toml").write_text(
        'title = "A"\nnumber = 1\ndate = 2026-11-29\npublisher = "P"\n'
        'mapping = "peta.toml"\n[[section]]\ntitle = "S"\narticles = ["satu"]\n'
    )
    (record,) = read_sources(tmp_path).records
    assert [article.headline for article in record.articles] == ["Satu"]


def test_an_archive_takes_records_by_the_mapping_beside_them(tmp_path: Path) -> None:
    (tmp_path / "mapping.toml").write_text('headline = "t"\n')
    file = tmp_path / "a.jsonl"
    file.write_text('{"t": "Satu", "x": 1}\n{"t": "Dua", "x": 3}\n')
    found = [read.article for read in Source(file).read()]
    assert [article.headline for article in found if article] == ["Satu", "Dua"]


def test_the_guide_names_every_field_and_its_example_can_be_loaded(
    tmp_path: Path,
) -> None:
    guide = (ROOT / "docs" / "mapping.md").read_text(encoding="utf-8")
    names = set(re.findall(r"`(\w+)`", guide))
    inner = {name for table in TABLES.values() for name in table}
    assert ({*FIELDS, *inner} - set(TABLES)) <= names
    (example,) = re.findall(r"```toml\n(.*?)```", guide, re.S)
    file = tmp_path / "mapping.toml"
    file.write_text(example, encoding="utf-8")
    assert load_mapping(file).places["headline"][1].steps == ("title",)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "main", "path", "cap", "t"]), inner)
    ),
    max_leaves=6,
)


@settings(max_examples=80)
@given(JUNK, st.sampled_from(sorted(RECORD)))
def test_any_value_at_a_path_is_an_article_or_an_error(
    tmp_path_factory: pytest.TempPathFactory, value: Any, key: str
) -> None:
    folder = tmp_path_factory.mktemp("m")
    with contextlib.suppress(RecordError):
        (article,) = read(folder, {"data": {"items": [{**RECORD, key: value}]}})
        assert article.headline


@settings(max_examples=80)
@given(st.text(max_size=40))
def test_any_text_of_a_mapping_is_loaded_or_refused(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    file = tmp_path_factory.mktemp("m") / "mapping.toml"
    file.write_text(f"headline = {json.dumps(text)}\n", encoding="utf-8")
    with contextlib.suppress(RecordError):
        assert load_mapping(file).places["headline"]
