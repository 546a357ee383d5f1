"""Stages 3 to 5 for print: an Edition and its Layout become one PDF.

In: Edition, Layout, photos. Out: a PDF/UA-1 file and its `Numbering`. Parts are laid
out and drawn in workers, or taken from the cache as drawn before; this process puts
them together and imports no renderer for it.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from exporter.facts import Numbering, PartFacts, number_parts
from exporter.fitting import fit_pages
from exporter.fonts import font_digests
from exporter.forms import EXPLORE
from exporter.layout import Layout
from exporter.model import Edition
from exporter.pdf.drawn import DrawnPart, FontUse, facts_of, unpack
from exporter.pdf.parts import (
    PartSource,
    render_back,
    render_cover,
    render_fillers,
    render_parts,
)
from exporter.pdf.typefaces import Subset, merge_fonts
from exporter.pdf.write import Stamp, Typefaces, write_pdf
from exporter.photos import PreparedPhoto, SourcePhoto, photo_stem, prepare_photos
from exporter.pool import Pool
from exporter.versions import engine_version

if TYPE_CHECKING:
    from exporter.cache import Cache
    from exporter.pdf.work import PartJob

#: How often parts are fitted to a number of pages: the back matter may grow by it.
_FITTINGS = 2

__all__ = [
    "LaidOutEdition",
    "PartSource",
    "Press",
    "lay_out_cover",
    "lay_out_edition",
    "prepare_media",
    "print_edition",
    "render_parts",
]


@dataclass(frozen=True)
class Press:
    """The means of printing: worker processes, the cache, fonts (and fontconfig's
    file for them), a work folder, WeasyPrint as it is (`stock`) or sped up, and
    whether processes `keep` the articles they lay out."""

    pool: Pool
    cache: "Cache"
    fonts: tuple[Path, ...]
    conf: Path
    work: Path
    stock: bool = False
    keep: bool = False


def prepare_media(
    sources: Sequence[PartSource],
    layout: Layout,
    photos: Mapping[str, SourcePhoto],
    press: Press,
) -> dict[str, PreparedPhoto]:
    """Prepare each photo once for each slot it stands in; return them by address."""
    by_stem = {photo_stem(name): photo for name, photo in photos.items()}
    wanted = dict.fromkeys(place for source in sources for place in source.photos)
    jobs = [(by_stem[stem], layout.slots[slot]) for stem, slot in wanted]
    prepared = prepare_photos(jobs, press.work / "media", press.cache, press.pool)
    return {
        f"media:{stem}/{slot}": photo
        for (stem, slot), photo in zip(wanted, prepared, strict=True)
    }


@dataclass(frozen=True)
class LaidOutEdition:
    """All parts as drawn, packed and in page order, and their numbers.

    `stamp` is the word a draft bears on every page.
    """

    edition: Edition
    parts: tuple[Path, ...]
    facts: tuple[PartFacts, ...]
    numbering: Numbering
    media: Mapping[str, PreparedPhoto]
    stamp: str = ""


def lay_out_edition(
    edition: Edition,
    layout: Layout,
    sources: Sequence[PartSource],
    media: Mapping[str, PreparedPhoto],
    press: Press,
    font_names: Sequence[str],
) -> LaidOutEdition:
    """Lay out every part; the back matter last, with the numbers of all others."""
    shop = _Shop(press, layout, media)
    if edition.pages:
        sources = [replace(source, pages=EXPLORE) for source in sources]
    files, facts = shop.draw_all(sources)
    for _ in range(_FITTINGS if edition.pages else 0):
        back_pages = shop.draw_back(edition, facts, font_names)[2]
        wanted = fit_pages(facts, edition.pages - back_pages)
        if not any(wanted):
            break
        fitted = zip(sources, wanted, strict=True)
        files, facts = shop.draw_all(
            [replace(source, pages=n or EXPLORE) for source, n in fitted]
        )
    fillers, filler_facts = shop.draw_fillers(edition, facts, font_names)
    facts += filler_facts
    back, back_facts, _ = shop.draw_back(edition, facts, font_names)
    files += [*fillers, *back]
    facts += back_facts
    numbering = number_parts(facts)
    stamp = layout.words_for(edition.language)["draft"] if edition.draft else ""
    return LaidOutEdition(edition, tuple(files), tuple(facts), numbering, media, stamp)


#: A cover alone is numbered by nothing.
_UNNUMBERED = "<style>.page-ref { display: none }</style></head>"


def lay_out_cover(
    edition: Edition, layout: Layout, photos: Mapping[str, SourcePhoto], press: Press
) -> LaidOutEdition:
    """Lay out the layout's cover alone, as an ebook wears it that has no print edition,
    or one without a cover."""
    html = render_cover(edition, layout).replace("</head>", _UNNUMBERED, 1)
    source = PartSource("ebook-cover", html)
    media = prepare_media([source], layout, photos, press)
    files, facts = _Shop(press, layout, media).draw_all([source])
    numbering = number_parts(facts)
    return LaidOutEdition(edition, tuple(files), tuple(facts), numbering, media)


def print_edition(laid_out: LaidOutEdition, press: Press, out: BinaryIO) -> None:
    """Write the laid-out edition to `out` as one PDF/UA-1 file."""
    fonts = merge_fonts(part.fonts for part in _parts(laid_out))
    typefaces = Typefaces(fonts, _subsets(fonts, press))
    edition = laid_out.edition
    if laid_out.stamp:  # said by readers, and shown in a window's title
        title = f"{laid_out.stamp} · {edition.title}"
        edition = edition.model_copy(update={"title": title})
    write_pdf(
        edition,
        _parts(laid_out),
        laid_out.numbering,
        laid_out.media,
        typefaces,
        out,
        _stamp(laid_out.stamp, press.fonts),
    )


def _stamp(word: str, folders: tuple[Path, ...]) -> Stamp:
    """Return what stamps a page of a draft; the boldest font that has the word."""
    if not word:
        return lambda width, height: ""
    from exporter.pdf.stamp import draw_stamp, has_word  # heavy: only drafts

    files = sorted(font_digests(folders), key=lambda f: ("Bold" not in f.stem, f.name))
    fitting = next((file for file in files if has_word(file, word)), files[0])
    return partial(draw_stamp, word, fitting)


def _parts(laid_out: LaidOutEdition) -> Iterator[DrawnPart]:
    for file in laid_out.parts:
        yield unpack(file.read_bytes())


def _subsets(fonts: Mapping[str, FontUse], press: Press) -> list[bytes]:
    """Return each font cut down to the glyphs used, from the cache where it is."""
    by_hash = {digest: file for file, digest in font_digests(press.fonts).items()}
    wanted = [Subset(use, str(by_hash[use.sha256])) for use in fonts.values()]
    found = [press.cache.read("font", subset.key) for subset in wanted]
    missing = [s for s, data in zip(wanted, found, strict=True) if data is None]
    if missing:
        from exporter.pdf.work import subset_font  # heavy: loads WeasyPrint

        made = {}
        drawn = press.pool.map(subset_font, missing)
        for subset, data in zip(missing, drawn, strict=True):
            made[subset.key] = data
            press.cache.write("font", subset.key, data)
        found = [data or made[s.key] for s, data in zip(wanted, found, strict=True)]
    return [data for data in found if data is not None]


class _Shop:
    """Draws parts: each is looked up in the cache under all that shapes it."""

    def __init__(
        self, press: Press, layout: Layout, media: Mapping[str, PreparedPhoto]
    ) -> None:
        self._press = press
        self._layout = layout
        self._media = media
        self._css = layout.stylesheet("tokens.css", "print.css")
        self._folder = press.work / "parts"
        self._folder.mkdir(exist_ok=True)
        fonts = [*font_digests(press.fonts).values()]
        self._composition = layout.composition
        shape = repr(layout.composition)
        self._common = [engine_version(), press.stock, self._css, fonts, shape]

    def draw_all(
        self, sources: Sequence[PartSource]
    ) -> tuple[list[Path], list[PartFacts]]:
        """Draw parts; return their files and what laying them out found."""
        files = list(self.draw(sources))
        return files, [facts_of(file.read_bytes()) for file in files]

    def draw_back(
        self, edition: Edition, facts: Sequence[PartFacts], fonts: Sequence[str]
    ) -> tuple[list[Path], list[PartFacts], int]:
        """Draw the back matter, which has the page numbers of all other parts.

        Return its files and facts, and how many pages it has.
        """
        numbering = number_parts(facts)
        back = render_back(edition, self._layout, facts, numbering, fonts)
        files, found = self.draw_all(back)
        return files, found, sum(len(part.pages) for part in found)

    def draw_fillers(
        self, edition: Edition, facts: Sequence[PartFacts], fonts: Sequence[str]
    ) -> tuple[list[Path], list[PartFacts]]:
        """Draw the pages that make a whole number of signatures of an edition."""
        if edition.signature < 2:
            return [], []
        pages = sum(len(part.pages) for part in facts)
        pages += self.draw_back(edition, facts, fonts)[2]
        count = -pages % edition.signature
        return self.draw_all(render_fillers(edition, self._layout, count))

    def draw(self, sources: Sequence[PartSource]) -> Iterable[Path]:
        """Draw each part into a file; return the files, in order."""
        keys = [self._key(source) for source in sources]
        files = [self._folder / source.name for source in sources]
        missing = [
            (source, key, file)
            for source, key, file in zip(sources, keys, files, strict=True)
            if not self._is_known(key, file)
        ]
        if missing:
            from exporter.pdf.work import draw_job  # heavy: loads WeasyPrint

            jobs = [self._job(source) for source, _, _ in missing]
            drawn = self._press.pool.map(draw_job, jobs)
            for (_, key, file), data in zip(missing, drawn, strict=True):
                file.write_bytes(data)
                self._press.cache.write("part", key, data)
        return files

    def _is_known(self, key: str, file: Path) -> bool:
        data = self._press.cache.read("part", key)
        if data is None:
            return False
        try:
            unpack(data)
        except ValueError:
            return False  # not ours, whatever it is: the part is drawn anew
        file.write_bytes(data)
        return True

    def _photos(self, source: PartSource) -> dict[str, PreparedPhoto]:
        names = [f"media:{stem}/{slot}" for stem, slot in source.photos]
        return {name: self._media[name] for name in names}

    def _job(self, source: PartSource) -> "PartJob":
        from exporter.pdf.work import PartJob, SetUp

        press = self._press
        how = SetUp(press.conf, press.fonts, press.stock)
        photos = self._photos(source)
        composition = replace(self._composition, pins=source.pins)
        what = source.name, source.html, self._css, photos
        return PartJob(how, *what, composition, source.pages, press.keep)

    def _key(self, source: PartSource) -> str:
        photos = [
            [name, photo.media_type, photo.width, photo.height]
            for name, photo in sorted(self._photos(source).items())
        ]
        own = [source.name, source.html, source.pages, dict(source.pins)]
        shaped = json.dumps([*self._common, *own, photos])
        return hashlib.sha256(shaped.encode()).hexdigest()
