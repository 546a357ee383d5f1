"""Photos of a feed's entry: Media RSS and enclosures.

In: an entry. Out: a `FeedPhoto` for each photo, with its own caption, credit and
rights. What stands at a photo counts for that photo only; what stands at its group or
at the entry counts for each that has none of its own (Media RSS 1.5.1). Contents of a
group without words of their own are one photo in several sizes.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from exporter.blocks import Embed
from exporter.inline import clean_inline, clean_line, plain_text
from exporter.records.draft import Draft
from exporter.records.elements import Element
from exporter.records.entry import add_photo, caption_of, clean_url
from exporter.records.labels import Labels
from exporter.records.markup_photos import Photo

_PHOTO_NAME = re.compile(r"\.(?:jpe?g|png|webp|gif|avif|tiff?)(?:[?#].*)?$", re.I)
_PLAYED = re.compile(r"(?:video|audio)")
#: Pictures of readers and writers that systems put beside an entry.
_AVATAR = re.compile(r"gravatar\.com/|/avatars?/")
_WORDS = ("media:description", "media:credit", "media:copyright", "media:text")


@dataclass(frozen=True)
class FeedPhoto:
    """A photo of an entry and what is said about it."""

    photo: Photo
    creators: tuple[str, ...] = ()
    credit_line: str = ""
    copyright_notice: str = ""
    usage_terms: str = ""


def add_media(
    draft: Draft, photos: Sequence[FeedPhoto], labels: Labels, base: str
) -> None:
    """Add photos of an entry to the draft at this place; none is doubled."""
    for found in photos:
        add_photo(
            draft,
            found.photo,
            labels,
            "media of the entry",
            base=base,
            creators=found.creators,
            credit_line=found.credit_line,
            copyright_notice=found.copyright_notice,
            usage_terms=found.usage_terms,
        )


def add_played(draft: Draft, entry: Element) -> None:
    """Add what an entry plays, video or sound, as an address at the body's end."""
    every = [*_contents(entry, ()), *((one, ()) for one in entry.all("enclosure"))]
    for element, _ in every:
        url = clean_url(element.get("url"))
        kind = element.get("medium") or element.get("type")
        if url and _PLAYED.match(kind):
            title = plain_text(clean_inline(element.text("media:title")))
            draft.add_block(Embed(label=title, url=url), "media of the entry")


def read_photos(entry: Element) -> list[FeedPhoto]:
    """Return an entry's photos in order; a thumbnail only where there is no other."""
    found: list[FeedPhoto] = []
    for group in _groups(entry):
        photos = [(one, above) for one, above in group if _is_photo(one)]
        if not photos:
            continue
        separate = len(group) == 1 or any(one.all(*_WORDS) for one, _ in photos)
        chosen = photos if separate else [max(photos, key=lambda one: _area(one[0]))]
        found.extend(_photo(one, above) for one, above in chosen)
    if not found:
        found = [
            _photo(one, (entry,)) for one in entry.all("enclosure") if _is_photo(one)
        ]
    if not found:
        thumbnails = [*entry.all("media:thumbnail"), *_inner(entry, "media:thumbnail")]
        kept = [one for one in thumbnails if one.get("url") and not _avatar(one)]
        found = [_photo(max(kept, key=_area), (entry,))] if kept else []
    return found


_Placed = tuple[Element, tuple[Element, ...]]


def _groups(entry: Element) -> list[list[_Placed]]:
    """Return contents with what stands above them, those of a group together."""
    alone: list[list[_Placed]] = [
        [(one, (entry,))] for one in entry.all("media:content")
    ]
    return alone + [
        [(one, (group, entry)) for one in group.all("media:content")]
        for group in entry.all("media:group")
    ]


def _contents(entry: Element, above: tuple[Element, ...]) -> Iterable[_Placed]:
    return [one for group in _groups(entry) for one in group]


def _inner(entry: Element, name: str) -> list[Element]:
    return [
        one
        for holder in entry.all("media:group", "media:content")
        for one in holder.all(name)
    ]


def _is_photo(element: Element) -> bool:
    url, kind = element.get("url"), element.get("type")
    medium = element.get("medium")
    if not url or _avatar(element) or medium not in ("", "image"):
        return False
    named = bool(_PHOTO_NAME.search(url))
    return medium == "image" or kind.startswith("image/") or (named and not kind)


def _avatar(element: Element) -> bool:
    return bool(_AVATAR.search(element.get("url")))


def _area(element: Element) -> int:
    return (_pixels(element, "width") or 1) * (_pixels(element, "height") or 1)


def _pixels(element: Element, name: str) -> int | None:
    value = element.get(name)
    return int(value) if value.isdecimal() and 0 < len(value) < 6 else None


def _photo(element: Element, above: tuple[Element, ...]) -> FeedPhoto:
    places = (element, *above)
    caption = _first(places, "media:description") or _first(places, "media:text")
    credits = next((c for place in places if (c := place.all("media:credit"))), [])
    named = [(one.get("role").lower(), clean_line(one.take())) for one in credits]
    named = [(role, name) for role, name in named if name]
    rights = _first(places, "media:copyright")
    terms = _first(places, "media:license")
    makers = tuple(
        n for role, n in named if role in ("photographer", "photo", "author")
    )
    others = [n for role, n in named if n not in makers]
    return FeedPhoto(
        photo=Photo(
            src=element.get("url"),
            caption=caption_of(caption),
            credit="/".join(dict.fromkeys(name for _, name in named)),
            width=_pixels(element, "width"),
            height=_pixels(element, "height"),
        ),
        creators=makers,
        credit_line="/".join(dict.fromkeys(others)) if makers else "",
        copyright_notice=plain_text(clean_inline(rights)),
        usage_terms=plain_text(clean_inline(terms)),
    )


def _first(places: tuple[Element, ...], name: str) -> str:
    return next((text for place in places if (text := place.text(name))), "")
