"""Measure what editions cost that share most of their articles. Linux only.

    python tests/bench/shared.py [--editions 5] [--articles 20] [--work build/shared]

In: a number of editions. Four of five articles are in all of them, the others in one
alone, in a place that changes from edition to edition. Out, as JSON: the CPU seconds
(user and system) of each edition built alone with an empty cache, of each built one
after the other with one cache, of all in one `exporter batch`, and of the last built
again after one caption was corrected. One process each, PDF and EPUB, proof and
sign-off included. `ratio` is against the editions built alone.
"""

import argparse
import json
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import own_digest
from editions import ROOT, article_of, edition_toml
from measure import measure_apart

#: One of so many articles is in one edition alone.
OWN = 5
TIMEOUT = 3600.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--editions", type=int, default=5)
    parser.add_argument("--articles", type=int, default=20)
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "shared")
    parser.add_argument("--only", default="cold shared batch corrected")
    told = parser.parse_args()
    work = told.work.resolve()
    made = make_editions(told.editions, told.articles, work)
    print(json.dumps(measure(made, work / "run", told.only.split()), indent=1))


def measure(
    editions: Sequence[Path], place: Path, only: Sequence[str]
) -> dict[str, Any]:
    """Return the CPU seconds of each way to build the editions."""
    seconds: dict[str, list[float]] = {}
    shutil.rmtree(place, ignore_errors=True)
    if "cold" in only:
        seconds["cold"] = [
            _spent(["build", str(one)], place / f"cold-{number}")
            for number, one in enumerate(editions)
        ]
    if "shared" in only or "corrected" in only:
        seconds["shared"] = [
            _spent(["build", str(one)], place / "shared") for one in editions
        ]
    if "corrected" in only:
        file = editions[-1] / "articles.jsonl"
        before = file.read_text(encoding="utf-8")
        file.write_text(_corrected(before), encoding="utf-8")
        try:
            again = ["build", str(editions[-1])]
            seconds["corrected"] = [_spent(again, place / "shared")]
        finally:
            file.write_text(before, encoding="utf-8")
    if "batch" in only:
        every = [str(one) for one in editions]
        seconds["batch"] = [_spent(["batch", *every], place / "batch")]
    sums = {way: round(sum(each), 2) for way, each in seconds.items()}
    told: dict[str, Any] = {"seconds": seconds, "sum": sums}
    if "cold" in sums:
        alone = sums["cold"]
        told["ratio"] = {w: round(s / alone, 3) for w, s in sums.items()}
        if "corrected" in sums:
            told["ratio"]["corrected"] = round(
                sums["corrected"] / seconds["cold"][-1], 3
            )
    return told


def _spent(arguments: list[str], place: Path) -> float:
    """Run `exporter`; return the CPU seconds of its whole process tree."""
    place.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "exporter", *arguments, "--jobs", "1"]
    command += ["-o", str(place / "out")]
    log = place / "log.txt"
    used = measure_apart(command, log, TIMEOUT, ROOT, XDG_CACHE_HOME=str(place))
    if used["rc"]:
        sys.exit(f"shared: {' '.join(command)}: {log.read_text(encoding='utf-8')}")
    return round(used["user"] + used["system"], 3)


def _corrected(lines: str) -> str:
    """Return articles of which the middle one has another caption."""
    records = [json.loads(line) for line in lines.splitlines()]
    records[len(records) // 2]["images"][0]["caption"][0] += " Ralat."
    return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records)


# --- the editions -----------------------------------------------------------------


def make_editions(count: int, articles: int, work: Path) -> list[Path]:
    """Write `count` editions of so many articles; return their folders."""
    own = articles // OWN
    pool = work / f"pool-{count}-{articles}"
    if not (pool / "digest.json").exists():
        own_digest.make_digest(articles - own + count * own, pool)
    table = json.loads((pool / "digest.json").read_text(encoding="utf-8"))
    records = table["articles"]
    common, rest = records[: articles - own], records[articles - own :]
    _relate(common, rest)
    made = []
    for number in range(count):
        mine = rest[number * own : (number + 1) * own]
        folder = work / f"edition-{count}-{articles}-{number + 1}"
        _write(table, _placed(common, mine, number), folder, number + 1)
        shutil.rmtree(folder / "img", ignore_errors=True)
        shutil.copytree(pool / "img", folder / "img", copy_function=os.link)
        made.append(folder)
    return made


def _relate(common: Sequence[dict[str, Any]], rest: Sequence[dict[str, Any]]) -> None:
    """Let articles point to those only that are in every edition."""
    headlines = {record["id"]: record["headline"] for record in common}
    ids = list(headlines)
    for number, record in enumerate([*common, *rest]):
        for step, related in enumerate(record["related"]):
            to = ids[(number + step + 1) % len(ids)]
            related.update(to=to, headline=headlines[to])


def _placed(
    common: Sequence[dict[str, Any]], mine: Sequence[dict[str, Any]], number: int
) -> list[dict[str, Any]]:
    """Return sections of four common articles and one of an edition's own."""
    placed = []
    for index, one in enumerate(mine):
        section = [dict(r) for r in common[index * (OWN - 1) : (index + 1) * (OWN - 1)]]
        section.insert((number + index) % OWN, dict(one))
        name = own_digest.SECTIONS[index % len(own_digest.SECTIONS)]
        placed += [{**record, "section": name} for record in section]
    return placed


def _write(
    table: dict[str, Any], records: list[dict[str, Any]], folder: Path, number: int
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(article_of(r), ensure_ascii=False) + "\n" for r in records]
    (folder / "articles.jsonl").write_text("".join(lines), encoding="utf-8")
    text = edition_toml({**table, "articles": records})
    text = text.replace("number = 2", f"number = {number}")
    (folder / "edition.toml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
