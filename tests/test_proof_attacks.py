"""What an attacker tried on the proof: nothing foreign or unseen passes it."""

import datetime as dt
import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image as Picture
from proof_lab import (
    AUTHOR,
    CREDIT,
    TEXT,
    Lab,
    article,
    assert_only,
    compose,
    image,
    new_lab,
    told,
)

from exporter.blocks import (
    Embed,
    Gallery,
    ImageBlock,
    ListBlock,
    Paragraph,
    Party,
    Rule,
    Table,
)
from exporter.layout import Layout, bundled, load_layout
from exporter.model import Article, Correction, Related
from exporter.photos import find_photo
from exporter.proof import Proof, prove
from exporter.proof.content import Block, Content, Run
from exporter.proof.numbers import check_numbers
from exporter.proof.pictures import difference, read_thumbnail
from exporter.proof.regions import Region


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    return new_lab(tmp_path_factory.mktemp("attacks"))


@pytest.fixture(scope="module")
def magazine() -> Layout:
    return load_layout("magazine", Path.cwd())


def prove_both(lab: Lab, layout: Layout, *articles: Article) -> Proof:
    """Return the proof of both files of an edition."""
    composed = lab.compose(*articles)
    pdf, epub = lab.pdf(composed, layout), lab.epub(composed, layout)
    return prove(composed, layout, pdf=pdf, epub=epub)


# --- sound editions that were held ----------------------------------------------------


def test_the_same_words_may_be_credit_and_source(lab: Lab, magazine: Layout) -> None:
    one = article(
        "pasang",
        image(lab.names[0], credit="Antara", caption=("Antara",)),
        image(lab.names[1], credit="Antara"),
        authors=(Party(name="Antara"),),
        sources=(Party(name="Antara", kind="organisation"),),
    )
    assert told(prove_both(lab, magazine, one)) == []


def test_signs_alone_are_not_expected(lab: Lab, magazine: Layout) -> None:
    body = (
        Paragraph(html="Isi."),
        Table(header=("Hari", "-"), rows=(("Senin", "–"), ("-", "1"))),
        ListBlock(items=("-", "satu")),
    )
    assert told(prove_both(lab, magazine, article("tabel", body=body))) == []


def test_a_photo_may_be_placed_twice_by_the_record(lab: Lab, magazine: Layout) -> None:
    body = (Paragraph(html="Isi."), Gallery(images=(0, 1)), ImageBlock(image=0))
    images = image(lab.names[0]), image(lab.names[1])
    one = article("galeri", *images, body=body)
    assert told(prove_both(lab, magazine, one)) == []
    once = one.model_copy(update={"body": body[:2]})
    composed = lab.compose(one)
    proof = prove(
        lab.compose(once), magazine, pdf=None, epub=lab.epub(composed, magazine)
    )
    assert {f.code for f in proof.findings} == {"E-004"}


@pytest.mark.parametrize("mode", ["1", "I;16"])
def test_a_photo_of_one_or_sixteen_bits_is_known_again(mode: str) -> None:
    grey = Picture.linear_gradient("L")
    stored = io.BytesIO()
    if mode == "1":
        grey.convert("1").save(stored, "PNG")
    else:
        grey.convert("I").point(lambda v: v * 256).convert("I;16").save(stored, "PNG")
    printed = io.BytesIO()
    grey.save(printed, "PNG")
    thumbs = (read_thumbnail(one.getvalue()) for one in (stored, printed))
    assert difference(*thumbs) < 8


# --- text that no record has ----------------------------------------------------------

FOREIGN = {
    "a name in the byline": ((AUTHOR, f"{AUTHOR}, Orang Lain"), "orang lain"),
    "a name in a credit": (
        (CREDIT, CREDIT.replace("</p>", " dan Orang Lain</p>")),
        "orang lain",
    ),
    "a sentence in the body": ((TEXT, f"Tidak benar. {TEXT}"), "tidak benar"),
    "a word of a label": (("{{ t.source }}: ", "{{ t.source }}: tidak "), "tidak"),
}


@pytest.mark.parametrize("fault", FOREIGN)
def test_text_that_no_record_has_is_found(lab: Lab, fault: str) -> None:
    edit, said = FOREIGN[fault]
    body = (Paragraph(html="Air laut naik dan turun."),)
    one = article("surut", image(lab.names[0]), body=body)
    proof = prove_both(lab, lab.layout(article=edit), one)
    assert_only(
        proof,
        *(
            ("E-009", "surut", f"^{file}: “{said}” is not in the record")
            for file in ("PDF", "EPUB")
        ),
    )


def test_what_a_layout_adds_is_not_foreign(lab: Lab, magazine: Layout) -> None:
    one = article(
        "pasang",
        image(lab.names[0], credit="A dan B"),
        authors=tuple(Party(name=f"Penulis {n}") for n in "ABC"),
        contributors=(Party(name="Dodi", role="Riset data"),),
        sources=tuple(Party(name=f"Badan {n}", kind="organisation") for n in "AB"),
        body=(
            Paragraph(html="Isi."),
            Table(header=("Hari", "Tinggi"), rows=(("Senin", "2 m"),) * 70),
            ListBlock(ordered=True, items=tuple(f"Butir {n}" for n in range(12))),
            Rule(),
            Embed(url="https://example.org/video"),
        ),
        related=(Related(headline="Kabar surut dari pantai", article="surut"),),
        corrections=(Correction(text="Angkanya 11.", date=dt.date(2026, 11, 21)),),
    )
    assert told(prove_both(lab, magazine, one, article("surut"))) == []


# --- what is there and cannot be seen -------------------------------------------------

UNSEEN = {
    "very pale": ".credit { color: #eeeeee; }",
    "pale": ".credit { color: #c8c8c8; }",
    "pale on a dark ground": ".credit { color: #333; background: #111; }",
    "tiny": ".credit { font-size: 3pt; }",
}


@pytest.mark.parametrize("fault", UNSEEN)
def test_a_credit_too_pale_or_too_small_is_found(lab: Lab, fault: str) -> None:
    composed = lab.compose(article("surut", image(lab.names[0])))
    layout = lab.layout(UNSEEN[fault])
    proof = prove(composed, layout, pdf=lab.pdf(composed, layout), epub=None)
    assert_only(proof, ("E-002", "surut", "credit of photo 1 .* cannot be seen"))


@pytest.mark.parametrize(
    "css",
    [
        ".credit { color: #5a5a5a; font-size: 6.4pt; }",
        ".credit { color: #fff; background: #333; }",
        ".credit { color: #b03020; font-weight: 300; }",
    ],
)
def test_a_soft_credit_is_seen(lab: Lab, css: str) -> None:
    composed = lab.compose(article("surut", image(lab.names[0])))
    layout = lab.layout(css)
    pdf = lab.pdf(composed, layout)
    assert told(prove(composed, layout, pdf=pdf, epub=None)) == []


def test_text_printed_over_text_is_found(lab: Lab) -> None:
    composed = lab.compose(article("surut", image(lab.names[0])))
    layout = lab.layout(".credit { margin-top: -11pt; }")
    proof = prove(composed, layout, pdf=lab.pdf(composed, layout), epub=None)
    assert_only(
        proof,
        ("E-002", "surut", "caption of photo 1 .* printed over other text"),
        ("E-002", "surut", "credit of photo 1 .* printed over other text"),
    )


UNSEEN_PHOTOS = {
    "transparent": "img { opacity: 0; }",
    "nearly transparent": "img { opacity: 0.15; }",
    "clipped": "figure { clip-path: none } .photo { height: 30pt; overflow: hidden; } "
    "figcaption { display: none; }",
    "off the page": "img { position: relative; left: -240mm; }",
    "covered": ".photo { position: relative; } .photo::after { content: ''; "
    "position: absolute; left: 0; right: 0; top: 0; height: 150pt; "
    "background: #fff; }",
}


@pytest.mark.parametrize("fault", UNSEEN_PHOTOS)
def test_a_photo_that_cannot_be_seen_is_found(lab: Lab, fault: str) -> None:
    one = article("surut", image(lab.names[0], caption=(), credit=""))
    composed, layout = lab.compose(one), lab.layout(UNSEEN_PHOTOS[fault])
    proof = prove(composed, layout, pdf=lab.pdf(composed, layout), epub=None)
    # what lies in a transparency group is not tagged: it is not there to be read
    untagged = ("E-001", "surut", "PDF: photo 1 is missing")
    unseen = ("E-002", "surut", "photo 1 cannot be seen")
    assert_only(proof, untagged if "transparent" in fault else unseen)


def test_a_white_photo_and_a_cropped_one_are_seen(lab: Lab) -> None:
    path = lab.folder / "photos" / "white.png"
    Picture.new("RGB", (480, 320), "white").save(path)
    white = find_photo(path, [lab.folder.resolve()], "test")
    more = replace(lab, photos={**lab.photos, white.name: white})
    more.made = 100
    one = article("surut", image(white.name), image(lab.names[0]))
    composed = more.compose(one)
    layout = more.layout("img { width: 86mm; height: 40mm; object-fit: cover; }")
    pdf = more.pdf(composed, layout)
    assert told(prove(composed, layout, pdf=pdf, epub=None)) == []


# --- what names are called ------------------------------------------------------------

LABELS = {
    "author and editor swapped": (
        [
            ("{{ t.by }} <span", "{{ t.editor }} <span"),
            ("{{ t.editor }}: ", "{{ t.by }}: "),
        ],
        ["byline .author. .* has lost", "byline .editor. .* has lost"],
    ),
    "the photographer is the editor": (
        [("{{ t.photo }}: {{ image", "{{ t.editor }}: {{ image")],
        ["credit of photo 1 .* has lost its label “Foto”"],
    ),
    "no word before the author": ([("{{ t.by }} <span", "<span")], ["byline .author."]),
}


@pytest.mark.parametrize("fault", LABELS)
def test_a_name_under_another_label_is_found(lab: Lab, fault: str) -> None:
    edits, expected = LABELS[fault]
    layout = lab.layout()
    text = (bundled("layouts") / "base" / "article.html.j2").read_text("utf-8")
    # both at once: what one puts in, the other must not take out
    for number, (old, _) in enumerate(edits):
        assert text.count(old) == 1
        text = text.replace(old, f"@{number}@")
    for number, (_, new) in enumerate(edits):
        text = text.replace(f"@{number}@", new)
    (layout.folders[0] / "article.html.j2").write_text(text, "utf-8")
    layout = load_layout(f"./{layout.folders[0].name}", lab.folder)
    proof = prove_both(lab, layout, article("surut", image(lab.names[0])))
    both = [(f, pattern) for f in ("PDF", "EPUB") for pattern in expected]
    assert_only(proof, *(("E-001", "surut", f"{f}: {pattern}") for f, pattern in both))


# --- where links lead, which page is named --------------------------------------------

LINKS = {
    "another article": (
        ("m.link(r.article|anchor)", 'm.link("karang"|anchor)'),
        "has a link to another article",
    ),
    "another page": (
        ("{{ m.page_of(r.article|anchor, t) -}}", "{{ t.page }} 7{{ '' -}}"),
        "names page 7; its article starts on 1",
    ),
}


@pytest.mark.parametrize("fault", LINKS)
def test_a_wrong_link_or_page_number_is_found(lab: Lab, fault: str) -> None:
    edit, said = LINKS[fault]
    related = (Related(headline="Kabar surut dari pantai", article="surut"),)
    body = (Paragraph(html="Isi."),)
    composed = lab.compose(
        article("surut", body=body),
        article("karang", body=body),
        article("pasang", body=body, related=related),
    )
    layout = lab.layout(article=edit)
    proof = prove(composed, layout, pdf=lab.pdf(composed, layout), epub=None)
    assert_only(proof, ("E-001", "pasang", said))


def test_a_wrong_page_number_in_the_contents_is_found() -> None:
    def block(text: str, of: int = 0) -> Block:
        return Block(
            0, of, 0, 0, heading=bool(of), runs=[Run(text, "5" if of else "2")]
        )

    one, two = article("surut"), article("pasang")
    entries = [one.headline, ". . .", "6", two.headline, "Penulis"]
    starts = [block(one.headline, 1), block(two.headline, 2)]
    content = Content("PDF", [*map(block, entries), *starts])
    regions = {
        a.id: Region([starts[n]], first=len(entries) + n)
        for n, a in enumerate((one, two))
    }
    edition = compose(Path(), one, two, photos={}).edition
    found = list(check_numbers(edition, content, regions, "hlm."))
    assert [(f.where, f.code) for f in found] == [
        ("surut", "E-001"),
        ("pasang", "E-001"),
    ]
    assert "page 6; the article starts on 5" in found[0].message
    assert "no line" in found[1].message


def test_a_number_at_a_headlines_end_is_told_from_its_page() -> None:
    """ "Kabar 1" on page 3 reads as "Kabar 13" where the page is not looked for."""

    def block(text: str, page: str = "2") -> Block:
        return Block(0, 0, 0, 0, heading=False, runs=[Run(text, page)])

    one = article("satu").model_copy(update={"headline": "Kabar 1"})
    other = article("lain").model_copy(update={"headline": "Kabar 13"})
    content = Content("PDF", [block("Kabar 1 3"), block("Kabar 13 4")])
    content.blocks += [block("Kabar 1", "3"), block("Kabar 13", "4")]
    regions = {
        a.id: Region([content.blocks[2 + n]], first=2 + n)
        for n, a in enumerate((one, other))
    }
    edition = compose(Path(), one, other, photos={}).edition
    assert list(check_numbers(edition, content, regions, "hlm.")) == []
