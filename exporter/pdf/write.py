"""Stage 5, print: laid-out parts become one PDF/UA-1 file.

In: parts in their order, with their numbering. Out: bytes written to a file
object: one tag tree, one set of font subsets, one outline, working links.
"""

import uuid
from collections.abc import Sequence
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

import pydyf
from weasyprint.document import Page
from weasyprint.pdf.metadata import NS, DocumentMetadata

from exporter.errors import RenderError
from exporter.facts import Numbering
from exporter.model import Edition
from exporter.pdf.engine import VARIANT, LaidOutPart, listening
from exporter.pdf.slots import number_pages


def write_pdf(
    edition: Edition, parts: Sequence[LaidOutPart], numbering: Numbering, out: BinaryIO
) -> tuple[list[str], list[str]]:
    """Write the edition as PDF/UA-1 (ISO 14289-1) to `out`.

    Returns the targets of number slots that no page has, and what WeasyPrint
    complained about.
    """
    pages: list[Any] = []
    unknown: list[str] = []
    for part in parts:
        first = numbering.first[part.facts.name]
        unknown += number_pages(part.document.pages, first, numbering)
        pages += [_gathered(page) for page in part.document.pages]
    document = parts[0].document.copy(pages)
    document.metadata = _Metadata(edition)
    try:
        with listening() as logged:
            document.write_pdf(
                out,
                finisher=_finish,
                pdf_variant=VARIANT,
                pdf_identifier=uuid.UUID(edition.identifier).bytes,
            )
    except OSError:
        raise  # the disk, not the renderer
    except Exception as error:  # WeasyPrint has no error type of its own
        raise RenderError(
            f"WeasyPrint could not write the PDF: {type(error).__name__}: {error}",
            where=edition.title,
            hint="please report it with the edition that shows it",
        ) from error
    return unknown, logged


def _gathered(page: Any) -> Page:
    """Return the page with links and anchors gathered anew: boxes have moved.

    What stands inside a link inherits it; a second annotation for it would be
    outside the tags (PDF/UA-1, 7.18.5), so each link keeps only its own.
    """
    gathered = Page(page._page_box)
    gathered.links = [link for link in gathered.links if link[3].link]
    return gathered


def _finish(_document: Any, pdf: pydyf.PDF) -> None:
    """Label pages as printed, and open the file as a spread."""
    labels = pydyf.Dictionary({"S": "/D", "St": 1})
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": pydyf.Array([0, labels])})
    pdf.catalog["PageLayout"] = "/TwoPageRight"


class _Metadata(DocumentMetadata):  # type: ignore[misc]
    """Document information and XMP, with the publisher WeasyPrint leaves out."""

    def __init__(self, edition: Edition) -> None:
        authors = dict.fromkeys(
            party.name for article in edition.articles for party in article.authors
        )
        tags = dict.fromkeys(tag for a in edition.articles for tag in a.tags)
        published = edition.published.isoformat(timespec="seconds")
        super().__init__(
            title=f"{edition.title}, {edition.number}, {edition.date.isoformat()}",
            authors=list(authors),
            description=edition.tagline or None,
            keywords=list(tags),
            generator="edition-exporter",
            created=published,
            modified=published,
            lang=edition.language,
        )
        self._edition = edition

    def generate_rdf_metadata(
        self, variant: str, version: int, conformance: str | None
    ) -> bytes:
        """Return the RDF with dc:publisher, dc:rights and dc:identifier added."""
        rdf = fromstring(  # noqa: S314 (our own bytes)
            super().generate_rdf_metadata(variant, version, conformance)
        )
        about = SubElement(rdf, f"{{{NS['rdf']}}}Description")
        about.set(f"{{{NS['rdf']}}}about", "")
        _bag(about, "publisher", self._edition.publisher)
        if self._edition.rights:
            _alternative(about, "rights", self._edition.rights)
        identifier = SubElement(about, f"{{{NS['dc']}}}identifier")
        identifier.text = self._edition.identifier
        return bytes(tostring(rdf, encoding="utf-8"))


def _bag(parent: Element, name: str, text: str) -> None:
    bag = SubElement(SubElement(parent, f"{{{NS['dc']}}}{name}"), f"{{{NS['rdf']}}}Bag")
    SubElement(bag, f"{{{NS['rdf']}}}li").text = text


def _alternative(parent: Element, name: str, text: str) -> None:
    alt = SubElement(SubElement(parent, f"{{{NS['dc']}}}{name}"), f"{{{NS['rdf']}}}Alt")
    item = SubElement(alt, f"{{{NS['rdf']}}}li")
    item.set("{http://www.w3.org/XML/1998/namespace}lang", "x-default")
    item.text = text
