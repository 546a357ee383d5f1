"""Bytes of a record as text.

In: the bytes of a file. Out: the text, and a warning where it was not UTF-8. Order:
byte order mark, strict UTF-8, then Windows-1252 (with Latin-1 in it), but only where
no encoding like it would read another text: no wrong character may reach a page.
"""

import codecs
import re
from itertools import count

from exporter.errors import RecordError
from exporter.said import said

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_READ_AS = "cp1252"
#: What else a text of Latin letters may be in; the last has no signs at 80 to 9F.
_LIKE_IT = {"cp1250": "Windows-1250", "cp1254": "Windows-1254"}
_ISO = {"iso8859-2": "ISO 8859-2", "iso8859-15": "ISO 8859-15"}
_WINDOWS_SIGNS = re.compile(rb"[\x80-\x9f]")
#: What Windows-1252 makes of another script, of DOS and of Macintosh text: a letter
#: beside a quotation mark's wrong side, rare letters, or words with no plain letter.
_NO_LATIN = re.compile(
    r"[^\W\d_][“‘„‚]|[”][^\W\d_]|[ŠŒŽšœžŸƒˆ˜]"
    r"|(?<![^\W\d_])(?![^\W\d_]*[a-zA-Z])[^\W\d_ªº]{2,}"
)
_UTF8_HINT = said("save it again with the encoding UTF-8 (“Save as” of an editor)")


def decode(data: bytes, where: str) -> tuple[str, tuple[str, ...]]:
    """Return the text of `data` and warnings; raise RecordError where it is no text."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _marked(data[len(mark) :], encoding, where), ()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _as_windows(data, error.start, where), (
            said("not UTF-8: read as Windows-1252; look for wrong characters"),
        )
    if "\0" in text:
        raise _no_text(data, where)
    return text, ()


def _marked(data: bytes, encoding: str, where: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise RecordError(
            said("its first bytes say {encoding}, but it is not", encoding=encoding),
            where=where,
            hint=_UTF8_HINT,
        ) from error
    if "\0" in text:
        raise _no_text(data, where)
    return text


def _as_windows(data: bytes, first: int, where: str) -> str:
    """Return `data` read as Windows-1252 where nothing else is as likely."""
    if b"\0" in data:
        raise _no_text(data, where)
    try:
        text = data.decode(_READ_AS)
    except UnicodeDecodeError:
        text = ""
    closes_what_is_open = text.count("”") <= text.count("“") + text.count("„")
    if not text or not closes_what_is_open or _NO_LATIN.search(text):
        raise RecordError(
            said(
                "is not UTF-8: byte 0x{byte} in line {line} cannot be read",
                byte=f"{data[first]:02X}",
                line=data.count(b"\n", 0, first) + 1,
            ),
            where=where,
            hint=_UTF8_HINT,
        )
    others = _LIKE_IT if _WINDOWS_SIGNS.search(data) else {**_LIKE_IT, **_ISO}
    for other, name in others.items():
        _refuse_other_reading(text, data.decode(other, errors="replace"), name, where)
    return text


def _refuse_other_reading(text: str, other: str, name: str, where: str) -> None:
    if text == other:
        return
    # each of these encodings has one character for one byte
    at = next(i for i in count() if text[i] != other[i])
    start = max(text.rfind(" ", 0, at), text.rfind('"', 0, at), text.rfind("\n", 0, at))
    word = re.match(r"[^\s\"]*", text[start + 1 :])
    end = start + 1 + (min(len(word[0]), 40) if word else 0)
    raise RecordError(
        said(
            "is not UTF-8, and a word in line {line} can be read as {one} "
            "(Windows-1252) or {two} ({name})",
            line=text.count("\n", 0, at) + 1,
            one=text[start + 1 : end],
            two=other[start + 1 : end],
            name=name,
        ),
        where=where,
        hint=_UTF8_HINT,
    )


def _no_text(data: bytes, where: str) -> RecordError:
    start = data[:1000]
    if start.count(0) * 3 > len(start) and len(start.replace(b"\0", b"")) > 1:
        return RecordError(
            said("looks like UTF-16 without the mark that says so"),
            where=where,
            hint=_UTF8_HINT,
        )
    return RecordError(
        said("the file is no text"),
        where=where,
        hint=said("give JSON, JSON Lines or the plain text of a page, in UTF-8"),
    )
