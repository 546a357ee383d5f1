"""Cut an edition into the parts it is laid out in, as markup.

In: Edition and Layout. Out: `PartSource`s in page order. A part is the cover, the
contents, articles of one section or of several small ones, or the back matter, which
needs the numbers of all others and is rendered last.
"""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from exporter.credits import credit_lines
from exporter.errors import EditionError
from exporter.facts import Numbering, PartFacts
from exporter.layout import Layout
from exporter.model import Article, Edition, Section, anchor, anchor_of
from exporter.photos import media_in, media_stem
from exporter.said import said

#: A section of more articles is cut into runs; a part starts a page.
MOST_ARTICLES = 20
#: Runs of fewer are joined with what stands before them, to no more than this.
LEAST_ARTICLES = 10
MOST_TOGETHER = 26
TEASERS = 3
#: Contents of so many articles leave room for the colophon.
SHORT_CONTENTS = 14


@dataclass(frozen=True)
class PartSource:
    """One part to be laid out; of `pages` pages where that is asked and can be.

    `pins` are the forms an editor chose for its articles, by element id.
    """

    name: str
    html: str
    pages: int = 0
    pins: Mapping[str, str] = field(default_factory=dict)

    @property
    def photos(self) -> list[tuple[str, str]]:
        """The photos (file stem, slot) the part names, each once."""
        return media_in(self.html)


def render_parts(
    edition: Edition, layout: Layout, fonts: Sequence[str] = ()
) -> list[PartSource]:
    """Return cover, contents and sections; `render_back` gives what follows.

    `fonts` are the families that the colophon names.
    """
    check_forms(edition, layout)
    has_cover = layout.composition.has_cover
    parts = _front(edition, layout, fonts) if has_cover else []
    for number, runs in enumerate(group_runs(edition), 1):
        front = number == 1 and not has_cover
        more = _on_front(edition) if front else {}
        html = layout.render(
            "print-section.html.j2", edition=edition, runs=runs, front=front, **more
        )
        pins = _pins(edition, runs)
        parts.append(PartSource(f"articles-{number}", html, pins=pins))
    return parts


def check_forms(edition: Edition, layout: Layout) -> None:
    """Raise EditionError where an article asks for a form the layout lacks."""
    known = [form.name for form in layout.composition.forms]
    for article, form in edition.forms.items():
        if form not in known:
            near = difflib.get_close_matches(form, known, 1, 0.5)
            raise EditionError(
                said(
                    "layout {layout} has no form {form!r}",
                    layout=layout.name,
                    form=form,
                ),
                where=said(
                    "{where}: {message}",
                    where="edition.toml",
                    message=f"[article.{article}] form",
                ),
                hint=said("did you mean {names}?", names=near[0])
                if near
                else said("known: {keys}", keys=", ".join(known)),
            )


def _pins(edition: Edition, runs: Sequence["Run"]) -> dict[str, str]:
    """Return the forms an editor chose for articles of these runs."""
    articles = [article for run in runs for article in run.articles]
    chosen = {a.id: edition.forms[a.id] for a in articles if a.id in edition.forms}
    return {anchor(identifier): form for identifier, form in chosen.items()}


def _on_front(edition: Edition) -> dict[str, Any]:
    """Return what a first page is rendered with: teasers, and their sections."""
    return {
        "teasers": choose_teasers(edition),
        "section_of": {a.id: s.title for s in edition.sections for a in s.articles},
    }


def render_cover(edition: Edition, layout: Layout) -> str:
    """Return the markup of a cover, whether or not the layout prints one."""
    return layout.render(
        "print-cover.html.j2",
        edition=edition,
        cover=edition.cover_article,
        **_on_front(edition),
    )


def _front(edition: Edition, layout: Layout, fonts: Sequence[str]) -> list[PartSource]:
    """Return the cover and the contents."""
    cover = render_cover(edition, layout)
    has_photos = any(
        image.file and image.credit
        for article in edition.articles
        for image in article.images
    )
    contents = layout.render(
        "print-contents.html.j2",
        edition=edition,
        has_photos=has_photos,
        with_colophon=_has_colophon_in_front(edition, layout),
        fonts=fonts,
    )
    return [PartSource("cover", cover), PartSource("contents", contents)]


def _has_colophon_in_front(edition: Edition, layout: Layout) -> bool:
    """Return whether the colophon stands below the contents: where they are short."""
    short = len(edition.articles) <= SHORT_CONTENTS
    return short and layout.composition.has_cover


def render_back(
    edition: Edition,
    layout: Layout,
    parts: Sequence[PartFacts],
    numbering: Numbering,
    fonts: Sequence[str],
) -> list[PartSource]:
    """Return the photo index, with its page numbers, and the colophon.

    Nothing where there are no photos and the colophon stands below the contents.
    """
    credits = credit_lines(edition, _photo_places(edition, parts), numbering.page_of)
    with_colophon = not _has_colophon_in_front(edition, layout)
    if not credits and not with_colophon:
        return []
    html = layout.render(
        "print-back.html.j2",
        edition=edition,
        credits=credits,
        with_colophon=with_colophon,
        fonts=fonts,
    )
    return [PartSource("back", html)]


def render_fillers(edition: Edition, layout: Layout, count: int) -> list[PartSource]:
    """Return `count` pages of house matter: what an edition has, in turn, or room
    for notes."""
    own = edition.fillers or (None,)
    return [
        PartSource(
            f"filler-{number}",
            layout.render(
                "print-filler.html.j2",
                edition=edition,
                filler=own[(number - 1) % len(own)],
                number=number,
            ),
        )
        for number in range(1, count + 1)
    ]


@dataclass(frozen=True)
class Run:
    """Articles of one section that are laid out together; `number` is the section's.

    `is_first` says that they are the first of their section.
    """

    section: Section
    number: int
    articles: Sequence[Article]
    is_first: bool


def group_runs(edition: Edition) -> list[list[Run]]:
    """Return the runs of each part: large sections are cut up, small ones joined.

    The cuts follow from the edition alone. A part of few articles leaves its last
    page as empty as it happens to be; the more there are, the better they fill it.
    """
    groups: list[list[Run]] = []
    for number, section in enumerate(edition.sections, 1):
        for index, articles in enumerate(split_run(section.articles)):
            run = Run(section, number, articles, index == 0)
            if groups and _joins(groups[-1], run):
                groups[-1].append(run)
            else:
                groups.append([run])
    return groups


def _joins(group: list[Run], run: Run) -> bool:
    """Return whether a run goes into the part before it."""
    before = sum(len(other.articles) for other in group)
    together = before + len(run.articles)
    few = min(before, len(run.articles)) < LEAST_ARTICLES
    return few and together <= MOST_TOGETHER


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
