"""An article as read, in lines a person can check.

In: an Article, and the tongue it is told in. Out: text for `exporter records`.
"""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from exporter.inline import plain_text
from exporter.known import known_rule
from exporter.model import Article
from exporter.records.photo import PhotoFacts
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


#: What photo files say of themselves.
_PHOTO_FIELDS = (
    ("caption", marked("caption")),
    ("credit_line", marked("credit")),
    ("creators", marked("creators")),
    ("source", marked("source")),
    ("copyright_notice", marked("copyright")),
    ("usage_terms", marked("terms of use")),
    ("instructions", marked("instructions")),
    ("alt", marked("alt")),
    ("long_description", marked("description")),
    ("headline", marked("headline")),
    ("city", marked("city")),
    ("country", marked("country")),
    ("created", marked("taken")),
    ("digital_source_type", marked("made by")),
    ("restrictions", marked("restrictions")),
    ("embargoed_until", marked("embargo")),
    ("expires", marked("terms end")),
)


def describe_article(
    article: Article, t: Tongue, facts: Sequence[PhotoFacts] = ()
) -> str:
    """Return the article's fields, each with its origin, then what was dropped.

    `facts` are what the article's photos say of themselves, in their order.
    """
    return "\n".join(_lines(article, t, facts))


def _lines(article: Article, t: Tongue, facts: Sequence[PhotoFacts]) -> Iterator[str]:
    origins = article.provenance.origins
    yield f"{article.id}  ({article.provenance.reader}, {article.provenance.file})"
    for name, label in _FIELDS:
        text = _text(getattr(article, name))
        if text:
            origin = f"  ← {t(known_rule(origins[name]))}" if name in origins else ""
            yield f"  {t(label):10} {text}{origin}"
    yield from _photos(article, t, facts)
    for related in article.related:
        yield f"  {t('related'):10} {related.headline}"
    for correction in article.corrections:
        yield f"  {t('correction'):10} {plain_text(correction.text)}"
    yield f"  {t('body'):10} {t(_count(article))}"
    for dropped in article.provenance.dropped:
        yield f"  {t('dropped'):10} {dropped.text!r}  ({t(known_rule(dropped.rule))})"
    for warning in article.provenance.warnings:
        yield f"  {t('warning'):10} {t(warning)}"


def _photos(article: Article, t: Tongue, facts: Sequence[PhotoFacts]) -> Iterator[str]:
    says = zip_longest(article.images, facts[: len(article.images)])
    for number, (image, in_file) in enumerate(says, 1):
        caption = " ".join(plain_text(c) for c in image.caption)
        file = image.file or t("(not carried)")
        yield f"  {t('photo {n}', n=number):10} {file}"
        for label, value in (
            (t("caption"), caption),
            (t("credit"), image.credit),
            (t("alt"), image.alt),
        ):
            yield f"    {label:8} {value or '—'}"
        if in_file and in_file != PhotoFacts():
            yield f"    {t('in the photo file itself:')}"
            yield from (f"      {line}" for line in _in_file(in_file, t))


def _in_file(facts: PhotoFacts, t: Tongue) -> Iterator[str]:
    """Yield what a photo says of itself, each with its origin, and what is doubtful."""
    for name, label in _PHOTO_FIELDS:
        text = _text(getattr(facts, name))
        origin = f"  ← {facts.origins[name]}" if name in facts.origins else ""
        if text:
            yield f"{t(label):8} {text}{origin}"
    for left in facts.dropped:
        text = f"{left.text!r}  " if left.text else ""
        yield f"{t('dropped'):8} {text}({t(left.why)})"
    for doubt in facts.doubts:
        yield f"{t('warning'):8} {t(doubt.text)}"


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
