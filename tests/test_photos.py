"""Photos: upright, sRGB, scaled once, never upscaled, without metadata."""

import contextlib
import io
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import draw_photo
from PIL import Image, ImageCms, ImageFile

from exporter.cache import open_cache
from exporter.errors import AssetError
from exporter.jpeg import strip_metadata
from exporter.photos import (
    PreparedPhoto,
    Slot,
    SourcePhoto,
    find_photo,
    prepare_photo,
)

SMALL = Slot("column", 400, 400)
LARGE = Slot("full", 1600, 1600)


def prepared(path: Path, slot: Slot = SMALL) -> PreparedPhoto:
    work = path.parent / "work"
    work.mkdir(exist_ok=True)
    return prepare_photo(find_photo(path, [path.parent.resolve()], "uji"), slot, work)


def exif_photo(path: Path, orientation: int, size: tuple[int, int]) -> None:
    draw_photo(path, "teal", size)
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = "CATATAN PRIBADI"
    exif.get_ifd(0x8825)[1] = "S"
    exif.get_ifd(0x8825)[2] = (6.0, 10.0, 31.5)
    with Image.open(path) as image:
        image.save(path, exif=exif, comment=b"CATATAN PRIBADI")


@pytest.mark.parametrize("name", ["a\0.jpg", "a" * 5000])
def test_a_name_no_file_can_have_is_an_asset_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(AssetError):
        find_photo(tmp_path / name, [tmp_path.resolve()], "uji")


def test_a_large_photo_is_scaled_to_its_slot(tmp_path: Path) -> None:
    draw_photo(tmp_path / "a.jpg", "teal", (2400, 1600))
    done = prepared(tmp_path / "a.jpg")
    assert done.width <= 400 * 1.3
    assert done.width / done.height == pytest.approx(1.5, abs=0.02)


def test_a_small_photo_is_never_upscaled(tmp_path: Path) -> None:
    draw_photo(tmp_path / "a.jpg", "teal", (300, 200))
    done = prepared(tmp_path / "a.jpg", LARGE)
    assert (done.width, done.height) == (300, 200)


def test_a_photo_near_its_size_keeps_its_pixels_byte_for_byte(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    draw_photo(path, "teal", (480, 320))
    before = path.read_bytes()
    with Image.open(path) as image:
        image.load()
        pixels = image.tobytes()
    scan = before[before.index(b"\xff\xda") :]
    done = prepared(path)
    assert done.path.read_bytes().endswith(scan)
    with Image.open(done.path) as image:
        assert image.tobytes() == pixels


def test_orientation_is_applied(tmp_path: Path) -> None:
    exif_photo(tmp_path / "a.jpg", 6, (480, 320))
    done = prepared(tmp_path / "a.jpg")
    assert done.height > done.width
    assert (done.source.width, done.source.height) == (320, 480)


@pytest.mark.parametrize("orientation", [1, 6])
@pytest.mark.parametrize("size", [(480, 320), (2400, 1600)])
def test_no_metadata_survives(
    tmp_path: Path, orientation: int, size: tuple[int, int]
) -> None:
    exif_photo(tmp_path / "a.jpg", orientation, size)
    data = prepared(tmp_path / "a.jpg").path.read_bytes()
    assert b"PRIBADI" not in data
    assert b"Exif" not in data
    with Image.open(io.BytesIO(data)) as image:
        assert not image.getexif()


def test_colours_are_brought_to_srgb(tmp_path: Path) -> None:
    image = Image.new("CMYK", (600, 400), (0, 255, 255, 0))
    image.save(tmp_path / "a.jpg")
    with Image.open(prepared(tmp_path / "a.jpg").path) as done:
        assert done.mode == "RGB"
        red, green, blue = done.getpixel((5, 5))  # type: ignore[misc]
        assert red > 200 > green + 100 > blue


def test_a_foreign_profile_is_applied_and_dropped(tmp_path: Path) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    draw_photo(tmp_path / "a.jpg", "teal", (2000, 1300))
    with Image.open(tmp_path / "a.jpg") as image:
        image.save(tmp_path / "a.jpg", icc_profile=lab.tobytes())
    with Image.open(prepared(tmp_path / "a.jpg").path) as done:
        assert "icc_profile" not in done.info


def test_transparency_stays_a_png(tmp_path: Path) -> None:
    Image.new("RGBA", (300, 200), (255, 0, 0, 128)).save(tmp_path / "a.png")
    done = prepared(tmp_path / "a.png")
    assert done.media_type == "image/png"
    assert done.path.suffix == ".png"


@pytest.mark.parametrize("mode", ["1", "L", "P", "I;16"])
def test_any_mode_can_be_printed(tmp_path: Path, mode: str) -> None:
    Image.new(mode, (900, 700)).save(tmp_path / "a.png")
    with Image.open(prepared(tmp_path / "a.png").path) as done:
        assert done.mode in {"L", "RGB"}


@pytest.mark.parametrize("size", [(480, 320), (2400, 1600)])
@pytest.mark.parametrize("weasyprint_is_here", [False, True])
def test_a_damaged_photo_is_refused_by_name(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
    weasyprint_is_here: bool,
) -> None:
    # importing WeasyPrint sets this for the whole process
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", weasyprint_is_here)
    path = tmp_path / "rusak.jpg"
    draw_photo(path, "teal", size)
    path.write_bytes(path.read_bytes()[:3000])
    with pytest.raises(AssetError, match=r"rusak\.jpg"):
        prepared(path)


def test_what_is_no_photo_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"<html>bukan foto</html>")
    with pytest.raises(AssetError, match="cannot be read"):
        prepared(tmp_path / "a.jpg")


def test_a_giant_photo_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    header = io.BytesIO()
    Image.new("1", (8, 8)).save(header, "PNG")
    data = bytearray(header.getvalue())
    data[16:24] = (60_000).to_bytes(4, "big") * 2
    data[29:33] = zlib.crc32(bytes(data[12:29])).to_bytes(4, "big")
    (tmp_path / "a.png").write_bytes(bytes(data))
    with pytest.raises(AssetError, match="too many pixels"):
        prepared(tmp_path / "a.png")


def test_equal_photos_are_prepared_to_equal_bytes(tmp_path: Path) -> None:
    draw_photo(tmp_path / "a.jpg", "teal", (2400, 1600))
    (tmp_path / "b.jpg").write_bytes((tmp_path / "a.jpg").read_bytes())
    first = prepared(tmp_path / "a.jpg").path.read_bytes()
    assert prepared(tmp_path / "b.jpg").path.read_bytes() == first


def test_a_progressive_photo_survives_stripping(tmp_path: Path) -> None:
    draw_photo(tmp_path / "a.jpg", "teal", (480, 320))
    with Image.open(tmp_path / "a.jpg") as image:
        image.save(tmp_path / "p.jpg", progressive=True, exif=Image.Exif())
    stripped = strip_metadata((tmp_path / "p.jpg").read_bytes() + b"trailing secret")
    with Image.open(io.BytesIO(stripped)) as image:
        image.load()
    assert b"secret" not in stripped


def test_thumbnails_and_comments_between_scans_are_cut(tmp_path: Path) -> None:
    draw_photo(tmp_path / "a.jpg", "teal", (480, 320))
    with Image.open(tmp_path / "a.jpg") as image:
        image.save(tmp_path / "p.jpg", progressive=True)
        pixels = Image.open(tmp_path / "p.jpg").tobytes()
    data = (tmp_path / "p.jpg").read_bytes()
    secret = b"\xff\xfe\x00\x0fCATATAN RAHASI"[:17]
    jfxx = b"\xff\xe0\x00\x14JFXX\x00\x10 CATATAN ...."[:22]
    second = data.index(b"\xff\xda", data.index(b"\xff\xda") + 2)
    planted = data[:2] + jfxx + data[2:second] + secret + data[second:]
    assert planted.count(b"CATATAN") == 2
    stripped = strip_metadata(planted)
    assert b"CATATAN" not in stripped
    with Image.open(io.BytesIO(stripped)) as image:
        assert image.tobytes() == pixels


def test_sixteen_bits_of_grey_are_scaled_not_clipped(tmp_path: Path) -> None:
    image = Image.new("I;16", (300, 200), 20_000)
    image.save(tmp_path / "a.png")
    with Image.open(prepared(tmp_path / "a.png").path) as done:
        assert done.getpixel((9, 9)) == pytest.approx(20_000 / 256, abs=1)


def test_a_broken_profile_does_not_lose_the_photo(tmp_path: Path) -> None:
    draw_photo(tmp_path / "a.jpg", "teal", (2000, 1300))
    with Image.open(tmp_path / "a.jpg") as image:
        image.save(tmp_path / "a.jpg", icc_profile=b"not a profile")
    assert prepared(tmp_path / "a.jpg").width < 2000


@given(st.binary(max_size=300))
def test_stripping_noise_fails_cleanly(noise: bytes) -> None:
    with contextlib.suppress(ValueError):
        strip_metadata(b"\xff\xd8" + noise)


@given(st.integers(1, 9000), st.integers(1, 9000), st.booleans())
def test_a_slot_never_asks_for_more_than_there_is(w: int, h: int, cover: bool) -> None:
    slot = Slot("x", 1000, 800, cover)
    factor = slot.scale(w, h)
    assert 0 < factor <= 1
    if factor < 1 and not cover:
        assert round(w * factor) <= 1000
        assert round(h * factor) <= 800


def test_source_photo_names_come_from_content(tmp_path: Path) -> None:
    draw_photo(tmp_path / "rahasia.jpg", "teal")
    photo: SourcePhoto = find_photo(
        tmp_path / "rahasia.jpg", [tmp_path.resolve()], "uji"
    )
    assert "rahasia" not in photo.name
    assert photo.name.startswith(photo.sha256)


def test_a_prepared_photo_is_kept_and_used_again(tmp_path: Path) -> None:
    cache = open_cache(tmp_path / "cache")
    path = tmp_path / "photo.jpg"
    Image.new("RGB", (900, 600), "teal").save(path)
    source = find_photo(path, [tmp_path.resolve()], "uji")
    made = []
    for name in ("first", "second"):
        folder = tmp_path / name
        folder.mkdir()
        made.append(prepare_photo(source, Slot("small", 300, 300), folder, cache))
        path.write_bytes(b"gone: what is kept needs no source")
    assert made[0].path.read_bytes() == made[1].path.read_bytes()
    assert (made[1].media_type, made[1].width) == ("image/jpeg", 300)
    with pytest.raises(AssetError):  # another slot is another photo
        prepare_photo(source, Slot("other", 200, 200), tmp_path, cache)
