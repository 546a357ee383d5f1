"""What WordPress and Ghost wrap around photos, tables and players, made plain.

In: HTML of a post. Out: pieces as `markup` has them: a pull quote is one, a table has
its caption, a player is an address with its caption for a label, photos stand under
the address of the whole photo; and the words that are left out, with their rule.
"""

import re
from collections.abc import Mapping
from typing import Any

import lxml.html
from lxml import etree

from exporter.inline import clean_line
from exporter.records.markup import Piece, read_fragment, read_pieces

_NUMBER = re.compile(r"(?:^|\s)wp-image-(\d{1,12})(?:\s|$)")
#: What plug-ins put into a text: buttons to share, posts of a similar kind.
_PLUG_IN = re.compile(
    r"\b(?:sharedaddy|sd-sharing|jp-relatedposts|addtoany|a2a_kit|heateor|yarpp|"
    r"crp_related|related-?posts|social-?share|share-?buttons?|newsletter-?form)"
)
_URL = re.compile(r"https?://\S+")


Dropped = list[tuple[str, str]]


def read_post(
    markup: str, addresses: Mapping[int, str] | None = None
) -> tuple[list[Piece], Dropped]:
    """Return the pieces of a post's HTML, and (words, rule) of what was left out.

    `addresses` are those of the site's photos by number.
    """
    if not markup.strip():
        return [], []
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
    whole = f"<div>{markup}</div>".encode("utf-8", "replace")
    try:
        root = lxml.html.document_fromstring(whole, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return read_fragment(markup), []
    if any(e.level == etree.ErrorLevels.FATAL for e in parser.error_log):
        return read_fragment(markup), []
    dropped: Dropped = []
    _plain(root, addresses or {}, dropped)
    try:
        return read_pieces(root), dropped
    except RecursionError:
        return read_fragment(markup), []


def _plain(root: Any, addresses: Mapping[int, str], dropped: Dropped) -> None:
    for image in root.iter("img"):
        found = _NUMBER.search(image.get("class") or "")
        number = found[1] if found else (image.get("data-id") or "")[:12]
        if number.isdecimal() and int(number) in addresses:
            _place(image, addresses[int(number)])
    for element in list(root.iter("ul", "div", "figure")):
        if element.getparent() is not None:
            _wrapping(element, dropped)
    for figure in list(root.iter("figure")):
        if figure.getparent() is not None:
            _figure(figure)


def _wrapping(element: Any, dropped: Dropped) -> None:
    """Make plain what names itself by its class: galleries, captions, cards."""
    names = _class(element)
    if _PLUG_IN.search(names):
        words = clean_line(element.text_content())
        dropped.append((words, "part of a plug-in: buttons, related posts"))
        element.drop_tree()
        return
    is_gallery = "blocks-gallery" in names or "wp-block-gallery" in names
    if element.tag == "ul" and is_gallery:
        _as_figure(element)
    elif element.tag == "div" and "wp-caption" in names.split():
        _captioned(element)
    elif "kg-" in names:
        _card(element, dropped)


#: Cards of Ghost that are an address: the class of the card and that of its title.
_ADDRESS_CARDS = {
    "kg-bookmark-card": "kg-bookmark-title",
    "kg-file-card": "kg-file-card-title",
    "kg-audio-card": "kg-audio-title",
}
#: Cards that only a reader of the site can use.
_SITE_CARDS = {"kg-signup-card", "kg-email-card", "kg-email-cta-card", "kg-cta-form"}


def _card(card: Any, dropped: Dropped) -> None:
    names = set(_class(card).split())
    if names & _SITE_CARDS:
        dropped.append(
            (clean_line(card.text_content()), "card for readers of the site")
        )
        card.drop_tree()
    elif names & {"kg-callout-emoji"}:
        card.drop_tree()
    elif known := next((n for n in _ADDRESS_CARDS if n in names), ""):
        _address_card(card, _ADDRESS_CARDS[known], dropped)
    elif "kg-gallery-card" in names:
        _free_caption(card, next(card.iterchildren("figcaption"), None))


def _address_card(card: Any, title_class: str, dropped: Dropped) -> None:
    """Make a card an address with its title for a label; its other words go."""
    link = next(card.iter("a", "audio"), None)
    url = (link.get("href") or link.get("src") or "") if link is not None else ""
    titles = [e for e in card.iter() if title_class in _class(e).split()]
    label = clean_line(titles[0].text_content()) if titles else ""
    if not _URL.match(url):
        return
    for title in titles[:1]:
        title.drop_tree()
    words = clean_line(" ".join(card.itertext()))
    if any(char.isalpha() for char in words):
        dropped.append((words, "words of a card beside its title"))
    _become_player(card, url, label)


def _become_player(element: Any, url: str, label: str) -> None:
    for child in list(element):
        element.remove(child)
    element.text = None
    element.tag = "iframe"
    element.attrib.clear()
    element.set("src", url)
    if label:
        element.set("title", label)


def _class(element: Any) -> str:
    return element.get("class") or ""


def _place(image: Any, address: str) -> None:
    for key in ("data-src", "data-lazy-src", "data-original", "srcset", "data-srcset"):
        image.attrib.pop(key, None)
    image.set("src", address)


def _as_figure(element: Any) -> None:
    element.tag = "figure"
    for item in element.iterchildren("li"):
        item.tag = "div"


def _captioned(element: Any) -> None:
    element.tag = "figure"
    for words in element.iter("p"):
        if "wp-caption-text" in _class(words):
            words.tag = "figcaption"


def _figure(figure: Any) -> None:
    names = _class(figure)
    caption = next(figure.iterchildren("figcaption"), None)
    if "pullquote" in names:
        for quote in figure.iter("blockquote"):
            quote.set("class", "pullquote")
    table = next(figure.iter("table"), None)
    if table is not None and caption is not None:
        caption.tag = "caption"
        table.insert(0, caption)
    elif next(figure.iterdescendants("figure"), None) is not None:
        _free_caption(figure, caption)
    elif _is_player(figure, names):
        _show(figure, caption)


def _free_caption(figure: Any, caption: Any) -> None:
    """Let the caption of a whole gallery be a paragraph below it."""
    if caption is not None:
        caption.tag = "p"
        tail, figure.tail = figure.tail, None
        figure.addnext(caption)
        caption.tail = tail


def _is_player(figure: Any, names: str) -> bool:
    plays = next(figure.iter("video", "audio", "iframe"), None) is not None
    bare = "wp-block-embed" in names and next(figure.iter("blockquote"), None) is None
    return plays or bare


def _show(figure: Any, caption: Any) -> None:
    """Make a player's figure an address; its caption is the label."""
    label = clean_line(caption.text_content()) if caption is not None else ""
    if caption is not None:
        caption.drop_tree()
    played = next(figure.iter("video", "audio", "iframe"), None)
    source = played.find(".//source") if played is not None else None
    url = (played.get("src") if played is not None else "") or ""
    url = url or (source.get("src") if source is not None else "") or ""
    found = _URL.search(url or figure.text_content())
    if found is None:
        if label:  # a player without an address: its caption stays
            words = etree.SubElement(figure, "p")
            words.text = label
        return
    title = label or (played.get("title") or "" if played is not None else "")
    _become_player(figure, found[0], title)
