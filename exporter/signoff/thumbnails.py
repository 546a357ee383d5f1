"""Small pictures of photos, for the report, and how any stands in it.

In: prepared photos, JPEGs. Out: JPEGs without metadata, made by whatever does things
side by side (`each`), and addresses that hold them.
"""

import base64
import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from PIL import Image

from exporter.cache import NO_CACHE, Cache
from exporter.deliver import sha256
from exporter.photos import PreparedPhoto
from exporter.proof.page_pictures import jpeg_of
from exporter.proof.pictures import Each
from exporter.versions import engine_version

#: Pixels along the longer side of a photo.
PHOTO_SIDE = 260
_PHOTO_QUALITY = 70
#: Photos made small by one call of a worker.
_AT_ONCE = 20
#: What the cache calls the small pictures of photos.
_KIND = "small-photo"


def photo_thumbnails(
    prepared: Iterable[PreparedPhoto], each: Each = map, cache: Cache = NO_CACHE
) -> dict[str, bytes]:
    """Return each photo as a JPEG, by the SHA-256 of its source.

    It is made from the smallest copy that is large enough: reading the photo itself
    once more would cost far more. One that another edition has, too, is kept.
    """
    smallest: dict[str, PreparedPhoto] = {}
    for photo in prepared:
        other = smallest.setdefault(photo.source.sha256, photo)
        if _fitness(photo) < _fitness(other):
            smallest[photo.source.sha256] = photo
    keys = {name: _key(photo.path) for name, photo in smallest.items()}
    kept = {name: cache.read(_KIND, key) for name, key in keys.items()}
    new = [name for name, jpeg in kept.items() if jpeg is None]
    paths = [smallest[name].path for name in new]
    few = [paths[i : i + _AT_ONCE] for i in range(0, len(paths), _AT_ONCE)]
    made = dict(zip(new, chain.from_iterable(each(_shrink, few)), strict=True))
    for name, jpeg in made.items():
        cache.write(_KIND, keys[name], jpeg)
    return {name: jpeg or made[name] for name, jpeg in kept.items()}


def _key(photo: Path) -> str:
    """Return a name made from all that shapes the thumbnail of a prepared photo."""
    shaped = f"{sha256(photo)} {PHOTO_SIDE} {_PHOTO_QUALITY} {engine_version()}"
    return hashlib.sha256(shaped.encode()).hexdigest()


def _fitness(photo: PreparedPhoto) -> tuple[bool, int]:
    """Return what is least for the best copy to make a thumbnail of."""
    side = max(photo.width, photo.height)
    return side < PHOTO_SIDE, side if side >= PHOTO_SIDE else -side


def _shrink(paths: Iterable[Path]) -> list[bytes]:
    made = []
    for path in paths:
        with Image.open(path) as image:
            image.draft(None, (PHOTO_SIDE, PHOTO_SIDE))
            image.thumbnail((PHOTO_SIDE, PHOTO_SIDE))
            if image.mode in {"RGBA", "LA"}:
                ground = Image.new("RGBA", image.size, "white")
                ground.alpha_composite(image.convert("RGBA"))
                made.append(jpeg_of(ground.convert("RGB"), _PHOTO_QUALITY))
            else:
                made.append(jpeg_of(image, _PHOTO_QUALITY))
    return made


@dataclass(frozen=True)
class Picture:
    """A picture that stands in the report itself (RFC 2397). Sizes in pixels."""

    src: str
    width: int
    height: int

    @classmethod
    def of(cls, jpeg: bytes) -> "Picture":
        """Return the picture of a JPEG."""
        with Image.open(io.BytesIO(jpeg)) as image:
            width, height = image.size
        data = base64.b64encode(jpeg).decode("ascii")
        return cls(f"data:image/jpeg;base64,{data}", width, height)
