"""A part as drawn: plain data, ready to be placed in a PDF.

What a worker hands back and what the page cache keeps: compressed content, tags,
links, facts, the glyphs used of each font. Nothing in it depends on where in the
edition the part stands; page numbers come later (`Slot`). The form in bytes is
JSON and raw streams: reading it runs no code.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from exporter.facts import (
    ArticleFacts,
    BlockStart,
    FitFacts,
    PageFacts,
    PartFacts,
    Placement,
)
from exporter.pdf.tags import LinkPlace, Mark, Tag

Matrix = tuple[float, float, float, float, float, float]
#: A value of a PDF resource: source text, or one of the forms `resources` names.
Resource = Any
_FORMAT = "edition-exporter part 4"


@dataclass(frozen=True)
class Slot:
    """An empty place for a page number.

    `target` is the element whose page it shows, "" the page it stands on; `mark`
    its MCID, or -1 in a running element. `matrix` leads from its place (x to the
    right, y up from the baseline, in CSS px) to the page in points; `width` is that of
    the placeholder. `digits` are hexadecimal glyph and advance in px, 0 to 9.
    """

    target: str
    mark: int
    matrix: Matrix
    width: float
    at_end: bool
    font: str
    size: float
    colour: str
    digits: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Link:
    """A link annotation in points; `target` is "#id" or a URL."""

    box: tuple[float, float, float, float]
    target: str
    text: str


@dataclass(frozen=True)
class Bookmark:
    """An entry of the outline: level from 1, label, place in points."""

    level: int
    label: str
    x: float
    y: float
    closed: bool = False


@dataclass(frozen=True)
class Running:
    """Running heads and folios of a page: content, and their number slots."""

    content: str
    slots: tuple[Slot, ...] = ()


@dataclass(frozen=True)
class DrawnPage:
    """A page drawn as a right page. Sizes and places in points.

    `shift` moves the body where it becomes a left page, whose running elements are
    `left`. `backdrop` (uncompressed) is painted first and never moves, `body` is
    deflated.
    """

    width: float
    height: float
    shift: float
    backdrop: str
    body: bytes
    right: Running
    left: Running
    slots: tuple[Slot, ...]
    links: tuple[Link, ...]
    bookmarks: tuple[Bookmark, ...]
    anchors: Mapping[str, tuple[float, float]]
    marks: int


@dataclass(frozen=True)
class FontUse:
    """What a part uses of a font: glyph -> (width in 1/1000 em, text).

    `sha256` and `index` name the font file and the face in it; the other fields are
    those of a font descriptor (ISO 32000-1, 9.8).
    """

    name: str
    family: str
    flags: int
    ascent: int
    descent: int
    sha256: str
    index: int
    weight: int
    style: int
    size: float
    variations: Mapping[str, float]
    glyphs: Mapping[int, tuple[int, str]]


@dataclass(frozen=True)
class DrawnPart:
    """All of a part. `resources` and `streams` are what its content names."""

    facts: PartFacts
    pages: tuple[DrawnPage, ...]
    tags: Tag
    fonts: Mapping[str, FontUse]
    resources: Resource = field(default_factory=dict)
    streams: tuple[bytes, ...] = ()

    def saying(self, logged: tuple[str, ...]) -> "DrawnPart":
        """Return the part with what the renderer complained about."""
        return replace(self, facts=replace(self.facts, logged=logged))


# --- the form in bytes ------------------------------------------------------------


def pack(part: DrawnPart) -> bytes:
    """Return a part as bytes."""
    blobs = [*(page.body for page in part.pages), *part.streams]
    head = {
        "format": _FORMAT,
        "facts": _facts_out(part.facts),
        "pages": [_page_out(page) for page in part.pages],
        "tags": _tag_out(part.tags),
        "fonts": {key: vars(use) for key, use in part.fonts.items()},
        "resources": part.resources,
        "blobs": [len(blob) for blob in blobs],
    }
    text = json.dumps(head, separators=(",", ":"), ensure_ascii=False)
    return b"\n".join((text.encode(), b"".join(blobs)))


def unpack(data: bytes) -> DrawnPart:
    """Return the part that `pack` made; ValueError where it is not one."""
    text, _, rest = data.partition(b"\n")
    try:
        head = json.loads(text)
        if head["format"] != _FORMAT:
            raise ValueError("made by another version")
        blobs = _blobs_in(rest, head["blobs"])
        count = len(head["pages"])
        pages = zip(head["pages"], blobs[:count], strict=True)
        return DrawnPart(
            facts=_facts_in(head["facts"]),
            pages=tuple(_page_in(page, body) for page, body in pages),
            tags=_tag_in(head["tags"]),
            fonts={key: _font_in(use) for key, use in head["fonts"].items()},
            resources=head["resources"],
            streams=tuple(blobs[count:]),
        )
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"not a drawn part: {error!r}") from error


def facts_of(data: bytes) -> PartFacts:
    """Return only the facts of a packed part."""
    return _facts_in(json.loads(data.partition(b"\n")[0])["facts"])


def _blobs_in(rest: bytes, sizes: Sequence[int]) -> list[bytes]:
    blobs, at = [], 0
    for size in sizes:
        blobs.append(rest[at : at + size])
        at += size
    if at != len(rest):
        raise ValueError("cut off or too long")
    return blobs


def _page_out(page: DrawnPage) -> dict[str, Any]:
    out = dict(vars(page))
    del out["body"]
    for side in ("right", "left"):
        running = out[side]
        out[side] = [running.content, [_values(slot) for slot in running.slots]]
    for name in ("slots", "links", "bookmarks"):
        out[name] = [_values(item) for item in out[name]]
    return out


def _values(item: Any) -> list[Any]:
    return list(vars(item).values())


def _page_in(page: dict[str, Any], body: bytes) -> DrawnPage:
    return DrawnPage(
        width=page["width"],
        height=page["height"],
        shift=page["shift"],
        backdrop=page["backdrop"],
        body=body,
        right=_running_in(page["right"]),
        left=_running_in(page["left"]),
        slots=_slots_in(page["slots"]),
        links=tuple(Link(tuple(box), *rest) for box, *rest in page["links"]),
        bookmarks=tuple(Bookmark(*values) for values in page["bookmarks"]),
        anchors={key: (x, y) for key, (x, y) in page["anchors"].items()},
        marks=page["marks"],
    )


def _running_in(values: Sequence[Any]) -> Running:
    content, slots = values
    return Running(content, _slots_in(slots))


def _slots_in(values: Sequence[Any]) -> tuple[Slot, ...]:
    slots = []
    for value in values:
        glyphs = tuple((glyph, advance) for glyph, advance in value[-1])
        matrix: Any = tuple(value[2])
        target, mark, _, width, at_end, font, size, colour, _ = value
        slots.append(
            Slot(target, mark, matrix, width, at_end, font, size, colour, glyphs)
        )
    return tuple(slots)


def _font_in(use: dict[str, Any]) -> FontUse:
    glyphs = {
        int(glyph): (width, text) for glyph, (width, text) in use["glyphs"].items()
    }
    return FontUse(**{**use, "glyphs": glyphs})


def _facts_out(facts: PartFacts) -> list[Any]:
    pages = [[_values(p.start) if p.start else None, p.fill] for p in facts.pages]
    placements = [_values(placement) for placement in facts.placements]
    anchors = dict(facts.anchors)
    rest = facts.slots, facts.logged, facts.targets, _fit_out(facts.fit)
    return [facts.name, pages, anchors, placements, *rest]


def _facts_in(values: Sequence[Any]) -> PartFacts:
    name, pages, anchors, placements, slots, logged, targets, fit = values
    return PartFacts(
        name,
        tuple(PageFacts(BlockStart(*s) if s else None, fill) for s, fill in pages),
        anchors,
        tuple(_placement_in(placement) for placement in placements),
        slots,
        tuple(logged),
        tuple(targets),
        _fit_in(fit),
    )


def _fit_out(fit: FitFacts | None) -> list[Any] | None:
    if fit is None:
        return None
    articles = [_values(article) for article in fit.articles]
    return [articles, list(fit.reachable.items()), fit.shortest, fit.columns, fit.lines]


def _fit_in(values: Sequence[Any] | None) -> FitFacts | None:
    if values is None:
        return None
    articles, reachable, shortest, columns, lines = values
    found = tuple(ArticleFacts(*article) for article in articles)
    costs = {int(pages): float(cost) for pages, cost in reachable}
    return FitFacts(found, costs, shortest, columns, lines)


def _placement_in(values: Sequence[Any]) -> Placement:
    block, photo, page, width, height, ppi, (left, top, right, bottom) = values
    crop = (left, top, right, bottom)
    return Placement(block, photo, page, width, height, ppi, crop)


_TAG_KEYS = ("language", "alt", "actual", "full", "identifier", "attributes")


def _tag_out(tag: Tag) -> list[Any]:
    kids: list[Any] = []
    for kid in tag.kids:
        if isinstance(kid, Mark):
            kids.append([kid.page, kid.mcid])
        elif isinstance(kid, LinkPlace):
            kids.append([kid.page, kid.link, 0])
        else:
            kids.append(_tag_out(kid))
    more = {key: value for key in _TAG_KEYS if (value := getattr(tag, key))}
    return [tag.role, more, kids, 0]


def _tag_in(values: Sequence[Any]) -> Tag:
    role, more, kids, _ = values
    tag = Tag(role, **more)
    for kid in kids:
        if len(kid) == 2:
            tag.kids.append(Mark(*kid))
        elif len(kid) == 3:
            tag.kids.append(LinkPlace(*kid[:2]))
        else:
            tag.kids.append(_tag_in(kid))
    return tag
