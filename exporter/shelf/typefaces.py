"""The typefaces of the page: small files for the web, made from those in `fonts/`.

In: fonts of ours. Out: WOFF2 files with Latin letters, and the CSS that names them. Any
other script is set in the reader's own fonts. A name holds a digest of what the file is
made from: where it is there already, nothing is made.
"""

import hashlib
import io
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from exporter.layout import bundled
from exporter.versions import version_of

#: Basic Latin to Latin Extended-B, Latin Extended Additional, signs between words,
#: euro, arrows.
_LETTERS = (
    *(range(0x20, 0x7F), range(0xA0, 0x250), range(0x1E00, 0x1F00)),
    *(range(0x2010, 0x2028), range(0x2030, 0x203B), (0x20AC, 0x2190, 0x2192, 0x2193)),
)
_FEATURES = ("kern", "liga", "ccmp", "mark", "locl", "tnum")


@dataclass(frozen=True)
class Typeface:
    """One font of the page."""

    family: str
    weight: int
    source: str

    @property
    def path(self) -> Path:
        """Where the whole font lies."""
        return bundled("fonts") / self.source

    @property
    def name(self) -> str:
        """The name of its file on the shelf."""
        made_from = hashlib.sha256(self.path.read_bytes())
        made_from.update(repr((_LETTERS, _FEATURES)).encode())
        made_from.update(version_of("fonttools").encode())
        family = self.family.lower().replace(" ", "-")
        return f"{family}-{self.weight}-{made_from.hexdigest()[:8]}.woff2"

    @property
    def rule(self) -> str:
        """The CSS that names it, for a stylesheet beside the folder `fonts`."""
        return (
            f'@font-face {{ font-family: "{self.family}"; '
            f"font-weight: {self.weight}; font-display: swap; "
            f'src: url("fonts/{self.name}") format("woff2"); }}\n'
        )


TYPEFACES = (
    Typeface("Newsreader", 400, "newsreader/Newsreader-Regular.ttf"),
    Typeface("Newsreader", 600, "newsreader/Newsreader-SemiBold.ttf"),
    Typeface("Libre Franklin", 400, "libre-franklin/LibreFranklin-Regular.ttf"),
    Typeface("Libre Franklin", 600, "libre-franklin/LibreFranklin-SemiBold.ttf"),
)


@cache
def web_font(typeface: Typeface) -> bytes:
    """Return a typeface as WOFF 2.0, without letters and features no page needs."""
    from fontTools.subset import Options, Subsetter, load_font, save_font

    options = Options()
    options.flavor = "woff2"
    options.layout_features = list(_FEATURES)
    options.hinting = False
    options.recalc_timestamp = False
    # copyright and licence stay with it, as that licence asks (OFL 1.1, 2)
    options.name_IDs = [0, 1, 2, 4, 6, 13, 14]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes={one for some in _LETTERS for one in some})
    with closing(load_font(str(typeface.path), options)) as font:
        subsetter.subset(font)
        out = io.BytesIO()
        save_font(font, out, options)
    return out.getvalue()
