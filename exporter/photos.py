"""Stage 3, prepare: photographs made ready for their place on the page.

In: a photo on disk and a `Slot` (the largest place it may be given). Out: a JPEG
or PNG in the work folder: upright, sRGB or grey, no larger than its place needs,
never upscaled, without metadata (no GPS, no editor's notes). A JPEG already near
its size keeps its pixels byte for byte; only its metadata segments are cut.
"""

import hashlib
import io
import json
import re
import struct
import warnings
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageCms, ImageFile, ImageOps

from exporter.cache import NO_CACHE, Cache
from exporter.errors import AssetError
from exporter.jpeg import strip_metadata
from exporter.pool import Pool
from exporter.versions import engine_version

FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "GIF")
#: Larger photos are refused before a pixel is decoded.
MAX_PIXELS = 150_000_000
#: A photo within this factor of its place is not scaled: no generation loss.
NEAR = 1.3
QUALITY = 85
_ORIENTATION = 0x0112
#: What Pillow raises for a file that is no photo, or a damaged one.
_UNREADABLE = (
    *(OSError, ValueError, SyntaxError, EOFError, struct.error, zlib.error),
    Image.DecompressionBombError,
)
_MM_PER_INCH = 25.4
_SUFFIXES = {"image/jpeg": "jpg", "image/png": "png"}


@dataclass(frozen=True)
class SourcePhoto:
    """A photo as delivered. `name` is made from its content; sizes in pixels,
    upright."""

    name: str
    path: Path
    sha256: str
    width: int
    height: int


@dataclass(frozen=True)
class Slot:
    """The largest place a layout may give a photo, in pixels.

    `cover` photos fill their place (and may be cropped by it), others fit into it.
    """

    name: str
    width: int
    height: int
    cover: bool = False

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


def find_photo(path: Path, roots: Iterable[Path], where: str) -> SourcePhoto:
    """Return the photo at `path`, which must lie under one of `roots`.

    Raises AssetError where it is not there, lies elsewhere, or is no photo.
    """
    try:
        real = path.resolve()
        there = real.is_file()
    except (OSError, ValueError, RuntimeError) as error:  # no name a file can have
        raise _unreadable(path.name, where, error) from error
    if not any(real.is_relative_to(root) for root in roots):
        raise AssetError(
            f"the photo {path.name!r} lies outside the edition's folders",
            where=where,
            hint="move it into the edition, or name its folder in `photos`",
        )
    if not there:
        raise AssetError(
            f"the photo {path.name!r} is not there",
            where=where,
            hint="add the file, or empty `file` in the record",
        )
    try:
        data = real.read_bytes()
        with _open(io.BytesIO(data)) as image:
            width, height = image.size
            if image.getexif().get(_ORIENTATION, 1) in {5, 6, 7, 8}:
                width, height = height, width
            suffix = (image.format or "").lower()
    except Image.DecompressionBombError as error:
        raise _too_large(path.name, where) from error
    except _UNREADABLE as error:
        raise _unreadable(path.name, where, error) from error
    if width * height > MAX_PIXELS:
        raise _too_large(path.name, where)
    digest = hashlib.sha256(data).hexdigest()
    return SourcePhoto(f"{digest}.{suffix}", real, digest, width, height)


def _open(source: io.BytesIO | Path) -> Image.Image:
    with warnings.catch_warnings():
        # our own limit (MAX_PIXELS) is checked from the header instead
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        return Image.open(source, formats=FORMATS)


def _too_large(name: str, where: str) -> AssetError:
    return AssetError(
        f"the photo {name!r} has too many pixels",
        where=where,
        hint=f"scale it down to fewer than {MAX_PIXELS // 1_000_000} megapixels",
    )


def _unreadable(name: str, where: str, error: Exception) -> AssetError:
    return AssetError(
        f"the photo {name!r} cannot be read ({type(error).__name__})",
        where=where,
        hint="it may be damaged or of another type; save it as JPEG or PNG",
    )


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


def _encode(photo: SourcePhoto, slot: Slot) -> _Encoded:
    try:
        with _whole_photos_only():
            return _kept(photo, slot) or _scaled(photo, slot)
    except _UNREADABLE as error:
        raise _unreadable(photo.path.name, "photos", error) from error


def _key(photo: SourcePhoto, slot: Slot) -> str:
    """Return a name made from all that shapes a prepared photo."""
    shaped = [photo.sha256, slot.width, slot.height, slot.cover, engine_version()]
    return hashlib.sha256(json.dumps(shaped).encode()).hexdigest()


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


def _scaled(photo: SourcePhoto, slot: Slot) -> _Encoded:
    factor = slot.scale(photo.width, photo.height)
    size = max(1, round(photo.width * factor)), max(1, round(photo.height * factor))
    out = io.BytesIO()
    with _open(photo.path) as image:
        # decode at the nearest JPEG scale at or above the target: no wasted pixels
        image.draft(None, (round(image.width * factor), round(image.height * factor)))
        ImageOps.exif_transpose(image, in_place=True)
        upright: Image.Image = image
        if upright.width > size[0] * NEAR:
            upright = upright.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
        upright = _to_srgb(upright)
        if upright.mode in {"RGBA", "LA"} or image.format in {"PNG", "GIF"}:
            media_type = "image/png"
            upright.save(out, "PNG", optimize=True)
        else:
            media_type = "image/jpeg"
            upright.save(out, "JPEG", quality=QUALITY)
    return _Encoded(out.getvalue(), media_type, upright.width, upright.height)


def _to_srgb(image: Image.Image) -> Image.Image:
    """Return `image` in sRGB or grey, with alpha only where it had some."""
    profile = image.info.get("icc_profile")
    if image.mode == "PA" or "transparency" in image.info:
        image = image.convert("RGBA")
    elif image.mode == "P":
        image = image.convert("RGB")
    image.info = {}
    if image.mode in {"L", "LA"}:
        return image
    if image.mode.startswith("I;16"):  # Pillow clips 16 bits, it does not scale them
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode in {"I", "F", "1"}:
        return image.convert("L")
    if profile and image.mode in {"RGB", "CMYK"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(
                image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
            if converted is not None:
                converted.info = {}
                return converted
        except (ImageCms.PyCMSError, OSError):
            pass  # a broken profile: the pixels are taken as sRGB
    return image if image.mode in {"RGB", "RGBA"} else image.convert("RGB")


# --- JPEG kept as it is ---------------------------------------------------------


def _kept(photo: SourcePhoto, slot: Slot) -> _Encoded | None:
    """Return the JPEG without its metadata, where it needs no other change."""
    if slot.scale(photo.width, photo.height) * NEAR < 1:
        return None
    with _open(photo.path) as image:
        if image.format not in {"JPEG", "MPO"} or image.mode not in {"RGB", "L"}:
            return None
        if image.getexif().get(_ORIENTATION, 1) != 1:
            return None
        if not _is_srgb(image.info.get("icc_profile")):
            return None
    _check_whole(photo.path, photo.sha256)
    jpeg = strip_metadata(photo.path.read_bytes())
    return _Encoded(jpeg, "image/jpeg", photo.width, photo.height)


@lru_cache(maxsize=1024)
def _check_whole(path: Path, _sha256: str) -> None:
    """Raise OSError for a JPEG that is cut short: all of its data is read.

    Pixels are made at an eighth of the size, for none is looked at.
    """
    with _open(path) as image:
        image.draft("L", (image.width // 8, image.height // 8))
        image.load()


def _is_srgb(profile: bytes | None) -> bool:
    if not profile:
        return True
    try:
        name = ImageCms.getProfileDescription(
            ImageCms.ImageCmsProfile(io.BytesIO(profile))
        )
    except (ImageCms.PyCMSError, OSError):
        return False
    return "srgb" in name.casefold()
