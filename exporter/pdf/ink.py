"""A page's content stream that tags what is drawn into it.

In: what WeasyPrint draws, box by box. Out: content with marked-content sequences of
our own: one for each run of content of one structure element, artifacts for what is
decoration. WeasyPrint's own tagging is never used.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.logger import LOGGER
from weasyprint.matrix import Matrix
from weasyprint.pdf.stream import Stream
from weasyprint.text.fonts import get_pango_font_key
from weasyprint.text.line_break import create_layout

from exporter.pdf.drawn import Slot
from exporter.pdf.faces import fresh_face
from exporter.pdf.tags import Mark, Place, Tag, TagTree
from exporter.pdf.text import Piece, Run, set_runs, shape
from exporter.pdf.words import Cut, Word, Words, is_joined

#: PDF points in a CSS pixel.
SCALE = 0.75
#: What the form and width of a digit follow from.
_SHAPES_DIGITS = (
    *("font_family", "font_size", "font_weight", "font_style", "font_stretch"),
    *("font_feature_settings", "font_variant_numeric", "font_variation_settings"),
    *("font_kerning", "font_variant_position", "font_variant_caps", "letter_spacing"),
    *("font_variant_ligatures", "font_variant_alternates", "lang"),
)


@dataclass
class PageInk:
    """What is gathered while a page of a part is drawn."""

    number: int
    width: float  # px
    height: float
    tree: TagTree
    words: Words
    slots: list[Slot] = field(default_factory=list)
    marks: int = 0


class UntaggedStream(Stream):  # type: ignore[misc]
    """Content of a group or pattern: its glyphs count as the part's, no tag is set."""

    def clone(self, **options: Any) -> Stream:
        """Return a stream for a group or pattern: nothing in it is tagged."""
        names = ("fonts", "resources", "images", "color_profiles", "output_intent")
        same = {name: getattr(self, f"_{name}") for name in names}
        same |= {"page_rectangle": self.page_rectangle, "tags": None}
        return UntaggedStream(**(same | options))

    def add_font(self, pango_font: Any) -> tuple[Any, float]:
        """Return a Pango font with the glyphs this part uses of it, and its size."""
        key, description, size = get_pango_font_key(pango_font)
        font = self._fonts.get(key)
        if font is None:
            font = self._fonts[key] = fresh_face(key, pango_font, description, size)
        return font, size


class PartStream(UntaggedStream):
    """Content of a page (or of its running elements, where `running` says so)."""

    def __init__(
        self, ink: PageInk, shared: dict[str, Any], *, running: bool = False
    ) -> None:
        page = (0, 0, ink.width, ink.height)
        super().__init__(
            shared["fonts"], page, shared["resources"], shared["images"], None, {}, None
        )
        self.ink = ink
        self.running = running
        self.slots: list[Slot] = []
        self._digits = shared["digits"]
        self._open: Place | None = None
        self._in_artifact = False

    # --- marks ---

    def enter(self, place: Place) -> None:
        """Let what follows belong to `place`."""
        if self.running or self._in_artifact or self._open is place:
            return
        self.leave()
        if isinstance(place, Tag):
            mcid = self.new_mark(place)
            self.stream.append(f"/{place.role} <</MCID {mcid}>> BDC".encode())
        else:
            self.stream.append(b"/Artifact BMC")
        self._open = place

    def leave(self) -> None:
        """End the marked content that is open."""
        if self._open is not None:
            self.stream.append(b"EMC")
            self._open = None

    def new_mark(self, tag: Tag) -> int:
        """Return a new MCID of this page, which becomes a kid of `tag`."""
        mcid = self.ink.marks
        self.ink.marks += 1
        tag.kids.append(Mark(self.ink.number, mcid))
        return mcid

    def push_state(self) -> None:
        """Save the graphics state; marked content does not reach over it."""
        self.leave()
        super().push_state()

    def pop_state(self) -> None:
        """Restore the graphics state."""
        self.leave()
        super().pop_state()

    @contextmanager
    def marked(self, box: Any, _tag: str) -> Iterator[None]:
        """Mark a picture; text marks itself as it is drawn."""
        if isinstance(box, boxes.TextBox):
            yield
            return
        if self.running:
            yield
            return
        place = self.ink.tree.place_of(box, self.ink.number)
        if isinstance(place, Tag) and place.role == "Figure":
            self._add_outline(place, box)
        with self._within(place):
            yield

    @contextmanager
    def _within(self, place: Place) -> Iterator[None]:
        """Mark all that is drawn, graphics states included."""
        if self.running or self._in_artifact:
            yield
            return
        self.leave()
        self.enter(place)
        self._open, self._in_artifact = None, True
        try:
            yield
        finally:
            self._in_artifact = False
            self.stream.append(b"EMC")

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """Mark what is drawn as decoration."""
        with self._within("artifact"):
            yield

    def draw_x_object(self, reference: Any) -> None:
        """Paint a picture, or a group: its text is out of the tags' reach."""
        if self.running or self._in_artifact:
            super().draw_x_object(reference)
            return
        LOGGER.warning("content with opacity below 1 is not tagged: use a colour")
        with self.artifact():
            super().draw_x_object(reference)

    def _add_outline(self, figure: Tag, box: Any) -> None:
        """Note where a figure stands (attribute BBox), in points."""
        if "Layout" in figure.attributes:
            return
        left, top = box.content_box_x(), self.ink.height - box.content_box_y()
        corners = (left, top - box.height, left + box.width, top)
        numbers = " ".join(f"{number * SCALE:.2f}" for number in corners)
        figure.attributes["Layout"] = f"/Placement /Block /BBox [{numbers}]"

    # --- text ---

    def draw_line(self, box: Any) -> bool:
        """Draw a text box, whole words tagged; False where WeasyPrint must."""
        layout = box.pango_layout
        style = box.style
        runs = shape(layout, style, self.add_font)
        if runs is None:
            return False
        cut = self.ink.words.of(box)
        tags = self._places_of(box, cut)
        whole = _is_told_whole(box)
        if whole:
            tags = [(self._whole_place(box), None)]
        elif len(tags) > 1 and not layout.text.startswith(box.text):
            return False
        cuts = _bytes_of(box.text, cut) if len(tags) > 1 else []
        spacing = layout.justification_spacing
        pieces, end = set_runs(runs, layout.text, spacing, cuts)
        # Pango may draw the space too, where it is not part of a divided word
        whole_end = tags[-1][1] is None
        spaced = layout.text[-1:].isspace() and whole_end and not whole
        ends = self.ink.words.ends_line(box) and not spaced and not self.running
        if ends and whole_end and not whole:
            ends = not _add_space(pieces[-1], runs)
        x, y = box.position_x, box.position_y + box.baseline
        for (place, word), piece in zip(tags, pieces, strict=True):
            if word is not None and isinstance(place, Tag):
                place = self.ink.tree.word_in(place, word)
            self.enter(place)
            self.set_color(style["color"])
            self._show(piece, x, y)
        if ends and runs:
            self._show_space(self._place_of(box), runs[-1], x + end, y)
        return True

    def _show_space(self, place: Place, run: Run, x: float, y: float) -> None:
        """End a line with the space it has in the source: words stay apart."""
        code = _space_in(run)
        if code:
            self.enter(place)
            self._show(Piece([(run.font, run.size, code, 0.0)]), x, y)

    def _show(self, piece: Piece, x: float, y: float) -> None:
        self.begin_text()
        for font, size, string, start in piece.strings:
            self.stream.append(f"1 0 0 -1 {x + start:.3f} {y:.3f} Tm".encode())
            self.set_font_size(font.hash, round(size, 4))
            self.stream.append(f"[{string}] TJ".encode())
        self.end_text()

    def enter_whole(self, box: Any) -> None:
        """Enter the place of a text box that is drawn in one piece.

        Where it holds pieces of divided words, one Span gives what the line says:
        words that begin in it whole, of others nothing.
        """
        self.enter(self._whole_place(box))

    def _whole_place(self, box: Any) -> Place:
        """Return where a text box belongs whose text is given as one.

        Of letters that join, stand above each other or run from the right, glyphs do
        not tell the text (a dot is one glyph under many letters): the Span does.
        """
        cut = self.ink.words.of(box)
        place = self._place_of(box)
        if cut is None and _is_told_whole(box):
            cut = Cut()
        if cut is not None and isinstance(place, Tag):
            place = self.ink.tree.line_in(place, box.text, cut)
        return place

    def _place_of(self, box: Any) -> Place:
        ((place, _),) = self._places_of(box, None)
        return place

    def leave_whole(self, box: Any) -> None:
        """End the line of a text box that WeasyPrint drew, with its space."""
        if self.running or not self.ink.words.ends_line(box):
            return
        layout = create_layout(" ", box.style, None, None, 0)
        runs = shape(layout, box.style, self.add_font)
        if runs:
            place = self._place_of(box)
            x, y = box.position_x + box.width, box.position_y + box.baseline
            self._show_space(place, runs[-1], x, y)

    def _places_of(self, box: Any, cut: Cut | None) -> list[tuple[Place, Word | None]]:
        """Return where each piece of a text box belongs, in their order."""
        if self.running:
            return [("artifact", None)]
        place = self.ink.tree.place_of(box, self.ink.number)
        if cut is None or place == "artifact":
            return [(place, None)]
        places: list[tuple[Place, Word | None]] = []
        if cut.lead_word:
            places.append((place, cut.lead_word))
        if cut.lead + cut.tail < len(box.text):
            places.append((place, None))
        if cut.tail_word:
            places.append((place, cut.tail_word))
        return places

    # --- number slots ---

    def add_slot(self, box: Any) -> None:
        """Note the place of a number; its content comes after layout."""
        element = box.element
        mark = -1
        if not self.running:
            place = self.ink.tree.place_of(box, self.ink.number)
            self.leave()
            mark = self.new_mark(place) if isinstance(place, Tag) else -1
        at = Matrix(d=-1, e=box.position_x, f=box.position_y + box.baseline)
        font, size, digits = self._digits_of(box)
        # in a line from the right a number begins at the right of its place
        turned = box.style["direction"] == "rtl" and not self.running
        values = (at @ self.ctm).values
        self.slots.append(
            Slot(
                target=element.get("data-page-of", ""),
                mark=mark,
                matrix=tuple(round(value, 4) for value in values),
                width=round(box.width, 4),
                at_end=(element.get("data-align") == "end") != turned,
                font=font,
                size=size,
                colour=self._colour_of(box.style["color"]),
                digits=digits,
            )
        )

    def _digits_of(self, box: Any) -> Any:
        key = tuple(str(box.style[name]) for name in _SHAPES_DIGITS)
        if key not in self._digits:
            self._digits[key] = self._shape_digits(box.style)
        return self._digits[key]

    def _shape_digits(self, style: Any) -> Any:
        digits = []
        for digit in "0123456789":
            layout = create_layout(digit, style, None, None, 0)
            runs = shape(layout, style, self.add_font) or []
            if len(runs) != 1 or len(runs[0].glyphs) != 1:
                raise ValueError(f"no font draws the digit {digit} of a page number")
            run = runs[0]
            set_runs(runs, digit, 0, [])  # counts the glyph as used
            digits.append((f"{run.glyphs[0]:04x}", round(run.widths[0] / 1024, 4)))
            font = run.font
        return font.hash, round(run.size, 4), tuple(digits)

    def _colour_of(self, colour: Any) -> str:
        """Return the operators that set a colour."""
        before = len(self.stream)
        self._current_color = self._current_alpha = None
        self.set_color(colour)
        operators = b" ".join(self.stream[before:]).decode("ascii")
        del self.stream[before:]
        self._current_color = self._current_alpha = None
        return operators


def _is_told_whole(box: Any) -> bool:
    """Return whether the glyphs of a text box may tell another text than its own."""
    return box.style["direction"] == "rtl" or is_joined(box.text)


def _space_in(run: Run) -> str:
    """Return the space of a run's font as a TJ string, "" where it has none."""
    glyph = run.font.space
    if glyph is None:
        return ""
    run.font.to_unicode[glyph] = " "
    if glyph not in run.font.widths:
        run.font.widths[glyph] = run.measure(glyph)
    return f"<{glyph:04x}>"


def _add_space(piece: Piece, runs: list[Run]) -> bool:
    """Add a space to the end of a piece, if its font has one; return whether."""
    code = _space_in(runs[-1]) if piece.strings else ""
    if not code or piece.strings[-1][0] is not runs[-1].font:
        return False
    font, size, string, start = piece.strings[-1]
    piece.strings[-1] = font, size, string + code, start
    return True


def _bytes_of(text: str, cut: Cut | None) -> list[int]:
    """Return the bytes of `text` at which its pieces begin, but for the first."""
    if cut is None:
        return []
    places = []
    if cut.lead_word and cut.lead < len(text):
        places.append(len(text[: cut.lead].encode()))
    if cut.tail_word and cut.tail < len(text) and cut.lead + cut.tail < len(text):
        places.append(len(text[: len(text) - cut.tail].encode()))
    return places
