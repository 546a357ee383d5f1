"""What may not be published: embargoes, restrictions and terms that have run out.

In: the articles of an edition, photos and all, and its keys. Out: which of them an
editor released, with the reason; or an EditionError that stops before anything is laid
out. All is measured against the edition's own `published`, never with a clock.
"""

import datetime as dt
import difflib
from collections.abc import Iterator, Sequence

from exporter.edition.keys import EditionKeys, published_time
from exporter.edition.records import Sources
from exporter.errors import EditionError
from exporter.model import Article, Image
from exporter.said import joined, said


def refuse_unknown_release(keys: EditionKeys, sources: Sources) -> None:
    """Refuse a [release] that names no article: nothing would be released."""
    ids = [a.id for record in sources.records for a in record.articles]
    for name in keys.release:
        if name not in ids:
            near = difflib.get_close_matches(name, ids, 1, 0.4)
            raise EditionError(
                said(
                    "[release] names {name!r}, and there is no such article", name=name
                ),
                where=sources.table.place("release", name),
                hint=said("did you mean {name!r}?", name=near[0])
                if near
                else said("name it by its id"),
            )


def refuse_held(articles: Sequence[Article], sources: Sources) -> dict[str, str]:
    """Stop for an embargo or restriction that edition.toml does not release."""
    keys = sources.keys
    published = published_time(keys)
    released = {}
    for article in articles:
        held = list(_reasons(article, published))
        if not held:
            continue
        reasons = joined(held, "; ")
        if article.id not in keys.release:
            raise EditionError(
                said(
                    "article {name!r} is held: {reasons}",
                    name=article.id,
                    reasons=reasons,
                ),
                where=sources.table.place("section"),
                hint=said(
                    "take it out, or add under [release] a line "
                    '"{name}" = "who allowed it and why"',
                    name=article.id,
                ),
            )
        released[article.id] = f"{reasons} — {keys.release[article.id]}"
    return released


def _reasons(article: Article, published: dt.datetime) -> Iterator[str]:
    """Yield why an article cannot go out at this time."""
    for image in article.images:
        yield from _reasons_of_photo(image, published)
    if article.embargoed_until and article.embargoed_until > published:
        until = article.embargoed_until.isoformat()
        yield said("embargo until {time}", time=until)


def _reasons_of_photo(image: Image, published: dt.datetime) -> Iterator[str]:
    for text in image.restrictions:
        yield said("photo restriction {text!r}", text=text)
    if image.embargoed_until and image.embargoed_until > published:
        until = image.embargoed_until.isoformat()
        yield said("photo under embargo until {time}", time=until)
    if image.expires and image.expires < published:
        yield said("the photo's terms ended {time}", time=image.expires.isoformat())
