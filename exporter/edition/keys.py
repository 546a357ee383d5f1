"""The keys of edition.toml: the only place that knows them.

In: an edition.toml. Out: `EditionKeys`, or an EditionError that names the key and
the next move.
"""

import datetime as dt
import difflib
import tomllib
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, NaiveDatetime, ValidationError

from exporter.blocks import Line, Moment, SomeLine
from exporter.errors import EditionError
from exporter.model import LANGUAGE_TAG


class SectionKeys(BaseModel):
    """The keys of a [[section]]."""

    model_config = ConfigDict(extra="forbid")
    title: SomeLine
    articles: list[str] = []


class MastheadKeys(BaseModel):
    """The keys of a [[masthead]]."""

    model_config = ConfigDict(extra="forbid")
    role: SomeLine
    names: list[SomeLine] = Field(min_length=1)


class EditionKeys(BaseModel):
    """The keys of edition.toml, with their defaults."""

    model_config = ConfigDict(extra="forbid")
    title: SomeLine
    tagline: Line = ""
    number: int = Field(ge=1)
    date: dt.date = Field(ge=dt.date(1000, 1, 1), le=dt.date(9000, 1, 1))
    published: Moment | NaiveDatetime | None = None
    time_zone: str = "Asia/Jakarta"
    language: str = Field(default="id", pattern=LANGUAGE_TAG)
    publisher: SomeLine
    rights: Line = ""
    cover: str = ""
    layout: str = Field(default="magazine", min_length=1)
    formats: list[Literal["pdf", "epub"]] = Field(["pdf", "epub"], min_length=1)
    records: str | list[str] = "articles"
    photos: list[str] = []
    release: dict[str, str] = {}
    masthead: list[MastheadKeys] = []
    section: list[SectionKeys] = Field(min_length=1)

    @property
    def record_patterns(self) -> list[str]:
        """Folders, files and globs of the records, as a list."""
        return [self.records] if isinstance(self.records, str) else self.records


def load_keys(file: Path) -> EditionKeys:
    """Return the keys of an edition.toml; unknown ones are refused."""
    table = _load_table(file)
    _refuse_unknown(table, EditionKeys, file.name)
    for key, model in (("section", SectionKeys), ("masthead", MastheadKeys)):
        entries = table.get(key, [])
        for entry in entries if isinstance(entries, list) else []:
            if isinstance(entry, dict):
                _refuse_unknown(entry, model, f"{file.name}: [[{key}]]")
    try:
        keys = EditionKeys.model_validate(table)
        ZoneInfo(keys.time_zone)
    except ValidationError as error:
        raise _key_error(error, file.name) from error
    except (KeyError, ValueError, OSError) as error:  # of ZoneInfo
        raise EditionError(
            f"time_zone {table.get('time_zone')!r} is not a time zone",
            where=file.name,
            hint='use an IANA name such as "Asia/Jakarta"',
        ) from error
    for section in keys.section:
        if not section.articles:
            raise EditionError(
                f"section {section.title!r} has no articles",
                where=file.name,
                hint="list slugs or globs in its `articles`, or remove the section",
            )
    return keys


def _load_table(file: Path) -> dict[str, Any]:
    if not file.is_file():
        raise EditionError(
            "there is no such file",
            where=str(file),
            hint="name an edition.toml, or a folder that holds one",
        )
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise EditionError(
            f"cannot be read: {error.strerror}",
            where=str(file),
            hint="look at who may read it",
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise EditionError(
            f"is not valid TOML: {error}",
            where=file.name,
            hint="correct the line it names; text values stand in quotes",
        ) from error


def _refuse_unknown(table: dict[str, Any], model: type[BaseModel], where: str) -> None:
    for key in table:
        if key not in model.model_fields:
            known = sorted(model.model_fields)
            near = difflib.get_close_matches(key, known, 1, 0.5)
            hint = (
                f"did you mean `{near[0]}`?" if near else f"known: {', '.join(known)}"
            )
            raise EditionError(f"unknown key `{key}`", where=where, hint=hint)


def _key_error(error: ValidationError, where: str) -> EditionError:
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"] if "[" not in str(part))
    if first["type"] == "missing":
        return EditionError(
            f"`{key}` is missing", where=where, hint=f"add a line `{key} = …`"
        )
    return EditionError(
        f"`{key}`: {first['msg'].removeprefix('Value error, ').lower()}",
        where=where,
        hint=f"it says {first['input']!r}; correct it",
    )


def published_time(keys: EditionKeys) -> dt.datetime:
    """Return `published`, or midnight of `date`, aware of its zone."""
    zone = ZoneInfo(keys.time_zone)
    if keys.published is None:
        return dt.datetime.combine(keys.date, dt.time(0), zone)
    if keys.published.tzinfo is None:
        return keys.published.replace(tzinfo=zone)
    return keys.published
