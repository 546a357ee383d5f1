"""The photo index: who made which photo, in which article, on which pages.

In: an Edition, where its photos stand, and page numbers. Out: `CreditLine`s, the
same for print and EPUB.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from exporter.facts import merge_pages
from exporter.model import Article, Edition
from exporter.photos import photo_stem

#: The id of the cover's figure, in both files.
COVER_FIGURE = "cover-f"


@dataclass(frozen=True)
class CreditLine:
    """One line of the photo index; `photo` is the id of its first figure."""

    credit: str
    headline: str
    language: str
    photo: str
    pages: str


def credit_lines(
    edition: Edition,
    places: Mapping[str, Iterable[tuple[str, str]]],
    page_of: Mapping[str, int],
) -> list[CreditLine]:
    """Return the photo index, by credit, then by page (without pages: by article).

    `places` maps an article's id to the (file stem, element id) of each photo in
    it; `page_of` maps element ids to pages, and is empty where nothing is printed.
    """
    lines = []
    for article in edition.articles:
        by_credit: dict[str, list[str]] = {}
        for stem, element_id in places.get(article.id, ()):
            for credit in _credits_of(article, stem):
                by_credit.setdefault(credit, []).append(element_id)
        if article.id == edition.cover and article.images:
            by_credit.get(article.images[0].credit, []).append(COVER_FIGURE)
        for credit, ids in by_credit.items():
            pages = sorted({page_of[i] for i in ids if i in page_of})
            figure = ids[0].removesuffix("-i")
            line = CreditLine(
                credit, article.headline, article.language, figure, merge_pages(pages)
            )
            lines.append((credit.casefold(), pages[:1], line))
    return [line for _, _, line in sorted(lines, key=lambda entry: entry[:2])]


def _credits_of(article: Article, stem: str) -> list[str]:
    """Return the credits of a photo; a record may give it more than one."""
    credits = (i.credit for i in article.images if photo_stem(i.file) == stem)
    return list(dict.fromkeys(filter(None, credits)))
