"""Captions and credits that stand apart from their photo's element."""

import pytest

from exporter.inline import plain_text
from exporter.model import Image
from exporter.records import read_record_bytes

TEXT = "".join(
    f"<p>{sentence}</p>"
    for sentence in (
        "The ferry left the harbour at nine in the evening, as it does every day.",
        "It carried forty people, two vans and the mail of the whole island.",
        "The crossing takes three hours when the wind is from the west.",
    )
)
IMAGE = "<img src='https://x.example/quay.jpg' width='800'>"


def images(body: str, language: str = "en") -> tuple[Image, ...]:
    page = f"""<html lang="{language}"><head><title>The night ferry sails on</title>
    <meta property="og:type" content="article"></head><body>
    <main><h1>The night ferry sails on</h1><div class="text">{body}</div></main>
    </body></html>"""
    (article,) = read_record_bytes(page.encode(), "ferry.html").articles
    return article.images


def caption(image: Image) -> str:
    return " ".join(map(plain_text, image.caption))


@pytest.mark.parametrize(
    "photo",
    [
        f"<p>{IMAGE}</p><p style='text-align:center'>The quay at night.</p>",
        f"<p>{IMAGE}</p><p><em>The quay at night.</em></p>",
        f"<div class='pic'>{IMAGE}<p>The quay at night.</p></div>",
        f"<div class='pic'>{IMAGE}<blockquote class='img-caption'><p>The quay at"
        " night.</p></blockquote></div>",
        f"<a href='/photo/1'>{IMAGE}</a><div class='photo-caption'>The quay at night."
        "</div>",
        IMAGE.replace(">", " class='caption' title='The quay at night.'>"),
    ],
)
def test_a_caption_apart_from_its_photo(photo: str) -> None:
    (image,) = images(
        f"<p>A first line of the text that is long enough.</p>{photo}{TEXT}"
    )
    assert caption(image) == "The quay at night."


def test_the_next_paragraph_of_the_text_is_no_caption() -> None:
    (image,) = images(f"<p>{IMAGE}</p>{TEXT}")
    assert caption(image) == ""


def test_captions_in_a_list_beside_a_gallery_are_told_in_order() -> None:
    figures = "".join(
        f"<figure><img src='https://x.example/{n}-harbour.jpg'></figure>" for n in "abc"
    )
    told = "".join(f"<div class='slide-caption'>Harbour {n}.</div>" for n in "abc")
    found = images(f"<div class='gallery'>{figures}<div>{told}</div></div>{TEXT}")
    assert [caption(image) for image in found] == [
        "Harbour a.",
        "Harbour b.",
        "Harbour c.",
    ]


def test_a_photo_held_in_the_page_keeps_its_caption() -> None:
    figure = (
        "<figure><img src='data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP'>"
        "<figcaption>The quay. <span class='credit'>Photo: Ann Sample</span>"
        "</figcaption></figure>"
    )
    (image,) = images(f"{figure}{TEXT}")
    assert (caption(image), image.credit, image.file) == ("The quay.", "Ann Sample", "")


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        ("The quay at night. - Photo Lim Wei", "Lim Wei"),
        ("The quay at night. PHOTO | COURTESY", "COURTESY"),
        ("The quay at night - Ann Sample/Herald", "Ann Sample/Herald"),
        ("The quay, seen by the mate. - L. Sample / AFP", "L. Sample / AFP"),
        ("The quay at night. — ANN TAN/The Comet", "ANN TAN/The Comet"),
    ],
)
def test_credits_at_the_end_of_a_caption(line: str, credit: str) -> None:
    figure = f"<figure>{IMAGE}<figcaption>{line}</figcaption></figure>"
    (image,) = images(f"{figure}{TEXT}")
    assert image.credit == credit
    assert caption(image) in line


def test_a_credit_only_heard_is_a_credit() -> None:
    figure = (
        f"<figure><div>{IMAGE}<p><span class='visually-hidden'>Sumber gambar, </span>"
        "<span>Getty Images</span></p></div><figcaption>Dermaga.</figcaption></figure>"
    )
    (image,) = images(f"{figure}{TEXT}", "id")
    assert (caption(image), image.credit) == ("Dermaga.", "Getty Images")
