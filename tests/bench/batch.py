"""Measure a batch: editions a minute, memory over the run, a second run, a cluster.

In: how many editions of how many articles. Out: a line of JSON for each run: wall and
CPU seconds, editions a minute, and what the largest process held in memory in each
tenth of the run (MiB). Nothing is asserted.

    python tests/bench/batch.py --editions 200 --work /tmp/batch

`local` builds all with --jobs processes; `again` has nothing to do; `cluster` builds
all once more on that many workers of a cluster on this machine, each one process. The
CPU of a cluster is that of the client, the scheduler and the workers together; what it
takes workers to start is not in it.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

from measure import descendants

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
from dask_cluster import Yard  # noqa: E402 (beside the tests)
from generated import make_edition  # noqa: E402

#: Seconds between two looks at the processes.
_EACH = 1.0
_TICKS = os.sysconf("SC_CLK_TCK")


class Watch(threading.Thread):
    """Looks at what processes hold: those below `root`, and `more`."""

    def __init__(self, root: int, more: list[int]) -> None:
        super().__init__(daemon=True)
        self.seen: list[float] = []
        self._root = root
        self._more = more
        self._over = threading.Event()

    def run(self) -> None:
        """Look until it is over."""
        while not self._over.wait(_EACH):
            pids = [*descendants(self._root), *self._more]
            self.seen.append(max(map(_resident, pids), default=0.0))

    def tenths(self) -> list[int]:
        """End; return the most that was held in each tenth of the time, in MiB."""
        self._over.set()
        self.join()
        count = len(self.seen)
        cuts = [count * n // 10 for n in range(11)]
        parts = (self.seen[a:b] for a, b in pairwise(cuts))
        return [round(max(part)) for part in parts if part]


def main() -> None:
    """Read the arguments, measure, and print a line for each run."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--editions", type=int, default=20)
    asked.add_argument("--articles", type=int, default=20)
    asked.add_argument("--jobs", type=int, default=2)
    asked.add_argument("--only", nargs="*", default=["local", "again", "cluster"])
    asked.add_argument("--work", type=Path, required=True)
    args = asked.parse_args()
    source = args.work / f"editions-{args.articles}"
    for seed in range(1, args.editions + 1):
        folder = source / f"e{seed:04}"
        if not (folder / "edition.toml").exists():
            make_edition(folder, seed, args.articles)
    files = [source / f"e{n:04}" for n in range(1, args.editions + 1)]
    (args.work / "list.txt").write_text("".join(f"{file}\n" for file in files))
    if "local" in args.only:
        _afresh(args.work)
        _print("local", args, _measure(args.work, ["-j", str(args.jobs)], []))
    if "again" in args.only:
        _print("again", args, _measure(args.work, [], []))
    if "cluster" in args.only:
        _afresh(args.work)
        shutil.rmtree(args.work / "yard", ignore_errors=True)
        yard = Yard(args.work / "yard")
        try:
            for _ in range(args.jobs):
                yard.worker()
            pids = [one.pid for one in (yard.scheduler, *yard.workers)]
            at = ["--scheduler", yard.address]
            _print("cluster", args, _measure(args.work, at, pids))
        finally:
            yard.close()


def _afresh(work: Path) -> None:
    for name in ("out", "cache"):
        shutil.rmtree(work / name, ignore_errors=True)


def _measure(work: Path, more: list[str], others: list[int]) -> dict[str, Any]:
    """Run a batch; return what `measure.py` says of it, and memory over time.

    CPU of `others` is added, but for what they had used before.
    """
    script = Path(__file__).with_name("measure.py")
    command = [sys.executable, str(script), "--timeout", "20000"]
    command += ["--log", str(work / "told"), "--"]
    command += [sys.executable, "-m", "exporter", "batch", str(work / "list.txt")]
    command += ["-o", str(work / "out"), *more]
    env = {**os.environ, "XDG_CACHE_HOME": str(work / "cache"), "PYTHONPATH": str(ROOT)}
    before = sum(map(_cpu, others))
    run = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
    watch = Watch(run.pid, others)
    watch.start()
    told, _ = run.communicate()
    found: dict[str, Any] = json.loads(told)
    found["cpu"] = found["user"] + found["system"] + sum(map(_cpu, others)) - before
    found["client_cpu"] = found["user"] + found["system"]
    found["largest_by_tenth"] = watch.tenths()
    return found


def _print(name: str, args: argparse.Namespace, found: dict[str, Any]) -> None:
    told = {
        "run": name,
        "when": time.strftime("%Y-%m-%d %H:%M"),
        "editions": args.editions,
        "articles": args.articles,
        "rc": found["rc"],
        "editions_per_minute": round(args.editions / found["wall"] * 60, 1),
        "cpu_per_edition": round(found["cpu"] / args.editions, 3),
        "client_cpu_per_edition": round(found["client_cpu"] / args.editions, 3),
        **{key: found[key] for key in ("wall", "load", "others", "largest_by_tenth")},
    }
    print(json.dumps(told), flush=True)


def _resident(pid: int) -> float:
    """Return the resident set of a process, in MiB; 0 where it has ended."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _cpu(pid: int) -> float:
    """Return the CPU seconds a process and those it waited for have used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(map(int, fields[11:15])) / _TICKS


if __name__ == "__main__":
    main()
