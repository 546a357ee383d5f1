"""Bytes of a saved page as text.

In: the bytes of an HTML page, or of a page saved as one MHTML file. Out: the text and
a warning where its encoding was not certain. Order: byte order mark, strict UTF-8,
the charset the page names (WHATWG Encoding Standard: `iso-8859-1` means
Windows-1252), UTF-8 with a few broken letters, a guess.
"""

import codecs
import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage, Message
from importlib import import_module
from importlib.util import find_spec

from exporter.errors import RecordError
from exporter.said import said

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: How far into a page its charset is looked for.
_HEAD = 8192
_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I
)
_XML_ENCODING = re.compile(rb"""<\?xml[^>]{0,100}encoding\s*=\s*["']([\w.:-]+)""", re.I)
#: What a label stands for on the web, where Python means less by it.
_MEANT = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "utf-16": "utf-8",
}
#: Encodings whose bytes are all ASCII: strict UTF-8 would read them, wrongly.
_SEVEN_BIT = {"iso2022_jp", "iso2022_kr", "hz"}
_FEW = 500
#: C0 and C1 controls, which no parser keeps apart from text; a null ends a text in C.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f]")
_MHTML = re.compile(rb"(?:^|\n)content-type:\s*multipart/related", re.I)


def decode_page(data: bytes, where: str) -> tuple[str, tuple[str, ...]]:
    """Return the text of a page and warnings; raise RecordError where it is none."""
    charset = ""
    if is_mhtml(data):
        data, charset = _page_of_mhtml(data, where)
    text, warnings = _decode(data, charset)
    if not text.strip():
        raise RecordError(
            said("the page is empty"), where=where, hint=said("save the page again")
        )
    return _CONTROLS.sub("", text), warnings


def is_mhtml(data: bytes) -> bool:
    """Say whether a file is a page saved with all its parts in one (RFC 2557)."""
    head = data[:_HEAD].lstrip()
    return bool(re.match(rb"[A-Za-z-]{2,40}:", head)) and bool(_MHTML.search(head))


def _page_of_mhtml(data: bytes, where: str) -> tuple[bytes, str]:
    """Return the bytes and the charset of the page in an MHTML file."""
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        for part in _parts(message):
            if part.get_content_type() in ("text/html", "application/xhtml+xml"):
                payload = part.get_payload(decode=True)
                if isinstance(payload, bytes) and payload.strip():
                    return payload, str(part.get_content_charset() or "")
    except (ValueError, LookupError, TypeError, RecursionError, AttributeError):
        pass
    raise RecordError(
        said("no page found in this saved file"),
        where=where,
        hint=said("save the page as “Web page, complete” or “HTML only”"),
    )


def _parts(message: Message | EmailMessage) -> Iterator[Message]:
    for part in message.walk():
        if isinstance(part, Message):
            yield part


def _decode(data: bytes, charset: str) -> tuple[str, tuple[str, ...]]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace"), ()
    named = _codec(charset) or _named(data)
    if named in _SEVEN_BIT:
        return data.decode(named, "replace"), ()
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    if named and named != "utf-8":
        try:
            return data.decode(named), ()
        except (UnicodeDecodeError, LookupError):
            pass
    return _doubtful(data, named)


def _named(data: bytes) -> str:
    """Return the codec of the charset a page names, or ""."""
    found = _CHARSET.search(data[:_HEAD]) or _XML_ENCODING.match(data[:200].lstrip())
    return _codec(found[1].decode("ascii", "replace")) if found else ""


def _codec(label: str) -> str:
    """Return Python's name of a text encoding, or "" where there is none."""
    try:
        info = codecs.lookup(label) if label else None
    except (LookupError, ValueError):
        return ""
    if info is None or not getattr(info, "_is_text_encoding", True):
        return ""
    return _MEANT.get(info.name, info.name)


def _doubtful(data: bytes, named: str) -> tuple[str, tuple[str, ...]]:
    """Return the likeliest reading of bytes that fit no encoding that is named."""
    for encoding in dict.fromkeys(("utf-8", named)):
        text = data.decode(encoding, "replace") if encoding else ""
        if text and text.count("\ufffd") * _FEW <= len(text):
            return text, (
                said("some characters cannot be read: look for “\ufffd” in the text"),
            )
    encoding = _guessed(data)
    return data.decode(encoding, "replace"), (
        said(
            "the page's encoding is not certain: read as {encoding}; "
            "look for wrong characters",
            encoding=encoding,
        ),
    )


def _guessed(data: bytes) -> str:
    if find_spec("charset_normalizer"):
        best = import_module("charset_normalizer").from_bytes(data[:200_000]).best()
        if best is not None:
            return str(best.encoding)
    return "cp1252"
