"""The elements of a story of ANS as blocks.

In: `content_elements`. Out: blocks in the draft, and the corrections among them. An
element nobody knows is left to what is dropped.
"""

import html
from collections.abc import Callable

from exporter.blocks import (
    Embed,
    ListBlock,
    Paragraph,
    PullQuote,
    Quote,
    Rule,
    Subhead,
    Table,
)
from exporter.inline import clean_inline, plain_text
from exporter.records.ans_photo import add_image, read_image
from exporter.records.body import image_of, place_gallery
from exporter.records.draft import Draft
from exporter.records.entry import add_body, clean_url, pieces_of, plain_of
from exporter.records.labels import Labels
from exporter.records.leaves import Branch
from exporter.records.markup import read_fragment

_RULE = "content_elements"
#: Groups and lists stand in one another this deep at most.
_DEEPEST = 8


class _Body:
    """A story's body being read."""

    def __init__(self, draft: Draft, labels: Labels) -> None:
        self.draft = draft
        self.labels = labels
        self.corrections: list[str] = []

    def elements(self, elements: list[Branch], depth: int) -> None:
        """Read elements in their order."""
        for element in elements:
            kind = element.at("type").value
            if kind == "element_group" and depth < _DEEPEST:
                self._group(element, depth)
            elif isinstance(kind, str) and kind in _READ:
                _READ[kind](self, element)

    def _group(self, group: Branch, depth: int) -> None:
        inner = group.each("content_elements")
        if len(inner) > 1 and all(e.at("type").value == "image" for e in inner):
            self.gallery(group)
        else:
            self.elements(inner, depth + 1)

    def _add(self, markup: str) -> None:
        add_body(self.draft, pieces_of(markup), self.labels, rule=_RULE)

    def text(self, element: Branch) -> None:
        """Read a paragraph of HTML."""
        self._add(element.text("content"))

    def header(self, element: Branch) -> None:
        """Read a heading."""
        markup = clean_inline(element.text("content"))
        if plain_text(markup):
            self.draft.add_block(Subhead(html=markup), _RULE)

    def image(self, element: Branch) -> None:
        """Read a photo."""
        add_image(self.draft, element, self.labels, _RULE)

    def gallery(self, element: Branch) -> None:
        """Read photos that belong together."""
        found = [read_image(one) for one in element.each("content_elements")]
        images = [
            image_of(one.photo, self.labels).model_copy(
                update={
                    "creators": one.creators,
                    "credit_line": one.credit_line,
                    "copyright_notice": one.copyright_notice,
                }
            )
            for one in found
            if one
        ]
        place_gallery(self.draft, images, _RULE)

    def quote(self, element: Branch) -> None:
        """Read a quote; one of the subtype "pullquote" is for the eye."""
        texts = [one.text("content") for one in _leaves(element)]
        texts = texts or [element.text("content")]
        parts = [p.html for text in texts for p in _paragraphs(text)]
        cite = plain_of(element.text("citation", "content"))
        if not parts:
            return
        if element.at("subtype").value == "pullquote":
            block = PullQuote(html=" ".join(parts), cite=cite)
            self.draft.add_block(block, _RULE)
        else:
            self.draft.add_block(Quote(paragraphs=tuple(parts), cite=cite), _RULE)

    def listed(self, element: Branch) -> None:
        """Read a list; what stands in lists inside it follows in order."""
        items = [clean_inline(one.text("content")) for one in _leaves(element, "items")]
        ordered = element.at("list_type").value == "ordered"
        kept = tuple(item for item in items if plain_text(item))
        if kept:
            self.draft.add_block(ListBlock(ordered=ordered, items=kept), _RULE)

    def table(self, element: Branch) -> None:
        """Read a table of words."""
        header = tuple(_cell(cell) for cell in element.each("header"))
        rows = [tuple(_cell(c) for c in row.each()) for row in element.each("rows")]
        rows = [row for row in rows if row]
        if not rows and header:
            rows, header = [header], ()
        if rows:
            caption = clean_inline(element.text("caption") or element.text("title"))
            block = Table(caption=caption, header=header, rows=tuple(rows))
            self.draft.add_block(block, _RULE)

    def raw_html(self, element: Branch) -> None:
        """Read HTML; scripts in it are never text."""
        pieces = read_fragment(element.text("content"))
        add_body(self.draft, pieces, self.labels, rule="raw_html")

    def code(self, element: Branch) -> None:
        """Read lines of code."""
        code = html.escape(element.text("content"), quote=False)
        markup = clean_inline(f"<code>{code}</code>")
        if plain_text(markup):
            self.draft.add_block(Paragraph(html=markup), _RULE)

    def link(self, element: Branch) -> None:
        """Read a link to another story."""
        headline = plain_of(element.text("content"))
        if headline:
            self.draft.add_related(headline, element.text("url"), "interstitial_link")

    def links(self, element: Branch) -> None:
        """Read a list of links; its title is a label."""
        self.draft.drop(plain_of(element.text("title")), "title of a list of links")
        for item in element.each("items"):
            self.link(item)

    def story(self, element: Branch) -> None:
        """Read a story inside this one as what it is: another."""
        headline = plain_of(element.text("headlines", "basic"))
        if headline:
            url = element.text("canonical_url")
            self.draft.add_related(headline, url, "story in the text")

    def embed(self, element: Branch) -> None:
        """Read what only the web can show: a post, a video."""
        raw = element.at("raw_oembed")
        urls = [raw.text("url"), element.text("referent", "id"), element.text("url")]
        url = next(filter(None, map(clean_url, urls)), "")
        made = raw.text("html")
        title = plain_of(raw.text("title"))
        if url:
            label = title or plain_of(made)
            self.draft.add_block(Embed(label=label, url=url), _RULE)
        elif made:
            add_body(self.draft, read_fragment(made), self.labels, rule=_RULE)

    def video(self, element: Branch) -> None:
        """Read a video or a sound."""
        streams = element.each("streams")
        urls = [element.text("canonical_url"), element.text("embed_url")]
        urls += [stream.text("url") for stream in streams]
        url = next(filter(None, map(clean_url, urls)), "")
        title = plain_of(element.text("headlines", "basic"))
        if url:
            self.draft.add_block(Embed(label=title, url=url), _RULE)

    def divider(self, _: Branch) -> None:
        """Read a break between passages."""
        self.draft.add_block(Rule(), _RULE)

    def correction(self, element: Branch) -> None:
        """Read a correction; it stands with the article's own."""
        self.corrections.append(element.text("text"))


_READ: dict[str, Callable[[_Body, Branch], None]] = {
    "text": _Body.text,
    "header": _Body.header,
    "image": _Body.image,
    "gallery": _Body.gallery,
    "quote": _Body.quote,
    "blockquote": _Body.quote,
    "list": _Body.listed,
    "table": _Body.table,
    "raw_html": _Body.raw_html,
    "code": _Body.code,
    "interstitial_link": _Body.link,
    "link_list": _Body.links,
    "story": _Body.story,
    "oembed_response": _Body.embed,
    "oembed": _Body.embed,
    "reference": _Body.embed,
    "video": _Body.video,
    "audio": _Body.video,
    "divider": _Body.divider,
    "correction": _Body.correction,
}


def add_elements(draft: Draft, story: Branch, labels: Labels) -> list[str]:
    """Add the elements of a story to the draft; return the corrections in them."""
    body = _Body(draft, labels)
    body.elements(story.each("content_elements"), 0)
    return body.corrections


def _leaves(
    element: Branch, name: str = "content_elements", depth: int = 0
) -> list[Branch]:
    """Return the texts in an element, those of lists and quotes inside it too."""
    found: list[Branch] = []
    for one in element.each(name):
        inner = one.each("items") or one.each("content_elements")
        if inner and depth < _DEEPEST:
            key = "items" if one.each("items") else "content_elements"
            found += _leaves(one, key, depth + 1)
        elif "content" in (one.value if isinstance(one.value, dict) else {}):
            found.append(one)
    return found


def _paragraphs(markup: str) -> list[Paragraph]:
    return [p for p in pieces_of(markup) if isinstance(p, Paragraph)]


def _cell(cell: Branch) -> str:
    if isinstance(cell.value, str):
        return clean_inline(cell.text())
    inner = (clean_inline(one.text("content")) for one in _leaves(cell))
    return clean_inline(cell.text("content")) or " ".join(inner)
