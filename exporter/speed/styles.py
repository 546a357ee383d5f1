"""Levers on styles: what equal elements have in common is worked out once.

WeasyPrint works out each property of each element when it is first asked for.
Elements of one class under one parent have the same values, but for their `anchor`
(their id): here they share them, and a memo of what other levers derive from them.
"""

from math import inf
from typing import Any

from weasyprint import UA_STYLESHEET
from weasyprint.css import (
    AnonymousStyle,
    ComputedStyle,
    Style,
    StyleFor,
    declaration_precedence,
    units,
)

from exporter.speed.patches import Patches

#: Differs between elements that are alike in everything else.
_OWN = "anchor"
#: Working these out leaves a trace in `style.specified`.
_SPECIFIED = ("position", "float", "display")
#: Set on page styles, page by page; no other value follows from them.
_FREE = {"counter_set", "counter_reset", "counter_increment", "overflow"}
#: Pseudo-elements that WeasyPrint has a rule for on every element.
_SELDOM = {
    *("marker", "footnote-call", "footnote-marker"),
    *("note-call", "note-marker", "note-callback"),
}
#: How specific the declarations are that stand on an element, in its attributes.
_OF_ELEMENTS = {(0, 0, 0), (1, 0, 0)}
#: Documents after which what they share is forgotten: it grows.
_MOST_DOCUMENTS = 40
_ABSENT = object()


class Kind:
    """What styles of one kind share: values, memos, kinds of styles below them."""

    __slots__ = ("anonymous", "below", "kept", "memo", "specified", "values")

    def __init__(self, kept: Any = None) -> None:
        self.values: dict[str, Any] = {}
        self.specified: dict[str, Any] = {}
        self.memo: dict[Any, Any] = {}
        self.below: dict[Any, Kind] = {}
        self.anonymous: Kind | None = None
        #: Keeps what `below` is keyed by (ids) alive.
        self.kept = kept


def memo_of(style: Any) -> dict[Any, Any]:
    """Return the memo of a style, for what follows from its values alone."""
    memo = style.__dict__.get("_memo")
    if memo is None:
        kind = style.__dict__.get("_kind")
        memo = style._memo = {} if kind is None else kind.memo
    return memo  # type: ignore[no-any-return]


def share_styles(patches: Patches) -> None:
    """Share the values of equal styles, also between documents of one stylesheet.

    Safe: a value follows from the cascaded declarations (the very same objects), the
    parent's values and the fonts alone; where it follows from the size of a page,
    documents share nothing. A style that is changed from outside (a copy, a box that
    overrides its own style) leaves its kind at once.
    """
    computed_init = ComputedStyle.__init__
    anonymous_init = AnonymousStyle.__init__
    _share_computed(patches, computed_init)
    _share_anonymous(patches, anonymous_init)
    _leave_when_changed(patches)
    _forget_page_sizes(patches)
    _ROOTS.forget()


def _share_computed(patches: Patches, init: Any) -> None:
    missing = ComputedStyle.__missing__

    def initialize(
        self: Any, parent_style: Any, cascaded: Any, *rest: Any, **more: Any
    ) -> None:
        init(self, parent_style, cascaded, *rest, **more)
        self._kind = _kind_of(self, parent_style, cascaded)

    def find(self: Any, key: str) -> Any:
        kind = self._kind
        if kind is None or key == _OWN or not _is_true_to(self, kind):
            return _work_out(missing, self, key)
        value = kind.values.get(key, _ABSENT)
        if value is _ABSENT:
            value = kind.values[key] = _work_out(missing, self, key)
            if key in _SPECIFIED:
                kind.specified.update(self.specified)
        else:  # take all that is known: the next property will be asked for as well
            dict.update(self, kind.values)
            self.specified.update(kind.specified)
        return value

    patches.set(ComputedStyle, "__init__", initialize)
    patches.set(ComputedStyle, "__missing__", find)
    patches.set(ComputedStyle, "copy", _unshared(ComputedStyle.copy))


def _kind_of(style: Any, parent: Any, cascaded: Any) -> Kind | None:
    above: Kind | None = getattr(parent, "_kind", None)
    if parent is not None and not isinstance(parent, ComputedStyle):
        return None
    declared: list[Any] = []
    for name, (value, weight) in cascaded.items():
        if name != _OWN:
            weight = _hashable(weight)
            declared.append((name, _identity(value, weight), weight))
    key = style.pseudo_type, style.base_url, tuple(declared)
    if parent is None:
        return _ROOTS.kind_of(style.font_config, key, (style, cascaded))
    if above is None:
        return None
    kind = above.below.get(key)
    if kind is None:
        kind = above.below[key] = Kind((style, cascaded))
    return kind


class _Roots:
    """The kinds of root elements: documents of one stylesheet share their styles."""

    def __init__(self) -> None:
        self._kinds: dict[Any, Kind] = {}
        self._documents = 0

    def kind_of(self, fonts: Any, key: Any, kept: Any) -> Kind:
        """Return the kind of a document's root element."""
        self._documents += 1
        if self._documents > _MOST_DOCUMENTS:
            self.forget()
        kind = self._kinds.get((id(fonts), key))
        if kind is None:
            kind = self._kinds[id(fonts), key] = Kind((fonts, kept))
        return kind

    def forget(self) -> None:
        """Begin anew: the next document shares nothing with those before it."""
        self._kinds.clear()
        self._documents = 0


_ROOTS = _Roots()


def _forget_page_sizes(patches: Patches) -> None:
    """Share no lengths that follow from the size of a document's first page."""
    original = units.to_pixels

    def to_pixels(value: Any, *rest: Any, **more: Any) -> Any:
        if value.unit is not None and value.unit.lower() in units.VIEWPORT_UNITS:
            _ROOTS.forget()
        return original(value, *rest, **more)

    patches.everywhere(original, to_pixels)


def _identity(value: Any, weight: Any) -> Any:
    """Return what a declared value is known by.

    Those of a stylesheet are the same objects in every document. Those of an element
    (`style`, `lang`) are read anew for each: equal ones are one.
    """
    if weight[2] not in _OF_ELEMENTS:
        return id(value)
    try:
        hash(value)
    except TypeError:
        return id(value)
    return value


def _hashable(weight: Any) -> Any:
    """Return a weight as a key: those of page rules hold a list."""
    *rest, specificity = weight
    return (*rest, tuple(specificity)) if isinstance(specificity, list) else weight


def _is_true_to(style: Any, kind: Kind) -> bool:
    """Return whether the parent is still of the kind this style was sorted under."""
    parent = style.parent_style
    if parent is None or parent._kind is not None:
        return True
    style._kind = style._memo = None
    return False


def _share_anonymous(patches: Patches, init: Any) -> None:
    missing = AnonymousStyle.__missing__

    def initialize(self: Any, parent_style: Any) -> None:
        init(self, parent_style)
        above = getattr(parent_style, "_kind", None)
        if above is not None and above.anonymous is None:
            above.anonymous = Kind()
        self._kind = above.anonymous if above is not None else None

    def find(self: Any, key: str) -> Any:
        kind = self._kind
        if kind is None or key == _OWN or not _is_true_to(self, kind):
            return _work_out(missing, self, key)
        value = kind.values.get(key, _ABSENT)
        if value is _ABSENT:
            value = kind.values[key] = _work_out(missing, self, key)
        else:
            dict.update(self, kind.values)
        return value

    patches.set(AnonymousStyle, "__init__", initialize)
    patches.set(AnonymousStyle, "__missing__", find)
    patches.set(AnonymousStyle, "copy", _unshared(AnonymousStyle.copy))


def _work_out(missing: Any, style: Any, key: str) -> Any:
    """Let WeasyPrint work a value out: what it sets meanwhile is no outside change."""
    style._working = style.__dict__.get("_working", 0) + 1
    try:
        return missing(style, key)
    finally:
        style._working -= 1


def _unshared(copy: Any) -> Any:
    """Return a `copy` whose result is of no kind: it is made to be changed."""

    def unshared(self: Any) -> Any:
        made = copy(self)
        made._kind = made._memo = None
        return made

    return unshared


def _leave_when_changed(patches: Patches) -> None:
    def change(self: Any, key: str, value: Any) -> None:
        if key not in _FREE and not self.__dict__.get("_working"):
            self._kind = self._memo = None
        dict.__setitem__(self, key, value)

    patches.set(Style, "__setitem__", change)
    patches.set(Style, "_kind", None)


def wait_with_seldom_styles(patches: Patches) -> None:
    """Make the style of a marker, call or note when it is first asked for.

    WeasyPrint's own stylesheet has rules for them that match every element; few
    elements have one. Safe: such a style follows from the element's style and from
    rules that stay as they are; WeasyPrint's own are weighed first, as ever.
    """
    set_styles = StyleFor.set_computed_styles
    find = StyleFor.__call__
    rules = UA_STYLESHEET.matcher.other_selectors
    own = [rule for rule in rules if rule[3] in _SELDOM and _is_for_all(rule)]
    patches.set(
        UA_STYLESHEET.matcher, "other_selectors", [r for r in rules if r not in own]
    )

    def set_computed_styles(
        self: Any, element: Any, parent: Any, **options: Any
    ) -> None:
        pseudo = options.get("pseudo_type")
        if pseudo is None:
            self._options = options
        if pseudo in _SELDOM:
            waiting = self.__dict__.setdefault("_waiting", {})
            waiting[element, pseudo] = self.get_cascaded_styles()[element, pseudo]
        else:
            set_styles(self, element, parent, **options)

    def find_style(self: Any, element: Any, pseudo_type: str | None = None) -> Any:
        key = element, pseudo_type
        if pseudo_type in _SELDOM and key not in self.get_computed_styles():
            authors = self.__dict__.get("_waiting", {}).get(key, {})
            cascaded = self.get_cascaded_styles()
            cascaded[key] = _cascade(own, pseudo_type, authors)
            options = {**self._options, "pseudo_type": pseudo_type}
            set_styles(self, element, element, **options)
            del cascaded[key]
        return find(self, element, pseudo_type)

    patches.set(StyleFor, "set_computed_styles", set_computed_styles)
    patches.set(StyleFor, "__call__", find_style)


def _is_for_all(rule: Any) -> bool:
    """Return whether a rule's selector matches every element: it looks at none."""
    try:
        return bool(rule[0](None))
    except AttributeError:
        return False


def _cascade(own: Any, pseudo: str, authors: Any) -> dict[str, Any]:
    """Return the declarations for a pseudo-element, each with its weight."""
    style: dict[str, Any] = {}
    for _, specificity, _, of_pseudo, (declarations, _) in own:
        if of_pseudo == pseudo:
            for name, values, importance in declarations:
                precedence = declaration_precedence("user agent", importance)
                style[name] = values, (precedence, inf, specificity)
    for name, (values, weight) in authors.items():
        if name not in style or style[name][1] <= weight:
            style[name] = values, weight
    return style


LEVERS = (share_styles, wait_with_seldom_styles)
