"""A nameplate drawn by the newsroom: an SVG in place of the title in type.

In: the path an edition.toml names. Out: markup fit to stand in a page: a clean drawing
(`exporter.drawings.clean`) that says what it shows.
"""

from collections.abc import Sequence
from pathlib import Path

from lxml import etree

from exporter.drawings.clean import clean_drawing
from exporter.errors import AssetError
from exporter.files import read_bytes
from exporter.said import said

_MOST_BYTES = 1_000_000
_PREFIX = "nameplate-"
#: How it stands in its place, as wide as that: a token says how high at most.
_PLACE = "display: block; width: 100%; max-height: var(--nameplate-height, 26mm)"


def read_nameplate(path: Path, folders: Sequence[Path], alt: str, where: str) -> str:
    """Return the SVG at `path` as markup; it must lie below one of `folders`.

    `alt` is what it says, for those who cannot see it.

    Raises AssetError, at `where`, for what is not there, is no SVG, or holds what
    cannot be printed.
    """
    try:
        real = path.resolve()
        inside = any(real.is_relative_to(folder.resolve()) for folder in folders)
    except (OSError, ValueError, RuntimeError):  # no name, or links in a ring
        inside = False
    if not inside:
        raise AssetError(
            said("the nameplate lies outside the edition's folder"),
            where=where,
            hint=said("put the file beside edition.toml, and name it there"),
        )
    data = read_bytes(real, AssetError, where, _MOST_BYTES)
    return clean_nameplate(data, alt, where)


def clean_nameplate(data: bytes, alt: str, where: str) -> str:
    """Return an SVG as markup that can stand in a page; AssetError for what cannot."""
    root = clean_drawing(data, _PREFIX, where)
    root.attrib.update({"role": "img", "aria-label": alt, "style": _PLACE})
    return str(etree.tostring(root, encoding="unicode", with_tail=False))
