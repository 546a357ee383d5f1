"""Catalogues for reading apps, and a feed of editions.

In: a `Shelf`. Out: an acquisition feed (OPDS 1.2), a feed and a manifest for each
edition (OPDS 2.0), and an Atom feed (RFC 4287). Links are relative, times are the
editions' own.
"""

import json
from collections.abc import Iterator
from typing import Any

from lxml import etree

from exporter.inline import direction_of
from exporter.shelf.contents import (
    FEED,
    OPDS_1,
    OPDS_2,
    PAGE,
    PUBLICATION,
    Shelf,
    address_of,
    summary_of,
    utc,
)
from exporter.shelf.edition import ShelvedEdition, ShelvedFile

ATOM_TYPE = "application/atom+xml"
OPDS_1_TYPE = f"{ATOM_TYPE};profile=opds-catalog;kind=acquisition"
OPDS_2_TYPE = "application/opds+json"
PUBLICATION_TYPE = "application/opds-publication+json"
_ACQUIRE = "http://opds-spec.org/acquisition/open-access"
_IMAGE = "http://opds-spec.org/image"
_ATOM = "http://www.w3.org/2005/Atom"
_TERMS = "http://purl.org/dc/terms/"
_XHTML = "http://www.w3.org/1999/xhtml"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


# --- Atom -----------------------------------------------------------------------------


def opds_1(shelf: Shelf) -> bytes:
    """Return the catalogue as OPDS 1.2."""
    feed = _feed(shelf, OPDS_1, OPDS_1_TYPE)
    _link(feed, "start", OPDS_1, OPDS_1_TYPE)
    _link(feed, "alternate", OPDS_2, OPDS_2_TYPE)
    _link(feed, "alternate", PAGE, "text/html")
    for edition in shelf.editions:
        entry = _entry(feed, shelf, edition)
        _add(entry, "language", edition.language, of=_TERMS)
        _add(entry, "publisher", edition.publisher, of=_TERMS)
        _add(entry, "issued", edition.date.isoformat(), of=_TERMS)
        _add(entry, "identifier", edition.identifier, of=_TERMS)
        for section in edition.sections:
            _add(entry, "category", term=section.title, label=section.title)
        _add(entry, "summary", summary_of(edition), type="text")
        large, small = edition.covers
        _link(entry, _IMAGE, address_of(edition, large.name), "image/jpeg")
        _link(
            entry, f"{_IMAGE}/thumbnail", address_of(edition, small.name), "image/jpeg"
        )
        for file in edition.files:
            _file_link(entry, _ACQUIRE, shelf, edition, file)
    return _xml(feed)


def atom_feed(shelf: Shelf) -> bytes:
    """Return the feed of editions; what reads it may fetch their files."""
    feed = _feed(shelf, FEED, ATOM_TYPE)
    _link(feed, "alternate", PAGE, "text/html")
    for edition in shelf.editions:
        entry = _entry(feed, shelf, edition)
        _link(entry, "alternate", f"{PAGE}#{edition.name}", "text/html")
        for file in edition.files:
            _file_link(entry, "enclosure", shelf, edition, file)
        content = _add(entry, "content", type="xhtml")
        content.append(_headlines(edition))
    return _xml(feed)


def _feed(shelf: Shelf, name: str, media_type: str) -> etree._Element:
    spaces: dict[str | None, str] = {None: _ATOM, "dcterms": _TERMS}
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap=spaces)
    feed.set(_LANG, shelf.t.language)
    _add(feed, "id", shelf.identifier(name))
    _add(feed, "title", shelf.title)
    if shelf.tagline:
        _add(feed, "subtitle", shelf.tagline)
    _add(feed, "updated", utc(shelf.updated))
    _add(_add(feed, "author"), "name", shelf.newest.publisher)
    _link(feed, "self", name, media_type)
    return feed


def _entry(
    feed: etree._Element, shelf: Shelf, edition: ShelvedEdition
) -> etree._Element:
    entry = _add(feed, "entry")
    entry.set(_LANG, edition.language)
    _add(entry, "title", f"{shelf.name(edition)} · {shelf.day(edition)}")
    _add(entry, "id", edition.identifier)
    _add(entry, "updated", utc(edition.modified))
    _add(entry, "published", utc(edition.published))
    _add(_add(entry, "author"), "name", edition.publisher)
    if edition.rights:
        _add(entry, "rights", edition.rights)
    return entry


def _file_link(
    entry: etree._Element,
    rel: str,
    shelf: Shelf,
    edition: ShelvedEdition,
    file: ShelvedFile,
) -> None:
    link = _link(entry, rel, address_of(edition, file.name), file.media_type)
    link.set("length", str(file.bytes))
    link.set("title", f"{shelf.format(file)} · {shelf.size(file)}")


def _headlines(edition: ShelvedEdition) -> etree._Element:
    """Return all headlines by section, as XHTML."""
    division = etree.Element(f"{{{_XHTML}}}div", nsmap={None: _XHTML})
    for section in edition.sections:
        _add(division, "h2", section.title, of=_XHTML)
        listed = _add(division, "ul", of=_XHTML)
        for article in section.articles:
            item = _add(listed, "li", article.headline, of=_XHTML)
            if article.language != edition.language:
                item.set(_LANG, article.language)
                item.set("lang", article.language)
                item.set("dir", direction_of(article.language))
    return division


def _link(parent: etree._Element, rel: str, href: str, type_: str) -> etree._Element:
    return _add(parent, "link", rel=rel, href=href, type=type_)


def _add(
    parent: etree._Element, name: str, text: str = "", of: str = _ATOM, **more: str
) -> etree._Element:
    element = etree.SubElement(parent, f"{{{of}}}{name}", more)
    element.text = text or None
    return element


def _xml(root: etree._Element) -> bytes:
    etree.indent(root)
    data: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return data + b"\n"


# --- JSON -----------------------------------------------------------------------------


def opds_2(shelf: Shelf) -> bytes:
    """Return the catalogue as OPDS 2.0."""
    return _json(
        {
            "metadata": {
                "identifier": shelf.identifier(OPDS_2),
                "title": shelf.title,
                "modified": utc(shelf.updated),
                "numberOfItems": len(shelf.editions),
            },
            "links": [
                {"rel": "self", "href": OPDS_2, "type": OPDS_2_TYPE},
                {"rel": "alternate", "href": OPDS_1, "type": OPDS_1_TYPE},
                {"rel": "alternate", "href": PAGE, "type": "text/html"},
            ],
            "publications": [
                _publication(shelf, edition, f"{edition.name}/")
                for edition in shelf.editions
            ],
        }
    )


def opds_publication(shelf: Shelf, edition: ShelvedEdition) -> bytes:
    """Return the manifest of an edition, to lie beside its files (OPDS 2.0)."""
    return _json(_publication(shelf, edition, ""))


def _publication(shelf: Shelf, edition: ShelvedEdition, at: str) -> dict[str, Any]:
    """Return an edition; `at` leads to its files."""
    files = [
        {
            "rel": _ACQUIRE,
            "href": f"{at}{file.name}",
            "type": file.media_type,
            "title": f"{shelf.format(file)} · {shelf.size(file)}",
            "size": file.bytes,
        }
        for file in edition.files
    ]
    manifest = {"rel": "self", "href": f"{at}{PUBLICATION}", "type": PUBLICATION_TYPE}
    return {
        "metadata": dict(_metadata(shelf, edition)),
        "links": [manifest, *files],
        "images": [
            {
                "href": f"{at}{cover.name}",
                "type": "image/jpeg",
                "width": cover.width,
                "height": cover.height,
            }
            for cover in edition.covers
        ],
    }


def _metadata(shelf: Shelf, edition: ShelvedEdition) -> Iterator[tuple[str, Any]]:
    """Yield names and values of the Readium Web Publication Manifest."""
    periodical: dict[str, Any] = {
        "name": edition.title,
        "issue": {"position": edition.number},
    }
    if edition.issn:
        periodical["identifier"] = f"urn:issn:{edition.issn}"
    yield "@type", "http://schema.org/PublicationIssue"
    yield "identifier", edition.identifier
    yield "title", f"{shelf.name(edition)} · {shelf.day(edition)}"
    yield "author", edition.publisher
    yield "publisher", edition.publisher
    yield "language", edition.language
    yield "published", edition.date.isoformat()
    yield "modified", utc(edition.modified)
    yield "description", summary_of(edition)
    yield "subject", [section.title for section in edition.sections]
    if edition.pages:
        yield "numberOfPages", edition.pages
    series = {"name": edition.title, "position": edition.number}
    yield "belongsTo", {"periodical": periodical, "series": series}


def _json(record: dict[str, Any]) -> bytes:
    return f"{json.dumps(record, ensure_ascii=False, indent=1)}\n".encode()
