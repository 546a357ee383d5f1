"""Corrections in edition.toml: what is printed, proven and refused."""

import json
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from newsroom import Newsroom, photo, record

from exporter.build import Result, build
from exporter.edition import Composed, compose, read_sources
from exporter.errors import EditionError
from exporter.inline import plain_text
from exporter.model import Article, images_in_body


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path / "newsroom")


def composed(newsroom: Newsroom) -> Composed:
    return compose(read_sources(newsroom.write()))


def article(newsroom: Newsroom, name: str = "pasang") -> Article:
    return next(a for a in composed(newsroom).edition.articles if a.id == name)


def failure(newsroom: Newsroom) -> EditionError:
    with pytest.raises(EditionError) as caught:
        composed(newsroom)
    assert caught.value.hint
    return caught.value


def built(newsroom: Newsroom, out: Path, **options: Any) -> tuple[Result, Any]:
    """Build the EPUB alone; return the result and its proof."""
    result = build(newsroom.write(), out, formats=["epub"], **options)
    proof = json.loads(result.files[-1].read_text(encoding="utf-8"))
    return result, proof


def codes(result: Result) -> list[str]:
    return [finding.code for finding in result.findings]


# --- what is printed ----------------------------------------------------------------


def test_text_is_replaced_and_set(newsroom: Newsroom) -> None:
    newsroom.tables = """
[article.pasang]
headline = 'Pasang "besar" datang'
kicker = "Laut"
deck = "Deck <i>baru</i>."
note = "Diperbarui."
[article.pasang.photo.1]
caption = "Keterangan baru."
alt = "Uraian baru."
credit = "Juru Lain"
"""
    got = article(newsroom)
    assert got.headline == "Pasang “besar” datang"
    assert (got.kicker, got.deck, got.reader_note) == (
        "Laut",
        "Deck <i>baru</i>.",
        "Diperbarui.",
    )
    image = got.images[0]
    assert (image.caption, image.alt, image.credit) == (
        ("Keterangan baru.",),
        "Uraian baru.",
        "Juru Lain",
    )


def test_a_corrected_credit_takes_the_records_creators_with_it(
    newsroom: Newsroom,
) -> None:
    newsroom.add(record("pasang", images=[photo("teal", creators=["Orang Lama"])]))
    newsroom.tables = '[article.pasang.photo.1]\ncredit = "Orang Baru"'
    assert article(newsroom).images[0].creators == ()


def test_an_article_may_be_named_by_its_file(newsroom: Newsroom) -> None:
    file = newsroom.write()
    place = newsroom.folder / "articles"
    (place / "pasang.json").rename(place / "kiriman-17.json")
    newsroom.tables = '[article.kiriman-17]\nkicker = "Baru"'
    newsroom.write()
    (place / "pasang.json").unlink()
    assert compose(read_sources(file)).edition.articles[0].kicker == "Baru"


def test_a_paragraph_is_left_out_by_its_opening_words(newsroom: Newsroom) -> None:
    before = len(article(newsroom).body)
    newsroom.tables = '[article.pasang]\nomit = ["alinea  Pasang 2."]'
    got = article(newsroom)
    assert len(got.body) == before - 1
    assert not any("Alinea pasang 2" in str(block) for block in got.body)


def test_a_paragraph_inside_a_box_is_left_out_and_an_empty_box_goes(
    newsroom: Newsroom,
) -> None:
    words = {"type": "paragraph", "html": "Tinggi pasang 2 meter."}
    body = [
        {"type": "paragraph", "html": "Pembuka."},
        {"type": "box", "title": "Angka", "blocks": [words]},
    ]
    newsroom.add({**record("pasang"), "body": body})
    newsroom.tables = '[article.pasang]\nomit = ["Tinggi pasang"]'
    assert [block.type for block in article(newsroom).body] == ["paragraph"]


def test_a_photo_is_left_out_with_its_places(newsroom: Newsroom) -> None:
    images = [photo("teal"), photo("maroon"), photo("teal", credit="Juru Ketiga")]
    body = [
        {"type": "paragraph", "html": "Pembuka."},
        {"type": "image", "image": 1},
        {"type": "gallery", "images": [1, 2]},
    ]
    newsroom.add({**record("pasang", images=images), "body": body})
    newsroom.tables = "[article.pasang.photo.maroon]\nleave_out = true"
    got = article(newsroom)
    assert [image.credit for image in got.images] == [
        "Juru Foto Teal/Contoh",
        "Juru Ketiga",
    ]
    assert images_in_body(got) == {1}
    assert [block.type for block in got.body] == ["paragraph", "gallery"]


def test_a_photo_that_is_left_out_need_not_be_there(newsroom: Newsroom) -> None:
    newsroom.add(record("pasang", images=[photo("tidak-ada")]))
    newsroom.tables = "[article.pasang.photo.1]\nleave_out = true"
    assert article(newsroom).images == ()


def test_a_restricted_photo_that_is_left_out_holds_nothing_back(
    newsroom: Newsroom,
) -> None:
    newsroom.add(record("pasang", images=[photo("teal", restrictions=["NO ARCHIVES"])]))
    assert "NO ARCHIVES" in str(failure(newsroom))
    newsroom.tables = "[article.pasang.photo.1]\nleave_out = true"
    assert article(newsroom).images == ()


def test_the_focus_of_a_photo_says_what_the_cover_keeps(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    pixels = []
    for number, focus in enumerate(("[0.0, 0.5]", "[1.0, 0.5]")):
        newsroom.tables = f"[article.pasang.photo.1]\nfocus = {focus}"
        result = build(newsroom.write(), tmp_path / str(number), formats=["pdf"])
        assert result.exit_code == 0
        with pikepdf.open(result.files[0]) as pdf:
            pixels.append(pdf.pages[0].Contents[0].read_bytes())
    assert pixels[0] != pixels[1]


# --- what the proof keeps -------------------------------------------------------------


def test_the_proof_keeps_what_came_in_what_was_printed_and_where_it_is_written(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    newsroom.tables = """
[article.pasang]
headline = "Pasang 'baru'"
omit = ["Alinea pasang 3."]
[article.pasang.photo.1]
credit = "Juru Lain"
"""
    file = newsroom.write()
    lines = file.read_text(encoding="utf-8").splitlines()
    number = lines.index("headline = \"Pasang 'baru'\"") + 1
    result, proof = built(newsroom, tmp_path / "out")
    headline, omitted, credit = proof["corrections"]
    assert headline == {
        "article": "pasang",
        "field": "headline",
        "was": "Kabar pasang",
        "printed": "Pasang ‘baru’",
        "origin": f"edition.toml:{number}",
    }
    assert omitted["was"].startswith("Alinea pasang 3.")
    assert omitted["printed"] == ""
    assert credit["field"] == "photo 1 credit"
    assert credit["was"] == "Juru Foto Teal/Contoh"
    assert codes(result) == ["N-001"] * 3
    found = {f["field"]: f["text"] for f in proof["proof"]["articles"]["pasang"]}
    assert found["headline"] == "Pasang ‘baru’"


def test_the_note_to_readers_is_proven_in_both_files(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    newsroom.tables = '[article.pasang]\nnote = "Diperbarui pada Minggu."'
    result = build(newsroom.write(), tmp_path / "out")
    assert result.exit_code == 0
    proof = json.loads(result.files[-1].read_text(encoding="utf-8"))
    [note] = [
        field
        for field in proof["proof"]["articles"]["pasang"]
        if field["field"] == "note to readers"
    ]
    assert note["proved"]
    assert note["pdf"]
    assert note["epub"]


# --- an original that changed ---------------------------------------------------------


def test_an_original_that_changed_since_is_told_until_it_is_looked_at(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    newsroom.tables = '[article.pasang]\nheadline = "Judul redaksi"'
    assert codes(built(newsroom, out)[0]) == ["N-001"]
    newsroom.add({**newsroom.records["pasang"], "headline": "Kabar lain sama sekali"})
    for _ in range(2):  # told again, not once
        result, proof = built(newsroom, out)
        assert codes(result) == ["W-014"]
        assert "Kabar pasang" in result.findings[0].message
        assert proof["corrections"][0]["made_for"] == "Kabar pasang"
    newsroom.tables += '\nwas = { headline = "Kabar lain sama sekali" }'
    assert codes(built(newsroom, out)[0]) == ["N-001"]


def test_an_original_noted_in_edition_toml_needs_no_former_run(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    newsroom.tables = """
[article.pasang.photo.1]
caption = "Baru."
was = { caption = "Keterangan yang dulu." }
"""
    result, _ = built(newsroom, tmp_path / "out")
    assert codes(result) == ["W-014"]


def test_a_new_correction_of_a_changed_original_is_not_stale(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    newsroom.tables = '[article.pasang]\nheadline = "Judul redaksi"'
    built(newsroom, out)
    newsroom.add({**newsroom.records["pasang"], "headline": "Kabar lain"})
    newsroom.tables = '[article.pasang]\nheadline = "Judul yang lebih baru"'
    assert codes(built(newsroom, out)[0]) == ["N-001"]


# --- what is refused ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("tables", "says", "hint"),
    [
        ("[article.pasng]\nkicker = 'x'", "no such article", "'pasang'"),
        ("[article.pasang]\nkiker = 'x'", "unknown key `kiker`", "`kicker`"),
        ("[article.pasang.photo.3]\nalt = 'x'", "no photo '3'", "it has 1"),
        ("[article.pasang.photo.x]\nalt = 'x'", "no photo 'x'", "teal.jpg"),
        ("[article.pasang.photo.1]\nfocus = [2, 0]", "focus.0", "it says 2"),
        ("[article.pasang]\nomit = ['Alinea pasang']", "9 paragraphs", "more"),
        ("[article.pasang]\nomit = ['Alinea pasanh 2.']", "no paragraph", "pasang 2."),
        ("[article.pasang]\nheadline = ''", "is empty", "it says"),
        ("[imprint]\nissn = '1234-5678'", "check digit", "1234-5678"),
        ("[imprint]\nprintr = 'x'", "unknown key `printr`", "`printer`"),
    ],
)
def test_what_cannot_be_is_refused_with_its_line(
    newsroom: Newsroom, tables: str, says: str, hint: str
) -> None:
    if tables.startswith("[imprint]"):
        del newsroom.top["imprint"]
    newsroom.tables = tables
    error = failure(newsroom)
    assert says in error.message
    assert hint in error.hint
    file, line = error.where.split(":")
    text = (newsroom.folder / file).read_text(encoding="utf-8").splitlines()
    assert text[int(line) - 1] in tables.splitlines()


def test_a_correction_of_an_article_that_is_not_chosen_does_nothing(
    newsroom: Newsroom,
) -> None:
    newsroom.add(record("arus"))
    newsroom.tables = '[article.arus]\nheadline = "Arus"'
    assert composed(newsroom).overrides == ()


def test_plain_text_of_the_original_is_kept_not_its_markup(newsroom: Newsroom) -> None:
    newsroom.add({**record("pasang"), "deck": "Deck <b>lama</b>."})
    newsroom.tables = '[article.pasang]\ndeck = "Baru <i>kini</i>."'
    [override] = composed(newsroom).overrides
    assert (override.was, override.wanted) == ("Deck lama.", "Baru kini.")
    assert plain_text(article(newsroom).deck) == "Baru kini."


def test_a_page_text_gets_its_photo_in_edition_toml(newsroom: Newsroom) -> None:
    file = newsroom.write()
    page = Path("samples/mingguan/articles").glob("pantun-*.txt")
    [text] = page
    (newsroom.folder / "articles" / "pantun.txt").write_bytes(text.read_bytes())
    newsroom.sections = [("Ragam", ["pantun", "pasang"])]
    newsroom.tables = """
[article.pantun.photo.1]
file = "photos/maroon.jpg"
caption = "Bulatan pada bidang."
credit = "Juru Foto"
alt = "Enam bulatan di atas warna merah tua."
"""
    newsroom.write()
    got = compose(read_sources(file))
    [image] = got.edition.articles[0].images
    assert image.file in got.photos
    assert image.caption == ("Bulatan pada bidang.",)
    assert {o.field for o in got.overrides} >= {"photo 1 file", "photo 1 credit"}


def test_two_tables_for_one_article_or_photo_are_refused(newsroom: Newsroom) -> None:
    newsroom.tables = """
[article.pasang.photo.1]
alt = "Satu."
[article.pasang.photo.teal]
alt = "Dua."
"""
    assert "the same photo" in failure(newsroom).message
    newsroom.write()
    place = newsroom.folder / "articles"
    (place / "pasang.json").rename(place / "kiriman.json")
    newsroom.records.pop("pasang")
    newsroom.tables = '[article.pasang]\nkicker = "A"\n[article.kiriman]\ndeck = "B"'
    assert "the same article" in failure(newsroom).message


def test_the_place_to_change_is_named_as_edition_toml_names_it(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    newsroom.add(record("pasang", images=[photo("teal", credit="", alt="")]))
    newsroom.tables = '[article.pasang.photo.teal]\ncaption = "Lain."'
    result, _ = built(newsroom, tmp_path / "out")
    told = {f["code"]: f["change"] for f in result.as_json()["findings"]}
    line = next(
        number
        for number, line in enumerate(
            (newsroom.folder / "edition.toml").read_text("utf-8").splitlines(), 1
        )
        if "teal" in line
    )
    place = f"edition.toml:{line} › [article.pasang.photo.teal] › "
    assert told["W-001"].startswith(place + 'credit = "…"')
    assert told["W-003"].startswith(place + 'alt = "…"')


def test_a_release_that_names_no_article_is_refused(newsroom: Newsroom) -> None:
    newsroom.tables = '[release]\npasng = "Dewi: boleh"'
    error = failure(newsroom)
    assert "no such article" in error.message
    assert "'pasang'" in error.hint


def test_signs_of_markup_in_plain_fields_are_signs(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    newsroom.add({**record("surut"), "headline": "A & B <i>"})
    newsroom.tables = """
[article.pasang]
headline = "Ilmu & Alam < 5 &amp; <i>m</i>"
omit = ["Alinea pasang 2."]
was = { headline = "Kabar & lama" }
[article.pasang.photo.1]
credit = "A & B"
caption = "C &amp; D"
[article.surut]
headline = "Kabar & surut"
"""
    _, proof = built(newsroom, tmp_path / "out")
    printed = {c["field"]: c["printed"] for c in proof["corrections"]}
    assert printed["photo 1 credit"] == "A & B"
    assert printed["photo 1 caption"] == "C & D"
    found = {f["field"]: f["text"] for f in proof["proof"]["articles"]["pasang"]}
    assert found["headline"] == "Ilmu & Alam < 5 &amp; <i>m</i>"


def test_an_omitted_text_that_changed_since_is_told(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    newsroom.tables = '[article.pasang]\nomit = ["Alinea pasang 2."]'
    assert codes(built(newsroom, tmp_path / "out")[0]) == ["N-001"]
    body = newsroom.records["pasang"]["body"]
    body[1]["html"] = "Alinea pasang 2. Sekarang berisi ralat penting."
    result, proof = built(newsroom, tmp_path / "out")
    assert codes(result) == ["W-014"]
    assert "ralat penting" in proof["corrections"][0]["was"]


def test_what_came_in_of_a_photo_left_out_is_not_its_correction(
    newsroom: Newsroom,
) -> None:
    newsroom.tables = (
        '[article.pasang.photo.1]\nleave_out = true\ncaption = "Yang dibuang."'
    )
    *_, left_out = composed(newsroom).overrides
    assert left_out.was.startswith("Bulatan pada bidang teal")
