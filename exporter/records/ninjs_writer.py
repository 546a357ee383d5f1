"""An Article as IPTC ninjs 3.0, for systems that take nothing else.

In: an Article. Out: a JSON object. What ninjs has a word for stands there; what it has
none for, or says less exactly, is in `extra.exporter.article` as our own JSON, so that
`ninjs.read` gives the same Article again.
"""

import copy
import html
from collections.abc import Iterator
from typing import Any

from exporter.blocks import (
    Block,
    Box,
    Embed,
    Entry,
    Gallery,
    ImageBlock,
    ListBlock,
    Paragraph,
    PullQuote,
    Quote,
    Rule,
    Subhead,
    Table,
)
from exporter.model import SCHEMA_VERSION, Article, Image
from exporter.records import ninjs
from exporter.records.file import RecordFile

_STANDARD = {
    "name": "ninjs",
    "version": "3.0",
    "schema": "https://www.iptc.org/std/ninjs/ninjs-schema_3.0.json",
}
_XHTML = "application/xhtml+xml"


def write_ninjs(article: Article) -> dict[str, Any]:
    """Return an Article as an item of ninjs 3.0; its provenance is left out."""
    item = {name: value for name, value in _fields(article) if value}
    body = "".join(_markup(block, article.images) for block in article.body)
    if body:
        item["bodies"] = [{"role": "main", "contentType": _XHTML, "value": body}]
    associations = [_picture(i, n) for n, i in enumerate(article.images)]
    associations += [
        {"name": f"related{n}", "type": "text", "headlines": _main(one.headline)}
        | ({"uri": one.url} if one.url else {})
        for n, one in enumerate(article.related)
    ]
    if associations:
        item["associations"] = associations
    rest = _rest(article, item)
    if rest or "bodies" not in item:
        ours = {"version": SCHEMA_VERSION, "article": rest}
        item["extra"] = {"exporter": ours}
    return item


def _fields(article: Article) -> Iterator[tuple[str, Any]]:
    """Yield (name, value) for what ninjs has a word for."""
    yield "standard", dict(_STANDARD)
    yield "uri", article.id
    yield "type", "text" if article.body else "composite"
    yield "representationType", "complete"
    yield "pubStatus", "usable"
    yield "language", article.language
    yield "headlines", _main(article.headline)
    deck = {"role": "summary", "contentType": _XHTML, "value": f"<p>{article.deck}</p>"}
    yield "descriptions", [deck] if article.deck else []
    yield "by", article.byline or ", ".join(party.name for party in article.authors)
    yield "located", article.dateline.raw if article.dateline else ""
    published, modified = article.published, article.modified
    yield "firstCreated", published.isoformat() if published else ""
    changed = modified or published
    yield "versionCreated", changed.isoformat() if changed else ""
    embargo = article.embargoed_until
    yield "embargoedUntil", embargo.isoformat() if embargo else ""
    yield "infoSources", [{"name": party.name} for party in article.sources]
    yield "keywords", list(article.tags)
    yield "subjects", [{"name": title} for title in article.sections[:1]]
    yield "genres", [{"name": article.kind}] if article.kind != "news" else []
    yield "copyrightNotice", article.rights
    yield "edNote", article.editor_note


def _main(text: str) -> list[dict[str, str]]:
    return [{"role": "main", "value": text}]


def _picture(image: Image, number: int) -> dict[str, Any]:
    """Return a photo as an association; the first is the lead."""
    caption = "".join(f"<p>{text}</p>" for text in image.caption)
    descriptions = [
        {"role": "caption", "contentType": _XHTML, "value": caption},
        {"role": "creditline", "value": image.credit_line},
        {"role": "alt", "value": image.alt},
    ]
    rendition = {
        "name": "main",
        "href": image.file or image.href,
        "contentType": "image",
        "width": image.width,
        "height": image.height,
    }
    item = {
        "name": "main" if number == 0 else f"picture{number}",
        "type": "picture",
        "by": ", ".join(image.creators),
        "descriptions": [one for one in descriptions if one["value"]],
        "infoSources": [{"name": image.source}] if image.source else [],
        "copyrightNotice": image.copyright_notice,
        "usageTerms": image.usage_terms,
        "edNote": "; ".join(image.restrictions),
        "renditions": [{k: v for k, v in rendition.items() if v}]
        if rendition["href"]
        else [],
    }
    return {name: value for name, value in item.items() if value}


def _rest(article: Article, item: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that reading the item would not give back, as our own JSON.

    Where the item alone is no record (a text without words), these are all fields.
    """
    marked = copy.deepcopy(item)
    marked["extra"] = {"exporter": {"article": {}}}
    read, _ = ninjs.read(marked, RecordFile(""))
    names = [name for name in Article.model_fields if name != "provenance"]
    if read:
        back = read[0]
        names = [n for n in names if getattr(back, n) != getattr(article, n)]
    found: dict[str, Any] = article.model_dump(mode="json", include=set(names))
    return found


# --- the body as XHTML --------------------------------------------------------------


def _markup(block: Block, images: tuple[Image, ...]) -> str:
    if isinstance(block, Box | Entry):
        inner = "".join(_markup(one, images) for one in block.blocks)
        title = block.title if isinstance(block, Box) else block.headline
        head = f"<h3>{html.escape(title)}</h3>" if title else ""
        return f"<section>{head}{inner}</section>"
    if isinstance(block, Quote | ListBlock | Table):
        return _group(block)
    if isinstance(block, ImageBlock | Gallery):
        numbers = [block.image] if isinstance(block, ImageBlock) else block.images
        return "".join(_figure(images[n], n) for n in numbers)
    if isinstance(block, Embed):
        url, label = html.escape(block.url), html.escape(block.label)
        return f'<iframe src="{url}" title="{label}"></iframe>'
    if isinstance(block, Paragraph | Subhead | PullQuote):
        tag = {"paragraph": "p", "subhead": "h2", "pullquote": "blockquote"}[block.type]
        return f"<{tag}>{block.html}</{tag}>"
    return "<hr/>" if isinstance(block, Rule) else ""


def _group(block: Quote | ListBlock | Table) -> str:
    if isinstance(block, Quote):
        inner = "".join(f"<p>{text}</p>" for text in block.paragraphs)
        cite = f"<footer>{html.escape(block.cite)}</footer>" if block.cite else ""
        return f"<blockquote>{inner}{cite}</blockquote>"
    if isinstance(block, ListBlock):
        tag = "ol" if block.ordered else "ul"
        return f"<{tag}>{''.join(f'<li>{one}</li>' for one in block.items)}</{tag}>"
    rows = (
        ["".join(f"<th>{cell}</th>" for cell in block.header)] if block.header else []
    )
    rows += ["".join(f"<td>{cell}</td>" for cell in row) for row in block.rows]
    caption = f"<caption>{block.caption}</caption>" if block.caption else ""
    return f"<table>{caption}{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def _figure(image: Image, number: int) -> str:
    """Return the place of a photo; what is said of it stands in the association."""
    name = "main" if number == 0 else f"picture{number}"
    source = html.escape(image.file or image.href or name)
    return f'<figure><img src="{source}"/></figure>'
