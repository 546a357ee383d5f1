"""The language messages are said in: gettext catalogues under `exporter/locale`.

They are written as exporter.po and compiled by Babel (`make catalogues`);
`tools/catalogue.py` tells what they lack.

In: a language tag and sentences (`exporter.said`). Out: the same sentences in that
language; in English where a catalogue has none. Codes, names and JSON stay as
they are.
"""

import gettext
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from exporter.said import Said

_LOCALE = Path(__file__).parent / "locale"


class Tongue:
    """Says sentences in one language."""

    def __init__(self, language: str, messages: gettext.NullTranslations) -> None:
        self.language = language
        self._messages = messages

    def __call__(self, text: str, /, **values: object) -> str:
        """Return a sentence in this language.

        `text` is a `Said`, or a message id whose places `values` fill.
        """
        if isinstance(text, Said):
            return self._fill(text.msgid, text.values)
        if values:
            return self._fill(text, values)
        return self._messages.gettext(text) if text else ""

    def again(self, kept: Mapping[str, Any]) -> str:
        """Return what `exporter.said.as_json` kept of a sentence."""
        return self._fill(str(kept["msgid"]), kept["values"])

    def _fill(self, msgid: str, values: Mapping[str, object]) -> str:
        """Fill the places of a sentence; a name or a text of others stays as it is."""
        filled = {name: self._value(value) for name, value in values.items()}
        return self._messages.gettext(msgid).format_map(filled)

    def _value(self, value: object) -> object:
        if isinstance(value, Said):
            return self(value)
        return self.again(value) if isinstance(value, dict) else value


@cache
def tongue(language: str) -> Tongue:
    """Return the tongue of a language tag; English where there is no catalogue."""
    primary = primary_tag(language)
    try:
        found = gettext.translation("exporter", _LOCALE, [primary] if primary else [])
    except OSError:
        return Tongue("en", gettext.NullTranslations())
    return Tongue(primary, found)


def tongues() -> tuple[str, ...]:
    """Return the languages messages can be said in."""
    return ("en", *sorted(p.name for p in _LOCALE.iterdir() if p.is_dir()))


def primary_tag(language: str) -> str:
    """Return the language of a tag or a locale's name: "id" of "id_ID.UTF-8"."""
    return language.replace("_", "-").partition(".")[0].split("-")[0].lower()
