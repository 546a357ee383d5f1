"""Cut a font down to the glyphs an edition uses.

In: a font file and glyph numbers. Out: the font's bytes, its glyph numbers kept.
WeasyPrint does the work (HarfBuzz, or fontTools where it is not there).
"""

from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont
from weasyprint.pdf.fonts import Font
from weasyprint.text.ffi import ffi, harfbuzz

from exporter.pdf.typefaces import Subset

# two functions of HarfBuzz that WeasyPrint does not declare
ffi.cdef("""
    hb_blob_t * hb_blob_create_from_file (const char *file_name);
    hb_face_t * hb_face_create (hb_blob_t *blob, unsigned int index);
""")


def subset_font(wanted: Subset) -> bytes:
    """Return the font file with only the wanted glyphs."""
    use = wanted.use
    blob = ffi.gc(
        harfbuzz.hb_blob_create_from_file(wanted.file.encode()),
        harfbuzz.hb_blob_destroy,
    )
    font: Any = Font.__new__(Font)
    font.hb_face = ffi.gc(
        harfbuzz.hb_face_create(blob, use.index), harfbuzz.hb_face_destroy
    )
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
