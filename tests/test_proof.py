"""The proof, second half: planted faults are found and named, sound files pass."""

import datetime as dt
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pikepdf
import pytest
from proof_lab import (
    AUTHOR,
    BODY,
    CREDIT,
    Lab,
    article,
    assert_only,
    image,
    new_lab,
    told,
)

from exporter.blocks import (
    Box,
    Embed,
    ListBlock,
    Paragraph,
    PullQuote,
    Quote,
    Subhead,
    Table,
)
from exporter.edition import Composed
from exporter.layout import Layout, load_layout
from exporter.model import Correction, Image, Related, Section
from exporter.proof import prove


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    return new_lab(tmp_path_factory.mktemp("proof"))


@pytest.fixture(scope="module")
def magazine() -> Layout:
    return load_layout("magazine", Path.cwd())


@dataclass
class Sound:
    """A whole edition and its files."""

    composed: Composed
    pdf: Path
    epub: Path


@pytest.fixture(scope="module")
def sound(lab: Lab, magazine: Layout) -> Sound:
    """Every kind of field, in articles that go over pages."""
    one, two = lab.two()
    rich = article(
        "kopi",
        Image(caption=("Foto yang tidak ikut.",), credit="Arsip Lama"),
        image(lab.names[3], alt=""),
        authors=(),
        editors=(),
        byline="Tim Redaksi Uji",
        body=(
            *(Paragraph(html=f"{n}. {' '.join(BODY)} (kopi)") for n in range(1, 13)),
            Subhead(html="Yang dihitung"),
            Quote(paragraphs=("Kami menghitung <i>setiap</i> biji.",), cite="Buruh"),
            PullQuote(html="menyebutnya rumah-rumahan air"),
            ListBlock(items=("Satu", "Dua", "Tiga belas")),
            Table(
                caption="Mutu", header=("Mutu", "Cacat"), rows=(("1", "11"), ("2", "1"))
            ),
            Box(title="Kotak", blocks=(Paragraph(html="Isi kotak yang penting."),)),
            Embed(label="Video", url="https://www.example.org/video/kotak/"),
        ),
        related=(
            Related(headline="Kabar pasang dari pantai", article="pasang"),
            Related(headline="Di luar", url="https://example.org/pesisir/luar"),
        ),
        is_based_on="https://example.org/asal",
        corrections=(Correction(text="Angkanya 11.", date=dt.date(2026, 11, 21)),),
        rights="Hak cipta Redaksi Uji",
    )
    composed = lab.compose(one, two, rich)
    return Sound(composed, lab.pdf(composed, magazine), lab.epub(composed, magazine))


# --- sound files ------------------------------------------------------------------


def test_a_sound_edition_has_no_finding(sound: Sound, magazine: Layout) -> None:
    proof = prove(sound.composed, magazine, pdf=sound.pdf, epub=sound.epub)
    assert told(proof) == []
    assert proof.counts() == {
        "credit": (5, 5),
        "caption": (5, 5),
        "byline": (5, 5),
        "source": (3, 3),
    }
    assert proof.sum_line() == (
        "18 of 18 credits, captions, bylines and sources in PDF and EPUB"
    )


def test_the_proof_says_where_each_field_was_found(
    sound: Sound, magazine: Layout
) -> None:
    proof = prove(sound.composed, magazine, pdf=sound.pdf, epub=sound.epub)
    fields = {f["field"]: f for f in proof.as_json()["articles"]["kopi"]}
    assert fields["byline"]["text"] == "Tim Redaksi Uji"
    assert fields["byline"]["epub"] == ["EPUB/text/a-kopi.xhtml"]
    assert all(isinstance(page, int) for page in fields["byline"]["pdf"])
    assert fields["table 1, row 2, cell 2"]["proved"] is True
    assert fields["alt text of photo 2"]["text"].startswith("Foto tanpa deskripsi")


def test_what_the_records_lack_is_in_the_sum(lab: Lab, magazine: Layout) -> None:
    bare = article("sunyi", image(lab.names[0], credit=""), authors=(), editors=())
    composed = lab.compose(bare, article("angin", image(lab.names[1], credit="")))
    proof = prove(composed, magazine, pdf=None, epub=lab.epub(composed, magazine))
    assert told(proof) == []
    assert proof.sum_line() == (
        "6 of 6 credits, captions, bylines and sources in EPUB; "
        "not in the records: 2 photo credits, 1 byline"
    )


# --- faults of the layout, in both files ------------------------------------------

TEMPLATE_FAULTS = {
    "credit removed": (
        (CREDIT, ""),
        [("E-001", "credit of photo 1 “Juru Foto .*” is missing")],
    ),
    "credit doubled": (
        (CREDIT, CREDIT + CREDIT.replace("-cr", "-cs")),
        [("E-004", "credit of photo 1 .* appears once more")],
    ),
    "byline lost": (
        (f'{{{{ t.by }}}} <span class="author">{AUTHOR}</span>', ""),
        [("E-001", r"byline \(author\) “Penulis Surut” is missing")],
    ),
    "role lost": (
        ("{{ t.editor }}: ", ""),
        [("E-001", r"byline \(editor\) “Dewi Sampel” has lost its label “Penyunting”")],
    ),
    "alt text lost": (
        ("m.photo(image, slot, alt_text(a, image)", 'm.photo(image, slot, "."'),
        [("E-001", "alt text of photo 1 .* has changed")],
    ),
    "time lost": (("{{ moment(a) }}", "–"), [("E-001", "time .* is missing")]),
    "source lost": (
        ('<p class="source"', '{% endif %}{% if 0 %}<p class="source"'),
        [("E-001", "source “Badan Surut” is missing")],
    ),
}


@pytest.mark.parametrize("fault", TEMPLATE_FAULTS)
def test_a_fault_of_a_template_is_found_in_both_files(lab: Lab, fault: str) -> None:
    edit, expected = TEMPLATE_FAULTS[fault]
    composed = lab.compose(lab.two()[1])
    layout = lab.layout(article=edit)
    epub, pdf = lab.epub(composed, layout), lab.pdf(composed, layout)
    both = [
        (code, "surut", f"^{file}: {pattern}")
        for file in ("PDF", "EPUB")
        for code, pattern in expected
    ]
    assert_only(prove(composed, layout, pdf=pdf, epub=epub), *both)


HIDDEN = {
    "clipped": ".credit { height: 1px; overflow: hidden; }",
    "half clipped": ".credit { height: 4pt; overflow: hidden; }",
    "white on white": ".credit { color: #fff; }",
    "pale": ".credit { color: #fbfbfb; }",
    "tiny": ".credit { font-size: 0.1pt; }",
    "off the page": ".credit { position: relative; left: -400mm; }",
    "covered by half": ".photo { position: relative; } .photo::after { content: ''; "
    "position: absolute; left: 20mm; right: 0; bottom: 0; height: 10pt; "
    "background: #fff; }",
    "covered": ".photo { position: relative; } .photo::after { content: ''; "
    "position: absolute; left: 0; right: 0; bottom: 0; height: 10pt; "
    "background: #fff; }",
}


@pytest.mark.parametrize("fault", HIDDEN)
def test_a_credit_that_cannot_be_seen_is_found(lab: Lab, fault: str) -> None:
    composed = lab.compose(lab.two()[1])
    layout = lab.layout(HIDDEN[fault])
    proof = prove(composed, layout, pdf=lab.pdf(composed, layout), epub=None)
    assert_only(
        proof, ("E-002", "surut", "credit of photo 1 .* cannot be seen: .*page 1")
    )
    assert proof.counts()["credit"] == (0, 1)


def test_text_over_a_photo_is_seen(lab: Lab) -> None:
    css = ".photo { position: relative; } .photo figcaption { position: absolute; "
    css += "top: 2mm; left: 2mm; background: #fff; }"
    composed = lab.compose(lab.two()[1])
    layout = lab.layout(css)
    pdf = lab.pdf(composed, layout)
    assert told(prove(composed, layout, pdf=pdf, epub=None)) == []


def test_a_caption_hidden_by_a_style_sheet_is_found_in_the_epub(lab: Lab) -> None:
    composed = lab.compose(lab.two()[1])
    layout = lab.layout()
    (layout.folders[0] / "epub.css").write_text("figure .caption{display:none}")
    proof = prove(composed, layout, pdf=None, epub=lab.epub(composed, layout))
    assert_only(proof, ("E-002", "surut", "EPUB: caption of photo 1 .*display: none"))


def test_a_figure_without_alternative_text_is_found(lab: Lab) -> None:
    composed = lab.compose(lab.two()[1])
    layout = lab.layout()
    whole = lab.pdf(composed, layout)
    with pikepdf.open(whole) as pdf:
        for element in elements(pdf):
            if element.get("/S") == "/Figure":
                del element["/Alt"]
        path = lab.fresh() / "noalt.pdf"
        pdf.save(path)
    proof = prove(composed, layout, pdf=path, epub=None)
    assert_only(proof, ("E-001", "surut", "PDF: alt text of photo 1 .* is missing"))


# --- other ways to tag a PDF ----------------------------------------------------------


def elements(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Yield all structure elements."""
    waiting = [pdf.Root.StructTreeRoot]
    while waiting:
        element = waiting.pop()
        if "/S" in element:
            yield element
        waiting += [k for k in kids(element) if isinstance(k, pikepdf.Dictionary)]


def kids(element: pikepdf.Object) -> list[pikepdf.Object]:
    found = element.get("/K", [])
    return list(found) if isinstance(found, pikepdf.Array) else [found]


def test_a_caption_may_stand_in_its_figure_and_actual_text_is_read(
    lab: Lab, magazine: Layout
) -> None:
    """As others tag it: the Figure contains its Caption. Ours: a Div has both."""
    composed = lab.compose(lab.two()[0])
    replaced = 0
    with pikepdf.open(lab.pdf(composed, magazine)) as pdf:
        for element in list(elements(pdf)):
            inside = [k for k in kids(element) if isinstance(k, pikepdf.Dictionary)]
            captions = [k for k in inside if k.get("/S") == "/Caption"]
            figures = [k for k in inside if k.get("/S") == "/Figure"]
            if figures and captions:
                (figure,) = figures
                figure.K = pikepdf.Array([*kids(figure), *captions])
                element.K = pikepdf.Array([figure])
                captions[0].P = figure
                replaced += 1
        longest = max(
            (e for e in elements(pdf) if e.get("/S") == "/P"),
            key=lambda e: len(kids(e)),
        )
        path = lab.fresh() / "own.pdf"
        longest.ActualText = f"{BODY[1]} (pasang)"
        pdf.save(path)
        longest.ActualText = "Lain sekali."
        pdf.save(path.with_name("other.pdf"))
    assert replaced == 2
    assert told(prove(composed, magazine, pdf=path, epub=None)) == []
    other = prove(composed, magazine, pdf=path.with_name("other.pdf"), epub=None)
    assert_only(
        other,
        ("E-001", "pasang", "PDF: paragraph 2 .* is missing"),
        ("E-009", "pasang", "PDF: “lain sekali” is not in the record"),
    )


def test_a_lost_article_is_one_finding(sound: Sound, magazine: Layout) -> None:
    articles = sound.composed.edition.articles
    extra = article("hilang").model_copy(update={"headline": "Yang hilang"})
    section = Section(title="Sains", articles=(*articles, extra))
    edition = sound.composed.edition.model_copy(update={"sections": (section,)})
    composed = replace(sound.composed, edition=edition)
    proof = prove(composed, magazine, pdf=sound.pdf, epub=None)
    assert_only(proof, ("E-001", "hilang", "the whole article"))


# --- damaged files ------------------------------------------------------------------


def rewrite(epub: Path, out: Path, change: Callable[[str, bytes], bytes]) -> Path:
    with zipfile.ZipFile(epub) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out


@pytest.mark.parametrize("kept", [0.5, 0.02])
def test_a_truncated_chapter_is_named(
    lab: Lab, sound: Sound, magazine: Layout, kept: float
) -> None:
    def cut(name: str, data: bytes) -> bytes:
        return data[: int(len(data) * kept)] if "a-pasang" in name else data

    damaged = rewrite(sound.epub, lab.fresh() / "cut.epub", cut)
    proof = prove(sound.composed, magazine, pdf=None, epub=damaged)
    assert_only(proof, ("E-007", "pasang", "a-pasang.xhtml is damaged"))


def test_a_chapter_that_ends_early_but_is_well_formed_is_found(
    lab: Lab, sound: Sound, magazine: Layout
) -> None:
    def cut(name: str, data: bytes) -> bytes:
        if "a-surut" not in name:
            return data
        return data[: data.index(b"Sumur itu")] + b"</p></section></body></html>"

    damaged = rewrite(sound.epub, lab.fresh() / "cut.epub", cut)
    proof = prove(sound.composed, magazine, pdf=None, epub=damaged)
    assert_only(
        proof,
        ("E-001", "surut", "paragraph 3"),
        ("E-001", "surut", "paragraph 4"),
        ("E-001", "surut", "source"),
    )


def damaged_files(sound: Sound, folder: Path) -> Iterator[tuple[str, Path]]:
    for kind, whole in (("pdf", sound.pdf), ("epub", sound.epub)):
        data = whole.read_bytes()
        for name, bytes_ in (
            ("empty", b""),
            ("half", data[: len(data) // 2]),
            ("noise", b"\x00\xff" * 500),
        ):
            path = folder / f"{name}.{kind}"
            path.write_bytes(bytes_)
            yield kind, path
        yield kind, folder / f"none.{kind}"


def test_a_damaged_file_is_a_finding_and_never_an_exception(
    lab: Lab, sound: Sound, magazine: Layout
) -> None:
    for kind, path in damaged_files(sound, lab.fresh()):
        pdf, epub = (path, None) if kind == "pdf" else (None, path)
        proof = prove(sound.composed, magazine, pdf=pdf, epub=epub)
        assert_only(proof, ("E-007", path.name, kind.upper()))
        assert proof.counts()["credit"] == (0, 5)


def test_bytes_lost_from_the_middle_of_a_pdf_never_raise(
    lab: Lab, sound: Sound, magazine: Layout
) -> None:
    data = sound.pdf.read_bytes()
    for part in range(1, 8):
        at = len(data) * part // 8
        path = lab.fresh() / "hole.pdf"
        path.write_bytes(data[:at] + data[at + 997 :])
        prove(sound.composed, magazine, pdf=path, epub=None)
    shutil.rmtree(path.parent)
