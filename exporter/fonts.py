"""Stage 3, prepare: the fonts an edition may use, and only those.

In: font folders (each family in a folder of its own, with OFL.txt). Out: a
fontconfig set-up in which no system font exists, family names for the colophon,
and the characters the fonts cover.
"""

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from fontTools.ttLib import TTFont

from exporter.errors import AssetError
from exporter.packs import NO_PACKS, Fallback
from exporter.said import said

_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
{folders}
<cachedir>{cache}</cachedir>
<match target="pattern">
<edit name="hinting" mode="assign"><bool>false</bool></edit>
<edit name="hintstyle" mode="assign"><const>hintnone</const></edit>
</match>
{packs}
</fontconfig>
"""
#: Families put before or after those a stylesheet names; "first": the language of the
#: text itself, not those of the machine, which fontconfig adds.
_RULE = """<match target="pattern">{test}
<edit name="family" mode="{mode}" binding="strong">{families}</edit>
</match>"""
_TEST = '<test name="lang" qual="first" compare="eq"><string>{}</string></test>'
#: Signs that need no glyph: white space, joiners, marks of direction.
_INVISIBLE = {*range(0x20), 0x7F, 0xAD, *range(0x2000, 0x2010), 0x2028, 0x2029}
_INVISIBLE |= {*range(0x202A, 0x2030), *range(0x2060, 0x2070), 0xFEFF, 0x3000}
_INVISIBLE |= {0x034F, 0x061C, *range(0xFE00, 0xFE10)}
#: Shaping takes the hyphen where a font has no no-break hyphen.
_HYPHEN, _NO_BREAK_HYPHEN = 0x2010, 0x2011


def use_only(folders: Iterable[Path], work: Path, packs: Fallback = NO_PACKS) -> Path:
    """Make the fonts in `folders` the only ones Pango can find in this process.

    Those of `packs` stand in where a stylesheet's families lack a character; in text
    of the language they are made for they lead, so that signs and letters agree. Must
    run before WeasyPrint makes a FontConfiguration. `work` keeps fontconfig's
    own file and cache; returns that file, for `use_written` in other processes.
    """
    found = list(folders)
    if not font_files(tuple(found)):
        raise AssetError(
            said("there are no fonts"),
            where=", ".join(str(f) for f in found),
            hint=said("the exporter's folder `fonts` is missing; install it again"),
        )
    work = work.resolve()  # fontconfig looks a relative name up in /etc/fonts
    conf = work / "fonts.conf"
    listed = "\n".join(f"<dir>{escape(str(f.resolve()))}</dir>" for f in found)
    kept = escape(str(work / "fontcache"))
    told = _CONF.format(folders=listed, cache=kept, packs=_rules(packs))
    try:
        conf.write_text(told, encoding="utf-8")
    except UnicodeEncodeError as error:  # XML has no way to name such a folder
        raise AssetError(
            said("the path of a folder has a name that is not UTF-8"),
            where=os.fsencode(work.parent).decode("utf-8", "backslashreplace"),
            hint=said("rename the folder, or choose another with -o"),
        ) from error
    use_written(conf, found)
    return conf


def _rules(packs: Fallback) -> str:
    """Return what fontconfig is told of packs: all by name, so nothing is guessed."""
    rules = [_rule(families, "prepend_first", tag) for tag, families in packs.leading]
    rules += [_rule(families, "append_last", tag) for tag, families in packs.orders]
    rules.append(_rule([pack.family for pack in packs.packs], "append_last"))
    return "\n".join(rule for rule in rules if rule)


def _rule(families: Sequence[str], mode: str, tag: str = "") -> str:
    if not families:
        return ""
    named = "".join(f"<string>{escape(family)}</string>" for family in families)
    test = _TEST.format(escape(tag)) if tag else ""
    return _RULE.format(test=test, mode=mode, families=named)


def use_written(conf: Path, folders: Iterable[Path]) -> None:
    """Use the fontconfig file that `use_only` wrote for `folders`."""
    os.environ["FONTCONFIG_FILE"] = str(conf)
    # else Pango and fontconfig prefer fonts by the language of this machine
    os.environ["PANGO_LANGUAGE"] = os.environ["FC_LANG"] = "en"
    _in_use[:] = folders


#: As process-wide as fontconfig's environment variable itself.
_in_use: list[Path] = []


def fonts_in_use() -> tuple[Path, ...]:
    """Return the folders `use_only` was last called with."""
    return tuple(_in_use)


@cache
def font_files(folders: tuple[Path, ...]) -> tuple[Path, ...]:
    """Return every font file under `folders`, in a fixed order."""
    suffixes = {".ttf", ".otf"}
    found = (p for f in folders for p in f.rglob("*") if p.suffix.lower() in suffixes)
    return tuple(sorted(found))


@cache
def font_digests(folders: tuple[Path, ...]) -> Mapping[Path, str]:
    """Return the SHA-256 of every font file under `folders`."""
    digests = {}
    for file in font_files(folders):
        with file.open("rb") as opened:
            digests[file] = hashlib.file_digest(opened, "sha256").hexdigest()
    return digests


@cache
def font_families(folders: tuple[Path, ...]) -> tuple[str, ...]:
    """Return the family names (name ID 16, else 1) of the fonts, sorted."""
    names = set()
    for file in font_files(folders):
        with TTFont(file, lazy=True) as font:
            names.add(str(font["name"].getBestFamilyName()))
    return tuple(sorted(names))


@cache
def covered(folders: tuple[Path, ...]) -> frozenset[int]:
    """Return the code points that at least one font has a glyph for."""
    points: set[int] = set(_INVISIBLE)
    for file in font_files(folders):
        with TTFont(file, lazy=True) as font:
            points.update(font.getBestCmap())
    if _HYPHEN in points:
        points.add(_NO_BREAK_HYPHEN)
    return frozenset(points)


def uncovered(text: str, folders: tuple[Path, ...]) -> str:
    """Return the characters of `text` that no font has, each once, sorted."""
    points = covered(folders)
    return "".join(sorted(c for c in set(text) if ord(c) not in points))


def forget_fonts() -> None:
    """Look at every font file anew when next asked: one of them has changed."""
    for known in (font_files, font_digests, font_families, covered):
        known.cache_clear()
