"""An article as read, in lines a person can check.

In: an Article, and the tongue it is told in. Out: text for `exporter records`.
"""

from collections.abc import Iterator

from exporter.inline import plain_text
from exporter.known import known_rule
from exporter.model import Article
from exporter.said import joined, marked, said
from exporter.tongue import Tongue

_FIELDS = (
    ("headline", marked("headline")),
    ("kicker", marked("kicker")),
    ("deck", marked("deck")),
    ("sections", marked("sections")),
    ("authors", marked("authors")),
    ("editors", marked("editors")),
    ("contributors", marked("others")),
    ("byline", marked("byline")),
    ("dateline", marked("dateline")),
    ("published", marked("published")),
    ("time_zone", marked("time zone")),
    ("sources", marked("sources")),
    ("is_based_on", marked("original")),
    ("embargoed_until", marked("embargo")),
    ("tags", marked("tags")),
    ("publisher", marked("publisher")),
    ("url", marked("url")),
)


def describe_article(article: Article, t: Tongue) -> str:
    """Return the article's fields, each with its origin, then what was dropped."""
    return "\n".join(_lines(article, t))


def _lines(article: Article, t: Tongue) -> Iterator[str]:
    origins = article.provenance.origins
    yield f"{article.id}  ({article.provenance.reader}, {article.provenance.file})"
    for name, label in _FIELDS:
        text = _text(getattr(article, name))
        if text:
            origin = f"  ← {t(known_rule(origins[name]))}" if name in origins else ""
            yield f"  {t(label):10} {text}{origin}"
    yield from _photos(article, t)
    for related in article.related:
        yield f"  {t('related'):10} {related.headline}"
    for correction in article.corrections:
        yield f"  {t('correction'):10} {plain_text(correction.text)}"
    yield f"  {t('body'):10} {t(_count(article))}"
    for dropped in article.provenance.dropped:
        yield f"  {t('dropped'):10} {dropped.text!r}  ({t(known_rule(dropped.rule))})"
    for warning in article.provenance.warnings:
        yield f"  {t('warning'):10} {t(warning)}"


def _photos(article: Article, t: Tongue) -> Iterator[str]:
    for number, image in enumerate(article.images, 1):
        caption = " ".join(plain_text(c) for c in image.caption)
        file = image.file or t("(not carried)")
        yield f"  {t('photo {n}', n=number):10} {file}"
        for label, value in (
            (t("caption"), caption),
            (t("credit"), image.credit),
            (t("alt"), image.alt),
        ):
            yield f"    {label:8} {value or '—'}"


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(_text(item) for item in value)
    name = getattr(value, "name", None) or getattr(value, "raw", None)
    if name:
        return str(name)
    return "" if value is None else str(value)


#: The kinds of blocks, as they are counted.
_KINDS = {
    "paragraph": marked("{n} paragraph"),
    "subhead": marked("{n} subhead"),
    "quote": marked("{n} quote"),
    "pullquote": marked("{n} pullquote"),
    "list": marked("{n} list"),
    "table": marked("{n} table"),
    "image": marked("{n} image"),
    "gallery": marked("{n} gallery"),
    "related": marked("{n} related"),
    "embed": marked("{n} embed"),
    "rule": marked("{n} rule"),
    "box": marked("{n} box"),
    "entry": marked("{n} entry"),
}


def _count(article: Article) -> str:
    kinds: dict[str, int] = {}
    for block in article.body:
        kinds[block.type] = kinds.get(block.type, 0) + 1
    counted = (said(_KINDS[kind], n=count) for kind, count in kinds.items())
    return joined(counted) or said("empty")
