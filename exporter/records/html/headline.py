"""Which element is the headline.

In: a measured page and what it says for machines. Out: the element of the headline
and its words, proved by JSON-LD, OpenGraph or the title, with the rule. What is
written on the page is taken, not what a search engine is told.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from exporter.records.html.habits import parts_of
from exporter.records.html.measure import View
from exporter.records.html.structured import Facts
from exporter.records.html.words import likeness, same_words, text_of
from exporter.records.labels import fold, fold_outlet

_SUFFIX = re.compile(r"\s+[-–—|·•:»›]+\s+|\s*[|｜]\s*")
_MAYBE = ("div", "p", "span", "td", "font")
_LONGEST = 300
_ONLY_PLACE = "the page's only h1"
_NEAR = 0.75


@dataclass(frozen=True)
class Headline:
    """The headline: its words, where they came from, its element if it has one."""

    text: str
    rule: str
    element: Any = None

    @property
    def is_unproved(self) -> bool:
        """Say whether only its place on the page says that it is the headline."""
        return self.rule == _ONLY_PLACE


def find_headline(view: View, facts: Facts) -> Headline | None:
    """Return the headline of a page; None where nothing says one."""
    told = list(told_headlines(facts))
    best: tuple[float, Headline] | None = None
    for element in _candidates(view):
        text = text_of(element)
        if not text or len(text) > _LONGEST:
            continue
        points, rule = _judge(view, element, text, told)
        if points > 0 and (best is None or points > best[0]):
            best = (points, Headline(text, rule, element))
    if best:
        return best[1]
    for text, rule in told:
        return Headline(text, rule)
    return None


def told_headlines(facts: Facts) -> Iterator[tuple[str, str]]:
    """Yield what a page tells machines its headline is, the outlet's name cut off."""
    outlets = outlet_names(facts)
    for text, rule in (
        (facts.text("headline"), "JSON-LD headline"),
        (facts.meta("og:title"), "meta og:title"),
        (facts.meta("twitter:title", "title", "dc.title"), "meta title"),
        (facts.title, "title of the page"),
        (facts.text("name"), "JSON-LD name"),
    ):
        if text:
            yield without_outlet(text, outlets), rule


def outlet_names(facts: Facts) -> set[str]:
    """Return the folded names a page gives its outlet."""
    names = [*facts.names("publisher"), facts.meta("og:site_name", "application-name")]
    for kind in ("NewsMediaOrganization", "Organization", "WebSite"):
        names += [
            str(one.get("name")) for one in facts.of_type(kind) if one.get("name")
        ]
    host = re.match(r"https?://(?:www\d?\.|m\.|amp\.)?([^/:]+)", page_address(facts))
    folded = {form for name in names if name for form in fold_outlet(name)}
    return folded | (fold_outlet(host[1]) if host else set())


def page_address(facts: Facts) -> str:
    """Return the address of a page, as it says itself, or ""."""
    told = (facts.canonical, facts.meta("og:url", "twitter:url"), facts.text("url"))
    return next((url for url in told if url.startswith(("http://", "https://"))), "")


def without_outlet(text: str, outlets: set[str]) -> str:
    """Return a title without the outlet's name at its end or beginning."""
    parts = _SUFFIX.split(text)
    cuts = list(_SUFFIX.finditer(text))
    if len(parts) > 1 and fold(parts[-1]) in outlets:
        return without_outlet(text[: cuts[-1].start()].strip(), outlets)
    if len(parts) > 1 and fold(parts[0]) in outlets:
        return text[cuts[0].end() :].strip()
    return text


def _candidates(view: View) -> Iterator[Any]:
    for element in view.order:
        tag = element.tag
        if tag == "h1" or (tag in ("h2", "h3") and not view.is_junk(element)):
            yield element
        elif tag in _MAYBE and view.length[element] < _LONGEST:
            named = "headline" in parts_of(element)
            if named and not view.is_junk(element):
                yield element


def _judge(
    view: View, element: Any, text: str, told: list[tuple[str, str]]
) -> tuple[float, str]:
    """Return how sure an element is the headline, and by what proof."""
    points, rule = 0.0, _ONLY_PLACE
    for rank, (line, proof) in enumerate(told):
        close = _closeness(text, line)
        if close - rank * 0.01 > points:
            points, rule = close - rank * 0.01, f"visible headline, proved by {proof}"
    if element.tag == "h1":
        points += 1.0
        if not told:
            points += 0.5
    elif points < 2:
        return 0.0, ""
    if "headline" in parts_of(element):
        points += 0.4
    if view.is_junk(element):
        points -= 1.4
    if len(text.split()) < 2 and points < 2 and view.scale == 1.0:
        points -= 1.5
    if element.find(".//img") is not None and view.length[element] < 3:
        return 0.0, ""
    return points - view.place[element] / 1_000_000, rule


def _closeness(text: str, line: str) -> float:
    """Return how well a line proves a text: 3 the same, 0 not at all."""
    if same_words(text, line):
        return 3.0
    one, other = fold(text), fold(line)
    if len(one) >= 12 and (other.startswith(one) or one in other):
        return 2.6
    if len(other) >= 12 and other in one:
        return 2.4
    share = likeness(text, line)
    if share >= _NEAR and min(len(text.split()), len(line.split())) >= 4:
        return 2.0 + (share - _NEAR)
    return 0.0
