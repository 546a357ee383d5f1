"""Documents at random: blocks in blocks with styles by chance, for hypothesis.

In: nothing. Out: `documents`, a strategy of HTML. Few words on small pages; classes
are given declarations by chance, so that equal styles stand under unlike parents.
"""

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from speed_corpus import HEBREW, TALL, WIDE

_WORDS = [
    *("air", "laut", "pantai", "ketidakpastian", "mempertanggungjawabkan", "dan"),
    *("anak-anak", "di", "yang", "a", "I", "Geschwindigkeitsbegrenzung", "AV", "12"),
    *("extraordinary", "circumstances", "fi", "–", "“kata”", "x1", "pasang-surut…"),
    *("ke\u00adter\u00adang\u00adan", "https://example.org/a/b"),
]
_DECLARATIONS = (
    *("margin: 2mm 0", "margin-top: 5mm", "margin-bottom: -1mm", "margin: 4%"),
    *("margin: -2mm 0 3mm", "margin: auto", "margin-left: 3mm; margin-right: -1mm"),
    *("padding: 1mm", "padding: 0 5%", "padding-bottom: 4mm", "padding-top: 2mm"),
    *("border: 1pt solid", "border-top: 3pt solid red", "background: #dde"),
    *("width: 50%", "width: 18mm", "width: 0", "max-width: 60%", "min-width: 30mm"),
    *("height: 8mm", "min-height: 9mm", "max-height: 6mm", "height: 20%"),
    *("box-sizing: border-box; width: 80%", "overflow: hidden", "clear: both"),
    *("font-size: 1.2em", "font-size: 6pt", "font-weight: 700", "font-style: italic"),
    *("line-height: 2", "line-height: 7pt", "line-height: 130%", "color: #900"),
    *("letter-spacing: 0.1em", "word-spacing: 2pt", "text-indent: 3mm"),
    *("text-indent: 10%", "text-align: right", "text-align: center", "hyphens: none"),
    *("text-align: left", "text-align-last: justify", "hyphens: manual"),
    *("white-space: pre-wrap", "white-space: nowrap", "overflow-wrap: anywhere"),
    *("break-inside: avoid", "break-before: avoid", "break-after: avoid"),
    *("break-before: column", "break-before: page", "break-after: column"),
    *("orphans: 3; widows: 3", "orphans: 1; widows: 1", "widows: 4"),
    *("position: relative; top: 1mm", "vertical-align: super", "direction: rtl"),
    *("text-decoration: underline", "text-transform: uppercase", "visibility: hidden"),
    *("page: a", "page: b", "box-decoration-break: clone", "margin-break: discard"),
    *("border-radius: 1mm 10%", "opacity: 0.6", "display: flow-root"),
    *("column-span: all", "counter-increment: x", "display: inline-block"),
)
_PSEUDO = (
    *("::before { content: '» ' }", "::after { content: counter(page) }"),
    *("::before { content: counter(x) '. ' }", "::first-line { color: #06c }"),
    *("::after { content: ''; display: block; height: 2mm }", ":hover {}"),
    *("::before { content: counter(pages) ' ' }", ":nth-child(2n) { margin: 3mm 0 }"),
    *("::after { content: target-counter('#a', page) }", " + * { margin-top: 0 }"),
    " > * { padding-left: 1mm }",
)
_BASE = """
@page { size: 60mm 62mm; margin: 6mm; @bottom-right { content: counter(page) } }
@page a { margin: 9mm } @page b { size: 70mm 50mm }
html { font: 8pt/10pt Literata; hyphens: auto } body { text-align: justify }
p, ul, ol, figure { margin: 0 } td, th { border: 1pt solid }
.cols { columns: 2; column-gap: 3mm } .cols3 { columns: 3; column-gap: 1mm }
.auto { columns: 2; column-fill: auto; height: 30mm }
.left { float: left; width: 12mm } .right { float: right; width: 30% }
.note { float: footnote; font-size: 6pt } .flex { display: flex }
.abs { position: absolute; top: 2mm; right: 0 }
"""
_CLASSES = ("c0", "c1", "c2", "c3", "c4", "c5")
_INLINE = ("span", "b", "i", "a", "note", "img", "br", "sup")
_BLOCKS = (
    *("p", "p", "p", "div", "div", "section", "h2", "list", "table", "cols", "cols"),
    *("cols3", "auto", "left", "right", "figure", "flex", "abs", "empty"),
)
_words = st.lists(st.sampled_from((*_WORDS, HEBREW)), min_size=1, max_size=18)


@dataclass
class _Budget:
    """How many more blocks a document may have."""

    blocks: int = 22


def _classes(draw: Any, *more: str) -> str:
    own = draw(st.lists(st.sampled_from(_CLASSES), max_size=2, unique=True))
    return f' class="{" ".join((*more, *own))}"'


def _text(draw: Any, depth: int = 0) -> str:
    """Return words with some inline elements among them."""
    pieces = [" ".join(draw(_words))]
    for kind in draw(st.lists(st.sampled_from(_INLINE), max_size=2 - depth)):
        if kind in ("img", "br"):
            pieces.append(f'<img src="{TALL}" alt="m">' if kind == "img" else "<br>")
        else:
            tag = "span" if kind == "note" else kind
            extra = ("note",) if kind == "note" else ()
            inner = _text(draw, depth + 1)
            pieces.append(f"<{tag}{_classes(draw, *extra)}>{inner}</{tag}>")
        pieces.append(" ".join(draw(_words)))
    return draw(st.sampled_from(("", " "))).join(pieces)


def _blocks(draw: Any, budget: _Budget, inside: frozenset[str]) -> str:
    """Return one to four blocks; `inside` says what they stand in."""
    made = []
    for _ in range(draw(st.integers(1, 4))):
        if budget.blocks <= 0:
            break
        budget.blocks -= 1
        made.append(_block(draw, budget, inside))
    return "".join(made)


def _block(draw: Any, budget: _Budget, inside: frozenset[str]) -> str:
    kind = draw(st.sampled_from(_BLOCKS))
    nested = inside & {"cols", "table", "flex"} or len(inside) > 2
    if kind in ("p", "h2", "empty") or (nested and kind not in ("div", "section")):
        text = "" if kind == "empty" else _text(draw)
        return f"<p{_classes(draw)}>{text}</p>"
    inner = inside | {"cols" if kind in ("cols", "cols3", "auto") else kind}
    if kind == "list":
        items = draw(st.integers(1, 3))
        lines = "".join(f"<li{_classes(draw)}>{_text(draw)}" for _ in range(items))
        return f"<ul{_classes(draw)}>{lines}</ul>"
    if kind == "table":
        cells = [f"<td{_classes(draw)}>{_text(draw)}" for _ in range(2)]
        return f"<table{_classes(draw)}><tr>{''.join(cells)}<tr><td>x</table>"
    if kind == "figure":
        photo = draw(st.sampled_from((WIDE, TALL)))
        width = draw(st.sampled_from(("", ' style="width: 100%"')))
        return f'<figure{_classes(draw)}><img src="{photo}" alt="m"{width}></figure>'
    own = () if kind in ("div", "section") else (kind,)
    return f"<div{_classes(draw, *own)}>{_blocks(draw, budget, inner)}</div>"


@st.composite
def documents(draw: Any) -> str:
    """Draw a whole document."""
    rules = []
    for name in _CLASSES:
        given = draw(st.lists(st.sampled_from(_DECLARATIONS), max_size=2))
        rules.append(f".{name} {{ {'; '.join(given)} }}")
    for name in draw(st.lists(st.sampled_from(_CLASSES), max_size=1)):
        rules.append(f".{name}{draw(st.sampled_from(_PSEUDO))}")
    body = _blocks(draw, _Budget(), frozenset())
    lang = draw(st.sampled_from(("id", "en", "de")))
    return (
        f'<!doctype html><html lang="{lang}"><head><title>Uji</title><style>{_BASE}\n'
        f"{chr(10).join(rules)}</style></head><body>{body}<p id=a>{draw(_words)[0]}</p>"
        "</body></html>"
    )
