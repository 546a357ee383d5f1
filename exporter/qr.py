"""QR codes: the web address of an article, for a telephone that sees the paper.

In: an Article. Out: its address on the web, and the code of an address as a drawing
(SVG in markup) that can stand in a page (ISO/IEC 18004, error correction M or better).
"""

import io
from typing import Any

from markupsafe import Markup, escape

from exporter.model import Article
from exporter.phrases import safe_href, short_address

#: A code of a higher version has modules too small for newsprint at its size.
MOST_VERSION = 12
#: Modules that stay white around a code.
_QUIET = 4
#: Its side, its quiet zone included; a layout may set the token.
_PLACE = "width: var(--qr-size, 16mm); height: var(--qr-size, 16mm); flex: none"


def web_address(article: Article) -> str:
    """Return where an article is on the web: itself, else its original; or ""."""
    addresses = (safe_href(url) for url in (article.url, article.is_based_on) if url)
    return next((a for a in addresses if a.lower().startswith("http")), "")


def fits_code(address: str) -> bool:
    """Return whether the code of an address has modules large enough to print."""
    from segno import DataOverflowError

    try:
        return bool(_make(address).version <= MOST_VERSION)
    except DataOverflowError:
        return False


def code_alt(address: str, word: str) -> str:
    """Return what a code says to those who cannot see it."""
    return f"{word}: {short_address(address)}"


def draw_code(address: str, word: str) -> Markup:
    """Return the code of an address as SVG; `word` is what a code is called."""
    out = io.BytesIO()
    options: dict[str, Any] = {"xmldecl": False, "svgclass": None, "lineclass": None}
    options |= {"border": _QUIET, "omitsize": True, "nl": False}
    _make(address).save(out, kind="svg", dark="#000", light="#fff", **options)
    alt = escape(code_alt(address, word))
    svg = out.getvalue().decode("ascii")
    return Markup(  # noqa: S704 (drawn by a library, of squares alone)
        svg.replace("<svg ", f'<svg role="img" aria-label="{alt}" style="{_PLACE}" ', 1)
    )


def _make(address: str) -> Any:
    import segno  # only an edition with codes needs it

    return segno.make(address, error="m", micro=False)
