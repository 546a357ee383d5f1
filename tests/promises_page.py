"""What `promises` knows of a page: lines, photos and the blocks they belong to.

All lengths are in millimetres from the top left corner of the trimmed page.
"""

import unicodedata
from dataclasses import dataclass, field

from exporter.model import Article

MM = 72 / 25.4
HYPHENS = "\u2010\u00ad\x02\ufffe"
Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]


@dataclass(eq=False)
class Block:
    """An element of the structure tree that holds text or a photo, over all pages.

    `role` is what the Edition says its text is ("headline", "body", "caption", …).
    `group` is shared by a photo and its caption; `head` by all of an article's head.
    """

    kind: str
    parents: tuple[str, ...]
    part: int
    art: int = -1
    alt: str = ""
    group: int = -1
    parent: int = -1
    role: str = ""
    article: Article | None = None
    lines: "list[Line]" = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text with words that were divided at a line's end made whole."""
        return joined([line.text for line in self.lines])


@dataclass(eq=False)
class Line:
    """One line of text: `box` is its ink, `base` its baseline, `size` in points."""

    page: int
    order: int
    box: Box
    base: float
    size: float
    text: str
    block: Block | None = None
    leading: float = 0.0
    clip: Box | None = None

    @property
    def role(self) -> str:
        return self.block.role if self.block else "running"


@dataclass(eq=False)
class Photo:
    """An image as it can be seen: `box` is its clipped, `whole` its full extent."""

    page: int
    box: Box
    whole: Box
    pixels: tuple[int, int]
    block: Block | None = None


@dataclass
class Page:
    """One page, numbered from 1; its size is that of the trimmed sheet in mm.

    `tints` are the grounds that boxes stand on.
    """

    number: int
    size: tuple[float, float]
    lines: list[Line] = field(default_factory=list)
    photos: list[Photo] = field(default_factory=list)
    tints: list[Box] = field(default_factory=list)


@dataclass
class Reading:
    """A whole PDF."""

    pages: list[Page]
    blocks: list[Block]


def key(text: str) -> str:
    """Return the letters and digits of a text, in one form."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in folded if sign.isalnum())


def plain(html: str) -> str:
    """Return the text of inline markup."""
    from lxml import html as markup

    return str(markup.fromstring(f"<p>{html}</p>").text_content()) if html else ""


def joined(lines: list[str]) -> str:
    """Return lines as running text."""
    text = ""
    for line in lines:
        line = " ".join(line.split())
        if text and text[-1] in HYPHENS:
            text = text[:-1] + line
        elif text:
            text += ("" if text[-1] == "-" else " ") + line
        else:
            text = line
    return text
