"""Bad records: read right, or refused with a next move; never as other words."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from newsroom import photo, record

from exporter.errors import ExporterError, RecordError
from exporter.records import read_record_bytes

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_other_encodings_are_read_right(encoding: str) -> None:
    headline = "“Café” – Müller’s pasang"
    fields = {**record("pasang"), "headline": headline}
    data = json.dumps(fields, ensure_ascii=False).encode(encoding)
    (article,) = read_record_bytes(data, "pasang.json").articles
    assert article.headline == headline


@pytest.mark.parametrize("page", sorted((ROOT / "tests/records").glob("*.*")), ids=str)
@pytest.mark.parametrize(
    "encoding", ["cp1250", "cp1251", "cp1252", "cp850", "mac_roman"]
)
def test_no_page_is_read_as_other_words(page: Path, encoding: str) -> None:
    text = page.read_text("utf-8")
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError:
        pytest.skip("skipped: this page cannot be written so")
    try:
        articles = read_record_bytes(data, page.name).articles
    except RecordError as error:
        assert "UTF-8" in f"{error} {error.hint}"
    else:
        sound = read_record_bytes(text.encode(), page.name).articles
        assert [a.body for a in articles] == [a.body for a in sound]


# --- any mutation of a record -----------------------------------------------------

SOUND = json.dumps(record("pasang", images=[photo("teal")], paragraphs=1))
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.lists(st.text(max_size=5), max_size=3),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=2),
)


def _reads_or_refuses(data: bytes) -> None:
    try:
        result = read_record_bytes(data, "pasang.json")
    except ExporterError as error:
        assert error.where.startswith("pasang.json")
        assert error.hint
    else:
        assert result.articles


@settings(max_examples=300)
@given(
    st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.integers(0, 255))),
    st.integers(0, len(SOUND)),
)
def test_flipped_and_cut_bytes_give_articles_or_an_error(
    flips: list[tuple[int, int]], end: int
) -> None:
    data = bytearray(SOUND.encode())
    for at, byte in flips:
        data[at] = byte
    _reads_or_refuses(bytes(data))
    _reads_or_refuses(bytes(data[:end]))


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Return (container, key) of every value in a JSON value."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    found = [(value, key) for key, _ in pairs]
    inner = [v for v in (value[key] for _, key in found) if isinstance(v, dict | list)]
    return found + [place for one in inner for place in _places(one)]


@settings(max_examples=300)
@given(st.data())
def test_removed_keys_and_swapped_types_give_articles_or_an_error(
    data: st.DataObject,
) -> None:
    fields = json.loads(SOUND)
    for _ in range(data.draw(st.integers(1, 3))):
        places = _places(fields)
        if not places:
            break
        container, key = places[data.draw(st.integers(0, len(places) - 1))]
        if data.draw(st.booleans()):
            del container[key]
        else:
            container[key] = data.draw(VALUES)
    _reads_or_refuses(json.dumps(fields).encode())
