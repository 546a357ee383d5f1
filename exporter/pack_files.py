"""Add a folder of fonts as packs: one folder for each family, with its licence.

In: a folder, as it comes from a package or a release of the family, and where packs
lie. Out: the packs as they lie there. Only the styles text is set in are taken:
regular and bold, upright and italic. Files are copied as they are.
"""

import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from slugify import slugify

from exporter.errors import AssetError, UsageError
from exporter.files import reason_of
from exporter.packs import Face, Pack, find_packs, fonts_below, licence_near, read_packs
from exporter.said import said

#: OS/2 usWeightClass of the two weights that are taken, or the nearest to them.
_REGULAR, _BOLD = 400, 700


def add_packs(folder: Path, target: Path, licence: str = "") -> list[Pack]:
    """Copy the families below `folder` into `target`; return them as they lie there.

    A family that is there already is replaced. `licence` names a licence where no file
    does. Raises UsageError where there are no fonts, AssetError for a font that cannot
    be read, has no licence, is variable, or may not be embedded.
    """
    places = sorted({file.parent for file in fonts_below(folder)})
    if not places:
        raise UsageError(
            said("there are no fonts (.ttf, .otf)"),
            where=str(folder),
            hint=said("name the folder that holds the fonts and their licence"),
        )
    families: dict[str, list[Pack]] = {}
    for place in places:
        for pack in read_packs(place, folder, licence):
            families.setdefault(pack.family, []).append(pack)
    packs = [_one(parts) for _, parts in sorted(families.items())]
    for pack in packs:
        _refuse_unfit(pack)
    try:
        for pack in packs:
            _copy(pack, folder, target, licence)
    except OSError as error:
        raise UsageError(
            said("cannot be made: {reason}", reason=reason_of(error)),
            where=str(target),
            hint=said("choose a folder that you may write to"),
        ) from error
    names = {pack.family for pack in packs}
    return [pack for pack in find_packs([target]) if pack.family in names]


def _one(parts: list[Pack]) -> Pack:
    """Return a family whose styles lie in several folders as one, of few styles."""
    faces = [face for part in parts for face in part.faces if not face.variable]
    return replace(parts[0], faces=tuple(_few(faces)))


def _few(faces: Iterable[Face]) -> list[Face]:
    """Return regular and bold, upright and italic, or what is nearest to them."""
    found: dict[Path, Face] = {}
    for italic in (False, True):
        of_kind = [f for f in faces if f.italic == italic]
        for weight in (_REGULAR, _BOLD):
            near = min(
                of_kind, key=lambda f: (abs(f.weight - weight), f.file), default=None
            )
            if near:
                found[near.file] = near
    return list(found.values())


def _refuse_unfit(pack: Pack) -> None:
    if not pack.faces:
        raise AssetError(
            said("the fonts are variable: each style must be a file of its own"),
            where=pack.family,
            hint=said("take the static fonts of the family (often in a folder static)"),
        )
    if not pack.embeddable:
        raise AssetError(
            said("the font forbids to embed a part of it (OS/2 fsType)"),
            where=pack.family,
            hint=said("take a family under the SIL Open Font License"),
        )


def _copy(pack: Pack, folder: Path, target: Path, licence: str) -> None:
    """Put a family in place, whole or not at all."""
    target.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=".", dir=target))
    try:
        for face in pack.faces:
            shutil.copyfile(face.file, made / face.file.name)
        if licence:
            (made / "LICENCE.txt").write_text(f"{licence}\n", encoding="utf-8")
        else:
            found = licence_near(pack.folder, folder)
            name = "OFL.txt" if "Open Font License" in pack.licence else "LICENCE.txt"
            shutil.copyfile(found, made / name)
        made.chmod(0o755)
        place = target / slugify(pack.family)
        shutil.rmtree(place, ignore_errors=True)
        made.replace(place)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
