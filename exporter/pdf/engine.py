"""Stage 4, lay out: the markup of one part becomes pages, drawn.

In: a part's HTML and the photos it names as media:HASH/SLOT. Out: a `DrawnPart` with
empty number slots, and plain facts about it. Nothing is fetched but prepared photos.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import weasyprint
from cssselect2 import ElementWrapper
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from exporter.compositor import Kept, LayingOut, compose, is_galley
from exporter.errors import AssetError, RenderError
from exporter.fonts import fonts_in_use
from exporter.forms import PLAIN, Composition
from exporter.pdf.draw import draw_part
from exporter.pdf.drawn import DrawnPart
from exporter.pdf.measure import measure_pages
from exporter.photos import PreparedPhoto
from exporter.said import said

Media = Mapping[str, PreparedPhoto]


class MediaFetcher(URLFetcher):  # type: ignore[misc]
    """Knows the scheme media: and nothing else: no network, no files, no data."""

    def __init__(self, media: Media) -> None:
        super().__init__(
            allowed_protocols={"media"}, allow_redirects=False, fail_on_errors=True
        )
        self._media = media

    def fetch(
        self, url: str, headers: Mapping[str, str] | None = None
    ) -> URLFetcherResponse:
        """Return the prepared photo; anything else stops the rendering."""
        photo = self._media.get(url)
        if photo is None:
            raise FatalURLFetchingError(f"not a photo of this edition: {url[:80]}")
        # A file: answer lets WeasyPrint read the photo again when it is written,
        # instead of keeping its bytes in memory.
        return URLFetcherResponse(
            photo.path.as_uri(),
            photo.path.open("rb"),
            {"Content-Type": photo.media_type},
        )


@lru_cache(maxsize=1)
def _font_configuration(_folders: tuple[Path, ...]) -> FontConfiguration:
    """Return one FontConfiguration for all parts that have the same fonts."""
    return FontConfiguration()


@lru_cache(maxsize=1)
def _stylesheet(
    css: str, fonts: FontConfiguration
) -> tuple[weasyprint.CSS, tuple[str, ...]]:
    """Return the stylesheet, parsed once, and what WeasyPrint says of it."""
    with listening() as logged:
        sheet = weasyprint.CSS(
            string=css, font_config=fonts, url_fetcher=MediaFetcher({})
        )
    return sheet, tuple(logged)


def lay_out(
    name: str,
    html: str,
    css: str,
    media: Media,
    composition: Composition = PLAIN,
    pages: int = 0,
    kept: Kept | None = None,
) -> DrawnPart:
    """Lay out and draw one part, as if it started on a right page.

    A part of articles gets as many `pages` as asked, where that can be; articles that
    were `kept` are not laid out again.
    Raises RenderError where WeasyPrint cannot go on.
    """
    fonts = _font_configuration(fonts_in_use())
    sheet, of_sheet = _stylesheet(css, fonts)
    with listening() as logged:
        try:
            fetcher = MediaFetcher(media)
            root = _parse(html, fetcher).etree_element
            render = partial(_render, fetcher=fetcher, sheet=sheet, fonts=fonts)
            if is_galley(root):
                kept = Kept(0) if kept is None else kept
                shape = _shape(css, composition)
                means = composition, render, logged, kept, shape, _sizes(media)
                composed = compose(root, LayingOut(*means), pages)
                document, columns = composed.document, composed.columns
                fit = composed.fit
            else:
                document, columns, fit = render(root), (), None
            measured, words = measure_pages(name, document.pages, columns)
            measured = replace(measured, fit=fit)
            part = draw_part(document, measured, words, media)
        except FatalURLFetchingError as error:
            raise AssetError(
                str(error), where=name, hint=said("correct the layout's template")
            ) from error
        except Exception as error:  # WeasyPrint has no error type of its own
            raise RenderError(
                said(
                    "WeasyPrint could not lay it out: {error}",
                    error=f"{type(error).__name__}: {error}",
                ),
                where=name,
                hint=said("take out its articles one by one to find the one at fault"),
            ) from error
    return part.saying(tuple(dict.fromkeys((*of_sheet, *logged))))


def _shape(css: str, composition: Composition) -> str:
    """Return what shapes the articles of all parts, as a digest."""
    shaped = css, replace(composition, pins={}), fonts_in_use()
    return sha256(repr(shaped).encode()).hexdigest()


def _sizes(media: Media) -> dict[str, tuple[str, int, int]]:
    """Return of each photo what its place follows from."""
    return {name: (p.media_type, p.width, p.height) for name, p in media.items()}


def _render(
    root: ElementTree.Element,
    fetcher: URLFetcher,
    sheet: weasyprint.CSS,
    fonts: FontConfiguration,
) -> Document:
    """Lay out markup that is parsed."""
    parsed = _ParsedHTML(root, fetcher)
    return parsed.render(stylesheets=[sheet], font_config=fonts)


def _parse(html: str, fetcher: MediaFetcher) -> weasyprint.HTML:
    """Return markup as WeasyPrint takes it.

    Our templates are well-formed, and expat reads such markup at once; what is not
    (a layout of one's own), or has SVG without its namespace, is read as HTML.
    """
    try:
        root = ElementTree.fromstring(html)  # noqa: S314 (markup of our own making)
    except ElementTree.ParseError:
        root = None
    if root is None or root.tag != "html" or root.find(".//svg") is not None:
        return weasyprint.HTML(string=html, url_fetcher=fetcher)
    return _ParsedHTML(root, fetcher)


class _ParsedHTML(weasyprint.HTML):  # type: ignore[misc]
    """What `weasyprint.HTML` is after parsing."""

    def __init__(self, root: ElementTree.Element, fetcher: MediaFetcher) -> None:
        self.base_url, self.url_fetcher, self.media_type = None, fetcher, "print"
        self.wrapper_element = ElementWrapper.from_html_root(root, None)
        self.etree_element = root


@contextmanager
def listening() -> Iterator[list[str]]:
    """Collect what WeasyPrint logs; nothing reaches the terminal."""
    logged: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            logged.append(record.getMessage())

    logger = logging.getLogger("weasyprint")
    collector = Collector(logging.WARNING)
    before: list[Any] = logger.handlers[:]
    logger.handlers[:] = [collector]
    try:
        yield logged
    finally:
        logger.handlers[:] = before
