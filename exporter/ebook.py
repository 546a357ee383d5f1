"""What an edition asks of its ebooks: [epub] in edition.toml."""

import uuid

from pydantic import Field

from exporter.blocks import Frozen
from exporter.formats import Format

#: Bytes in a megabyte, as shops and networks count them.
MEGABYTE = 1_000_000


class Ebook(Frozen):
    """How heavy the ebooks of an edition may be, in megabytes, and whether they hold
    the fonts of its layout; the light one never does."""

    max_size: float = Field(default=15, gt=0, le=2_000)
    hemat_max_size: float = Field(default=4, gt=0, le=2_000)
    embed_fonts: bool = True

    def most_bytes(self, kind: Format) -> int:
        """Return how many bytes an ebook of this format may have."""
        size = self.hemat_max_size if kind == "epub-hemat" else self.max_size
        return round(size * MEGABYTE)


def identifier_of(edition: str, kind: Format) -> str:
    """Return the urn:uuid of an ebook, made from that of its edition.

    PDF and EPUB share the edition's; a variant of the EPUB is a publication of its
    own (EPUB 3.3, 5.5.3.1.1), which a shelf must not take for the other.
    """
    if kind != "epub-hemat":
        return edition
    return f"urn:uuid:{uuid.uuid5(uuid.UUID(edition), kind)}"
