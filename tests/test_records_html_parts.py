"""Parts of a page told by their words and their likeness, not by one site's names."""

import json

import pytest

from exporter.blocks import Paragraph
from exporter.inline import plain_text
from exporter.model import Article
from exporter.records import read_record_bytes
from exporter.records.credits import split_credit
from exporter.records.labels import load_labels
from exporter.records.people import read_people

TEXT = (
    "The ferry left the harbour at nine in the evening, as it does every day.",
    "It carried forty people, two vans and the mail of the whole island.",
    "The crossing takes three hours when the wind is from the west.",
)
BODY = "<div class='text'>" + "".join(f"<p>{one}</p>" for one in TEXT) + "</div>"


def read(body: str, told: dict[str, object] | None = None, head: str = "") -> Article:
    facts = {"@type": "NewsArticle", "headline": "The night ferry", **(told or {})}
    page = f"""<html lang="en"><head><title>The night ferry</title>
    <script type="application/ld+json">{json.dumps(facts)}</script></head><body>
    <main><article><h1>The night ferry</h1>{head}{body}</article></main>
    </body></html>"""
    (article,) = read_record_bytes(page.encode(), "ferry.html").articles
    return article


def paragraphs(article: Article) -> list[str]:
    blocks = (block for block in article.body if isinstance(block, Paragraph))
    return [plain_text(block.html) for block in blocks]


def test_an_editor_machines_are_told_is_no_author() -> None:
    head = "<div class='byline'><a>Ann Sample</a>, <a>Bo Example</a></div>"
    article = read(BODY, {"editor": {"@type": "Person", "name": "Bo Example"}}, head)
    assert [one.name for one in article.authors] == ["Ann Sample"]
    assert [one.name for one in article.editors] == ["Bo Example"]


def test_the_only_name_of_a_byline_wrote_the_article() -> None:
    head = "<div class='byline'><a>Bo Example</a></div>"
    article = read(BODY, {"editor": {"@type": "Person", "name": "Bo Example"}}, head)
    assert [one.name for one in article.authors] == ["Bo Example"]


def test_text_in_boxes_of_one_kind_ends_with_its_last_short_line() -> None:
    box = "<div data-component='text-block'><p>{}</p></div>"
    link = (
        "<div data-component='links'><p><a href='/x'>A lighthouse keeper</a></p></div>"
    )
    boxes = box.format("</p><p>".join(TEXT)) + link + box.format("Nobody slept.")
    assert paragraphs(read(boxes)) == [*TEXT, "Nobody slept."]


def test_paragraphs_that_are_spans_in_their_holders_are_text() -> None:
    holder = "<div class='view'><span data-qa-id='paragraph'>{}</span></div>"
    account = (
        "<div><a href='/u'><span>Ferry News</span></a><span>2 min read</span></div>"
    )
    article = read("".join(map(holder.format, TEXT)), head=account)
    assert paragraphs(article) == list(TEXT)


def test_a_place_in_bold_before_a_dash_is_a_dateline() -> None:
    place = "<div class='text'><strong>Nordhavn</strong> - "
    article = read(BODY.replace("<div class='text'>", place))
    assert article.dateline and article.dateline.raw == "Nordhavn"
    assert paragraphs(article) == list(TEXT)


@pytest.mark.parametrize(
    "tags",
    [
        "<div class='tags'><h4>Topics that stand in this long note</h4>{}</div>",
        "<footer><p class='tags'>Tags: {}</p><ul><li><a>An island without a"
        " harbour</a></li></ul></footer>",
        "</article><div class='tags'>{}</div><article>",
    ],
)
def test_tags_without_what_stands_beside_them(tags: str) -> None:
    links = "<a href='/t/1'>ferries</a> <a href='/t/2'>islands</a>"
    assert read(BODY + tags.format(links)).tags == ("ferries", "islands")


def test_words_for_those_who_hear_a_link_are_left_out() -> None:
    link = "<p>The harbour <a href='/x'>said<span>, opens new tab</span></a> so.</p>"
    article = read(BODY.replace("</div>", f"{link}</div>"))
    assert paragraphs(article)[-1] == "The harbour said so."


def test_a_station_of_a_network_is_no_reporter() -> None:
    line = "Laporan Wartawan Tribun Lereng, Sari Contoh"
    found = read_people(line, load_labels("id"))
    assert [(one.name, one.affiliation) for one in found] == [
        ("Sari Contoh", "Tribun Lereng")
    ]


@pytest.mark.parametrize(
    ("language", "line", "credit"),
    [
        ("id", "Kapal di dermaga. [Kabar.com/Sari Contoh]", "Kabar.com/Sari Contoh"),
        ("it", "Il porto di notte (Foto Ansa)", "Ansa"),
        ("ko", "항구의 밤 [울릉군 제공]", "울릉군 제공"),
        ("en", "The quay at night [in 1912]", ""),
    ],
)
def test_credits_in_brackets(language: str, line: str, credit: str) -> None:
    assert split_credit(line, load_labels(language)).credit == credit
