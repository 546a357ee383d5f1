"""Stage 6, bind: the ebooks an edition asks for, each as heavy as it may be.

In: an Edition, its Layout, and its cover as a PDF. Out: `Bound`: the files, the
photos in them, and what had to be given up for their size. Photos have the pixels of a
reading device and are as light as they can be without showing it; where the whole
file is too heavy all the same, all of them are made lighter, step by step.
"""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image

from exporter.checks import Finding
from exporter.ebook import MEGABYTE
from exporter.edition import Composed
from exporter.epub import write_epub
from exporter.epub.typefaces import Typefaces, choose_typefaces
from exporter.facts import Numbering
from exporter.formats import ENDINGS, NAMES, Format
from exporter.glyphs import Glyphs, font_folders
from exporter.layout import Layout
from exporter.means import Bench
from exporter.model import Edition
from exporter.packs import Pack
from exporter.photos import PreparedPhoto, Slot, prepare_photos
from exporter.pixels import Light
from exporter.said import said

Photos = dict[tuple[str, str], PreparedPhoto]

#: The slot that layouts declare for ebooks.
SCREEN = "screen"
#: Qualities of JPEG, from the usual one to the worst that readers are shown.
QUALITIES = (80, 74, 68, 62, 56, 50)
#: No photo is made worse for its own weight; for that of the whole file it may be.
_GOOD = 62


@dataclass(frozen=True)
class Variant:
    """One kind of ebook: the longest side of its photos in pixels (at most that of the
    layout's slot), the bytes that are light enough for one, and its cover's width."""

    format: Format
    longest: int
    enough: int
    cover: int

    def slot(self, screen: Slot, level: int) -> Slot:
        """Return the place of its photos; `level` counts steps of quality down."""
        first = QUALITIES[level]
        good = tuple(q for q in QUALITIES if _GOOD <= q <= first)
        light = Light(good or (first,), self.enough, lowered=level > 0)
        width, height = (min(s, self.longest) for s in (screen.width, screen.height))
        name = self.format.replace("epub", SCREEN)
        return replace(screen, name=name, width=width, height=height, light=light)


VARIANTS = (
    Variant("epub", 20_000, 150_000, 1_200),
    # a small phone is 360 points wide, and shows 720 pixels there
    Variant("epub-hemat", 720, 45_000, 720),
)


@dataclass(frozen=True)
class Bound:
    """The ebooks by format, the photos in them, and what was found on the way."""

    files: Mapping[Format, Path]
    prepared: tuple[PreparedPhoto, ...]
    findings: tuple[Finding, ...]


def bind(
    edition: Edition,
    layout: Layout,
    composed: Composed,
    numbering: Numbering | None,
    cover: Path | None,
    glyphs: Glyphs,
    bench: Bench,
) -> Bound:
    """Make every ebook the edition asks for: with the numbers of its print edition, if
    there is one, and the first page of the PDF `cover` as its cover.

    Raises LayoutError, AssetError or RenderError where one cannot be made.
    """
    typefaces = Typefaces()
    if edition.epub.embed_fonts:
        each, cache = bench.pool.map, bench.means.cache
        packs = _shipped(glyphs, composed.file.parent)
        folders = font_folders(layout)
        typefaces = choose_typefaces(layout, folders, packs, each, cache)
    ebooks = [
        _Ebook(variant, edition, layout, composed, numbering, cover, typefaces, bench)
        for variant in VARIANTS
        if variant.format in edition.formats
    ]
    findings = [finding for ebook in ebooks for finding in ebook.make()]
    prepared = (photo for ebook in ebooks for photo in ebook.photos.values())
    files = {ebook.variant.format: ebook.path for ebook in ebooks}
    return Bound(files, tuple(prepared), tuple(findings))


def _shipped(glyphs: Glyphs, folder: Path) -> list[Pack]:
    """Return the packs an edition needs and has in its own folder: what lies elsewhere
    on this machine is no part of it."""
    if not (folder / "fonts").is_dir():
        return []
    own = (folder / "fonts").resolve()
    return [p for p in glyphs.packs.packs if p.folder.resolve().is_relative_to(own)]


class _Ebook:
    """One ebook: made, weighed, and made again lighter where it is too heavy."""

    def __init__(
        self,
        variant: Variant,
        edition: Edition,
        layout: Layout,
        composed: Composed,
        numbering: Numbering | None,
        cover: Path | None,
        typefaces: Typefaces,
        bench: Bench,
    ) -> None:
        self.variant = variant
        self.path = bench.work / f"{edition.file_name}{ENDINGS[variant.format]}"
        self.photos: Photos = {}
        self._edition = edition
        self._layout = layout
        self._sources = composed.photos
        self._numbering = numbering
        self._typefaces = typefaces if variant.format == "epub" else Typefaces()
        self._cover = _picture_of(cover, variant.cover) if cover else None
        self._bench = bench

    def make(self) -> Iterator[Finding]:
        """Write the file; yield what was given up for its size."""
        most = self._edition.epub.most_bytes(self.variant.format)
        first = self._write(0)
        if first <= most:
            return
        level, size = self._lighten(most)
        told = {
            "file": NAMES[self.variant.format],
            "quality": str(QUALITIES[level]),
            "size": _megabytes(size),
        }
        if size > most:
            message = said(
                "{file}: {size} MB, even at JPEG quality {quality}; it may have {most}",
                most=_megabytes(most),
                **told,
            )
            yield Finding("W-030", "edition", message)
            return
        message = said(
            "{file}: {size} MB at JPEG quality {quality}, in place of {before}",
            before=_megabytes(first),
            **told,
        )
        yield Finding("N-030", "edition", message)

    def _lighten(self, most: int) -> tuple[int, int]:
        """Write the file at the first level that is light enough, or at the last;
        return the level, and the file's bytes."""
        sizes: dict[int, int] = {}
        low, high = 1, len(QUALITIES) - 1
        while low < high:
            middle = (low + high) // 2
            sizes[middle] = self._write(middle)
            low, high = (low, middle) if sizes[middle] <= most else (middle + 1, high)
        if not sizes or [*sizes][-1] != low:
            sizes[low] = self._write(low)
        return low, sizes[low]

    def _write(self, level: int) -> int:
        """Write the file with photos of this level of quality; return its bytes."""
        slot = self.variant.slot(self._layout.slots[SCREEN], level)
        wanted = [(photo, slot) for photo in self._sources.values()]
        bench = self._bench
        made = prepare_photos(
            wanted, bench.work / "media", bench.means.cache, bench.pool
        )
        names = [(file, SCREEN) for file in self._sources]
        self.photos = dict(zip(names, made, strict=True))
        with self.path.open("wb") as out:
            write_epub(
                self._edition,
                self._layout,
                self.photos,
                out,
                kind=self.variant.format,
                numbering=self._numbering,
                cover=self._cover,
                typefaces=self._typefaces,
            )
        return self.path.stat().st_size


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:.1f}"


def _picture_of(pdf: Path, width: int) -> bytes:
    """Return page 1 as a JPEG so many pixels wide: the ebook wears the same cover."""
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        image: Image.Image = page.render(scale=width / page.get_width()).to_pil()
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()
