"""The lines of a page given to the rules of the reader of plain text.

In: the paragraphs of a body, or lines beside it. Out: what is a byline, a label with
its value, a source, a reprint or noise is in the draft; what is none of these is
returned. Each language's words are known there, so nothing is written twice.
"""

import re
from dataclasses import dataclass

from exporter.blocks import Paragraph
from exporter.inline import plain_text
from exporter.records.body import claim_paragraph
from exporter.records.draft import Draft
from exporter.records.ending import finish
from exporter.records.html.cut import without_end, without_start
from exporter.records.html.headline import outlet_names
from exporter.records.html.reading import Reading
from exporter.records.labels import fold
from exporter.records.markup import Piece
from exporter.records.page import Page
from exporter.records.rules import claim_label
from exporter.records.source_line import parts_of_line, signed_sources

#: A line of more letters is a paragraph, whatever it begins with.
_LONGEST = 260
#: Stands for what is no paragraph: no rule reads on beyond it.
_HREF = re.compile(r'<a [^>]*href="([^"]+)"')
_URL = re.compile(r"https?://[^\s<>\"]*[\w/]")
_NEWS = ("news", "newscom", "com", "coid", "online", "id", "net", "نت")
_OTHER = "¶."
#: A paragraph set in one way from its beginning to its end.
_WRAPPED = re.compile(r"<(em|strong|i|b|small)>(?P<inner>(?:(?!</?\1>).)*)</\1>", re.S)
_ADDRESS_ALONE = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@dataclass
class _OutletPage(Page):
    """A page whose outlets are known from what it says for machines."""

    known: frozenset[str] = frozenset()

    @property
    def outlets(self) -> frozenset[str]:
        """Folded names of the page's outlet."""
        return self.known


def page_of(reading: Reading, lines: list[str]) -> Page:
    """Return lines as a page of plain text that shares the draft of `reading`."""
    page = _OutletPage(lines, reading.labels, reading.draft)
    page.language = str(reading.draft.values.get("language", "en"))
    page.known = frozenset(outlet_forms(reading))
    return page


def outlet_forms(reading: Reading) -> set[str]:
    """Return the folded names of the outlet, its initials, and its name without "News".

    "Nusantara News" signs its datelines "NUSANTARA", "United Wire" "UW".
    """
    forms = outlet_names(reading.facts)
    publisher = reading.draft.values.get("publisher")
    words = publisher.name.split() if publisher else []
    if len(words) > 1:
        forms.add(fold("".join(word[0] for word in words)))
        if fold(words[-1]) in _NEWS:
            forms.add(fold(" ".join(words[:-1])))
    for form in list(forms):
        for news in _NEWS:
            forms |= {form.removesuffix(news)} if len(form) > len(news) + 3 else set()
    return forms


def claim_lines(reading: Reading, lines: list[str]) -> list[str]:
    """Let the rules claim lines that stand together; return those they do not know."""
    lines = [part for line in lines for part in parts_of_line(line, reading.labels)]
    page = page_of(reading, lines)
    left = []
    for index, line in enumerate(lines):
        if _takes_signature(reading, line):
            continue
        if index in page.claimed or len(line) > _LONGEST:
            left += [] if index in page.claimed else [line]
        elif not claim_label(page, index):
            left.append(line)
    return left


def _takes_signature(reading: Reading, line: str) -> bool:
    """Take the agencies of a signature that stands alone: "lmu/dpa"."""
    names, codes = signed_sources(line, reading.labels)
    for name in names:
        reading.draft.add_source(name, "signature of the text")
    for code in codes:
        reading.draft.drop(code, "signature of the text")
    return bool(names)


def claim_original(draft: Draft, text: str, href: str) -> bool:
    """Take a line of a reprint whose original has an address: that is printed.

    Agencies require the original to be named; without an address its words stay.
    """
    found = href or next(iter(_URL.findall(text)), "")
    if not found.startswith(("http://", "https://")):
        return False
    if not draft.values.get("is_based_on"):
        draft.set("is_based_on", found, "address of the original")
    draft.drop(text, "line of a reprint; its address is kept")
    return True


class Claims:
    """The paragraphs of a body as the lines of a page, claimed in their order."""

    def __init__(self, reading: Reading, pieces: list[Piece]) -> None:
        """Take every piece of the body; a piece that is no paragraph is no line."""
        self.lines: list[str] = []
        self.first: dict[int, int] = {}
        for piece in pieces:
            if isinstance(piece, Paragraph):
                self.first[id(piece)] = len(self.lines)
                self.lines += [plain_text(one) for one in _lines(piece)]
            else:
                self.lines.append(_OTHER)
        self.page = page_of(reading, self.lines)

    def claim(self, piece: Paragraph) -> Paragraph | None:
        """Return what is left of a paragraph when the rules have claimed its lines."""
        text, draft, labels = plain_text(piece.html), self.page.draft, self.page.labels
        if self._takes_link(piece.html):
            return None
        if labels.original.match(text):
            href = _HREF.search(piece.html)
            return (
                None if claim_original(draft, text, href[1] if href else "") else piece
            )
        lines, start = _lines(piece), self.first[id(piece)]
        left = []
        for index, markup in enumerate(lines, start):
            if _ADDRESS_ALONE.fullmatch(self.lines[index]):
                draft.drop(self.lines[index], "address alone")
                continue
            short = len(self.lines[index]) <= _LONGEST and self.lines[index]
            claimed = index in self.page.claimed
            if self._takes_link(markup):
                continue
            if not claimed and not (short and claim_label(self.page, index)):
                left.append(markup)
        if len(left) == len(lines):
            return piece
        kept = "<br/>".join(one for one in left if plain_text(one))
        return Paragraph(html=kept) if kept else None

    def _takes_link(self, markup: str) -> bool:
        """Take a line that is a label and a related headline, with its address."""
        labels = self.page.labels
        if "<a " not in markup or "<br/>" in markup:
            return False
        if not labels.related.fullmatch(plain_text(markup)):
            return False
        return claim_paragraph(self.page.draft, Paragraph(html=markup), labels)


def _lines(piece: Paragraph) -> list[str]:
    """Return the lines of a paragraph as markup; one with tags around breaks is one."""
    wrapped = _WRAPPED.fullmatch(piece.html)
    parts = (wrapped["inner"] if wrapped else piece.html).split("<br/>")
    whole = all(part.count("<") == 2 * part.count("</") for part in parts)
    return parts if whole else [piece.html]


def finish_text(reading: Reading) -> None:
    """Take dateline, closing byline and desk codes out of the body.

    The rules know plain text: they are shown the body without its inline markup, and
    what they took is then taken out of the markup.
    """
    draft, body = reading.draft, reading.draft.body
    plain = [_plain(one) if isinstance(one, Paragraph) else one for one in body]
    draft.body = list(plain)
    finish(page_of(reading, []))
    after, draft.body = draft.body, []
    at = 0
    for before, shown in zip(body, plain, strict=True):
        if at < len(after) and after[at] is shown:
            draft.body.append(before)
            at += 1
            continue
        changed = after[at] if at < len(after) else None
        following = plain[len(draft.body) + 1 :]
        if changed is None or any(changed is one for one in following):
            continue  # nothing of it is left
        at += 1
        if isinstance(before, Paragraph) and isinstance(changed, Paragraph):
            draft.body.append(_cut_to(before, plain_text(changed.html)))


def _plain(paragraph: Paragraph) -> Paragraph:
    text = plain_text(paragraph.html)
    return Paragraph(html=text.replace("&", "&amp;").replace("<", "&lt;"))


def _cut_to(paragraph: Paragraph, rest: str) -> Paragraph:
    """Return a paragraph of which only `rest`, its end or its beginning, is left."""
    text = plain_text(paragraph.html)
    cut = without_start if text.endswith(rest[-20:]) else without_end
    return Paragraph(html=cut(paragraph.html, rest))
