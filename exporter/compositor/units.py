"""What a plan is made of: pieces in their places, and units that are set as one.

In: the galley. Out: plain data and flows; `Setter` decides where they go.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from exporter.compositor.flow import NEAR, Atom, Flow, Run
from exporter.compositor.galley import ArticleGalley, Block, Sheet
from exporter.forms import Form

#: Places an article is tried in that are known of it, a quarter of a kB each.
MOST_TRIED = 2_000


class Piece(NamedTuple):
    """What stands somewhere: a block, or a run of an article's flow.

    `page` counts from 0 where the part starts; `x`, `y` are px from the page's corner;
    `order` is the first atom of what stands there, -1 for what comes before the text;
    `height` is that of a photo that was lowered, `top` says that it stands at the top
    of a page or column, `moved` that it stands out of the text's order.
    """

    page: int
    x: float
    y: float
    source: "ArticleGalley | Joined | None"
    block: Block | None = None
    run: Run | None = None
    height: float = 0.0
    top: bool = False
    moved: bool = False
    order: int = -1


class Place(NamedTuple):
    """Where a page is filled to: px from the top of the type area."""

    page: int
    y: float

    @property
    def is_top(self) -> bool:
        """Whether nothing stands on the page yet."""
        return self.y <= NEAR


_START = Place(0, 0.0)


class Choice(NamedTuple):
    """How a unit is set; `fresh` is from the top of the next page on."""

    form: Form
    crop: float
    fresh: bool


class Tried(NamedTuple):
    """What it came to, to set a unit from `y` px on: where it ends, and its cost."""

    y: float
    end: Place
    cost: float


@dataclass(eq=False)
class Unit:
    """What is set as one: an article across the page, or short ones in columns.

    `titles` stand above it: a nameplate, a section's title.
    """

    articles: Sequence[ArticleGalley]
    run_on: bool
    titles: tuple[Block, ...] = ()

    @cached_property
    def _known(self) -> dict[Any, "Joined"]:
        return {}

    @property
    def turned(self) -> bool:
        """Whether it is read from right to left, as its first article is."""
        return self.articles[0].turned

    def has_photos(self, form: Form) -> bool:
        """Return whether a photo, or what may be lowered like one, stands in it."""
        return bool(form.photo) or any(
            atom.floats or atom.wide for a in self.articles for atom in a.flow.atoms
        )

    def tried(
        self, choice: Choice, sheet: Sheet, spans: Mapping[str, int]
    ) -> dict[float, Tried]:
        """Return what setting it so came to, by the place, to be added to.

        An article that is set by itself keeps it: it comes to the same in every part
        of such a sheet, below titles as high.
        """
        if self.run_on or len(self.articles) > 1:
            return {}
        above = tuple(
            (t.height, t.before, t.after, t.trim, t.crop) for t in self.titles
        )
        key = choice, sheet, tuple(spans.items()), above
        known = self.articles[0].tried
        if sum(map(len, known.values())) > MOST_TRIED:
            known.clear()
        return known.setdefault(key, {})

    def joined(self, head: str) -> "Joined":
        """Return the articles of a run as one flow, with heads of a class."""
        if head not in self._known:
            self._known[head] = run_together(self.articles, head)
        return self._known[head]

    def joined_with(self, article: ArticleGalley, lead: Block) -> "Joined":
        """Return an article as one flow with its lead photo, which comes first."""
        if lead not in self._known:
            flow = article.flow.led_by(lead.height, lead.after, lead.crop)
            owners = [(article, index) for index in range(len(article.flow))]
            self._known[lead] = Joined(flow, [(article, lead), *owners])
        return self._known[lead]


@dataclass(eq=False)
class Joined:
    """Articles, or an article and its lead photo, as one flow.

    `owners` are, for each atom, its article and the block it is, or which atom of the
    article's own flow.
    """

    flow: Flow
    owners: list[tuple[ArticleGalley, Block | int]]

    def owner_of(self, atom: int) -> ArticleGalley:
        """Return the article that an atom belongs to."""
        return self.owners[atom][0]

    def order_of(self, atom: int) -> int:
        """Return which atom of its article's own flow an atom is."""
        index = self.owners[atom][1]
        return index if isinstance(index, int) else -1

    def wide_at(self, atom: int) -> Block:
        """Return what stands across all columns in the place of an atom."""
        article, index = self.owners[atom]
        assert isinstance(index, int)
        return article.wides[index]


@dataclass
class Setting:
    """A unit as set: its pieces, where it ends, and what is left empty.

    `holes` are the bottoms of pages; `loose` is what columns end higher than the
    lowest beside them, in px of the page's whole width.
    """

    pieces: list[Piece] = field(default_factory=list)
    end: Place = _START
    holes: list[float] = field(default_factory=list)
    flaws: float = 0.0
    loose: float = 0.0


def run_together(articles: Sequence[ArticleGalley], head: str) -> Joined:
    """Return articles as one flow: head, photo and text of each, below each other."""
    atoms: list[Atom] = []
    owners: list[tuple[ArticleGalley, Block | int]] = []
    y = 0.0
    for article in articles:
        block = article.heads[head, 1]
        y += article.before if atoms else 0.0
        atoms.append(Atom(y, y + block.height, trim=block.trim))
        owners.append((article, block))
        y += block.height + block.after
        for lead in list(article.leads.values())[:1]:
            atoms.append(Atom(y, y + lead.height, keep=True))
            owners.append((article, lead))
            y += lead.height + lead.after
        shift = y - (article.flow.atoms[0].top if len(article.flow) else y)
        for index, atom in enumerate(article.flow.atoms):
            atoms.append(atom.moved(shift, keep=atom.keep or index == 0))
            owners.append((article, index))
        y = atoms[-1].bottom
    leading = next((a.flow.leading for a in articles if len(a.flow)), 16.0)
    return Joined(Flow(atoms, leading), owners)
