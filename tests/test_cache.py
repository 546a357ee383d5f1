"""The store of bytes: what it gives back, what it refuses, how it stays small."""

import hashlib
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

import exporter.cache
from exporter.cache import Cache, KindSize, open_cache

ONE, TWO, THREE = (hashlib.sha256(name).hexdigest() for name in (b"1", b"2", b"3"))


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return open_cache(tmp_path / "cache")


def entry(cache: Cache, kind: str = "part", key: str = ONE) -> Path:
    assert cache.folder
    return cache.folder / kind / key


def age(cache: Cache, key: str, seconds: int) -> None:
    """Make an entry look as if it was used so long ago."""
    used = entry(cache, key=key).stat().st_mtime - seconds
    os.utime(entry(cache, key=key), (used, used))


def test_what_was_written_is_read_by_this_run_and_the_next(cache: Cache) -> None:
    assert cache.read("part", ONE) is None
    for data in (b"", b"a page", bytes(range(256)) * 5000):
        cache.write("part", ONE, data)
        assert cache.read("part", ONE) == data
        assert open_cache(cache.folder).read("part", ONE) == data
        assert pickle.loads(pickle.dumps(cache)).read("part", ONE) == data
    assert cache.read("photo", ONE) is None
    assert cache.read("part", TWO) is None


@pytest.mark.parametrize(
    "harm",
    [
        lambda data: b"",
        lambda data: data[:10],
        lambda data: data[:-1],
        lambda data: data + b"x",
        lambda data: data[:-1] + b"x",
        lambda data: b"x" + data[1:],
        lambda data: data[:30] + bytes([data[30] ^ 1]) + data[31:],
    ],
)
def test_a_damaged_entry_is_refused_removed_and_made_again(
    cache: Cache, harm: object
) -> None:
    cache.write("part", ONE, b"a page")
    file = entry(cache)
    file.write_bytes(harm(file.read_bytes()))  # type: ignore[operator]
    assert cache.read("part", ONE) is None
    assert not file.exists()
    cache.write("part", ONE, b"a page")
    assert cache.read("part", ONE) == b"a page"


def test_an_entry_under_another_name_or_kind_is_refused(cache: Cache) -> None:
    cache.write("part", ONE, b"a page")
    cache.write("part", TWO, b"another")
    cache.write("photo", ONE, b"a photo")
    whole = entry(cache).read_bytes()
    for other in (entry(cache, key=TWO), entry(cache, "photo")):
        other.write_bytes(whole)
    assert cache.read("part", TWO) is None
    assert cache.read("photo", ONE) is None
    assert cache.read("part", ONE) == b"a page"


def test_an_entry_sealed_with_another_secret_is_refused(
    cache: Cache, tmp_path: Path
) -> None:
    forger = open_cache(tmp_path / "forger")
    forger.write("part", ONE, b"forged")
    cache.write("part", ONE, b"a page")
    entry(cache).write_bytes(entry(forger).read_bytes())
    assert cache.read("part", ONE) is None
    assert not entry(cache).exists()


def test_a_link_a_pipe_and_a_file_too_long_are_no_entries(
    cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.write("part", ONE, b"a page")
    file = entry(cache)
    kept = tmp_path / "kept"
    file.rename(kept)
    file.symlink_to(kept)
    assert cache.read("part", ONE) is None
    assert kept.exists()
    os.mkfifo(file)
    assert cache.read("part", ONE) is None
    cache.write("part", ONE, b"a page that is longer than any may be" * 100)
    monkeypatch.setattr(exporter.cache, "_LONGEST_FILE", 1000)
    assert cache.read("part", ONE) is None
    assert not file.exists()


def test_a_name_that_leaves_the_folder_is_no_key(cache: Cache) -> None:
    for kind, key in (("../part", ONE), ("part", "../" + ONE), ("part", "page")):
        with pytest.raises(ValueError):
            cache.read(kind, key)
        with pytest.raises(ValueError):
            cache.write(kind, key, b"")


def test_the_folder_and_the_secret_are_ours_alone(cache: Cache) -> None:
    assert cache.folder
    cache.write("part", ONE, b"a page")
    files = [cache.folder, *cache.folder.rglob("*")]
    assert [f for f in files if f.stat().st_mode & 0o077] == []
    assert len((cache.folder / "key").read_bytes()) == 32


def test_a_folder_others_can_reach_is_refused_with_the_reason(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o755)
    link = tmp_path / "link"
    link.symlink_to(open_cache(tmp_path / "cache").folder or "")
    file = tmp_path / "file"
    file.touch()
    for folder, reason in ((shared, "others"), (link, "link"), (file, "exists")):
        refused = open_cache(folder)
        assert reason in refused.refused
        assert str(folder) in refused.refused
        refused.write("part", ONE, b"a page")
        assert refused.read("part", ONE) is None
        assert refused.clear() == 0
    assert list(shared.iterdir()) == []


def test_a_folder_of_somebody_else_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cache").mkdir(mode=0o700)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert "somebody else" in open_cache(tmp_path / "cache").refused


def test_the_own_folder_follows_the_xdg_rules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert open_cache().folder == tmp_path / "xdg" / "edition-exporter"
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for unusable in ("", "relative"):
        monkeypatch.setenv("XDG_CACHE_HOME", unusable)
        assert open_cache().folder == tmp_path / "home/.cache/edition-exporter"


def test_a_secret_that_is_no_secret_is_made_again(cache: Cache) -> None:
    assert cache.folder
    cache.write("part", ONE, b"a page")
    (cache.folder / "key").write_bytes(b"short")
    again = open_cache(cache.folder)
    assert again.refused == ""
    assert again.read("part", ONE) is None
    again.write("part", ONE, b"a page")
    assert open_cache(cache.folder).read("part", ONE) == b"a page"


def test_a_disk_that_is_full_costs_nothing_but_time(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.write("part", ONE, b"former")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    cache.write("part", ONE, b"a page")
    cache.write("part", TWO, b"another")
    monkeypatch.undo()
    assert cache.read("part", ONE) == b"former"
    assert cache.read("part", TWO) is None
    assert [p.name for p in entry(cache).parent.iterdir()] == [ONE]


def test_what_was_used_longest_ago_makes_room(tmp_path: Path) -> None:
    cache = open_cache(tmp_path / "cache", limit=10_000)
    for number, key in enumerate((ONE, TWO, THREE)):
        cache.write("part", key, bytes(3_000))
        age(cache, key, seconds=1000 - number)
    cache.trim()
    assert cache.read("part", ONE) is not None  # and now ONE is the youngest
    four = hashlib.sha256(b"4").hexdigest()
    cache.write("part", four, bytes(3_000))
    cache.trim()
    assert entry(cache, key=ONE).exists()
    assert entry(cache, key=four).exists()
    assert not entry(cache, key=TWO).exists()
    assert sum(kind.bytes for kind in cache.size().kinds.values()) <= 10_000


def test_the_limit_holds_without_an_end_of_the_run(tmp_path: Path) -> None:
    cache = open_cache(tmp_path / "cache", limit=10_000)
    for number in range(40):
        cache.write("part", hashlib.sha256(bytes([number])).hexdigest(), bytes(900))
    assert sum(k.bytes for k in cache.size().kinds.values()) <= 10_000 * 1.25
    cache.write("part", ONE, bytes(10_001))
    assert cache.read("part", ONE) is None


def test_size_counts_by_kind_and_clear_empties(cache: Cache) -> None:
    cache.write("part", ONE, b"12345")
    cache.write("part", TWO, b"12345")
    cache.write("photo", ONE, b"")
    head = entry(cache, "photo").stat().st_size
    size = cache.size()
    assert size.folder == cache.folder
    assert size.kinds == {
        "part": KindSize(2, 10 + 2 * head),
        "photo": KindSize(1, head),
    }
    assert cache.clear() == 3
    assert cache.size().kinds == {}
    cache.write("part", ONE, b"12345")
    assert cache.read("part", ONE) == b"12345"


def test_clear_stays_in_the_folder(cache: Cache, tmp_path: Path) -> None:
    assert cache.folder
    other = tmp_path / "other"
    other.mkdir()
    (other / "mine").touch()
    (cache.folder / "linked").symlink_to(other)
    assert cache.clear() == 0
    assert (other / "mine").exists()


_RUN = """
import hashlib, sys
from pathlib import Path
from exporter.cache import open_cache
cache = open_cache(Path(sys.argv[1]), limit=300_000)
for round in range(60):
    for number in range(20):
        key = hashlib.sha256(bytes([number])).hexdigest()
        data = bytes([number]) * 20_000
        assert cache.read("part", key) in (None, data)
        cache.write("part", key, data)
    if round % 20 == 7:
        cache.clear()
print(cache._secret.hex())
"""


def test_two_runs_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    """Both begin without a secret, write the same keys, and remove old entries."""
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", _RUN, tmp_path / "cache"],
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    said = [run.communicate(timeout=60)[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0]
    assert len(set(said)) == 1
