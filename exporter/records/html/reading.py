"""A page being read: its tree measured, what is known, and what was taken from it.

In: what the first steps found. Out: the state the rules share. What a rule takes is
cut out of the tree, so no word is taken twice, and what is left at the end is what
no rule knew.
"""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from exporter.records.draft import Draft
from exporter.records.html.headline import Headline, page_address
from exporter.records.html.main import Main
from exporter.records.html.measure import INLINE, View
from exporter.records.html.structured import Facts
from exporter.records.html.words import all_text
from exporter.records.labels import Labels
from exporter.records.markup import Piece

#: Letters of a headline, at least; a name has fewer.
_HEADLINE = 30


@dataclass
class Reading:
    """One page and all that is known of it; `places` are pieces cut out of the body."""

    view: View
    facts: Facts
    labels: Labels
    headline: Headline
    main: Main
    draft: Draft = field(default_factory=Draft)
    places: dict[Any, list[Piece]] = field(default_factory=dict)
    gone: set[Any] = field(default_factory=set)
    lead: list[Piece] = field(default_factory=list)
    times_beside: list[str] = field(default_factory=list)
    signed: list[Any] = field(default_factory=list)
    author_names: list[str] = field(default_factory=list)
    header: Any = None
    text_kinds: set[tuple[str, str]] | None = None
    saved_from: str = ""
    opening: str = ""
    start: int = 0
    end: int = 0

    @property
    def address(self) -> str:
        """The page's own address, or ""."""
        return page_address(self.facts) or self.saved_from

    @property
    def base(self) -> str:
        """The address relative ones belong to, or ""."""
        base = self.facts.base
        joined = urljoin(self.address, base) if base else self.address
        return joined if joined.startswith(("http://", "https://")) else ""

    def url(self, href: str | None) -> str:
        """Return a link's address in full; "" for one that leads nowhere."""
        href = (href or "").strip()
        if not href or href.startswith(
            ("#", "javascript:", "mailto:", "tel:", "data:")
        ):
            return ""
        try:
            full = urljoin(self.base, href)
        except ValueError:
            return ""
        return (
            full if full.startswith(("http://", "https://")) and " " not in full else ""
        )

    def take(self, element: Any) -> None:
        """Cut an element out of the page; its words are a field now."""
        if element in self.gone:
            return
        self._lighten(element)
        self.gone.update(element.iter())
        cut(element)

    def _lighten(self, element: Any) -> None:
        """Take an element's paragraphs out of the weights of all around it."""
        weight = self.view.weight
        if letters := weight.get(element, 0):
            for one in (element, *element.iterancestors()):
                if one in weight:
                    weight[one] -= letters

    def drop(self, element: Any, rule: str) -> None:
        """Cut an element out of the page; its words are listed as left out."""
        if element in self.gone:
            return
        self.draft.drop(all_text(element), rule)
        self.take(element)

    def put(self, element: Any, pieces: list[Piece]) -> None:
        """Leave pieces at an element's place in the body; its inside is taken."""
        self._lighten(element)
        for child in list(element):
            self.gone.update(child.iter())
            element.remove(child)
        element.text = None
        element.tag = "div"
        self.gone.add(element)
        self.places[element] = pieces

    def is_card(self, article: Any) -> bool:
        """Say whether an <article> on the page is another one's teaser."""
        body = self.main.body
        if article is body or any(one is article for one in body.iterancestors()):
            return False
        weight = self.view.weight
        return weight.get(article, 0) < 0.3 * weight.get(body, 0)

    def is_in_card(self, element: Any) -> bool:
        """Say whether an element stands with a link as long as a headline: a teaser."""
        around = {self.main.scope, self.main.body, *self.main.body.iterancestors()}
        least = self.view.least(_HEADLINE)
        for one in (element, *element.iterancestors()):
            if one in around:
                return False
            if any(self.view.length[link] >= least for link in one.iter("a")):
                return True
        return False

    def is_free(self, element: Any) -> bool:
        """Say whether an element is still on the page and no furniture."""
        return element not in self.gone and element not in self.view.inside_junk


def cut(element: Any) -> None:
    """Take an element out of its tree and leave the text behind it."""
    parent = element.getparent()
    if parent is None:
        return
    tail = element.tail
    if tail:
        if element.tag not in INLINE:
            tail = f" {tail}"
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + tail
        else:
            before.tail = (before.tail or "") + tail
    element.tail = None
    parent.remove(element)
