"""Ebooks are as heavy as they may be: photos, the whole file, the light variant."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from newsroom import Newsroom, photo, record
from PIL import Image

from exporter import validate
from exporter.binding import QUALITIES, VARIANTS
from exporter.build import Result, build
from exporter.check import check
from exporter.photos import Slot, find_photo, prepare_photo

EBOOK, HEMAT = VARIANTS
SCREEN = Slot("screen", 1600, 1600)
NAME = "mingguan-uji-7"


def draw_grain(path: Path, size: tuple[int, int], seed: int = 1) -> Path:
    """Draw a photo full of detail, that no quality makes small; unlike other seeds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    noise = Image.effect_noise(size, 60 + seed % 40).convert("L")
    colours = Image.linear_gradient("L").resize(size).rotate(90 * (seed % 4))
    flat = Image.new("L", size, seed * 53 % 256)
    Image.merge("RGB", (noise, colours, flat)).save(path, quality=95)
    return path


def images_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        names = [n for n in archive.namelist() if n.startswith("EPUB/images/")]
        return {n: archive.read(n) for n in names if "cover." not in n}


def package_of(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read("EPUB/content.opf").decode()


def prepared(path: Path, level: int = 0, slot: Slot = SCREEN) -> bytes:
    found = find_photo(path, [path.parent.resolve()], "test")
    work = path.parent / "work"
    work.mkdir(exist_ok=True)
    return prepare_photo(found, EBOOK.slot(slot, level), work).path.read_bytes()


def told(result: Result, code: str) -> list[str]:
    return [finding.message for finding in result.findings if finding.code == code]


@pytest.fixture
def heavy(tmp_path: Path) -> Newsroom:
    """An edition with one photo that is heavy at any quality."""
    room = Newsroom(tmp_path / "room")
    draw_grain(tmp_path / "room" / "photos" / "berat.jpg", (1500, 1000))
    room.add(record("ombak", images=[photo("berat")]))
    room.top["formats"] = ["epub"]
    return room


# --- one photo -----------------------------------------------------------------------


def test_a_photo_has_the_pixels_of_a_reading_device_and_no_more(tmp_path: Path) -> None:
    path = draw_grain(tmp_path / "a.jpg", (1900, 1200))
    with Image.open(io.BytesIO(prepared(path))) as image:
        assert max(image.size) == 1600


def test_a_heavy_photo_is_of_lower_quality_but_of_a_good_one(tmp_path: Path) -> None:
    path = draw_grain(tmp_path / "a.jpg", (1500, 1000))
    data = prepared(path)
    with Image.open(path) as image:
        worst = io.BytesIO()
        image.save(worst, "JPEG", quality=QUALITIES[-1], optimize=True)
    assert len(worst.getvalue()) < len(data) < path.stat().st_size / 2


def test_a_light_photo_keeps_its_pixels_byte_for_byte(tmp_path: Path) -> None:
    Image.radial_gradient("L").resize((900, 700)).save(tmp_path / "a.jpg", quality=90)
    before = (tmp_path / "a.jpg").read_bytes()
    scan = before[before.index(b"\xff\xda") :]
    assert prepared(tmp_path / "a.jpg").endswith(scan)
    assert not prepared(tmp_path / "a.jpg", level=3).endswith(scan)


def test_a_photo_saved_as_png_becomes_a_jpeg_and_a_chart_does_not(
    tmp_path: Path,
) -> None:
    draw_grain(tmp_path / "a.jpg", (1500, 1000))
    with Image.open(tmp_path / "a.jpg") as image:
        image.save(tmp_path / "photo.png")
    chart = Image.new("RGB", (1500, 1000), "white")
    chart.paste("navy", (100, 300, 300, 900))
    chart.save(tmp_path / "chart.png")
    assert prepared(tmp_path / "photo.png").startswith(b"\xff\xd8")
    assert prepared(tmp_path / "chart.png").startswith(b"\x89PNG")


# --- the whole file ------------------------------------------------------------------


def test_an_edition_within_its_size_says_nothing(heavy: Newsroom) -> None:
    result = build(heavy.write(), heavy.folder / "out")
    assert result.exit_code == 0
    assert not told(result, "N-030") and not told(result, "W-030")


def test_a_file_that_is_too_heavy_is_made_lighter_and_says_so(heavy: Newsroom) -> None:
    usual = build(heavy.write(), heavy.folder / "usual").files[0].stat().st_size
    heavy.top["epub"] = {"max_size": round(usual * 0.85 / 1e6, 3)}
    result = build(heavy.write(), heavy.folder / "out")
    assert result.exit_code == 0
    assert result.files[0].stat().st_size <= usual * 0.85 + 500
    (message,) = told(result, "N-030")
    assert "EPUB: " in message and f"in place of {usual / 1e6:.1f}" in message


def test_the_first_quality_that_is_light_enough_is_taken(heavy: Newsroom) -> None:
    usual = build(heavy.write(), heavy.folder / "usual").files[0].stat().st_size
    heavy.top["epub"] = {"max_size": round(usual * 0.999 / 1e6, 6)}
    result = build(heavy.write(), heavy.folder / "out")
    (message,) = told(result, "N-030")
    assert f"JPEG quality {QUALITIES[1]}" in message


def test_a_file_that_cannot_be_light_enough_is_a_warning(heavy: Newsroom) -> None:
    heavy.top["epub"] = {"max_size": 0.05}
    result = build(heavy.write(), heavy.folder / "out")
    assert result.exit_code == 0
    (message,) = told(result, "W-030")
    assert f"even at JPEG quality {QUALITIES[-1]}; it may have 0.1" in message
    assert not told(result, "N-030")


# --- the light variant ---------------------------------------------------------------


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Newsroom, Result]:
    folder = tmp_path_factory.mktemp("both")
    room = Newsroom(folder / "room")
    draw_grain(folder / "room" / "photos" / "berat.jpg", (1500, 1000))
    room.add(record("ombak", images=[photo("berat")]))
    room.top["formats"] = ["epub", "epub-hemat"]
    return room, build(room.write(), folder / "out")


def test_a_light_ebook_is_made_and_proven_beside_the_other(
    both: tuple[Newsroom, Result],
) -> None:
    _, result = both
    names = {file.name for file in result.files}
    assert {f"{NAME}.epub", f"{NAME}-hemat.epub"} <= names
    assert "in EPUB and EPUB-hemat" in result.sum_line
    out = result.files[0].parent
    proof = json.loads((out / f"{NAME}.proof.json").read_text())
    assert f"{NAME}-hemat.epub" in proof["outputs"]
    fields = proof["proof"]["articles"]["pasang"]
    assert all(field["epub"] == field["epub-hemat"] for field in fields)


def test_its_photos_are_small_and_its_words_the_same(
    both: tuple[Newsroom, Result],
) -> None:
    out = both[1].files[0].parent
    full, light = out / f"{NAME}.epub", out / f"{NAME}-hemat.epub"
    for data in images_of(light).values():
        with Image.open(io.BytesIO(data)) as image:
            assert max(image.size) <= 720
    assert images_of(full).keys() == images_of(light).keys()
    with zipfile.ZipFile(full) as one, zipfile.ZipFile(light) as other:
        name = "EPUB/text/a-pasang.xhtml"
        assert one.read(name) == other.read(name)


def test_it_is_a_publication_of_its_own(both: tuple[Newsroom, Result]) -> None:
    out = both[1].files[0].parent
    full, light = (package_of(out / f"{NAME}{end}.epub") for end in ("", "-hemat"))

    def identifier(package: str) -> str:
        return package.partition("urn:uuid:")[2][:36]

    assert identifier(full) != identifier(light)
    assert "Mingguan Uji (hemat), nomor 7" in light and "(hemat)" not in full
    with zipfile.ZipFile(out / f"{NAME}-hemat.epub") as archive:
        ncx = archive.read("EPUB/toc.ncx").decode()
        colophon = archive.read("EPUB/text/colophon.xhtml").decode()
    assert identifier(light) in ncx and identifier(light) in colophon


def test_it_is_the_same_from_run_to_run(both: tuple[Newsroom, Result]) -> None:
    room, result = both
    again = build(room.write(), room.folder / "again")
    for one, other in zip(result.files, again.files, strict=True):
        if one.suffix == ".epub":
            assert one.read_bytes() == other.read_bytes()


def test_finished_files_are_proven_again(
    both: tuple[Newsroom, Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(validate, "find_validators", tuple)  # slow, and not meant here
    room, result = both
    files = [file for file in result.files if file.suffix == ".epub"]
    again = check(room.folder, files)
    assert again.exit_code == 0 and again.sum_line == result.sum_line
    assert not told(again, "W-011") and not told(again, "E-008")


def test_one_of_a_former_run_is_spoken_of(tmp_path: Path) -> None:
    room = Newsroom(tmp_path / "room")
    build(room.write(), tmp_path / "out", formats=["epub-hemat"])
    result = build(room.write(), tmp_path / "out", formats=["epub"])
    assert [f.where for f in result.findings if f.code == "W-012"] == [
        f"{NAME}-hemat.epub"
    ]


@pytest.mark.slow
@pytest.mark.java
def test_epubcheck_has_nothing_to_say_of_it(both: tuple[Newsroom, Result]) -> None:
    checkers: Any = pytest.importorskip("checkers")
    out = both[1].files[0].parent
    assert checkers.epubcheck(out / f"{NAME}-hemat.epub") == []


@pytest.mark.slow
def test_sixty_articles_with_photos_have_four_megabytes_at_most(
    tmp_path: Path,
) -> None:
    room = Newsroom(tmp_path / "room")
    room.sections = []
    for number in range(60):
        slug = f"kabar-{number}"
        path = room.folder / "photos" / f"foto-{number}.jpg"
        draw_grain(path, (1200, 800), number)
        room.add(record(slug, images=[photo(f"foto-{number}")], paragraphs=12))
    room.top["cover"] = "kabar-0"
    room.sections = [("Sains", [f"kabar-{n}" for n in range(60)])]
    result = build(room.write(), tmp_path / "out", formats=["epub-hemat"], jobs=2)
    assert result.exit_code == 0 and not told(result, "W-030")
    assert result.files[0].stat().st_size <= 4_000_000
