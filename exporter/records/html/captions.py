"""Caption and credit of a photo on a page.

In: the element a photo stands in. Out: the markup of the caption's paragraphs, and
the credit with its label taken off. What is read is cut out of the page.
"""

import re
from functools import cache
from typing import Any

from exporter.blocks import ListBlock, Paragraph, Quote, Subhead
from exporter.inline import clean_inline, clean_line, plain_text
from exporter.records.credits import split_credit
from exporter.records.html.habits import any_of, parts_of, parts_of_name
from exporter.records.html.reading import Reading
from exporter.records.html.words import text_of
from exporter.records.labels import Labels, all_label_phrases, fold
from exporter.records.markup import Piece, read_pieces

#: What sites print for screen readers or a mouse beside a photo.
_CHROME = re.compile(
    r"^(?:image|media|photo|video|picture)\s+(?:source|caption|copyright|credit)s?"
    r"\s*[,:]?\s*"
    r"|^(?:view|open|zoom|enlarge|expand|perbesar|lihat)\s+"
    r"(?:image|photo|picture|foto|gambar)(?:\s+in\s+\w+)?\s*"
    rf"|^(?:{any_of('photo_chrome')}|\d+\s*/\s*\d+)$",
    re.I,
)
_SIGN = re.compile(r"^\s*(?:©|\(c\)|&copy;|copyright:?)\s*", re.I)
_SIGN_TAIL = re.compile(r"(?:^|[\s.,|–—-])(?:©|\(c\))\s*(?P<credit>[^©]{2,80})$", re.I)
_EDGES = " \t|/–—-·•,;:"
_JAPANESE = re.compile(
    r"(?:[＝=、,]|\s)\s*"
    r"(?P<credit>[^、＝=。\s]{2,24}(?:撮影|提供|共同|ロイター|ＡＰ|AP|AFP|時事))[）)]?$"
)
_NO_CREDIT = ("figure", "img", "picture", "amp-img", "source", "a", "time")
#: "… at dawn. Outlet/Name", "… at dawn. PHOTO | COURTESY", "… at dawn --fotoOUTLET".
_SLASH_TAIL = re.compile(
    r"(?<=[.!?)”\"»…。])\s*(?P<credit>[^\W\d_a-z][^/|.!?]{1,40}\s?[/|]\s?[^\W\d_][^!?]{1,50})$"
)
_DASH_TAIL = re.compile(
    r"\s*(?:--|—|–|-)\s?(?P<credit>(?:foto|photo|gambar|bild|pic(?:ture)?|image)s?\W?\s?[^.!?]{2,60})$",
    re.I,
)
_DATA_CREDITS: tuple[str, ...] = (
    "data-credit",
    "data-copyright",
    "data-photographer",
    "data-credits",
)
_DATA_CREDITS += ("data-source", "data-author", "data-caption-credit", "copyright")
_PIPED = re.compile(r"\|\s*(?P<credit>[^|]{2,80})$")
_ENDS_CAPTION = ".!?…。”\"'’)|/–—-·,;]"
_LONGEST_CREDIT = 160
#: A line of so few words that opens like a credit is nothing else.
_CREDIT_WORDS = 9
#: "Name/Agency" and nothing else.
_NAME_SLASH = re.compile(r"[^\W\d_a-z][^/.!?]{1,40}\s?/\s?[^\W\d_a-z][^/!?]{1,40}$")
_CREDIT_START = re.compile(
    r"(?:photos?|pictures?|images?|illustrations?|screenshots?|screengrab|courtesy|handout)"
    r"\s+(?:by|of|from|via|courtesy)\b",
    re.I,
)
_LABEL = re.compile(r"(?P<label>[^\W\d_][^:：/|]{1,20}?)\s*[:：]\s*")
_WRAPPED = re.compile(r"^[\s(\[（【]+|[\s)\]）】]+$")


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
    elif caption:
        caption = _without(caption, credit)
    credit = credit or _credit_left(reading, holder)
    around = [image, *(e for e in (holder, *holder.iter("figure")) if e is not image)]
    caption = caption or _attribute_caption(around)
    if not credit:
        told = (_attribute_credit(e, labels) for e in around)
        credit = next(filter(None, told), "")
    return caption, clean_credit(credit, labels)


def _drop_chrome(reading: Reading, holder: Any) -> None:
    for element in list(holder.iterdescendants()):
        rule = reading.view.junk.get(element)
        if rule and element not in reading.gone and _has_no_image(element):
            reading.drop(element, rule)


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
        words = _unlabelled(text_of(element))
        words = words or clean_line(element.get("title") or "")
        if not words or len(words) > _LONGEST_CREDIT:
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
    if len(words.split()) > _CREDIT_WORDS + 1 or words.endswith((".", "!", "?", ":")):
        return ""
    reading.take(parts[-1])
    return words


def _own_words(element: Any) -> bool:
    tails = "".join(child.tail or "" for child in element)
    return bool(clean_line((element.text or "") + tails).strip(_EDGES))


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
            bare = _unlabelled(plain)
            if bare != plain:
                reading.draft.drop(plain.replace(bare, "", 1), "label of a photo")
                markup = bare.replace("&", "&amp;").replace("<", "&lt;")
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


def _unlabelled(text: str) -> str:
    """Return words without what sites print beside every photo."""
    before = ""
    while text != before:
        before, text = (
            text,
            _CHROME.sub("", text).strip(_EDGES if len(text) < 4 else " |/,;"),
        )
    return text


def _split_lines(
    caption: tuple[str, ...], labels: Labels
) -> tuple[tuple[str, ...], str]:
    """Return a caption without the credit its last line ends in, or another line is."""
    for index in reversed(range(len(caption))):
        rest, credit = split_line(plain_text(caption[index]), labels)
        if credit and (not rest or index == len(caption) - 1):
            kept = (rest.replace("&", "&amp;").replace("<", "&lt;"),) if rest else ()
            return (*caption[:index], *kept, *caption[index + 1 :]), credit
    return caption, ""


def split_line(text: str, labels: Labels) -> tuple[str, str]:
    """Return caption and credit of one line."""
    split = split_credit(text, labels)
    if split.credit:
        return split.caption, split.credit
    if credit := _whole_credit(text, labels):
        return "", credit
    return _tail_credit(text, labels)


def _whole_credit(text: str, labels: Labels) -> str:
    """Return the credit a short line is, or ""."""
    if len(text.split()) > _CREDIT_WORDS:
        return ""
    label = labels.credit_label.match(text)
    if label and text[label.end() :].strip():
        return text[label.end() :].strip()
    opens = labels.credit_opener.match(text) or _CREDIT_START.match(text)
    return text if opens or _NAME_SLASH.match(text) else ""


def _tail_credit(text: str, labels: Labels) -> tuple[str, str]:
    for match in reversed(list(labels.photo_label.finditer(text))):
        before, value = text[: match.start()].rstrip(), text[match.end() :].strip()
        ends = not before or before[-1] in _ENDS_CAPTION
        if (ends or match[0][0].isupper()) and 1 < len(value) <= _LONGEST_CREDIT:
            return before.rstrip(" |/–—-·("), value
    for pattern in (_SIGN_TAIL, _JAPANESE, _SLASH_TAIL, _DASH_TAIL):
        if found := pattern.search(text):
            rest = text[: found.start()].rstrip(" |/–—-·,(")
            return rest, found["credit"].strip()
    for cut in (" | ", " / ", " – ", " — ", " - "):
        before, split, value = text.rpartition(cut)
        if split and _names_agency(value, labels) and len(value) <= 80:
            return before.strip(), value.strip()
    return text, ""


def _names_agency(value: str, labels: Labels) -> bool:
    parts = re.split(r"[/,&|]|\bvia\b", value)
    return any(fold(part) in labels.agencies for part in parts)


def _without(caption: tuple[str, ...], credit: str) -> tuple[str, ...]:
    """Return a caption that does not end in the credit found beside it."""
    *before, last = caption
    text = plain_text(last)
    if fold(text) == fold(credit):
        return tuple(before)
    if text != (cut := text.rstrip(" |/–—-·")) and cut:
        return (*before, cut.replace("&", "&amp;").replace("<", "&lt;"))
    bare = text.rstrip(" .)]")
    if credit and bare.endswith(credit.rstrip(" .)]")) and len(bare) > len(credit) + 8:
        rest = bare[: len(bare) - len(credit.rstrip(" .)]"))].rstrip(" (|/–—-·©")
        return (*before, rest.replace("&", "&amp;").replace("<", "&lt;"))
    return caption


def _attribute_caption(elements: list[Any]) -> tuple[str, ...]:
    """Return the caption an element's data attribute holds, as a script prints it."""
    for element in elements:
        text = clean_line(element.get("data-caption") or "")
        if len(text) > 3 and not text.startswith(("{", "[", "http")):
            return tuple(filter(None, (clean_inline(text),)))
    return ()


def _attribute_credit(image: Any, labels: Labels) -> str:
    """Return the credit an image's attributes hold, or ""."""
    for key in _DATA_CREDITS:
        value = clean_line(image.get(key) or "")
        if 1 < len(value) <= _LONGEST_CREDIT and not value.startswith(
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


def clean_credit(credit: str, labels: Labels) -> str:
    """Return a credit without its label, in any language, its sign and brackets."""
    credit = _unlabelled(clean_line(credit))
    before = ""
    while credit and credit != before:
        before = credit
        credit = _SIGN.sub("", credit).strip(" |,;")
        match = labels.credit_label.match(credit) or _LABEL.match(credit)
        known = match and (match.re is not _LABEL or _is_label(match["label"]))
        if match and known and credit[match.end() :].strip():
            credit = credit[match.end() :].strip()
        if credit[:1] in "([（【" and credit[-1:] in ")]）】":
            credit = _WRAPPED.sub("", credit)
    return credit


def _is_label(words: str) -> bool:
    return words.casefold() in _every_label()


@cache
def _every_label() -> frozenset[str]:
    return all_label_phrases()
