"""What ends a body and is no text of it: corrections, notes, signatures, notices.

In: a draft whose body is read. Out: its last paragraphs, as long as they are none of
the text, taken into their fields or left out with a rule.
"""

import re

from exporter.blocks import Paragraph, Subhead
from exporter.inline import plain_text
from exporter.model import Correction
from exporter.records.draft import Draft
from exporter.records.html.closing import (
    is_about_reporting,
    is_about_rights,
    is_about_writer,
    is_emphasis,
    is_invitation,
    is_offer,
    is_promo,
)
from exporter.records.html.cut import without_end
from exporter.records.html.habits import any_of
from exporter.records.html.lines import claim_lines, outlet_forms
from exporter.records.html.reading import Reading
from exporter.records.labels import Labels, fold
from exporter.records.name_words import is_name
from exporter.records.people import Credited, is_collective, read_people

_MOST = 10
_LONGEST_DESK = 4
_LONGEST_ADDRESS = 5
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w{2,}")
_CORRECTION = re.compile(rf"(?:{any_of('corrections')})\s*[:：.–—-]", re.I)
#: A signature alone on its line: "/ritzau/", "(grü)", "mgr/cpy", "（共同）".
_SIGNATURE = re.compile(
    r"(?P<open>[/(（\[【]?)\s*(?P<parts>[^\W\d_][\w.-]{0,14}(?:\s?[/-]\s?[\w.-]{1,14}){0,3})"
    r"\s*(?P<close>[/)）\]】]?)\.?$"
)
#: An agency behind the last sentence: "... los huevos. EFE", "... said. (Reuters)".
_AGENCY_TAIL = re.compile(
    r"(?P<text>.*[.!?…。！？”\"'»)])\s*[-–—(（/\[【]{0,2}\s*"
    r"(?P<name>[^\W\d_][^.!?()。]{1,30}?)\s*[)）/\]】]?\.?$",
    re.S,
)
_BUREAU = re.compile(
    r"[（(【](?P<bureau>[^（）()、。・]{2,12}(?:局|部|室|班))[・＝=　 ]"
    r"(?P<name>[^\W\d_]{2,8})[）)】]"
)
#: "This report by The Canadian Press was first published Jan. 20, 2023."
_REPORT = re.compile(r"This report by (?P<name>.{3,40}?) was first published\b.{0,40}$")


def take_endings(reading: Reading) -> None:
    """Take what is no text from the body's end: corrections, notes, signatures."""
    draft = reading.draft
    first = draft.body[0] if len(draft.body) > 1 else None
    if isinstance(first, Paragraph) and is_about_reporting(
        plain_text(first.html), reading.author_names
    ):
        draft.set("author_note", first.html, "paragraph about the author")
        del draft.body[0]
    for _ in range(_MOST):
        where = [n for n, one in enumerate(draft.body) if isinstance(one, Paragraph)]
        if len(where) < 2:
            return
        block = draft.body[where[-1]]
        if not isinstance(block, Paragraph):
            break
        if not _take(reading, block):
            _cut_agency(reading, where[-1], block)
            break
        del draft.body[where[-1]]
    while draft.body and isinstance(draft.body[-1], Subhead):
        last = draft.body.pop()
        words = plain_text(last.html) if isinstance(last, Subhead) else ""
        draft.drop(words, "heading with nothing under it")


def _take(reading: Reading, block: Paragraph) -> bool:
    draft, text = reading.draft, plain_text(block.html)
    if _CORRECTION.match(text):
        corrections = draft.values.get("corrections", ())
        draft.values["corrections"] = (Correction(text=block.html), *corrections)
        draft.add_origin("corrections", "label of a correction")
        return True
    if is_about_writer(text, reading.author_names):
        note = draft.values.get("author_note")
        html = f"{block.html}<br/>{note}" if note else block.html
        draft.set("author_note", html, "paragraph about the author")
        return True
    for takes in (_take_name, _take_people):
        if takes(reading, block, text):
            return True
    if _take_signature(draft, reading, text):
        return True
    return _drop_notice(reading, block, text)


def _cut_agency(reading: Reading, index: int, block: Paragraph) -> None:
    """Take an agency's name, or the outlet's, off the end of the last sentence."""
    found = _AGENCY_TAIL.match(plain_text(block.html))
    if found is None:
        return
    name = known_agency(found["name"], reading.labels)
    if name:
        reading.draft.add_source(name, "signature of the text")
    elif _is_outlet(reading, found["name"]):
        reading.draft.drop(found["name"], "signature of the text")
    else:
        return
    cut = Paragraph(html=without_end(block.html, found["text"]))
    reading.draft.body[index] = cut


def _is_outlet(reading: Reading, name: str) -> bool:
    """Say whether a name is the outlet's, or that of its pages: "- Warta Online"."""
    first, *more = name.split()
    publisher = reading.draft.values.get("publisher")
    own = {fold(publisher.name.split()[0])} if publisher else set()
    forms = outlet_forms(reading) | own
    return fold(name) in forms or (len(more) == 1 and fold(first) in forms)


def _drop_notice(reading: Reading, block: Paragraph, text: str) -> bool:
    """Drop what a site prints below all its texts."""
    for rule, holds in (
        ("invitation below the text", is_invitation(text)),
        ("line about rights", is_about_rights(text)),
        ("address of the writer", _is_address(text)),
        ("desk that ends the text", _is_desk(text, reading.labels)),
        ("label of a clip", is_promo(text) and is_emphasis(block.html)),
        ("offer of the site", is_offer(text) and is_emphasis(block.html)),
    ):
        if holds:
            reading.draft.drop(text, rule)
            return True
    return False


def _is_address(text: str) -> bool:
    """Say whether a line is an address with a name or an outlet beside it."""
    return _EMAIL.search(text) is not None and len(text.split()) <= _LONGEST_ADDRESS


def _is_desk(text: str, labels: Labels) -> bool:
    bare = text.strip(" ()-–—*")
    if not 0 < len(bare.split()) <= _LONGEST_DESK or bare[-1] in ".!?。":
        return False
    return is_collective(bare, labels)


def _take_name(reading: Reading, block: Paragraph, text: str) -> bool:
    """Take an author's name that ends the text, bold and alone on its line."""
    bold = is_emphasis(block.html)
    known = any(fold(name) == fold(text) for name in reading.author_names)
    if not known and not (bold and is_name(text) and len(text.split()) > 1):
        return False
    if fold(text) in reading.labels.outlets or fold(text) in outlet_words(reading):
        return False
    reading.signed.append(Credited(text, rule="name that ends the text"))
    return True


def _take_people(reading: Reading, _: Paragraph, text: str) -> bool:
    """Take a byline behind a dash, or the writer in a bracket behind a bureau.

    "— Additional reporting by Ben Tan", "（気仙沼支局・畠山浩）"; and a source in a
    bracket: "(With inputs from PTI)".
    """
    bureau = _BUREAU.fullmatch(text)
    if bureau:
        reading.signed.append(Credited(bureau["name"], rule="name that ends the text"))
        reading.draft.drop(bureau["bureau"], "bureau of the writer")
        return True
    if text[0] in "(（[" and text[-1] in ")）]":
        inside = text.strip("()（）[] ")
        labelled = reading.labels.source_opener.match(inside)
        if labelled and not claim_lines(reading, [inside]):
            return True
    bare = text.lstrip("—–- ")
    people = read_people(bare, reading.labels) if bare != text else []
    if not people or not all(one.label for one in people):
        return False
    reading.draft.bylines.append(bare)
    reading.draft.people.extend(people)
    return True


def known_agency(words: str, labels: Labels) -> str:
    """Return the agency some words name and nothing else, or ""."""
    if fold(words) in labels.agencies | labels.dateline_agencies:
        return words
    return ""


def outlet_words(reading: Reading) -> set[str]:
    """Return the folded name of the outlet as the draft has it."""
    publisher = reading.draft.values.get("publisher")
    return {fold(publisher.name)} if publisher else set()


def _take_signature(draft: Draft, reading: Reading, text: str) -> bool:
    """Take desk codes, an agency or the outlet alone on the last line."""
    report = _REPORT.match(text)
    bare = report["name"] if report else text.strip(" -–—/()（）【】.*")
    if name := known_agency(bare, reading.labels):
        draft.add_source(name, "signature of the text")
        draft.drop(text, "signature of the text")
        return True
    if text != bare and fold(bare) in outlet_words(reading):
        draft.drop(text, "signature of the text")
        return True
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
