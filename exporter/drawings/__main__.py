"""The process that draws: an SVG on stdin becomes a PNG on stdout.

A process of its own, for three reasons: what a drawing can ask for has no bound but
time and memory, and a process can be ended; whoever finds a photo must not load
WeasyPrint, whose fonts are not set yet; and this one has no font at all, so that a
picture is the same on every machine. What is wrong is said as JSON (`exporter.said`).
"""

import contextlib
import io
import json
import logging
import os
import sys
import tempfile
from pathlib import Path

from lxml import etree

from exporter.drawings.clean import clean_drawing, size_of
from exporter.errors import AssetError
from exporter.native import how_to_install, missing_libraries
from exporter.said import as_json, said

#: Pixels of a picture's longer side: 200 mm at 300 to the inch.
LONG_EDGE = 2400
_MOST_MEMORY = 3_000_000_000
_MOST_SECONDS = 120
_PX_PER_POINT = 4 / 3
_LOOK = said("look whether a browser shows it; if it does, save it as PNG")
#: Nothing of the machine: no font, no set-up of its own.
_NO_FONTS = '<?xml version="1.0"?><fontconfig><cachedir>{}</cachedir></fontconfig>'
_PAGE = """<!DOCTYPE html><style>
@page {{ size: {width}px {height}px; margin: 0 }}
html, body {{ margin: 0 }}
img {{ display: block; width: {width}px; height: {height}px }}
</style><img src="drawing:"/>"""


def draw(data: bytes) -> bytes:
    """Return an SVG as a PNG on white; AssetError for what cannot be drawn."""
    root = clean_drawing(data, "", "")
    width, height = size_of(root, "")
    factor = LONG_EDGE / max(width, height)
    size = max(1, round(width * factor)), max(1, round(height * factor))
    _require_libraries()
    page = _PAGE.format(width=size[0], height=size[1])
    return _as_png(_print(page, etree.tostring(root, with_tail=False)), size)


def _require_libraries() -> None:
    missing = missing_libraries()
    if missing:
        titles = ", ".join(library.title for library in missing)
        raise AssetError(
            said("a drawing needs libraries that are not here: {names}", names=titles),
            hint=how_to_install(missing),
        )


def _print(page: str, svg: bytes) -> bytes:
    """Return a page as PDF; WeasyPrint must have nothing to say of it."""
    import weasyprint
    from weasyprint.logger import LOGGER
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    complaints: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            complaints.append(record.getMessage())

    class Fetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, _headers: object = None) -> URLFetcherResponse:
            if url != "drawing:":
                raise ValueError(url)
            kind = {"Content-Type": "image/svg+xml"}
            return URLFetcherResponse(url, io.BytesIO(svg), kind)

    LOGGER.handlers[:] = [Collector(logging.WARNING)]
    pdf = weasyprint.HTML(string=page, url_fetcher=Fetcher()).write_pdf()
    if complaints:  # it leaves out what it cannot draw
        raise AssetError(
            said("the drawing cannot be drawn whole"),
            hint=said("simplify its paths, or save it as PNG, 2400 pixels wide"),
        )
    return bytes(pdf)


def _as_png(pdf: bytes, size: tuple[int, int]) -> bytes:
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        drawn = document[0].render(scale=_PX_PER_POINT).to_pil().convert("RGB")
    picture = drawn.crop((0, 0, *size))
    if len(picture.getcolors(2) or ()) == 1:
        raise AssetError(said("nothing is to be seen in the drawing"), hint=_LOOK)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _set_bounds() -> None:
    """Let the system end this process where it takes too much."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        for kind, most in (
            (resource.RLIMIT_CPU, _MOST_SECONDS),
            (resource.RLIMIT_AS, _MOST_MEMORY),
        ):
            resource.setrlimit(kind, (most, most))


def main() -> int:
    """Draw what stands on stdin; return the exit code: 0, or 1 with what is wrong."""
    _set_bounds()
    out = sys.stdout.buffer
    with tempfile.TemporaryDirectory(prefix="exporter-drawing-") as folder:
        conf = Path(folder) / "fonts.conf"
        conf.write_text(_NO_FONTS.format(folder), encoding="utf-8")
        os.environ["FONTCONFIG_FILE"] = str(conf)
        try:
            out.write(draw(sys.stdin.buffer.read()))
        except AssetError as error:
            told = {"message": as_json(error.message), "hint": as_json(error.hint)}
            out.write(json.dumps(told).encode())
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
