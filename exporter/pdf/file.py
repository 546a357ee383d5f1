"""Write a PDF file object by object (ISO 32000-1, 7.5).

In: pydyf values and raw streams, in any order. Out: a PDF 1.7 file with object
streams and a cross-reference stream. Each object leaves memory as it is added, so
that a file of any length needs no more than what it is made from.
"""

import hashlib
import zlib
from typing import Any, BinaryIO

import pydyf

_LEVEL = 6
#: Objects in one object stream: readers unpack it whole to get at one.
_PACK = 256


class PdfFile:
    """A PDF being written to `out`."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._at = 0
        self._count = 0
        #: Of each object: (1, offset, 0) or (2, object stream, index in it).
        self._places: dict[int, tuple[int, int, int]] = {}
        self._packed: list[tuple[int, bytes]] = []
        self._hash = hashlib.md5(usedforsecurity=False)
        self._write(b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n")

    def reserve(self) -> int:
        """Return the number of an object that is written later."""
        self._count += 1
        return self._count

    def add(self, value: Any, number: int = 0) -> bytes:
        """Write a value that is no stream; return the reference to it."""
        number = number or self.reserve()
        self._packed.append((number, _source(value)))
        if len(self._packed) == _PACK:
            self._flush()
        return reference(number)

    def add_stream(
        self, data: bytes, extra: dict[str, Any] | None = None, *, deflate: bool = False
    ) -> bytes:
        """Write a stream; return the reference to it.

        With `deflate`, `data` is compressed here; else it is written as it is.
        """
        entries = dict(extra or {})
        if deflate:
            data, entries["Filter"] = zlib.compress(data, _LEVEL), "/FlateDecode"
        entries["Length"] = len(data)
        number = self.reserve()
        self._write_stream(number, entries, data)
        return reference(number)

    def finish(self, catalog: bytes, document: bytes, identifier: bytes) -> None:
        """Write what ends the file: `catalog` and `document` (Info) are references.

        The second half of the file's /ID is made from its content.
        """
        self._flush()
        number = self.reserve()
        self._places[number] = (1, self._at, 0)
        places = [(0, 0, 65535), *(self._places[n] for n in range(1, number + 1))]
        width = (max(place[1] for place in places).bit_length() + 7) // 8
        table = b"".join(
            kind.to_bytes(1, "big")
            + at.to_bytes(width, "big")
            + third.to_bytes(2, "big")
            for kind, at, third in places
        )
        ids = (identifier, self._hash.digest())
        entries = {
            "Type": "/XRef",
            "Size": number + 1,
            "W": pydyf.Array([1, width, 2]),
            "Root": catalog,
            "Info": document,
            "ID": pydyf.Array([b"<" + part.hex().encode() + b">" for part in ids]),
            "Filter": "/FlateDecode",
        }
        start = self._at
        data = zlib.compress(table, _LEVEL)
        self._write_stream(number, {**entries, "Length": len(data)}, data)
        self._write(f"startxref\n{start}\n%%EOF\n".encode())

    def _flush(self) -> None:
        """Write the objects that wait as an object stream (7.5.7)."""
        if not self._packed:
            return
        number = self.reserve()
        heads, bodies, at = [], [], 0
        for index, (inner, source) in enumerate(self._packed):
            self._places[inner] = (2, number, index)
            heads.append(f"{inner} {at}")
            bodies.append(source)
            at += len(source) + 1
        head = " ".join(heads).encode() + b"\n"
        data = zlib.compress(head + b"\n".join(bodies), _LEVEL)
        entries = {
            "Type": "/ObjStm",
            "N": len(bodies),
            "First": len(head),
            "Filter": "/FlateDecode",
            "Length": len(data),
        }
        self._packed.clear()
        self._write_stream(number, entries, data)

    def _write_stream(self, number: int, entries: dict[str, Any], data: bytes) -> None:
        self._places[number] = (1, self._at, 0)
        head = _source(pydyf.Dictionary(entries))
        self._write(f"{number} 0 obj\n".encode() + head + b"\nstream\n")
        self._write(data)
        self._write(b"\nendstream\nendobj\n")

    def _write(self, data: bytes) -> None:
        self._out.write(data)
        self._hash.update(data)
        self._at += len(data)


def reference(number: int) -> bytes:
    """Return the reference to an object."""
    return b"%d 0 R" % number


def _source(value: Any) -> bytes:
    return value if isinstance(value, bytes) else bytes(value.data)
