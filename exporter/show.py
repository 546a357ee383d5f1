"""An article as read, in lines a person can check.

In: an Article. Out: text for `exporter records`.
"""

from collections.abc import Iterator

from exporter.inline import plain_text
from exporter.model import Article

_FIELDS = (
    ("headline", "headline"),
    ("kicker", "kicker"),
    ("deck", "deck"),
    ("sections", "sections"),
    ("authors", "authors"),
    ("editors", "editors"),
    ("contributors", "others"),
    ("byline", "byline"),
    ("dateline", "dateline"),
    ("published", "published"),
    ("time_zone", "time zone"),
    ("sources", "sources"),
    ("is_based_on", "original"),
    ("embargoed_until", "embargo"),
    ("tags", "tags"),
    ("publisher", "publisher"),
    ("url", "url"),
)


def describe_article(article: Article) -> str:
    """Return the article's fields, each with its origin, then what was dropped."""
    return "\n".join(_lines(article))


def _lines(article: Article) -> Iterator[str]:
    origins = article.provenance.origins
    yield f"{article.id}  ({article.provenance.reader}, {article.provenance.file})"
    for name, label in _FIELDS:
        text = _text(getattr(article, name))
        if text:
            origin = f"  ← {origins[name]}" if name in origins else ""
            yield f"  {label:10} {text}{origin}"
    for number, image in enumerate(article.images, 1):
        caption = " ".join(plain_text(c) for c in image.caption)
        yield f"  photo {number}    {image.file or '(not carried)'}"
        for label, value in (
            ("caption", caption),
            ("credit", image.credit),
            ("alt", image.alt),
        ):
            yield f"    {label:8} {value or '—'}"
    for related in article.related:
        yield f"  related    {related.headline}"
    for correction in article.corrections:
        yield f"  correction {plain_text(correction.text)}"
    yield f"  body       {_count(article)}"
    for dropped in article.provenance.dropped:
        yield f"  dropped    {dropped.text!r}  ({dropped.rule})"
    for warning in article.provenance.warnings:
        yield f"  warning    {warning}"


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(_text(item) for item in value)
    name = getattr(value, "name", None) or getattr(value, "raw", None)
    if name:
        return str(name)
    return "" if value is None else str(value)


def _count(article: Article) -> str:
    kinds: dict[str, int] = {}
    for block in article.body:
        kinds[block.type] = kinds.get(block.type, 0) + 1
    return ", ".join(f"{count} {kind}" for kind, count in kinds.items()) or "empty"
