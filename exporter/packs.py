"""Packs: font families for scripts that a layout's own fonts do not have.

In: folders of fonts with their licence, in the user's data folder or in an edition's
folder `fonts`. Out: the families an edition needs, in the order they are asked for.
A pack that no character needs is not used: it changes nothing. No system font counts.
"""

import os
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fontTools import unicodedata
from fontTools.ttLib import TTFont, TTLibError

from exporter.errors import AssetError
from exporter.files import read_text, reason_of
from exporter.said import said
from exporter.scripts import CODE_PAGES, SCRIPTS, SUFFIXES, spoken

#: A font has a script when it has at least this many of its characters.
_LEAST = 20
#: Hangul has 11,172 syllables; fonts for Chinese have some hundreds of them.
_LEAST_HANGUL = 2000
_FONTS = {".ttf", ".otf"}
_LICENCES = ("ofl", "licence", "license", "copying")
_CHINESE = {"zh-hans", "zh-hant", "ja", "ko"}
#: OS/2 fsType: no embedding without permission; no subsetting; bitmaps only.
_NO_EMBEDDING, _NO_SUBSETTING, _BITMAPS = 0x0002, 0x0100, 0x0200
OFL = "SIL Open Font License"


@dataclass(frozen=True)
class Face:
    """One font file, as far as it matters here."""

    file: Path
    family: str
    style: str
    weight: int
    italic: bool
    variable: bool
    embeddable: bool
    scripts: frozenset[str]
    languages: frozenset[str]


@dataclass(frozen=True)
class Pack:
    """A family that can be added to any layout; `languages` are those it is made for.

    `licence` is the name of its licence, or the first words of it.
    """

    family: str
    folder: Path
    faces: tuple[Face, ...]
    licence: str

    @property
    def styles(self) -> list[str]:
        """The names of its styles, from light to heavy."""
        faces = sorted(self.faces, key=lambda f: (f.weight, f.italic, f.style))
        return list(dict.fromkeys(face.style for face in faces))

    @property
    def scripts(self) -> list[str]:
        """The ISO 15924 codes of its scripts."""
        return sorted(set[str]().union(*(face.scripts for face in self.faces)))

    @property
    def languages(self) -> frozenset[str]:
        """The languages it is made for."""
        return frozenset[str]().union(*(face.languages for face in self.faces))

    @property
    def embeddable(self) -> bool:
        """Whether every font may be embedded in part (OS/2 fsType)."""
        return all(face.embeddable for face in self.faces)

    def as_json(self) -> dict[str, Any]:
        """Return it for machines."""
        return {
            "family": self.family,
            "styles": self.styles,
            "scripts": self.scripts,
            "licence": self.licence,
            "embeddable": self.embeddable,
            "folder": str(self.folder),
        }


@dataclass(frozen=True)
class Fallback:
    """The packs an edition needs.

    `leading` are, for a language tag, the families that go before the layout's own in
    text of that language's script; `orders` those that come after them.
    """

    packs: tuple[Pack, ...] = ()
    leading: tuple[tuple[str, tuple[str, ...]], ...] = ()
    orders: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where their fonts lie."""
        return tuple(dict.fromkeys(pack.folder for pack in self.packs))


NO_PACKS = Fallback()


def packs_folder() -> Path:
    """Return the folder of the user's own packs (XDG base directories)."""
    base = Path(os.environ.get("XDG_DATA_HOME", ""))
    if not base.is_absolute():  # as the XDG base directory specification says
        base = Path.home() / ".local" / "share"
    return base / "edition-exporter" / "fonts"


def find_packs(folders: Iterable[Path]) -> list[Pack]:
    """Return the packs below `folders`, by family; what an earlier folder has counts.

    Raises AssetError for a font that cannot be read, or has no licence beside it.
    """
    found: dict[str, Pack] = {}
    for folder in folders:
        here = [p for place in _font_places(folder) for p in read_packs(place, folder)]
        for pack in sorted(here, key=lambda p: (p.family, p.folder)):
            found.setdefault(pack.family, pack)
    return [found[family] for family in sorted(found)]


def _font_places(folder: Path) -> list[Path]:
    """Return the folders at or below `folder` that hold fonts themselves."""
    if not folder.is_dir():
        return []
    return sorted({file.parent for file in fonts_below(folder)})


def fonts_below(folder: Path) -> list[Path]:
    """Return the font files below a folder, in a fixed order."""
    return sorted(
        file
        for file in folder.rglob("*")
        if file.suffix.lower() in _FONTS and file.is_file()
    )


def read_packs(folder: Path, top: Path, licence: str = "") -> list[Pack]:
    """Return the families of one folder at or below `top`.

    Their licence lies beside them or above, below `top`; or it is `licence`.
    """
    families: dict[str, list[Face]] = {}
    for file in sorted(p for p in folder.iterdir() if p.suffix.lower() in _FONTS):
        face = read_face(file)
        families.setdefault(face.family, []).append(face)
    words = licence or licence_name(licence_near(folder, top))
    return [Pack(name, folder, tuple(f), words) for name, f in families.items()]


def licence_near(folder: Path, top: Path) -> Path:
    """Return the licence file of a folder, or of one above it, up to `top`."""
    for place in (folder, *folder.parents):
        found = licence_file(place)
        if found:
            return found
        if place == top or top not in place.parents:
            break
    raise AssetError(
        said("there is no licence beside the fonts"),
        where=str(folder),
        hint=said(
            "put OFL.txt or another licence file there, or say what it is: "
            'exporter fonts add FOLDER --licence "WORDS"'
        ),
    )


def licence_file(folder: Path) -> Path | None:
    """Return the licence file of a folder of fonts: OFL.txt first, or None.

    A licence of the fonts alone (LICENSE_FONT) goes before that of a package.
    """
    found = [
        p
        for p in folder.iterdir()
        if p.is_file()
        and p.name.lower().startswith(_LICENCES)
        and p.suffix.lower() in {"", ".txt", ".md"}
    ]
    return min(
        found,
        key=lambda p: (
            not p.name.lower().startswith("ofl"),
            "font" not in p.name.lower(),
            p.name,
        ),
        default=None,
    )


def licence_name(file: Path) -> str:
    """Return the name of a licence, or its first line; AssetError if it is empty."""
    text = read_text(file, AssetError, str(file)).strip()
    if not text:
        raise AssetError(
            said("the licence file is empty"),
            where=str(file),
            hint=said("put the words of the licence into it"),
        )
    if OFL.lower() in text.lower():
        return f"{OFL} 1.1"
    return text.splitlines()[0].strip()[:80]


@cache
def read_face(file: Path) -> Face:
    """Return what a font file says of itself; AssetError where it cannot be read."""
    try:
        with file.open("rb") as opened, TTFont(opened, lazy=True) as font:
            os2, names = font["OS/2"], font["name"]
            points = font.getBestCmap() or {}
            family = str(names.getBestFamilyName() or file.stem)
            return Face(
                file=file,
                family=family,
                style=str(names.getBestSubFamilyName() or "Regular"),
                weight=int(os2.usWeightClass),
                italic=bool(os2.fsSelection & 1),
                variable="fvar" in font,
                embeddable=not _forbids(os2.fsType),
                scripts=_scripts(points),
                languages=_languages(family, points, os2),
            )
    except (TTLibError, OSError, KeyError, AttributeError, AssertionError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else str(error)
        raise AssetError(
            said("the font cannot be read: {reason}", reason=reason),
            where=str(file),
            hint=said("take the file from where it came once more, or remove it"),
        ) from error


def _forbids(fs_type: int) -> bool:
    """Return whether OS/2 fsType forbids to embed a part of the font (OpenType)."""
    restricted = fs_type & 0x000F == _NO_EMBEDDING
    return restricted or bool(fs_type & (_NO_SUBSETTING | _BITMAPS))


def _scripts(points: Iterable[int]) -> frozenset[str]:
    counts = Counter(unicodedata.script(chr(point)) for point in points)
    if counts["Hang"] < _LEAST_HANGUL:
        del counts["Hang"]
    return frozenset(s for s, n in counts.items() if s in SCRIPTS and n >= _LEAST)


def _languages(family: str, points: Mapping[int, str], os2: Any) -> frozenset[str]:
    """Return the languages a font is made for: those of its scripts.

    Chinese signs look different in Chinese, Japanese and Korean: there the end of the
    family's name tells, or else the code pages the font names.
    """
    scripts = _scripts(points)
    languages = {spoken(tag) for code in scripts for tag in SCRIPTS[code].languages}
    if "Hani" in scripts or "Hang" in scripts:
        languages -= _CHINESE
        bits = getattr(os2, "ulCodePageRange1", 0)
        named = {name for bit, name in CODE_PAGES.items() if bits >> bit & 1}
        own = SUFFIXES.get(family.split()[-1])
        languages |= {own} if own else named
    return frozenset(languages)


# --- what an edition needs --------------------------------------------------------

#: A language, and characters of texts in it.
Wanted = tuple[str, Collection[str]]


def choose_packs(packs: Sequence[Pack], wanted: Iterable[Wanted]) -> Fallback:
    """Return the packs that have the characters `wanted`, which no other font has.

    A pack made for the language goes first, then the others by their names. The
    order depends on nothing but packs, languages and characters.
    """
    asked: dict[str, set[str]] = {}
    for language, signs in wanted:
        if signs:
            asked.setdefault(language.lower(), set()).update(signs)
    used: dict[str, Pack] = {}
    for tag in sorted(asked):
        left = asked[tag]
        for pack in _ranked(packs, tag):
            has = {sign for sign in left if ord(sign) in points_of(pack)}
            if has:
                used[pack.family] = pack
                left = left - has
    chosen = tuple(used[family] for family in sorted(used))
    orders = {tag: _ranked(chosen, tag) for tag in sorted(asked)}
    return Fallback(
        chosen,
        tuple((t, _families(o, spoken(t))) for t, o in orders.items()),
        tuple((t, _families(o)) for t, o in orders.items()),
    )


def _families(packs: Iterable[Pack], made_for: str = "") -> tuple[str, ...]:
    return tuple(p.family for p in packs if not made_for or made_for in p.languages)


def _ranked(packs: Sequence[Pack], tag: str) -> list[Pack]:
    language = spoken(tag)
    return sorted(packs, key=lambda p: (language not in p.languages, p.family))


@cache
def points_of(pack: Pack) -> frozenset[int]:
    """Return the code points that every upright face of a pack has a glyph for."""
    points: set[int] = set()
    for face in pack.faces:
        with TTFont(face.file, lazy=True) as font:
            points.update(font.getBestCmap())
    return frozenset(points)
