"""The body of a wire item: its blocks, its photos in their places, its dateline.

In: pieces of markup, and the photos the item carries. Out: blocks in the draft. What
the fields have already and the body says again at its start (headline, byline, deck)
is dropped; a dateline is taken off the first paragraph, so that it is printed once.
"""

import html
import re
from collections.abc import Iterable, Mapping
from typing import Any

import lxml.html

from exporter.blocks import Paragraph, Quote, Subhead
from exporter.inline import clean_inline, clean_line, plain_text
from exporter.model import Dateline, Image
from exporter.records.body import add_pieces, image_of, place_gallery, place_photo
from exporter.records.datelines import SplitDateline, split_dateline
from exporter.records.draft import Draft
from exporter.records.labels import Labels, fold
from exporter.records.markup import Piece, read_fragment
from exporter.records.markup_photos import Photo, PhotoGroup
from exporter.records.times import read_time
from exporter.records.wire import why

_DASH_AT_END = re.compile(r"\s*[-–—]+\s*$")
_AGENCY = re.compile(r"\(([^()]{2,40})\)")
_LONGEST_DATELINE = 80
_PROVIDERS = re.compile(
    r"(?P<city>[^\W\d_a-z][^()]{1,50}?) \((?P<provider>[^()]{2,30})\)\s*[-–—]+\s*"
)
#: How many pieces at a body's start may say again what the fields say.
_HEAD = 8


def plain_paragraphs(text: str) -> list[Piece]:
    """Return the paragraphs of plain text: at blank lines, else at line ends."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    parts = re.split(r"\n[ \t]*\n", text.strip())
    if len(parts) == 1:
        parts = text.strip().split("\n")
    lines = (clean_line(part) for part in parts)
    return [Paragraph(html=html.escape(line, quote=False)) for line in lines if line]


def add_body(
    draft: Draft,
    pieces: Iterable[Piece],
    labels: Labels,
    *,
    rule: str,
    pictures: Mapping[str, Image] | None = None,
) -> None:
    """Add the body; photos in it that `pictures` names by address or id are those."""
    for piece in _without_head(draft, list(pieces)):
        if isinstance(piece, Photo):
            place_photo(draft, _picture(draft, piece, labels, pictures or {}), rule)
        elif isinstance(piece, PhotoGroup):
            group = [
                _picture(draft, photo, labels, pictures or {}) for photo in piece.photos
            ]
            place_gallery(draft, group, rule)
        else:
            add_pieces(draft, [piece], labels, rule=rule)


def _picture(
    draft: Draft, photo: Photo, labels: Labels, pictures: Mapping[str, Image]
) -> Image:
    """Return the item's own photo, with what only the body says of it."""
    inline = image_of(photo, labels)
    own = pictures.get(photo.src)
    if own is None:
        return inline
    for name in ("caption", "credit", "alt"):
        value = getattr(inline, name)
        if value and not getattr(own, name):
            own = own.model_copy(update={name: value})
        elif value:
            words = " ".join(map(plain_text, value)) if name == "caption" else value
            draft.drop(words, why(name, "in the body; the photo has its own"))
    return own


def _without_head(draft: Draft, pieces: list[Piece]) -> list[Piece]:
    """Drop what the first pieces say again of the fields."""
    said_of = {
        fold(str(draft.values.get(name, ""))): name
        for name in ("headline", "byline", "kicker")
    }
    said_of[fold(plain_text(draft.values.get("deck", "")))] = "deck"
    said_of.pop("", None)
    kept: list[Piece] = []
    for index, piece in enumerate(pieces):
        words = plain_text(piece.html) if isinstance(piece, Paragraph | Subhead) else ""
        name = said_of.get(fold(words)) if words and index < _HEAD else None
        if name:
            draft.drop(words, why(name, "again at the start of the body"))
        else:
            kept.append(piece)
    return kept


# --- the dateline -----------------------------------------------------------------


def set_dateline(draft: Draft, given: str, labels: Labels, rule: str) -> None:
    """Set the dateline: that of the first paragraph, else the one a field gives."""
    given = _DASH_AT_END.sub("", clean_line(given))
    at = next((n for n, b in enumerate(draft.body) if isinstance(b, Paragraph)), None)
    if at is not None and at <= 2 and _take_from(draft, at, given, labels):
        if given:
            draft.drop(given, why(rule, "the text has its own dateline"))
        return
    if not given:
        return
    time = read_time(given, day_first=True)
    if (time and not time.before) or not re.search(r"[^\W\d_]{2}", given):
        draft.drop(given, why(rule, "a time and no place"))
    elif len(given) <= _LONGEST_DATELINE:
        draft.set("dateline", _dateline(given), rule)
    else:
        draft.drop(given, why(rule, "too long for a dateline"))


def _dateline(raw: str) -> Dateline:
    agency = _AGENCY.search(raw)
    city = re.split(r"[,(]", raw, maxsplit=1)[0].strip()
    return Dateline(raw=raw, city=city, provider=agency[1] if agency else "")


def _take_from(draft: Draft, at: int, given: str, labels: Labels) -> bool:
    """Take a dateline off the paragraph `at`; say whether there is one."""
    block = draft.body[at]
    if not isinstance(block, Paragraph):
        return False
    text = plain_text(block.html)
    outlets = frozenset(fold(source.name) for source in draft.sources)
    found = split_dateline(text, labels, outlets) or _with_agencies(text, labels)
    if found:
        raw, city, provider = found.raw, found.city, found.provider
        rest = found.rest
    else:
        raw, rest = _named_before(text, given, labels)
        city, provider = "", ""
    if not raw or not rest:
        return False
    line = _dateline(raw)
    draft.set(
        "dateline",
        Dateline(raw=raw, city=city or line.city, provider=provider or line.provider),
        "opening of the first paragraph",
    )
    left = cut_start(block.html, rest)
    draft.body[at] = block.model_copy(update={"html": left})
    return True


def _with_agencies(text: str, labels: Labels) -> SplitDateline | None:
    """Return a dateline whose bracket names an agency beside others: "(tca/dpa)"."""
    found = _PROVIDERS.match(text)
    parts = re.split(r"[/,]", found["provider"]) if found else []
    if found is None or not any(fold(part) in labels.agencies for part in parts):
        return None
    raw = text[: found.end("provider") + 1]
    return SplitDateline(raw, found["city"], found["provider"], text[found.end() :])


def _named_before(text: str, given: str, labels: Labels) -> tuple[str, str]:
    """Return the words before a dash that begin with the place a field names."""
    city = fold(re.split(r"[,(]", given, maxsplit=1)[0])
    dash = labels.dateline_dash.search(text[: _LONGEST_DATELINE + 10])
    if not city or dash is None or dash.start() > _LONGEST_DATELINE:
        return "", ""
    raw = text[: dash.start()].strip()
    named = fold(raw).startswith(city) and len(raw) <= max(40, len(given) + 20)
    return (raw, text[dash.end() :].strip()) if named else ("", "")


def cut_start(markup: str, rest: str) -> str:
    """Return inline markup without the words before `rest`, which end its text."""
    if "<" not in markup:
        return html.escape(rest, quote=False)
    root = lxml.html.fragment_fromstring(markup, create_parent="p")
    left = sum(not char.isspace() for char in "".join(root.itertext()))
    left -= sum(not char.isspace() for char in rest)
    for element, name in _texts(root):
        value = getattr(element, name) or ""
        at = 0
        while left and at < len(value):
            left -= not value[at].isspace()
            at += 1
        setattr(element, name, value[at:])
        if not left:
            break
    whole = lxml.html.tostring(root, encoding="unicode")
    return clean_inline(whole.removeprefix("<p>").removesuffix("</p>"))


def _texts(element: Any) -> Iterable[tuple[Any, str]]:
    yield element, "text"
    for child in element:
        yield from _texts(child)
        yield child, "tail"


def body_text(draft: Draft) -> str:
    """Return the words of the first paragraphs, to tell what repeats them."""
    words: list[str] = []
    for block in draft.body[:4]:
        if isinstance(block, Paragraph):
            words.append(plain_text(block.html))
        elif isinstance(block, Quote):
            words.extend(map(plain_text, block.paragraphs))
    return " ".join(words)


def set_deck(draft: Draft, markup: str, rule: str, *, stated: bool) -> None:
    """Set the deck from an item's description, where it is one.

    `stated` says that the standard calls it a summary. Another one is taken only if it
    is not the beginning of the text, cut somewhere.
    """
    cleaned = clean_inline(markup)
    words = plain_text(cleaned)
    if not words:
        return
    repeats = fold(words) == fold(draft.values.get("headline", ""))
    begins = fold(body_text(draft)).startswith(fold(words)[:120])
    if repeats or (begins and not stated) or "deck" in draft.values:
        draft.drop(words, why(rule, "repeats the headline or the text"))
    else:
        draft.set("deck", cleaned, rule)


def caption_markup(markup: str) -> str:
    """Return markup of several paragraphs as one text of inline markup."""
    pieces = read_fragment(markup)
    return " ".join(p.html for p in pieces if isinstance(p, Paragraph | Subhead))
