"""Write report and list of photos of a run.

In: a `Run`. Out: `<edition>.report.html` and `<edition>.photos.csv` in a work folder.
"""

from pathlib import Path

from exporter.cache import NO_CACHE, Cache
from exporter.deliver import sha256
from exporter.proof.pictures import Each
from exporter.signoff.findings import Ground, show_findings
from exporter.signoff.html import write_report
from exporter.signoff.photos import photo_rows, printed_photos, write_photos_csv
from exporter.signoff.report import MadeFile, Report
from exporter.signoff.run import Run
from exporter.signoff.thumbnails import photo_thumbnails
from exporter.tongue import tongue


def write_signoff(
    run: Run, work: Path, each: Each = map, cache: Cache = NO_CACHE
) -> list[Path]:
    """Write what editor and photo desk need into `work`; return the paths.

    Small photos are made by `each`, `map` or the map of a pool, and kept in the cache;
    pictures of pages come with the proof.
    """
    composed, made, edition = run.composed, run.made, run.composed.edition
    t = tongue(run.language or edition.language)
    numbering = made.laid_out.numbering if made.laid_out else None
    parts = made.laid_out.facts if made.laid_out else ()
    printed = printed_photos(edition, parts, numbering) if numbering else {}
    rows = photo_rows(edition, composed.photos, printed)
    table = work / f"{run.name}.photos.csv"
    write_photos_csv(rows, table)
    first = numbering.first if numbering else {}
    ground = Ground(edition, composed.records, run.proof.found, first, made.pages)
    report = Report(
        name=run.name,
        edition=edition,
        state=run.state,
        sum_line=run.proof.sum_line(),
        ground=ground,
        findings=show_findings(run.findings, ground, run.places),
        rows=rows,
        files=[_made(file) for file in (*made.files, table)],
        photos=photo_thumbnails(made.prepared, each, cache),
        pages=run.proof.pictures,
        numbering=numbering,
        changes=run.changes,
        released={**composed.released, **run.released},
        from_photos=composed.from_photos,
    )
    page = work / f"{run.name}.report.html"
    write_report(report, t, page)
    return [page, table]


def _made(file: Path) -> MadeFile:
    return MadeFile(file.name, file.stat().st_size, sha256(file))
