"""The records an edition may choose from, and the choice.

In: the keys of edition.toml. Out: every record of its folders, as read, and the
articles of each section in running order.
"""

import difflib
import fnmatch
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from exporter.checks import Finding
from exporter.edition.keys import EditionKeys, load_keys
from exporter.edition.table import Table
from exporter.errors import EditionError, ExporterError, RecordError
from exporter.files import open_plain
from exporter.model import Article
from exporter.records import is_record_file, read_records
from exporter.said import said


@dataclass(frozen=True)
class Archived:
    """An article of an archive: its `name` in edition.toml, and its `text` as kept.

    `lost` is what no field holds of the record it was imported from; `photos` is the
    folder its photos lie in.
    """

    name: str
    text: str
    lost: tuple[str, ...]
    photos: Path


@dataclass(frozen=True)
class SourceRecord:
    """A record file, or one article of an archive, that the edition may take.

    `sha256` is that of the file as it lies, packed or not; of the article's text as the
    archive keeps it.
    """

    path: Path
    articles: tuple[Article, ...]
    sha256: str
    archived: Archived | None = None

    @property
    def name(self) -> str:
        """The file it came from, without its folders."""
        if self.archived:
            return self.articles[0].provenance.file or self.path.name
        return self.path.name

    @property
    def folder(self) -> Path:
        """Where the paths of its photos begin."""
        return self.archived.photos if self.archived else self.path.parent

    @property
    def short_name(self) -> str:
        """What an article may be called by besides its id; "" for nothing."""
        if self.archived:
            return self.archived.name
        return self.path.stem if len(self.articles) == 1 else ""


@dataclass(frozen=True)
class Sources:
    """An edition.toml and every record it may choose from, as read.

    `elsewhere` are ids of articles that are known and that it cannot choose.
    """

    file: Path
    keys: EditionKeys
    table: Table
    records: tuple[SourceRecord, ...]
    findings: tuple[Finding, ...]
    elsewhere: frozenset[str] = frozenset()


def read_sources(path: Path) -> Sources:
    """Read edition.toml (or the folder that holds it) and its records (stage 1).

    Raises EditionError for what is wrong in edition.toml, RecordError for a
    record it names that cannot be used.
    """
    from exporter.edition.archived import read_archived  # it builds on this module

    file = path / "edition.toml" if path.is_dir() else path
    keys, table = load_keys(file)
    records, findings = _read_all(file, keys)
    archived, elsewhere = read_archived(file, keys, table)
    every = (*records, *archived)
    return Sources(file, keys, table, every, tuple(findings), elsewhere)


def _read_all(
    file: Path, keys: EditionKeys
) -> tuple[list[SourceRecord], list[Finding]]:
    """Read every record; one that no section names by its slug is only noted."""
    named = {p for section in keys.section for p in section.articles}
    records: list[SourceRecord] = []
    findings: list[Finding] = []
    mapping = file.parent / keys.mapping if keys.mapping else None
    for path in _record_files(file, keys):
        try:
            # first: a file that changes while it is read is found changed later
            sha256 = _hash_of(path)
            result = read_records(path, mapping)
        except ExporterError as error:
            if path.stem in named:
                raise
            findings.append(Finding("W-010", path.name, error.message))
            continue
        records.append(SourceRecord(path, tuple(result.articles), sha256))
        findings.extend(
            Finding("W-010", e.where or path.name, e.message) for e in result.errors
        )
    return records, findings


def _hash_of(path: Path) -> str:
    with open_plain(path, RecordError, path.name) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _record_files(file: Path, keys: EditionKeys) -> list[Path]:
    files: list[Path] = []
    for pattern in keys.record_patterns:
        try:
            found = _files_of(file.parent, pattern)
        except (OSError, ValueError):  # no folder we may read, or no glob
            found = []
        if not found:
            raise EditionError(
                said("`records`: no record files at {pattern!r}", pattern=pattern),
                where=file.name,
                hint=said("name a folder, a file or a glob, relative to edition.toml"),
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


def choose_articles(
    keys: EditionKeys, records: Sequence[SourceRecord], where: str
) -> list[tuple[str, list[Article]]]:
    """Return the articles of each section in running order."""
    names = dict(article_names(records, where))
    taken: dict[str, str] = {}
    chosen = []
    for section in keys.section:
        articles: list[Article] = []
        for pattern in section.articles:
            place = said("{file}: section {title!r}", file=where, title=section.title)
            matches = _matches(pattern, names, place)
            is_glob = any(c in pattern for c in "*?[")
            for article in matches:
                if article.id in taken:
                    if is_glob:
                        continue  # a glob takes what is left
                    raise EditionError(
                        said(
                            "article {id!r} is in the edition twice, in {one!r} and "
                            "{other!r}",
                            id=article.id,
                            one=taken[article.id],
                            other=section.title,
                        ),
                        where=where,
                        hint=said("remove it from one of the two"),
                    )
                taken[article.id] = section.title
                articles.append(article)
        if not articles:
            raise EditionError(
                said("section {title!r} has no articles left", title=section.title),
                where=where,
                hint=said("its globs match only articles that stand in other sections"),
            )
        chosen.append((section.title, articles))
    return chosen


def article_names(
    records: Sequence[SourceRecord], where: str
) -> Iterator[tuple[str, Article]]:
    """Yield each name an article can be chosen by: its id, or its file's stem."""
    seen: dict[str, str] = {}
    for record in records:
        for article in record.articles:
            if article.id in seen:
                raise EditionError(
                    said(
                        "two records have the id {id!r}: {one} and {other}",
                        id=article.id,
                        one=seen[article.id],
                        other=record.name,
                    ),
                    where=where,
                    hint=said("give one of them another `id`"),
                )
            seen[article.id] = record.name
            yield article.id, article
            if record.short_name not in ("", article.id):
                yield record.short_name, article


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
        raise EditionError(
            said("there is no record {name!r}", name=pattern),
            where=where,
            hint=said("did you mean {name!r}?", name=near[0])
            if near
            else said("no record has this slug"),
        )
    return list(found.values())
