"""Layouts of one column: covers hold any words, large print is large."""

import ctypes
import json
from collections.abc import Iterator
from math import hypot
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from generated import make_edition

from exporter.build import build
from exporter.layout import load_layout

LAYOUTS = ("pocket", "large-print", "report")
WORDS = (
    "Kesinambungan pertanggungjawaban kesejahteraan masyarakat pesisir kepulauan "
    "menurut penelitian yang belum pernah diterbitkan sebelumnya "
)
#: Letters of each headline and of the cover's deck, title, and whether it has a photo.
COVERS = {
    "three hundred letters": (
        298,
        590,
        "Mingguan Kepulauan Nusantara dan Samudra",
        True,
    ),
    "no photo": (298, 590, "Mingguan Kepulauan Nusantara dan Samudra", False),
    "short": (20, 0, "Warta", True),
    "short, no photo": (20, 0, "Warta", False),
}


def write_edition(
    folder: Path, letters: int, deck: int, title: str, photo: bool
) -> Path:
    """Write an edition whose headlines and cover story are as long as asked for."""
    edition = make_edition(folder, 4, 7, "magazine")
    file = folder / "edition.toml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("Mingguan Contoh", title, 1), "utf-8")
    cover = text.partition('cover = "')[2].partition('"')[0]
    for path in (folder / "articles").iterdir():
        record: dict[str, Any] = json.loads(path.read_text("utf-8"))
        record["headline"] = (WORDS * 3)[:letters].strip()
        if record["id"] == cover:
            record["deck"] = (WORDS * 6)[:deck].strip()
            if not photo:
                record["images"] = []
                blocks = record["body"]
                record["body"] = [b for b in blocks if b["type"] != "image"]
        path.write_text(json.dumps(record), "utf-8")
    return edition


def build_pdf(edition: Path, out: Path, layout: str) -> Path:
    result = build(edition, out, formats=("pdf",), layout=layout)
    assert result.exit_code == 0, result.findings
    assert not [f for f in result.findings if f.code == "W-009"]
    return next(path for path in result.files if path.suffix == ".pdf")


def lines_of(page: Any) -> list[tuple[float, float]]:
    """Return where the lines of a page's text stand, as (bottom, top) in pt."""
    text = page.get_textpage()
    rects = [text.get_rect(n) for n in range(text.count_rects())]
    return [(bottom, top) for _, bottom, _, top in rects]


@pytest.mark.slow
@pytest.mark.parametrize("cover", COVERS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_cover_of_any_words_is_one_page(
    layout: str, cover: str, tmp_path: Path
) -> None:
    letters, deck, title, photo = COVERS[cover]
    edition = write_edition(tmp_path / "edition", letters, deck, title, photo)
    with pypdfium2.PdfDocument(build_pdf(edition, tmp_path / "out", layout)) as file:
        assert len({page.get_size() for page in file}) == 1
        first, second = (file[n].get_textpage().get_text_range() for n in (0, 1))
        assert WORDS[:20].split()[0] in first
        assert "Daftar isi" in second
        assert_apart(lines_of(file[0]))
        pictures = [
            o for o in file[0].get_objects() if o.type == pdfium.FPDF_PAGEOBJ_IMAGE
        ]
        heights = [
            top - bottom for _, bottom, _, top in (p.get_bounds() for p in pictures)
        ]
        assert [height > 70 for height in heights] == [True] * photo


def assert_apart(lines: list[tuple[float, float]]) -> None:
    """Lines stand on one baseline, or one below the other."""
    for bottom, top in lines:
        for other_bottom, other_top in lines:
            shared = min(top, other_top) - max(bottom, other_bottom)
            least = min(top - bottom, other_top - other_bottom)
            assert shared < 0.35 * least or shared > 0.6 * least, (bottom, top)


def glyphs(file: Any) -> Iterator[tuple[float, str]]:
    """Yield size in pt and font of each sign that is printed."""
    name = ctypes.create_string_buffer(200)
    matrix, flags = pdfium.FS_MATRIX(), ctypes.c_int()
    for page in file:
        text = page.get_textpage()
        for n in range(text.count_chars()):
            if chr(pdfium.FPDFText_GetUnicode(text, n)).isspace():
                continue
            pdfium.FPDFText_GetMatrix(text, n, matrix)
            size = pdfium.FPDFText_GetFontSize(text, n) * hypot(matrix.c, matrix.d)
            pdfium.FPDFText_GetFontInfo(text, n, name, 200, flags)
            yield size, name.value.decode()


@pytest.mark.slow
def test_large_print_is_large_upright_and_of_one_family(tmp_path: Path) -> None:
    edition = make_edition(tmp_path / "edition", 6, 9, "magazine")
    with pypdfium2.PdfDocument(
        build_pdf(edition, tmp_path / "out", "large-print")
    ) as f:
        found = set(glyphs(f))
    assert len(found) > 5
    assert min(size for size, _ in found) > 15.9
    family = "Atkinson-Hyperlegible-Next"
    assert {name.partition("+")[2][: len(family)] for _, name in found} == {family}
    assert not [name for _, name in found if "Italic" in name]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_kind_of_article_has_a_form(layout: str) -> None:
    """With and without a photo, upright or not, at the head of a section or below."""
    forms = load_layout(layout, Path()).composition.forms
    for opener in (True, False):
        for photos in ((), ("column",), ("column", "full")):
            for words in (5, 60, 120, 3000):
                fit = [f for f in forms if f.fits(words, opener=opener, photos=photos)]
                assert fit, (opener, photos, words)
