"""The words of a newsroom as data: Article, Image, Block, Section, Edition.

In: fields a reader found in a record. Out: frozen objects whose text is clean:
every `Inline` is well-formed, sanitised markup; every `Line` is one line of text
that XML 1.0 can hold. Names follow schema.org, then IPTC (ninjs).

Nothing here guesses: a field a reader did not find stays empty.
"""

import datetime as dt
import hashlib
from collections.abc import Callable
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import Field, WrapValidator, model_validator
from slugify import slugify

from exporter.blocks import (
    Block,
    Box,
    Entry,
    Frozen,
    Inline,
    Line,
    Moment,
    Party,
    RelatedBlock,
    Share,
    SomeInline,
    SomeLine,
    SomeTag,
    ZoneName,
    image_indexes,
    iter_blocks,
)
from exporter.ebook import Ebook
from exporter.formats import Format
from exporter.imprint import HouseFiller, Imprint, MastheadEntry
from exporter.inline import Direction, direction_of
from exporter.said import Said, said

SCHEMA_VERSION = "1.2"


class Dateline(Frozen):
    """Where a report was filed from: `raw` as printed, without its dash."""

    raw: SomeLine
    city: Line = ""
    provider: Line = ""
    date: dt.date | None = None


class Image(Frozen):
    """One photograph and all that is said about it.

    `file` is a path relative to the record; empty means the record names a photo
    it does not carry. `href` is where such a photo lies on the web; it is never
    fetched nor printed. `credit` has its label ("Foto:", "Sumber:") removed and is
    otherwise as printed. `alt` says what the photo shows for those who cannot see
    it; `width` and `height` are pixels. `focus` is what must stay in view where the
    photo is cropped: from the left and from the top, each from 0 to 1. A "portrait"
    (`role`) shows who wrote the article, and stands small at its end. `created` is when
    it was taken, as its file or record has it; `digital_source_type` is the code of
    IPTC's list that says how it was made ("trainedAlgorithmicMedia"). `instructions`
    are for the desk and never printed; `restrictions`, `embargoed_until` and `expires`
    hold a photo back.
    """

    file: str = ""
    href: Line = ""
    caption: tuple[Inline, ...] = ()
    credit: Line = ""
    creators: tuple[Line, ...] = ()
    credit_line: Line = ""
    source: Line = ""
    copyright_notice: Line = ""
    usage_terms: Line = ""
    restrictions: tuple[Line, ...] = ()
    instructions: Line = ""
    embargoed_until: Moment | None = None
    expires: Moment | None = None
    created: Line = ""
    digital_source_type: Line = ""
    alt: Line = ""
    width: int | None = None
    height: int | None = None
    focus: tuple[Share, Share] | None = None
    role: Literal["", "portrait"] = ""


class Related(Frozen):
    """Another article this one points to ("Baca juga").

    `article` is the id of the article where it is part of this edition.
    """

    headline: SomeLine
    url: Line = ""
    article: str = ""


class Correction(Frozen):
    """A correction the newsroom published; printed with the article."""

    text: SomeInline
    date: dt.date | None = None


# --- article -------------------------------------------------------------------


class Dropped(Frozen):
    """Readable text of a record that is not part of the article, and the rule."""

    text: str
    rule: str


def _keep_said(value: Any, validate: Callable[[Any], str]) -> str:
    return value if isinstance(value, Said) else validate(value)


#: A text that can be said in another language where this program wrote it.
Sentence = Annotated[str, WrapValidator(_keep_said)]


class Provenance(Frozen):
    """Where an Article came from and which rule gave each of its fields."""

    reader: str = ""
    file: str = ""
    sha256: str = ""
    origins: dict[str, str] = Field(default_factory=dict)
    dropped: tuple[Dropped, ...] = ()
    warnings: tuple[Sentence, ...] = ()

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> "Provenance":
        """Return itself: nobody changes it, and each new Article would copy one."""
        return self


class Article(Frozen):
    """One piece in the edition.

    `id` is stable and unique in an edition. `published` keeps the offset the
    record gave, `time_zone` the IANA name of its zone, `published_as_printed` the
    words it was printed with. `images[0]` is the lead photo. `editor_note` is
    never printed, `reader_note` always is, and so is `author_note`: what the article
    says of who wrote it. `image`, `gallery` and `related` blocks index `images` and
    `related`.
    """

    id: SomeLine
    kind: Literal[
        "news", "opinion", "feature", "live", "gallery", "interview", "video"
    ] = "news"
    language: SomeTag = "id"
    direction: Direction = "ltr"
    translation_of: str = ""
    kicker: Line = ""
    headline: SomeLine
    deck: Inline = ""
    sections: tuple[Line, ...] = ()
    authors: tuple[Party, ...] = ()
    editors: tuple[Party, ...] = ()
    contributors: tuple[Party, ...] = ()
    byline: Line = ""
    desk_codes: tuple[Line, ...] = ()
    dateline: Dateline | None = None
    published: Moment | None = None
    time_zone: ZoneName = ""
    published_as_printed: Line = ""
    modified: Moment | None = None
    embargoed_until: Moment | None = None
    images: tuple[Image, ...] = ()
    body: tuple[Block, ...] = ()
    related: tuple[Related, ...] = ()
    sources: tuple[Party, ...] = ()
    is_based_on: Line = ""
    tags: tuple[Line, ...] = ()
    publisher: Party | None = None
    url: Line = ""
    rights: Line = ""
    editor_note: str = ""
    reader_note: Inline = ""
    author_note: Inline = ""
    corrections: tuple[Correction, ...] = ()
    provenance: Provenance = Provenance()

    @model_validator(mode="before")
    @classmethod
    def _direction_follows_language(cls, data: Any) -> Any:
        if isinstance(data, dict) and "direction" not in data:
            return {**data, "direction": direction_of(str(data.get("language", "id")))}
        return data

    @model_validator(mode="after")
    def _indexes_point_somewhere(self) -> "Article":
        for block in iter_blocks(self.body):
            for index in image_indexes(block):
                if index >= len(self.images):
                    raise ValueError(
                        said(
                            "body names image {n}, but there are {count}",
                            n=index,
                            count=len(self.images),
                        )
                    )
            if isinstance(block, RelatedBlock) and max(block.related) >= len(
                self.related
            ):
                raise ValueError(
                    said(
                        "body names related {n}, but there are {count}",
                        n=max(block.related),
                        count=len(self.related),
                    )
                )
        return self


def images_in_body(article: Article) -> set[int]:
    """Return the indexes of the images that have a place in the body."""
    return {i for block in iter_blocks(article.body) for i in image_indexes(block)}


def portrait_in(article: Article) -> int | None:
    """Return the index of the writer's portrait that stands at the article's end."""
    placed = images_in_body(article)
    every = enumerate(article.images)
    return next((n for n, i in every if i.role and i.file and n not in placed), None)


def related_in_body(article: Article) -> set[int]:
    """Return the indexes of the related headlines that have a place in the body."""
    return {
        i
        for block in iter_blocks(article.body)
        if isinstance(block, RelatedBlock)
        for i in block.related
    }


# --- edition -------------------------------------------------------------------


class Section(Frozen):
    """A titled run of articles (kanal)."""

    title: SomeLine
    articles: tuple[Article, ...] = Field(min_length=1)


class Edition(Frozen):
    """One dated publication: only what can be published, nothing else.

    `number` is its issue number, `identifier` a urn:uuid that PDF and EPUB share.
    `revision` counts its re-issues from 1, `revised` is when the last was made.
    `cover` is the id of the cover article. A `draft` is stamped on every page. `pages`
    is how many an editor wants, 0 for any; it is made a multiple of `signature`, with
    `fillers`; `forms` are those of the layout that are
    chosen for articles, by their ids; `qr` are the ids of articles with a QR code
    that leads to them on the web; `tokens` are set in place of the layout's.
    `nameplate` is the markup of a drawing
    that stands for the title on paper, and `nameplate_alt` what it says; `epub` is what
    is asked of ebooks.
    """

    title: SomeLine
    tagline: Line = ""
    nameplate: str = ""
    nameplate_alt: Line = ""
    number: int = Field(ge=1)
    date: dt.date
    published: Moment
    revision: int = Field(default=1, ge=1)
    revised: Moment | None = None
    draft: bool = False
    time_zone: ZoneName
    language: str
    publisher: SomeLine
    rights: Line = ""
    identifier: str
    cover: str
    imprint: Imprint = Imprint()
    masthead: tuple[MastheadEntry, ...] = ()
    sections: tuple[Section, ...] = Field(min_length=1)
    layout: str
    pages: int = Field(default=0, ge=0)
    signature: int = Field(default=1, ge=1)
    fillers: tuple[HouseFiller, ...] = ()
    forms: dict[str, str] = Field(default_factory=dict)
    qr: tuple[str, ...] = ()
    tokens: dict[str, str] = Field(default_factory=dict)
    formats: tuple[Format, ...]
    epub: Ebook = Ebook()

    @property
    def file_name(self) -> str:
        """The name of the edition's files, without suffix."""
        return file_name_of(self.title, self.number)

    @property
    def modified(self) -> dt.datetime:
        """When this revision was made.

        An ebook is told from its former revisions by this time (EPUB 3.3, release
        identifier): where nobody gave one, each revision is a second later.
        """
        later = dt.timedelta(seconds=self.revision - 1)
        return self.revised or self.published + later

    @property
    def direction(self) -> Direction:
        """The writing direction of the edition's language."""
        return direction_of(self.language)

    @property
    def articles(self) -> tuple[Article, ...]:
        """All articles in running order."""
        return tuple(a for section in self.sections for a in section.articles)

    @property
    def cover_article(self) -> Article:
        """The article on the cover."""
        return next(a for a in self.articles if a.id == self.cover)


def file_name_of(title: str, number: int) -> str:
    """Return the name of an edition's files, without suffix."""
    return f"{slugify(title, max_length=80) or 'edition'}-{number}"


#: Longest name of an article inside the files; a longer one ends in its hash.
_ANCHOR_LENGTH = 60


@lru_cache(maxsize=4096)  # asked for wherever an article is named
def anchor(article_id: str) -> str:
    """Return the name of an article inside both files: ASCII, safe as id and path.

    Its words are joined by "_", so that no name is another's with a block's ending
    ("-h", "-b1") added.
    """
    slug = slugify(article_id, separator="_")
    if not slug or len(slug) > _ANCHOR_LENGTH:
        digest = hashlib.sha256(article_id.encode()).hexdigest()[:8]
        slug = f"{slug[: _ANCHOR_LENGTH - 9]}_{digest}".lstrip("_")
    return f"a-{slug}"


def anchor_of(block: str) -> str:
    """Return the anchor of the article a block's id belongs to ("a-x-b1": "a-x")."""
    return "-".join(block.split("-")[:2])


def article_json(article: Article) -> dict[str, Any]:
    """Return a record in our own JSON that is read as this Article again.

    A field that holds what it would without being named is left out; each
    block names its type.
    """
    record = article.model_dump(mode="json", exclude_defaults=True)
    if article.direction != direction_of(article.language):
        record["direction"] = article.direction
    else:
        record.pop("direction", None)
    if article.body:
        record["body"] = [_block_json(block) for block in article.body]
    return record


def _block_json(block: Block) -> dict[str, Any]:
    fields = block.model_dump(mode="json", exclude_defaults=True)
    if isinstance(block, Box | Entry):
        fields["blocks"] = [_block_json(inner) for inner in block.blocks]
    return {"type": block.type, **fields}


def article_json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a record in our own JSON."""
    schema = Article.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["version"] = SCHEMA_VERSION
    return schema
