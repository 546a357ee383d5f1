"""The compositor: from a galley, WeasyPrint's boxes in one long column, to pages.

In: the markup of a part and the layout's `Composition`. Out: WeasyPrint pages, and the
`Plan` they follow. WeasyPrint breaks the lines once, in a galley that holds every form
an article may have; the compositor chooses the forms that fill the pages best, and
moves the boxes there. Why not leave it to WeasyPrint: it has no photos that move to the
top of a column, no span over some of the columns, and each try costs it a new layout.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from weasyprint.document import Document

from exporter.compositor.fit import fit_facts
from exporter.compositor.galley import ArticleGalley, Sheet, read_galley
from exporter.compositor.headlines import balance_headlines
from exporter.compositor.markup import has_class, make_galley, settle
from exporter.compositor.pages import make_pages
from exporter.compositor.plan import make_plan
from exporter.facts import FitFacts
from exporter.forms import Composition

__all__ = ["Composed", "compose", "is_galley"]


class Composed(NamedTuple):
    """A document of composed pages; `columns` are the edges of its columns in px."""

    document: Document
    fit: FitFacts
    columns: tuple[tuple[float, float], ...]


def is_galley(root: Any) -> bool:
    """Return whether a part is to be composed: its body has the class galley."""
    body = root.find("body")
    return body is not None and has_class(body, "galley")


def compose(
    root: Any,
    composition: Composition,
    render: Callable[[Any], Document],
    logged: list[str],
    pages: int = 0,
) -> Composed:
    """Return a part's document, of composed pages, and the plan they follow.

    `root` is the markup's root, which is changed; `render` lays out such a root, and
    `logged` is what it complained about. The number of `pages` is kept to where that
    can be.
    """
    forms, copies = make_galley(root, composition)
    document = render(root)
    expected = {f"Anchor defined twice: {name!r}" for name in copies}
    logged[:] = [message for message in logged if message not in expected]
    *empty, long = (page._page_box for page in document.pages)
    galley = read_galley(_body(long), _sheet(empty[0]), forms, composition.crop)
    articles = [item for item in galley.items if isinstance(item, ArticleGalley)]
    told = len(logged)
    balance_headlines(articles, root, render)
    del logged[told:]  # the heads have told what there is to tell
    plan = make_plan(galley, composition, pages)
    fit = fit_facts(plan, galley)
    settle(
        (article.box.element, block.box.element)
        for article in articles
        for block in article.wides.values()
    )
    front = _front_of(empty)
    document.pages[:] = make_pages(plan, empty[front:], empty[0] if front else None)
    return Composed(document, fit, galley.sheet.edges)


def _body(page: Any) -> Any:
    return page.children[0].children[0]


def _front_of(empty: list[Any]) -> int:
    """Return 1 where the first of the empty pages is for page one alone, else 0."""
    return int(has_class(_body(empty[0]).children[0].element, "front"))


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
