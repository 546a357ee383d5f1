"""The running text of the article: junk taken out, the rest as pieces in their order.

In: a page being read, its photos and bylines already cut out. Out: blocks, photos and
related headlines in the draft; what was left out is listed with its rule. A block
that is nothing but links is no text of the article: with a label it is related
headlines, else a site's advice what to read.
"""

import re
from itertools import zip_longest
from typing import Any

from exporter.blocks import Embed, ListBlock, Paragraph, Quote, Rule, Subhead
from exporter.inline import clean_line, plain_text
from exporter.records.body import add_pieces
from exporter.records.html.after import drop_trailing
from exporter.records.html.boxes import drop_site_boxes
from exporter.records.html.closing import is_emphasis, opens_as_invitation
from exporter.records.html.ending import is_dateline_alone
from exporter.records.html.habits import any_of, parts_of
from exporter.records.html.lines import Claims
from exporter.records.html.links import take_links, take_related, take_related_below
from exporter.records.html.parts import put_parts
from exporter.records.html.reading import Reading
from exporter.records.html.span import is_beside_text
from exporter.records.html.words import lines_of, text_of
from exporter.records.labels import fold
from exporter.records.limits import problem_of_text
from exporter.records.markup import Piece, Pointer, read_pieces
from exporter.records.people import read_people
from exporter.said import said

_SHARE_WORDS = re.compile(rf"^(?:{any_of('byline_chrome')})$", re.I)
_ENDS = re.compile(r"[.!?…。！？”\"'»)]$")
#: A paragraph that is nothing but a line between passages.
_LINE = re.compile(r"(?:[_*–—=#•·~-]\s?){3,}$")
_BETWEEN = "line between passages"
#: Behind so much of the letters a stop line can end the text.
_LATE = 0.6
_ADDRESS_ALONE = re.compile(r"(?:[\w.+-]+@[\w-]+\.[\w.-]+|https?://\S+)$")
#: Parts whose words above the text are no paragraph of it.
_NO_OPENING = {"time", "byline", "caption", "credit", "tags", "share", "breadcrumb"}
_NO_OPENING |= {"place", "section", "kicker", "author_box"}

#: Initials of those who worked on it, and agencies: "ama/dpa".
_CODES = re.compile(r"[A-Za-z]{2,10}(?:/[A-Za-z-]{2,12}){1,4}$")
_PLAYERS: tuple[str, ...] = (
    "iframe",
    "video",
    "audio",
    "object",
    "amp-iframe",
    "amp-youtube",
)
_PLAYERS += ("amp-video", "amp-audio", "amp-brightcove", "amp-jwplayer")
_SMALL = 120
_BLOCKS: tuple[str, ...] = (
    "div",
    "p",
    "ul",
    "ol",
    "dl",
    "table",
    "blockquote",
    "pre",
    "iframe",
    "hr",
)
_BLOCKS += ("h2", "h3", "h4", "h5", "h6", "figure")
#: Letters of a sentence above the first paragraph that is text too.
_SHORTEST = 40
#: Of one with a full stop; other lines end in a bracket or a quotation mark.
_SHORTEST_SENTENCE = 24
_STOPS = re.compile(r"\w[.。]$")


def read_text(reading: Reading) -> None:
    """Put the body of the article into the draft."""
    body = reading.main.body
    add_pieces(reading.draft, reading.lead, reading.labels, rule="photo above the text")
    drop_site_boxes(reading, body)
    _take_furniture(reading, body)
    take_links(reading, body)
    _read_opening(reading)
    drop_trailing(reading, body)
    _drop_small(reading, body)
    _drop_head(reading, body)
    put_parts(reading, body)
    pieces = read_pieces(body, reading.places)
    pieces = _without_ends(reading, _join(pieces))
    pieces = _without_head(reading, pieces)
    claims = Claims(reading, pieces)
    for piece in pieces:
        _add(reading, piece, claims)
    take_related_below(reading)
    reading.gone.update(body.iter())


def _without_head(reading: Reading, pieces: list[Piece]) -> list[Piece]:
    """Return pieces without lines above the first paragraph that are no sentences."""
    opening = fold(reading.opening)[:40]
    at = next(
        (n for n, p in enumerate(pieces) if opening and opening in fold(words_of(p))), 0
    )
    kept: list[Piece] = []
    for piece in pieces[:at]:
        if not isinstance(piece, Paragraph) or _is_known(reading, words_of(piece)):
            kept.append(piece)
            continue
        words = words_of(piece)
        least = _SHORTEST_SENTENCE if _STOPS.search(words) else _SHORTEST
        ends = _ENDS.search(words) and len(words) >= reading.view.least(least)
        if ends or is_dateline_alone(words, reading.labels):
            kept.append(piece)
        else:
            reading.draft.drop(words, "above the text")
    return [*kept, *pieces[at:]]


def _add(reading: Reading, piece: Piece, claims: Claims) -> None:
    """Add a piece to the draft; of a paragraph only what no label claims."""
    left = claims.claim(piece) if isinstance(piece, Paragraph) else piece
    if left is not None:
        rule = reading.main.rule
        add_pieces(reading.draft, [left], reading.labels, rule=rule)


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
        if element in reading.gone or any(e in reading.places for e in element.iter()):
            continue
        rule = junk[element]
        if not take_related(reading, element, rule):
            reading.drop(element, rule)
    _drop_fallbacks(reading, body)
    _take_author_boxes(reading, body)


def _drop_fallbacks(reading: Reading, body: Any) -> None:
    """List the words that stand in place of a player no reader can use."""
    for element in body.iter(*_PLAYERS):
        rule = "words in place of a player"
        if element.text and (words := clean_line(element.text)):
            reading.draft.drop(words, rule)
            element.text = None
        for child in list(element):
            if child.tag != "source":
                reading.drop(child, rule)


def _take_author_boxes(reading: Reading, body: Any) -> None:
    """Cut out what is said of an author after the text: a box that opens with one."""
    names = {fold(name) for name in reading.author_names}
    whole = max(1, reading.view.weight.get(body, 0))
    for element in list(body.iter("div", "section", "aside", "footer", "address")):
        if element in reading.gone or element is body or not names:
            continue
        late = reading.view.place[element] > (reading.start + reading.end) / 2
        if not late or reading.view.weight.get(element, 0) > 0.3 * whole:
            continue
        if names & {fold(line) for line in lines_of(element)[:3]}:
            reading.drop(element, "author box")


# --- before and after -----------------------------------------------------------------


def _read_opening(reading: Reading) -> None:
    """Add paragraphs that stand between the headline and the body's own element."""
    view, body = reading.view, reading.main.body
    first = view.place[body]
    headline = reading.headline.element
    after = view.place.get(headline, first) if headline is not None else first
    around = set(body.iterancestors())
    for element in list(reading.main.scope.iter("p", "div")):
        place = view.place.get(element, -1)
        if not after < place < first or not reading.is_free(element):
            continue
        if element in around or view.weight.get(element, 0) <= 0:
            continue
        if parts_of(element) & _NO_OPENING or _has_blocks(element):
            continue
        if is_beside_text(reading, element):
            continue
        pieces = read_pieces(element, reading.places)
        add_pieces(
            reading.draft, pieces, reading.labels, rule="paragraph above the body"
        )
        reading.take(element)


def _drop_head(reading: Reading, body: Any) -> None:
    """Cut out what stands in the body above its first paragraph and is no text."""
    view = reading.view
    for element in list(body.iterdescendants()):
        if not isinstance(element.tag, str) or element in reading.gone:
            continue
        if view.place[element] >= reading.start:
            return
        if any(e in reading.places for e in element.iter()) or not view.length[element]:
            continue
        if view.weight.get(element, 0) > 0 and not parts_of(element) & _NO_OPENING:
            continue
        text = text_of(element)
        is_text = element.tag in ("p", "ul", "ol", "blockquote", "h2", "h3", "table")
        if is_text and (_ENDS.search(text) or element.tag != "p"):
            continue
        if is_dateline_alone(text, reading.labels):
            continue
        if element.tag in ("strong", "b", "em", "i", "span", "a", "br", "u"):
            continue  # the beginning of a text without a paragraph of its own
        reading.drop(element, "above the text")


def _drop_small(reading: Reading, body: Any) -> None:
    """Cut out short lines that are no <p> from a body whose text is all in them.

    A line that a rule of the text knows stays: a label with its value, desk codes.
    """
    view = reading.view
    kinds: dict[tuple[str, str], int] = {}
    for e in body.iter("p", "div", "span", "section"):
        own = view.weight.get(e, 0) - sum(view.weight.get(c, 0) for c in e)
        if own > 0 and reading.is_free(e):
            kind = ("p", "") if e.tag == "p" else (e.tag, e.get("class") or "")
            kinds[kind] = kinds.get(kind, 0) + own
    most = max(kinds, key=lambda kind: kinds[kind], default=("", ""))
    if not kinds or kinds[most] < 0.8 * sum(kinds.values()):
        return
    for element in list(body.iter("div", "footer", "section", "header", "span")):
        if element is body or element in reading.gone or element in reading.places:
            continue
        if (element.tag, element.get("class") or "") == most:
            continue
        small = not view.weight.get(element, 0) and 0 < view.length[element] <= _SMALL
        if not small or _has_other_blocks(element) or _in_text(reading, element):
            continue
        text = text_of(element)
        if _CODES.match(text):
            reading.put(element, [Paragraph(html=f"({text})")])
        elif text and not _is_known(reading, text):
            reading.drop(element, "line that is no paragraph")


def _has_other_blocks(element: Any) -> bool:
    return next(element.iterdescendants(*_BLOCKS), None) is not None


def _in_text(reading: Reading, element: Any) -> bool:
    """Say whether an element stands in a paragraph, or is the beginning of one."""
    weight = reading.view.weight
    for one in element.iterancestors():
        if one.tag in ("p", "li", "blockquote", "td", "figure", "h2", "h3", "h4"):
            return True
        if one is reading.main.body:
            break
        if element.tag == "span" and weight.get(one, 0) > sum(
            weight.get(child, 0) for child in one
        ):
            return True  # its holder is the paragraph
    return element.tag == "span" and bool((element.tail or "").strip())


def _is_known(reading: Reading, text: str) -> bool:
    labels = reading.labels
    if read_people(text, labels) or labels.original.match(text):
        return True
    known = (labels.source, labels.source_opener, labels.related)
    return any(one.fullmatch(text) for one in known)


def _has_blocks(element: Any) -> bool:
    return next(element.iterchildren("div", "p", "section", "ul"), None) is not None


def _without_ends(reading: Reading, pieces: list[Piece]) -> list[Piece]:
    """Return pieces up to a stop line; headings without text under them go."""
    draft = reading.draft
    kept: list[Piece] = []
    letters = 0
    whole = sum(len(words_of(piece)) for piece in pieces)
    stopped = False
    for piece, following in zip_longest(pieces, pieces[1:]):
        words = words_of(piece)
        if stopped:
            if isinstance(piece, Paragraph) and _still_counts(reading, words):
                kept.append(piece)
            else:
                draft.drop(words, "after a stop line")
            continue
        letters += len(words)
        if letters > whole * _LATE and _stops(reading, words):
            draft.drop(words, "stop line")
            stopped = True
        elif _announces(piece, words, following):
            draft.drop(words, "label of what follows")
        elif rule := _no_text(reading, piece, words):
            draft.drop(words, rule)
            kept += [Rule()] if rule == _BETWEEN else []
        else:
            kept.append(piece)
    while kept and isinstance(kept[-1], Subhead | Rule):
        draft.drop(words_of(kept.pop()), "heading with nothing under it")
    return kept


def _announces(piece: Piece, words: str, following: Piece | None) -> bool:
    """Say whether a line only announces the clip or related headline behind it."""
    if not isinstance(piece, Paragraph) or not words.endswith((":", "：", ":▼")):
        return False
    apart = is_emphasis(piece.html) or words.isupper()
    return apart and len(words) <= _SMALL and isinstance(following, Pointer | Embed)


def _stops(reading: Reading, words: str) -> bool:
    bare = words.strip(" :")
    return len(words) < 60 and reading.labels.stop.fullmatch(bare) is not None


def _no_text(reading: Reading, piece: Piece, words: str) -> str:
    """Return the rule by which a piece is no text of the article, or ""."""
    if problem := problem_of_text(words.replace("<", "&lt;")):
        reading.draft.warn(said("a paragraph was left out: {problem}", problem=problem))
        return "too large to print"
    if _SHARE_WORDS.match(words):
        return "label of what is left out"
    if isinstance(piece, Subhead) and _is_label(reading, words):
        return "label of what is left out"
    if isinstance(piece, ListBlock):
        items = map(plain_text, piece.items)
        noise = all(reading.labels.noise.fullmatch(item) for item in items)
        return "list of controls" if noise else ""
    if not isinstance(piece, Paragraph):
        return ""
    if _LINE.match(words):
        return _BETWEEN
    if _ADDRESS_ALONE.match(words):
        return "address alone"
    return "invitation in the text" if _is_invitation(piece, words) else ""


def _is_invitation(piece: Paragraph, words: str) -> bool:
    """Say whether a paragraph among others is a site's invitation.

    One that holds a person's words is not: it must be set apart, or have a link.
    """
    if not opens_as_invitation(words):
        return False
    return is_emphasis(piece.html) or "<a " in piece.html or words.startswith("[")


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
