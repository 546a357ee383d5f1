"""Which element of a page is a photo with its caption.

In: an image of a page being read. Out: the largest element around it that holds
nothing but the photo: no text of the article, no other photo.
"""

from typing import Any

from exporter.records.html.caption_lines import split_line
from exporter.records.html.habits import is_deck, parts_of
from exporter.records.html.images import IMAGES, is_photo, photo_key
from exporter.records.html.reading import Reading
from exporter.records.html.words import text_of
from exporter.records.markup_photos import photo_source

_LONGEST_CAPTION = 1200
#: Letters and paragraphs of a caption in a box that is named so, and in another.
_MOST_WORDS = 500
_MOST_PARAGRAPHS = 3
_LONGEST_ALONE = 300
_APART = ("h1", "h2", "h3", "ul", "blockquote", "time", "iframe")
_NO_CAPTION = {"deck", "byline", "time", "body", "headline", "kicker"}


def holder_of(reading: Reading, image: Any) -> Any:
    """Return the largest element around an image that holds nothing but its photo."""
    view = reading.view
    best = image
    source = photo_key(photo_source(image))
    figure = next(image.iterancestors("figure"), None)
    for holder in image.iterancestors():
        if (
            holder is reading.main.scope
            or holder is reading.main.body
            or holder.tag == "body"
        ):
            break
        if holder.tag == "article" or view.place[holder] <= _place_of_headline(
            reading, holder
        ):
            break
        if holder.tag == "figure" or holder.tag == "picture":
            best, figure = holder, None if holder is figure else figure
            continue
        if figure is not None:  # what stands in the photo's own <figure> is its own
            continue
        if view.length[holder] > _LONGEST_CAPTION or _holds_more(
            reading, holder, source, best
        ):
            break
        best = holder
    return best


def _place_of_headline(reading: Reading, holder: Any) -> int:
    """Return a place no holder of a photo can have: that of what holds the headline."""
    element = reading.headline.element
    if element is None or element in reading.gone:
        return -1
    held = any(one is holder for one in element.iterancestors())
    return reading.view.place[holder] if held else -1


def _holds_more(reading: Reading, holder: Any, source: str, best: Any) -> bool:
    """Say whether an element holds more than one photo and its caption."""
    parts = parts_of(holder)
    if reading.places and any(one in reading.places for one in holder.iter()):
        return True
    for other in holder.iter(*IMAGES):
        if photo_key(photo_source(other)) not in ("", source) and is_photo(
            reading, other
        ):
            return "gallery" not in parts or holder.tag == "section"
    if any(not _in_caption(one, holder) for one in holder.iter(*_APART)):
        return True
    if any(is_deck(one) for one in holder.iterdescendants("div", "p", "strong")):
        return True
    paragraphs = [p for p in holder.iter("p") if not _in_caption(p, holder)]
    words = sum(reading.view.length.get(p, 0) for p in paragraphs)
    if holder.tag == "p":
        named = parts & {"photo", "caption"} or _is_captioned(reading, holder)
        return reading.view.length[holder] > 0 and not named
    named = parts & {"photo", "caption", "gallery"} or best.tag == "figure"
    if named:
        return words >= _MOST_WORDS or len(paragraphs) > _MOST_PARAGRAPHS
    one = words <= _LONGEST_ALONE * reading.view.scale and len(paragraphs) == 1
    return words > 0 and not (one and _is_apart(reading, holder))


def _is_captioned(reading: Reading, paragraph: Any) -> bool:
    """Say whether a paragraph is an image and its caption: a credit proves it."""
    text = text_of(paragraph)
    if len(text) > _LONGEST_ALONE * reading.view.scale:
        return False
    first = next(paragraph.iter(*IMAGES), None)
    before = (paragraph.text or "").strip()
    return (
        first is not None and not before and bool(split_line(text, reading.labels)[1])
    )


def _is_apart(reading: Reading, holder: Any) -> bool:
    """Say whether a holder is of a kind no paragraph of the text stands in.

    So a photo and its caption are set in a box of their own, whatever its name. What
    stands there must not be named as text: a deck, a byline.
    """
    kind = _kind(holder)
    if not kind[1] or any(parts_of(p) & _NO_CAPTION for p in holder.iter("p", "div")):
        return False
    if reading.text_kinds is None:
        reading.text_kinds = {
            _kind(one.getparent())
            for one in reading.main.scope.iter("p")
            if reading.view.weight.get(one, 0) > 0
            and next(one.getparent().iter(*IMAGES), None) is None
        }
    return kind not in reading.text_kinds


def _kind(element: Any) -> tuple[str, str]:
    return str(element.tag), element.get("class") or ""


def _in_caption(element: Any, holder: Any) -> bool:
    for one in (element, *element.iterancestors()):
        if one.tag == "figcaption" or parts_of(one) & {"caption", "credit"}:
            return True
        if one is holder:
            return False
    return False
