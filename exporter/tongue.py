"""The language messages are said in: gettext catalogues under `exporter/locale`.

They are written as exporter.po and compiled by Babel (`make catalogues`).

In: a language tag and sentences (`exporter.said`). Out: the same sentences in that
language; in English where a catalogue has none. Codes, names and JSON stay as
they are.
"""

import gettext
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from exporter.said import Said, as_json

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
            return self.again(as_json(text) or {})
        found = self._messages.gettext(text) if text else ""
        return found.format_map(values) if values else found

    def again(self, kept: Mapping[str, Any]) -> str:
        """Return what `exporter.said.as_json` kept of a sentence."""
        values = {
            name: self.again(value) if isinstance(value, dict) else self(str(value))
            for name, value in kept["values"].items()
        }
        msgid = str(kept["msgid"])
        return self._messages.gettext(msgid).format_map(values)


@cache
def tongue(language: str) -> Tongue:
    """Return the tongue of a language tag; English where there is no catalogue."""
    primary = language.split("-")[0].lower()
    try:
        found = gettext.translation("exporter", _LOCALE, [primary] if primary else [])
    except OSError:
        return Tongue("en", gettext.NullTranslations())
    return Tongue(primary, found)


def tongues() -> tuple[str, ...]:
    """Return the languages messages can be said in."""
    return ("en", *sorted(p.name for p in _LOCALE.iterdir() if p.is_dir()))
