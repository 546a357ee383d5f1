"""Captions and credits as lines of words.

In: a line that stands beside a photo on a page. Out: caption and credit apart, and a
credit without its label, sign and brackets.
"""

import re
from functools import cache

from exporter.inline import clean_line
from exporter.records.credits import split_credit
from exporter.records.html.habits import any_of
from exporter.records.labels import Labels, all_label_phrases, fold

#: Signs that part the pieces of a caption.
EDGES = " \t|/–—-·•,;:"
LONGEST_CREDIT = 160
#: A line of so few words that opens like a credit is nothing else.
CREDIT_WORDS = 9
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
_JAPANESE = re.compile(
    r"(?:[＝=、,]|\s)\s*"
    r"(?P<credit>[^、＝=。\s]{2,24}(?:撮影|提供|共同|ロイター|ＡＰ|AP|AFP|時事))[）)]?$"
)
#: "… at dawn. Outlet/Name", "… at dawn. PHOTO | COURTESY", "… at dawn --fotoOUTLET".
_SLASH_TAIL = re.compile(
    r"(?<=[.!?)”\"»…。])(?<![\s(][^\W\d_a-z]\.)\s*"
    r"(?P<credit>[^\W\d_a-z][^/|.!?]{1,40}\s?[/|]\s?[^\W\d_][^!?]{1,50})$"
)
#: "... in Caponga - Marília Camelo/Folhapovo".
_NAMES_TAIL = re.compile(
    r"\s[-–—]\s(?P<credit>[^\W\d_a-z][\w.'’-]*(?:\s[^\W\d_a-z][\w.'’-]*){1,3}"
    r"\s?/\s?[^\W\d_a-z][\w .]{1,30})$"
)
_DASH_TAIL = re.compile(
    r"\s*(?:--|—|–|-)\s?(?P<credit>(?:foto|photo|gambar|bild|pic(?:ture)?|image)s?\W?\s?[^.!?]{2,60})$",
    re.I,
)
_ENDS_CAPTION = ".!?…。”\"'’)|/–—-·,;]"
#: "Name/Agency" and nothing else.
_NAME_SLASH = re.compile(
    r"[^\W\d_a-z](?:[^/.!?]|\.(?=\w)){1,40}\s?/\s?[^\W\d_a-z][^/!?]{1,40}$"
)
_CREDIT_START = re.compile(
    r"(?:photos?|pictures?|images?|illustrations?|screenshots?|screengrab|courtesy|handout)"
    r"\s+(?:by|of|from|via|courtesy)\b",
    re.I,
)
_LABEL = re.compile(r"(?P<label>[^\W\d_][^:：/|]{1,20}?)\s*(?:[:：]|\.{3}|…)\s*")
_WORD = re.compile(r"(?P<word>[^\W\d_]{4,12})(?:\s*[|/]\s*|\s+)(?=[^\W\d_a-z])")
_FILE_NOTE = re.compile(
    r"\s*(?:\d{4}\.\s?\d{1,2}\.\s?\d{1,2}\.?\s*)?"
    r"(?:[\w.+-]+@[\w.-]+\s*)?\*?\s?재판매 및 DB ?금지\W*$"
    r"|\s*\d{4}\.\s?\d{1,2}\.\s?\d{1,2}\.?\s*[\w.+-]+@[\w.-]+$"
)
_WRAPPED = re.compile(r"^[\s(\[（【]+|[\s)\]）】]+$")


def split_line(text: str, labels: Labels) -> tuple[str, str]:
    """Return caption and credit of one line."""
    split = split_credit(text, labels)
    if split.credit:
        return split.caption, split.credit
    if found := _NAMES_TAIL.search(text):
        return text[: found.start()].rstrip(" |/–—-·,("), found["credit"].strip()
    if credit := _whole_credit(text, labels):
        return "", credit
    return _tail_credit(text, labels)


def _whole_credit(text: str, labels: Labels) -> str:
    """Return the credit a short line is, or ""."""
    if len(text.split()) > CREDIT_WORDS:
        return ""
    label = labels.credit_label.match(text)
    if label and text[label.end() :].strip():
        return text[label.end() :].strip()
    if fold(text) in labels.credit_alone | labels.agencies:
        return text
    opens = labels.credit_opener.match(text) or _CREDIT_START.match(text)
    return text if opens or _NAME_SLASH.match(text) else ""


def _tail_credit(text: str, labels: Labels) -> tuple[str, str]:
    for match in reversed(list(labels.photo_label.finditer(text))):
        before, value = text[: match.start()].rstrip(), text[match.end() :].strip()
        ends = not before or before[-1] in _ENDS_CAPTION
        if (ends or match[0][0].isupper()) and 1 < len(value) <= LONGEST_CREDIT:
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


def clean_credit(credit: str, labels: Labels) -> str:
    """Return a credit without its label, in any language, its sign and brackets."""
    credit = unlabelled(clean_line(credit))
    before = ""
    while credit and credit != before:
        before = credit
        credit = _SIGN.sub("", credit).strip(" |,;").lstrip("-–— ")
        match = labels.credit_label.match(credit) or _LABEL.match(credit)
        known = match and (match.re is not _LABEL or _is_label(match["label"]))
        if match and known and credit[match.end() :].strip():
            credit = credit[match.end() :].strip()
        credit = _without_word(credit, labels)
        if credit[:1] in "([（【" and credit[-1:] in ")]）】":
            credit = _WRAPPED.sub("", credit)
    return credit


def _without_word(credit: str, labels: Labels) -> str:
    """Return a credit without the word "Photo" before a name: "Gambar Lim Wei Jie".

    "Picture Alliance" is a name itself.
    """
    match = _WORD.match(credit)
    if match is None or not labels.photo_label.fullmatch(f"{match['word']}:"):
        return credit
    return credit if _names_agency(credit, labels) else credit[match.end() :]


def _is_label(words: str) -> bool:
    return words.casefold() in _every_label()


@cache
def _every_label() -> frozenset[str]:
    return all_label_phrases()


def escaped(text: str) -> str:
    """Return plain words as markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;")


def split_file_note(text: str) -> tuple[str, str]:
    """Return a caption, and what an agency adds for its clients: day and address.

    "... (사진=울릉군 제공) 2023.03.09. photo@newsis.example *재판매 및 DB 금지".
    """
    found = _FILE_NOTE.search(text)
    if found is None:
        return text, ""
    kept = text[: found.start()]
    bracket = max(kept.rfind(one) for one in "[(")
    if bracket > max(kept.rfind(one) for one in "])"):  # its end went with the note
        kept = kept.rstrip(" .") + {"[": "]", "(": ")"}[kept[bracket]]
    return kept, found[0].strip()


def is_chrome(text: str) -> bool:
    """Say whether words are what a site prints beside every photo, and nothing else."""
    return bool(text) and not unlabelled(text)


def unlabelled(text: str) -> str:
    """Return words without what sites print beside every photo."""
    before = ""
    while text != before:
        before, text = (
            text,
            _CHROME.sub("", text).strip(EDGES if len(text) < 4 else " |/,;"),
        )
    return text
