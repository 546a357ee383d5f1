"""Read a PDF back through its structure tree.

In: the path of a PDF. Out: `Content`. Text is what marked content holds, in the
order of the tags, each line with its page and whether it can be seen; ActualText
stands for what it replaces. What is no part of the tree (running heads, folios)
is not read. Pages are opened one at a time.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium

from exporter.checks import Finding
from exporter.files import reason_of
from exporter.proof.content import Content, Flattener, Node, NodeKind, Picture, Run
from exporter.proof.page_pictures import page_jpeg, white_page, width_of
from exporter.proof.pdf_page import Box, PdfObject, PdfPage, Tag
from exporter.proof.pictures import Each, PhotoBook
from exporter.proof.seen_photos import look
from exporter.proof.text import LINE_HYPHENS
from exporter.proof.visible import find_hidden
from exporter.said import said

_KINDS: dict[str, NodeKind] = {
    "Art": "article",
    **dict.fromkeys(("H", "H1", "H2", "H3", "H4", "H5", "H6", "Title"), "heading"),
    "Figure": "figure",
    "Caption": "caption",
    **dict.fromkeys(
        (
            *("Span", "Link", "Reference", "Em", "Strong", "Quote", "Code", "Annot"),
            *("Lbl", "BibEntry", "Ruby", "RB", "RT", "RP", "Sub", "FENote"),
        ),
        "inline",
    ),
}
_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
#: Pages read from one opening of a file: PDFium keeps something of each.
_AT_ONCE = 20
#: The smallest side in points a photo must be printed with.
LEAST_PICTURE = 8.0


def read_pdf(
    path: Path, book: PhotoBook, each: Each = map, *, drawn: bool = False
) -> Content:
    """Return what the PDF holds; a file that cannot be read becomes a finding.

    Pages are read by `each`, `map` or one like it, some at a time; with `drawn`,
    there is a small picture of each.
    """
    content = Content("PDF")
    pages = _labels(path)
    if isinstance(pages, str):
        content.unreadable = True
        content.findings.append(Finding("E-007", path.name, pages))
        return content
    content.labels = {str(n): label or str(n) for n, label in enumerate(pages, 1)}
    book.look_at_all(each)
    starts = range(0, len(pages), _AT_ONCE)
    ranges = [range(start, min(start + _AT_ONCE, len(pages))) for start in starts]
    flattener = Flattener()
    width = width_of(len(pages)) if drawn else 0
    jobs = [(path, numbers, book, width) for numbers in ranges]
    for few in each(_read_pages, jobs):
        for root, picture in few:
            if drawn:
                content.pictures.append(picture)
            if isinstance(root, str):
                content.findings.append(Finding("E-007", path.name, root))
            elif root:
                flattener.add(root, 0)
    content.blocks = flattener.blocks
    if not content.blocks:
        content.unreadable = True
        message = said("PDF: it has no tags, so it cannot be proven")
        content.findings.append(Finding("E-007", path.name, message))
    return content


def _read_pages(
    job: tuple[Path, range, PhotoBook, int],
) -> list[tuple[Node | str | None, bytes]]:
    """Return of each page its tree, None, or what is wrong with it; and a picture,
    where it is to be some pixels wide."""
    path, indexes, book, width = job
    found: list[tuple[Node | str | None, bytes]] = []
    document = pdfium.PdfDocument(path)
    try:
        for index in indexes:
            try:
                page = PdfPage(document[index])
            except pdfium.PdfiumError:
                trouble = said("PDF: page {n} cannot be read", n=index + 1)
                found.append((trouble, white_page(width) if width else b""))
                continue
            try:
                picture = page_jpeg(page.page, width) if width else b""
                found.append((_PageReader(page, index + 1, book).read(), picture))
            finally:
                page.close()
    finally:
        document.close()  # and what PDFium has kept of these pages
    return found


def _labels(path: Path) -> list[str] | str:
    """Return the label of each page, or what is wrong with the file as a whole."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - 1024))
            if b"%%EOF" not in file.read():
                return said("PDF: the file is cut off: it has no end (%%EOF)")
        document = pdfium.PdfDocument(path)
    except OSError as error:
        reason = reason_of(error)
        return said("PDF: the file cannot be opened ({reason})", reason=reason)
    except pdfium.PdfiumError:
        return said("PDF: the file cannot be opened: it is damaged")
    labels = [document.get_page_label(i) or "" for i in range(len(document))]
    document.close()
    return labels or said("PDF: the file has no pages")


class _PageReader:
    """Joins the tags of one page with the objects they mark."""

    def __init__(self, page: PdfPage, number: int, book: PhotoBook) -> None:
        self._page = page
        self._place = str(number)
        self._book = book
        self._marked: dict[int, list[int]] = {}
        self._objects: list[PdfObject] = []
        self._hidden: Mapping[int, str] = {}
        self._links: list[tuple[Box, int, tuple[float, float]]] = []

    def read(self) -> Node | None:
        """Return the page as a tree, or None where it has no tags."""
        tags = self._page.tags()
        if tags is None:
            return None
        self._objects = self._page.objects()
        for index, item in enumerate(self._objects):
            if item.mark >= 0:
                self._marked.setdefault(item.mark, []).append(index)
        self._hidden = find_hidden(self._page, self._objects)
        self._links = self._page.links()
        return self._node(tags)

    def _node(self, tag: Tag) -> Node:
        node = Node(_KINDS.get(tag.kind, "block"))
        if tag.actual:
            node.word = tag.identifier
            node.children.append(self._actual_run(tag))
            return node
        for child in tag.children:
            if isinstance(child, Tag):
                node.children.append(self._node(child))
            else:
                for index in self._in_order(self._marked.get(child, [])):
                    node.children.append(self._leaf(index, tag))
        if tag.kind == "Figure" and not any(n.kind == "picture" for n in node.walk()):
            # a drawing: alternative text without an image
            picture = Picture(tag.alt, self._place)
            node.children.insert(0, Node("picture", picture=picture))
        return node

    def _in_order(self, indexes: list[int]) -> list[int]:
        """Return the objects of one mark as they are read.

        They are drawn from left to right; a line of right-to-left text is read
        from its right end.
        """
        objects = self._objects
        if not any(_RTL.search(objects[i].text) for i in indexes):
            return indexes
        lines: list[list[int]] = []
        bottom = 0.0
        for index in indexes:
            box = objects[index].box
            if not lines or box[1] > bottom:
                lines.append([])
                bottom = box[3]
            lines[-1].append(index)
            bottom = max(bottom, box[3])
        return [i for line in lines for i in sorted(line, key=self._right_end)]

    def _right_end(self, index: int) -> float:
        return -self._objects[index].box[2]

    def _leaf(self, index: int, tag: Tag) -> Node | Run:
        item = self._objects[index]
        if item.is_text:
            return self._run(index, item.text)
        alt = tag.alt if tag.kind == "Figure" else ""
        return Node("picture", picture=self._picture(item, alt))

    def _picture(self, item: PdfObject, alt: str) -> Picture:
        trouble = self._misplaced(item.box)
        sight = None if trouble else look(self._page, item)
        if sight and sight.is_clear and self._book.shows_one(sight.shown):
            return Picture(alt, self._place, thumb=sight.shown)
        picture = self._book.read(self._page.image_bytes(item.handle), alt, self._place)
        if sight and sight.hides(self._book.thumb(picture)):
            trouble = said("clipped, covered, off the page or too pale")
        return replace(picture, hidden=trouble)

    def _misplaced(self, box: Box) -> str:
        """Return why a photo in this place cannot be seen, or ""."""
        size = self._page.size
        if min(box[2] - box[0], box[3] - box[1]) < LEAST_PICTURE:
            return said("too small to see")
        if box[0] >= size[0] or box[1] >= size[1] or box[2] <= 0 or box[3] <= 0:
            return said("off the page")
        return ""

    def _run(self, index: int, text: str) -> Run:
        return Run(
            text,
            self._place,
            self._hidden.get(index, ""),
            *self._target(self._objects[index].box),
            top=self._objects[index].box[1],
            left=self._objects[index].box[0],
            divided=text != "" and text[-1] in LINE_HYPHENS,
        )

    def _actual_run(self, tag: Tag) -> Run:
        """Return the text that stands for all that `tag` marks."""
        indexes = [i for mark in _marks(tag) for i in self._marked.get(mark, [])]
        hidden = next((self._hidden[i] for i in indexes if i in self._hidden), "")
        if not indexes:
            return Run(tag.actual, self._place, hidden)
        box = self._objects[indexes[0]].box
        target = self._target(box)
        return Run(tag.actual, self._place, hidden, *target, top=box[1], left=box[0])

    def _target(self, box: Box) -> tuple[str, float, float]:
        """Return the place a link over the middle of `box` leads to."""
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        for (left, top, right, bottom), page, at in self._links:
            if left <= x <= right and top <= y <= bottom:
                return str(page + 1), *at
        return "", -1.0, -1.0


def _marks(tag: Tag) -> list[int]:
    marks: list[int] = []
    for child in tag.children:
        marks += _marks(child) if isinstance(child, Tag) else [child]
    return marks
