"""Where an article stands in the markup of its part, as a stylesheet sees it.

In: the elements around an article. Out: the same ones with this article alone, so that
it can be laid out by itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, tostring

from exporter.compositor.markup import has_class

#: How high an element is that stands for the one before an article.
_LEAST = "height: 1px"
_NEW_PAGE = "break-before: page"


@dataclass(frozen=True)
class Place:
    """The elements that hold an article, the outermost first, and the one before it,
    where there is one."""

    above: tuple[Element, ...]
    before: Element | None

    def with_only(self, inside: Element) -> Element:
        """Return the outermost element anew, and all in it that leads to `inside`.

        What stands before it is there too, but empty.
        """
        outermost = inner = bare(self.above[0])
        for element in self.above[1:]:
            inner.append(bare(element))
            inner = inner[-1]
        if self.before is not None:
            inner.append(self._stand_in(self.before))
        inner.append(inside)
        return outermost

    def seen(self) -> list[Any]:
        """Return what a stylesheet may ask of it, as plain data."""
        before = None if self.before is None else self._stand_in(self.before)
        return [
            [[element.tag, element.attrib] for element in self.above],
            before if before is None else tostring(before, "unicode"),
        ]

    def _stand_in(self, before: Element) -> Element:
        like = {"class": before.get("class", ""), "style": _LEAST}
        return Element(before.tag, like)


def bare(element: Element) -> Element:
    """Return an element like this one, with nothing in it."""
    return Element(element.tag, element.attrib)


def each_on_a_page(elements: Sequence[Element]) -> Iterable[Element]:
    """Yield elements so that each but the first, which does anyway, starts a page."""
    for index, element in enumerate(elements):
        if index:
            own = element.get("style", "")
            element.set("style", f"{own}; {_NEW_PAGE}" if own else _NEW_PAGE)
        yield element


def places(above: tuple[Element, ...]) -> Iterator[tuple[Place, int]]:
    """Yield where articles stand in the runs that the last of `above` holds, or is.

    With each place: which child of its run the article is.
    """
    for index, child in enumerate(above[-1]):
        if not has_class(above[-1], "run"):
            yield from places((*above, child))
        elif child.tag == "article":
            yield Place(above, above[-1][index - 1] if index else None), index
