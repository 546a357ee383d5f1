"""Odd and bad photos: prepared with their colours, in bounded memory, or refused."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from newsroom import draw_photo
from PIL import Image, ImageCms

from exporter.cache import open_cache
from exporter.errors import AssetError
from exporter.photos import Slot, find_photo, prepare_photo

ROOT = Path(__file__).parents[1]


def _with_profile(path: Path, profile: bytes) -> None:
    draw_photo(path, "teal", (900, 600))
    with Image.open(path) as image:
        image.save(path, icc_profile=profile)


def _lab_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()


def _frames(path: Path, **options: Any) -> None:
    draw_photo(path.with_suffix(".base.png"), "teal", (900, 600))
    with Image.open(path.with_suffix(".base.png")) as image:
        first = image.convert("RGB")
    first.save(path, save_all=True, append_images=[first.rotate(180)], **options)


def _converted(path: Path, mode: str, **options: Any) -> None:
    draw_photo(path.with_suffix(".base.png"), "teal", (900, 600))
    with Image.open(path.with_suffix(".base.png")) as image:
        image.convert(mode, palette=Image.Palette.ADAPTIVE).save(path, **options)


def _without_adobe(path: Path) -> None:
    _converted(path, "CMYK")
    data = path.read_bytes()
    at = data.index(b"\xff\xee")
    end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    path.write_bytes(data[:at] + data[end:])


#: Colours the photo must have about its corner: teal, or its grey.
TEAL, GREY = (0, 128, 128), (90, 90, 90)
ODD_PHOTOS: dict[str, tuple[str, Callable[[Path], None], tuple[int, int, int]]] = {
    "CMYK": ("a.jpg", lambda p: _converted(p, "CMYK"), TEAL),
    "CMYK without Adobe's mark": ("a.jpg", _without_adobe, TEAL),
    "animated GIF": ("a.gif", _frames, TEAL),
    "animated WebP": ("a.webp", _frames, TEAL),
    "animated PNG": ("a.png", _frames, TEAL),
    "palette": ("a.png", lambda p: _converted(p, "P"), TEAL),
    "palette with a transparent colour": (
        "a.png",
        lambda p: _converted(p, "P", transparency=b"\xff" * 30 + b"\x80"),
        TEAL,
    ),
    "grey with alpha": ("a.png", lambda p: _converted(p, "LA"), GREY),
    "a broken profile": ("a.jpg", lambda p: _with_profile(p, b"no profile"), TEAL),
    "a huge profile": ("a.jpg", lambda p: _with_profile(p, b"\0" * 2_000_000), TEAL),
    "a profile of another colour space": (
        "a.jpg",
        lambda p: _with_profile(p, _lab_profile()),
        TEAL,
    ),
    "16 bits": (
        "a.png",
        lambda p: Image.new("I;16", (900, 600), 90 * 256).save(p),
        GREY,
    ),
}


@pytest.mark.parametrize("kind", ODD_PHOTOS)
@pytest.mark.parametrize("side", [300, 2000])
def test_odd_photos_keep_their_colours(tmp_path: Path, kind: str, side: int) -> None:
    name, write, colour = ODD_PHOTOS[kind]
    write(tmp_path / name)
    source = find_photo(tmp_path / name, [tmp_path.resolve()], "uji")
    (tmp_path / "work").mkdir()
    made = prepare_photo(source, Slot("s", side, side), tmp_path / "work")
    with Image.open(made.path) as done:
        corner = done.convert("RGB").getpixel((made.width - 4, made.height - 4))
    assert isinstance(corner, tuple)
    assert all(abs(a - b) < 14 for a, b in zip(corner, colour, strict=True)), corner


@pytest.mark.parametrize("kind", ["jpg", "png", "tif", "webp"])
def test_a_turned_photo_is_turned_once(tmp_path: Path, kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    upright = Image.new("RGB", (600, 900), "white")
    upright.paste("navy", (0, 0, 600, 300))
    path = tmp_path / f"a.{kind}"
    upright.transpose(Image.Transpose.ROTATE_90).save(path, exif=exif)
    source = find_photo(path, [tmp_path.resolve()], "uji")
    assert (source.width, source.height) == (600, 900)
    made = prepare_photo(source, Slot("s", 300, 300), tmp_path)
    assert (made.width, made.height) == (200, 300)
    with Image.open(made.path) as done:
        top, bottom = (done.convert("RGB").getpixel((100, y)) for y in (20, 280))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[0] < 60 < 200 < bottom[0]


def test_a_photo_that_changes_in_the_run_is_refused_and_not_kept(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.jpg"
    draw_photo(path, "teal", (900, 600))
    source = find_photo(path, [tmp_path.resolve()], "uji")
    draw_photo(path, "maroon", (900, 600))
    cache = open_cache(tmp_path / "cache")
    with pytest.raises(AssetError, match="changed while"):
        prepare_photo(source, Slot("s", 300, 300), tmp_path, cache)
    assert not cache.size().kinds
    path.unlink()
    with pytest.raises(AssetError, match=r"a\.jpg"):
        prepare_photo(source, Slot("s", 300, 300), tmp_path, cache)


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["jpg", "png"])
def test_a_photo_of_12_000_pixels_needs_bounded_memory(
    tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"a.{suffix}"
    Image.new("RGB", (12_000, 8_000), "teal").save(path)
    script = (
        "import re; from pathlib import Path\n"
        "from exporter.photos import Slot, find_photo, prepare_photo\n"
        f"path = Path({str(path)!r})\n"
        "source = find_photo(path, [path.parent.resolve()], 'uji')\n"
        "made = prepare_photo(source, Slot('s', 1600, 1600), path.parent)\n"
        "peak = re.search(r'VmHWM:\\s*(\\d+)', Path('/proc/self/status').read_text())\n"
        "print(made.width, int(peak[1]) // 1000)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True
    )
    width, megabytes = map(int, done.stdout.split())
    assert width == 1600
    # a JPEG is decoded small; any other once, in full: 288 MB of pixels
    assert megabytes < (150 if suffix == "jpg" else 600)


@settings(max_examples=100)
@given(
    st.sampled_from(["jpg", "png", "gif", "webp"]),
    st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 255)), max_size=6),
    st.integers(0, 20_000),
)
def test_flipped_and_cut_photos_are_prepared_or_refused(
    tmp_path_factory: pytest.TempPathFactory,
    suffix: str,
    flips: list[tuple[int, int]],
    end: int,
) -> None:
    folder = tmp_path_factory.mktemp("photo")
    path = folder / f"a.{suffix}"
    draw_photo(path, "teal", (120, 90))
    data = bytearray(path.read_bytes())
    for at, byte in flips:
        data[at % len(data)] = byte
    path.write_bytes(data[:end])
    try:
        source = find_photo(path, [folder.resolve()], "uji")
        prepare_photo(source, Slot("s", 60, 60), folder)
    except AssetError as error:
        assert error.where.endswith(path.name)
        assert error.hint
