"""QR codes: chosen, drawn, read again from the page as printed."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from checkers import epubcheck, requires_java, verapdf
from hypothesis import given
from hypothesis import strategies as st
from newsroom import PARAGRAPH, Newsroom, photo, record

from exporter.build import build
from exporter.checks import Finding
from exporter.edition import compose, read_sources
from exporter.errors import EditionError
from exporter.model import Article
from exporter.qr import MOST_VERSION, draw_code, fits_code, web_address

DPI = 300
OWN = "https://www.kabar.example/sains/2026/11/20/kabar-pasang?utm_source=cetak"
ORIGINAL = "https://arsip.example/berita/d-7654321/ombak-di-teluk-ambon"
TOO_LONG = f"https://kabar.example/{'panjang-' * 40}"


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    """Pasang is on the web, ombak was, surut is not."""
    room = Newsroom(tmp_path / "room")
    room.add(record("pasang", url=OWN, images=[photo("teal")], paragraphs=9))
    room.add(record("ombak", is_based_on=ORIGINAL))
    return room


def codes(pdf: Path) -> Iterator[tuple[int, str, float]]:
    """Yield page, text and width in mm of each code that is seen on a page."""
    for number, page in enumerate(pypdfium2.PdfDocument(pdf)):
        seen = zxingcpp.read_barcodes(page.render(scale=DPI / 72).to_pil())
        for code in seen:
            width = code.position.top_right.x - code.position.top_left.x
            yield number, code.text, width / DPI * 25.4


def alternatives(pdf: Path) -> list[str]:
    with pikepdf.open(pdf) as opened:
        figures = [
            item
            for item in opened.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure"
        ]
        return [str(figure.Alt) for figure in figures]


def made(room: Newsroom, out: Path) -> tuple[Path, Path, dict[str, Any]]:
    """Build an edition that must be proven whole; return PDF, EPUB and proof."""
    assert build(room.write(), out).exit_code == 0
    proof = json.loads(next(out.glob("*.proof.json")).read_text("utf-8"))
    return next(out.glob("*.pdf")), next(out.glob("*.epub")), proof


@pytest.mark.parametrize("layout", ["magazine", "gazette", "base"])
def test_a_code_on_the_page_leads_to_the_article(
    room: Newsroom, tmp_path: Path, layout: str
) -> None:
    room.top |= {"qr": True, "layout": layout}
    pdf, epub, proof = made(room, tmp_path / "out")
    seen = list(codes(pdf))
    assert {text for _, text, _ in seen} == {OWN, ORIGINAL}
    assert len(seen) == 2
    assert all(11 < width < 14 for *_, width in seen)  # with its quiet zone 16 mm
    assert {a for a in alternatives(pdf) if a.startswith("Kode QR")} == {
        "Kode QR: kabar.example/sains/2026/11/20/kabar-pasang",
        "Kode QR: arsip.example/…d-7654321/ombak-di-teluk-ambon",
    }
    assert proof["findings"] == []
    with zipfile.ZipFile(epub) as book:
        pages = [book.read(n).decode() for n in book.namelist() if "xhtml" in n]
    assert not any("<svg" in page or "Kode QR" in page for page in pages)
    assert any(f'href="{OWN}"' in page for page in pages)


@pytest.mark.slow
def test_code_and_address_stand_together_wherever_a_page_ends(
    room: Newsroom, tmp_path: Path
) -> None:
    room.top["qr"] = True
    addresses = {}
    for number in range(12):
        slug = f"kabar-{number}"
        addresses[slug] = f"https://kabar.example/{slug}"
        body = [{"type": "paragraph", "html": PARAGRAPH * 2}] * (3 + number)
        fix = [{"text": f"Angka ke-{n} dibetulkan."} for n in range(number)]
        room.add(record(slug, url=addresses[slug], body=body, corrections=fix))
    room.sections.append(("Kabar", list(addresses)))
    pdf, _, _ = made(room, tmp_path / "out")
    pages = [
        page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)
    ]
    seen = {text: page for page, text, _ in codes(pdf)}
    for address in addresses.values():
        assert f"{address.removeprefix('https://')}\r\n" in pages[seen[address]]


def test_one_article_may_have_a_code_or_have_none(
    room: Newsroom, tmp_path: Path
) -> None:
    room.tables = "[article.ombak]\nqr = true"
    assert chosen(room) == (("ombak",), [])
    room.top["qr"] = True
    room.tables = "[article.pasang]\nqr = false"
    assert chosen(room) == (("ombak",), [])
    room.tables = ""
    assert chosen(room) == (("pasang", "ombak"), [])
    room.top.pop("qr")
    assert chosen(room) == ((), [])


def chosen(room: Newsroom) -> tuple[tuple[str, ...], list[Finding]]:
    composed = compose(read_sources(room.write()))
    return composed.edition.qr, [f for f in composed.findings if f.code == "N-003"]


def test_an_address_too_long_for_a_code_is_a_note(room: Newsroom) -> None:
    room.top["qr"] = True
    room.add(record("surut", url=TOO_LONG))
    ids, (note,) = chosen(room)
    assert ids == ("pasang", "ombak")
    assert (note.level, note.where) == ("note", "surut")
    assert str(len(TOO_LONG)) in note.message


def test_a_code_for_an_article_that_is_not_on_the_web_is_refused(
    room: Newsroom,
) -> None:
    room.tables = "[article.surut]\nqr = true"
    with pytest.raises(EditionError, match="'surut' has no web address") as refused:
        chosen(room)
    lines = (room.folder / "edition.toml").read_text("utf-8").splitlines()
    line = lines.index("[article.surut]") + 2
    assert refused.value.where == f"edition.toml:{line}"


@pytest.mark.parametrize(
    ("tables", "said"),
    [("[article.pasang]\nqrcode = true", "did you mean `qr`"), ("qrs = true", "`qr`")],
)
def test_a_slip_of_the_key_is_understood(
    room: Newsroom, tables: str, said: str
) -> None:
    room.tables = tables
    with pytest.raises(EditionError, match="unknown key") as refused:
        chosen(room)
    assert said in str(refused.value.hint)


def test_only_web_addresses_get_a_code() -> None:
    def address(**fields: str) -> str:
        return web_address(Article(id="a", headline="A", **fields))

    assert address(url=OWN, is_based_on=ORIGINAL) == OWN
    assert address(url="mailto:a@example.org", is_based_on=ORIGINAL) == ORIGINAL
    assert address(url="javascript:alert(1)") == ""
    assert address() == ""


@given(st.text(min_size=1, max_size=400))
def test_a_code_that_fits_has_modules_large_enough(path: str) -> None:
    address = web_address(
        Article(id="a", headline="A", url=f"https://a.example/{path}")
    )
    side = 4 * MOST_VERSION + 17 + 8
    if fits_code(address):
        view = draw_code(address, "QR").split('viewBox="0 0 ')[1].split()[0]
        assert int(view) <= side
    else:
        assert len(address) > 200


def test_the_proof_misses_a_code_that_a_layout_loses(
    room: Newsroom, tmp_path: Path
) -> None:
    room.top |= {"qr": True, "layout": "./rusak"}
    layout = room.folder / "rusak"
    layout.mkdir()
    (layout / "layout.toml").write_text('title = "R"\nextends = "magazine"\n')
    text = Path("layouts/base/article.html.j2").read_text("utf-8")
    lost = text.replace("{{ code|qr(t.qr) }}", "")
    assert lost != text
    (layout / "article.html.j2").write_text(lost, "utf-8")
    result = build(room.write(), tmp_path / "out")
    found = [(f.code, f.where) for f in result.findings if f.level == "error"]
    assert found == [("E-001", "pasang"), ("E-001", "ombak")]


def test_a_page_with_a_code_is_read_fast() -> None:
    """Drawn with its namespace, it is well-formed XML, not tag soup."""
    from xml.etree import ElementTree

    from exporter.pdf.engine import MediaFetcher, _parse, _ParsedHTML

    html = f"<html><body>{draw_code(OWN, '<QR> & kode')}</body></html>"
    assert isinstance(_parse(html, MediaFetcher({})), _ParsedHTML)
    (svg,) = ElementTree.fromstring(html).iter("{http://www.w3.org/2000/svg}svg")
    assert svg.get("aria-label", "").startswith("<QR> & kode: kabar.example/")


@requires_java
@pytest.mark.slow
def test_an_edition_with_codes_keeps_to_the_standards(
    room: Newsroom, tmp_path: Path
) -> None:
    room.top["qr"] = True
    room.add(record("ombak", language="en", is_based_on=ORIGINAL))
    pdf, epub, _ = made(room, tmp_path / "out")
    codes_of = {a for a in alternatives(pdf) if " QR: " in a or "QR code: " in a}
    assert len(codes_of) == 2
    verdict = verapdf(pdf)
    assert (verdict.failures, verdict.compliant) == ([], True)
    assert epubcheck(epub) == []
