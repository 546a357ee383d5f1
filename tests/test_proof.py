"""The proof, second half: planted faults are found and named, sound files pass."""

import datetime as dt
import io
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pikepdf
import pytest
from pages import write_parts
from PIL import Image as Picture
from PIL import ImageDraw

from exporter.blocks import (
    Box,
    Embed,
    ListBlock,
    Paragraph,
    Party,
    PullQuote,
    Quote,
    Subhead,
    Table,
)
from exporter.edition import Composed
from exporter.edition.table import Table as EditionTable
from exporter.fonts import use_only
from exporter.layout import Layout, bundled, load_layout
from exporter.model import (
    Article,
    Correction,
    Dateline,
    Edition,
    Image,
    Related,
    Section,
)
from exporter.photos import SourcePhoto, find_photo, prepare_photo
from exporter.proof import Proof, prove
from exporter.proof.pictures import PhotoBook

JAKARTA = dt.timezone(dt.timedelta(hours=7))
BODY = (
    "Air laut naik dan turun dua kali sehari di sebagian besar pantai Nusantara.",
    "Petugas mencatatnya di sumur kecil yang terhubung ke laut; anak-anak di kampung "
    "itu menyebutnya rumah-rumahan air, karena beratap seng dan berpintu kayu.",
    "Sumur itu meredam gelombang sehingga yang tercatat hanyalah pasang dan surut.",
    "Catatan berpuluh tahun membuat orang dapat meramal tinggi air esok pagi.",
)


# --- the edition ------------------------------------------------------------------


def draw(path: Path, seed: int) -> None:
    """Draw a photo unlike that of any other seed."""
    picture = Picture.new("RGB", (480, 320), ((seed * 83) % 256, (seed * 47) % 256, 90))
    pen = ImageDraw.Draw(picture)
    for n in range(5):
        x, y = (seed * 97 + n * 71) % 400, (seed * 59 + n * 43) % 250
        shade = ((n * 60) % 256, (seed * 31) % 256, (n * 90 + seed) % 256)
        pen.ellipse((x, y, x + 80, y + 60), fill=shade)
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.save(path, quality=88)


def image(name: str, **fields: object) -> Image:
    """Return a sound image."""
    base: dict[str, object] = {
        "file": name,
        "width": 480,
        "height": 320,
        "caption": (f"Bulatan-bulatan pada gambar {name[:6]}.",),
        "credit": f"Juru Foto {name[:4]}/Contoh",
        "alt": f"Lima bulatan, gambar {name[:8]}",
    }
    return Image.model_validate({**base, **fields})


def article(slug: str, *images: Image, **fields: object) -> Article:
    """Return a sound article."""
    base: dict[str, object] = {
        "id": slug,
        "headline": f"Kabar {slug} dari pantai",
        "kicker": "Pesisir",
        "deck": f"Tentang {slug} dan yang mencatatnya.",
        "authors": (Party(name=f"Penulis {slug.title()}"),),
        "editors": (Party(name="Dewi Sampel"),),
        "dateline": Dateline(raw="AMBON, MINGGUAN"),
        "published": dt.datetime(2026, 11, 20, 10, tzinfo=JAKARTA),
        "time_zone": "Asia/Jakarta",
        "images": images,
        "body": tuple(Paragraph(html=f"{text} ({slug})") for text in BODY),
        "sources": (Party(name=f"Badan {slug.title()}", kind="organisation"),),
    }
    return Article.model_validate({**base, **fields})


def compose(
    folder: Path, *articles: Article, photos: dict[str, SourcePhoto]
) -> Composed:
    """Return an edition of these articles in one section."""
    edition = Edition(
        title="Uji",
        number=1,
        date=dt.date(2026, 11, 22),
        published=dt.datetime(2026, 11, 22, 6, tzinfo=JAKARTA),
        time_zone="Asia/Jakarta",
        language="id",
        publisher="Redaksi Uji",
        identifier="urn:uuid:12345678-1234-5678-1234-567812345678",
        cover=articles[0].id,
        sections=(Section(title="Sains", articles=articles),),
        layout="magazine",
        formats=("pdf", "epub"),
    )
    file = folder / "edition.toml"
    return Composed(edition, file, EditionTable({}, (file,), {}, ("",)), photos, ())


@dataclass
class Lab:
    """Makes editions, layouts and files; everything lies under `folder`."""

    folder: Path
    photos: dict[str, SourcePhoto]
    names: list[str]
    made: int = 0

    def fresh(self) -> Path:
        """Return a new empty folder."""
        self.made += 1
        path = self.folder / f"{self.made:02}"
        path.mkdir()
        return path

    def compose(self, *articles: Article) -> Composed:
        """Return an edition of these articles."""
        return compose(self.folder, *articles, photos=self.photos)

    def two(self) -> tuple[Article, Article]:
        """Return the articles most tests use: two photos, and one."""
        a, b, c = self.names[:3]
        return article("pasang", image(a), image(b)), article("surut", image(c))

    def layout(self, css: str = "", **edits: tuple[str, str]) -> Layout:
        """Return the magazine with CSS added and words of templates replaced."""
        folder = self.fresh()
        (folder / "layout.toml").write_text('title = "T"\nextends = "magazine"\n')
        (folder / "print.css").write_text(css)
        for name, (old, new) in edits.items():
            template = f"{name.replace('_', '-')}.html.j2"
            text = (bundled("layouts") / "base" / template).read_text("utf-8")
            assert old in text
            (folder / template).write_text(text.replace(old, new), "utf-8")
        return load_layout(f"./{folder.name}", self.folder)

    def pdf(self, composed: Composed, layout: Layout) -> Path:
        """Write the section pages of an edition."""
        from exporter.pdf.engine import lay_out
        from exporter.pdf.parts import render_parts

        work = self.fresh()
        css = layout.stylesheet("tokens.css", "print.css")
        stems = {Path(name).stem: photo for name, photo in self.photos.items()}
        source = render_parts(composed.edition, layout)[-1]
        media = {
            f"media:{stem}/{slot}": prepare_photo(stems[stem], layout.slots[slot], work)
            for stem, slot in source.photos
        }
        parts = [lay_out(source.name, source.html, css, media)]
        return write_parts(parts, work / "uji.pdf", composed.edition, media)

    def epub(self, composed: Composed, layout: Layout) -> Path:
        """Write the EPUB of an edition."""
        from exporter.epub import write_epub

        work = self.fresh()
        screen = {
            (name, "screen"): prepare_photo(photo, layout.slots["screen"], work)
            for name, photo in self.photos.items()
        }
        path = work / "uji.epub"
        with path.open("wb") as out:
            write_epub(
                composed.edition, layout, screen, out, numbering=None, cover=None
            )
        return path


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    return new_lab(tmp_path_factory.mktemp("proof"))


def new_lab(folder: Path) -> Lab:
    """Return a Lab with four photos."""
    use_only((bundled("fonts"),), folder)
    photos: dict[str, SourcePhoto] = {}
    for seed in range(1, 5):
        path = folder / "photos" / f"{seed}.jpg"
        draw(path, seed)
        photo = find_photo(path, [folder.resolve()], "test")
        photos[photo.name] = photo
    return Lab(folder, photos, list(photos))


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


def told(proof: Proof) -> list[tuple[str, str, str]]:
    """Return (code, article, message) of each finding."""
    return [(f.code, f.where, f.message) for f in proof.findings]


def assert_only(proof: Proof, *expected: tuple[str, str, str]) -> None:
    """Assert that findings are these: code, article, and a pattern for the rest."""
    found = told(proof)
    assert len(found) == len(expected), found
    for code, where, pattern in expected:
        assert any(
            c == code and w == where and re.search(pattern, m) for c, w, m in found
        ), (pattern, found)


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

CREDIT = '<p class="credit" id="{{ id }}-cr">{{ t.photo }}: {{ image.credit }}</p>'
AUTHOR = '{{ names(a.authors|map(attribute="name")|list, a.language) }}'
TEXT = "{{ block.html|inline }}</p>"
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


# --- faults of what was printed -----------------------------------------------------

Change = Callable[[Article], Article]


def swap_captions(one: Article) -> Article:
    a, b = one.images
    images = (replace_image(a, caption=b.caption), replace_image(b, caption=a.caption))
    return one.model_copy(update={"images": images})


def replace_image(one: Image, **fields: object) -> Image:
    return one.model_copy(update=fields)


def change_body(*order: int | str) -> Change:
    """Return a change of the body: paragraphs by number, or new text."""

    def change(one: Article) -> Article:
        body = tuple(
            Paragraph(html=n) if isinstance(n, str) else one.body[n] for n in order
        )
        return one.model_copy(update={"body": body})

    return change


CHANGED = BODY[2].replace("gelombang", "gelumbang") + " (pasang)"
JOINED = BODY[1].replace("anak-anak", "anakanak") + " (pasang)"
CHANGES: dict[str, tuple[Change, list[tuple[str, str]]]] = {
    "captions swapped": (
        swap_captions,
        [
            ("E-003", "caption of photo 1 .* stands with photo 2"),
            ("E-003", "caption of photo 2 .* stands with photo 1"),
        ],
    ),
    "paragraph dropped": (
        change_body(0, 1, 3),
        [("E-001", "paragraph 3 “Sumur itu meredam.* is missing")],
    ),
    "word changed": (
        change_body(0, 1, CHANGED, 3),
        [("E-001", "paragraph 3 .* has changed: “gelumbang” stands for “gelombang”")],
    ),
    "hyphen lost": (change_body(0, JOINED, 2, 3), [("E-001", "paragraph 2 .*")]),
    "paragraphs swapped": (
        change_body(0, 2, 1, 3),
        [("E-006", "paragraph [23] .* is out of order")],
    ),
    "paragraph doubled": (
        change_body(0, 1, 2, 2, 3),
        [("E-004", "paragraph 3 .* appears once more")],
    ),
}


@pytest.mark.parametrize("fault", CHANGES)
def test_a_change_of_the_article_is_found_in_both_files(
    lab: Lab, magazine: Layout, fault: str
) -> None:
    change, expected = CHANGES[fault]
    right = lab.two()[0]
    composed, other = lab.compose(right), lab.compose(change(right))
    epub, pdf = lab.epub(other, magazine), lab.pdf(other, magazine)
    both = [
        (code, "pasang", f"^{file}: {pattern}")
        for file in ("PDF", "EPUB")
        for code, pattern in expected
    ]
    assert_only(prove(composed, magazine, pdf=pdf, epub=epub), *both)


def test_a_photo_of_another_article_is_no_substitute(
    lab: Lab, magazine: Layout
) -> None:
    right = lab.two()[1]
    wrong = right.model_copy(
        update={"images": (replace_image(right.images[0], file=lab.names[0]),)}
    )
    other = lab.compose(wrong)
    proof = prove(
        lab.compose(right),
        magazine,
        pdf=lab.pdf(other, magazine),
        epub=lab.epub(other, magazine),
    )
    assert_only(
        proof,
        ("E-001", "surut", "PDF: photo 1 is missing"),
        ("E-001", "surut", "EPUB: photo 1 is missing"),
    )


def test_photos_too_alike_to_tell_apart_are_both_accepted(lab: Lab) -> None:
    path = lab.folder / "photos" / "twin.jpg"
    again = io.BytesIO()
    with Picture.open(lab.photos[lab.names[0]].path) as picture:
        picture.save(path, quality=60)
        picture.resize((300, 200)).save(again, "JPEG", quality=75)
    twin = find_photo(path, [lab.folder.resolve()], "test")
    book = PhotoBook({**lab.photos, twin.name: twin})
    names = [*lab.names, twin.name]
    scaled = book.read(again.getvalue(), "", "1")
    assert book.candidates(scaled, names) == {lab.names[0], twin.name}
    exact = book.read(path.read_bytes(), "", "1")
    assert book.candidates(exact, names) == {twin.name}
    assert book.candidates(scaled, lab.names[1:]) == set()


def test_articles_out_of_running_order_are_found(lab: Lab, magazine: Layout) -> None:
    one, two = lab.two()
    other = lab.compose(two, one)
    proof = prove(
        lab.compose(one, two),
        magazine,
        pdf=lab.pdf(other, magazine),
        epub=lab.epub(other, magazine),
    )
    assert_only(
        proof,
        ("E-006", "surut", "PDF: the article is out of running order"),
        ("E-006", "surut", "EPUB: the article is out of running order"),
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
