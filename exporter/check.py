"""Prove finished files against their records once more.

In: an edition and the files made from it. Out: a `Result` like that of a build;
nothing is written.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from exporter.build import Result, check_records
from exporter.checks import Finding, exit_code_of
from exporter.corrections import check_corrections, read_corrections
from exporter.deliver import sha256
from exporter.edition import compose, read_sources
from exporter.errors import UsageError
from exporter.fitting import told_moves
from exporter.formats import Format, format_of, proof_beside
from exporter.layout import load_layout
from exporter.places import Places
from exporter.proof import prove
from exporter.said import said
from exporter.validate import validate


def check(path: Path, files: Sequence[Path], *, strict: bool = False) -> Result:
    """Prove finished files against the edition at `path`: one of each format."""
    by_format: dict[Format, Path] = {}
    for file in files:
        kind = format_of(file)
        if kind is None or not file.is_file():
            raise UsageError(
                said("is not a PDF or EPUB that is there"),
                where=str(file),
                hint=said("name the files that `exporter build` delivered"),
            )
        other = by_format.setdefault(kind, file)
        if other != file:
            raise UsageError(
                said("is the second of its kind, after {other}", other=str(other)),
                where=str(file),
                hint=said("name one PDF and one EPUB: those of this edition"),
            )
    composed = compose(read_sources(path))
    layout = load_layout(composed.edition.layout, composed.file.parent)
    findings = [*composed.findings, *check_records(composed)]
    proof_file = _proof_beside(files)
    told = _load_proof(proof_file)
    released = _released(told)
    findings += check_corrections(read_corrections(composed, proof_file))
    sum_line = said("no files to prove")
    if files:
        proof = prove(
            *(composed, layout),
            pdf=by_format.get("pdf"),
            epub=by_format.get("epub"),
            hemat=by_format.get("epub-hemat"),
        )
        findings += [*proof.findings, *dict.fromkeys(_check_hashes(files))]
        sum_line = proof.sum_line()
    verdicts = validate(files)
    findings += [finding for verdict in verdicts for finding in verdict.findings()]
    fits = told.get("fitting")
    findings += told_moves(fits) if isinstance(fits, dict) else ()
    return Result(
        name=composed.edition.file_name,
        files=(),
        findings=tuple(findings),
        exit_code=exit_code_of(findings, strict=strict, released=released),
        sum_line=sum_line,
        pages=0,
        places=Places(composed),
        language=composed.edition.language,
        verdicts=tuple(verdicts),
        draft=_is_draft(told),
        released=released,
        fitting=fits,
    )


def _proof_beside(files: Sequence[Path]) -> Path:
    """Return the proof of the files, which knows what corrections were made for."""
    return proof_beside(files[0]) if files else Path()


def _load_proof(file: Path) -> dict[str, Any]:
    """Return what a proof says; nothing where there is none that can be read."""
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _released(told: Mapping[str, Any]) -> dict[str, str]:
    """Return the codes an editor released, each with the reason."""
    try:
        return {str(r["code"]): str(r["reason"]) for r in told["released_findings"]}
    except (KeyError, TypeError):
        return {}


def _is_draft(told: Mapping[str, Any]) -> bool:
    options = told.get("options")
    return isinstance(options, dict) and bool(options.get("draft"))


def _check_hashes(files: Sequence[Path]) -> Iterator[Finding]:
    """Yield a finding for each file that its proof does not know."""
    for file in files:
        proof = proof_beside(file)
        if not proof.is_file():
            yield Finding("W-011", file.name, said("there is no proof beside it"))
            continue
        try:
            known = _load_proof(proof)["outputs"]
            same = known[file.name]["sha256"] == sha256(file)
        except (OSError, KeyError, TypeError):
            known, same = {}, False
        if not same:
            message = said("differs from what {proof} says", proof=proof.name)
            yield Finding("E-008", file.name, message)
        yield from _check_beside(file, known)


def _check_beside(file: Path, known: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield the sign-off files beside a file that are not as its proof says."""
    for name, output in known.items():
        beside = file.parent / name
        if beside.suffix in {".pdf", ".epub"} or not beside.is_file():
            continue
        expected = output.get("sha256") if isinstance(output, dict) else None
        if expected != sha256(beside):
            proof = proof_beside(file).name
            message = said("differs from what {proof} says", proof=proof)
            yield Finding("E-008", name, message)
