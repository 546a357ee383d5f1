"""Which elements of an XHTML page are hidden from readers.

In: style sheets and a page. Out: why an element is hidden, for each that is.
Looked at are the attributes hidden and aria-hidden, style attributes, and rules
that hide what their selector matches; at-rules and the cascade are not.
"""

from functools import lru_cache
from typing import Any

import cssselect2
import tinycss2  # type: ignore[import-untyped]

from exporter.said import said

#: property -> values that hide
_HIDING = {
    "display": {"none"},
    "visibility": {"hidden", "collapse"},
    "opacity": {"0", "0.0", "0%"},
    "font-size": {"0", "0px", "0em", "0pt", "0rem", "0%"},
    "color": {"transparent"},
}


def _hides(declarations: Any) -> str:
    """Return the declaration that hides, or ""."""
    for item in declarations:
        if item.type == "declaration":
            value = tinycss2.serialize(item.value).strip().lower()
            if value in _HIDING.get(item.lower_name, ()):
                return f"{item.lower_name}: {value}"
    return ""


class Styles:
    """The rules of some style sheets that hide what they match."""

    def __init__(self, css: str) -> None:
        self._rules: list[tuple[Any, str]] = []
        for rule in tinycss2.parse_stylesheet(css, True, True):
            if rule.type != "qualified-rule":
                continue
            reason = _hides(tinycss2.parse_blocks_contents(rule.content))
            if not reason:
                continue
            try:
                selectors = cssselect2.compile_selector_list(rule.prelude)
            except cssselect2.SelectorError:
                continue
            self._rules += [(s, reason) for s in selectors if not s.pseudo_element]

    def find_hidden(self, root: Any) -> dict[Any, str]:
        """Return element -> reason for each element that hides itself."""
        found = {}
        for element in root.iter():
            reason = _own_reason(element) if isinstance(element.tag, str) else ""
            if reason:
                found[element] = reason
        if self._rules:
            for wrapper in cssselect2.ElementWrapper.from_xml_root(root).iter_subtree():
                for selector, reason in self._rules:
                    if selector.test(wrapper):
                        found[wrapper.etree_element] = reason
        return found


@lru_cache(maxsize=8)
def styles_of(css: str) -> Styles:
    """Return what is to know of a text of rules, read once: ebooks share theirs."""
    return Styles(css)


def _own_reason(element: Any) -> str:
    if element.get("hidden") is not None:
        return said("hidden")
    if element.get("aria-hidden") == "true":
        return "aria-hidden"
    style = element.get("style")
    return _hides(tinycss2.parse_blocks_contents(style)) if style else ""
