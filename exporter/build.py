"""The whole run, in order: one edition.toml becomes proven files in a folder.

In: an edition and an output folder. Out: `Result`: the files, the findings and
the exit code. Files are made under temporary names beside their destination,
proven, and only then put in place together; what fails the proof goes to `held/`
and what was there before stays.
"""

import io
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from exporter.cache import NO_CACHE, Cache
from exporter.checks import Finding, check_edition, exit_code_of
from exporter.corrections import (
    check_corrections,
    check_released,
    note_released,
    read_corrections,
    released_json,
)
from exporter.deliver import (
    check_former,
    deliver,
    font_folders,
    ingredients,
    proof_record,
    refuse_changed,
    workplace,
    write_json,
)
from exporter.edition import Composed, compose, read_sources
from exporter.errors import LayoutError
from exporter.fonts import font_families, uncovered, use_only
from exporter.layout import Layout, load_layout
from exporter.made import Made
from exporter.model import Edition, anchor, anchor_of
from exporter.native import require_libraries
from exporter.photos import PreparedPhoto, prepare_photos
from exporter.places import Places
from exporter.pool import Pool
from exporter.records import check_coverage
from exporter.said import as_json
from exporter.signoff.run import Run, State
from exporter.unchanged import Asked, begin, remember
from exporter.validate import Verdict

if TYPE_CHECKING:
    from exporter.pdf import LaidOutEdition
    from exporter.proof import Proof

STAGES = (
    "read",
    "compose",
    "prepare",
    "lay out",
    "print",
    "bind",
    "prove",
    "deliver",
)
#: Told each stage as it begins: its number (from 1) and its name.
OnStage = Callable[[int, str], None]
Photos = dict[tuple[str, str], PreparedPhoto]

_SCREEN = "screen"
_COVER_WIDTH = 1200  # pixels


@dataclass(frozen=True)
class Means:
    """What a run works with: processes, cache, WeasyPrint as it is or sped up."""

    jobs: int = 1
    cache: Cache = NO_CACHE
    stock: bool = False


@dataclass(frozen=True)
class Result:
    """What a build gave: `files` are delivered, or held where `exit_code` is 6."""

    name: str
    files: tuple[Path, ...]
    findings: tuple[Finding, ...]
    exit_code: int
    sum_line: str
    pages: int
    places: Places
    language: str
    draft: bool = False
    verdicts: tuple[Verdict, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the report for machines; `exporter.unchanged` keeps it."""
        return {
            "edition": self.name,
            "exit_code": self.exit_code,
            "unchanged": False,
            "draft": self.draft,
            "files": [str(file) for file in self.files],
            "pages": self.pages,
            "proof": self.sum_line,
            "proof_said": as_json(self.sum_line),
            "language": self.language,
            "validators": [asdict(verdict) for verdict in self.verdicts],
            "articles": self.places.headlines,
            "findings": [self.places.as_json(finding) for finding in self.findings],
        }


def build(
    path: Path,
    out: Path,
    *,
    formats: Sequence[Literal["pdf", "epub"]] = (),
    layout: str = "",
    strict: bool = False,
    draft: bool = False,
    release: Mapping[str, str] | None = None,
    jobs: int = 1,
    cache: Cache = NO_CACHE,
    stock: bool = False,
    on_stage: OnStage = lambda number, name: None,
) -> Result:
    """Build the edition at `path` into `out`.

    `formats` and `layout` replace what edition.toml says. A `draft` is stamped on
    every page and goes to `out`/draft/, finished or not. `release` holds codes of
    findings that shall not hold the edition back, each with the reason. Raises
    ExporterError where the run cannot go on; then nothing in `out` has changed. It
    always builds: ask `exporter.unchanged.find_unchanged` first whether there is a
    need to.
    """
    begun = begin()
    released = dict(release or {})
    check_released(released)
    stage = _Stages(on_stage)
    means = Means(jobs, cache, stock)
    stage("read")
    sources = read_sources(path)
    stage("compose")
    composed = compose(sources)
    edition = _as_asked(composed.edition, formats, layout, draft)
    beside = Path.cwd() if layout else composed.file.parent
    dress = load_layout(edition.layout, beside)
    _check_formats(edition, dress)
    name = edition.file_name
    with workplace(out, name) as work, Pool(jobs, _preload(edition)) as pool:
        bench = _Bench(pool, means, work)
        made = _render(edition, dress, composed, bench, stage)
        pool.rest()  # proving needs nothing of what workers hold
        stage("prove")
        proof = _prove(composed, dress, made, bench)
        outputs = made.files
        former = [] if draft else check_former(out, name, outputs)
        findings = (*made.findings, *proof.findings, *former)
        corrections = read_corrections(composed, out / f"{name}.proof.json")
        findings = (*check_corrections(corrections), *findings)
        findings = (*composed.findings, *check_records(composed), *findings)
        findings = (*findings, *note_released(findings, released))
        exit_code = exit_code_of(findings, strict=strict, released=released)
        state: State = "held" if exit_code else "delivered"
        run = Run(name, composed, made, proof, findings, state)
        outputs += _sign_off(run, bench)
        stage("deliver")
        made_for = {"formats": edition.formats, "layout": dress.name, "strict": strict}
        made_for |= {"draft": draft}
        answered = {
            "corrections": [correction.as_json() for correction in corrections],
            "released_findings": released_json(findings, released),
        }
        proven = {**answered, "proof": proof.as_json()}
        record = proof_record(composed, dress, outputs, findings, proven, made_for)
        proof_file = work / f"{name}.proof.json"
        write_json(proof_file, record)
        held = out / "held" / name
        target = held if exit_code else out
        target = out / "draft" / name if draft else target
        files = deliver([*outputs, proof_file], target)
        if not exit_code and not draft:
            shutil.rmtree(held, ignore_errors=True)
    sum_line = proof.sum_line()
    result = Result(
        *(name, tuple(files), findings, exit_code, sum_line, made.pages),
        *(Places(composed), edition.language, draft),
    )
    if not exit_code and not draft:
        asked = Asked(path, out, tuple(formats), layout, strict, stock, released)
        made_from = ingredients(sources, composed, dress, (edition.layout, beside))
        remember(asked, cache, made_from, result.as_json(), begun)
    cache.trim()
    return result


def _as_asked(
    edition: Edition, formats: Sequence[str], layout: str, draft: bool
) -> Edition:
    """Return the edition with what the run was asked for in place of its own."""
    wanted: dict[str, Any] = {"formats": tuple(dict.fromkeys(formats))}
    wanted |= {"layout": layout, "draft": draft}
    return edition.model_copy(update={k: v for k, v in wanted.items() if v})


def _preload(edition: Edition) -> list[str]:
    """Return what worker processes start with: a PDF needs more than an EPUB."""
    return ["exporter.pdf.work" if "pdf" in edition.formats else "exporter.photos"]


def _prove(composed: Composed, layout: Layout, made: Made, bench: "_Bench") -> "Proof":
    from exporter.proof import prove  # heavy: only a whole run needs it

    each, cache = bench.pool.map, bench.means.cache
    files = {"pdf": made.pdf, "epub": made.epub}
    return prove(composed, layout, **files, each=each, cache=cache)


def _sign_off(run: "Run", bench: "_Bench") -> list[Path]:
    from exporter.signoff.write import write_signoff  # heavy: only a whole run needs it

    return write_signoff(run, bench.work, bench.pool.map)


def _check_formats(edition: Edition, layout: Layout) -> None:
    for wanted in edition.formats:
        if wanted not in layout.formats:
            raise LayoutError(
                f"is not made for {wanted}",
                where=f"layout {layout.name}",
                hint=f"it is made for {', '.join(layout.formats)}; choose another",
            )


class _Stages:
    def __init__(self, on_stage: OnStage) -> None:
        self._on_stage = on_stage

    def __call__(self, name: str) -> None:
        self._on_stage(STAGES.index(name) + 1, name)


# --- stages 3 to 6 ----------------------------------------------------------------


@dataclass(frozen=True)
class _Bench:
    """Where a run works and what with."""

    pool: Pool
    means: Means
    work: Path


def _render(
    edition: Edition,
    layout: Layout,
    composed: Composed,
    bench: _Bench,
    stage: _Stages,
) -> Made:
    """Make the files an edition asks for."""
    stage("prepare")
    fonts = font_folders(layout)
    findings = list(_check_glyphs(edition, fonts)) if "pdf" in edition.formats else []
    pdf = epub = cover = laid_out = None
    prepared: list[PreparedPhoto] = []
    name = edition.file_name
    if "pdf" in edition.formats:
        pdf = bench.work / f"{name}.pdf"
        places = fonts, pdf
        laid_out, more = _print(edition, layout, composed, places, bench, stage)
        findings += more
        prepared += laid_out.media.values()
        cover = _picture_of_cover(pdf)
    if "epub" in edition.formats:
        stage("bind")
        from exporter.epub import write_epub  # heavy: only this stage needs it

        photos = _photos_for_screens(layout, composed, bench)
        prepared += photos.values()
        epub = bench.work / f"{name}.epub"
        numbering = laid_out.numbering if laid_out else None
        with epub.open("wb") as out:
            write_epub(edition, layout, photos, out, numbering=numbering, cover=cover)
    return Made(pdf, epub, laid_out, tuple(prepared), tuple(findings))


def _photos_for_screens(layout: Layout, composed: Composed, bench: _Bench) -> Photos:
    wanted = [(photo, layout.slots[_SCREEN]) for photo in composed.photos.values()]
    folder = bench.work / "media"
    prepared = prepare_photos(wanted, folder, bench.means.cache, bench.pool)
    names = [(file, _SCREEN) for file in composed.photos]
    return dict(zip(names, prepared, strict=True))


def _print(
    edition: Edition,
    layout: Layout,
    composed: Composed,
    places: tuple[tuple[Path, ...], Path],
    bench: _Bench,
    stage: _Stages,
) -> tuple["LaidOutEdition", list[Finding]]:
    """Write the PDF; return how it is laid out and what was found on the way."""
    fonts, pdf = places
    require_libraries()
    conf = use_only(fonts, bench.work)
    # no process loads WeasyPrint before its fonts are set, nor for an EPUB alone
    from exporter.pdf import (
        Press,
        lay_out_edition,
        prepare_media,
        print_edition,
        render_parts,
    )

    means = bench.means
    press = Press(bench.pool, means.cache, fonts, conf, bench.work, means.stock)
    sources = render_parts(edition, layout)
    media = prepare_media(sources, layout, composed.photos, press)
    stage("lay out")
    names = font_families(fonts)
    laid_out = lay_out_edition(edition, layout, sources, media, press, names)
    findings = [*_check_pages(edition, laid_out, layout)]
    stage("print")
    with pdf.open("wb") as out:
        print_edition(laid_out, press, out)
    findings += [
        Finding("E-011", "PDF", f"no page has {target!r}")
        for target in laid_out.numbering.unknown
    ]
    return laid_out, findings


def _check_pages(edition: Edition, laid_out: Any, layout: Layout) -> Iterator[Finding]:
    """Yield what the renderer complained about, and photos of too few pixels."""
    least = float(layout.promises.get("least_ppi", 150))
    ids = {anchor(article.id): article.id for article in edition.articles}
    said: set[str] = set()
    for part in laid_out.facts:
        for message in part.logged:
            if message not in said:  # a stylesheet serves all parts
                said.add(message)
                yield Finding("W-009", f"PDF {part.name}", message)
        for place in part.placements:
            if 0 < place.ppi < least:
                page = laid_out.numbering.first[part.name] + place.page
                size = f"{place.width:.0f} x {place.height:.0f} mm"
                message = f"photo on page {page}: {place.ppi:.0f} ppi at {size}"
                yield Finding(
                    "W-005", ids.get(anchor_of(place.block), part.name), message
                )


#: Fields of an article that no page shows.
_UNPRINTED: Any = {
    **dict.fromkeys(("id", "tags", "url", "desk_codes", "sections"), True),
    "images": {"__all__": {"file", "creators", "usage_terms", "restrictions"}},
}


def _check_glyphs(edition: Edition, fonts: tuple[Path, ...]) -> Iterator[Finding]:
    """Yield the characters a page would show as an empty box."""
    titles = "".join(section.title for section in edition.sections)
    texts = {"edition": titles + edition.model_dump_json(exclude={"sections"})}
    for article in edition.articles:
        texts[article.id] = article.model_dump_json(exclude=_UNPRINTED)
    for where, text in texts.items():
        missing = uncovered(text, fonts)
        if missing:
            listed = ", ".join(f"{c} (U+{ord(c):04X})" for c in missing[:8])
            yield Finding("E-012", where, f"no font has {listed}")


def _picture_of_cover(pdf: Path) -> bytes:
    """Return page 1 as a JPEG: the ebook wears the same cover."""
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        image = page.render(scale=_COVER_WIDTH / page.get_width()).to_pil()
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()


def check_records(composed: Composed) -> Iterator[Finding]:
    """Yield what is doubtful in the articles, and (proof, first half) each text of
    the records that no article holds."""
    yield from check_edition(composed.edition)
    for record in composed.records:
        refuse_changed(record)
        for piece in check_coverage(record.path, record.articles):
            yield Finding("E-005", record.path.name, piece)
