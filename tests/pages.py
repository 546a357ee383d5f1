"""Parts of an edition as a PDF, without the rest of it: for tests of pages."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from exporter.facts import number_parts
from exporter.fonts import font_digests, fonts_in_use
from exporter.model import Edition
from exporter.photos import PreparedPhoto

if TYPE_CHECKING:
    from exporter.pdf.drawn import DrawnPart


def write_parts(
    parts: "Sequence[DrawnPart]",
    path: Path,
    edition: Edition | None = None,
    media: Mapping[str, PreparedPhoto] | None = None,
) -> Path:
    """Write drawn parts to `path`, numbered from page 1, as the exporter does."""
    from exporter.pdf.subset import subset_font
    from exporter.pdf.typefaces import Subset, merge_fonts
    from exporter.pdf.write import Typefaces, write_pdf

    fonts = merge_fonts(part.fonts for part in parts)
    files = {d: str(file) for file, d in font_digests(fonts_in_use()).items()}
    subsets = [subset_font(Subset(use, files[use.sha256])) for use in fonts.values()]
    numbering = number_parts([part.facts for part in parts])
    faces = Typefaces(fonts, subsets)
    with path.open("wb") as out:
        write_pdf(edition or some_edition(), parts, numbering, media or {}, faces, out)
    return path


def some_edition() -> Edition:
    """Return an edition that only has what a file says about itself."""
    return Edition.model_construct(
        title="Uji",
        tagline="",
        number=1,
        date=date(2026, 11, 22),
        published=datetime(2026, 11, 22, 6, tzinfo=UTC),
        language="id",
        publisher="Redaksi Uji",
        rights="",
        identifier=f"urn:uuid:{uuid5(NAMESPACE_URL, 'uji')}",
        sections=(),
    )
