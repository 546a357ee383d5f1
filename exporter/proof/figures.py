"""Whether each photo is there, with its own alternative text, caption and credit.

In: the fields of an Article that belong to photos, and its Region. Out: the
picture of each photo, and the place of each caption and credit. Which photo a
picture shows is told by its pixels.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from exporter.proof.claims import Claims, Span
from exporter.proof.content import Block
from exporter.proof.expected import Field
from exporter.proof.pictures import PhotoBook
from exporter.proof.regions import Region
from exporter.said import said


@dataclass
class Figures:
    """What was found: photo number -> picture, field -> place or trouble."""

    pictures: dict[int, Block] = field(default_factory=dict)
    doubled: list[int] = field(default_factory=list)
    found: dict[Field, Span] = field(default_factory=dict)
    beside: dict[Field, str] = field(default_factory=dict)


def find_figures(
    claims: Claims, fields: Sequence[Field], region: Region, book: PhotoBook
) -> Figures:
    """Find pictures, then captions and credits beside them."""
    result = Figures()
    photos = [f for f in fields if f.kind == "photo"]
    _find_pictures(claims, fields, photos, region, book, result)
    said = [f for f in fields if f.kind in {"caption", "credit"}]
    # long texts first: a credit "AP" must not claim a piece of another's caption
    said.sort(key=lambda f: -len(f.text))
    for one in said:
        spans = [s for s in claims.spans(one.text) if _is_own(one, s, region, result)]
        # in the figure first: a source below may have the credit's very words
        spans.sort(key=lambda s: bool(one.file) and not region.block_at(s.start).figure)
        spans.sort(key=lambda s: not _is_labelled(claims, one, s))
        _claim(claims, one, spans, result)
    for one in said:
        if one in result.found:
            continue
        spans = claims.spans(one.text)
        # a missing photo's box is flowing text; other photos' figures are not
        spans.sort(key=lambda s: region.block_at(s.start).figure == 0)
        _claim(claims, one, spans, result)
        if one in result.found and (not one.file or one.photo in result.pictures):
            result.beside[one] = _neighbour(result.found[one], region, result)
    return result


def _is_labelled(claims: Claims, one: Field, span: Span) -> bool:
    """Return whether the field's label stands right before `span`, or it has none."""
    label = claims.fold(one.label).text
    return label in claims.text.text[max(0, span.start - len(label) - 2) : span.start]


def _claim(claims: Claims, one: Field, spans: list[Span], result: Figures) -> None:
    if spans:
        claims.take(spans[0])
        result.found[one] = spans[0]


def _find_pictures(
    claims: Claims,
    fields: Sequence[Field],
    photos: Sequence[Field],
    region: Region,
    book: PhotoBook,
    result: Figures,
) -> None:
    blocks = [b for b in region.blocks if b.picture]
    files = {p.file for p in photos}
    shows = {id(b): book.candidates(b.picture, files) for b in blocks if b.picture}
    captions = {f.photo: f.text for f in fields if f.kind == "caption"}
    alts = {f.photo: f.text for f in fields if f.kind == "alt"}
    free = list(blocks)

    def fitness(block: Block, photo: Field) -> tuple[bool, bool, bool]:
        """Rank pictures that may all be this photo: the clearest comes first."""
        picture = block.picture
        same_alt = picture is not None and picture.alt == alts.get(photo.photo)
        caption = captions.get(photo.photo, "")
        spans = claims.spans(caption) if caption else []
        own = any(region.block_at(s.start).figure == block.figure for s in spans)
        return (shows[id(block)] != {photo.file}, not own, not same_alt)

    for photo in photos:
        fitting = [b for b in free if photo.file in shows[id(b)]]
        if fitting:
            best = min(fitting, key=lambda b: fitness(b, photo))
            free.remove(best)
            result.pictures[photo.photo] = best
    more = {p.photo: p.times - 1 for p in photos}
    for block in free:
        again = [p.photo for p in photos if shows[id(block)] == {p.file}]
        expected = next((n for n in again if more[n]), None)
        if expected is None:
            result.doubled += again[:1]
        else:
            more[expected] -= 1


def _is_own(one: Field, span: Span, region: Region, result: Figures) -> bool:
    """Return whether the text at `span` stands with the photo of field `one`."""
    block = region.block_at(span.start)
    if not one.file:
        return block.figure == 0
    picture = result.pictures.get(one.photo)
    if picture is None:
        return _neighbours(block, result) == []
    return picture.figure == (block.figure or block.near)


def _neighbours(block: Block, result: Figures) -> list[int]:
    """Return the photos the text of `block` stands with."""
    home = block.figure or block.near
    return [n for n, picture in result.pictures.items() if picture.figure == home]


def _neighbour(span: Span, region: Region, result: Figures) -> str:
    numbers: Iterable[int] = _neighbours(region.block_at(span.start), result)
    named = (said("photo {n}", n=n) for n in numbers)
    return next(named, said("no photo of the article"))
