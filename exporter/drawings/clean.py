"""What may stand in a drawing: shapes, colours and gradients.

In: the bytes of an SVG (SVG 1.1 or 2, untrusted). Out: its root, with no script, no
address, no letters that would need a font. What cannot be printed is refused with its
line, never left out in silence; what drawing programs keep for themselves is left out.
"""

import math
import re
from collections.abc import Iterator, Sequence
from typing import Any

import cssselect2
import tinycss2  # type: ignore[import-untyped]
from lxml import etree

from exporter.errors import AssetError
from exporter.said import Said, said

_SVG = "{http://www.w3.org/2000/svg}"
_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
_SHAPES = {
    *("svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon"),
    *("defs", "linearGradient", "radialGradient", "stop", "clipPath", "mask"),
    *("use", "symbol", "pattern", "style"),
}
#: What says something of a drawing and is not drawn.
_SILENT = {"title", "desc", "metadata"}
#: Attributes that the page around the drawing would understand in its own way.
_OF_THE_PAGE = {"class", "lang", "tabindex", "role", "aria-label", "data-name"}
_URL = re.compile(r"url\(\s*['\"]?([^'\")]*)['\"]?\s*\)", re.I)
_PROPERTY = re.compile(r"[a-z][a-z-]*")
#: Shapes of the largest drawing, each counted as often as it is used.
_MOST_SHAPES = 50_000
_SAVE = said("save it as plain SVG, its letters turned into outlines")


def clean_drawing(data: bytes, prefix: str, where: str) -> Any:
    """Return the root of an SVG that holds nothing but what can be printed.

    Its names begin with `prefix`; its size is that of its viewBox, in user units.
    Raises AssetError, at `where`, for what is no SVG, or holds what cannot be printed.
    """
    root = _parse(data, where)
    for element in list(root.iter()):
        _clean(element, where)
    _refuse_too_much(root, where)
    _apply_styles(root, where)
    _make_own(root, prefix, where)
    etree.cleanup_namespaces(root)
    return root


def size_of(root: Any, where: str) -> tuple[float, float]:
    """Return width and height of a drawing that is clean, in user units."""
    try:
        *_, width, height = map(float, root.get("viewBox").replace(",", " ").split())
    except ValueError:
        width = height = 0.0
    if not (0 < width < math.inf and 0 < height < math.inf):
        raise _refused(said("the drawing does not say how large it is"), where)
    return width, height


def _parse(data: bytes, where: str) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise _refused(_unreadable(error.lineno or 0), where) from error
    except ValueError as error:
        raise _refused(_unreadable(), where) from error
    if root.tag != f"{_SVG}svg":
        raise _refused(_unreadable(), where)
    return root


def _unreadable(line: int = 0) -> Said:
    if not line:
        return said("the drawing is no SVG that can be read")
    return said("the drawing is no SVG that can be read: look at line {n}", n=line)


def _refused(message: str, where: str, hint: str = _SAVE) -> AssetError:
    return AssetError(message, where=where, hint=hint)


def _cannot(element: Any, what: str, where: str) -> AssetError:
    message = said(
        "the drawing has {what} in line {line}, which cannot be printed",
        what=what,
        line=str(element.sourceline or 1),
    )
    return _refused(message, where)


def _clean(element: Any, where: str) -> None:
    """Take out of an element what is not drawn; refuse what cannot be."""
    if not isinstance(element.tag, str):
        raise _cannot(element, "&…;", where)
    name = element.tag.removeprefix(_SVG)
    if name.startswith("{") or name in _SILENT:
        if element.getparent() is not None:
            element.getparent().remove(element)
        return
    if name not in _SHAPES:
        raise _cannot(element, f"<{name}>", where)
    for key, value in list(element.attrib.items()):
        if key in _HREFS:
            if not value.startswith("#"):
                raise _cannot(element, f'href="{value[:40]}"', where)
        elif key.lower().startswith("on"):
            raise _cannot(element, key, where)
        elif key.startswith("{") or key in _OF_THE_PAGE - {"class"}:
            del element.attrib[key]
        else:
            _refuse_addresses(element, value, where)


def _refuse_addresses(element: Any, css: str, where: str) -> None:
    for address in _URL.findall(css):
        if not address.startswith("#"):
            raise _cannot(element, f"url({address[:40]})", where)


def _refuse_too_much(root: Any, where: str) -> None:
    """Refuse what doubles itself at every step, and more shapes than are drawn."""
    targets = {e.get("id"): e for e in root.iter() if e.get("id")}
    sizes: dict[str, int] = {}
    shapes = sum(1 for _ in root.iter())
    for use in root.iter(f"{_SVG}use"):
        named = next((use.get(key) for key in _HREFS if use.get(key)), "#")[1:]
        target = targets.get(named)
        if target is None:
            continue
        if named not in sizes:
            if next(target.iter(f"{_SVG}use"), None) is not None:
                raise _cannot(use, "<use> › <use>", where)
            sizes[named] = sum(1 for _ in target.iter())
        shapes += sizes[named]
    if shapes > _MOST_SHAPES:
        raise _refused(
            said("the drawing has more than {most} shapes", most=_MOST_SHAPES),
            where,
            said("simplify its paths, or save it as PNG, 2400 pixels wide"),
        )


def _apply_styles(root: Any, where: str) -> None:
    """Write what styles say into attributes: the page around must not hear them."""
    matcher = cssselect2.Matcher()
    for style in list(root.iter(f"{_SVG}style")):
        css = "".join(style.itertext())
        _refuse_addresses(style, css, where)
        for selector, declarations in _rules(css):
            matcher.add_selector(selector, declarations)
        style.getparent().remove(style)
    for wrapper in cssselect2.ElementWrapper.from_xml_root(root).iter_subtree():
        matches = sorted(matcher.match(wrapper), key=_order)
        element = wrapper.etree_element
        own = tinycss2.parse_blocks_contents(element.get("style", ""), True, True)
        for declarations in [*(payload for *_, payload in matches), own]:
            _write(element, declarations)
        for key in ("class", "style"):
            element.attrib.pop(key, None)


def _write(element: Any, declarations: Sequence[Any]) -> None:
    for node in declarations:
        if node.type == "declaration" and _PROPERTY.fullmatch(node.lower_name):
            element.set(node.lower_name, tinycss2.serialize(node.value).strip())


def _order(match: Any) -> Any:
    specificity, order, *_ = match
    return specificity, order


def _rules(css: str) -> Iterator[tuple[Any, Sequence[Any]]]:
    for rule in tinycss2.parse_stylesheet(css, True, True):
        if rule.type != "qualified-rule":
            continue
        declared = tinycss2.parse_blocks_contents(rule.content, True, True)
        try:
            selectors = cssselect2.compile_selector_list(rule.prelude)
        except cssselect2.SelectorError:
            continue
        for selector in selectors:
            yield selector, declared


def _make_own(root: Any, prefix: str, where: str) -> None:
    """Give the drawing names of its own, and the size of its place on the page."""
    for element in root.iter():
        for key, value in element.attrib.items():
            if key == "id":
                element.set(key, prefix + value)
            elif key in _HREFS:
                element.set(key, f"#{prefix}{value[1:]}")
            elif "url(" in value.lower():
                own = _URL.sub(lambda found: f"url(#{prefix}{found[1][1:]})", value)
                element.set(key, own)
    if not root.get("viewBox"):
        sides = [_number(root.get(side, "")) for side in ("width", "height")]
        root.set("viewBox", f"0 0 {sides[0]:g} {sides[1]:g}")
    size_of(root, where)
    for key in ("width", "height", "x", "y", "id"):
        root.attrib.pop(key, None)
    root.set("preserveAspectRatio", "xMinYMid meet")


def _number(length: str) -> float:
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)(?:px|pt|mm|cm|in)?\s*", length)
    return float(match[1]) if match else 0.0
