"""What photo desks ask of those who print a photo, in their own words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporter.records.photo_terms import cut_terms, read_terms


@pytest.mark.parametrize(
    ("text", "restrictions"),
    [
        ("TURKEY OUT", ["TURKEY OUT"]),
        ("Turkey OUT", ["TURKEY OUT"]),
        ("Turkey out.", ["TURKEY OUT"]),
        ("TURKEY OUT; NO ARCHIVES", ["TURKEY OUT", "NO ARCHIVES"]),
        ("AUSTRALIA AND NEW ZEALAND OUT", ["AUSTRALIA AND NEW ZEALAND OUT"]),
        ("BELGIUM OUT - NETHERLANDS OUT", ["BELGIUM OUT", "NETHERLANDS OUT"]),
        ("OUT: BELGIUM, NETHERLANDS", ["OUT: BELGIUM, NETHERLANDS"]),
        ("MAGS OUT; NO SALES", ["MAGS OUT"]),
        ("EDITORIAL USE ONLY. ONE TIME USE", ["ONE TIME USE"]),
        ("14 DAYS FROM TRANSMISSION", ["14 DAYS FROM TRANSMISSION"]),
        ("May only be used within 14 days.", ["WITHIN 14 DAYS"]),
        ("NO INTERNET, NO ARCHIVE", ["NO INTERNET", "NO ARCHIVE"]),
        ("PRINT ONLY", ["PRINT ONLY"]),
        ("NOT FOR USE IN CHINA", ["NOT FOR USE IN CHINA"]),
        ("MANDATORY KILL", ["MANDATORY KILL"]),
        ("Jangan dimuat", ["JANGAN DIMUAT"]),
        ("Untuk sekali pakai", ["UNTUK SEKALI PAKAI"]),
        ("EMBARGO, ask the desk", ["EMBARGO"]),
        ("EMBARGOED UNTIL 01/12/2026", ["EMBARGOED UNTIL"]),
        ("NO USE AFTER the summit", ["NO USE AFTER"]),
    ],
)
def test_what_forbids_an_edition_is_a_restriction(
    text: str, restrictions: list[str]
) -> None:
    assert list(read_terms(text).restrictions) == restrictions


@pytest.mark.parametrize(
    ("text", "obligations"),
    [
        ("MANDATORY CREDIT", ["MANDATORY CREDIT"]),
        (
            'RESTRICTED TO EDITORIAL USE - MANDATORY CREDIT "AFP PHOTO" - NO MARKETING',
            ["RESTRICTED TO EDITORIAL USE", "MANDATORY CREDIT", "NO MARKETING"],
        ),
        ("NO SALES; TV OUT", ["NO SALES", "TV OUT"]),
        ("Hanya untuk keperluan editorial", ["HANYA UNTUK KEPERLUAN EDITORIAL"]),
    ],
)
def test_what_a_credit_keeps_is_an_obligation(
    text: str, obligations: list[str]
) -> None:
    terms = read_terms(text)
    assert list(terms.obligations) == obligations
    assert not terms.restrictions


@pytest.mark.parametrize(
    "text",
    ["Tickets were SOLD OUT", "No embargo", "Embargo lifted", "CC BY-SA 4.0", "", "()"],
)
def test_other_words_hold_nothing_back(text: str) -> None:
    terms = read_terms(text)
    assert (terms.restrictions, terms.embargoed_until, terms.expires) == (
        (),
        None,
        None,
    )


def test_what_is_not_understood_is_told() -> None:
    assert read_terms("NO ARCHIVES; ask Budi before it runs").unread
    assert not read_terms("NO ARCHIVES").unread


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("EMBARGO until 1 December 2026, 18:00 WIB", "2026-12-01 18:00:00+07:00"),
        ("EMBARGOED UNTIL 2026-12-01T18:00:00+09:00", "2026-12-01 18:00:00+09:00"),
        ("Embargo sampai 1 Desember 2026", "2026-12-01 00:00:00"),
    ],
)
def test_an_embargo_ends_at_a_plain_date(text: str, until: str) -> None:
    terms = read_terms(text)
    assert str(terms.embargoed_until) == until
    assert not terms.restrictions


def test_terms_run_out_at_the_end_of_a_day() -> None:
    terms = read_terms("TURKEY OUT; NO USE AFTER 30 November 2026")
    assert str(terms.expires) == "2026-11-30 23:59:59"
    assert terms.restrictions == ("TURKEY OUT",)


@pytest.mark.parametrize(
    ("caption", "kept", "found"),
    [
        ("Warga di pasar. (TURKEY OUT)", "Warga di pasar.", ("TURKEY OUT",)),
        (
            "Warga. (Foto A / AFP) / Turkey OUT",
            "Warga. (Foto A / AFP)",
            ("TURKEY OUT",),
        ),
        ("Warga. (UK OUT) (NO ARCHIVES)", "Warga.", ("UK OUT", "NO ARCHIVES")),
        ("Warga - MANDATORY CREDIT", "Warga", ()),
    ],
)
def test_restrictions_are_taken_off_the_end_of_a_caption(
    caption: str, kept: str, found: tuple[str, ...]
) -> None:
    assert cut_terms(caption) == (kept, found)


@pytest.mark.parametrize(
    "caption",
    ["Toko itu tutup (SOLD OUT).", "Pasar (kiri)", "Di pintu - jangan dimuat", "(a)"],
)
def test_words_for_readers_stay_in_the_caption(caption: str) -> None:
    assert cut_terms(caption) == (caption, ())


@given(st.text(max_size=300))
def test_no_text_breaks_the_reading(text: str) -> None:
    for found in (read_terms(text).restrictions, cut_terms(text)[1]):
        assert all(len(one) <= 120 for one in found)


@given(st.text(alphabet="AO UTu-/,.()", max_size=4000))
def test_loud_texts_take_no_time(text: str) -> None:
    read_terms(text)
    read_terms("A, " * 1300 + "OUT")
