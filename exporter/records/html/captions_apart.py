"""Captions that stand apart from their photo.

In: the element a photo, or a gallery, stands in. Out: the captions of a gallery that
stand in a list of their own; the caption that is the paragraph below a photo, where
its look or its credit proves it. What is read is cut out of the page.
"""

from itertools import islice
from typing import Any

from exporter.records.html.caption_lines import escaped, split_line
from exporter.records.html.captions import cleaned, is_in_figure, read_caption_at
from exporter.records.html.closing import is_emphasis
from exporter.records.html.habits import parts_of
from exporter.records.html.images import IMAGES
from exporter.records.html.reading import Reading
from exporter.records.html.words import text_of
from exporter.records.markup import inner_markup

_Caption = tuple[tuple[str, ...], str]
_BELOW = (
    "p",
    "div",
    "span",
    "em",
    "i",
    "small",
    "center",
    "h4",
    "h5",
    "h6",
    "figcaption",
)
_LONGEST = 320
#: Paragraphs a caption is compared with.
_COMPARED = 40
_NO_CAPTION = {"byline", "time", "deck", "share", "tags", "related", "advert", "body"}


def read_caption_list(reading: Reading, holder: Any, count: int) -> list[_Caption]:
    """Return the captions of a gallery whose photos have none in their own elements.

    There must be as many as photos, or one, which is the first photo's.
    """
    places: list[Any] = []
    for element in holder.iterdescendants():
        if not isinstance(element.tag, str) or element in reading.gone:
            continue
        named = element.tag == "figcaption" or "caption" in parts_of(element)
        if not named or not text_of(element) or is_in_figure(element, holder):
            continue
        if not any(one in places for one in element.iterancestors()):
            places.append(element)
    if len(places) not in (1, count):
        return []
    return [read_caption_at(reading, place) for place in places]


def read_caption_below(reading: Reading, holder: Any) -> _Caption:
    """Return the caption that is the next paragraph, if that is no text."""
    place = holder
    while place.getnext() is None and _is_wrapper(reading, place.getparent()):
        place = place.getparent()
    below = place.getnext()
    if below is None or not _may_be_caption(reading, below):
        return (), ""
    text = text_of(below)
    caption, credit = split_line(text, reading.labels)
    named = "caption" in parts_of(below)
    sure = bool(credit) and len(text) <= _LONGEST * reading.view.scale
    if not (named or sure or _looks_apart(reading, below)):
        return (), ""
    if credit:
        reading.take(below)
        words = (escaped(caption),) if caption else ()
        return words, cleaned(reading, credit)
    return read_caption_at(reading, below)


def _is_wrapper(reading: Reading, element: Any) -> bool:
    """Say whether an element holds nothing but one photo."""
    if element is None or element is reading.main.body or element.tag == "body":
        return False
    return element.tag in ("p", "div", "center", "a", "span") and not text_of(element)


def _may_be_caption(reading: Reading, element: Any) -> bool:
    if element.tag not in _BELOW or element in reading.gone:
        return False
    if not 3 < reading.view.length.get(element, 0) <= _LONGEST:
        return False
    if parts_of(element) & _NO_CAPTION or reading.view.is_junk(element):
        return False
    if next(element.iter(*IMAGES, "ul", "table", "iframe", "time"), None) is not None:
        return False
    return reading.view.link_share(element) < 0.5


def _looks_apart(reading: Reading, element: Any) -> bool:
    """Say whether a paragraph is set as captions are, and as the text is not."""
    if not _is_apart(element):
        return False
    paragraphs = (
        one
        for one in reading.main.body.iter(element.tag)
        if one is not element and reading.view.weight.get(one, 0) > 0
    )
    others = list(islice(paragraphs, _COMPARED))
    apart = sum(map(_is_apart, others))
    return len(others) > 1 and apart * 3 < len(others)


def _is_apart(element: Any) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    if "text-align:center" in style or (element.get("align") or "").lower() == "center":
        return True
    if element.tag in ("em", "i", "small", "center", "h5", "h6"):
        return True
    return is_emphasis(inner_markup(element))
