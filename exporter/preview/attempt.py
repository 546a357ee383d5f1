"""One attempt to build an edition: its pages, and then what is found in them.

In: an edition, and the means of a run. Out: a `Shot`, then findings with their pages;
or the error that stopped the build. It is the ordinary build as far as its PDF: only
what changed is laid out anew. All is written into a temporary folder.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from exporter.build import check_records, dress
from exporter.checks import Finding
from exporter.corrections import check_corrections, read_corrections
from exporter.edition import Composed, Sources, compose, read_sources
from exporter.errors import ExporterError, RenderError
from exporter.files import reason_of
from exporter.glyphs import font_folders
from exporter.layout import Layout
from exporter.made import Made
from exporter.making import make_files
from exporter.means import Bench, Means
from exporter.places import Places
from exporter.pool import Pool
from exporter.preview.board import Leaf, Shot
from exporter.preview.geometry import frame_of, read_grid
from exporter.preview.pages import drawn_pages
from exporter.preview.watch import guess
from exporter.proof_record import ingredients
from exporter.said import said
from exporter.signoff.findings import Ground, Shown, show_findings
from exporter.stages import STAGES, OnStage
from exporter.unchanged import Ingredients

#: What edition.toml asks for is corrected there: the findings need not tell it.
_CORRECTED = "N-001"


@dataclass(frozen=True)
class Attempt:
    """What came of building: a shot or a failure, and what was read for it."""

    made_from: Ingredients
    language: str = ""
    shot: Shot | None = None
    failure: ExporterError | None = None
    composed: Composed | None = None
    layout: Layout | None = None
    made: Made | None = None


class Workshop:
    """Builds one edition again and again, with processes that stay warm."""

    def __init__(self, edition: Path, work: Path, pool: Pool, means: Means) -> None:
        self.edition = edition / "edition.toml" if edition.is_dir() else edition
        self._work = work
        self._pool = pool
        self._means = means
        self._files: list[Path] = []
        self._made = 0
        self._sources: Sources | None = None
        self._former = Ingredients((), (), ())

    def attempt(self, on_stage: OnStage = lambda number, name: None) -> Attempt:
        """Build as far as the PDF; an error is a result, too."""
        self._sources = None
        try:
            attempt = self._build(on_stage)
        except ExporterError as error:
            made_from = guess(self.edition, self._sources, self._former)
            return Attempt(made_from, failure=error)
        except OSError as error:  # a file that is just being replaced
            made_from = guess(self.edition, self._sources, self._former)
            return Attempt(made_from, failure=_unreadable(error))
        self._former = attempt.made_from
        return attempt

    def _build(self, on_stage: OnStage) -> Attempt:
        def stage(name: str) -> None:
            on_stage(STAGES.index(name) + 1, name)

        stage("read")
        self._sources = sources = read_sources(self.edition)
        stage("compose")
        composed = compose(sources)
        formats = {"formats": ("pdf",)}
        edition = composed.edition.model_copy(update=formats)
        composed = replace(composed, edition=edition)
        beside = composed.file.parent
        layout = dress(edition, beside, composed)
        named = (edition.layout, beside)
        bench = Bench(self._pool, self._means, self._work, stage)
        made = make_files(edition, layout, composed, bench)
        made_from = ingredients(sources, composed, layout, named, made.fonts)
        if made.pdf is None:
            raise AssertionError("no PDF was asked for")
        made = replace(made, pdf=self._keep(made.pdf))
        shot = _shot(composed, layout, made)
        return Attempt(
            made_from,
            edition.language,
            shot,
            composed=composed,
            layout=layout,
            made=made,
        )

    def _keep(self, pdf: Path) -> Path:
        """Return a PDF's own name: the next one must not be written over it.

        The one before stays, too: a browser may just be asking for a page of it.
        """
        self._made += 1
        self._files.append(pdf.rename(self._work / f"pages-{self._made}.pdf"))
        while len(self._files) > 2:
            self._files.pop(0).unlink()
        return self._files[-1]

    def findings(
        self, attempt: Attempt, is_over: Callable[[], bool]
    ) -> list[Shown] | None:
        """Prove what was made; return what was found, or None where `is_over`.

        Raises ExporterError for a record that is no longer what was read.
        """
        from exporter.proof import prove  # heavy: only once there are pages

        def each(function: Callable[[Any], Any], jobs: Iterable[Any]) -> Iterator[Any]:
            for result in self._pool.map(function, jobs):
                if is_over():
                    raise _OverError
                yield result

        composed, layout, made = attempt.composed, attempt.layout, attempt.made
        if composed is None or layout is None or made is None:
            return None
        try:
            proof = prove(
                composed,
                layout,
                pdf=made.pdf,
                epub=None,
                each=each,
                cache=self._means.cache,
            )
        except _OverError:
            return None
        no_proof = self._work / "none.proof.json"
        found: tuple[Finding, ...] = (
            *composed.findings,
            *check_records(composed),
            *check_corrections(read_corrections(composed, no_proof)),
            *made.findings,
            *proof.findings,
        )
        first = made.laid_out.numbering.first if made.laid_out else {}
        ground = Ground(
            composed.edition, composed.records, proof.found, first, made.pages
        )
        shown = show_findings(found, ground, Places(composed))
        return [one for one in shown if one.finding.code != _CORRECTED]


class _OverError(Exception):
    """Something changed: the proof of the pages before is of no use."""


def _shot(composed: Composed, layout: Layout, made: Made) -> Shot:
    """Return what the browser shows of what was made."""
    assert made.laid_out is not None and made.pdf is not None
    edition = composed.edition
    css = layout.stylesheet("tokens.css", "print.css")
    grid = read_grid(css, font_folders(layout))
    pages = zip(made.laid_out.numbering.starts, drawn_pages(made.laid_out), strict=True)
    leaves = [
        Leaf(
            number,
            start.label,
            digest,
            frame_of(grid, *size, is_left=number % 2 == 0),
        )
        for number, (start, (digest, size)) in enumerate(pages, 1)
    ]
    return Shot(
        title=edition.title,
        number=edition.number,
        language=edition.language,
        direction=edition.direction,
        pdf=made.pdf,
        leaves=leaves,
        headlines={article.id: article.headline for article in edition.articles},
    )


def _unreadable(error: OSError) -> RenderError:
    return RenderError(
        said("a file cannot be read: {reason}", reason=reason_of(error)),
        where=str(error.filename or ""),
        hint=said("if it is there and you may read it, save it once more"),
    )
