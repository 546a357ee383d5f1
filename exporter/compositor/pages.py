"""Make pages of a plan: the boxes of the galley, moved to their places.

In: a `Plan`, the galley's boxes, and an empty page that WeasyPrint laid out with its
running heads. Out: WeasyPrint pages, as it would have made them itself. All that is
placed is a copy: the galley's boxes stay as they are, for whoever needs them next.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from weasyprint.document import Page
from weasyprint.formatting_structure import boxes
from weasyprint.layout.background import layout_backgrounds

from exporter.compositor.flow import Run
from exporter.compositor.galley import ArticleGalley, Block, image_in
from exporter.compositor.plan import Plan
from exporter.compositor.units import Joined, Piece


def make_pages(plan: Plan, empty: Sequence[Any], front: Any = None) -> list[Page]:
    """Return the pages of a plan.

    `empty` are page boxes to copy, one for each run; `front` is the one for page one,
    where it has its own.
    """
    by_page: list[list[Piece]] = [[] for _ in range(plan.pages)]
    for piece in plan.pieces:
        by_page[piece.page].append(piece)
    pages = []
    for index, pieces in enumerate(by_page):
        like = front if front is not None and index == 0 else empty[_run_of(pieces)]
        pages.append(Page(_page_box(pieces, like)))
    return pages


def _run_of(pieces: Sequence[Piece]) -> int:
    """Return the run that the first article on a page belongs to."""
    first = pieces[0]
    if isinstance(first.source, Joined):
        return first.source.owners[0][0].run
    if first.source is not None:
        return first.source.run
    assert first.block is not None
    return first.block.run


def _page_box(pieces: Sequence[Piece], empty: Any) -> Any:
    html, *margins = empty.children
    body = html.children[0]
    content = [
        box for article, some in _by_article(pieces) for box in _content(article, some)
    ]
    new_body = body.copy_with_children(content)
    new_html = html.copy_with_children([new_body])
    page = empty.copy_with_children([new_html, *(_twin(box) for box in margins)])
    layout_backgrounds(page, _no_image)
    return page


def _no_image(**_: Any) -> None:
    """Return no image: stylesheets name none."""


def _twin(box: Any) -> Any:
    """Return a margin box of its own for a page: it is moved on left pages."""
    return box.deepcopy()


Part = tuple[ArticleGalley | None, list[tuple[Piece, "Run | None"]]]


def _by_article(pieces: Sequence[Piece]) -> Iterator[Part]:
    """Yield what stands on a page of each article, in their order."""
    parts: list[Part] = []
    for piece in pieces:
        for article, part in _owned(piece):
            if parts and parts[-1][0] is article and article is not None:
                parts[-1][1].append(part)
            else:
                parts.append((article, [part]))
    yield from parts


def _owned(
    piece: Piece,
) -> Iterator[tuple[ArticleGalley | None, tuple[Piece, "Run | None"]]]:
    """Yield a piece, cut up where it holds several articles that run on."""
    source = piece.source
    if not isinstance(source, Joined):
        yield source, (piece, piece.run)
        return
    assert piece.run is not None
    start = source.flow.atoms[piece.run.first].top
    at = piece.run.first
    while at < piece.run.last:
        article, what = source.owners[at]
        y = piece.y + source.flow.atoms[at].top - start
        if isinstance(what, Block):
            first = at == piece.run.first
            one = Piece(
                *(piece.page, piece.x, y, article, what, None),
                piece.height if first else 0.0,
                piece.top and first,
                piece.moved,
            )
            yield article, (one, None)
            at += 1
            continue
        last = at
        while last < piece.run.last and source.owners[last][0] is article:
            last += 1
        local = Run(what, what + last - at, piece.x, y, piece.run.height)
        one = Piece(
            *(piece.page, piece.x, y, article, None, local),
            piece.height,
            moved=piece.moved,
            order=what,
        )
        yield article, (one, local)
        at = last


def _content(
    article: ArticleGalley | None, parts: list[tuple[Piece, "Run | None"]]
) -> Iterator[Any]:
    placed = [
        _placed_block(piece) if run is None else _placed_run(article, piece, run)
        for piece, run in sorted(parts, key=lambda part: part[0].order)
    ]
    if article is None:
        yield from placed
        return
    box = article.box.copy_with_children(placed)
    first = placed[0]
    box.position_x, box.position_y = first.position_x, first.position_y
    box.margin_top = box.margin_bottom = 0
    bottom = max(child.position_y + child.margin_height() for child in placed)
    box.height = bottom - box.position_y
    yield box


def _placed_block(piece: Piece) -> Any:
    block = piece.block
    assert block is not None
    box = block.box.deepcopy()
    if piece.top and block.trim:
        trimmed = box.border_top_width + box.padding_top
        box.border_top_width = box.padding_top = 0
        box.position_y += trimmed
        piece_y = piece.y + block.trim
    else:
        piece_y = piece.y
    if piece.height and piece.height < block.height - 0.01:
        lower_photo(box, block.height - piece.height)
    box.translate(piece.x - box.border_box_x(), piece_y - box.border_box_y())
    return _noted(box, piece)


def _noted(box: Any, piece: Piece) -> Any:
    """Note on boxes that they stand out of the text's order."""
    if piece.moved:
        for inner in box.descendants():
            inner.moved = True
    return box


def _figure_in(box: Any) -> Any:
    """Return the figure of a photo that a box is, or holds."""
    inside = (inner for inner in box.descendants() if inner.element is not None)
    return next((inner for inner in inside if image_in(inner) is not None), box)


def lower_photo(figure: Any, by: float) -> None:
    """Make the photo in a figure lower by `by` px; its caption moves up."""
    image = image_in(figure)
    if image is None:
        return
    image.height -= by
    bottom = image.position_y + image.margin_height()
    _pull_up(figure, image, bottom, by)


def _pull_up(box: Any, image: Any, below: float, by: float) -> None:
    """Shorten what holds the photo; move what stands below it."""
    box.height -= by
    for child in box.children:
        if child is image:
            continue
        if _holds(child, image):
            _pull_up(child, image, below, by)
        elif child.position_y >= below - 1:
            child.translate(dy=-by)


def _holds(box: Any, wanted: Any) -> bool:
    return any(inner is wanted for inner in box.descendants())


def _placed_run(article: ArticleGalley | None, piece: Piece, run: Run) -> Any:
    assert article is not None
    atom = article.flow.atoms[run.first]
    box = _slice(article, article.flow_box, run.first, run.last)
    whole = atom.bottom - atom.top
    if atom.floats and piece.height and piece.height < whole - 0.01:
        lower_photo(_figure_in(box), whole - piece.height)
        box.height -= whole - piece.height
    box.translate(piece.x - article.flow_box.content_box_x(), piece.y - atom.top)
    return _noted(box, piece)


def _slice(article: ArticleGalley, box: Any, first: int, last: int) -> Any:
    """Return a copy of a box that holds the atoms first..last only."""
    start, end = article.ranges[id(box)]
    if (start, end) == (first, last) and end == start + 1:
        return box.deepcopy()
    wanted = {id(leaf) for leaf in article.leaves[first:last]}
    children: list[Any] = []
    apart: list[Any] = []  # a list's mark is out of the flow; it goes with what follows
    for child in box.children:
        place = article.ranges.get(id(child))
        if place is not None:
            low, high = max(first, place[0]), min(last, place[1])
            if low < high:
                marks = [mark.deepcopy() for mark in apart] if low == place[0] else []
                children += [*marks, _slice(article, child, low, high)]
            apart = []
        elif id(child) in wanted:
            children.append(child.deepcopy())
        elif not isinstance(child, boxes.LineBox):
            apart.append(child)
    copied = box.copy_with_children(children)
    copied.remove_decoration_sides = set(box.remove_decoration_sides)
    if first > start:
        copied.remove_decoration(start=True, end=False)
    if last < end:
        copied.remove_decoration(start=False, end=True)
    top = article.flow.atoms[first].top if first > start else None
    bottom = article.flow.atoms[last - 1].bottom if last < end else None
    if isinstance(box, boxes.TableBox) and first > start:
        copied.skipped_rows = box.skipped_rows + _rows_before(article, box, first)
    _fit(copied, box, top, bottom)
    return copied


def _rows_before(article: ArticleGalley, table: Any, first: int) -> int:
    """Return how many rows of a table stand before an atom."""
    ranges = article.ranges
    count = 0
    for group in table.children:
        if id(group.children[0]) in ranges:
            count += sum(ranges[id(row)][1] <= first for row in group.children)
        elif ranges[id(group)][1] <= first:  # a low group is not divided
            count += len(group.children)
    return count


def _fit(copied: Any, box: Any, top: float | None, bottom: float | None) -> None:
    """Give a copy the place and height of what is left of it."""
    full_bottom = box.content_box_y() + box.height
    if top is not None:
        copied.position_y = top
    content_top = copied.content_box_y()
    copied.height = (full_bottom if bottom is None else bottom) - content_top
