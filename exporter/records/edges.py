"""What stands at the edges of a body: dateline, bylines, desk codes.

In: a draft with the blocks of a body as markup had them. Out: the same draft with
these lines taken out of the body into their fields. Markup around the words that stay
is kept.
"""

import re
from typing import Any

import lxml.html
from lxml import etree

from exporter.blocks import Paragraph
from exporter.inline import clean_inline, plain_text
from exporter.model import Dateline
from exporter.records.datelines import split_dateline
from exporter.records.draft import Draft
from exporter.records.ending import desk_codes_of
from exporter.records.labels import Labels
from exporter.records.people import Credited, only_names, read_people

#: How many paragraphs from either end may be a byline.
_EDGE = 4
_BREAKS = re.compile(r"^(?:<br/>\s*)+|(?:\s*<br/>)+$")


def read_edges(draft: Draft, labels: Labels) -> list[Credited]:
    """Take the lines at a body's edges into fields; return the people of bylines.

    Bylines that were found are in `draft.bylines`, as printed.
    """
    people = [*draft.people, *_take_bylines(draft, labels)]
    draft.people.clear()
    people += _take_dateline(draft, labels)
    _take_desk_codes(draft, labels)
    return people


def _paragraphs(draft: Draft) -> list[int]:
    return [i for i, block in enumerate(draft.body) if isinstance(block, Paragraph)]


def _text(draft: Draft, index: int) -> str:
    block = draft.body[index]
    return plain_text(block.html) if isinstance(block, Paragraph) else ""


def _put(draft: Draft, index: int, markup: str) -> None:
    """Replace a paragraph; one without words goes."""
    if plain_text(markup):
        draft.body[index] = Paragraph(html=markup)
    else:
        del draft.body[index]


def _take_bylines(draft: Draft, labels: Labels) -> list[Credited]:
    where = _paragraphs(draft)
    found: list[Credited] = []
    for index in sorted({*where[:2], *where[-_EDGE:]}, reverse=True):
        line = _text(draft, index)
        people = read_people(line, labels)
        if people and only_names(people):
            draft.bylines.insert(0, line)
            found = [*people, *found]
            del draft.body[index]
    return found


def _take_dateline(draft: Draft, labels: Labels) -> list[Credited]:
    """Take the dateline the text opens with; return who is named in it."""
    first = next(iter(_paragraphs(draft)), None)
    if first is None or draft.values.get("dateline"):
        return []
    text = _text(draft, first)
    found = split_dateline(text, labels)
    if found is None or not found.rest or not text.endswith(found.rest):
        return []
    dateline = Dateline(raw=found.raw, city=found.city, provider=found.provider)
    draft.set("dateline", dateline, "opening of the first paragraph")
    block = draft.body[first]
    if isinstance(block, Paragraph):
        _put(draft, first, cut_start(block.html, text[: -len(found.rest)]))
    if not found.byline:
        return []
    draft.bylines.append(found.byline)
    return list(found.people)


def _take_desk_codes(draft: Draft, labels: Labels) -> None:
    where = [
        i for i in _paragraphs(draft) if not labels.original.search(_text(draft, i))
    ]
    if not where:
        return
    text = _text(draft, where[-1])
    found = desk_codes_of(text, labels, may_be_alone=len(where) > 1)
    block = draft.body[where[-1]]
    if found is None or not isinstance(block, Paragraph):
        return
    code, rest = found
    draft.set("desk_codes", (code,), "bracket that ends the body")
    _put(draft, where[-1], cut_end(block.html, rest))
    for part in re.split("[/-]", code):
        if agency := labels.agency_codes.get(part.casefold()):
            draft.add_source(agency, "agency in the desk codes")


# --- markup cut by its readable characters ------------------------------------------


def cut_start(markup: str, words: str) -> str:
    """Return inline markup without `words`, which its text begins with."""
    root = lxml.html.fragment_fromstring(markup, create_parent="p")
    left = len(_solid(words))
    for holder, name in _texts(root):
        text = getattr(holder, name) or ""
        end = _end_of(text, left)
        left -= len(_solid(text[:end]))
        setattr(holder, name, text[end:])
        if left <= 0:
            setattr(holder, name, (getattr(holder, name) or "").lstrip())
            break
    return _inner(root)


def cut_end(markup: str, words: str) -> str:
    """Return inline markup as far as `words` go, which its text begins with."""
    root = lxml.html.fragment_fromstring(markup, create_parent="p")
    left = len(_solid(words))
    for holder, name in _texts(root):
        text = getattr(holder, name) or ""
        end = _end_of(text, left)
        left -= len(_solid(text[:end]))
        setattr(holder, name, text[:end])
    return _inner(root)


def _solid(text: str) -> str:
    return "".join(text.split())


def _end_of(text: str, count: int) -> int:
    """Return the index behind the first `count` characters that are no white space."""
    if count <= 0:
        return 0
    for index, char in enumerate(text):
        count -= not char.isspace()
        if count == 0:
            return index + 1
    return len(text)


def _texts(root: Any) -> list[tuple[Any, str]]:
    """Return (element, "text" or "tail") of each text in an element, in order."""
    found: list[tuple[Any, str]] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            found.append((element, "text"))
        elif element is not root:
            found.append((element, "tail"))
    return found


def _inner(root: Any) -> str:
    whole = str(etree.tostring(root, encoding="unicode", method="html"))
    return _BREAKS.sub("", clean_inline(whole[len("<p>") : -len("</p>")]))
