"""Stage 5, print: drawn parts become one PDF/UA-1 file (ISO 14289-1).

In: drawn parts in their order, their numbering, the prepared photos and the fonts
cut down to what is used. Out: bytes written to a file object, part by part; what is
written is dropped. Page numbers, folios and running heads go into a second content
stream of each page.
"""

import uuid
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import pydyf

from exporter.facts import Numbering
from exporter.model import Edition
from exporter.pdf.drawn import DrawnPage, DrawnPart, FontUse, Link, Slot
from exporter.pdf.file import PdfFile, reference
from exporter.pdf.metadata import document_information, xmp_packet
from exporter.pdf.outline import Outline
from exporter.pdf.pictures import write_photo
from exporter.pdf.structure import Structure
from exporter.pdf.typefaces import write_fonts
from exporter.photos import PreparedPhoto

_LEVEL = 6
#: Operators drawn over a page of a width and height in points.
Stamp = Callable[[float, float], str]


@dataclass(frozen=True)
class Typefaces:
    """The fonts of an edition and their subsets, in the same order."""

    fonts: Mapping[str, FontUse]
    subsets: Sequence[bytes]


def write_pdf(
    edition: Edition,
    parts: Iterable[DrawnPart],
    numbering: Numbering,
    media: Mapping[str, PreparedPhoto],
    typefaces: Typefaces,
    out: BinaryIO,
    stamp: Stamp = lambda width, height: "",
) -> None:
    """Write the edition to `out`; each part is taken from `parts` when it is due.

    `stamp` is drawn over each page of the size it is told.
    """
    file = PdfFile(out)
    fonts = write_fonts(file, typefaces.fonts, typefaces.subsets)
    writer = _Writer(file, edition, numbering, media, fonts, stamp)
    for part in parts:
        writer.add(part)
    writer.finish()


@dataclass
class _Writer:
    """What is remembered from part to part."""

    file: PdfFile
    edition: Edition
    numbering: Numbering
    media: Mapping[str, PreparedPhoto]
    fonts: bytes
    stamp: Stamp

    def __post_init__(self) -> None:
        self._tree = self.file.reserve()  # of pages
        self._pages: list[int] = []
        self._photos: dict[str, bytes] = {}
        self._same: dict[str, bytes] = {}  # streams that pages share
        self._destinations: dict[str, bytes] = {}
        self._outline = Outline(self.file)
        self._structure = Structure(self.file, self.numbering.total)

    def add(self, part: DrawnPart) -> None:
        """Write the pages of a part, and its tags."""
        resources = _Resources(self, part).write()
        first = self.numbering.first[part.facts.name]
        sheets: list[Sheet] = []
        for page in part.pages:
            number = first + len(sheets)
            sheets.append(self._add_page(page, number, resources))
        self._structure.add(part, sheets)

    def _add_page(self, page: DrawnPage, number: int, resources: bytes) -> "Sheet":
        is_left = number % 2 == 0
        sheet = Sheet(number, self.file.reserve(), page.shift if is_left else 0.0)
        behind = page.backdrop
        if sheet.shift:
            behind += f"\nq 1 0 0 1 {sheet.shift:g} 0 cm"
        contents = [self._shared(behind)] if behind else []
        contents.append(
            self.file.add_stream(page.body, {"Filter": "/FlateDecode"}),
        )
        contents.append(self._numbers(page, sheet, is_left=is_left))
        box = pydyf.Array([0, 0, page.width, page.height])
        entries = {
            "Type": "/Page",
            "Parent": reference(self._tree),
            "MediaBox": box,
            "TrimBox": box,
            "Contents": pydyf.Array(contents),
            "Resources": resources,
            "Tabs": "/S",
            "StructParents": number - 1,
        }
        for link in page.links:
            sheet.links.append(self._add_link(link, sheet))
        if sheet.links:
            entries["Annots"] = pydyf.Array([reference(n) for n, _ in sheet.links])
        self.file.add(pydyf.Dictionary(entries), sheet.object)
        self._pages.append(sheet.object)
        for name, (x, y) in page.anchors.items():
            if name in self.numbering.targets:
                place = b"[%b /XYZ %.2f %.2f 0]" % (sheet.reference, x + sheet.shift, y)
                self._destinations.setdefault(name, place)
        for bookmark in page.bookmarks:
            self._outline.add(bookmark, sheet.reference, sheet.shift)
        return sheet

    def _numbers(self, page: DrawnPage, sheet: "Sheet", *, is_left: bool) -> bytes:
        """Write the stream of page numbers and running elements."""
        running = page.left if is_left else page.right
        content = ["Q"] if sheet.shift else []
        for slot in page.slots:
            number = self._number(slot, sheet)
            mark = f"/Span <</MCID {slot.mark}>> BDC" if slot.mark >= 0 else ""
            mark = mark or "/Artifact BMC"
            content += [mark, _draw_number(slot, number, sheet.shift), "EMC"]
        content.append(running.content)
        for slot in running.slots:
            number = self._number(slot, sheet)
            content.append("/Artifact <</Type /Pagination /Subtype /Footer>> BDC")
            content += [_draw_number(slot, number, 0.0), "EMC"]
        content += filter(None, [self.stamp(page.width, page.height)])
        return self._shared("\n".join(content))

    def _number(self, slot: Slot, sheet: "Sheet") -> str:
        if not slot.target:
            return str(sheet.number)
        return str(self.numbering.page_of.get(slot.target, ""))

    def _shared(self, content: str) -> bytes:
        """Write a stream; equal ones only once."""
        if content not in self._same:
            data = zlib.compress(content.encode("latin-1"), _LEVEL)
            made = self.file.add_stream(data, {"Filter": "/FlateDecode"})
            if len(content) > 200:
                return made
            self._same[content] = made
        return self._same[content]

    def _add_link(self, link: Link, sheet: "Sheet") -> tuple[int, int]:
        """Write a link annotation; return its object and its StructParent."""
        number = self.file.reserve()
        parent = self._structure.next_link()
        left, bottom, right, top = link.box
        corners = [left + sheet.shift, bottom, right + sheet.shift, top]
        entries = {
            "Type": "/Annot",
            "Subtype": "/Link",
            "Rect": pydyf.Array([round(corner, 3) for corner in corners]),
            "BS": pydyf.Dictionary({"W": 0}),
            "F": 4,
            "P": sheet.reference,
            "Contents": pydyf.String(link.text or link.target),
            "StructParent": parent,
        }
        if link.target.startswith("#"):
            entries["Dest"] = pydyf.String(link.target[1:])
        else:
            address = pydyf.String(link.target)
            entries["A"] = pydyf.Dictionary(
                {"Type": "/Action", "S": "/URI", "URI": address}
            )
        self.file.add(pydyf.Dictionary(entries), number)
        return number, parent

    def photo(self, address: str) -> bytes:
        """Return the reference to a photo, written when first asked for."""
        if address not in self._photos:
            self._photos[address] = write_photo(self.file, self.media[address])
        return self._photos[address]

    def finish(self) -> None:
        """Write what speaks of the whole edition."""
        file = self.file
        kids = pydyf.Array([reference(number) for number in self._pages])
        pages = {"Type": "/Pages", "Kids": kids, "Count": len(self._pages)}
        file.add(pydyf.Dictionary(pages), self._tree)
        labels = pydyf.Dictionary({"S": "/D", "St": 1})
        xmp = xmp_packet(self.edition)
        catalog: dict[str, Any] = {
            "Type": "/Catalog",
            "Pages": reference(self._tree),
            "Lang": pydyf.String(self.edition.language),
            "MarkInfo": pydyf.Dictionary({"Marked": "true"}),
            "ViewerPreferences": pydyf.Dictionary({"DisplayDocTitle": "true"}),
            "PageLabels": pydyf.Dictionary({"Nums": pydyf.Array([0, labels])}),
            "PageLayout": "/TwoPageRight",
            "StructTreeRoot": self._structure.finish(),
            "Metadata": file.add_stream(xmp, {"Type": "/Metadata", "Subtype": "/XML"}),
        }
        if self._destinations:
            names = pydyf.Array()
            for name, place in sorted(self._destinations.items()):
                names.extend([pydyf.String(name), place])
            tree = pydyf.Dictionary({"Names": names})
            catalog["Names"] = pydyf.Dictionary({"Dests": file.add(tree)})
        outline = self._outline.finish()
        if outline:
            catalog["Outlines"] = outline
        information = file.add(document_information(self.edition))
        identifier = uuid.UUID(self.edition.identifier).bytes
        file.finish(file.add(pydyf.Dictionary(catalog)), information, identifier)


@dataclass
class Sheet:
    """A page in the file: its number, its object, how far its body is shifted.

    `links` are the objects of its annotations, each with its StructParent.
    """

    number: int
    object: int
    shift: float
    links: list[tuple[int, int]] = field(default_factory=list)

    @property
    def reference(self) -> bytes:
        """The reference to the page."""
        return reference(self.object)


def _draw_number(slot: Slot, number: str, shift: float) -> str:
    """Return the operators that put a number into its slot."""
    glyphs = [slot.digits[int(digit)] for digit in number]
    width = sum(advance for _, advance in glyphs)
    x = slot.width - width if slot.at_end else 0.0
    *turn, left, bottom = slot.matrix
    matrix = " ".join(f"{value:g}" for value in (*turn, left + shift, bottom))
    shown = "".join(glyph for glyph, _ in glyphs)
    return (
        f"q {matrix} cm {slot.colour} BT /{slot.font} {slot.size:g} Tf "
        f"{x:.3f} 0 Td <{shown}> Tj ET Q"
    )


class _Resources:
    """Writes what the content of a part names."""

    def __init__(self, writer: _Writer, part: DrawnPart) -> None:
        self._writer = writer
        self._part = part
        self._written: dict[int, bytes] = {}

    def write(self) -> bytes:
        """Return the reference to the part's resource dictionary."""
        entries = self._value(self._part.resources["page"])
        entries["Font"] = self._writer.fonts
        filled = {key: value for key, value in entries.items() if value}
        return self._writer.file.add(pydyf.Dictionary(filled))

    def _value(self, item: Any) -> Any:
        if isinstance(item, str):
            return item.encode("latin-1")
        (form, inner), *_ = item.items()
        makers: dict[str, Callable[[Any], Any]] = {
            "dictionary": self._dictionary,
            "array": lambda values: pydyf.Array([self._value(v) for v in values]),
            "stream": self._stream,
            "photo": self._writer.photo,
            "fonts": lambda _: self._writer.fonts,
        }
        return makers[form](inner)

    def _dictionary(self, values: Mapping[str, Any]) -> Any:
        return pydyf.Dictionary({k: self._value(v) for k, v in values.items()})

    def _stream(self, index: int) -> bytes:
        if index not in self._written:
            extra = self._value(self._part.resources["extras"][index])
            data = self._part.streams[index]
            self._written[index] = self._writer.file.add_stream(data, extra)
        return self._written[index]
