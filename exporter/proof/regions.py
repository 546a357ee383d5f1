"""Find each article in a file.

In: an Edition and the Content of a file. Out: a `Region` for each article: its
blocks, from its headline to the next article's. A headline on the contents page
or the cover is told from the article's own by what follows it.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from exporter.model import Article, Edition
from exporter.proof.content import Block, Content, Run
from exporter.proof.text import Builder, Folded


@dataclass
class Region:
    """One article in one file, as one stretch of folded text.

    Flowing text comes first, then what stands in figures. `starts` are the
    offsets of `runs`, `owners` the blocks they belong to; `flow_end` is where the
    text of figures begins.
    """

    blocks: list[Block]
    text: Folded = field(default_factory=Folded)
    starts: list[int] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    owners: list[Block] = field(default_factory=list)
    flow_end: int = 0
    twice: bool = False

    @classmethod
    def of(cls, blocks: list[Block]) -> "Region":
        """Return the region made of `blocks`."""
        region = cls(blocks)
        builder = Builder()
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

    @property
    def place(self) -> str:
        return next((b.place for b in self.blocks), "")

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
        indexes = [i for i, owner in enumerate(self.owners) if owner is block]
        if not indexes:
            return 0, 0
        after = indexes[-1] + 1
        end = self.starts[after] if after < len(self.starts) else len(self.text.text)
        return self.starts[indexes[0]], end


def find_regions(edition: Edition, content: Content) -> dict[str, Region]:
    """Return article id -> Region, for each article the file holds."""
    folded = [_block_text(block) for block in content.blocks]
    headings = _headings(edition, content.blocks, folded)
    chosen, spare = _choose(edition, content.blocks, folded, headings)
    _find_by_text(edition, content.blocks, folded, chosen)
    order = sorted(chosen.items(), key=lambda item: item[1])
    regions = {}
    for number, (article_id, start) in enumerate(order):
        following = order[number + 1][1] if number + 1 < len(order) else None
        blocks = _until(content.blocks, start, following)
        regions[article_id] = Region.of(blocks)
        regions[article_id].twice = bool(spare.get(article_id))
    return regions


def _block_text(block: Block) -> str:
    builder = Builder()
    for run in block.runs:
        builder.add(run.text, joins=run.joins, divided=run.divided)
    return builder.done().text


def _headings(
    edition: Edition, blocks: Sequence[Block], folded: Sequence[str]
) -> dict[str, list[int]]:
    """Return folded headline -> indexes of the heading blocks that say it."""
    wanted: dict[str, list[int]] = {
        Folded.of(a.headline).text: [] for a in edition.articles
    }
    for index, block in enumerate(blocks):
        if block.heading and folded[index] in wanted:
            wanted[folded[index]].append(index)
    return wanted


def _choose(
    edition: Edition,
    blocks: Sequence[Block],
    folded: Sequence[str],
    headings: Mapping[str, list[int]],
) -> tuple[dict[str, int], dict[str, list[int]]]:
    """Return each article's first block, and other places that look like it."""
    every = sorted({i for indexes in headings.values() for i in indexes})
    chosen: dict[str, int] = {}
    spare: dict[str, list[int]] = {}
    taken: set[int] = set()

    def weight(index: int) -> int:
        at = bisect_right(every, index)
        end = every[at] if at < len(every) else None
        start = _start(blocks, index)
        following = _start(blocks, end) if end is not None else None
        inside = _until(blocks, start, following)
        return sum(len(run.text) for block in inside for run in block.runs)

    for article in edition.articles:
        places = [
            i for i in headings[Folded.of(article.headline).text] if i not in taken
        ]
        if not places:
            continue
        same = sum(a.headline == article.headline for a in edition.articles)
        weights = {i: weight(i) for i in places}
        ranked = sorted(places, key=lambda i: (-weights[i], i))
        best = min(ranked[:same])  # articles that share a headline keep their order
        taken.add(best)
        chosen[article.id] = _start(blocks, best, Folded.of(article.kicker).text)
        if same == 1:
            spare[article.id] = [
                i
                for i in ranked
                if i != best and blocks[i].article and weights[i] > weights[best] / 2
            ]
    return chosen, spare


def _start(blocks: Sequence[Block], index: int, kicker: str = "") -> int:
    """Return the first block of the article that has its headline at `index`."""
    home = blocks[index].article
    if home:
        while index and blocks[index - 1].article == home:
            index -= 1
    elif kicker and index and kicker in _block_text(blocks[index - 1]):
        index -= 1
    return index


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


def _find_by_text(
    edition: Edition,
    blocks: Sequence[Block],
    folded: Sequence[str],
    chosen: dict[str, int],
) -> None:
    """Find articles whose headline is gone by the longest text of their body."""
    for article in edition.articles:
        if article.id in chosen:
            continue
        sample = _longest(article)
        for index, text in enumerate(folded):
            # divided at the end of a column, a paragraph may go on elsewhere
            if len(text) > 30 and sample and (text in sample or sample in text):
                chosen[article.id] = _start(blocks, index)
                break


def _longest(article: Article) -> str:
    texts = [
        Folded.of(html).text
        for html in (getattr(b, "html", "") for b in article.body)
        if html and "<" not in html
    ]
    return max(texts, key=len, default="")
