"""What the proof found: as findings, as a sum, and as JSON.

In: for each article its fields and where they were found. Out: `Proof`.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from exporter.checks import Finding
from exporter.model import Edition
from exporter.proof.expected import COUNTED, Field, Kind
from exporter.said import Said, joined, marked, said

_LONGEST = 120
#: Of a hash that tells two texts, or photos, of one field apart.
_DIGITS = 16
_FILES = (
    *(marked("no file"), marked("{a}"), marked("{a} and {b}")),
    marked("{a}, {b} and {c}"),
)
#: What a record may lack: said of one, and of several.
_ABSENT = {
    "photo credit": (marked("{n} photo credit"), marked("{n} photo credits")),
    "photo caption": (marked("{n} photo caption"), marked("{n} photo captions")),
    "byline": (marked("{n} byline"), marked("{n} bylines")),
    "source": (marked("{n} source"), marked("{n} sources")),
}


@dataclass(frozen=True)
class FoundField:
    """A field of an article: file name -> where it was found there.

    Places are page numbers in the PDF and documents in the EPUB.
    """

    field: Field
    places: Mapping[str, tuple[str, ...]]
    proved: bool

    def as_json(self) -> dict[str, Any]:
        """Return the field for the proof file; long text is cut, and has a hash."""
        text = self.field.text
        record: dict[str, Any] = {
            "field": self.field.name,
            "text": text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…",
            "proved": self.proved,
        }
        if len(text) > _LONGEST:
            record["sha256"] = hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
        if self.field.kind == "photo":
            record["photo"] = self.field.file[:_DIGITS]
        for file, places in self.places.items():
            record[file.lower()] = [int(p) if p.isdigit() else p for p in places]
        return record


@dataclass(frozen=True)
class Proof:
    """The result of comparing an Edition with its files.

    `found` maps article ids to their fields; `files` names what was read: "PDF",
    "EPUB", "EPUB-hemat". `absent` counts what the records themselves do not have;
    `pages` has a digest of what each page of the PDF shows, `pictures` a small JPEG of
    each, where they were drawn.
    """

    findings: tuple[Finding, ...]
    found: Mapping[str, tuple[FoundField, ...]]
    files: tuple[str, ...]
    absent: Mapping[str, int]
    pages: tuple[str, ...] = ()
    pictures: tuple[bytes, ...] = ()

    def counts(self) -> dict[Kind, tuple[int, int]]:
        """Return kind -> (proved, expected) for credits, captions, bylines, sources."""
        counts: dict[Kind, tuple[int, int]] = {}
        for kind in COUNTED:
            found = [
                f for fs in self.found.values() for f in fs if f.field.kind == kind
            ]
            counts[kind] = sum(f.proved for f in found), len(found)
        return counts

    def sum_line(self) -> Said:
        """Return the one-line sum, which names absences too."""
        counts = self.counts().values()
        proved, expected = (sum(numbers) for numbers in zip(*counts, strict=True))
        line = said(
            "{proved} of {expected} credits, captions, bylines and sources in {files}",
            proved=str(proved),
            expected=str(expected),
            files=said(_FILES[len(self.files)], **dict(zip("abc", self.files))),  # noqa: B905
        )
        absent = joined(
            said(_ABSENT[what][number > 1], n=str(number))
            for what, number in self.absent.items()
            if number
        )
        if not absent:
            return line
        return said("{line}; not in the records: {listed}", line=line, listed=absent)

    def as_json(self) -> dict[str, Any]:
        """Return the proof for <edition>.proof.json."""
        return {
            "sum": self.sum_line(),
            "counts": {
                f"{kind}s": {"proved": proved, "expected": expected}
                for kind, (proved, expected) in self.counts().items()
            },
            "not_in_the_records": dict(self.absent),
            "files": list(self.files),
            "pages": list(self.pages),
            "findings": [finding.as_json() for finding in self.findings],
            "articles": {
                article_id: [field.as_json() for field in fields]
                for article_id, fields in self.found.items()
            },
        }


def count_absent(edition: Edition) -> dict[str, int]:
    """Return how many photos and articles lack what a newsroom should give."""
    articles = edition.articles
    images = [image for article in articles for image in article.images]
    return {
        "photo credit": sum(not image.credit for image in images),
        "photo caption": sum(not image.caption for image in images),
        "byline": sum(
            not (a.authors or a.editors or a.contributors or a.byline) for a in articles
        ),
        "source": sum(not a.sources for a in articles),
    }
