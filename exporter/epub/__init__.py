"""Stage 6, bind: edition, layout and page starts become one EPUB 3.3 file.

In: an Edition, a Layout, photos prepared for the slot "screen", the Numbering of
the print edition and its cover. Out: bytes written to a file object, the same
from run to run. EbookLib is the package model and writes the package document;
every XHTML page, the navigation document and the NCX are finished bytes of ours.
"""

import re
from collections.abc import Mapping, Sequence
from typing import BinaryIO

from exporter.ebook import identifier_of
from exporter.epub.documents import render_documents
from exporter.epub.links import Figure, fill_slots, link_documents, place_photos
from exporter.epub.nav import Contents, render_nav, render_ncx
from exporter.epub.package import describe
from exporter.epub.pages import place_pages
from exporter.epub.record import render_record
from exporter.epub.typefaces import Typefaces
from exporter.epub.writer import Book
from exporter.facts import Numbering
from exporter.formats import Format
from exporter.layout import Layout
from exporter.model import Edition
from exporter.photos import PreparedPhoto

NCX_TYPE = "application/x-dtbncx+xml"
NO_TYPEFACES = Typefaces()


#: A comment of a stylesheet, which no reader needs; or a string, which stays.
_COMMENT = re.compile(r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|/\*.*?\*/\s*""", re.S)
#: Says of a link that it needs the network: in the language of the edition, by the
#: stylesheet, so that it is seen and read aloud and is no word of the article.
_ONLINE_CSS = """
a.online::after {{ content: "\\00a0({word})"; display: inline-block;
  font-family: var(--sans), sans-serif; font-size: 0.75em; font-style: normal;
  font-weight: normal; white-space: nowrap; }}
"""
#: Stamps each page of a draft without becoming part of its text.
_DRAFT_CSS = """
body::before {{ content: "{word}"; display: block; margin: 0 0 1em; padding: 0.2em;
  border: 2px solid #c1121f; color: #c1121f; text-align: center; font-weight: bold;
  letter-spacing: 0.3em; font-family: sans-serif; }}
"""


def write_epub(
    edition: Edition,
    layout: Layout,
    photos: Mapping[tuple[str, str], PreparedPhoto],
    out: BinaryIO,
    *,
    numbering: Numbering | None,
    cover: bytes | None,
    kind: Format = "epub",
    typefaces: Typefaces = NO_TYPEFACES,
) -> None:
    """Write the edition as EPUB 3.3 to `out`.

    `photos` maps (image file, slot) to prepared photos; only the slot "screen" is
    used, and each file is read when it is copied. `numbering` gives the page list
    and "hlm. 12"; without it there is none, and no print source is claimed.
    `cover` is a JPEG; without it the cover is set in type. What is not the `kind`
    "epub" is a variant of it, with an identifier and a title of its own; `typefaces`
    are the families that are embedded. Raises
    LayoutError for a template that yields no well-formed page, AssetError for a photo
    that was not prepared.
    """
    printed = edition.identifier if numbering else ""
    own = identifier_of(edition.identifier, kind)
    edition = edition.model_copy(update={"identifier": own})
    documents = render_documents(
        edition, layout, numbering, cover is not None, typefaces.names
    )
    pages = place_pages(documents, numbering.starts if numbering else ())
    figures = place_photos(edition, documents, photos)
    pictures = list(dict.fromkeys(figure.picture for figure in figures))
    fill_slots(documents, numbering)
    words = layout.words_for(edition.language)
    link_documents(documents, words["needs_web"])
    contents = Contents.of(edition, documents, pages, figures)

    book = Book(edition)
    cover_id = "cover-image" if cover else _cover_photo(edition, figures)
    titled = _titled(edition, layout, kind)
    describe(book, titled, layout, pictures, contents, cover_id, printed)
    css = '@charset "utf-8";\n' + typefaces.dress(_css(edition, layout))
    book.add("css", "css/edition.css", "text/css", css.encode())
    text = "".join((css, *(page.text() for page in documents)))
    for font in typefaces.cut(text):
        uid = font.path.partition("/")[2].replace(".", "-")
        book.add(f"font-{uid}", font.path, font.media_type, font.data)
    if cover is not None:
        book.add(cover_id, "images/cover.jpg", "image/jpeg", cover, "cover-image")
    for picture in pictures:
        is_cover = picture.uid == cover_id
        book.add_file(picture, "cover-image" if is_cover else "")
    book.add_page("nav", "nav.xhtml", render_nav(edition, layout, contents), "nav")
    for document in documents:
        book.add_spine(document.name, document.path, document.serialise())
    book.add("ncx", "toc.ncx", NCX_TYPE, render_ncx(edition, layout, contents))
    book.add_record("issue.jsonld", render_record(edition, figures))
    book.write(out)


def _titled(edition: Edition, layout: Layout, kind: Format) -> Edition:
    """Return the edition with the title that shelves show: a draft says what it is,
    and so does a variant."""
    words, title = layout.words_for(edition.language), edition.title
    if kind != "epub":
        title = f"{title} ({words['light']})"
    if edition.draft:
        title = f"{words['draft']} · {title}"
    return edition.model_copy(update={"title": title})


def _cover_photo(edition: Edition, figures: Sequence[Figure]) -> str:
    """Return the id of the cover photo, which stands for a cover; "" without one."""
    lead = edition.cover_article.images[:1]
    return next((f.picture.uid for f in figures if f.image in lead), "")


def _css(edition: Edition, layout: Layout) -> str:
    words = layout.words_for(edition.language)
    css = _COMMENT.sub(lambda found: found[1] or "", layout.stylesheet("epub.css"))
    css += _ONLINE_CSS.format(word=words["on_web"].replace('"', ""))
    if edition.draft:
        css += _DRAFT_CSS.format(word=words["draft"].replace('"', ""))
    return css
