"""Make a galley of an article's markup: every form it may have, one below another.

In: the element of an article. Out: the same element, with a copy of its head for each
class of head a form names, of its lead photo for each slot, and of each table for the
full width; all else stands in one column.
WeasyPrint lays it out once; the compositor then chooses and places.
"""

import copy
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from exporter.forms import ALL, Composition, Form

#: What the copies are told apart by, when they are laid out.
FORM_HEAD = "data-head"
FORM_SLOT = "data-slot"
WIDE_OF = "data-wide"
_FLOW = "columns"


def has_class(element: Any, name: str) -> bool:
    """Return whether an element has a class."""
    return name in element.get("class", "").split()


def spread(article: Any, composition: Composition) -> tuple[list[Form], set[str]]:
    """Spread out the forms of an article.

    Return them, and the ids that stand in several copies.
    """
    before = Counter(element.get("id") for element in article.iter())
    flow = next(child for child in article if has_class(child, _FLOW))
    _settle_missing(article, flow)
    lead = next((child for child in article if has_class(child, "photo")), None)
    permitted = composition.forms_for(
        _count_words(flow),
        opener=has_class(article, "opener"),
        photos=_slots(lead),
        pinned=composition.pins.get(article.get("id"), ""),
    )
    _spread_heads(article, permitted)
    if lead is not None:
        _spread_leads(article, lead, permitted, composition.spans)
    _widen(article, flow, composition.spans)
    after = Counter(element.get("id") for element in article.iter())
    return permitted, {name for name in after if name and after[name] > before[name]}


def _settle_missing(article: Any, flow: Any) -> None:
    """Let what stands for a missing lead photo open the text.

    It is words, and read as such: overleaf, where a photo may stand, it would part
    a paragraph.
    """
    for child in [one for one in article if has_class(one, "photo-missing")]:
        article.remove(child)
        flow.insert(0, child)


def _count_words(flow: Any) -> int:
    return sum(len("".join(block.itertext()).split()) for block in flow)


def _slots(lead: Any) -> list[str]:
    """Return the slots a lead photo is prepared for."""
    if lead is None:
        return []
    image = next(lead.iter("img"))
    return [address.rpartition("/")[2] for address in _addresses(image)]


def _addresses(image: Any) -> Iterator[str]:
    yield image.get("src")
    yield from image.get("data-also", "").split()


def _spread_heads(article: Any, forms: list[Form]) -> None:
    """Put a copy of the head for each class of head, and run-on or not."""
    at, head = next((n, c) for n, c in enumerate(article) if has_class(c, "head"))
    article.remove(head)
    for offset, (name, span) in enumerate(dict.fromkeys(map(head_of, forms))):
        one = copy.deepcopy(head)
        one.set("class", f"{head.get('class')} {name} {_width(span)}")
        one.set(FORM_HEAD, f"{name}/{span}")
        article.insert(at + offset, one)


def head_of(form: Form) -> tuple[str, int]:
    """Return the class of a form's head and how many columns it runs across."""
    return form.head, 1 if form.run_on else form.columns or form.span


def _width(span: int) -> str:
    """Return the class of what is `span` columns wide."""
    return "in-full" if span == ALL else f"in-{span}"


def _spread_leads(
    article: Any, lead: Any, forms: list[Form], spans: Mapping[str, int]
) -> None:
    at = list(article).index(lead)
    article.remove(lead)
    address = next(lead.iter("img")).get("src").rpartition("/")[0]
    for offset, slot in enumerate(dict.fromkeys(form.photo for form in forms)):
        if not slot:
            continue
        one = copy.deepcopy(lead)
        one.set("class", f"{lead.get('class')} {_width(spans.get(slot, 1))}")
        one.set(FORM_SLOT, slot)
        next(one.iter("img")).set("src", f"{address}/{slot}")
        article.insert(at + offset, one)


def _widen(article: Any, flow: Any, spans: Mapping[str, int]) -> None:
    """Put a copy of what may, or must, run across the page below the article.

    Tables, and what holds one, and photos in a slot across all columns.
    """
    for index, block in enumerate(list(flow)):
        across = any(spans.get(name) == ALL for name in block.get("class", "").split())
        if across or next(block.iter("table"), None) is not None:
            one = copy.deepcopy(block)
            one.set("class", f"{block.get('class', '')} wide")
            one.set(WIDE_OF, str(index))
            article.append(one)


def settle(chosen: Iterable[tuple[Any, Any]]) -> None:
    """Put the chosen full-width copies in the places of what they are copies of.

    Whoever reads the markup now, to tag the pages, finds them in the text's order.
    """
    for article, copied in chosen:
        flow = next(child for child in article if has_class(child, _FLOW))
        article.remove(copied)
        flow[int(copied.get(WIDE_OF))] = copied
