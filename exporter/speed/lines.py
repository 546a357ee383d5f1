"""Levers on lines: the same text is broken, shaped and measured once."""

from math import inf
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text import line_break
from weasyprint.text.ffi import FROM_UNITS, ffi, gobject, pango, unicode_to_char_p
from weasyprint.text.fonts import font_features, get_font_description

from exporter.speed.blocks import frozen, in_trial
from exporter.speed.patches import Patches
from exporter.speed.styles import memo_of

_FEATURES = (
    *("font_kerning", "font_variant_ligatures", "font_variant_position"),
    *("font_variant_caps", "font_variant_numeric", "font_variant_alternates"),
    *("font_variant_east_asian", "font_feature_settings"),
)


#: About how many letters stand in a line as wide as its font is high.
_LETTERS = 2.4
#: Lines of fewer letters are left to WeasyPrint.
_LEAST = 20


def _twin(layout: Any) -> Any:
    """Return a Layout with the same text and spacing, to be changed on its own."""
    twin = object.__new__(line_break.Layout)
    twin.__dict__.update(layout.__dict__)
    return twin


def remember_first_lines(patches: Patches) -> None:
    """Break a text at a width once, as long as a document is laid out.

    Safe: `split_first_line` is a function of its arguments and the style's values;
    the result's Layout is handed out as a twin, since boxes write to it.
    """
    original = line_break.split_first_line

    def split_first_line(
        text: str,
        style: Any,
        context: Any,
        max_width: Any,
        justification_spacing: Any,
        is_line_start: bool = True,
        minimum: bool = False,
    ) -> Any:
        options = max_width, justification_spacing, is_line_start, minimum
        if context is None:
            return original(text, style, context, *options)
        memo = memo_of(style)
        # with the context they go, and the memo stays as long: its id is its own
        lines = context.__dict__.setdefault("_lines", {})
        _, known_lines = lines.setdefault(id(memo), (memo, {}))
        key = text, *options
        known = known_lines.get(key)
        if known is None:
            known = known_lines[key] = _split(original, text, style, context, options)
        layout, *rest = known
        return (_twin(layout), *rest)

    patches.everywhere(original, split_first_line)


def _split(split: Any, text: str, style: Any, context: Any, options: Any) -> Any:
    """Break a text, looking only at so much of it as can matter.

    WeasyPrint shapes about twice as much text as a line holds. A line depends on
    itself and on the word that comes next; where two more words follow in what is
    looked at, more text changes nothing. Soft hyphens are left to WeasyPrint.
    """
    max_width = options[0]
    if max_width in {None, inf} or not style["font_size"] or "\xad" in text:
        return split(text, style, context, *options)
    likely = int(max_width / style["font_size"] * _LETTERS)
    end = text.find(" ", text.find(" ", text.find(" ", likely) + 1) + 1)
    if likely < _LEAST or end < likely or style["white_space"] != "normal":
        return split(text, style, context, *options)
    # not cut after a space: WeasyPrint sets one word where only that does not fit
    known = split(text[: end + 2], style, context, *options)
    resume_at = known[2]
    if resume_at is None or resume_at > len(text[:likely].encode()):
        return split(text, style, context, *options)
    return known


def keep_shaped_lines(patches: Patches) -> None:
    """Keep each line as Pango shaped it: drawing need not shape it again.

    Safe: layout never looks at what is kept; drawing takes it only where the line
    still has the text it was shaped for.
    """
    original = line_break.Layout.deactivate

    def deactivate(self: Any) -> None:
        if "shaped" not in self.__dict__:  # later it may be set up for something else
            self.shaped = self.layout, self.text
        original(self)

    patches.set(line_break.Layout, "deactivate", deactivate)


def justify_without_shaping(patches: Patches) -> None:
    """Widen the spaces of a line without shaping it again.

    Safe: WeasyPrint makes a Layout here only to keep text and spacing for drawing;
    what it measures is not read.
    """
    original = inline.add_word_spacing

    def add_word_spacing(
        context: Any, box: Any, justification_spacing: float, x_advance: float
    ) -> float:
        if not isinstance(box, boxes.TextBox):
            return float(original(context, box, justification_spacing, x_advance))
        box.justification_spacing = justification_spacing
        box.position_x += x_advance
        spaces = inline.count_expandable_spaces(box)
        if spaces > 0:
            layout = _twin(box.pango_layout)
            layout.text, layout.max_width = box.text, None
            layout.justification_spacing = justification_spacing
            extra = justification_spacing * spaces
            x_advance += extra
            box.width += extra
            box.pango_layout = layout
        return x_advance

    patches.set(inline, "add_word_spacing", add_word_spacing)


def remember_struts(patches: Patches) -> None:
    """Measure the strut of a style once.

    Safe: it follows from the style alone.
    """
    original = line_break.strut

    def strut(style: Any) -> Any:
        memo = memo_of(style)
        known = memo.get("strut")
        if known is None:
            known = memo["strut"] = original(style)
        return known

    patches.everywhere(original, strut)


def set_up_once(patches: Patches) -> None:
    """Make the Pango context, font and features of a style once.

    Safe: they follow from the style and the fonts; Pango layouts only read them. The
    list of attributes is made anew, as WeasyPrint does: layouts add to it.
    """

    def setup(self: Any, style: Any) -> None:
        self.style = style
        self.first_line_direction = 0
        memo = memo_of(style)
        made = memo.get("pango")
        if made is None or made[0] is not style.font_config:
            made = memo["pango"] = _pango_of(style)
        _, context, self.language, description, features, lines = made
        self.layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
        pango.pango_layout_set_auto_dir(self.layout, False)
        pango.pango_layout_set_font_description(self.layout, description)
        self.ascent = self.underline_position = self.strikethrough_position = None
        self.__dict__.update(lines)
        if features is not None:
            attributes = pango.pango_attr_list_new()
            pango.pango_attr_list_insert(attributes, features)
            pango.pango_layout_set_attributes(self.layout, attributes)

    patches.set(line_break.Layout, "setup", setup)


def _pango_of(style: Any) -> Any:
    """Return (font configuration, context, language, font, features, line places)."""
    fonts = style.font_config
    context = ffi.gc(
        pango.pango_font_map_create_context(fonts.font_map), gobject.g_object_unref
    )
    pango.pango_context_set_round_glyph_positions(context, False)
    direction = line_break.PANGO_DIRECTION[style["direction"]]
    pango.pango_context_set_base_dir(context, direction)
    override = style["font_language_override"]
    named = None
    if override != "normal":
        named = line_break.LST_TO_ISO.get(override.lower(), override)
    elif style["lang"]:
        named = style["lang"]
    if named:
        pointer, _kept = unicode_to_char_p(named)
        language = pango.pango_language_from_string(pointer)
        pango.pango_context_set_language(context, language)
    else:
        language = pango.pango_language_get_default()
    description = get_font_description(style)
    lines: dict[str, float] = {}
    if style["text_decoration_line"] != "none":
        lines = _decoration_places(context, description, language)
    features = font_features(*(style[name] for name in _FEATURES))
    attribute = None
    if features:
        source = ",".join(f"{key} {value}" for key, value in features.items()).encode()
        # fonts.font_features is WeasyPrint's own store of attributes: never freed
        attribute = fonts.font_features.get(source)
        if attribute is None:
            attribute = pango.pango_attr_font_features_new(source)
            fonts.font_features[source] = attribute
    return fonts, context, language, description, attribute, lines


def _decoration_places(context: Any, description: Any, language: Any) -> Any:
    metrics = ffi.gc(
        pango.pango_context_get_metrics(context, description, language),
        pango.pango_font_metrics_unref,
    )
    names = (
        *("underline_position", "underline_thickness", "ascent"),
        *("strikethrough_position", "strikethrough_thickness"),
    )
    return {
        name: FROM_UNITS * getattr(pango, f"pango_font_metrics_get_{name}")(metrics)
        for name in names
    }


def remember_lines(patches: Patches) -> None:
    """Lay a line out once for each place in its text and each width, while columns
    are balanced.

    Safe: without floats, first-letter and first-line styles, and with nothing but
    text and plain inline boxes in it, a line follows from where it begins, the width
    and the indent; where it stands only moves it.
    """
    original = inline.get_next_linebox

    def get_next_linebox(
        context: Any,
        linebox: Any,
        position_y: float,
        bottom_space: float,
        skip_stack: Any,
        containing_block: Any,
        *lists_and_styles: Any,
    ) -> Any:
        def lay_out() -> Any:
            place = position_y, bottom_space, skip_stack, containing_block
            return original(context, linebox, *place, *lists_and_styles)

        if lists_and_styles[3]:  # ::first-line
            # its lines share what WeasyPrint notes of cut borders: none is remembered
            linebox._plain = False
        if (
            any(lists_and_styles[2:])  # ::first-letter, ::first-line
            or context.excluded_shapes
            or containing_block.style["direction"] != "ltr"
            or not _is_plain_line(linebox)
        ):
            return lay_out()
        memo = linebox.__dict__.setdefault("_lines", {})
        key = frozen(skip_stack), containing_block.width, linebox.text_indent
        x = containing_block.content_box_x()
        known = memo.get(key)
        if known is None:
            line, resume_at = lay_out()
            if line is not None and in_trial(context):
                kept = line.deepcopy()
                kept.__dict__.pop("_lines", None)
                memo[key] = x, position_y, kept, resume_at
            return line, resume_at
        old_x, old_y, line, resume_at = known
        if in_trial(context):
            line = line.deepcopy()
        else:  # for good: it will hardly be asked for again
            del memo[key]
        line.translate(x - old_x, position_y - old_y)
        line.position_y = linebox.position_y = position_y  # not off by rounding
        linebox.width, linebox.height = line.width, line.height
        return line, resume_at

    patches.set(inline, "get_next_linebox", get_next_linebox)


def _is_plain_line(linebox: Any) -> bool:
    known = linebox.__dict__.get("_plain")
    if known is None:
        known = linebox.missing_link is None and _holds_text(linebox)
        linebox._plain = known
    return bool(known)


def _holds_text(box: Any) -> bool:
    for child in box.children:
        if isinstance(child, boxes.TextBox):
            continue
        if (
            type(child) is not boxes.InlineBox
            or not child.is_in_normal_flow()
            or child.style["position"] != "static"
            or child.is_leader
            or child.missing_link is not None
            or child.footnote is not None
            or not _holds_text(child)
        ):
            return False
    return True


LEVERS = (
    remember_first_lines,
    keep_shaped_lines,
    justify_without_shaping,
    remember_struts,
    set_up_once,
    remember_lines,
)
