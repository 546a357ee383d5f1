"""A JSON record that is read field by field, so that nothing readable is lost.

In: a JSON object of a foreign format. Out: its values, each taken out when it is read;
what is left at the end are the texts no rule has read, with their paths. Names are
compared without case: ninjs 1 and 2 write `versioncreated`, ninjs 3 `versionCreated`.
"""

import html
import re
from collections.abc import Iterator
from typing import Any

from exporter.inline import clean_line

_TAG = re.compile(r"<[^<>]*>")


class Fields:
    """One object of a record; reading a field takes it out of the object."""

    def __init__(self, record: dict[str, Any], name: str = "") -> None:
        self.record = record
        self.name = name
        self.keys = {key.lower(): key for key in record}

    def has(self, *names: str) -> bool:
        """Say whether one of the fields holds something."""
        return any(self._value(name) for name in names)

    def peek(self, name: str) -> str:
        """Return the text of a field and leave it where it is."""
        value = self._value(name)
        return value if isinstance(value, str) else ""

    def text(self, *names: str) -> str:
        """Return the first of the fields that is a text, and take it out."""
        for name in names:
            value = self._value(name)
            if isinstance(value, str) and value.strip():
                self._take(name)
                return value
            if isinstance(value, int) and not isinstance(value, bool):
                return str(value)
        return ""

    def line(self, *names: str) -> str:
        """Return the first of the fields that is a text as one line of it."""
        return clean_line(self.text(*names))

    def number(self, name: str) -> int | None:
        """Return a size in pixels, which some records write as text."""
        value = self._value(name)
        if isinstance(value, str) and value.isdecimal() and len(value) < 6:
            return int(self.text(name)) or None
        return value if isinstance(value, int) and 0 < value < 100_000 else None

    def object(self, name: str) -> "Fields":
        """Return the object of a field; an empty one where it is none."""
        value = self._value(name)
        return Fields(value if isinstance(value, dict) else {}, name)

    def objects(self, *names: str) -> list["Fields"]:
        """Return the objects of the fields: of a list, or of an object by their names.

        A text in such a list stands for an object with this `name`.
        """
        found: list[Fields] = []
        for name in names:
            value = self._value(name)
            if isinstance(value, dict):
                found += [Fields(v, k) for k, v in value.items() if isinstance(v, dict)]
            elif isinstance(value, list):
                for index, one in enumerate(value):
                    if isinstance(one, str):
                        value[index] = one = {"name": one}
                    if isinstance(one, dict):
                        found.append(Fields(one))
        return found

    def starting(self, prefix: str) -> list[str]:
        """Return the lower-case names of the fields that begin with `prefix`."""
        return [name for name in self.keys if name.startswith(prefix)]

    def _value(self, name: str) -> Any:
        return self.record.get(self.keys.get(name.lower(), name))

    def _take(self, name: str) -> None:
        del self.record[self.keys[name.lower()]]


def left_over(value: Any) -> Iterator[tuple[str, str]]:
    """Yield (path, text) for each text that is left in a record, in its order."""
    waiting: list[tuple[str, Any]] = [("", value)]
    while waiting:
        path, one = waiting.pop()
        inner: list[tuple[str, Any]] = []
        if isinstance(one, str):
            if line := clean_line(_words(one)):
                yield path, line
        elif isinstance(one, list):
            inner = [(f"{path}[{n}]", entry) for n, entry in enumerate(one)]
        elif isinstance(one, dict):
            inner = [(f"{path}.{k}" if path else k, entry) for k, entry in one.items()]
        waiting.extend(reversed(inner))


def _words(text: str) -> str:
    """Return the words of a value; what is nothing but markup stays as it is."""
    if "<" not in text and "&" not in text:
        return text
    words = html.unescape(_TAG.sub(" ", text))
    return words if words.strip() else text
