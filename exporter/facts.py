"""What laying out a part found out, as plain data.

In: what `measure` reads from pages. Out: `PartFacts`, the only thing that
numbering, contents, teasers, the EPUB's page list, the proof and the layout
promises may read about pages.
`number_parts` turns all PartFacts into page numbers: a pure function.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Crop = tuple[float, float, float, float]
UNCROPPED: Crop = (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True)
class BlockStart:
    """Where in a block's text a page starts.

    `offset` counts characters of the block's own text as it stands in the markup
    (`"".join(element.itertext())`); `in_word` says that the page starts inside a
    divided word.
    """

    block: str
    offset: int
    in_word: bool = False


@dataclass(frozen=True)
class Placement:
    """A photo on a page: its element id, size in mm, and resolution in ppi.

    `crop` is what its place cuts away of it, in percent of the photo's own width
    and height: at the left, top, right and bottom.
    """

    block: str
    photo: str
    page: int
    width: float
    height: float
    ppi: float
    crop: Crop = UNCROPPED


@dataclass(frozen=True)
class PageFacts:
    """One page of a part: where its text starts, and how full it is (0 to 1)."""

    start: BlockStart | None
    fill: float


@dataclass(frozen=True)
class ArticleFacts:
    """An article as set: its element id and the name of its form.

    `words` and `lines` are those of its running text, `columns` is how much it takes
    up in columns of a page; `first` and `last` are pages of its part, from 0.
    """

    article: str
    form: str
    words: int
    lines: int
    columns: float
    first: int
    last: int


@dataclass(frozen=True)
class FitFacts:
    """How a part of articles may be fitted.

    `reachable` is what other numbers of pages cost, in hundredths of an empty page;
    `shortest` is the least depth it can be set in, in pages; a page has
    `columns`, and room for `lines` of running text in all of them.
    """

    articles: tuple[ArticleFacts, ...]
    reachable: Mapping[int, float]
    shortest: float
    columns: int
    lines: int


@dataclass(frozen=True)
class PartFacts:
    """One part as laid out. Page indexes count from 0 inside the part.

    `anchors` maps each element id to the page it starts on; `slots` counts the
    number slots; `logged` is what the renderer complained about; `targets` are the
    element ids that its links and slots lead to.
    """

    name: str
    pages: tuple[PageFacts, ...]
    anchors: Mapping[str, int]
    placements: tuple[Placement, ...] = ()
    slots: int = 0
    logged: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    fit: FitFacts | None = None


@dataclass(frozen=True)
class PageStart:
    """Where a printed page starts in the text; `label` is its printed folio."""

    label: str
    start: BlockStart | None


@dataclass(frozen=True)
class Numbering:
    """Page numbers of a whole edition, counted from 1.

    `first` maps part names to the page they start on, `page_of` element ids to
    their page, `starts` lists every page in order; `targets` are the element ids
    that something leads to, `unknown` those of them that no page has.
    """

    total: int
    first: Mapping[str, int]
    page_of: Mapping[str, int]
    starts: tuple[PageStart, ...] = ()
    targets: frozenset[str] = frozenset()

    @property
    def unknown(self) -> tuple[str, ...]:
        """The targets that no page has, sorted."""
        return tuple(sorted(self.targets - self.page_of.keys()))


def number_parts(parts: Sequence[PartFacts]) -> Numbering:
    """Return the page numbers that follow from the parts in their order."""
    first: dict[str, int] = {}
    page_of: dict[str, int] = {}
    starts: list[PageStart] = []
    page = 1
    for part in parts:
        first[part.name] = page
        for block, index in part.anchors.items():
            page_of.setdefault(block, page + index)
        for index, facts in enumerate(part.pages):
            starts.append(PageStart(str(page + index), facts.start))
        page += len(part.pages)
    targets = frozenset(target for part in parts for target in part.targets)
    return Numbering(page - 1, first, page_of, tuple(starts), targets)


def merge_pages(pages: Iterable[int]) -> str:
    """Return page numbers as an index prints them: "12, 14–16"."""
    runs: list[list[int]] = []
    for page in sorted(set(pages)):
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in runs)
