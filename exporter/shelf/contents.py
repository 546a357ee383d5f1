"""What a shelf holds, and how it is said.

In: editions and a `Tongue`. Out: `Shelf`, with the words that page, catalogues and feed
share.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from exporter.phrases import format_day, format_size
from exporter.said import marked
from exporter.shelf.edition import Kind, ShelvedEdition, ShelvedFile
from exporter.tongue import Tongue, tongue

PAGE, OPDS_1, OPDS_2, FEED = "index.html", "catalog.xml", "catalog.json", "feed.xml"
PUBLICATION = "publication.json"
#: The space identifiers of feeds are made in (RFC 9562, version 5).
_SPACE = uuid.UUID("6f0d3f4a-2b52-5c0e-9a55-6a4d1c6f7b21")
FORMATS: dict[Kind, str] = {
    "hemat": marked("EPUB, smaller"),
    "epub": "EPUB",
    "pdf": "PDF",
}


@dataclass(frozen=True)
class Shelf:
    """Editions, the newest first, under one title."""

    title: str
    editions: tuple[ShelvedEdition, ...]
    t: Tongue

    @classmethod
    def of(
        cls, editions: Iterable[ShelvedEdition], title: str, language: str
    ) -> "Shelf":
        """Return a shelf; where nothing is asked for, in the newest edition's words.

        Editions of several titles stand under their publisher's name.
        """
        newest = sorted(editions, key=lambda one: one.newness, reverse=True)
        t = tongue(language or newest[0].language)
        if not title and len({one.title for one in newest}) == 1:
            title = newest[0].title
        return cls(title or newest[0].publisher, tuple(newest), t)

    @property
    def newest(self) -> ShelvedEdition:
        """The edition that comes first."""
        return self.editions[0]

    @property
    def has_one_title(self) -> bool:
        """Whether all editions have the title of the shelf."""
        return {one.title for one in self.editions} == {self.title}

    @property
    def tagline(self) -> str:
        """What stands below the title."""
        return self.newest.tagline if self.has_one_title else ""

    @cached_property
    def updated(self) -> dt.datetime:
        """When the last edition was made or revised."""
        return max(one.modified for one in self.editions)

    @property
    def count(self) -> str:
        """Return how many editions there are: "30 editions"."""
        many = (
            marked("{n} editions") if len(self.editions) > 1 else marked("{n} edition")
        )
        return self.t(many, n=len(self.editions))

    def identifier(self, of: str) -> str:
        """Return what a feed is known by, as long as title and publisher stay."""
        name = f"{self.newest.publisher}/{self.title}/{of}"
        return uuid.uuid5(_SPACE, name).urn

    def number(self, edition: ShelvedEdition) -> str:
        """Return the issue number: "No. 12"."""
        return self.t("No. {n}", n=edition.number)

    def name(self, edition: ShelvedEdition) -> str:
        """Return title and issue number."""
        return f"{edition.title}, {self.number(edition)}"

    def day(self, edition: ShelvedEdition) -> str:
        """Return the date of an edition, as the page's language has it."""
        return format_day(edition.date, self.t.language)

    def format(self, file: ShelvedFile) -> str:
        """Return what a file is."""
        return self.t(FORMATS[file.kind])

    def size(self, file: ShelvedFile) -> str:
        """Return the size of a file: "1.2 MB"."""
        return format_size(file.bytes, self.t.language)


def address_of(edition: ShelvedEdition, name: str) -> str:
    """Return where a file of an edition lies, relative to the shelf."""
    return f"{edition.name}/{name}"


def summary_of(edition: ShelvedEdition) -> str:
    """Return the first headline of each section, that of the cover first."""
    sections = [section.articles for section in edition.sections if section.articles]
    first = [articles[0].headline for articles in sections]
    return " · ".join(dict.fromkeys([edition.lead.headline, *first]))


def utc(moment: dt.datetime) -> str:
    """Return a moment as RFC 3339 writes it, in UTC."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
