"""A trial edition, built with a layout and proven: every kind of field and block.

In: a layout. Out: findings: what templates name that does not exist, what the renderer
complains of or cannot finish, what is lost on the way to the page.
"""

import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from exporter.checks import Finding
from exporter.edition import Composed, compose, read_sources
from exporter.errors import ExporterError, LayoutError
from exporter.layout import Layout, load_layout
from exporter.making import make_files
from exporter.means import Bench, Means
from exporter.pool import Pool
from exporter.proof import prove
from exporter.said import said

_HERE = Path(__file__).parent
#: The trial takes a few seconds; WeasyPrint can go on for ever in what it cannot do.
_SECONDS = 180
#: What depends on the photos of an edition: those of the trial are drawn.
_OF_PHOTOS = {"W-005"}
_PHOTOS = {
    "teal": (1600, 1000),
    "maroon": (700, 900),
    "olive": (1000, 700),
    "indigo": (1500, 900),
}


def check_trial(layout: Layout) -> list[Finding]:
    """Return what building and proving the trial edition shows."""
    listening = _Listening.to(layout)
    with tempfile.TemporaryDirectory(prefix="exporter-layout-") as name:
        folder = Path(name)
        try:
            with _at_most(_SECONDS):
                composed = _compose(folder)
                found = _build(composed, listening, folder)
        except ExporterError as error:
            found = [Finding("E-040", _where(error, layout), error.message)]
    met = [Finding("E-040", e.where, e.message) for e in listening.met]
    return [*dict.fromkeys(met), *found]


def _where(error: ExporterError, layout: Layout) -> str:
    """Return where it failed; a part of the trial edition is one of the layout's."""
    if isinstance(error, LayoutError):
        return error.where
    return said("layout {name}: {file}", name=layout.name, file=error.where)


@dataclass(frozen=True)
class _Listening(Layout):
    """A layout that goes on where a template fails: with the parent's."""

    parent: Layout | None = None
    met: list[LayoutError] = field(default_factory=list)

    @classmethod
    def to(cls, layout: Layout) -> "_Listening":
        own = {one.name: getattr(layout, one.name) for one in fields(Layout)}
        above = layout.folders[1:]
        parent = load_layout(f"./{above[0].name}", above[0].parent) if above else None
        return cls(**own, parent=parent)

    def render(self, template: str, **context: Any) -> str:
        try:
            return super().render(template, **context)
        except LayoutError as error:
            if self.parent is None:
                raise
            self.met.append(error)
            return self.parent.render(template, **context)


def _compose(folder: Path) -> Composed:
    for name in ("trial.toml", "trial.jsonl"):
        shutil.copyfile(_HERE / name, folder / name)
    for colour, size in _PHOTOS.items():
        _draw_photo(folder / "photos" / f"{colour}.jpg", colour, size)
    return compose(read_sources(folder / "trial.toml"))


def _draw_photo(path: Path, colour: str, size: tuple[int, int]) -> None:
    """Draw a photo unlike any of another colour."""
    picture = Image.new("RGB", size, colour)
    pen = ImageDraw.Draw(picture)
    seed = sum(colour.encode())
    for number, fill in enumerate(("white", "black", "gold", "navy", "tomato", "lime")):
        left = (seed * (number + 3) * 37) % (size[0] * 3 // 4)
        top = (seed * (number + 5) * 53) % (size[1] * 3 // 4)
        pen.ellipse((left, top, left + size[0] // 6, top + size[1] // 5), fill=fill)
    path.parent.mkdir(exist_ok=True)
    picture.save(path, quality=88)


def _build(composed: Composed, layout: Layout, folder: Path) -> list[Finding]:
    formats = tuple(f for f in composed.edition.formats if f in layout.formats)
    edition = composed.edition.model_copy(update={"formats": formats})
    composed = Composed(**{**vars(composed), "edition": edition})
    work = folder / "work"
    work.mkdir()
    with Pool(1) as pool:
        made = make_files(edition, layout, composed, _bench(pool, work))
    proof = prove(composed, layout, pdf=made.pdf, epub=made.ebooks.get("epub"))
    found = (*made.findings, *proof.findings)
    return [finding for finding in found if finding.code not in _OF_PHOTOS]


def _bench(pool: Pool, work: Path) -> Bench:
    return Bench(pool, Means(), work, lambda name: None)


@contextmanager
def _at_most(seconds: int) -> Iterator[None]:
    """End what takes longer; where signals cannot be had, wait."""

    def stop(_signal: int, _frame: object) -> None:
        raise TimeoutError(said("it took more than {n} seconds", n=str(seconds)))

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
