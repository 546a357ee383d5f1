"""Describe the edition for machines: a linked record in schema.org's words.

In: an Edition and its photos. Out: JSON-LD, PublicationIssue › NewsArticle ›
ImageObject, as bytes. Only what is printed, and the public
address and rights of what is, are in it.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from exporter.blocks import Party
from exporter.epub.links import Figure
from exporter.inline import plain_text
from exporter.model import Article, Edition, Image, anchor

_TYPES = {"opinion": "OpinionNewsArticle", "live": "LiveBlogPosting"}


def render_record(edition: Edition, figures: Sequence[Figure]) -> bytes:
    """Return the JSON-LD record of the edition."""
    paths = {figure.image: figure.picture.path for figure in figures}
    record = {
        "@context": "https://schema.org",
        "@type": "PublicationIssue",
        "identifier": edition.identifier,
        "name": edition.title,
        "issueNumber": str(edition.number),
        "datePublished": edition.date.isoformat(),
        "inLanguage": edition.language,
        "copyrightNotice": edition.rights,
        "publisher": {"@type": "NewsMediaOrganization", "name": edition.publisher},
        "isPartOf": {
            "@type": "Periodical",
            "name": edition.title,
            "issn": edition.imprint.issn,
        },
        "hasPart": [
            _article(article, section.title, paths)
            for section in edition.sections
            for article in section.articles
        ],
    }
    text = json.dumps(_said(record), ensure_ascii=False, sort_keys=True)
    return f"{text}\n".encode()


def _article(article: Article, section: str, paths: dict[Image, str]) -> dict[str, Any]:
    return {
        "@id": f"text/{anchor(article.id)}.xhtml",
        "@type": _TYPES.get(article.kind, "NewsArticle"),
        "headline": article.headline,
        "alternativeHeadline": plain_text(article.deck),
        "articleSection": section,
        "inLanguage": article.language,
        "dateline": article.dateline.raw if article.dateline else "",
        "datePublished": article.published.isoformat() if article.published else "",
        "author": _parties(article.authors),
        "editor": _parties(article.editors),
        "contributor": _parties(article.contributors),
        "creditText": ", ".join(source.name for source in article.sources),
        "sourceOrganization": _parties(article.sources),
        "copyrightNotice": article.rights,
        "keywords": list(article.tags),
        "url": article.url,
        "isBasedOn": article.is_based_on,
        "correction": [plain_text(c.text) for c in article.corrections],
        "image": [_image(image, paths) for image in article.images],
    }


def _image(image: Image, paths: dict[Image, str]) -> dict[str, Any]:
    return {
        "@type": "ImageObject",
        "contentUrl": paths.get(image, ""),
        "caption": " ".join(plain_text(text) for text in image.caption),
        "creditText": image.credit,
        "creator": [{"@type": "Person", "name": name} for name in image.creators],
        "copyrightNotice": image.copyright_notice,
    }


def _parties(parties: Iterable[Party]) -> list[dict[str, str]]:
    types = {"person": "Person", "organisation": "Organization"}
    return [{"@type": types[p.kind], "name": p.name} for p in parties]


def _said(value: Any) -> Any:
    """Return `value` without what is empty."""
    if isinstance(value, dict):
        return {key: _said(v) for key, v in value.items() if v not in ("", [], None)}
    return [_said(v) for v in value] if isinstance(value, list) else value
