"""A page measured: how much running text each of its elements holds.

In: the tree of a page. Out: a `View`: elements in document order, the letters and the
linked letters in each, its weight (letters of its paragraphs that are no links), and
the elements that are furniture with the rule that says so. One pass from the last
element to the first, one back; nothing is measured twice.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from exporter.inline import INLINE_TAGS
from exporter.records.html.furniture import furniture_rule

INLINE = INLINE_TAGS | {"q", "font", "mark", "time", "ins", "del", "dfn", "kbd", "var"}
INLINE |= {"samp", "wbr", "big", "strike", "tt", "acronym", "data", "label", "ruby"}
INLINE |= {"rt", "rp", "rb", "bdo", "address"}
_NO_PARAGRAPH = {"h1", "h2", "h3", "h4", "h5", "h6", "figcaption", "button", "option"}
_NO_PARAGRAPH |= {"title", "noscript", "legend", "select", "textarea", "script"}
_DENSE = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"
)
#: Letters of a paragraph; a script that writes a word in one sign needs fewer.
_PARAGRAPH = 40
_DENSE_SCALE = 0.4
_SAMPLE = 30_000


@dataclass
class View:
    """The measured elements of a page; `junk` holds the rule of each furniture root."""

    root: Any
    body: Any
    order: list[Any]
    length: dict[Any, int]
    linked: dict[Any, int]
    weight: dict[Any, int]
    scale: float = 1.0
    place: dict[Any, int] = field(default_factory=dict)
    junk: dict[Any, str] = field(default_factory=dict)
    inside_junk: set[Any] = field(default_factory=set)

    @property
    def total(self) -> int:
        """The weight of the whole page without its furniture."""
        return self.weight.get(self.body, 0)

    def link_share(self, element: Any) -> float:
        """Return which part of an element's letters is links."""
        return self.linked.get(element, 0) / max(1, self.length.get(element, 0))

    def is_junk(self, element: Any) -> bool:
        """Say whether an element is furniture or stands in some."""
        return element in self.inside_junk

    def least(self, letters: int) -> float:
        """Return how many letters stand for `letters` Latin ones in this script."""
        return letters * self.scale


def measure(root: Any) -> View:
    """Return a page measured, its furniture marked and not counted."""
    body = next(iter(root.iterchildren("body")), root)
    order = [e for e in body.iter() if isinstance(e.tag, str)]
    scale = _scale(body)
    view = View(root, body, order, {}, {}, {}, scale)
    view.place = {element: index for index, element in enumerate(order)}
    paragraphs = _weigh(view)
    _mark_furniture(view)
    _weigh_again(view, paragraphs)
    return view


def _scale(body: Any) -> float:
    text = body.text_content()[: _SAMPLE * 4]
    sample = re.sub(r"\s+", "", text)[:_SAMPLE]
    dense = len(_DENSE.findall(sample))
    return _DENSE_SCALE if dense * 4 > len(sample) else 1.0


def _weigh(view: View) -> dict[Any, int]:
    """Fill in letters and weights; return the weight of each paragraph."""
    length, linked, weight = view.length, view.linked, view.weight
    flows: dict[Any, int] = {}
    link_flows: dict[Any, int] = {}
    paragraphs: dict[Any, int] = {}
    least = _PARAGRAPH * view.scale
    for e in reversed(view.order):
        tag, text, tail = e.tag, e.text, e.tail
        own = len(text.strip()) if text else 0
        total = length[e] = length.get(e, 0) + own
        flow = flows.pop(e, 0) + own
        link_flow = link_flows.pop(e, 0)
        weight.setdefault(e, 0)
        linked.setdefault(e, 0)
        if tag == "a":
            linked[e], link_flow, weight[e] = total, flow, 0
        is_inline = tag in INLINE
        if not is_inline and flow - link_flow >= least and tag not in _NO_PARAGRAPH:
            paragraphs[e] = flow - link_flow
            weight[e] += flow - link_flow
        parent = e.getparent()
        if parent is None:
            continue
        after = len(tail.strip()) if tail else 0
        length[parent] = length.get(parent, 0) + total + after
        linked[parent] = linked.get(parent, 0) + linked[e]
        weight[parent] = weight.get(parent, 0) + weight[e]
        flows[parent] = flows.get(parent, 0) + after + (flow if is_inline else 0)
        if is_inline and link_flow:
            link_flows[parent] = link_flows.get(parent, 0) + link_flow
    return paragraphs


def _mark_furniture(view: View) -> None:
    inside, junk = view.inside_junk, view.junk
    for e in view.order:
        if e.getparent() in inside:
            inside.add(e)
        elif e is not view.body and (rule := furniture_rule(e, view)):
            junk[e] = rule
            inside.add(e)


def _weigh_again(view: View, paragraphs: dict[Any, int]) -> None:
    """Take the paragraphs of the furniture out of the weights."""
    for element, letters in paragraphs.items():
        if element not in view.inside_junk:
            continue
        holder = element
        while holder is not None and holder in view.weight:
            view.weight[holder] -= letters
            holder = holder.getparent()
