"""An Article being read from a page: fields found so far, and where from.

In: what the rules of `text` find, line by line. Out: an `Article` whose provenance
lists the rule of each field, every text left out, and a warning for each absence.
"""

import html
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from exporter.blocks import Block, ImageBlock, Paragraph, Party, RelatedBlock
from exporter.errors import RecordError
from exporter.model import Article, Dropped, Image, Provenance, Related
from exporter.records.labels import Labels
from exporter.records.people import Credited, field_of, is_collective
from exporter.said import said

#: The warning for each field that was looked for and not found.
ABSENCES = {
    "publisher": said("no publisher found"),
    "sections": said("no section found"),
    "byline": said("no byline found"),
    "dateline": said("no dateline found"),
    "published": said("no publication time found"),
    "images": said("no photo found"),
    "sources": said("no source found"),
}


@dataclass
class Draft:
    """What has been found; `values` holds single fields of the Article."""

    values: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    body: list[Block] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    related: list[Related] = field(default_factory=list)
    sources: list[Party] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    bylines: list[str] = field(default_factory=list)
    people: list[Credited] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def set(self, name: str, value: Any, rule: str) -> None:
        """Keep a single field and the rule that gave it."""
        self.values[name] = value
        self.origins[name] = rule

    def add_origin(self, name: str, rule: str) -> None:
        """Add a rule to those that gave a field of several values."""
        rules = self.origins.get(name, "").split("; ")
        if rule not in rules:
            self.origins[name] = "; ".join(filter(None, (*rules, rule)))

    def drop(self, text: str, rule: str) -> None:
        """Keep readable text that is not part of the article."""
        if text:
            self.dropped.append(Dropped(text=text, rule=rule))

    def warn(self, text: str) -> None:
        """Note a doubt once."""
        if text not in self.warnings:
            self.warnings.append(text)

    def add_paragraph(self, text: str) -> None:
        """Add a paragraph of plain words."""
        self.body.append(Paragraph(html=html.escape(text, quote=False)))
        self.origins.setdefault("body", "text lines after the headline")

    def add_block(self, block: Block, rule: str) -> None:
        """Add a block of the body."""
        self.body.append(block)
        self.add_origin("body", rule)

    def find_image(self, image: Image) -> int | None:
        """Return the index of the same photo: same file or address; None for none."""
        place = image.file or image.href
        same = (n for n, i in enumerate(self.images) if place == (i.file or i.href))
        return next(same, None) if place else None

    def keep_image(self, image: Image, rule: str) -> int:
        """Keep a photo and return its index; its place is for the caller."""
        self.images.append(image)
        self.add_origin("images", rule)
        return len(self.images) - 1

    def fill_image(self, index: int, image: Image) -> None:
        """Give a photo what it lacks from another account of the same photo."""
        has = self.images[index]
        names = ("caption", "credit", "alt", "width", "height")
        lacks = {n: getattr(image, n) for n in names if not getattr(has, n)}
        self.images[index] = has.model_copy(update=lacks)

    def add_related(self, headline: str, url: str, rule: str) -> None:
        """Add a related headline at this place in the body; neighbours share a box."""
        self.related.append(Related(headline=headline, url=url))
        index = len(self.related) - 1
        last = self.body[-1] if self.body else None
        if isinstance(last, RelatedBlock):
            self.body[-1] = RelatedBlock(related=(*last.related, index))
        else:
            self.body.append(RelatedBlock(related=(index,)))
        self.add_origin("related", rule)

    def add_image(self, caption: str, credit: str, rule: str) -> None:
        """Add a photo the page names. All but the lead have their place."""
        words = (html.escape(caption, quote=False),) if caption else ()
        self.images.append(Image(caption=words, credit=credit))
        if len(self.images) > 1:
            self.body.append(ImageBlock(image=len(self.images) - 1))
        self.origins.setdefault("images", rule)

    def add_credit(self, credit: str) -> None:
        """Give the last photo its credit, from a line of its own."""
        self.images[-1] = self.images[-1].model_copy(update={"credit": credit})

    def add_party(self, group: str, party: Party, rule: str) -> None:
        """Add one of the `authors`, `editors` or `contributors`, once."""
        people = self.values.get(group, ())
        if party not in people:
            self.values[group] = (*people, party)
        self.add_origin(group, rule)

    def add_source(self, name: str, rule: str) -> bool:
        """Add a source; return False where it is one already."""
        self.add_origin("sources", rule)
        if any(source.name == name for source in self.sources):
            return False
        self.sources.append(Party(name=name, kind="organisation"))
        return True

    @property
    def has_text(self) -> bool:
        """Say whether the body has a paragraph yet."""
        return any(isinstance(block, Paragraph) for block in self.body)

    def article(self, provenance: Provenance, labels: Labels) -> Article:
        """Return the Article; raise RecordError where the model refuses it."""
        self._set_people(labels)
        for name in ("body", "images", "related", "sources", "tags"):
            if found := getattr(self, name):
                self.values[name] = tuple(found)
        for name, absence in ABSENCES.items():
            signed = name == "byline" and self.values.get("authors")
            if not signed and not self.values.get(name):
                self.warn(absence)
        self._warn_of_photos()
        full = provenance.model_copy(
            update={
                "origins": self.origins,
                "dropped": tuple(self.dropped),
                "warnings": (*provenance.warnings, *self.warnings),
            }
        )
        try:
            return Article(**self.values, provenance=full)
        except ValidationError as error:
            raise RecordError(
                said(
                    "the page text cannot be read: {reason}",
                    reason=error.errors()[0]["msg"],
                ),
                where=provenance.file,
                hint=said("look for damaged characters in the file"),
            ) from error

    def _set_people(self, labels: Labels) -> None:
        if not self.bylines:
            return
        self.set("byline", " | ".join(self.bylines), "byline lines, as printed")
        groups: dict[str, list[Party]] = {
            name: [] for name in ("authors", "editors", "contributors")
        }
        for one in self.people:
            group = field_of(one.role)
            party = Party(
                name=one.name,
                kind="organisation" if is_collective(one.name, labels) else "person",
                role=one.label if group == "contributors" else "",
                affiliation=one.affiliation,
            )
            if party not in groups[group]:
                groups[group].append(party)
            label = f"label '{one.label}'" if one.label else "name before the outlet"
            self.add_origin(group, f"byline: {label}")
        self.values.update((name, tuple(people)) for name, people in groups.items())

    def _warn_of_photos(self) -> None:
        if any(not image.file for image in self.images):
            self.warn(said("photo: the record names a photo it does not carry"))
        if any(not image.credit for image in self.images):
            self.warn(said("no photo credit found"))
        if any(not image.caption for image in self.images):
            self.warn(said("no photo caption found"))
