"""The content of a NewsML-G2 text item as blocks.

In: a `newsItem` with one or more renditions of its text in `contentSet`. Out: the
blocks of one: XHTML before NITF before HTML before plain text.
"""

import html
from typing import Any

from exporter.model import Image
from exporter.records.draft import Draft
from exporter.records.labels import Labels
from exporter.records.markup import read_fragment
from exporter.records.nitf import read_nitf
from exporter.records.nitf_body import read_body
from exporter.records.wire import unread, why
from exporter.records.wire_body import add_body, plain_paragraphs
from exporter.records.wire_xml import (
    attribute,
    child,
    children,
    descendants,
    forget,
    local,
    markup_in,
    take,
    take_all,
    words,
)


def read_content(
    draft: Draft, item: Any, labels: Labels, pictures: dict[str, Image]
) -> None:
    """Add the best rendition of the text to the draft."""
    content = child(item, "contentSet")
    inline = [*children(content, "inlineXML"), *children(content, "inlineData")]
    for one in sorted(inline, key=_rank):
        if words(one):
            _read(draft, one, labels, pictures)
            break
    for one in inline:
        draft.drop(take_all(one), why("g2:contentSet", "the text in another form"))


def _rank(element: Any) -> int:
    media = attribute(element, "contenttype").lower()
    inner = {local(one) for one in element}
    if "html" in inner or "xhtml" in media:
        return 0
    if "nitf" in inner or "nitf" in media:
        return 1
    return 2 if "html" in media else 3


def _read(
    draft: Draft, element: Any, labels: Labels, pictures: dict[str, Image]
) -> None:
    rule = f"g2:{local(element)}"
    nitf = next(iter(descendants(element, "nitf")), None)
    if nitf is not None:
        read_nitf(draft, nitf, labels)
    elif local(element) == "inlineData":
        text = "".join(element.itertext())
        is_html = "html" in attribute(element, "contenttype") or "<p" in text.lower()
        pieces = read_fragment(text) if is_html else plain_paragraphs(text)
        forget(element)
        add_body(draft, pieces, labels, rule=rule, pictures=pictures)
    elif descendants(element, "body.content", "hl2", "media"):
        read_body(draft, element, labels, rule)
    else:
        _read_xhtml(draft, element, labels, pictures, rule)


def _read_xhtml(
    draft: Draft, element: Any, labels: Labels, pictures: dict[str, Image], rule: str
) -> None:
    """Read XHTML; a header that says the fields again is dropped."""
    for head in descendants(element, "head"):
        draft.drop(take(head), unread("g2:head"))
    bodies = descendants(element, "body")
    root = bodies[0] if bodies else element
    for header in descendants(root, "header"):
        inner = [words(one) for one in descendants(header, "h1")]
        if inner and "headline" in draft.values:
            draft.drop(take_all(header), why("g2:header", "says the fields again"))
    special = {
        "dnl-image": _dpa_image,
        **dict.fromkeys(
            ("dnl-twitterembed", "dnl-youtubeembed", "dnl-wgchart"), _dpa_embed
        ),
    }
    markup = markup_in(root, {}, special)
    forget(element)
    if "<p" not in markup and "<div" not in markup and "\n\n" in markup:
        markup = "".join(f"<p>{part}</p>" for part in markup.split("\n\n"))
    add_body(draft, read_fragment(markup), labels, rule=rule, pictures=pictures)


def _dpa_image(element: Any) -> str:
    """Return dpa's place of a picture as the figure it stands for."""
    source = html.escape(attribute(element, "ref") or attribute(element, "src"))
    caption = html.escape(attribute(element, "caption"))
    credit = html.escape(attribute(element, "creditline"))
    return (
        f'<figure><img src="{source}"><figcaption>{caption}</figcaption>'
        f'<span class="credit">{credit}</span></figure>'
    )


def _dpa_embed(element: Any) -> str:
    source = html.escape(attribute(element, "src"))
    return f'<iframe src="{source}"></iframe>'
