"""What a photo file says of itself: XMP over IIM over EXIF, and no noise."""

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from photo_files import dataset, exif, iim, jpeg, other, xmp

from exporter.records.photo import PhotoFacts, read_photo_facts
from exporter.records.photo_iim import read_iim
from exporter.records.photo_xmp import MOST_BYTES, read_xmp

FIELDS: list[tuple[str, str, str, int, int]] = [
    ("headline", "Laut surut", "photoshop:Headline", 105, 0),
    ("creator_title", "stf", "photoshop:AuthorsPosition", 85, 0),
    ("credit_line", "Kantor Foto Uji", "photoshop:Credit", 110, 0),
    ("source", "Kantor Uji", "photoshop:Source", 115, 0),
    ("copyright_notice", "© 2026 Sari Contoh", "dc:rights", 116, 0x8298),
    ("usage_terms", "CC BY 4.0", "xmpRights:UsageTerms", 0, 0),
    ("instructions", "NO SALES", "photoshop:Instructions", 40, 0),
    ("alt", "Perahu di pasir.", "Iptc4xmpCore:AltTextAccessibility", 0, 0),
    ("long_description", "Lima perahu.", "Iptc4xmpCore:ExtDescrAccessibility", 0, 0),
    ("city", "Ambon", "photoshop:City", 90, 0),
    ("country", "Indonesia", "photoshop:Country", 101, 0),
]


def facts(
    properties: dict[str, Any] | None = None,
    fields: dict[int, str] | None = None,
    tags: dict[int, Any] | None = None,
    encoding: str = "utf-8",
) -> PhotoFacts:
    packet = xmp(properties) if properties else b""
    block = iim(fields, encoding) if fields else b""
    return read_photo_facts(jpeg(packet, block, exif(tags or {})))


# --- fields and their precedence ------------------------------------------------------


@pytest.mark.parametrize(("name", "text", "prop", "number", "tag"), FIELDS)
def test_each_field_is_read_from_each_place_that_has_it(
    name: str, text: str, prop: str, number: int, tag: int
) -> None:
    got = [facts({prop: text})]
    origins = [f"XMP {prop}"]
    if number:
        got.append(facts(fields={number: text}))
        origins.append(f"IIM 2:{number}")
    if tag:
        got.append(facts(tags={tag: text.encode()}))
        origins.append("EXIF Copyright")
    assert [getattr(one, name) for one in got] == [text] * len(got)
    assert [one.origins[name] for one in got] == origins


def test_xmp_wins_over_iim_and_iim_over_exif_for_each_field_alone() -> None:
    got = facts(
        {"dc:description": "Dari XMP.", "photoshop:Credit": ""},
        {120: "Dari IIM.", 110: "Kredit IIM", 116: "Hak IIM"},
        {0x010E: "Dari EXIF.", 0x013B: "Sari Contoh", 0x8298: "Hak EXIF"},
    )
    assert got.caption == ("Dari XMP.",)
    assert got.credit_line == "Kredit IIM"
    assert got.copyright_notice == "Hak IIM"
    assert got.creators == ("Sari Contoh",)
    assert got.origins == {
        "caption": "XMP dc:description",
        "credit_line": "IIM 2:110",
        "copyright_notice": "IIM 2:116",
        "creators": "EXIF Artist",
    }


def test_several_creators_stay_in_order() -> None:
    names = ("Sari Contoh", "Budi Teladan")
    block = b"".join(dataset(80, name.encode()) for name in names)
    assert facts({"dc:creator": names}).creators == names
    assert facts(tags={0x013B: "; ".join(names)}).creators == names
    assert read_photo_facts(jpeg(block=block)).creators == names


def test_a_caption_keeps_its_paragraphs() -> None:
    got = facts({"dc:description": "Satu\nbaris.\n\nAlinea dua.\r\n\r\nTiga."})
    assert got.caption == ("Satu baris.", "Alinea dua.", "Tiga.")


def test_the_default_language_is_taken_else_the_first() -> None:
    alt = "<rdf:Alt>{}</rdf:Alt>"
    english = '<rdf:li xml:lang="en">A boat.</rdf:li>'
    default = '<rdf:li xml:lang="x-default">Perahu.</rdf:li>'
    for inner, text in ((english + default, "Perahu."), (english, "A boat.")):
        packet = xmp({"x": ""}).replace(
            b"<x></x>", f"<dc:description>{alt.format(inner)}</dc:description>".encode()
        )
        assert read_photo_facts(jpeg(packet)).caption == (text,)


def test_short_properties_may_be_attributes() -> None:
    packet = xmp({}).replace(
        b'rdf:about=""', b'rdf:about="" photoshop:Credit="Kantor Uji"'
    )
    assert read_photo_facts(jpeg(packet)).credit_line == "Kantor Uji"


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF"])
def test_other_kinds_of_photos_carry_xmp(kind: str) -> None:
    got = read_photo_facts(other(kind, xmp({"photoshop:Credit": "Kantor Uji"})))
    assert got.credit_line == "Kantor Uji"


def test_a_tiff_carries_iim() -> None:
    got = read_photo_facts(other("TIFF", block=iim({110: "Kantor Uji"})))
    assert got.credit_line == "Kantor Uji"


@pytest.mark.parametrize(
    ("properties", "fields", "taken", "printed", "origin"),
    [
        (
            {"photoshop:DateCreated": "2026-11-20"},
            {55: "20200101"},
            "",
            "2026-11-20",
            "XMP",
        ),
        (None, {55: "20261120", 60: "101500+0900"}, "", "20261120 101500+0900", "IIM"),
        (None, None, "2026:11:20 10:15:00", "2026:11:20 10:15:00", "EXIF"),
    ],
)
def test_the_date_is_kept_as_printed_and_as_a_day(
    properties: Any, fields: Any, taken: str, printed: str, origin: str
) -> None:
    packet = xmp(properties) if properties else b""
    block = iim(fields) if fields else b""
    got = read_photo_facts(jpeg(packet, block, exif({}, taken)))
    assert got.created == printed
    assert str(got.created_on) == "2026-11-20"
    assert got.origins["created"].startswith(origin)


@pytest.mark.parametrize("form", ["element", "resource"])
def test_the_origin_by_ai_is_the_code_of_the_list(form: str) -> None:
    address = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
    packet = xmp({"Iptc4xmpExt:DigitalSourceType": address})
    if form == "resource":
        packet = packet.replace(
            f"DigitalSourceType>{address}</Iptc4xmpExt:DigitalSourceType>".encode(),
            f'DigitalSourceType rdf:resource="{address}"/>'.encode(),
        )
    assert read_photo_facts(jpeg(packet)).digital_source_type == (
        "trainedAlgorithmicMedia"
    )


# --- encodings, and what is cut -------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "latin-1"])
def test_iim_text_is_utf_8_where_it_says_so_and_western_else(encoding: str) -> None:
    assert facts(fields={80: "José Peña"}, encoding=encoding).creators == ("José Peña",)


def test_utf_8_that_does_not_say_so_is_read_with_a_doubt() -> None:
    got = read_photo_facts(jpeg(block=dataset(80, "José Peña".encode())))
    assert got.creators == ("José Peña",)
    assert got.doubts[0].fields == ("creators",)


def test_exif_text_may_be_utf_8() -> None:
    assert facts(tags={0x013B: "José Peña".encode()}).creators == ("José Peña",)


def test_a_credit_of_32_bytes_may_be_cut() -> None:
    whole = "Sari Contoh/Kantor Berita Uji Nusantara"
    cut = whole[:32]
    (doubt,) = facts(fields={110: cut}).doubts
    assert "32" in doubt.text
    assert doubt.fields == ("credit_line",)
    assert not facts({"photoshop:Credit": whole}, {110: cut}).doubts
    assert not facts(fields={110: cut[:-1]}).doubts
    assert facts(fields={80: "Sari " + "C" * 27}).doubts[0].fields == ("creators",)


def test_a_block_that_is_cut_short_gives_what_stands_before() -> None:
    block = iim({80: "Sari Contoh", 110: "Kantor Uji"})
    got = read_photo_facts(jpeg(block=block[:-3]))
    assert got.creators == ("Sari Contoh",)
    assert got.credit_line == ""
    assert got.doubts


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reading_of_iim(noise: bytes) -> None:
    found = read_iim(b"\x1c\x02\x50\x00\x04Sari" + noise)
    assert found.text(80) == "Sari"
    held = sum(len(v) for values in found.datasets.values() for v in values)
    assert held <= len(noise) + 4


@given(
    st.lists(st.tuples(st.integers(1, 255), st.binary(max_size=300)), max_size=8),
    st.integers(0, 40),
)
def test_whole_datasets_are_read_back_and_cut_ones_are_known(
    fields: list[tuple[int, bytes]], cut: int
) -> None:
    block = b"".join(dataset(number, value) for number, value in fields)
    found = read_iim(block)
    assert found.whole
    read = [value for values in found.datasets.values() for value in values]
    assert sorted(read) == sorted(value for _, value in fields)
    shorter = read_iim(block[: max(0, len(block) - cut)])
    count = sum(map(len, shorter.datasets.values()))
    assert count <= len(fields)
    assert shorter.whole or count < len(fields)


# --- noise ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "noise",
    [
        "OLYMPUS DIGITAL CAMERA",
        "SONY DSC",
        "Exif_JPEG_PICTURE",
        "default",
        "DSC_0042.JPG",
        "Foto Pasar Baru.jpeg",
        "laut-surut-di-pantai-utara",
        "20261120_101500",
        "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
        r"D:\foto\kantor\laut",
        "/Users/sari/laut",
        "CATATAN PRIBADI: jangan terbit",
        "...",
    ],
)
def test_noise_is_no_caption(noise: str) -> None:
    got = facts({"dc:description": noise}, {120: "Perahu di pasir."})
    assert got.caption == ("Perahu di pasir.",)
    assert got.dropped[0].text == noise
    assert "XMP dc:description" in got.dropped[0].why


@pytest.mark.parametrize("noise", ["DIGITAL", "unknown", "IMG_2041.jpg", "AFP_9XX2041"])
def test_noise_is_no_source(noise: str) -> None:
    got = facts({"photoshop:Source": noise})
    assert got.source == ""
    assert [left.text for left in got.dropped] == [noise]


@pytest.mark.parametrize(
    "name", ["REUTERS", "AFP", "Ng Wei", "ANTARA FOTO", "NASA/JPL"]
)
def test_names_are_no_noise(name: str) -> None:
    assert facts({"photoshop:Credit": name}).credit_line == name


def test_a_word_of_ten_thousand_letters_is_no_caption() -> None:
    got = facts({"dc:description": "a" * 10_000})
    assert not got.caption
    assert got.dropped


def test_instructions_of_a_whole_book_are_not_read_and_that_is_told() -> None:
    packet = xmp({"photoshop:Instructions": "TURKEY OUT. " * 4000})
    got = read_photo_facts(other("TIFF", packet))
    assert not got.restrictions
    assert "not read" in got.doubts[0].text


# --- hostile files --------------------------------------------------------------------

BOMB = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
    f"<!ENTITY {b} '{f'&{a};' * 10}'>"
    for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "packet",
    [
        xmp({"photoshop:Credit": "&i;"}, before=BOMB + "]>"),
        xmp(
            {"photoshop:Credit": "&e;"},
            before="<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/hostname'>]>",
        ),
        xmp({"photoshop:Credit": "Kantor"}, before="<!DOCTYPE x>")
        .decode()
        .encode("utf-16"),
        xmp({"photoshop:Credit": "Kantor"})[:-60],
        b"<" * 3000,
        b"<a>" * 9000,
        b"\xff\xfe\x00",
    ],
    ids=["bomb", "file", "utf-16", "cut", "no XML", "deep", "noise"],
)
def test_hostile_xmp_is_not_read_and_iim_is(packet: bytes) -> None:
    got = read_photo_facts(jpeg(packet, iim({110: "Kantor Uji"})))
    assert got.credit_line == "Kantor Uji"
    assert any("XMP" in doubt.text for doubt in got.doubts)


def test_xmp_of_many_megabytes_is_not_parsed() -> None:
    assert read_xmp(xmp({"photoshop:Credit": "A" * (MOST_BYTES + 1)})).problem
    data = other("TIFF", xmp({"photoshop:Credit": "Uji"}) + b" " * 50_000_000)
    got = read_photo_facts(data)
    assert got.credit_line == ""
    assert "50 MB" in got.doubts[0].text


def test_a_second_packet_is_told_of_and_left_alone() -> None:
    got = facts({"xmpNote:HasExtendedXMP": "0" * 32, "photoshop:Credit": "Uji"})
    assert got.credit_line == "Uji"
    assert any("second XMP" in left.why for left in got.dropped)


@pytest.mark.parametrize("data", [b"", b"no photo", jpeg()[:300], b"GIF89a", jpeg()])
def test_what_says_nothing_gives_nothing(data: bytes) -> None:
    assert read_photo_facts(data) == PhotoFacts()


@given(st.binary(max_size=200), st.integers(0, 400))
def test_damage_anywhere_in_the_head_is_survived(noise: bytes, at: int) -> None:
    whole = jpeg(
        xmp({"photoshop:Credit": "Uji"}), iim({80: "Sari"}), exif({0x010E: "x"})
    )
    read_photo_facts(whole[:at] + noise + whole[at + len(noise) :])


def test_a_pipe_or_a_folder_does_not_stop_the_run(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.jpg")
    assert read_photo_facts(tmp_path / "a.jpg") == PhotoFacts()
    assert read_photo_facts(tmp_path) == PhotoFacts()
    assert read_photo_facts(tmp_path / "none.jpg") == PhotoFacts()


def test_no_pixel_is_decoded(tmp_path: Path) -> None:
    """A photo whose pixels are all missing still says who made it."""
    whole = jpeg(xmp({"photoshop:Credit": "Kantor Uji"}))
    cut = whole[: whole.index(b"\xff\xda") + 20]
    assert read_photo_facts(cut).credit_line == "Kantor Uji"


def test_place_and_serial_number_are_not_looked_at() -> None:
    tags = exif({0x010F: "Pabrik"})
    tags.get_ifd(0x8825)[2] = (6.0, 10.0, 31.5)
    tags.get_ifd(0x8769)[0xA431] = "SERI-12345"
    got = read_photo_facts(jpeg(tags=tags))
    assert got == PhotoFacts()
