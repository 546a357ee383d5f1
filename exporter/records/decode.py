"""Bytes of a record as text.

In: the bytes of a file. Out: the text, and a warning where its encoding had to be
found out. Order: byte order mark, strict UTF-8, then what charset-normalizer says.
"""

import codecs

import charset_normalizer

from exporter.errors import RecordError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(data: bytes, where: str) -> tuple[str, tuple[str, ...]]:
    """Return the text of `data` and warnings; raise RecordError where it is no text."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding), ()
            except UnicodeDecodeError:
                break
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _find_out(data, where)
    if "\0" in text:
        raise _no_text(where)
    return text, ()


def _find_out(data: bytes, where: str) -> tuple[str, tuple[str, ...]]:
    best = None if b"\0" in data else charset_normalizer.from_bytes(data).best()
    if best is None:
        raise _no_text(where)
    encoding = best.encoding
    if "cp1252" in best.could_be_from_charset:
        encoding = "cp1252"  # the likely one among those that read the same
    text = data.decode(encoding, errors="replace")
    return text, (f"not UTF-8: read as {encoding}; look for wrong characters",)


def _no_text(where: str) -> RecordError:
    return RecordError(
        "the file is no text",
        where=where,
        hint="give JSON, JSON Lines or the plain text of a page, in UTF-8",
    )
