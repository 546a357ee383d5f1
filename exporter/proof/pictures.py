"""Know a photo again by its pixels.

In: the bytes of a picture from either file, and the source photos. Out: which
photos it may be. Scaled and re-encoded copies are compared as thumbnails; two
photos so alike that the thumbnails cannot tell them apart are both accepted.
"""

import hashlib
import io
import warnings
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageChops, ImageCms, ImageOps, ImageStat

from exporter.photos import SourcePhoto
from exporter.proof.content import Picture

SIDE = 32
#: Mean difference per channel (0 to 255) up to which a picture may be the photo.
MOST_DIFFERENCE = 14.0
#: Photos this much worse than the best match are told apart from it.
MARGIN = 2.0
_UNREADABLE = (OSError, ValueError, SyntaxError, Image.DecompressionBombError)


def jpeg_digest(data: bytes) -> str:
    """Return a digest of a JPEG's compressed pixels, whatever its metadata; or ""."""
    at = 2
    while data[:2] == b"\xff\xd8" and at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xDA:
            end = data.rfind(b"\xff\xd9")
            pixels = memoryview(data)[at : end if end > at else len(data)]
            return hashlib.blake2b(pixels, digest_size=16).hexdigest()
        if marker == 0xFF:
            at += 1
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return ""


def thumbnail(image: Image.Image) -> bytes:
    """Return `image` as 32 x 32 upright sRGB pixels."""
    image.draft(None, (SIDE * 2, SIDE * 2))
    upright = ImageOps.exif_transpose(image)
    if upright.mode == "1":
        upright = upright.convert("L")
    elif upright.mode.startswith("I"):  # 16 bits of grey
        upright = upright.convert("I").point(lambda v: v / 256).convert("L")
    if upright.mode == "P":
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


def read_thumbnail(source: bytes | Path) -> bytes:
    """Return the thumbnail of a picture, or b"" where it cannot be read."""
    opened = io.BytesIO(source) if isinstance(source, bytes) else source
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(opened) as image:
                return thumbnail(image)
    except _UNREADABLE:
        return b""


@lru_cache(maxsize=1024)
def _as_image(thumb: bytes) -> Image.Image:
    return Image.frombytes("RGB", (SIDE, SIDE), thumb)


def difference(one: bytes, other: bytes) -> float:
    """Return the mean difference of two thumbnails per channel, 0 to 255."""
    if not one or not other:
        return 255.0
    delta = ImageChops.difference(_as_image(one), _as_image(other))
    return sum(ImageStat.Stat(delta).mean) / 3


class PhotoBook:
    """The source photos of an edition, known by their pixels."""

    def __init__(self, photos: Mapping[str, SourcePhoto]) -> None:
        self._photos = photos
        self._thumbs: dict[str, bytes] = {}
        self._digests: dict[str, set[str]] | None = None

    def read(self, data: bytes, alt: str, place: str, hidden: str = "") -> Picture:
        """Return a picture from the bytes of its file."""
        digest = jpeg_digest(data)
        thumb = b"" if self._known(digest) else read_thumbnail(data)
        return Picture(alt, place, digest, thumb, hidden)

    def candidates(self, picture: Picture, files: Iterable[str]) -> set[str]:
        """Return those of the photos `files` that `picture` may show."""
        files = set(files)
        same = self._known(picture.digest) & files
        if same:
            return same
        thumb = self.thumb(picture)
        scores = {f: difference(thumb, self._thumb(f)) for f in files}
        best = min(scores.values(), default=255.0)
        if best > MOST_DIFFERENCE:
            return set()
        return {f for f, score in scores.items() if score <= best + MARGIN}

    def thumb(self, picture: Picture) -> bytes:
        """Return the thumbnail of a picture, or b"" where it cannot be read."""
        known = min(self._known(picture.digest), default="")
        return picture.thumb or self._thumb(known)

    def _known(self, digest: str) -> set[str]:
        """Return the photos with exactly these pixels."""
        if self._digests is None:
            self._digests = {}
            for file, photo in self._photos.items():
                try:
                    own = jpeg_digest(photo.path.read_bytes())
                except OSError:
                    own = ""
                if own:
                    self._digests.setdefault(own, set()).add(file)
        return self._digests.get(digest, set()) if digest else set()

    def _thumb(self, file: str) -> bytes:
        if file not in self._thumbs:
            photo = self._photos.get(file)
            self._thumbs[file] = read_thumbnail(photo.path) if photo else b""
        return self._thumbs[file]
