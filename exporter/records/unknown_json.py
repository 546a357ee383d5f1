"""JSON of a shape nobody knows: what it is made of, and how to map it.

In: a JSON value without a mapping. Out: an error that names the keys that were found,
with lines for a mapping.toml built from them.
"""

from typing import Any

from exporter.errors import RecordError
from exporter.model import Article
from exporter.said import said

_SHOWN = 8
_DEEPEST = 4
#: Keys that hold a headline in most systems, the surest first.
_TITLES = ("headline", "title", "judul", "headlines", "titel", "titre", "name")


def is_own(value: Any) -> bool:
    """Say whether a JSON value has the keys of our own records and no others."""
    if isinstance(value, dict) and isinstance(value.get("articles"), list):
        value = value["articles"]
    first = value[0] if isinstance(value, list) and value else value
    return isinstance(first, dict) and set(first) <= set(Article.model_fields)


def is_unknown(value: Any) -> bool:
    """Say whether a JSON value is nothing like our own records."""
    first = value[0] if isinstance(value, list) and value else value
    if not isinstance(first, dict) or "articles" in first or "headline" in first:
        return False
    known = set(first) & set(Article.model_fields)
    return len(first) - len(known) > len(known)


def unknown_error(value: Any, where: str) -> RecordError:
    """Return the error for a JSON value of an unknown shape."""
    first = value[0] if isinstance(value, list) else value
    keys = ", ".join(list(first)[:_SHOWN])
    return RecordError(
        said("JSON of a shape nobody knows; its keys are: {keys}", keys=keys),
        where=where,
        hint=said(
            "write a mapping.toml beside it, or give it with --mapping; for example: "
            "{lines}",
            lines=" · ".join(_example(value)),
        ),
    )


def _example(value: Any) -> list[str]:
    """Return lines of a mapping from a value's own keys."""
    path, record = _longest_list(value)
    lines = [f'articles = "{path}[]"'] if path else []
    title, inner = _title(record)
    return [*lines, f'headline = "{title}{inner}"']


def _longest_list(value: Any) -> tuple[str, dict[str, Any]]:
    """Return the path of the longest list of objects, and its first object."""
    if isinstance(value, list):
        return "", value[0]
    best: tuple[int, str, dict[str, Any]] = (0, "", value)
    waiting: list[tuple[str, dict[str, Any], int]] = [("", value, 0)]
    while waiting:
        path, one, depth = waiting.pop()
        for key, inner in one.items():
            at = f"{path}.{key}" if path else key
            objects = isinstance(inner, list) and inner and isinstance(inner[0], dict)
            if objects and len(inner) > best[0] and not _has_title(value):
                best = (len(inner), at, inner[0])
            if isinstance(inner, dict) and depth < _DEEPEST:
                waiting.append((at, inner, depth + 1))
    return best[1], best[2]


def _has_title(record: dict[str, Any]) -> bool:
    return any(key.casefold() in _TITLES for key in record)


def _title(record: dict[str, Any]) -> tuple[str, str]:
    """Return the key that looks most like a headline, and the text inside it."""
    folded = {key.casefold(): key for key in record}
    key = next((folded[name] for name in _TITLES if name in folded), "")
    texts = (k for k, v in record.items() if isinstance(v, str) and " " in v)
    key = key or next(texts, next(iter(record), "title"))
    value = record.get(key)
    if isinstance(value, dict):
        inner = next((k for k, v in value.items() if isinstance(v, str)), "")
        return key, f".{inner}" if inner else ""
    return key, ""
