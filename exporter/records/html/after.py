"""What stands in the body's element after the text, and is none of it.

In: a page being read, before its body is. Out: blocks behind the last paragraph that
a site puts there cut out: what no paragraph before them has for a holder. At the end:
corrections, what is said of the author, and signatures taken out of the draft.
"""

import re
from typing import Any

from exporter.blocks import Paragraph
from exporter.inline import plain_text
from exporter.model import Correction
from exporter.records.draft import Draft
from exporter.records.html.habits import any_of
from exporter.records.html.names import Person, is_name
from exporter.records.html.reading import Reading
from exporter.records.labels import fold

#: The share of the paragraphs whose holders are surely the text's.
_SURE = 0.7
_SHORT = 260
_MOST = 4
_CORRECTION = re.compile(rf"(?:{any_of('corrections')})\s*[:：.–—-]", re.I)
_STAR = re.compile(r"^[\s(*)†]+")
#: A signature alone on its line: "/ritzau/", "(grü)", "mgr/cpy", "（共同）".
_SIGNATURE = re.compile(
    r"(?P<open>[/(（\[【]?)\s*(?P<parts>[^\W\d_][\w.-]{0,14}(?:\s?[/-]\s?[\w.-]{1,14}){0,3})"
    r"\s*(?P<close>[/)）\]】]?)\.?$"
)


def drop_trailing(reading: Reading, body: Any) -> None:
    """Cut out blocks after the text that stand in holders of their own kind."""
    view = reading.view
    paragraphs = [
        e
        for e in body.iter("p", "div", "blockquote", "li")
        if view.weight.get(e, 0) > 0
        and reading.is_free(e)
        and _is_lowest(view.weight, e)
    ]
    sure = paragraphs[: max(1, int(len(paragraphs) * _SURE))]
    holders = {_kind(e.getparent()) for e in sure}
    classes = {word for e in sure for word in (e.get("class") or "").split()}
    for element in reversed(paragraphs[len(sure) :]):
        foreign = _kind(element.getparent()) not in holders
        own = set((element.get("class") or "").split())
        other = own and not own & classes and view.length[element] < _SHORT
        if not (foreign or other) or view.length[element] > 2 * _SHORT:
            return
        block = _block(reading, body, element, sure) if foreign else element
        if "correction" in (block.get("class") or "").lower():
            continue
        words = " ".join(block.itertext()).strip()
        if reading.labels.original.match(words) or reading.labels.source.match(words):
            continue
        if any(one in reading.places for one in block.iter()):
            return
        reading.drop(block, "block after the text")


def _is_lowest(weight: dict[Any, int], element: Any) -> bool:
    return weight[element] > sum(weight.get(child, 0) for child in element)


def _kind(element: Any) -> tuple[str, str]:
    if element is None:
        return "", ""
    return str(element.tag), re.sub(r"\d+", "", element.get("class") or "")


def _block(reading: Reading, body: Any, element: Any, sure: list[Any]) -> Any:
    """Return the largest element around a paragraph without any of the text."""
    around = {holder for one in sure for holder in one.iterancestors()}
    block = element
    for holder in element.iterancestors():
        if holder is body or holder in around:
            break
        block = holder
    return block


# --- in the draft -------------------------------------------------------------------


def take_endings(reading: Reading) -> None:
    """Take corrections, notes on the author and signatures from the body's end."""
    draft = reading.draft
    for _ in range(_MOST):
        where = [n for n, one in enumerate(draft.body) if isinstance(one, Paragraph)]
        if len(where) < 2:
            return
        block = draft.body[where[-1]]
        if not isinstance(block, Paragraph) or not _take(reading, block):
            return
        del draft.body[where[-1]]


def _take(reading: Reading, block: Paragraph) -> bool:
    draft, text = reading.draft, plain_text(block.html)
    if _CORRECTION.match(text):
        corrections = draft.values.get("corrections", ())
        draft.values["corrections"] = (Correction(text=block.html), *corrections)
        draft.add_origin("corrections", "label of a correction")
        return True
    bare = _STAR.sub("", text)
    names = reading.author_names
    if len(text) < 500 and any(_opens_note(bare, text, name) for name in names):
        draft.set("author_note", block.html, "paragraph about the author")
        return True
    return _take_name(reading, block, text) or _take_signature(draft, reading, text)


def _opens_note(bare: str, text: str, name: str) -> bool:
    """Say whether a last paragraph tells who its author is."""
    if not fold(bare).startswith(fold(name)) or len(name.split()) < 2:
        return False
    return bare != text or len(bare) < 300


def _take_name(reading: Reading, block: Paragraph, text: str) -> bool:
    """Take an author's name that ends the text, bold and alone on its line."""
    bold = re.fullmatch(
        r"(?:<(?:b|strong|em|i)>)+[^<]+(?:</(?:b|strong|em|i)>)+", block.html
    )
    known = any(fold(name) == fold(text) for name in reading.author_names)
    if not known and not (
        bold and is_name(text, reading.labels) and len(text.split()) > 1
    ):
        return False
    if fold(text) in reading.labels.outlets or fold(text) in outlet_words(reading):
        return False
    reading.signed.append(Person(text, rule="name that ends the text"))
    return True


def outlet_words(reading: Reading) -> set[str]:
    """Return the folded name of the outlet as the draft has it."""
    publisher = reading.draft.values.get("publisher")
    return {fold(publisher.name)} if publisher else set()


def _take_signature(draft: Draft, reading: Reading, text: str) -> bool:
    """Take desk codes or an agency alone on the last line."""
    match = _SIGNATURE.match(text) if len(text) <= 40 else None
    if match is None:
        return False
    labels = reading.labels
    parts = re.split(r"\s?[/-]\s?", match["parts"])
    named = [labels.agency_codes.get(part.casefold()) for part in parts]
    named = [
        n or (p if fold(p) in labels.agencies else None)
        for n, p in zip(named, parts, strict=True)
    ]
    wrapped = bool(match["open"] and match["close"])
    small = all(len(part) <= 4 and part.islower() for part in parts)
    if not any(named) and not (small and (wrapped or len(parts) > 1)):
        return False
    if not (wrapped or len(parts) > 1):
        return False
    for name in filter(None, named):
        draft.add_source(name, "signature of the text")
    if not all(named):
        draft.set("desk_codes", (match["parts"],), "signature of the text")
    else:
        draft.drop(text, "signature of the text")
    return True
