"""A record from another system, and which of its texts a reader has used.

In: a JSON value. Out: a `Branch` that hands out texts and remembers them, so that
every readable text no field took is dropped with its path for a rule: nothing
vanishes because a reader did not know a key.
"""

import re
from collections.abc import Iterator
from typing import Any

from exporter.records.draft import Draft

Path = tuple[str | int, ...]

#: Keys whose values, where they are one word, are for machines.
_MACHINE_KEY = re.compile(
    r"(?:.*_)?(?:u?u?id|guid|type|status|slug|format|version|code|hash|mime|encoding"
    r"|subtype|locale|lang|language|template|taxonomy|visibility|style|align\w*"
    r"|node_type|direction|filename|key|name_key|href|rel|color|theme)$",
    re.I,
)
_MACHINE_WORD = re.compile(
    r"(?:https?:)?//\S+$|/[\w%./-]*$|data:\S+$|\d{4}-\d\d-\d\d[T ]?[\d:.,+Z -]*$"
    r"|[0-9a-f-]{16,}$|[\w.+-]+/[\w.+-]+;?\S*$|[\w-]+\.(?:jpe?g|png|webp|gif|avif|svg)$"
    r"|(?:true|false|null|open|closed|publish|published|inherit)$",
    re.I,
)


def is_readable(text: str, key: str = "") -> bool:
    """Say whether a text is words for people: no address, time, id or other code."""
    if not any(char.isalpha() for char in text):
        return False
    one = text.strip()
    if any(char.isspace() for char in one):
        return True
    return not (_MACHINE_WORD.match(one) or _MACHINE_KEY.match(key))


class Branch:
    """A JSON value at its path. Texts that are handed out count as used."""

    def __init__(
        self, value: Any, path: Path = (), used: set[Path] | None = None
    ) -> None:
        self.value = value
        self.path = path
        self.used: set[Path] = set() if used is None else used

    def at(self, *keys: str | int) -> "Branch":
        """Return what stands under keys; its value is None where nothing does."""
        value = self.value
        for key in keys:
            if isinstance(key, str) and isinstance(value, dict):
                value = value.get(key)
            elif isinstance(key, int) and isinstance(value, list):
                value = value[key] if key < len(value) else None
            else:
                value = None
        return Branch(value, (*self.path, *keys), self.used)

    def each(self, *keys: str | int) -> list["Branch"]:
        """Return the entries of a list under keys; none where there is no list."""
        found = self.at(*keys)
        if not isinstance(found.value, list):
            return []
        return [found.at(index) for index in range(len(found.value))]

    def take(self, *keys: str | int) -> Any:
        """Return the value under keys; all that stands in it counts as used."""
        found = self.at(*keys)
        self.used.add(found.path)
        return found.value

    def text(self, *keys: str | int) -> str:
        """Return the text under keys, a number as its digits; "" where none is."""
        found = self.at(*keys).value
        if isinstance(found, bool) or not isinstance(found, str | int | float):
            return ""
        self.take(*keys)
        return str(found).strip()

    def texts(self, *keys: str | int) -> list[str]:
        """Return the texts of a list under keys, or the one text."""
        found = [one.text() for one in self.each(*keys)] or [self.text(*keys)]
        return [text for text in found if text]

    def number(self, *keys: str | int) -> int | None:
        """Return the whole number above 0 under keys."""
        found = self.text(*keys)
        return int(found) if re.fullmatch(r"[1-9]\d{0,5}", found) else None

    def drop_unused(self, draft: Draft, reader: str) -> None:
        """Put every readable text that was not used into what is dropped."""
        seen = set()
        for path, text in self.unused():
            rule = f"{reader}:{path}, not printed"
            if (text, rule) not in seen:
                seen.add((text, rule))
                draft.drop(text, rule)

    def unused(self) -> Iterator[tuple[str, str]]:
        """Yield (path, text) for each readable text that no field took."""
        waiting: list[tuple[Path, Any]] = [(self.path, self.value)]
        while waiting:
            path, value = waiting.pop()
            if path in self.used:
                continue
            if isinstance(value, str):
                names = [str(key) for key in path if isinstance(key, str)]
                if is_readable(value, names[-1] if names else ""):
                    yield ".".join(names), value
            elif isinstance(value, dict):
                inner: list[tuple[str | int, Any]] = list(value.items())
                waiting.extend(((*path, key), one) for key, one in reversed(inner))
            elif isinstance(value, list):
                waiting.extend(((*path, n), one) for n, one in enumerate(value))
