"""Find the editions that a build delivered, and that are still as it proved them.

In: output folders. Out: `Delivered`, or `Refused` with the reason. What is held or a
draft is known by its proof, wherever it lies; a file counts only with the hash its
proof has of it.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from exporter.errors import ExporterError, UsageError
from exporter.files import open_plain, read_bytes
from exporter.said import said
from exporter.shelf.edition import SMALLER, Kind, ShelvedEdition

_PROOF = ".proof.json"
#: The most bytes of a proof: it lists every field of every article.
_MOST_BYTES = 200_000_000
_APART = {"held", "draft"}
_KINDS: tuple[Kind, ...] = ("hemat", "epub", "pdf")


@dataclass(frozen=True)
class Delivered:
    """A delivered edition and the folder its files lie in; it has no covers yet."""

    edition: ShelvedEdition
    folder: Path


@dataclass(frozen=True)
class Refused:
    """An edition that is not to be published, and why."""

    name: str
    where: Path
    reason: str


def find_delivered(folders: Sequence[Path]) -> list[Delivered | Refused]:
    """Return what lies in output folders, by name.

    Raises UsageError for a folder that is none, and where two folders hold different
    files for one edition.
    """
    found: dict[str, Delivered | Refused] = {}
    for folder in folders:
        for one in _look_through(folder):
            name = one.edition.name if isinstance(one, Delivered) else one.name
            other = found.setdefault(name, one)
            if _differ(one, other):
                raise UsageError(
                    said("the edition lies in two folders, and not the same one"),
                    where=name,
                    hint=said("name only the folder that holds the right one"),
                )
    return [found[name] for name in sorted(found)]


def _differ(one: Delivered | Refused, other: Delivered | Refused) -> bool:
    if isinstance(one, Delivered) and isinstance(other, Delivered):
        return one.edition != other.edition
    return one is not other


def _look_through(folder: Path) -> Iterator[Delivered | Refused]:
    if not folder.is_dir():
        raise UsageError(
            said("is no folder"),
            where=str(folder),
            hint=said("name the output folder of `build` or `batch`"),
        )
    for proof in sorted(folder.glob(f"*{_PROOF}")):
        name = proof.name.removesuffix(_PROOF)
        try:
            yield Delivered(_read(proof, name), folder)
        except ExporterError as error:
            yield Refused(name, proof, error.sentence)


def _read(proof: Path, name: str) -> ShelvedEdition:
    """Return the edition a proof speaks of.

    Raises UsageError for one that was not delivered, or is no longer what was proven.
    """
    lies_in, *further = proof.resolve().parents
    apart = lies_in.name == name and further[0].name in _APART
    told = read_bytes(proof, UsageError, "", _MOST_BYTES)
    try:
        record = json.loads(told)
        if apart or not _was_delivered(record):
            raise UsageError(said("is held or a draft: only what is delivered counts"))
        edition = ShelvedEdition.model_validate_json(json.dumps(_shelved(record, name)))
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise UsageError(
            said("its proof cannot be read, or is of an older version: build it again")
        ) from error
    for file in edition.files:
        with open_plain(proof.with_name(file.name), UsageError, file.name) as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
        if digest != file.sha256:
            raise UsageError(said("is not the file that was proven"), where=file.name)
    return edition


def _was_delivered(record: Mapping[str, Any]) -> bool:
    """Return whether a build that found this would have delivered."""
    options = record["options"]
    grave = {"error", "warning"} if options["strict"] else {"error"}
    released = {one["code"] for one in record["released_findings"]}
    return not options["draft"] and not any(
        one["level"] in grave and one["code"] not in released
        for one in record["findings"]
    )


def _shelved(record: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return what of a proof goes onto the shelf, as JSON of `ShelvedEdition`."""
    told, announced = record["edition"], record["shelf"]
    articles = announced["articles"]
    copied = (
        *("title", "number", "date", "identifier", "language", "publisher"),
        *("tagline", "rights"),
    )
    return {
        **{key: told[key] for key in copied},
        "name": name,
        "issn": told["imprint"]["issn"],
        "published": announced["published"],
        "modified": announced["modified"],
        "pages": len(record["proof"]["pages"]),
        "lead": articles[told["cover"]],
        "sections": [
            {
                "title": section["title"],
                "articles": [articles[id_] for id_ in section["articles"]],
            }
            for section in told["sections"]
        ],
        "files": list(_files(record["outputs"], name)),
    }


def _files(outputs: Mapping[str, Any], name: str) -> Iterator[dict[str, Any]]:
    """Yield the files of an edition that are for readers, in the order of `Kind`."""
    ends: dict[Kind, str] = {"hemat": SMALLER, "epub": ".epub", "pdf": ".pdf"}
    for kind in _KINDS:
        file = f"{name}{ends[kind]}"
        if file in outputs:
            yield {"kind": kind, "name": file, **outputs[file]}
