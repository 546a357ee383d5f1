"""Know a photo again by its pixels.

In: the bytes of a picture from either file, and the source photos. Out: which
photos it may be. Scaled and re-encoded copies are compared as thumbnails; two
photos so alike that the thumbnails cannot tell them apart are both accepted.
"""

import hashlib
import io
import mmap
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from operator import sub
from typing import Any

from PIL import Image, ImageChops, ImageCms, ImageOps

from exporter.cache import NO_CACHE, Cache
from exporter.photos import SourcePhoto
from exporter.proof.content import Picture
from exporter.versions import engine_version

SIDE = 32
#: Mean difference per channel (0 to 255) up to which a picture may be the photo.
MOST_DIFFERENCE = 14.0
#: Photos this much worse than the best match are told apart from it.
MARGIN = 2.0
#: Mean difference up to which what is seen on a page shows a photo, whole.
NEAR = 6.0
#: Photos decoded by one call of a worker.
_AT_ONCE = 10
#: `map`, or one like it that gives work to others.
Each = Callable[..., Iterable[Any]]
_UNREADABLE = (OSError, ValueError, SyntaxError, Image.DecompressionBombError)
#: How much of a JPEG's compressed pixels is looked at before all are compared.
_START = 256
_COARSE = 2  # pixels a side


def jpeg_pixels(data: bytes | mmap.mmap) -> range:
    """Return where a JPEG's compressed pixels stand, from the header of its scan on.

    Nothing of its metadata is in them. Empty for what is no JPEG.
    """
    at = 2
    while data[:2] == b"\xff\xd8" and at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xDA:
            end = data.rfind(b"\xff\xd9")
            return range(at, end if end > at else len(data))
        if marker == 0xFF:
            at += 1
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return range(0)


def thumbnail(image: Image.Image) -> bytes:
    """Return `image` as 32 x 32 upright sRGB pixels."""
    image.draft(None, (SIDE * 2, SIDE * 2))
    upright = ImageOps.exif_transpose(image)
    if upright.mode == "1":
        upright = upright.convert("L")
    elif upright.mode.startswith("I"):  # 16 bits of grey
        upright = upright.convert("I").point(lambda v: v / 256).convert("L")
    if upright.mode == "P" or "transparency" in image.info:
        upright = upright.convert("RGBA")
    small = upright.resize((SIDE, SIDE), Image.Resampling.BOX)
    profile = image.info.get("icc_profile")
    if profile and small.mode in {"RGB", "CMYK"}:
        small = _to_srgb(small, profile)
    return small.convert("RGB").tobytes()


def _to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return image
    return converted or image


def read_thumbnail(data: bytes) -> bytes:
    """Return the thumbnail of a picture, or b"" where it cannot be read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data)) as image:
                return thumbnail(image)
    except _UNREADABLE:
        return b""


def read_thumbnails(photos: Sequence[SourcePhoto]) -> list[bytes]:
    """Return the thumbnail of each photo, or b"" where it cannot be read.

    Raises AssetError for a photo that is no longer what it was.
    """
    return [read_thumbnail(photo.read()) for photo in photos]


@lru_cache(maxsize=1024)
def _as_image(thumb: bytes) -> Image.Image:
    return Image.frombytes("RGB", (SIDE, SIDE), thumb)


def difference(one: bytes, other: bytes) -> float:
    """Return the mean difference of two thumbnails per channel, 0 to 255."""
    if not one or not other:
        return 255.0
    delta = ImageChops.difference(_as_image(one), _as_image(other))
    return sum(delta.tobytes()) / len(one)


def _coarse(thumb: bytes) -> bytes:
    """Return the means of a thumbnail's quarters.

    Two thumbnails differ by at least what these differ by, but for rounding.
    """
    size = (_COARSE, _COARSE)
    return _as_image(thumb).resize(size, Image.Resampling.BOX).tobytes()


def _key(sha256: str) -> str:
    """Return a name made from all that shapes the thumbnail of a file's picture."""
    return hashlib.sha256(f"{sha256} {engine_version()}".encode()).hexdigest()


class PhotoBook:
    """The source photos of an edition, known by their pixels."""

    def __init__(
        self, photos: Mapping[str, SourcePhoto], cache: Cache = NO_CACHE
    ) -> None:
        self._photos = photos
        self._cache = cache
        self._thumbs: dict[str, bytes] = {}
        self._coarse: dict[str, bytes] | None = None
        self._starts: dict[bytes, list[str]] | None = None

    def read(self, data: bytes, alt: str, place: str, hidden: str = "") -> Picture:
        """Return a picture from the bytes of its file."""
        same = self._same(data)
        return Picture(alt, place, same, b"" if same else self._look(data), hidden)

    def _look(self, data: bytes) -> bytes:
        """Return the thumbnail of a picture; editions share those of ebooks."""
        key = _key(hashlib.sha256(data).hexdigest())
        known = self._cache.read("thumbnail", key)
        if known is None:
            known = read_thumbnail(data)
            self._cache.write("thumbnail", key, known)
        return known

    def look_at_all(self, each: Each = map) -> None:
        """Read every photo that the cache does not know, some at a time, by `each`."""
        keys = {file: _key(photo.sha256) for file, photo in self._photos.items()}
        for file, key in keys.items():
            known = self._cache.read("thumbnail", key)
            if known:
                self._thumbs[file] = known
        files = [file for file in self._photos if file not in self._thumbs]
        few = [files[i : i + _AT_ONCE] for i in range(0, len(files), _AT_ONCE)]
        photos = [[self._photos[file] for file in some] for some in few]
        for some, thumbs in zip(few, each(read_thumbnails, photos), strict=True):
            self._thumbs.update(zip(some, thumbs, strict=True))
        for file in files:
            self._cache.write("thumbnail", keys[file], self._thumbs[file])

    def shows_one(self, thumb: bytes) -> bool:
        """Return whether `thumb` shows one of the photos, and can be no other."""
        if self._coarse is None:
            thumbs = {file: self._thumb(file) for file in self._photos}
            self._coarse = {f: _coarse(thumb) for f, thumb in thumbs.items() if thumb}
        own = _coarse(thumb)
        most = (MOST_DIFFERENCE + 1) * len(own)
        total = sum(own)
        near = []
        for file, other in self._coarse.items():
            if abs(total - sum(other)) > most:
                continue  # no sum of differences is less than that of the sums
            if sum(map(abs, map(sub, own, other))) <= most:
                near.append(difference(thumb, self._thumb(file)))
        near = [score for score in near if score <= MOST_DIFFERENCE]
        return len(near) == 1 and near[0] <= NEAR

    def candidates(self, picture: Picture, files: Iterable[str]) -> set[str]:
        """Return those of the photos `files` that `picture` may show."""
        files = set(files)
        same = picture.same & files
        if same:
            return set(same)
        thumb = self.thumb(picture)
        scores = {f: difference(thumb, self._thumb(f)) for f in files}
        best = min(scores.values(), default=255.0)
        if best > MOST_DIFFERENCE:
            return set()
        return {f for f, score in scores.items() if score <= best + MARGIN}

    def thumb(self, picture: Picture) -> bytes:
        """Return the thumbnail of a picture, or b"" where it cannot be read."""
        return picture.thumb or self._thumb(min(picture.same, default=""))

    def _same(self, data: bytes) -> frozenset[str]:
        """Return the photos with exactly these compressed pixels."""
        own = jpeg_pixels(data)
        if not own:
            return frozenset()
        if self._starts is None:
            self._starts = {}
            for file in self._photos:
                start = self._pixels(file, _START)
                if start:
                    self._starts.setdefault(start, []).append(file)
        start = data[own.start : min(own.stop, own.start + _START)]
        alike = self._starts.get(start, ())
        pixels = data[own.start : own.stop] if alike else b""
        return frozenset(f for f in alike if self._pixels(f, len(own) + 1) == pixels)

    def _pixels(self, file: str, most: int) -> bytes:
        """Return the first compressed pixels of a source photo."""
        try:
            with (
                self._photos[file].path.open("rb") as opened,
                mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as data,
            ):
                found = jpeg_pixels(data)
                return data[found.start : min(found.stop, found.start + most)]
        except (OSError, ValueError):
            return b""

    def _thumb(self, file: str) -> bytes:
        if file not in self._thumbs:
            photo = self._photos.get(file)
            self._thumbs[file] = read_thumbnail(photo.read()) if photo else b""
        return self._thumbs[file]
