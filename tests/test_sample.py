"""The sample edition and the seed: demo, baseline and functional test at once."""

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from checkers import epubcheck, requires_java, verapdf
from newsroom import Newsroom, record

from exporter.build import Result, build

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "samples" / "mingguan"
#: What a photo of the ebook says of itself.
PUBLIC = {
    *(b"dc:description", b"dc:rights", b"dc:creator"),
    *(b"photoshop:Credit", b"xmpRights:UsageTerms"),
}
PRIVATE = ["CATATAN INTERNAL", "CATATAN PRIBADI", "0812-0000-7731", "SN-RAHASIA-77031"]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    out = tmp_path_factory.mktemp("out")
    return build(SAMPLE, out), out


def file(made: tuple[Result, Path], suffix: str) -> Path:
    return next(p for p in made[0].files if p.suffix == suffix)


def test_the_sample_is_delivered_with_nothing_missing(
    made: tuple[Result, Path],
) -> None:
    result, _ = made
    assert result.exit_code == 0
    assert {(f.code, f.where.split()[0].rstrip(":")) for f in result.findings} == {
        ("W-001", "foto-yang-dipakai-menguji-foto"),
        ("W-003", "kuning-biru-tanpa-merah"),
        ("W-006", "angklung-alat-musik-yang-menolak-dimainkan-sendirian"),
        ("N-001", "benih-randa-tapak-terbang-dengan-payung-berlubang"),
    }
    proved, of = result.sum_line.split(" credits")[0].split(" of ")
    assert proved == of
    assert int(of) > 80


@requires_java
def test_the_pdf_is_pdf_ua(made: tuple[Result, Path]) -> None:
    verdict = verapdf(file(made, ".pdf"))
    assert verdict.failures == []
    assert verdict.compliant
    assert verdict.assertions > 10_000


@requires_java
def test_the_epub_has_no_errors_and_no_warnings(made: tuple[Result, Path]) -> None:
    assert epubcheck(file(made, ".epub")) == []


def test_nothing_private_is_delivered(made: tuple[Result, Path]) -> None:
    """Editor's notes, GPS, serial numbers and local paths; zip members unpacked."""
    _, out = made
    delivered = {p.name: p.read_bytes() for p in out.iterdir()}
    with zipfile.ZipFile(file(made, ".epub")) as book:
        delivered |= {name: book.read(name) for name in book.namelist()}
    sources = b"".join(
        p.read_bytes() for p in SAMPLE.rglob("*") if p.suffix in {".json", ".jpg"}
    )
    for private in PRIVATE:
        assert private.encode() in sources, f"the sample no longer holds {private}"
    for name, data in delivered.items():
        for private in (*PRIVATE, str(ROOT), str(out)):
            assert private.encode() not in data, (name, private)
            assert private.encode("utf-16-be") not in data, (name, private)
        if name.endswith((".jpg", ".jpeg")):
            assert b"Exif" not in data
            properties = set(re.findall(rb"<((?!rdf:|x:)\w+:\w+)[ >]", data))
            assert properties <= PUBLIC, "a photo says what is printed beside it"


def test_the_seed_page_alone_becomes_a_whole_edition(
    shared: Path, tmp_path: Path
) -> None:
    seed = next((shared / "seed").glob("*.txt"))
    (tmp_path / "edition.toml").write_text(
        'title = "Kompas Mingguan"\nnumber = 1\ndate = 2022-01-13\n'
        f'publisher = "Kompas TV"\nrecords = {json.dumps(str(seed))}\n'
        '[[section]]\ntitle = "Internasional"\narticles = ["*"]\n'
    )
    result = build(tmp_path, tmp_path / "out")
    assert result.exit_code == 0, result.findings
    assert [p.suffix for p in result.files] == [
        ".pdf",
        ".epub",
        ".html",
        ".csv",
        ".json",
    ]
    assert {f.code for f in result.findings} <= {"W-006", "W-008", "W-013"}


def test_an_installed_wheel_makes_the_same_bytes(
    made: tuple[Result, Path], tmp_path: Path
) -> None:
    """Layouts and fonts travel inside the wheel and are found there."""
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", "--no-deps"),
            *("--no-build-isolation", "--quiet", "-w", str(tmp_path), str(ROOT)),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    wheel = next(tmp_path.glob("*.whl"))
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    done = subprocess.run(
        [sys.executable, "-m", "exporter", "build", str(SAMPLE), "-o", "out"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    for suffix in (".pdf", ".epub"):
        ours = file(made, suffix)
        assert (tmp_path / "out" / ours.name).read_bytes() == ours.read_bytes()


@requires_java
def test_markup_inside_links_stays_accessible(tmp_path: Path) -> None:
    """A link with emphasis in it, at line ends too, is one tagged link."""
    newsroom = Newsroom(tmp_path / "newsroom")
    inside = '<a href="https://example.org/x">satu <b>dua</b> <i>tiga empat</i></a>'
    html = f"Awal {'kata ' * 9}{inside} {'kata ' * 20}<em>{inside}</em>."
    body = [{"type": "paragraph", "html": html}] * 3
    body.append({"type": "list", "items": [inside, html]})
    newsroom.add(record("ombak", body=body))
    result = build(newsroom.write(), tmp_path / "out", formats=["pdf"])
    assert result.exit_code == 0, result.findings
    assert verapdf(result.files[0]).failures == []
