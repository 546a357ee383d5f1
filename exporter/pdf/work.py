"""What a worker process does for the PDF: draw a part, cut a font down.

In: plain jobs. Out: bytes. A worker loads WeasyPrint, the stylesheet and the fonts
once and keeps them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from exporter import speed
from exporter.fonts import use_written
from exporter.forms import Composition
from exporter.pdf.drawn import pack
from exporter.photos import PreparedPhoto
from exporter.speed.loading import load_weasyprint

load_weasyprint()
from exporter.compositor.kept import Kept  # noqa: E402
from exporter.pdf.engine import lay_out  # noqa: E402 (loads WeasyPrint in its own way)
from exporter.pdf.subset import subset_font  # noqa: E402

__all__ = ["PartJob", "SetUp", "draw_job", "set_up", "subset_font"]


@dataclass(frozen=True)
class SetUp:
    """How a process lays out: with which fonts (`conf` is fontconfig's file), and
    whether WeasyPrint is used as it is (`stock`) or sped up."""

    conf: Path
    fonts: tuple[Path, ...]
    stock: bool = False


@lru_cache(maxsize=1)
def set_up(how: SetUp) -> None:
    """Set this process up; once, unless another edition needs it otherwise."""
    use_written(how.conf, how.fonts)
    if how.stock:
        speed.disable()
    else:
        speed.enable()
    speed.settle_gc()


@lru_cache(maxsize=1)
def kept_articles(_stock: bool) -> Kept:
    """Return the articles this process keeps, laid out with or without speed-ups."""
    return Kept()


@dataclass(frozen=True)
class PartJob:
    """A part to be laid out and drawn; its articles are kept where `keep` says so."""

    how: SetUp
    name: str
    html: str
    css: str
    media: Mapping[str, PreparedPhoto]
    composition: Composition
    pages: int = 0
    keep: bool = False


def draw_job(job: PartJob) -> bytes:
    """Lay out and draw one part; return it packed."""
    set_up(job.how)
    with speed.collect_once():
        kept = kept_articles(job.how.stock) if job.keep else None
        how = job.css, job.media, job.composition, job.pages, kept
        return pack(lay_out(job.name, job.html, *how))
