"""An edition as it stands on the shelf: all that is told of it, and its files.

In: what a proof says, or `edition.json` beside the files on the shelf. Out:
`ShelvedEdition`. It holds what readers may know and nothing else: no finding, no
origin, no name of a record.
"""

import datetime as dt
import hashlib
import io
from typing import Literal

from PIL import Image
from pydantic import AwareDatetime, Field

from exporter.blocks import Frozen, Line, SomeLine, SomeTag

#: A name that is the same on every file system and in every address.
PLAIN_NAME = r"^[a-z0-9][a-z0-9-]*$"
#: In the order they are offered: the smaller ebook, the ebook, the printed pages.
Kind = Literal["hemat", "epub", "pdf"]
MEDIA_TYPES: dict[Kind, str] = {
    "hemat": "application/epub+zip",
    "epub": "application/epub+zip",
    "pdf": "application/pdf",
}
SMALLER = "-hemat.epub"


class ShelvedFile(Frozen):
    """A file readers download; `bytes` is its size."""

    kind: Kind
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*\.(epub|pdf)$")
    bytes: int = Field(ge=0)
    sha256: str

    @property
    def media_type(self) -> str:
        """Its type (RFC 6838)."""
        return MEDIA_TYPES[self.kind]


class Cover(Frozen):
    """A picture of the cover, a JPEG. Sizes in pixels."""

    name: str = Field(pattern=r"^[a-z]+\.jpg$")
    width: int = Field(gt=0)
    height: int = Field(gt=0)
    sha256: str

    @classmethod
    def of(cls, name: str, jpeg: bytes) -> "Cover":
        """Return what is told of a picture."""
        with Image.open(io.BytesIO(jpeg)) as image:
            width, height = image.size
        digest = hashlib.sha256(jpeg).hexdigest()
        return cls(name=name, width=width, height=height, sha256=digest)


class Headed(Frozen):
    """An article as it is announced."""

    headline: SomeLine
    deck: str = ""
    language: SomeTag


class ShelvedSection(Frozen):
    """A section and its articles, in running order."""

    title: str
    articles: tuple[Headed, ...]


class ShelvedEdition(Frozen):
    """What readers are told of an edition.

    `name` is that of its folder and the beginning of its files' names; `lead` is the
    article on the cover; `pages` counts those of the PDF, 0 without one. The larger
    cover comes first.
    """

    version: Literal[1] = 1  #: raised where those on shelves are to be written anew
    name: str = Field(pattern=PLAIN_NAME)
    title: SomeLine
    number: int
    date: dt.date
    identifier: SomeLine
    published: AwareDatetime
    modified: AwareDatetime
    language: SomeTag
    publisher: SomeLine
    tagline: Line = ""
    rights: Line = ""
    issn: str = ""
    pages: int = Field(ge=0)
    lead: Headed
    sections: tuple[ShelvedSection, ...]
    files: tuple[ShelvedFile, ...] = Field(min_length=1)
    covers: tuple[Cover, ...] = ()

    @property
    def articles(self) -> tuple[Headed, ...]:
        """All its articles, in running order."""
        return tuple(one for section in self.sections for one in section.articles)

    @property
    def newness(self) -> tuple[dt.date, int, str]:
        """What editions are ordered by."""
        return self.date, self.number, self.name
