"""Pages in a web archive (WARC, ISO 28500).

In: an open WARC file, packed or not. Out: the address and the bytes of each page:
HTML, XML or JSON that came with the answer 200. Everything else a crawl keeps
(pictures, scripts, redirects) is passed over. Needs the extra `warc`.
"""

import zlib
from collections.abc import Iterator
from typing import IO, Any

from exporter.errors import RecordError
from exporter.records.limits import LIMITS
from exporter.records.packed import GZIP_START, Unpacked, too_large
from exporter.said import said

WARC_START = b"WARC/"
_PAGES = ("html", "xml", "json")


def pages_in(file: IO[bytes], name: str) -> Iterator[tuple[str, bytes] | RecordError]:
    """Yield (address, bytes) for each page, an error for each one that is too large.

    Where the file is damaged, an error comes last: the pages before were given. Raises
    RecordError where warcio is not installed.
    """
    try:
        from warcio.archiveiterator import (  # type: ignore[import-untyped]
            ArchiveIterator,
        )
        from warcio.exceptions import (  # type: ignore[import-untyped]
            ArchiveLoadFailed,
        )
    except ImportError as error:
        raise RecordError(
            said("web archives (WARC, WACZ) need the library warcio"),
            where=name,
            hint=said("install it: pip install 'edition-exporter[warc]'"),
        ) from error
    damage = (ArchiveLoadFailed, OSError, EOFError, ValueError, zlib.error)
    packed = file.read(2) == GZIP_START
    file.seek(0)
    # warcio takes a file that was cut short for one that ends there
    stream = Unpacked(file) if packed else file
    try:
        for record in ArchiveIterator(stream):
            if not _is_page(record):
                continue
            data = record.content_stream().read(LIMITS.file + 1)
            url = record.rec_headers.get_header("WARC-Target-URI") or ""
            if len(data) > LIMITS.file:
                yield too_large(url or name)
            elif record.raw_stream.limit:
                raise EOFError
            else:
                yield url, data
    except damage:
        yield RecordError(
            said("the web archive is damaged or cut short"),
            where=name,
            hint=said("the pages before the damage were read; copy the file again"),
        )


def _is_page(record: Any) -> bool:
    if record.rec_type not in ("response", "resource"):
        return False
    headers = record.http_headers
    if record.rec_type == "response":
        if headers is None or headers.get_statuscode() != "200":
            return False
        kind = headers.get_header("Content-Type") or ""
    else:
        kind = record.rec_headers.get_header("Content-Type") or ""
    return any(one in kind.lower() for one in _PAGES)
