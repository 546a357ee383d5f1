"""Give the rendered pages what they only named: numbers, photos, links.

In: `Document`s as the templates left them, with number slots (data-page-of),
photos (media:HASH/SLOT) and links to bare ids (#a-slug). Out: the same pages,
changed in place, with printed page numbers, image paths and links between files.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from exporter.epub.documents import EPUB, SLOT, XHTML, Document
from exporter.errors import AssetError
from exporter.facts import Numbering
from exporter.iptc import PhotoText, photo_key, text_of, write_text
from exporter.model import Article, Edition, Image, anchor
from exporter.photos import PreparedPhoto, media_stem, photo_stem
from exporter.said import said

_WITH_DATA = etree.XPath("//*[@*[starts-with(name(), 'data-')]]")


@dataclass(frozen=True)
class Picture:
    """A photo file in the EPUB, with what is published beside it in it."""

    photo: PreparedPhoto
    text: PhotoText

    @property
    def name(self) -> str:
        """Its name: made of its pixels, and of its words where it has some."""
        pixels, words = photo_stem(self.photo.source.name)[:16], self.text.key
        return f"{pixels}-{words}" if words else pixels

    @property
    def uid(self) -> str:
        """Its id in the package."""
        return f"photo-{self.name}"

    @property
    def path(self) -> str:
        """Where it lies, seen from the package document."""
        return f"images/{self.name}.{self.photo.extension}"

    def read(self) -> bytes:
        """Return the file: its pixels, and its words."""
        return write_text(self.photo.path.read_bytes(), self.text)


@dataclass(frozen=True)
class Figure:
    """A place where a picture stands: the article and the image, the page and the id.

    The cover is no figure of an article.
    """

    article: Article
    image: Image
    picture: Picture
    document: str
    id: str


def fill_slots(documents: Sequence[Document], numbering: Numbering | None) -> None:
    """Put page numbers into the number slots; remove references without one."""
    known = numbering.page_of if numbering else {}
    for document in documents:
        for slot in list(document.root.iterfind(".//*[@data-page-of]")):
            page = known.get(slot.get("data-page-of"))
            if page is None:
                _drop_reference(slot)
            else:
                _set_text(slot, str(page))
        for element in _WITH_DATA(document.root):
            for name in [n for n in element.attrib if n.startswith("data-")]:
                del element.attrib[name]


def _set_text(slot: Any, text: str) -> None:
    slot.text = text
    for marker in slot:  # a page break stands where it stood, before the number
        marker.tail = None


def _drop_reference(slot: Any) -> None:
    """Remove the "hlm. 12" around a slot, but no page break in it."""
    reference = slot
    while reference.get("class") != "page-ref" and reference.getparent() is not None:
        reference = reference.getparent()
    if reference.get("class") != "page-ref":
        reference = slot
    for marker in reference.findall(f".//*[@{{{EPUB}}}type='pagebreak']"):
        marker.tail = None
        reference.addprevious(marker)
    tail, before = reference.tail or "", reference.getprevious()
    parent = reference.getparent()
    if before is not None:
        before.tail = ((before.tail or "").rstrip() + tail) or None
    else:
        parent.text = ((parent.text or "").rstrip() + tail) or None
    reference.tail = None
    parent.remove(reference)


def place_photos(
    edition: Edition,
    documents: Sequence[Document],
    photos: Mapping[tuple[str, str], PreparedPhoto],
) -> list[Figure]:
    """Give each photo its path in the file; return where each stands, in order.

    One photo that is published with two captions, or credits, is two files.
    """
    articles = {anchor(article.id): article for article in edition.articles}
    figures: list[Figure] = []
    for document in documents:
        article = articles.get(document.name, edition.cover_article)
        for img in document.root.iter(f"{{{XHTML}}}img"):
            image = _image_of(img, article)
            if image is None:
                continue
            picture = Picture(_screen_photo(photos, image.file), text_of(image))
            place = document.path, img.get("id", "")
            figures.append(Figure(article, image, picture, *place))
            img.set("src", f"../{picture.path}")
    return figures


def _image_of(img: Any, article: Article) -> Image | None:
    """Return the image of an article that an element shows; None for no photo.

    A template that does not tell images of one photo apart means the first.
    """
    stem = media_stem(img.get("src"))
    named = [i for i in article.images if stem and photo_stem(i.file) == stem]
    key = img.get("data-photo")
    return next((i for i in named if photo_key(i) == key), next(iter(named), None))


def _screen_photo(
    photos: Mapping[tuple[str, str], PreparedPhoto], file: str
) -> PreparedPhoto:
    photo = photos.get((file, SLOT))
    if photo is None:
        raise AssetError(
            said(
                "the photo {name}… is not prepared for the slot {slot!r}",
                name=file[:16],
                slot=SLOT,
            ),
            where="epub",
            hint=said("declare the slot {slot!r} in layout.toml", slot=SLOT),
        )
    return photo


def link_documents(documents: Sequence[Document], needs_web: str) -> None:
    """Turn links to ids into links to files; one that leads nowhere is no link.

    A link whose words are the headline of an article in another language says so. One
    that leads to the web is marked by the class "online" and the title `needs_web`; the
    address that repeats it, beside it, is marked by the title alone.
    """
    homes = {found: d for d in documents for found, _ in d.ids()}
    for document in documents:
        before = ""
        for link in document.root.iter(f"{{{XHTML}}}a"):
            target = link.get("href", "")
            if not target.startswith("#"):
                if target:
                    link.set("title", needs_web)
                if target and target != before:
                    link.set("class", f"{link.get('class', '')} online".strip())
                before = target
                continue
            home = homes.get(target[1:])
            if home is None:
                del link.attrib["href"]
            elif home is not document:
                start = target[1:] == home.name  # the page's own id is its beginning
                link.set("href", f"{home.name}.xhtml{'' if start else target}")
                if "".join(link.itertext()).split() == home.title.split():
                    _say_language(link, home.language)


def _say_language(link: Any, language: str) -> None:
    around = (e.get("lang") for e in (link, *link.iterancestors()))
    if next(filter(None, around), "") != language:
        link.set("lang", language)
