"""How the proof reads a PDF: quickly, and yet as PDFium itself would tell it."""

import ctypes
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as c
import pytest
from proof_lab import Lab, article, assert_only, image, new_lab, told

from exporter.blocks import Paragraph
from exporter.layout import Layout, load_layout
from exporter.pool import Pool
from exporter.proof import pdf_file, pictures, prove
from exporter.proof.content import Block, Picture
from exporter.proof.pdf_page import PdfPage
from exporter.proof.pdfium import as_object
from exporter.proof.pictures import PhotoBook
from exporter.proof.regions import Region
from exporter.proof.text import fold


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    return new_lab(tmp_path_factory.mktemp("reading"))


@pytest.fixture(scope="module")
def magazine() -> Layout:
    return load_layout("magazine", Path.cwd())


# --- text -------------------------------------------------------------------------


def text_of_object(page: PdfPage, handle: int) -> str:
    """Return what PDFium says one object's text is."""
    text_page = c.FPDFText_LoadPage(page.page.raw)
    buffer = ctypes.create_string_buffer(8192)
    units = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
    size = c.FPDFTextObj_GetText(as_object(handle), text_page, units, 8192)
    c.FPDFText_ClosePage(text_page)
    return buffer.raw[: max(0, size - 2)].decode("utf-16-le").partition("\0")[0]


def assert_same_texts(path: Path, least: int) -> None:
    document = pdfium.PdfDocument(path)
    compared = 0
    for index in range(len(document)):
        page = PdfPage(document[index])
        for item in page.objects():
            if item.is_text:
                assert item.text == text_of_object(page, item.handle)
                compared += 1
        page.close()
    document.close()
    assert compared >= least


def test_each_text_is_what_pdfium_says_it_is(lab: Lab, magazine: Layout) -> None:
    body = tuple(
        Paragraph(html=f"{n}. Anak-anak mempertanggungjawabkan pengukurannya di sana.")
        for n in range(60)
    )
    one = article("pasang", image(lab.names[0]), body=body)
    assert_same_texts(lab.pdf(lab.compose(one), magazine), 100)


#: code of a letter -> what it stands for
LETTERS = {
    "beyond 16 bits": {65: "\U0001f600", 66: "fi\U0001d400", 68: "ffi"},
    "no code": {65: "\0", 66: "b"},
    "divided": {65: "\u00ad", 66: "\u2010", 67: "\ufffe"},
}


@pytest.mark.parametrize("letters", LETTERS)
def test_letters_of_all_kinds_go_with_their_text(tmp_path: Path, letters: str) -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(300, 200))
    codes = "".join(
        f"<{code:02x}> <{text.encode('utf-16-be').hex()}>\n"
        for code, text in LETTERS[letters].items()
    )
    mapping = (
        "begincmap 1 begincodespacerange <00> <ff> endcodespacerange "
        f"{len(LETTERS[letters])} beginbfchar\n{codes}endbfchar endcmap"
    )
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        ToUnicode=pdf.make_stream(mapping.encode()),
    )
    pdf.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
    pdf.pages[0].Contents = pdf.make_stream(
        b"BT /F 20 Tf 20 150 Td (AAAB xA) Tj ET BT /F 20 Tf 20 120 Td (CDE) Tj ET "
        b"BT /F 20 Tf 20 90 Td (CA) Tj ET BT /F 20 Tf 20 60 Td (B) Tj ET "
        b"BT /F 20 Tf 20 30 Td (\\001\\002C) Tj ET"
    )
    path = tmp_path / "letters.pdf"
    pdf.save(path)
    assert_same_texts(path, 5)


# --- photos -----------------------------------------------------------------------


def draw_over(lab: Lab, whole: Path, photo: Path) -> Path:
    """Draw another photo, which is no part of the tags, over the first of page 1."""
    document = pdfium.PdfDocument(whole)
    page = PdfPage(document[0])
    left, top, right, bottom = next(o.box for o in page.objects() if not o.is_text)
    below = page.size[1] - bottom
    page.close()
    document.close()
    with pikepdf.open(whole) as pdf, photo.open("rb") as data:
        drawn = pikepdf.Stream(
            pdf,
            data.read(),
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=480,
            Height=320,
            ColorSpace=pikepdf.Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=pikepdf.Name.DCTDecode,
        )
        name = pdf.pages[0].add_resource(drawn, pikepdf.Name.XObject)
        size = f"{right - left} 0 0 {bottom - top} {left} {below}"
        pdf.pages[0].contents_add(
            f"/Artifact BMC q {size} cm {name} Do Q EMC".encode(), prepend=False
        )
        path = lab.fresh() / "over.pdf"
        pdf.save(path)
    return path


def test_a_photo_behind_another_is_not_seen(lab: Lab, magazine: Layout) -> None:
    composed = lab.compose(article("surut", image(lab.names[0])))
    other = lab.photos[lab.names[1]].path
    path = draw_over(lab, lab.pdf(composed, magazine), other)
    proof = prove(composed, magazine, pdf=path, epub=None)
    assert_only(proof, ("E-002", "surut", "photo 1 cannot be seen"))


def test_a_wrong_photo_behind_the_right_one_is_found(
    lab: Lab, magazine: Layout
) -> None:
    """What one sees in its place is right; the photo that is tagged is another."""
    right = article("surut", image(lab.names[0]))
    wrong = right.model_copy(
        update={"images": (image(lab.names[0], file=lab.names[1]),)}
    )
    written = lab.pdf(lab.compose(wrong), magazine)
    path = draw_over(lab, written, lab.photos[lab.names[0]].path)
    proof = prove(lab.compose(right), magazine, pdf=path, epub=None)
    assert_only(proof, ("E-001", "surut", "PDF: photo 1 is missing"))


def test_pixels_are_compared_to_the_last_byte(lab: Lab) -> None:
    book = PhotoBook(lab.photos)
    data = lab.photos[lab.names[0]].path.read_bytes()
    assert book.read(data, "", "1").same == {lab.names[0]}
    end = data.rindex(b"\xff\xd9")
    changed = data[: end - 1] + bytes([data[end - 1] ^ 1]) + data[end:]
    assert book.read(changed, "", "1").same == set()
    assert book.read(data[: end - 9] + data[end:], "", "1").same == set()


# --- the whole --------------------------------------------------------------------


def test_two_processes_prove_what_one_does(
    lab: Lab, magazine: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_file, "_AT_ONCE", 1)
    monkeypatch.setattr(pictures, "_AT_ONCE", 1)
    long = tuple(Paragraph(html=f"{n}. {'Air laut naik. ' * 40}") for n in range(30))
    one = article("pasang", image(lab.names[0]), image(lab.names[1]), body=long)
    two = article("surut", image(lab.names[2], caption=("Bukan ini.",)))
    composed = lab.compose(one, two)
    other = lab.compose(one, lab.two()[1])
    pdf, epub = lab.pdf(other, magazine), lab.epub(other, magazine)
    alone = prove(composed, magazine, pdf=pdf, epub=epub, drawn=True)
    pages = len(pdfium.PdfDocument(pdf))
    assert len(set(alone.pictures)) == pages > 2
    with Pool(2) as pool:
        together = prove(
            composed, magazine, pdf=pdf, epub=epub, each=pool.map, drawn=True
        )
    assert told(alone)
    assert told(together) == told(alone)
    assert together.as_json() == alone.as_json()
    assert together.pictures == alone.pictures


def test_a_region_of_pictures_alone_has_no_foreign_text() -> None:
    from exporter.proof.claims import Claims
    from exporter.proof.foreign import find_foreign

    picture = Block(0, 1, 1, 1, heading=False, picture=Picture("", "1"))
    region = Region.of([picture])
    assert list(find_foreign(Claims(region.text), region, ["Foto"], "hlm.")) == []


def test_a_dotless_i_is_known_in_capitals() -> None:
    """A label in Turkish is printed in capitals, "AYRICA", by the stylesheet."""
    assert fold("Ayrıca okuyun") == fold("AYRICA OKUYUN")
    assert fold("İzmir") == fold("izmir")
