"""What of an Article is looked for: its words by field, and its facts for the desk.

In: an Article. Out: the columns of the archive's word index, and of its table.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from zoneinfo import ZoneInfo

from slugify import slugify

from exporter.archive.weeks import in_utc
from exporter.blocks import (
    Block,
    Box,
    Embed,
    Entry,
    ListBlock,
    Paragraph,
    PullQuote,
    Quote,
    Subhead,
    Table,
    iter_blocks,
)
from exporter.inline import plain_text
from exporter.model import Article, Image

#: What only says how a reader came to a page.
_TRACKING = re.compile(r"(utm_.*|fbclid|gclid|igshid|mc_[ce]id|ref|page|single)$", re.I)
#: Of a photo's time without a zone: an edition knows its own, an archive does not.
_UTC = ZoneInfo("UTC")
#: Names of the same site for other devices.
_SITE = re.compile(r"^(www|m|amp|mobile)\.")


def word_columns(article: Article) -> tuple[str, ...]:
    """Return the text of each column of the word index."""
    images = article.images
    people = (*article.authors, *article.editors, *article.contributors)
    credits = [
        (i.credit, *i.creators, i.credit_line, i.source, i.copyright_notice)
        for i in images
    ]
    return (
        f"{article.kicker} {article.headline}",
        plain_text(article.deck),
        body_text(article),
        " ".join(
            plain_text(c) for image in images for c in (*image.caption, image.alt)
        ),
        " ".join(
            [*(text for one in credits for text in one), *_names(article.sources)]
        ),
        " ".join((*_names(people), article.byline)),
        " ".join(article.tags),
        " ".join(article.sections),
    )


def _names(parties: Any) -> Iterator[str]:
    for party in parties:
        yield party.name
        yield party.affiliation


def body_text(article: Article) -> str:
    """Return the readable text of the body."""
    texts = (text for block in iter_blocks(article.body) for text in _texts(block))
    return " ".join(plain_text(text) for text in texts if text)


def _texts(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph | Subhead | PullQuote):
        yield block.html
    elif isinstance(block, Quote):
        yield from block.paragraphs
    elif isinstance(block, ListBlock):
        yield from block.items
    elif isinstance(block, Table):
        yield block.caption
        for row in (block.header, *block.rows):
            yield from row
    elif isinstance(block, Box):
        yield block.title
    elif isinstance(block, Entry):
        yield block.headline
    elif isinstance(block, Embed):
        yield block.label


def outlet_of(article: Article) -> str:
    """Return the outlet an article is of, as its name in the archive has it."""
    return _slug(article.publisher.name) if article.publisher else ""


@lru_cache(maxsize=4096)
def _slug(name: str) -> str:
    return slugify(name, max_length=60)


def facts_of(article: Article, body: str, photos: Path) -> dict[str, Any]:
    """Return what the archive's table says of an article, by column.

    What holds an article back is told by its record, or by its photos themselves.
    """
    when = article.published
    first = article.images[0] if article.images else None
    images = _with_rights(article, photos)
    restrictions = [text for image in images for text in image.restrictions]
    embargoes = [article.embargoed_until, *(i.embargoed_until for i in images)]
    ends = [image.expires for image in images]
    return {
        "headline": article.headline,
        "section": article.sections[0] if article.sections else "",
        "language": article.language,
        "publisher": article.publisher.name if article.publisher else "",
        "published_utc": in_utc(when) if when else None,
        "published": when.isoformat() if when else "",
        "time_zone": article.time_zone,
        "embargo_utc": max((in_utc(at) for at in embargoes if at), default=""),
        "expires_utc": min((in_utc(at) for at in ends if at), default=""),
        "restricted": "; ".join(restrictions),
        "address": address_key(article.url),
        "words": len(body.split()),
        "lead": int(bool(first and first.file and not first.role)),
        "deck": int(bool(article.deck)),
    }


def _with_rights(article: Article, photos: Path) -> tuple[Image, ...]:
    """Return the images with what their files, too, ask of those who print them."""
    if not any(image.file or image.instructions for image in article.images):
        return article.images
    from exporter.edition.from_photos import fill_from_photos  # heavy: few need it

    return fill_from_photos(article, photos, [photos.resolve()], _UTC)[0].images


def address_key(url: str) -> str:
    """Return what the addresses of the same page have in common; "" for a front page.

    Without scheme, www, fragment, trailing slash, and what only says how a reader
    came there.
    """
    try:
        parts = urlsplit(url)
        host = _SITE.sub("", (parts.hostname or "").lower())
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
        asked = [
            (key, value)
            for key, value in parse_qsl(parts.query, max_num_fields=100)
            if not _TRACKING.match(key)
        ]
    except ValueError:  # no address
        return ""
    path = parts.path.rstrip("/").removesuffix("/amp").removesuffix("/index.html")
    if not host or not (path or asked):
        return ""
    return f"{host}{port}{path}" + (f"?{urlencode(sorted(asked))}" if asked else "")
