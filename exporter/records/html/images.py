"""Which images of a page can be photos of its article.

In: an image of a page being read. Out: whether it can be a photo, and the key under
which one photo in several sizes is known. Icons, portraits of authors, tracking pixels
and thumbnails are none.
"""

import re
from typing import Any
from urllib.parse import unquote, urlsplit

from exporter.records.html.habits import parts_of
from exporter.records.html.reading import Reading
from exporter.records.markup_photos import photo_source

IMAGES = ("img", "amp-img")
_NO_PHOTO = re.compile(
    r"(?:^|[/_.\-=])(?:logos?|icons?|avatars?|sprites?|pixel|blank|spacer|placeholder|emoji"
    r"|badge|favicon|1x1|gravatar|tracking|qr-?code|headshots?|mugshots?|transparent|loader|loading"
    r"|grey-placeholder|play-?button|btn|button|arrow|app-?store|google-?play|fallback)(?:[/_.\-?=]|\d|$)",
    re.I,
)
PICTURE_END = re.compile(
    r"\.(?:jpe?g|png|webp|avif|gif|bmp|tiff?)(?:$|[?#/;,!:])", re.I
)
_SIZE = re.compile(
    r"[-_.,](?:\d{2,4}x\d{0,4}|w?\d{2,4}w?|scaled|large|medium|small|thumb|\d+x)(?=[-_.]|$)",
    re.I,
)
_TOLD_SIZE = re.compile(r"[-_/=](\d{2,4})x(\d{2,4})(?=[-_./?&]|$)")
_TOLD_WIDTH = re.compile(r"[?&](?:w|width|imwidth)=(\d{2,4})(?=&|$)")
_SMALLEST = 100
#: Parts of a page whose pictures are no photos of the article.
_NO_PLACE = {"byline", "author_box", "share", "tags", "breadcrumb", "navigation"}


def is_photo(reading: Reading, image: Any) -> bool:
    """Say whether an image can be a photo of the article."""
    source = photo_source(image)
    if not source or _NO_PHOTO.search(unquote(source)[-300:]):
        return False
    sizes = [pixels(image.get(key)) for key in ("width", "height")]
    if any(size is not None and size < _SMALLEST for size in sizes) or _is_small(
        source
    ):
        return False
    if (
        source.split("?")[0].lower().endswith(".svg")
        or "logo" in (image.get("class") or "").lower()
    ):
        return False
    for holder in image.iterancestors():
        if holder is reading.main.scope:
            break
        if holder.tag in ("figure", "figcaption") or not parts_of(holder):
            continue
        parts = parts_of(holder)
        if parts & _NO_PLACE and not parts & {"photo", "caption", "gallery", "body"}:
            return False
    return True


def _is_small(source: str) -> bool:
    """Say whether an address tells of a picture too small to be a photo."""
    if re.search(r"\.gif(?:$|\?)", source, re.I):
        return True
    told = _TOLD_SIZE.search(source)
    if told and max(int(told[1]), int(told[2])) < _SMALLEST * 1.2:
        return True
    width = _TOLD_WIDTH.search(source)
    return width is not None and int(width[1]) < _SMALLEST * 1.2


def pixels(value: str | None) -> int | None:
    """Return a width or height in pixels; None where it is none."""
    digits = re.match(r"\d{1,5}(?=\.|px|$)", (value or "").strip())
    return int(digits[0]) if digits else None


def told_keys(reading: Reading) -> set[str]:
    """Return the keys of the photos a page tells machines of."""
    facts = reading.facts
    found = [*facts.metas.get("og:image", ()), *facts.metas.get("twitter:image", ())]
    for name in ("image", "thumbnailUrl"):
        value = facts.article.get(name)
        for one in value if isinstance(value, list) else [value]:
            url = (
                one.get("url") or one.get("contentUrl")
                if isinstance(one, dict)
                else one
            )
            found += [url] if isinstance(url, str) else []
    return {photo_key(url) for url in found} - {""}


def photo_key(source: str) -> str:
    """Return what the addresses of one photo in several sizes share."""
    try:
        path = urlsplit(unquote(source.strip())).path
    except ValueError:
        return ""
    parts = [part for part in path.split("/") if part]
    named = [part for part in parts if PICTURE_END.search(part)]
    name = named[-1] if named else (parts[-1] if parts else "")
    stem = re.sub(r"\.[a-z]{3,4}$", "", name.lower())
    bare = _SIZE.sub("", stem)
    if len(bare) < 8 and len(parts) > 1:
        return "/".join([*parts[-3:-1], bare])
    return bare
