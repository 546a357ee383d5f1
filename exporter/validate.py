"""Have the validators that are installed judge finished files.

In: paths of a PDF and an EPUB. Out: what each validator says, as findings; and which
could not be asked. Nothing is ever downloaded.
"""

import json
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from exporter.checks import Finding
from exporter.said import marked, said
from exporter.validators import Validator, browser, find_validators

_LONGEST = 300  # seconds
#: Faults told of one file by one validator; more say nothing new.
_MOST = 10


Outcome = Literal["ok", "faults", "not installed", "failed"]
#: Said to people as they are; so the catalogues need them.
OUTCOMES = (marked("ok"), marked("faults"), marked("not installed"), marked("failed"))


@dataclass(frozen=True)
class Verdict:
    """What a validator says of a file; "failed" where it broke off."""

    validator: str
    file: str
    outcome: Outcome
    faults: tuple[str, ...] = ()

    def findings(self) -> Iterator[Finding]:
        """Yield each fault, and a validator that broke off."""
        for fault in self.faults[:_MOST]:
            message = said("{name}: {fault}", name=self.validator, fault=fault)
            yield Finding("E-013", self.file, message)
        if self.outcome == "failed":
            message = said("{name} broke off: not checked", name=self.validator)
            yield Finding("W-015", self.file, message)


def validate(files: Sequence[Path]) -> list[Verdict]:
    """Return the verdict of each validator on each file it can judge."""
    return [
        _ask(validator, file)
        for validator in find_validators()
        for file in files
        if file.suffix.lower() == _JUDGES[validator.name][0]
    ]


def _ask(validator: Validator, file: Path) -> Verdict:
    if not validator.command:
        return Verdict(validator.name, file.name, "not installed")
    try:
        faults = tuple(_JUDGES[validator.name][1](validator.command, file))
    except (OSError, subprocess.SubprocessError, ValueError, LookupError, TypeError):
        return Verdict(validator.name, file.name, "failed")
    outcome: Outcome = "faults" if faults else "ok"
    return Verdict(validator.name, file.name, outcome, faults)


def _epubcheck(command: Sequence[str], file: Path) -> Iterator[str]:
    said_of = json.loads(_run(*command, str(file), "--json", "-", "--quiet"))
    for message in said_of["messages"]:
        if message["severity"] in {"FATAL", "ERROR", "WARNING"}:
            yield f"{message['ID']} {message['message']}"


def _verapdf(command: Sequence[str], file: Path) -> Iterator[str]:
    """Read veraPDF's text report: PASS or FAIL, then the rules that were broken."""
    lines = _run(*command, "--flavour", "ua1", "--format", "text", "-v", str(file))
    verdict, *rules = lines.strip().splitlines()
    if verdict.startswith("PASS"):
        return
    if not verdict.startswith("FAIL"):
        raise ValueError(verdict)
    yield from [rule.strip() for rule in rules if rule.strip()] or [verdict]


def _ace(command: Sequence[str], file: Path) -> Iterator[str]:
    """Read Ace's report (EARL): the outcome, and each assertion that failed."""
    with tempfile.TemporaryDirectory() as folder:
        _run(*command, "--force", "--outdir", folder, str(file))
        report = json.loads((Path(folder) / "report.json").read_text(encoding="utf-8"))
    if report["earl:result"]["earl:outcome"] == "pass":
        return
    for document in report["assertions"]:
        for assertion in document["assertions"]:
            if assertion["earl:result"]["earl:outcome"] == "fail":
                yield _rule(assertion)


def _rule(assertion: dict[str, Any]) -> str:
    test = assertion["earl:test"]
    return f"{test['dct:title']}: {test['dct:description']}"


def _run(*command: str) -> str:
    """Run a validator; its exit code says less than its report."""
    found = browser()
    chromium = {"PUPPETEER_EXECUTABLE_PATH": found} if found else {}
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=_LONGEST,
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **chromium},
    )
    return done.stdout


#: validator -> the files it judges, and how its report is read
_JUDGES: dict[str, tuple[str, Callable[[Sequence[str], Path], Iterator[str]]]] = {
    "EPUBCheck": (".epub", _epubcheck),
    "veraPDF": (".pdf", _verapdf),
    "Ace": (".epub", _ace),
}
