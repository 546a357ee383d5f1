"""Cut an edition into the parts it is laid out in, as markup.

In: Edition and Layout. Out: `PartSource`s in page order. A part is the cover, the
contents, a section (or a run of at most 12 of its articles), or the back matter,
which needs the numbers of all others and is rendered last.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exporter.credits import credit_lines
from exporter.facts import Numbering, PartFacts
from exporter.layout import Layout
from exporter.model import Article, Edition, anchor, anchor_of
from exporter.photos import media_in, media_stem

#: A section of more articles is cut into runs; each starts a page.
MOST_ARTICLES = 12
TEASERS = 3


@dataclass(frozen=True)
class PartSource:
    """One part to be laid out, and the photos (file stem, slot) it names."""

    name: str
    html: str

    @property
    def photos(self) -> list[tuple[str, str]]:
        """The photos (file stem, slot) the part names, each once."""
        return media_in(self.html)


def render_parts(edition: Edition, layout: Layout) -> list[PartSource]:
    """Return cover, contents and sections; `render_back` gives what follows."""
    section_of = {a.id: s.title for s in edition.sections for a in s.articles}
    parts = [
        PartSource(
            "cover",
            layout.render(
                "print-cover.html.j2",
                edition=edition,
                cover=edition.cover_article,
                teasers=choose_teasers(edition),
                section_of=section_of,
            ),
        ),
        PartSource(
            "contents",
            layout.render(
                "print-contents.html.j2",
                edition=edition,
                has_photos=any(
                    image.file and image.credit
                    for article in edition.articles
                    for image in article.images
                ),
            ),
        ),
    ]
    for number, section in enumerate(edition.sections, 1):
        for run, articles in enumerate(split_run(section.articles), 1):
            html = layout.render(
                "print-section.html.j2",
                edition=edition,
                section=section,
                number=number,
                articles=articles,
                first_run=run == 1,
            )
            parts.append(PartSource(f"section-{number}-{run}", html))
    return parts


def render_back(
    edition: Edition,
    layout: Layout,
    parts: Sequence[PartFacts],
    numbering: Numbering,
    fonts: Sequence[str],
) -> PartSource:
    """Return the photo index, with its page numbers, and the colophon."""
    html = layout.render(
        "print-back.html.j2",
        edition=edition,
        credits=credit_lines(edition, _photo_places(edition, parts), numbering.page_of),
        fonts=fonts,
    )
    return PartSource("back", html)


def split_run(articles: Sequence[Article]) -> Iterator[Sequence[Article]]:
    """Yield runs of at most `MOST_ARTICLES`, as even as can be."""
    count = -(-len(articles) // MOST_ARTICLES)
    size = -(-len(articles) // count)
    for start in range(0, len(articles), size):
        yield articles[start : start + size]


def choose_teasers(edition: Edition) -> list[Article]:
    """Return three articles for the cover: the first of each section, then others."""
    firsts = [section.articles[0] for section in edition.sections]
    ids = {article.id for article in firsts}
    rest = [a for a in edition.articles if a.id not in ids]
    return [a for a in firsts + rest if a.id != edition.cover][:TEASERS]


def _photo_places(
    edition: Edition, parts: Sequence[PartFacts]
) -> dict[str, list[tuple[str, str]]]:
    """Return the (file stem, element id) of each article's photos as placed."""
    ids = {anchor(article.id): article.id for article in edition.articles}
    places: dict[str, list[tuple[str, str]]] = {}
    for part in parts:
        for placement in part.placements:
            article_id = ids.get(anchor_of(placement.block))
            if article_id is not None:
                stem = media_stem(placement.photo)
                places.setdefault(article_id, []).append((stem, placement.block))
    return places
