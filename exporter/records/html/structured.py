"""What a page says about itself for machines.

In: the tree of a page. Out: `Facts`: the JSON-LD object of its article (schema.org,
also in `@graph`, arrays and `mainEntity`), all its meta tags, and the objects beside
it. One bad block is skipped, not the page. Nothing here is trusted: text on the page
outranks JSON-LD, and JSON-LD outranks meta tags.
"""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from exporter.inline import clean_line

_ARTICLES = re.compile(r"(?:Article|BlogPosting|LiveBlogPosting|Report|Reportage)$")
#: Values looked at in all JSON-LD of a page, and how deep; a page has some hundred.
_MOST_VALUES = 20_000
_DEEPEST = 12
_COMMENT = re.compile(
    r"^\s*(?:<!--|/\*.*?\*/|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$",
    re.S,
)
_TAGS = re.compile(r"<[^<>]{1,200}>")
_LONGEST_BLOCK = 3_000_000


@dataclass
class Facts:
    """What a page says for machines; `article` is its JSON-LD, empty without one."""

    article: dict[str, Any] = field(default_factory=dict)
    objects: list[dict[str, Any]] = field(default_factory=list)
    metas: dict[str, list[str]] = field(default_factory=dict)
    language: str = ""
    title: str = ""
    canonical: str = ""
    base: str = ""
    by_id: dict[str, dict[str, Any]] = field(default_factory=dict)

    def meta(self, *names: str) -> str:
        """Return the first value of the first meta tag that has one, or ""."""
        for name in names:
            for value in self.metas.get(name, ()):
                if value:
                    return value
        return ""

    def text(self, name: str) -> str:
        """Return a text of the JSON-LD article, or ""."""
        return text_of_value(self.article.get(name))

    def names(self, name: str) -> list[str]:
        """Return the names of the people or organisations under a key."""
        values = map(self.resolved, each(self.article.get(name)))
        return [text for value in values if (text := name_of(value))]

    def resolved(self, value: Any) -> Any:
        """Return the object a bare `@id` stands for, or the value itself."""
        if isinstance(value, dict) and "name" not in value and "url" not in value:
            return self.by_id.get(str(value.get("@id")), value)
        return value

    @property
    def types(self) -> set[str]:
        """The schema.org types of the article."""
        return types_of(self.article)

    def of_type(self, *types: str) -> Iterator[dict[str, Any]]:
        """Yield the JSON-LD objects of these types."""
        return (one for one in self.objects if types_of(one) & set(types))


def read_structured(root: Any) -> Facts:
    """Return what a page says about itself; scripts must still be in the tree."""
    facts = Facts(metas=_metas(root))
    facts.objects = list(_objects(root))
    facts.by_id = {
        str(one["@id"]): one for one in facts.objects if "@id" in one and len(one) > 1
    }
    facts.article = _article(facts)
    facts.language = (
        root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    ).strip()
    title = root.find(".//title")
    facts.title = clean_line(title.text_content()) if title is not None else ""
    for link in root.iter("link"):
        rel = (link.get("rel") or "").lower()
        if rel == "canonical" and not facts.canonical:
            facts.canonical = (link.get("href") or "").strip()
    base = root.find(".//base")
    facts.base = (base.get("href") or "").strip() if base is not None else ""
    return facts


def _metas(root: Any) -> dict[str, list[str]]:
    metas: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        key = meta.get("property") or meta.get("name") or meta.get("itemprop")
        key = key or meta.get("http-equiv") or ""
        content = meta.get("content")
        if not key or content is None:
            continue
        value = clean_line(html.unescape(content))
        for one in key.split():
            metas.setdefault(one.lower(), []).append(value)
    return metas


# --- JSON-LD ------------------------------------------------------------------------


def _objects(root: Any) -> Iterator[dict[str, Any]]:
    left = _MOST_VALUES
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        value = _load(script.text or "")
        waiting = [(value, 0)]
        while waiting and left > 0:
            value, depth = waiting.pop()
            left -= 1
            if isinstance(value, list):
                waiting.extend((one, depth + 1) for one in reversed(value))
            elif isinstance(value, dict) and depth < _DEEPEST:
                yield value
                inner = [
                    value[k]
                    for k in ("@graph", "mainEntity", "mainEntityOfPage")
                    if k in value
                ]
                waiting.extend(
                    (one, depth + 1)
                    for one in reversed(inner)
                    if not isinstance(one, str)
                )


def _load(text: str) -> Any:
    """Return the value of a JSON-LD block; None where it is none."""
    if len(text) > _LONGEST_BLOCK:
        return None
    text = _COMMENT.sub("", text.strip()).strip().rstrip(";")
    for attempt in (text, re.sub(r",\s*([}\]])", r"\1", text), html.unescape(text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def types_of(value: dict[str, Any]) -> set[str]:
    """Return the schema.org types of an object, without their address."""
    types = value.get("@type")
    listed = types if isinstance(types, list) else [types]
    return {str(one).rsplit("/", 1)[-1] for one in listed if isinstance(one, str)}


def _article(facts: Facts) -> dict[str, Any]:
    """Return the object of the page's article: that with most of what one has."""
    wanted = (
        "headline",
        "datePublished",
        "author",
        "image",
        "publisher",
        "articleBody",
    )
    found = [
        one for one in facts.objects if any(_ARTICLES.search(t) for t in types_of(one))
    ]
    if not found:
        return {}
    return max(found, key=lambda one: sum(bool(one.get(key)) for key in wanted))


def each(value: Any) -> list[Any]:
    """Return a value of JSON-LD as a list."""
    if isinstance(value, list):
        return [
            one
            for part in value[:200]
            for one in (part if isinstance(part, list) else [part])
        ]
    return [] if value in (None, "", {}) else [value]


def text_of_value(value: Any) -> str:
    """Return a JSON-LD value as one line of text: entities and tags resolved."""
    for one in each(value):
        if isinstance(one, dict):
            one = one.get("@value") or one.get("name") or ""
        if isinstance(one, str | int | float) and not isinstance(one, bool):
            plain = html.unescape(html.unescape(str(one)))
            if text := clean_line(_TAGS.sub("", plain)):
                return text
    return ""


def name_of(value: Any) -> str:
    """Return the name of a person or organisation of JSON-LD."""
    if isinstance(value, str):
        return text_of_value(value)
    if not isinstance(value, dict):
        return ""
    name = text_of_value(value.get("name"))
    if name:
        return name
    parts = (value.get(key) for key in ("givenName", "additionalName", "familyName"))
    return " ".join(filter(None, map(text_of_value, parts)))
