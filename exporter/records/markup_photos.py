"""Photos in HTML: what an <img> says of itself and where it comes from.

In: elements of a tree. Out: `Photo`, a photo in its place, and the parts of it that
stand in attributes.
"""

import re
from dataclasses import dataclass
from typing import Any

_CREDIT_CLASS = re.compile(
    r"credit|copyright|photographer|(?:photo|image|img|media|figure)[\w-]*"
    r"(?:source|author|byline|rights)|fotograf|quelle|urheber",
    re.I,
)


@dataclass(frozen=True)
class Photo:
    """A photo in its place.

    `src` is as the record has it: a path beside the record or an address. `caption`
    is the markup of its paragraphs; `credit` is what an element of its own says.
    """

    src: str
    alt: str = ""
    caption: tuple[str, ...] = ()
    credit: str = ""
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True)
class PhotoGroup:
    """Photos that belong together."""

    photos: tuple[Photo, ...]


def photo_source(element: Any) -> str:
    """Return where an <img> comes from: the address lazy loading keeps first."""
    for key in ("data-src", "data-lazy-src", "data-original", "data-image", "src"):
        value = (element.get(key) or "").strip()
        if value and not value.startswith(("data:", "about:", "javascript:")):
            return value
    sets = element.get("srcset") or element.get("data-srcset") or ""
    first: str = sets.split(",")[0].strip().split(" ")[0]
    return "" if first.startswith("data:") else first


def is_credit(element: Any) -> bool:
    """Say whether an element holds a photo's credit, by what sites call such."""
    if element.tag.lower() in ("figure", "figcaption", "img"):
        return False
    said_so = " ".join(
        (
            classes_of(element),
            element.get("itemprop") or "",
            element.get("data-testid", ""),
        )
    )
    return bool(_CREDIT_CLASS.search(said_so)) and not any(element.iter("img"))


def pixels(value: str | None) -> int | None:
    """Return a width or height in pixels; None where it is none."""
    return int(value) if value and value.isdecimal() and len(value) < 6 else None


def classes_of(element: Any) -> str:
    """Return the classes and the id of an element, which say what it is."""
    return " ".join((element.get("class") or "", element.get("id") or ""))
