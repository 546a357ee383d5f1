"""Sentences that can be said in another language.

In: an English sentence with named places, and what stands in them. Out: the English
sentence, a `str` that still knows both, so that `exporter.tongue` can say it again
in the language of whoever reads it. The English sentence is the message id (gettext).
"""

from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Any


class Said(str):
    """An English sentence that knows its message id and values."""

    __slots__ = ("msgid", "values")
    msgid: str
    values: Mapping[str, object]

    def __new__(cls, msgid: str, values: Mapping[str, object]) -> "Said":
        """Put the values in their places."""
        self = super().__new__(cls, msgid.format_map(values))
        self.msgid = msgid
        self.values = values
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        """Let a worker process send it."""
        return Said, (self.msgid, dict(self.values))


def said(msgid: str, /, **values: object) -> Said:
    """Return `msgid` with `values` in its named places.

    A value may be a `Said` itself: it is translated too.
    """
    return Said(msgid, values)


def marked(msgid: str) -> str:
    """Return a message id as it is: it is said later, from a table."""
    return msgid


def joined(sentences: Iterable[str], separator: str = ", ") -> str:
    """Return sentences as one that can still be translated; "" for none."""
    msgid = f"{{a}}{separator}{{b}}"
    return reduce(lambda a, b: Said(msgid, {"a": a, "b": b}) if a else b, sentences, "")


def from_json(told: Mapping[str, Any]) -> Said:
    """Return the sentence that `as_json` took apart."""
    values = {
        name: from_json(value) if isinstance(value, dict) else value
        for name, value in told["values"].items()
    }
    return Said(told["msgid"], values)


def as_json(text: str) -> dict[str, Any] | None:
    """Return message id and values for machines; None for a sentence with neither."""
    if not isinstance(text, Said):
        return None
    values = {
        name: as_json(value) or value if isinstance(value, str) else value
        for name, value in text.values.items()
    }
    return {"msgid": text.msgid, "values": values}
