"""Fonts as the parts of an edition use them.

In: fonts as Pango gives them. Out: WeasyPrint's fonts, each read once a process, with
no glyph counted as used: every part counts its own.
"""

import copy
import hashlib
import io
from typing import Any

from fontTools.ttLib import TTFont
from weasyprint.pdf.fonts import Font

from exporter.fonts import fonts_in_use

#: Fonts of this process, by their folders and Pango's key: no glyphs counted.
_fonts: dict[tuple[Any, int], Any] = {}


def fresh_face(key: int, pango_font: Any, description: Any, size: float) -> Any:
    """Return a font of which no glyph is used yet."""
    place = fonts_in_use(), key
    if place not in _fonts:
        font = _fonts[place] = Font(pango_font, description, size)
        font.sha256 = hashlib.sha256(font.file_content).hexdigest()
        font.space = _space_of(font)
    font = copy.copy(_fonts[place])
    font.widths, font.to_unicode, font.missing, font.plain = {}, {}, {}, {}
    return font


def _space_of(font: Any) -> int | None:
    """Return the glyph of the space, where a font has one."""
    file = io.BytesIO(font.file_content)
    with TTFont(file, fontNumber=font.index, lazy=True) as opened:
        name = opened.getBestCmap().get(0x20)
        return None if name is None else int(opened.getGlyphID(name))
