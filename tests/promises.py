"""What a layout promises of its pages, measured in a delivered PDF.

In: the PDF and the edition it was made from. Out: `Figures`: fill of each page,
characters per line, photos, and every `Violation`. To look at them:

    python tests/promises.py OUT.pdf EDITION [--layout NAME] [--draw FOLDER]
"""

import argparse
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from promises_ground import (
    Fill,
    Ground,
    Piece,
    fill_of,
    ground_of,
    pieces_of,
    set_leadings,
)
from promises_page import Reading, key
from promises_read import read
from promises_rules import crop_of, ppi_of, violations_of
from promises_scene import KINDS, Scene, Source, Violation

from exporter.edition import Composed, compose, read_sources
from exporter.layout import Layout, load_layout
from exporter.model import Edition

#: What a layout promises where its layout.toml does not say.
USUAL = {
    "measure": [38, 55],  # characters per line of body text, 5th and 95th percentile
    "least_ppi": 150,
    "fill": 0.9,  # of the type area of inside pages, on the average
    "least_fill": 0.6,  # of each inside page
    "crop": 0.2,  # of a photo on an inside page that may be cut away
}
INSIDE = ("article", "last")


@dataclass(frozen=True)
class PageFigures:
    """One page: what it is, and how much of its type area is covered."""

    number: int
    kind: str
    fill: Fill

    @property
    def share(self) -> float:
        return self.fill.share


@dataclass(frozen=True)
class Figures:
    """What was measured; `photos` are (page, ppi, share cropped)."""

    pages: list[PageFigures]
    line_lengths: list[int]
    photos: list[tuple[int, float, float]]
    violations: list[Violation]
    reading: Reading = field(repr=False)
    pieces: dict[int, list[Piece]] = field(repr=False)

    def fills(self, *kinds: str) -> list[float]:
        """Return the fill of pages of these kinds."""
        return [page.share for page in self.pages if page.kind in kinds]

    @property
    def mean_fill(self) -> float:
        """The average fill of inside pages."""
        return mean(self.fills(*INSIDE))

    @property
    def least_fill(self) -> float:
        """The fill of the emptiest inside page."""
        return min(self.fills(*INSIDE), default=1.0)

    @property
    def measure(self) -> tuple[int, int, int]:
        """The 5th, 50th and 95th percentile of characters per line of body text."""
        found = sorted(self.line_lengths)
        if not found:
            return (0, 0, 0)
        low, middle, high = (found[int(len(found) * p / 100)] for p in (5, 50, 95))
        return (low, middle, high)

    @property
    def counts(self) -> Counter[str]:
        """How many violations there are of each kind."""
        return Counter(violation.kind for violation in self.violations)


def measure(pdf: Path, edition: Path, layout: str = "") -> Figures:
    """Measure the PDF that was made of the edition at `edition`."""
    composed = compose(read_sources(edition))
    beside = Path.cwd() if layout else composed.file.parent
    dress = load_layout(layout or composed.edition.layout, beside)
    promises = {**USUAL, **dress.promises}
    sources = _sources(composed)
    return measure_pages(pdf, composed.edition, ground_of(dress), promises, sources)


def measure_pages(
    pdf: Path,
    edition: Edition | None,
    ground: Ground,
    promises: Mapping[str, Any] = USUAL,
    sources: Mapping[str, Source] | None = None,
) -> Figures:
    """Measure a PDF on a ground; without an edition what blocks are is told by tags."""
    reading = read(pdf, edition, ground.gutter)
    pieces = set_leadings(reading, ground)
    sources = sources or {}
    scene = Scene(
        pages=reading.pages,
        pieces={page.number: pieces.get(page.number, []) for page in reading.pages},
        order=[piece for b in reading.blocks for piece in pieces_of(b, ground)],
        ground=ground,
        sources=sources,
        least_ppi=promises["least_ppi"],
        crop=promises["crop"],
    )
    kinds = kinds_of(reading)
    pages = [
        PageFigures(n, kinds[n], fill_of(page, pieces.get(n, []), ground))
        for n, page in enumerate(reading.pages, 1)
    ]
    photos = [
        (f.page, ppi_of(f), crop_of(f, sources.get(key(f.block.alt))))
        for f in scene.photos()
        if f.block
    ]
    lengths = _line_lengths(reading)
    return Figures(pages, lengths, photos, violations_of(scene), reading, pieces)


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 1.0


def _sources(composed: Composed) -> dict[str, Source]:
    """Return the size of each photo as delivered, by its alternative text."""
    found = {}
    for article in composed.edition.articles:
        for image in article.images:
            photo = composed.photos.get(image.file)
            if photo and image.alt:
                found[key(image.alt)] = Source(photo.width, photo.height)
    return found


def _line_lengths(reading: Reading) -> list[int]:
    return [
        len(" ".join(line.text.split()))
        for block in reading.blocks
        if block.role == "body"
        for line in block.lines[:-1]
    ]


def kinds_of(reading: Reading) -> dict[int, str]:
    """Return what each page is: cover, contents, article, last (of a part), back."""
    arts: dict[int, set[int]] = {}
    parts: dict[int, set[int]] = {}
    for block in reading.blocks:
        for line in block.lines:
            parts.setdefault(line.page, set()).add(block.part)
            if block.art >= 0:
                arts.setdefault(line.page, set()).add(block.art)
    kinds: dict[int, str] = {}
    for page in reading.pages:
        n = page.number
        if any(line.role == "contents" for line in page.lines):
            kinds[n] = "contents"
        elif arts.get(n):
            goes_on = parts[n] & parts.get(n + 1, set()) and arts.get(n + 1)
            kinds[n] = "article" if goes_on else "last"
        elif n == 1:
            kinds[n] = "cover"
        else:
            kinds[n] = "article" if page.photos and n < _last(arts) else "back"
    return kinds


def _last(arts: dict[int, set[int]]) -> int:
    return max(arts, default=0)


# --- to look at ----------------------------------------------------------------------


def table_of(figures: Figures) -> str:
    """Return the figures as lines of text."""
    lines = [f"pages          {len(figures.pages)}"]
    for kind in ("cover", "contents", "article", "last", "back"):
        fills = figures.fills(kind)
        if fills:
            lines.append(
                f"fill {kind:9} {mean(fills):5.1%} on the average, {min(fills):5.1%} "
                f"at least, {len(fills)} pages"
            )
    lines.append(f"fill inside    {figures.mean_fill:5.1%}, {figures.least_fill:5.1%}")
    lines.append("measure        {} {} {} (5th, 50th, 95th)".format(*figures.measure))
    if figures.photos:
        ppis = sorted(ppi for _, ppi, _ in figures.photos)
        crop = max(crop for _, _, crop in figures.photos)
        lines.append(f"photos         {len(ppis)}, {ppis[0]:.0f} ppi at least")
        lines.append(f"cropped        {crop:.0%} at most")
    for kind, sentence in KINDS.items():
        lines.append(f"{kind:16} {figures.counts[kind]:4}  {sentence}")
    return "\n".join(lines)


def line_of(violation: Violation) -> str:
    """Return a violation as a line of text."""
    detail = f" ({violation.detail})" if violation.detail else ""
    return (
        f"p. {violation.page:3} {violation.kind:16} {violation.article}: "
        f"“{violation.text}”{detail}"
    )


def draw(pdf: Path, figures: Figures, ground: Ground, folder: Path) -> None:
    """Write a picture of each page: white cells yellow, violations in red."""
    import pypdfium2
    from PIL import Image, ImageDraw

    scale = 1.4
    dots = scale * 72 / 25.4
    folder.mkdir(parents=True, exist_ok=True)
    with pypdfium2.PdfDocument(pdf) as document:
        for page in figures.pages:
            sheet = document[page.number - 1].render(scale=scale).to_pil()
            sheet = sheet.convert("RGBA")
            cover = Image.new("RGBA", sheet.size, (0, 0, 0, 0))
            pen = ImageDraw.Draw(cover)
            top = ground.top
            edges = ground.edges(page.number)
            for column, start, end in page.fill.gaps(0):
                left, right = edges[column]
                box = (left, top + start, right, top + end)
                pen.rectangle([side * dots for side in box], fill=(255, 210, 0, 90))
            for violation in figures.violations:
                if violation.page == page.number:
                    box = tuple(side * dots for side in violation.box)
                    pen.rectangle(box, outline=(230, 0, 0, 255), width=2)
                    pen.text((box[0], box[1] - 11), violation.kind, (230, 0, 0, 255))
            pen.text((4, 4), f"{page.kind} {page.share:.0%}", (0, 0, 200, 255))
            whole = Image.alpha_composite(sheet, cover).convert("RGB")
            whole.save(folder / f"page-{page.number:03d}.png")


def main() -> None:
    parser = argparse.ArgumentParser(description="What a layout promises, measured.")
    parser.add_argument("pdf", type=Path)
    parser.add_argument("edition", type=Path)
    parser.add_argument("--layout", default="")
    parser.add_argument("--draw", type=Path, metavar="FOLDER")
    asked = parser.parse_args()
    figures = measure(asked.pdf, asked.edition, asked.layout)
    print(table_of(figures))
    for page in figures.pages:
        gap = f"highest white {page.fill.gap} mm"
        print(f"p. {page.number:3} {page.kind:9} {page.share:5.1%}  {gap}")
    for violation in figures.violations:
        print(line_of(violation))
    if asked.draw:
        composed = compose(read_sources(asked.edition))
        dress: Layout = load_layout(
            asked.layout or composed.edition.layout, composed.file.parent
        )
        draw(asked.pdf, figures, ground_of(dress), asked.draw)


if __name__ == "__main__":
    main()
