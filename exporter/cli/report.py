"""Saying what a run found: by article, the worst first, then a short summary.

In: the report of a run (`Result.as_json`). Out: sentences in a person's language.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
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
#: Says in the summary what was released; as a note it would be counted twice.
_RELEASE = "N-002"
#: What `check` says in place of a proof.
_NO_FILES = marked("no files to prove")
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
    fitted = () if quiet else _fitted(report.get("fitting"), report["articles"], t)
    for line in (*_findings(shown, report, t), *fitted):
        say(line)
    if not quiet or report["exit_code"]:
        say(f"{report['edition']}: {_state(report, t)}")
    if not quiet:
        for line in _proven(report, t):
            say(line)
    if report["exit_code"] and report["files"] and not report["draft"]:
        for line in _way_out(report, t):
            say(line)
    for file in report["files"]:
        tell(file)


def _fitted(
    fitting: Mapping[str, Any] | None, headlines: Mapping[str, str], t: Tongue
) -> Iterator[str]:
    """Yield how each article is set, where an edition wants a number of pages."""
    if fitting is None:
        return
    yield t(
        "{pages} of {target} pages; words, lines and columns of each article, and the "
        "form it is set in:",
        pages=str(fitting["pages"]),
        target=str(fitting["target"]),
    )
    for article in fitting["articles"]:
        first, last = article["page"], article["last"]
        pages = f"{first}" if first == last else f"{first}–{last}"
        sizes = f"{article['words']:5} {article['lines']:4} {article['columns']:5.1f}"
        headline = headlines.get(article["article"], "")
        yield f"  {pages:>7} {sizes}  {article['form']:14} {headline}"


def _findings(
    findings: Sequence[_Finding], report: Mapping[str, Any], t: Tongue
) -> Iterator[str]:
    """Yield findings by article; first the article with the gravest."""
    headlines: Mapping[str, str] = report["articles"]
    groups: dict[str, list[_Finding]] = {}
    for finding in findings:
        groups.setdefault(finding["article"], []).append(finding)
    running = list(headlines)

    def gravest(article: str) -> tuple[int, int]:
        place = running.index(article) if article in headlines else -1
        return min(_ORDER[f["level"]] for f in groups[article]), place

    for article in sorted(groups, key=gravest):
        yield f"{article}: {headlines[article]}" if article else t("edition")
        hinted: set[str] = set()
        for finding in sorted(
            groups[article], key=lambda f: (_ORDER[f["level"]], f["code"], f["where"])
        ):
            yield _finding(finding, article, report["released"], t)
            if _needs_hint(finding) and finding["code"] not in hinted:
                yield f"      {t(finding['hint'])}"
                hinted.add(finding["code"])
            if finding["change"]:
                yield f"      → {finding['change']}"


def _finding(
    finding: _Finding, article: str, released: Collection[str], t: Tongue
) -> str:
    where = finding["where"].removeprefix(article).lstrip(" :")
    where = f"{t(known_field(where))}: " if where and where != "edition" else ""
    message = t.again(finding["said"]) if "said" in finding else t(finding["message"])
    code = finding["code"]
    code = f"{code} ({t('released')})" if code in released else code
    return f"  {t(finding['level'])} {code} {where}{message}"


def _needs_hint(finding: _Finding) -> bool:
    """Tell whether to say what to do: notes ask for nothing, a place says enough."""
    level = finding["level"]
    return level == "error" or (level == "warning" and not finding["change"])


# --- the summary: what a person reads in five seconds -----------------------------


def _state(report: Mapping[str, Any], t: Tongue) -> str:
    """Return what became of the edition: "delivered, 2 warnings"."""
    released = set(report["released"])
    levels = {f["code"]: f["level"] for f in report["findings"]}
    counts = _counted(report, levels.keys() - released - {_RELEASE}, t)
    counts = f", {counts}" if counts else ""
    codes = sorted(levels.keys() & released)
    if not codes:
        return _outcome(report, counts, t)
    let_through = t(
        "{counts} released ({codes})",
        counts=_counted(report, codes, t),
        codes=", ".join(codes),
    )
    if not report["exit_code"] and not report["draft"]:
        return t("delivered{counts}; {released}", counts=counts, released=let_through)
    return f"{_outcome(report, counts, t)}; {let_through}"


def _counted(report: Mapping[str, Any], codes: Collection[str], t: Tongue) -> str:
    """Return how many findings have one of these codes: "1 error, 2 warnings"."""
    found = [f["level"] for f in report["findings"] if f["code"] in codes]
    return ", ".join(
        t(one if found.count(level) == 1 else more, n=str(found.count(level)))
        for level, (one, more) in _COUNTED.items()
        if level in found
    )


def _outcome(report: Mapping[str, Any], counts: str, t: Tongue) -> str:
    failed = bool(report["exit_code"])
    if not report["files"]:  # nothing was made: they were looked at
        in_order = t("in order{counts}", counts=counts)
        return t("not in order{counts}", counts=counts) if failed else in_order
    if report["draft"] and failed:
        return t("draft{counts}: the finished edition would be held", counts=counts)
    if report["draft"]:
        return t("draft{counts}", counts=counts)
    if failed:
        return t("held{counts}", counts=counts)
    return t("delivered{counts}", counts=counts)


def _proven(report: Mapping[str, Any], t: Tongue) -> Iterator[str]:
    """Yield what was proven, and what validators say."""
    said = report["proof_said"]
    proof = t.again(said) if said else report["proof"]
    if report["proof"] == _NO_FILES:
        yield proof
    elif report["unchanged"]:
        yield t("unchanged, proven: {proof}", proof=proof)
    else:
        yield t("proven: {proof}", proof=proof)
    for verdict in report["validators"]:
        outcome = t(verdict["outcome"])
        yield f"{verdict['validator']}: {verdict['file']}: {outcome}"


def _way_out(report: Mapping[str, Any], t: Tongue) -> Iterator[str]:
    """Yield where a held edition lies, and how it may be let through."""
    errors = [
        f["code"]
        for f in report["findings"]
        if f["level"] == "error" and f["code"] not in report["released"]
    ]
    folder = Path(report["files"][0]).parent
    yield "    " + t("not delivered; the new files are in {folder}", folder=folder)
    if errors:
        codes = " ".join(f"--release {code}" for code in dict.fromkeys(errors))
        how = f'{codes} --reason "…"'
        yield "    " + t("to deliver it nevertheless: {how}", how=how)
