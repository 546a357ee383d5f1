"""Measure, and write docs/benchmarks.md: `make bench` (README.md here has the rest).

Results are kept as JSON lines: ours in WORK/results.jsonl, the peers' in their lab.
"""

import argparse
import compileall
import contextlib
import datetime as dt
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import editions
import ours
import peers
import report

#: Not for the largest editions: a browser's page for each article takes all memory.
MOST_FOR_PEERS = 100


@dataclass(frozen=True)
class Size:
    """An edition's size, and how often each run is repeated."""

    articles: int
    runs: int


def sizes_of(text: str, runs: int) -> list[Size]:
    """Return the sizes in "10 100 1000x1": a size may have its own number of runs."""
    found = []
    for word in text.split():
        articles, _, own_runs = word.partition("x")
        found.append(Size(int(articles), int(own_runs or runs)))
    return found


class Results:
    """Lines of one file. `common` stands in each line this run adds."""

    def __init__(self, file: Path, common: dict[str, Any]) -> None:
        self.file = file
        self.common = common

    def add(self, figures: dict[str, Any]) -> None:
        """Append one line."""
        with self.file.open("a", encoding="utf-8") as out:
            out.write(json.dumps({**self.common, **figures}, ensure_ascii=False) + "\n")
        if "wall" in figures:
            cpu = figures["user"] + figures["system"]
            print(
                f"bench: {figures['articles']} articles, {figures['tool']}, "
                f"{figures['scenario']}: {cpu:.2f} CPU s, {figures['wall']:.1f} s, "
                f"{figures['peak_mib']:.0f} MiB",
                file=sys.stderr,
            )


def read_lines(file: Path) -> list[dict[str, Any]]:
    """Return what a file of results holds; nothing where there is none."""
    if not file.exists():
        return []
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def machine() -> dict[str, str]:
    """Return what the figures depend on, besides the program."""
    from exporter.versions import library_versions

    versions = library_versions()
    cpu = platform.processor()
    with contextlib.suppress(OSError):
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        named = [line.partition(": ")[2] for line in lines if "model name" in line]
        cpu = named[0] if named else cpu
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return {
        "machine": f"{cpu}, {ours.CORES} cores, {memory:.0f} GB",
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        **{name: versions[name] for name in ("python", "weasyprint", "pango")},
    }


def commit() -> str:
    """Return the last commit of the program itself; a + where it has been changed."""
    git, program = ["git", "-C", str(editions.ROOT)], ["exporter", "layouts", "fonts"]
    last = [*git, "log", "-1", "--format=%h", "--", *program]
    named = subprocess.run(last, capture_output=True, text=True)
    if named.returncode:
        return "unknown+"
    changed = subprocess.run([*git, "diff", "--quiet", "HEAD", "--", *program])
    return named.stdout.strip() + ("+" if changed.returncode else "")


def measure_all(asked: argparse.Namespace) -> None:
    """Run everything; each figure is on disk before the next is taken."""
    session = dt.datetime.now().astimezone().isoformat(timespec="seconds")
    common = {"session": session, "commit": commit(), "command": asked.told}
    common |= machine()
    scenarios = ours.scenarios_of(asked.only)
    own = Results(asked.work / "results.jsonl", common)
    # so that the first run does not pay for the compiling of the modules
    compileall.compile_dir(editions.ROOT / "exporter", quiet=1)
    for size in sizes_of(asked.sizes, asked.runs):
        edition = editions.make_edition(size.articles, asked.work, own=asked.own)
        drawn = {"generator": edition.generator}
        for run in range(1, size.runs + 1):
            for figures in ours.measure_ours(edition, asked.work, run, scenarios):
                own.add({**figures, **drawn, "run": run})
            for figures in _measure_peers(edition, asked):
                lab = Results(asked.peers / "results.jsonl", common)
                lab.add({**figures, **drawn, "run": run})
        if not asked.only:
            own.add({**ours.measure_stages(edition, asked.work), **drawn, "run": 1})


def _measure_peers(
    edition: editions.Edition, asked: argparse.Namespace
) -> Iterator[dict[str, Any]]:
    if not asked.peers or asked.keep or edition.articles > MOST_FOR_PEERS:
        return
    if not edition.for_peers:
        print("bench: no pages to feed the other programs", file=sys.stderr)
        return
    with peers.serve(edition.folder.parent):
        yield from peers.measure_peers(edition, asked.peers, asked.work)


def arguments() -> argparse.Namespace:
    """Return what was asked for, with the command that asks for it again."""
    parser = argparse.ArgumentParser(description="Measure; write docs/benchmarks.md.")
    parser.add_argument("--sizes", default="10 100 1000", help='"10 100 1000x1"')
    parser.add_argument("--runs", type=int, default=3, help="repeats, if not in SIZES")
    parser.add_argument("--only", default="", help='some runs: "pdf-1 corrected"')
    parser.add_argument("--work", type=Path, default=editions.ROOT / "build" / "bench")
    parser.add_argument("--docs", type=Path, default=editions.ROOT / "docs")
    parser.add_argument("--peers", type=Path, help="the lab of the other programs")
    parser.add_argument("--keep", action="store_true", help="peers: former results")
    parser.add_argument("--own", action="store_true", help="use own_digest.py")
    parser.add_argument("--report", action="store_true", help="measure nothing")
    parser.add_argument("--note", default="", help="a sentence for the report's head")
    asked = parser.parse_args()
    asked.work = asked.work.resolve()
    asked.peers = asked.peers.resolve() if asked.peers else None
    asked.told = f'make bench SIZES="{asked.sizes}" RUNS={asked.runs}'
    asked.told += f' ONLY="{asked.only}"' if asked.only else ""
    asked.told += " PEERS=/path/to/lab" if asked.peers else ""
    asked.told += " KEEP=1" if asked.keep else ""
    return asked


def main() -> None:
    if not sys.platform.startswith("linux"):
        sys.exit("bench: works on Linux only (memory is read from /proc)")
    asked = arguments()
    asked.work.mkdir(parents=True, exist_ok=True)
    if not asked.report:
        if asked.peers and not asked.keep:
            for name in peers.missing(asked.peers):
                print(
                    f"bench: {name} is not in {asked.peers}; skipped", file=sys.stderr
                )
        measure_all(asked)
    own = read_lines(asked.work / "results.jsonl")
    others = read_lines(asked.peers / "results.jsonl") if asked.peers else []
    if asked.peers and not others:
        print(f"bench: no results of other programs in {asked.peers}", file=sys.stderr)
    if not own:
        sys.exit("bench: there are no results to report")
    for file in report.write_report(own, others, asked.docs, asked.note):
        print(file)


if __name__ == "__main__":
    sys.path.insert(0, str(editions.ROOT))
    main()
