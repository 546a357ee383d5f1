"""Articles an edition takes from an archive, by their names.

In: an edition.toml that names an archive. Out: a `SourceRecord` for each article of the
archive that it names: no other is read, however many there are.
"""

import difflib
from collections.abc import Iterator
from pathlib import Path

from exporter.archive.search import lost_of
from exporter.archive.showing import article_of
from exporter.archive.store import Archive, Kept, open_archive
from exporter.edition.keys import EditionKeys
from exporter.edition.records import Archived, SourceRecord
from exporter.edition.table import Table
from exporter.errors import ArchiveError, EditionError
from exporter.said import said


def read_archived(
    file: Path, keys: EditionKeys, table: Table
) -> tuple[list[SourceRecord], frozenset[str]]:
    """Return the articles of the archive that sections name, and ids of others.

    The others are those that articles point to and the edition does not have. Raises
    EditionError for a name the archive does not have, ArchiveError for its file.
    """
    if not keys.archive:
        return [], frozenset()
    path = file.parent / keys.archive
    records: list[SourceRecord] = []
    try:
        with open_archive(path) as archive:
            for number, section in enumerate(keys.section):
                where = table.place("section", number)
                for name in dict.fromkeys(section.articles):
                    kept = _find(archive, name, keys, where)
                    if kept:
                        records.append(_record(archive, name, kept))
            return records, frozenset(_elsewhere(archive, records))
    except ArchiveError as error:
        where = said(
            "{where}: {message}", where=table.place("archive"), message=error.where
        )
        raise EditionError(error.message, where=where, hint=error.hint) from error


def _find(archive: Archive, name: str, keys: EditionKeys, where: str) -> Kept | None:
    """Return the article of a name; None where a record of the edition may have it."""
    found = archive.find_keys(name)
    if len(found) == 1:
        return archive.current(found[0])
    if found:
        names = ", ".join(archive.name_of(key) for key in found)
        raise EditionError(
            said("several outlets have an article {name!r}", name=name),
            where=where,
            hint=said("name one of {names}", names=names),
        )
    if keys.record_patterns:
        return None
    near = difflib.get_close_matches(name, archive.near(name), 1, 0.6)
    raise EditionError(
        said("there is no article {name!r} in the archive", name=name),
        where=where,
        hint=said("did you mean {name!r}?", name=near[0])
        if near
        else said("name it by the id that `exporter find` tells; without *"),
    )


def _record(archive: Archive, name: str, kept: Kept) -> SourceRecord:
    article = article_of(archive, kept)
    archived = Archived(
        name=name,
        text=kept.text,
        lost=lost_of(kept),
        photos=archive.photos,
    )
    return SourceRecord(archive.file, (article,), kept.sha256, archived)


def _elsewhere(archive: Archive, records: list[SourceRecord]) -> Iterator[str]:
    """Yield the ids that related headlines name and the archive has."""
    for record in records:
        for related in record.articles[0].related:
            if related.article and archive.find_keys(related.article):
                yield related.article
