"""The pieces of a body put into an Article being read.

In: pieces as `markup` finds them. Out: blocks, photos, related headlines, sources and
dropped lines in the draft: a paragraph that is nothing but a label and its value is
that field, by the words of `labels`.
"""

import re
from collections.abc import Iterable
from urllib.parse import urljoin

from exporter.blocks import Gallery, ImageBlock, Paragraph
from exporter.inline import plain_text
from exporter.model import Image
from exporter.records.credits import split_credit
from exporter.records.draft import Draft
from exporter.records.labels import Labels
from exporter.records.markup import Photo, PhotoGroup, Piece
from exporter.said import said

_HREF = re.compile(r'<a [^>]*href="([^"]+)"')
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
        elif not (
            isinstance(piece, Paragraph) and claim_paragraph(draft, piece, labels)
        ):
            draft.add_block(piece, rule)


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
    elif (match := labels.source.fullmatch(text)) and match["value"]:
        if len(match["value"]) > _LONGEST_SOURCE:
            return False
        draft.add_source(match["value"].strip(" .|"), f"label '{match['label']}'")
    else:
        return False
    return True


def image_of(photo: Photo, labels: Labels, base: str = "") -> Image:
    """Return a photo as the model has it: caption and credit apart."""
    caption, credit = photo.caption, photo.credit
    if not credit and caption:
        split = split_credit(plain_text(caption[-1]), labels)
        if split.credit:
            credit = split.credit
            last = (split.caption,) if split.caption else ()
            caption = (*caption[:-1], *map(_escaped, last))
    credit = labels.credit_label.sub("", credit, count=1).strip(" ()[]")
    src = urljoin(base, photo.src) if base else photo.src
    on_web = src.startswith(("http://", "https://", "//"))
    return Image(
        file="" if on_web else src,
        href=src if on_web else "",
        caption=caption,
        credit=credit,
        alt=photo.alt,
        width=photo.width,
        height=photo.height,
    )


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
