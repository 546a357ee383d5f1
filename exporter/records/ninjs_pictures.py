"""The pictures among the associations of a ninjs item.

In: the fields of an item. Out: its photos, the keys under which a body may name each
(address of any rendition, uri, name), and which is the main one. The best rendition is
the largest up to 6000 pixels; caption, credit and rights are those of the association.
"""

import re
from dataclasses import dataclass, field

from exporter.inline import clean_line
from exporter.model import Image
from exporter.records.fields import Fields
from exporter.records.labels import Labels
from exporter.records.pictures import (
    Rendition,
    best_rendition,
    caption_of,
    describe,
    places,
    restrictions_in,
)

_LEAD = re.compile(r"feature|main|lead|hero|top", re.I)


@dataclass
class Pictures:
    """The photos of an item, in its order; `lead` is the index of the main one."""

    images: list[Image] = field(default_factory=list)
    by_key: dict[str, Image] = field(default_factory=dict)
    lead: int | None = None


def is_picture(fields: Fields) -> bool:
    """Say whether an item is a photo or a drawing."""
    kind = fields.peek("type")
    if kind in ("picture", "graphic", "image", "photo"):
        return True
    return not kind and any(
        "image" in one.peek("contenttype") for one in fields.objects("renditions")
    )


def read_pictures(fields: Fields, labels: Labels, *, by: str = "") -> Pictures:
    """Return the pictures an item is associated with; `by` is who made them else."""
    found = Pictures()
    for one in fields.objects("associations"):
        if not is_picture(one):
            continue
        name = one.name or one.line("name")
        keys = {name, one.line("uri"), one.line("guid")}
        image, more = _picture(one, labels, by)
        for key in (keys | more) - {""}:
            found.by_key[key] = image
        if found.lead is None and _LEAD.match(name):
            found.lead = len(found.images)
        found.images.append(image)
    return found


def _picture(fields: Fields, labels: Labels, by: str) -> tuple[Image, set[str]]:
    """Return a picture and the addresses of its renditions."""
    renditions = []
    for one in fields.objects("renditions"):
        media = one.line("contenttype", "mimetype", "format")
        href = one.line("href") or one.line("media")
        renditions.append(
            Rendition(href, one.number("width"), one.number("height"), media)
        )
    best = best_rendition(renditions)
    terms = fields.text("usageterms")
    by = by or fields.line("by", "byline") or _author(fields)
    caption, alt, line = _described(fields)
    image = Image(
        **(places(best.place) if best else {}),
        width=best.width if best else None,
        height=best.height if best else None,
        caption=caption,
        alt=alt,
        source=_source(fields),
        copyright_notice=clean_line(_rights(fields)),
        usage_terms=clean_line(terms),
        restrictions=restrictions_in(fields.peek("ednote"), terms),
    )
    image = describe(image, labels, by=(by,) if by else (), line=line)
    return image, {one.place for one in renditions}


def _author(fields: Fields) -> str:
    names = [one.line("name") for one in fields.objects("authors")]
    return names[0] if len(names) == 1 else ""


def _source(fields: Fields) -> str:
    names = [one.line("name") for one in fields.objects("infosource", "infosources")]
    return next(filter(None, names), "") or fields.line("source")


def _rights(fields: Fields) -> str:
    notice = fields.text("copyrightnotice")
    holder = fields.line("copyrightholder") if not notice else ""
    return notice or (f"© {holder}" if holder else "")


def _described(fields: Fields) -> tuple[tuple[str, ...], str, str]:
    """Return caption, alternative text and credit line of a picture."""
    caption: tuple[str, ...] = ()
    for name in ("description_caption", "description_xhtml", "description_html"):
        if fields.has(name) and not caption:
            text = fields.text(name)
            caption = _caption(text)
    alt = fields.line("alttext", "alt_text", "body_text")
    line = fields.line("creditline", "credit")
    described = fields.objects("descriptions")
    for one in sorted(described, key=_caption_rank):
        role = one.line("role").lower()
        if "credit" in role:
            line = line or one.line("value")
        elif "alt" in role or "accessib" in role:
            alt = alt or one.line("value")
        elif not caption:
            text = one.text("value")
            caption = _caption(text)
    if not caption:
        caption = _caption(fields.text("description_text"))
    return caption, alt, line


def _caption(text: str) -> tuple[str, ...]:
    return caption_of(text, markup=text.lstrip().startswith("<"))


def _caption_rank(one: Fields) -> int:
    """Sort captions before other descriptions, markup before plain text."""
    role = one.peek("role").lower()
    media = one.peek("contenttype").lower()
    return (0 if "caption" in role else 2) - ("xhtml" in media)
