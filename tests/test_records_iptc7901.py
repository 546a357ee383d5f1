"""Text of the wires in IPTC 7901 becomes Articles."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exporter.blocks import Paragraph, Party
from exporter.errors import RecordError
from exporter.model import Article
from exporter.records import check_coverage, read_record_bytes, read_records

MESSAGE = (
    "\x01eca0003 3 i 180  dpa 0045\r\n"
    "\r\n"
    "Sea/tides/\r\n"
    "1ST LEAD\r\n"
    "\x02The sea rises twice a day\r\n"
    "By Jane Roe, The Harbour Times =\r\n"
    "\r\n"
    "Brest (tca/dpa) - The water of the harbour sinks in the morning and\r\n"
    "comes back before noon.\r\n"
    "\r\n"
    "The moon pulls it, and < 2 metres of mud appear.\r\n"
    "\r\n"
    "# Notebook\r\n"
    "\r\n"
    "## Note to editors\r\n"
    "- adds height of the mud\r\n"
    "\r\n"
    "* * * *\r\n"
    "The following information is not intended for publication\r\n"
    "\r\n"
    "## Editorial contacts\r\n"
    "- Editing by: John Contoh, +49 30 000\r\n"
    "\r\n"
    "dpa jro jc\r\n"
    "\x03\r\n"
    "121540 GMT Jan 22\r\n"
    "\x04"
)


def _read(text: str | bytes) -> list[Article]:
    data = text.encode() if isinstance(text, str) else text
    return list(read_record_bytes(data, "kiriman.txt").articles)


def _one(text: str | bytes) -> Article:
    [article] = _read(text)
    return article


def test_a_message_is_an_article() -> None:
    article = _one(MESSAGE)
    assert article.headline == "The sea rises twice a day"
    assert article.byline == "By Jane Roe, The Harbour Times"
    assert article.authors == (Party(name="Jane Roe", affiliation="The Harbour Times"),)
    assert article.dateline and article.dateline.raw == "Brest (tca/dpa)"
    assert article.dateline.city == "Brest"
    assert article.sources == (Party(name="dpa", kind="organisation"),)
    assert article.language == "en"
    assert article.published
    assert article.published.isoformat() == "2022-01-12T15:40:00+00:00"
    assert article.body == (
        Paragraph(
            html="The water of the harbour sinks in the morning and comes back "
            "before noon."
        ),
        Paragraph(html="The moon pulls it, and &lt; 2 metres of mud appear."),
    )


def test_what_is_not_for_publication_is_a_note_to_editors() -> None:
    article = _one(MESSAGE)
    assert "Editing by: John Contoh" in article.editor_note
    assert "adds height of the mud" in article.editor_note
    assert article.editors == (Party(name="John Contoh"),)
    dropped = {one.text: one.rule for one in article.provenance.dropped}
    assert dropped["Sea/tides/"].startswith("7901:slug")
    assert "1ST LEAD" in dropped


def test_the_headline_is_the_last_line_above_the_byline() -> None:
    head = "\x02REFILE\r\n2ND LEAD\r\nThe sea rises twice a day =\r\n"
    start, end = MESSAGE.index("\x02"), MESSAGE.index("\r\nBrest")
    article = _one(MESSAGE[:start] + head + MESSAGE[end:])
    assert article.headline == "The sea rises twice a day"
    assert any("correction" in text for text in article.provenance.warnings)


def test_a_time_without_its_zone_is_as_printed_and_no_moment() -> None:
    article = _one(MESSAGE.replace("121540 GMT Jan 22", "121540 Jan 22"))
    assert article.published is None
    assert article.published_as_printed == "121540 Jan 22"
    assert any("zone" in text for text in article.provenance.warnings)


def test_a_message_whose_signs_are_lost_is_known_by_its_header() -> None:
    plain = MESSAGE.translate({1: None, 2: None, 3: None, 4: None})
    article = _one(plain)
    assert article.provenance.reader == "iptc7901"
    assert article.headline == "The sea rises twice a day"
    assert article.body == _one(MESSAGE).body


def test_lines_may_end_in_a_sign_of_the_teleprinter() -> None:
    assert _one(MESSAGE.replace("\r\n", "<\r\n")).body == _one(MESSAGE).body


def test_several_messages_are_several_articles() -> None:
    other = MESSAGE.replace("rises twice", "is salt").replace("0003", "0004")
    assert [a.headline for a in _read(MESSAGE + other)] == [
        "The sea rises twice a day",
        "The sea is salt a day",
    ]


def test_latin_1_is_read_with_a_warning() -> None:
    data = MESSAGE.replace("harbour", "habór").encode("latin-1")
    article = _one(data)
    assert "habór" in article.body[0].model_dump()["html"]
    assert article.provenance.warnings


def test_a_message_without_text_is_an_error() -> None:
    with pytest.raises(RecordError) as caught:
        _read("\x01eca0001 4 rs 46  dpa 0027\r\n\x02Test =\r\n\x03\r\n\x04")
    assert caught.value.hint


def test_nothing_readable_is_lost(tmp_path: Path) -> None:
    file = tmp_path / "kiriman.txt"
    file.write_bytes(MESSAGE.encode())
    assert check_coverage(file, read_records(file).articles) == []


@settings(max_examples=150)
@given(st.lists(st.sampled_from(MESSAGE.split("\r\n")), max_size=30), st.binary())
def test_any_lines_are_articles_or_an_error(lines: list[str], more: bytes) -> None:
    data = "\x01eca0003 3 i 180  dpa 0045\r\n\x02" + "\r\n".join(lines)
    try:
        assert _read(data.encode() + more)
    except RecordError as error:
        assert error.hint
