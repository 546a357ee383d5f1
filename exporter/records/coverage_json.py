"""Coverage of a record in our own JSON.

In: one JSON record and the Article read from it. Out: the JSON paths of the string
values that are no longer a value of the Article, and the photos and embeds that stood
in the markup of a text: sanitising drops them, and no word would tell. Each value of
the Article answers for one value of the record.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any

from exporter.inline import clean_line
from exporter.model import Article
from exporter.records.coverage_words import Tokens, media_of_markup, words_of_markup
from exporter.said import said

#: What a reader writes itself; the record's own is replaced.
_REPLACED = ("reader", "file", "sha256", "origins")
_SHOWN = 80


def check_json_record(record: dict[str, Any], article: Article) -> list[str]:
    """Return "path: text" for each string of `record` that `article` does not hold.

    A photo or embed in the markup of a text is named by its tag.
    """
    values = _strings(article.model_dump(mode="json", exclude_unset=True))
    # most values are what they were, to the letter: only the rest is taken apart
    same = Counter(values)
    if Counter(_strings(record)) <= same:
        return []
    literal = set(values)
    others = []
    for path, value in _leaves(record):
        if same[value] > 0:
            same[value] -= 1
        else:
            others.append((path, value))
    held: Counter[Tokens] = Counter()
    for value, count in same.items():
        held[_key(value)] += count
    gone: list[str] = []
    for path, value in others:
        is_markup = "<" in value and not literal & {value, clean_line(value)}
        if is_markup:
            gone += [
                said(
                    "{path}: {tag} vanishes from a text: give it a block",
                    path=path,
                    tag=tag[:_SHOWN],
                )
                for tag in media_of_markup(value)
            ]
        key = _key(value)
        if not key:
            continue
        if held[key] > 0:
            held[key] -= 1
        else:
            gone.append(f"{path}: {value[:_SHOWN]}")
    return gone


def _strings(record: dict[str, Any]) -> list[str]:
    """Return each string of a JSON record: as `_leaves`, without the paths."""
    found: list[str] = []
    for name, value in record.items():
        if name == "provenance" and isinstance(value, dict):
            value = {key: one for key, one in value.items() if key not in _REPLACED}
        _collect(value, found)
    return found


def _collect(value: Any, found: list[str]) -> None:
    if isinstance(value, str):
        found.append(value)
    elif isinstance(value, list | tuple):
        for item in value:
            _collect(item, found)
    elif isinstance(value, dict):
        for item in value.values():
            _collect(item, found)


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield (path, string) for each string in a JSON value."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _leaves(item, f"{path}[{index}]")
    elif isinstance(value, dict):
        for key, item in value.items():
            if path == "provenance" and key in _REPLACED:
                continue
            yield from _leaves(item, f"{path}.{key}" if path else str(key))


def _key(value: str) -> Tokens:
    """Return what is compared of a value; a time in one form, however written."""
    if value[:1].isdigit() and 10 <= len(value) <= 40:
        try:
            return (dt.datetime.fromisoformat(value).isoformat(),)
        except ValueError:
            pass
    return words_of_markup(value)
