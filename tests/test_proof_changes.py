"""The proof, second half: what was printed is not what the article says."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image as Picture
from proof_lab import BODY, Lab, assert_only, new_lab

from exporter.blocks import Paragraph
from exporter.layout import Layout, load_layout
from exporter.model import Article, Image
from exporter.photos import find_photo
from exporter.proof import prove
from exporter.proof.pictures import PhotoBook


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    return new_lab(tmp_path_factory.mktemp("changes"))


@pytest.fixture(scope="module")
def magazine() -> Layout:
    return load_layout("magazine", Path.cwd())


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
