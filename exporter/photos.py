"""Stage 3, prepare: photographs made ready for their place on the page.

In: a photo on disk and a `Slot` (the largest place it may be given). Out: a JPEG
or PNG in the work folder: upright, sRGB or grey, no larger than its place needs,
never upscaled, without metadata (no GPS, no editor's notes). A JPEG already near
its size keeps its pixels byte for byte; only its metadata segments are cut. A drawing
(SVG) is a photo as soon as it is found: the picture that `exporter.drawings` makes.
"""

import hashlib
import io
import json
import re
import struct
import warnings
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageFile

from exporter.cache import NO_CACHE, Cache
from exporter.drawings.picture import draw_picture, is_drawing
from exporter.jpeg import strip_metadata
from exporter.photo_files import (
    find_file,
    no_photo_size,
    place_of,
    read_photo,
    read_same,
    too_little_memory,
    too_many_bits,
    too_many_pixels,
    too_much_besides,
    unreadable,
)
from exporter.pixels import (
    Light,
    encode_picture,
    is_srgb,
    times,
    to_srgb,
    with_plain_pixels,
)
from exporter.pool import Pool
from exporter.versions import engine_version

FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "GIF")
#: Larger photos are refused before a pixel is decoded.
MAX_PIXELS = 150_000_000
#: Smaller ones are a web page's counters, longer ones its rules: no photos.
LEAST_SIDE = 8
STRIP = 40
#: A photo within this factor of its place is not scaled: no generation loss.
NEAR = 1.3
#: A drawing has fine lines and letters: it keeps as many times the pixels of a photo.
FINER = 2
_ORIENTATION = 0x0112
#: What turns a photo upright, by its orientation (EXIF 2.32, 4.6.5).
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
#: What Pillow raises for a file that is no photo, or a damaged one.
_UNREADABLE = (*(OSError, ValueError, SyntaxError, EOFError, struct.error, zlib.error),)
_MM_PER_INCH = 25.4
_SUFFIXES = {"image/jpeg": "jpg", "image/png": "png"}


@dataclass(frozen=True)
class SourcePhoto:
    """A photo as delivered. `name` is made from its content; sizes in pixels,
    upright; `where` is how messages name it; `drawn` is the picture of a drawing."""

    name: str
    path: Path
    sha256: str
    width: int
    height: int
    where: str = ""
    drawn: bytes = field(default=b"", repr=False, compare=False)

    def read(self) -> bytes:
        """Return its picture; AssetError where the file is no longer what it was."""
        data = read_same(self.path, self.sha256, self.where or self.path.name)
        return self.drawn or data


@dataclass(frozen=True)
class Slot:
    """The largest place a layout may give a photo, in pixels.

    `cover` photos fill their place (and may be cropped by it), others fit into it.
    Where photos must be `light`, no pixel is kept that the place does not need.
    """

    name: str
    width: int
    height: int
    cover: bool = False
    light: Light | None = None

    @property
    def near(self) -> float:
        """A photo within this factor of its place is not scaled."""
        return 1 if self.light else NEAR

    @classmethod
    def from_mm(
        cls, name: str, width: float, height: float, ppi: int, *, cover: bool = False
    ) -> "Slot":
        """Return the slot for a place of `width` x `height` mm at `ppi`."""
        across, down = (round(mm / _MM_PER_INCH * ppi) for mm in (width, height))
        return cls(name, across, down, cover)

    def scale(self, width: int, height: int) -> float:
        """Return the factor a photo of this size is scaled by; at most 1."""
        choose = max if self.cover else min
        return min(1.0, choose(self.width / width, self.height / height))


@dataclass(frozen=True)
class PreparedPhoto:
    """A photo ready to be placed. Sizes in pixels."""

    source: SourcePhoto
    slot: str
    path: Path
    media_type: str
    width: int
    height: int

    @property
    def extension(self) -> str:
        """The suffix of its file name, without the dot."""
        return _SUFFIXES[self.media_type]


# --- media addresses ------------------------------------------------------------

#: How templates name a photo: the stem of its name (its content's hash), and a slot.
_MEDIA = re.compile(r"media:([0-9a-f]{64})/([a-z0-9-]+)")


def media_address(file: str, slot: str) -> str:
    """Return the address templates name the photo `file` by."""
    return f"media:{photo_stem(file)}/{slot}"


def media_in(markup: str) -> list[tuple[str, str]]:
    """Return the (stem, slot) of each media:STEM/SLOT in `markup`, each once."""
    return list(dict.fromkeys(_MEDIA.findall(markup)))


def media_stem(address: str) -> str:
    """Return the stem in a media:STEM/SLOT address; "" for any other address."""
    scheme, _, path = address.partition(":")
    return path.partition("/")[0] if scheme == "media" else ""


def photo_stem(file: str) -> str:
    """Return the stem that media: addresses name the photo `file` by."""
    return file.partition(".")[0]


# --- photos found -----------------------------------------------------------------


def find_photo(path: Path, roots: Sequence[Path], where: str) -> SourcePhoto:
    """Return the photo at `path`, which must lie under one of `roots`.

    Raises AssetError where it is not there, lies elsewhere, or is no photo.
    """
    where = place_of(path, roots, where)
    real = find_file(path, roots, where)
    data = read_photo(real, where)
    drawn = draw_picture(data, where) if is_drawing(data) else b""
    with _reading(data, where), _open(drawn or data) as image:
        width, height = image.size
        if _orientation(image) in {5, 6, 7, 8}:
            width, height = height, width
        suffix = "svg" if drawn else (image.format or "").lower()
        if image.mode in {"I", "F"}:
            raise too_many_bits(where)
    if width * height > MAX_PIXELS:
        raise too_many_pixels(where, MAX_PIXELS)
    if min(width, height) < LEAST_SIDE or max(width, height) > STRIP * min(
        width, height
    ):
        raise no_photo_size(where, width, height)
    digest = hashlib.sha256(data).hexdigest()
    name = f"{digest}.{suffix}"
    return SourcePhoto(name, real, digest, width, height, where, drawn)


@contextmanager
def _reading(data: bytes, where: str) -> Iterator[None]:
    """Say what is wrong with a photo that Pillow cannot read."""
    try:
        with warnings.catch_warnings():
            # our own limit (MAX_PIXELS) is checked from the header instead; what else
            # Pillow warns of in a photo's metadata never reaches a page
            warnings.simplefilter("ignore")
            yield
    except Image.DecompressionBombError as error:
        raise too_many_pixels(where, MAX_PIXELS) from error
    except MemoryError as error:
        raise too_little_memory(where) from error
    except _UNREADABLE as error:
        # so Pillow calls a text or profile that unpacks to fill the memory
        if "too large" in str(error) or "too long" in str(error):
            raise too_much_besides(where) from error
        raise unreadable(data, where) from error


def _orientation(image: Image.Image) -> int:
    """Return how a photo must be turned, 1 to 8; Pillow turns a TIFF by itself."""
    found = 1 if image.format == "TIFF" else image.getexif().get(_ORIENTATION, 1)
    return found if found in _TURNS else 1


def _open(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data), formats=FORMATS)


# --- photos prepared --------------------------------------------------------------


def prepare_photo(
    photo: SourcePhoto, slot: Slot, folder: Path, cache: Cache = NO_CACHE
) -> PreparedPhoto:
    """Write `photo` for `slot` into `folder`, under a name made from both."""
    key = _key(photo, slot)
    made = _unpack(cache.read("photo", key))
    if made is None:
        made = _encode(photo, slot)
        cache.write("photo", key, _pack(made))
    name = f"{photo.sha256[:32]}-{slot.name}.{_SUFFIXES[made.media_type]}"
    path = folder / name
    path.write_bytes(made.data)  # what fails here is the disk, not the photo
    return PreparedPhoto(
        photo, slot.name, path, made.media_type, made.width, made.height
    )


def prepare_photos(
    wanted: Iterable[tuple[SourcePhoto, Slot]], folder: Path, cache: Cache, pool: Pool
) -> Iterator[PreparedPhoto]:
    """Prepare photos side by side; yield them in order."""
    folder.mkdir(exist_ok=True)
    return pool.map(_prepare, [(*place, folder, cache) for place in wanted])


def _prepare(job: tuple[SourcePhoto, Slot, Path, Cache]) -> PreparedPhoto:
    return prepare_photo(*job)


@dataclass(frozen=True)
class _Encoded:
    data: bytes
    media_type: str
    width: int
    height: int

    @property
    def size(self) -> int:
        return len(self.data)


def _encode(photo: SourcePhoto, slot: Slot) -> _Encoded:
    data = photo.read()
    with _reading(data, photo.where or photo.path.name), _whole_photos_only():
        kept, light = _kept(photo, data, slot), slot.light
        if kept and (
            light is None or (light.enough >= kept.size and not light.lowered)
        ):
            return kept
        made = _scaled(photo, data, slot)
        return kept if kept and kept.size <= made.size else made


def _key(photo: SourcePhoto, slot: Slot) -> str:
    """Return a name made from all that shapes a prepared photo."""
    light = asdict(slot.light) if slot.light else None
    shaped = [photo.sha256, slot.width, slot.height, slot.cover, light]
    return hashlib.sha256(json.dumps([*shaped, engine_version()]).encode()).hexdigest()


def _pack(made: _Encoded) -> bytes:
    head = json.dumps([made.media_type, made.width, made.height])
    return head.encode() + b"\n" + made.data


def _unpack(kept: bytes | None) -> _Encoded | None:
    if kept is None:
        return None
    head, _, data = kept.partition(b"\n")
    media_type, width, height = json.loads(head)
    return _Encoded(data, media_type, width, height)


@contextmanager
def _whole_photos_only() -> Iterator[None]:
    """Refuse truncated photos: WeasyPrint has Pillow fill them up with grey."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _scaled(photo: SourcePhoto, data: bytes, slot: Slot) -> _Encoded:
    factor = slot.scale(photo.width, photo.height)
    if photo.drawn:
        factor = min(1.0, factor * FINER)
    with _open(data) as image:
        turn = _TURNS.get(_orientation(image))
        size = times(image.size, factor)
        # decode at the nearest JPEG scale at or above the target: no wasted pixels
        image.draft(None, size)
        made = with_plain_pixels(image)
        if made.width > size[0] * slot.near:
            made = made.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
        # turned when it is small: a large photo is not copied whole for it
        made = to_srgb(made if turn is None else made.transpose(turn))
        drawn = image.format in {"PNG", "GIF"}
        encoded, media_type = encode_picture(made, slot.light, drawn=drawn)
    return _Encoded(encoded, media_type, made.width, made.height)


# --- JPEG kept as it is ---------------------------------------------------------


def _kept(photo: SourcePhoto, data: bytes, slot: Slot) -> _Encoded | None:
    """Return the JPEG without its metadata, where it needs no other change."""
    if slot.scale(photo.width, photo.height) * slot.near < 1:
        return None
    with _open(data) as image:
        if image.format not in {"JPEG", "MPO"} or image.mode not in {"RGB", "L"}:
            return None
        if _orientation(image) != 1:
            return None
        if not is_srgb(image.info.get("icc_profile")):
            return None
    _check_whole(photo)
    return _Encoded(strip_metadata(data), "image/jpeg", photo.width, photo.height)


@lru_cache(maxsize=1024)
def _check_whole(photo: SourcePhoto) -> None:
    """Raise OSError for a JPEG that is cut short: all of its data is read.

    Pixels are made at an eighth of the size, for none is looked at.
    """
    with _open(photo.read()) as image:
        image.draft("L", times(image.size, 1 / 8))
        image.load()
