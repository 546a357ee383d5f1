"""Which element holds the article, and which its body.

In: a measured page, its headline and what it says for machines. Out: a `Main`: the
element the whole article stands in, and in it the element of its running text. The
text itself decides: one descends from the article to the smallest element that holds
nearly all of its paragraphs; names ("articleBody") and JSON-LD only prove it.
"""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from exporter.records.html.habits import any_of, parts_of
from exporter.records.html.headline import Headline, outlet_names, page_address
from exporter.records.html.measure import View
from exporter.records.html.structured import Facts
from exporter.records.html.twins import has_twin
from exporter.records.labels import fold

#: Letters of paragraphs an article has at least.
_LEAST = 140
#: What a smaller element must hold of a larger one's text to be the body.
_NEARLY_ALL = 0.9
#: What an element named "articleBody" must hold of the article's text.
_NAMED_SHARE = 0.85
_SCOPE_SHARE = 0.45
_MOST_LINKS = 0.5
#: The rule of a page on which no running text was found.
NO_TEXT = "no running text"
#: Letters of a text whose headline is not what the page calls itself.
_LEAST_UNPROVED = 400
_SUFFIX = re.compile(r"\s+[-–—|·]\s+|[.!:…]+(?:\s|$)")
_BARRIER = re.compile(rf"(?:error )?(?:\d{{3}}\W*)?(?:{any_of('barriers')})\W*", re.I)


@dataclass(frozen=True)
class Main:
    """The element of the article and that of its running text."""

    scope: Any
    body: Any
    rule: str


def find_main(view: View, headline: Any, told_body: str = "") -> Main | None:
    """Return where the article stands; None where a page has no running text."""
    scope = _scope(view, headline, told_body)
    if view.weight.get(scope, 0) < view.least(_LEAST):
        scope = view.body
    if view.weight.get(scope, 0) < view.least(_LEAST):
        return None
    named = _named_body(view, scope, headline)
    if named is not None:
        return Main(scope, named, "element named as the article's body")
    body = descend(view, scope)
    return Main(scope, body, "element with nearly all paragraphs")


def _scope(view: View, headline: Any, told_body: str) -> Any:
    """Return the nearest element around the headline that holds the article."""
    holder = headline
    least = max(view.least(_LEAST), _SCOPE_SHARE * view.total)
    while holder is not None and view.weight.get(holder, 0) < least:
        nearest = _own_article(view, holder, told_body)
        if nearest is not None:
            return nearest
        holder = holder.getparent()
    if holder is None or holder not in view.weight:
        return view.body
    return holder


def _own_article(view: View, holder: Any, told_body: str) -> Any:
    """Return `holder` where it is the <article> of this headline among others."""
    if holder.tag != "article" and holder.get("itemtype") is None:
        return None
    weight = view.weight.get(holder, 0)
    if weight < view.least(250):
        return None
    if told_body and weight * 2 < len(told_body):
        return None
    return holder


def _named_body(view: View, scope: Any, headline: Any) -> Any:
    """Return the element named as the body, if it holds enough of the text."""
    least = max(view.least(_LEAST), _NAMED_SHARE * view.weight[scope])
    after = view.place.get(headline, -1) if headline is not None else -1
    best = None
    for element in scope.iter("div", "section", "article", "td", "main", "span"):
        if view.weight.get(element, 0) < least or view.place[element] < after:
            continue
        if "body" in parts_of(element):
            best = element if best is None or _is_inside(element, best) else best
    if best is None:
        return None
    inner = descend(view, best, share=0.97)
    return inner


def _is_inside(element: Any, holder: Any) -> bool:
    return any(one is holder for one in element.iterancestors())


def descend(view: View, element: Any, share: float = _NEARLY_ALL) -> Any:
    """Return the smallest element with nearly all of an element's paragraphs."""
    while True:
        whole = view.weight[element]
        heavy = [
            child
            for child in element
            if view.weight.get(child, 0) >= share * whole and not _is_paragraph(child)
        ]
        if not heavy or has_twin(view, heavy[0]):
            return element
        element = heavy[0]


def _is_paragraph(element: Any) -> bool:
    return element.tag in ("p", "blockquote", "ul", "ol", "li", "table", "pre", "dl")


def is_article(view: View, facts: Facts, headline: Headline, main: Main) -> bool:
    """Say whether what was found is an article: no home page, no list of links.

    Nor a page that stands in front of one: a check for robots, an error.
    """
    if _is_barrier(facts.title) or _is_barrier(headline.text):
        return False
    if is_told_article(facts):
        return True
    short = view.weight[main.body] < view.least(_LEAST_UNPROVED)
    if short and facts.title and headline.is_unproved:
        return False
    path = urlsplit(page_address(facts)).path.strip("/") if page_address(facts) else "?"
    is_site = not path or fold(headline.text) in outlet_names(facts)
    return not is_site and view.link_share(main.body) < _MOST_LINKS


def may_be_article(facts: Facts, headline: Headline) -> bool:
    """Say whether a page without running text calls itself an article."""
    if _is_barrier(facts.title) or _is_barrier(headline.text) or headline.is_unproved:
        return False
    return is_told_article(facts)


def is_told_article(facts: Facts) -> bool:
    """Say whether a page tells machines that it is an article."""
    told = bool(facts.types) or facts.meta("og:type") == "article"
    return told or bool(facts.meta("article:published_time"))


def _is_barrier(title: str) -> bool:
    """Say whether a title is that of an error or of a check for robots."""
    return any(_BARRIER.fullmatch(part) for part in _SUFFIX.split(title.strip()))
