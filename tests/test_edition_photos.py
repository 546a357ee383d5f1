"""What photo files add to an edition: fields a record lacks, rights, doubts."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from newsroom import SECRET, Newsroom, photo, record
from photo_files import exif, iim, jpeg, put, xmp
from typer.testing import CliRunner

from exporter.build import build
from exporter.checks import Finding, check_edition
from exporter.cli import app
from exporter.edition import Composed, compose, read_sources
from exporter.errors import EditionError
from exporter.model import Image

AI = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
BARE = {"file": "../photos/laut.jpg"}
WORDS = {
    "dc:description": "Perahu &lt;kecil&gt; di pasir &amp; lumpur.",
    "dc:creator": ["Sari Contoh"],
    "photoshop:Credit": "Sari Contoh/Kantor Uji",
    "photoshop:Source": "Kantor Uji",
    "dc:rights": "© 2026 Sari Contoh",
    "Iptc4xmpCore:AltTextAccessibility": "Lima perahu kayu miring di pasir basah.",
}


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path / "newsroom")


def with_photo(
    room: Newsroom,
    properties: dict[str, Any] | None = None,
    block: bytes = b"",
    **fields: Any,
) -> Newsroom:
    """Give an article one photo whose file has words in it."""
    data = jpeg(xmp(WORDS if properties is None else properties), block)
    put(room.folder / "photos" / "laut.jpg", data)
    room.add(record("ombak", images=[{**BARE, **fields}]))
    return room


def composed(room: Newsroom) -> Composed:
    return compose(read_sources(room.write()))


def image(room: Newsroom) -> Image:
    return composed(room).edition.articles[2].images[0]


def found(room: Newsroom) -> list[Finding]:
    """Return the findings about the article's photo."""
    made = composed(room)
    every = (*made.findings, *check_edition(made.edition))
    return [f for f in every if f.where.startswith("ombak")]


def codes(room: Newsroom) -> list[str]:
    return [finding.code for finding in found(room)]


def held(room: Newsroom) -> str:
    with pytest.raises(EditionError) as caught:
        composed(room)
    return str(caught.value)


# --- fields a record lacks ------------------------------------------------------------


def test_what_a_record_lacks_comes_from_its_photo(newsroom: Newsroom) -> None:
    got = image(with_photo(newsroom))
    assert got.caption == ("Perahu &lt;kecil&gt; di pasir &amp; lumpur.",)
    assert got.credit == "Sari Contoh/Kantor Uji"
    assert got.creators == ("Sari Contoh",)
    assert (got.credit_line, got.source) == (got.credit, "Kantor Uji")
    assert got.copyright_notice == "© 2026 Sari Contoh"
    assert got.alt == "Lima perahu kayu miring di pasir basah."
    assert (got.width, got.height) == (640, 420)


def test_each_printed_field_is_told_with_its_origin(newsroom: Newsroom) -> None:
    made = composed(with_photo(newsroom))
    told = [f for f in made.findings if f.code == "N-020"]
    wheres = {f.where for f in told}
    assert wheres == {
        f"ombak photo 1 {field}" for field in ("caption", "credit", "alt")
    }
    assert all("laut.jpg: XMP" in f.message for f in told)
    assert (
        made.from_photos["ombak", "photo 1 credit"] == "laut.jpg: XMP photoshop:Credit"
    )


def test_a_record_is_never_overridden(newsroom: Newsroom) -> None:
    own = photo("laut", credit="Sari Contoh/Kantor Uji", usage_terms="CC BY 4.0")
    del own["file"]
    words = {**WORDS, "xmpRights:UsageTerms": "CC0"}
    got = image(with_photo(newsroom, words, **own))
    assert [*got.caption] == own["caption"]
    assert (got.credit, got.alt) == (own["credit"], own["alt"])
    assert got.usage_terms == "CC BY 4.0"
    assert got.creators == ("Sari Contoh",)
    assert codes(newsroom) == []


def test_without_a_credit_line_name_and_agency_make_the_credit(
    newsroom: Newsroom,
) -> None:
    words = {"dc:creator": ["Sari Contoh"], "photoshop:Source": "ANTARA FOTO"}
    made = composed(with_photo(newsroom, words))
    assert made.edition.articles[2].images[0].credit == "Sari Contoh/ANTARA FOTO"
    origin = made.from_photos["ombak", "photo 1 credit"]
    assert origin == "laut.jpg: XMP dc:creator + XMP photoshop:Source"


def test_an_agency_alone_is_no_credit(newsroom: Newsroom) -> None:
    assert image(with_photo(newsroom, {"photoshop:Source": "AFP"})).credit == ""
    assert "W-001" in codes(newsroom)


def test_the_headline_again_is_no_caption(newsroom: Newsroom) -> None:
    assert image(with_photo(newsroom, {"dc:description": "Kabar ombak"})).caption == ()


def test_a_long_description_is_the_alt_text_where_there_is_no_short_one(
    newsroom: Newsroom,
) -> None:
    words = {"Iptc4xmpCore:ExtDescrAccessibility": "Lima perahu kayu, dua berlayar."}
    assert image(with_photo(newsroom, words)).alt == "Lima perahu kayu, dua berlayar."


def test_a_credit_that_may_be_cut_is_told_where_it_is_used(newsroom: Newsroom) -> None:
    block = iim({110: "Sari Contoh/Kantor Berita Uji Nu"})
    assert "W-008" in codes(with_photo(newsroom, {}, block))
    maker = iim({80: "Sari Contoh Nama yang Amat Panjan"[:32]})
    assert "W-008" in codes(with_photo(newsroom, {}, maker))
    own = photo("laut", credit="Sari Contoh/Kantor Uji")
    del own["file"]
    own |= {"credit_line": "Sari Contoh/Kantor Berita Uji Nusantara"}
    assert "W-008" not in codes(with_photo(newsroom, {}, block, **own))


# --- record and photo differ ----------------------------------------------------------


def test_two_photographers_are_a_finding_and_the_record_is_printed(
    newsroom: Newsroom,
) -> None:
    got = image(with_photo(newsroom, credit="Budi Teladan/Kantor Uji"))
    assert got.credit == "Budi Teladan/Kantor Uji"
    assert (got.creators, got.credit_line, got.copyright_notice) == ((), "", "")
    (finding,) = (f for f in found(newsroom) if f.code == "W-020")
    assert finding.where == "ombak photo 1 credit"
    assert "Budi Teladan" in finding.message
    assert "Sari Contoh" in finding.message


@pytest.mark.parametrize(
    "credit", ["SARI CONTOH", "Kantor Uji", "Foto: Sári C. via Kantor", "Dok. Contoh"]
)
def test_the_same_names_in_other_words_are_no_difference(
    newsroom: Newsroom, credit: str
) -> None:
    assert "W-020" not in codes(with_photo(newsroom, credit=credit))


def test_another_agency_is_a_difference(newsroom: Newsroom) -> None:
    words = {"photoshop:Credit": "AFP"}
    assert "W-020" in codes(with_photo(newsroom, words, credit="Reuters"))
    assert "W-020" not in codes(with_photo(newsroom, words, credit="Sari Contoh/AFP"))


# --- edition.toml has the last word ---------------------------------------------------


def test_an_editor_corrects_what_the_photo_says(newsroom: Newsroom) -> None:
    room = with_photo(newsroom)
    room.tables = '[article.ombak.photo.1]\ncaption = ""\ncredit = "Budi Teladan"'
    got = image(room)
    assert got.caption == ()
    assert got.credit == "Budi Teladan"
    (change,) = (o for o in composed(room).overrides if o.field == "photo 1 credit")
    assert change.was == "Sari Contoh/Kantor Uji"
    told = {f.where for f in found(room) if f.code in {"N-020", "W-020"}}
    assert told == {"ombak photo 1 alt"}


def test_the_photo_that_edition_toml_names_is_the_one_that_is_read(
    newsroom: Newsroom,
) -> None:
    room = with_photo(newsroom)
    room.add(record("ombak", images=[photo("hilang", credit="", caption=[])]))
    room.tables = '[article.ombak.photo.1]\nfile = "photos/laut.jpg"'
    assert image(room).credit == "Sari Contoh/Kantor Uji"
    room.add(record("ombak"))
    assert image(room).credit == "Sari Contoh/Kantor Uji"


def test_photos_are_counted_as_they_are_printed(newsroom: Newsroom) -> None:
    room = with_photo(newsroom)
    room.add(record("ombak", images=[photo("teal"), BARE]))
    room.tables = "[article.ombak.photo.1]\nleave_out = true"
    assert {f.where for f in found(room) if f.code == "N-020"} == {
        f"ombak photo 1 {field}" for field in ("caption", "credit", "alt")
    }


# --- rights ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("properties", "block", "reason"),
    [
        ({"photoshop:Instructions": "TURKEY OUT"}, b"", "TURKEY OUT"),
        ({"dc:description": "Perahu. (NO ARCHIVES)"}, b"", "NO ARCHIVES"),
        ({"xmpRights:UsageTerms": "One time use only"}, b"", "ONE TIME USE"),
        ({}, iim({40: "Belgium OUT"}), "BELGIUM OUT"),
        ({"plus:LicenseEndDate": "2026-11-21"}, b"", "2026-11-21T23:59:59+07:00"),
        ({}, iim({37: "20261122", 38: "020000+0700"}), "2026-11-22T02:00:00+07:00"),
        ({}, iim({30: "20261123"}), "2026-11-23T00:00:00+07:00"),
        (
            {"photoshop:Instructions": "EMBARGO until 22 November 2026, 09:00 WIT"},
            b"",
            "2026-11-22T09:00:00+09:00",
        ),
    ],
)
def test_rights_in_a_photo_stop_the_run_unless_released(
    newsroom: Newsroom, properties: dict[str, str], block: bytes, reason: str
) -> None:
    room = with_photo(newsroom, properties, block)
    if reason.endswith("09:00"):  # 07:00 in Jakarta, an hour after it is published
        assert "embargo" in held(room)
    assert reason in held(room)
    room.tables = '[release]\nombak = "Dewi Sampel: sudah diizinkan"'
    assert reason in composed(room).released["ombak"]


@pytest.mark.parametrize(
    ("properties", "block"),
    [
        ({"plus:LicenseEndDate": "2026-11-22"}, b""),
        ({"plus:LicenseEndDate": "soon"}, iim({37: "00000000"})),
        ({}, iim({30: "20261122", 35: "050000+0700"})),
        ({"photoshop:Instructions": "MANDATORY CREDIT; NO SALES"}, b""),
    ],
)
def test_what_is_in_time_or_kept_anyway_holds_nothing_back(
    newsroom: Newsroom, properties: dict[str, str], block: bytes
) -> None:
    assert not composed(with_photo(newsroom, properties, block)).released


def test_a_restricted_photo_that_is_left_out_holds_nothing_back(
    newsroom: Newsroom,
) -> None:
    room = with_photo(newsroom, {"photoshop:Instructions": "TURKEY OUT"})
    room.tables = "[article.ombak.photo.1]\nleave_out = true"
    assert composed(room).edition.articles[2].images == ()
    assert "N-021" not in codes(room)


def test_instructions_of_a_record_are_read_too(newsroom: Newsroom) -> None:
    newsroom.add(record("ombak", images=[photo("teal", instructions="Turkey OUT")]))
    assert "TURKEY OUT" in held(newsroom)


def test_obligations_are_noted(newsroom: Newsroom) -> None:
    words = {"photoshop:Instructions": "MANDATORY CREDIT; call Budi before it runs"}
    told = [f for f in found(with_photo(newsroom, words)) if f.code == "N-021"]
    assert len(told) == 2
    assert "MANDATORY CREDIT" in told[0].message
    assert not any("Budi" in f.message for f in told)


# --- pictures by a program ------------------------------------------------------------


def test_a_picture_by_ai_needs_words_beside_it(newsroom: Newsroom) -> None:
    words = {**WORDS, "Iptc4xmpExt:DigitalSourceType": AI}
    assert "W-021" in codes(with_photo(newsroom, words))
    for said in (
        "Gambar buatan AI.",
        "Dibuat dengan kecerdasan buatan.",
        "由人工智能生成",
    ):
        assert "W-021" not in codes(with_photo(newsroom, words, caption=[said]))
    assert "W-021" in codes(with_photo(newsroom, words, caption=["Air di RAIMUNA."]))


def test_a_photo_by_a_camera_needs_none(newsroom: Newsroom) -> None:
    code = AI.replace("trainedAlgorithmicMedia", "digitalCapture")
    words = {**WORDS, "Iptc4xmpExt:DigitalSourceType": code}
    assert "W-021" not in codes(with_photo(newsroom, words))


# --- from end to end ------------------------------------------------------------------


def test_an_edition_prints_what_its_photo_says_and_nothing_private(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    words = {**WORDS, "photoshop:Instructions": f"MANDATORY CREDIT; {SECRET}"}
    room = with_photo(newsroom, words, iim({120: "Catatan lain", 55: "20200102"}))
    tags = exif({0x010E: "x", 0x0110: "KAMERA-UJI"})
    tags.get_ifd(0x8825)[2] = (6.0, 10.0, 31.5)
    tags.get_ifd(0x8769)[0xA431] = "SERI-12345"
    photo_file = jpeg(xmp(words), iim({120: "Catatan lain"}), tags)
    put(room.folder / "photos" / "laut.jpg", photo_file)
    result = build(room.write(), tmp_path / "out")
    assert result.exit_code == 0
    assert "not in the records" not in result.sum_line
    for file in result.files:
        texts = [file.read_bytes()]
        if file.suffix == ".epub":
            with zipfile.ZipFile(file) as book:
                texts = [book.read(name) for name in book.namelist()]
        for private in (SECRET, "SERI-12345", "KAMERA-UJI", str(room.folder)):
            assert not any(private.encode() in text for text in texts), file
    report = next(f for f in result.files if f.name.endswith(".report.html"))
    assert "laut.jpg: XMP photoshop:Credit" in report.read_text(encoding="utf-8")
    proof = json.loads(result.files[-1].read_text(encoding="utf-8"))
    told = [f["code"] for f in proof["findings"] if f["where"].startswith("ombak")]
    assert told.count("N-020") == 3


def test_an_edition_prints_the_record_where_the_photo_differs(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    own = {"credit": "Budi Teladan/Kantor Lain", "caption": ["Dermaga pada pagi hari."]}
    room = with_photo(newsroom, **own)
    result = build(room.write(), tmp_path / "out", formats=["epub"])
    assert result.exit_code == 0
    assert [f.code for f in result.findings if f.where == "ombak photo 1 credit"] == [
        "W-020"
    ]
    (book,) = (f for f in result.files if f.suffix == ".epub")
    with zipfile.ZipFile(book) as opened:
        texts = b"".join(
            opened.read(n)
            for n in opened.namelist()
            if not n.endswith((".jpg", ".ttf"))
        )
    assert b"Budi Teladan" in texts
    assert b"Sari Contoh/Kantor Uji" not in texts
    assert b"Perahu" not in texts


def test_the_records_command_shows_what_a_photo_says(newsroom: Newsroom) -> None:
    words = {**WORDS, "dc:description": "DSC_0042.JPG"}
    room = with_photo(newsroom, words)
    file = room.write().parent / "articles" / "ombak.json"
    shown = CliRunner().invoke(app, ["records", str(file), "--lang", "en"]).output
    assert "Sari Contoh/Kantor Uji  ← XMP photoshop:Credit" in shown
    assert "'DSC_0042.JPG'" in shown


def test_the_records_command_reads_no_photo_elsewhere(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    put(tmp_path / "elsewhere" / "laut.jpg", jpeg(xmp(WORDS)))
    far = {"file": "../../elsewhere/laut.jpg"}
    newsroom.add(record("ombak", images=[far]))
    file = newsroom.write().parent / "articles" / "ombak.json"
    shown = CliRunner().invoke(app, ["records", str(file), "--lang", "en"]).output
    assert "Kantor Uji" not in shown
