"""Cut metadata out of a JPEG, or add some, without touching its pixels.

In: the bytes of a JPEG (ITU-T T.81, B.1.1). Out: only the segments that pixels need, or
those and some more.
"""

import re
from collections.abc import Iterable, Iterator

_SOI, _EOI = b"\xff\xd8", b"\xff\xd9"
_SOS = 0xDA
#: Frames, tables, scans and restarts: what a decoder needs. Nothing else is kept.
_NEEDED = {*range(0xC0, 0xD0), _SOS, 0xDB, 0xDC, 0xDD} - {0xC8}
#: In a scan, 0xFF is followed by 0 or by the number of a restart.
_SCAN_ENDS = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_JFIF, _ADOBE = 0xE0, 0xEE
_JFIF_BYTES, _ADOBE_BYTES = 14, 12


def strip_metadata(jpeg: bytes) -> bytes:
    """Return `jpeg` without EXIF, XMP, IPTC, ICC, comments and thumbnails.

    Kept besides what pixels need: the first JFIF segment (without its thumbnail)
    and Adobe's colour transform. What follows the first image (MPO, trailers) is
    cut. Raises ValueError for what is no whole JPEG.
    """
    out = [_SOI]
    has_jfif = False
    for marker, segment, scan in _segments(jpeg):
        payload = segment[4:]
        if marker == _JFIF and payload.startswith(b"JFIF\0") and not has_jfif:
            has_jfif = True
            out.append(_segment(marker, payload[: _JFIF_BYTES - 2] + b"\0\0"))
        elif marker == _ADOBE and payload.startswith(b"Adobe"):
            out.append(_segment(marker, payload[:_ADOBE_BYTES]))
        elif marker in _NEEDED:
            out += [segment, scan]
    if len(out) == 1:
        raise ValueError("the JPEG has no image")
    return b"".join([*out, _EOI])


def add_segments(jpeg: bytes, segments: Iterable[tuple[int, bytes]]) -> bytes:
    """Return `jpeg` with (marker, payload) put before all but its JFIF segment."""
    at = len(_SOI)
    if jpeg[at : at + 2] == bytes((0xFF, _JFIF)):
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    added = b"".join(_segment(marker, payload) for marker, payload in segments)
    return jpeg[:at] + added + jpeg[at:]


def _segment(marker: int, payload: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(payload) + 2).to_bytes(2, "big") + payload


def _segments(jpeg: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield (marker, segment, entropy-coded data after it) up to the end of image."""
    if not jpeg.startswith(_SOI):
        raise ValueError("not a JPEG")
    at = len(_SOI)
    while True:
        if at + 2 > len(jpeg) or jpeg[at] != 0xFF:
            raise ValueError("the JPEG has no end")
        marker = jpeg[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        if marker == _EOI[1]:
            return
        end = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if end < at + 4 or end > len(jpeg):
            raise ValueError("a JPEG segment is cut short")
        after = _scan_end(jpeg, end) if marker == _SOS else end
        yield marker, jpeg[at:end], jpeg[end:after]
        at = after


def _scan_end(jpeg: bytes, at: int) -> int:
    """Return the offset of the marker that ends a scan; restarts belong to it."""
    found = _SCAN_ENDS.search(jpeg, at)
    if found is None:
        raise ValueError("the JPEG has no end")
    return found.start()
