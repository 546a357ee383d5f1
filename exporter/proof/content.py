"""What a file holds, read back: blocks of text and pictures in reading order.

In: a tree of `Node`s as the PDF's structure tree or a page of the EPUB has it.
Out: `Block`s, each knowing whether it stands in an article, beside which picture,
where it is printed and whether it can be seen. Both readers speak this language,
so that one comparison serves both files.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Literal, NamedTuple

from exporter.checks import Finding

NodeKind = Literal[
    "article", "heading", "figure", "caption", "picture", "block", "inline"
]


class Run(NamedTuple):
    """A piece of text in one place.

    `place` is a page number ("5") or a document's path; `hidden` says why it
    cannot be seen; `leads_to` is the place a link over it leads to, `leads_at` how far
    down there and from the left in points, `top` and `left` how far the text itself is
    (-1: not known).
    `joins`: its last word may go on in the next run; `divided`: its last sign is a
    hyphen that layout may have added.
    """

    text: str
    place: str
    hidden: str = ""
    leads_to: str = ""
    leads_at: float = -1.0
    leads_left: float = -1.0
    top: float = -1.0
    left: float = -1.0
    joins: bool = False
    divided: bool = False


@dataclass(frozen=True)
class Picture:
    """A picture in a file: its alternative text and what it looks like.

    `same` names the source photos with exactly its pixels; `thumb` holds 32 x 32 RGB
    pixels, and may be empty where `same` is not.
    """

    alt: str
    place: str
    same: frozenset[str] = frozenset()
    thumb: bytes = b""
    hidden: str = ""


@dataclass
class Node:
    """An element of either file.

    `word` identifies an element that says all of what it marks (ActualText): where it
    goes on on another page, it says it there again.
    """

    kind: NodeKind
    children: list["Node | Run"] = field(default_factory=list)
    picture: Picture | None = None
    word: str = ""

    def walk(self) -> Iterator["Node"]:
        """Yield this element and all in it, in reading order."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()


@dataclass
class Block:
    """A stretch of text, or a picture.

    `unit` counts documents (the PDF is one); `article` and `figure` are 0 where
    the block stands in neither; `near` is the picture last met before it.
    """

    unit: int
    article: int
    figure: int
    near: int
    heading: bool
    runs: list[Run] = field(default_factory=list)
    picture: Picture | None = None

    @property
    def place(self) -> str:
        """Where the block starts."""
        if self.picture:
            return self.picture.place
        return self.runs[0].place if self.runs else ""


@dataclass
class Content:
    """All that was read from one file. `name` is "PDF", "EPUB" or "EPUB-hemat"."""

    name: str
    blocks: list[Block] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    #: place -> label it has in the navigation, for documents that are damaged
    damaged: dict[str, str] = field(default_factory=dict)
    #: place -> page number as it is printed
    labels: dict[str, str] = field(default_factory=dict)
    #: a small JPEG of each page, where they were drawn
    pictures: list[bytes] = field(default_factory=list)
    unreadable: bool = False

    def page_digests(self) -> tuple[str, ...]:
        """Return of each page a digest of what it shows, and how far down.

        Running heads and folios are not read, so they do not count.
        """
        pages = {place: hashlib.sha256() for place in self.labels}
        for block in self.blocks:
            if block.picture and block.place in pages:
                picture = block.picture
                shown = f"{picture.alt} {sorted(picture.same)}".encode()
                pages[block.place].update(shown + picture.thumb)
            for run in block.runs:
                if run.place in pages:
                    pages[run.place].update(f"{run.text} {run.top:.1f}\n".encode())
        return tuple(page.hexdigest()[:16] for page in pages.values())


class Flattener:
    """Turns trees into blocks; identities go on from one tree to the next."""

    def __init__(self) -> None:
        self._next = count(1)
        self._near = 0
        self._open = False  # whether the last block may take more text
        self._said: set[str] = set()
        self.blocks: list[Block] = []

    def add(self, root: Node, unit: int) -> None:
        """Append the blocks of one page or document."""
        figures: dict[int, int] = {}
        self._group(root, figures)
        self._walk(root, Block(unit, 0, 0, 0, heading=False), figures)
        self._open = False

    def _group(self, node: Node, groups: dict[int, int]) -> list[int]:
        """Note the picture each figure, caption and picture belongs to.

        A caption belongs to the picture before it under the same parent, or to
        the next. Returns the pictures in `node`.
        """
        if node.kind == "picture":
            groups[id(node)] = next(self._next)
            return [groups[id(node)]]
        pictures: list[int] = []
        waiting: list[Node] = []
        for child in node.children:
            if not isinstance(child, Node):
                continue
            inside = self._group(child, groups)
            if inside:
                groups.update((id(caption), inside[0]) for caption in waiting)
                waiting = []
            elif child.kind == "caption" and pictures:
                groups[id(child)] = pictures[-1]
            elif child.kind == "caption":
                waiting.append(child)
            pictures += inside
        if node.kind == "figure" and pictures:
            groups[id(node)] = pictures[0]
        return pictures

    def _walk(self, node: Node, state: Block, figures: dict[int, int]) -> None:
        figure = figures.get(id(node), state.figure)
        inner = Block(state.unit, state.article, figure, self._near, state.heading)
        if node.kind == "article":
            inner.article = next(self._next)
        elif node.kind == "heading":
            inner.heading = True
        elif node.kind == "picture":
            self._near = figures[id(node)]
            inner.near, inner.picture = self._near, node.picture
            self.blocks.append(inner)
        if node.kind != "inline":
            self._open = False
        said = bool(node.word) and node.word in self._said
        self._said.add(node.word)
        for child in () if said else node.children:
            if isinstance(child, Run):
                self._add_run(child, inner)
            else:
                self._walk(child, inner, figures)
        if node.kind != "inline":
            self._open = False

    def _add_run(self, run: Run, state: Block) -> None:
        if not self._open:
            block = Block(
                state.unit, state.article, state.figure, self._near, state.heading
            )
            self.blocks.append(block)
            self._open = True
        self.blocks[-1].runs.append(run)
