"""Many editions in one run: what is unchanged stays, and none harms another."""

import datetime as dt
import errno
import hashlib
import io
import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from newsroom import Newsroom
from rich.console import Console
from rich.progress import Progress, TaskID

from exporter.batch import Outcome, find_editions, open_ledger, pick
from exporter.batch.deadline import next_deadline
from exporter.batch.ledger import LEDGER_NAME
from exporter.batch.run import Terms, run_batch
from exporter.cache import open_cache
from exporter.cli.say import Bars
from exporter.errors import RenderError, UsageError
from exporter.tongue import tongue
from exporter.unchanged import Asked


def make_editions(folder: Path, count: int) -> list[Path]:
    """Write editions that share their articles."""
    files = []
    for number in range(1, count + 1):
        room = Newsroom(folder / f"e{number}")
        room.top |= {"title": f"Edisi {number}", "formats": ["epub"]}
        files.append(room.write())
    return files


def batch(*arguments: object, **more: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "exporter", "batch", *map(str, arguments)],
        capture_output=True,
        text=True,
        errors="surrogateescape",
        check=False,
        env={**os.environ, **more},
    )


def states(out: Path) -> dict[str, str]:
    with sqlite3.connect(out / LEDGER_NAME) as database:
        return dict(database.execute("SELECT name, state FROM editions"))


def check_what_is_left(out: Path, summary: Path, count: int) -> set[str]:
    """Check that files, ledger and summary agree after a run of so many editions that
    did not come to its end; return the names of those that are whole."""
    told = json.loads(summary.read_text())
    whole = {path.name.removesuffix(".proof.json") for path in out.glob("*.proof.json")}
    assert set(told["delivered"]) == set(states(out)) == whole
    assert len(told["left"]) == count - len(whole) > 0
    assert not list(out.glob(".*.tmp"))
    return whole


# --- which editions ---------------------------------------------------------------


def test_folders_files_and_lists_stand_for_editions(tmp_path: Path) -> None:
    one, two = make_editions(tmp_path / "a", 2)
    (tmp_path / "list.txt").write_text("# malam ini\na/e2  # dahulu\na\n")
    listed = find_editions([tmp_path / "list.txt", one])
    assert [file.resolve() for file in listed] == [two, one]
    assert find_editions([one.parent]) == [one]
    with pytest.raises(UsageError, match="no edition"):
        find_editions([tmp_path / "a" / "e1" / "photos"])
    (tmp_path / "list.txt").write_text("# belum ada\n")
    with pytest.raises(UsageError, match="names no edition"):
        find_editions([tmp_path / "list.txt"])


def test_editions_behind_links_are_found_once(tmp_path: Path) -> None:
    (one,) = make_editions(tmp_path / "in", 1)
    (other,) = make_editions(tmp_path / "elsewhere", 1)
    (tmp_path / "in" / "a-first").symlink_to(one.parent)
    (tmp_path / "in" / "round").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "there").symlink_to(tmp_path / "elsewhere")
    there = tmp_path / "in" / "there" / "e1" / "edition.toml"
    assert there.samefile(other)
    assert find_editions([tmp_path / "in"]) == [one, there]


def test_folders_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    """Root may read anything: but no path that is longer than the system takes."""
    make_editions(tmp_path / "in", 1)
    before = Path.cwd()
    os.chdir(tmp_path / "in")
    try:
        for _ in range(20):
            Path("d" * 250).mkdir()
            os.chdir("d" * 250)
    finally:
        os.chdir(before)
    with pytest.raises(UsageError, match=r"in/d{250}/.*: "):
        find_editions([tmp_path / "in"])


def test_editions_are_picked_by_their_date(tmp_path: Path) -> None:
    files = make_editions(tmp_path, 1)
    assert pick(files, dt.date(2026, 11, 22)) == files
    assert pick(files, dt.date(2026, 11, 23)) == []


# --- a run ------------------------------------------------------------------------


def test_a_second_run_builds_what_is_missing_or_changed(tmp_path: Path) -> None:
    files = make_editions(tmp_path / "in", 3)
    out, home = tmp_path / "out", {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    first = batch(tmp_path / "in", "-o", out, "-j", 2, **home)
    assert first.returncode == 0, first.stderr
    assert set(states(out).values()) == {"delivered"}
    shutil.rmtree(tmp_path / "cache")  # the ledger knows what the cache lost
    (out / "edisi-1-7.epub").unlink()
    text = files[1].read_text()
    files[1].write_text(text.replace('"Redaksi Uji"', '"Redaksi Lain"'))
    due = batch(tmp_path / "in", "-o", out, "--dry-run", **home)
    assert due.stdout.split() == [str(files[0]), str(files[1])]
    batch(tmp_path / "in", "-o", out, **home)
    assert states(out) == {
        "edisi-1-7": "delivered",
        "edisi-2-7": "delivered",
        "edisi-3-7": "unchanged",
    }
    assert (out / "edisi-1-7.epub").exists()


def test_what_was_delivered_a_while_ago_is_known_to_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exporter.batch.run._SETTLED", 0.0)
    monkeypatch.setattr("exporter.batch.ledger.YOUNG", 0)
    out = tmp_path / "out"
    asked = [Asked(edition=file, out=out) for file in make_editions(tmp_path, 1)]
    with open_ledger(out) as ledger:
        states = [one.state for one in run_batch(asked, Terms(), ledger)]
    assert states == ["delivered"]
    with open_ledger(out) as ledger:
        for file in (*out.glob("*.pdf"), *out.glob("*.epub"), asked[0].edition):
            known = ledger.known_hash(str(file.resolve()), file.stat())
            assert known == hashlib.sha256(file.read_bytes()).hexdigest()


def test_stale_editions_are_those_that_were_ever_delivered(tmp_path: Path) -> None:
    former, new, broken = (tmp_path / name for name in ("former", "new", "broken"))
    out = tmp_path / "out"
    with open_ledger(out) as ledger:
        ledger.note(Outcome(former, "delivered"))
        ledger.note(Outcome(former, "failed", 4))
        ledger.note(Outcome(broken, "failed", 4))
    with open_ledger(out) as ledger:
        known = [ledger.built_before(one) for one in (former, new, broken)]
    assert known == [True, False, False]


def test_without_a_cache_the_ledger_remembers(tmp_path: Path) -> None:
    make_editions(tmp_path / "in", 1)
    shared = tmp_path / "shared" / "edition-exporter"
    shared.mkdir(parents=True)
    shared.chmod(0o755)
    run = tmp_path / "in", "-o", tmp_path / "out"
    first = batch(*run, XDG_CACHE_HOME=str(shared.parent))
    assert first.returncode == 0
    assert first.stderr.count("photos and parts are made anew: ") == 1
    assert str(shared) in first.stderr
    again = batch(*run, "--no-cache", "--json")
    assert json.loads(again.stdout)["state"] == "unchanged"
    assert again.stderr == ""


def test_one_bad_edition_harms_no_other(tmp_path: Path) -> None:
    files = make_editions(tmp_path / "in", 3)
    (files[1].parent / "photos" / "teal.jpg").write_bytes(b"")
    log, summary = tmp_path / "log.jsonl", tmp_path / "sum.json"
    done = batch(
        *(tmp_path / "in", "-o", tmp_path / "out", "--log", log),
        *("--summary", summary, "--after-each", "echo hook"),
    )
    assert done.returncode == 4
    assert done.stderr.count("hook") == 2
    assert "hook" not in done.stdout  # where files are told, and nothing else
    *_, again, counts = done.stderr.splitlines()  # what is wrong is last
    assert again.startswith(f"{files[1]}  failed: ")
    assert "teal.jpg" in again
    assert counts == "2 delivered, 1 failed"
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert {line["name"]: line["state"] for line in lines} == {
        "edisi-1-7": "delivered",
        str(files[1]): "failed",
        "edisi-3-7": "delivered",
    }
    told = json.loads(summary.read_text())
    assert told["exit_code"] == 4
    assert told["failed"] == [str(files[1])]


def test_a_command_that_failed_is_tried_again_in_the_next_run(tmp_path: Path) -> None:
    make_editions(tmp_path / "in", 1)
    told, log, summary = (tmp_path / name for name in ("told", "log", "summary"))
    hook = tmp_path / "hook.sh"
    hook.write_text(
        f"ps -o sid= $$ >> {told}\necho $# >> {told}\nexit $(cat {told}.to)"
    )
    run = ("-o", tmp_path / "out", "--log", log, "--summary", summary)
    found = []
    for ends in (3, 0, 0):
        Path(f"{told}.to").write_text(str(ends))
        done = batch(tmp_path / "in", *run, "--after-each", f"sh {hook}")
        told_of = json.loads(log.read_text().splitlines()[-1])
        failed = json.loads(summary.read_text())["after_each_failed"]
        found.append(
            (done.returncode, told_of["state"], told_of.get("after_each"), failed)
        )
    assert found == [
        (5, "delivered", 3, ["edisi-1-7"]),
        (0, "unchanged", 0, []),
        (0, "unchanged", None, []),
    ]
    session, count, *again = told.read_text().split()
    assert int(session) != os.getsid(0)  # our terminal's Ctrl-C is not for it
    assert [again[1]] == [count] and len(again) == 2
    (tmp_path / "out" / LEDGER_NAME).unlink()  # as killed before it was written
    asked = (tmp_path / "in", *run, "--after-each", f"sh {hook}")
    batch(*asked, "--dry-run")
    batch(*asked)
    assert len(told.read_text().split()) == 6


def test_a_folder_may_have_a_name_that_is_not_utf_8(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"\xff-in")
    make_editions(folder, 1)
    (folder / "e2").mkdir()
    (folder / "e2" / "edition.toml").write_text("title =")
    log, summary = tmp_path / "log", tmp_path / "summary"
    told = []
    for _ in range(2):
        done = batch(folder, "-o", folder, "--log", log, "--summary", summary)
        assert done.returncode == 3, done.stderr
        told.append(json.loads(summary.read_text()))
    broken = [str(folder / "e2" / "edition.toml")]
    assert [one["failed"] for one in told] == [broken, broken]
    assert [told[0]["delivered"], told[1]["unchanged"]] == [["edisi-1-7"]] * 2
    assert len(log.read_text().splitlines()) == 4
    with open_ledger(folder) as ledger:  # it knows what has not changed since
        article = folder / "e1" / "edition.toml"
        assert ledger.known_hash(str(article.resolve()), article.stat())


def test_the_first_failure_ends_a_run_that_fails_fast(tmp_path: Path) -> None:
    files = make_editions(tmp_path / "in", 3)
    (files[0].parent / "photos" / "teal.jpg").write_bytes(b"")
    done = batch(*files, "-o", tmp_path / "out", "-j", 1, "--fail-fast", "--json")
    told = [json.loads(line)["state"] for line in done.stdout.splitlines()]
    assert told == ["failed", "left", "left"]


@pytest.fixture
def in_berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine whose clock goes back an hour on 25 October 2026, at three."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("in_berlin")
@pytest.mark.parametrize(
    ("now", "deadline", "meant"),
    [
        ("2026-11-27T01:00+01:00", "04:30", "2026-11-27T04:30+01:00"),
        ("2026-11-27T20:00+01:00", "04:30", "2026-11-28T04:30+01:00"),
        ("2026-10-24T20:00+02:00", "04:30", "2026-10-25T04:30+01:00"),
        ("2026-11-27T08:00+01:00", "04:30", "2026-11-27T04:30+01:00"),  # booted late
        ("2026-11-27T16:00+01:00", "04:30", "2026-11-28T04:30+01:00"),
    ],
)
def test_a_deadline_is_the_next_time_of_day_unless_it_has_just_passed(
    now: str, deadline: str, meant: str
) -> None:
    found = next_deadline(deadline, dt.datetime.fromisoformat(now))
    assert found == dt.datetime.fromisoformat(meant)


@pytest.mark.parametrize("wrong", ["23:00-05:00", "04:30Z", "pukul lima"])
def test_a_deadline_is_a_time_of_day(tmp_path: Path, wrong: str) -> None:
    (file,) = make_editions(tmp_path / "in", 1)
    done = batch(file, "-o", tmp_path / "out", "--deadline", wrong)
    assert done.returncode == 2
    assert "not a time of day" in done.stderr


def test_a_run_that_begins_too_late_says_so(tmp_path: Path) -> None:
    (file,) = make_editions(tmp_path / "in", 1)
    summary = tmp_path / "summary.json"
    now = dt.datetime.now(dt.UTC)
    noon = f"LOC{now.hour - 12:+}"  # a zone where two minutes ago was today
    past = now.replace(hour=12) - dt.timedelta(minutes=2)
    asked = (file, "-o", tmp_path / "out", "--summary", summary)
    done = batch(*asked, "--deadline", f"{past:%H:%M}", TZ=noon)
    assert f"the run began after {past:%H:%M}" in done.stderr
    told = json.loads(summary.read_text())
    assert done.returncode == told["exit_code"] == 5
    assert told["left"] == [str(file)]


def test_what_the_deadline_leaves_is_an_error(tmp_path: Path) -> None:
    files = make_editions(tmp_path / "in", 2)
    out = tmp_path / "out"
    asked = [Asked(edition=file, out=out) for file in files]
    found = []
    with open_ledger(out) as ledger, pytest.raises(RenderError, match="deadline: 2"):
        for outcome in run_batch(
            asked, Terms(deadline=dt.datetime.now(dt.UTC)), ledger
        ):
            found.append(outcome.state)
    assert found == ["left", "left"]
    with open_ledger(out) as ledger:  # which is what --stale asks for
        stale = list(run_batch(asked, Terms(stale=True), ledger))
    assert [(one.state, one.exit_code) for one in stale] == [("left", 0)] * 2


def test_a_dry_run_says_what_a_run_would_decide(tmp_path: Path) -> None:
    files = make_editions(tmp_path / "in", 3)
    out = tmp_path / "out"
    run = ("-o", out, "--after-each", f"touch {tmp_path}/hook")
    batch(files[0], "-o", out)
    files[1].write_text("title =")
    with open_ledger(out) as ledger:
        ledger.note(Outcome(files[2], "delivered"))
    new = make_editions(tmp_path / "new", 1)[0]
    new.write_text(new.read_text().replace("Edisi 1", "Edisi Baru"))
    before = states(out)
    asked = (*files, new, *run, "--dry-run")
    plain = batch(*asked)
    assert plain.stdout.split() == [str(files[2]), str(new)]
    assert f"{files[1]}: failed" in plain.stderr
    assert plain.returncode == 3

    def told(*more: str) -> list[str]:
        done = batch(*asked, "--json", *more)
        assert done.returncode == 3
        return [json.loads(line)["state"] for line in done.stdout.splitlines()]

    assert told() == ["unchanged", "failed", "due", "due"]
    assert told("--stale") == ["unchanged", "failed", "due", "left"]
    assert told("--fail-fast") == ["unchanged", "failed", "left", "left"]
    assert states(out) == before
    assert not (tmp_path / "hook").exists()


def test_a_run_that_fails_fast_builds_nothing_after_a_broken_edition(
    tmp_path: Path,
) -> None:
    files = make_editions(tmp_path / "in", 3)
    files[1].write_text("title =")
    done = batch(*files, "-o", tmp_path / "out", "--fail-fast", "--json")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    told = {line["edition"]: line["state"] for line in lines}
    assert [told[str(file)] for file in files] == ["left", "failed", "left"]
    assert done.returncode == 3
    assert not list((tmp_path / "out").glob("*.epub"))


def test_two_editions_of_one_name_are_not_both_built(tmp_path: Path) -> None:
    files = make_editions(tmp_path / "in", 2)
    files[1].write_text(files[1].read_text().replace("Edisi 2", "Edisi 1"))
    done = batch(*files, "-o", tmp_path / "out", "--json")
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["state"] for one in told] == ["failed", "delivered"]
    assert "the same name" in told[0]["error"]


def test_a_disk_that_is_too_small_is_said_before_anything_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (file,) = make_editions(tmp_path / "in", 1)
    out = tmp_path / "out"
    monkeypatch.setattr("exporter.batch.run._BYTES", 1e18)
    found = []
    with open_ledger(out) as ledger, pytest.raises(RenderError, match="MB"):
        for outcome in run_batch([Asked(edition=file, out=out)], Terms(), ledger):
            found.append(outcome.state)
    assert found == ["left"]
    assert [p.name for p in out.iterdir() if p.suffix == ".epub"] == []


def test_editions_that_replace_their_files_need_no_room_of_their_own(
    tmp_path: Path,
) -> None:
    former = make_editions(tmp_path / "in", 2)
    new = make_editions(tmp_path / "new", 2)
    out = tmp_path / "out"
    stopped = Terms()
    stopped.stop.set()  # room is looked for all the same

    def run(files: list[Path]) -> list[str]:
        asked = [Asked(edition=file, out=out) for file in files]
        with open_ledger(out) as ledger:
            return [one.state for one in run_batch(asked, stopped, ledger)]

    with open_ledger(out) as ledger:
        for number, file in enumerate(former):
            large = out / f"{number}.pdf"
            with large.open("wb") as sparse:  # takes no room itself
                sparse.truncate(shutil.disk_usage(out).free * 3 // 10)
            report = {"edition": f"{number}", "files": [str(large)], "findings": []}
            ledger.note(Outcome(file, "delivered", report=report))
    assert run(former) == ["left", "left"]
    for file in new:
        file.write_text(file.read_text().replace("Edisi", "Baru"))
    with pytest.raises(RenderError, match="2 editions need about"):
        run(new)


def test_what_keeps_a_ledger_from_use_is_said_with_the_next_move(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exporter.batch.ledger._PATIENCE", 0)
    with (
        open_ledger(tmp_path),
        pytest.raises(RenderError, match="ledger") as refused,
        sqlite3.connect(tmp_path / LEDGER_NAME) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        with open_ledger(tmp_path):
            pass
    assert "another batch" in refused.value.hint
    now, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    with (
        pytest.raises(RenderError, match="ledger") as refused,
        open_ledger(tmp_path) as ledger,
    ):
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, most))  # as on a full disk
        try:
            ledger.keep("key", bytes(10_000))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (now, most))
    assert "make room" in refused.value.hint
    none = tmp_path / "none"
    none.mkdir()
    (none / LEDGER_NAME).write_text("bukan basis data, hanya teks biasa " * 40)
    with pytest.raises(RenderError, match="ledger") as refused, open_ledger(none):
        pass
    assert "move it away" in refused.value.hint


def test_a_summary_is_written_whatever_ends_the_run(tmp_path: Path) -> None:
    (file,) = make_editions(tmp_path / "in", 1)
    (tmp_path / LEDGER_NAME).write_text("bukan basis data, hanya teks biasa " * 40)
    summary = tmp_path / "summary.json"
    done = batch(file, "-o", tmp_path, "--summary", summary)
    assert done.returncode == 5
    assert "the ledger cannot be used" in done.stderr
    told = json.loads(summary.read_text())
    assert (told["exit_code"], told["left"]) == (5, [str(file)])


def test_a_ledger_that_fails_amid_a_run_ends_it_with_a_summary(tmp_path: Path) -> None:
    _, other = make_editions(tmp_path / "in", 2)
    out, summary, spoil = tmp_path / "out", tmp_path / "summary", tmp_path / "spoil.py"
    spoil.write_text(
        "import sqlite3\n"
        f"sqlite3.connect({str(out / LEDGER_NAME)!r}).execute('DROP TABLE pending')\n"
    )
    asked = (tmp_path / "in", "-o", out, "-j", 1, "--summary", summary)
    done = batch(*asked, "--after-each", f"{sys.executable} {spoil}")
    assert done.returncode == 5
    assert "the ledger cannot be used" in done.stderr
    assert "move it away" in done.stderr
    told = json.loads(summary.read_text())
    assert told["exit_code"] == 5
    assert told["delivered"] == ["edisi-1-7"]
    assert told["left"] == [str(other)]


def test_a_log_on_a_full_disk_ends_and_the_run_goes_on(tmp_path: Path) -> None:
    for number in range(2):
        (tmp_path / f"e{number}").mkdir()
        (tmp_path / f"e{number}" / "edition.toml").write_text("title =")
    summary = tmp_path / "summary.json"
    done = batch(
        tmp_path, "-o", tmp_path / "out", "--log", "/dev/full", "--summary", summary
    )
    assert done.returncode == 5
    assert done.stderr.count("the log ends here: ") == 1
    told = json.loads(summary.read_text())
    assert (told["exit_code"], len(told["failed"])) == (5, 2)


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--summary", "tidak-ada/summary.json", "the summary cannot be written"),
        ("--after-each", "echo it's", "a quotation mark is missing"),
    ],
)
def test_what_cannot_work_in_the_end_is_refused_before_a_run(
    tmp_path: Path, option: str, value: str, told: str
) -> None:
    (file,) = make_editions(tmp_path / "in", 1)
    done = batch(file, "-o", tmp_path / "out", option, value)
    assert done.returncode == 2
    assert told in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_a_worker_that_dies_takes_nobody_with_it(tmp_path: Path) -> None:
    files = make_editions(tmp_path / "in", 2)
    out = tmp_path / "out"
    terms = Terms(jobs=2, cache=open_cache(tmp_path / "cache"))
    asked = [Asked(edition=file, out=out) for file in files]
    with open_ledger(out) as ledger:
        run = run_batch(asked, terms, ledger)
        killed: list[int] = []
        killer = threading.Thread(target=_kill_a_builder, args=(os.getpid(), killed))
        killer.start()
        found = [outcome.state for outcome in run]
        killer.join()
    assert killed
    assert found == ["delivered", "delivered"]


def test_without_means_for_workers_editions_are_built_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOENT, "as without /dev/shm")

    monkeypatch.setattr("multiprocessing.synchronize.SemLock.__init__", refuse)
    files = make_editions(tmp_path / "in", 2)
    (files[0].parent / "photos" / "teal.jpg").write_bytes(b"")
    out = tmp_path / "out"
    asked = [Asked(edition=file, out=out) for file in files]
    with open_ledger(out) as ledger:
        found = [one.state for one in run_batch(asked, Terms(jobs=2), ledger)]
    assert found == ["failed", "delivered"]


def _kill_a_builder(parent: int, killed: list[int]) -> None:
    """Kill the first worker that is seen: a child of the parent's fork server."""
    for _ in range(400):
        time.sleep(0.02)
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                line = (folder / "cmdline").read_bytes()
                if b"forkserver" in line and _above(folder, 2) == parent:
                    os.kill(int(folder.name), signal.SIGKILL)
                    killed.append(int(folder.name))
                    return
            except (OSError, IndexError):
                continue  # it has just ended


def _above(folder: Path, steps: int) -> int:
    """Return the process so many steps above one."""
    number = int(folder.name)
    for _ in range(steps):
        status = Path(f"/proc/{number}/status").read_text()
        number = int(status.partition("PPid:")[2].split()[0])
    return number


@pytest.mark.parametrize(
    "name", [pytest.param("SIGINT", marks=pytest.mark.slow), "SIGTERM"]
)
def test_an_interrupted_run_lets_finish_what_is_under_way(
    tmp_path: Path, name: str
) -> None:
    """A terminal and systemd tell the workers, too: all of a group."""
    make_editions(tmp_path / "in", 6)
    out, summary = tmp_path / "out", tmp_path / "summary.json"
    asked = ["batch", tmp_path / "in", "-o", out, "-j", "2", "--summary", summary]
    run = subprocess.Popen(
        [sys.executable, "-m", "exporter", *map(str, asked)],
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        # whoever runs the tests in the background has SIGINT ignored: not here
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    while not list(out.glob("*.proof.json")):
        assert run.poll() is None
        time.sleep(0.02)
    os.killpg(run.pid, getattr(signal, name))
    assert run.wait(60) == 130
    check_what_is_left(out, summary, 6)


@pytest.mark.slow
def test_a_run_that_is_interrupted_twice_ends_at_once_and_says_so(
    tmp_path: Path,
) -> None:
    make_editions(tmp_path / "in", 4)
    out, summary = tmp_path / "out", tmp_path / "summary.json"
    asked = ["batch", tmp_path / "in", "-o", out, "-j", "1", "--summary", summary]
    run = subprocess.Popen(
        [sys.executable, "-m", "exporter", *map(str, asked)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    while not list(out.glob("*.proof.json")):
        assert run.poll() is None
        time.sleep(0.02)
    run.send_signal(signal.SIGINT)
    assert run.stderr
    while "again ends at once" not in run.stderr.readline():
        assert run.poll() is None
    run.send_signal(signal.SIGINT)
    run.communicate(timeout=60)
    told = json.loads(summary.read_text())
    assert run.returncode == told["exit_code"] == 130
    assert len(told["delivered"]) + len(told["left"]) == 4
    assert len(told["left"]) >= 2


def test_a_terminal_shows_each_edition_under_way(tmp_path: Path) -> None:
    make_editions(tmp_path / "in", 2)
    ours, theirs = os.openpty()
    asked = ["batch", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "-j", "2"]
    run = subprocess.Popen(
        [sys.executable, "-m", "exporter", *asked],
        env={**os.environ, "TERM": "xterm", "COLUMNS": "90"},
        stdout=subprocess.PIPE,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    with os.fdopen(ours, "rb", buffering=0) as terminal:
        try:
            while some := terminal.read(65536):
                shown += some
        except OSError:
            pass  # it has ended
    told, _ = run.communicate()
    assert told.decode().count(".epub") == 2  # a file gets no bars
    assert "━" not in told.decode()
    for words in ("all editions", "2/2", "bind", "e1", "e2"):
        assert words in shown.decode()


def test_a_stage_that_is_told_while_its_edition_ends_harms_nobody() -> None:
    edition = Path("e1/edition.toml")

    class Interrupted(Progress):
        def update(self, task_id: TaskID, **more: Any) -> None:
            ender = threading.Thread(target=bars.end, args=(edition,))
            ender.start()
            ender.join(0.2)  # if it can, it takes the bar away now
            enders.append(ender)
            super().update(task_id, **more)

    enders: list[threading.Thread] = []
    shown = Interrupted(console=Console(file=io.StringIO()))
    bars = Bars(shown, 1, tongue("en"))
    bars.on_edition(edition, 1, "read")
    enders[0].join()
    assert [task.completed for task in shown.tasks] == [1]


@pytest.mark.slow
def test_a_killed_run_is_completed_by_the_next(tmp_path: Path) -> None:
    make_editions(tmp_path / "in", 6)
    out, home = tmp_path / "out", {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    arguments = ["batch", str(tmp_path / "in"), "-o", str(out), "-j", "2"]
    for wait in (1.5, 3, 4):
        run = subprocess.Popen(
            [sys.executable, "-m", "exporter", *arguments],
            env={**os.environ, **home},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(wait)
        run.kill()
        run.wait()
    whole = {p.name: p.stat().st_mtime_ns for p in out.glob("*.proof.json")}
    done = batch(tmp_path / "in", "-o", out, **home)
    assert done.returncode == 0, done.stderr
    assert len(list(out.glob("*.epub"))) == 6
    assert not list(out.glob(".*.tmp"))
    again = {p.name: p.stat().st_mtime_ns for p in out.glob("*.proof.json")}
    assert {name: again[name] for name in whole} == whole
