"""A picture item of NewsML-G2 as a photo.

In: a `newsItem` of class picture or graphic. Out: its `Image` and the keys a text may
name it by. The best of its `remoteContent` is its file or address; the caption is the
description with the role caption, else the only one.
"""

from dataclasses import dataclass
from typing import Any

from exporter.model import Image
from exporter.records.draft import Draft
from exporter.records.labels import Labels, fold
from exporter.records.pictures import (
    Rendition,
    best_rendition,
    caption_of,
    describe,
    places,
    restrictions_in,
)
from exporter.records.wire import unread
from exporter.records.wire_xml import (
    attribute,
    child,
    children,
    markup_in,
    take,
    take_attribute,
    words,
)


@dataclass(frozen=True)
class G2Picture:
    """A photo, and the ids and addresses a text may name it by."""

    image: Image
    keys: frozenset[str]


def read_picture(
    draft: Draft, item: Any, labels: Labels, *, alone: bool = False
) -> G2Picture:
    """Return the photo of a picture item; what it says of itself is taken out."""
    meta = child(item, "contentMeta")
    renditions = [_rendition(one) for one in children(item, "contentSet/remoteContent")]
    best = best_rendition(renditions)
    info = child(item, "rightsInfo")
    notes = [words(one) for one in children(item, "itemMeta/edNote")]
    terms = "" if alone else take(child(info, "usageTerms"))
    if alone:
        notes.append(draft.values.get("editor_note", ""))
    by = [_photographer(one) for one in children(meta, "creator")]
    by = by or [take(one) for one in children(meta, "by")]
    source = next((_party(one) for one in children(meta, "infoSource")), "")
    image = Image(
        **(places(best.place) if best else {}),
        width=best.width if best else None,
        height=best.height if best else None,
        caption=_caption(meta),
        alt=_alt(meta),
        source=source,
        copyright_notice="" if alone else take(child(info, "copyrightNotice")),
        usage_terms=terms,
        restrictions=restrictions_in(*notes, terms),
    )
    line = " / ".join(take(one) for one in children(meta, "creditline"))
    image = describe(image, labels, by=by, line=line)
    provider = child(item, "itemMeta/provider")
    if not image.credit and provider is not None and not alone:
        image = image.model_copy(update={"credit": _party(provider)})
    for one in children(meta, "slugline"):
        draft.drop(take(one), unread("g2:slugline"))
    keys = {attribute(item, "guid"), *(one.place for one in renditions)} - {""}
    return G2Picture(image, frozenset(keys))


def _rendition(one: Any) -> Rendition:
    def pixels(name: str) -> int | None:
        value = attribute(one, name)
        return int(value) if value.isdecimal() and 0 < len(value) < 6 else None

    media = attribute(one, "contenttype") or "image"
    return Rendition(attribute(one, "href"), pixels("width"), pixels("height"), media)


def _party(element: Any) -> str:
    for one in children(element, "name"):
        if words(one):
            return take(one)
    return take_attribute(element, "literal")


def _photographer(creator: Any) -> str:
    """Return the maker of a picture; who wrote its caption is another role."""
    role = attribute(creator, "role").lower()
    return "" if "writer" in role or "editor" in role else _party(creator)


def _caption(meta: Any) -> tuple[str, ...]:
    described = children(meta, "description")
    captions = [d for d in described if "caption" in attribute(d, "role").lower()]
    others = [d for d in described if "alt" not in fold(attribute(d, "role"))]
    for one in (*captions, *others):
        if words(one):
            caption = caption_of(markup_in(one), markup=True)
            take(one)
            return caption
    return ()


def _alt(meta: Any) -> str:
    for one in children(meta, "description"):
        role = attribute(one, "role").lower()
        if "alttext" in role or "accessib" in role:
            return take(one)
    return ""
