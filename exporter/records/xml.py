"""XML of records: bounded, without entities of its own, never from the network.

In: the bytes of a file. Out: the root of its tree and a warning where it is broken:
then the tree holds what could be read.
"""

import html.entities
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from exporter.errors import RecordError
from exporter.records.file import RecordFile
from exporter.said import said

_DOCTYPE = re.compile(rb"<!DOCTYPE[^\[>]*(\[.*?\]\s*)?>", re.I | re.S)
_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,30});")
_ENCODINGS = ("ascii", "utf-16-le", "utf-16-be")
#: An encoding in which "<!ENTITY" can be written with other bytes.
_HIDES = re.compile(rb"\s*<\?xml[^>]*encoding\s*=\s*[\"']utf-?7[\"']", re.I)
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LIMIT = re.compile(r"huge|depth|too long|buffer|maximum|limit", re.I)
#: Bytes that are looked through at a time.
_RUN = 1_000_000
_MOST_CDATA = 300_000
_LONE = re.compile(rb"&(?!#?[A-Za-z0-9]{1,31};)")
#: How far before the root a document type may stand.
_HEAD = 100_000


def parse_xml(
    data: bytes, file: RecordFile, *, huge: bool = True
) -> tuple[Any, tuple[str, ...]]:
    """Return the root element and warnings; raise RecordError where there is none.

    Entities of HTML (`&nbsp;`) are known; a file that declares its own is refused.
    Control characters are taken out. What is not `huge` has libxml2's limits for depth
    and length of a text.
    """
    start = data[:_HEAD]
    declares = any("<!ENTITY".encode(name) in start for name in _ENCODINGS)
    if declares or _HIDES.match(start):
        raise RecordError(
            said("declares entities of its own, which no record needs"),
            where=file.name,
            hint=said("remove the <!ENTITY …> lines from its head"),
        )
    data = _DOCTYPE.sub(b"", data[:_HEAD], count=1) + data[_HEAD:]
    data, warnings = _without_controls(data.strip())
    data = b"".join(_NAMED.sub(_numbered, run) for run in _runs(data))
    root, broken = _parsed(data, file, huge=huge)
    if broken:  # a lone "&" would be lost, and letters of an address behind it
        root, _ = _parsed(_escape_lone(data), file, huge=huge)
        warnings.append(
            said("broken XML at line {line}: read as far as it goes", line=broken)
        )
    return root, tuple(warnings)


def _without_controls(data: bytes) -> tuple[bytes, list[str]]:
    """Return XML without control characters, which it may not hold, and a warning."""
    if data.startswith(_WIDE):  # half of each letter looks like one
        return data, []
    cleaned = b"".join(_CONTROL.sub(b"", run) for run in _runs(data))
    if len(cleaned) == len(data):
        return data, []
    return cleaned, [said("control characters were taken out of the XML")]


def _parsed(data: bytes, file: RecordFile, *, huge: bool) -> tuple[Any, int]:
    """Return the root and the line of the first fault, 0 for none."""
    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=huge,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise _broken(file, str(error)) from error
    first = next(iter(parser.error_log), None)
    if root is None:
        raise _broken(file, first.message if first else "")
    for one in parser.error_log:
        if one.level == etree.ErrorLevels.FATAL and _LIMIT.search(one.message):
            raise _broken(file, one.message)  # what is behind it would be lost
    return root, max(first.line, 1) if first else 0


def _runs(data: bytes) -> Iterator[bytes]:
    """Yield data in runs that end where no entity does: so memory stays small."""
    at = 0
    while at < len(data):
        end = at + _RUN
        if end < len(data):
            end = max(data.rfind(sign, at, end) for sign in (b" ", b">", b"\n")) + 1
            end = end if end > at else at + _RUN
        yield data[at:end]
        at = end


def _escape_lone(data: bytes) -> bytes:
    """Return XML whose "&" that open no entity are text; CDATA stays as it is."""
    if data.count(b"<![CDATA[") > _MOST_CDATA:
        return data
    parts = re.split(rb"(<!\[CDATA\[.*?(?:\]\]>|\Z))", data, flags=re.S)
    parts[::2] = [
        b"".join(_LONE.sub(b"&amp;", run) for run in _runs(part)) for part in parts[::2]
    ]
    return b"".join(parts)


def _numbered(match: re.Match[bytes]) -> bytes:
    """Return an entity of HTML by its number; those of XML stay."""
    name = match[1].decode("ascii")
    char = html.entities.html5.get(f"{name};", "")
    if not char or char in "<>&\"'":
        return match[0]
    return "".join(f"&#{ord(one)};" for one in char).encode("ascii")


def _broken(file: RecordFile, reason: str) -> RecordError:
    return RecordError(
        said("no XML that can be read: {reason}", reason=reason[:120]),
        where=file.name,
        hint=said("export it again; the file may be cut off"),
    )
