"""What an auditor checks of a tagged PDF, object by object.

In: the path of a PDF. Out: faults, as sentences; none where the tag tree, the marked
content, the parent tree and the annotations agree with one another (ISO 32000-1,
14.6 to 14.8; ISO 14289-1). Knows nothing of the code that wrote the file.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Matrix

TEXT = {"Tj", "TJ", "'", '"'}
PAINT = {"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do", "INLINE IMAGE"}
#: What stands in a word that layout divided, and is never to be read.
BREAKS = "\u00ad\u200b\u2060\ufeff"
#: role -> what may stand directly in it, besides content
INSIDE = {
    "Document": {"Sect"},
    "L": {"LI", "Caption"},
    "LI": {"Lbl", "LBody"},
    "TOC": {"TOCI", "TOC"},
    "Table": {"Caption", "THead", "TBody", "TFoot", "TR"},
    **{body: {"TR"} for body in ("THead", "TBody", "TFoot")},
    "TR": {"TH", "TD"},
    "Reference": {"Link", "Span"},
    "Figure": set(),  # what stands in it, screen readers never come to
}
#: role -> where alone it may stand
UNDER = {
    "LI": {"L"},
    "LBody": {"LI"},
    "Lbl": {"LI", "Note"},
    "TOCI": {"TOC"},
    "TR": {"Table", "THead", "TBody", "TFoot"},
    **{cell: {"TR"} for cell in ("TH", "TD")},
    "Caption": {"Div", "Table", "L"},
}
ROLES = {
    *("Document", "Sect", "Part", "Art", "Div", "P", "BlockQuote", "Caption", "Span"),
    *("H1", "H2", "H3", "L", "LI", "Lbl", "LBody", "Table", "THead", "TBody", "TFoot"),
    *("TR", "TH", "TD", "Link", "Reference", "Note", "Figure", "TOC", "TOCI"),
}
#: A cell may say nothing.
MAY_BE_EMPTY = {"TD", "TH"}
Place = tuple[int, int]
Box = tuple[float, float, float, float]


@dataclass
class Audit:
    """What was found of one file."""

    faults: list[str] = field(default_factory=list)
    #: (page, MCID) -> the text shown in it is not empty or a picture is drawn
    content: dict[Place, bool] = field(default_factory=dict)
    #: (page, MCID) -> the picture drawn in it, in points
    pictures: dict[Place, Box] = field(default_factory=dict)
    #: (page, MCID) -> the element that has it
    owners: dict[Place, Any] = field(default_factory=dict)
    #: (page, MCID) -> the role of that element
    roles: dict[Place, str] = field(default_factory=dict)
    #: annotation -> the element that has it
    links: dict[Any, Any] = field(default_factory=dict)
    headings: list[int] = field(default_factory=list)
    elements: int = 0

    def blame(self, page: int, what: str) -> None:
        """Note a fault; pages count from 0 and are named from 1."""
        self.faults.append(f"page {page + 1}: {what}")


def audit(path: Path) -> Audit:
    """Return what is wrong with the tags of a PDF."""
    with pikepdf.open(path) as pdf:
        found = Audit()
        pages = {page.objgen: number for number, page in enumerate(pdf.pages)}
        for number, page in enumerate(pdf.pages):
            _Content(found, number).read(page)
        root = pdf.Root.StructTreeRoot
        tree = _Tree(found, pages)
        for kid in _array(root.K):
            tree.read(kid, root)
        _check_content(found)
        _check_headings(found)
        _check_parent_tree(found, pdf, root)
        _check_links(found, pdf)
        _check_names(found, root, tree.names)
        return found


def _array(value: Any) -> list[Any]:
    return list(value) if isinstance(value, Array) else [value]


# --- content ----------------------------------------------------------------------


class _Content:
    """Follows the content of one page."""

    def __init__(self, found: Audit, page: int) -> None:
        self._found = found
        self._page = page
        self._marks: list[int | None] = []  # None for an artifact
        self._states: list[Matrix] = []
        self._matrix = Matrix()

    def read(self, page: Any) -> None:
        for operands, operator in pikepdf.parse_content_stream(page):
            self._follow(str(operator), operands, page)
        if self._marks:
            self._found.blame(self._page, "marked content without its end")
        if self._states:
            self._found.blame(self._page, "a graphics state is not restored")

    def _follow(self, operator: str, operands: Any, page: Any) -> None:
        match operator:
            case "q":
                self._states.append(self._matrix)
            case "Q" if self._states:
                self._matrix = self._states.pop()
            case "Q":
                self._found.blame(self._page, "no graphics state to restore")
            case "cm":
                self._matrix = Matrix(*operands) @ self._matrix
            case "BMC" | "BDC":
                self._begin(operator, operands)
            case "EMC" if self._marks:
                self._marks.pop()
            case "EMC":
                self._found.blame(self._page, "the end of no marked content")
            case _ if operator in TEXT | PAINT:
                self._paint(operator, operands, page)

    def _begin(self, operator: str, operands: Any) -> None:
        kind = str(operands[0])
        properties = operands[1] if operator == "BDC" else Dictionary()
        mark = properties.get("/MCID")
        if kind == "/Artifact":
            self._marks.append(None)
            return
        if mark is None:
            self._found.blame(self._page, f"{kind} without an MCID")
            self._marks.append(None)
            return
        if self._marks:
            self._found.blame(self._page, f"MCID {mark} inside other marked content")
        place = self._page, int(mark)
        if place in self._found.content:
            self._found.blame(self._page, f"MCID {mark} twice")
        self._found.content[place] = False
        self._marks.append(int(mark))

    def _paint(self, operator: str, operands: Any, page: Any) -> None:
        if not self._marks:
            self._found.blame(self._page, f"{operator} outside of marked content")
            return
        mark = self._marks[-1]
        if mark is None:
            return
        self._found.content[self._page, mark] = True
        if operator != "Do":
            return
        picture = page.Resources.XObject[str(operands[0])]
        if picture.Subtype != "/Image":
            self._found.blame(self._page, f"MCID {mark} holds a form")
            return
        corners = [self._matrix.transform(corner) for corner in ((0, 0), (1, 1))]
        (x1, y1), (x2, y2) = corners
        box = min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)
        self._found.pictures[self._page, mark] = box


# --- the tree ---------------------------------------------------------------------


class _Tree:
    """Walks the structure elements."""

    def __init__(self, found: Audit, pages: dict[Any, int]) -> None:
        self._found = found
        self._pages = pages
        self.names: dict[str, Any] = {}

    def read(self, element: Any, parent: Any, above: str = "Root") -> None:
        role = str(element.S)[1:]
        self._found.elements += 1
        if element.P.objgen != parent.objgen:
            self._found.faults.append(f"{role}: /P is not its parent")
        self._check_role(element, role, above)
        kids = _array(element.get("/K", Array()))
        if not kids and role not in MAY_BE_EMPTY:
            self._found.faults.append(f"{role} under {above} is empty")
        for kid in kids:
            self._kid(kid, element, role)
        if "/ID" in element:
            self._name(str(element.ID), element)
        if role == "Figure":
            self._check_figure(element, kids)
        for key in ("/ActualText", "/Alt"):
            if any(sign in str(element.get(key, "")) for sign in BREAKS):
                self._found.faults.append(f"{role}: {key} holds a break mark")

    def _name(self, name: str, element: Any) -> None:
        if name in self.names:
            self._found.faults.append(f"two elements are called {name}")
        self.names[name] = element.objgen

    def _kid(self, kid: Any, element: Any, role: str) -> None:
        page = element.get("/Pg")
        if isinstance(kid, int):
            if page is None:
                self._found.faults.append(f"{role}: MCID {kid} without /Pg")
            else:
                self._own(page, kid, element)
        elif kid.get("/Type") == "/MCR":
            self._own(kid.get("/Pg", page), int(kid.MCID), element)
        elif kid.get("/Type") == "/OBJR":
            if role != "Link":
                self._found.faults.append(f"{role} holds an annotation")
            if kid.Obj.get("/P", kid.Pg).objgen != kid.Pg.objgen:
                self._found.faults.append("an annotation's /Pg is not its page")
            self._found.links[kid.Obj.objgen] = element.objgen
        else:
            self.read(kid, element, role)

    def _own(self, page: Any, mark: int, element: Any) -> None:
        number = self._pages[page.objgen]
        place = number, mark
        if place in self._found.owners:
            self._found.blame(number, f"MCID {mark} is in two elements")
        self._found.owners[place] = element.objgen
        self._found.roles[place] = str(element.S)[1:]

    def _check_role(self, element: Any, role: str, above: str) -> None:
        faults = self._found.faults
        if role not in ROLES:
            faults.append(f"{role} is no role of ours")
        if role not in INSIDE.get(above, {role}):
            faults.append(f"{role} inside {above}")
        if above not in UNDER.get(role, {above}):
            faults.append(f"{role} under {above}")
        if role[:1] == "H" and role[1:].isdigit():
            self._found.headings.append(int(role[1:]))
        if role == "Span" and not {"/ActualText", "/Lang", "/E"} & set(element.keys()):
            faults.append("a Span that says nothing of its content")
        if role == "TH" and "/Scope" not in _attributes(element, "/Table"):
            faults.append("TH without a scope")
        if role == "Note" and "/ID" not in element:
            faults.append("Note without an ID")

    def _check_figure(self, element: Any, kids: list[Any]) -> None:
        faults = self._found.faults
        if not str(element.get("/Alt", "")).strip():
            faults.append("Figure without alternative text")
        marks = [kid for kid in kids if isinstance(kid, int)]
        if not marks or "/Pg" not in element:
            faults.append("Figure without a picture on its page")
            return
        page = self._pages[element.Pg.objgen]
        box = _attributes(element, "/Layout").get("/BBox")
        picture = self._found.pictures.get((page, marks[0]))
        if box is None or picture is None:
            self._found.blame(page, "Figure without BBox or picture")
        elif not _frames([float(corner) for corner in box], picture):
            self._found.blame(page, f"BBox {list(box)} is not of picture {picture}")


def _attributes(element: Any, owner: str) -> Any:
    for attributes in _array(element.get("/A", Array())):
        if owner == attributes.O:
            return attributes
    return Dictionary()


def _frames(box: list[float], picture: Box) -> bool:
    """Return whether `box` is where a picture is seen; its edges may be clipped.

    Both have one middle, or (where an editor chose what is seen) one height or width.
    """
    inside = all(
        low - 0.6 <= box[i] and box[i + 2] <= high + 0.6
        for i, (low, high) in enumerate(zip(picture[:2], picture[2:], strict=True))
    )
    middles = (
        abs(box[i] + box[i + 2] - picture[i] - picture[i + 2]) < 2 for i in (0, 1)
    )
    whole = (
        abs(box[i] - picture[i]) < 2 and abs(box[i + 2] - picture[i + 2]) < 2
        for i in (0, 1)
    )
    return inside and (all(middles) or any(whole))


# --- both together ----------------------------------------------------------------


def _check_content(found: Audit) -> None:
    for page, mark in found.content.keys() - found.owners.keys():
        found.blame(page, f"MCID {mark} is in no element")
    for page, mark in found.owners.keys() - found.content.keys():
        found.blame(page, f"MCID {mark} of an element is not in the content")
    for (page, mark), shows in found.content.items():
        if not shows:
            found.blame(page, f"MCID {mark} shows nothing")


def _check_headings(found: Audit) -> None:
    before = 0
    for level in found.headings:
        if level > before + 1:
            found.faults.append(f"H{level} follows H{before}")
        before = level


def _check_parent_tree(found: Audit, pdf: Any, root: Any) -> None:
    rows = list(root.ParentTree.Nums)
    parents = dict(zip(map(int, rows[::2]), rows[1::2], strict=True))
    if list(parents) != sorted(parents) or len(parents) * 2 != len(rows):
        found.faults.append("the keys of the parent tree are not in order")
    if int(root.ParentTreeNextKey) <= max(parents):
        found.faults.append("ParentTreeNextKey is in use")
    used: set[int] = set()
    for number, page in enumerate(pdf.pages):
        key = int(page.StructParents)
        used.add(key)
        row = list(parents[key])
        marks = [mark for at, mark in found.content if at == number]
        if len(row) != max(marks, default=-1) + 1:
            found.blame(number, f"{len(row)} parents of {len(marks)} marks")
        for mark, parent in enumerate(row):
            if found.owners.get((number, mark)) != parent.objgen:
                found.blame(number, f"the parent of MCID {mark} does not have it")
        for annotation in page.get("/Annots", Array()):
            key = int(annotation.get("/StructParent", -1))
            used.add(key)
            if parents[key].objgen != found.links.get(annotation.objgen):
                found.blame(number, f"annotation {key} is in another element")
    if used != set(parents):
        found.faults.append(
            f"keys of the parent tree without use: {set(parents) - used}"
        )


def _check_links(found: Audit, pdf: Any) -> None:
    destinations = set(_destinations(pdf))
    for number, page in enumerate(pdf.pages):
        for annotation in page.get("/Annots", Array()):
            if not str(annotation.get("/Contents", "")).strip():
                found.blame(number, "a link without a description")
            if not int(annotation.get("/F", 0)) & 4:
                found.blame(number, "a link is not printed")
            target = annotation.get("/Dest")
            if target is not None and str(target) not in destinations:
                found.blame(number, f"a link leads nowhere: {target}")
            if target is None and "/A" not in annotation:
                found.blame(number, "a link without a target")
            left, bottom, right, top = (float(corner) for corner in annotation.Rect)
            _, _, width, height = (float(side) for side in page.MediaBox)
            if not (0 <= left < right <= width and 0 <= bottom < top <= height):
                found.blame(number, "a link off the page")


def _destinations(pdf: Any) -> Iterator[str]:
    if "/Names" in pdf.Root:
        names = pdf.Root.Names.Dests.Names
        yield from (str(name) for name in list(names)[::2])


def _check_names(found: Audit, root: Any, names: dict[str, Any]) -> None:
    listed = list(root.IDTree.Names) if "/IDTree" in root else []
    in_tree = {str(n): e.objgen for n, e in zip(listed[::2], listed[1::2], strict=True)}
    if in_tree != names:
        found.faults.append("the names in IDTree are not those of the elements")
    if list(in_tree) != sorted(in_tree):
        found.faults.append("IDTree is not in order")


if __name__ == "__main__":
    result = audit(Path(sys.argv[1]))
    sys.stdout.write("".join(f"{fault}\n" for fault in result.faults))
