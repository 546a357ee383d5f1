"""Coverage of a record in our own JSON.

In: one JSON record and the Article read from it. Out: the JSON paths of the string
values that are no longer a value of the Article, and the photos and embeds that stood
in the markup of a text: sanitising drops them, and no word would tell. Each value of
the Article answers for one value of the record.
"""

import datetime as dt
from collections import Counter
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
    values = [
        v for _, v in _leaves(article.model_dump(mode="json", exclude_unset=True))
    ]
    # most values are what they were, to the letter: only the rest is taken apart
    same = Counter(values)
    literal = set(values)
    others = []
    for path, value in _leaves(record):
        if same[value] > 0:
            same[value] -= 1
        else:
            others.append((path, value))
    held: Counter[Tokens] = Counter()
    for value, count in same.items() if others else ():
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


def _leaves(value: Any) -> list[tuple[str, str]]:
    """Return (path, string) for each string in a JSON value."""
    found: list[tuple[str, str]] = []
    _collect(value, "", found)
    return found


def _collect(value: Any, path: str, found: list[tuple[str, str]]) -> None:
    if isinstance(value, str):
        found.append((path, value))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            _collect(item, f"{path}[{index}]", found)
    elif isinstance(value, dict):
        for key, item in value.items():
            if path == "provenance" and key in _REPLACED:
                continue
            _collect(item, f"{path}.{key}" if path else str(key), found)


def _key(value: str) -> Tokens:
    """Return what is compared of a value; a time in one form, however written."""
    if value[:1].isdigit() and 10 <= len(value) <= 40:
        try:
            return (dt.datetime.fromisoformat(value).isoformat(),)
        except ValueError:
            pass
    return words_of_markup(value)
