"""Stage 4, lay out: laid-out pages become a `DrawnPart`, plain data.

In: the pages of one part and its prepared photos. Out: compressed content, tags and
links. Every page is drawn as a right page; its running elements are drawn for a
left page as well, so that numbering only has to choose.
"""

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import md5
from typing import Any

import pydyf
from weasyprint.draw import draw_background, draw_border, draw_stacking_context
from weasyprint.draw.border import set_mask_border
from weasyprint.formatting_structure import boxes
from weasyprint.stacking import StackingContext

from exporter.facts import PartFacts
from exporter.pdf.drawn import Bookmark, DrawnPage, DrawnPart, FontUse, Link, Running
from exporter.pdf.ink import SCALE, PageInk, PartStream
from exporter.pdf.leaders import join_leaders
from exporter.pdf.lettering import take_over
from exporter.pdf.measure import is_slot
from exporter.pdf.mirror import mirror_margin_box
from exporter.pdf.tags import LinkPlace, TagTree
from exporter.pdf.words import Words
from exporter.speed.styles import memo_of

take_over()
_LEVEL = 6  # of deflate: 9 costs twice the time for 1 %


def draw_part(
    document: Any, facts: PartFacts, words: Words, media: Mapping[str, Any]
) -> DrawnPart:
    """Draw all pages of a part."""
    shared: dict[str, Any] = {
        "fonts": {},
        "images": {},
        "digits": {},
        "running": {},
        "resources": pydyf.Dictionary(
            {
                "ExtGState": pydyf.Dictionary(),
                "XObject": pydyf.Dictionary(),
                "Pattern": pydyf.Dictionary(),
                "Shading": pydyf.Dictionary(),
                "ColorSpace": pydyf.Dictionary(),
            }
        ),
    }
    tree = TagTree(document._html.etree_element)
    pages = tuple(
        _draw_page(page, PageInk(index, page.width, page.height, tree, words), shared)
        for index, page in enumerate(document.pages)
    )
    tree.finish()
    packer = _Packer(shared["images"], media)
    resources = {"page": packer.value(shared["resources"]), "extras": packer.extras}
    fonts = {font.hash: _font_use(font) for font in shared["fonts"].values()}
    return DrawnPart(facts, pages, tree.root, fonts, resources, tuple(packer.streams))


def _draw_page(page: Any, ink: PageInk, shared: dict[str, Any]) -> DrawnPage:
    page_box = page._page_box
    for child in page_box.children:
        if isinstance(child, boxes.FootnoteAreaBox):
            for note in child.children:
                ink.tree.note(note.element)
    join_leaders(page_box)
    context = StackingContext.from_page(page_box)
    running = [c for c in context.zero_z_contexts if isinstance(c.box, boxes.MarginBox)]
    context.zero_z_contexts = [
        c for c in context.zero_z_contexts if not isinstance(c.box, boxes.MarginBox)
    ]
    backdrop = PartStream(ink, shared)
    set_mask_border(backdrop, page_box)
    draw_background(
        backdrop,
        page_box.background,
        clip_box=False,
        bleed=page.bleed,
        marks=page_box.style["marks"],
    )
    draw_background(backdrop, page_box.canvas_background, clip_box=False)
    draw_border(backdrop, page_box)
    body = _stream(ink, shared)
    draw_stacking_context(body, context)
    body.pop_state()
    right, left = _both_sides(page_box, running, ink, shared)
    return DrawnPage(
        width=page.width * SCALE,
        height=page.height * SCALE,
        shift=round((page_box.margin_right - page_box.margin_left) * SCALE, 4),
        backdrop=_framed(backdrop, ink),
        body=zlib.compress(b"\n".join(body.stream), _LEVEL),
        right=right,
        left=left,
        slots=tuple(body.slots),
        links=tuple(_links(page, ink)),
        bookmarks=tuple(_bookmarks(page)),
        anchors={
            name: _point(page, place[0], place[1])
            for name, place in page.anchors.items()
        },
        marks=ink.marks,
    )


def _both_sides(
    page_box: Any, contexts: list[Any], ink: PageInk, shared: dict[str, Any]
) -> tuple[Running, Running]:
    """Draw the running elements of a right page, and as they are on a left one.

    Most pages of a part have the same ones: equal boxes are drawn once.
    """
    margins = [box for box in page_box.children if isinstance(box, boxes.MarginBox)]
    looks = (page_box.margin_width(), ink.height, *(_look(box) for box in margins))
    known: dict[Any, tuple[Running, Running]] = shared["running"]
    if looks not in known:
        right = _draw_running(contexts, ink, shared)
        for box in margins:
            mirror_margin_box(box, page_box)
        mirrored = [StackingContext.from_box(box, page_box) for box in margins]
        left = _draw_running(mirrored, ink, shared)
        # what ends its line on one side begins it on the other
        flipped = tuple(replace(slot, at_end=not slot.at_end) for slot in left.slots)
        known[looks] = right, replace(left, slots=flipped)
    return known[looks]


def _look(box: Any) -> tuple[Any, ...]:
    """Return all that a margin box's picture follows from."""
    return tuple(
        (
            inner.position_x,
            inner.position_y,
            inner.width,
            inner.height,
            id(memo_of(inner.style)),  # one for all styles that are equal
            getattr(inner, "text", None),
        )
        for inner in box.descendants(placeholders=True)
    )


def _stream(ink: PageInk, shared: dict[str, Any], *, running: bool = False) -> Any:
    """Return a stream whose units are px from the top left corner of the page."""
    stream = PartStream(ink, shared, running=running)
    stream.push_state()
    stream.transform(a=SCALE, d=-SCALE, f=ink.height * SCALE)
    return stream


def _framed(backdrop: PartStream, ink: PageInk) -> str:
    """Return what stands behind everything as operators; "" where nothing does."""
    content = [item for item in backdrop.stream if item not in (b"q", b"Q")]
    if not content:
        return ""
    matrix = f"q {SCALE} 0 0 -{SCALE} 0 {ink.height * SCALE:.4f} cm"
    return "\n".join([matrix, *(i.decode("latin-1") for i in backdrop.stream), "Q"])


def _draw_running(contexts: list[Any], ink: PageInk, shared: dict[str, Any]) -> Running:
    """Draw running heads and folios: artifacts (ISO 14289-1, 7.8)."""
    content, slots = [], []
    for context in contexts:
        kind = "Header" if context.box.at_keyword.startswith("@top") else "Footer"
        stream = _stream(ink, shared, running=True)
        draw_stacking_context(stream, context)
        stream.pop_state()
        text = b"\n".join(stream.stream).decode("latin-1")
        if "Tm" not in text and not stream.slots:
            continue
        slots += stream.slots
        mark = f"/Artifact <</Type /Pagination /Subtype /{kind}>> BDC"
        content += [mark, text, "EMC"]
    return Running("\n".join(content), tuple(slots))


def _point(page: Any, x: float, y: float) -> tuple[float, float]:
    return round(x * SCALE, 3), round((page.height - y) * SCALE, 3)


def _links(page: Any, ink: PageInk) -> list[Link]:
    links: list[Link] = []
    for kind, target, (x1, y1, x2, y2), box in page.links:
        # what stands inside a link inherits it: one annotation is enough
        if kind not in {"internal", "external"} or not box.link:
            continue
        text = " ".join("".join(_texts(box.element)).split())
        name = f"#{target}" if kind == "internal" else target
        left, bottom = _point(page, x1, y2)
        right, top = _point(page, x2, y1)
        tag = ink.tree.link_of(box.element)
        tag.kids.append(LinkPlace(ink.number, len(links)))
        links.append(Link((left, bottom, right, top), name, text))
    return links


def _texts(element: Any) -> Iterator[str]:
    """Yield the text of a link: page numbers come later, and are no part of it."""
    if not is_slot(element):
        yield element.text or ""
        for child in element:
            yield from _texts(child)
            yield child.tail or ""


def _bookmarks(page: Any) -> list[Bookmark]:
    return [
        Bookmark(level, label, *_point(page, x, y), state == "closed")
        for level, label, (x, y), state in page.bookmarks
    ]


def _font_use(font: Any) -> FontUse:
    return FontUse(
        name=font.name.decode("ascii", "replace"),
        family=font.family,
        flags=font.flags,
        ascent=font.ascent,
        descent=font.descent,
        sha256=font.sha256,
        index=font.index,
        weight=int(font.weight),
        style=int(font.style),
        size=round(font.font_size, 4),
        variations=dict(font.variations),
        glyphs={
            glyph: (font.widths[glyph], text)
            for glyph, text in sorted(font.to_unicode.items())
        },
    )


class _Packer:
    """Turns the resources of a part into plain data (`drawn.Resource`)."""

    def __init__(self, images: Mapping[str, Any], media: Mapping[str, Any]) -> None:
        self.streams: list[bytes] = []
        self.extras: list[Any] = []
        self._images = images
        self._seen: dict[int, int] = {}
        self._media = {_image_id(address): address for address in media}

    def value(self, item: Any) -> Any:
        """Return a pydyf value as plain data."""
        if isinstance(item, pydyf.Stream):
            return {"stream": self._stream(item)}
        if isinstance(item, dict):
            out = {}
            for key, value in item.items():
                out[key] = self._named(key) if value is None else self.value(value)
            return {"dictionary": out}
        if isinstance(item, list | tuple):
            return {"array": [self.value(inner) for inner in item]}
        return pydyf._to_bytes(item).decode("latin-1")

    def _stream(self, stream: Any) -> int:
        if id(stream) not in self._seen:
            self._seen[id(stream)] = place = len(self.streams)
            self.streams.append(b"")
            self.extras.append(None)
            data = b"\n".join(pydyf._to_bytes(part) for part in stream.stream)
            extra = dict(stream.extra)
            if "Filter" not in extra:
                data, extra["Filter"] = zlib.compress(data, _LEVEL), "/FlateDecode"
            self.streams[place] = data
            self.extras[place] = self.value(extra)
        return self._seen[id(stream)]

    def _named(self, key: str) -> Any:
        """Return what stands where WeasyPrint fills in a value later."""
        if key == "Font":
            return {"fonts": ""}
        image = self._images[key]["image"]
        address = self._media.get(str(image.id))
        if address is not None:
            return {"photo": address}
        x_object = image.get_x_object(self._images[key]["interpolate"], 1)
        return {"stream": self._stream(x_object)}


def _image_id(address: str) -> str:
    return md5(address.encode(), usedforsecurity=False).hexdigest()
