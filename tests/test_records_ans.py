"""Stories of Arc (ANS) become Articles."""

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
    PullQuote,
    Quote,
    RelatedBlock,
    Rule,
    Subhead,
    Table,
)
from exporter.errors import RecordError
from exporter.inline import plain_text
from exporter.model import Article
from exporter.records import read_record_bytes


def element(kind: str, content: str = "", **more: Any) -> dict[str, Any]:
    return {"type": kind, **({"content": content} if content else {}), **more}


def image(name: str, caption: str, credit: str, **more: Any) -> dict[str, Any]:
    by = [{"type": "author", "name": credit}]
    return {
        "type": "image",
        "url": f"https://cdn.h.example/{name}.jpg",
        "caption": caption,
        "credits": {"by": by},
        **more,
    }


def story(**more: Any) -> dict[str, Any]:
    return {
        "_id": "ABC123",
        "type": "story",
        "version": "0.10.9",
        "canonical_url": "/sains/pasang-surut/",
        "language": "id",
        "headlines": {"basic": "Pasang <i>surut</i>", "web": "Judul web"},
        "content_elements": [element("text", "Air laut naik dua kali sehari.")],
        **more,
    }


def one(value: Any) -> Article:
    return read_record_bytes(json.dumps(value).encode(), "ans.json").articles[0]


def names(article: Article, group: str) -> list[str]:
    return [party.name for party in getattr(article, group)]


def dropped(article: Article) -> set[str]:
    return {drop.text for drop in article.provenance.dropped}


def test_a_story_gives_every_field_it_has() -> None:
    article = one(
        story(
            subheadlines={"basic": "Bulan menarik laut"},
            description={"basic": "Ringkasan untuk mesin pencari"},
            label={"basic": {"text": "Laut"}},
            credits={
                "by": [{"name": "Sari Contoh"}, {"name": "B", "byline": "Budi Contoh"}],
                "editor": [{"name": "Dewi Contoh"}],
                "photos_by": [{"name": "Rudi Contoh"}],
            },
            display_date="2022-01-12T15:40:00.000Z",
            publish_date="2022-01-20T00:00:00Z",
            last_updated_date="2022-01-13T01:00:00Z",
            location="JAKARTA",
            distributor={"name": "Kantor Berita Contoh", "category": "wires"},
            copyright="Hak cipta Harian Contoh",
            taxonomy={
                "primary_section": {"_id": "/sains/laut", "name": "Laut"},
                "sections": [
                    {"_id": "/sains/laut", "name": "Laut"},
                    {"_id": "/sains", "name": "Sains"},
                ],
                "tags": [{"text": "bulan", "slug": "bulan"}],
            },
        )
    )
    assert (article.id, article.headline) == ("pasang-surut", "Pasang surut")
    assert (article.deck, article.kicker) == ("Bulan menarik laut", "Laut")
    assert names(article, "authors") == ["Sari Contoh", "Budi Contoh"]
    assert names(article, "editors") == ["Dewi Contoh"]
    assert [(c.name, c.role) for c in article.contributors] == [
        ("Rudi Contoh", "photos")
    ]
    assert article.published == dt.datetime.fromisoformat("2022-01-12T15:40+00:00")
    assert article.modified
    assert article.dateline and article.dateline.raw == "JAKARTA"
    assert names(article, "sources") == ["Kantor Berita Contoh"]
    assert article.rights == "Hak cipta Harian Contoh"
    assert (article.sections, article.tags) == (("Sains", "Laut"), ("bulan",))
    assert {"Judul web", "Ringkasan untuk mesin pencari"} <= dropped(article)


def test_a_vanity_credit_is_printed_in_place_of_the_credit() -> None:
    by = {"by": [{"name": "Redaksi Pangan"}]}
    article = one(story(credits=by, vanity_credits={"by": [{"name": "Sari Contoh"}]}))
    assert names(article, "authors") == ["Sari Contoh"]
    assert "Redaksi Pangan" in dropped(article)


def test_a_vanity_credit_that_is_a_sentence_is_kept_as_it_is_printed() -> None:
    line = "Sari Contoh menulis untuk Harian Contoh dari Ambon."
    article = one(
        story(
            credits={"by": [{"name": "Sari Contoh"}, {"name": "Budi Contoh"}]},
            vanity_credits={"by": [{"name": line}]},
        )
    )
    assert (article.byline, names(article, "authors")) == (line, ["Sari Contoh"])


def test_a_photo_has_its_vanity_credit_its_makers_and_its_firm() -> None:
    lead = image(
        "a",
        "Perahu di <i>muara</i>.",
        "Rudi Contoh",
        alt_text="Dua perahu",
        copyright="2022 Harian",
        width=2000,
        height=1333,
        vanity_credits={"by": [{"name": "Rudi Contoh/Harian"}]},
    )
    firm = image("b", "Dermaga.", "Ani Contoh")
    firm["credits"]["affiliation"] = [{"name": "Kabar Contoh"}]
    bare = image("c", "Ombak.", "")
    bare["credits"] = {"affiliation": [{"name": "Kabar Contoh"}]}
    article = one(
        story(promo_items={"basic": lead}, content_elements=[lead, firm, bare])
    )
    first, second, third = article.images
    assert (first.caption, first.alt) == (("Perahu di <i>muara</i>.",), "Dua perahu")
    assert (first.credit, first.creators) == ("Rudi Contoh/Harian", ("Rudi Contoh",))
    assert (first.copyright_notice, first.width) == ("2022 Harian", 2000)
    assert (second.credit, second.credit_line) == ("Ani Contoh", "Kabar Contoh")
    assert third.credit == "Kabar Contoh"
    assert article.body == (ImageBlock(image=1), ImageBlock(image=2))


def test_each_element_is_read_as_what_it_is() -> None:
    cells = [
        [{"type": "text", "content": text} for text in row] for row in ("xy", "12")
    ]
    article = one(
        story(
            content_elements=[
                element("text", "Satu <b>dua</b>."),
                element("header", "Sub", level=2),
                element("gallery", content_elements=[
                    image("g1", "Satu.", "Ani Contoh"), image("g2", "Dua.", "Budi C."),
                ]),
                element("quote", subtype="blockquote", citation={"content": "Ani"},
                        content_elements=[element("text", "Kutip.")]),
                element("quote", subtype="pullquote",
                        content_elements=[element("text", "Tarik.")]),
                element("blockquote", "Lama."),
                element("list", list_type="ordered", items=[
                    element("text", "a"),
                    element("list", items=[element("text", "b")]),
                ]),
                element("table", header=cells[0], rows=[cells[1]]),
                element("raw_html", "<script>iklan()</script><p>Mentah.</p>"),
                element("oembed_response", raw_oembed={
                    "url": "https://v.example/1", "title": "Video", "html": "<b>"}),
                element("reference", referent={"id": "https://x.example/2"}),
                element("interstitial_link", "Bulan dan laut", url="/bulan/"),
                element("link_list", title="Lihat juga", items=[
                    element("interstitial_link", "Angin", url="https://h.example/a")]),
                element("divider"),
                element("element_group", content_elements=[element("text", "Grup.")]),
                element("video", headlines={"basic": "Ombak"},
                        streams=[{"url": "https://v.example/o.mp4"}]),
                element("kartu_baru", isi="Kata kartu baru"),
            ]
        )
    )  # fmt: skip
    assert article.body == (
        Paragraph(html="Satu <b>dua</b>."),
        Subhead(html="Sub"),
        Gallery(images=(0, 1)),
        Quote(paragraphs=("Kutip.",), cite="Ani"),
        PullQuote(html="Tarik."),
        Quote(paragraphs=("Lama.",)),
        ListBlock(ordered=True, items=("a", "b")),
        Table(header=("x", "y"), rows=(("1", "2"),)),
        Paragraph(html="Mentah."),
        Embed(label="Video", url="https://v.example/1"),
        Embed(url="https://x.example/2"),
        RelatedBlock(related=(0, 1)),
        Rule(),
        Paragraph(html="Grup."),
        Embed(label="Ombak", url="https://v.example/o.mp4"),
    )
    assert [i.credit for i in article.images] == ["Ani Contoh", "Budi C."]
    assert [r.headline for r in article.related] == ["Bulan dan laut", "Angin"]
    assert {"Kata kartu baru", "Lihat juga"} <= dropped(article)


def test_corrections_and_the_public_note_of_the_editor_are_printed_once() -> None:
    article = one(
        story(
            corrections=[{"type": "correction", "text": "Angka salah."}],
            editor_note="Judul pernah lain.",
            content_elements=[
                element("text", "Kata."),
                element("correction", text="Angka salah."),
            ],
        )
    )
    assert [plain_text(c.text) for c in article.corrections] == [
        "Angka salah.",
        "Judul pernah lain.",
    ]
    assert article.editor_note == ""


@pytest.mark.parametrize(
    "wrap",
    [
        lambda stories: stories,
        lambda stories: {"content_elements": stories},
        lambda stories: {"type": "results", "content_elements": stories, "count": 2},
    ],
)
def test_many_stories_come_in_lists_and_answers(wrap: Any) -> None:
    stories = [story(), story(canonical_url="/dua/")]
    data = json.dumps(wrap(stories)).encode()
    articles = read_record_bytes(data, "ans.json").articles
    assert [article.id for article in articles] == ["pasang-surut", "dua"]


def test_a_story_without_a_headline_is_an_error() -> None:
    with pytest.raises(RecordError, match="no headline"):
        one(story(headlines={}))


def test_groups_without_end_are_bounded() -> None:
    inner = element("text", "dalam")
    for _ in range(200):
        inner = element("element_group", content_elements=[inner])
    assert "dalam" in dropped(
        one(story(content_elements=[element("text", "a"), inner]))
    )


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["basic", "type", "by", "name", "content", "items", "text"]
            ),
            inner,
        )
    ),
    max_leaves=8,
)
KEYS = [*story(), "credits", "promo_items", "taxonomy", "corrections", "location"]


@settings(max_examples=80)
@given(JUNK, st.sampled_from(KEYS))
def test_any_value_in_a_story_is_an_article_or_an_error(value: Any, key: str) -> None:
    with contextlib.suppress(RecordError):
        assert one(story(**{key: value})).headline


KINDS = ["text", "quote", "list", "table", "gallery", "oembed_response", "image"]


@settings(max_examples=80)
@given(
    JUNK,
    st.sampled_from(KINDS),
    st.sampled_from(
        [
            "items",
            "rows",
            "content",
            "content_elements",
            "raw_oembed",
            "credits",
            "url",
            "header",
        ]
    ),
)
def test_any_value_in_an_element_is_read(value: Any, kind: str, key: str) -> None:
    with contextlib.suppress(RecordError):
        made = [element("text", "Kata."), {"type": kind, key: value}]
        assert one(story(content_elements=made)).headline
