"""NITF becomes Articles, media and all; nothing hostile gets through."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exporter.blocks import (
    Embed,
    ImageBlock,
    ListBlock,
    Paragraph,
    Party,
    Quote,
    Rule,
    Subhead,
    Table,
)
from exporter.errors import RecordError
from exporter.model import Article
from exporter.records import check_coverage, read_record_bytes, read_records

NITF = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nitf SYSTEM "nitf-3-6.dtd">
<nitf baselang="en-GB" version="-//IPTC//DTD NITF 3.6//EN">
  <head>
    <title>Tides follow the moon</title>
    <meta name="desk" content="science desk only"/>
    <tobject tobject.type="Feature">
      <tobject.subject tobject.subject.refnum="13000000" tobject.subject.type="Science"
        tobject.subject.matter="Oceans and tides"/>
    </tobject>
    <docdata management-status="usable">
      <doc-id id-string="harbour-4711" regsrc="HT"/>
      <urgency ed-urg="5"/>
      <date.issue norm="20220112T154000+0000"/>
      <ed-msg info="Picture follows"/>
      <du-key key="SEA-Tides" version="2"/>
      <doc.copyright holder="Harbour Times" year="2022"/>
      <key-list><keyword key="moon and sea"/></key-list>
    </docdata>
    <pubdata name="The Harbour Times" position.section="Science"
      date.publication="20220113T060000+0000"/>
  </head>
  <body>
    <body.head>
      <hedline><hl1>Tides follow the moon</hl1>
        <hl2>Why water rises twice</hl2></hedline>
      <note type="npa"><p>Check the table before use</p></note>
      <rights><rights.owner>Harbour Times</rights.owner></rights>
      <byline>By <person>Jane Roe</person>, <byttl>Staff Writer</byttl></byline>
      <distributor><org>The Harbour Agency</org></distributor>
      <dateline><location>Brest</location>
        <story.date norm="20220112">Jan. 12</story.date></dateline>
      <abstract><p>Two bulges of water <em>travel</em> round the earth.</p></abstract>
    </body.head>
    <body.content>
      <block>
        <p lede="true">BREST, France (AP) &#8212; The sea rises <em>twice</em> a
          day&nbsp;here.</p>
        <media media-type="image">
          <media-reference mime-type="image/jpeg" source="small.jpg" width="300"
            height="200"/>
          <media-reference mime-type="image/jpeg" source="photos/quay.jpg" width="3000"
            height="2000" alternate-text="Boats lean on the mud"/>
          <media-caption><p>The quay at low water.</p></media-caption>
          <media-producer>Ann Lens</media-producer>
        </media>
        <hl2>What pulls the water</hl2>
        <p>The moon pulls <org>water</org> on the near side.</p>
        <media media-type="photo">
          <media-reference source="https://photos.example/moon.jpg"/>
          <media-caption>The full moon. (Photo by Bob Lens/AFP)</media-caption>
        </media>
        <bq><block><p>It never stops.</p></block><credit>A sailor</credit></bq>
        <ul><li>spring tides</li><li>neap tides</li></ul>
        <table><tr><th>Port</th><th>Range</th></tr>
          <tr><td>Brest</td><td>6 m</td></tr></table>
        <pre>High 06:10
Low  12:25</pre>
        <hr/>
        <media media-type="video"><media-reference source="https://v.example/1.mp4"/>
          <media-caption>A day in a minute</media-caption></media>
        <p>The sun adds its share.</p>
      </block>
    </body.content>
    <body.end><tagline>Jane Roe writes about the sea.</tagline></body.end>
  </body>
</nitf>
"""


def _read(text: str | bytes) -> Article:
    data = text.encode() if isinstance(text, str) else text
    [article] = read_record_bytes(data, "kiriman.xml").articles
    return article


def test_head_and_body_head_have_their_places() -> None:
    article = _read(NITF)
    assert article.id == "harbour-4711"
    assert article.kind == "feature"
    assert article.language == "en-GB"
    assert article.headline == "Tides follow the moon"
    assert article.deck == "Two bulges of water <em>travel</em> round the earth."
    assert article.byline == "By Jane Roe, Staff Writer"
    assert article.authors == (Party(name="Jane Roe", job_title="Staff Writer"),)
    assert article.sources == (Party(name="The Harbour Agency", kind="organisation"),)
    assert article.publisher == Party(name="The Harbour Times", kind="organisation")
    assert article.sections == ("Science",)
    assert article.tags == ("moon and sea",)
    assert article.rights == "© 2022 Harbour Times"
    assert article.editor_note.split("\n") == [
        "Picture follows",
        "Check the table before use",
    ]
    assert article.author_note == "Jane Roe writes about the sea."
    assert article.published and article.published.day == 12
    assert article.modified and article.modified.day == 13


def test_the_dateline_of_the_text_wins_and_is_taken_off_it() -> None:
    article = _read(NITF)
    assert article.dateline and article.dateline.raw == "BREST, France (AP)"
    assert article.body[0] == Paragraph(html="The sea rises <em>twice</em> a day here.")


def test_body_content_becomes_blocks() -> None:
    kinds = [type(block) for block in _read(NITF).body]
    assert kinds == [
        *(Paragraph, Subhead, Paragraph, ImageBlock, Quote, ListBlock, Table),
        *(Paragraph, Rule, Embed, Paragraph),
    ]
    quote = _read(NITF).body[4]
    assert quote == Quote(paragraphs=("It never stops.",), cite="A sailor")


def test_media_are_photos_with_caption_and_producer() -> None:
    lead, second = _read(NITF).images
    assert (lead.file, lead.width) == ("photos/quay.jpg", 3000)
    assert (lead.caption, lead.credit) == (("The quay at low water.",), "Ann Lens")
    assert lead.alt == "Boats lean on the mud"
    assert second.href == "https://photos.example/moon.jpg"
    assert second.caption == ("The full moon.",)
    assert second.credit == "Photo by Bob Lens/AFP"


def test_a_labelled_line_at_the_end_names_the_editor() -> None:
    text = NITF.replace("Jane Roe writes about the sea.", "Penyunting: Budi Contoh")
    article = _read(text)
    assert article.editors == (Party(name="Budi Contoh"),)
    assert article.byline == "By Jane Roe, Staff Writer | Penyunting: Budi Contoh"
    assert article.author_note == ""


def test_nothing_readable_is_lost(tmp_path: Path) -> None:
    file = tmp_path / "kiriman.xml"
    file.write_text(NITF)
    result = read_records(file)
    assert check_coverage(file, result.articles) == []
    rules = {one.text: one.rule for one in result.articles[0].provenance.dropped}
    assert rules["science desk only"] == "nitf:meta:desk, not printed"
    assert "Why water rises twice" in rules


def test_a_namespace_and_a_prefix_change_nothing() -> None:
    spaced = NITF.replace(
        "<nitf ", '<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/" '
    )
    without = {"exclude": {"provenance"}}
    assert _read(spaced).model_dump(**without) == _read(NITF).model_dump(**without)


def test_a_byline_of_desk_codes_names_nobody() -> None:
    article = _read(
        NITF.replace(
            "By <person>Jane Roe</person>, <byttl>Staff Writer</byttl>", "gr/bp"
        )
    )
    assert article.authors == ()
    assert article.desk_codes == ("gr/bp",)


@pytest.mark.parametrize("status", ["canceled", "withheld", "embargoed"])
def test_an_item_that_is_held_back_is_refused(status: str) -> None:
    text = NITF.replace('management-status="usable"', f'management-status="{status}"')
    with pytest.raises(RecordError, match="agency"):
        _read(text)


def test_an_embargo_with_its_end_is_kept() -> None:
    text = NITF.replace(
        'management-status="usable">',
        'management-status="embargoed"><date.release norm="20220114T060000+0000"/>',
    )
    article = _read(text)
    assert article.embargoed_until and article.embargoed_until.day == 14


# --- hostile files -------------------------------------------------------------------


def test_entities_of_its_own_are_refused() -> None:
    bomb = (
        '<!DOCTYPE nitf [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
        "<nitf><body><body.content><p>&b;</p></body.content></body></nitf>"
    )
    with pytest.raises(RecordError, match="entities"):
        _read(bomb)


def test_a_file_of_the_machine_is_never_read(tmp_path: Path) -> None:
    secret = tmp_path / "rahasia.txt"
    secret.write_text("rahasia dapur")
    outside = NITF.replace('SYSTEM "nitf-3-6.dtd"', f'SYSTEM "file://{secret}"')
    assert "rahasia" not in _read(outside).model_dump_json()


def test_deep_nesting_is_an_error() -> None:
    deep = f"<nitf><body>{'<block>' * 5000}x{'</block>' * 5000}</body></nitf>"
    with pytest.raises(RecordError) as caught:
        _read(deep)
    assert caught.value.hint


def test_a_file_of_fifty_megabytes_is_an_error() -> None:
    with pytest.raises(RecordError, match="bytes"):
        _read(b"<nitf>" + b"<p>kata</p>" * 4_600_000 + b"</nitf>")


def test_control_characters_are_taken_out_with_a_warning() -> None:
    article = _read(NITF.replace("The sun adds", "The\x0b sun\x01 adds"))
    assert article.body[-1] == Paragraph(html="The sun adds its share.")
    assert any("control" in text for text in article.provenance.warnings)


def test_broken_xml_is_read_as_far_as_it_goes() -> None:
    article = _read(NITF.replace("</block>", ""))
    assert article.headline == "Tides follow the moon"
    assert any("broken XML" in text for text in article.provenance.warnings)


def _reads_or_refuses(data: bytes) -> None:
    try:
        result = read_record_bytes(data, "kiriman.xml")
    except RecordError as error:
        assert error.hint
    else:
        assert result.articles


@settings(max_examples=150)
@given(
    st.lists(st.tuples(st.integers(0, len(NITF) - 1), st.integers(0, 255)), max_size=6),
    st.integers(0, len(NITF)),
)
def test_flipped_and_cut_bytes_give_an_article_or_an_error(
    flips: list[tuple[int, int]], end: int
) -> None:
    data = bytearray(NITF.encode())
    for at, byte in flips:
        data[at] = byte
    _reads_or_refuses(bytes(data))
    _reads_or_refuses(bytes(data[:end]))


@settings(max_examples=100)
@given(st.binary(max_size=120))
def test_any_bytes_in_a_nitf_root_give_an_article_or_an_error(inner: bytes) -> None:
    head = b"<nitf><body><body.head><hedline><hl1>x</hl1></hedline></body.head>"
    _reads_or_refuses(
        head + b"<body.content><p>" + inner + b"</p></body.content></body></nitf>"
    )
