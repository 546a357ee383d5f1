"""The keys of edition.toml: the only place that knows them.

In: an edition.toml. Out: `EditionKeys`, or an EditionError that names the key and
the next move.
"""

import datetime as dt
import difflib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    NaiveDatetime,
    ValidationError,
    field_validator,
)

from exporter.blocks import Inline, Line, Moment, Share, SomeInline, SomeLine
from exporter.ebook import Ebook
from exporter.edition.table import Table, load_table
from exporter.errors import EditionError
from exporter.formats import Format
from exporter.imprint import Imprint
from exporter.inline import LANGUAGE_TAG
from exporter.known import reason_refused
from exporter.said import said
from exporter.tokens import is_safe_value

#: Letters of a title: more has no place on a page.
_LONGEST = 300
Title = Annotated[SomeLine, Field(max_length=_LONGEST)]
Number = Annotated[int, Field(ge=1, le=999_999)]


class SectionKeys(BaseModel):
    """The keys of a [[section]]; all but the first two only where it extends."""

    model_config = ConfigDict(extra="forbid")
    title: Title
    articles: list[str] = []
    add: list[str] = []
    drop: list[str] = []
    before: str = ""
    after: str = ""


class MastheadKeys(BaseModel):
    """The keys of a [[masthead]]."""

    model_config = ConfigDict(extra="forbid")
    role: SomeLine
    names: list[SomeLine] = Field(min_length=1)


class FillerKeys(BaseModel):
    """The keys of a [[filler]]: house matter for a page that would be empty."""

    model_config = ConfigDict(extra="forbid")
    title: SomeLine
    text: Inline = ""


class ImprintKeys(Imprint):
    """The keys of [imprint]; `responsible` may be one name or several."""

    @field_validator("responsible", mode="before")
    @classmethod
    def _one_or_more(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value


class PhotoKeys(BaseModel):
    """The keys of [article.ID.photo.N]: what an editor changes about a photo.

    `file` is another photo, or the one a page text cannot carry: a path seen from
    edition.toml. `focus` is what must stay in view where the photo is cropped: from
    the left and from the top, each from 0 to 1. `was` holds originals, as they were
    when they were corrected.
    """

    model_config = ConfigDict(extra="forbid")
    file: str = ""
    caption: Inline | list[SomeInline] | None = None
    alt: Line | None = None
    credit: Line | None = None
    focus: tuple[Share, Share] | None = None
    leave_out: bool = False
    was: dict[Literal["caption", "alt", "credit"], str] = {}


class ArticleKeys(BaseModel):
    """The keys of [article.ID]: what an editor changes about an article.

    `note` is a note to readers; `form` the one of the layout's forms it is set in;
    `qr` whether a QR code leads to it on the web, whatever the edition says; `omit`
    holds the opening words of each block to be left out; `photo` has photos by number,
    from 1, or by file name.
    """

    model_config = ConfigDict(extra="forbid")
    headline: SomeLine | None = None
    kicker: Line | None = None
    deck: Inline | None = None
    note: Inline | None = None
    form: str = ""
    qr: bool | None = None
    omit: list[SomeLine] = []
    photo: dict[str, PhotoKeys] = {}
    was: dict[Literal["headline", "kicker", "deck"], str] = {}


def _as_text(value: object) -> object:
    """Return a bare number as CSS writes it: `columns = 3`."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_number else value


def _safe_value(value: str) -> str:
    if not is_safe_value(value):
        raise ValueError(
            said('is no single CSS value such as "#00467f", "10pt" or "280mm"')
        )
    return value.strip()


#: What a token of the layout is set to.
TokenValue = Annotated[Line, BeforeValidator(_as_text), AfterValidator(_safe_value)]


class EditionKeys(BaseModel):
    """The keys of edition.toml, with their defaults."""

    model_config = ConfigDict(extra="forbid")
    title: Title
    tagline: Annotated[Line, Field(max_length=_LONGEST)] = ""
    nameplate: str = ""
    nameplate_alt: Annotated[Line, Field(max_length=_LONGEST)] = ""
    number: Number
    date: dt.date = Field(ge=dt.date(1000, 1, 1), le=dt.date(9000, 1, 1))
    published: Moment | NaiveDatetime | None = None
    revision: int = Field(default=1, ge=1, le=9_999)
    revised: Moment | NaiveDatetime | None = None
    time_zone: str = "Asia/Jakarta"
    language: str = Field(default="id", pattern=LANGUAGE_TAG)
    publisher: SomeLine
    rights: Line = ""
    cover: str = ""
    layout: str = Field(default="magazine", min_length=1)
    pages: int = Field(default=0, ge=0, le=9_999)
    signature: Literal[1, 2, 4, 8, 16, 32] = 1
    qr: bool = False
    epub: Ebook = Ebook()
    formats: list[Format] = Field(["pdf", "epub"], min_length=1)
    archive: str = ""
    records: str | list[str] | None = None
    mapping: str = ""
    photos: list[str] = []
    release: dict[str, str] = {}
    tokens: dict[str, TokenValue] = {}
    imprint: ImprintKeys = ImprintKeys()
    masthead: list[MastheadKeys] = []
    filler: list[FillerKeys] = []
    article: dict[str, ArticleKeys] = {}
    section: list[SectionKeys] = Field(min_length=1)

    @field_validator("time_zone")
    @classmethod
    def _is_known(cls, name: str) -> str:
        try:
            return ZoneInfo(name).key
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(
                said('is no time zone: use an IANA name such as "Asia/Jakarta"')
            ) from error

    @property
    def record_patterns(self) -> list[str]:
        """Folders, files and globs of the records, as a list."""
        if self.records is None:
            return [] if self.archive else ["articles"]
        return [self.records] if isinstance(self.records, str) else self.records


class _FileKeys(EditionKeys):
    """The keys of one file, which may extend another: nothing must be there."""

    title: Title = "-"
    number: Number = 1
    date: dt.date = Field(
        default=dt.date(2000, 1, 1), ge=dt.date(1000, 1, 1), le=dt.date(9000, 1, 1)
    )
    publisher: SomeLine = "-"
    section: list[SectionKeys] = []
    extends: str = ""
    drop: list[str] = []


def load_keys(file: Path) -> tuple[EditionKeys, Table]:
    """Return the keys of an edition.toml, and where each stands.

    Unknown keys are refused.
    """
    table = load_table(file, _refuse)
    try:
        keys = EditionKeys.model_validate(table.values)
    except ValidationError as error:
        raise _key_error(error, lambda path: table.place(*path)) from error
    for number, section in enumerate(keys.section):
        if not section.articles:
            raise EditionError(
                said("section {title!r} has no articles", title=section.title),
                where=table.place("section", number),
                hint=said(
                    "list slugs or globs in its `articles`, or remove the section"
                ),
            )
    return keys, table


def _refuse(
    values: Mapping[str, Any], place: Callable[[tuple[str | int, ...]], str]
) -> None:
    """Refuse unknown keys, and values of another type, of one file."""
    try:
        _FileKeys.model_validate(values)
    except ValidationError as error:
        raise _key_error(error, place) from error


def _key_error(
    error: ValidationError, place: Callable[[tuple[str | int, ...]], str]
) -> EditionError:
    """Return the first thing wrong, with the line it stands in.

    A typing slip explains others: unknown keys come first.
    """
    errors = error.errors()
    first = next((e for e in errors if e["type"] == "extra_forbidden"), errors[0])
    path = tuple(first["loc"])
    where = place(path)
    if first["type"] == "extra_forbidden":
        return EditionError(
            said("unknown key `{key}`", key=path[-1]),
            where=where,
            hint=_near(path, place),
        )
    key = ".".join(str(part) for part in path if "[" not in str(part))
    if first["type"] == "missing":
        return EditionError(
            said("`{key}` is missing", key=key),
            where=where,
            hint=said("add a line `{key} = …`", key=key),
        )
    return EditionError(
        said("`{key}`: {reason}", key=key, reason=reason_refused(first)),
        where=where,
        hint=said("it says {text}; correct it", text=repr(first["input"])),
    )


#: Tables inside an edition.toml, by the key that opens them.
_INNER: dict[str, type[BaseModel]] = {
    "section": SectionKeys,
    "masthead": MastheadKeys,
    "filler": FillerKeys,
    "imprint": ImprintKeys,
    "epub": Ebook,
    "article": ArticleKeys,
    "photo": PhotoKeys,
}


def _near(path: tuple[str | int, ...], place: Callable[..., str]) -> str:
    """Return the known key that is nearest to the last of `path`."""
    opened = [_INNER[str(part)] for part in path[:-1] if str(part) in _INNER]
    model = opened[-1] if opened else _FileKeys
    known = sorted(model.model_fields)
    near = difflib.get_close_matches(str(path[-1]), known, 1, 0.5)
    if near:
        return said("did you mean `{key}`?", key=near[0])
    return said("known: {keys}", keys=", ".join(known))


def published_time(keys: EditionKeys) -> dt.datetime:
    """Return `published`, or midnight of `date`, aware of its zone."""
    zone = ZoneInfo(keys.time_zone)
    if keys.published is None:
        return dt.datetime.combine(keys.date, dt.time(0), zone)
    return _aware(keys.published, zone)


def revised_time(keys: EditionKeys) -> dt.datetime | None:
    """Return `revised`, aware of its zone."""
    return _aware(keys.revised, ZoneInfo(keys.time_zone)) if keys.revised else None


def _aware(when: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    return when.replace(tzinfo=zone) if when.tzinfo is None else when
