"""Describe the edition in the package document.

In: an Edition, its photos and contents. Out: metadata added to the book — Dublin
Core, people with MARC relator roles, series, accessibility (schema.org, EPUB
Accessibility 1.1), and bylines, sources and credits that refine the items of
articles and photos. Nothing private is among it.
"""

from collections.abc import Iterator, Sequence

from exporter.checks import written_alt
from exporter.epub.links import Picture
from exporter.epub.nav import Contents, edition_title
from exporter.epub.writer import Book
from exporter.layout import Layout
from exporter.model import Article, Edition, anchor

CONFORMANCE = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
_FEATURES = (
    *("ARIA", "displayTransformability", "readingOrder"),
    *("structuralNavigation", "tableOfContents", "unlocked"),
)


def describe(
    book: Book,
    edition: Edition,
    layout: Layout,
    pictures: Sequence[Picture],
    contents: Contents,
    cover: str,
    printed: str,
) -> None:
    """Add all metadata of the edition to `book`.

    `cover` is the id of the cover image's item, or empty; `printed` identifies the
    print edition that its page list is of.
    """
    _add_title(book, edition, layout)
    _add_series(book, edition)
    if cover:
        book.named_meta("cover", cover)  # as EPUB 2 readers and Kindle find it
    _add_people(book, edition)
    for source in _unique(s.name for a in edition.articles for s in a.sources):
        book.dc("source", source)
    _add_accessibility(
        book, edition, layout, bool(contents.pages), bool(pictures or cover)
    )
    if contents.pages:
        book.dc("source", printed, id="print")
        book.meta("pageBreakSource", printed)
        book.meta("source-of", "pagination", "print")
    for article in edition.articles:
        _add_article(book, article)
    for picture in pictures:
        if picture.text.credit:
            book.meta("dcterms:rights", picture.text.credit, picture.uid)
    words = layout.words_for(edition.language)
    book.add_guide("cover", words["cover"], "text/cover.xhtml")
    book.add_guide("toc", words["contents"], "text/contents.xhtml")
    book.add_guide("text", words["start"], contents.entries[0].href)


def _add_title(book: Book, edition: Edition, layout: Layout) -> None:
    book.dc("title", edition_title(edition, layout), id="title")
    book.meta("title-type", "main", "title")
    book.meta("file-as", f"{edition.title}, {edition.date.isoformat()}", "title")
    languages = sorted({a.language for a in edition.articles} - {edition.language})
    for language in (edition.language, *languages):
        book.dc("language", language)
    book.dc("publisher", edition.publisher)
    book.dc("date", edition.date.isoformat())
    book.dc("type", "periodical")
    if edition.tagline:
        book.dc("description", edition.tagline)
    if edition.rights:
        book.dc("rights", edition.rights)
    for tag in _unique(tag for a in edition.articles for tag in a.tags):
        book.dc("subject", tag)


def _add_series(book: Book, edition: Edition) -> None:
    book.meta("belongs-to-collection", edition.title, id="series")
    book.meta("collection-type", "series", "series")
    book.meta("group-position", str(edition.number), "series")
    if edition.imprint.issn:
        issn = f"urn:issn:{edition.imprint.issn}"
        book.meta("dcterms:identifier", issn, "series")
    # foliate-js, KOReader and calibre before 7 read the series from these
    book.named_meta("calibre:series", edition.title)
    book.named_meta("calibre:series_index", str(edition.number))


# --- people ------------------------------------------------------------------------


def _add_people(book: Book, edition: Edition) -> None:
    """Name the newsroom first (epub.js shows only one), then all others once."""
    roles: dict[tuple[str, str], list[str]] = {}
    for element, name, role in _people(edition):
        known = roles.setdefault((element, name), [])
        if role not in known:
            known.append(role)
    creators = 0
    for number, ((element, name), given) in enumerate(roles.items(), 1):
        uid = f"person-{number}"
        book.dc(element, name, id=uid)
        for role in given:
            book.meta("role", role, uid, scheme="marc:relators")
        if element == "creator":
            creators += 1
            book.meta("display-seq", str(creators), uid)


def _people(edition: Edition) -> Iterator[tuple[str, str, str]]:
    """Yield (Dublin Core element, name, MARC relator code) in order."""
    yield "creator", edition.publisher, "aut"
    for article in edition.articles:
        for author in article.authors:
            yield "creator", author.name, "aut"
        for editor in article.editors:
            yield "contributor", editor.name, "edt"
        for other in article.contributors:
            yield "contributor", other.name, "ctb"
        for image in article.images:
            if image.file:
                for name in image.creators or (image.credit,):
                    if name:
                        yield "contributor", name, "pht"


def _add_article(book: Book, article: Article) -> None:
    item = anchor(article.id)
    names = [author.name for author in article.authors]
    for name in names or [article.byline]:
        if name:
            book.meta("dcterms:creator", name, item)
    for source in article.sources:
        book.meta("dcterms:source", source.name, item)
    if article.published:
        book.meta("dcterms:issued", article.published.isoformat(), item)


# --- accessibility ------------------------------------------------------------------


def _add_accessibility(
    book: Book,
    edition: Edition,
    layout: Layout,
    has_pages: bool,
    has_images: bool,
) -> None:
    """Claim what is true: conformance only where every photo is described."""
    described = is_described(edition)
    features = list(_FEATURES)
    if described and has_images:
        features.append("alternativeText")
    if has_pages:
        features += ["pageBreakMarkers", "pageNavigation"]
    book.meta("schema:accessMode", "textual")
    if described:
        book.meta("schema:accessModeSufficient", "textual")
    if has_images:
        book.meta("schema:accessMode", "visual")
        book.meta("schema:accessModeSufficient", "textual,visual")
    for feature in sorted(features):
        book.meta("schema:accessibilityFeature", feature)
    book.meta("schema:accessibilityHazard", "none")
    words = layout.words_for(edition.language)
    summary = [words["accessible"]]
    if has_pages:
        summary.append(words["accessible_pages"])
    if has_images:
        key = "accessible_photos" if described else "accessible_captions"
        summary.append(words[key])
    book.meta("schema:accessibilitySummary", " ".join(summary))
    if described:
        book.meta("dcterms:conformsTo", CONFORMANCE, id="conformance")
        book.meta("a11y:certifiedBy", edition.publisher, "conformance")


def is_described(edition: Edition) -> bool:
    """Return whether every photo has an alternative text someone wrote."""
    return all(
        written_alt(article, image)
        for article in edition.articles
        for image in article.images
        if image.file
    )


def _unique(names: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(names))
