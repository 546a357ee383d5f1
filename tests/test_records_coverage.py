"""The proof's first half: what vanished between a record and its Article."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exporter.blocks import Paragraph
from exporter.errors import RecordError
from exporter.model import Article
from exporter.records import check_record_text, read_record_bytes, read_records
from exporter.records.text import read_page

PAGES = Path(__file__).with_name("records")
NAMES = ["pasang-surut", "mutu-kopi", "wallace-line"]


def without_paragraph(article: Article, at: int) -> Article:
    places = [i for i, b in enumerate(article.body) if isinstance(b, Paragraph)]
    body = tuple(b for i, b in enumerate(article.body) if i != places[at])
    return article.model_copy(update={"body": body})


def without_word(article: Article, word: int) -> Article:
    first = article.body[0]
    assert isinstance(first, Paragraph)
    words = first.html.split()
    del words[word]
    changed = first.model_copy(update={"html": " ".join(words)})
    return article.model_copy(update={"body": (changed, *article.body[1:])})


def without_credit(article: Article) -> Article:
    image = article.images[0].model_copy(update={"credit": ""})
    return article.model_copy(update={"images": (image,)})


def without_dropped(article: Article) -> Article:
    provenance = article.provenance
    fewer = provenance.model_copy(update={"dropped": provenance.dropped[:-1]})
    return article.model_copy(update={"provenance": fewer})


def emptied(**fields: Any) -> Callable[[Article], Article]:
    return lambda article: article.model_copy(update=fields)


BREAKS: dict[str, Callable[[Article], Article]] = {
    "credit": without_credit,
    "caption": lambda a: a.model_copy(
        update={"images": (a.images[0].model_copy(update={"caption": ()}),)}
    ),
    "first paragraph": lambda a: without_paragraph(a, 0),
    "last paragraph": lambda a: without_paragraph(a, -1),
    "first word": lambda a: without_word(a, 0),
    "third word": lambda a: without_word(a, 2),
    "last word": lambda a: without_word(a, -1),
    "source": emptied(sources=()),
    "byline": emptied(byline="", authors=(), editors=(), contributors=()),
    "dateline": emptied(dateline=None),
    "time": emptied(published_as_printed=""),
    "publisher": emptied(publisher=None),
    "section": lambda a: a.model_copy(update={"sections": a.sections[:-1]}),
    "headline": emptied(headline="Lain"),
    "related": lambda a: a.model_copy(update={"related": a.related[1:]}),
    "dropped": without_dropped,
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("broken", BREAKS)
def test_a_lost_piece_of_a_page_is_named(name: str, broken: str) -> None:
    path = PAGES / f"{name}.txt"
    (article,) = read_records(path).articles
    raw = path.read_text("utf-8")
    assert check_record_text(raw, article) == []
    gone = check_record_text(raw, BREAKS[broken](article))
    assert gone
    assert all(piece.startswith("line ") for piece in gone)


def test_the_line_and_words_are_named() -> None:
    (article,) = read_records(PAGES / "pasang-surut.txt").articles
    raw = (PAGES / "pasang-surut.txt").read_text("utf-8")
    assert check_record_text(raw, without_credit(article)) == [
        "line 7: budi contoh / arsip contoh via redaksi contoh )"
    ]


def test_the_same_words_elsewhere_do_not_cover_a_lost_credit() -> None:
    raw = (
        "Satu Judul Contoh\nSawah. (Foto: Sari Contoh)\nPenulis: Sari Contoh\n"
        "Sari Contoh menanam padi itu.\nSumber: Sari Contoh"
    )
    article = read_page(raw)
    assert check_record_text(raw, article) == []
    assert check_record_text(raw, without_credit(article))


def test_one_of_two_equal_paragraphs_lost_is_noticed() -> None:
    raw = "Satu Judul Contoh\nIni isi.\nIni isi.\nItu isi."
    article = read_page(raw)
    assert check_record_text(raw, article) == []
    assert len(check_record_text(raw, without_paragraph(article, 0))) == 1


@pytest.mark.parametrize("name", NAMES)
def test_own_json_is_covered(name: str) -> None:
    raw = (PAGES / f"{name}.json").read_text("utf-8")
    assert check_record_text(raw, read_record_bytes(raw.encode(), "a").articles) == []


@pytest.mark.parametrize(
    ("broken", "path"),
    [
        ("credit", "images[0].credit: "),
        ("source", "sources[0].name: "),
        ("third word", "body[0].html: "),
        ("related", "related[0].headline: "),
        ("dropped", "provenance.dropped["),
    ],
)
def test_a_lost_value_of_json_is_named_by_its_path(broken: str, path: str) -> None:
    raw = (PAGES / "pasang-surut.json").read_text("utf-8")
    (article,) = read_record_bytes(raw.encode(), "a").articles
    gone = check_record_text(raw, BREAKS[broken](article))
    assert any(piece.startswith(path) for piece in gone)


def test_a_lost_article_is_named_and_a_bad_line_is_not() -> None:
    records = [{"id": "a", "headline": "A"}, {"id": "b"}, {"id": "c", "headline": "C"}]
    raw = "\n".join(json.dumps(record) for record in records)
    articles = read_record_bytes(raw.encode(), "a.jsonl").articles
    assert check_record_text(raw, articles) == []
    assert check_record_text(raw, articles[:1]) == ["line 3: the whole article c"]


def test_markup_and_times_written_otherwise_are_the_same() -> None:
    record = {
        "id": "a",
        "headline": "A <3 B & C",
        "published": "2022-01-12T22:40+07:00",
        "body": [{"type": "paragraph", "html": "Satu&nbsp;<b>dua</b><br>tiga &amp; x"}],
    }
    raw = json.dumps(record)
    assert check_record_text(raw, read_record_bytes(raw.encode(), "a").articles) == []


@pytest.mark.parametrize(
    "tag",
    [
        '<img src="a.jpg" alt="Kapal">',
        '<IMG alt="Kapal"/>',
        '<iframe src="https://a.example/v"></iframe>',
        '<video src="a.mp4"></video>',
        '<audio src="a.mp3"></audio>',
        '<object data="a.swf"></object>',
        '<embed src="a.swf">',
    ],
)
@pytest.mark.parametrize("markup", ["Satu {} dua.", "<figure>{}<b>Satu</b></figure>"])
def test_a_photo_or_embed_in_a_text_is_named(tag: str, markup: str) -> None:
    block = {"type": "paragraph", "html": markup.format(tag)}
    raw = json.dumps({"id": "a", "headline": "A", "body": [block]})
    (gone,) = check_record_text(raw, read_record_bytes(raw.encode(), "a").articles)
    element = tag.partition(">")[0]
    assert gone == f"body[0].html: {element}> vanishes from a text: give it a block"


def test_a_tag_that_is_printed_as_words_is_not_lost() -> None:
    raw = json.dumps({"id": "a", "headline": 'Cara Memakai  <img alt="x">'})
    assert check_record_text(raw, read_record_bytes(raw.encode(), "a").articles) == []


def test_control_entities_digraphs_and_accents_are_covered() -> None:
    text = "Satu&#11; d\u01c6 e\u0301 \x7f<b>\u0338x</b>&#x9d; &#xFDD0;\x9d"
    block = {"type": "paragraph", "html": "<i>" * 200 + text}
    raw = json.dumps({"id": "a", "headline": "A \u01c4 V\u0323\x7f", "body": [block]})
    assert check_record_text(raw, read_record_bytes(raw.encode(), "a").articles) == []


LINES = st.one_of(
    st.sampled_from(
        [
            "Kompas TV internasional kompas dunia",
            "Home / Ekonomi",
            "Satu Judul yang Panjang Sekali",
            "satu-judul-yang-panjang-sekali",
            "Kompas.tv - 12 Januari 2022, 22:40 WIB",
            "Diperbarui: 13 Januari 2022, 22:40 WIB",
            "Sawah (kiri). (Foto: Sari Contoh)",
            "Foto: AP Photo/Sari Contoh",
            "Sawah. ANTARA FOTO/Sari Contoh/foc.",
            "Penulis : Sari Contoh | Editor : Budi Contoh",
            "Penulis: Sari ContohEditor: Budi Contoh",
            "Sari Contoh",
            "Penulis",
            "Editor:",
            "Reporter : Ani | Video Editor : Dodi; Eka | Tata Letak : Budi",
            "Editor : Sari berbicara dengan warga",
            "Kompas.tv - 32 Januari 2022, 22:40 WIB",
            "NATO - Isi yang ada.",
            "Budi Contoh - detikNews",
            "By A. Sample and B. Sample",
            "Laporan Wartawan Tribunnews.com, Sari Contoh",
            "JAKARTA, KOMPAS.com - Isi yang ada.",
            "Jakarta -",
            "Isi yang ada. (vyp/ant)",
            "(abc)",
            "Baca Juga: Satu Judul",
            "Baca Juga:",
            "Baca Juga",
            "Simak Video “Satu”",
            "Baca juga: Satu https://a.example/b",
            "Sumber : Associated Press, Antara",
            "Sumber:",
            "Artikel ini telah tayang di Contoh.com, Klik untuk baca: https://a.example/b",
            "Artikel ini telah tayang di Contoh.com",
            "https://a.example/b",
            "ADVERTISEMENT",
            "Halaman: 1 2 Show All",
            "Tag: kopi, teh",
            "BERITA LAINNYA",
            "Close Ads x",
            "A &amp; <b>B</b>",
            "",
        ]
    ),
    st.text(max_size=40),
)


@settings(max_examples=300)
@given(st.lists(LINES, max_size=12))
def test_no_word_of_an_accepted_page_vanishes(lines: list[str]) -> None:
    raw = "\n".join(lines)
    if raw.lstrip()[:1] in ("{", "["):
        return
    try:
        article = read_page(raw)
    except RecordError:
        return
    assert check_record_text(raw, article) == []
