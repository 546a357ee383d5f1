"""A photo that leaves an ebook keeps its credit, and carries nothing private."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from newsroom import Newsroom, draw_photo, photo, record
from PIL import Image

from exporter.build import build
from exporter.iptc import PhotoText, write_text
from exporter.jpeg import strip_metadata
from exporter.records.photo import PhotoFacts, read_photo_facts
from exporter.records.photo_words import read_words

TEXT = PhotoText(
    caption=("Nelayan <pulang> & “diam”.", "Alinea kedua, 茶 dan شاي."),
    creators=("Ana Sari", "Budi"),
    credit="Ana Sari/ANTARA",
    rights="© 2026 ANTARA",
    terms="CC BY-SA 4.0",
)
NAME = "mingguan-uji-7"


def jpeg(**options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(out, "JPEG", **options)
    return out.getvalue()


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (64, 48), (0, 80, 80, 128)).save(out, "PNG")
    return out.getvalue()


def text_in(facts: PhotoFacts) -> PhotoText:
    return PhotoText(
        facts.caption,
        facts.creators,
        facts.credit_line,
        facts.copyright_notice,
        facts.usage_terms,
    )


@pytest.mark.parametrize("photo", [jpeg(), strip_metadata(jpeg()), png()])
def test_what_is_written_is_read_again(photo: bytes) -> None:
    facts = read_photo_facts(write_text(photo, TEXT))
    assert text_in(facts) == TEXT
    assert not facts.doubts and not facts.dropped


def test_programs_that_know_only_iim_read_the_same() -> None:
    iim = read_words(write_text(jpeg(), TEXT)).iim
    assert iim.whole and iim.is_utf8
    assert iim.texts(120) == ("\n\n".join(TEXT.caption),)
    assert iim.texts(80) == TEXT.creators
    assert (iim.text(110), iim.text(116)) == (TEXT.credit, TEXT.rights)


def test_what_iim_has_no_room_for_is_cut_between_letters_and_xmp_has_it() -> None:
    credit = "Seseorang dengan nama panjang é/ANTARA"
    written = write_text(jpeg(), PhotoText(credit=credit, caption=("ق" * 1500,)))
    words = read_words(written)
    assert words.iim.text(110) == credit.encode()[:32].decode(errors="ignore")
    assert words.iim.text(120) == "ق" * 1000
    assert text_in(read_photo_facts(written)).credit == credit


@pytest.mark.parametrize("photo", [jpeg(), png()])
def test_pixels_are_not_touched(photo: bytes) -> None:
    with (
        Image.open(io.BytesIO(photo)) as before,
        Image.open(io.BytesIO(write_text(photo, TEXT))) as after,
    ):
        assert before.tobytes() == after.tobytes()


def test_a_photo_of_which_nothing_is_said_stays_as_it_is() -> None:
    assert write_text(jpeg(), PhotoText()) == jpeg()


# --- in an ebook ---------------------------------------------------------------------


def photos_in(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        names = [n for n in archive.namelist() if n.startswith("EPUB/images/")]
        return {n: archive.read(n) for n in names if "cover." not in n}


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    room = Newsroom(tmp_path / "room")
    room.top["formats"] = ["epub"]
    return room


def ebook(room: Newsroom) -> tuple[Path, list[str]]:
    result = build(room.write(), room.folder / "out")
    assert result.exit_code == 0
    codes = [finding.code for finding in result.findings]
    return room.folder / "out" / f"{NAME}.epub", codes


def test_each_photo_of_an_ebook_says_what_stands_beside_it(room: Newsroom) -> None:
    terms = {"creators": ["Ana"], "copyright_notice": "© Ana", "usage_terms": "CC0 1.0"}
    room.add(record("pasang", images=[photo("teal", **terms)]))
    path, _ = ebook(room)
    said_of = [text_in(read_photo_facts(data)) for data in photos_in(path).values()]
    caption = ("Bulatan pada bidang teal di ruang uji.",)
    credit = "Juru Foto Teal/Contoh"
    assert PhotoText(caption, ("Ana",), credit, "© Ana", "CC0 1.0") in said_of
    assert "Juru Foto Maroon/Contoh" in {text.credit for text in said_of}


def test_one_photo_with_two_captions_is_two_files(room: Newsroom) -> None:
    room.add(record("ombak", images=[photo("teal", caption=["Gambar yang sama."])]))
    path, codes = ebook(room)
    photos = photos_in(path)
    captions = {read_photo_facts(data).caption for data in photos.values()}
    assert {("Gambar yang sama.",), ("Bulatan pada bidang teal di ruang uji.",)} < (
        captions
    )
    with zipfile.ZipFile(path) as archive:
        page = archive.read("EPUB/text/a-ombak.xhtml").decode()
        found = json.loads(archive.read("EPUB/issue.jsonld"))["hasPart"]
    (name,) = (n for n in photos if n.removeprefix("EPUB/") in page)
    assert read_photo_facts(photos[name]).caption == ("Gambar yang sama.",)
    urls = {
        part["@id"]: part["image"][0]["contentUrl"] for part in found if "image" in part
    }
    assert urls["text/a-ombak.xhtml"] == name.removeprefix("EPUB/")
    assert "W-031" not in codes


def test_one_photo_with_the_same_words_twice_is_one_file(room: Newsroom) -> None:
    room.add(record("ombak", images=[photo("teal", alt="Dilihat lagi.")]))
    assert len(photos_in(ebook(room)[0])) == 2


def test_one_photo_with_two_credits_is_a_finding(room: Newsroom) -> None:
    room.add(record("ombak", images=[photo("teal", credit="Orang Lain/Contoh")]))
    result = build(room.write(), room.folder / "out")
    (finding,) = (f for f in result.findings if f.code == "W-031")
    assert finding.where == "ombak photo 1"
    assert "“Orang Lain/Contoh”" in finding.message
    assert "pasang photo 1 to “Juru Foto Teal/Contoh”" in finding.message
    assert "[article.ombak.photo.1] › credit" in result.places.change(finding)


def test_nothing_private_travels_with_a_photo(room: Newsroom) -> None:
    path = room.folder / "photos" / "teal.jpg"
    draw_photo(path, "teal", (1600, 1000))
    exif = Image.Exif()
    exif[0x010F] = "KAMERA RAHASIA"
    exif.get_ifd(0x8825)[2] = (6.0, 10.0, 31.5)
    with Image.open(path) as image:
        image.save(path, exif=exif, comment=b"CATATAN RAHASIA")
    secret = {"instructions": "RAHASIA untuk meja foto", "restrictions": []}
    room.add(record("pasang", images=[photo("teal", **secret)]))
    for data in photos_in(ebook(room)[0]).values():
        assert b"RAHASIA" not in data and b"Exif" not in data
        with Image.open(io.BytesIO(data)) as image:
            assert not image.getexif()
