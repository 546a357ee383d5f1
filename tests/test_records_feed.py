"""Feeds become Articles: RSS, RDF, Atom and the photos of Media RSS."""

import contextlib
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exporter.blocks import Embed, ImageBlock, Paragraph, RelatedBlock
from exporter.errors import RecordError
from exporter.inline import plain_text
from exporter.model import Article
from exporter.records import check_coverage, read_record_bytes, read_records

NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:atom="http://www.w3.org/2005/Atom"'
)
LONG = " ".join(
    f"<p>Alinea {n}: air laut naik dan turun karena gaya tarik bulan dan matahari.</p>"
    for n in range(1, 5)
)


def rss(*items: str, channel: str = "<title>Harian Contoh</title>") -> bytes:
    body = "".join(f"<item>{item}</item>" for item in items)
    text = f'<rss version="2.0" {NAMESPACES}><channel>{channel}{body}</channel></rss>'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()


def one(data: bytes) -> Article:
    (article,) = read_record_bytes(data, "feed.xml").articles
    return article


def item(more: str = "", title: str = "Pasang surut") -> Article:
    return one(rss(f"<title>{title}</title>{more}"))


def words(article: Article) -> list[str]:
    return [plain_text(b.html) for b in article.body if isinstance(b, Paragraph)]


def dropped(article: Article) -> list[str]:
    return [drop.text for drop in article.provenance.dropped]


def test_an_item_gives_every_field_it_has() -> None:
    article = one(
        rss(
            "<title>Pasang &amp;amp; surut</title>"
            "<link>https://harian.example/read/2022/01/12/pasang-surut.html</link>"
            "<pubDate>Wed, 12 Jan 2022 22:40:00 +0700</pubDate>"
            "<dc:creator>Sari Contoh, M.Si. dan Budi Contoh</dc:creator>"
            "<category>Sains</category><category>bulan purnama</category>"
            "<source url='https://kantor.example'>Kantor Berita Contoh</source>"
            "<description>&lt;p&gt;Dua kali sehari.&lt;/p&gt;</description>"
            f"<content:encoded><![CDATA[{LONG}]]></content:encoded>",
            channel="<title>Harian Contoh - RSS</title><language>id-id</language>"
            "<copyright>© Harian Contoh</copyright>",
        )
    )
    assert article.id == "pasang-surut"
    assert article.headline == "Pasang & surut"
    assert article.url.endswith("/pasang-surut.html")
    assert article.published == dt.datetime.fromisoformat("2022-01-12T22:40+07:00")
    assert article.published.utcoffset() == dt.timedelta(hours=7)
    assert article.time_zone == ""
    assert [a.name for a in article.authors] == ["Sari Contoh, M.Si.", "Budi Contoh"]
    assert (article.sections, article.tags) == (("Sains",), ("bulan purnama",))
    assert [s.name for s in article.sources] == ["Kantor Berita Contoh"]
    assert (article.deck, len(words(article))) == ("Dua kali sehari.", 4)
    assert article.publisher and article.publisher.name == "Harian Contoh"
    assert (article.language, article.rights) == ("id-ID", "© Harian Contoh")


def test_each_photo_keeps_its_own_caption_and_credit() -> None:
    article = item(
        f"<content:encoded><![CDATA[{LONG}]]></content:encoded><media:group>"
        '<media:content url="https://h.example/a.jpg" medium="image">'
        "<media:description>Perahu di muara.</media:description>"
        '<media:credit role="photographer">Rudi Contoh</media:credit>'
        "<media:credit>ANTARA</media:credit>"
        "<media:copyright>2022 Harian</media:copyright></media:content>"
        '<media:content url="https://h.example/b.jpg" type="image/jpeg">'
        '<media:description type="html">&lt;b&gt;Dermaga&lt;/b&gt;.</media:description>'
        "<media:credit>Ani Contoh</media:credit></media:content></media:group>"
    )
    first, second = article.images
    assert (first.caption, first.credit) == (
        ("Perahu di muara.",),
        "Rudi Contoh/ANTARA",
    )
    assert (first.creators, first.credit_line) == (("Rudi Contoh",), "ANTARA")
    assert first.copyright_notice == "2022 Harian"
    assert (second.caption, second.credit) == (("<b>Dermaga</b>.",), "Ani Contoh")
    assert article.body[-1] == ImageBlock(image=1)


def test_a_group_without_words_of_its_contents_is_one_photo_in_several_sizes() -> None:
    article = item(
        "<media:group><media:description>Perahu.</media:description>"
        '<media:content url="https://h.example/s.jpg" type="image/jpeg" width="100"/>'
        '<media:content url="https://h.example/l.jpg" type="image/jpeg" width="900"/>'
        "</media:group><description>Ringkas.</description>"
    )
    (image,) = article.images
    assert (image.href, image.caption) == ("https://h.example/l.jpg", ("Perahu.",))


def test_the_credit_of_an_item_is_that_of_each_photo_without_its_own() -> None:
    article = item(
        "<media:credit>Rudi Contoh</media:credit><description>Ringkas.</description>"
        '<media:content url="https://h.example/a.jpg" medium="image"/>'
        '<media:content url="https://h.example/b.jpg" medium="image">'
        "<media:credit>Ani Contoh</media:credit></media:content>"
    )
    assert [i.credit for i in article.images] == ["Rudi Contoh", "Ani Contoh"]


def test_a_thumbnail_counts_only_where_no_other_photo_is() -> None:
    small = (
        '<media:thumbnail url="https://h.example/s.jpg"/><description>a</description>'
    )
    large = '<media:content url="https://h.example/l.jpg" medium="image"/>'
    assert [i.href for i in item(small).images] == ["https://h.example/s.jpg"]
    assert [i.href for i in item(small + large).images] == ["https://h.example/l.jpg"]


def test_a_photo_of_text_and_media_stands_once_whatever_its_size() -> None:
    article = item(
        '<media:content url="https://h.example/a.jpg" medium="image"/>'
        "<content:encoded><![CDATA[<p>Kata.</p><figure><img "
        'src="https://h.example/a-1024x683.jpg?w=9"><figcaption>Perahu (Foto: Rudi '
        "Contoh)</figcaption></figure>]]></content:encoded>"
    )
    (image,) = article.images
    assert (image.caption, image.credit) == (("Perahu",), "Rudi Contoh")


def test_enclosures_are_photos_and_what_is_played_is_an_address() -> None:
    article = item(
        '<enclosure url="https://h.example/c.jpg" type="image/jpeg" length="1"/>'
        '<enclosure url="https://h.example/s.mp3" type="audio/mpeg" length="1"/>'
        "<description>Kata.</description>"
    )
    assert [i.href for i in article.images] == ["https://h.example/c.jpg"]
    assert article.body[-1] == Embed(url="https://h.example/s.mp3")


def test_a_feed_of_summaries_says_so() -> None:
    summary = item("<description>Air laut naik dua kali sehari…</description>")
    assert words(summary) == ["Air laut naik dua kali sehari…"]
    assert any("only a summary" in w for w in summary.provenance.warnings)
    whole = item(f"<description><![CDATA[{LONG}{LONG}]]></description>")
    assert not any("only a summary" in w for w in whole.provenance.warnings)


def test_a_summary_that_is_how_the_text_begins_is_no_deck() -> None:
    article = item(
        "<description>Alinea 1: air laut naik dan turun […]</description>"
        f"<content:encoded><![CDATA[{LONG}]]></content:encoded>"
    )
    assert article.deck == ""
    assert "Alinea 1: air laut naik dan turun […]" in dropped(article)


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("<author>sari@h.example (Sari Contoh)</author>", ["Sari Contoh"]),
        ("<author>Sari Contoh &lt;sari@h.example&gt;</author>", ["Sari Contoh"]),
        ("<author>redaksi@h.example</author>", []),
        ("<dc:creator>admin</dc:creator>", []),
        ("<dc:creator>sari.contoh</dc:creator>", []),
        ("<dc:creator>Harian Contoh</dc:creator>", []),
        ("<dc:creator>Penulis: Sari Contoh</dc:creator>", ["Sari Contoh"]),
        ("<dc:creator>Ani</dc:creator><dc:creator>Budi</dc:creator>", ["Ani", "Budi"]),
    ],
)
def test_a_login_an_address_or_the_outlet_is_no_author(
    field: str, names: list[str]
) -> None:
    article = item(f"{field}<description>Kata.</description>")
    assert [author.name for author in article.authors] == names
    assert names or dropped(article)


def test_the_byline_in_the_text_outranks_what_the_feed_notes() -> None:
    article = item(
        "<dc:creator>Petugas Unggah</dc:creator><content:encoded><![CDATA["
        "<p><b>JAKARTA, KOMPAS.com</b> - Air <i>laut</i> naik.</p>"
        '<p>Baca Juga: <a href="https://h.example/b">Bulan</a></p>'
        "<p>Kata penutup. (sak/Reuters)</p>"
        "<p>Penulis: Sari Contoh | Editor: Dewi Contoh</p><p>Sumber: Antara</p>"
        "<p>The post X appeared first on Harian.</p>"
        "]]></content:encoded>"
    )
    assert [a.name for a in article.authors] == ["Sari Contoh"]
    assert [e.name for e in article.editors] == ["Dewi Contoh"]
    assert article.byline == "Penulis: Sari Contoh | Editor: Dewi Contoh"
    assert article.dateline and article.dateline.raw == "JAKARTA, KOMPAS.com"
    assert article.desk_codes == ("sak/Reuters",)
    assert [s.name for s in article.sources] == ["Antara", "Reuters"]
    assert article.body == (
        Paragraph(html="Air <i>laut</i> naik."),
        RelatedBlock(related=(0,)),
        Paragraph(html="Kata penutup."),
    )
    assert {"Petugas Unggah", "The post X appeared first on Harian."} <= {
        *dropped(article)
    }


@pytest.mark.parametrize(
    ("text", "when", "zone"),
    [
        ("Wed, 12 Jan 2022 22:40:00 WIB", "2022-01-12T22:40+07:00", "Asia/Jakarta"),
        ("Wed, 12 Jan 2022 15:40:00 GMT", "2022-01-12T15:40+00:00", ""),
        ("2022-01-12T22:40:00+0700", "2022-01-12T22:40+07:00", ""),
        ("2022-01-12 15:40:00Z", "2022-01-12T15:40+00:00", ""),
    ],
)
def test_times_keep_their_offset(text: str, when: str, zone: str) -> None:
    article = item(f"<pubDate>{text}</pubDate><description>Kata.</description>")
    expected = dt.datetime.fromisoformat(when)
    assert article.published == expected
    assert article.published.utcoffset() == expected.utcoffset()
    assert article.time_zone == zone


@pytest.mark.parametrize("text", ["kemarin sore", "Wed, 32 Jan 2022 22:40:00 +0700"])
def test_a_time_that_cannot_be_read_is_a_doubt(text: str) -> None:
    article = item(f"<pubDate>{text}</pubDate><description>Kata.</description>")
    assert article.published is None
    assert any(text in warning for warning in article.provenance.warnings)
    assert text in dropped(article)


def test_rss_1_0_is_read() -> None:
    article = one(
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        b'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        b"<channel><title>Harian</title><dc:language>en</dc:language></channel>"
        b'<item rdf:about="https://h.example/tide"><title>The tide</title>'
        b"<description>Twice a day.</description><dc:creator>Ann Example</dc:creator>"
        b"<dc:date>2022-01-12T22:40:00+07:00</dc:date><dc:subject>Sea</dc:subject>"
        b"</item></rdf:RDF>"
    )
    assert (article.id, article.language) == ("tide", "en")
    assert article.publisher and article.publisher.name == "Harian"
    assert article.published == dt.datetime.fromisoformat("2022-01-12T22:40+07:00")
    assert article.sections == ("Sea",)


ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" '
    'xml:base="https://h.example/"><title>Example Daily</title>'
    "<author><name>Example Daily</name></author><entry>{}</entry></feed>"
)


@pytest.mark.parametrize(
    "content",
    [
        '<content type="html">&lt;p&gt;The &lt;b&gt;sea&lt;/b&gt; rises.&lt;/p&gt;'
        "</content>",
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>The '
        "<b>sea</b> rises.</p></div></content>",
        '<content type="xhtml" xmlns:x="http://www.w3.org/1999/xhtml"><x:div><x:p>The '
        "<x:b>sea</x:b> rises.</x:p></x:div></content>",
    ],
)
def test_the_types_of_atom_content_are_one_text(content: str) -> None:
    article = one(ATOM.format(f"<title>Tide</title>{content}").encode())
    assert article.body == (Paragraph(html="The <b>sea</b> rises."),)


def test_plain_text_of_atom_keeps_its_signs() -> None:
    text = '<title type="text">1 &lt; 2</title><content type="text">a &lt; b\n\nc'
    article = one(ATOM.format(f"{text}</content>").encode())
    assert (article.headline, words(article)) == ("1 < 2", ["a < b", "c"])


def test_an_atom_entry_gives_every_field_it_has() -> None:
    article = one(
        ATOM.format(
            '<title type="html">The &amp;amp; tide</title><id>urn:x:1</id>'
            '<link rel="self" href="x.atom"/><link href="sea/tide"/>'
            '<link rel="enclosure" type="image/jpeg" href="a.jpg" title="A boat"/>'
            '<link rel="related" href="moon" title="The moon"/>'
            "<author><name>Ann Example</name><email>a@h.example</email></author>"
            "<contributor><name>Bob Example</name></contributor>"
            '<category term="sea"/><published>2022-01-12T22:40:00+07:00</published>'
            "<updated>2022-01-13T08:00:00+07:00</updated><rights>CC BY</rights>"
            "<source><title>Example Agency</title></source><summary>Twice.</summary>"
            '<content type="html">&lt;p&gt;The sea rises.&lt;/p&gt;&lt;img '
            'src="/b.jpg"&gt;</content>'
        ).encode()
    )
    assert article.headline == "The & tide"
    assert (article.id, article.url) == ("tide", "https://h.example/sea/tide")
    assert [a.name for a in article.authors] == ["Ann Example"]
    assert [c.name for c in article.contributors] == ["Bob Example"]
    assert article.published and article.modified
    assert (article.deck, article.rights, article.language) == ("Twice.", "CC BY", "en")
    assert [s.name for s in article.sources] == ["Example Agency"]
    assert [r.url for r in article.related] == ["https://h.example/moon"]
    assert [(i.href, i.caption) for i in article.images] == [
        ("https://h.example/a.jpg", ("A boat",)),
        ("https://h.example/b.jpg", ()),
    ]


def test_a_broken_feed_is_read_as_far_as_it_goes() -> None:
    data = rss(
        "<title>Satu</title><description>Kata &nbsp; pertama & utama.</description>",
        "<title>Dua</title><description>Kata",
    )
    result = read_record_bytes(data[: data.rindex(b"Kata") + 4], "feed.xml")
    first = result.articles[0]
    assert [a.headline for a in result.articles] == ["Satu", "Dua"]
    assert any("broken XML" in warning for warning in first.provenance.warnings)


def test_the_proof_knows_the_words_of_a_broken_feed(tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    file.write_bytes(
        rss(
            "<title>Harga & mutu</title><description><![CDATA[<p>Kata & kata.</p>]]>"
            "</description>",
            "<title>Dua</title><description>Kata penutup di sini",
        )
    )
    assert check_coverage(file, read_records(file).articles) == []


def test_ids_of_a_feed_are_unique_and_an_entry_given_twice_counts_once() -> None:
    entry = "<title>{}</title><link>https://{}.example/kabar</link>"
    first, second = entry.format("Satu", "a"), entry.format("Dua", "b")
    result = read_record_bytes(rss(first, second, first), "feed.xml")
    ids = [article.id for article in result.articles]
    assert ids[0] == "kabar"
    assert len(ids) == len(set(ids)) == 2


def test_an_entry_without_a_title_is_an_error_of_its_own() -> None:
    result = read_record_bytes(rss("<title>Satu</title>", "<link>x</link>"), "f.xml")
    assert len(result.articles) == 1
    assert "f.xml, article 2" in result.errors[0].where


def test_words_of_elements_nobody_knows_are_dropped_and_listed() -> None:
    article = item(
        '<x:note xmlns:x="urn:x">Catatan dapur</x:note><media:title>Judul foto'
        "</media:title><description>Kata.</description>"
    )
    assert {"Catatan dapur", "Judul foto"} <= {*dropped(article), article.headline}


def test_a_language_the_words_contradict_is_a_doubt() -> None:
    text = LONG.replace("Alinea", "Pada hari ini yang di dalam itu adalah") * 2
    article = one(
        rss(
            f"<title>Satu</title><description><![CDATA[{text}]]></description>",
            channel="<title>Harian</title><language>en-US</language>",
        )
    )
    assert article.language == "en-US"
    assert any("look like 'id'" in warning for warning in article.provenance.warnings)


def test_pictures_that_only_count_or_show_a_user_are_no_photos() -> None:
    article = item(
        '<media:content url="https://0.gravatar.com/avatar/1" medium="image"/>'
        "<description><![CDATA[Kata."
        '<img src="https://s.example/p" width="1" height="1">]]></description>'
    )
    assert article.images == ()


def test_a_bomb_of_entities_is_refused() -> None:
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 20))
    data = (
        f'<!DOCTYPE rss [<!ENTITY a0 "x">{levels}]><rss><channel>&a19;</channel></rss>'
    )
    with pytest.raises(RecordError, match="entities"):
        read_record_bytes(data.encode(), "feed.xml")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-7"])
def test_entities_in_other_encodings_are_refused_too(encoding: str) -> None:
    head = f'<?xml version="1.0" encoding="{encoding[:6].rstrip("-")}"?>'
    text = f'{head}<!DOCTYPE rss [<!ENTITY a "x">]><rss><item><title>&a;</title>'
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    with pytest.raises(RecordError):
        read_record_bytes(mark + text.encode(encoding), "feed.xml")


def test_a_file_named_by_a_document_type_is_not_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret.dtd"
    secret.write_text('<!ENTITY x "rahasia">')
    doctype = f'<!DOCTYPE rss SYSTEM "{secret.as_uri()}">'
    data = rss("<title>Satu &x;</title><description>Kata.</description>")
    article = one(data.replace(b"<rss", f"{doctype}<rss".encode(), 1))
    assert "rahasia" not in article.model_dump_json()


def test_deep_markup_and_endless_words_are_bounded() -> None:
    deep = "<div>" * 20_000 + "kata" + "</div>" * 20_000
    article = item(f"<description><![CDATA[{deep}]]></description>")
    assert words(article) == ["kata"]
    result = rss(f"<title>a</title><description>{'x' * 100_000}</description>")
    with pytest.raises(RecordError, match=r"letters|characters"):
        read_record_bytes(result, "feed.xml")


def test_a_text_that_is_a_data_set_is_refused_before_it_is_read() -> None:
    with pytest.raises(RecordError, match="more than"):
        item(f"<description><![CDATA[{'<p>kata</p>' * 400_000}]]></description>")


@pytest.mark.slow
def test_two_thousand_entries_are_read_one_by_one() -> None:
    entries = (
        f"<title>Kabar {n}</title><link>https://h.example/k{n}</link>"
        f"<content:encoded><![CDATA[{LONG}]]></content:encoded>"
        for n in range(2_000)
    )
    result = read_record_bytes(rss(*entries), "feed.xml")
    assert len({article.id for article in result.articles}) == 2_000


@settings(max_examples=60)
@given(st.binary(max_size=300), st.sampled_from([b"<rss>", b"<feed>", b"<rdf:RDF>"]))
def test_any_bytes_in_a_feed_are_articles_or_an_error(data: bytes, root: bytes) -> None:
    with contextlib.suppress(RecordError):
        read_record_bytes(root + b"<item><title>a</title>" + data, "feed.xml")


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_any_text_of_an_item_is_kept_or_refused(text: str) -> None:
    shown = text.replace("]]>", "")
    try:
        article = item(f"<description><![CDATA[{shown}]]></description>")
    except RecordError:
        return
    assert article.headline == "Pasang surut"
