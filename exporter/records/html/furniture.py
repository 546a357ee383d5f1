"""What on a page is furniture: not the article, but what a site puts around it.

In: an element and the measured page. Out: the rule that says it is furniture
("share", "advert", "navigation"), or "". Names alone prove nothing: an element that
holds much of the page's running text is never furniture.
"""

from typing import TYPE_CHECKING, Any

from exporter.records.html.habits import parts_of

if TYPE_CHECKING:
    from exporter.records.html.measure import View

#: Elements that are furniture by themselves.
_TAGS = {
    "nav": "navigation",
    "dialog": "notice",
    "button": "control",
    "select": "control",
    "input": "control",
    "textarea": "control",
    "menu": "control",
    "noscript": "text for browsers without scripts",
    "amp-ad": "advert",
    "amp-sidebar": "navigation",
    "amp-consent": "notice",
    "amp-social-share": "share",
    "gu-island-ad": "advert",
}
_ROLES = {
    "navigation": "navigation",
    "search": "navigation",
    "menu": "navigation",
    "menubar": "navigation",
    "tablist": "control",
    "toolbar": "control",
    "button": "control",
    "dialog": "notice",
    "alertdialog": "notice",
    "banner": "navigation",
    "contentinfo": "footer",
}
#: Parts that are furniture, the surest first.
PARTS = (
    *("navigation", "advert", "share", "newsletter", "comments", "notice"),
    *("author_box", "recommended", "tools", "paywall", "pagination"),
)
#: Parts that save an element from a doubtful name beside them.
_SAVED = {"body", "caption", "photo", "gallery", "headline", "byline", "time", "credit"}
_SAVED |= {"deck", "live_entry", "pull_quote", "fact_box", "kicker"}
_DOUBTFUL = {"recommended", "paywall", "notice", "tools", "advert", "newsletter"}
_DOUBTFUL |= {"comments", "share"}
_KEEPS_ASIDE = {"pull_quote", "fact_box", "photo", "gallery", "caption", "body"}
#: An element with more of the page's running text than this is no furniture.
_MOST = 0.3
_LONGEST_LABEL = 200
_SAME = {"html", "body", "main"}


def furniture_rule(element: Any, view: "View") -> str:
    """Return the rule by which an element is furniture, or ""."""
    tag = element.tag
    if tag in _SAME:
        return ""
    heavy = view.weight.get(element, 0) > _MOST * view.total
    if heavy and tag not in ("nav", "noscript"):
        return ""
    if tag in _TAGS:
        return _TAGS[tag]
    if is_hidden(element):
        return "hidden"
    role = element.get("role")
    if role in _ROLES and tag not in ("a", "figure", "img", "picture"):
        return _ROLES[role]
    return _by_name(element, tag, view)


def _by_name(element: Any, tag: str, view: "View") -> str:
    parts = parts_of(element)
    if tag in ("h1", "time", "img", "picture", "figcaption", "article"):
        return ""
    if tag == "footer" and _is_site_footer(element, view):
        return "footer"
    if tag == "form" and not parts & _SAVED:
        return "form"
    if tag == "aside":
        return _aside(element, parts)
    if not parts:
        return ""
    if "hidden" in parts and view.length.get(element, 0) < 200:
        return "hidden"
    if "related" in parts and not parts & (_SAVED - {"photo"}):
        return "related"
    if "player" in parts and _is_label_of_player(element, view):
        return "label of a player"
    return _by_part(element, parts, view)


def _by_part(element: Any, parts: frozenset[str], view: "View") -> str:
    long = element.tag == "p" and view.weight.get(element, 0) > 0
    for part in PARTS:
        doubtful = part in _DOUBTFUL and (parts & _SAVED or long)
        if part in parts and not doubtful:
            return part
    return ""


def _is_label_of_player(element: Any, view: "View") -> bool:
    """Say whether what is left of a player's element is its label: few words."""
    if view.length.get(element, 0) >= _LONGEST_LABEL:
        return False
    return (
        next(element.iter("iframe", "video", "audio", "img", "amp-img"), None) is None
    )


def _is_site_footer(element: Any, view: "View") -> bool:
    """Say whether a <footer> is the site's: that of an article ends its text."""
    if any(
        one.tag in ("article", "figure", "blockquote")
        for one in element.iterancestors()
    ):
        return False
    return view.link_share(element) > 0.3 or "navigation" in parts_of(element)


def _aside(element: Any, parts: frozenset[str]) -> str:
    for part in ("related", *PARTS):
        if part in parts:
            return part
    if parts & _KEEPS_ASIDE:
        return ""
    kept = (
        element.find(".//blockquote") is not None
        or element.find(".//figure") is not None
    )
    return "" if kept else "aside"


def is_hidden(element: Any) -> bool:
    """Say whether an element is not shown."""
    style = element.get("style")
    if style and "none" in style and "display:none" in style.replace(" ", "").lower():
        return True
    return element.get("hidden") is not None or (
        element.tag == "div" and element.get("aria-modal") == "true"
    )
