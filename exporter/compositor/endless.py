"""Lay out the galley of a part: each article alone, on an endless page of its own.

In: the markup of a part. Out: its `Galley`, and the empty pages that stand before it.
An article is laid out as if it were the only one of its part: in the elements that hold
it, after an empty one like the one before it, so that the stylesheet takes it for what
it is. So it comes out the same whatever stands beside it, and is laid out once for all
parts and editions it stands in (`Kept`).
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element, tostring

from weasyprint.document import Document

from exporter.compositor.galley import (
    ArticleGalley,
    Block,
    Galley,
    Sheet,
    read_article,
)
from exporter.compositor.headlines import balance_headlines
from exporter.compositor.kept import Kept
from exporter.compositor.markup import has_class, settle, spread
from exporter.compositor.place import Place, bare, each_on_a_page, places
from exporter.forms import Composition
from exporter.photos import media_in


class LayingOut(NamedTuple):
    """What articles are laid out with.

    `render` lays out markup, `logged` is what it complained about. What shapes an
    article besides its own markup is named by `shape`, and `photos`: by address, the
    form and size of each.
    """

    composition: Composition
    render: Callable[[Element], Document]
    logged: list[str]
    kept: Kept = Kept(0)
    shape: str = ""
    photos: Mapping[str, Any] = {}


class LaidGalley(NamedTuple):
    """A galley, the document it came from, and its empty pages."""

    document: Document
    galley: Galley
    empty: list[Any]


class _Laid(NamedTuple):
    """What came of one rendering: boxes by the element they are of."""

    document: Document
    empty: list[Any]
    boxes: dict[Element, Any]
    sheet: Sheet


def lay_out_galley(root: Element, how: LayingOut) -> LaidGalley:
    """Lay out the articles of a part that are not kept, and what stands between them.

    `root` is changed: each article has all the forms it may have.
    """
    body = root.find("body")
    assert body is not None
    holders = [child for child in body if next(_runs(child), None) is not None]
    known: dict[Element, ArticleGalley] = {}
    missing: dict[Element, tuple[Place, str]] = {}
    for place, index in [at for holder in holders for at in places((holder,))]:
        article = place.above[-1][index]
        key = _key(root, article, place, how)
        kept = how.kept.find(key)
        if kept is None:
            missing[article] = place, key
        else:
            place.above[-1][index] = kept.box.element
            known[kept.box.element] = kept
    told = len(how.logged)
    places_of = {article: place for article, (place, _) in missing.items()}
    laid, fresh = _lay_out(root, holders, places_of, how)
    for article, (_, key) in missing.items():
        known[article] = fresh[article]
        if len(how.logged) == told:  # else who else has it hears of it, too
            how.kept.keep(key, fresh[article])
    items = [*_items(holders, laid.boxes, known)]
    return LaidGalley(laid.document, Galley(laid.sheet, items), laid.empty)


def _lay_out(
    root: Element,
    holders: list[Element],
    missing: dict[Element, Place],
    how: LayingOut,
) -> tuple[_Laid, dict[Element, ArticleGalley]]:
    """Lay out what is missing of a part; return it, and its articles as read."""
    spread_out = {a: spread(a, how.composition) for a in missing}
    laid = _render(root, holders, missing, how)
    copies = {name for _, names in spread_out.values() for name in names}
    expected = {f"Anchor defined twice: {name!r}" for name in copies}
    how.logged[:] = [line for line in how.logged if line not in expected]
    crop = how.composition.crop
    fresh = {
        article: read_article(laid.boxes[article], laid.sheet, forms, crop)
        for article, (forms, _) in spread_out.items()
    }
    told = len(how.logged)
    balance_headlines([(missing[a], fresh[a]) for a in missing], root, how.render)
    del how.logged[told:]  # the heads have told what there is to tell
    for article, read in fresh.items():
        settle((article, block.box.element) for block in read.wides.values())
    return laid, fresh


def _render(
    root: Element, holders: list[Element], missing: dict[Element, Place], how: LayingOut
) -> _Laid:
    """Lay out the empty pages, the titles, and each missing article on its page."""
    body = root.find("body")
    assert body is not None
    before = list(body)
    titles = [one for one in map(_without_articles, holders) if one is not None]
    alone = [place.with_only(article) for article, place in missing.items()]
    body[:] = [child for child in before if child not in holders]
    body.extend(each_on_a_page([*titles, *alone]))
    document = how.render(root)
    body[:] = before
    empty: list[Any] = []
    boxes: dict[Element, Any] = {}
    for page in (page._page_box for page in document.pages):
        sections = list(_sections(page.children[0].children[0]))
        for section in sections:
            boxes.update((box.element, box) for box in section.children)
        if not sections:
            empty.append(page)
    return _Laid(document, empty, boxes, _sheet(empty[0]))


def _key(root: Element, article: Element, place: Place, how: LayingOut) -> str:
    """Return what all that shapes an article comes to."""
    head = root.find("head")
    heading = [] if head is None else [e for e in head if e.tag != "title"]
    body = root.find("body")
    assert body is not None
    markup = tostring(article, "unicode")
    addresses = sorted({f"media:{stem}/{slot}" for stem, slot in media_in(markup)})
    shaped = [
        how.shape,
        [[address, how.photos.get(address)] for address in addresses],
        how.composition.pins.get(article.get("id", ""), ""),
        [root.attrib, body.attrib, *(tostring(e, "unicode") for e in heading)],
        place.seen(),
        markup,
    ]
    return hashlib.sha256(json.dumps(shaped).encode()).hexdigest()


def _items(
    holders: list[Element],
    boxes: dict[Element, Any],
    known: dict[Element, ArticleGalley],
) -> Iterator[Block | ArticleGalley]:
    """Yield titles and articles in their order, each with the run it belongs to."""
    sections = (section for holder in holders for section in _runs(holder))
    for run, section in enumerate(sections):
        for child in section:
            if child in known:
                yield known[child].in_run(run)
                continue
            box = boxes.get(child)
            if box is not None and box.is_in_normal_flow() and box.height > 0:
                yield Block.of(box).in_run(run)


def _runs(element: Element) -> Iterator[Element]:
    """Yield the elements of runs in an element, itself included."""
    if has_class(element, "run"):
        yield element
    else:
        for child in element:
            yield from _runs(child)


def _without_articles(holder: Element) -> Element | None:
    """Return what holds runs with their titles alone; None where there are none."""
    copied = bare(holder)
    if has_class(holder, "run"):
        copied.extend(child for child in holder if child.tag != "article")
    else:
        inside = map(_without_articles, holder)
        copied.extend(child for child in inside if child is not None)
    return copied if len(copied) else None


def _sections(box: Any) -> Iterator[Any]:
    for child in box.children:
        if has_class(child.element, "run"):
            yield child
        else:
            yield from _sections(child)


def _sheet(empty: Any) -> Sheet:
    """Return the type area, measured on the rulers that stand in the markup."""
    ruler = next(
        box
        for box in empty.descendants()
        if getattr(box, "element", None) is not None and has_class(box.element, "ruler")
    )
    column, gutter = (child.width for child in ruler.children)
    return Sheet(
        empty.content_box_x(),
        empty.content_box_y(),
        empty.width,
        empty.height,
        round((empty.width + gutter) / (column + gutter)),
        column,
        gutter,
    )
