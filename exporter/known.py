"""Sentences and names that come as plain text, known again.

In: what the system, Python, pydantic or a proof says in English. Out: the same text,
as one that can be said in another language (`exporter.said`); a text that is not
known stays as it is.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from exporter.known_pages import RULES_OF_PAGES
from exporter.said import Said, marked, said

#: What the system says of a file, tomllib and json of a text, and pydantic of a
#: value (its first letter small).
_REASONS = (
    # the system
    marked("No such file or directory"),
    marked("Permission denied"),
    marked("Operation not permitted"),
    marked("File exists"),
    marked("Not a directory"),
    marked("Is a directory"),
    marked("No space left on device"),
    marked("Disk quota exceeded"),
    marked("File too large"),
    marked("Read-only file system"),
    marked("File name too long"),
    marked("Too many levels of symbolic links"),
    marked("Too many open files"),
    marked("Input/output error"),
    marked("Address already in use"),
    # tomllib
    marked("{reason} (at line {line}, column {column})"),
    marked("{reason} (at end of document)"),
    marked("Expected '=' after a key in a key/value pair"),
    marked("Expected ']' at the end of a table declaration"),
    marked("Expected ']]' at the end of an array declaration"),
    marked("Expected newline or end of document after a statement"),
    marked("Expected {sign}"),
    marked("Cannot declare {key} twice"),
    marked("Cannot mutate immutable namespace {key}"),
    marked("Cannot overwrite a value"),
    marked("Cannot redefine namespace {key}"),
    marked("Duplicate inline table key {key}"),
    marked("Escaped character is not a Unicode scalar value"),
    marked("Found invalid character {sign}"),
    marked("Illegal character '\\n'"),
    marked("Illegal character {sign}"),
    marked("Invalid date or datetime"),
    marked("Invalid hex value"),
    marked("Invalid initial character for a key part"),
    marked("Invalid statement"),
    marked("Invalid value"),
    marked("Unclosed array"),
    marked("Unclosed inline table"),
    marked("Unescaped '\\' in a string"),
    marked("Unterminated string"),
    marked("maximum recursion depth exceeded"),
    # json
    marked("Expecting ',' delimiter"),
    marked("Expecting ':' delimiter"),
    marked("Expecting value"),
    marked("Expecting property name enclosed in double quotes"),
    marked("Illegal trailing comma before end of object"),
    marked("Illegal trailing comma before end of array"),
    marked("Extra data"),
    marked("Unterminated string starting at"),
    marked("Invalid control character at"),
    marked("Invalid \\escape"),
    marked("Invalid \\uXXXX escape"),
    # pydantic
    marked("input should be a valid string"),
    marked("input should be a valid integer"),
    marked(
        "input should be a valid integer, unable to parse string as an integer",
    ),
    marked(
        "input should be a valid integer, got a number with a fractional part",
    ),
    marked("input should be a valid number"),
    marked("input should be a valid number, unable to parse string as a number"),
    marked("input should be a valid boolean"),
    marked("input should be a valid boolean, unable to interpret input"),
    marked("input should be a valid list"),
    marked("input should be a valid tuple"),
    marked("input should be a valid dictionary"),
    marked("input should be a valid dictionary or object to extract fields from"),
    marked("input should be a valid date"),
    marked("input should be a valid date in the format YYYY-MM-DD"),
    marked("input should be a valid date or datetime"),
    marked("datetimes provided to dates should have zero time - e.g. be exact dates"),
    marked("input should be a valid datetime"),
    marked("input should be a valid datetime or date"),
    marked("input should have timezone info"),
    marked("input should not have timezone info"),
    marked("input should be greater than or equal to {least}"),
    marked("input should be greater than {least}"),
    marked("input should be less than or equal to {most}"),
    marked("input should be less than {most}"),
    marked("input should be {choices}"),
    marked("string should match pattern '{pattern}'"),
    marked("string should have at least {least} character"),
    marked("string should have at least {least} characters"),
    marked("string should have at most {most} characters"),
    marked("it should have at least {least} item, not {count}"),
    marked("it should have at least {least} items, not {count}"),
    marked("it should have at most {most} item, not {count}"),
    marked("it should have at most {most} items, not {count}"),
    marked(
        "input tag '{tag}' found using {key} does not match any of the expected "
        "tags: {tags}",
    ),
    marked("unable to extract tag using discriminator {key}"),
    marked("input should be {one} or {other}"),
    marked("input should be {one}"),
)

#: What pydantic tells programmers besides: names of types, how a date was read.
_FOR_PROGRAMMERS = (
    (re.compile(r" or instance of \w+$"), ""),
    (re.compile(r"^(input should be a valid date(?:time)?\b[^,]*), .+$"), r"\1"),
    (re.compile(r"^\w+ (should have .+) after validation,"), r"it \1,"),
)

#: Names of what an article is made of, as findings and proofs have them.
_FIELDS = (
    marked("caption of {field}"),
    marked("credit of {field}"),
    marked("alt text of {field}"),
    marked("address of {field}"),
    marked("label of {field}"),
    marked("citation of {field}"),
    marked("title of {field}"),
    marked("time of {field}"),
    marked("headline of {field}"),
    marked("byline of {field}"),
    marked("{a}, {b}"),
    marked("photo {n}"),
    marked("missing photo {n}"),
    marked("photo {n} caption"),
    marked("photo {n} alt"),
    marked("photo {n} credit"),
    marked("photo {n} focus"),
    marked("photo {n} left out"),
    marked("related title {n}"),
    marked("link {n}"),
    marked("correction {n}"),
    marked("paragraph {n}"),
    marked("subhead {n}"),
    marked("quote {n}"),
    marked("pullquote {n}"),
    marked("list {n}"),
    marked("item {n}"),
    marked("table {n}"),
    marked("header {n}"),
    marked("row {n}"),
    marked("cell {n}"),
    marked("embed {n}"),
    marked("box {n}"),
    marked("live entry {n}"),
    marked("byline (author)"),
    marked("byline (editor)"),
    marked("byline (contributor)"),
    marked("byline ({role})"),
    marked("byline"),
    marked("headline"),
    marked("kicker"),
    marked("deck"),
    marked("dateline"),
    marked("time"),
    marked("source"),
    marked("note to readers"),
    marked("original publication"),
    marked("note on the writer"),
    marked("web address"),
    marked("rights notice"),
    marked("omitted text"),
    marked("edition"),
    marked("cover"),
    # inputs and entries of the edition in a proof
    marked("photo: {name}"),
    marked("font: {name}"),
    marked("layout {name}"),
    marked("title"),
    marked("number"),
    marked("date"),
    marked("revision"),
    marked("identifier"),
)
#: Rules of the readers: which gave a field, and which dropped a text.
_RULES = (
    marked("{a}; {b}"),
    marked("byline: {rule}"),
    marked("label '{label}'"),
    marked("name before the outlet"),
    marked("byline lines, as printed"),
    marked("text lines after the headline"),
    marked("opening of the first paragraph"),
    marked("bracket that ends the body"),
    marked("agency in the desk codes"),
    marked("slug line"),
    marked("slug line again"),
    marked("made from the headline"),
    marked("hash of the headline"),
    marked("headline again"),
    marked("line the slug line is made from"),
    marked("first line that is no label; no slug proves it"),
    marked("function words of the text"),
    marked("script of the text"),
    marked("start of the breadcrumb"),
    marked("breadcrumb line above the headline"),
    marked("breadcrumb line: outlet proved by another line"),
    marked("breadcrumb line: outlet known name"),
    marked("line above the headline, not recognised"),
    marked("outlet name again"),
    marked("line with an outlet's name"),
    marked("outlet name before the time"),
    marked("words before the time, not recognised"),
    marked("label before the time"),
    marked("time line"),
    marked("time line again"),
    marked("time line; zone of the outlet"),
    marked("line with an update label"),
    marked("printed time of the update"),
    marked("byline again"),
    marked("link to more pages"),
    marked("noise line"),
    marked("stop line"),
    marked("after a stop line"),
    marked("related label"),
    marked("related heading"),
    marked("source again"),
    marked("source label without a source"),
    marked("label of the source"),
    marked("line with a copyright sign"),
    marked("address of the original"),
    marked("label of the original's address"),
    marked("words after the original's address"),
    marked("line with a photo credit"),
    marked("line under the slug line"),
    *RULES_OF_PAGES,
    # rules of the reader of web pages: people, sources, the site
    marked("visible byline"),
    marked("visible byline with a role"),
    marked("bylines, as printed"),
    marked("name that ends the text"),
    marked("beside the byline"),
    marked("byline of an entry"),
    marked("agency in the byline"),
    marked("agency in the dateline"),
    marked("element named as the source"),
    marked("agency beside the time"),
    marked("address alone"),
    marked("beside the source"),
    marked("initials beside the source"),
    marked("JSON-LD {name}"),
    marked("meta {name}"),
    marked("visible breadcrumb"),
    marked("title of the page, the headline cut off"),
    marked("breadcrumb"),
    marked("visible section label"),
    marked("link above the headline"),
    marked("visible tags"),
    marked("links to tags"),
    marked("tags, as printed"),
    # rules of the wires' readers: a place in the record, and why it is not taken
    marked("the headline"),
    marked("photos without a text"),
    marked("photo file"),
    marked("title in the head of the HTML"),
    marked("no moment"),
    marked("another time is taken"),
    marked("no language tag"),
    marked("in the body; the photo has its own"),
    marked("again at the start of the body"),
    marked("the text has its own dateline"),
    marked("a time and no place"),
    marked("too long for a dateline"),
    marked("repeats the headline or the text"),
    marked("a clip without an address"),
    marked("the notice stands for it"),
    marked("the byline names them"),
    marked("the caption names them"),
    marked("{place}, not a time that can be used"),
    marked("{place}, read as a time"),
    marked("a login, no name"),
    marked("an address, no name"),
    marked("the address beside the name"),
    marked("the outlet's own name"),
    marked("too long for a name"),
    marked("7901:last line"),
    marked("a line above the headline"),
    marked("corrections and editor_note"),
    marked("format of the post"),
    marked("internal tag"),
    marked("line a system adds below each text"),
    marked("not printed"),
    marked("says the fields again"),
    marked("section of posts that have none"),
    marked("summary, the headline again"),
    marked("summary, the text's own beginning"),
    marked("the text in another form"),
    marked("title of a list of links"),
    marked("too long for a byline"),
    marked("zone of the site"),
    marked("{place}, not printed"),
    marked("{place}: {rule}"),
)
#: What may stand in these places is known itself; elsewhere stands text of others.
_INNER = {"reason", "field", "rule", "a", "b"}
_PLACE = re.compile(r"\{(\w+)\}")


def known_reason(text: str) -> str:
    """Return why something went wrong, as others say it."""
    return _known(text, _REASONS)


def reason_refused(error: Any) -> str:
    """Return why pydantic refused a value: one of `ValidationError.errors()`."""
    raised = error.get("ctx", {}).get("error")
    for sentence in raised.args if isinstance(raised, Exception) else ():
        if isinstance(sentence, Said):  # a validator of ours raised it
            return sentence
    reason = str(error["msg"]).removeprefix("Value error, ")
    reason = reason[:1].lower() + reason[1:]
    for told, plain in _FOR_PROGRAMMERS:
        reason = told.sub(plain, reason)
    return known_reason(reason)


def known_field(name: str) -> str:
    """Return the name of a field: "caption of photo 2", "box 1, paragraph 3"."""
    return _known(name, _FIELDS)


def known_rule(text: str) -> str:
    """Return the rule that gave a field of an article, or dropped a text."""
    return _known(text, _RULES)


def _known(text: str, msgids: Sequence[str]) -> str:
    if text in msgids and "{" not in text:
        return said(text)
    for msgid in msgids:
        found = _pattern(msgid).fullmatch(text) if "{" in msgid else None
        if found:
            values = {
                name: _value(name, value, msgids)
                for name, value in found.groupdict().items()
            }
            return said(msgid, **values)
    return text


def _value(name: str, value: str, msgids: Sequence[str]) -> str:
    if name in _INNER:
        return _known(value, msgids)
    first, between, last = value.rpartition(" or ")
    if name == "choices" and between:  # 'pdf' or 'epub'
        return said("{a} or {b}", a=first, b=last)
    return value


@cache
def _pattern(msgid: str) -> re.Pattern[str]:
    """Return what a sentence made of a message id looks like."""
    parts = _PLACE.split(msgid)  # text, name, text, name, …
    for at, part in enumerate(parts):
        forms = {"n": r"\d+", "line": r"\d+", "column": r"\d+", "a": ".+?"}
        forms["choices"] = r"['\d].*"
        place = f"(?P<{part}>{forms.get(part, '.+')})"
        parts[at] = place if at % 2 else re.escape(part)
    return re.compile("".join(parts), re.S)
