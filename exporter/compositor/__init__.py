"""The compositor: from a galley, WeasyPrint's boxes in one long column, to pages.

In: the markup of a part and the layout's `Composition`. Out: WeasyPrint pages, and the
`Plan` they follow. WeasyPrint breaks the lines once, in a galley that holds every form
an article may have; the compositor chooses the forms that fill the pages best, and
moves the boxes there. Why not leave it to WeasyPrint: it has no photos that move to the
top of a column, no span over some of the columns, and each try costs it a new layout.
"""

from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from weasyprint.document import Document

from exporter.compositor.endless import LayingOut, lay_out_galley
from exporter.compositor.fit import fit_facts
from exporter.compositor.kept import Kept
from exporter.compositor.markup import has_class
from exporter.compositor.pages import make_pages
from exporter.compositor.plan import make_plan
from exporter.facts import FitFacts

__all__ = ["Composed", "Kept", "LayingOut", "compose", "is_galley"]


class Composed(NamedTuple):
    """A document of composed pages; `columns` are the edges of its columns in px."""

    document: Document
    fit: FitFacts
    columns: tuple[tuple[float, float], ...]


def is_galley(root: Any) -> bool:
    """Return whether a part is to be composed: its body has the class galley."""
    body = root.find("body")
    return body is not None and has_class(body, "galley")


def compose(root: Element, how: LayingOut, pages: int = 0) -> Composed:
    """Return a part's document, of composed pages, and the plan they follow.

    `root` is the markup's root, which is changed. The number of `pages` is kept to
    where that can be.
    """
    document, galley, empty = lay_out_galley(root, how)
    plan = make_plan(galley, how.composition, pages)
    fit = fit_facts(plan, galley)
    front = _front_of(empty)
    document.pages[:] = make_pages(plan, empty[front:], empty[0] if front else None)
    return Composed(document, fit, galley.sheet.edges)


def _front_of(empty: list[Any]) -> int:
    """Return 1 where the first of the empty pages is for page one alone, else 0."""
    body = empty[0].children[0].children[0]
    return int(has_class(body.children[0].element, "front"))
