"""Saying what a run found: by article, the worst first, then a short summary.

In: the report of a run (`Result.as_json`). Out: sentences in a person's language.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from exporter.cli.say import print_json, say, tell
from exporter.known import known_field
from exporter.said import marked
from exporter.tongue import Tongue, tongue

_ORDER = {"error": 0, "warning": 1, "note": 2}
_COUNTED = {
    "error": (marked("{n} error"), marked("{n} errors")),
    "warning": (marked("{n} warning"), marked("{n} warnings")),
    "note": (marked("{n} note"), marked("{n} notes")),
}
_Finding = Mapping[str, Any]


def say_report(
    report: Mapping[str, Any],
    *,
    as_json: bool,
    quiet: bool = False,
    verbose: bool = False,
    language: str = "",
) -> None:
    """Say what was found and done; `language` is the edition's where none is asked.

    Only errors where `quiet`, notes too where `verbose`.
    """
    if as_json:
        print_json(report)
        return
    t = tongue(language or report["language"])
    least = "error" if quiet else "note" if verbose else "warning"
    shown = [f for f in report["findings"] if _ORDER[f["level"]] <= _ORDER[least]]
    for line in _findings(shown, report["articles"], t):
        say(line)
    if not quiet:
        for line in _summary(report, t):
            say(line)
    if report["exit_code"]:
        say(_not_delivered(report, t))
    for file in report["files"]:
        tell(file)


def _findings(
    findings: Sequence[_Finding], headlines: Mapping[str, str], t: Tongue
) -> Iterator[str]:
    """Yield findings by article; first the article with the gravest."""
    groups: dict[str, list[_Finding]] = {}
    for finding in findings:
        groups.setdefault(finding["article"], []).append(finding)
    running = list(headlines)

    def gravest(article: str) -> tuple[int, int]:
        place = running.index(article) if article in headlines else -1
        return min(_ORDER[f["level"]] for f in groups[article]), place

    for article in sorted(groups, key=gravest):
        yield f"{article}: {headlines[article]}" if article else t("edition")
        for finding in sorted(
            groups[article], key=lambda f: (_ORDER[f["level"]], f["code"], f["where"])
        ):
            yield from _finding(finding, article, t)


def _finding(finding: _Finding, article: str, t: Tongue) -> Iterator[str]:
    where = finding["where"].removeprefix(article).lstrip(" :")
    where = f"{t(known_field(where))}: " if where and where != "edition" else ""
    message = t.again(finding["said"]) if "said" in finding else t(finding["message"])
    level = t(finding["level"])
    yield f"  {level} {finding['code']} {where}{message}"
    if finding["level"] == "error":
        yield f"      {t(finding['hint'])}"
    if finding["change"]:
        yield f"      → {finding['change']}"


def _summary(report: Mapping[str, Any], t: Tongue) -> Iterator[str]:
    """Yield what a person reads in five seconds."""
    counts = dict.fromkeys(_ORDER, 0)
    for finding in report["findings"]:
        counts[finding["level"]] += 1
    said = report["proof_said"]
    proof = t.again(said) if said else report["proof"]
    yield t("unchanged, proven: {proof}", proof=proof) if report["unchanged"] else proof
    for verdict in report["validators"]:
        outcome = t(verdict["outcome"])
        yield f"{verdict['validator']}: {verdict['file']}: {outcome}"
    counted = [
        t(_COUNTED[level][count != 1], n=str(count)) for level, count in counts.items()
    ]
    yield f"{report['edition']}: {', '.join(counted)}"


def _not_delivered(report: Mapping[str, Any], t: Tongue) -> str:
    """Return that an edition was held, and how it may be let through."""
    errors = [f["code"] for f in report["findings"] if f["level"] == "error"]
    edition, files = report["edition"], report["files"]
    if not files:
        return t("{edition}: not in order", edition=edition)
    if report["draft"]:
        return t("{edition}: a draft; an edition like this is held", edition=edition)
    folder = Path(files[0]).parent
    line = t(
        "{edition}: not delivered; the new files are in {folder}",
        edition=edition,
        folder=folder,
    )
    if errors:
        codes = " ".join(f"--release {code}" for code in dict.fromkeys(errors))
        how = t("to deliver it nevertheless: {how}", how=f'{codes} --reason "…"')
        line += f"\n    {how}"
    return line
