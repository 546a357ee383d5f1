"""A nameplate drawn by the newsroom: an SVG in place of the title in type.

In: the path an edition.toml names. Out: markup fit to stand in a page: shapes, colours
and gradients; no script, no address, no letters that would need a font. What cannot be
printed is refused with its line, never left out in silence; what drawing programs
keep for themselves is left out.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import cssselect2
import tinycss2  # type: ignore[import-untyped]
from lxml import etree

from exporter.errors import AssetError
from exporter.files import read_bytes
from exporter.said import said

_MOST_BYTES = 1_000_000
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
_PREFIX = "nameplate-"
#: How it stands in its place, as wide as that: a token says how high at most.
_PLACE = "display: block; width: 100%; max-height: var(--nameplate-height, 26mm)"
_SAVE = said("save it as plain SVG, its letters turned into outlines")


def read_nameplate(path: Path, folders: Sequence[Path], alt: str, where: str) -> str:
    """Return the SVG at `path` as markup; it must lie below one of `folders`.

    `alt` is what it says, for those who cannot see it.

    Raises AssetError, at `where`, for what is not there, is no SVG, or holds what
    cannot be printed.
    """
    try:
        real = path.resolve()
        inside = any(real.is_relative_to(folder.resolve()) for folder in folders)
    except (OSError, ValueError, RuntimeError):  # no name, or links in a ring
        inside = False
    if not inside:
        raise AssetError(
            said("the nameplate lies outside the edition's folder"),
            where=where,
            hint=said("put the file beside edition.toml, and name it there"),
        )
    data = read_bytes(real, AssetError, where, _MOST_BYTES)
    return clean_nameplate(data, alt, where)


def clean_nameplate(data: bytes, alt: str, where: str) -> str:
    """Return an SVG as markup that can stand in a page; AssetError for what cannot."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _refused(
            said("the nameplate is no SVG that can be read"), where
        ) from error
    if root.tag != f"{_SVG}svg":
        raise _refused(said("the nameplate is no SVG that can be read"), where)
    for element in list(root.iter()):
        _clean(element, where)
    _refuse_uses_in_uses(root, where)
    _apply_styles(root, where)
    _make_own(root, where)
    root.attrib.update({"role": "img", "aria-label": alt, "style": _PLACE})
    etree.cleanup_namespaces(root)
    return str(etree.tostring(root, encoding="unicode", with_tail=False))


def _refused(message: str, where: str, hint: str = _SAVE) -> AssetError:
    return AssetError(message, where=where, hint=hint)


def _cannot(element: Any, what: str, where: str) -> AssetError:
    message = said(
        "the nameplate has {what} in line {line}, which cannot be printed",
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


def _refuse_uses_in_uses(root: Any, where: str) -> None:
    """Refuse what doubles itself at every step."""
    targets = {e.get("id"): e for e in root.iter() if e.get("id")}
    for use in root.iter(f"{_SVG}use"):
        named = next((use.get(key) for key in _HREFS if use.get(key)), "#")
        target = targets.get(named[1:])
        if target is not None and next(target.iter(f"{_SVG}use"), None) is not None:
            raise _cannot(use, "<use> › <use>", where)


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


def _make_own(root: Any, where: str) -> None:
    """Give the drawing names of its own, and the size of its place on the page."""
    for element in root.iter():
        for key, value in element.attrib.items():
            if key == "id":
                element.set(key, _PREFIX + value)
            elif key in _HREFS:
                element.set(key, f"#{_PREFIX}{value[1:]}")
            elif "url(" in value.lower():
                own = _URL.sub(lambda found: f"url(#{_PREFIX}{found[1][1:]})", value)
                element.set(key, own)
    if not root.get("viewBox"):
        sides = [_number(root.get(side, "")) for side in ("width", "height")]
        if not all(sides):
            raise _refused(said("the nameplate does not say how large it is"), where)
        root.set("viewBox", f"0 0 {sides[0]:g} {sides[1]:g}")
    for key in ("width", "height", "x", "y", "id"):
        root.attrib.pop(key, None)
    root.set("preserveAspectRatio", "xMinYMid meet")


def _number(length: str) -> float:
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)(?:px|pt|mm|cm|in)?\s*", length)
    return float(match[1]) if match else 0.0
