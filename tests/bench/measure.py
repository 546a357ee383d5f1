"""Run one command and account for its whole process tree. Linux only.

    python tests/bench/measure.py [--timeout S] [--log FILE] -- COMMAND ...

Prints one JSON object: the exit code `rc`, `wall` and CPU seconds (`user`, `system`),
`peak_mib` (the greatest sum of the tree's PSS: memory shared by two processes counts
once), `largest_mib` (the greatest resident set of one process), `processes` (the most
at one time), `load` (the machine's, at the start) and `others`: how many cores the
rest of the machine kept busy meanwhile. The command's output goes to FILE.

A process that is killed, or whose parent does not wait for it (a browser's helpers),
would be left out of the sums: so this script adopts all orphans of the tree and waits
for every process itself.
"""

import argparse
import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

#: Seconds between two looks at the tree's memory.
INTERVAL = 0.1
#: Seconds that what a finished command left running may still take.
GRACE = 3.0
_PR_SET_CHILD_SUBREAPER = 36
_TICKS = os.sysconf("SC_CLK_TCK")


def descendants(root: int) -> list[int]:
    """Return the processes under `root`."""
    children: dict[int, list[int]] = {}
    for entry in os.listdir("/proc"):  # noqa: PTH208 (hundreds of names)
        if entry.isdigit():
            try:
                stat = Path("/proc", entry, "stat").read_text(errors="replace")
            except OSError:  # it has just ended
                continue
            parent = int(stat.rsplit(")", 1)[1].split()[1])
            children.setdefault(parent, []).append(int(entry))
    found, todo = [], [root]
    while todo:
        for child in children.get(todo.pop(), []):
            found.append(child)
            todo.append(child)
    return found


def pss_bytes(pid: int) -> int:
    """Return a process's share of the memory: what n processes share counts 1/n."""
    try:
        with Path("/proc", str(pid), "smaps_rollup").open() as lines:
            for line in lines:
                if line.startswith("Pss:"):
                    return int(line.split()[1]) * 1024
    except OSError:  # it has just ended
        pass
    return 0


def machine_busy() -> float:
    """Return the CPU seconds used on this machine, by all, since it started."""
    fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    user, nice, system, _idle, _iowait, irq, softirq = map(int, fields[:7])
    return (user + nice + system + irq + softirq) / _TICKS


class Watch(threading.Thread):
    """Looks at the tree's memory until told to stop; ends what takes too long."""

    def __init__(self, timeout: float) -> None:
        super().__init__(daemon=True)
        self.deadline = time.monotonic() + timeout
        self.peak_bytes = self.most_processes = 0
        self.killed = False
        self.over = threading.Event()

    def run(self) -> None:
        """Sample until `over`."""
        while not self.over.is_set():
            tree = descendants(os.getpid())
            self.peak_bytes = max(self.peak_bytes, sum(map(pss_bytes, tree)))
            self.most_processes = max(self.most_processes, len(tree))
            if time.monotonic() > self.deadline:
                self.killed = True
                for pid in tree:  # parents first: they could start others
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
            self.over.wait(INTERVAL)


def measure(command: list[str], log: Path, timeout: float) -> dict[str, Any]:
    """Run `command` and return what it used."""
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    if prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "cannot adopt orphans")
    load, busy = os.getloadavg()[0], machine_busy()
    own = time.process_time()
    watch = Watch(timeout)
    user = system = wall = 0.0
    largest, code, timed_out = 0, None, False
    with log.open("wb") as out:
        begun = time.monotonic()
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT
        )
        watch.start()
        while True:
            try:
                pid, status, used = os.wait4(-1, 0)
            except ChildProcessError:  # all have ended
                break
            user, system = user + used.ru_utime, system + used.ru_stime
            largest = max(largest, used.ru_maxrss)
            if pid == process.pid:
                wall = time.monotonic() - begun
                code = process.returncode = os.waitstatus_to_exitcode(status)
                timed_out = watch.killed
                watch.deadline = time.monotonic() + GRACE
    spent = time.monotonic() - begun
    watch.over.set()
    watch.join()
    others = machine_busy() - busy - user - system - (time.process_time() - own)
    return {
        "rc": code,
        "timed_out": timed_out,
        "wall": round(wall, 3),
        "user": round(user, 3),
        "system": round(system, 3),
        "peak_mib": round(watch.peak_bytes / 2**20, 1),
        "largest_mib": round(largest / 2**10, 1),
        "processes": watch.most_processes,
        "load": round(load, 2),
        "others": round(max(0.0, others / spent), 2),
    }


def measure_apart(
    command: Sequence[str], log: Path, timeout: float, cwd: Path, **variables: str
) -> dict[str, Any]:
    """Return what `measure` does, done by a process of its own.

    So the tree is the command's alone, whatever else the caller has started.
    `variables` are added to the command's environment.
    """
    script = [sys.executable, __file__, "--timeout", str(timeout), "--log", str(log)]
    done = subprocess.run(
        [*script, "--", *command],
        cwd=cwd,
        env={**os.environ, **variables},
        stdout=subprocess.PIPE,
        check=True,
    )
    used: dict[str, Any] = json.loads(done.stdout)
    return used


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure one command's process tree.")
    parser.add_argument("--timeout", type=float, default=600)
    parser.add_argument("--log", type=Path, default=Path(os.devnull))
    parser.add_argument("command", nargs=argparse.REMAINDER)
    asked = parser.parse_args()
    if not sys.platform.startswith("linux"):
        sys.exit("measure: works on Linux only (it reads /proc)")
    command = asked.command[asked.command[:1] == ["--"] :]
    print(json.dumps(measure(command, asked.log, asked.timeout)))


if __name__ == "__main__":
    main()
