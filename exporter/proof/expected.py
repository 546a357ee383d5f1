"""List what an article must show, from the Edition alone.

In: an Article and its Layout (for words and dates in the article's language).
Out: `Field`s, each to be found once in the article's own place in each file.
Templates are not looked at.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from exporter.blocks import (
    Block,
    Box,
    Embed,
    Entry,
    Gallery,
    ImageBlock,
    ListBlock,
    Paragraph,
    PullQuote,
    Quote,
    RelatedBlock,
    Subhead,
    Table,
)
from exporter.inline import plain_text
from exporter.layout import Layout
from exporter.model import Article, Image
from exporter.phrases import (
    format_clock,
    format_day,
    format_moment,
    join_names,
    short_address,
)
from exporter.proof.text import Folded
from exporter.web import is_elsewhere, text_addresses

Kind = Literal[
    "kicker",
    "headline",
    "deck",
    "byline",
    "dateline",
    "time",
    "caption",
    "credit",
    "alt",
    "photo",
    "source",
    "related",
    "original",
    "web",
    "note",
    "correction",
    "rights",
    "body",
    "pullquote",
]
#: The kinds the one-line sum counts.
COUNTED: tuple[Kind, ...] = ("credit", "caption", "byline", "source")


@dataclass(frozen=True)
class Field:
    """Something an article must show.

    `photo` counts from 1 the photo it belongs to; `file` is that photo's file,
    empty where the record carries none. `label` must stand before it, in the same
    block. `leads_to` is the id of the article its text must link to. `ordered`
    fields stand in the order of the list. The record itself may place it more than
    once (`times`).
    """

    kind: Kind
    name: str
    text: str
    photo: int = 0
    file: str = ""
    label: str = ""
    leads_to: str = ""
    ordered: bool = False
    times: int = 1


def expect(article: Article, layout: Layout, ids: set[str]) -> list[Field]:
    """Return all fields of an article; `ids` are the articles of the edition."""
    words = layout.words_for(article.language)
    fields = [
        Field("headline", "headline", article.headline),
        *_line("kicker", article.kicker),
        *_line("deck", plain_text(article.deck)),
        *_people(article, words["by"], words["editor"]),
        *_line("time", format_moment(article)),
    ]
    if article.dateline:
        fields += _line("dateline", article.dateline.raw)
    placed = Counter(_placed(article.body, "image"))
    for number, image in enumerate(article.images, 1):
        times = max(1, placed[number - 1])
        found = _photo(article, image, number, layout)
        fields += [replace(f, times=times) for f in found]
    fields += _body(article, article.body, "", words["embed"])
    fields += _related(article, ids)
    fields += _foot(article, words, _own_address(article, layout))
    return [f for f in fields if f.kind == "photo" or _can_be_found(f.text)]


def _can_be_found(text: str) -> bool:
    """Return whether there is a letter: what folds to nothing ("-") says nothing."""
    return text[:1].isalpha() or bool(Folded.of(text).text)


def printed_words(article: Article, layout: Layout) -> dict[str, str]:
    """Return what a layout adds to an article by itself, by key."""
    words = dict(layout.words_for(article.language))
    for count in (2, 3):
        for number, part in enumerate(
            join_names("0" * count, article.language).split()
        ):
            words[f"joiner {count} {number}"] = part.replace("0", "")
    return words


def _placed(
    blocks: Sequence[Block], kind: Literal["image", "related"]
) -> Iterator[int]:
    """Yield the index of each image, or related title, that the body places."""
    for block in blocks:
        if isinstance(block, Box | Entry):
            yield from _placed(block.blocks, kind)
        elif kind == "related" and isinstance(block, RelatedBlock):
            yield from block.related
        elif kind == "image" and isinstance(block, ImageBlock):
            yield block.image
        elif kind == "image" and isinstance(block, Gallery):
            yield from block.images


def _related(article: Article, ids: set[str]) -> Iterator[Field]:
    placed = Counter(_placed(article.body, "related"))
    for number, related in enumerate(article.related, 1):
        target = related.article if related.article in ids else ""
        name, times = f"related title {number}", max(1, placed[number - 1])
        if is_elsewhere(related):
            times = 1  # stands at the article's end, whatever its place in the body
        title = Field("related", name, related.headline, leads_to=target)
        yield replace(title, times=times)
        if is_elsewhere(related):
            address = short_address(related.url)
            yield Field("related", f"address of {name}", address)


def _line(kind: Kind, text: str) -> list[Field]:
    return [Field(kind, kind, text)] if text else []


def _people(article: Article, by: str, editor: str) -> Iterator[Field]:
    for party in article.authors:
        yield Field("byline", "byline (author)", party.name, label=by)
    for party in article.editors:
        yield Field("byline", "byline (editor)", party.name, label=editor)
    for party in article.contributors:
        name = f"byline ({party.role or 'contributor'})"
        yield Field("byline", name, party.name, label=party.role)
    named = article.authors or article.editors or article.contributors
    if article.byline and not named:
        yield Field("byline", "byline", article.byline)


def _photo(
    article: Article, image: Image, number: int, layout: Layout
) -> Iterator[Field]:
    words = layout.words_for(article.language)
    label = "" if image.file else words["photo_missing"]
    if image.file:
        name = f"photo {number}"
        yield Field("photo", name, "", number, image.file)
        alt = layout.alt_text(article, image)
        yield Field("alt", f"alt text of {name}", alt, number, image.file)
    elif image.caption or image.credit:
        name = f"label of missing photo {number}"
        yield Field("body", name, label, number)
    for part, caption in enumerate(image.caption, 1):
        more = f", paragraph {part}" if len(image.caption) > 1 else ""
        name = f"caption of photo {number}{more}"
        yield Field("caption", name, plain_text(caption), number, image.file)
    if image.credit:
        name = f"credit of photo {number}"
        label = words["graphic" if image.file.endswith(".svg") else "photo"]
        yield Field("credit", name, image.credit, number, image.file, label)


def _own_address(article: Article, layout: Layout) -> str:
    """Return the address that stands beside a QR code, if the foot has it not yet."""
    address = short_address(layout.qr_address(article))
    return "" if address == short_address(article.is_based_on) else address


def _foot(article: Article, words: Mapping[str, str], own: str) -> Iterator[Field]:
    if article.reader_note:
        note = plain_text(article.reader_note)
        yield Field("note", "note to readers", note, label=words["reader_note"])
    for party in article.sources:
        yield Field("source", "source", party.name, label=words["source"])
    if article.is_based_on:
        address = short_address(article.is_based_on)
        yield Field(
            "original", "original publication", address, label=words["original"]
        )
    if own:
        yield Field("original", "web address", own)
    for number, url in enumerate(text_addresses(article), 1):
        yield Field("web", f"address of link {number}", short_address(url))
    if article.author_note:
        yield Field("note", "note on the writer", plain_text(article.author_note))
    for number, correction in enumerate(article.corrections, 1):
        name = f"correction {number}"
        day = format_day(correction.date, article.language) if correction.date else ""
        yield Field("correction", name, plain_text(correction.text), label=day)
    if article.rights:
        yield Field("rights", "rights notice", article.rights)


# --- body -------------------------------------------------------------------------


def _body(
    article: Article, blocks: Sequence[Block], inside: str, embed: str
) -> Iterator[Field]:
    """Yield what the body must show, in order; photos and related stand apart."""
    counts: dict[str, int] = {}
    for block in blocks:
        number = counts[block.type] = counts.get(block.type, 0) + 1
        kind = "live entry" if block.type == "entry" else block.type
        name = f"{inside}{kind} {number}"
        if isinstance(block, Box | Entry):
            yield from _group(article, block, name, embed)
        elif isinstance(block, PullQuote):
            yield Field("pullquote", name, plain_text(block.html))
            yield from _ordered((f"citation of {name}", block.cite))
        elif isinstance(block, Embed):
            yield from _ordered((f"label of {name}", block.label or embed))
            yield from _ordered((f"address of {name}", short_address(block.url)))
        else:
            yield from _ordered(*_texts(block, name))


def _ordered(*texts: tuple[str, str]) -> Iterator[Field]:
    for name, text in texts:
        if text:
            yield Field("body", name, text, ordered=True)


def _texts(block: Block, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(block, Paragraph | Subhead):
        yield name, plain_text(block.html)
    elif isinstance(block, Quote):
        for number, text in enumerate(block.paragraphs, 1):
            yield f"{name}, paragraph {number}", plain_text(text)
        yield f"citation of {name}", block.cite
    elif isinstance(block, ListBlock):
        for number, item in enumerate(block.items, 1):
            yield f"{name}, item {number}", plain_text(item)
    elif isinstance(block, Table):
        yield f"caption of {name}", plain_text(block.caption)
        for column, cell in enumerate(block.header, 1):
            yield f"{name}, header {column}", plain_text(cell)
        for row, cells in enumerate(block.rows, 1):
            for column, cell in enumerate(cells, 1):
                yield f"{name}, row {row}, cell {column}", plain_text(cell)


def _group(
    article: Article, block: Box | Entry, name: str, embed: str
) -> Iterator[Field]:
    if isinstance(block, Box):
        yield from _ordered((f"title of {name}", block.title))
    else:
        if block.time:
            clock = format_clock(block.time, article.time_zone, article.language)
            yield from _ordered((f"time of {name}", clock))
        yield from _ordered((f"headline of {name}", block.headline))
        for party in block.authors:
            yield Field("byline", f"byline of {name}", party.name)
    yield from _body(article, block.blocks, f"{name}, ", embed)
