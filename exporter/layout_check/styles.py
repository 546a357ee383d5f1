"""What a layout's stylesheets say that nobody understands, or that cannot be printed.

In: a layout whose stylesheets can be read. Out: findings with file and line. Both
WeasyPrint's own reading is asked, and the rules this exporter's pages need
(layouts/README.md).
"""

import difflib
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import tinycss2  # type: ignore[import-untyped]

from exporter.checks import Finding
from exporter.epub.typefaces import TOKENS as EBOOK_TOKENS
from exporter.errors import LayoutError
from exporter.files import read_text
from exporter.layout import TOKENS, Layout
from exporter.layout_files import where_in
from exporter.said import said
from exporter.stylesheets import Sheet, find_place, walk

_UNKNOWN = re.compile(r"Ignored `([\w-]+):.*unknown property\.$", re.S)
_IN_STYLE = re.compile(r"var\(\s*--([\w-]+)\s*\)")


def check_styles(layout: Layout) -> Iterator[Finding]:
    """Yield what is wrong with the stylesheets of a layout."""
    print_sheets = layout.sheets(TOKENS, "print.css")
    epub_sheets = layout.sheets("epub.css")
    yield from _ignored_in_print(print_sheets)
    yield from _unknown_in_epub(epub_sheets)
    for sheets in (print_sheets, epub_sheets):
        known = {name for sheet in sheets for name in _set_in(sheet)}
        if sheets is epub_sheets:
            known |= {*EBOOK_TOKENS}
        for sheet in sheets:
            yield from _unknown_tokens(sheet, known)
    known = {name for sheet in print_sheets for name in _set_in(sheet)}
    yield from _unknown_in_templates(layout, known)
    for sheet in print_sheets:
        yield from _not_for_print(sheet)


# --- what the renderer does not know ----------------------------------------------


def _ignored_in_print(sheets: list[Sheet]) -> Iterator[Finding]:
    for message in _said_of("\n".join(sheet.css for sheet in sheets)):
        found = find_place(message, sheets)
        if found:
            file, line, bare = found
            yield Finding("W-009", where_in(file, line), bare)


def _unknown_in_epub(sheets: list[Sheet]) -> Iterator[Finding]:
    """Yield properties that look like a slip: reading systems know more of them than
    WeasyPrint, and with other values."""
    from weasyprint.css.properties import INITIAL_VALUES
    from weasyprint.css.validation import EXPANDERS

    known = {*(name.replace("_", "-") for name in INITIAL_VALUES), *EXPANDERS}
    for message in _said_of("\n".join(sheet.css for sheet in sheets)):
        unknown = _UNKNOWN.match(message)
        found = find_place(message, sheets)
        if unknown and found and difflib.get_close_matches(unknown[1], known, 1, 0.8):
            file, line, bare = found
            yield Finding("W-009", where_in(file, line), bare)


def _said_of(css: str) -> list[str]:
    """Return what WeasyPrint says of a stylesheet, down to what it says to nobody."""
    import weasyprint

    with _listening() as told:
        weasyprint.CSS(string=css)
    return list(dict.fromkeys(told))


@contextmanager
def _listening() -> Iterator[list[str]]:
    told: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.levelno != logging.INFO:  # progress
                told.append(record.getMessage())

    logger = logging.getLogger("weasyprint")
    before: list[Any] = logger.handlers[:]
    level = logger.level
    logger.handlers[:] = [Collector(logging.DEBUG)]
    logger.setLevel(logging.DEBUG)
    try:
        yield told
    finally:
        logger.handlers[:] = before
        logger.setLevel(level)


# --- tokens -----------------------------------------------------------------------


def _set_in(sheet: Sheet) -> Iterator[str]:
    for declaration in _declarations(sheet):
        if declaration.name.startswith("--"):
            yield declaration.name[2:]


def _unknown_tokens(sheet: Sheet, known: set[str]) -> Iterator[Finding]:
    for rule in tinycss2.parse_stylesheet(sheet.css, True, True):
        for node in walk(rule):
            if node.type != "function" or node.lower_name != "var":
                continue
            arguments = [a for a in node.arguments if a.type != "whitespace"]
            name = getattr(arguments[0], "value", "") if arguments else ""
            # with a second value it may be unknown
            if len(arguments) == 1 and name[2:] not in known:
                where = where_in(sheet.file, node.source_line)
                yield _no_token(name[2:], where, known)


def _unknown_in_templates(layout: Layout, known: set[str]) -> Iterator[Finding]:
    for folder in layout.folders:
        for file in sorted(folder.glob("*.j2")):
            text = read_text(file, LayoutError, where_in(file))
            for used in _IN_STYLE.finditer(text):
                if used[1] not in known:
                    line = text.count("\n", 0, used.start()) + 1
                    yield _no_token(used[1], where_in(file, line), known)


def _no_token(name: str, where: str, known: set[str]) -> Finding:
    near = difflib.get_close_matches(name, known, 1, 0.5)
    message = (
        said(
            "no token `--{name}` is set; did you mean `--{near}`?",
            name=name,
            near=near[0],
        )
        if near
        else said("no token `--{name}` is set", name=name)
    )
    return Finding("E-041", where, message)


# --- what pages are not made with -------------------------------------------------


def _not_for_print(sheet: Sheet) -> Iterator[Finding]:
    for rule, declarations in _rules(sheet):
        prelude = tinycss2.serialize(rule.prelude)
        at = getattr(rule, "lower_at_keyword", "")
        if at == "page" and re.search(r":(left|right)\b", prelude):
            yield _refused(sheet, rule, _SIDES)
        for one in declarations:
            value = tinycss2.serialize(one.value).strip().lower()
            if _is_floated_letter(prelude, one.lower_name, value):
                yield _refused(sheet, one, _LETTER)
            if re.search(
                r"\bcounters?\(\s*pages?\b|\btarget-(counters?|text)\(", value
            ):
                yield _refused(sheet, one, _NUMBERS)
            if one.lower_name == "column-span" and value == "all":
                yield _refused(sheet, one, _SPAN)


def _is_floated_letter(prelude: str, name: str, value: str) -> bool:
    return (
        name == "float"
        and value != "none"
        and bool(re.search(r"::?first-letter", prelude))
    )


_SIDES = said("left and right pages are mirrored when they are numbered, not here")
_LETTER = said("a floated ::first-letter stops WeasyPrint: use a <span> that floats")
_NUMBERS = said("pages have no number yet when this is read: use a number slot")
_SPAN = said(
    "what spans columns must close them: use `wide_open` and `wide_close` in a template"
)


def _refused(sheet: Sheet, node: Any, message: str) -> Finding:
    return Finding("E-042", where_in(sheet.file, node.source_line), message)


# --- reading ----------------------------------------------------------------------


def _rules(sheet: Sheet) -> Iterator[tuple[Any, list[Any]]]:
    """Yield each rule, also those in another, with its declarations."""
    waiting = list(tinycss2.parse_stylesheet(sheet.css, True, True))
    while waiting:
        rule = waiting.pop(0)
        if getattr(rule, "content", None) is None:
            continue
        inner = tinycss2.parse_blocks_contents(rule.content, True, True)
        yield rule, [node for node in inner if node.type == "declaration"]
        waiting += [n for n in inner if n.type in {"qualified-rule", "at-rule"}]


def _declarations(sheet: Sheet) -> Iterator[Any]:
    for _, declarations in _rules(sheet):
        yield from declarations
