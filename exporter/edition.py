"""Stage 2, compose: edition.toml and Articles become one Edition.

In: the path of an edition.toml. Out: `Composed` — the Edition (only what can be
published), where its photos lie on disk, and the records it was made from. This
is the only place that knows the keys of edition.toml.
"""

import datetime as dt
import difflib
import fnmatch
import tomllib
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from slugify import slugify

from exporter.checks import Finding
from exporter.errors import EditionError, ExporterError
from exporter.model import (
    Article,
    Edition,
    MastheadEntry,
    Provenance,
    Related,
    Section,
)
from exporter.photos import SourcePhoto, find_photo
from exporter.records import is_record_file, read_records
from exporter.typography import set_article

#: Namespace of edition identifiers: UUIDv5 of publisher, title, number and date.
_EDITIONS = uuid.uuid5(uuid.NAMESPACE_URL, "tag:edition-exporter,2026:edition")


class _SectionKeys(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: str = Field(min_length=1)
    articles: list[str] = []


class _MastheadKeys(BaseModel):
    model_config = ConfigDict(extra="forbid")
    role: str = Field(min_length=1)
    names: list[str] = Field(min_length=1)


class _EditionKeys(BaseModel):
    """The keys of edition.toml, with their defaults."""

    model_config = ConfigDict(extra="forbid")
    title: str = Field(min_length=1)
    tagline: str = ""
    number: int = Field(ge=1)
    date: dt.date
    published: dt.datetime | None = None
    time_zone: str = "Asia/Jakarta"
    language: str = Field(default="id", pattern=r"^[a-zA-Z]{2,3}(-[a-zA-Z0-9]+)*$")
    publisher: str = Field(min_length=1)
    rights: str = ""
    cover: str = ""
    layout: str = "magazine"
    formats: list[Literal["pdf", "epub"]] = ["pdf", "epub"]
    records: str | list[str] = "articles"
    photos: list[str] = []
    release: dict[str, str] = {}
    masthead: list[_MastheadKeys] = []
    section: list[_SectionKeys] = Field(min_length=1)


@dataclass(frozen=True)
class SourceRecord:
    """A record file that gave articles to the edition."""

    path: Path
    articles: tuple[Article, ...]


@dataclass(frozen=True)
class Composed:
    """An Edition with all that was needed to make it.

    `photos` maps the `file` of each `Image` in the Edition to the photo on disk.
    `records` are the files articles came from, as read. `released` names each
    article that an embargo or restriction would hold, with the editor's reason.
    """

    edition: Edition
    folder: Path
    photos: dict[str, SourcePhoto]
    records: tuple[SourceRecord, ...]
    findings: tuple[Finding, ...] = ()
    released: dict[str, str] = field(default_factory=dict)


def compose(path: Path) -> Composed:
    """Read edition.toml (or the folder that holds it) and all it names.

    Raises EditionError for what is wrong in edition.toml, RecordError for a
    record it names that cannot be used, AssetError for a photo that is not there.
    """
    file = path / "edition.toml" if path.is_dir() else path
    keys = _load_keys(file)
    folder = file.parent
    records, findings = _read_all(folder, keys)
    by_section = _choose(keys, records, file.name)
    chosen = [article for _, articles in by_section for article in articles]
    released = _check_embargo(chosen, keys, _published(keys), file.name)
    used = tuple(
        record for record in records if any(a in chosen for a in record.articles)
    )
    photos: dict[str, SourcePhoto] = {}
    roots = _photo_roots(folder, keys)
    folders = {a.id: record.path.parent for record in used for a in record.articles}
    ids = {a.id for a in chosen}
    urls = {a.url: a.id for a in chosen if a.url}
    heads = {a.headline.casefold(): a.id for a in chosen}

    def publish(article: Article) -> Article:
        images = []
        for number, image in enumerate(article.images, 1):
            where = f"{article.id}: photo {number}"
            if image.file:
                photo = find_photo(folders[article.id] / image.file, roots, where)
                photos[photo.name] = photo
                image = image.model_copy(
                    update={
                        "file": photo.name,
                        "width": photo.width,
                        "height": photo.height,
                    }
                )
            images.append(image)
        related = tuple(_resolve(r, ids, urls, heads) for r in article.related)
        return set_article(
            article.model_copy(
                update={
                    "images": tuple(images),
                    "related": related,
                    "editor_note": "",
                    "provenance": Provenance(),
                }
            )
        )

    sections = tuple(
        Section(title=title, articles=tuple(publish(a) for a in articles))
        for title, articles in by_section
    )
    edition = _edition(keys, sections, _cover(keys, sections, file.name))
    findings.extend(
        Finding("W-008", article.id, warning)
        for article in chosen
        for warning in article.provenance.warnings
    )
    return Composed(edition, folder, photos, used, tuple(findings), released)


def _edition(
    keys: _EditionKeys, sections: tuple[Section, ...], cover: str
) -> Edition:
    name = f"{keys.publisher}\n{keys.title}\n{keys.number}\n{keys.date}"
    return Edition(
        title=keys.title,
        tagline=keys.tagline,
        number=keys.number,
        date=keys.date,
        published=_published(keys),
        time_zone=keys.time_zone,
        language=keys.language,
        publisher=keys.publisher,
        rights=keys.rights,
        identifier=f"urn:uuid:{uuid.uuid5(_EDITIONS, name)}",
        cover=cover,
        masthead=tuple(
            MastheadEntry(role=m.role, names=tuple(m.names)) for m in keys.masthead
        ),
        sections=sections,
        layout=keys.layout,
        formats=tuple(dict.fromkeys(keys.formats)),
    )


# --- edition.toml ---------------------------------------------------------------


def _load_keys(file: Path) -> _EditionKeys:
    if not file.is_file():
        raise EditionError(
            "there is no such file",
            where=str(file),
            hint="name an edition.toml, or a folder that holds one",
        )
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise EditionError(
            f"is not valid TOML: {error}",
            where=file.name,
            hint="correct the line it names; text values stand in quotes",
        ) from error
    _refuse_unknown(table, _EditionKeys, file.name)
    for key, model in (("section", _SectionKeys), ("masthead", _MastheadKeys)):
        entries = table.get(key, [])
        for entry in entries if isinstance(entries, list) else []:
            if isinstance(entry, dict):
                _refuse_unknown(entry, model, f"{file.name}: [[{key}]]")
    try:
        keys = _EditionKeys.model_validate(table)
        ZoneInfo(keys.time_zone)
    except ValidationError as error:
        raise _key_error(error, file.name) from error
    except (ZoneInfoNotFoundError, ValueError) as error:
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
                hint='list slugs or globs in its `articles`, or remove the section',
            )
    return keys


def _refuse_unknown(
    table: dict[str, Any], model: type[BaseModel], where: str
) -> None:
    for key in table:
        if key not in model.model_fields:
            known = sorted(model.model_fields)
            near = difflib.get_close_matches(key, known, 1, 0.5)
            hint = f"did you mean `{near[0]}`?" if near else f"known: {', '.join(known)}"
            raise EditionError(f"unknown key `{key}`", where=where, hint=hint)


def _key_error(error: ValidationError, where: str) -> EditionError:
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    if first["type"] == "missing":
        return EditionError(
            f"`{key}` is missing", where=where, hint=f"add a line `{key} = …`"
        )
    return EditionError(
        f"`{key}`: {first['msg'].lower()}",
        where=where,
        hint=f"it says {first['input']!r}; correct it",
    )


def _published(keys: _EditionKeys) -> dt.datetime:
    zone = ZoneInfo(keys.time_zone)
    if keys.published is None:
        return dt.datetime.combine(keys.date, dt.time(0), zone)
    if keys.published.tzinfo is None:
        return keys.published.replace(tzinfo=zone)
    return keys.published


# --- records ----------------------------------------------------------------------


def _read_all(
    folder: Path, keys: _EditionKeys
) -> tuple[list[SourceRecord], list[Finding]]:
    """Read every record; one that no section could name by slug is only noted."""
    named = {p for section in keys.section for p in section.articles}
    records: list[SourceRecord] = []
    findings: list[Finding] = []
    for path in _record_files(folder, keys):
        try:
            result = read_records(path)
        except ExporterError as error:
            if any(fnmatch.fnmatchcase(path.stem, pattern) for pattern in named):
                raise
            findings.append(Finding("W-010", path.name, error.message))
            continue
        records.append(SourceRecord(path, tuple(result.articles)))
        findings.extend(
            Finding("W-010", e.where or path.name, e.message) for e in result.errors
        )
    return records, findings


def _record_files(folder: Path, keys: _EditionKeys) -> list[Path]:
    patterns = [keys.records] if isinstance(keys.records, str) else keys.records
    files: list[Path] = []
    for pattern in patterns:
        found = _files_of(folder, pattern)
        if not found:
            raise EditionError(
                f"`records`: no record files at {pattern!r}",
                where="edition.toml",
                hint="name a folder, a file or a glob, relative to edition.toml",
            )
        files.extend(found)
    return list(dict.fromkeys(files))


def _files_of(folder: Path, pattern: str) -> list[Path]:
    path = folder / pattern
    if path.is_file():
        return [path]
    candidates: Iterable[Path]
    if path.is_dir():
        candidates = path.iterdir()
    elif Path(pattern).is_absolute():
        candidates = ()
    else:
        candidates = folder.glob(pattern)
    return sorted(p for p in candidates if p.is_file() and is_record_file(p))


def _choose(
    keys: _EditionKeys, records: list[SourceRecord], where: str
) -> list[tuple[str, list[Article]]]:
    """Return the articles of each section in running order."""
    names = dict(_names(records))
    taken: dict[str, str] = {}
    chosen = []
    for section in keys.section:
        articles: list[Article] = []
        for pattern in section.articles:
            matches = _matches(pattern, names, f"{where}: section {section.title!r}")
            is_glob = any(c in pattern for c in "*?[")
            for article in matches:
                if article.id in taken:
                    if is_glob:
                        continue  # a glob takes what is left
                    raise EditionError(
                        f"article {article.id!r} is in the edition twice, in "
                        f"{taken[article.id]!r} and {section.title!r}",
                        where=where,
                        hint="remove it from one of the two",
                    )
                taken[article.id] = section.title
                articles.append(article)
        if not articles:
            raise EditionError(
                f"section {section.title!r} has no articles left",
                where=where,
                hint="its globs match only articles that stand in other sections",
            )
        chosen.append((section.title, articles))
    _refuse_same_address(chosen, where)
    return chosen


def _names(records: list[SourceRecord]) -> Iterator[tuple[str, Article]]:
    """Yield each name an article can be chosen by: its id, or its file's stem."""
    seen: dict[str, Path] = {}
    for record in records:
        for article in record.articles:
            if article.id in seen:
                raise EditionError(
                    f"two records have the id {article.id!r}: "
                    f"{seen[article.id].name} and {record.path.name}",
                    where="edition.toml",
                    hint="give one of them another `id`",
                )
            seen[article.id] = record.path
            yield article.id, article
            if len(record.articles) == 1 and record.path.stem != article.id:
                yield record.path.stem, article


def _matches(pattern: str, names: dict[str, Article], where: str) -> list[Article]:
    if pattern in names:
        return [names[pattern]]
    found = {
        article.id: article
        for name, article in names.items()
        if fnmatch.fnmatchcase(name, pattern)
    }
    if not found:
        near = difflib.get_close_matches(pattern, names, 1, 0.4)
        hint = f"did you mean {near[0]!r}?" if near else "no record has this slug"
        raise EditionError(
            f"there is no record {pattern!r}", where=where, hint=hint
        )
    return list(found.values())


def _refuse_same_address(chosen: list[tuple[str, list[Article]]], where: str) -> None:
    seen: dict[str, str] = {}
    for _, articles in chosen:
        for article in articles:
            address = anchor(article.id)
            if address in seen:
                raise EditionError(
                    f"the ids {seen[address]!r} and {article.id!r} are too alike",
                    where=where,
                    hint="both would get the same address; change one `id`",
                )
            seen[address] = article.id


def anchor(article_id: str) -> str:
    """Return the name of an article inside both files: ASCII, safe as id and path."""
    return "a-" + (slugify(article_id, max_length=60) or "x")


def _check_embargo(
    articles: list[Article],
    keys: _EditionKeys,
    published: dt.datetime,
    where: str,
) -> dict[str, str]:
    """Stop for an embargo or restriction that edition.toml does not release."""
    released = {}
    for article in articles:
        held = [
            f"photo restriction {text!r}"
            for image in article.images
            for text in image.restrictions
        ]
        if article.embargoed_until and article.embargoed_until > published:
            held.append(f"embargo until {article.embargoed_until.isoformat()}")
        if not held:
            continue
        if article.id not in keys.release:
            raise EditionError(
                f"article {article.id!r} is held: {'; '.join(held)}",
                where=where,
                hint="take it out, or add under [release] a line "
                f'"{article.id}" = "who allowed it and why"',
            )
        released[article.id] = f"{'; '.join(held)} — {keys.release[article.id]}"
    return released


# --- places -------------------------------------------------------------------------


def _photo_roots(folder: Path, keys: _EditionKeys) -> list[Path]:
    """Return the folders photos may lie in: a record cannot reach beyond them."""
    roots = [folder, *(folder / p for p in keys.photos)]
    patterns = [keys.records] if isinstance(keys.records, str) else keys.records
    for pattern in patterns:
        path = folder / pattern
        roots.append(path if path.is_dir() else path.parent)
    return [root.resolve() for root in roots]


def _resolve(
    related: Related, ids: set[str], urls: dict[str, str], heads: dict[str, str]
) -> Related:
    """Return `related` pointing to its article where that is in this edition."""
    target = related.article or urls.get(related.url, "")
    if not target:
        target = heads.get(related.headline.casefold(), "")
    if not target and slugify(related.headline) in ids:
        target = slugify(related.headline)
    return related.model_copy(update={"article": target}) if target else related


def _cover(keys: _EditionKeys, sections: tuple[Section, ...], where: str) -> str:
    articles = [a for section in sections for a in section.articles]
    if not keys.cover:
        with_photo = [a for a in articles if a.images and a.images[0].file]
        return (with_photo or articles)[0].id
    by_id = {a.id: a for a in articles}
    if keys.cover not in by_id:
        near = difflib.get_close_matches(keys.cover, by_id, 1, 0.4)
        raise EditionError(
            f"`cover` names {keys.cover!r}, which is in no section",
            where=where,
            hint=f"did you mean {near[0]!r}?" if near else "name an article's slug",
        )
    return keys.cover
