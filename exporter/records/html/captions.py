"""Caption and credit of a photo on a page.

In: the element a photo stands in. Out: the markup of the caption's paragraphs, and
the credit with its label taken off. What is read is cut out of the page.
"""

import re
from typing import Any

from exporter.blocks import ListBlock, Paragraph, Quote, Subhead
from exporter.inline import clean_inline, clean_line, plain_text
from exporter.records.credits import last_bracket
from exporter.records.html.caption_lines import (
    CREDIT_WORDS,
    EDGES,
    LONGEST_CREDIT,
    clean_credit,
    escaped,
    is_chrome,
    split_file_note,
    split_line,
    unlabelled,
)
from exporter.records.html.habits import parts_of, parts_of_name
from exporter.records.html.lines import outlet_forms
from exporter.records.html.reading import Reading
from exporter.records.html.words import text_of
from exporter.records.labels import Labels, fold
from exporter.records.markup import Piece, read_pieces

_NO_CREDIT = ("figure", "img", "picture", "amp-img", "source", "a", "time")
_DATA_CREDITS: tuple[str, ...] = (
    "data-credit",
    "data-copyright",
    "data-photographer",
    "data-credits",
)
_DATA_CREDITS += ("data-source", "data-author", "data-caption-credit", "copyright")
#: What is said to those who hear a page before a credit: "Sumber gambar, ".
_CREDIT_HEARD = re.compile(
    r"source|credit|sumber|quelle|crédit|crédito|fuente|fonte|bron\b|kilde|kreditt|källa"
    r"|kaynak|nguồn|出典|출처|来源|來源|المصدر|स्रोत|ที่มา",
    re.I,
)
_PIPED = re.compile(r"\|\s*(?P<credit>[^|]{2,80})$")


def read_caption(
    reading: Reading, holder: Any, image: Any
) -> tuple[tuple[str, ...], str]:
    """Return the caption's paragraphs and the credit of the photo in `holder`."""
    labels = reading.labels
    _drop_chrome(reading, holder)
    credit = _named_credit(reading, holder) or _last_part(reading, holder)
    caption = _caption(reading, holder)
    if caption and not credit:
        caption, credit = _split_lines(caption, labels)
        if not credit:
            caption, credit = _split_outlet(reading, caption)
    elif caption:
        caption = _without(caption, credit)
    credit = credit or _credit_left(reading, holder)
    around = [image, *(e for e in (holder, *holder.iter("figure")) if e is not image)]
    caption = caption or _attribute_caption(around, labels)
    if not credit:
        told = (_attribute_credit(e, labels) for e in around)
        credit = next(filter(None, told), "")
    return caption, cleaned(reading, credit)


def read_caption_at(reading: Reading, place: Any) -> tuple[tuple[str, ...], str]:
    """Cut out an element that is a caption; return its paragraphs and its credit."""
    labels = reading.labels
    credit = _named_credit(reading, place)
    caption = tuple(_paragraphs(reading, place))
    reading.take(place)
    if caption and not credit:
        caption, credit = _split_lines(caption, labels)
    elif caption:
        caption = _without(caption, credit)
    return caption, cleaned(reading, credit)


def cleaned(reading: Reading, credit: str) -> str:
    """Return a credit without its label; a label without a colon is listed."""
    bare = clean_credit(credit, reading.labels)
    label = clean_line(credit).removesuffix(bare) if bare else ""
    if label.strip(" |/.…").isalpha():
        reading.draft.drop(label.strip(" |/"), "label of a photo")
    return bare


def is_in_figure(element: Any, holder: Any) -> bool:
    """Say whether an element stands in a <figure> of its own inside a holder."""
    for one in element.iterancestors():
        if one is holder:
            return False
        if one.tag == "figure":
            return True
    return False


def _drop_chrome(reading: Reading, holder: Any) -> None:
    """Cut furniture out of a photo's element; a label only heard says what follows."""
    for element in list(holder.iterdescendants()):
        if element in reading.gone or not isinstance(element.tag, str):
            continue
        rule = reading.view.junk.get(element)
        if not _has_no_image(element):
            continue
        if rule:
            parent, words = element.getparent(), text_of(element)
            if rule == "hidden" and _CREDIT_HEARD.search(words):
                parent.set("class", f"{parent.get('class') or ''} credit")
            reading.drop(element, rule)
        elif element.tag in ("b", "span", "button", "a") and is_chrome(
            text_of(element)
        ):
            reading.drop(element, "label of a photo")


def _has_no_image(element: Any) -> bool:
    return next(element.iter("img", "picture", "amp-img"), None) is None


# --- the credit's own element -------------------------------------------------------


def _named_credit(reading: Reading, holder: Any) -> str:
    """Cut out the elements a site names as credit; return their words, each once."""
    found: list[str] = []
    for element in list(holder.iterdescendants()):
        if not isinstance(element.tag, str) or element in reading.gone:
            continue
        if not _is_credit(element):
            continue
        words = unlabelled(text_of(element))
        words = words or clean_line(element.get("title") or "")
        if not words or len(words) > LONGEST_CREDIT:
            continue
        if any(fold(words) in fold(one) for one in found):
            reading.drop(element, "credit again")
            continue
        found.append(words)
        reading.take(element)
    return " / ".join(found)


def _is_credit(element: Any) -> bool:
    tag = element.tag
    if tag in _NO_CREDIT or not _has_no_image(element):
        return False
    if tag == "figcaption":
        return _is_named_credit(element) and not _is_only_caption(element)
    if tag in ("footer", "cite") or (tag == "span" and element.get("role") == "text"):
        return True
    parent = element.getparent()
    if tag == "small" and parent is not None and parent.tag == "figcaption":
        return True
    return _is_named_credit(element) and not _holds_caption(element)


def _is_named_credit(element: Any) -> bool:
    """Say whether a name of an element says credit; "caption" beside it outweighs."""
    parts = parts_of(element)
    if "credit" not in parts:
        return False
    if "caption" not in parts:
        return True
    names = [parts_of_name(name) for name in (element.get("class") or "").split()]
    names.append(parts_of_name(element.get("itemprop") or ""))
    alone = any("caption" in one and "credit" not in one for one in names)
    return not alone and any("credit" in one for one in names)


def _holds_caption(element: Any) -> bool:
    """Say whether an element holds one named as caption and not as credit."""
    inner = (parts_of(e) for e in element.iterdescendants() if isinstance(e.tag, str))
    return any("caption" in parts and "credit" not in parts for parts in inner)


def _is_only_caption(element: Any) -> bool:
    """Say whether a <figcaption> is the only place for a caption in its photo."""
    for holder in element.iterancestors():
        named = (e for e in holder.iterdescendants() if isinstance(e.tag, str))
        if any(
            "caption" in parts_of(e) and e is not element and text_of(e) for e in named
        ):
            return False
        if holder.tag == "figure" or next(holder.iter("img"), None) is not None:
            return True
    return True


def _last_part(reading: Reading, holder: Any) -> str:
    """Cut out the last short part of a <figcaption> that is made of parts alone."""
    place = next(holder.iter("figcaption"), None)
    while place is not None and len(place) == 1 and not _own_words(place):
        place = place[0]
    if place is None or len(place) < 2 or _own_words(place) or place in reading.gone:
        return ""
    parts = [child for child in place if text_of(child)]
    if len(parts) < 2 or parts[-1].tag not in ("span", "em", "i", "a", "cite", "b"):
        return ""
    words = text_of(parts[-1])
    if len(words.split()) > CREDIT_WORDS + 1 or words.endswith((".", "!", "?", ":")):
        return ""
    reading.take(parts[-1])
    return words


def _own_words(element: Any) -> bool:
    tails = "".join(child.tail or "" for child in element)
    return bool(clean_line((element.text or "") + tails).strip(EDGES))


def _credit_left(reading: Reading, holder: Any) -> str:
    """Cut out a line beside a photo that is nothing but a credit: "Image: Ann"."""
    for element in list(holder.iterdescendants("span", "div", "p", "small")):
        if element in reading.gone or not _has_no_image(element):
            continue
        rest, credit = split_line(text_of(element), reading.labels)
        if credit and not rest:
            reading.take(element)
            return credit
    return ""


# --- the caption --------------------------------------------------------------------


def _caption(reading: Reading, holder: Any) -> tuple[str, ...]:
    """Cut out the caption; return the markup of its paragraphs, each once."""
    found: list[str] = []
    for place in _places(reading, holder):
        for markup in _paragraphs(reading, place):
            plain = plain_text(markup)
            if all(fold(plain) != fold(plain_text(one)) for one in found):
                found.append(markup)
            else:
                reading.draft.drop(plain, "caption again")
        if place is holder:
            _empty(reading, place)
        else:
            reading.take(place)
    return tuple(found)


def _places(reading: Reading, holder: Any) -> list[Any]:
    """Return the elements a caption stands in."""
    places = [e for e in holder.iter("figcaption") if e not in reading.gone]
    if not any(text_of(e) for e in places):
        every = (e for e in holder.iterdescendants() if isinstance(e.tag, str))
        named = [e for e in every if "caption" in parts_of(e) and text_of(e)]
        free = [e for e in named if e not in reading.gone]
        inside = {e for e in free if any(one in free for one in e.iterancestors())}
        places = [e for e in free if e not in inside]
    if not places and holder.tag not in ("img", "amp-img", "picture", "a"):
        return [holder] if text_of(holder) else []
    return places[:3]


def _empty(reading: Reading, holder: Any) -> None:
    for child in list(holder):
        reading.gone.update(child.iter())
        holder.remove(child)
    holder.text = None


def _paragraphs(reading: Reading, place: Any) -> list[str]:
    """Return the paragraphs of a caption as markup, chrome taken off."""
    for image in list(place.iter("img", "picture", "amp-img", "video", "iframe")):
        if image is not place:
            image.drop_tree()
    found = []
    for piece in read_pieces(place):
        for markup in _markup_of(piece):
            plain = plain_text(markup)
            bare, note = split_file_note(unlabelled(plain))
            reading.draft.drop(note, "beside a photo")
            if bare != plain:
                label = plain.replace(bare, "", 1).replace(note, "", 1)
                reading.draft.drop(label.strip(" |/,;"), "label of a photo")
                markup = escaped(bare)
            if bare:
                found.append(markup)
    return found


def _markup_of(piece: Piece) -> tuple[str, ...]:
    if isinstance(piece, Paragraph | Subhead):
        parts = tuple(piece.html.split("<br/>"))
        return (
            parts
            if all(p.count("<") == 2 * p.count("</") for p in parts)
            else (piece.html,)
        )
    if isinstance(piece, ListBlock):
        return piece.items
    return piece.paragraphs if isinstance(piece, Quote) else ()


def _split_lines(
    caption: tuple[str, ...], labels: Labels
) -> tuple[tuple[str, ...], str]:
    """Return a caption without the credit its last line ends in, or another line is."""
    for index in reversed(range(len(caption))):
        rest, credit = split_line(plain_text(caption[index]), labels)
        if credit and (not rest or index == len(caption) - 1):
            kept = (escaped(rest),) if rest else ()
            return (*caption[:index], *kept, *caption[index + 1 :]), credit
    return caption, ""


def _split_outlet(
    reading: Reading, caption: tuple[str, ...]
) -> tuple[tuple[str, ...], str]:
    """Return a caption without the outlet's name in a bracket at its end."""
    text = plain_text(caption[-1]) if caption else ""
    start, inside = last_bracket(text) or (0, "")
    if not start or not inside or fold(inside) not in outlet_forms(reading):
        return caption, ""
    return (*caption[:-1], escaped(text[:start].strip())), inside


def _without(caption: tuple[str, ...], credit: str) -> tuple[str, ...]:
    """Return a caption that does not end in the credit found beside it."""
    *before, last = caption
    text = plain_text(last)
    if fold(text) == fold(credit):
        return tuple(before)
    if text != (cut := text.rstrip(" |/–—-·")) and cut:
        return (*before, escaped(cut))
    bare = text.rstrip(" .)]")
    if credit and bare.endswith(credit.rstrip(" .)]")) and len(bare) > len(credit) + 8:
        rest = bare[: len(bare) - len(credit.rstrip(" .)]"))].rstrip(" (|/–—-·©")
        return (*before, escaped(rest))
    return caption


def _attribute_caption(elements: list[Any], labels: Labels) -> tuple[str, ...]:
    """Return the caption an attribute holds, as a script or a mouse shows it.

    A title or an alternative text is one only where a credit stands in it, or where
    the site says that it prints it.
    """
    for element in elements:
        text = clean_line(element.get("data-caption") or "")
        if len(text) > 3 and not text.startswith(("{", "[", "http")):
            return tuple(filter(None, (clean_inline(text),)))
    for element in elements:
        for key in ("title", "alt"):
            text = clean_line(element.get(key) or "")
            piped = _PIPED.search(text)
            caption = text[: piped.start()] if piped else split_line(text, labels)[0]
            shown = key == "title" and "caption" in (element.get("class") or "").split()
            if text and (shown or caption.strip() != text):
                words = caption.strip(EDGES)
                return tuple(filter(None, (clean_inline(escaped(words)),)))
    return ()


def _attribute_credit(image: Any, labels: Labels) -> str:
    """Return the credit an image's attributes hold, or ""."""
    for key in _DATA_CREDITS:
        value = clean_line(image.get(key) or "")
        if 1 < len(value) <= LONGEST_CREDIT and not value.startswith(
            ("http", "{", "[")
        ):
            return value
    for key in ("title", "alt"):
        text = clean_line(image.get(key) or "")
        if piped := _PIPED.search(text):
            return piped["credit"]
        if text and (credit := split_line(text, labels)[1]):
            return credit
    return ""
