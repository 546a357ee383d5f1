"""The tag tree of the whole file (ISO 32000-1, 14.7).

In: the tags of each part, and the pages it became. Out: structure elements, the
parent tree that leads from content to them, and the names of those that have one.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pydyf

from exporter.pdf.drawn import DrawnPart
from exporter.pdf.file import PdfFile, reference
from exporter.pdf.tags import LinkPlace, Mark, Tag

if TYPE_CHECKING:
    from exporter.pdf.write import Sheet


class Structure:
    """The structure tree of a file of `pages` pages."""

    def __init__(self, file: PdfFile, pages: int) -> None:
        self._file = file
        self._root = file.reserve()
        self._document = file.reserve()
        self._links = pages  # StructParents of annotations follow those of pages
        self._parents: dict[int, bytes] = {}
        self._names: dict[str, bytes] = {}
        #: Each part is an element: its number, its kids.
        self._parts: list[tuple[int, list[bytes]]] = []

    def next_link(self) -> int:
        """Return the StructParent of the next link annotation."""
        self._links += 1
        return self._links - 1

    def add(self, part: DrawnPart, sheets: "Sequence[Sheet]") -> None:
        """Write the structure elements of a part."""
        number = self._file.reserve()
        writer = _PartTags(self, part, sheets)
        self._parts.append((number, writer.kids(part.tags, number, None)))
        for index, sheet in enumerate(sheets):
            owners = writer.owners[index]
            none = reference(number)  # a mark that nothing was drawn for
            row = [owners.get(mcid, none) for mcid in range(part.pages[index].marks)]
            self._parents[sheet.number - 1] = self._file.add(pydyf.Array(row))

    def finish(self) -> bytes:
        """Write what holds the parts together; return the reference to the root."""
        file = self._file
        kids = pydyf.Array()
        for number, inner in self._parts:
            entries = {
                "Type": "/StructElem",
                "S": "/Sect",
                "P": reference(self._document),
                "K": pydyf.Array(inner),
            }
            kids.append(file.add(pydyf.Dictionary(entries), number))
        document = {
            "Type": "/StructElem",
            "S": "/Document",
            "P": reference(self._root),
            "K": kids,
        }
        file.add(pydyf.Dictionary(document), self._document)
        rows = pydyf.Array()
        for key, row in sorted(self._parents.items()):
            rows.extend([key, row])
        root = {
            "Type": "/StructTreeRoot",
            "K": pydyf.Array([reference(self._document)]),
            "ParentTree": file.add(pydyf.Dictionary({"Nums": rows})),
            "ParentTreeNextKey": self._links,
        }
        if self._names:
            names = pydyf.Array()
            for name, element in sorted(self._names.items()):
                names.extend([pydyf.String(name), element])
            root["IDTree"] = file.add(pydyf.Dictionary({"Names": names}))
        return file.add(pydyf.Dictionary(root), self._root)

    def own(self, parent: int, element: int) -> None:
        """Note that an annotation belongs to a structure element."""
        self._parents[parent] = reference(element)

    def name(self, identifier: str, element: int) -> None:
        """Note the name of a structure element."""
        self._names[identifier] = reference(element)

    def write(self, entries: dict[str, object], number: int) -> None:
        """Write one structure element."""
        self._file.add(pydyf.Dictionary(entries), number)

    def reserve(self) -> int:
        """Return the number of a structure element to come."""
        return self._file.reserve()


class _PartTags:
    """Writes the tags of one part, inner ones first."""

    def __init__(
        self, structure: Structure, part: DrawnPart, sheets: "Sequence[Sheet]"
    ) -> None:
        self._structure = structure
        self._name = part.facts.name
        self._sheets = sheets
        #: For each page: MCID -> the element its content belongs to.
        self.owners: list[dict[int, bytes]] = [{} for _ in sheets]

    def kids(self, tag: Tag, number: int, own: int | None) -> list[bytes]:
        """Write what stands in a tag, which has a number; return references to it."""
        kids = []
        for kid in tag.kids:
            if isinstance(kid, Tag):
                kids.append(reference(self.write(kid, number)))
            elif isinstance(kid, Mark):
                kids.append(self._content(kid, number, own))
            else:
                kids.append(self._link(kid, number))
        return kids

    def write(self, tag: Tag, above: int) -> int:
        """Write a tag and all below it; return its object number."""
        number = self._structure.reserve()
        own = next((kid.page for kid in tag.kids if isinstance(kid, Mark)), None)
        kids = self.kids(tag, number, own)
        entries: dict[str, object] = {
            "Type": "/StructElem",
            "S": f"/{tag.role}",
            "P": reference(above),
            "K": pydyf.Array(kids),
        }
        if own is not None:
            entries["Pg"] = self._sheets[own].reference
        entries |= self._described(tag, own, number)
        self._structure.write(entries, number)
        return number

    def _content(self, mark: Mark, element: int, own: int | None) -> bytes:
        """Return a kid that is marked content, on the element's page or another."""
        self.owners[mark.page][mark.mcid] = reference(element)
        if mark.page == own:
            return b"%d" % mark.mcid
        page = self._sheets[mark.page].reference
        return b"<</Type /MCR /Pg %b /MCID %d>>" % (page, mark.mcid)

    def _link(self, place: LinkPlace, element: int) -> bytes:
        """Return a kid that is a link annotation."""
        sheet = self._sheets[place.page]
        annotation, parent = sheet.links[place.link]
        self._structure.own(parent, element)
        entries = reference(annotation), sheet.reference
        return b"<</Type /OBJR /Obj %b /Pg %b>>" % entries

    def _described(self, tag: Tag, page: int | None, number: int) -> dict[str, object]:
        said: dict[str, object] = {}
        for key, text in (
            ("Lang", tag.language),
            ("Alt", tag.alt),
            ("ActualText", tag.actual),
            ("E", tag.full),
        ):
            if text:
                said[key] = pydyf.String(text)
        pages = {kid.page for kid in tag.kids if isinstance(kid, Mark)}
        if tag.identifier or (tag.actual and len(pages) > 1):
            name = f"{self._name}-{tag.identifier or number}"
            said["ID"] = pydyf.String(name)
            self._structure.name(name, number)
        if tag.attributes:
            shift = self._sheets[page].shift if page is not None else 0.0
            said["A"] = pydyf.Array(
                [_attributes(owner, a, shift) for owner, a in tag.attributes.items()]
            )
        return said


def _attributes(owner: str, source: str, shift: float) -> bytes:
    """Return an attribute object; a figure's outline moves with its page."""
    head, bracket, numbers = source.partition("/BBox [")
    if bracket and shift:
        left, bottom, right, top = (float(n) for n in numbers.rstrip("]").split())
        moved = f"{left + shift:.2f} {bottom:.2f} {right + shift:.2f} {top:.2f}"
        source = f"{head}{bracket}{moved}]"
    return f"<</O /{owner} {source}>>".encode()
