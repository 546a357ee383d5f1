"""Addresses of the web on paper: shown short, linked in full."""

import zipfile
from pathlib import Path

import pikepdf
import pypdfium2
from newsroom import Newsroom, record

from exporter.build import build

PAGE = (
    "https://www.kabar.example/berita/2026/11/20/pasang-surut-di-teluk-ambon-tahun-ini"
)
LONG = f"{PAGE}?utm_source=rss&halaman=2#komentar"
SHOWN = "kabar.example/…teluk-ambon-tahun-ini?halaman=2"


def _links(pdf: Path) -> set[str]:
    with pikepdf.open(pdf) as opened:
        return {
            str(link.A.URI)
            for page in opened.pages
            for link in page.get("/Annots", [])
            if "/A" in link and "/URI" in link.A
        }


def test_addresses_are_shown_short_and_linked_in_full(tmp_path: Path) -> None:
    room = Newsroom(tmp_path / "room")
    addresses = [LONG.replace("/berita/", f"/{where}/") for where in ("a", "b", "c")]
    related, original, embed = addresses
    paragraph = {"type": "paragraph", "html": "Air laut naik dan turun."}
    room.add(
        record(
            "ombak",
            related=[{"headline": "Di luar", "url": related}],
            is_based_on=original,
            body=[paragraph, {"type": "embed", "url": embed}, paragraph],
        )
    )
    out = tmp_path / "out"
    assert build(room.write(), out).exit_code == 0
    assert set(addresses) <= _links(next(out.glob("*.pdf")))
    with zipfile.ZipFile(next(out.glob("*.epub"))) as book:
        names = [n for n in book.namelist() if n.endswith("a-ombak.xhtml")]
        page = book.read(names[0]).decode()
    assert page.replace("<wbr/>", "").count(f">{SHOWN}<") == 3
    assert all(address.replace("&", "&amp;") in page for address in addresses)


def test_an_address_over_two_lines_is_copied_as_it_is(tmp_path: Path) -> None:
    """PDFium leaves out a hyphen that a line ends with."""
    room = Newsroom(tmp_path / "room")
    shown = [
        f"contoh.example/kabar-dari-pesisir-selatan-{'x' * n}" for n in range(1, 7)
    ]
    for number, address in enumerate(shown):
        fields = {"is_based_on": f"https://www.{address}/", "paragraphs": 2}
        room.add(record(f"kabar-{number}", **fields))
    room.sections.append(("Kabar", [f"kabar-{n}" for n in range(6)]))
    room.top["layout"] = "gazette"
    assert build(room.write(), tmp_path / "out", formats=["pdf"]).exit_code == 0
    pages = pypdfium2.PdfDocument(next((tmp_path / "out").glob("*.pdf")))
    lines = "\n".join(page.get_textpage().get_text_range() for page in pages)
    lines = lines.replace("\r", "")
    assert not any(address in lines for address in shown)  # each over two lines
    joined = f"{lines}\n".replace("\n-", "-")
    assert all(f"{address}\n" in joined for address in shown)
