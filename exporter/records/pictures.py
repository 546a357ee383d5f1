"""A photo as the wires describe it: caption, credit, rights, and its best rendition.

In: what an item says of its picture. Out: an `Image`. The credit is what the caption
prints in its last bracket where that names the photographer too; else photographer and
credit line of the fields, which both stay as they are in fields of their own.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from exporter.blocks import Paragraph, Subhead
from exporter.inline import clean_line, plain_text
from exporter.model import Image
from exporter.records.body import image_of
from exporter.records.credits import split_credit
from exporter.records.draft import Draft
from exporter.records.labels import Labels, fold
from exporter.records.markup import read_fragment
from exporter.records.markup_photos import Photo
from exporter.records.wire import why
from exporter.records.wire_body import plain_paragraphs

#: A photo with longer sides is no gain on paper, and costs time.
_LARGEST = 6000
_RESTRICTION = re.compile(
    r"\b(?:[A-Z][A-Z&.,/ ]{1,60}? OUT|NO (?:ARCHIVES?|SALES|RESALES?|USE|ACCESS|MAGS|"
    r"MAGAZINES|INTERNET|ONLINE|TV|THIRD PARTY SALES|COMMERCIAL USE|LICENSING)"
    r"(?: [A-Z ]{2,40}\b)?|EDITORIAL USE ONLY|MANDATORY CREDIT|HANDOUT|"
    r"\d{1,2} DAYS? USE ONLY|FOR EDITORIAL USE ONLY)\b"
)
_BY = re.compile(r"^(?:photo(?:graph)? by|by|foto)[:\s]\s*", re.I)
_IMAGE = re.compile(r"\.(?:jpe?g|png|gif|webp|tiff?|avif|heic|bmp)(?:[?#]|$)", re.I)


@dataclass(frozen=True)
class Rendition:
    """One file of a photo, as an item lists it."""

    place: str
    width: int | None = None
    height: int | None = None
    media: str = ""


def best_rendition(renditions: Iterable[Rendition]) -> Rendition | None:
    """Return the largest rendition up to 6000 pixels, else the smallest above that."""
    photos = [one for one in renditions if one.place and _is_image(one)]
    fitting = [one for one in photos if _side(one) <= _LARGEST]
    if fitting:
        return max(fitting, key=_side)
    return min(photos, key=_side, default=None)


def _is_image(one: Rendition) -> bool:
    kind = one.media.casefold()
    return "image" in kind or _IMAGE.search(one.place) is not None or not kind


def _side(one: Rendition) -> int:
    return max(one.width or 0, one.height or 0)


def places(place: str) -> dict[str, str]:
    """Return `file` and `href` of a photo: its file beside the record, or address."""
    place = re.sub(r"^file:/{0,3}(?=\./)", "", place.strip()).strip()
    if place.startswith(("http://", "https://", "//")):
        return {"href": place}
    is_file = _IMAGE.search(place) and ":" not in place
    return {"file": re.sub(r"^(?:\./)+\s*", "", place)} if is_file else {}


def caption_of(text: str, *, markup: bool) -> tuple[str, ...]:
    """Return the paragraphs of a caption as inline markup."""
    pieces = read_fragment(text) if markup else plain_paragraphs(text)
    return tuple(p.html for p in pieces if isinstance(p, Paragraph | Subhead))


def describe(
    image: Image, labels: Labels, *, by: Iterable[str] = (), line: str = ""
) -> Image:
    """Return a photo with its creators and its credit as it is to be printed."""
    creators = tuple(filter(None, (_BY.sub("", clean_line(one)) for one in by)))
    line = clean_line(line)
    last = plain_text(image.caption[-1]) if image.caption else ""
    found = split_credit(last, labels) if last else None
    caption, credit = image.caption, ""
    if found and found.credit and all(fold(c) in fold(found.credit) for c in creators):
        photo = image_of(Photo(src="", caption=image.caption), labels)
        caption, credit = photo.caption, photo.credit
    return image.model_copy(
        update={
            "caption": caption,
            "credit": image.credit or credit or _credit_of(creators, line),
            "creators": creators,
            "credit_line": line,
        }
    )


def _credit_of(creators: tuple[str, ...], line: str) -> str:
    """Return photographers and credit line as one credit, none said twice."""
    parts = [*creators, *([line] if line else [])]
    folded = [fold(part) for part in parts]
    kept = [
        part
        for n, part in enumerate(parts)
        if not any(folded[n] in one for one in folded[:n])
        and not any(folded[n] in o and folded[n] != o for o in folded[n:])
    ]
    return " / ".join(kept)


def drop_said_twice(draft: Draft, image: Image) -> None:
    """Drop what fields say of a photo's makers where its credit says it already."""
    names = [*image.creators, image.credit_line]
    composed = image.credit == _credit_of(image.creators, image.credit_line)
    for name in (*names, *(() if composed else (image.source,))):
        kept = composed and name in image.credit.split(" / ")
        if name and not kept and fold(name) in fold(image.credit):
            draft.drop(name, why("credit", "the caption names them"))


def restrictions_in(*notes: str) -> tuple[str, ...]:
    """Return what notes forbid in the words of picture desks: "TURKEY OUT"."""
    found = (clean_line(m[0]) for note in notes for m in _RESTRICTION.finditer(note))
    return tuple(dict.fromkeys(found))
