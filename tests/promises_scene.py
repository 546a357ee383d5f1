"""What the rules of `promises` look at, and what they yield."""

from collections.abc import Mapping
from dataclasses import dataclass

from promises_ground import Ground, Piece
from promises_page import Block, Box, Line, Page, Photo

#: Every kind of violation, and what it says.
KINDS = {
    "widow": "the last line of a paragraph alone at the top of a column",
    "orphan": "the first line of a paragraph alone at the foot of a column",
    "stranded": "a heading without two lines of text below it",
    "divided": "a heading that goes on in another column",
    "apart": "a caption or credit away from its photo",
    "tail": "fewer than four last lines of an article alone on a page",
    "trim": "text beyond the edge of the paper",
    "outside": "text or photo outside the type area",
    "text-over-text": "text over other text",
    "text-over-photo": "text over a photo",
    "photo-over-photo": "a photo over another",
    "long-line": "a line longer than its column",
    "cut": "text that is cut off",
    "ppi": "a photo larger than its pixels allow",
    "prepared-small": "a photo with fewer pixels than its source has for the place",
    "aspect": "a photo stretched out of its shape",
    "crop": "a photo of which too much is cut away",
    "photo-span": "a photo that is no whole number of columns wide",
    "hyphen": "a word of a headline divided at a line's end",
    "unbalanced": "the last line of a headline shorter than a quarter of the longest",
    "lone-word": "a single short word in the last line of a headline",
}


@dataclass(frozen=True)
class Violation:
    """Something a page must not have; `box` is where, in mm from the top left."""

    kind: str
    page: int
    article: str
    text: str
    box: Box
    detail: str = ""


@dataclass(frozen=True)
class Source:
    """The size in pixels of a photo as the newsroom delivered it."""

    width: int
    height: int


@dataclass(frozen=True)
class Scene:
    """All that the rules look at; `pieces` by page, `order` in reading order."""

    pages: list[Page]
    pieces: Mapping[int, list[Piece]]
    order: list[Piece]
    ground: Ground
    sources: Mapping[str, Source]
    least_ppi: float
    crop: float

    def photos(self) -> list[Photo]:
        return [photo for page in self.pages for photo in page.photos]


def violation(
    kind: str, block: Block | None, line: Line | Photo, detail: str = ""
) -> Violation:
    article = block.article.id if block and block.article else ""
    text = line.text.strip() if isinstance(line, Line) else ""
    if isinstance(line, Photo):
        text = block.alt if block else ""
    return Violation(kind, line.page, article, text[:90], line.box, detail)
