"""Stages 3 to 6: an Edition and its Layout become files in the work folder.

In: what was composed, and the means of a run. Out: `Made`: the files, and what was
found on the way.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exporter.checks import Finding
from exporter.edition import Composed
from exporter.errors import AssetError
from exporter.facts import Placement
from exporter.fonts import font_families, use_only
from exporter.formats import ENDINGS, Format
from exporter.glyphs import Glyphs, pack_places
from exporter.layout import TOKENS, Layout
from exporter.layout_files import where_in
from exporter.made import Made
from exporter.means import Bench
from exporter.model import Edition
from exporter.native import missing_libraries, require_libraries
from exporter.packs import OFL
from exporter.photos import PreparedPhoto
from exporter.said import said
from exporter.signoff.photos import printed_photos
from exporter.stylesheets import find_place

if TYPE_CHECKING:
    from exporter.pdf import LaidOutEdition, Press


def make_files(
    edition: Edition, layout: Layout, composed: Composed, bench: Bench
) -> Made:
    """Make the files an edition asks for, in the work folder of `bench`.

    Raises LayoutError, AssetError or RenderError where one cannot be made.
    """
    bench.stage("prepare")
    packs = bench.packs
    if packs is None:
        packs = pack_places(composed.file.parent)
    glyphs = Glyphs(edition, layout, packs)
    findings = list(glyphs.check()) if "pdf" in edition.formats else []
    pdf = laid_out = None
    prepared: list[PreparedPhoto] = []
    ebooks: Mapping[Format, Path] = {}
    if "pdf" in edition.formats:
        pdf = bench.work / f"{edition.file_name}{ENDINGS['pdf']}"
        press = _press(glyphs, bench)
        laid_out, more = _print(edition, layout, composed, (glyphs, pdf), press, bench)
        findings += more
        prepared += laid_out.media.values()
    if set(edition.formats) - {"pdf"}:
        bench.stage("bind")
        from exporter.binding import bind  # heavy: only this stage needs it

        has_cover = pdf and layout.composition.has_cover
        cover = (
            pdf if has_cover else _draw_cover(edition, layout, composed, glyphs, bench)
        )
        numbering = laid_out.numbering if laid_out else None
        bound = bind(edition, layout, composed, numbering, cover, glyphs, bench)
        ebooks = bound.files
        prepared += bound.prepared
        findings += bound.findings
    return Made(pdf, ebooks, laid_out, tuple(prepared), tuple(findings), glyphs.folders)


def _press(glyphs: Glyphs, bench: Bench) -> "Press":
    """Return the means of printing; no process loads WeasyPrint before its fonts are
    set."""
    require_libraries()
    conf = use_only(glyphs.folders, bench.work, glyphs.packs)
    from exporter.pdf import Press

    means, fonts = bench.means, glyphs.folders
    place = bench.pool, means.cache, fonts, conf, bench.work
    return Press(*place, means.stock, means.keep)


def _draw_cover(
    edition: Edition, layout: Layout, composed: Composed, glyphs: Glyphs, bench: Bench
) -> Path | None:
    """Return a PDF of the layout's cover alone; None where nothing here can draw it:
    then the ebook has its cover set in type."""
    if missing_libraries() or "pdf" not in layout.formats:
        return None
    try:
        press = _press(glyphs, bench)
    except AssetError:  # fontconfig has no way to name the folder
        return None
    from exporter.pdf import lay_out_cover, print_edition

    laid_out = lay_out_cover(edition, layout, composed.photos, press)
    cover = bench.work / "cover.pdf"
    with cover.open("wb") as out:
        print_edition(laid_out, press, out)
    return cover


def _print(
    edition: Edition,
    layout: Layout,
    composed: Composed,
    places: tuple[Glyphs, Path],
    press: "Press",
    bench: Bench,
) -> tuple["LaidOutEdition", list[Finding]]:
    """Write the PDF; return how it is laid out and what was found on the way."""
    from exporter.pdf import (
        lay_out_edition,
        prepare_media,
        print_edition,
        render_parts,
    )

    glyphs, pdf = places
    names = _named_families(glyphs)
    sources = render_parts(edition, layout, names)
    media = prepare_media(sources, layout, composed.photos, press)
    bench.stage("lay out")
    laid_out = lay_out_edition(edition, layout, sources, media, press, names)
    findings = [*_check_pages(edition, laid_out, layout, glyphs.told)]
    bench.stage("print")
    with pdf.open("wb") as out:
        print_edition(laid_out, press, out)
    findings += [
        Finding("E-011", "PDF", said("no page has {target!r}", target=target))
        for target in laid_out.numbering.unknown
    ]
    return laid_out, findings


def _named_families(glyphs: Glyphs) -> list[str]:
    """Return the families a colophon names: it says they are under the OFL."""
    other = {p.family for p in glyphs.packs.packs if OFL not in p.licence}
    return [name for name in font_families(glyphs.folders) if name not in other]


def _check_pages(
    edition: Edition, laid_out: Any, layout: Layout, known: set[str]
) -> Iterator[Finding]:
    """Yield what the renderer complained about, and photos of too few pixels.

    What is `known` has been said already.
    """
    least = float(layout.promises.get("least_ppi", 150))
    photo_of = _photos_by_place(edition, laid_out)
    told = set(known)
    for part in laid_out.facts:
        for message in part.logged:
            if message not in told:  # a stylesheet serves all parts
                told.add(message)
                yield _complaint(message, part.name, layout)
        for place in part.placements:
            if 0 < place.ppi < least:
                page = laid_out.numbering.first[part.name] + place.page
                message = said(
                    "photo on page {page}: {ppi} ppi at {width} x {height} mm",
                    page=page,
                    ppi=f"{place.ppi:.0f}",
                    width=f"{place.width:.0f}",
                    height=f"{place.height:.0f}",
                )
                where = photo_of.get((page, place), part.name)
                yield Finding("W-005", where, message)


def _complaint(message: str, part: str, layout: Layout) -> Finding:
    """Return what the renderer complained about, with file and line if it has one."""
    found = find_place(message, layout.sheets(TOKENS, "print.css"))
    if found is None:
        return Finding("W-009", f"PDF {part}", message)
    file, line, bare = found
    return Finding("W-009", where_in(file, line), bare)


def _photos_by_place(
    edition: Edition, laid_out: Any
) -> dict[tuple[int, Placement], str]:
    """Return which photo stands in each place of a page: "pasang photo 2"."""
    printed = printed_photos(edition, laid_out.facts, laid_out.numbering)
    return {
        (one.page, one.placement): f"{article} photo {number}"
        for (article, number), places in printed.items()
        for one in places
    }
