"""Links to other articles in and around the running text.

In: a page being read, its furniture marked. Out: related headlines as pieces in their
place. A block that is nothing but links, or a label and one link, is no text of the
article: between its paragraphs it points to other articles; after them it does so
only under a label that says it ("Baca juga"), else it is a site's advice what to read.
"""

import re
from dataclasses import dataclass
from typing import Any

from exporter.records.html.habits import any_of, parts_of
from exporter.records.html.reading import Reading
from exporter.records.html.words import all_text, first_link, text_of
from exporter.records.labels import fold
from exporter.records.markup import Pointer

_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_BLOCKS = ("p", "ul", "ol", "div", "section", "aside", "table", "blockquote", "dl")
_HOLDERS = ("div", "section", "aside", "p", "ul", "article", "table")
_ALL_LINKS = 0.82
_LONGEST = 220
_LEAST = 12
_LABEL_WORDS = 4
_LABEL_LETTERS = 30
_MOST = 12
#: Related headlines of one teaser, or of a list below the text, at most.
_TEASERS = 5
_LONGEST_LABEL = 40
_LONGEST_LIST = 3000
_MORE = re.compile(rf"(?:{any_of('more_links')})[\s.…»›>→]*", re.I)
_END = re.compile(r"[.…;!]$")


def take_related(reading: Reading, element: Any, rule: str) -> bool:
    """Leave the related headlines of furniture in its place, if it holds any.

    Between paragraphs they are the article's, where the furniture is named so, has a
    label that says it, or is a short teaser; after the text only under a label.
    """
    inside = reading.start < reading.view.place[element] < reading.end
    labelled = _has_label(reading, element)
    if not (labelled or rule in ("related", "recommended")):
        return False
    pointers = _pointers(reading, element, "related block")
    if rule != "related":
        short = rule == "recommended" and len(pointers) <= _TEASERS
        holds = inside and (labelled or short)
    else:
        holds = inside or labelled or bool(_label_before(reading, element))
    if not pointers or not holds:
        return False
    _put(reading, element, pointers)
    return True


def take_related_below(reading: Reading) -> None:
    """Take the related headlines below the text that stand in the article's element."""
    body = reading.main.body
    article = next((e for e in body.iterancestors("article")), None)
    if article is None:
        return
    for element in list(article.iter("div", "section", "aside", "ul", "p")):
        if element in reading.gone or reading.view.place[element] <= reading.end:
            continue
        if reading.view.length[element] > _LONGEST_LIST:
            continue
        if "related" not in parts_of(element) or not _has_label(reading, element):
            continue
        pointers = _pointers(reading, element, "related block")
        if not 0 < len(pointers) <= _TEASERS:
            continue
        for one in pointers:
            reading.draft.add_related(one.headline, one.url, one.rule)
        reading.draft.drop(_beside(element, pointers), "beside related headlines")
        reading.take(element)


def _has_label(reading: Reading, element: Any) -> bool:
    """Say whether an element's words before its first link announce related ones.

    "More on this story" announces what a site advises after every text.
    """
    link = first_link(element)
    before = text_of(element).partition(link)[0] if link else ""
    words = before.strip(" :|–—-»>•/")
    if not 0 < len(words) <= _LONGEST_LABEL:
        return False
    stops = reading.labels.stop.fullmatch(words) is not None
    return not stops and is_related_label(reading, words)


def take_links(reading: Reading, body: Any) -> None:
    """Cut out the blocks of a body that are nothing but links."""
    for element in list(body.iter(*_BLOCKS)):
        if element is body or element in reading.gone:
            continue
        parent = element.getparent()
        if parent is not None and parent.tag == "p":
            continue
        block = _judge(reading, element)
        if block is not None:
            _take(reading, element, block)


@dataclass(frozen=True)
class _Block:
    """A block of links: the label in it, and whether it is one link of a line."""

    label: str
    is_line: bool


def _judge(reading: Reading, element: Any) -> _Block | None:
    """Return what kind of links an element holds; None where it holds text too."""
    view = reading.view
    length, linked = view.length[element], view.linked[element]
    if not linked or length > 3000 or any(e in reading.places for e in element.iter()):
        return None
    is_line = element.tag == "p" or next(element.iterchildren(*_HOLDERS), None) is None
    is_line = is_line and element.tag not in ("ul", "ol", "table", "dl")
    label = "" if is_line else _heading(element)
    if linked >= _ALL_LINKS * max(1, length - len(label.replace(" ", ""))):
        return _Block(label, is_line)
    if (rest := _rest(element)) and is_related_label(reading, rest):
        return _Block(rest.strip(" :"), is_line)
    if is_line and linked >= 20 and length - linked <= _LABEL_LETTERS:
        text, link = text_of(element), first_link(element)
        before, found, after = text.partition(link) if link else (text, "", "")
        words = before.strip(" :–—-»>").split()
        if found and 0 < len(words) <= _LABEL_WORDS and not after.strip(" .»›>→"):
            return _Block(" ".join(words), True)
    return None


def _rest(element: Any) -> str:
    """Return the words of an element that are in none of its links, if few."""
    text = text_of(element)
    for link in element.iter("a"):
        text = text.replace(text_of(link), " ", 1)
    text = " ".join(text.split())
    return text if len(text) <= _LABEL_LETTERS else ""


def _heading(element: Any) -> str:
    """Return the words of an element's own heading that is no link."""
    for heading in element.iter(*_HEADINGS):
        if next(heading.iter("a"), None) is None:
            parent = heading.getparent()
            if parent is None or parent.tag != "a":
                return text_of(heading)
    return ""


def _take(reading: Reading, element: Any, block: _Block) -> None:
    view, text = reading.view, text_of(element)
    if reading.labels.noise.fullmatch(text):
        reading.drop(element, "noise line")
        return
    label = block.label or _label_before(reading, element)
    known = bool(label) and is_related_label(reading, label)
    known = known and reading.labels.stop.fullmatch(label.strip(" :")) is None
    inside = reading.start < view.place[element] < reading.end
    rule = f"label '{label}'" if label else "line that is a link"
    pointers = _pointers(reading, element, rule)
    if block.is_line and (len(text) > _LONGEST or (not label and _END.search(text))):
        return
    line = block.is_line and (known or view.place[element] > reading.start)
    if pointers and (inside or known or line):
        _put(reading, element, pointers)
    elif not block.is_line:
        reading.drop(element, "block of links")


def _label_before(reading: Reading, element: Any) -> str:
    """Return the related label that stands before a block of links, or ""."""
    before = element.getprevious()
    if before is None or not isinstance(before.tag, str) or before in reading.gone:
        return ""
    words = text_of(before).strip(" :")
    if words and len(words) < 60 and is_related_label(reading, words):
        reading.drop(before, "related heading")
        return words
    return ""


def is_related_label(reading: Reading, words: str) -> bool:
    """Say whether words announce related headlines in some language."""
    labels = reading.labels
    bare = words.strip(" :")
    known = fold(bare) in labels.related_headings
    return known or labels.related.fullmatch(f"{bare}:") is not None


def _put(reading: Reading, element: Any, pointers: list[Pointer]) -> None:
    """Leave related headlines in an element's place; the rest of it is dropped."""
    reading.draft.drop(_beside(element, pointers), "beside related headlines")
    reading.put(element, list(pointers))


def _beside(element: Any, pointers: list[Pointer]) -> str:
    """Return the words of an element that are in none of its related headlines."""
    rest = all_text(element)
    for pointer in pointers:
        rest = rest.replace(pointer.headline, " ", 1)
    return " ".join(rest.split())


def _pointers(reading: Reading, element: Any, rule: str) -> list[Pointer]:
    """Return the related headlines in an element: its links with enough words."""
    found: list[Pointer] = []
    least = _LEAST * reading.view.scale
    for link in element.iter("a"):
        words, href = _words_of(reading, link), (link.get("href") or "").strip()
        if href.startswith(("#", "mailto:", "tel:", "javascript:")):
            continue
        if not least <= len(words) <= _LONGEST or _MORE.fullmatch(words):
            continue
        url = reading.url(href)
        new = all(fold(words) != fold(one.headline) for one in found)
        if new and all(not url or url != one.url for one in found):
            found.append(Pointer(words, url, rule))
    return found[:_MOST]


def _words_of(reading: Reading, link: Any) -> str:
    """Return the headline in a link: its heading where it holds one, no label."""
    for heading in link.iter("h1", *_HEADINGS):
        if words := text_of(heading):
            return words
    for one in link.iterdescendants("div", "span", "p", "strong"):
        if "headline" in parts_of(one) and (words := text_of(one)):
            return words
    *before, last = list(link) or [None]
    if before and last is not None and _MORE.fullmatch(text_of(last)):
        return text_of(link).removesuffix(text_of(last)).strip()
    first = next(link.iterchildren("strong", "b", "span", "em", "div", "p"), None)
    words = text_of(first) if first is not None else ""
    if words and is_related_label(reading, words):
        return text_of(link).removeprefix(words).strip(" :")
    return text_of(link)
