"""HTML of an article's body as blocks, in reading order.

In: an lxml element tree, or HTML as a record carries it ("body_html", "content"). Out:
`Block`s, and a `Photo` wherever a photo stands, with its caption as markup and its
credit where an element of its own holds it. Nothing is judged here: what is junk, a
related line or a byline is for the caller. Markup inside a block is sanitised when the
block is made (nh3); structure comes from the tree.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import lxml.html
from lxml import etree

from exporter.blocks import (
    Block,
    Embed,
    ListBlock,
    Paragraph,
    PullQuote,
    Quote,
    Rule,
    Subhead,
    Table,
)
from exporter.inline import INLINE_TAGS, clean_inline, clean_line, plain_text
from exporter.records.markup_photos import (
    Photo,
    PhotoGroup,
    classes_of,
    is_credit,
    photo_source,
    pixels,
)

_INLINE = INLINE_TAGS | {"q", "font", "mark", "time", "ins", "del", "dfn", "kbd", "var"}
_INLINE |= {"samp", "wbr", "big", "strike", "tt", "acronym", "data", "label", "ruby"}
_INLINE |= {"rt", "rp", "rb", "bdo"}
#: What is never text of an article.
_SILENT = {"script", "style", "template", "svg", "head", "meta", "link", "noscript"}
_SILENT |= {"input", "select", "textarea", "button", "nav", "dialog", "map", "math"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_PHOTOS = {"img", "amp-img"}
_EMBEDS = {"iframe", "video", "audio", "object", "embed", "amp-youtube", "amp-iframe"}
_SOCIAL = re.compile(r"twitter-tweet|instagram-media|tiktok-embed|fb-post|bluesky")
_PULL = re.compile(r"pull-?quote", re.I)
_BLOCK_END = re.compile(r"</(?:p|div|li|h[1-6]|td|tr|blockquote|section)\s*>", re.I)
#: Elements stand in each other this deep at most; what is deeper is read as its words.
_DEEPEST = 60


@dataclass(frozen=True)
class Pointer:
    """A link to another article, in its place; `rule` says how it was known."""

    headline: str
    url: str = ""
    rule: str = ""


@dataclass(frozen=True)
class Part:
    """Pieces set apart: an entry of a live report, or a box; each with a title."""

    kind: Literal["entry", "box"]
    title: str
    time: dt.datetime | None
    pieces: tuple["Piece", ...]


Piece = Block | Photo | PhotoGroup | Pointer | Part


Places = Mapping[Any, list[Piece]]
_NONE: Places = {}


def read_fragment(markup: str) -> list[Piece]:
    """Return the pieces of a fragment of HTML; plain text makes paragraphs."""
    if not markup.strip():
        return []
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
    whole = f"<div>{markup}</div>".encode("utf-8", "replace")
    try:
        root = lxml.html.document_fromstring(whole, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return _words_alone(markup)
    if any(e.level == etree.ErrorLevels.FATAL for e in parser.error_log):
        return _words_alone(markup)
    try:
        return read_pieces(root)
    except RecursionError:
        return _words_alone(markup)


def _words_alone(markup: str) -> list[Piece]:
    """Return the words of markup no tree can be made of: the parser stops in it."""
    texts = (clean_inline(part) for part in _BLOCK_END.split(markup))
    return [Paragraph(html=text) for text in texts if text]


def read_pieces(root: Any, places: Places = _NONE) -> list[Piece]:
    """Return the pieces of everything in an element, in reading order.

    `places` holds elements that have been read already: their pieces stand there.
    """
    walk = _Walk(places)
    walk.children(root, 0)
    walk.flush()
    return walk.pieces


@dataclass
class _Walk:
    """The pieces found so far, and the inline markup that waits for its end."""

    places: Places
    pieces: list[Piece] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)

    def flush(self) -> None:
        """End the paragraph that is being read; two breaks end one too."""
        markup = "".join(self.waiting)
        self.waiting.clear()
        for part in re.split(r"(?:<br\s*/?>\s*){2,}", markup):
            inner = re.sub(r"^(?:\s|<br\s*/?>)+|(?:\s|<br\s*/?>)+$", "", part)
            if inner and (cleaned := clean_inline(inner)):
                self.pieces.append(Paragraph(html=cleaned))

    def children(self, element: Any, depth: int) -> None:
        """Read what stands in an element."""
        self.text(element.text)
        for child in element:
            if isinstance(child.tag, str):
                self.element(child, depth + 1)
            self.text(child.tail)

    def text(self, text: str | None) -> None:
        """Add words to the paragraph that is being read."""
        if text:
            self.waiting.append(_escape(text))

    def element(self, element: Any, depth: int) -> None:
        """Read one element: inline, a block of its own, or a container."""
        tag = element.tag.lower()
        if element in self.places:
            self.flush()
            self.pieces.extend(self.places[element])
        elif tag in _SILENT:
            return
        elif depth > _DEEPEST:
            self.text(element.text_content())
        elif tag == "br":
            self.waiting.append("<br/>")
        elif tag in _INLINE and not _holds_block(element):
            self.waiting.append(_inline_markup(element))
        elif tag in _INLINE:
            self.children(element, depth)
        else:
            self.flush()
            block = _READ.get(tag)
            pieces = block(element, self.places) if block else None
            if pieces is None:
                self.children(element, depth)
                self.flush()
            else:
                self.pieces.extend(pieces)


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _holds_block(element: Any) -> bool:
    """Say whether something that is not inline stands in an inline element."""
    return any(
        isinstance(one.tag, str)
        and one.tag.lower() not in _INLINE
        and one.tag.lower() not in _SILENT
        for one in element.iterdescendants()
    )


def _inline_markup(element: Any) -> str:
    """Return an inline element as markup, without scripts in it."""
    for silent in [e for e in element.iterdescendants() if e.tag in _SILENT]:
        silent.drop_tree()
    markup = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
    return str(markup)


def inner_markup(element: Any) -> str:
    """Return what stands in an element as sanitised inline markup."""
    parts = [_escape(element.text or "")]
    for child in element:
        if isinstance(child.tag, str) and child.tag.lower() not in _SILENT:
            parts.append(_inline_markup(child))
        parts.append(_escape(child.tail or ""))
    return clean_inline("".join(parts))


# --- blocks -----------------------------------------------------------------------


def _heading(element: Any, _: Places = _NONE) -> list[Piece] | None:
    if _holds_block(element):
        return None
    markup = inner_markup(element)
    return [Subhead(html=markup)] if markup else []


def _quote(element: Any, places: Places = _NONE) -> list[Piece] | None:
    if _SOCIAL.search(classes_of(element)):
        return _post(element)
    if next(element.iterdescendants("blockquote"), None) is not None:
        return None  # each would be read again for every one around it
    paragraphs, cite, rest = [], "", []
    for piece in read_pieces(element, places):
        if isinstance(piece, Paragraph):
            paragraphs.append(piece.html)
        else:
            rest.append(piece)
    if rest or not paragraphs:
        return None
    last = next(element.iter("cite", "footer"), None)
    if last is not None and len(paragraphs) > 1:
        words = clean_line(last.text_content())
        if plain_text(paragraphs[-1]) == words:
            cite = words.lstrip("—–- ")
            paragraphs.pop()
    if _PULL.search(classes_of(element)):
        return [PullQuote(html=" ".join(paragraphs), cite=cite)]
    return [Quote(paragraphs=tuple(paragraphs), cite=cite)]


def _post(element: Any) -> list[Piece]:
    """Return a post of a social network as an address with its words for label."""
    address = [a.get("href", "") for a in element.iter("a")]
    address.append(element.get("data-instgrm-permalink") or element.get("cite") or "")
    urls = [url for url in address if url.startswith("http")]
    label = clean_line(element.text_content())
    if not urls:
        return [Quote(paragraphs=(_escape(label),))] if label else []
    return [Embed(label=label, url=urls[-1])]


def _list(element: Any, places: Places = _NONE) -> list[Piece] | None:
    items = list(element.iterchildren("li"))
    if not items or any(_holds_more(item, places) for item in items):
        return None
    if any(True for i in items for _ in i.iter("ul", "ol")):
        items = [i for i in element.iter("li") if not any(True for _ in i.iter("ul"))]
        return None if not _all_words(element, items) else _items(element, items)
    return _items(element, items)


def _holds_more(item: Any, places: Places) -> bool:
    """Say whether something that is no words stands in an item of a list."""
    if next(item.iter("img", "figure", "table"), None) is not None:
        return True
    return _holds_place(item, places)


def _holds_place(element: Any, places: Places) -> bool:
    return bool(places) and any(one in places for one in element.iter())


def _all_words(element: Any, items: list[Any]) -> bool:
    held = "".join(clean_line(i.text_content()) for i in items).replace(" ", "")
    return held == clean_line(element.text_content()).replace(" ", "")


def _items(element: Any, items: list[Any]) -> list[Piece]:
    markup = tuple(text for item in items if (text := inner_markup(item)))
    ordered = element.tag.lower() == "ol"
    return [ListBlock(ordered=ordered, items=markup)] if markup else []


def _table(element: Any, places: Places = _NONE) -> list[Piece] | None:
    """Return a table of words; one that only places things is no table."""
    inner = element.iterdescendants("table", "img", "figure", "iframe", "ul")
    if next(inner, None) is not None or _holds_place(element, places):
        return None
    rows = [[cell for cell in row.iter("td", "th")] for row in element.iter("tr")]
    rows = [row for row in rows if row]
    if not rows or max(map(len, rows)) < 2:
        return None
    header: tuple[str, ...] = ()
    if all(cell.tag == "th" for cell in rows[0]):
        header = tuple(inner_markup(cell) for cell in rows.pop(0))
    caption = next(element.iterchildren("caption"), None)
    words = inner_markup(caption) if caption is not None else ""
    cells = tuple(tuple(inner_markup(cell) for cell in row) for row in rows)
    if not cells:
        cells, header = (header,), ()
    return [Table(caption=words, header=header, rows=cells)]


def _embed(element: Any, _: Places = _NONE) -> list[Piece]:
    source = element.find(".//source")
    url = element.get("src") or element.get("data-src") or element.get("data") or ""
    url = url or (source.get("src", "") if source is not None else "")
    video = element.get("data-videoid")
    url = f"https://www.youtube.com/watch?v={video}" if video and not url else url
    url = f"https:{url}" if url.startswith("//") else url
    if not url.startswith(("http://", "https://")):
        return []
    label = clean_line(element.get("title") or element.get("aria-label") or "")
    return [Embed(label=label, url=url)]


# --- photos -----------------------------------------------------------------------


def _figure(element: Any, places: Places = _NONE) -> list[Piece] | None:
    photos = [i for i in element.iter(*_PHOTOS) if photo_source(i)]
    if not photos:
        return None
    captions = list(element.iter("figcaption"))
    if len(photos) == 1 or len(set(map(photo_source, photos))) == 1:
        caption = captions[0] if captions else None
        return [read_photo(photos[0], caption, element)]
    inner = list(element.iterdescendants("figure"))
    if any(True for one in inner for _ in one.iterdescendants("figure")):
        return None  # each would be read again for every one around it
    if inner:
        found = [p for p in read_pieces(element, places) if isinstance(p, Photo)]
        return [PhotoGroup(tuple(found))] if found else None
    made = [read_photo(one) for one in photos]
    if captions:
        made[0] = read_photo(photos[0], captions[0], element)
    return [PhotoGroup(tuple(made))]


def _photo(element: Any, _: Places = _NONE) -> list[Piece]:
    return [read_photo(element)] if photo_source(element) else []


def read_photo(image: Any, caption: Any = None, figure: Any = None) -> Photo:
    """Return a photo with its caption, and its credit where an element holds it."""
    credit = ""
    place = figure if figure is not None else caption
    for element in place.iter() if place is not None else ():
        if isinstance(element.tag, str) and is_credit(element):
            credit = clean_line(element.text_content())
            if credit:
                element.drop_tree()
                break
    words: tuple[str, ...] = ()
    if caption is not None and caption.getparent() is not None:
        found = read_pieces(caption)
        words = tuple(p.html for p in found if isinstance(p, Paragraph | Subhead))
    return Photo(
        src=photo_source(image),
        alt=clean_line(image.get("alt") or ""),
        caption=words,
        credit=credit,
        width=pixels(image.get("width")),
        height=pixels(image.get("height")),
    )


def _rule(_: Any, __: Places = _NONE) -> list[Piece]:
    return [Rule()]


_READ: dict[str, Callable[[Any, Places], list[Piece] | None]] = {
    **dict.fromkeys(_HEADINGS, _heading),
    **dict.fromkeys(_PHOTOS, _photo),
    **dict.fromkeys(_EMBEDS, _embed),
    "blockquote": _quote,
    "ul": _list,
    "ol": _list,
    "table": _table,
    "figure": _figure,
    "hr": _rule,
}
