"""Kill a batch again and again, and see whether anything is lost.

In: how many kills, a seed, and whether on a cluster. Out: how many files were lost, are
partial, or were made twice, as JSON: each should be 0. In each round some editions are
changed, a batch is started, and after a random time the client, one of its processes,
or a worker or the scheduler of a cluster is ended with SIGKILL; then the batch is
started once more, and every edition is compared with its proof and its edition.toml.

    python tests/bench/batch_kill.py --kills 50 --work /tmp/kill
"""

import argparse
import contextlib
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
from dask_cluster import Yard  # noqa: E402 (beside the tests)
from newsroom import Newsroom  # noqa: E402

#: Editions that are changed before each kill.
_CHANGED = 3


@dataclass
class Field:
    """Editions, their output folder, and a cluster or none."""

    work: Path
    editions: list[Path]
    yard: Yard | None = None
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def out(self) -> Path:
        """The output folder."""
        return self.work / "out"

    def start(self) -> "subprocess.Popen[bytes]":
        """Start a batch of all editions."""
        asked = ["batch", str(self.work / "in"), "-o", str(self.out), "-j", "2", "-q"]
        if self.yard:
            asked += ["--scheduler", self.yard.address]
        return subprocess.Popen(
            [sys.executable, "-m", "exporter", *asked],
            env={**os.environ, "XDG_CACHE_HOME": str(self.work / "cache")},
            stdout=subprocess.DEVNULL,
            stderr=(self.work / "told").open("ab"),
        )

    def whole(self) -> dict[str, int]:
        """Return the editions that are whole and up to date: when each was proven."""
        found = {}
        for edition in self.editions:
            name = f"edisi-{edition.parent.name[1:]}-7"
            proof = self.out / f"{name}.proof.json"
            with contextlib.suppress(OSError, ValueError):
                told = json.loads(proof.read_text())
                files = told["outputs"].items()
                same = all(_sha256(self.out / file) == o["sha256"] for file, o in files)
                inputs = {one["sha256"] for one in told["inputs"]}
                if same and _sha256(edition) in inputs:
                    found[name] = proof.stat().st_mtime_ns
        return found


def main() -> None:
    """Read the arguments, kill, and print what was lost."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--kills", type=int, default=50)
    asked.add_argument("--editions", type=int, default=10)
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--cluster", action="store_true")
    asked.add_argument("--work", type=Path, required=True)
    args = asked.parse_args()
    shutil.rmtree(args.work, ignore_errors=True)
    here = Field(args.work, _draw(args.work / "in", args.editions))
    if args.cluster:
        here.yard = Yard(args.work / "yard")
    try:
        _run(here, args.kills, random.Random(args.seed))
    finally:
        if here.yard:
            here.yard.close()
    print(json.dumps({"editions": len(here.editions), **here.counts}))


def _run(here: Field, kills: int, chance: random.Random) -> None:
    _complete(here)
    _change(here, chance)
    begun = time.monotonic()
    _complete(here)
    longest = time.monotonic() - begun
    while here.counts["kills"] < kills:
        _change(here, chance)
        run = here.start()
        time.sleep(chance.uniform(0.1, 1) * longest)
        if run.poll() is None:
            _kill(here, run, chance)
        else:
            longest *= 0.9
        run.wait()
        before = here.whole()
        _complete(here)
        after = here.whole()
        here.counts["lost or partial"] += len(here.editions) - len(after)
        here.counts["made twice"] += sum(after.get(n) != t for n, t in before.items())
        here.counts["left behind"] += len(list(here.out.glob(".*.tmp")))
        print(dict(here.counts), file=sys.stderr)


def _change(here: Field, chance: random.Random) -> None:
    for edition in chance.sample(here.editions, _CHANGED):
        edition.write_text(f"{edition.read_text()}# {chance.random()}\n")


def _draw(folder: Path, count: int) -> list[Path]:
    files = []
    for number in range(1, count + 1):
        room = Newsroom(folder / f"e{number}")
        room.top |= {"title": f"Edisi {number}", "formats": ["epub"]}
        files.append(room.write())
    return files


def _complete(here: Field) -> None:
    """Run the batch to its end; a cluster is mended first."""
    yard = here.yard
    if yard and yard.scheduler.poll() is not None:
        yard.close()
        here.yard = yard = Yard(yard.folder.with_name(f"{yard.folder.name}x"))
    if yard:
        alive = [one for one in yard.workers if one.poll() is None]
        for _ in range(2 - len(alive)):
            yard.worker()
    run = here.start()
    if run.wait() != 0:
        here.counts["resumed in vain"] += 1


def _kill(here: Field, run: "subprocess.Popen[bytes]", chance: random.Random) -> None:
    """End the client, one of its processes, or a process of the cluster."""
    targets = {"client": [run.pid], "process": _below(run.pid)}
    if here.yard:
        alive = [one.pid for one in here.yard.workers if one.poll() is None]
        scheduler = here.yard.scheduler.pid
        targets = {"client": [run.pid], "worker": alive, "scheduler": [scheduler]}
    what = chance.choice([name for name, pids in targets.items() if pids])
    with contextlib.suppress(ProcessLookupError):
        os.kill(chance.choice(targets[what]), signal.SIGKILL)
        here.counts["kills"] += 1
        here.counts[f"kills of a {what}"] += 1
    if here.yard and what == "worker":
        here.yard.worker()  # as whatever started it would do


def _below(pid: int) -> list[int]:
    """Return the processes below one, at any depth, youngest first."""
    found = []
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError):
            status = (folder / "status").read_text()
            parents[int(folder.name)] = int(status.partition("PPid:")[2].split()[0])
    for child in parents:
        above = child
        while above in parents and above != pid:
            above = parents[above]
        if above == pid and child != pid:
            found.append(child)
    return sorted(found, reverse=True)


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
