"""Pictures of a cover, in the sizes a shelf shows.

In: the files of a delivered edition. Out: JPEGs without metadata, the larger first.
They are made from the picture the ebook has of its cover, or from page one.
"""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from lxml import etree
from PIL import Image

from exporter.errors import AssetError
from exporter.proof.page_pictures import draw_page, jpeg_of
from exporter.said import said
from exporter.shelf.edition import Kind, ShelvedEdition

#: Names and widths in pixels: twice what the page shows at most.
SIZES = {"cover.jpg": 840, "small.jpg": 420}
_QUALITY = 80
#: The most bytes of a package document, and of a picture in an ebook.
_MOST_BYTES = 50_000_000
_CONTAINER = "META-INF/container.xml"
#: What those who read an ebook, its XML, a picture or a PDF raise.
_UNREADABLE = (
    *(OSError, ValueError, LookupError, RuntimeError, zipfile.BadZipFile, zlib.error),
    *(etree.LxmlError, Image.DecompressionBombError),
)
#: The ebook with the better pictures first.
_SOURCES: tuple[Kind, ...] = ("epub", "hemat", "pdf")


def draw_covers(edition: ShelvedEdition, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and JPEG of each size. Raises AssetError where there is no cover."""
    whole = _cover(edition, folder)
    for name, width in SIZES.items():
        height = round(whole.height * width / whole.width)
        size = (min(width, whole.width), min(height, whole.height))
        yield name, jpeg_of(whole.resize(size, Image.Resampling.LANCZOS), _QUALITY)


def _first_page(pdf: Path) -> Image.Image:
    import pypdfium2  # heavy: a shelf of ebooks does not need it

    with pypdfium2.PdfDocument(pdf) as document:
        return draw_page(document[0], max(SIZES.values()))


def _cover(edition: ShelvedEdition, folder: Path) -> Image.Image:
    names = {file.kind: folder / file.name for file in edition.files}
    try:
        for kind in _SOURCES:
            if kind not in names:
                continue
            if kind == "pdf":
                return _first_page(names[kind])
            found = _cover_of_epub(names[kind])
            if found:
                return Image.open(io.BytesIO(found)).convert("RGB")
    except _UNREADABLE as error:
        raise _no_cover(edition) from error
    raise _no_cover(edition)


def _no_cover(edition: ShelvedEdition) -> AssetError:
    return AssetError(
        said("has no cover that can be read"),
        where=edition.name,
        hint=said("build it again"),
    )


def _cover_of_epub(file: Path) -> bytes | None:
    """Return the picture an EPUB calls its cover (EPUB 3.3, cover-image)."""
    with zipfile.ZipFile(file) as book:
        container = _tree(book, _CONTAINER)
        package = container.xpath("string(//*[local-name()='rootfile']/@full-path)")
        covers = _tree(book, package).xpath(
            "//*[local-name()='item']"
            "[contains(concat(' ', @properties, ' '), ' cover-image ')]/@href"
        )
        if not covers:
            return None
        path = posixpath.join(posixpath.dirname(package), unquote(covers[0]))
        return _read(book, posixpath.normpath(path))


def _tree(book: zipfile.ZipFile, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(_read(book, name), parser)


def _read(book: zipfile.ZipFile, name: str) -> bytes:
    if book.getinfo(name).file_size > _MOST_BYTES:
        raise ValueError(f"{name} is too large")
    return book.read(name)
