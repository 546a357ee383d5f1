"""Find each article in a file.

In: an Edition and the Content of a file. Out: a `Region` for each article: its
blocks, from its headline to the next article's. A headline on the contents page
or the cover is told from the article's own by what follows it.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from exporter.blocks import Paragraph
from exporter.inline import plain_text
from exporter.model import Article, Edition
from exporter.proof.content import Block, Content, Run
from exporter.proof.text import Builder, Folded

#: The shortest block an article is known by when its headline is gone.
LEAST_SAMPLE = 30


@dataclass
class Region:
    """One article in one file, as one stretch of folded text.

    Flowing text comes first, then what stands in figures. `starts` are the
    offsets of `runs`, `owners` the blocks they belong to; `flow_end` is where the
    text of figures begins, `first` the index of its first block in the file.
    """

    blocks: list[Block]
    text: Folded = field(default_factory=Folded)
    starts: list[int] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    owners: list[Block] = field(default_factory=list)
    flow_end: int = 0
    rtl: bool = False
    first: int = 0
    twice: bool = False

    @classmethod
    def of(cls, blocks: list[Block], *, rtl: bool = False) -> "Region":
        """Return the region made of `blocks`; `rtl`: it is read right to left."""
        region = cls(blocks, rtl=rtl)
        builder = Builder(rtl=rtl)
        flow = [b for b in blocks if b.runs and not b.figure]
        in_figures = [b for b in blocks if b.runs and b.figure]
        for number, block in enumerate([*flow, *in_figures]):
            if number == len(flow):
                builder.end_word()
                region.flow_end = builder.length
            for run in block.runs:
                region.starts.append(builder.length)
                region.runs.append(run)
                region.owners.append(block)
                builder.add(run.text, joins=run.joins, divided=run.divided)
            if not block.runs[-1].divided:
                builder.end_word()
        if not in_figures:
            region.flow_end = builder.length
        region.text = builder.done()
        return region

    @cached_property
    def place(self) -> str:
        """Where the article starts."""
        return next((b.place for b in self.blocks), "")

    @cached_property
    def top(self) -> float:
        """How far down its first page the article starts, or -1."""
        runs = (run for block in self.blocks for run in block.runs)
        return next((run.top for run in runs), -1.0)

    @cached_property
    def left(self) -> float:
        """How far from the left its text starts, or -1."""
        runs = (run for block in self.blocks for run in block.runs)
        return next((run.left for run in runs), -1.0)

    def runs_at(self, start: int, end: int) -> Iterator[Run]:
        """Yield the runs that hold text between two offsets."""
        index = max(0, bisect_right(self.starts, start) - 1)
        while index < len(self.starts) and self.starts[index] < end:
            yield self.runs[index]
            index += 1

    def block_at(self, offset: int) -> Block:
        """Return the block that holds the character at `offset`."""
        return self.owners[max(0, bisect_right(self.starts, offset) - 1)]

    def span_of(self, block: Block) -> tuple[int, int]:
        """Return where the text of a block starts and ends."""
        return self._spans.get(id(block), (0, 0))

    @cached_property
    def _spans(self) -> dict[int, tuple[int, int]]:
        """Block, by its identity, -> where its text starts and ends."""
        spans: dict[int, tuple[int, int]] = {}
        ends = [*self.starts[1:], len(self.text.text)]
        for start, end, owner in zip(self.starts, ends, self.owners, strict=True):
            spans[id(owner)] = spans.get(id(owner), (start, end))[0], end
        return spans


def find_regions(edition: Edition, content: Content) -> dict[str, Region]:
    """Return article id -> Region, for each article the file holds."""
    finder = _Finder(edition, content.blocks)
    finder.find()
    order = sorted(finder.starts.items(), key=lambda item: item[1])
    rtl = {a.id for a in edition.articles if a.direction == "rtl"}
    regions = {}
    for number, (article_id, start) in enumerate(order):
        following = order[number + 1][1] if number + 1 < len(order) else None
        blocks = _until(content.blocks, start, following)
        regions[article_id] = Region.of(blocks, rtl=article_id in rtl)
        regions[article_id].first = start
        regions[article_id].twice = article_id in finder.twice
    return regions


class _Finder:
    """Finds the first block of each article (`starts`), and doubles (`twice`)."""

    def __init__(self, edition: Edition, blocks: Sequence[Block]) -> None:
        self.starts: dict[str, int] = {}
        self.twice: set[str] = set()
        self._articles = edition.articles
        self._blocks = blocks
        # one way of folding for all: the looser one where an article needs it
        self._rtl = any(a.direction == "rtl" for a in edition.articles)
        self._folded: dict[int, str] = {}
        self._headings = self._find_headings()
        self._every = sorted({i for found in self._headings.values() for i in found})

    def find(self) -> None:
        """Find all articles: by headline, or else by their longest text."""
        taken: dict[str, set[int]] = {}
        for article in self._articles:
            self._find_headline(article, taken.setdefault(article.headline, set()))
        for article in self._articles:
            if article.id not in self.starts:
                self._find_text(article)

    def _fold(self, text: str) -> str:
        return Folded.of(text, rtl=self._rtl).text

    def _text(self, index: int) -> str:
        """Return the folded text of a block; each is folded once."""
        if index not in self._folded:
            builder = Builder(rtl=self._rtl)
            for run in self._blocks[index].runs:
                builder.add(run.text, joins=run.joins, divided=run.divided)
            self._folded[index] = builder.done().text
        return self._folded[index]

    def _find_headings(self) -> dict[str, list[int]]:
        """Return folded headline -> indexes of the heading blocks that say it."""
        found: dict[str, list[int]] = {
            self._fold(a.headline): [] for a in self._articles
        }
        for index, block in enumerate(self._blocks):
            if block.heading and self._text(index) in found:
                found[self._text(index)].append(index)
        return found

    def _find_headline(self, article: Article, taken: set[int]) -> None:
        places = self._headings[self._fold(article.headline)]
        places = [i for i in places if i not in taken]
        if not places:
            return
        sizes = {i: self._size(i) for i in places}
        ranked = sorted(places, key=lambda i: (-sizes[i], i))
        # articles that share a headline stand in their order
        same = sum(a.headline == article.headline for a in self._articles)
        best = min(ranked[: same - len(taken)])
        taken.add(best)
        self.starts[article.id] = self._start(best, self._fold(article.kicker))
        others = (i for i in places if i != best and self._blocks[i].article)
        if same == 1 and any(sizes[i] > sizes[best] / 2 for i in others):
            self.twice.add(article.id)

    def _size(self, index: int) -> int:
        """Return how much text follows a heading, up to the next of any article."""
        at = bisect_right(self._every, index)
        end = self._start(self._every[at]) if at < len(self._every) else None
        inside = _until(self._blocks, self._start(index), end)
        return sum(len(run.text) for block in inside for run in block.runs)

    def _start(self, index: int, kicker: str = "") -> int:
        """Return the first block of the article that has its headline at `index`."""
        home = self._blocks[index].article
        if home:
            while index and self._blocks[index - 1].article == home:
                index -= 1
        elif kicker and index and kicker in self._text(index - 1):
            index -= 1
        return index

    def _find_text(self, article: Article) -> None:
        sample = max((self._fold(t) for t in _texts(article)), key=len, default="")
        for index in range(len(self._blocks)):
            text = self._text(index)
            # divided at the end of a column, a paragraph may go on elsewhere
            if len(text) > LEAST_SAMPLE and sample and text in sample:
                self.starts[article.id] = self._start(index)
                return


def _texts(article: Article) -> Iterator[str]:
    for block in article.body:
        if isinstance(block, Paragraph):
            yield plain_text(block.html)


def _until(blocks: Sequence[Block], start: int, following: int | None) -> list[Block]:
    """Return the blocks from `start` to the next article's first.

    An article in an element of its own holds only what stands in such elements;
    a document of the EPUB ends the article in it.
    """
    inside = bool(blocks[start].article)
    unit = blocks[start].unit
    found = []
    for block in blocks[start:following]:
        if block.unit != unit:
            break
        if bool(block.article) == inside:
            found.append(block)
    return found
