"""What a photo desk wrote into a photo the new way: XMP.

In: the bytes of an XMP packet. Out: its properties as plain text, by the usual prefix
and name ("photoshop:Credit"); structures are left alone. A packet is untrusted XML:
one with a document type, or far too long, is not read (ISO 16684-1, 7).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from exporter.said import said

#: A packet with years of editing history has some hundred thousand bytes.
MOST_BYTES = 2_000_000
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_PREFIXES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://ns.adobe.com/photoshop/1.0/": "photoshop",
    "http://ns.adobe.com/xap/1.0/rights/": "xmpRights",
    "http://ns.adobe.com/xmp/note/": "xmpNote",
    "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/": "Iptc4xmpCore",
    "http://iptc.org/std/Iptc4xmpExt/2008-02-29/": "Iptc4xmpExt",
    "http://ns.useplus.org/ldf/xmp/1.0/": "plus",
}
#: More than a photo has; each is short but the caption.
_MOST_VALUES = 200


@dataclass(frozen=True)
class Xmp:
    """The properties of a packet; `problem` says why there are none.

    `goes_on` says that there is a second packet, of what does not fit into the first
    (extended XMP): histories and depth maps, never a caption.
    """

    properties: dict[str, tuple[str, ...]] = field(default_factory=dict)
    problem: str = ""
    goes_on: bool = False

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the values of a property."""
        return self.properties.get(name, ())

    def text(self, name: str) -> str:
        """Return the first value of a property, or ""."""
        return next(iter(self.texts(name)), "")


def read_xmp(packet: bytes) -> Xmp:
    """Return the properties of an XMP packet; never raises."""
    if len(packet) > MOST_BYTES:
        size = f"{len(packet) / 1_000_000:.0f}"
        return Xmp(problem=said("its XMP has {size} MB and is not read", size=size))
    bare = packet.replace(b"\0", b"")  # in UTF-16 every other byte is NUL
    if b"<!DOCTYPE" in bare or b"<!ENTITY" in bare:
        return Xmp(problem=said("its XMP has a document type and is not read"))
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(packet.strip(b"\0 \t\r\n"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return Xmp(problem=said("its XMP is damaged and is not read"))
    found: dict[str, tuple[str, ...]] = {}
    for name, values in _properties(root):
        found.setdefault(name, values)
    return Xmp(found, goes_on="xmpNote:HasExtendedXMP" in found)


def _properties(root: etree._Element) -> Iterator[tuple[str, tuple[str, ...]]]:
    rdf = root if root.tag == f"{_RDF}RDF" else root.find(f".//{_RDF}RDF")
    if rdf is None:
        return
    for described in rdf:
        for key, value in described.attrib.items():
            name = _name(str(key))
            if name and str(value).strip():
                yield name, (str(value),)
        for child in described:
            name = _name(child.tag)
            values = _values(child) if name else ()
            if values:
                yield name, values


def _name(tag: object) -> str:
    """Return a name with its usual prefix; "" for one of no interest."""
    space, close, local = str(tag).removeprefix("{").partition("}")
    prefix = _PREFIXES.get(space, "") if close else ""
    return f"{prefix}:{local}" if prefix else ""


def _values(element: etree._Element) -> tuple[str, ...]:
    """Return the texts of a property: of a list, or in its main language."""
    resource = element.get(f"{_RDF}resource")
    if resource:
        return (str(resource),)
    if len(element) == 0:
        return tuple(filter(str.strip, (element.text or "",)))
    container = element[0]
    items = container.findall(f"{_RDF}li")[:_MOST_VALUES]
    said_in = [(li.get(_LANG), li.text or "") for li in items if len(li) == 0]
    texts = [text for _, text in said_in if text.strip()]
    if container.tag != f"{_RDF}Alt":
        return tuple(texts)
    default = [t for lang, t in said_in if lang == "x-default" and t.strip()]
    return tuple((default or texts)[:1])
