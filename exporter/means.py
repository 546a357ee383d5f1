"""What a run works with, from stage 3 on."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from exporter.cache import NO_CACHE, Cache
from exporter.pool import Pool


@dataclass(frozen=True)
class Means:
    """What a run works with: processes, cache, WeasyPrint as it is or sped up.

    With `keep`, its processes serve runs to come, and keep the articles they lay out.
    """

    jobs: int = 1
    cache: Cache = NO_CACHE
    stock: bool = False
    keep: bool = False


@dataclass(frozen=True)
class Bench:
    """Where a run works and what with; `stage` is told each stage as it begins.

    `packs` are the folders packs of fonts lie in, where they are not the edition's and
    the user's own.
    """

    pool: Pool
    means: Means
    work: Path
    stage: Callable[[str], None]
    packs: tuple[Path, ...] | None = None
