"""The parts of a NewsML 1.2 item: which components are texts and which are photos.

In: a `NewsItem` with components inside components. Out: its texts, each with the
components it stands in and the photo components that belong to it. A component is a
photo's where all its content is pictures and their captions.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from exporter.model import Image
from exporter.records.labels import Labels
from exporter.records.pictures import (
    Rendition,
    best_rendition,
    caption_of,
    describe,
    places,
    restrictions_in,
)
from exporter.records.wire_xml import (
    attribute,
    child,
    children,
    descendants,
    forget,
    local,
    markup_in,
    take,
    take_all,
    take_attribute,
    words,
)

_PHOTO = re.compile(r"photo|picture|graphic|image|illustration", re.I)
_CAPTION = re.compile(r"caption|legend", re.I)
_HREF = re.compile(r"\.(?:jpe?g|png|gif|tiff?)$", re.I)


@dataclass
class Unit:
    """A text in all its forms, the best first, with its components and photos."""

    path: list[Any]
    texts: list[Any] = field(default_factory=list)
    photos: list[Any] = field(default_factory=list)


def units_of(item: Any) -> list[Unit]:
    """Return the texts of an item; an item of photos alone is one without texts."""
    texts: list[tuple[list[Any], Any]] = []
    photos: list[Any] = []
    for component in children(item, "NewsComponent"):
        _split(component, [component], texts, photos)
    units: list[Unit] = []
    for path, content in texts:
        owner = _with_headline(path)
        unit = next((u for u in units if _with_headline(u.path) is owner), None)
        if unit is None:
            units.append(unit := Unit(path))
        unit.texts.append(content)
    for unit in units:
        unit.texts.sort(key=_rank)
    if not units and photos:
        units = [Unit(_path_to(item, photos[0]))]
    if units:
        units[0].photos = photos
    return units


def _split(
    component: Any,
    path: list[Any],
    texts: list[tuple[list[Any], Any]],
    photos: list[Any],
) -> None:
    """Sort the content of a component into texts and photos."""
    inner = children(component, "NewsComponent")
    if _is_photo(component):
        own = [one for one in inner if _is_photo(one) and descendants(one, "NewsLines")]
        if len(own) > 1 or (own and children(component, "NewsLines")):
            photos.extend(own)
        else:
            photos.append(component)
        return
    for content in children(component, "ContentItem"):
        if _is_text(content):
            texts.append((path, content))
    for one in inner:
        _split(one, [*path, one], texts, photos)


def _is_photo(component: Any) -> bool:
    contents = descendants(component, "ContentItem")
    pictures = [one for one in contents if _is_picture(one)]
    captions = [one for one in contents if _is_caption(one)]
    return bool(pictures) and len(pictures) + len(captions) == len(contents)


def _is_picture(content: Any) -> bool:
    kind = attribute(child(content, "MediaType"), "FormalName")
    return bool(_PHOTO.search(kind) or (not kind and _HREF.search(_href(content))))


def _is_caption(content: Any) -> bool:
    above = content.getparent()
    roles = [attribute(r, "FormalName") for r in children(above, "Role")]
    return _is_text(content) and any(_CAPTION.search(role) for role in roles)


def _is_text(content: Any) -> bool:
    kind = attribute(child(content, "MediaType"), "FormalName").lower()
    return kind in ("", "text") and bool(words(content)) and not _is_picture(content)


def _href(content: Any) -> str:
    return attribute(content, "Href")


def _with_headline(path: list[Any]) -> Any:
    """Return the innermost component that has a headline."""
    for one in reversed(path):
        if words(child(one, "NewsLines/HeadLine")):
            return one
    return path[0]


def _path_to(item: Any, component: Any) -> list[Any]:
    above = [one for one in component.iterancestors() if local(one) == "NewsComponent"]
    return [*reversed(above), component]


def _rank(content: Any) -> int:
    """Sort NITF and XHTML before HTML in CDATA before plain text."""
    inside = [one for one in descendants(content, "p", "P", "nitf", "body")]
    kind = attribute(child(content, "Format"), "FormalName").lower()
    return 0 if inside else 1 if "html" in kind else 2


def photo_of(component: Any, labels: Labels) -> Image:
    """Return the photo of a component; what it says of itself is taken out."""
    contents = descendants(component, "ContentItem")
    best = best_rendition(_rendition(one) for one in contents if _is_picture(one))
    caption: tuple[str, ...] = ()
    for one in contents:
        if _is_caption(one) and not caption:
            caption = caption_of(markup_in(one), markup=True)
            forget(one)
    lines = descendants(component, "NewsLines")
    by = [take(e) for one in lines for e in children(one, "ByLine")]
    credit = [take(e) for one in lines for e in children(one, "CreditLine")]
    rights = [take(e) for one in lines for e in children(one, "CopyrightLine")]
    usage = [take_all(one) for one in descendants(component, "UsageRights")]
    notes = [words(one) for one in descendants(component, "Instruction", "NewsLine")]
    source = [
        take_attribute(party, "FormalName")
        for one in descendants(component, "Source")
        for party in children(one, "Party")
    ]
    image = Image(
        **(places(best.place) if best else {}),
        width=best.width if best else None,
        height=best.height if best else None,
        caption=caption,
        source=next(filter(None, source), ""),
        copyright_notice=next(filter(None, rights), ""),
        usage_terms=" ".join(usage),
        restrictions=restrictions_in(*notes, *usage),
    )
    line = next(filter(None, credit), "")
    return describe(image, labels, by=by[:1], line=line)


def _rendition(content: Any) -> Rendition:
    sizes = {
        attribute(one, "FormalName").lower(): attribute(one, "Value")
        for one in descendants(content, "Property")
    }

    def pixels(name: str) -> int | None:
        value = sizes.get(name, "")
        return int(value) if value.isdecimal() and 0 < len(value) < 6 else None

    return Rendition(_href(content), pixels("width"), pixels("height"), "image")
