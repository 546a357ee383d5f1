"""What a photo file says of itself: caption, credit, rights, alt text, date, origin.

In: a photo, as a path or as bytes. Out: `PhotoFacts`, each field with its origin. For
each field XMP wins over IIM, and IIM over EXIF (IPTC Photo Metadata Standard 2025.1);
what a camera or an archive wrote there by itself is no caption and no credit. Only the
head of a file is read, no pixel is decoded, and nothing it holds can stop the run.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from exporter.inline import clean_line
from exporter.records.limits import problem_of_text
from exporter.records.photo_iim import (
    is_undeclared_utf8,
    read_day,
    read_moment,
)
from exporter.records.photo_noise import noise_in
from exporter.records.photo_terms import cut_terms, read_terms
from exporter.records.photo_words import (
    EXIF_NAMES,
    TAKEN,
    TAKEN_OFFSET,
    PhotoWords,
    read_words,
)
from exporter.said import said

_MIDNIGHT, _END_OF_DAY = dt.time(0), dt.time(23, 59, 59)
#: IIM has room for so many bytes of a field (IIM 4.2, 6); a longer text is cut.
_IIM_ROOM = {
    **{"creators": 32, "creator_title": 32, "credit_line": 32, "source": 32},
    **{"copyright_notice": 128, "instructions": 256, "headline": 256, "caption": 2000},
    **{"city": 32, "country": 64},
}
#: More people than any photo names; the rest is a list of something else.
_MOST_CREATORS = 20
#: field -> (XMP property, IIM dataset of record 2, EXIF tag); 0 for none.
_FIELDS: Mapping[str, tuple[str, int, int]] = {
    "caption": ("dc:description", 120, 0x010E),
    "headline": ("photoshop:Headline", 105, 0),
    "creators": ("dc:creator", 80, 0x013B),
    "creator_title": ("photoshop:AuthorsPosition", 85, 0),
    "credit_line": ("photoshop:Credit", 110, 0),
    "source": ("photoshop:Source", 115, 0),
    "copyright_notice": ("dc:rights", 116, 0x8298),
    "usage_terms": ("xmpRights:UsageTerms", 0, 0),
    "instructions": ("photoshop:Instructions", 40, 0),
    "alt": ("Iptc4xmpCore:AltTextAccessibility", 0, 0),
    "long_description": ("Iptc4xmpCore:ExtDescrAccessibility", 0, 0),
    "city": ("photoshop:City", 90, 0),
    "country": ("photoshop:Country", 101, 0),
    "digital_source_type": ("Iptc4xmpExt:DigitalSourceType", 0, 0),
}
_PARAGRAPH = re.compile(r"(?:\r\n?|\n)\s*(?:\r\n?|\n)\s*")


@dataclass(frozen=True)
class NotTaken:
    """A text that stands in a field of a photo and is no such field, and why."""

    text: str
    why: str


@dataclass(frozen=True)
class Doubt:
    """What an editor should know of some of the fields; of all where it names none."""

    text: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class PhotoFacts:
    """What a photo file says; a field it does not have is empty.

    `caption` has a string for each paragraph; `created` is as printed, `created_on` its
    day. `digital_source_type` is the code of IPTC's list ("trainedAlgorithmicMedia").
    `restrictions` forbid a use, `obligations` are kept by an edition that prints
    credits; `has_unread_terms` says that instructions hold more than these. Times
    without a zone are naive. `origins` says which property gave each field; `dropped`
    is what was no such field, `doubts` what an editor should look at.
    """

    caption: tuple[str, ...] = ()
    headline: str = ""
    creators: tuple[str, ...] = ()
    creator_title: str = ""
    credit_line: str = ""
    source: str = ""
    copyright_notice: str = ""
    usage_terms: str = ""
    instructions: str = ""
    alt: str = ""
    long_description: str = ""
    created: str = ""
    created_on: dt.date | None = None
    city: str = ""
    country: str = ""
    digital_source_type: str = ""
    restrictions: tuple[str, ...] = ()
    obligations: tuple[str, ...] = ()
    has_unread_terms: bool = False
    embargoed_until: dt.datetime | None = None
    expires: dt.datetime | None = None
    origins: Mapping[str, str] = field(default_factory=dict)
    dropped: tuple[NotTaken, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def read_photo_facts(photo: Path | bytes) -> PhotoFacts:
    """Return what a photo says of itself; empty for a file that is none.

    Never raises: whether a photo can be printed is judged by `exporter.photos`.
    """
    return _Reading(read_words(photo)).facts()


def credit_of(facts: PhotoFacts) -> tuple[str, str]:
    """Return the credit a photo asks for, and its origin: its credit line, else
    "Name/Agency" of those who made it; the agency alone says too little."""
    if facts.credit_line:
        return facts.credit_line, facts.origins.get("credit_line", "")
    names = ", ".join(facts.creators)
    if not names:
        return "", ""
    rules = [facts.origins.get("creators", "")]
    if facts.source and facts.source.casefold() not in names.casefold():
        names = f"{names}/{facts.source}"
        rules.append(facts.origins.get("source", ""))
    return names, " + ".join(rules)


# --- fields by precedence -----------------------------------------------------------


class _Reading:
    """Chooses the value of each field, and notes what was not taken."""

    def __init__(self, file: PhotoWords) -> None:
        self._file = file
        self._origins: dict[str, str] = {}
        self._dropped: list[NotTaken] = []
        self._doubts: list[Doubt] = []

    def facts(self) -> PhotoFacts:
        found: dict[str, Any] = {name: self._values(name) for name in _FIELDS}
        found["caption"], tail = self._caption(found["caption"])
        for name in _FIELDS:
            if name not in {"caption", "creators"}:
                found[name] = next(iter(found[name]), "")
        found["creators"] = tuple(dict.fromkeys(found["creators"]))[:_MOST_CREATORS]
        found["digital_source_type"] = _code(found["digital_source_type"])
        found |= self._terms(found, tail)
        found["created"], found["created_on"] = self._created()
        self._look_again()
        return PhotoFacts(
            **found,
            origins=self._origins,
            dropped=tuple(self._dropped),
            doubts=tuple(self._doubts),
        )

    def _values(self, name: str) -> list[str]:
        """Return the values of a field from the first place that has any."""
        for origin, values in self._candidates(name):
            taken = [v for v in values if self._is_taken(name, v, origin)]
            if taken:
                self._origins[name] = origin
                return taken
        return []

    def _candidates(self, name: str) -> Iterator[tuple[str, Sequence[str]]]:
        prop, dataset, tag = _FIELDS[name]
        yield f"XMP {prop}", self._clean(name, self._file.xmp.texts(prop))
        if dataset:
            yield f"IIM 2:{dataset}", self._clean(name, self._file.iim.texts(dataset))
        if tag:
            text = self._file.exif.get(tag, "")
            values = text.split(";") if name == "creators" else [text]
            yield f"EXIF {EXIF_NAMES[tag]}", self._clean(name, values)

    @staticmethod
    def _clean(name: str, values: Sequence[str]) -> list[str]:
        """Return values as lines; the caption keeps its paragraphs, as "\\n"."""
        if name != "caption":
            return [line for line in map(clean_line, values) if line]
        parts = (map(clean_line, _PARAGRAPH.split(value)) for value in values)
        return [text for text in ("\n".join(filter(None, p)) for p in parts) if text]

    def _is_taken(self, name: str, value: str, origin: str) -> bool:
        noise = noise_in(name, value)
        if not noise and problem_of_text(value):
            noise = said("far too long")
            if name in {"instructions", "usage_terms"}:  # a restriction may be in it
                told = said("its terms are far too long and are not read")
                self._doubts.append(Doubt(told))
        if noise:
            why = said("{origin}: {why}", origin=origin, why=noise)
            self._dropped.append(NotTaken(value[:200], why))
        return not noise

    def _caption(self, values: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
        """Return the paragraphs, without restrictions hung on them, and these."""
        restrictions: list[str] = []
        paragraphs = []
        for paragraph in "\n".join(values[:1]).split("\n"):
            text, found = cut_terms(paragraph)
            restrictions += found
            if text != paragraph:
                why = said("a restriction that ends the caption")
                self._dropped.append(NotTaken(paragraph[len(text) :].strip(), why))
            paragraphs.append(text)
        kept = tuple(filter(None, paragraphs))
        if not kept:
            self._origins.pop("caption", None)
        return kept, restrictions

    def _terms(self, found: Mapping[str, str], tail: Sequence[str]) -> dict[str, Any]:
        """Return what the photo's rights ask, from every place that speaks of them."""
        asked = [read_terms(found[name]) for name in ("instructions", "usage_terms")]
        restrictions = [r for terms in asked for r in terms.restrictions]
        obligations = [o for terms in asked for o in terms.obligations]
        embargoes = [terms.embargoed_until for terms in asked]
        ends = [terms.expires for terms in asked]
        iim, xmp = self._file.iim, self._file.xmp
        embargoes += [
            read_moment(iim.text(30), iim.text(35), _MIDNIGHT),
            _xmp_moment(xmp.text("plus:LicenseStartDate"), _MIDNIGHT),
        ]
        ends += [
            read_moment(iim.text(37), iim.text(38), _END_OF_DAY),
            _xmp_moment(xmp.text("plus:LicenseEndDate"), _END_OF_DAY),
        ]
        return {
            "restrictions": tuple(dict.fromkeys([*restrictions, *tail])),
            "obligations": tuple(dict.fromkeys(obligations)),
            "has_unread_terms": asked[0].unread,
            "embargoed_until": max(filter(None, embargoes), key=_order, default=None),
            "expires": min(filter(None, ends), key=_order, default=None),
        }

    def _created(self) -> tuple[str, dt.date | None]:
        """Return when the photo was taken, as printed, and the day."""
        file = self._file
        exif = file.exif.get(TAKEN, "")
        iim = " ".join(filter(None, (file.iim.text(55), file.iim.text(60))))
        for origin, printed, day in (
            (
                "XMP photoshop:DateCreated",
                file.xmp.text("photoshop:DateCreated"),
                file.xmp.text("photoshop:DateCreated")[:10].replace("-", ""),
            ),
            ("IIM 2:55", iim, iim[:8]),
            (
                "EXIF DateTimeOriginal",
                exif + file.exif.get(TAKEN_OFFSET, ""),
                exif[:10].replace(":", ""),
            ),
        ):
            when = read_day(day)
            if when and len(printed) <= 40:
                self._origins["created"] = origin
                return clean_line(printed), when
        return "", None

    def _look_again(self) -> None:
        """Note what an editor should know."""
        iim, xmp = self._file.iim, self._file.xmp
        if xmp.problem:
            self._doubts.append(Doubt(xmp.problem))
        if xmp.goes_on:
            self._dropped.append(NotTaken("", said("a second XMP packet is not read")))
        if not iim.whole:
            self._doubts.append(Doubt(said("its IIM is damaged; the rest is not read")))
        used = {
            name: iim.raw(_FIELDS[name][1])
            for name, origin in self._origins.items()
            if name in _FIELDS and origin.startswith("IIM")
        }
        for name, values in used.items():
            room = _IIM_ROOM[name]
            if any(len(value) == room for value in values):
                told = said(
                    "a text of {room} bytes may be cut: IIM has room for no more",
                    room=room,
                )
                self._doubts.append(Doubt(told, (name,)))
        undeclared = [n for n, raw in used.items() if any(map(is_undeclared_utf8, raw))]
        if undeclared and not iim.is_utf8:
            told = said("read as UTF-8, which its IIM does not say")
            self._doubts.append(Doubt(told, tuple(undeclared)))


def _code(address: str) -> str:
    """Return the code at the end of an address of IPTC's NewsCodes."""
    return address.rstrip("/").rpartition("/")[2][:80]


def _xmp_moment(text: str, missing: dt.time) -> dt.datetime | None:
    """Return a whole XMP date; one without a day is no time to act on."""
    if len(text) == 10:
        day = read_day(text.replace("-", ""))
        return dt.datetime.combine(day, missing) if day else None
    try:
        return dt.datetime.fromisoformat(text) if len(text) > 10 else None
    except ValueError:
        return None


def _order(when: dt.datetime) -> dt.datetime:
    """Return a time as one to compare by: a naive one counts as UTC."""
    return when if when.tzinfo else when.replace(tzinfo=dt.UTC)
