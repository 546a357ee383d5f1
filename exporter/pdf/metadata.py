"""What a PDF says about itself: document information and XMP (ISO 16684-1).

In: an Edition. Out: the Info dictionary, and an XMP packet that claims PDF/UA-1.
"""

import datetime as dt
from typing import Any
from xml.etree.ElementTree import (
    Element,
    SubElement,
    register_namespace,
    tostring,
)

import pydyf

from exporter.model import Edition
from exporter.versions import version_of

_NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
}
for _prefix, _address in _NAMESPACES.items():
    register_namespace(_prefix, _address)
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_TOOL = "edition-exporter"


def title_of(edition: Edition) -> str:
    """Return the title of the file: newspaper, number, date."""
    return f"{edition.title}, {edition.number}, {edition.date.isoformat()}"


def _producer() -> str:
    return f"WeasyPrint {version_of('weasyprint')}"


def _authors(edition: Edition) -> list[str]:
    names = (p.name for article in edition.articles for p in article.authors)
    return list(dict.fromkeys(names))


def _keywords(edition: Edition) -> str:
    return ", ".join(dict.fromkeys(t for a in edition.articles for t in a.tags))


def document_information(edition: Edition) -> pydyf.Dictionary:
    """Return the Info dictionary (ISO 32000-1, 14.3.3)."""
    said: dict[str, Any] = {
        "Title": title_of(edition),
        "Author": ", ".join(_authors(edition)),
        "Subject": edition.tagline,
        "Keywords": _keywords(edition),
        "Creator": _TOOL,
        "Producer": _producer(),
        "CreationDate": _pdf_date(edition.published),
        "ModDate": _pdf_date(edition.modified),
    }
    return pydyf.Dictionary({key: pydyf.String(v) for key, v in said.items() if v})


def _pdf_date(when: dt.datetime) -> str:
    """Return a time as ISO 32000-1, 7.9.4 writes it."""
    text = when.strftime("D:%Y%m%d%H%M%S%z")
    return f"{text[:-2]}'{text[-2:]}"


def xmp_packet(edition: Edition) -> bytes:
    """Return the XMP packet."""
    rdf = Element(_name("rdf:RDF"))
    about = SubElement(rdf, _name("rdf:Description"), {_name("rdf:about"): ""})
    SubElement(about, _name("pdfuaid:part")).text = "1"
    SubElement(about, _name("pdf:Producer")).text = _producer()
    SubElement(about, _name("xmp:CreatorTool")).text = _TOOL
    for name, when in (
        ("xmp:CreateDate", edition.published),
        ("xmp:ModifyDate", edition.modified),
    ):
        SubElement(about, _name(name)).text = when.isoformat(timespec="seconds")
    _many(about, "dc:title", "rdf:Alt", [title_of(edition)])
    _many(about, "dc:creator", "rdf:Seq", _authors(edition))
    _many(about, "dc:description", "rdf:Alt", [edition.tagline])
    _many(about, "dc:publisher", "rdf:Bag", [edition.publisher])
    _many(about, "dc:rights", "rdf:Alt", [edition.rights])
    _many(about, "dc:language", "rdf:Bag", [edition.language])
    SubElement(about, _name("dc:identifier")).text = edition.identifier
    if _keywords(edition):
        SubElement(about, _name("pdf:Keywords")).text = _keywords(edition)
    return b"\n".join(
        (
            b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>',
            b'<x:xmpmeta xmlns:x="adobe:ns:meta/">',
            tostring(rdf, encoding="utf-8"),
            b'</x:xmpmeta>\n<?xpacket end="r"?>',
        )
    )


def _name(prefixed: str) -> str:
    prefix, _, name = prefixed.partition(":")
    return f"{{{_NAMESPACES[prefix]}}}{name}"


def _many(about: Element, name: str, container: str, texts: list[str]) -> None:
    """Add a property that holds a list (ISO 16684-1, 7.7 to 7.9)."""
    if not any(texts):
        return
    holder = SubElement(SubElement(about, _name(name)), _name(container))
    for text in texts:
        item = SubElement(holder, _name("rdf:li"))
        item.text = text
        if container == "rdf:Alt":
            item.set(_LANG, "x-default")
