"""The measuring measures: tests/bench on an edition of two articles."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from lxml import etree

BENCH = Path(__file__).parent / "bench"
linux_only = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="skipped: measuring reads /proc"
)

#: Ends at once, and leaves a process behind that takes memory and time.
LEAVES_AN_ORPHAN = """
import os, time
if os.fork():
    os._exit(0)
held = bytearray(os.urandom(1)) * (96 * 2**20)
begun = time.process_time()
while time.process_time() - begun < 0.5:
    pass
"""


@linux_only
def test_a_process_without_parent_counts() -> None:
    command = [sys.executable, BENCH / "measure.py", "--", sys.executable, "-c"]
    begun = time.monotonic()
    done = subprocess.run([*command, LEAVES_AN_ORPHAN], capture_output=True, check=True)
    spent = time.monotonic() - begun
    used = json.loads(done.stdout)
    assert used["rc"] == 0
    assert used["user"] + used["system"] >= 0.5
    assert spent - used["wall"] > 0.25  # the command itself did not wait for it
    assert used["peak_mib"] >= 96
    assert used["largest_mib"] >= 96


@linux_only
def test_what_takes_too_long_is_ended_with_all_it_started() -> None:
    told = ["--timeout", "0.3", "--", "sh", "-c", "sleep 60 & sleep 60"]
    command = [sys.executable, str(BENCH / "measure.py"), *told]
    done = subprocess.run(command, capture_output=True, check=True, timeout=20)
    used = json.loads(done.stdout)
    assert (used["timed_out"], used["processes"]) == (True, 3)
    assert used["rc"] in {-9, 128 + 9}  # the shell ended, or told that its child did


@linux_only
@pytest.mark.slow
def test_two_articles_give_a_table_of_figures(tmp_path: Path) -> None:
    command = [sys.executable, str(BENCH / "run.py"), "--sizes", "2x1", "--own"]
    places = ["--work", str(tmp_path / "work"), "--docs", str(tmp_path / "docs")]
    subprocess.run([*command, *places], check=True, timeout=300)

    page = (tmp_path / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    table = page.split("### 2 articles")[1].split("![")[0]
    rows = re.findall(
        r"^\| ([^|]+) \| ([\d.]+) \|.*\| ([\d.]+) \| [\d.]+ \|$", table, re.M
    )
    assert len(rows) >= 5
    assert all(float(cpu) > 0 for _, cpu, _ in rows), rows
    cost = {title: float(cpu) for title, cpu, _ in rows}
    cold = next(cost[title] for title in cost if title.startswith("PDF and EPUB"))
    assert cost["… again, nothing changed"] < cold / 2
    plot = etree.parse(tmp_path / "docs" / "benchmarks-sizes.svg").getroot()
    assert len(plot.findall(".//{*}circle")) == 2 * len(rows)
