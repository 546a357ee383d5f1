"""Caption and credit of a photo on a page.

In: the element a photo stands in. Out: the markup of the caption's paragraphs, and
the credit with its label taken off. What is read is cut out of the page.
"""

import re
from typing import Any

from exporter.inline import clean_inline, clean_line, plain_text
from exporter.records.credits import split_credit
from exporter.records.html.habits import any_of, parts_of
from exporter.records.html.reading import Reading
from exporter.records.html.words import text_of
from exporter.records.labels import Labels, fold
from exporter.records.markup import inner_markup

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
_CREDIT_START = re.compile(
    r"(?:photos?|pictures?|images?|illustrations?|screenshots?|screengrab|courtesy|handout)"
    r"\s+(?:by|of|from|via|courtesy)\b",
    re.I,
)
_WRAPPED = re.compile(r"^[\s(\[（【]+|[\s)\]）】]+$")


def read_caption(
    reading: Reading, holder: Any, image: Any
) -> tuple[tuple[str, ...], str]:
    """Return the caption's paragraphs and the credit of the photo in `holder`."""
    labels = reading.labels
    _drop_chrome(reading, holder)
    credit = _own_credit(reading, holder)
    caption = _caption(reading, holder, image)
    if caption and not credit:
        caption, credit = split_tail(caption, labels)
    elif caption:
        caption = _without(caption, credit)
    credit = credit or _credit_left(reading, holder)
    around = [image, *(e for e in (holder, *holder.iter("figure")) if e is not image)]
    if not caption:
        caption = _attribute_caption(around)
    credit = credit or next(
        filter(None, (_attribute_credit(e, labels) for e in around)), ""
    )
    return caption, clean_credit(credit, labels)


def _drop_chrome(reading: Reading, holder: Any) -> None:
    for element in list(holder.iterdescendants()):
        rule = reading.view.junk.get(element)
        if rule and element not in reading.gone and _has_no_image(element):
            reading.drop(element, rule)


def _has_no_image(element: Any) -> bool:
    return next(element.iter("img", "amp-img"), None) is None


def _own_credit(reading: Reading, holder: Any) -> str:
    """Cut out the elements a site names as credit; return their words, each once."""
    found: list[str] = []
    for element in list(holder.iterdescendants()):
        if not isinstance(element.tag, str) or element in reading.gone:
            continue
        if not _is_credit(element):
            continue
        words = _unlabelled(text_of(element))
        words = words or clean_line(
            element.get("title") or element.get("aria-label") or ""
        )
        if words and len(words) <= _LONGEST_CREDIT:
            if all(fold(words) not in fold(one) for one in found):
                found.append(words)
            reading.take(element)
    return " / ".join(found)


def _credit_left(reading: Reading, holder: Any) -> str:
    """Cut out a line beside a photo that is nothing but a credit: "Image: Ann"."""
    for element in list(holder.iterchildren("div", "p", "span", "small")):
        if element in reading.gone or next(element.iter("img"), None) is not None:
            continue
        for inner in (element, *element.iterdescendants("span", "div", "p", "small")):
            rest, credit = split_line(text_of(inner), reading.labels)
            if credit and not rest and inner not in reading.gone:
                reading.take(inner)
                return credit
    return ""


def _is_credit(element: Any) -> bool:
    tag = element.tag
    if tag in ("figure", "figcaption", "img", "picture", "amp-img", "source", "a"):
        return False
    if next(element.iter("img", "picture"), None) is not None:
        return False
    if (
        tag == "footer"
        or tag == "cite"
        or (tag == "small" and element.getparent().tag == "figcaption")
    ):
        return True
    parts = parts_of(element)
    if element.get("role") == "text" and tag == "span":
        return True
    holds = any(
        parts_of(e) & {"caption", "credit"} - {""}
        for e in element.iterdescendants()
        if isinstance(e.tag, str)
    )
    if "credit" in parts and "caption" in parts:
        named = (element.get("class") or "") + (element.get("itemprop") or "")
        return not holds and bool(
            re.search(r"credit|copyright|source|author|attribution|rights", named, re.I)
        )
    return "credit" in parts and not holds_caption(element)


def holds_caption(element: Any) -> bool:
    """Say whether an element holds one named as caption and not as credit."""
    inner = (parts_of(e) for e in element.iterdescendants() if isinstance(e.tag, str))
    return any("caption" in parts and "credit" not in parts for parts in inner)


def _caption(reading: Reading, holder: Any, image: Any) -> tuple[str, ...]:
    """Cut out the caption; return the markup of its paragraphs."""
    places = [e for e in holder.iter("figcaption") if e not in reading.gone]
    if not places:
        named = (
            e
            for e in holder.iterdescendants()
            if isinstance(e.tag, str) and e not in reading.gone
        )
        places = [e for e in named if "caption" in parts_of(e) and text_of(e)]
        places = [
            e for e in places if not any(one in places for one in e.iterancestors())
        ]
    if not places and holder.tag not in ("img", "amp-img", "picture", "a"):
        places = [holder] if text_of(holder) else []
    paragraphs: list[str] = []
    for place in places[:3]:
        for markup in _paragraphs(place):
            if all(
                fold(plain_text(markup)) != fold(plain_text(one)) for one in paragraphs
            ):
                paragraphs.append(markup)
        if place is not holder:
            reading.take(place)
        else:
            _empty(reading, place)
    return tuple(paragraphs)


def _empty(reading: Reading, holder: Any) -> None:
    for child in list(holder):
        reading.gone.update(child.iter())
        holder.remove(child)
    holder.text = None


def _paragraphs(place: Any) -> list[str]:
    """Return the paragraphs of a caption as markup, chrome taken off."""
    blocks = [
        e
        for e in place.iterdescendants("p", "div", "li")
        if not _has_block(e) and text_of(e)
    ]
    covered = sum(len(text_of(e)) for e in blocks)
    whole = len(text_of(place))
    if not blocks or covered < whole * 0.95:
        blocks = [place]
    found = []
    for block in blocks:
        for image in list(block.iter("img", "picture", "amp-img")):
            image.drop_tree()
        markup = inner_markup(block)
        plain = plain_text(markup)
        bare = _unlabelled(plain)
        if bare != plain:
            markup = clean_inline(bare.replace("&", "&amp;").replace("<", "&lt;"))
        if bare:
            found.append(markup)
    return found


def _has_block(element: Any) -> bool:
    return next(element.iterdescendants("p", "div", "li", "img"), None) is not None


def _unlabelled(text: str) -> str:
    """Return words without what sites print beside every photo."""
    before = ""
    while text != before:
        before, text = (
            text,
            _CHROME.sub("", text).strip(_EDGES if len(text) < 4 else " |/,;"),
        )
    return text


def split_tail(caption: tuple[str, ...], labels: Labels) -> tuple[tuple[str, ...], str]:
    """Return a caption without the credit at its end, and that credit."""
    *before, last = caption
    text = plain_text(last)
    rest, credit = split_line(text, labels)
    if not credit:
        return caption, ""
    kept = (rest.replace("&", "&amp;").replace("<", "&lt;"),) if rest else ()
    return (*before, *kept), credit


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
    return text if opens else ""


def _tail_credit(text: str, labels: Labels) -> tuple[str, str]:
    for match in reversed(list(labels.photo_label.finditer(text))):
        before, value = text[: match.start()].rstrip(), text[match.end() :].strip()
        ends = not before or before[-1] in _ENDS_CAPTION
        if (ends or match[0][0].isupper()) and 1 < len(value) <= _LONGEST_CREDIT:
            return before.rstrip(" |/–—-·("), value
    for pattern in (_SIGN_TAIL, _JAPANESE):
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
    """Return a credit without its label, sign and brackets."""
    credit = _unlabelled(clean_line(credit))
    before = ""
    while credit and credit != before:
        before = credit
        credit = _SIGN.sub("", credit).strip(" |,;")
        match = labels.credit_label.match(credit)
        if match and credit[match.end() :].strip():
            credit = credit[match.end() :].strip()
        if credit[:1] in "([（【" and credit[-1:] in ")]）】":
            credit = _WRAPPED.sub("", credit)
    return credit
