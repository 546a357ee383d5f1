"""The archive: taken in, kept, found; and what it says of files that are none."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from newsroom import draw_photo, photo, record
from typer.testing import CliRunner

from exporter.archive import intake, reading, search
from exporter.archive.duplicates import find_duplicates, headline_keys, likeness
from exporter.archive.intake import Tally, import_sources
from exporter.archive.search import Wanted, find, key_of
from exporter.archive.showing import article_of
from exporter.archive.store import digests, open_archive
from exporter.archive.texts import address_key
from exporter.archive.weeks import read_week, read_zone
from exporter.cli import app
from exporter.errors import ArchiveError, UsageError

ROOT = Path(__file__).parents[1]


def lines(*records: dict[str, Any]) -> str:
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records)


class Desk:
    """A folder with record files and an archive."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "archive.db"
        self.problems: list[str] = []

    def write(self, name: str, *records: dict[str, Any]) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(lines(*records), encoding="utf-8")
        return path

    def take(
        self, *sources: Path, photos: tuple[Path, ...] = (), again: bool = False
    ) -> Tally:
        told = intake.Told(
            problem=lambda file, where, text: self.problems.append(str(text))
        )
        with open_archive(self.file, write=True) as archive:
            return import_sources(
                archive, list(map(str, sources)), photos, told, again=again
            )

    def put(self, *records: dict[str, Any], name: str = "in.jsonl") -> Tally:
        return self.take(self.write(name, *records))

    def ids(self, *words: str, **wanted: Any) -> list[str]:
        with open_archive(self.file) as archive:
            return [entry.name for entry in find(archive, Wanted(words, **wanted))]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def run(*arguments: object, **kwargs: Any) -> Any:
    return CliRunner().invoke(app, list(map(str, arguments)), **kwargs)


# --- taken in ----------------------------------------------------------------------


def test_articles_are_kept_as_they_were_read(desk: Desk) -> None:
    whole = record("pasang", url="https://contoh.example/pasang", tags=["laut"])
    assert desk.put(whole).new == 1
    with open_archive(desk.file) as archive:
        kept = archive.current(key_of(archive, "pasang"))
        article = article_of(archive, kept)
    assert article.headline == whole["headline"]
    assert article.published and article.published.isoformat() == whole["published"]
    assert article.editor_note == whole["editor_note"]
    assert article.provenance.reader == "json"
    assert article.provenance.file == "in.jsonl"
    assert article.provenance.origins["headline"] == "json:headline"


def test_the_same_again_changes_nothing(desk: Desk) -> None:
    desk.put(record("pasang"))
    before = digests(desk.file, ["pasang"])
    tally = desk.put(record("pasang"), record("surut"), name="other.jsonl")
    assert (tally.new, tally.updated, tally.unchanged) == (1, 0, 1)
    assert digests(desk.file, ["pasang"]) == before


def test_an_article_that_differs_is_updated_and_its_history_kept(desk: Desk) -> None:
    desk.put(record("pasang", headline="Bulan mati"))
    assert (
        desk.put(record("pasang", headline="Bulan purnama"), name="b.jsonl").updated
        == 1
    )
    assert desk.ids("purnama") == ["pasang"]
    assert desk.ids("mati") == []  # words of a former version find nothing
    with open_archive(desk.file) as archive:
        kept = archive.kept(key_of(archive, "pasang"))
        headlines = [article_of(archive, one).headline for one in kept]
    assert [one.number for one in kept] == [1, 2]
    assert headlines == ["Bulan mati", "Bulan purnama"]


def test_another_outlet_with_the_same_id_is_another_article(desk: Desk) -> None:
    tally = desk.put(
        record("pasang", publisher={"name": "Kabar Laut"}),
        record(
            "pasang", publisher={"name": "Suara Pantai"}, headline="Lain sama sekali"
        ),
    )
    assert (tally.new, tally.duplicates) == (2, 1)
    assert set(desk.ids()) == {"pasang@kabar-laut", "pasang@suara-pantai"}
    with open_archive(desk.file) as archive:
        assert (
            article_of(
                archive, archive.current(key_of(archive, "pasang@suara-pantai"))
            ).publisher.name
            == "Suara Pantai"
        )  # type: ignore[union-attr]
        with pytest.raises(UsageError, match="several outlets") as caught:
            key_of(archive, "pasang")
    assert "pasang@kabar-laut" in caught.value.hint


def test_a_made_id_does_not_hide_the_article_of_another_day(desk: Desk) -> None:
    page = (
        "Prakiraan cuaca hari ini\n"
        "Kabar Laut - {day} Januari 2022, 06:00 WIB\n\n{text}\n"
    )
    texts = ("Hujan turun sepanjang siang di pesisir.", "Langit cerah sampai sore.")
    for day, text in zip((12, 13), texts, strict=True):
        path = desk.folder / f"{day}.txt"
        path.write_text(page.format(day=day, text=text), encoding="utf-8")
    tally = desk.take(desk.folder / "12.txt", desk.folder / "13.txt")
    assert (tally.new, tally.refused) == (1, 1)
    assert "another article of this outlet" in desk.problems[-1]


def test_bad_records_do_not_cost_the_good_ones(desk: Desk) -> None:
    file = desk.write("in.jsonl", record("pasang"), {"id": "rusak"}, record("surut"))
    file.write_text(file.read_text() + "{bukan json\n", encoding="utf-8")
    tally = desk.take(file)
    assert (tally.new, tally.refused) == (2, 2)
    assert "line 2" in desk.problems[0] and "line 4" in desk.problems[1]


def test_what_the_proof_finds_lost_is_kept(desk: Desk) -> None:
    body = [{"type": "paragraph", "html": "Kata <img src='x.jpg'> hilang."}]
    tally = desk.put(record("pasang", body=body))
    assert tally.lost == 1
    with open_archive(desk.file) as archive:
        assert "<img" in archive.current(key_of(archive, "pasang")).lost


def test_a_folder_is_read_whole_and_in_order(desk: Desk) -> None:
    desk.write("masuk/b.json", record("surut"))
    desk.write("masuk/dalam/c.json", record("ombak"))
    desk.write("masuk/.rahasia.json", record("arus"))
    assert desk.take(desk.folder / "masuk").new == 2
    assert set(desk.ids()) == {"surut", "ombak"}


def test_times_are_kept_as_moment_as_given_and_with_their_zone(desk: Desk) -> None:
    desk.put(
        record(
            "pasang", published="2022-01-12T22:40:00+07:00", time_zone="Asia/Jakarta"
        )
    )
    row = (
        sqlite3.connect(desk.file)
        .execute("SELECT published_utc, published, time_zone FROM article")
        .fetchone()
    )
    assert row == ("2022-01-12T15:40:00Z", "2022-01-12T22:40:00+07:00", "Asia/Jakarta")


def test_no_path_of_this_machine_gets_into_the_archive(desk: Desk) -> None:
    draw_photo(desk.folder / "foto" / "teal.jpg", "teal")
    images = [
        photo("teal", file=str(desk.folder / "foto" / "teal.jpg")),
        photo("x", file="/x/y.jpg"),
    ]
    desk.put(record("pasang", images=images))
    names = [desk.file, *desk.folder.glob("archive.db-*")]
    held = b"".join(path.read_bytes() for path in names)
    assert b"pasang" in held
    assert str(desk.folder).encode() not in held
    assert b"/x/y.jpg" not in held


# --- stopped and gone on -----------------------------------------------------------


def test_a_source_that_was_read_whole_is_not_read_again(desk: Desk) -> None:
    file = desk.write("in.jsonl", record("pasang"), {"id": "rusak"})
    desk.take(file)
    tally = desk.take(file)
    assert (tally.skipped, tally.unchanged, tally.refused) == (1, 0, 1)
    assert desk.take(file, again=True).unchanged == 1


def test_an_interrupted_import_keeps_whole_batches_and_goes_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "BATCH", 4)
    file = desk.write("in.jsonl", *(record(f"a-{n}", paragraphs=1) for n in range(10)))

    def stop(count: int, name: str) -> None:
        if count == 7:
            raise KeyboardInterrupt

    with (
        pytest.raises(KeyboardInterrupt),
        open_archive(desk.file, write=True) as archive,
    ):
        import_sources(archive, [str(file)], told=intake.Told(read=stop))
    assert len(desk.ids()) == 4
    assert desk.take(file).new == 6
    assert len(desk.ids()) == 10


def test_an_import_that_is_killed_goes_on(desk: Desk) -> None:
    count = 3_000
    one = json.dumps(record("ID", headline="kabar ID ID ID", paragraphs=1))
    file = desk.folder / "in.jsonl"
    file.write_text(
        "".join(one.replace("ID", f"a{n * 7919:x}") + "\n" for n in range(count))
    )
    script = "from exporter.archive import intake; intake.BATCH = 50; "
    script += "from exporter.cli import main; main()"
    command = [sys.executable, "-c", script, "import", file, "--archive", desk.file]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not _count(desk.file) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    done = _count(desk.file)
    assert 0 < done < count
    assert done % 50 == 0
    assert desk.take(file).new == count - done
    assert _count(desk.file) == count
    assert len(desk.ids("kabar")) == count


def _count(file: Path) -> int:
    try:
        with open_archive(file) as archive:
            row = archive.row("SELECT count(*) FROM article")
            return row[0] if row else 0
    except ArchiveError:  # not made yet
        return 0


def test_who_reads_is_not_disturbed_by_who_writes(desk: Desk) -> None:
    desk.put(record("pasang"))
    with (
        open_archive(desk.file, write=True) as writing,
        open_archive(desk.file) as reading,
    ):
        writing.db.execute("BEGIN IMMEDIATE")
        writing.db.execute("UPDATE article SET headline = 'x'")
        assert [e.headline for e in find(reading, Wanted())] == ["Kabar pasang"]


# --- photos ------------------------------------------------------------------------


def test_photos_are_kept_by_what_they_hold(desk: Desk) -> None:
    for name in ("satu", "dua"):
        draw_photo(desk.folder / "foto" / f"{name}.jpg", "teal")
    images = [photo("x", file="foto/satu.jpg"), photo("x", file="foto/dua.jpg")]
    tally = desk.put(record("pasang", images=images))
    assert (tally.photos, tally.missing_photos) == (1, 0)
    kept = [p for p in (desk.folder / "archive.photos").rglob("*") if p.is_file()]
    assert [p.suffix for p in kept] == [".jpg"]
    assert kept[0].read_bytes() == (desk.folder / "foto" / "satu.jpg").read_bytes()


def test_photos_elsewhere_are_taken_where_their_folder_is_given(desk: Desk) -> None:
    draw_photo(desk.folder / "foto" / "teal.jpg", "teal")
    file = desk.write(
        "naskah/in.jsonl", record("pasang", images=[photo("teal", file="teal.jpg")])
    )
    assert desk.take(file).missing_photos == 1
    tally = desk.take(file, photos=(desk.folder / "foto",), again=True)
    assert (tally.updated, tally.photos, tally.missing_photos) == (1, 1, 0)


@pytest.mark.parametrize(
    "named",
    [
        "../luar.jpg",
        "foto/../../luar.jpg",
        "tautan.jpg",
        "/etc/passwd",
        "file:///etc/passwd",
        "https://contoh.example/foto.jpg",
        "foto\0.jpg",
        "../" * 40 + "etc/hostname",
        "bukan-foto.jpg",
        ".",
        "pipa.jpg",
        "x" * 280,
    ],
)
def test_no_trick_of_a_name_leads_out_of_the_folder(desk: Desk, named: str) -> None:
    draw_photo(desk.folder / "luar.jpg", "maroon")
    inside = desk.folder / "naskah"
    inside.mkdir()
    (inside / "tautan.jpg").symlink_to(desk.folder / "luar.jpg")
    (inside / "bukan-foto.jpg").write_text("root:x:0:0")
    os.mkfifo(inside / "pipa.jpg")
    file = desk.write(
        "naskah/in.jsonl", record("pasang", images=[photo("x", file=named)])
    )
    tally = desk.take(file)
    assert (tally.new, tally.photos, tally.missing_photos) == (1, 0, 1)
    assert not (desk.folder / "archive.photos").exists()
    with open_archive(desk.file) as archive:
        article = article_of(archive, archive.current(key_of(archive, "pasang")))
    assert article.images[0].file == ""
    assert article.images[0].credit == "Juru Foto X/Contoh"
    assert any("not in the archive" in w for w in article.provenance.warnings)


# --- found -------------------------------------------------------------------------


def test_words_are_found_in_every_field_a_reader_would_remember(desk: Desk) -> None:
    images = [{"caption": ["Dermaga tua."], "credit": "Lukas Misal"}]
    desk.put(
        record(
            "pasang",
            images=images,
            tags=["samudra"],
            deck="Tentang rembulan.",
            sections=["Sains"],
        )
    )
    for word in (
        "dermaga",
        "Misal",
        "samudra",
        "REMBULAN",
        "pelabuhan",
        "Dewi",
        "sains",
    ):
        assert desk.ids(word) == ["pasang"], word
    assert desk.ids("pelabuhan", "dermaga") == ["pasang"]
    assert desk.ids("pelabuhan", "gunung") == []
    assert desk.ids("petugas pelabuhan") == ["pasang"]  # a phrase
    assert desk.ids("pelabuhan petugas") == []
    assert desk.ids("gelomb*") == ["pasang"]


def test_what_many_articles_have_is_found_in_the_same_order(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = (f"2022-01-{day:02}T10:00:00+07:00" for day in (12, 10, 14, 11))
    desk.put(*(record(f"a-{n}", published=time) for n, time in enumerate(times)))
    few = desk.ids("kabar", limit=3)
    monkeypatch.setattr(search, "_MANY", 2)
    assert desk.ids("kabar", limit=3) == few == ["a-2", "a-0", "a-3"]


def test_accents_and_case_do_not_matter(desk: Desk) -> None:
    desk.put(record("pasang", headline="Café Élysée di Ambon"))
    assert desk.ids("cafe", "elysee") == desk.ids("CAFÉ") == ["pasang"]


@pytest.mark.parametrize(
    "word",
    [
        '"',
        'a" OR "b',
        "NEAR(a b)",
        "headline:kabar",
        "a*b",
        "kabar AND",
        "(kabar",
        "kabar^",
        "-kabar",
        "{a b}: c",
        "kabar OR",
        "NOT",
        "'; DROP TABLE article",
        "*a*",
    ],
)
def test_signs_of_a_query_language_are_only_signs(desk: Desk, word: str) -> None:
    desk.put(record("pasang"))
    try:
        desk.ids(word)
        desk.ids(author=word)
        desk.ids(sections=(word,))
    except UsageError as error:
        assert error.hint
    assert desk.ids("kabar") == ["pasang"]


@settings(max_examples=150)
@given(words=st.lists(st.text(st.characters(), min_size=1), min_size=1, max_size=4))
def test_no_words_break_a_search(words: list[str], tmp_path_factory: Any) -> None:
    file = tmp_path_factory.getbasetemp() / "words.db"
    with open_archive(file, write=True) as archive:
        try:
            assert list(find(archive, Wanted(words))) == []
        except UsageError as error:
            assert error.hint


def test_more_words_than_anybody_needs_are_refused(desk: Desk) -> None:
    desk.put(record("pasang"))
    with pytest.raises(UsageError, match="more than 40 words"):
        desk.ids(*(f"kata{n}" for n in range(500)))


def test_a_day_and_a_week_begin_in_their_zone(desk: Desk) -> None:
    desk.put(
        record("minggu-malam", published="2022-01-09T23:59:59+07:00"),
        record("senin-dini", published="2022-01-10T00:00:00+07:00"),
        record("senin-wit", published="2022-01-10T00:30:00+09:00"),  # Sunday in WIB
        record("minggu-akhir", published="2022-01-16T23:59:59.9+07:00"),
        record("senin-depan", published="2022-01-17T00:00:00+07:00"),
    )
    week = read_week("2022-W02", read_zone("Asia/Jakarta"))
    assert desk.ids(since=week.since, until=week.until) == [
        "minggu-akhir",
        "senin-dini",
    ]
    utc = read_week("2022-w02", read_zone("UTC"))
    assert desk.ids(since=utc.since, until=utc.until) == ["senin-depan", "minggu-akhir"]
    wit = read_week("2022W02", read_zone("Asia/Jayapura"))
    assert "senin-wit" in desk.ids(since=wit.since, until=wit.until)


def test_week_53_is_there_in_long_years_alone() -> None:
    zone = read_zone("Asia/Jakarta")
    assert read_week("2020-W53", zone).monday.isoformat() == "2020-12-28"
    for text in ("2021-W53", "2022-W00", "2022-W54", "2022-02", "0001-W01", "x"):
        with pytest.raises(UsageError, match="there is no week") as caught:
            read_week(text, zone)
        assert "2022-W02" in caught.value.hint
    with pytest.raises(UsageError, match="no time zone"):
        read_zone("../etc/passwd")


# --- duplicates --------------------------------------------------------------------


def doubled(desk: Desk, *records: dict[str, Any]) -> list[tuple[str, str]]:
    desk.put(*records)
    with open_archive(desk.file) as archive:
        found = find_duplicates(archive, key_of(archive, records[0]["id"]))
        return [(one.name, one.why) for one in found]


def test_the_same_address_is_told_however_it_is_written(desk: Desk) -> None:
    found = doubled(
        desk,
        record(
            "a", url="https://www.contoh.example/kabar/1/?utm_source=x&b=2&a=1#atas"
        ),
        record("b", url="http://m.contoh.example/kabar/1?a=1&b=2", headline="Lain"),
        record("c", url="https://contoh.example/kabar/2?a=1&b=2", headline="Beda"),
    )
    assert found == [("b", "same web address")]


def test_front_pages_and_no_addresses_are_no_duplicates() -> None:
    for url in (
        "https://contoh.example/",
        "https://www.contoh.example",
        "",
        "//",
        "http://[x",
        "mailto:a@b.c",
    ):
        assert address_key(url) == ""


def test_nearly_the_same_headline_within_two_days_is_told(desk: Desk) -> None:
    headline = "Gempa magnitudo 5,4 mengguncang Kepulauan Aru pada Rabu dini hari"
    found = doubled(
        desk,
        record("a", headline=headline, published="2022-01-12T08:00:00+09:00"),
        record(
            "b",
            headline=headline.replace("5,4", "5.4").upper(),
            published="2022-01-12T09:00:00+07:00",
        ),
        record("c", headline=headline + " ini", published="2022-01-14T07:59:00+09:00"),
        record("d", headline=headline, published="2022-01-14T08:01:00+09:00"),
        record(
            "e",
            headline="Banjir merendam Kepulauan Aru pada Rabu dini hari",
            published="2022-01-12T08:00:00+09:00",
        ),
        record("f", headline=headline, published=None),
    )
    assert [name for name, _ in found] == ["b", "c"]
    assert found[0][1] == "nearly the same headline within 48 hours"


def test_an_update_is_found_by_its_new_headline_alone(desk: Desk) -> None:
    old, new = (
        "Air laut naik di Kepulauan Tanimbar",
        "Perpustakaan keliling singgah di Saumlaki",
    )
    desk.put(record("a", headline=old), record("b", headline=new))
    assert doubled(desk, record("a", headline=new)) == [
        ("b", "nearly the same headline within 48 hours")
    ]
    assert desk.put(record("c", headline=old), name="c.jsonl").duplicates == 0


def test_a_series_of_one_headline_stays_quick_and_short(desk: Desk) -> None:
    many = [
        record(f"a-{n}", headline="Prakiraan cuaca", paragraphs=1) for n in range(60)
    ]
    assert len(doubled(desk, *many)) == 20


@settings(max_examples=60)
@given(
    headline=st.lists(
        st.sampled_from(
            ["pemerintah", "membangun", "jembatan", "di", "kepulauan", "terluar", "dan"]
        ),
        min_size=6,
        max_size=7,
        unique=True,
    ),
    data=st.data(),
)
def test_headlines_that_differ_in_a_letter_share_a_key(
    headline: list[str], data: st.DataObject
) -> None:
    one = " ".join(headline)
    at = data.draw(st.integers(0, len(one) - 1))
    other = f"{one[:at]}q{one[at + 1 :]}" if one[at] != " " else one
    if likeness(one, other) >= 0.9:
        assert set(headline_keys(one)) & set(headline_keys(other))


# --- files that are no archive -----------------------------------------------------


def _a_folder(path: Path) -> None:
    path.mkdir()


def _text(path: Path) -> None:
    path.write_text("Ini bukan arsip, ini surat kepada redaksi.")


def _another_database(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE resep (nama TEXT)")


def _a_newer_one(path: Path) -> None:
    with open_archive(path, write=True) as archive:
        archive.db.execute("PRAGMA user_version = 99")


def _half_a_file(path: Path) -> None:
    desk = Desk(path.parent)
    desk.put(*(record(f"a-{n}") for n in range(20)))
    desk.file.rename(path)
    path.write_bytes(path.read_bytes()[:40_000])


def _a_pipe(path: Path) -> None:
    os.mkfifo(path)


def _a_link_to_itself(path: Path) -> None:
    path.symlink_to(path)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (_a_folder, "is no plain file"),
        (_text, "is no archive"),
        (_another_database, "is no archive"),
        (_a_newer_one, "version 99"),
        (_half_a_file, "archive"),
        (_a_pipe, "is no plain file"),
        (_a_link_to_itself, "cannot be read"),
        (lambda path: None, "there is no archive"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_is_no_archive_is_told(tmp_path: Path, make: Any, told: str) -> None:
    file = tmp_path / "salah.db"
    make(file)
    before = file.read_bytes() if file.is_file() else b""
    for arguments in (
        ("find", "x"),
        ("show", "a-3"),
        ("compose", "--week", "2022-W02"),
    ):
        done = run(*arguments, "--archive", file)
        assert done.exit_code == 3, done.stderr
        assert told in done.stderr
        _error, hint, *more = done.stderr.splitlines()
        assert hint.startswith("    ") and not more
    assert (file.read_bytes() if file.is_file() else b"") == before


@pytest.mark.parametrize(
    "make", [_a_folder, _text, _another_database, _a_newer_one, _a_pipe]
)
def test_nothing_is_written_into_what_is_no_archive(tmp_path: Path, make: Any) -> None:
    file = tmp_path / "salah.db"
    make(file)
    before = file.read_bytes() if file.is_file() else b""
    source = Desk(tmp_path).write("in.jsonl", record("pasang"))
    done = run("import", source, "--archive", file)
    assert done.exit_code == 3
    assert (file.read_bytes() if file.is_file() else b"") == before


def test_an_empty_file_becomes_an_archive(desk: Desk) -> None:
    desk.file.touch()
    assert desk.put(record("pasang")).new == 1


def test_an_archive_is_read_where_nothing_can_be_written(desk: Desk) -> None:
    desk.put(record("pasang"))
    desk.folder.chmod(0o500)
    try:
        if os.access(desk.folder, os.W_OK):
            pytest.skip("this user may write everywhere")
        assert desk.ids() == ["pasang"]
        with pytest.raises(ArchiveError):
            desk.take(desk.folder / "in.jsonl", again=True)
    finally:
        desk.folder.chmod(0o700)


def test_a_trigger_in_an_archive_runs_nothing_when_it_is_read(desk: Desk) -> None:
    desk.put(record("pasang"))
    with open_archive(desk.file) as archive, pytest.raises(sqlite3.OperationalError):
        archive.db.execute("DELETE FROM article")


# --- the commands ------------------------------------------------------------------


def test_import_tells_what_became_of_each_record(desk: Desk) -> None:
    file = desk.write("in.jsonl", record("pasang"), {"id": "rusak"})
    done = run("import", file, "--archive", desk.file)
    assert done.exit_code == 3
    assert done.stdout == f"{desk.file}\n"
    assert "error: in.jsonl, line 2: headline: is missing" in done.stderr
    told = dict(line.rsplit(maxsplit=1) for line in done.stderr.splitlines()[-7:])
    assert (told["new"], told["refused"]) == ("1", "1")


def test_import_of_what_is_not_there(desk: Desk) -> None:
    for named in ("tiada.json", "kosong"):
        (desk.folder / "kosong").mkdir(exist_ok=True)
        done = run("import", desk.folder / named, "--archive", desk.file)
        assert done.exit_code == 3
        assert done.stderr.startswith("error: ")
    assert (
        run("import", desk.folder, "--archive", desk.file, "--photos", "/x").exit_code
        == 2
    )


def test_thousands_of_bad_records_are_counted_not_listed(desk: Desk) -> None:
    file = desk.write("in.jsonl", *({"id": f"a-{n}"} for n in range(3000)))
    done = run("import", file, "--archive", desk.file, "-q")
    assert done.exit_code == 3
    assert len(done.stderr.splitlines()) < 60
    assert "and 2980 more" in done.stderr


def test_find_prints_a_line_for_each_article(desk: Desk) -> None:
    desk.put(
        record("pasang", sections=["Sains"], published="2022-01-12T22:40:00+09:00")
    )
    done = run("find", "kabar", "--archive", desk.file, "--week", "2022-W02")
    assert done.stdout == "pasang\t2022-01-12 20:40\tSains\tKabar pasang\n"
    done = run("find", "--archive", desk.file, "--since", "2022-01-13", "--json")
    assert json.loads(done.stdout) == []
    done = run(
        "find",
        "--archive",
        desk.file,
        "--until",
        "2022-01-12",
        "--author",
        "penulis",
        "--section",
        "sains",
        "--json",
    )
    assert [one["id"] for one in json.loads(done.stdout)] == ["pasang"]
    done = run("find", "--archive", desk.file, "--since", "12 Januari")
    assert done.exit_code == 2 and "2022-01-12" in done.stderr


def test_find_tells_what_may_be_doubled(desk: Desk) -> None:
    url = "https://contoh.example/kabar/1"
    desk.put(record("a", url=url), record("b", url=url, headline="Lain"), record("c"))
    done = run("find", "--duplicates", "--archive", desk.file)
    assert done.stdout.splitlines()[1] == "\ta: same web address"
    assert "c\t" not in done.stdout


def test_show_tells_an_article_and_its_history(desk: Desk) -> None:
    desk.put(record("pasang", headline="Bulan mati"))
    desk.put(record("pasang", headline="Bulan purnama"), name="b.jsonl")
    done = run("show", "pasang", "--archive", desk.file)
    assert (
        "Bulan purnama  ← json:headline" in done.stdout
        and "Bulan mati" not in done.stdout
    )
    done = run("show", "pasang", "--archive", desk.file, "--history")
    assert (
        done.stdout.index("Bulan purnama")
        < done.stdout.index("version 1")
        < done.stdout.index("Bulan mati")
    )
    done = run("show", "pasang", "--archive", desk.file, "--json", "--history")
    assert [one["headline"] for one in json.loads(done.stdout)] == [
        "Bulan purnama",
        "Bulan mati",
    ]
    done = run("show", "pasagn", "--archive", desk.file)
    assert done.exit_code == 2
    assert "did you mean 'pasang'?" in done.stderr


@settings(max_examples=40)
@given(data=st.binary(max_size=300))
def test_any_bytes_are_taken_or_refused(data: bytes, tmp_path_factory: Any) -> None:
    folder = tmp_path_factory.mktemp("bytes")
    file = folder / "in.jsonl"
    file.write_bytes(data)
    with open_archive(folder / "a.db", write=True) as archive:
        tally = import_sources(archive, [str(file)])
    assert tally.new + tally.refused + tally.sources >= 1


def test_half_a_letter_in_a_note_is_kept(desk: Desk) -> None:
    half = json.dumps(record("pasang", editor_note="\ud83d"))
    (desk.folder / "in.jsonl").write_text(half)
    assert desk.take(desk.folder / "in.jsonl").new == 1
    with open_archive(desk.file) as archive:
        assert article_of(
            archive, archive.current(key_of(archive, "pasang"))
        ).editor_note


def test_what_is_piped_in_may_be_long(desk: Desk) -> None:
    text = lines(record("pasang"), record("surut"))
    done = run("import", "-", "--archive", desk.file, input=text)
    assert done.exit_code == 0, done.stderr
    assert set(desk.ids()) == {"pasang", "surut"}


def test_a_line_without_an_end_does_not_fill_the_memory(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_LONGEST_LINE", 10_000)
    file = desk.write("in.jsonl", record("pasang"))
    with file.open("a") as out:
        out.write("x" * 55_000 + "\n" + lines(record("surut")) + "y" * 25_000)
    tally = desk.take(file)
    assert (tally.new, tally.refused) == (2, 2)
    assert "more than 0 MB" in desk.problems[0]
    assert "line 2" in desk.problems[0] and "line 4" in desk.problems[1]
