"""The pieces of a body put into an Article being read.

In: pieces as `markup` finds them. Out: blocks, photos, related headlines, sources and
dropped lines in the draft: a paragraph that is nothing but a label and its value is
that field, by the words of `labels`.
"""

import html
import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from urllib.parse import urljoin

from exporter.blocks import Box, Entry, Gallery, ImageBlock, Paragraph
from exporter.inline import clean_line, plain_text
from exporter.model import Image
from exporter.records.credits import split_credit
from exporter.records.draft import Draft
from exporter.records.labels import Labels
from exporter.records.markup import Part, Piece, Pointer
from exporter.records.markup_photos import Photo, PhotoGroup
from exporter.records.people import Credited, read_people
from exporter.records.source_line import add_sources, match_source
from exporter.said import said

_HREF = re.compile(r'<a [^>]*href="([^"]+)"')
_ADDRESS = re.compile(r"(https?://[^\s<>\"]*[\w/])")
_TAG = re.compile(r"<[^<>]*>")
_LONGEST_SOURCE = 120


def add_pieces(
    draft: Draft, pieces: Iterable[Piece], labels: Labels, *, rule: str, base: str = ""
) -> None:
    """Add pieces to the draft in their order; `rule` is the origin of the body.

    `base` is the address relative ones belong to; without it they are files beside
    the record.
    """
    for piece in pieces:
        if isinstance(piece, Photo):
            place_photo(draft, image_of(piece, labels, base), rule)
        elif isinstance(piece, PhotoGroup):
            images = [image_of(photo, labels, base) for photo in piece.photos]
            place_gallery(draft, images, rule)
        elif isinstance(piece, Pointer):
            draft.add_related(piece.headline, piece.url, piece.rule)
        elif isinstance(piece, Part):
            place_part(draft, piece, labels, rule, base)
        elif not (
            isinstance(piece, Paragraph) and claim_paragraph(draft, piece, labels)
        ):
            draft.add_block(piece, rule)


def place_part(
    draft: Draft, part: Part, labels: Labels, rule: str, base: str = ""
) -> None:
    """Add an entry or a box with the blocks in it; an empty one is none."""
    start = len(draft.body)
    add_pieces(draft, part.pieces, labels, rule=rule, base=base)
    blocks = tuple(b for b in draft.body[start:] if not isinstance(b, Box | Entry))
    if not blocks:
        return
    del draft.body[start:]
    if part.kind == "entry":
        draft.body.append(Entry(time=part.time, headline=part.title, blocks=blocks))
    else:
        draft.body.append(Box(title=part.title, blocks=blocks))


def claim_paragraph(draft: Draft, paragraph: Paragraph, labels: Labels) -> bool:
    """Take a paragraph that is a label with its value, or noise; say whether it was."""
    text = plain_text(paragraph.html)
    if labels.noise.fullmatch(text):
        draft.drop(text, "noise line")
    elif labels.more_pages.fullmatch(text):
        draft.drop(text, "link to more pages")
        draft.warn(said("the page may be one of several: only this one was read"))
    elif (match := labels.related.fullmatch(text)) and match["value"]:
        href = _HREF.search(paragraph.html)
        url = href[1] if href else ""
        draft.add_related(match["value"], url, f"label '{match['label']}'")
    elif (match := match_source(text, labels)) and match["value"]:
        if len(match["value"]) > _LONGEST_SOURCE:
            return False
        add_sources(draft, match["label"], match["value"], labels)
    elif not _claim_people(draft, paragraph, labels):
        _keep_original(draft, paragraph, text, labels)
        return False
    return True


def _claim_people(draft: Draft, paragraph: Paragraph, labels: Labels) -> bool:
    """Take a paragraph whose every line is a labelled byline, or noise beside one."""
    lines = [clean_line(html.unescape(_TAG.sub("", x))) for x in _lines(paragraph)]
    people: dict[str, list[Credited]] = {}
    for line in filter(None, lines):
        found = read_people(line, labels)
        if found and all(one.label for one in found):
            people[line] = found
        elif not labels.noise.fullmatch(line):
            return False
    for line in filter(None, lines if people else []):
        if line not in people:
            draft.drop(line, "noise line")
        elif line in draft.bylines:
            draft.drop(line, "byline again")
        else:
            draft.bylines.append(line)
            draft.people.extend(people[line])
    return bool(people)


def _lines(paragraph: Paragraph) -> list[str]:
    return paragraph.html.split("<br/>")


def _keep_original(
    draft: Draft, paragraph: Paragraph, text: str, labels: Labels
) -> None:
    """Keep the address of the original publication; its words stay in the body."""
    if not labels.original.match(text) or draft.values.get("is_based_on"):
        return
    found = _HREF.search(paragraph.html) or _ADDRESS.search(text)
    if found:
        draft.set("is_based_on", found[1], "address of the original")


def image_of(photo: Photo, labels: Labels, base: str = "") -> Image:
    """Return a photo as the model has it: caption and credit apart."""
    caption, credit = photo.caption, photo.credit
    if not credit and caption:
        split = split_credit(plain_text(caption[-1]), labels)
        if split.credit:
            credit = split.credit
            last = (split.caption,) if split.caption else ()
            caption = (*caption[:-1], *map(_escaped, last))
    credit = _unwrapped(labels.credit_label.sub("", credit, count=1).strip())
    src = urljoin(base, photo.src) if base else photo.src
    path = PurePosixPath(src)
    on_web = "://" in src or path.is_absolute() or ".." in path.parts
    return Image(
        file="" if on_web else src,
        href=src if on_web else "",
        caption=caption,
        credit=credit,
        alt=photo.alt,
        width=photo.width,
        height=photo.height,
    )


def _unwrapped(credit: str) -> str:
    """Return a credit without the brackets around the whole of it."""
    pairs = {"(": ")", "[": "]", "（": "）", "【": "】"}
    while len(credit) > 2 and pairs.get(credit[0]) == credit[-1]:
        credit = credit[1:-1].strip()
    return credit


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def place_photo(draft: Draft, image: Image, rule: str) -> None:
    """Add a photo at this place; one that is there already is not doubled."""
    if (index := draft.find_image(image)) is not None:
        draft.fill_image(index, image)
        return
    index = draft.keep_image(image, rule)
    if index:
        draft.body.append(ImageBlock(image=index))


def place_gallery(draft: Draft, images: Iterable[Image], rule: str) -> None:
    """Add photos that belong together at this place."""
    indexes = []
    for image in images:
        if draft.find_image(image) is None:
            indexes.append(draft.keep_image(image, rule))
    if indexes:
        draft.body.append(Gallery(images=tuple(indexes)))
