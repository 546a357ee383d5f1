"""The photos of an archive, in a folder beside it, each named by what it holds.

In: an Article, and the folders its photos may lie in. Out: the same Article, its
photos named "ab/cdef….jpg" in the archive's folder. Nothing outside the given folders
is read, and nothing is kept that is no photo by its first bytes. What cannot be had is
said; the Article then names a photo it does not carry, with its caption and credit.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from exporter.errors import ArchiveError, AssetError
from exporter.files import reason_of
from exporter.model import Article, Image
from exporter.photo_files import find_file, read_photo, unreadable
from exporter.said import said

#: First bytes of the photos that are kept, and the ending of each.
_KINDS = (
    (re.compile(rb"\xff\xd8\xff"), "jpg"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "png"),
    (re.compile(rb"RIFF....WEBP", re.S), "webp"),
    (re.compile(rb"GIF8[79]a"), "gif"),
    (re.compile(rb"II\*\0|MM\0\*"), "tif"),
)
_KEPT = re.compile(r"([0-9a-f]{2})/([0-9a-f]{62})\.\w+")
#: Letters of a file's name that a message or a warning has.
_SHOWN = 80


class PhotoFolder:
    """Where an archive keeps photos. `kept` counts those that are new."""

    def __init__(self, folder: Path, elsewhere: Sequence[Path] = ()) -> None:
        self.folder = folder
        self.kept = 0
        self._elsewhere = [path.resolve() for path in elsewhere]

    def take(self, article: Article, beside: Path) -> tuple[Article, list[str]]:
        """Return the article with its photos kept, and what could not be had.

        `beside` is the folder of its record. Raises ArchiveError where a photo cannot
        be written.
        """
        if not any(image.file for image in article.images):
            return article, []
        images: list[Image] = []
        missing: list[str] = []
        for number, image in enumerate(article.images, 1):
            file = ""
            if image.file:
                where = said("{article}: photo {n}", article=article.id, n=number)
                try:
                    file = self._take(image.file, beside, where)
                except AssetError as error:
                    name = PurePosixPath(image.file).name[:_SHOWN]
                    missing.append(
                        said(
                            "photo {n} is not in the archive: {name}: {reason}",
                            n=number,
                            name=name,
                            reason=error.message,
                        )
                    )
            images.append(image.model_copy(update={"file": file}))
        was = article.provenance
        warnings = tuple(dict.fromkeys((*was.warnings, *missing)))
        provenance = was.model_copy(update={"warnings": warnings})
        update = {"images": tuple(images), "provenance": provenance}
        return article.model_copy(update=update), missing

    def _take(self, named: str, beside: Path, where: str) -> str:
        roots = [beside.resolve(), *self._elsewhere]
        failure: AssetError | None = None
        for path in self._places(named, beside):
            try:
                real = find_file(path, roots, where)
                return self._keep(read_photo(real, where), where)
            except AssetError as error:
                failure = failure or error
        if failure is None:
            raise AssetError(said("the photo is not there"), where=where)
        if not _lies_in(beside / named, roots):
            raise AssetError(
                said("it lies in no folder that was given"),
                where=where,
                hint=said("name its folder: --photos FOLDER"),
            )
        raise failure

    def _places(self, named: str, beside: Path) -> Iterator[Path]:
        """Yield where a photo may lie: beside its record, then in given folders."""
        yield beside / named
        for folder in self._elsewhere:
            for name in dict.fromkeys((named, PurePosixPath(named).name)):
                yield folder / name

    def _keep(self, data: bytes, where: str) -> str:
        suffix = next((s for begins, s in _KINDS if begins.match(data)), "")
        if not suffix:
            raise unreadable(data[:2000], where)
        digest = hashlib.sha256(data).hexdigest()
        name = f"{digest[:2]}/{digest[2:]}.{suffix}"
        file = self.folder / name
        try:
            if file.is_file() and file.stat().st_size == len(data):
                return name
            file.parent.mkdir(parents=True, exist_ok=True)
            handle, made = tempfile.mkstemp(prefix=".", dir=file.parent)
            try:
                with os.fdopen(handle, "wb") as out:
                    out.write(data)
                Path(made).replace(file)
            except BaseException:
                Path(made).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise ArchiveError(
                said("a photo cannot be kept: {reason}", reason=reason_of(error)),
                where=self.folder.name,
                hint=said("choose a folder that you may write to"),
            ) from error
        self.kept += 1
        return name


def _lies_in(path: Path, roots: Sequence[Path]) -> bool:
    try:
        real = path.resolve()
    except (OSError, ValueError, RuntimeError):
        return False
    return any(real.is_relative_to(root) for root in roots)


def is_whole(name: str, sha256: str) -> bool:
    """Say whether a kept photo still holds what its name says."""
    found = _KEPT.fullmatch(name)
    return found is None or found[1] + found[2] == sha256
