"""Read the pages of a delivered PDF for `promises`: lines, photos, and what they are.

In: the PDF, and the Edition it was made from. Out: `Page`s in millimetres from the
top left corner of the trimmed page. Nothing here is shared with the code that makes
pages, nor with that of the proof: tags are read with pikepdf, ink with PDFium.
"""

import ctypes
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as c

from exporter.model import Article, Edition

MM = 72 / 25.4
_INLINE = {
    *("Span", "Link", "Reference", "Em", "Strong", "Quote", "Code", "Annot", "Sub"),
    *("Ruby", "RB", "RT", "RP", "Lbl", "BibEntry", "NonStruct"),
}
#: What is thinner in mm is a rule, no ground.
_HAIR = 5.0
_HYPHENS = "\u2010\u00ad\x02\ufffe"
_NUMBERS = re.compile(r"[\d\s,–-]+")
Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]


@dataclass(eq=False)
class Block:
    """An element of the structure tree that holds text or a photo, over all pages.

    `role` is what the Edition says its text is ("headline", "body", "caption", …).
    `group` is shared by a photo and its caption; `head` by all of an article's head.
    """

    kind: str
    parents: tuple[str, ...]
    part: int
    art: int = -1
    alt: str = ""
    group: int = -1
    parent: int = -1
    role: str = ""
    article: Article | None = None
    lines: "list[Line]" = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text with words that were divided at a line's end made whole."""
        return joined([line.text for line in self.lines])


@dataclass(eq=False)
class Line:
    """One line of text: `box` is its ink, `base` its baseline, `size` in points."""

    page: int
    order: int
    box: Box
    base: float
    size: float
    text: str
    block: Block | None = None
    leading: float = 0.0
    clip: Box | None = None

    @property
    def role(self) -> str:
        return self.block.role if self.block else "running"


@dataclass(eq=False)
class Photo:
    """An image as it can be seen: `box` is its clipped, `whole` its full extent."""

    page: int
    box: Box
    whole: Box
    pixels: tuple[int, int]
    block: Block | None = None


@dataclass
class Page:
    """One page, numbered from 1; its size is that of the trimmed sheet in mm.

    `tints` are the grounds that boxes stand on.
    """

    number: int
    size: tuple[float, float]
    lines: list[Line] = field(default_factory=list)
    photos: list[Photo] = field(default_factory=list)
    tints: list[Box] = field(default_factory=list)


@dataclass
class Reading:
    """A whole PDF."""

    pages: list[Page]
    blocks: list[Block]


def read(path: Path, edition: Edition | None, gutter: float) -> Reading:
    """Return what stands on the pages of `path`; columns are `gutter` mm apart."""
    with pikepdf.open(path) as file:
        tags = _Tags(file)
    document = pdfium.PdfDocument(path)
    try:
        pages = [
            _read_page(document[n], n + 1, tags.marked, gutter)
            for n in range(len(document))
        ]
    finally:
        document.close()
    for page in pages:
        for line in page.lines:
            if line.block:
                line.block.lines.append(line)
    name_blocks([b for b in tags.blocks if b.lines or b.kind == "Figure"], edition)
    return Reading(pages, [b for b in tags.blocks if b.lines])


# --- tags ---------------------------------------------------------------------------


class _Tags:
    """The structure tree: `marked` leads from page and mark to a block."""

    def __init__(self, file: pikepdf.Pdf) -> None:
        self.blocks: list[Block] = []
        self.marked: dict[tuple[int, int], Block] = {}
        self._pages = {p.obj.objgen: n for n, p in enumerate(file.pages, 1)}
        self._arts = self._parts = self._seen = 0
        tree = file.Root.get("/StructTreeRoot")
        if tree is not None and "/K" in tree:
            for kid in _kids(tree):
                self._walk(kid, Block("", (), 0), 0, (), None)

    def _walk(
        self, node: Any, over: Block, page: int, parents: tuple[str, ...], text: Any
    ) -> None:
        """Go down; `over` holds what `node` inherits, `text` is the block it is in."""
        if isinstance(node, int):
            self.marked[page, node] = text or self._new("", over, parents)
            return
        page = self._pages[node.Pg.objgen] if "/Pg" in node else page
        if "/MCID" in node:
            self.marked[page, int(node.MCID)] = text or self._new("", over, parents)
            return
        if "/S" not in node:
            return
        kind = str(node.S)[1:]
        kids = _kids(node)
        self._seen += 1
        over = self._inherit(kind, over, kids)
        # a list's marker belongs to its item
        inline = kind in _INLINE or (kind == "LBody" and text)
        if not inline or not text:
            text = self._new(kind, over, parents, str(node.get("/Alt", "")))
        inner = Block("", (), over.part, over.art, "", over.group, self._seen)
        for kid in kids:
            self._walk(kid, inner, page, (*parents, kind), text)

    def _inherit(self, kind: str, over: Block, kids: list[Any]) -> Block:
        part, art, group = over.part, over.art, over.group
        if kind == "Sect" and not part:
            self._parts += 1
            part = self._parts
        if kind == "Art":
            art, self._arts = self._arts, self._arts + 1
        if any(not isinstance(k, int) and k.get("/S") == "/Caption" for k in kids):
            group = self._seen
        return Block("", (), part, art, "", group, over.parent)

    def _new(
        self, kind: str, over: Block, parents: tuple[str, ...], alt: str = ""
    ) -> Block:
        block = Block(kind, parents, over.part, over.art, alt, over.group, over.parent)
        self.blocks.append(block)
        return block


def _kids(node: Any) -> list[Any]:
    kids = node.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


# --- what blocks are -----------------------------------------------------------------


def key(text: str) -> str:
    """Return the letters and digits of a text, in one form."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in folded if sign.isalnum())


def plain(html: str) -> str:
    """Return the text of inline markup."""
    from lxml import html as markup

    return str(markup.fromstring(f"<p>{html}</p>").text_content()) if html else ""


def joined(lines: list[str]) -> str:
    """Return lines as running text."""
    text = ""
    for line in lines:
        line = " ".join(line.split())
        if text and text[-1] in _HYPHENS:
            text = text[:-1] + line
        elif text:
            text += ("" if text[-1] == "-" else " ") + line
        else:
            text = line
    return text


def name_blocks(blocks: list[Block], edition: Edition | None) -> None:
    """Give each block its role, and its article."""
    arts: dict[int, list[Block]] = {}
    articles = edition.articles if edition else ()
    headlines = {key(article.headline): article for article in articles}
    for block in blocks:
        if block.art >= 0:
            arts.setdefault(block.art, []).append(block)
        else:
            block.role = _outside(block)
            block.article = headlines.get(key(block.text))
            if block.article and block.role == "other":
                block.role = "headline"
    for mine in arts.values():
        article = _article_of(mine, articles)
        texts = _Texts(article) if article else None
        for block in mine:
            block.article = article
            block.role = _by_tag(block) or (texts.role(block) if texts else "")
            block.role = block.role or _plain_role(block)
        _name_head(mine)
        if texts:
            _join_divided(mine, texts)


def _join_divided(blocks: list[Block], texts: "_Texts") -> None:
    """Give the lines of a paragraph that has several elements to the first of them."""
    former: Block | None = None
    for block in blocks:
        if block.role == "body" and former and texts.are_one(former, block):
            former.lines += block.lines
            for line in block.lines:
                line.block = former
            block.lines = []
        else:
            former = block if block.role == "body" else None


def _outside(block: Block) -> str:
    if block.kind == "Figure":
        return "photo"
    if "TOC" in block.parents or "TOCI" in block.parents:
        return "contents"
    if block.kind.startswith("H"):
        return "section"
    return "caption" if "Caption" in block.parents else "other"


def _article_of(blocks: list[Block], articles: tuple[Article, ...]) -> Article | None:
    heads = {key(b.text) for b in blocks if b.kind in ("H1", "H2", "H")}
    named = [a for a in articles if key(a.headline) in heads]
    if len(named) == 1:
        return named[0]
    longest = max((key(b.text) for b in blocks), key=len, default="")
    for article in named or articles:
        if longest and any(longest in text for text in _Texts(article).body):
            return article
    return named[0] if named else None


class _Texts:
    """The texts of one article, by role."""

    def __init__(self, article: Article) -> None:
        pairs: list[tuple[str, str]] = [
            ("kicker", article.kicker),
            ("headline", article.headline),
            ("deck", plain(article.deck)),
            ("foot", plain(article.reader_note)),
            *(("foot", plain(fix.text)) for fix in article.corrections),
            ("foot", article.rights),
        ]
        for image in article.images:
            pairs += [("caption", plain(text)) for text in image.caption]
            pairs.append(("credit", image.credit))
        pairs += list(_body_texts(article.body))
        self.known = [(role, key(text)) for role, text in pairs if text]
        self.body = [text for role, text in self.known if role == "body"]

    def role(self, block: Block) -> str:
        """Return what the text of a block is; "" where no field has it."""
        text = key(block.text)
        if not text:
            return ""
        for role, known in self.known:
            said = role == "credit" and "Caption" in block.parents
            if text == known or (said and text.endswith(known)):
                return role
        for role, known in self.known:
            # a part of it, or the whole of it with a label, a dateline, an address
            if (len(text) > 12 and text in known) or (
                len(known) > 8 and (text.endswith(known) or text.startswith(known))
            ):
                return role
        return ""

    def are_one(self, one: Block, two: Block) -> bool:
        """Whether two blocks are the beginning and the rest of one paragraph."""
        both = key(one.text) + key(two.text)
        return any(both in text for text in self.body)


def _body_texts(body: Any) -> Iterator[tuple[str, str]]:
    for block in body:
        if block.type == "paragraph":
            yield "body", plain(block.html)
        elif block.type == "subhead":
            yield "subhead", plain(block.html)
        elif block.type == "quote":
            yield from (("quote", plain(text)) for text in block.paragraphs)
        elif block.type == "pullquote":
            yield "pullquote", plain(block.html)
        elif block.type == "list":
            yield from (("list", plain(text)) for text in block.items)
        elif block.type == "box":
            yield "box-title", block.title
            yield from (("box", text) for _, text in _body_texts(block.blocks))
        elif block.type == "entry":
            yield "subhead", block.headline
            yield from _body_texts(block.blocks)


def _by_tag(block: Block) -> str:
    inside = (*block.parents, block.kind)
    if block.kind == "Figure":
        return "photo"
    if "Table" in inside:
        return "table"
    return ""


def _plain_role(block: Block) -> str:
    if "Caption" in block.parents:
        return "caption"
    if block.kind in ("H1", "H2"):
        return "headline"
    return "subhead" if block.kind.startswith("H") else "other"


def _name_head(blocks: list[Block]) -> None:
    """Name what stands beside the headline in its element: byline and time."""
    head = next((b.parent for b in blocks if b.role == "headline"), None)
    for block in blocks:
        if block.parent == head and block.role == "other":
            block.role = "byline"


# --- ink -----------------------------------------------------------------------------


@dataclass
class _Piece:
    """A text object: one run of letters in one font."""

    order: int
    box: Box
    base: float
    size: float
    text: str
    block: Block | None
    clip: Box | None


def _read_page(
    page: pdfium.PdfPage,
    number: int,
    marked: dict[tuple[int, int], Block],
    gutter: float,
) -> Page:
    left, bottom, right, top = page.get_trimbox()
    found = Page(number, ((right - left) / MM, (top - bottom) / MM))
    letters = c.FPDFText_LoadPage(page.raw)
    ink = _Ink(left, top, letters)
    pieces: list[_Piece] = []
    for order, (item, kind, mark, matrix) in enumerate(_objects(page.raw)):
        block = marked.get((number, mark))
        if kind == c.FPDF_PAGEOBJ_TEXT:
            piece = ink.piece(item, order, block, matrix)
            if piece:
                pieces.append(piece)
        elif kind == c.FPDF_PAGEOBJ_PATH:
            found.tints += ink.tint(item, matrix)
        else:
            found.photos.append(ink.photo(item, number, block, matrix))
    c.FPDFText_ClosePage(letters)
    page.close()
    found.lines = _lines(pieces, number, gutter)
    return found


_READ = (c.FPDF_PAGEOBJ_TEXT, c.FPDF_PAGEOBJ_PATH, c.FPDF_PAGEOBJ_IMAGE)
_ONE: Matrix = (1, 0, 0, 1, 0, 0)


def _objects(page: Any) -> Iterator[tuple[Any, int, int, Matrix]]:
    """Yield each text, path and image, its mark, and the matrix of its form."""

    def walk(
        get: Any, of: Any, count: int, mark: int, matrix: Matrix
    ) -> Iterator[tuple[Any, int, int, Matrix]]:
        for index in range(count):
            item = get(of, index)
            kind = c.FPDFPageObj_GetType(item)
            own = c.FPDFPageObj_GetMarkedContentID(item)
            own = own if own >= 0 else mark
            if kind == c.FPDF_PAGEOBJ_FORM:
                inner = _times(_matrix(item), matrix)
                many = c.FPDFFormObj_CountObjects(item)
                yield from walk(c.FPDFFormObj_GetObject, item, many, own, inner)
            elif kind in _READ:
                yield item, kind, own, matrix

    many = c.FPDFPage_CountObjects(page)
    yield from walk(c.FPDFPage_GetObject, page, many, -1, _ONE)


class _Ink:
    """Turns PDFium's objects into pieces and photos, in mm from the top left."""

    def __init__(self, left: float, top: float, letters: Any) -> None:
        self._left, self._top, self._letters = left, top, letters
        self._text = ctypes.create_string_buffer(8192)
        self._chars = ctypes.cast(self._text, ctypes.POINTER(ctypes.c_ushort))

    def piece(
        self, item: Any, order: int, block: Block | None, outer: Matrix
    ) -> _Piece | None:
        size = c.FPDFTextObj_GetText(item, self._letters, self._chars, 8192)
        text = self._text.raw[: max(0, size - 2)].decode("utf-16-le", "replace")
        text = text.replace("\0", "")
        if not text.strip():
            return None
        points = ctypes.c_float()
        c.FPDFTextObj_GetFontSize(item, points)
        matrix = _times(_matrix(item), outer)
        tall = (matrix[2] ** 2 + matrix[3] ** 2) ** 0.5
        base = (self._top - matrix[5]) / MM
        ink = self._bounds(item, outer)
        # a letter such as an italic j may reach over its place to the left
        left = min(ink[2], max(ink[0], (matrix[4] - self._left) / MM))
        box = (left, *ink[1:])
        clip = self._clip(item, outer)
        return _Piece(order, box, base, points.value * tall, text, block, clip)

    def photo(
        self, item: Any, number: int, block: Block | None, outer: Matrix
    ) -> Photo:
        wide, high = ctypes.c_uint(), ctypes.c_uint()
        c.FPDFImageObj_GetImagePixelSize(item, wide, high)
        whole = self._bounds(item, outer)
        clip = self._clip(item, outer)
        box = _common(whole, clip) if clip else whole
        return Photo(number, box, whole, (wide.value, high.value), block)

    def tint(self, item: Any, outer: Matrix) -> list[Box]:
        """Return the box of a path that is filled with a colour, if it is one."""
        mode, stroke = ctypes.c_int(), ctypes.c_int()
        c.FPDFPath_GetDrawMode(item, mode, stroke)
        colour = [ctypes.c_uint() for _ in range(4)]
        c.FPDFPageObj_GetFillColor(item, *colour)
        box = self._bounds(item, outer)
        clip = self._clip(item, outer)
        box = _common(box, clip) if clip else box
        white = all(part.value > 253 for part in colour[:3])
        thin = box[3] - box[1] < _HAIR or box[2] - box[0] < _HAIR
        return [] if white or thin or not mode.value or not colour[3].value else [box]

    def _bounds(self, item: Any, outer: Matrix) -> Box:
        edges = [ctypes.c_float() for _ in range(4)]
        c.FPDFPageObj_GetBounds(item, *edges)
        left, bottom, right, top = (edge.value for edge in edges)
        return self._box([(left, bottom), (right, top)], outer)

    def _clip(self, item: Any, outer: Matrix) -> Box | None:
        """Return the box that all paths the object is clipped to have in common."""
        path = c.FPDFPageObj_GetClipPath(item)
        found: Box | None = None
        for index in range(c.FPDFClipPath_CountPaths(path) if path else 0):
            points = []
            for at in range(c.FPDFClipPath_CountPathSegments(path, index)):
                x, y = ctypes.c_float(), ctypes.c_float()
                segment = c.FPDFClipPath_GetPathSegment(path, index, at)
                c.FPDFPathSegment_GetPoint(segment, x, y)
                points.append((x.value, y.value))
            if points:
                box = self._box(points, outer)
                found = _common(found, box) if found else box
        return found

    def _box(self, points: list[tuple[float, float]], m: Matrix) -> Box:
        xs = [m[0] * x + m[2] * y + m[4] - self._left for x, y in points]
        ys = [self._top - (m[1] * x + m[3] * y + m[5]) for x, y in points]
        return (min(xs) / MM, min(ys) / MM, max(xs) / MM, max(ys) / MM)


def _matrix(item: Any) -> Matrix:
    m = c.FS_MATRIX()
    c.FPDFPageObj_GetMatrix(item, m)
    return (m.a, m.b, m.c, m.d, m.e, m.f)


def _times(one: Matrix, two: Matrix) -> Matrix:
    """Return the matrix that applies `one`, then `two` (ISO 32000-2, 8.3.4)."""
    return (
        one[0] * two[0] + one[1] * two[2],
        one[0] * two[1] + one[1] * two[3],
        one[2] * two[0] + one[3] * two[2],
        one[2] * two[1] + one[3] * two[3],
        one[4] * two[0] + one[5] * two[2] + two[4],
        one[4] * two[1] + one[5] * two[3] + two[5],
    )


def _common(one: Box, two: Box) -> Box:
    left, top = max(one[0], two[0]), max(one[1], two[1])
    return (left, top, max(left, min(one[2], two[2])), max(top, min(one[3], two[3])))


def _lines(pieces: list[_Piece], page: int, gutter: float) -> list[Line]:
    """Join pieces of one block that stand on one baseline side by side."""
    lines: list[Line] = []
    open_lines: dict[int, list[Line]] = {}
    for piece in pieces:
        mine = open_lines.setdefault(id(piece.block), [])
        line = next((one for one in mine if _goes_on(one, piece, gutter)), None)
        if line is None:
            line = Line(
                *(page, piece.order, piece.box, piece.base, piece.size, piece.text),
                *(piece.block, 0.0, piece.clip),
            )
            lines.append(line)
            mine.insert(0, line)
            continue
        line.text = _beside(line, piece)
        if len(piece.text) > len(line.text) / 2:
            line.size, line.base = piece.size, piece.base
        line.clip = line.clip or piece.clip
        line.box = _around(line.box, piece.box)
    return sorted(lines, key=lambda line: line.order)


def _beside(line: Line, piece: _Piece) -> str:
    if piece.box[0] < line.box[0]:
        return piece.text + line.text
    return line.text + piece.text


def _goes_on(line: Line, piece: _Piece, gutter: float) -> bool:
    """Whether a piece stands on a line's baseline, closer to it than a column would."""
    size = min(line.size, piece.size) / MM
    raised = abs(piece.base - line.base)
    gap = max(piece.box[0] - line.box[2], line.box[0] - piece.box[2])
    over = min(piece.box[2], line.box[2]) - max(piece.box[0], line.box[0])
    # a number at the end of a leader stands far off
    near = gap < 0.6 * gutter or (gap > 0 and _NUMBERS.fullmatch(piece.text))
    return bool(raised < 0.6 * size and near and over < 0.8 * size)


def _around(one: Box, two: Box) -> Box:
    return (
        *(min(one[0], two[0]), min(one[1], two[1])),
        *(max(one[2], two[2]), max(one[3], two[3])),
    )
