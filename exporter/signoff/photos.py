"""Every photo of an edition, as the photo desk must account for it.

In: an Edition, its source photos, and where the pages have them. Out: `PhotoRow`s,
one for each place a photo is printed in, and `<edition>.photos.csv`.

The file is CSV as RFC 4180 has it: commas, CRLF, quotes where they are needed. It
starts with a byte order mark: without one, Excel takes its UTF-8 for Windows-1252.
All numbers are whole: an Excel set to Indonesian takes 12.5 for the twelfth of May.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Literal

from exporter.blocks import image_indexes, iter_blocks
from exporter.checks import written_alt
from exporter.facts import Crop, Numbering, PartFacts, Placement
from exporter.inline import plain_text
from exporter.model import Article, Edition, Image, anchor, anchor_of
from exporter.photos import SourcePhoto, media_stem, photo_stem

#: On the cover, in its article, or named by a record that does not carry it.
Place = Literal["cover", "article", "missing"]
#: An article's id, and which of its photos, counted from 1.
PhotoKey = tuple[str, int]
#: What makes a spreadsheet take a cell for a formula; the wide signs do so too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_SIDES = ("left", "top", "right", "bottom")


@dataclass(frozen=True)
class PhotoRow:
    """A photo in one of its places. The names of the fields are the CSV's columns.

    `photo` is the name of its file, "" where the record carries none; `number`
    counts the article's photos from 1; `alt` is "" where nothing describes it.
    `page` is None where it is not printed; then it has no printed size either.
    `crop` is what is cut away, in percent of the photo's width and height.
    """

    photo: str
    place: Place
    page: int | None
    article: str
    headline: str
    section: str
    number: int
    caption: str
    alt: str
    credit: str
    agency: str
    creators: str
    licence: str
    copyright_notice: str
    restrictions: str
    printed_width_mm: int | None
    printed_height_mm: int | None
    ppi: int | None
    crop: Crop | None
    pixel_width: int | None
    pixel_height: int | None
    sha256: str

    @property
    def key(self) -> PhotoKey:
        """Which photo of which article it is."""
        return self.article, self.number


@dataclass(frozen=True)
class Printed:
    """A photo on a page of the edition, counted from 1."""

    place: Place
    page: int
    placement: Placement


# --- where photos are printed -----------------------------------------------------


def printed_photos(
    edition: Edition, parts: Sequence[PartFacts], numbering: Numbering
) -> dict[PhotoKey, list[Printed]]:
    """Return where the pages have each photo, in page order."""
    ids = {anchor(article.id): article for article in edition.articles}
    cover = edition.cover_article
    found: dict[PhotoKey, list[Printed]] = {}
    seen: dict[tuple[str, str], int] = {}
    for part in parts:
        for placement in part.placements:
            stem = media_stem(placement.photo)
            article = ids.get(anchor_of(placement.block))
            place: Place = "article" if article else "cover"
            numbers = _numbers(article or cover, stem)
            turn = 0
            if article:  # a record may name one file for two of its photos
                turn = seen.get((article.id, stem), 0)
                seen[article.id, stem] = turn + 1
            if numbers:
                key = (article or cover).id, numbers[min(turn, len(numbers) - 1)]
                page = numbering.first[part.name] + placement.page
                found.setdefault(key, []).append(Printed(place, page, placement))
    return found


def _numbers(article: Article, stem: str) -> list[int]:
    """Return which photos of an article are this file, in the order of print."""
    placed = [i for block in iter_blocks(article.body) for i in image_indexes(block)]
    lead = [0] if 0 not in placed else []
    rest = [i for i in range(1, len(article.images)) if i not in placed]
    order = [*lead, *placed, *rest] if article.images else []
    return [i + 1 for i in order if photo_stem(article.images[i].file) == stem]


# --- rows -------------------------------------------------------------------------


def photo_rows(
    edition: Edition,
    photos: Mapping[str, SourcePhoto],
    printed: Mapping[PhotoKey, Sequence[Printed | None]],
) -> list[PhotoRow]:
    """Return a row for each place of each photo, in running order.

    A photo that is not printed (an EPUB alone, a record that does not carry it)
    has a row without a page.
    """
    return [
        _row(article, number, section.title, photos.get(image.file), place)
        for section in edition.sections
        for article in section.articles
        for number, image in enumerate(article.images, 1)
        for place in printed.get((article.id, number), (None,))
    ]


def _row(
    article: Article,
    number: int,
    section: str,
    photo: SourcePhoto | None,
    printed: Printed | None,
) -> PhotoRow:
    image = article.images[number - 1]
    at = printed.placement if printed else None
    return PhotoRow(
        photo=photo.path.name if photo else "",
        place=printed.place if printed else "article" if photo else "missing",
        page=printed.page if printed else None,
        article=article.id,
        headline=article.headline,
        section=section,
        number=number,
        caption=caption_of(image),
        alt=written_alt(article, image),
        credit=image.credit,
        agency=image.credit_line or image.source,
        creators="; ".join(image.creators),
        licence=image.usage_terms,
        copyright_notice=image.copyright_notice,
        restrictions="; ".join(image.restrictions),
        printed_width_mm=round(at.width) if at else None,
        printed_height_mm=round(at.height) if at else None,
        ppi=round(at.ppi) if at else None,
        crop=at.crop if at else None,
        pixel_width=photo.width if photo else None,
        pixel_height=photo.height if photo else None,
        sha256=photo.sha256 if photo else "",
    )


def caption_of(image: Image) -> str:
    """Return a photo's caption as one line of plain text."""
    return " ".join(" ".join(plain_text(text).split()) for text in image.caption)


# --- the file ---------------------------------------------------------------------


def write_photos_csv(rows: Sequence[PhotoRow], file: Path) -> None:
    """Write rows as CSV, the names of their fields first."""
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        table = csv.writer(out)
        table.writerow(field.name for field in fields(PhotoRow))
        table.writerows(_cells(row) for row in rows)


def _cells(row: PhotoRow) -> Iterator[str]:
    for field, value in zip(fields(row), astuple(row), strict=True):
        if field.name == "crop":
            yield crop_in_words(value) if value is not None else ""
        else:
            yield _harmless("" if value is None else str(value))


def crop_in_words(crop: Crop) -> str:
    """Return a crop for machines: "left 14 right 14", in percent, or "none"."""
    cut = [(side, round(part)) for side, part in zip(_SIDES, crop, strict=True)]
    return " ".join(f"{side} {part}" for side, part in cut if part) or "none"


def _harmless(text: str) -> str:
    """Return text that no spreadsheet takes for a formula: an apostrophe before it."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
