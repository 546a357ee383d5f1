"""What edition.toml changed, article by article.

In: the corrections of a run. Out: `ArticleChanges`, in the words of a `Tongue`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from exporter.corrections import Correction
from exporter.known import known_field
from exporter.model import Article
from exporter.said import Said
from exporter.tongue import Tongue


@dataclass(frozen=True)
class Change:
    """A change: the field's name, what came in, what is printed, where it is said."""

    field: str
    original: str
    printed: str
    origin: str


@dataclass(frozen=True)
class ArticleChanges:
    """The changes of an article."""

    article: Article
    changes: Sequence[Change]


def changes_by_article(
    corrections: Sequence[Correction], articles: Mapping[str, Article], t: Tongue
) -> list[ArticleChanges]:
    """Return the changes of each article that has any, in running order."""
    groups = (
        ArticleChanges(article, list(_changes(id_, corrections, t)))
        for id_, article in articles.items()
    )
    return [group for group in groups if group.changes]


def _changes(
    article: str, corrections: Sequence[Correction], t: Tongue
) -> Iterator[Change]:
    for one in corrections:
        if one.article == article:
            field = in_tongue(known_field(one.field), t)
            was, printed = in_tongue(one.original, t), in_tongue(one.printed, t)
            yield Change(field, was, printed, one.origin)


def in_tongue(text: str, t: Tongue) -> str:
    """Return a sentence of the program in its tongue; words of others stay."""
    return t(text) if isinstance(text, Said) else text
