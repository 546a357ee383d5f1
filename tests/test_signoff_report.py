"""What editor and photo desk sign off: the report."""

import hashlib
import io
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from lxml import html
from newsroom import Newsroom, draw_photo, photo, record
from PIL import Image
from signed_edition import HOSTILE, NAME, Signed, composed_room, pictures, sign, words

from exporter.build import build
from exporter.cache import open_cache
from exporter.checks import Finding
from exporter.corrections import Correction, check_corrections, read_corrections
from exporter.edition import Composed, Override, compose, read_sources
from exporter.known import known_field, known_rule
from exporter.photos import Slot, find_photo, prepare_photo
from exporter.places import Places
from exporter.said import said
from exporter.signoff import thumbnails
from exporter.signoff.findings import Ground, show_findings
from exporter.signoff.html import write_report
from exporter.signoff.photos import photo_rows
from exporter.signoff.report import Report
from exporter.signoff.thumbnails import photo_thumbnails
from exporter.tongue import tongue

CATALOGUE = Path("exporter/locale/id/LC_MESSAGES/exporter.po")


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Signed:
    return sign(tmp_path_factory.mktemp("signed"))


def test_the_report_asks_for_nothing_from_anywhere(signed: Signed) -> None:
    page = signed.page
    assert pictures(page)
    assert not page.xpath("//script|//link|//iframe|//object|//form|//@srcset")
    style = page.xpath("string(//style)")
    assert not re.search(r"url\(|@import", style)
    assert "http" not in re.sub('http-equiv|data:[^"]*', "", signed.source)
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert "default-src 'none'" in policy
    assert "img-src data:;" in policy


def test_hostile_words_stay_words(signed: Signed) -> None:
    page = signed.page
    assert not page.xpath("//script")
    assert not page.xpath("//@onerror")
    assert HOSTILE in words(page.get_element_by_id("photos"))
    assert "Ombak </p><script>alert(‘x’)</script>" in words(
        page.get_element_by_id("pages")
    )


def test_a_person_reads_the_result_at_once(signed: Signed) -> None:
    header = words(signed.page.xpath("//header")[0])
    levels = [f.level for f in signed.result.findings]
    for expected in (
        "Mingguan Uji",
        "Diserahkan",
        "0 kesalahan",
        f"{levels.count('warning')} peringatan",
        f"{signed.result.pages} halaman",
        "3 artikel",
        "5 foto",
        tongue("id")(signed.result.sum_line),
    ):
        assert expected in header
    files = words(signed.page.get_element_by_id("files"))
    for file in signed.result.files[:2]:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        assert f"{file.name} " in files
        assert f" {digest[:12]}" in files


def test_every_page_is_there_in_spreads(signed: Signed) -> None:
    page = signed.page
    total = signed.result.pages
    shown = page.xpath("//*[@id='pages']//div[starts-with(@id, 'page-')]")
    assert [int(p.get("id")[5:]) for p in shown] == list(range(1, total + 1))
    for number, one in enumerate(shown, 1):
        (picture,) = pictures(one)
        with Image.open(io.BytesIO(picture)) as image:
            assert (image.width, image.height) == (220, 312)
            assert image.getextrema() != ((255, 255),) * 3
        assert words(one).startswith(f"Halaman {number}")
        assert one.xpath(".//a/@href")[0] == f"{NAME}.pdf#page={number}"
    spreads = [
        [side.get("id", "") for side in spread.xpath("./div")]
        for spread in page.xpath("//*[@id='pages']/ol/li")
    ]
    assert spreads[:2] == [["", "page-1"], ["page-2", "page-3"]]
    assert len({p for one in shown for p in pictures(one)}) == total


def test_pages_name_the_articles_that_start_there(signed: Signed) -> None:
    with_start = {
        words(one.getparent().getparent())[8:].split()[0]: words(one)
        for one in signed.page.find_class("starts")
    }
    for row in signed.rows:
        if row["place"] == "article" and row["number"] == "1":
            assert with_start[row["page"]] == " ".join(row["headline"].split())


def test_every_photo_is_there_with_all_that_is_said(signed: Signed) -> None:
    cards = signed.page.find_class("card")
    assert len(cards) == 5
    for row in signed.rows:
        (card,) = (
            c
            for c in cards
            if " ".join(row["headline"].split()) in words(c)
            and f"foto {row['number']} " in words(c)
        )
        for name in (
            *("photo", "caption", "credit", "alt"),
            *("agency", "creators", "licence", "copyright_notice"),
        ):
            assert row[name] in words(card), name
        if row["page"]:
            assert f"hlm. {row['page']}" in words(card)
            size = f"{row['printed_width_mm']} × {row['printed_height_mm']} mm"
            assert size in words(card)
            assert f"{row['ppi']} ppi" in words(card)
        assert len(pictures(card)) == bool(row["photo"])
        assert f"{row['article']}.json › json:images" in words(card)


def test_a_photo_that_another_edition_has_is_not_made_small_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = open_cache(tmp_path / "cache")
    prepared = []
    for number in (1, 2):
        file = tmp_path / f"{number}.jpg"
        draw_photo(file, ("teal", "plum")[number - 1])
        source = find_photo(file, [tmp_path.resolve()], "here")
        prepared.append(prepare_photo(source, Slot("lead", 600, 600), tmp_path))
    alone = photo_thumbnails(prepared)
    assert photo_thumbnails(prepared[:1], cache=cache).items() <= alone.items()
    shrunk: list[Path] = []
    shrink = thumbnails._shrink

    def noting(paths: list[Path]) -> list[bytes]:
        shrunk.extend(paths)
        return shrink(paths)

    monkeypatch.setattr(thumbnails, "_shrink", noting)
    assert photo_thumbnails(prepared, cache=cache) == alone
    assert shrunk == [prepared[1].path]


def test_a_pdf_that_cannot_be_read_back_is_held_with_a_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def print_half(_laid_out: Any, _press: Any, out: Any) -> None:
        out.write(b"%PDF-1.7")

    monkeypatch.setattr("exporter.pdf.print_edition", print_half)
    room = Newsroom(tmp_path)
    result = build(room.write(), tmp_path / "out", formats=["pdf"])
    assert result.exit_code == 6
    assert "E-007" in {finding.code for finding in result.findings}
    assert any(file.name.endswith(".report.html") for file in result.files)


def test_the_crop_of_the_cover_is_drawn_on_its_photo(signed: Signed) -> None:
    frame, *_ = signed.page.find_class("crop")
    sides = dict(re.findall(r"(\w+): ([\d.]+)%", frame.get("style")))
    # 1600 x 1000 pixels on 210 mm: as much is cut at the left as at the right
    cover = signed.rows[0]
    shown = float(cover["printed_width_mm"]) / float(cover["printed_height_mm"])
    assert sides["left"] == sides["right"]
    assert float(sides["left"]) == pytest.approx(100 * (1 - shown / 1.6) / 2, abs=0.3)
    assert (sides["top"], sides["bottom"]) == ("0.0", "0.0")


def test_findings_stand_beside_their_page_and_photo(signed: Signed) -> None:
    page = signed.page
    (row,) = (r for r in signed.rows if r["photo"] == "gold.jpg")
    expected = {
        "W-001": '[article.surut.photo.1] › credit = "…" (surut.json: images[0].',
        "W-002": "surut.json: authors",
        "W-003": '[article.surut.photo.1] › alt = "…" (surut.json: images[0].alt)',
        "W-005": "surut.json: images[0].file",
    }
    beside = words(page.get_element_by_id(f"page-{row['page']}"))
    card = words(page.xpath("//li[.//code='gold.jpg']")[0])
    for code, change in expected.items():
        assert f"peringatan {code}" in beside
        assert change in beside
        assert (change in card) == (code != "W-002")
    for one in page.find_class("page"):
        assert bool(one.find_class("beside")) <= ("Kabar surut" in words(one))


def test_findings_are_grouped_by_article_the_gravest_first(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    composed = compose(read_sources(room.write()))
    credit = known_field("credit of photo 1")
    missing = said("{field} {trouble}", field=credit, trouble=said("is missing"))
    found = [
        Finding("W-009", "PDF section-1-1", "something"),
        Finding("W-002", "pasang", "no author"),
        Finding("E-001", "surut", missing),
        Finding("E-005", "ombak.json", "a line"),
        Finding("W-005", "pasang photo 1", said("photo on page {page}", page=1)),
        Finding("W-010", "rusak.json", "no JSON"),
    ]
    ground = Ground(composed.edition, composed.records, {}, {"section-1-1": 3}, 9)
    shown = show_findings(found, ground, Places(composed))
    assert [(s.finding.code, s.article, s.photo, s.pages) for s in shown] == [
        ("E-001", "surut", 1, ()),
        ("E-005", "ombak", 0, ()),
        ("W-009", "", 0, (3,)),
        ("W-010", "", 0, ()),
        ("W-002", "pasang", 0, ()),
        ("W-005", "pasang", 1, (1,)),
    ]
    assert [one.change for one in shown] == [
        *("surut.json", "ombak.json", "", "", "pasang.json: authors"),
        'edition.toml › [article.pasang.photo.1] › file = "…"  '
        "(pasang.json: images[0].file)",
    ]


def test_words_of_an_article_name_no_page_and_no_photo(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    words_of = "Di page 2 ada photo 2"
    tables = f'[article.pasang]\nheadline = "{words_of}"\n'
    room.tables = tables + f'[article.pasang.photo.1]\ncaption = "{words_of}"'
    composed = compose(read_sources(room.write()))
    told = {"file": "PDF", "text": words_of}
    missing = said("{file}: “{text}” is not in the record", **told)
    found = [
        *check_corrections(read_corrections(composed, tmp_path / "none")),
        Finding("E-009", "pasang", missing),
        Finding("E-009", "pasang", said("{line} (page {page})", line=missing, page=4)),
        Finding("W-009", "PDF section-1-1", words_of),
    ]
    ground = Ground(composed.edition, composed.records, {}, {"section-1-1": 3}, 9)
    shown = show_findings(found, ground, Places(composed))
    assert [(s.finding.code, s.article, s.photo, s.pages) for s in shown] == [
        ("E-009", "pasang", 0, ()),
        ("E-009", "pasang", 0, (4,)),
        ("W-009", "", 0, (3,)),
        ("N-001", "pasang", 0, ()),
        ("N-001", "pasang", 1, ()),
    ]


def test_a_released_edition_is_shown_so(tmp_path: Path) -> None:
    room = Newsroom(tmp_path / "room")
    room.add(record("surut", images=[photo("maroon", alt="", caption=[])]))
    reason = "izin <redaksi>, keluarga menolak keterangan"
    release = {"E-010": reason, "E-004": "tidak ditemukan"}
    result = build(room.write(), tmp_path / "out", formats=["epub"], release=release)
    assert result.exit_code == 0
    page = html.parse(tmp_path / "out" / f"{NAME}.report.html").getroot()
    [verdict] = page.find_class("verdict")
    assert verdict.get("class") == "verdict excepted"
    assert words(verdict) == (
        f"! Diserahkan dengan perkecualian: E-010 diloloskan Alasan: {reason}"
    )
    released = words(page.get_element_by_id("findings"))
    assert f"Diloloskan dengan alasan E-010 : {reason}" in released


def test_corrections_stand_in_their_table_in_the_words_of_the_edition(
    tmp_path: Path,
) -> None:
    room = Newsroom(tmp_path / "room")
    room.top["revision"] = 3
    room.tables = (
        '[article.surut]\nheadline = "Error"\n[article.surut.photo.1]\n'
        'focus = [0.36, 0.5]\n[article.pasang.photo.1]\ncredit = "Ani/Contoh"'
    )
    result = build(room.write(), tmp_path / "out")
    corrected = [f for f in result.findings if f.code == "N-001"]
    assert len(corrected) == 3
    page = html.parse(tmp_path / "out" / f"{NAME}.report.html").getroot()
    [table] = page.find_class("changes")
    first = "Kabar pasang hlm."
    assert [words(body).startswith(first) for body in table.findall("tbody")] == [
        *(True, False)
    ]
    said_of_surut = words(table.findall("tbody")[1])
    assert re.match(r"Error hlm\. \d+ judul Kabar surut Error edition", said_of_surut)
    assert "foto 1, titik fokus – 36% dari kiri, 50% dari atas ed" in said_of_surut
    assert re.search(r"No\. 7 · revisi 3 · 22 ", words(page.xpath("//header")[0]))
    assert f"{len(corrected)} catatan" in words(page.xpath("//header")[0])
    for place in ("findings", "pages", "photos"):
        assert "N-001" not in words(page.get_element_by_id(place)), place


def report_of(composed: Composed, **more: Any) -> Report:
    """Return a report without findings and files."""
    return Report(
        name=NAME,
        edition=composed.edition,
        sum_line="",
        ground=Ground(composed.edition, composed.records, {}),
        findings=(),
        rows=photo_rows(composed.edition, composed.photos, {}),
        files=(),
        **more,
    )


def test_a_rule_of_a_reader_is_said_in_the_language_of_the_edition(
    tmp_path: Path,
) -> None:
    composed = composed_room(tmp_path)
    [first] = (a for r in composed.records for a in r.articles if a.id == "surut")
    first.provenance.origins["images"] = "line with a photo credit"
    report = report_of(
        composed,
        state="delivered",
    )
    write_report(report, tongue("id"), tmp_path / "report.html")
    page = html.parse(tmp_path / "report.html").getroot()
    rule = tongue("id")(known_rule("line with a photo credit"))
    assert rule != "line with a photo credit"
    assert f"{first.id}.json › {rule}" in words(page.get_element_by_id("photos"))


def test_the_report_is_said_in_the_language_of_the_edition(
    signed: Signed, tmp_path: Path
) -> None:
    assert signed.page.get("lang") == "id"
    headings = [words(h) for h in signed.page.xpath("//h2")]
    assert headings == ["Temuan", "Halaman", "Foto", "Berkas", "Persetujuan"]
    room = Newsroom(tmp_path / "room")
    room.top["language"] = "en"
    out = tmp_path / "out"
    build(room.write(), out, formats=["epub"])
    page = html.parse(out / f"{NAME}.report.html").getroot()
    assert page.get("lang") == "en"
    headings = [words(h) for h in page.xpath("//h2")]
    assert headings == ["Findings", "Photos", "Files", "Sign-off"]


def test_every_word_of_the_report_is_in_the_indonesian_catalogue() -> None:
    folder = Path("exporter/signoff")
    files = [*folder.glob("*.py"), folder / "report.html.j2"]
    said = {
        match[2]
        for file in files
        for match in re.finditer(r"\bt\(\s*([\"'])(.+?)\1", file.read_text())
    }
    kinds = ("error", "warning", "note", "page", "article", "photo")
    said |= {f"{kind}{end}" for kind in kinds for end in ("", "s")}
    assert len(said) > 60
    with CATALOGUE.open("rb") as opened:
        known = {message.id for message in read_po(opened)}
    assert said <= known, said - known


def test_it_can_be_read_aloud_and_worked_by_keyboard(signed: Signed) -> None:
    page = signed.page
    assert len(page.xpath("//h1")) == 1
    levels = [int(h.tag[1]) for h in page.xpath("//h1|//h2|//h3|//h4")]
    assert all(b - a <= 1 for a, b in pairwise(levels))
    for landmark in ("header", "nav", "main", "footer"):
        assert len(page.xpath(f"//{landmark}")) == 1, landmark
    assert all(image.get("alt") for image in page.xpath("//img"))
    assert all(th.get("scope") for th in page.xpath("//th"))
    assert all(field.xpath("ancestor::label") for field in page.xpath("//input"))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    inside = {h[1:] for h in page.xpath("//a/@href") if h.startswith("#")}
    assert inside <= set(ids)


def test_its_colours_have_contrast_by_day_and_by_night() -> None:
    css = Path("exporter/signoff/report.css").read_text(encoding="utf-8")
    themes = re.findall(r":root \{(.*?)\}", css, re.S)
    assert len(themes) == 3
    for theme in themes:
        tones = dict(re.findall(r"--([\w-]+): (#\w+)", theme))
        pairs = [(n, g) for n in ("ink", "soft", "link") for g in ("paper", "ground")]
        levels = ("error", "warning", "note", "good")
        pairs += [(level, f"{level}-ground") for level in levels]
        pairs += [("soft", f"{level}-ground") for level in levels]
        for front, back in pairs:
            assert contrast(tones[front], tones[back]) >= 4.5, (front, back)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (WCAG 2.2, 1.4.3)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_what_was_changed_is_shown_with_its_line(tmp_path: Path) -> None:
    composed = composed_room(tmp_path)
    place = "edition.toml:31"
    override = Override("pasang", "photo 1 caption", "Lama & <b>", "Baru", place)
    caption = Correction(override, "Baru", "Lama & <b>")
    report = report_of(
        composed,
        state="draft",
        changes=[caption],
        released={"surut": "embargo — sudah diizinkan"},
    )
    write_report(report, tongue("en"), tmp_path / "report.html")
    page = html.parse(tmp_path / "report.html").getroot()
    changes = words(page.get_element_by_id("changes"))
    assert changes.endswith(
        "Kabar pasang photo 1 caption Lama & <b> Baru edition.toml:31"
    )
    card = words(page.get_element_by_id("photo-1"))
    assert "Origin of the caption edition.toml:31" in card
    assert "Origin of the credit pasang.json › json:images" in card
    released = words(page.get_element_by_id("findings"))
    assert "Released by name surut : embargo — sudah diizinkan" in released
    assert words(page.find_class("state")[0]).endswith("Draft")
