"""Compare a page as we draw it with the page as WeasyPrint draws it.

In: two PDFs of the same pages. Out: what differs: a page's ink (rendered by pdfium),
its signs, and where each of them stands.
"""

import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from pages import write_parts
from PIL import Image, ImageChops

from exporter.photos import PreparedPhoto

#: Pixels, of 255, that differ by more are seen as different.
_SEEN = 40
_DPI = 144
#: Pixels on a side of the squares whose mean is compared.
_SQUARE = 8


@dataclass(frozen=True)
class Ink:
    """A page: its picture, and each of its signs with (left, right, bottom) in pt."""

    picture: Image.Image
    signs: list[tuple[str, float, float, float]]


def draw_ours(
    html: str, css: str, media: Mapping[str, PreparedPhoto], path: Path
) -> bytes:
    """Return the PDF that the exporter draws, all pages as right pages."""
    from exporter.pdf.engine import lay_out

    part = lay_out("uji", html, css, media)
    pages = tuple(replace(page, left=page.right, shift=0.0) for page in part.pages)
    return write_parts([replace(part, pages=pages)], path, media=media).read_bytes()


def read_pages(pdf: bytes) -> list[Ink]:
    """Return the pages of a PDF as pdfium shows them."""
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        return [_read_page(page) for page in document]


def _read_page(page: Any) -> Ink:
    picture = page.render(scale=_DPI / 72).to_pil().convert("RGB")
    text = page.get_textpage()
    signs = []
    for index in range(text.count_chars()):
        sign = chr(pdfium.FPDFText_GetUnicode(text.raw, index))
        if sign.isspace() or pdfium.FPDFText_IsGenerated(text.raw, index):
            continue
        left, bottom, right, _ = text.get_charbox(index)
        signs.append((sign, left, right, bottom))
    return Ink(picture, signs)


def misplaced(stock: Ink, ours: Ink, known: Collection[int], near: float) -> list[str]:
    """Return the signs that are not the same, or further than `near` points apart.

    A sign that is not `known` to any font is a box, whatever it says. How far those
    that run off the page do is all the same.
    """
    edge = stock.picture.width * 72 / _DPI
    here, there = (
        "".join(sign if ord(sign) in known else "\u25a1" for sign, *_ in ink.signs)
        for ink in (stock, ours)
    )
    if here != there:
        return [f"{here!r} is not {there!r}"]
    return [
        f"{a[0]!r} (sign {index}) at {a[1:]}, then {b[1:]}"
        for index, (a, b) in enumerate(zip(stock.signs, ours.signs, strict=True))
        if a[1] < edge
        and any(abs(x - y) > near for x, y in zip(a[1:], b[1:], strict=True))
    ]


def right_edges(ink: Ink) -> list[float]:
    """Return where each line ends: the right edge of its last sign."""
    lines: dict[int, float] = {}
    for _, _, right, bottom in ink.signs:
        at = next((line for line in lines if abs(line - bottom) < 4), round(bottom))
        lines[at] = max(lines.get(at, 0.0), right)
    return list(lines.values())


def share_seen(stock: Ink, ours: Ink) -> float:
    """Return the share of pixels that look different, 0 to 1."""
    mask = _difference(stock, ours).point([0] * (_SEEN + 1) + [255] * (255 - _SEEN))
    return mask.histogram()[255] / (mask.width * mask.height)


def worst_square(stock: Ink, ours: Ink) -> int:
    """Return the greatest difference between mean colours of small squares."""
    small = [ink.picture.reduce(_SQUARE) for ink in (stock, ours)]
    bands = ImageChops.difference(*small).getextrema()
    return max(int(high) for _, high in bands)


def _difference(stock: Ink, ours: Ink) -> Image.Image:
    red, green, blue = ImageChops.difference(stock.picture, ours.picture).split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)
