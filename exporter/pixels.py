"""The pixels of a photo made ready for a page: in a mode that scales, in sRGB or grey.

In: a picture as Pillow opened it. Out: pictures of the modes L, LA, RGB or RGBA,
without profile and metadata, and their bytes as JPEG or PNG.
"""

import io
from dataclasses import dataclass

from PIL import Image, ImageCms

#: Of a JPEG that nothing asks to be light.
QUALITY = 85


@dataclass(frozen=True)
class Light:
    """How light a photo must be, where its weight counts: in an ebook.

    `qualities` of JPEG are tried from the first on, until the photo has at most
    `enough` bytes; the last one is the worst a reader is shown. `lowered` says that
    the first is worse than usual, because the whole file was too heavy.
    """

    qualities: tuple[int, ...]
    enough: int
    lowered: bool = False


def encode_picture(
    image: Image.Image, light: Light | None, *, drawn: bool
) -> tuple[bytes, str]:
    """Return a picture as the bytes of a JPEG or PNG, and its media type.

    `drawn` pictures (letters, flat colours) become PNG; a heavy one that is a photo
    all the same is worth less than half as JPEG, and becomes one.
    """
    if image.mode in {"RGBA", "LA"} or drawn:
        png = _save(image, "PNG", optimize=True)
        if light is None or image.mode in {"RGBA", "LA"} or len(png) <= light.enough:
            return png, "image/png"
        jpeg = _save_jpeg(image, light)
        if 2 * len(jpeg) > len(png):
            return png, "image/png"
        return jpeg, "image/jpeg"
    return _save_jpeg(image, light), "image/jpeg"


def _save_jpeg(image: Image.Image, light: Light | None) -> bytes:
    if light is None:
        return _save(image, "JPEG", quality=QUALITY)
    data = b""
    for quality in light.qualities:
        data = _save(image, "JPEG", quality=quality, optimize=True)
        if len(data) <= light.enough:
            break
    return data


def _save(image: Image.Image, kind: str, **options: int) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def times(size: tuple[int, int], factor: float) -> tuple[int, int]:
    """Return a size in whole pixels, scaled by `factor`."""
    width, height = (max(1, round(side * factor)) for side in size)
    return width, height


def with_plain_pixels(image: Image.Image) -> Image.Image:
    """Return `image` in a mode that can be scaled: numbers of a palette cannot be
    mixed, colours can."""
    if image.mode.startswith("I;16"):  # Pillow clips 16 bits, it does not scale them
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode == "PA" or "transparency" in image.info:
        return image.convert("RGBA")
    if image.mode == "P":
        return image.convert("RGB")
    return image.convert("L") if image.mode == "1" else image


def to_srgb(image: Image.Image) -> Image.Image:
    """Return `image` in sRGB or grey, with alpha only where it had some."""
    profile = image.info.get("icc_profile")
    image.info = {}
    if image.mode in {"L", "LA"}:
        return image
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


def is_srgb(profile: bytes | None) -> bool:
    """Return whether pixels with this ICC profile can be taken as sRGB."""
    if not profile:
        return True
    try:
        name = ImageCms.getProfileDescription(
            ImageCms.ImageCmsProfile(io.BytesIO(profile))
        )
    except (ImageCms.PyCMSError, OSError):
        return False
    return "srgb" in name.casefold()
