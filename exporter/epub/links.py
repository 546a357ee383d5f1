"""Give the rendered pages what they only named: numbers, photos, links.

In: `Document`s as the templates left them, with number slots (data-page-of),
photos (media:HASH/SLOT) and links to bare ids (#a-slug). Out: the same pages,
changed in place, with printed page numbers, image paths and links between files.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from exporter.epub.documents import EPUB, SLOT, XHTML, Document
from exporter.errors import AssetError
from exporter.facts import Numbering
from exporter.model import Edition
from exporter.photos import PreparedPhoto, media_stem, photo_stem
from exporter.said import said


@dataclass(frozen=True)
class Picture:
    """A photo file in the EPUB, and the credits it is published with."""

    stem: str
    photo: PreparedPhoto
    credits: tuple[str, ...]
    is_cover: bool

    @property
    def uid(self) -> str:
        """Its id in the package."""
        return f"photo-{self.stem[:16]}"

    @property
    def path(self) -> str:
        """Where it lies, seen from the package document."""
        return f"images/{self.stem[:16]}.{self.photo.extension}"


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
        for element in document.root.iter():
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
) -> list[Picture]:
    """Give each photo its path in the file; return the photos in reading order."""
    credits: dict[str, list[str]] = {}
    for article in edition.articles:
        for image in article.images:
            if image.file:
                credits.setdefault(image.file, []).append(image.credit)
    files = {photo_stem(file): file for file in credits}
    lead = edition.cover_article.images[:1]
    placed: dict[str, Picture] = {}
    for document in documents:
        for img in document.root.iter(f"{{{XHTML}}}img"):
            stem = media_stem(img.get("src"))
            if not stem:
                continue
            if stem not in placed:
                file = files.get(stem, "")
                placed[stem] = Picture(
                    stem,
                    _screen_photo(photos, file, stem),
                    tuple(dict.fromkeys(filter(None, credits.get(file, ())))),
                    is_cover=bool(lead) and lead[0].file == file,
                )
            img.set("src", f"../{placed[stem].path}")
    return list(placed.values())


def _screen_photo(
    photos: Mapping[tuple[str, str], PreparedPhoto], file: str, stem: str
) -> PreparedPhoto:
    photo = photos.get((file, SLOT))
    if photo is None:
        raise AssetError(
            said(
                "the photo {name}… is not prepared for the slot {slot!r}",
                name=stem[:16],
                slot=SLOT,
            ),
            where="epub",
            hint=said("declare the slot {slot!r} in layout.toml", slot=SLOT),
        )
    return photo


def link_documents(documents: Sequence[Document]) -> None:
    """Turn links to ids into links to files; one that leads nowhere is no link."""
    homes = {found: d.name for d in documents for found, _ in d.ids()}
    for document in documents:
        for link in document.root.iter(f"{{{XHTML}}}a"):
            target = link.get("href", "")
            if not target.startswith("#"):
                continue
            home = homes.get(target[1:])
            if home is None:
                del link.attrib["href"]
            elif home != document.name:
                start = target[1:] == home  # the page's own id is its beginning
                link.set("href", f"{home}.xhtml{'' if start else target}")
