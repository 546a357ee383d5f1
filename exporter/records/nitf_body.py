"""The body of an NITF item as blocks.

In: a `body.content`, `block` or NewsML `DataContent` with elements of NITF. Out:
blocks and photos in the draft: the elements are written as those of HTML and read by
the one reader of markup; `media` become photos first, and keep their places.
"""

import html
from typing import Any

from exporter.model import Image
from exporter.records.draft import Draft
from exporter.records.labels import Labels
from exporter.records.markup import read_fragment
from exporter.records.pictures import (
    Rendition,
    best_rendition,
    caption_of,
    describe,
    drop_said_twice,
    places,
)
from exporter.records.wire import unread, why
from exporter.records.wire_body import add_body
from exporter.records.wire_xml import (
    attribute,
    child,
    children,
    descendants,
    forget,
    markup_in,
    take,
    take_attribute,
    words,
)

_TAGS = {
    **{"hl1": "h2", "hl2": "h2", "block": "section", "bq": "blockquote"},
    **{"credit": "footer", "note": "section", "dd": "p", "dt": "p", "dl": "section"},
    **{"nitf-table": "section", "body.content": "section", "fn": "p", "emph": "em"},
    **{"lang": "span", "datasource": "p", "media-group": "section"},
}


def read_body(draft: Draft, content: Any, labels: Labels, rule: str) -> None:
    """Add what stands in an element to the draft."""
    media: dict[str, Image] = {}

    def write_media(element: Any) -> str:
        image = _photo(draft, element, labels)
        if image is None:
            return _clip(draft, element)
        key = f"media:{len(media)}"
        media[key] = image
        return f'<img src="{key}">'

    special = {
        "media": write_media,
        "pre": _lines,
        "nitf-table-metadata": lambda _: "",
    }
    for caption in descendants(content, "table-caption"):
        draft.drop(take(caption), unread("nitf:table-caption"))
    markup = markup_in(content, _TAGS, special)
    forget(content)
    add_body(draft, read_fragment(markup), labels, rule=rule, pictures=media)


def _lines(element: Any) -> str:
    """Return preformatted text line by line."""
    lines = "".join(element.itertext()).strip("\n").split("\n")
    return f"<p>{'<br>'.join(html.escape(line, quote=False) for line in lines)}</p>"


def _photo(draft: Draft, element: Any, labels: Labels) -> Image | None:
    """Return the photo of a `media`; None where it is a clip, or nothing."""
    kind = attribute(element, "media-type").lower()
    references = children(element, "media-reference")
    renditions = [_rendition(one) for one in references]
    is_image = kind in ("", "image", "photo", "graphic", "picture")
    if not is_image or not (renditions or words(child(element, "media-caption"))):
        return None
    best = best_rendition(renditions)
    captions = [markup_in(one) for one in children(element, "media-caption")]
    by = [take(one) for one in children(element, "media-producer")]
    alt = [take_attribute(one, "alternate-text") for one in references]
    image = Image(
        **(places(best.place) if best else {}),
        width=best.width if best else None,
        height=best.height if best else None,
        caption=caption_of("".join(f"<p>{one}</p>" for one in captions), markup=True),
        alt=next(filter(None, alt), ""),
    )
    for one in children(element, "media-caption"):
        forget(one)
    for one in (*children(element, "media-metadata"), *references):
        draft.drop(take(one), unread("nitf:media"))
    for one in children(element, "media-object"):
        forget(one)  # the file itself, in base64
    image = describe(image, labels, by=by)
    drop_said_twice(draft, image)
    return image


def _rendition(reference: Any) -> Rendition:
    def pixels(name: str) -> int | None:
        value = attribute(reference, name)
        return int(value) if value.isdecimal() and 0 < len(value) < 6 else None

    place = attribute(reference, "source") or attribute(reference, "name")
    media = attribute(reference, "mime-type")
    return Rendition(place, pixels("width"), pixels("height"), media)


def _clip(draft: Draft, element: Any) -> str:
    """Return a clip as its address; without one its words are dropped."""
    caption = take(child(element, "media-caption"))
    source = attribute(child(element, "media-reference"), "source")
    if source.startswith("http"):
        title = html.escape(caption)
        return f'<iframe src="{html.escape(source)}" title="{title}"></iframe>'
    draft.drop(caption, why("nitf:media", "a clip without an address"))
    return ""
