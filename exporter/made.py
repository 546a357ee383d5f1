"""What stages 3 to 6 make of an edition: its files, and how they came about.

In: paths in the work folder, how pages were laid out, photos as they were prepared.
Out: `Made`, for the proof and for those who sign the edition off.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from exporter.checks import Finding
from exporter.fitting import Fitting, fitting
from exporter.formats import Format
from exporter.model import Edition
from exporter.photos import PreparedPhoto

if TYPE_CHECKING:  # heavy: an EPUB alone does not need it
    from exporter.pdf import LaidOutEdition


@dataclass(frozen=True)
class Made:
    """The files of an edition; `laid_out` is None where there is no PDF."""

    pdf: Path | None
    ebooks: Mapping[Format, Path]
    laid_out: "LaidOutEdition | None"
    prepared: tuple[PreparedPhoto, ...]
    findings: tuple[Finding, ...]
    fonts: tuple[Path, ...]  #: the folders its fonts lie in

    @property
    def files(self) -> list[Path]:
        """What was made."""
        return [*([self.pdf] if self.pdf else []), *self.ebooks.values()]

    def fitting(self, edition: Edition) -> Fitting | None:
        """Return how the pages fit what the edition asks for, if it asks."""
        if self.laid_out is None:
            return None
        return fitting(edition, self.laid_out.facts, self.laid_out.numbering)

    @property
    def pages(self) -> int:
        """How many pages were printed."""
        return self.laid_out.numbering.total if self.laid_out else 0
