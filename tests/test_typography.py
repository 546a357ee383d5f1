"""Typography: signs are set, words are not."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporter.inline import clean_inline, plain_text
from exporter.typography import set_inline, set_text


@pytest.mark.parametrize(
    ("given_text", "printed"),
    [
        ('"Laut," katanya.', "“Laut,” katanya."),
        ("Jum'at", "Jum’at"),
        ("'kutip' dan \"kutip 'dalam' kutip\"", "‘kutip’ dan “kutip ‘dalam’ kutip”"),
        ("MOSKOW - kata", "MOSKOW – kata"),
        ("anak-anak", "anak-anak"),
        ("“sudah” – benar", "“sudah” – benar"),
    ],
)
def test_indonesian_signs(given_text: str, printed: str) -> None:
    assert set_text(given_text, "id") == printed


def test_a_language_without_rules_keeps_its_quotes() -> None:
    assert set_text('"日本"', "ja") == '"日本"'


def test_quotes_beside_tags_know_their_neighbours() -> None:
    assert set_inline('<b>"Ya"</b>, "tidak"', "id") == "<b>“Ya”</b>, “tidak”"


def test_addresses_inside_tags_are_left_alone() -> None:
    markup = '<a href="https://example.org/a - b">x</a>'
    assert set_inline(markup, "id") == markup


@given(st.text(alphabet="ab<>&\"'-– \u00a0i/b=", max_size=60))
def test_words_are_never_changed(text: str) -> None:
    def letters(markup: str) -> str:
        return re.sub(r"[\s\"'“”‘’–-]", "", plain_text(markup))

    markup = clean_inline(text)
    assert letters(set_inline(markup, "id")) == letters(markup)


@given(st.text(max_size=80))
def test_setting_twice_changes_nothing_more(text: str) -> None:
    once = set_text(text, "id")
    assert set_text(once, "id") == once
