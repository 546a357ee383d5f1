"""What a worker process does for the PDF: draw a part, cut a font down.

In: plain jobs. Out: bytes. A worker loads WeasyPrint, the stylesheet and the fonts
once and keeps them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from exporter.pdf.drawn import pack
from exporter.photos import PreparedPhoto
from exporter.speed import collect_once
from exporter.speed.loading import load_weasyprint

load_weasyprint()
from exporter.pdf.engine import lay_out  # noqa: E402 (loads WeasyPrint in its own way)
from exporter.pdf.subset import subset_font  # noqa: E402

__all__ = ["PartJob", "draw_job", "subset_font"]


@dataclass(frozen=True)
class PartJob:
    """A part to be laid out and drawn."""

    name: str
    html: str
    css: str
    media: Mapping[str, PreparedPhoto]


def draw_job(job: PartJob) -> bytes:
    """Lay out and draw one part; return it packed."""
    with collect_once():
        return pack(lay_out(job.name, job.html, job.css, job.media))
