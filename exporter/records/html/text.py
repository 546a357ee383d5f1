"""The running text of the article: junk taken out, the rest as pieces in their order.

In: a page being read, its photos and bylines already cut out. Out: blocks, photos and
related headlines in the draft; what was left out is listed with its rule. A block
that is nothing but links is no text of the article: with a label it is related
headlines, else a site's advice what to read.
"""

import re
from typing import Any

from exporter.blocks import Embed, ListBlock, Paragraph, Quote, Subhead
from exporter.inline import plain_text
from exporter.records.body import add_pieces
from exporter.records.html.furniture import is_hidden
from exporter.records.html.habits import any_of, parts_of
from exporter.records.html.parts import put_parts
from exporter.records.html.reading import Reading
from exporter.records.html.words import all_text, text_of
from exporter.records.labels import fold
from exporter.records.markup import Piece, Pointer, read_pieces

_LIST_TAGS = (
    "ul",
    "ol",
    "div",
    "section",
    "table",
    "p",
    "aside",
    "dl",
    "h2",
    "h3",
    "h4",
    "h5",
    "strong",
    "blockquote",
    "span",
)
_ALL_LINKS = 0.82
_LONGEST_LINK = 220
_LEAST_LINK = 12
_END = re.compile(r"[.…:;!?]$")
_SHARE_WORDS = re.compile(rf"^(?:{any_of('byline_chrome')})$", re.I)


def read_text(reading: Reading) -> None:
    """Put the body of the article into the draft."""
    body = reading.main.body
    add_pieces(reading.draft, reading.lead, reading.labels, rule="photo above the text")
    _take_furniture(reading, body)
    _take_links(reading, body)
    _read_opening(reading)
    put_parts(reading, body)
    pieces = read_pieces(body, reading.places)
    pieces = _without_ends(reading, _join(pieces))
    add_pieces(reading.draft, pieces, reading.labels, rule=reading.main.rule)
    reading.gone.update(body.iter())


def _join(pieces: list[Piece]) -> list[Piece]:
    """Return pieces without doubles that stand side by side."""
    kept: list[Piece] = []
    for piece in pieces:
        if not kept or piece != kept[-1]:
            kept.append(piece)
    return kept


# --- what is no text ----------------------------------------------------------------


def _take_furniture(reading: Reading, body: Any) -> None:
    """Cut the furniture out of the body; related headlines keep their place."""
    junk = reading.view.junk
    for element in [e for e in body.iter() if e in junk]:
        if element in reading.gone:
            continue
        rule = junk[element]
        if any(one in reading.places for one in element.iter()):
            continue
        pointers = (
            _pointers(reading, element, "related block") if rule == "related" else []
        )
        if pointers:
            _put_pointers(reading, element, pointers)
        else:
            reading.drop(element, rule)


def _put_pointers(reading: Reading, element: Any, pointers: list[Pointer]) -> None:
    """Leave related headlines in an element's place; the rest of it is dropped."""
    rest = all_text(element)
    for pointer in pointers:
        rest = rest.replace(pointer.headline, " ", 1)
    reading.draft.drop(" ".join(rest.split()), "beside related headlines")
    reading.put(element, list(pointers))


def _pointers(reading: Reading, element: Any, rule: str) -> list[Pointer]:
    """Return the related headlines in an element: its links with enough words."""
    found: list[Pointer] = []
    for link in element.iter("a"):
        words = _link_words(link)
        url = reading.url(link.get("href"))
        if (
            not url
            or not _LEAST_LINK * reading.view.scale <= len(words) <= _LONGEST_LINK
        ):
            continue
        if all(fold(words) != fold(one.headline) and url != one.url for one in found):
            found.append(Pointer(words, url, rule))
    return found[:12]


def _link_words(link: Any) -> str:
    """Return the headline in a link: its heading where it holds one."""
    for heading in link.iter("h1", "h2", "h3", "h4", "h5"):
        if words := text_of(heading):
            return words
    for one in link.iterdescendants("div", "span", "p", "strong"):
        if "headline" in parts_of(one) and (words := text_of(one)):
            return words
    return text_of(link)


def _take_links(reading: Reading, body: Any) -> None:
    """Cut out blocks that are nothing but links."""
    view = reading.view
    for element in list(body.iter(*_LIST_TAGS)):
        if (
            element in reading.gone
            or element is body
            or element.tag in ("strong", "span")
        ):
            continue
        if view.link_share(element) < _ALL_LINKS or view.length[element] < 3:
            continue
        if any(one in reading.places for one in element.iter()) or _only_inline_text(
            element
        ):
            continue
        text = text_of(element)
        if not text or (element.tag == "p" and len(text) > _LONGEST_LINK):
            continue
        label = _label_before(reading, element)
        pointers = _pointers(
            reading, element, f"label '{label}'" if label else "line that is a link"
        )
        if element.tag in ("h2", "h3", "h4", "h5") and not label:
            continue
        if pointers and (
            label
            or (
                element.tag in ("p", "ul", "table", "blockquote")
                and not _END.search(text)
            )
        ):
            _put_pointers(reading, element, pointers)
        elif element.tag != "p" or _SHARE_WORDS.match(text):
            reading.drop(element, "block of links")


def _only_inline_text(element: Any) -> bool:
    """Say whether a block of links is words the text goes on with."""
    parent = element.getparent()
    return element.tag == "span" or (parent is not None and parent.tag == "p")


def _label_before(reading: Reading, element: Any) -> str:
    """Return the related label that stands before a block of links, or ""."""
    before = element.getprevious()
    if before is None or not isinstance(before.tag, str) or before in reading.gone:
        return ""
    words = text_of(before).strip(" :")
    if words and len(words) < 60 and _is_related_label(reading, words):
        reading.drop(before, "related heading")
        return words
    return ""


def _is_related_label(reading: Reading, words: str) -> bool:
    labels = reading.labels
    return fold(words) in labels.related_headings or bool(
        labels.related.fullmatch(f"{words}:")
    )


# --- before and after -----------------------------------------------------------------


def _read_opening(reading: Reading) -> None:
    """Add paragraphs that stand between the headline and the body's own element."""
    view, body = reading.view, reading.main.body
    first = view.place[body]
    headline = reading.headline.element
    after = view.place.get(headline, first) if headline is not None else first
    for element in list(reading.main.scope.iter("p", "div")):
        place = view.place.get(element, -1)
        if not after < place < first or not reading.is_free(element):
            continue
        if (
            any(one is element for one in body.iterancestors())
            or view.weight.get(element, 0) <= 0
        ):
            continue
        if any(True for _ in element.iterchildren("div", "p", "section")) or is_hidden(
            element
        ):
            continue
        pieces = read_pieces(element, reading.places)
        add_pieces(
            reading.draft,
            pieces,
            reading.labels,
            rule="paragraph above the body",
            base=reading.base,
        )
        reading.take(element)


def _without_ends(reading: Reading, pieces: list[Piece]) -> list[Piece]:
    """Return pieces up to a stop line; headings without text under them go."""
    labels, draft = reading.labels, reading.draft
    kept: list[Piece] = []
    letters = 0
    whole = sum(len(words_of(piece)) for piece in pieces)
    stopped = False
    for piece in pieces:
        words = words_of(piece)
        if stopped:
            if isinstance(piece, Paragraph) and _still_counts(reading, words):
                kept.append(piece)
            else:
                draft.drop(words, "after a stop line")
            continue
        letters += len(words)
        if (
            letters > whole * 0.6
            and labels.stop.fullmatch(words.strip(" :"))
            and len(words) < 60
        ):
            draft.drop(words, "stop line")
            stopped = True
        elif _SHARE_WORDS.match(words) or (
            isinstance(piece, Subhead) and _is_label(reading, words)
        ):
            draft.drop(words, "label of what is left out")
        else:
            kept.append(piece)
    while kept and isinstance(kept[-1], Subhead):
        draft.drop(words_of(kept.pop()), "heading with nothing under it")
    return kept


def _is_label(reading: Reading, words: str) -> bool:
    """Say whether a heading is no heading of the text: "Tags", "Berita Terkait"."""
    labels, bare = reading.labels, words.strip(" :")
    return (
        labels.stop.fullmatch(bare) is not None
        or labels.noise.fullmatch(bare) is not None
        or labels.tags.fullmatch(f"{bare}:") is not None
        or fold(bare) in labels.related_headings
    )


def _still_counts(reading: Reading, words: str) -> bool:
    labels = reading.labels
    return bool(
        labels.source.fullmatch(words)
        or labels.original.match(words)
        or labels.role_label.match(words)
    )


def words_of(piece: Piece) -> str:
    """Return the words of a piece as one line."""
    if isinstance(piece, Paragraph | Subhead):
        return plain_text(piece.html)
    if isinstance(piece, Quote):
        return " ".join(map(plain_text, piece.paragraphs))
    if isinstance(piece, ListBlock):
        return " ".join(map(plain_text, piece.items))
    if isinstance(piece, Embed):
        return piece.label
    if isinstance(piece, Pointer):
        return piece.headline
    return ""
