"""The reader for the plain text of a news page."""

import datetime as dt
from pathlib import Path

import pytest
from page_text import page, paragraphs

from exporter.blocks import RelatedBlock
from exporter.errors import RecordError
from exporter.model import Article
from exporter.records import check_coverage, read_records
from exporter.records.text import read_page

PAGES = Path(__file__).with_name("records")
SHARED = Path(__file__).resolve().parents[2] / "shared"
SEED = SHARED / "seed" / "000_f9c5a7052bc8f110.txt"


# --- whole pages ------------------------------------------------------------------


@pytest.mark.parametrize("name", ["pasang-surut", "mutu-kopi", "wallace-line"])
def test_page_is_read_as_its_expected_article(name: str) -> None:
    path = PAGES / f"{name}.txt"
    expected = Article.model_validate_json((PAGES / f"{name}.json").read_text("utf-8"))
    (article,) = read_records(path).articles
    assert article == expected
    assert check_coverage(path, [article]) == []


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_other_systems_read_the_same(end: str) -> None:
    text = (PAGES / "pasang-surut.txt").read_text("utf-8")
    assert read_page(text.replace("\n", end)) == read_page(text)


@pytest.fixture
def seed() -> Article:
    return read_records(SEED).articles[0]


@pytest.mark.skipif(not SEED.is_file(), reason="../shared/seed is not there")
class TestSeed:
    def test_head(self, seed: Article) -> None:
        assert seed.publisher is not None
        assert (seed.publisher.name, seed.publisher.kind) == (
            "Kompas TV",
            "organisation",
        )
        assert seed.sections == ("internasional", "kompas dunia")
        assert seed.headline == (
            "Juru Bicara Putin Sebut NATO Cuma Alat Konfrontasi, "
            "Anggap Keanggotaan Ukraina Mengancam Rusia"
        )
        assert seed.kicker == seed.deck == ""

    def test_time(self, seed: Article) -> None:
        assert seed.published is not None
        assert seed.published.isoformat() == "2022-01-12T22:40:00+07:00"
        assert seed.time_zone == "Asia/Jakarta"
        assert seed.published_as_printed == "12 Januari 2022, 22:40 WIB"

    def test_photo(self, seed: Article) -> None:
        (image,) = seed.images
        assert image.caption[0].endswith("Belgia, Rabu (12/1/2022).")
        assert image.credit == "Olivier Hoslet/Pool EPA via Associated Press"
        assert image.file == image.alt == ""

    def test_slug_is_kept_in_provenance_only(self, seed: Article) -> None:
        assert seed.id.startswith("juru-bicara-putin-sebut-nato-cuma-alat")
        assert (seed.id, "slug line") in {
            (d.text, d.rule) for d in seed.provenance.dropped
        }
        printed = seed.model_dump(exclude={"id", "provenance"})
        assert seed.id not in str(printed)

    def test_people_and_dateline(self, seed: Article) -> None:
        assert [a.name for a in seed.authors] == ["Ikhsan Abdul Hakim"]
        assert [e.name for e in seed.editors] == ["Iman Firdaus"]
        assert seed.byline == "Penulis : Ikhsan Abdul Hakim | Editor : Iman Firdaus"
        assert seed.dateline is not None
        assert seed.dateline.raw == "MOSKOW, KOMPAS.TV"
        assert (seed.dateline.city, seed.dateline.provider) == ("MOSKOW", "KOMPAS.TV")

    def test_body(self, seed: Article) -> None:
        words = paragraphs(seed)
        assert len(words) == 11
        assert words[0].startswith("Pemerintah Rusia kembali menegaskan")
        assert words[1].startswith("Juru bicara Putin, Dmitry Peskov, menyebut")
        assert words[5].endswith("Rusia tidak akan memberikan mengancam.")
        assert not any("Baca Juga" in text or "\xa0" in text for text in words)

    def test_related_keep_their_place(self, seed: Article) -> None:
        places = [i for i, b in enumerate(seed.body) if isinstance(b, RelatedBlock)]
        assert places == [4, 12]
        assert seed.related[0].headline.startswith("Demo Berdarah di Kazakhstan")
        assert seed.related[1].headline.startswith("Jelang Bertemu Rusia, NATO")

    def test_source_boilerplate_and_warning(self, seed: Article) -> None:
        assert [s.name for s in seed.sources] == ["Associated Press"]
        dropped = {d.text: d.rule for d in seed.provenance.dropped}
        assert dropped["BERITA LAINNYA"] == "stop line"
        assert dropped["Close Ads x"] == "noise line"
        assert seed.provenance.warnings == (
            "photo: the record names a photo it does not carry",
        )
        assert seed.provenance.file == SEED.name

    def test_coverage_is_whole(self, seed: Article) -> None:
        assert check_coverage(SEED, [seed]) == []


# --- times ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected", "zone"),
    [
        ("Rabu, 12 Januari 2022 | 22:40 WIB", "2022-01-12T22:40:00+07:00", "Jakarta"),
        (
            "Kamis, 3 Pebruari 2022 pukul 22.40 WITA",
            "2022-02-03T22:40+08:00",
            "Makassar",
        ),
        ("Jum'at, 5 Nopember 2021 07:05 WIT", "2021-11-05T07:05+09:00", "Jayapura"),
        ("Outlet Baru - 20/1/2026 18:30 WIB", "2026-01-20T18:30+07:00", "Jakarta"),
        ("02/11/2023, 21:34 WIB", "2023-11-02T21:34+07:00", "Jakarta"),
        (
            "Diterbitkan: Ahad, 1 Agt 2021 (10:15 WIB)",
            "2021-08-01T10:15+07:00",
            "Jakarta",
        ),
        ("2021-08-01 10:15 WIB", "2021-08-01T10:15+07:00", "Jakarta"),
    ],
)
def test_printed_times(line: str, expected: str, zone: str) -> None:
    article = read_page(f"Judul Contoh\n{line}\nIsi yang ada di sini dan itu.")
    assert article.published == dt.datetime.fromisoformat(expected)
    assert article.time_zone == f"Asia/{zone}"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("January 12, 2022 10:40 PM EST", "2022-01-12T22:40-05:00"),
        ("Published: Wed, 12 Jan 2022 at 9:05 a.m. GMT", "2022-01-12T09:05+00:00"),
        ("Updated", None),
        ("11/2/2023 21:34 GMT", None),
    ],
)
def test_english_times(line: str, expected: str | None) -> None:
    text = f"A Sample Headline\n{line}\nThe body of the page is in this line and that."
    wanted = dt.datetime.fromisoformat(expected) if expected else None
    assert read_page(text).published == wanted


@pytest.mark.parametrize(
    "time",
    ["32 Januari 2026, 22:40 WIB", "12 Januari 2026, 25:61 WIB", "31/02/2026 10:00"],
)
@pytest.mark.parametrize("outlet", ["Kompas.tv - ", "Outlet Baru - ", ""])
def test_an_impossible_time_is_kept_as_printed(time: str, outlet: str) -> None:
    article = read_page(
        f"Satu Judul yang Panjang Sekali\n{outlet}{time}\n"
        "satu-judul-yang-panjang-sekali\nSawah di Solo. (Sumber: Sari Contoh)\n"
        "Penulis: Sari Contoh\nJAKARTA, KOMPAS.TV - Isi yang ada di sini dan itu."
    )
    assert (article.published, article.published_as_printed) == (None, time)
    assert f"the printed time cannot be: {time}" in article.provenance.warnings
    assert article.dateline is not None
    assert article.dateline.raw == "JAKARTA, KOMPAS.TV"
    assert article.images[0].credit == "Sari Contoh"
    assert paragraphs(article) == ["Isi yang ada di sini dan itu."]


def test_missing_zone_is_the_outlets_with_a_warning() -> None:
    article = read_page(
        "Judul Contoh\nKompas.com - 12 Januari 2022, 22:40\nIsi itu ini."
    )
    assert article.time_zone == "Asia/Jakarta"
    assert (
        "no time zone printed: the outlet's WIB is taken" in article.provenance.warnings
    )


def test_missing_zone_of_an_unknown_outlet_stays_empty() -> None:
    article = read_page("Judul Contoh\n12 Januari 2022, 22:40\nIsi yang ada dan itu.")
    assert (article.published, article.time_zone) == (None, "")
    assert article.published_as_printed == "12 Januari 2022, 22:40"
    assert "no time zone found" in article.provenance.warnings


def test_a_date_in_the_text_is_no_publication_time() -> None:
    article = read_page(
        "Judul Contoh\nRapat itu digelar di Solo pada Rabu (12/1/2022)."
    )
    assert article.published is None
    assert paragraphs(article) == ["Rapat itu digelar di Solo pada Rabu (12/1/2022)."]


# --- photos -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "caption", "credit"),
    [
        ("Sawah (kiri). (Foto: Sari Contoh)", "Sawah (kiri).", "Sari Contoh"),
        ("Sawah. ((Foto: Sari Contoh))", "Sawah.", "Sari Contoh"),
        ("Sawah. (Dok. Humas Contoh)", "Sawah.", "Dok. Humas Contoh"),
        ("Sawah. (Tangkapan layar Contoh TV)", "Sawah.", "Tangkapan layar Contoh TV"),
        ("Sawah. (shutterstock)", "Sawah.", "shutterstock"),
        ("Sawah. (istimewa)", "Sawah.", "istimewa"),
        ("Sawah. (AFP PHOTO)", "Sawah.", "AFP PHOTO"),
        ("Sawah. (REUTERS/Sari Contoh)", "Sawah.", "REUTERS/Sari Contoh"),
        (
            "Sawah. ANTARA FOTO/Sari Contoh/foc.",
            "Sawah.",
            "ANTARA FOTO/Sari Contoh/foc.",
        ),
        (
            "Sawah di Solo — Picture by Sari Contoh",
            "Sawah di Solo",
            "Picture by Sari Contoh",
        ),
        ("Photograph: Sari Contoh/Agency", "", "Sari Contoh/Agency"),
        ("Sari Contoh / AFP", "", "Sari Contoh / AFP"),
        ("Foto: AP Photo/Sari Contoh", "", "AP Photo/Sari Contoh"),
    ],
)
def test_credits(line: str, caption: str, credit: str) -> None:
    (image,) = page(line).images
    assert ("".join(image.caption), image.credit) == (caption, credit)


@pytest.mark.parametrize("text", ["Sawah (kiri).", "Itu hari Rabu (12/1/2022)."])
def test_a_bracket_of_the_text_is_no_credit(text: str) -> None:
    assert page(text).images == ()


def test_caption_under_the_slug_line_without_credit() -> None:
    article = read_page(
        "Satu Judul yang Panjang Sekali\nsatu-judul-yang-panjang-sekali\n"
        "Sawah di Solo.\nPenulis: Sari Contoh\nIsi yang ada di sini dan itu."
    )
    assert article.images[0].caption == ("Sawah di Solo.",)
    assert "no photo credit found" in article.provenance.warnings


def test_credit_on_the_line_under_its_caption() -> None:
    article = read_page(
        "Satu Judul yang Panjang Sekali\nsatu-judul-yang-panjang-sekali\n"
        "Sawah di Solo. (Foto: Sari Contoh)\nIsi yang ada di sini dan itu.\n"
        "Sungai di Solo. (Foto: Budi Contoh)\nIsi yang lain ada di sini."
    )
    assert [i.credit for i in article.images] == ["Sari Contoh", "Budi Contoh"]
    assert [b.type for b in article.body] == ["paragraph", "image", "paragraph"]


# --- related, sources, noise ------------------------------------------------------


@pytest.mark.parametrize(
    "label",
    ["Baca Juga: ", "Baca juga : ", "Baca: ", "Lihat juga: ", "Simak: ", "Read also: "],
)
def test_related_labels(label: str) -> None:
    article = page("Isi yang ada.", f"{label}Judul yang Lain")
    assert [r.headline for r in article.related] == ["Judul yang Lain"]
    assert [b.type for b in article.body] == ["paragraph", "related", "paragraph"]


def test_a_bare_related_heading_starts_a_list() -> None:
    text = (
        "Judul Contoh\nIsi yang ada.\nBaca Juga\nJudul Kedua\nJudul Ketiga?\nSumber: AP"
    )
    article = read_page(text)
    assert [r.headline for r in article.related] == ["Judul Kedua", "Judul Ketiga?"]
    assert article.body[-1] == RelatedBlock(related=(0, 1))


def test_video_invitation_is_related() -> None:
    (related,) = page("Isi yang ada.", "Simak Video “Cara Menanam”").related
    assert related.headline == "“Cara Menanam”"


def test_original_publication_is_printed_and_its_address_kept() -> None:
    article = read_page(
        "Judul Contoh\nIsi yang ada.\nArtikel ini telah tayang di Contoh.com dengan "
        "judul “Satu Judul”, Klik untuk baca:\nhttps://contoh.example/satu"
    )
    assert article.is_based_on == "https://contoh.example/satu"
    assert paragraphs(article)[-1].endswith("dengan judul “Satu Judul”")


def test_attribution_in_a_sentence_is_no_source() -> None:
    assert page("Hal itu dikutip Associated Press, Rabu.").sources == ()


@pytest.mark.parametrize(
    "line",
    [
        "ADVERTISEMENT",
        "SCROLL TO CONTINUE WITH CONTENT",
        "[Gambas:Video 20detik]",
        "Baca berita tanpa iklan. Gabung Contoh+",
        "A- A+",
        "Lihat Foto",
        "Ikuti berita kami di Google News dan WhatsApp",
    ],
)
def test_noise_is_dropped_with_its_rule(line: str) -> None:
    article = page("Isi yang ada.", line)
    assert (line, "noise line") in {
        (d.text, d.rule) for d in article.provenance.dropped
    }
    assert len(paragraphs(article)) == 2


def test_a_sentence_that_begins_with_a_stop_word_is_text() -> None:
    assert "Komentar warga itu muncul kemudian." in paragraphs(
        page("Komentar warga itu muncul kemudian.")
    )


def test_more_pages_are_a_warning() -> None:
    warnings = page("Isi.", "Halaman: 1 2 Show All").provenance.warnings
    assert any(w.startswith("page 1 of 2") for w in warnings)


# --- head -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("crumb", "sections"),
    [
        ("Home / Ekonomi", ("Ekonomi",)),
        ("Home > Ekonomi > Makro Baru", ("Ekonomi", "Makro Baru")),
        ("Kompas TV internasional kompas dunia", ("internasional", "kompas dunia")),
    ],
)
def test_breadcrumbs(crumb: str, sections: tuple[str, ...]) -> None:
    article = read_page(f"{crumb}\nJudul Contoh Ini\nIsi yang ada di sini dan itu.")
    assert article.sections == sections
    assert article.headline == "Judul Contoh Ini"


def test_kanal_that_cannot_be_split_is_one_section_with_a_warning() -> None:
    article = read_page(
        "Kompas TV kabar angkasa\nSatu Judul Contoh Ini\nsatu-judul-contoh-ini\nIsi."
    )
    assert article.sections == ("kabar angkasa",)
    assert "section names could not be told apart" in article.provenance.warnings


@pytest.mark.parametrize("text", ["", " \n\xa0\n", "Satu judul saja", "Penulis: Sari"])
def test_a_page_without_headline_or_text_is_an_error(text: str) -> None:
    with pytest.raises(RecordError) as caught:
        read_page(text, file="a.txt")
    assert caught.value.where == "a.txt"
    assert caught.value.hint


def test_a_headline_without_proof_is_a_warning() -> None:
    warning = "no headline proved: the first line is taken"
    assert warning in read_page("Judul Contoh\nIsi yang ada.").provenance.warnings
    proved = "Satu Judul Contoh Ini\nsatu-judul-contoh-ini\nIsi yang ada."
    assert warning not in read_page(proved).provenance.warnings


@pytest.mark.parametrize(
    "first",
    [
        "MOSKOW, KOMPAS.TV - Pemerintah kembali menegaskan penolakan.",
        "Pemerintah itu kembali menegaskan bahwa rencana yang lama tidak akan diubah.",
        "kata " * 41,
    ],
)
def test_a_paragraph_is_not_taken_for_the_headline(first: str) -> None:
    with pytest.raises(RecordError, match="no headline found") as caught:
        read_page(f"Penulis: Sari Contoh\n{first}\nIsi yang ada.", file="a.txt")
    assert caught.value.hint
