"""The whole run, in order: one edition.toml becomes proven files in a folder.

In: an edition and an output folder. Out: `Result`: the files, the findings and
the exit code. Files are made under temporary names beside their destination,
proven, and only then put in place together; what fails the proof goes to `held/`
and what was there before stays.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from exporter.cache import NO_CACHE, Cache
from exporter.checks import Finding, check_edition, exit_code_of
from exporter.corrections import (
    check_corrections,
    check_released,
    note_released,
    read_corrections,
    released_json,
)
from exporter.deliver import check_former, put_in_place, workplace, write_json
from exporter.edition import Composed, Sources, compose, read_sources
from exporter.errors import LayoutError
from exporter.formats import Format
from exporter.glyphs import pack_places
from exporter.layout import Layout, load_layout
from exporter.made import Made
from exporter.making import make_files
from exporter.means import Bench, Means
from exporter.model import Edition
from exporter.photo_checks import check_photo_credits
from exporter.places import Places
from exporter.pool import Pool
from exporter.proof_record import ingredients, proof_record, refuse_changed
from exporter.records import check_coverage, check_record_text
from exporter.said import as_json, said
from exporter.signoff.run import Run, State
from exporter.stages import STAGES, OnStage
from exporter.tokens import refuse_unknown
from exporter.unchanged import Asked, Ingredients, begin, remember
from exporter.validate import Verdict

__all__ = [
    "STAGES",
    "OnStage",
    "Proven",
    "Ready",
    "Result",
    "build",
    "check_records",
    "dress",
    "make_ready",
    "prove_ready",
    "ready_from",
]


@dataclass(frozen=True)
class Result:
    """What a build gave.

    `files` are delivered, or held where `exit_code` is 6; those of a `draft` lie apart,
    whatever it is. `released` are the codes that an editor let through, each with the
    reason. `remembered` is what a later run needs to know this one again
    (`exporter.unchanged`), b"" where there is nothing to go by.
    """

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
    released: Mapping[str, str] = field(default_factory=dict)
    fitting: Mapping[str, Any] | None = None
    remembered: bytes = b""

    def as_json(self) -> dict[str, Any]:
        """Return the report for machines; `exporter.unchanged` keeps it."""
        return {
            "edition": self.name,
            "exit_code": self.exit_code,
            "unchanged": False,
            "draft": self.draft,
            "released": dict(self.released),
            "files": [str(file) for file in self.files],
            "pages": self.pages,
            "fitting": self.fitting,
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
    formats: Sequence[Format] = (),
    layout: str = "",
    strict: bool = False,
    draft: bool = False,
    release: Mapping[str, str] | None = None,
    jobs: int = 1,
    cache: Cache = NO_CACHE,
    keep: bool = False,
    stock: bool = False,
    language: str = "",
    embed_fonts: bool = True,
    on_stage: OnStage = lambda number, name: None,
) -> Result:
    """Build the edition at `path` into `out`.

    `formats` and `layout` replace what edition.toml says. A `draft` is stamped on
    every page and goes to `out`/draft/, finished or not. `release` holds codes of
    findings that shall not hold the edition back, each with the reason. `language`
    is that of the sign-off report, where it is not the edition's; without
    `embed_fonts`, ebooks hold no fonts. Where `keep` says that other editions follow
    in this process, laid-out articles stay for them. Raises
    ExporterError where the run cannot go on; then nothing in `out` has changed. It
    always builds: ask `exporter.unchanged.find_unchanged` first whether there is a
    need to.
    """
    asked = Asked(
        edition=path,
        out=out,
        formats=tuple(formats),
        layout=layout,
        strict=strict,
        stock=stock,
        released=dict(release or {}),
        draft=draft,
        language=language,
        embed_fonts=embed_fonts,
    )
    return _build(asked, Means(jobs, cache, stock, keep), _Stages(on_stage))


def _build(asked: Asked, means: Means, stage: "_Stages") -> Result:
    begun = begin()
    check_released(asked.released)
    sources, ready = make_ready(asked, stage)
    with workplace(asked.out, ready.edition.file_name) as work:
        proven = prove_ready(ready, asked, means, work, stage)
        files = put_in_place(proven.files, asked.out, proven.result.name, proven.state)
    result = replace(proven.result, files=tuple(files))
    if proven.state == "delivered":
        made_from = ready_from(sources, ready, asked, proven.fonts)
        report = result.as_json()
        kept = remember(asked, means.cache, made_from, report, begun)
        result = replace(result, remembered=kept)
    means.cache.trim()
    return result


@dataclass(frozen=True)
class Ready:
    """An edition after stages 1 and 2, with all that the others need.

    `edition` is what is made: the composed one, as the run was asked for it. `packs`
    are the folders packs of fonts lie in. `here` says that the records lie where they
    were read, and must still be what was read.
    """

    composed: Composed
    edition: Edition
    layout: Layout
    packs: tuple[Path, ...]
    here: bool = True


@dataclass(frozen=True)
class Proven:
    """An edition after stage 7: its `files`, the proof last, and where they belong.

    `fonts` are the folders its fonts were taken from.
    """

    result: Result
    files: tuple[Path, ...]
    state: State
    fonts: tuple[Path, ...]


def make_ready(asked: Asked, stage: Callable[[str], None]) -> tuple[Sources, Ready]:
    """Read and compose an edition, and dress it (stages 1 and 2)."""
    stage("read")
    sources = read_sources(asked.edition)
    stage("compose")
    composed = compose(sources)
    edition = _as_asked(composed.edition, asked)
    layout = dress(edition, _beside(asked, composed), composed)
    return sources, Ready(composed, edition, layout, pack_places(composed.file.parent))


def ready_from(
    sources: Sources, ready: Ready, asked: Asked, fonts: tuple[Path, ...]
) -> Ingredients:
    """Return where all was found that an edition was made from."""
    named = ready.edition.layout, _beside(asked, ready.composed)
    return ingredients(sources, ready.composed, ready.layout, named, fonts)


def _beside(asked: Asked, composed: Composed) -> Path:
    """Return the folder that the path of a layout is relative to."""
    return Path.cwd() if asked.layout else composed.file.parent


def prove_ready(
    ready: Ready, asked: Asked, means: Means, work: Path, stage: Callable[[str], None]
) -> Proven:
    """Make and prove an edition's files in the folder `work` (stages 3 to 7).

    Of the output folder it reads what a former run left, and writes nothing.
    """
    edition = ready.edition
    with Pool(means.jobs, _preload(edition)) as pool:
        bench = Bench(pool, means, work, stage, ready.packs)
        made = make_files(edition, ready.layout, ready.composed, bench)
        pool.rest()  # proving needs nothing of what workers hold
        stage("prove")
        run, exit_code = _judge(asked, ready, made, bench)
        stage("deliver")
        outputs = [*made.files, *_sign_off(run, bench)]
        files = [*outputs, _write_proof(asked, run, ready, outputs)]
    result = Result(
        name=run.name,
        files=tuple(files),
        findings=tuple(run.findings),
        exit_code=exit_code,
        sum_line=run.proof.sum_line(),
        pages=made.pages,
        places=run.places,
        language=edition.language,
        draft=asked.draft,
        released=asked.released,
        fitting=_fitting(made, edition),
    )
    return Proven(result, tuple(files), run.state, made.fonts)


def _fitting(made: Made, edition: Edition) -> dict[str, Any] | None:
    fits = made.fitting(edition)
    return fits.as_json() if fits else None


def _as_asked(edition: Edition, asked: Asked) -> Edition:
    """Return the edition with what the run was asked for in place of its own."""
    wanted: dict[str, Any] = {
        "formats": tuple(dict.fromkeys(asked.formats)),
        "layout": asked.layout,
        "draft": asked.draft,
    }
    if not asked.embed_fonts:
        update = {"embed_fonts": False}
        wanted["epub"] = edition.epub.model_copy(update=update)
    return edition.model_copy(update={k: v for k, v in wanted.items() if v})


def _preload(edition: Edition) -> list[str]:
    """Return what worker processes start with: an EPUB draws its cover in one alone."""
    return ["exporter.pdf.work" if "pdf" in edition.formats else "exporter.photos"]


def dress(edition: Edition, beside: Path, composed: Composed) -> Layout:
    """Return the edition's layout, with what the edition sets: tokens, QR codes."""
    layout = load_layout(edition.layout, beside)
    _check_formats(edition, layout)
    if edition.tokens:  # to know those of a layout, its stylesheets are read
        refuse_unknown(edition.tokens, layout.tokens, composed.table.place)
    return replace(layout, set_tokens=edition.tokens, codes=frozenset(edition.qr))


def _check_formats(edition: Edition, layout: Layout) -> None:
    for wanted in edition.formats:
        if wanted.partition("-")[0] not in layout.formats:
            raise LayoutError(
                said("is not made for {format}", format=wanted),
                where=said("layout {name}", name=layout.name),
                hint=said(
                    "it is made for {formats}; choose another",
                    formats=", ".join(layout.formats),
                ),
            )


class _Stages:
    def __init__(self, on_stage: OnStage) -> None:
        self._on_stage = on_stage

    def __call__(self, name: str) -> None:
        self._on_stage(STAGES.index(name) + 1, name)


# --- stages 7 and 8 ----------------------------------------------------------------


def _judge(asked: Asked, ready: Ready, made: Made, bench: Bench) -> tuple[Run, int]:
    """Prove what was made; return all that was found, and the exit code."""
    from exporter.proof import prove  # heavy: only a whole run needs it

    composed, layout = ready.composed, ready.layout
    each, cache = bench.pool.map, bench.means.cache
    ebooks = {"epub": made.ebooks.get("epub"), "hemat": made.ebooks.get("epub-hemat")}
    pdf = made.pdf
    proof = prove(
        composed, layout, pdf=pdf, **ebooks, each=each, cache=cache, drawn=True
    )
    name = composed.edition.file_name
    fits = made.fitting(_as_asked(composed.edition, asked))
    corrections = read_corrections(composed, asked.out / f"{name}.proof.json")
    findings = (
        *composed.findings,
        *check_records(composed, here=ready.here),
        *check_corrections(corrections),
        *made.findings,
        *(fits.findings() if fits else ()),
        *proof.findings,
        *([] if asked.draft else check_former(asked.out, name, made.files)),
    )
    findings = (*findings, *note_released(findings, asked.released))
    exit_code = exit_code_of(findings, strict=asked.strict, released=asked.released)
    state: State = "held" if exit_code else "delivered"
    return Run(
        *(name, composed, made, proof, findings, "draft" if asked.draft else state),
        *(Places(composed), tuple(corrections), asked.language, asked.released),
    ), exit_code


def _sign_off(run: Run, bench: Bench) -> list[Path]:
    from exporter.signoff.write import write_signoff  # heavy: only a whole run needs it

    return write_signoff(run, bench.work, bench.pool.map, bench.means.cache)


def _write_proof(asked: Asked, run: Run, ready: Ready, outputs: list[Path]) -> Path:
    """Write what was proven of files, beside them; return where it is."""
    edition, layout = ready.edition, ready.layout
    made_for = {
        "formats": edition.formats,
        "layout": layout.name,
        "strict": asked.strict,
        "draft": asked.draft,
    }
    proven = {
        "corrections": [correction.as_json() for correction in run.changes],
        "released_findings": released_json(run.findings, asked.released),
        "proof": run.proof.as_json(),
    }
    fits = _fitting(run.made, edition)
    if fits:
        proven["fitting"] = fits
    record = proof_record(
        *(run.composed, layout, run.made.fonts, outputs),
        *(run.findings, proven, made_for),
    )
    proof_file = outputs[0].parent / f"{run.name}.proof.json"
    write_json(proof_file, record)
    return proof_file


def check_records(composed: Composed, *, here: bool = True) -> Iterator[Finding]:
    """Yield what is doubtful in the articles, and (proof, first half) each text of
    the records that no article holds.

    Records that lie `here` must be what was read: else RecordError.
    """
    yield from check_edition(composed.edition)
    yield from check_photo_credits(composed.edition)
    for record in composed.records:
        if here:
            refuse_changed(record)
        if record.archived:  # its record was looked through when it was imported
            lost = check_record_text(record.archived.text, record.articles)
            for piece in (*record.archived.lost, *lost):
                yield Finding("E-005", record.articles[0].id, piece)
            continue
        for piece in check_coverage(record.path, record.articles):
            yield Finding("E-005", record.name, piece)
