"""Cut a font down to the glyphs an edition uses.

In: a font file and glyph numbers. Out: the font's bytes, its glyph numbers kept.
WeasyPrint does the work (HarfBuzz, or fontTools where it is not there).
"""

from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont
from weasyprint.pdf.fonts import Font

from exporter.harfbuzz import open_face
from exporter.pdf.typefaces import Subset


def subset_font(wanted: Subset) -> bytes:
    """Return the font file with only the wanted glyphs."""
    use = wanted.use
    font: Any = Font.__new__(Font)
    font.hb_face = open_face(wanted.file, use.index)
    font.file_content = Path(wanted.file).read_bytes()
    with TTFont(wanted.file, fontNumber=use.index, lazy=True) as opened:
        font.tables = list(opened.keys())
    font.index, font.family = use.index, use.family
    font.font_size, font.style, font.weight = use.size, use.style, use.weight
    font.variations = dict(use.variations)
    # what stands for a sign no font has (glyph 0) keeps its outline
    font.missing = {0: 0} if 0 in use.glyphs else {}
    font.png = font.svg = font.colr = False
    font.clean({glyph: text for glyph, (_, text) in use.glyphs.items()}, False)
    return bytes(font.file_content)
