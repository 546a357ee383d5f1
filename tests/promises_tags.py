"""The structure tree of a PDF for `promises`, and what its blocks are.

In: an open PDF, and the Edition it was made from. Out: `Block`s, each with the role
that the Edition gives its text, and which of them a mark on a page belongs to.
"""

from collections.abc import Iterator
from typing import Any

import pikepdf
from promises_ground import HEAD
from promises_page import Block, key, plain

from exporter.model import Article, Edition

_INLINE = {
    *("Span", "Link", "Reference", "Em", "Strong", "Quote", "Code", "Annot", "Sub"),
    *("Ruby", "RB", "RT", "RP", "Lbl", "BibEntry", "NonStruct"),
}


# --- tags ---------------------------------------------------------------------------


class Tags:
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
        # a list may name the headline of another article
        inside = "LBody" in block.parents
        sought = [one for one in self.known if not inside or one[0] not in HEAD]
        for role, known in sought:
            said = role == "credit" and "Caption" in block.parents
            if text == known or (said and text.endswith(known)):
                return role
        for role, known in sought:
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
