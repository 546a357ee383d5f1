"""What ninjs has no word for: fields of ours in an object of ours.

In: a ninjs item with `extra.exporter.article`, fields of our own JSON. Out: the Article
with these fields in place of what the rest of the item says.
"""

from typing import Any

from pydantic import ValidationError

from exporter.errors import RecordError
from exporter.model import Article
from exporter.records.fields import Fields
from exporter.said import said


def take_extension(fields: Fields, where: str) -> dict[str, Any] | None:
    """Return the fields of ours in an item, and take them out; None where it is none.

    An extension with no fields says that the item is an Article of ours as it is.
    """
    extra = fields.record.get("extra")
    ours = extra.pop("exporter", None) if isinstance(extra, dict) else None
    if ours is None:
        return None
    article = ours.get("article") if isinstance(ours, dict) else None
    if not isinstance(article, dict) or set(article) - set(Article.model_fields):
        raise RecordError(
            said("`extra.exporter` holds no fields of an article"),
            where=where,
            hint=said("remove it, or write it again"),
        )
    return article


def with_extension(
    article: Article, fields: dict[str, Any] | None, where: str
) -> Article:
    """Return the Article with the fields of an extension."""
    if not fields:
        return article
    read = article.model_fields_set - set(fields) - {"direction"}
    kept = {name: getattr(article, name) for name in read}
    origins = {n: r for n, r in article.provenance.origins.items() if n not in fields}
    origins |= {name: f"ninjs:extra.exporter.article.{name}" for name in fields}
    provenance = article.provenance.model_copy(update={"origins": origins})
    try:
        return Article.model_validate({**kept, **fields, "provenance": provenance})
    except (ValidationError, ValueError, RecursionError) as error:
        raise RecordError(
            said("`extra.exporter` holds no fields of an article"),
            where=where,
            hint=said("remove it, or write it again"),
        ) from error
