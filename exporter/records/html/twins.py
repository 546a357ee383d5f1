"""Boxes of one kind: so sites set each passage of a text in a box of its own.

In: elements of a measured page. Out: whether two are named the same way, and whether
text goes on in such a box; its last passage may be one short line.
"""

import re
from typing import Any

from exporter.records.html.habits import is_naming
from exporter.records.html.measure import View

_SENTENCE = re.compile(r"\w.*[.!?…。！？][\"'”»’]?$", re.S)
_MOST_LINKS = 0.5


def has_twin(view: View, element: Any) -> bool:
    """Say whether text goes on beside an element in another named the same way."""
    return any(
        are_twins(one, element)
        and not view.is_junk(one)
        and any(is_sentence(view, p) for p in one.iter("p"))
        for one in element.itersiblings()
    )


def are_twins(one: Any, other: Any) -> bool:
    """Say whether a site names two elements the same way, and names them at all."""
    names = _names(one)
    return one.tag == other.tag and bool(names) and names == _names(other)


def is_sentence(view: View, element: Any) -> bool:
    """Say whether an element is a sentence and no link."""
    text = element.text_content().strip()
    return view.link_share(element) < _MOST_LINKS and bool(_SENTENCE.search(text))


def _names(element: Any) -> str:
    """Return what a site calls an element, numbers left out: data outrank classes."""
    told = [value for key, value in element.items() if is_naming(key)]
    return re.sub(r"\d+", "", " ".join(told) or element.get("class") or "")
