"""Where records lie: packed files, web archives, folders, standard input."""

import gzip
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from newsroom import Newsroom

from exporter.build import build
from exporter.errors import RecordError
from exporter.records import iter_records, read_input, read_records
from exporter.records.limits import LIMITS
from exporter.records.sources import expand_sources

RECORD = {"id": "a", "headline": "Judul", "body": [{"type": "paragraph", "html": "a"}]}
PAGE = (Path(__file__).parent / "records" / "pasang-surut.txt").read_bytes()


def record(name: str) -> bytes:
    return json.dumps({**RECORD, "id": name}).encode()


def warc(*pages: tuple[str, bytes, str], status: str = "200 OK") -> bytes:
    """Return a web archive as a crawler writes it: each record packed on its own."""
    records = []
    for url, data, kind in pages:
        answer = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n".encode() + data
        head = (
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
            f"WARC-Target-URI: {url}\r\nWARC-Date: 2022-01-12T15:40:00Z\r\n"
            "Content-Type: application/http; msgtype=response\r\n"
            f"Content-Length: {len(answer)}\r\n\r\n"
        )
        records.append(gzip.compress(head.encode() + answer + b"\r\n\r\n"))
    return b"".join(records)


def ids(path: Path) -> list[str]:
    return [a.id for result in iter_records(path) for a in result.articles]


def test_a_gzip_file_is_read_as_what_it_holds(tmp_path: Path) -> None:
    lines = record("a") + b"\n" + record("b")
    packed = tmp_path / "a.jsonl.gz"
    packed.write_bytes(gzip.compress(lines[:100]) + gzip.compress(lines[100:]))
    result = read_records(packed)
    assert [article.id for article in result.articles] == ["a", "b"]
    assert result.articles[0].provenance.file == "a.jsonl"


def test_a_web_archive_gives_its_pages_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "crawl.warc.gz"
    file.write_bytes(
        warc(
            ("https://e.example/a", record("a"), "application/json"),
            ("https://e.example/x.jpg", b"\xff\xd8", "image/jpeg"),
            ("https://e.example/b", record("b"), "application/ld+json"),
        )
        + warc(("https://e.example/c", record("c"), "text/json"), status="404 No")
    )
    assert ids(file) == ["a", "b"]
    assert read_records(file).articles[0].provenance.file == "https://e.example/a"


@pytest.mark.parametrize("packed", [True, False])
def test_a_damaged_web_archive_keeps_the_pages_before_the_damage(
    tmp_path: Path, packed: bool
) -> None:
    whole = warc(("https://e.example/a", record("a"), "text/json"))
    second = warc(("https://e.example/b", record("b"), "text/json"))
    file = tmp_path / "crawl.warc.gz"
    if not packed:
        whole, second = gzip.decompress(whole), gzip.decompress(second)
    file.write_bytes(whole + second[:-20])
    result = read_records(file)
    assert [article.id for article in result.articles] == ["a"]
    assert result.errors


def test_a_wacz_is_read_by_its_web_archives(tmp_path: Path) -> None:
    file = tmp_path / "crawl.wacz"
    with zipfile.ZipFile(file, "w") as packed:
        page = warc(("https://e.example/a", record("a"), "text/json"))
        packed.writestr("archive/data.warc.gz", page)
        packed.writestr("datapackage.json", "{}")
        packed.writestr("../../outside.json", record("outside"))
    assert ids(file) == ["a"]


def test_another_zip_says_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "a.zip"
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("a.json", record("a"))
    with pytest.raises(RecordError) as refused:
        read_records(file)
    assert refused.value.message == "the ZIP file is no web archive (WACZ)"


def test_bombs_are_refused_before_they_go_off(tmp_path: Path) -> None:
    zeros = bytes(1_000_000)
    bomb = tmp_path / "bomb.json.gz"
    with gzip.open(bomb, "wb", compresslevel=1) as file:
        for _ in range(LIMITS.file // len(zeros) + 2):
            file.write(zeros)
    with pytest.raises(RecordError, match="more than 64 MB"):
        read_records(bomb)
    lines = bomb.rename(tmp_path / "bomb.jsonl.gz")
    with pytest.raises(RecordError, match="more than 64 MB"):
        read_records(lines)
    wacz = tmp_path / "bomb.wacz"
    with zipfile.ZipFile(wacz, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("archive/a.warc", b"WARC/1.0\r\n" + bytes(LIMITS.file))
    with pytest.raises(RecordError, match="more than 64 MB"):
        read_records(wacz)


@pytest.mark.parametrize("damage", [lambda d: d[:-9], lambda d: d[:20] + d[25:]])
def test_a_damaged_gzip_file_says_so(tmp_path: Path, damage: object) -> None:
    file = tmp_path / "a.json.gz"
    assert callable(damage)
    file.write_bytes(damage(gzip.compress(PAGE)))
    with pytest.raises(RecordError, match="damaged or cut short"):
        read_records(file)


@pytest.mark.parametrize("pack", [lambda data: data, gzip.compress])
def test_a_long_file_of_lines_never_stands_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: Callable[[bytes], bytes]
) -> None:
    monkeypatch.setattr("exporter.records.sources.LIMITS", LIMITS.__class__(file=500))
    monkeypatch.setattr("exporter.records.sources._STEP", 200)
    lines = [record(f"a{n}") for n in range(20)]
    lines[12] = b"{"
    packed = pack(b"\n".join(lines))
    file = tmp_path / ("a.jsonl.gz" if packed[:2] == b"\x1f\x8b" else "a.jsonl")
    file.write_bytes(packed)
    results = list(iter_records(file))
    assert len(results) > 5
    assert [a.id for r in results for a in r.articles] == [
        f"a{n}" for n in range(20) if n != 12
    ]
    (error,) = (e for r in results for e in r.errors)
    assert error.where == "a.jsonl, line 13"
    assert len({a.provenance.sha256 for r in results for a in r.articles}) == 1


def test_folders_and_globs_stand_for_their_record_files(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    for name in ("x.json", "b/y.txt", "photo.jpg", ".hidden.json"):
        (tmp_path / "a" / name).write_bytes(b"x")
    found = expand_sources([str(tmp_path / "a"), str(tmp_path / "a" / "*.json")])
    assert [p.name for p in found] == ["y.txt", "x.json", ".hidden.json"]
    with pytest.raises(RecordError, match="no record files"):
        expand_sources([str(tmp_path / "*.csv")])


def test_standard_input_is_a_record_file() -> None:
    assert read_input(io.BytesIO(record("a"))).articles[0].id == "a"
    made = subprocess.run(
        [sys.executable, "-m", "exporter", "records", "--json", "-"],
        input=PAGE,
        capture_output=True,
        check=True,
    )
    assert json.loads(made.stdout)[0]["headline"]


def test_an_edition_is_built_from_packed_records(tmp_path: Path) -> None:
    room = Newsroom(tmp_path / "room")
    room.top["formats"] = ["epub"]
    file = room.write()
    plain = file.parent / "articles" / "surut.json"
    plain.with_name("surut.json.gz").write_bytes(gzip.compress(plain.read_bytes()))
    plain.unlink()
    result = build(file, tmp_path / "out")
    assert result.exit_code == 0
    assert any(path.suffix == ".epub" for path in result.files)
