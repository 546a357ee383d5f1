"""Stages 3 to 5 for print: an Edition and its Layout become one PDF.

In: Edition, Layout, photos. Out: a PDF/UA-1 file and `PartFacts`. What is behind
`lay_out_edition` and `write_pdf` may change (workers, caches, own tags); what is
in front of them knows only PartFacts and Numbering.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from exporter.facts import Numbering, PartFacts, number_parts
from exporter.layout import Layout
from exporter.model import Edition
from exporter.pdf.engine import LaidOutPart, lay_out
from exporter.pdf.parts import PartSource, render_back, render_parts
from exporter.pdf.write import write_pdf
from exporter.photos import PreparedPhoto, SourcePhoto, photo_stem, prepare_photo

__all__ = ["LaidOutEdition", "lay_out_edition", "prepare_media", "write_pdf"]


@dataclass(frozen=True)
class PreparedEdition:
    """The markup of every part, and the photos they name, ready to be placed."""

    edition: Edition
    layout: Layout
    sources: tuple[PartSource, ...]
    media: Mapping[str, PreparedPhoto]


@dataclass(frozen=True)
class LaidOutEdition:
    """All parts in page order, and their numbers."""

    parts: tuple[LaidOutPart, ...]
    numbering: Numbering

    @property
    def facts(self) -> tuple[PartFacts, ...]:
        """The facts of each part, in page order."""
        return tuple(part.facts for part in self.parts)


def prepare_media(
    edition: Edition, layout: Layout, photos: Mapping[str, SourcePhoto], work: Path
) -> PreparedEdition:
    """Render the parts and prepare each photo once for each slot it stands in."""
    sources = tuple(render_parts(edition, layout))
    by_stem = {photo_stem(name): photo for name, photo in photos.items()}
    media: dict[str, PreparedPhoto] = {}
    for source in sources:
        for stem, slot in source.photos:
            address = f"media:{stem}/{slot}"
            if address not in media:
                media[address] = prepare_photo(by_stem[stem], layout.slots[slot], work)
    return PreparedEdition(edition, layout, sources, media)


def lay_out_edition(
    prepared: PreparedEdition, font_names: Sequence[str]
) -> LaidOutEdition:
    """Lay out every part; the back matter last, with the numbers of all others."""
    layout = prepared.layout
    css = layout.stylesheet("tokens.css", "print.css")
    parts = [
        lay_out(source.name, source.html, css, prepared.media)
        for source in prepared.sources
    ]
    facts = [part.facts for part in parts]
    back = render_back(prepared.edition, layout, facts, number_parts(facts), font_names)
    parts.append(lay_out(back.name, back.html, css, prepared.media))
    numbering = number_parts([part.facts for part in parts])
    return LaidOutEdition(tuple(parts), numbering)
