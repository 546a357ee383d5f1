"""What a record file is, by its content.

In: the bytes of a file and its name. Out: a `Kind`. The name counts only where the
content leaves it open: JSON Lines with one line look like JSON.
"""

import codecs
import re
from enum import StrEnum
from pathlib import Path

#: Endings of JSON Lines.
LINES_SUFFIXES = (".jsonl", ".ndjson")
_PAGE_SUFFIXES = (".html", ".htm", ".xhtml", ".mhtml", ".mht")
_HEADER = re.compile(r"\s*[A-Za-z][A-Za-z-]{1,40}: ")
_RELATED = re.compile(r"^content-type:\s*multipart/related", re.I | re.M)
#: How many bytes from the start are looked at.
_HEAD = 4096
_BEFORE_ROOT = re.compile(
    r"\s*(?:<\?.*?\?>|<!--.*?-->|<!doctype\s(?P<doctype>[\w:-]+)[^>\[]*(?:\[.*?\])?>)",
    re.I | re.S,
)
_ROOT = re.compile(r"\s*<(?:[\w.-]+:)?(?P<name>[A-Za-z][\w.-]*)(?P<attributes>[^>]*)")
#: The first line of IPTC 7901: message, priority, service, words, agency, number.
_WIRE_HEADER = re.compile(
    r"[a-z]{2,4}\d{3,5} \d [a-z]{1,3} +\d{1,4} +[a-z][\w/-]*(?: [\w/-]+)? \d{3,5}\r?\n"
)
#: JPEG, PNG, and TIFF of either byte order.
_PHOTO_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*")
_FEEDS = {"rss", "feed", "rdf"}
_NEWSML_G2 = {"newsitem", "packageitem", "newsmessage", "conceptitem", "planningitem"}


class Kind(StrEnum):
    """What a record file can be."""

    JSON = "json"
    JSON_LINES = "json lines"
    HTML = "html"
    FEED = "feed"
    WXR = "wxr"
    NITF = "nitf"
    NEWSML_G2 = "newsml-g2"
    NEWSML_1 = "newsml-1"
    XML = "xml"
    IPTC_7901 = "iptc 7901"
    PHOTO = "photo"
    TEXT = "text"


def kind_of(data: bytes, name: str = "") -> Kind:
    """Return what `data` is."""
    if data.startswith(_PHOTO_STARTS) or (
        data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    ):
        return Kind.PHOTO
    head = _head(data)
    suffix = Path(name).suffix.lower()
    if suffix in LINES_SUFFIXES:
        return Kind.JSON_LINES
    if _is_wire(head):
        return Kind.IPTC_7901
    start = head.lstrip()
    if suffix == ".json" or _is_json(start):
        return Kind.JSON
    if start.startswith("<"):
        return _markup_kind(start)
    saved = suffix in _PAGE_SUFFIXES or _is_saved_page(head)
    return Kind.HTML if saved else Kind.TEXT


def _head(data: bytes) -> str:
    start = data[:_HEAD]
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return start.decode("utf-16", "replace")
    return start.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")


def _is_saved_page(head: str) -> bool:
    """Say whether a text opens like a page saved with its parts in one (MHTML)."""
    return _HEADER.match(head) is not None and _RELATED.search(head) is not None


def _is_wire(head: str) -> bool:
    """Say whether a text has the control characters or the header of IPTC 7901."""
    start = head.lstrip("\x16\x00\r\n ")
    has_signs = "\x02" in head and start.startswith("\x01")
    return has_signs or _WIRE_HEADER.match(start.lstrip("\x01")) is not None


def _is_json(start: str) -> bool:
    after = start[1:].lstrip()[:1]
    opens_object = start[:1] == "{" and after in ('"', "}")
    return opens_object or (start[:1] == "[" and after in ("{", "]", '"'))


def _markup_kind(start: str) -> Kind:
    at, doctype = 0, ""
    while before := _BEFORE_ROOT.match(start, at):
        at, doctype = before.end(), (before["doctype"] or doctype).lower()
    root = _ROOT.match(start, at)
    if doctype == "html" or root is None:
        return Kind.HTML
    name, attributes = root["name"].lower(), root["attributes"]
    if name in _FEEDS:
        is_export = "wordpress.org/export" in start[at:]
        return Kind.WXR if is_export else Kind.FEED
    if name == "newsml":
        return Kind.NEWSML_1
    if name in _NEWSML_G2:
        return Kind.NEWSML_G2
    if name == "nitf":
        return Kind.NITF
    is_xml = start.startswith("<?xml") and "xhtml" not in attributes
    return Kind.XML if is_xml and name not in ("html", "head", "body") else Kind.HTML
