"""Cut an edition into the parts it is laid out in, as markup.

In: Edition and Layout. Out: `PartSource`s in page order. A part is the cover, the
contents, a section (or a run of at most 12 of its articles), or the back matter,
which needs the numbers of all others and is rendered last.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exporter.facts import Numbering, PartFacts, merge_pages
from exporter.layout import Layout
from exporter.model import Article, Edition, anchor
from exporter.photos import media_in, media_stem, photo_stem

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


@dataclass(frozen=True)
class CreditLine:
    """One line of the photo index."""

    credit: str
    headline: str
    pages: str


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
        credits=credit_lines(edition, parts, numbering),
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


def credit_lines(
    edition: Edition, parts: Sequence[PartFacts], numbering: Numbering
) -> list[CreditLine]:
    """Return the photo index: each credit with its articles and their pages."""
    placed: dict[str, list[tuple[str, str, int]]] = {}
    for part in parts:
        for placement in part.placements:
            stem = media_stem(placement.photo)
            page = numbering.first[part.name] + placement.page
            placed.setdefault(stem, []).append((part.name, placement.block, page))
    lines: dict[tuple[str, str], set[int]] = {}
    for article in edition.articles:
        prefix = f"{anchor(article.id)}-"
        for image in article.images:
            pages = {
                page
                for part_name, block, page in placed.get(photo_stem(image.file), ())
                if block.startswith(prefix)
                or (part_name == "cover" and article.id == edition.cover)
            }
            if image.credit and pages:
                key = (image.credit, article.headline)
                lines.setdefault(key, set()).update(pages)
    ordered = sorted(lines, key=lambda key: (key[0].casefold(), min(lines[key])))
    return [CreditLine(*key, merge_pages(lines[key])) for key in ordered]
