"""Draw the text of one box: glyphs from Pango become PDF text operators.

In: a text box as WeasyPrint laid it out. Out: `Run`s of glyphs, in pieces where a
divided word needs a tag of its own. A justified line is drawn from one shaping,
its spaces widened here: WeasyPrint would shape it in as many runs as it has words.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from weasyprint.logger import LOGGER
from weasyprint.text.ffi import FROM_UNITS, ffi, pango

from exporter.glyphs import NO_GLYPH
from exporter.pdf.words import BREAK_MARKS

#: Five integers each: glyph, width, x and y offset, flags.
_GLYPH_INFO = 20
_INK = ffi.new("PangoRectangle *")
_LOGICAL = ffi.new("PangoRectangle *")
_LAST_GLYPH = 0xFFFF
_EMPTY_GLYPH = 0x0FFFFFFF  # PANGO_GLYPH_EMPTY: a soft hyphen that is not shown
_UNKNOWN_FLAG = 0x10000000  # PANGO_GLYPH_UNKNOWN_FLAG: no font has the character
#: How far apart glyphs of one cluster may be.
_CLUSTER = 8
#: Glyphs whose set width differs by less (in 1/1000 em) are not moved one by one.
_ROUNDING = 0.75
#: What justification widens, as it begins in the text: a space, a no-break space.
_SPACES = b" ", "\u00a0".encode()


@dataclass
class Piece:
    """Glyphs that belong to one tag: fonts, sizes, TJ strings, where those start in px.

    `rest` is what rounding has left at the end of the last string (1/1000 em).
    """

    strings: list[tuple[Any, float, str, float]] = field(default_factory=list)
    rest: float = 0.0


@dataclass(frozen=True)
class Run:
    """Glyphs of one font as Pango shaped them; lengths in Pango units."""

    font: Any
    size: float
    glyphs: Sequence[int]
    widths: Sequence[int]
    shifts: Sequence[int]
    #: The byte of the text that each glyph begins at.
    at: Sequence[int]
    #: The byte its text ends at, and its width in 1/1000 em.
    ends: Callable[[int], int]
    measure: Callable[[int], int]
    #: The Pango layout that the font belongs to: it must live as long as the run.
    shaped: Any


def shape(layout: Any, style: Any, font_of: Callable[[Any], Any]) -> list[Run] | None:
    """Return the layout's text as shaped, unjustified; None where it needs WeasyPrint.

    `font_of` gives the font and size of a Pango font.
    """
    shaped = _kept(layout) or _shape_again(layout, style)
    line = pango.pango_layout_get_line_readonly(shaped, 0)
    runs = []
    item = line.runs[0]
    while item != ffi.NULL:
        run = _run(item.data, font_of, shaped)
        if run is None:
            return None
        runs.append(run)
        item = item.next
    return runs


def _kept(layout: Any) -> Any:
    """Return the Pango layout that was kept of this very text, on one line."""
    shaped, text = getattr(layout, "shaped", (None, None))
    if text != layout.text or pango.pango_layout_get_line_readonly(shaped, 1):
        return None
    return shaped


def _shape_again(layout: Any, style: Any) -> Any:
    layout.setup(style)
    layout.set_text(layout.text, justify=False)
    shaped = layout.layout
    pango.pango_layout_set_single_paragraph_mode(shaped, True)
    layout.deactivate()
    return shaped


def _run(item: Any, font_of: Callable[[Any], Any], shaped: Any) -> Run | None:
    glyphs = item.glyphs
    count = glyphs.num_glyphs
    buffer = ffi.buffer(glyphs.glyphs, count * _GLYPH_INFO)
    numbers = memoryview(buffer).cast("i").tolist()
    ids = numbers[0::5]
    if any(numbers[3::5]):
        return None  # raised glyphs
    if ids and max(ids) > _LAST_GLYPH:
        ids = [_known(glyph) for glyph in ids]
    pango_font = item.item.analysis.font
    font, size = font_of(pango_font)
    if font.png or font.svg or font.colr or font.bitmap:
        return None
    first, length = item.item.offset, item.item.length
    at = [first + offset for offset in ffi.unpack(glyphs.log_clusters, count)]
    backwards = item.item.analysis.level % 2

    def ends(index: int) -> int:
        step = -1 if backwards else 1
        after = index + step
        while 0 <= after < count and at[after] == at[index]:
            after += step
        return at[after] if 0 <= after < count else int(first + length)

    def measure(glyph: int) -> int:
        pango.pango_font_get_glyph_extents(pango_font, glyph, _INK, _LOGICAL)
        return round(int(_LOGICAL.width) * 1000 / 1024 / float(size))

    return Run(font, size, ids, numbers[1::5], numbers[2::5], at, ends, measure, shaped)


def _known(glyph: int) -> int:
    """Return a glyph that can be drawn: .notdef (0) for what no font has."""
    if glyph & _UNKNOWN_FLAG and glyph != _EMPTY_GLYPH:
        sign = chr(glyph - _UNKNOWN_FLAG)
        LOGGER.warning(NO_GLYPH, sign, ord(sign))
        return 0
    return glyph


def set_runs(
    runs: Sequence[Run], text: str, justification: float, cuts: Sequence[int]
) -> tuple[list[Piece], float]:
    """Return the pieces of a line, cut at the bytes `cuts` of its text, and its end.

    `justification` is what each space is widened by, in px.
    """
    source = text.encode()
    pieces = [Piece()]
    if not cuts:
        x = 0.0
        for run in runs:
            x += _add(pieces[0], run, (0, len(run.at)), x, source, justification)
        return pieces, x
    x = 0.0
    limits = iter([*cuts, len(source) + 1])
    limit = next(limits)
    for run in runs:
        start = 0
        for index, at in enumerate(run.at):
            if at >= limit:
                x += _add(pieces[-1], run, (start, index), x, source, justification)
                pieces.append(Piece())
                start = index
                while at >= limit:
                    limit = next(limits)
        x += _add(pieces[-1], run, (start, len(run.at)), x, source, justification)
    return pieces, x


def _add(
    piece: Piece,
    run: Run,
    part: tuple[int, int],
    x: float,
    source: bytes,
    justification: float,
) -> float:
    """Add `part` of a run's glyphs as a TJ string that starts at `x`.

    Returns how far they reach, in px. What follows in the same font goes into the
    same string: not all readers mind a number at its end.
    """
    start, end = part
    font, size = run.font, run.size
    ids, widths = run.glyphs[start:end], run.widths[start:end]
    known = font.plain.setdefault(size, {})
    shifts = run.shifts if any(run.shifts) else None
    parts = ["<"]
    add = parts.append
    former = piece.strings[-1] if piece.strings else None
    joins = former is not None and former[:2] == (font, size)
    rest = piece.rest if joins else 0.0
    spaces = 0
    index = start - 1
    for set_glyph in zip(ids, widths, strict=True):
        index += 1
        drawn = known.get(set_glyph)
        if drawn is None:
            drawn = known[set_glyph] = _look_up(run, index, source)
        code, kern, is_plain = drawn
        if shifts is not None and shifts[index]:
            shift = round(shifts[index] * 1000 * FROM_UNITS / size)
            add(f">{-shift}<")
            rest += shift
        add(code)
        rest += kern
        if is_plain and shifts is None:
            continue
        if source.startswith(_SPACES, run.at[index]) and code:
            rest -= justification * 1000 / size
            spaces += 1
        # what rounding leaves is carried on, so that lines end where they should
        if rest >= 1 or rest <= -1:
            whole = int(rest)
            rest -= whole
            add(f">{whole}<")
    string = "".join(parts)
    string = string[:-1] if string.endswith("<") else string + ">"
    piece.rest = rest
    if former is not None and joins:
        piece.strings[-1] = font, size, former[2] + string, former[3]
    elif string:
        piece.strings.append((font, size, string, x))
    return float(sum(widths) * FROM_UNITS + spaces * justification)


def _look_up(run: Run, index: int, source: bytes) -> tuple[str, float, bool]:
    """Return a glyph's code, how much narrower it was set than it is, and whether it
    is plain: about as wide as the font says, and no space. Counts it as used.
    """
    font, glyph = run.font, run.glyphs[index]
    set_width = run.widths[index] * 1000 * FROM_UNITS / run.size
    if glyph == _EMPTY_GLYPH:  # a tab, or what is there but not shown
        return "", -set_width, False
    if glyph not in font.to_unicode:
        font.to_unicode[glyph] = _said(run, index, source)
    width = font.widths.get(glyph)
    if width is None:
        width = font.widths[glyph] = run.measure(glyph)
    kern = width - set_width
    is_space = glyph == font.space or source.startswith(_SPACES, run.at[index])
    return f"{glyph:04x}", kern, abs(kern) < _ROUNDING and not is_space


def _said(run: Run, index: int, source: bytes) -> str:
    """Return the text of a glyph: its share of what the glyphs of its cluster say.

    A ligature has several signs, a letter with accents may have several glyphs; break
    marks that are not shown are not read.
    """
    place = run.at[index]
    text = source[place : run.ends(index)].decode().translate(BREAK_MARKS)
    cluster = [
        near
        for near in range(max(0, index - _CLUSTER), min(len(run.at), index + _CLUSTER))
        if run.at[near] == place and run.glyphs[near] != _EMPTY_GLYPH
    ]
    if len(cluster) == 1:
        return text
    if run.at[0] > run.at[-1]:
        cluster.reverse()  # from right to left
    share = cluster.index(index)
    if len(cluster) == len(text):
        return text[share]
    return text if share == 0 else ""
