"""The tag tree of one part (logical structure, ISO 32000-1, 14.7 and 14.8).

In: the part's markup and, as pages are drawn, which element each piece of content
belongs to. Out: one structure element for each source element, in the order of
the source, whatever columns and pages its content stands in.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from exporter.pdf.words import BREAK_MARKS, Cut, Word

#: Elements that only dress text: their content belongs to what holds them.
_DRESSING = {
    *("html", "b", "i", "em", "strong", "small", "sub", "sup", "u", "s", "time"),
    *("cite", "span", "abbr", "mark", "br", "wbr", "bdi", "bdo", "q", "dfn", "code"),
}
_ROLES = {
    **{"article": "Art", "section": "Sect", "main": "Part", "address": "P"},
    # a picture and its caption stand side by side: screen readers stop at the
    # alternative text and never come to a caption inside the Figure
    **{"figure": "Div", "img": "Figure", "{http://www.w3.org/2000/svg}svg": "Figure"},
    **{"p": "P", "pre": "P", "blockquote": "BlockQuote", "figcaption": "Caption"},
    **{f"h{level}": f"H{level}" for level in range(1, 7)},
    **{"ul": "L", "ol": "L", "dl": "L", "li": "LI", "dt": "LI", "dd": "LI"},
    **{"table": "Table", "caption": "Caption", "thead": "THead", "tbody": "TBody"},
    **{"tfoot": "TFoot", "tr": "TR", "th": "TH", "td": "TD", "a": "Link"},
}
#: What an element is by its ARIA role, whatever its name.
_BY_ARIA = {"list": "L", "listitem": "LBody", "doc-pullquote": "BlockQuote"}
_SCOPES = {"col": "/Column", "row": "/Row"}
_MARKS = {"ul": "Disc", "ol": "Decimal"}
_CONTENTS = "doc-toc"


@dataclass(frozen=True)
class Mark:
    """A piece of marked content: the page of the part, and its MCID there."""

    page: int
    mcid: int


@dataclass(frozen=True)
class LinkPlace:
    """A link annotation: the page of the part, and its place in that page's list."""

    page: int
    link: int


@dataclass(eq=False)
class Tag:
    """A structure element. `order` is its element's place in the source, if it has one.

    `alt` describes a picture, `actual` is read in place of the content, `full` is
    what an abbreviation stands for; `attributes` are PDF source by owner:
    {"Table": "/Scope /Column"}.
    """

    role: str
    order: tuple[int, ...] = ()
    language: str = ""
    alt: str = ""
    actual: str = ""
    full: str = ""
    identifier: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    kids: "list[Tag | Mark | LinkPlace]" = field(default_factory=list)

    def sort(self) -> None:
        """Put child elements in the order of the source, on every level.

        Content drawn straight into an element, divided words too, is in order
        already: only what holds nothing but elements of the source is sorted
        (floats are drawn out of turn).
        """
        tags = [kid for kid in self.kids if isinstance(kid, Tag)]
        if len(tags) == len(self.kids) and all(tag.order for tag in tags):
            tags.sort(key=lambda tag: tag.order)
            self.kids = list(tags)
        for tag in tags:
            tag.sort()


Place = Tag | Literal["artifact"]


class TagTree:
    """The structure elements of a part, made when their first content is drawn."""

    def __init__(self, root: Any) -> None:
        self.root = Tag("Sect")
        self._source = root
        self._parents = {child: parent for parent in root.iter() for child in parent}
        self._order = {element: n for n, element in enumerate(root.iter())}
        self._language = root.get("lang", "")
        self._places: dict[Any, Place] = {}
        self._lists: dict[Tag, Tag] = {}  # LI to its LBody
        self._notes: set[Any] = set()
        self._labels: dict[tuple[Any, str], Tag] = {}
        self._heads: dict[Any, int] = {}

    def note(self, element: Any) -> None:
        """Tell that an element stands in the footnote area."""
        self._notes.add(element)

    def finish(self) -> None:
        """Put all in order when everything is drawn; empty cells get their place."""
        for table in self._source.iter("table"):
            if isinstance(self._places.get(table), Tag):
                for cell in table.iter():
                    if cell.tag in {"td", "th"}:
                        self._of(cell)
        self.root.sort()

    def place_of(self, box: Any, page: int) -> Place:
        """Return the structure element that a box's own content belongs to."""
        _, _, pseudo = (box.element_tag or "").partition("::")
        if box.element is None:
            return self.root
        if pseudo:
            return self._generated(box, pseudo)
        place = self._of(box.element)
        if place == "artifact" or self._is_repeated(box.element, page):
            return "artifact"
        return self._lists.get(place, place)

    def link_of(self, element: Any) -> Tag:
        """Return the Link of an element that carries an annotation."""
        place = self._of(element)
        if place == "artifact":
            return self.root
        if place.role != "Link":
            link = Tag("Link", (self._order.get(element, 0),))
            place.kids.append(link)
            return link
        return place

    def word_in(self, place: Tag, word: Word) -> Tag:
        """Return the Span that gives a divided word whole."""
        if word.tag is None:
            word.tag = Tag("Span", actual=word.actual)
            place.kids.append(word.tag)
        return word.tag  # type: ignore[no-any-return]

    def line_in(self, place: Tag, text: str, cut: Cut) -> Tag:
        """Return a Span for a line whose divided words cannot be tagged alone."""
        said = text[cut.lead : len(text) - cut.tail].translate(BREAK_MARKS)
        line = Tag("Span")
        for word, form in ((cut.lead_word, "{0}{1}"), (cut.tail_word, "{1}{0}")):
            if word is not None and word.tag is None:
                said = form.format(word.actual, said)
                word.tag = line
        if not said and cut.lead_word is not None and cut.lead_word.tag is not line:
            return self.word_in(place, cut.lead_word)
        line.actual = said
        place.kids.append(line)
        return line

    def _of(self, element: Any) -> Place:
        place = self._places.get(element)
        if place is None:
            place = self._places[element] = self._make(element)
        return place

    def _make(self, element: Any) -> Place:
        if _is_decoration(element):
            return "artifact"
        parent = self._parents.get(element)
        if parent is None or element.tag == "body":
            return self.root
        above = self._of(parent)
        if above == "artifact":
            return above
        role = self._role(element)
        if not role:
            return self._lists.get(above, above)
        if role == "LBody":  # a list's item holds what it says in a body
            item = self._add(Tag("LI", (self._order[element],)), above)
            self._lists[item] = self._add(Tag("LBody", (self._order[element], 1)), item)
            return item
        tag = Tag(role, (self._order[element],))
        self._describe(tag, element)
        above = self._lists.get(above, above)
        if role == "Link" and self._in_contents(element):
            above = self._add(Tag("Reference", tag.order), above)
        if role == "Note":
            tag.identifier = f"note-{self._order[element]}"
        return self._add(tag, above)

    def _add(self, tag: Tag, above: Tag) -> Tag:
        above.kids.append(tag)
        return tag

    def _role(self, element: Any) -> str:
        """Return the role of an element; "" where it only dresses its content."""
        name = element.tag
        if element in self._notes:
            return "Note"
        if element.get("role") == _CONTENTS:
            return "TOC"
        if element.get("role") == "listitem" and self._in_contents(element):
            return "TOCI"
        if element.get("role") in _BY_ARIA:
            return _BY_ARIA[element.get("role")]
        if name in _DRESSING or (name == "a" and not element.get("href")):
            return "Span" if self._says_more(element) else ""
        if name in {"li", "dt", "dd"}:
            return "LBody"
        if self._in_contents(element) and name in {"h1", "h2", "h3", "div"}:
            return "" if name == "div" else "P"
        return _ROLES.get(name, "Div")

    def _says_more(self, element: Any) -> bool:
        """Return whether an element that dresses text says something of it."""
        return self._is_foreign(element) or bool(_full_form(element))

    def _describe(self, tag: Tag, element: Any) -> None:
        if self._is_foreign(element):
            tag.language = str(element.get("lang"))
        tag.full = _full_form(element)
        if tag.role == "Figure":
            tag.alt = _alternative(element)
        if tag.role == "TH":
            scope = _SCOPES.get(element.get("scope", "col"), "/Column")
            tag.attributes["Table"] = f"/Scope {scope}"
        if tag.role in {"TH", "TD"}:
            for name, key in (("colspan", "ColSpan"), ("rowspan", "RowSpan")):
                if element.get(name, "1").isdigit() and int(element.get(name, "1")) > 1:
                    spans = tag.attributes.get("Table", "")
                    tag.attributes["Table"] = f"{spans} /{key} {element.get(name)}"
        if tag.role == "L":
            # a list that has to say it is one has no marks before its items
            marks = "None" if element.get("role") else _MARKS.get(element.tag, "None")
            tag.attributes["List"] = f"/ListNumbering /{marks}"

    def _is_foreign(self, element: Any) -> bool:
        own = element.get("lang")
        return bool(own) and own != self._language_around(element)

    def _language_around(self, element: Any) -> str:
        for above in self._above(element):
            if above.get("lang"):
                return str(above.get("lang"))
        return str(self._language)

    def _in_contents(self, element: Any) -> bool:
        return any(above.get("role") == _CONTENTS for above in self._above(element))

    def _above(self, element: Any) -> Iterator[Any]:
        parent = self._parents.get(element)
        while parent is not None:
            yield parent
            parent = self._parents.get(parent)

    def _generated(self, box: Any, pseudo: str) -> Place:
        """Return the place of generated content: markers, calls, leaders."""
        if pseudo == "footnote-call":
            above = self._of(self._parents[box.element])
            if above == "artifact":
                return above
            above = self._lists.get(above, above)
            return self._label(above, "Reference", (self._order[box.element],))
        place = self._of(box.element)
        if place == "artifact" or box.is_leader or _is_leader(box):
            return "artifact"
        if pseudo == "marker" and place.role == "LI":
            return self._label(place, "Lbl", (*place.order, 0))
        if pseudo == "footnote-marker" and place.role == "Note":
            return self._label(place, "Lbl", (*place.order, 0))
        return self._lists.get(place, place)

    def _label(self, above: Tag, role: str, order: tuple[int, ...]) -> Tag:
        key = above, f"{role}{order}"
        if key not in self._labels:
            self._labels[key] = Tag(role, order)
            above.kids.append(self._labels[key])
        return self._labels[key]

    def _is_repeated(self, element: Any, page: int) -> bool:
        """Return whether this is a table's head, repeated on a later page."""
        for above in (element, *self._above(element)):
            if above.tag == "thead":
                return self._heads.setdefault(above, page) != page
            if above.tag in {"table", "body"}:
                break
        return False


def _is_leader(box: Any) -> bool:
    """Return whether a text box is nothing but dots that lead to a number."""
    return not getattr(box, "text", "x").strip(" .·․…_\u00a0")


def _is_decoration(element: Any) -> bool:
    if element.get("aria-hidden") == "true":
        return True
    role = element.get("role")
    if role == "separator" or (role in {"presentation", "none"} and _is_image(element)):
        return True
    return _is_image(element) and element.get("alt") == ""


def _is_image(element: Any) -> bool:
    return bool(element.tag == "img")


def _full_form(element: Any) -> str:
    """Return what an abbreviation stands for, where its element says so."""
    return str(element.get("title", "")) if element.tag == "abbr" else ""


def _alternative(element: Any) -> str:
    """Return the alternative text of a picture; a drawing may have a title."""
    title = element.findtext("{http://www.w3.org/2000/svg}title")
    return str(element.get("alt") or element.get("aria-label") or title or "")
