"""Exports of Ghost and answers of its Content API become Articles."""

import contextlib
import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exporter.blocks import (
    Embed,
    Gallery,
    ImageBlock,
    ListBlock,
    Paragraph,
    Quote,
    Rule,
    Subhead,
)
from exporter.errors import RecordError
from exporter.model import Article
from exporter.records import read_record_bytes


def post(**more: Any) -> dict[str, Any]:
    return {
        "id": "p1",
        "title": "Pasang surut",
        "slug": "pasang-surut",
        "html": "<p>Air laut naik dua kali sehari.</p>",
        "feature_image": "__GHOST_URL__/content/images/2022/01/perahu.jpg",
        "type": "post",
        "status": "published",
        "published_at": "2022-01-12T15:40:00.000Z",
        "updated_at": "2022-01-13T01:00:00.000Z",
        "custom_excerpt": "Bulan menarik laut.",
        "visibility": "public",
        **more,
    }


def export(*posts: dict[str, Any], **tables: Any) -> dict[str, Any]:
    data = {
        "posts": list(posts) or [post()],
        "users": [
            {"id": "u1", "name": "Sari Contoh", "email": "s@h.example"},
            {"id": "u2", "name": "Budi Contoh"},
        ],
        "posts_authors": [
            {"post_id": "p1", "author_id": "u2", "sort_order": 1},
            {"post_id": "p1", "author_id": "u1", "sort_order": 0},
        ],
        "tags": [
            {"id": "t1", "name": "Sains"},
            {"id": "t2", "name": "bulan"},
            {"id": "t3", "name": "#dapur"},
        ],
        "posts_tags": [
            {"post_id": "p1", "tag_id": "t2", "sort_order": 1},
            {"post_id": "p1", "tag_id": "t1", "sort_order": 0},
            {"post_id": "p1", "tag_id": "t3", "sort_order": 2},
        ],
        "posts_meta": [
            {
                "post_id": "p1",
                "feature_image_alt": "Dua perahu kayu",
                "feature_image_caption": "Perahu di <i>muara</i> (Foto: Rudi Contoh)",
                "og_title": "Judul untuk media sosial",
            }
        ],
        "settings": [
            {"key": "title", "value": "Harian Contoh"},
            {"key": "locale", "value": "id"},
            {"key": "timezone", "value": "Asia/Jakarta"},
        ],
        **tables,
    }
    return {"db": [{"meta": {"version": "5.0.0"}, "data": data}]}


def one(value: Any) -> Article:
    return read_record_bytes(json.dumps(value).encode(), "ghost.json").articles[0]


def dropped(article: Article) -> set[str]:
    return {drop.text for drop in article.provenance.dropped}


def test_an_export_gives_every_field_of_its_tables() -> None:
    article = one(export())
    assert (article.id, article.headline) == ("pasang-surut", "Pasang surut")
    assert [a.name for a in article.authors] == ["Sari Contoh", "Budi Contoh"]
    assert (article.sections, article.tags) == (("Sains",), ("bulan",))
    assert article.published == dt.datetime.fromisoformat("2022-01-12T22:40+07:00")
    assert article.published.utcoffset() == dt.timedelta(hours=7)
    assert (article.time_zone, article.language) == ("Asia/Jakarta", "id")
    assert article.deck == "Bulan menarik laut."
    assert article.publisher and article.publisher.name == "Harian Contoh"
    (image,) = article.images
    assert (image.file, image.href) == ("", "/content/images/2022/01/perahu.jpg")
    assert image.caption == ("Perahu di muara",)
    assert (image.credit, image.alt) == ("Rudi Contoh", "Dua perahu kayu")
    assert {"#dapur", "Judul untuk media sosial"} <= dropped(article)


def test_an_export_without_its_wrapper_is_known() -> None:
    (wrapped,) = export()["db"]
    assert one(wrapped).id == "pasang-surut"


def test_an_answer_of_the_interface_has_all_in_the_post() -> None:
    article = one(
        {
            "posts": [
                post(
                    url="https://h.example/pasang-surut/",
                    feature_image="https://h.example/perahu.jpg",
                    feature_image_caption="Perahu.",
                    feature_image_alt="Dua perahu",
                    authors=[{"name": "Sari Contoh"}, {"name": "Budi Contoh"}],
                    primary_author={"name": "Sari Contoh", "bio": "Tentang Sari"},
                    tags=[{"name": "Sains"}, {"name": "bulan"}],
                    excerpt="Air laut naik dua kali sehari.",
                    published_at="2022-01-12T22:40:00.000+07:00",
                )
            ],
            "meta": {"pagination": {"page": 1}},
        }
    )
    assert [a.name for a in article.authors] == ["Sari Contoh", "Budi Contoh"]
    assert (article.sections, article.tags) == (("Sains",), ("bulan",))
    assert article.url == "https://h.example/pasang-surut/"
    assert article.published == dt.datetime.fromisoformat("2022-01-12T22:40+07:00")
    assert article.images[0].href == "https://h.example/perahu.jpg"


def test_drafts_and_pages_are_left_out_and_counted() -> None:
    article = one(
        export(post(), post(id="p2", status="draft"), post(id="p3", type="page"))
    )
    assert "1 draft, 1 page" in article.provenance.warnings[-1]
    with pytest.raises(RecordError, match="no published posts"):
        one(export(post(status="draft")))


CARDS = """<p>Satu.</p><figure class="kg-card kg-image-card"><img src="/a.jpg" alt="A"
 width="900" height="600"><figcaption>Foto: Ani Contoh</figcaption></figure>
<figure class="kg-card kg-gallery-card"><div class="kg-gallery-container">
<div class="kg-gallery-row"><div class="kg-gallery-image"><img src="/b.jpg"></div>
<div class="kg-gallery-image"><img src="/c.jpg"></div></div></div>
<figcaption>Seluruh galeri.</figcaption></figure>
<figure class="kg-card kg-bookmark-card"><a class="kg-bookmark-container"
 href="https://h.example/bulan"><div class="kg-bookmark-content">
<div class="kg-bookmark-title">Bulan</div><div class="kg-bookmark-description">Tentang
 bulan</div></div></a></figure>
<figure class="kg-card kg-embed-card"><iframe src="https://www.youtube.com/embed/a">
</iframe><figcaption>Video pasang</figcaption></figure>
<div class="kg-card kg-callout-card">
<div class="kg-callout-emoji">\N{ELECTRIC LIGHT BULB}
</div><div class="kg-callout-text">Catatan.</div></div>
<div class="kg-card kg-signup-card"><h2>Berlangganan</h2></div><hr>"""

EXPECTED = (
    Paragraph(html="Satu."),
    ImageBlock(image=1),
    Gallery(images=(2, 3)),
    Paragraph(html="Seluruh galeri."),
    Embed(label="Bulan", url="https://h.example/bulan"),
    Embed(label="Video pasang", url="https://www.youtube.com/embed/a"),
    Paragraph(html="Catatan."),
    Rule(),
)


def test_cards_are_read_as_what_they_are() -> None:
    article = one(export(post(html=CARDS)))
    assert article.body == EXPECTED
    assert (article.images[1].caption, article.images[1].credit) == ((), "Ani Contoh")
    assert {"Tentang bulan", "Berlangganan"} <= dropped(article)


def text(words: str, bits: int = 0) -> dict[str, Any]:
    return {"type": "extended-text", "text": words, "format": bits}


LEXICAL = {
    "root": {
        "children": [
            {"type": "paragraph", "children": [
                text("Satu & "), text("dua", 3), {"type": "linebreak"},
                {"type": "link", "url": "https://h.example",
                 "children": [text("tautan")]},
            ]},
            {"type": "extended-heading", "tag": "h2", "children": [text("Sub")]},
            {"type": "extended-quote", "children": [text("Kutip.")]},
            {"type": "list", "listType": "number", "children": [
                {"type": "listitem", "children": [text("a")]},
                {"type": "listitem", "children": [text("b")]},
            ]},
            {"type": "image", "src": "/a.jpg", "alt": "A", "width": 900,
             "caption": "<span>Perahu.</span>"},
            {"type": "gallery", "images": [{"src": "/b.jpg"}, {"src": "/c.jpg"}],
             "caption": "Galeri."},
            {"type": "bookmark", "url": "https://h.example/bulan",
             "metadata": {"title": "Bulan", "description": "Tentang bulan"}},
            {"type": "embed", "url": "https://v.example/1", "metadata": {},
             "html": "<iframe src='https://v.example/e'></iframe>", "caption": "Video"},
            {"type": "callout", "calloutText": "<b>Catatan</b>.", "calloutEmoji": "x"},
            {"type": "markdown", "markdown": "## Judul\n\nKata *miring*.\n\n- x\n- y"},
            {"type": "signup", "header": "Berlangganan"},
            {"type": "kartu-baru", "isi": "Kata kartu baru"},
            {"type": "horizontalrule"},
        ]
    }
}  # fmt: skip


def test_lexical_is_the_text_where_there_is_no_html() -> None:
    article = one(export(post(html=None, lexical=json.dumps(LEXICAL))))
    assert article.body == (
        Paragraph(
            html="Satu &amp; <em><strong>dua</strong></em><br/>"
            '<a href="https://h.example">tautan</a>'
        ),
        Subhead(html="Sub"),
        Quote(paragraphs=("Kutip.",)),
        ListBlock(ordered=True, items=("a", "b")),
        ImageBlock(image=1),
        Gallery(images=(2, 3)),
        Paragraph(html="Galeri."),
        Embed(label="Bulan", url="https://h.example/bulan"),
        Embed(label="Video", url="https://v.example/1"),
        Paragraph(html="<b>Catatan</b>."),
        Subhead(html="Judul"),
        Paragraph(html="Kata <em>miring</em>."),
        ListBlock(items=("x", "y")),
        Rule(),
    )
    assert article.images[1].caption == ("<span>Perahu.</span>",)
    assert {"Tentang bulan", "Berlangganan", "Kata kartu baru"} <= dropped(article)


def test_mobiledoc_is_the_text_of_older_posts() -> None:
    document = {
        "version": "0.3.1",
        "atoms": [["soft-return", "", {}]],
        "markups": [["strong"], ["a", ["href", "https://h.example"]]],
        "cards": [
            ["image", {"src": "/a.jpg", "caption": "Perahu."}],
            ["hr", {}],
            ["markdown", {"markdown": "Kata **tebal**."}],
        ],
        "sections": [
            [1, "p", [[0, [], 0, "Satu "], [0, [0], 1, "dua"], [1, [], 0, 0],
                      [0, [1], 1, "tautan"]]],
            [1, "h2", [[0, [], 0, "Sub"]]],
            [3, "ul", [[[0, [], 0, "a"]], [[0, [], 0, "b"]]]],
            [10, 0], [10, 1], [10, 2], [10, 99],
        ],
    }  # fmt: skip
    article = one(export(post(html="", mobiledoc=json.dumps(document))))
    assert article.body == (
        Paragraph(
            html='Satu <strong>dua</strong><br/><a href="https://h.example">tautan</a>'
        ),
        Subhead(html="Sub"),
        ListBlock(items=("a", "b")),
        ImageBlock(image=1),
        Rule(),
        Paragraph(html="Kata <strong>tebal</strong>."),
    )


def test_a_document_nested_without_end_keeps_its_words() -> None:
    node: dict[str, Any] = {"type": "paragraph", "children": [text("kata dalam")]}
    for _ in range(200):
        node = {"type": "quote", "children": [node]}
    document = json.dumps({"root": {"children": [node]}})
    article = one(export(post(html=None, lexical=document)))
    assert "kata dalam" in article.model_dump_json()


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "children", "name", "images", "text"]), inner
        )
    ),
    max_leaves=8,
)


@settings(max_examples=60)
@given(JUNK, st.sampled_from([*post(), "authors", "tags", "lexical"]))
def test_any_value_in_a_post_is_an_article_or_an_error(value: Any, key: str) -> None:
    with contextlib.suppress(RecordError):
        assert one(export(post(**{key: value}))).headline


@settings(max_examples=60)
@given(JUNK, st.sampled_from(["root", "sections"]))
def test_any_document_is_read(value: Any, key: str) -> None:
    name = "lexical" if key == "root" else "mobiledoc"
    made = json.dumps({key: value, "cards": value, "markups": value, "atoms": value})
    with contextlib.suppress(RecordError):
        assert one(export(post(html=None, **{name: made}))).headline


@settings(max_examples=40)
@given(JUNK, st.sampled_from(["posts_authors", "tags", "settings", "posts_meta"]))
def test_any_table_of_an_export_is_read(value: Any, key: str) -> None:
    with contextlib.suppress(RecordError):
        assert one(export(post(), **{key: value})).headline
