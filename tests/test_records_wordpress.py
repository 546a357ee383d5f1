"""Exports and posts of WordPress become Articles."""

import contextlib
import datetime as dt
import json
from collections.abc import Mapping
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
    Rule,
    Subhead,
    Table,
)
from exporter.errors import RecordError
from exporter.inline import plain_text
from exporter.model import Article
from exporter.records import read_record_bytes
from exporter.records.wordpress_text import autop

UPLOADS = "https://h.example/wp-content/uploads"


def tag(name: str, text: object) -> str:
    return f"<{name}><![CDATA[{text}]]></{name}>"


def meta(key: str, value: object) -> str:
    inner = tag("wp:meta_key", key) + tag("wp:meta_value", value)
    return f"<wp:postmeta>{inner}</wp:postmeta>"


def post(content: str = "Kata.", more: str = "", **fields: object) -> str:
    values: dict[str, object] = {
        "title": "Pasang surut",
        "content:encoded": content,
        "wp:post_id": 20,
        "wp:post_name": "pasang-surut",
        "wp:post_date": "2022-01-12 22:40:00",
        "wp:post_date_gmt": "2022-01-12 15:40:00",
        "wp:status": "publish",
        "wp:post_type": "post",
    }
    values.update(
        {
            k.replace("_", ":", 1) if k.startswith("wp_") else k: v
            for k, v in fields.items()
        }
    )
    inner = "".join(tag(name, value) for name, value in values.items())
    return f"<item>{inner}{more}</item>"


def attachment(number: int, name: str, caption: str = "", more: str = "") -> str:
    inner = (
        tag("wp:post_id", number)
        + tag("wp:post_type", "attachment")
        + tag("wp:status", "inherit")
        + tag("wp:attachment_url", f"{UPLOADS}/{name}")
        + tag("excerpt:encoded", caption)
    )
    return f"<item>{inner}{more}</item>"


def wxr(
    *items: str, channel: str = "", scheme: str = "https", version: str = "1.2"
) -> bytes:
    space = f"{scheme}://wordpress.org/export/{version}/"
    return (
        f'<?xml version="1.0"?><rss xmlns:excerpt="{space}excerpt/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="{space}"><channel>'
        "<title>Harian Contoh</title><language>id</language>"
        f"{channel}{''.join(items)}</channel></rss>"
    ).encode()


def first(*items: str, **more: str) -> Article:
    return read_record_bytes(wxr(*items, **more), "ekspor.xml").articles[0]


def words(article: Article) -> list[str]:
    return [plain_text(b.html) for b in article.body if isinstance(b, Paragraph)]


def dropped(article: Article) -> set[str]:
    return {drop.text for drop in article.provenance.dropped}


USER = (
    "<wp:author>"
    + tag("wp:author_login", "sari")
    + tag("wp:author_email", "s@h.example")
    + tag("wp:author_display_name", "Sari Contoh")
    + "</wp:author>"
)
SECTIONS = "".join(
    "<wp:category>"
    + tag("wp:term_id", n)
    + tag("wp:category_nicename", slug)
    + tag("wp:category_parent", above)
    + tag("wp:cat_name", name)
    + "</wp:category>"
    for n, slug, above, name in (
        (3, "sains", "", "Sains"),
        (4, "laut", "sains", "Laut"),
    )
)


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_every_version_gives_the_fields_of_a_post(scheme: str, version: str) -> None:
    more = (
        tag("dc:creator", "sari")
        + tag("link", "https://h.example/2022/pasang/")
        + tag("excerpt:encoded", "Laut naik dua kali.")
        + '<category domain="category" nicename="laut"><![CDATA[Laut]]></category>'
        '<category domain="post_tag" nicename="b"><![CDATA[bulan]]></category>'
    )
    article = first(
        post(more=more), channel=USER + SECTIONS, scheme=scheme, version=version
    )
    assert (article.id, article.headline) == ("pasang-surut", "Pasang surut")
    assert article.url == "https://h.example/2022/pasang/"
    assert [a.name for a in article.authors] == ["Sari Contoh"]
    assert (article.sections, article.tags) == (("Sains", "Laut"), ("bulan",))
    assert article.deck == "Laut naik dua kali."
    assert article.published == dt.datetime.fromisoformat("2022-01-12T22:40+07:00")
    assert article.published.utcoffset() == dt.timedelta(hours=7)
    assert article.publisher and article.publisher.name == "Harian Contoh"
    assert article.provenance.reader == "wordpress"


def test_a_login_without_a_user_is_no_author() -> None:
    article = first(post(more=tag("dc:creator", "budi")), channel=USER)
    assert article.authors == ()
    assert "budi" in dropped(article)


def test_the_names_of_a_user_count_where_only_the_login_is_shown() -> None:
    user = (
        "<wp:author>"
        + tag("wp:author_login", "sari")
        + tag("wp:author_display_name", "sari")
        + tag("wp:author_first_name", "Sari")
        + tag("wp:author_last_name", "Contoh")
        + "</wp:author>"
    )
    article = first(post(more=tag("dc:creator", "sari")), channel=user)
    assert [a.name for a in article.authors] == ["Sari Contoh"]


def test_co_authors_are_all_named() -> None:
    guest = (
        "<item>"
        + tag("wp:post_type", "guest-author")
        + tag("wp:status", "publish")
        + meta("cap-user_login", "ani-contoh")
        + meta("cap-display_name", "Ani Contoh")
        + "</item>"
    )
    both = "".join(
        f'<category domain="author" nicename="cap-{n}">{n}</category>'
        for n in ("ani-contoh", "sari")
    )
    article = first(post(more=tag("dc:creator", "sari") + both), guest, channel=USER)
    assert [a.name for a in article.authors] == ["Ani Contoh", "Sari Contoh"]


def test_only_published_posts_are_read_and_the_others_counted() -> None:
    article = first(
        post(),
        post(wp_status="draft"),
        post(wp_status="draft"),
        post(wp_status="trash"),
        post(wp_post_type="page"),
        post(wp_post_type="nav_menu_item"),
        post(wp_post_password="rahasia"),
    )
    warning = article.provenance.warnings[-1]
    assert "2 draft" in warning and "1 page" in warning and "1 trash" in warning
    assert "1 nav_menu_item" in warning and "1 with a password" in warning


def test_an_export_without_published_posts_says_what_it_holds() -> None:
    with pytest.raises(RecordError, match=r"no published posts.*2 page"):
        read_record_bytes(wxr(*[post(wp_post_type="page")] * 2), "ekspor.xml")


@pytest.mark.parametrize(
    ("fields", "channel", "expected", "zone"),
    [
        ({}, "", "2022-01-12T22:40+07:00", ""),
        (
            {"wp_post_date_gmt": "0000-00-00 00:00:00"},
            "<wp:timezone_string>Asia/Makassar</wp:timezone_string>",
            "2022-01-12T22:40+08:00",
            "Asia/Makassar",
        ),
        (
            {},
            "<wp:timezone_string>Asia/Jakarta</wp:timezone_string>",
            "2022-01-12T22:40+07:00",
            "Asia/Jakarta",
        ),
        ({"wp_post_date": ""}, "", "2022-01-12T15:40+00:00", ""),
    ],
)
def test_times_are_those_of_the_site_with_their_offset(
    fields: Mapping[str, str], channel: str, expected: str, zone: str
) -> None:
    article = first(post(**fields), channel=channel)
    when = dt.datetime.fromisoformat(expected)
    assert article.published == when
    assert article.published.utcoffset() == when.utcoffset()
    assert article.time_zone == zone


def test_a_time_without_utc_has_the_offset_of_the_other_posts() -> None:
    never = post(wp_post_date_gmt="0000-00-00 00:00:00")
    article = first(never, post(wp_post_name="dua"))
    assert article.published == dt.datetime.fromisoformat("2022-01-12T22:40+07:00")
    alone = first(never)
    assert alone.published is None
    assert any("time zone" in warning for warning in alone.provenance.warnings)


# --- photos ------------------------------------------------------------------------

BOAT = attachment(
    10,
    "perahu.jpg",
    "Perahu di muara.",
    meta("_wp_attachment_image_alt", "Dua perahu kayu")
    + meta(
        "_wp_attachment_metadata",
        'a:3:{s:5:"width";i:2000;s:6:"height";i:1333;s:10:"image_meta";a:3:{s:6:"credit"'
        ';s:18:"Rudi Contoh/ANTARA";s:7:"caption";s:0:"";s:9:"copyright";s:4:"2022";}}',
    ),
)
PIER = attachment(11, "dermaga.jpg", "Dermaga lama (Foto: Ani Contoh)")


def test_the_featured_photo_comes_with_what_the_library_says_of_it() -> None:
    (image,) = first(BOAT, post(more=meta("_thumbnail_id", 10))).images
    assert (image.href, image.alt) == (f"{UPLOADS}/perahu.jpg", "Dua perahu kayu")
    assert image.caption == ("Perahu di muara.",)
    assert (image.credit, image.copyright_notice) == ("Rudi Contoh/ANTARA", "2022")
    assert (image.width, image.height) == (2000, 1333)


def test_lengths_of_php_that_lie_do_not_cut_a_credit() -> None:
    value = 's:10:"image_meta";a:1:{s:6:"credit";s:99:"Rudi Contoh";s:1:"x";s:1:"y";}'
    photo = attachment(10, "a.jpg", more=meta("_wp_attachment_metadata", value))
    (image,) = first(photo, post(more=meta("_thumbnail_id", 10))).images
    assert image.credit == "Rudi Contoh"


def test_a_caption_in_the_text_outranks_that_of_the_library() -> None:
    content = (
        '[caption id="attachment_11" width="300"]<a href="x"><img class="wp-image-11" '
        f'src="{UPLOADS}/dermaga-300x200.jpg" /></a> Dermaga <em>tua</em>[/caption]'
    )
    article = first(BOAT, PIER, post(content, meta("_thumbnail_id", 10)))
    assert article.images[1].href == f"{UPLOADS}/dermaga.jpg"
    assert article.images[1].caption == ("Dermaga <em>tua</em>",)
    assert article.images[1].credit == "Ani Contoh"
    assert "Dermaga lama" in dropped(article)
    assert article.body == (ImageBlock(image=1),)


def test_an_old_caption_is_an_attribute() -> None:
    content = f'[wp_caption caption="Tua"]<img src="{UPLOADS}/x.jpg">[/wp_caption]'
    assert first(post(content)).images[0].caption == ("Tua",)


def test_a_gallery_shows_the_photos_it_names() -> None:
    article = first(BOAT, PIER, post('Kata.\n\n[gallery ids="11,10,999"]'))
    assert article.body[-1] == Gallery(images=(0, 1))
    assert [i.credit for i in article.images] == ["Ani Contoh", "Rudi Contoh/ANTARA"]
    assert any("1 photos that the export" in w for w in article.provenance.warnings)


def test_a_gallery_without_numbers_shows_what_is_attached() -> None:
    photos = [
        attachment(n, f"{n}.jpg", more=tag("wp:post_parent", 20)) for n in (31, 32)
    ]
    assert len(first(*photos, post("[gallery]")).images) == 2


def test_a_gallery_of_one_photo_a_thousand_times_is_that_photo() -> None:
    content = f'Kata.\n\n[gallery ids="{",".join(["10"] * 50_000)}"]'
    assert len(first(BOAT, post(content)).images) == 1


# --- text --------------------------------------------------------------------------


def test_a_classic_post_has_the_paragraphs_wordpress_makes() -> None:
    article = first(
        post(
            "Satu\nbaris dua.\r\n\r\n<blockquote>Kutipan.</blockquote>\nTeks "
            "<b>tebal</b> sesudahnya.\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"
            "<h3>Sub</h3>\nAkhir.<hr />"
        )
    )
    assert article.body == (
        Paragraph(html="Satu<br/> baris dua."),
        Quote(paragraphs=("Kutipan.",)),
        Paragraph(html="Teks <b>tebal</b> sesudahnya."),
        ListBlock(items=("a", "b")),
        Subhead(html="Sub"),
        Paragraph(html="Akhir."),
        Rule(),
    )


def test_shortcodes_that_play_are_addresses_and_others_are_dropped() -> None:
    article = first(
        post(
            "Kata [sic] dan [1] tetap.\n\n[embed]https://vimeo.com/1[/embed]\n\n"
            '[audio src="https://h.example/a.mp3"][/audio]\n\n'
            '[video mp4="https://h.example/v.mp4" caption="Ombak"]\n\n'
            "https://www.youtube.com/watch?v=a\n\n"
            '[iklan_tengah][kotak judul="Catatan Penting"]Isi [b]kotak[/b].[/kotak]\n\n'
            "Tulis [[gallery]] untuk galeri."
        )
    )
    assert article.body == (
        Paragraph(html="Kata [sic] dan [1] tetap."),
        Embed(url="https://vimeo.com/1"),
        Embed(url="https://h.example/a.mp3"),
        Embed(url="https://h.example/v.mp4", label="Ombak"),
        Embed(url="https://www.youtube.com/watch?v=a"),
        Paragraph(html="Isi kotak."),
        Paragraph(html="Tulis [gallery] untuk galeri."),
    )
    assert {
        "[iklan_tengah]",
        '[kotak judul="Catatan Penting"]',
        "[/kotak]",
    } <= dropped(article)


BLOCKS = """<!-- wp:paragraph --><p>Satu <strong>dua</strong>.</p><!-- /wp:paragraph -->
<!-- wp:heading {"level":3} --><h3>Sub</h3><!-- /wp:heading -->
<!-- wp:image {"id":11} --><figure class="wp-block-image"><img
 src="U/dermaga-1024x683.jpg"
 class="wp-image-11"/><figcaption>Dermaga.</figcaption></figure><!-- /wp:image -->
<!-- wp:gallery --><figure class="wp-block-gallery has-nested-images"><!-- wp:image -->
<figure class="wp-block-image"><img src="U/perahu-300x200.jpg" class="wp-image-10"/>
</figure><!-- /wp:image --><!-- wp:image --><figure class="wp-block-image">
<img src="U/c.jpg"/><figcaption>C</figcaption></figure><!-- /wp:image -->
<figcaption class="blocks-gallery-caption">Seluruh galeri.</figcaption></figure>
<!-- /wp:gallery -->
<!-- wp:quote --><blockquote class="wp-block-quote"><!-- wp:paragraph --><p>Kutip.</p>
<!-- /wp:paragraph --><cite>Ani</cite></blockquote><!-- /wp:quote -->
<!-- wp:pullquote --><figure class="wp-block-pullquote"><blockquote><p>Tarik.</p>
<cite>Budi</cite></blockquote></figure><!-- /wp:pullquote -->
<!-- wp:list {"ordered":true} --><ol><!-- wp:list-item --><li>a</li>
<!-- /wp:list-item -->
<li>b</li></ol><!-- /wp:list -->
<!-- wp:table --><figure class="wp-block-table"><table><thead><tr><th>x</th><th>y</th>
</tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table><figcaption>Tabel</figcaption>
</figure><!-- /wp:table -->
<!-- wp:embed {"url":"https://x.example/1"} --><figure class="wp-block-embed">
<div class="wp-block-embed__wrapper">
https://www.youtube.com/watch?v=a
</div><figcaption>Video</figcaption></figure><!-- /wp:embed -->
<!-- wp:separator --><hr class="wp-block-separator"/><!-- /wp:separator -->
<!-- wp:columns --><div class="wp-block-columns"><div class="wp-block-column">
<p>Kolom 1</p></div><div class="wp-block-column"><p>Kolom 2</p></div></div>
<!-- /wp:columns -->
<!-- wp:media-text --><div class="wp-block-media-text">
<figure><img src="U/m.jpg"/></figure>
<div class="wp-block-media-text__content"><p>Di samping.</p></div></div>
<!-- /wp:media-text -->
<!-- wp:acf/kotak {"data":{"judul":"Kata kotak"}} /-->
<!-- wp:block {"ref":77} /-->
Bebas satu

Bebas dua""".replace("U/", f"{UPLOADS}/")


def test_blocks_are_read_as_what_they_are() -> None:
    reused = post(
        "<!-- wp:paragraph --><p>Dipakai lagi.</p><!-- /wp:paragraph -->",
        wp_post_id=77,
        wp_post_type="wp_block",
    )
    article = first(BOAT, PIER, reused, post(BLOCKS))
    assert article.body == (
        Paragraph(html="Satu <strong>dua</strong>."),
        Subhead(html="Sub"),
        Gallery(images=(1, 2)),
        Paragraph(html="Seluruh galeri."),
        Quote(paragraphs=("Kutip.",), cite="Ani"),
        PullQuote(html="Tarik.", cite="Budi"),
        ListBlock(ordered=True, items=("a", "b")),
        Table(caption="Tabel", header=("x", "y"), rows=(("1", "2"),)),
        Embed(label="Video", url="https://www.youtube.com/watch?v=a"),
        Rule(),
        Paragraph(html="Kolom 1"),
        Paragraph(html="Kolom 2"),
        ImageBlock(image=3),
        Paragraph(html="Di samping."),
        Paragraph(html="Dipakai lagi."),
        Paragraph(html="Bebas satu"),
        Paragraph(html="Bebas dua"),
    )
    assert article.images[0].caption == ("Dermaga.",)
    assert article.images[0].credit == "Ani Contoh"
    assert "Kata kotak" in dropped(article)


def test_fields_of_plug_ins_and_comments_of_readers_are_dropped_and_listed() -> None:
    comment = (
        "<wp:comment>"
        + tag("wp:comment_author", "Pembaca Contoh")
        + tag("wp:comment_author_email", "p@x.example")
        + tag("wp:comment_content", "Bagus sekali!")
        + "</wp:comment>"
    )
    article = first(post(more=meta("sub_judul", "Sub judul lama") + comment))
    assert {"Sub judul lama", "Bagus sekali!", "Pembaca Contoh"} <= dropped(article)
    assert "p@x.example" not in article.model_dump_json()


@pytest.mark.slow
def test_two_thousand_posts_are_read() -> None:
    posts = (post("Kata.\n\n" * 20, wp_post_name=f"kabar-{n}") for n in range(2_000))
    result = read_record_bytes(wxr(*posts), "ekspor.xml")
    assert len({article.id for article in result.articles}) == 2_000


@pytest.mark.parametrize(
    "content",
    [
        "[caption]" * 20_000,
        "[" * 100_000,
        '[gallery ids="' * 10_000,
        "<!-- wp:a {" * 20_000,
        "<!-- wp:group -->" * 20_000 + "kata",
        "<pre>" * 20_000,
        "[a]" * 10_000 + "[/a]" * 10_000,
        '<!-- wp:block {"ref":20} /-->' * 1_000,
    ],
)
def test_bombs_of_brackets_and_comments_are_bounded(content: str) -> None:
    with contextlib.suppress(RecordError):
        assert first(post(content)).headline == "Pasang surut"


@settings(max_examples=80)
@given(
    st.lists(
        st.sampled_from(
            [
                *"[]<>/\n ",
                "gallery",
                ' ids="1"',
                "caption",
                "<p>",
                "<!-- wp:x -->",
                "a",
                "<!-- /wp:x -->",
                "<pre>",
                "</pre>",
                "<img src=a.jpg>",
                "]]",
                "&amp;",
            ]
        ),
        max_size=40,
    )
)
def test_any_text_of_a_post_is_an_article_or_an_error(parts: list[str]) -> None:
    content = "".join(parts).replace("]]>", "")
    with contextlib.suppress(RecordError):
        assert first(post(f"Kata awal. {content}")).id == "pasang-surut"


@given(st.text(alphabet="ab \n<>p/", max_size=60))
def test_paragraphs_of_white_space_keep_every_letter(text: str) -> None:
    plain = text.replace("<", "").replace(">", "")
    made = autop(plain).replace("<p>", "").replace("</p>", "").replace("<br>", "")
    assert "".join(made.split()) == "".join(plain.split())


# --- REST --------------------------------------------------------------------------


def rest(**more: Any) -> dict[str, Any]:
    return {
        "id": 20,
        "date": "2022-01-12T22:40:00",
        "date_gmt": "2022-01-12T15:40:00",
        "slug": "pasang-surut",
        "status": "publish",
        "type": "post",
        "link": "https://h.example/2022/pasang-surut/",
        "title": {"rendered": "Pasang &#038; surut"},
        "content": {"rendered": "<p>Air laut naik.</p>", "protected": False},
        "excerpt": {"rendered": "<p>Air laut naik [&hellip;]</p>"},
        "author": 3,
        "featured_media": 10,
        "yoast_head_json": {"og_title": "Judul untuk mesin pencari"},
        "_embedded": {
            "author": [{"id": 3, "name": "Sari Contoh", "description": "Tentang Sari"}],
            "wp:featuredmedia": [
                {
                    "id": 10,
                    "source_url": f"{UPLOADS}/perahu.jpg",
                    "media_type": "image",
                    "alt_text": "Dua perahu",
                    "caption": {"rendered": "<p>Perahu di muara.</p>"},
                    "media_details": {
                        "width": 2000,
                        "height": 1333,
                        "image_meta": {"credit": "Rudi Contoh", "copyright": "2022"},
                    },
                }
            ],
            "wp:term": [
                [
                    {"id": 4, "taxonomy": "category", "name": "Laut", "parent": 3},
                    {"id": 3, "taxonomy": "category", "name": "Sains", "parent": 0},
                ],
                [{"id": 9, "taxonomy": "post_tag", "name": "bulan"}],
            ],
        },
        **more,
    }


def of_rest(value: Any) -> Article:
    return read_record_bytes(json.dumps(value).encode(), "posts.json").articles[0]


def test_a_post_of_the_interface_gives_every_field_it_has() -> None:
    article = of_rest([rest()])
    assert (article.id, article.headline) == ("pasang-surut", "Pasang & surut")
    assert article.published == dt.datetime.fromisoformat("2022-01-12T22:40+07:00")
    assert [a.name for a in article.authors] == ["Sari Contoh"]
    assert (article.sections, article.tags) == (("Sains", "Laut"), ("bulan",))
    (image,) = article.images
    assert (image.href, image.alt) == (f"{UPLOADS}/perahu.jpg", "Dua perahu")
    assert (image.caption, image.credit) == (("Perahu di muara.",), "Rudi Contoh")
    assert (image.copyright_notice, image.width) == ("2022", 2000)
    assert (words(article), article.deck) == (["Air laut naik."], "")
    assert {"Judul untuk mesin pencari", "Tentang Sari"} <= dropped(article)


def test_numbers_without_what_they_stand_for_make_no_field() -> None:
    article = of_rest(rest(_embedded={}))
    assert (article.authors, article.images, article.sections) == ((), (), ())
    assert sum("_embed" in w for w in article.provenance.warnings) == 2


def test_drafts_and_locked_posts_of_the_interface_are_left_out() -> None:
    locked = rest(content={"rendered": "", "protected": True})
    article = of_rest([rest(), rest(status="draft"), locked])
    assert "1 draft" in article.provenance.warnings[-1]
    with pytest.raises(RecordError, match="no published posts"):
        of_rest(rest(status="private"))


@settings(max_examples=40)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["rendered", "name", "id"]), inner)
        ),
        max_leaves=6,
    ),
    st.sampled_from(sorted(rest())),
)
def test_any_value_in_a_post_is_an_article_or_an_error(value: Any, key: str) -> None:
    with contextlib.suppress(RecordError):
        assert of_rest(rest() | {key: value}).headline
