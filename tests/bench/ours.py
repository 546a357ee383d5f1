"""What is measured of this program: scenarios of one edition, and its stages.

In: an edition and the work folder. Out: one dict for each run (see `Scenario`).
Every chain of runs has an output folder and a cache (XDG_CACHE_HOME) of its own, so
that nothing of the user's cache is used or changed. A run that fails, or is
"unchanged" where it should not be, ends the measuring: its figures would mislead.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from editions import ROOT, Edition, write_edition
from measure import measure_apart

NAME = "edition exporter"
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
TIMEOUT = 3600.0


@dataclass(frozen=True)
class Scenario:
    """One kind of run. `after` names the run whose output and cache it begins with;
    without one it begins with an empty cache and an empty folder (cold)."""

    key: str
    title: str
    formats: tuple[str, ...]
    jobs: int = CORES
    after: str = ""


_ALONE, _EACH = "1 process", f"{CORES} processes"
SCENARIOS = (
    Scenario("pdf-1", f"PDF, {_ALONE}", ("pdf",), jobs=1),
    Scenario("pdf", f"PDF, {_EACH}", ("pdf",)),
    Scenario("epub", f"EPUB, {_EACH}", ("epub",)),
    Scenario("both", f"PDF and EPUB, {_EACH}", ("pdf", "epub")),
    Scenario("unchanged", "… again, nothing changed", ("pdf", "epub"), after="both"),
    Scenario(
        "corrected", "… again, one caption corrected", ("pdf", "epub"), after="both"
    ),
)


def scenarios_of(only: str) -> list[Scenario]:
    """Return the scenarios whose keys are in `only`, and those they come after."""
    keys = set(only.split()) or {scenario.key for scenario in SCENARIOS}
    keys |= {scenario.after for scenario in SCENARIOS if scenario.key in keys}
    return [scenario for scenario in SCENARIOS if scenario.key in keys]


def measure_ours(
    edition: Edition, work: Path, run: int, scenarios: Sequence[Scenario]
) -> Iterator[dict[str, Any]]:
    """Yield the figures of each scenario, in order."""
    place = work / "run"
    write_edition(edition.folder)
    try:
        for scenario in scenarios:
            if not scenario.after:
                shutil.rmtree(place, ignore_errors=True)
                place.mkdir()
            if scenario.key == "corrected":
                write_edition(edition.folder, corrected=f"Ralat ke-{run}.")
            yield _measure(scenario, edition, place)
    finally:
        write_edition(edition.folder)
        shutil.rmtree(place, ignore_errors=True)


def command_of(scenario: Scenario, edition: str, out: str) -> list[str]:
    """Return the arguments of `exporter` for a scenario."""
    formats = [f"--format={name}" for name in scenario.formats]
    return ["build", edition, "-o", out, f"--jobs={scenario.jobs}", *formats]


def _measure(scenario: Scenario, edition: Edition, place: Path) -> dict[str, Any]:
    out, log = place / "out", place / "log.txt"
    arguments = command_of(scenario, str(edition.folder), str(out))
    command = [sys.executable, "-m", "exporter", *arguments, "--json"]
    cache = str(place / "cache")
    used = measure_apart(command, log, TIMEOUT, ROOT, XDG_CACHE_HOME=cache)
    said = log.read_text(encoding="utf-8")
    reports = [line for line in said.splitlines() if line.startswith("{")]
    report = json.loads(reports[-1]) if reports and not used["rc"] else None
    if report is None or report["unchanged"] is not (scenario.key == "unchanged"):
        sys.exit(f"bench: {scenario.title}: not what was asked for:\n{said[-2000:]}")
    size = sum(Path(file).stat().st_size for file in report["files"])
    return {
        "tool": NAME,
        "scenario": scenario.key,
        "articles": edition.articles,
        **used,
        "pages": report["pages"],
        "output_mb": round(size / 1e6, 2),
    }


def measure_stages(edition: Edition, work: Path) -> dict[str, Any]:
    """Return the CPU seconds of each stage of one cold run with one process."""
    place = work / "run"
    shutil.rmtree(place, ignore_errors=True)
    script = Path(__file__).with_name("stages.py")
    command = [sys.executable, str(script), str(edition.folder), str(place)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    shutil.rmtree(place)
    stages = json.loads(done.stdout)
    return {
        "tool": NAME,
        "scenario": "stages",
        "articles": edition.articles,
        "stages": stages,
    }
