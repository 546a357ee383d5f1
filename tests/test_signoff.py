"""What editor and photo desk sign off: the files, and the list of photos."""

import dataclasses
import hashlib
import io
import json
import re
from pathlib import Path

import pytest
from lxml import html
from newsroom import SECRET, Newsroom, draw_photo, photo, record
from PIL import Image
from signed_edition import (
    CLOCK,
    NAME,
    Signed,
    composed_room,
    pictures,
    read_csv,
    sign,
    words,
)

from exporter.build import build
from exporter.edition import compose, read_sources
from exporter.facts import Numbering, PartFacts, Placement
from exporter.signoff.photos import (
    PhotoRow,
    crop_in_words,
    photo_rows,
    printed_photos,
    write_photos_csv,
)


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Signed:
    return sign(tmp_path_factory.mktemp("signed"))


# --- the files --------------------------------------------------------------------


def test_both_are_delivered_and_the_proof_knows_their_hashes(signed: Signed) -> None:
    suffixes = ("pdf", "epub", "report.html", "photos.csv", "proof.json")
    assert [f.name for f in signed.result.files] == [f"{NAME}.{s}" for s in suffixes]
    proof = json.loads(signed.result.files[-1].read_text(encoding="utf-8"))
    for file in signed.result.files[:-1]:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        assert proof["outputs"][file.name]["sha256"] == digest


def test_the_same_bytes_with_any_number_of_jobs(signed: Signed, tmp_path: Path) -> None:
    again = build(signed.room.folder, tmp_path, jobs=2)
    for one, other in zip(signed.result.files, again.files, strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name


def test_nothing_private_is_in_them(signed: Signed) -> None:
    with Image.open(CLOCK) as clock:
        assert clock.getexif(), "this test needs a photo with EXIF"
    for suffix in ("report.html", "photos.csv"):
        text = (signed.out / f"{NAME}.{suffix}").read_text(encoding="utf-8")
        for secret in (SECRET, str(signed.room.folder), str(Path.cwd()), "../photos"):
            assert secret not in text, (suffix, secret)
    for jpeg in pictures(signed.page):
        with Image.open(io.BytesIO(jpeg)) as image:
            assert image.info.keys() <= {
                *("jfif", "jfif_version", "jfif_unit", "jfif_density"),
                *("progressive", "progression"),
            }
            assert not image.getexif()


def test_an_edition_that_is_held_is_signed_off_too(
    signed: Signed, tmp_path: Path
) -> None:
    first = build(signed.room.folder, tmp_path, formats=["epub"])
    before = {file: file.read_bytes() for file in first.files}
    result = build(signed.room.folder, tmp_path, formats=["epub"], strict=True)
    assert result.exit_code == 6
    held = tmp_path / "held" / NAME
    assert {file.parent for file in result.files} == {held}
    page = html.parse(held / f"{NAME}.report.html").getroot()
    assert words(page.find_class("state")[0]).endswith("Ditahan")
    assert len(read_csv(held / f"{NAME}.photos.csv")) == 5
    assert {file: file.read_bytes() for file in first.files} == before


def test_a_photo_of_few_pixels_is_named_wherever_it_stands(tmp_path: Path) -> None:
    room = Newsroom(tmp_path / "room")
    draw_photo(room.folder / "photos" / "gold.jpg", "gold", (240, 160))
    room.add(record("pasang", images=[photo("gold")], paragraphs=9))
    room.add(record("surut", images=[photo("teal"), photo("gold")], paragraphs=20))
    result = build(room.write(), tmp_path / "out", formats=["pdf"])
    few = [f.where for f in result.findings if f.code == "W-005"]
    assert sorted(few) == ["pasang photo 1", "pasang photo 1", "surut photo 2"]
    changes = {result.places.change(f) for f in result.findings if f.code == "W-005"}
    assert {change.split("  ")[1] for change in changes} == {
        "(pasang.json: images[0].file)",
        "(surut.json: images[1].file)",
    }


# --- the list of photos -----------------------------------------------------------


def test_the_list_has_a_line_for_each_place_of_each_photo(signed: Signed) -> None:
    rows = signed.rows
    assert [(r["photo"], r["place"], r["article"], r["number"]) for r in rows] == [
        ("teal.jpg", "cover", "pasang", "1"),
        ("teal.jpg", "article", "pasang", "1"),
        ("jam.jpg", "article", "pasang", "2"),
        ("gold.jpg", "article", "surut", "1"),
        ("", "missing", "surut", "2"),
        ("silver.png", "article", "ombak", "1"),
    ]
    cover, gold, missing, silver = rows[0], rows[3], rows[4], rows[5]
    assert cover["page"] == "1"
    assert cover["printed_width_mm"] == "210"
    assert re.fullmatch(r"left \d+ right \d+", cover["crop"])
    assert (gold["crop"], gold["ppi"]) == ("top 4 bottom 4", "71")
    assert (gold["pixel_width"], gold["pixel_height"]) == ("240", "160")
    assert (missing["page"], missing["crop"], missing["sha256"]) == ("", "", "")
    assert missing["credit"] == "Dok. Uji"
    assert silver["section"] == "Ragam"
    assert (silver["creators"], silver["agency"]) == ("Ani; Budi", "Kantor Uji")
    assert (silver["licence"], silver["copyright_notice"]) == (
        *("Sekali terbit", "© 2026 Ani"),
    )
    photos = signed.room.folder / "photos"
    for row in rows:
        if row["photo"]:
            digest = hashlib.sha256((photos / row["photo"]).read_bytes()).hexdigest()
            assert row["sha256"] == digest


def test_its_form_is_what_spreadsheets_and_machines_read(signed: Signed) -> None:
    data = (signed.out / f"{NAME}.photos.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfphoto,place,page,article,headline,")
    lines = data.split(b"\r\n")
    assert lines[-1] == b""
    assert not any(b"\n" in line for line in lines)
    numbers = ("page", "printed_width_mm", "printed_height_mm", "ppi", "number")
    for row in signed.rows:  # no decimal point: Excel in Indonesian sees a date
        assert all(row[name].isdecimal() or not row[name] for name in numbers)


def test_without_a_pdf_photos_have_no_page(signed: Signed, tmp_path: Path) -> None:
    build(signed.room.folder, tmp_path, formats=["epub"])
    rows = read_csv(tmp_path / f"{NAME}.photos.csv")
    assert [r["photo"] for r in rows] == [
        *("teal.jpg", "jam.jpg", "gold.jpg", "", "silver.png"),
    ]
    for name in ("page", "printed_width_mm", "ppi", "crop"):
        assert {row[name] for row in rows} == {""}
    page = html.parse(tmp_path / f"{NAME}.report.html").getroot()
    assert len(page.find_class("card")) == 5
    assert len(pictures(page)) == 4
    assert not page.xpath("//*[@id='pages']")


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "+62 811", "-kata-", "@rumah", "\tx", "\r=x", "  =1"),
        "＝1",
    ],
)
def test_no_cell_is_taken_for_a_formula(tmp_path: Path, text: str) -> None:
    composed = composed_room(tmp_path)
    row = photo_rows(composed.edition, composed.photos, {})[0]
    names = ("photo", "headline", "caption", "alt", "credit", "agency", "licence")
    file = tmp_path / "photos.csv"
    write_photos_csv([dataclasses.replace(row, **dict.fromkeys(names, text))], file)
    (read,) = read_csv(file)
    assert {read[name] for name in names} == {f"'{text}"}
    assert read["article"] == "pasang"


def test_quotes_commas_and_lines_survive_the_list(tmp_path: Path) -> None:
    composed = composed_room(tmp_path)
    row = photo_rows(composed.edition, composed.photos, {})[0]
    said = 'Kata "Ibu", lalu\nbaris; 日本 – é'
    file = tmp_path / "photos.csv"
    write_photos_csv([dataclasses.replace(row, credit=said)], file)
    assert read_csv(file)[0]["credit"] == said


def test_the_columns_are_the_fields_of_a_row(signed: Signed) -> None:
    assert list(signed.rows[0]) == [f.name for f in dataclasses.fields(PhotoRow)]


def test_crops_are_said_in_percent() -> None:
    assert crop_in_words((0.0, 0.4, 0.0, 0.0)) == "none"
    assert crop_in_words((14.4, 0.0, 14.4, 3.0)) == "left 14 right 14 bottom 3"


def test_one_file_used_for_two_photos_keeps_its_captions_apart(tmp_path: Path) -> None:
    """The body places the third image, then the second; the lead comes first."""
    room = Newsroom(tmp_path)
    images = [photo("teal", caption=[f"Keterangan {n}."]) for n in (1, 2, 3, 4)]
    body = [
        {"type": "image", "image": 2},
        {"type": "paragraph", "html": "Alinea."},
        {"type": "image", "image": 1},
    ]
    room.add(record("surut", images=images, body=body))
    composed = compose(read_sources(room.write()))
    teal = composed.edition.articles[1].images[0].file.partition(".")[0]
    placements = [
        Placement(f"a-surut-{block}-i", f"media:{teal}/column", page, 86, 54, 200)
        for page, block in enumerate(("f0", "b1", "b3", "f3"))
    ]
    part = PartFacts("section-1-1", (), {}, tuple(placements))
    numbering = Numbering(9, {"section-1-1": 3}, {})
    printed = printed_photos(composed.edition, [part], numbering)
    assert {key: [p.page for p in places] for key, places in printed.items()} == {
        ("surut", 1): [3],
        ("surut", 3): [4],
        ("surut", 2): [5],
        ("surut", 4): [6],
    }
