"""Lay a document out with WeasyPrint as it is and sped up, and tell them apart.

In: HTML, and the names of levers. Out: a `Pages`: WeasyPrint's own PDF, what it
logged, and the box tree written out: what the PDF does not show counts too.
"""

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsroom import draw_photo

from exporter import speed
from exporter.photos import PreparedPhoto, Slot, find_photo, prepare_photo

Media = Mapping[str, PreparedPhoto]
_LENGTHS = (
    *("position_x", "position_y", "width", "height", "baseline"),
    *(f"margin_{side}" for side in ("top", "right", "bottom", "left")),
    *(f"padding_{side}" for side in ("top", "right", "bottom", "left")),
    *(f"border_{side}_width" for side in ("top", "right", "bottom", "left")),
    "justification_spacing",
)
_NUMBER = re.compile(rb"-?\d+(?:\.\d*)?(?:e-\d+)?")
_ROUNDING = 1e-5
#: In a TJ array numbers are cut to whole thousandths of the font's size.
_WHOLE = 1


@dataclass(frozen=True)
class Pages:
    """A document as laid out."""

    pdf: bytes
    boxes: list[str]
    logged: list[str]


def prepare_media(photos: Mapping[str, Any], folder: Path) -> dict[str, PreparedPhoto]:
    """Draw and prepare the photos a document names, by their address."""
    media = {}
    for address, (colour, size) in photos.items():
        file = folder / f"{colour}.jpg"
        draw_photo(file, colour, size)
        found = find_photo(file, [folder], "uji")
        media[address] = prepare_photo(found, Slot("x", 400, 400), folder)
    return media


def lay_out(
    html: str, media: Media, levers: Iterable[str] | None = (), css: str = ""
) -> Pages:
    """Lay out with the named levers, with all of them for None, with none for ()."""
    if levers is not None and not list(levers):
        speed.disable()
    else:
        assert speed.enable(levers), speed.why_not()
    try:
        return _lay_out(html, media, css)
    finally:
        speed.disable()


def _lay_out(html: str, media: Media, css: str) -> Pages:
    document, logged = render(html, media, css)
    written = list(write_out(document))
    return Pages(own_pdf(document), written, logged)


def render(html: str, media: Media, css: str = "") -> tuple[Any, list[str]]:
    """Return WeasyPrint's document, of fonts and a style of its own."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    from exporter.pdf.engine import MediaFetcher, listening

    fonts = FontConfiguration()
    with listening() as logged:
        sheet = weasyprint.CSS(string=css, font_config=fonts)
        document = weasyprint.HTML(string=html, url_fetcher=MediaFetcher(media)).render(
            stylesheets=[sheet], font_config=fonts
        )
    return document, list(logged)


def own_pdf(document: Any) -> bytes:
    """Return the PDF that WeasyPrint writes: `exporter.pdf` has no part in it."""
    import weasyprint.draw
    import weasyprint.draw.text

    from exporter.pdf.engine import listening

    ours = weasyprint.draw.draw_text
    weasyprint.draw.draw_text = weasyprint.draw.text.draw_text
    out = io.BytesIO()
    try:
        with listening():  # glyphs no font has, of which both say the same
            document.write_pdf(out, uncompressed_pdf=True)
    finally:
        weasyprint.draw.draw_text = ours
    return out.getvalue()


def write_out(document: Any) -> Iterator[str]:
    """Yield a line for each box of each page."""
    for number, page in enumerate(document.pages, 1):
        yield f"page {number} {page.width:.3f} x {page.height:.3f} {page.bookmarks}"
        yield from _write_box(page._page_box, "")


def _write_box(box: Any, indent: str) -> Iterator[str]:
    box = getattr(box, "_box", box)  # of what stands for a positioned box
    said = [type(box).__name__, str(box.element_tag)]
    for name in _LENGTHS:
        value = box.__dict__.get(name)
        if value:
            said.append(f"{name}={_short(value)}")
    sides = box.remove_decoration_sides
    said.append(f"cut={sorted(sides)}" if sides else "")
    said.append(repr(getattr(box, "text", "")))
    yield indent + " ".join(said)
    for child in box.children:
        yield from _write_box(child, indent + " ")


def _short(value: Any) -> str:
    return f"{value:.7f}" if isinstance(value, float | int) else str(value)


def difference(stock: Pages, fast: Pages) -> str:
    """Return where two layouts of one document differ first; "" if they do not.

    What is moved instead of laid out again may stand a rounding error (1e-13) away:
    numbers are equal to a hundred-thousandth, everything else to the letter.
    """
    if stock.logged != fast.logged:
        return f"logged {stock.logged[:3]}, then {fast.logged[:3]}"
    for line, (a, b) in enumerate(zip(stock.boxes, fast.boxes, strict=False)):
        if not _are_alike(a.encode(), b.encode()):
            return f"box {line}:\n  {a.strip()}\n  {b.strip()}"
    if len(stock.boxes) != len(fast.boxes):
        return f"{len(stock.boxes)} boxes, then {len(fast.boxes)}"
    if not _are_alike(_content(stock.pdf), _content(fast.pdf)):
        return "equal boxes, but another PDF"
    return ""


def _content(pdf: bytes) -> bytes:
    """Return a PDF without what follows from the length of its own text."""
    return re.sub(rb"/Length \d+", b"", pdf[: pdf.rindex(b"\nxref\n")])


def _are_alike(a: bytes, b: bytes) -> bool:
    if a == b:
        return True
    if _NUMBER.sub(b"0", a) != _NUMBER.sub(b"0", b):
        return False
    lines = zip(a.split(b"\n"), b.split(b"\n"), strict=True)
    return all(_are_near(x, y) for x, y in lines if x != y)


def _are_near(a: bytes, b: bytes) -> bool:
    near = _WHOLE if a.endswith(b"] TJ") else _ROUNDING
    pairs = zip(_NUMBER.findall(a), _NUMBER.findall(b), strict=True)
    return all(x == y or abs(float(x) - float(y)) <= near for x, y in pairs)
