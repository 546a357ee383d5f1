"""The HTML reader: one small page for each habit sites have."""

import datetime as dt

import pytest

from exporter.blocks import Embed, ListBlock, Paragraph, Quote, RelatedBlock, Subhead
from exporter.errors import RecordError
from exporter.inline import plain_text
from exporter.model import Article
from exporter.records import read_record_bytes

TIDE = (
    "Pasang surut di Selat Bali berulang dua kali sehari dan dicatat petugas pelabuhan "
    "setiap enam jam, kata kepala stasiun itu."
)
MOON = (
    "Bulan menarik air laut lebih kuat daripada matahari karena jaraknya lebih dekat, "
    "walaupun massanya jauh lebih kecil."
)
PORT = (
    "Kapal feri dari Gilimanuk menunggu arus tenang sebelum menyeberang, sehingga"
    " jadwal "
    "berubah mengikuti bulan baru dan purnama."
)


def page(body: str, *, head: str = "", lang: str = "id") -> bytes:
    """Return a page of these parts."""
    start = f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
    return f"{start}{head}</head><body>{body}</body></html>".encode()


def paragraphs(*texts: str) -> str:
    """Return texts as paragraphs."""
    return "".join(f"<p>{text}</p>" for text in texts or (TIDE, MOON, PORT))


def read(data: bytes, name: str = "laut.html") -> Article:
    """Return the one Article of a page."""
    [article] = read_record_bytes(data, name).articles
    return article


def texts(article: Article) -> list[str]:
    """Return the paragraphs of a body as plain text."""
    return [plain_text(b.html) for b in article.body if isinstance(b, Paragraph)]


def captions(article: Article) -> list[str]:
    """Return the captions of the photos as plain text."""
    return [" ".join(map(plain_text, image.caption)) for image in article.images]


INDONESIAN = page(
    '<header><nav><a href="/">Beranda</a><a href="/laut">Laut</a></nav></header>'
    '<div class="container"><div class="breadcrumb"><ul><li><a href="/">Home</a></li>'
    '<li><a href="/laut">Laut</a></li><li><a href="/laut/arus">Arus</a></li></ul></div>'
    '<h1 class="read__title">Pasang di Selat Bali Dicatat Enam Jam Sekali</h1>'
    '<div class="read__time">Kabar Laut - 12/01/2022, 22:40 WIB</div>'
    '<div class="share-box"><a href="#">Facebook</a><a href="#">Twitter</a></div>'
    '<div class="photo"><img src="https://foto.contoh.id/data/2022/pasang-selat.jpg">'
    '<div class="photo__caption">Petugas membaca papan pasang di Gilimanuk, Rabu '
    "(12/1/2022). (Kabar Laut/Sari Contoh)</div></div>"
    '<div class="read__content">'
    f"<p><strong>GILIMANUK, KABARLAUT.id -</strong> {TIDE}</p>"
    '<p><strong>Baca juga: <a href="https://kabarlaut.id/feri">Jadwal Feri Mengikuti '
    "Bulan</a></strong></p>"
    '<div class="ads-on-body">ADVERTISEMENT</div>'
    f"<p>{MOON}</p><h2>Menunggu arus</h2><p>{PORT}</p>"
    "<p>Penulis: Sari Contoh | Editor: Budi Contoh</p></div>"
    '<div class="tag"><ul><li><a href="/tag/pasang">pasang</a></li>'
    '<li><a href="/tag/selat-bali">selat bali</a></li></ul></div>'
    '<div class="terpopuler"><h3>Terpopuler</h3><a href="/x">Lomba dayung digelar '
    "di pantai utara</a></div></div><footer>© Kabar Laut 2022</footer>",
    head="<title>Pasang di Selat Bali Dicatat Enam Jam Sekali | Kabar Laut</title>"
    '<meta property="og:site_name" content="Kabar Laut">'
    '<link rel="canonical" href="https://kabarlaut.id/laut/pasang-di-selat-bali">'
    '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Pasang di '
    'Selat Bali Dicatat Enam Jam Sekali","datePublished":"2022-01-12T15:40:00Z",'
    '"author":{"@type":"Person","name":"Budi Contoh"},"publisher":{"name":"Kabar Laut"}'
    "}"
    "</script>",
)


class TestIndonesianPage:
    """A page as Indonesian portals print them; its JSON-LD names the editor."""

    article = read(INDONESIAN)

    def test_headline_and_sections_are_read(self) -> None:
        assert self.article.headline == "Pasang di Selat Bali Dicatat Enam Jam Sekali"
        assert self.article.sections == ("Laut", "Arus")
        assert self.article.publisher and self.article.publisher.name == "Kabar Laut"

    def test_visible_labels_outrank_json_ld(self) -> None:
        assert [one.name for one in self.article.authors] == ["Sari Contoh"]
        assert [one.name for one in self.article.editors] == ["Budi Contoh"]
        assert self.article.byline == "Penulis: Sari Contoh | Editor: Budi Contoh"

    def test_the_printed_zone_is_kept(self) -> None:
        assert self.article.published is not None
        assert self.article.published.isoformat() == "2022-01-12T22:40:00+07:00"
        assert self.article.time_zone == "Asia/Jakarta"
        assert self.article.published_as_printed == "12/01/2022, 22:40 WIB"

    def test_caption_and_credit_are_apart(self) -> None:
        [photo] = self.article.images
        assert photo.href == "https://foto.contoh.id/data/2022/pasang-selat.jpg"
        assert captions(self.article) == [
            "Petugas membaca papan pasang di Gilimanuk, Rabu (12/1/2022)."
        ]
        assert photo.credit == "Kabar Laut/Sari Contoh"

    def test_the_body_has_no_junk(self) -> None:
        kinds = [block.type for block in self.article.body]
        assert kinds == ["paragraph", "related", "paragraph", "subhead", "paragraph"]
        assert texts(self.article) == [TIDE, MOON, PORT]
        assert self.article.related[0].headline == "Jadwal Feri Mengikuti Bulan"
        assert self.article.related[0].url == "https://kabarlaut.id/feri"

    def test_dateline_and_tags_are_read(self) -> None:
        assert self.article.dateline is not None
        assert self.article.dateline.city == "GILIMANUK"
        assert self.article.tags == ("pasang", "selat bali")

    def test_what_is_left_out_is_listed(self) -> None:
        dropped = {one.text: one.rule for one in self.article.provenance.dropped}
        assert dropped["ADVERTISEMENT"] == "advert"
        assert any("Lomba dayung" in text for text in dropped)
        assert dropped["© Kabar Laut 2022"]


ENGLISH = (
    "Tides at the harbour rise and fall twice a day, and the crew of the pilot boat "
    "writes every one of them down."
)
MORE = (
    "The moon pulls harder than the sun because it is so much nearer, although the sun "
    "is far heavier than it."
)
LAST = (
    "Ferries wait for slack water before they cross the strait, and the timetable"
    " moves "
    "with the new and the full moon."
)
HEAD = '<meta property="og:title" content="Harbour crew writes down every tide">'
H1 = "<h1>Harbour crew writes down every tide</h1>"


def english(
    around: str = "", *, before: str = "", after: str = "", head: str = ""
) -> Article:
    """Return the Article of an English page with `around` between headline and text."""
    body = f"<main><article>{before}{H1}{around}<div class='article-body'>"
    body += f"{paragraphs(ENGLISH, MORE, LAST)}</div>{after}</article></main>"
    return read(page(body, head=HEAD + head, lang="en"))


def names(article: Article) -> list[str]:
    """Return the names of the authors."""
    return [one.name for one in article.authors]


@pytest.mark.parametrize(
    ("byline", "expected"),
    [
        (
            '<div class="Page-authors">By <a href="/author/ann">Ann Sample</a></div>',
            ["Ann Sample"],
        ),
        (
            '<p class="byline">By Ann Sample and Ben Sample</p>',
            ["Ann Sample", "Ben Sample"],
        ),
        (
            '<div class="byline">By <a>Ann Sample</a>, <a>Ben Sample</a> and '
            "<a>Cy Sample</a></div>",
            ["Ann Sample", "Ben Sample", "Cy Sample"],
        ),
        (
            '<address aria-label="Contributor"><a rel="author" href="/profile/ann'
            '">Ann Sample</a> '
            "in Oslo</address>",
            ["Ann Sample"],
        ),
        (
            '<span itemprop="author" itemscope><span itemprop="name">Ann Sample</'
            "span></span>",
            ["Ann Sample"],
        ),
        ("<p>By Ann Sample</p>", ["Ann Sample"]),
        ('<div class="author-name">Ann Sample</div>', ["Ann Sample"]),
        ('<div class="byline">By Ann Sample | Marine reporter</div>', ["Ann Sample"]),
    ],
)
def test_visible_bylines_are_read(byline: str, expected: list[str]) -> None:
    assert names(english(byline)) == expected


def test_a_job_title_under_a_name_is_apart() -> None:
    byline = (
        '<div class="byline"><div>Ann Sample</div><div>Marine correspondent</div></div>'
    )
    [author] = english(byline).authors
    assert (author.name, author.job_title) == ("Ann Sample", "Marine correspondent")


@pytest.mark.parametrize(
    "author",
    [
        '"Harbour News"',
        '{"@type":"Organization","name":"Harbour News"}',
        '"https://harbour.example/ann"',
        '"admin"',
        '"Web Desk"',
        '{"@type":"Person","name":"harbour.example"}',
    ],
)
def test_outlets_addresses_and_operators_are_no_authors(author: str) -> None:
    ld = '<script type="application/ld+json">{"@type":"NewsArticle","author":%s,'
    ld += '"publisher":{"name":"Harbour News"}}</script>'
    article = english(head=ld % author)
    assert article.authors == ()
    assert article.byline == ""


def test_json_ld_gives_the_author_where_no_byline_is_printed() -> None:
    ld = '<script type="application/ld+json">{"@graph":[{"@type":"Person","@id":"#p",'
    ld += (
        '"name":"Ann Sample"},{"@type":"Article","headline":"x","author":{"@id":"#p"}'
        "}]}"
    )
    article = english(head=ld + "</script>")
    assert names(article) == ["Ann Sample"]
    assert article.provenance.origins["authors"] == "JSON-LD author"


def test_the_visible_editor_is_not_printed_as_author() -> None:
    ld = '<script type="application/ld+json">{"@type":"NewsArticle","author":'
    ld += '{"@type":"Person","name":"Ben Sample"}}</script>'
    article = english(after="<p>Editor: Ben Sample</p>", head=ld)
    assert article.authors == ()
    assert [one.name for one in article.editors] == ["Ben Sample"]


@pytest.mark.parametrize(
    ("figure", "caption", "credit"),
    [
        (
            '<figure><img src="/a/pilot-boat.jpg"><figcaption>A pilot boat at dawn. '
            "Photograph: Ann Sample/AFP</figcaption></figure>",
            "A pilot boat at dawn.",
            "Ann Sample/AFP",
        ),
        (
            '<figure><img src="/a/pilot-boat.jpg"><figcaption><p>A pilot boat at dawn. '
            "(AP Photo/Ann Sample)</p></figcaption></figure>",
            "A pilot boat at dawn.",
            "AP Photo/Ann Sample",
        ),
        (
            '<figure><div><img src="/a/pilot-boat.jpg"><span role="text">Getty '
            "Images</span></div>"
            "<figcaption><p>A pilot boat at dawn</p></figcaption></figure>",
            "A pilot boat at dawn",
            "Getty Images",
        ),
        (
            '<figure><img src="/a/pilot-boat.jpg"><figcaption><span class="captio'
            'n-text">A pilot boat at '
            'dawn</span> <span class="credit">Foto: Ann Sample / NTB</span>'
            "</figcaption></figure>",
            "A pilot boat at dawn",
            "Ann Sample / NTB",
        ),
        (
            '<figure><img src="/a/pilot-boat.jpg"><figcaption>A pilot boat at dawn'
            '<small class="copyright">Image: Ann Sample/dpa</small></figcaption>'
            "</figure>",
            "A pilot boat at dawn",
            "Ann Sample/dpa",
        ),
        (
            '<div class="image-container"><img src="/a/pilot-boat.jpg"><div '
            'class="image-meta">'
            '<span class="description">A pilot boat at dawn.</span><br><span>Image: '
            '<span class="name">Ann Sample</span></span></div></div>',
            "A pilot boat at dawn.",
            "Ann Sample",
        ),
        (
            '<div class="wp-caption"><a href="/a/pilot-boat.jpg"><img src="/a/pil'
            'ot-boat.jpg"></a>'
            '<p class="wp-caption-text">A pilot boat at dawn | Reuters</p></div>',
            "A pilot boat at dawn",
            "Reuters",
        ),
        (
            '<figure><span class="off-screen">Image source, </span><img src="/a/p'
            'ilot-boat.jpg">'
            '<figcaption><span class="visually-hidden">Image caption, </span>'
            "A pilot boat at dawn"
            "</figcaption></figure>",
            "A pilot boat at dawn",
            "",
        ),
        (
            '<figure><img src="/a/pilot-boat.jpg" title="A boat | picture allianc'
            'e/dpa">'
            "<figcaption>A pilot boat at dawn</figcaption></figure>",
            "A pilot boat at dawn",
            "picture alliance/dpa",
        ),
        (
            '<figure><img src="/a/pilot-boat.jpg"><figcaption>© Ann Sample</figca'
            "ption></figure>",
            "",
            "Ann Sample",
        ),
    ],
)
def test_captions_and_credits_are_apart(figure: str, caption: str, credit: str) -> None:
    article = english(figure)
    assert captions(article) == [caption]
    assert article.images[0].credit == credit
    assert texts(article) == [ENGLISH, MORE, LAST]


def test_icons_portraits_and_thumbnails_are_no_photos() -> None:
    article = english(
        '<div class="author"><img src="/people/ann.jpg">By Ann Sample</div>'
        '<img src="/static/icons/clock.png"><img src="/pixel.gif" width="1" '
        'height="1">',
        after='<div class="more"><a href="/other"><img src="/b/lighthouse.jpg">'
        "A lighthouse opens its doors to visitors</a></div>",
    )
    assert article.images == ()


def test_lazy_pictures_are_found() -> None:
    article = english(
        '<figure><picture><source srcset="/a/wide.jpg 800w"><img src="data:image/'
        'gif;base64,R0"></picture>'
        "<figcaption>A pilot boat</figcaption></figure>"
        '<figure><img class="lazy"><noscript><img src="/a/noscript-boat.jpg">'
        "</noscript>"
        "<figcaption>A second boat</figcaption></figure>"
    )
    assert [i.file or i.href for i in article.images] == [
        "/a/wide.jpg",
        "/a/noscript-boat.jpg",
    ]


def test_photos_saved_beside_the_page_are_files() -> None:
    head = '<link rel="canonical" href="https://harbour.example/news/tide">'
    article = english(
        '<figure><img src="./Tide_files/boat.jpg"><figcaption>A boat</figcaption>'
        "</figure>"
        '<figure><img src="../../etc/secret.jpg"><figcaption>Another</figcaption>'
        "</figure>",
        head=head,
    )
    assert article.images[0].file == "Tide_files/boat.jpg"
    assert [i.file for i in article.images[1:]] == [""]
    assert article.images[1].href.startswith("https://harbour.example/")


@pytest.mark.parametrize(
    ("head", "around", "moment", "zone"),
    [
        (
            '<meta property="article:published_time" content="2024-03-04T09:30:00'
            '+01:00">',
            "",
            "2024-03-04T09:30:00+01:00",
            "",
        ),
        (
            "",
            '<time datetime="2024-03-04T08:30:00Z">4 March 2024</time>',
            "2024-03-04T08:30:00+00:00",
            "",
        ),
        (
            "",
            '<div class="date">4 March 2024 09:30 GMT</div>',
            "2024-03-04T09:30:00+00:00",
            "Etc/UTC",
        ),
        (
            '<meta name="pubdate" content="2024-03-04 09:30:00"><link rel="canoni'
            'cal" href="https://a.example.de/x">',
            "",
            "2024-03-04T09:30:00+01:00",
            "Europe/Berlin",
        ),
        (
            '<meta name="pubdate" content="2024-03-04T22:40:00Z">',
            '<p class="date">4 March 2024, 22:40 WIB</p>',
            "2024-03-04T22:40:00+07:00",
            "Asia/Jakarta",
        ),
    ],
)
def test_times_keep_their_zone(head: str, around: str, moment: str, zone: str) -> None:
    article = english(around, head=head)
    assert article.published == dt.datetime.fromisoformat(moment)
    assert article.published is not None
    assert article.published.isoformat() == moment
    assert article.time_zone == zone


def test_a_time_without_any_zone_names_no_moment() -> None:
    article = english('<p class="date">4 March 2024, 09:30</p>')
    assert article.published is None
    assert article.published_as_printed == "4 March 2024, 09:30"


def test_kicker_and_deck_are_apart_from_the_text() -> None:
    article = english(
        '<p class="standfirst">Every six hours somebody looks at a board in '
        "the harbour.</p>",
        before='<span class="kicker">On the water</span>',
    )
    assert article.kicker == "On the water"
    assert plain_text(article.deck).startswith("Every six hours")
    assert texts(article) == [ENGLISH, MORE, LAST]


def test_blocks_of_a_body_keep_their_kind() -> None:
    inner = (
        f"<p>{ENGLISH}</p><h2>At the board</h2><blockquote><p>{MORE}</p></blockquote>"
    )
    inner += "<ul><li>High water: four metres</li><li>Low water: one metre</li></ul>"
    inner += (
        '<iframe src="https://www.youtube.com/embed/abc" title="The tide"></ifram'
        f"e><p>{LAST}</p>"
    )
    article = read(
        page(
            f"<article>{H1}<div itemprop='articleBody'>{inner}</div></article>",
            head=HEAD,
            lang="en",
        )
    )
    kinds = [type(block) for block in article.body]
    assert kinds == [Paragraph, Subhead, Quote, ListBlock, Embed, Paragraph]


def test_junk_inside_the_body_goes_and_is_listed() -> None:
    junk = '<div class="newsletter-signup">Sign up for our letter</div>'
    junk += (
        '<div class="social-share"><a href="#">Share</a></div><aside class="related">'
    )
    junk += (
        '<h3>Related</h3><a href="https://harbour.example/light">A lighthouse '
        "opens its doors</a></aside>"
    )
    body = (
        f"<article>{H1}<div class='story-body'><p>{ENGLISH}</p>{junk}<p>{MORE}</p>"
        f"<p>{LAST}</p></div></article>"
    )
    article = read(page(body, head=HEAD, lang="en"))
    assert [b.type for b in article.body] == [
        "paragraph",
        "related",
        "paragraph",
        "paragraph",
    ]
    assert article.related[0].headline == "A lighthouse opens its doors"
    assert any(d.rule == "newsletter" for d in article.provenance.dropped)


def test_a_related_list_keeps_its_place() -> None:
    links = (
        '<p>See also:</p><ul><li><a href="https://h.example/1">Lighthouse keepers'
        " count ships at night</a></li>"
    )
    links += (
        '<li><a href="https://h.example/2">How a tide table is made in winter</a>'
        "</li></ul>"
    )
    body = (
        f"<article>{H1}<div class='story-body'><p>{ENGLISH}</p>{links}<p>{MORE}</p"
        f"><p>{LAST}</p></div></article>"
    )
    article = read(page(body, head=HEAD, lang="en"))
    assert isinstance(article.body[1], RelatedBlock)
    assert len(article.body[1].related) == 2


def test_a_source_line_and_the_original_are_read() -> None:
    original = (
        "This article was first published in Harbour Weekly: https://weekly.examp"
        "le/tide"
    )
    article = english(after=f"<p>Source: Associated Press</p><p>{original}</p>")
    assert [one.name for one in article.sources] == ["Associated Press"]
    assert article.is_based_on == "https://weekly.example/tide"
    assert original in [one.text for one in article.provenance.dropped]


def test_a_page_of_several_is_warned_about() -> None:
    article = english(
        after='<div class="pagination"><a>1</a> <a href="?page=2">2</a></div>'
    )
    assert any("page 1 of 2" in warning for warning in article.provenance.warnings)


def test_an_article_behind_a_paywall_is_warned_about() -> None:
    ld = (
        '<script type="application/ld+json">{"@type":"NewsArticle",'
        '"isAccessibleForFree":false}'
        "</script>"
    )
    assert any("paywall" in warning for warning in english(head=ld).provenance.warnings)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<div id='__next'></div>",
        "<h1>Not found</h1><p>The page is gone.</p>",
        "<h1>Watch: the tide</h1><video src='a.mp4'></video>",
        "".join(
            f"<div class='card'><a href='/{n}'>Headline number {n} of a home "
            "page</a></div>"
            for n in range(60)
        ),
    ],
)
def test_pages_without_an_article_are_an_error(body: str) -> None:
    with pytest.raises(RecordError, match="no readable article found"):
        read(page(body, head="<title>Harbour News</title>", lang="en"))


def test_several_articles_on_a_page_give_the_one_of_its_headline() -> None:
    other = (
        "<article><h2>A lighthouse opens</h2>"
        + paragraphs(*[f"Other text, {ENGLISH}"] * 6)
        + "</article>"
    )
    body = (
        f"<main><article>{H1}{paragraphs(ENGLISH, MORE, LAST)}</article>{other}</main>"
    )
    article = read(page(body, head=HEAD, lang="en"))
    assert texts(article) == [ENGLISH, MORE, LAST]


def test_a_body_in_scattered_blocks_is_read_whole() -> None:
    blocks = "".join(
        f'<div data-component="text-block"><div><p>{text}</p></div></div>'
        for text in (ENGLISH, MORE, LAST)
    )
    body = f'<main><article><div data-component="headline-block">{H1}</div>'
    body += (
        f'<div data-component="byline-block">By Ann Sample</div>{blocks}</article>'
        "</main>"
    )
    article = read(page(body, head=HEAD, lang="en"))
    assert texts(article) == [ENGLISH, MORE, LAST]
    assert names(article) == ["Ann Sample"]


def test_live_entries_are_blocks_of_their_own() -> None:
    entry = (
        '<div class="liveblog-entry"><time datetime="2024-03-04T{n}:00:00Z">'
        "{n}:00</time><h3>Entry {n}</h3><p>{t}</p></div>"
    )
    entries = "".join(
        entry.format(n=n, t=t) for n, t in (("12", ENGLISH), ("11", MORE), ("10", LAST))
    )
    ld = (
        '<script type="application/ld+json">{"@type":'
        '"LiveBlogPosting","headline":"Harbour crew writes down every tide"}'
        "</script>"
    )
    article = read(
        page(
            f"<main>{H1}<div class='live-blog'>{entries}</div></main>",
            head=HEAD + ld,
            lang="en",
        )
    )
    assert article.kind == "live"
    assert [block.type for block in article.body] == ["entry", "entry", "entry"]
    assert article.body[0].headline == "Entry 12"  # type: ignore[union-attr]
