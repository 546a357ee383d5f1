"""A batch on a real cluster: a scheduler and workers that share no folder with us."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from dask_cluster import ROOT, Yard
from newsroom import Newsroom, photo, record
from test_batch import batch, check_what_is_left, make_editions, states

#: Runs editions on a cluster and prints which files each worker was sent.
_COUNT = """
import json, sys
from pathlib import Path
from exporter.batch import Scheduler
from exporter.batch.cluster import Cluster
from exporter.batch.workers import Task
from exporter.cache import NO_CACHE
from exporter.unchanged import Asked
address, out, *editions = sys.argv[1:]
asked = [Asked(Path(edition), Path(out)) for edition in editions]
cluster = Cluster(Scheduler(address))
for task, answer, _ in cluster.build(Task(one, NO_CACHE) for one in asked):
    assert answer.get("exit_code") == 0, answer
print(json.dumps(cluster.sent))
cluster.end()
"""

#: Builds two editions one after the other; their layout is changed between them.
_CHANGED = """
import sys
from pathlib import Path
from exporter.batch import Scheduler
from exporter.batch.cluster import Cluster
from exporter.batch.workers import Task
from exporter.cache import NO_CACHE
from exporter.unchanged import Asked
address, desk = sys.argv[1], Path(sys.argv[2])
cluster = Cluster(Scheduler(address))
for number in (1, 2):
    asked = Asked(desk / "in" / f"e{number}" / "edition.toml", desk / "out")
    (_, answer, _), = cluster.build(iter([Task(asked, NO_CACHE)]))
    assert answer.get("exit_code") == 0, answer
    css = desk / "own" / "epub.css"
    css.write_text(css.read_text().replace("#111111", "#222222"))
cluster.end()
"""

pytestmark = pytest.mark.slow


@pytest.fixture
def new_yard(tmp_path: Path) -> Iterator[Callable[..., Yard]]:
    """A cluster of one's own, to break it."""
    yards: list[Yard] = []

    def start(*options: str) -> Yard:
        yards.append(Yard(tmp_path / "yard", *options))
        return yards[-1]

    yield start
    for yard in yards:
        yard.close()


def home(folder: Path) -> dict[str, str]:
    return {"XDG_CACHE_HOME": str(folder / "cache")}


def files_of(out: Path) -> dict[str, bytes]:
    """Return all that was delivered or held, but the ledger."""
    found = (path for path in out.rglob("*") if path.is_file())
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in found
        if not path.name.startswith("batch.db")
    }


def demanding_editions(desk: Path) -> None:
    """Write editions that need all that can lie elsewhere."""
    own = Newsroom(desk / "own")
    own.top |= {"title": "Sendiri", "layout": "./dress/blue", "nameplate": "n.svg"}
    own.tables = '[article.pasang]\nheadline = "Judul yang diubah"\n'
    file = own.write()
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 9">'
    (file.parent / "n.svg").write_text(f'{svg}<path d="M0 0h40v9H0z"/></svg>')
    dress = file.parent / "dress" / "blue"
    shutil.copytree(ROOT / "fonts" / "newsreader", dress / "fonts" / "serif")
    (dress / "layout.toml").write_text('title = "Biru"\nextends = "magazine"\n')
    (dress / "tokens.css").write_text(":root { --ink: #003366 }\n")
    held = Newsroom(desk / "held")
    held.top |= {"title": "Ditahan", "formats": ["epub"]}
    held.add(record("ombak", images=[photo("teal", caption=[], alt="")]))
    held.write()
    broken = Newsroom(desk / "rusak")
    broken.top |= {"title": "Rusak", "formats": ["epub"]}
    (broken.write().parent / "photos" / "teal.jpg").write_bytes(b"")


def test_a_cluster_makes_the_same_bytes_of_what_it_is_sent_alone(
    new_yard: Callable[..., Yard],
) -> None:
    yard = new_yard()
    yard.worker()
    yard.worker()
    desk = yard.desk / "many"
    demanding_editions(desk)
    here, there = desk / "here", desk / "there"
    for _ in range(2):  # the second time, a former proof counts
        local = batch(desk / "own", desk / "held", desk / "rusak", "-o", here)
        away = batch(
            *(desk / "own", desk / "held", desk / "rusak", "-o", there),
            *("--scheduler", yard.address),
            **home(desk),
        )
        assert (local.returncode, away.returncode) == (6, 6), away.stderr
        assert files_of(there) == files_of(here)
        assert states(there) == states(here)
        text = (desk / "own" / "articles" / "pasang.json").read_text()
        (desk / "own" / "articles" / "pasang.json").write_text(
            text.replace("Kabar pasang", "Kabar pasang lagi")
        )
    assert sorted(states(there).values()) == ["delivered", "failed", "held"]
    assert yard.strayed == []


def test_a_worker_is_sent_each_file_once(new_yard: Callable[..., Yard]) -> None:
    yard = new_yard()
    yard.worker()
    yard.worker()
    files = make_editions(yard.desk / "same", 6)  # all of the same photos
    counted = subprocess.run(
        [sys.executable, "-c", _COUNT, yard.address, yard.desk / "out", *files],
        capture_output=True,
        text=True,
        check=True,
    )
    sent: dict[str, list[str]] = json.loads(counted.stdout)
    assert sent
    for digests in sent.values():
        assert len(digests) == len(set(digests))
        assert len(digests) >= 5  # three records, two photos


def test_a_worker_with_two_threads_is_refused(new_yard: Callable[..., Yard]) -> None:
    yard = new_yard()
    yard.worker("--nthreads", "2")
    make_editions(yard.desk / "in", 1)
    done = batch(yard.desk / "in", "-o", yard.desk / "out", "--scheduler", yard.address)
    assert done.returncode == 5
    assert "2 editions in one process" in done.stderr


def test_a_worker_of_another_version_is_refused(
    new_yard: Callable[..., Yard], tmp_path: Path
) -> None:
    yard = new_yard()
    other = tmp_path / "other"
    shutil.copytree(ROOT / "exporter", other / "exporter")
    (other / "exporter" / "__init__.py").write_text('__version__ = "0.0.1"\n')
    for name in ("layouts", "fonts"):
        (other / name).symlink_to(ROOT / name)
    yard.worker(source=other)
    make_editions(yard.desk / "in", 1)
    out, summary = yard.desk / "out", tmp_path / "summary.json"
    done = batch(
        *(yard.desk / "in", "-o", out, "--summary", summary),
        *("--scheduler", yard.address),
    )
    assert done.returncode == 5
    assert "other versions" in done.stderr
    assert "exporter 0.0.1 (0." in done.stderr
    assert "pillow" not in done.stderr
    told = json.loads(summary.read_text())
    assert told["exit_code"] == 5
    assert len(told["left"]) == 1


def test_a_worker_that_is_killed_loses_nothing(new_yard: Callable[..., Yard]) -> None:
    yard = new_yard()
    yard.worker()
    files = make_editions(yard.desk / "in", 6)
    out = yard.desk / "out"
    run = Run(yard, out)
    run.wait_until(lambda: yard.has_been_sent(1))
    yard.worker()
    yard.workers[0].kill()
    assert run.wait() == 0, run.told
    assert list(states(out).values()) == ["delivered"] * len(files)
    batch(yard.desk / "in", "-o", yard.desk / "here")
    assert files_of(out) == files_of(yard.desk / "here")


def test_a_scheduler_that_goes_away_leaves_a_ledger_that_is_right(
    new_yard: Callable[..., Yard],
) -> None:
    yard = new_yard()
    yard.worker()
    make_editions(yard.desk / "in", 8)
    out, summary = yard.desk / "out", yard.desk / "summary.json"
    run = Run(yard, out, "--summary", str(summary))
    run.wait_until(lambda: len(list(out.glob("*.proof.json"))) >= 2)
    yard.scheduler.kill()
    assert run.wait() == 5
    assert "scheduler is gone" in run.told
    whole = check_what_is_left(out, summary, 8)
    again = batch(yard.desk / "in", "-o", out)  # here: it goes on
    assert again.returncode == 0
    assert again.stderr.count(": unchanged") == len(whole)


def test_an_interrupted_run_lets_the_cluster_finish_what_is_under_way(
    new_yard: Callable[..., Yard],
) -> None:
    yard = new_yard()
    yard.worker()
    make_editions(yard.desk / "in", 8)
    out, summary = yard.desk / "out", yard.desk / "summary.json"
    run = Run(yard, out, "--summary", str(summary))
    run.wait_until(lambda: bool(list(out.glob("*.proof.json"))))
    run.interrupt()
    assert run.wait() == 130
    check_what_is_left(out, summary, 8)


def test_a_cluster_without_workers_ends_the_run(new_yard: Callable[..., Yard]) -> None:
    yard = new_yard()
    yard.worker()
    make_editions(yard.desk / "in", 4)
    out, summary = yard.desk / "out", yard.desk / "summary.json"
    run = Run(yard, out, "--summary", str(summary), patience=2)
    run.wait_until(lambda: bool(list(out.glob("*.proof.json"))))
    yard.workers[0].kill()
    assert run.wait() == 5
    assert "no worker is at work" in run.told
    assert "dask worker tcp://" in run.told
    check_what_is_left(out, summary, 4)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder with room for a log, and for no edition."""
    folder = tmp_path / "yard" / "worker-1"
    folder.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", "size=400k", "none", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("skipped: only root may mount a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_worker_with_a_full_disk_is_let_go(
    small_disk: Path, new_yard: Callable[..., Yard]
) -> None:
    yard = new_yard()
    yard.worker()
    make_editions(yard.desk / "in", 2)
    out = yard.desk / "out"
    run = Run(yard, out, patience=2)
    assert run.wait() == 5
    assert "No space left on device" in run.told
    assert yard.workers[0].wait(30) is not None
    yard.worker()  # one with a disk goes on
    assert Run(yard, out).wait() == 0


def test_a_layout_that_is_changed_in_the_night_counts_for_what_comes_after(
    new_yard: Callable[..., Yard],
) -> None:
    yard = new_yard()
    yard.worker()
    own = yard.desk / "own"
    own.mkdir()
    (own / "layout.toml").write_text('title = "Kami"\nextends = "magazine"\n')
    (own / "epub.css").write_text("p { color: #111111 }\n")
    for file in make_editions(yard.desk / "in", 2):
        file.write_text(f'layout = "../../own"\n{file.read_text()}')
    counted = subprocess.run(
        [sys.executable, "-c", _CHANGED, yard.address, yard.desk],
        capture_output=True,
        text=True,
        check=False,
    )
    assert counted.returncode == 0, counted.stderr
    found = [
        zipfile.ZipFile(yard.desk / "out" / f"edisi-{number}-7.epub")
        for number in (1, 2)
    ]
    for color, book in zip(("#111111", "#222222"), found, strict=True):
        sheets = [name for name in book.namelist() if name.endswith(".css")]
        assert any(color in book.read(name).decode() for name in sheets)


def test_what_is_said_where_nobody_answers(tmp_path: Path) -> None:
    make_editions(tmp_path / "in", 1)
    asked = (tmp_path / "in", "-o", tmp_path / "out", "--scheduler")
    done = batch(*asked, "tcp://127.0.0.1:9")
    assert done.returncode == 5
    assert "no scheduler answers" in done.stderr
    (tmp_path / "distributed.py").write_text("raise ImportError\n")
    lacking = batch(*(*asked, "tcp://127.0.0.1:9"), PYTHONPATH=f"{tmp_path}:{ROOT}")
    assert lacking.returncode == 2
    assert "edition-exporter[cluster]" in lacking.stderr
    half = batch(*asked, "tcp://127.0.0.1:9", "--tls-ca", "ca.pem")
    assert half.returncode == 2


@pytest.mark.skipif(not shutil.which("openssl"), reason="skipped: no openssl here")
def test_a_cluster_that_speaks_tls(
    new_yard: Callable[..., Yard], tmp_path: Path
) -> None:
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    asked = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    asked += ["-subj", "/CN=127.0.0.1", "-keyout", str(key), "-out", str(cert)]
    subprocess.run(asked, check=True, capture_output=True)
    files = "--tls-cert", str(cert), "--tls-key", str(key)
    yard = new_yard("--tls-ca-file", str(cert), *files)
    yard.worker()
    make_editions(yard.desk / "in", 1)
    at = (yard.desk / "in", "-o", yard.desk / "out", "--scheduler", yard.address)
    done = batch(*at, "--tls-ca", cert, *files)
    assert done.returncode == 0, done.stderr
    assert list(states(yard.desk / "out").values()) == ["delivered"]
    assert yard.address.startswith("tls://")
    (yard.desk / "out" / "edisi-1-7.epub").unlink()
    plain = batch(*at)  # without a certificate, nobody speaks to us
    assert plain.returncode == 5


#: A minute without news of a cluster is long for a test.
_HURRIED = """
from exporter.batch import cluster
from exporter.cli import main
cluster._PATIENCE = {patience}
main()
"""


class Run:
    """A batch of yard.desk/in on its cluster, under way.

    With `patience`, so many seconds without news are enough to ask who is there.
    """

    def __init__(self, yard: Yard, out: Path, *more: str, patience: int = 60) -> None:
        asked = ["batch", str(yard.desk / "in"), "-o", str(out), *more]
        script = _HURRIED.format(patience=patience)
        self._told = yard.folder / "told"
        with self._told.open("wb") as told:
            self._process = subprocess.Popen(
                [sys.executable, "-c", script, *asked, "--scheduler", yard.address],
                env={**os.environ, **home(yard.desk)},
                stdout=subprocess.DEVNULL,
                stderr=told,
                # whoever runs the tests in the background has SIGINT ignored
                preexec_fn=lambda: signal.signal(
                    signal.SIGINT, signal.default_int_handler
                ),
            )

    def interrupt(self) -> None:
        """Press Ctrl-C."""
        self._process.send_signal(signal.SIGINT)

    @property
    def told(self) -> str:
        """What it said."""
        return self._told.read_text()

    def wait(self) -> int:
        """Return the exit code."""
        return self._process.wait(180)

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        """Wait while it runs; fail where it ends before."""
        for _ in range(2400):
            if is_so():
                return
            assert self._process.poll() is None, self.told
            time.sleep(0.05)
        raise AssertionError("it took too long")
