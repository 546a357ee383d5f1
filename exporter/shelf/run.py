"""Put editions on a shelf: the whole run, in order.

In: output folders and the folder of the shelf. Out: `Outcome`. Files of editions come
first, what leads to them last; what is taken away goes when nothing leads to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from exporter.errors import ExporterError, UsageError
from exporter.said import said
from exporter.shelf.contents import (
    FEED,
    OPDS_1,
    OPDS_2,
    PAGE,
    PUBLICATION,
    Shelf,
    address_of,
)
from exporter.shelf.covers import draw_covers
from exporter.shelf.delivered import Delivered, Refused, find_delivered
from exporter.shelf.edition import Cover, ShelvedEdition
from exporter.shelf.folder import EDITION, ShelfFolder, open_shelf
from exporter.shelf.opds import atom_feed, opds_1, opds_2, opds_publication
from exporter.shelf.page import SCRIPT, STYLE, script, shelf_page, stylesheet
from exporter.shelf.typefaces import TYPEFACES, web_font


@dataclass(frozen=True)
class Asked:
    """What a run is asked for: with `prune`, editions that no output folder holds any
    more are taken away; title and language are "" for the editions' own."""

    folders: Sequence[Path]
    to: Path
    title: str = ""
    language: str = ""
    prune: bool = False


@dataclass
class Outcome:
    """What became of each edition, by name, and which files changed."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    left: list[str] = field(default_factory=list)  #: in no output folder any more
    removed: list[str] = field(default_factory=list)
    touched: list[str] = field(default_factory=list)
    language: str = "en"


def fill_shelf(asked: Asked) -> Outcome:
    """Put delivered editions on a shelf.

    Raises ExporterError where there is none, or the shelf cannot be written.
    """
    found = find_delivered(asked.folders)
    delivered = [one for one in found if isinstance(one, Delivered)]
    delivered.sort(key=lambda one: one.edition.newness)
    outcome = Outcome(refused=[one for one in found if isinstance(one, Refused)])
    if not delivered:
        raise _nothing(asked, outcome.refused)
    with open_shelf(asked.to) as folder:
        stand = {one.name: one for one in folder.editions()}
        for one in delivered:
            _shelve(folder, one, stand, outcome)
        seen = {one.edition.name for one in delivered}
        seen |= {one.name for one in outcome.refused}
        gone = sorted(stand.keys() - seen)
        taken = [stand.pop(name) for name in gone] if asked.prune else []
        if not stand:
            raise _nothing(asked, outcome.refused)
        shelf = Shelf.of(stand.values(), asked.title, asked.language)
        _tell(folder, shelf)
        for edition in taken:
            folder.remove_edition(edition.name)
        outcome.removed = [one.name for one in taken]
        outcome.left = [] if asked.prune else gone
        outcome.touched = folder.touched
        outcome.language = shelf.t.language
    return outcome


def _nothing(asked: Asked, refused: Sequence[Refused]) -> UsageError:
    if refused:
        return UsageError(refused[0].reason, where=str(refused[0].where))
    return UsageError(
        said("there is no delivered edition"),
        where=", ".join(map(str, asked.folders)),
        hint=said("name the output folder of `build` or `batch`"),
    )


def _shelve(
    folder: ShelfFolder,
    one: Delivered,
    stand: dict[str, ShelvedEdition],
    outcome: Outcome,
) -> None:
    """Put one edition on the shelf, unless it stands there whole."""
    name = one.edition.name
    former = stand.get(name)
    if former and _is_whole(folder, former, one.edition):
        outcome.unchanged.append(name)
        return
    try:
        pictures = dict(draw_covers(one.edition, one.folder))
    except ExporterError as error:
        outcome.refused.append(Refused(name, one.folder, error.message))
        return
    covers = tuple(Cover.of(*picture) for picture in pictures.items())
    edition = one.edition.model_copy(update={"covers": covers})
    for file in edition.files:
        source = one.folder / file.name
        folder.copy(address_of(edition, file.name), source, file.sha256)
    for cover in covers:
        folder.write(address_of(edition, cover.name), pictures[cover.name])
    told = edition.model_dump_json(indent=1)
    folder.write(address_of(edition, EDITION), f"{told}\n".encode())
    (outcome.changed if former else outcome.added).append(name)
    stand[name] = edition


def _is_whole(
    folder: ShelfFolder, former: ShelvedEdition, edition: ShelvedEdition
) -> bool:
    """Return whether an edition stands on the shelf just as it was delivered."""
    digests = {file.name: file.sha256 for file in former.files}
    digests |= {cover.name: cover.sha256 for cover in former.covers}
    return former == edition.model_copy(update={"covers": former.covers}) and all(
        folder.has(address_of(edition, name), digest)
        for name, digest in digests.items()
    )


def _tell(folder: ShelfFolder, shelf: Shelf) -> None:
    """Write what leads to the editions, the page last."""
    for edition in shelf.editions:
        manifest = opds_publication(shelf, edition)
        folder.write(address_of(edition, PUBLICATION), manifest)
    for typeface in TYPEFACES:
        if not (folder.root / "fonts" / typeface.name).is_file():
            folder.write(f"fonts/{typeface.name}", web_font(typeface))
    folder.write(STYLE, stylesheet())
    folder.write(SCRIPT, script())
    folder.write(OPDS_1, opds_1(shelf))
    folder.write(OPDS_2, opds_2(shelf))
    folder.write(FEED, atom_feed(shelf))
    folder.write(PAGE, shelf_page(shelf))
    _remove_former(folder, shelf)


def _remove_former(folder: ShelfFolder, shelf: Shelf) -> None:
    """Remove what only a former page led to: files an edition has no more, fonts."""
    for edition in shelf.editions:
        names = {file.name for file in edition.files}
        for file in sorted((folder.root / edition.name).glob(f"{edition.name}*")):
            if file.name not in names:
                folder.remove(address_of(edition, file.name))
    names = {typeface.name for typeface in TYPEFACES}
    for file in sorted((folder.root / "fonts").glob("*.woff2")):
        if file.name not in names:
            folder.remove(f"fonts/{file.name}")
