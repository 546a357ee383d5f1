"""Write a book through EbookLib, with its defects kept away.

In: finished items and metadata. Out: a zip file (OCF 3.3), the same bytes from
run to run: times from the edition, mode 0644, photos stored. EbookLib 0.20 would
parse pages again, deflate photos, stamp local time as UTC and swallow errors;
`facts/epub.md` numbers these defects.
"""

import datetime as dt
import re
import zipfile
from typing import Any, BinaryIO

from ebooklib import epub
from lxml import etree

from exporter.epub.links import Picture
from exporter.errors import RenderError
from exporter.files import reason_of
from exporter.model import Edition
from exporter.said import said

#: Of zlib, for text.
LEVEL = 9
_STORED = (".jpg", ".jpeg", ".png", ".gif")
_PATH = re.compile(r"[A-Za-z0-9._/-]+")
_ID = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_FIRST_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


class Book:
    """The package of one edition, to be filled and then written once."""

    def __init__(self, edition: Edition) -> None:
        book = epub.EpubBook()
        book.metadata.clear()
        book.IDENTIFIER_ID = "pub-id"
        book.set_identifier(edition.identifier)
        book.language = edition.language
        book.direction = edition.direction
        self._book = book
        self._modified = edition.modified.astimezone(dt.UTC)

    def dc(self, name: str, value: str, **attributes: str) -> None:
        """Add a Dublin Core element."""
        self._book.add_metadata("DC", name, value, attributes)

    def meta(self, name: str, value: str, refines: str = "", **attributes: str) -> None:
        """Add a property of the edition, or of the element or item `refines`."""
        about = {"refines": f"#{refines}"} if refines else {}
        attributes = {**about, "property": name, **attributes}
        self._book.add_metadata(None, "meta", value, attributes)

    def named_meta(self, name: str, content: str) -> None:
        """Add a property as EPUB 2 had them."""
        self._book.add_metadata(None, "meta", "", {"name": name, "content": content})

    def add_guide(self, kind: str, title: str, href: str) -> None:
        """Add an entry to the guide of EPUB 2, which Kindle reads."""
        self._book.guide.append({"type": kind, "title": title, "href": href})

    def add(
        self, uid: str, path: str, media_type: str, content: bytes, properties: str = ""
    ) -> None:
        """Add an item."""
        self._add(epub.EpubItem(uid, path, media_type, content), properties)

    def add_page(
        self, uid: str, path: str, content: bytes, properties: str = ""
    ) -> Any:
        """Add an XHTML page as it is."""
        item = _Page(uid, path, "application/xhtml+xml", content)
        self._add(item, properties)
        return item

    def add_spine(self, uid: str, path: str, content: bytes) -> None:
        """Add an XHTML page to the reading order."""
        self._book.spine.append(self.add_page(uid, path, content))

    def add_file(self, picture: Picture, properties: str = "") -> None:
        """Add a photo that stays on disk until it is copied."""
        item = _FileItem(picture.uid, picture.path, picture.photo.media_type)
        item.picture = picture
        self._add(item, properties)

    def add_record(self, path: str, content: bytes) -> None:
        """Add a linked record in JSON-LD; it stands outside the manifest."""
        media_type = "application/ld+json"
        full = f"{self._book.FOLDER_NAME}/{path}"
        self._add(epub.EpubItem("record", full, media_type, content, manifest=False))
        link = {"rel": "record", "href": path, "media-type": media_type}
        self._book.add_metadata(None, "link", None, link)

    def _add(self, item: epub.EpubItem, properties: str = "") -> None:
        item.properties = properties.split()
        self._book.add_item(item)

    def write(self, out: BinaryIO) -> None:
        """Write the EPUB to `out`."""
        try:
            _Writer(self._book, self._modified).write_to(out)
        except OSError as error:
            raise RenderError(
                said(
                    "the EPUB could not be written: {reason}", reason=reason_of(error)
                ),
                where="epub",
                hint=said("make room on the disk, or choose another folder with -o"),
            ) from error


class _Page(epub.EpubHtml):  # type: ignore[misc]
    """A page whose bytes are written as they are (defects 1 to 6)."""

    def get_content(self, default: Any = None) -> bytes:
        content: bytes = self.content
        return content

    def get_body_content(self) -> bytes:
        return self.get_content()


class _FileItem(epub.EpubItem):  # type: ignore[misc]
    """A photo read from disk while it is written (defect 23)."""

    picture: Picture

    def get_content(self, default: Any = None) -> bytes:
        return self.picture.read()


class _Zip(zipfile.ZipFile):
    """A zip whose entries depend on name and content alone (defects 16 to 18)."""

    stamp = _FIRST_ZIP_TIME

    def writestr(
        self,
        zinfo_or_arcname: Any,
        data: Any,
        compress_type: int | None = None,
        compresslevel: int | None = None,
    ) -> None:
        name = getattr(zinfo_or_arcname, "filename", zinfo_or_arcname)
        info = zipfile.ZipInfo(name, self.stamp)
        info.create_system = 3
        info.external_attr = 0o100644 << 16
        stored = name == "mimetype" or name.lower().endswith(_STORED)
        kind = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        super().writestr(info, data, compress_type=kind, compresslevel=LEVEL)


class _Writer(epub.EpubWriter):  # type: ignore[misc]
    """Writes to a file object, raises its errors and names its language."""

    def __init__(self, book: epub.EpubBook, modified: dt.datetime) -> None:
        super().__init__("", book, {"mtime": modified, "raise_exceptions": True})

    def write_to(self, out: BinaryIO) -> None:
        """Write all items; RenderError where two share a path or an id."""
        self._check_names()
        with _Zip(out, "w", zipfile.ZIP_DEFLATED) as self.out:
            moment = self.options["mtime"].timetuple()[:6]
            self.out.stamp = max(moment, _FIRST_ZIP_TIME)
            self.out.writestr("mimetype", "application/epub+zip")
            self._write_container()
            self._write_opf()
            self._write_items()

    def _check_names(self) -> None:
        ids: set[str] = set()
        paths: set[str] = set()
        for item in self.book.items:
            named = _ID.fullmatch(item.id) and _PATH.fullmatch(item.file_name)
            if not named or item.id in ids or item.file_name in paths:
                raise RenderError(
                    said(
                        "the item {id!r} ({file}) has no name of its own",
                        id=item.id,
                        file=item.file_name,
                    ),
                    where="epub",
                    hint=said("please report it with the edition that shows it"),
                )
            ids.add(item.id)
            paths.add(item.file_name)

    def _write_opf_file(self, root: Any) -> None:
        root.set(_XML_LANG, self.book.language)
        root.set("dir", self.book.direction)
        root.attrib.pop("prefix", None)  # rendition: is reserved and unused
        # EbookLib sets xmlns as a plain attribute: parsed again, it is a namespace
        tree = etree.fromstring(etree.tostring(root, encoding="unicode"))
        etree.cleanup_namespaces(tree, keep_ns_prefixes=["dc"])
        etree.indent(tree)
        body = etree.tostring(tree, encoding="utf-8", xml_declaration=True)
        self.out.writestr(f"{self.book.FOLDER_NAME}/content.opf", body + b"\n")
