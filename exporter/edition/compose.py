"""Stage 2, compose: edition.toml and Articles become one Edition.

In: an edition.toml and the records it may choose from. Out: `Composed`: the
Edition (only what can be published), where its photos lie on disk, and the
records it was made from.
"""

import difflib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from slugify import slugify

from exporter.archive.photos import is_whole
from exporter.checks import Finding
from exporter.edition.choices import chosen_codes, chosen_forms
from exporter.edition.from_photos import PhotoNote, fill_from_photos, findings_of
from exporter.edition.keys import EditionKeys, published_time, revised_time
from exporter.edition.overrides import Override, override_article
from exporter.edition.records import (
    SourceRecord,
    Sources,
    article_names,
    choose_articles,
)
from exporter.edition.rights import refuse_held, refuse_unknown_release
from exporter.edition.table import Table
from exporter.errors import AssetError, EditionError
from exporter.imprint import HouseFiller, Imprint, MastheadEntry
from exporter.model import (
    Article,
    Edition,
    Image,
    Provenance,
    Related,
    Section,
    anchor,
)
from exporter.nameplate import read_nameplate
from exporter.photos import SourcePhoto, find_photo
from exporter.said import said
from exporter.typography import set_article

#: Namespace of edition identifiers: UUIDv5 of publisher, title, number and date.
_EDITIONS = uuid.uuid5(uuid.NAMESPACE_URL, "tag:edition-exporter,2026:edition")


#: Doubts of a reader that `checks.check_edition` finds again, with a code of its own.
_CHECKED_ANYWAY = {
    "no byline found",
    "no photo credit found",
    "photo: the record names a photo it does not carry",
}
#: What many articles do not have: the sum of the proof counts it, nothing is wrong.
_NO_DOUBT = {"no photo found", "no source found"}


@dataclass(frozen=True)
class Composed:
    """An Edition with all that was needed to make it.

    `photos` maps the `file` of each `Image` in the Edition to the photo on disk.
    `table` is edition.toml with what it extends, `records` are the files articles
    came from, as read. `released` names each article that an embargo or restriction
    would hold, with the editor's reason; `overrides` are the editor's corrections.
    `from_photos` maps an article's id and a field ("photo 1 credit") to the property of
    the photo that gave it.
    """

    edition: Edition
    file: Path
    table: Table
    photos: dict[str, SourcePhoto]
    records: tuple[SourceRecord, ...]
    findings: tuple[Finding, ...] = ()
    released: dict[str, str] = field(default_factory=dict)
    overrides: tuple[Override, ...] = ()
    from_photos: Mapping[tuple[str, str], str] = field(default_factory=dict)


def compose(sources: Sources) -> Composed:
    """Choose, order and clean the articles of an edition (stage 2).

    Raises EditionError for what edition.toml asks and cannot get, AssetError for
    a photo that is not there.
    """
    keys, where = sources.keys, sources.file.name
    folder = sources.file.parent
    roots = _photo_roots(folder, keys, sources.table)
    roots += {r.folder.resolve(): None for r in sources.records if r.archived}
    by_section, overrides, notes = _override(
        choose_articles(keys, sources.records, where), sources, roots
    )
    _refuse_same_address(by_section, where)
    chosen = [article for _, articles in by_section for article in articles]
    refuse_unknown_release(keys, sources)
    released = refuse_held(chosen, sources)
    ids = {article.id for article in chosen}
    used = tuple(r for r in sources.records if any(a.id in ids for a in r.articles))
    known = {a.id for record in sources.records for a in record.articles}
    known |= sources.elsewhere
    publisher = _Publisher(chosen, used, roots, known)
    sections = tuple(
        Section(title=title, articles=tuple(publisher.publish(a) for a in articles))
        for title, articles in by_section
    )
    doubts = (
        Finding("W-008", article.id, warning)
        for article in chosen
        for warning in article.provenance.warnings
        if warning not in _CHECKED_ANYWAY | _NO_DOUBT
    )
    cover = _cover(sources, sections)
    codes, too_long = chosen_codes(sources, chosen)
    return Composed(
        edition=_edition(sections, cover, codes, sources),
        file=sources.file,
        table=sources.table,
        photos=publisher.photos,
        records=used,
        findings=(
            *(*sources.findings, *doubts, *too_long),
            *findings_of(notes, overrides),
        ),
        released=released,
        overrides=tuple(overrides),
        from_photos={(n.article, n.name): n.origin for n in notes if n.origin},
    )


def _override(
    chosen: list[tuple[str, list[Article]]], sources: Sources, roots: list[Path]
) -> tuple[list[tuple[str, list[Article]]], list[Override], list[PhotoNote]]:
    """Return the chosen articles as photos fill and edition.toml corrects them, each
    change, and what the photos gave."""
    keys, table = sources.keys.article, sources.table
    names = dict(article_names(sources.records, sources.file.name))
    by_id: dict[str, str] = {}
    for name in keys:
        if name not in names:
            near = difflib.get_close_matches(name, names, 1, 0.4)
            raise EditionError(
                said("[article.{name}]: there is no such article", name=name),
                where=table.place("article", name),
                hint=said("did you mean {name!r}?", name=near[0])
                if near
                else said("name it by its id"),
            )
        other = by_id.setdefault(names[name].id, name)
        if other != name:
            raise EditionError(
                said(
                    "[article.{name}] and [article.{other}] are the same article",
                    name=name,
                    other=other,
                ),
                where=table.place("article", name),
                hint=said("put both into one, named by its id"),
            )
    overrides: list[Override] = []
    notes: list[PhotoNote] = []
    folders = {a.id: r.folder for r in sources.records for a in r.articles}
    zone = ZoneInfo(sources.keys.time_zone)

    def filled(article: Article) -> Article:
        article, found = fill_from_photos(article, folders[article.id], roots, zone)
        notes.extend(found)
        return article

    def corrected(article: Article) -> Article:
        name = by_id.get(article.id)
        if name is None:
            return filled(article)
        place = partial(table.place, "article", name)
        folder = sources.file.parent.absolute()
        asked = article, keys[name], place, folder
        article, changes = override_article(*asked, look=filled)
        overrides.extend(changes)
        return article

    corrected_all = [(title, [corrected(a) for a in some]) for title, some in chosen]
    return corrected_all, overrides, notes


class _Publisher:
    """Turns articles as read into articles that may be published."""

    def __init__(
        self,
        chosen: Sequence[Article],
        records: Sequence[SourceRecord],
        roots: list[Path],
        known: set[str],
    ) -> None:
        self._elsewhere = known - {article.id for article in chosen}
        self.photos: dict[str, SourcePhoto] = {}
        self._roots = roots
        self._folders = {a.id: r.folder for r in records for a in r.articles}
        self._ids = {a.id for a in chosen}
        self._urls = {a.url: a.id for a in chosen if a.url}
        self._headlines = {a.headline.casefold(): a.id for a in chosen}

    def publish(self, article: Article) -> Article:
        """Return the article with photos found, links resolved, privacy kept."""
        images = tuple(
            self._with_photo(image, article, number)
            for number, image in enumerate(article.images, 1)
        )
        published = article.model_copy(
            update={
                "images": images,
                "related": tuple(self._resolve(r) for r in article.related),
                "editor_note": "",
                "provenance": Provenance(),
            }
        )
        return set_article(published)

    def _with_photo(self, image: Image, article: Article, number: int) -> Image:
        image = image.model_copy(update={"instructions": ""})  # for the desk alone
        if not image.file:
            return image
        path = self._folders[article.id] / image.file
        where = said("{article}: photo {n}", article=article.id, n=number)
        photo = find_photo(path, self._roots, where)
        if not is_whole(image.file, photo.sha256):
            raise AssetError(
                said("the photo is no longer the one that was put into the archive"),
                where=where,
                hint=said("import its record again with --again"),
            )
        self.photos[photo.name] = photo
        update = {"file": photo.name, "width": photo.width, "height": photo.height}
        return image.model_copy(update=update)

    def _resolve(self, related: Related) -> Related:
        """Return `related` pointing to its article where that is in this edition.

        One that the edition could have taken and did not is no link.
        """
        if related.article in self._elsewhere:
            return related.model_copy(update={"article": ""})
        target = related.article or self._urls.get(related.url, "")
        if not target:
            target = self._headlines.get(related.headline.casefold(), "")
        if not target and slugify(related.headline) in self._ids:
            target = slugify(related.headline)
        return related.model_copy(update={"article": target}) if target else related


def _nameplate(sources: Sources) -> str:
    """Return the markup of the nameplate; "" where the title is set in type."""
    named = sources.keys.nameplate
    if not named:
        return ""
    folders = [file.parent for file in sources.table.files]
    where = sources.table.place("nameplate")
    alt = sources.keys.nameplate_alt or sources.keys.title
    return read_nameplate(sources.file.parent / named, folders, alt, where)


def _edition(
    sections: tuple[Section, ...], cover: str, codes: tuple[str, ...], sources: Sources
) -> Edition:
    keys = sources.keys
    name = f"{keys.publisher}\n{keys.title}\n{keys.number}\n{keys.date}"
    return Edition(
        title=keys.title,
        tagline=keys.tagline,
        nameplate=_nameplate(sources),
        nameplate_alt=(keys.nameplate_alt or keys.title) if keys.nameplate else "",
        number=keys.number,
        date=keys.date,
        published=published_time(keys),
        revision=keys.revision,
        revised=revised_time(keys),
        time_zone=keys.time_zone,
        language=keys.language,
        publisher=keys.publisher,
        rights=keys.rights,
        identifier=f"urn:uuid:{uuid.uuid5(_EDITIONS, name)}",
        cover=cover,
        imprint=Imprint(**keys.imprint.model_dump()),
        masthead=tuple(
            MastheadEntry(role=m.role, names=tuple(m.names)) for m in keys.masthead
        ),
        sections=sections,
        layout=keys.layout,
        tokens=keys.tokens,
        formats=tuple(dict.fromkeys(keys.formats)),
        epub=keys.epub,
        pages=keys.pages,
        signature=keys.signature,
        fillers=tuple(HouseFiller(title=f.title, text=f.text) for f in keys.filler),
        forms=chosen_forms(sources),
        qr=codes,
    )


def _refuse_same_address(chosen: list[tuple[str, list[Article]]], where: str) -> None:
    seen: dict[str, str] = {}
    for _, articles in chosen:
        for article in articles:
            address = anchor(article.id)
            if address in seen:
                raise EditionError(
                    said(
                        "the ids {one!r} and {other!r} are too alike",
                        one=seen[address],
                        other=article.id,
                    ),
                    where=where,
                    hint=said("both would get the same address; change one `id`"),
                )
            seen[address] = article.id


def _photo_roots(folder: Path, keys: EditionKeys, table: Table) -> list[Path]:
    """Return the folders photos may lie in: a record cannot reach beyond them."""
    roots = [folder, *(folder / p for p in keys.photos)]
    for pattern in keys.record_patterns:
        path = folder / pattern
        roots.append(path if path.is_dir() else path.parent)
    try:
        return [root.resolve() for root in roots]
    except (ValueError, RuntimeError, OSError) as error:  # no name, or links in a ring
        raise EditionError(
            said("`photos` names a folder that cannot be"),
            where=table.place("photos"),
            hint=said("correct it: name folders relative to edition.toml"),
        ) from error


def _has_lead(article: Article) -> bool:
    first = article.images[0] if article.images else Image()
    return bool(first.file) and not first.role


def _cover(sources: Sources, sections: tuple[Section, ...]) -> str:
    """Return the id of the cover article, which edition.toml may name by its file."""
    keys, articles = sources.keys, [a for s in sections for a in s.articles]
    if not keys.cover:
        return next((a.id for a in articles if _has_lead(a)), articles[0].id)
    names = dict(article_names(sources.records, sources.file.name))
    named = names[keys.cover].id if keys.cover in names else keys.cover
    ids = {a.id for a in articles}
    if named not in ids:
        near = difflib.get_close_matches(keys.cover, ids, 1, 0.4)
        raise EditionError(
            said("`cover` names {name!r}, which is in no section", name=keys.cover),
            where=sources.table.place("cover"),
            hint=said("did you mean {name!r}?", name=near[0])
            if near
            else said("name an article's slug"),
        )
    return named
