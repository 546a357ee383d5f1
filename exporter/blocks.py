"""Body blocks: the short list of what an article's body can be made of.

In: fields of a record. Out: frozen blocks whose text is clean; `Inline` is
sanitised, well-formed markup, `Line` one line of text that XML 1.0 can hold.
"""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from exporter.inline import LANGUAGE_TAG, clean_inline, clean_line
from exporter.said import said


def _not_empty(text: str) -> str:
    if not text:
        raise ValueError(said("is empty"))
    return text


def _tag(text: str) -> str:
    if text and not re.fullmatch(LANGUAGE_TAG, text):
        raise ValueError(said("{tag!r} is not a language tag", tag=text))
    return text


def _known_zone(name: str) -> str:
    try:
        return ZoneInfo(name).key if name else ""
    except (KeyError, ValueError, OSError) as error:
        message = said("{name!r} is not an IANA time zone", name=name)
        raise ValueError(message) from error


Line = Annotated[str, AfterValidator(clean_line)]
Inline = Annotated[str, AfterValidator(clean_inline)]
SomeLine = Annotated[Line, AfterValidator(_not_empty)]
SomeInline = Annotated[Inline, AfterValidator(_not_empty)]
#: A language tag (BCP 47); an empty one says that a block is in the article's.
Tag = Annotated[Line, AfterValidator(_tag)]
SomeTag = Annotated[Tag, AfterValidator(_not_empty)]
#: A place along a side, from 0 to 1.
Share = Annotated[float, Field(ge=0, le=1)]
#: The place of an image or related headline in the Article's own list.
Index = Annotated[int, Field(ge=0)]
#: The IANA name of a time zone; empty where a record names none.
ZoneName = Annotated[str, AfterValidator(_known_zone)]


def _in_calendar(when: dt.datetime) -> dt.datetime:
    if not 1000 <= when.year <= 9000:  # no zone can be applied at the ends of time
        raise ValueError(said("is no time of a newspaper"))
    return when


Moment = Annotated[AwareDatetime, AfterValidator(_in_calendar)]


class Frozen(BaseModel):
    """A value that cannot change and refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Party(Frozen):
    """A person or organisation, as credited."""

    name: SomeLine
    kind: Literal["person", "organisation"] = "person"
    role: Line = ""
    job_title: Line = ""
    affiliation: Line = ""
    location: Line = ""


class Paragraph(Frozen):
    """Running text; `language` only where it differs from the article's."""

    type: Literal["paragraph"] = "paragraph"
    html: SomeInline
    language: Tag = ""


class Subhead(Frozen):
    """A heading inside an article."""

    type: Literal["subhead"] = "subhead"
    html: SomeInline


class Quote(Frozen):
    """A passage quoted at length."""

    type: Literal["quote"] = "quote"
    paragraphs: tuple[SomeInline, ...] = Field(min_length=1)
    cite: Line = ""
    language: Tag = ""


class PullQuote(Frozen):
    """Words of the article repeated large for the eye."""

    type: Literal["pullquote"] = "pullquote"
    html: SomeInline
    cite: Line = ""


class ListBlock(Frozen):
    """A list, numbered where `ordered`."""

    type: Literal["list"] = "list"
    ordered: bool = False
    items: tuple[SomeInline, ...] = Field(min_length=1)


class Table(Frozen):
    """A table of text cells; `header` names its columns."""

    type: Literal["table"] = "table"
    caption: Inline = ""
    header: tuple[Inline, ...] = ()
    rows: tuple[tuple[Inline, ...], ...] = Field(min_length=1)


class ImageBlock(Frozen):
    """The place in the body of one of the Article's images (index)."""

    type: Literal["image"] = "image"
    image: Index


class Gallery(Frozen):
    """The place in the body of several of the Article's images (indexes)."""

    type: Literal["gallery"] = "gallery"
    images: tuple[Index, ...] = Field(min_length=1)


class RelatedBlock(Frozen):
    """The place in the body of related headlines (indexes)."""

    type: Literal["related"] = "related"
    related: tuple[Index, ...] = Field(min_length=1)


class Embed(Frozen):
    """Something only the web can show; printed as a labelled address."""

    type: Literal["embed"] = "embed"
    label: Line = ""
    url: Line


class Rule(Frozen):
    """A break between two passages."""

    type: Literal["rule"] = "rule"


_Simple = (
    Paragraph
    | Subhead
    | Quote
    | PullQuote
    | ListBlock
    | Table
    | ImageBlock
    | Gallery
    | RelatedBlock
    | Embed
    | Rule
)
#: What may stand inside a box or an entry.
SimpleBlock = Annotated[_Simple, Field(discriminator="type")]


class Box(Frozen):
    """A fact box: a title and a few blocks set apart."""

    type: Literal["box"] = "box"
    title: Line = ""
    blocks: tuple[SimpleBlock, ...] = Field(min_length=1)


class Entry(Frozen):
    """One entry of a live report."""

    type: Literal["entry"] = "entry"
    time: Moment | None = None
    headline: Line = ""
    authors: tuple[Party, ...] = ()
    blocks: tuple[SimpleBlock, ...] = Field(min_length=1)


Block = Annotated[_Simple | Box | Entry, Field(discriminator="type")]


def iter_blocks(body: tuple[Block, ...]) -> list[Block]:
    """Return the blocks in reading order, those inside boxes and entries too."""
    found: list[Block] = []
    for block in body:
        found.append(block)
        if isinstance(block, Box | Entry):
            found.extend(block.blocks)
    return found


def markup_of(block: Block) -> Iterator[str]:
    """Yield the inline markup of a block, in reading order."""
    for name in ("html", "caption"):
        yield getattr(block, name, "")
    for name in ("paragraphs", "items", "header"):
        yield from getattr(block, name, ())
    for row in getattr(block, "rows", ()):
        yield from row


def image_indexes(block: Block) -> tuple[int, ...]:
    """Return the indexes of the images a block gives a place to."""
    if isinstance(block, ImageBlock):
        return (block.image,)
    return block.images if isinstance(block, Gallery) else ()
