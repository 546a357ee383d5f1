"""Documents of Ghost's editors as HTML: Lexical, and mobiledoc before it.

In: a document as Ghost keeps it, a JSON text. Out: HTML with the classes Ghost itself
writes, so that both forms of a post are read by the same rules. What only readers of
the site can use (sign-up forms, buttons of mails) is left out, with its words.
"""

import html
import json
import re
from collections.abc import Callable
from typing import Any

from exporter.records.leaves import Branch

#: Nodes stand in each other this deep at most; what is deeper is read as its words.
_DEEPEST = 40
#: Bits of a text's format, and the element of each (Lexical, TextNode).
_FORMATS = (
    *((1, "strong"), (2, "em"), (4, "s"), (8, "u"), (16, "code")),
    *((32, "sub"), (64, "sup")),
)
_PLAIN_BLOCKS = {"paragraph": "p", "aside": "blockquote", "quote": "blockquote"}
_INLINE = {"strong", "em", "b", "i", "a", "code", "s", "u", "sub", "sup"}
_SITE = {"signup", "email", "email-cta", "paywall", "call-to-action", "transistor"}

Dropped = list[tuple[str, str]]


def lexical_html(document: str, dropped: Dropped) -> str:
    """Return a Lexical document as HTML; "" where it is none."""
    root = _json(document).get("root")
    return _children(root, dropped, 0) if isinstance(root, dict) else ""


def mobiledoc_html(document: str, dropped: Dropped) -> str:
    """Return a mobiledoc document (0.3) as HTML; "" where it is none."""
    value = _json(document)
    sections = value.get("sections")
    parts = sections if isinstance(sections, list) else []
    return "\n".join(_section(one, value, dropped) for one in parts)


def _json(document: str) -> dict[str, Any]:
    try:
        value = json.loads(document)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _text(node: dict[str, Any], *names: str) -> str:
    found = (node.get(name) for name in names)
    return next((one for one in found if isinstance(one, str) and one), "")


# --- Lexical -----------------------------------------------------------------------


def _children(node: dict[str, Any], dropped: Dropped, depth: int) -> str:
    children = node.get("children")
    if not isinstance(children, list):
        return ""
    return "".join(
        _node(one, dropped, depth + 1) for one in children if isinstance(one, dict)
    )


def _node(node: dict[str, Any], dropped: Dropped, depth: int) -> str:
    kind = _text(node, "type").removeprefix("extended-")
    if depth > _DEEPEST:
        return html.escape(" ".join(text for _, text in Branch(node).unused()))
    if kind == "text":
        return _formatted(node)
    if kind in ("linebreak", "tab"):
        return "<br>" if kind == "linebreak" else " "
    if kind in ("link", "autolink", "at-link"):
        inner = _children(node, dropped, depth)
        return f'<a href="{html.escape(_text(node, "url"))}">{inner}</a>'
    if kind in _PLAIN_BLOCKS:
        return _wrapped(_PLAIN_BLOCKS[kind], _children(node, dropped, depth))
    if kind == "heading":
        tag = _text(node, "tag")
        tag = tag if re.fullmatch("h[1-6]", tag) else "h3"
        return _wrapped(tag, _children(node, dropped, depth))
    if kind == "list":
        ordered = node.get("listType") == "number" or node.get("tag") == "ol"
        return _wrapped("ol" if ordered else "ul", _children(node, dropped, depth))
    if kind == "listitem":
        return _wrapped("li", _children(node, dropped, depth))
    if "children" in node and kind not in _CARDS:
        return _children(node, dropped, depth)
    return _card(kind, node, dropped)


def _formatted(node: dict[str, Any]) -> str:
    made = html.escape(_text(node, "text"), quote=False)
    bits = node.get("format")
    for bit, tag in _FORMATS:
        if isinstance(bits, int) and bits & bit:
            made = f"<{tag}>{made}</{tag}>"
    return made


def _wrapped(tag: str, inner: str) -> str:
    return f"<{tag}>{inner}</{tag}>\n"


# --- cards -------------------------------------------------------------------------


def _card(kind: str, node: dict[str, Any], dropped: Dropped) -> str:
    """Return a card as HTML; one nobody knows is left out with its words."""
    if kind in _CARDS:
        return _CARDS[kind](node)
    reason = "card for readers of the site" if kind in _SITE else f"card '{kind}'"
    rest = {name: one for name, one in node.items() if name not in ("type", "version")}
    for _, text in Branch(rest).unused():
        dropped.append((text, reason))
    return ""


def _caption(node: dict[str, Any]) -> str:
    caption = _text(node, "caption")
    return f"<figcaption>{caption}</figcaption>" if caption else ""


def _image(node: dict[str, Any]) -> str:
    src, alt = html.escape(_text(node, "src")), html.escape(_text(node, "alt"))
    size = "".join(
        f' {name}="{value}"'
        for name in ("width", "height")
        if isinstance(value := node.get(name), int)
    )
    return f'<figure><img src="{src}" alt="{alt}"{size}>{_caption(node)}</figure>\n'


def _gallery(node: dict[str, Any]) -> str:
    images = node.get("images")
    photos = (
        [i for i in images if isinstance(i, dict)] if isinstance(images, list) else []
    )
    inner = "".join(_image(photo) for photo in photos)
    return f'<figure class="kg-gallery-card">{inner}{_caption(node)}</figure>\n'


def _player(node: dict[str, Any]) -> str:
    url = html.escape(_text(node, "url", "src"))
    inner = _text(node, "html")
    if not inner or "<script" not in inner:
        inner = f'<iframe src="{url}"></iframe>'
    metadata = node.get("metadata")
    title = _text(metadata, "title") if isinstance(metadata, dict) else ""
    title = title or _text(node, "title")
    caption = _caption(node) or (
        f"<figcaption>{html.escape(title)}</figcaption>" if title else ""
    )
    return f"<figure>{inner}{caption}</figure>\n"


def _address(node: dict[str, Any]) -> str:
    metadata = node.get("metadata")
    known = metadata if isinstance(metadata, dict) else node
    url = _text(node, "url", "src", "buttonUrl") or _text(known, "url")
    title = _text(known, "title", "fileTitle", "buttonText", "fileName")
    said_more = [_text(known, "description"), _text(known, "author")]
    said_more += [_text(known, "publisher"), _text(node, "caption", "fileCaption")]
    more = "".join(f"<div>{html.escape(one)}</div>" for one in said_more if one)
    head = f'<div class="kg-bookmark-title">{html.escape(title)}</div>'
    link = f'<a href="{html.escape(url)}">{head}{more}</a>'
    return f'<figure class="kg-bookmark-card">{link}</figure>\n'


def _code(node: dict[str, Any]) -> str:
    code = html.escape(_text(node, "code"), quote=False).replace("\n", "<br>")
    return f"<p><code>{code}</code></p>{_words(_text(node, 'caption'))}\n"


def _words(markup: str) -> str:
    return f"<p>{markup}</p>" if markup else ""


def _toggle(node: dict[str, Any]) -> str:
    return f"<h4>{_text(node, 'heading')}</h4>{_text(node, 'content')}\n"


def _product(node: dict[str, Any]) -> str:
    title = _text(node, "productTitle")
    return f"<h4>{title}</h4>{_text(node, 'productDescription')}\n"


def _header(node: dict[str, Any]) -> str:
    head, below = _text(node, "header", "heading"), _text(node, "subheader")
    return (f"<h2>{head}</h2>" if head else "") + _words(below)


_CARDS: dict[str, Callable[[dict[str, Any]], str]] = {
    "image": _image,
    "gallery": _gallery,
    "embed": _player,
    "video": _player,
    "audio": _player,
    "bookmark": _address,
    "file": _address,
    "button": _address,
    "horizontalrule": lambda _: "<hr>\n",
    "hr": lambda _: "<hr>\n",
    "html": lambda node: _text(node, "html"),
    "markdown": lambda node: markdown_html(_text(node, "markdown")),
    "card-markdown": lambda node: markdown_html(_text(node, "markdown")),
    "codeblock": _code,
    "code": _code,
    "callout": lambda node: _words(_text(node, "calloutText")),
    "toggle": _toggle,
    "product": _product,
    "header": _header,
}

_LINK = re.compile(r"(!?)\[([^\[\]]*)\]\(\s*([^()\s]+)[^()]*\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)([^*_\n]+)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*])([*_])(?=\S)([^*_\n]+)(?<=\S)\1(?!\w)")


def markdown_html(text: str) -> str:
    """Return the Markdown of a card as HTML: paragraphs, headings, lists, links."""
    parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return "\n".join(_markdown_part(part.strip("\n")) for part in parts)


def _markdown_part(part: str) -> str:
    lines = part.split("\n")
    if part.lstrip().startswith("<"):
        return part
    if heading := re.fullmatch(r"(#{1,6})\s+(.*?)\s*#*", part):
        return f"<h3>{_markdown_inline(heading[2])}</h3>"
    if re.fullmatch(r"\s*(?:[-*_]\s*){3,}", part):
        return "<hr>"
    for tag, mark in (("ul", r"\s*[-*+]\s+"), ("ol", r"\s*\d+[.)]\s+")):
        if all(re.match(mark, line) for line in lines):
            items = (re.sub(mark, "", line, count=1) for line in lines)
            inner = "".join(f"<li>{_markdown_inline(item)}</li>" for item in items)
            return f"<{tag}>{inner}</{tag}>"
    if all(line.startswith(">") for line in lines):
        inner = " ".join(line.lstrip("> ") for line in lines)
        return f"<blockquote><p>{_markdown_inline(inner)}</p></blockquote>"
    return f"<p>{_markdown_inline(' '.join(lines))}</p>"


def _markdown_inline(text: str) -> str:
    def linked(match: re.Match[str]) -> str:
        url = html.escape(html.unescape(match[3]))
        if match[1]:
            return f'<img src="{url}" alt="{match[2]}">'
        return f'<a href="{url}">{match[2]}</a>'

    made = _LINK.sub(linked, text)
    made = _STRONG.sub(r"<strong>\2</strong>", made)
    return _EMPHASIS.sub(r"<em>\2</em>", made)


# --- mobiledoc ---------------------------------------------------------------------


def _section(section: Any, document: dict[str, Any], dropped: Dropped) -> str:
    """Return a section of a mobiledoc: text (1), photo (2), list (3), card (10)."""
    if not isinstance(section, list) or len(section) < 2:
        return ""
    kind = section[0]
    if kind == 1 and len(section) > 2 and isinstance(section[1], str):
        tag = section[1] if re.fullmatch("p|h[1-6]|blockquote", section[1]) else "p"
        return _wrapped(tag, _markers(section[2], document))
    if kind == 2 and isinstance(section[1], str):
        return _image({"src": section[1]})
    if kind == 3 and len(section) > 2 and isinstance(section[2], list):
        tag = "ol" if section[1] == "ol" else "ul"
        items = (_wrapped("li", _markers(item, document)) for item in section[2])
        return _wrapped(tag, "".join(items))
    card: Any = _entry(document, "cards", section[1]) if kind == 10 else ()
    if isinstance(card, list) and len(card) == 2 and isinstance(card[1], dict):
        return _card(str(card[0]), card[1], dropped)
    return ""


def _entry(document: dict[str, Any], name: str, index: Any) -> Any:
    entries = document.get(name)
    if not isinstance(entries, list) or not isinstance(index, int):
        return None
    return entries[index] if 0 <= index < len(entries) else None


def _markers(markers: Any, document: dict[str, Any]) -> str:
    """Return the words of a section, each with the markup that opens and ends at it."""
    parts: list[str] = []
    opened: list[str] = []
    for marker in markers if isinstance(markers, list) else ():
        if not isinstance(marker, list) or len(marker) != 4:
            continue
        kind, opens, ends, value = marker
        for index in opens if isinstance(opens, list) else ():
            tag, attributes = _markup(_entry(document, "markups", index))
            opened.append(tag)
            parts.append(f"<{tag}{attributes}>" if tag else "")
        if kind == 1:
            value = _atom(_entry(document, "atoms", value))
        words = html.escape(value, quote=False) if isinstance(value, str) else ""
        parts.append(words.replace("\n", "<br>"))
        for _ in range(min(ends, len(opened)) if isinstance(ends, int) else 0):
            tag = opened.pop()
            parts.append(f"</{tag}>" if tag else "")
    return "".join(parts)


def _atom(atom: Any) -> str:
    if not isinstance(atom, list) or len(atom) < 2:
        return ""
    return "\n" if atom[0] == "soft-return" else str(atom[1] or "")


def _markup(markup: Any) -> tuple[str, str]:
    if not isinstance(markup, list) or not markup or markup[0] not in _INLINE:
        return "", ""
    given = markup[1] if len(markup) > 1 and isinstance(markup[1], list) else []
    pairs = zip(given[::2], given[1::2], strict=False)
    href = next((value for key, value in pairs if key == "href"), "")
    is_link = markup[0] == "a" and isinstance(href, str)
    return markup[0], f' href="{html.escape(href)}"' if is_link else ""
