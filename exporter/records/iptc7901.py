"""Reader for IPTC 7901, the text format of the wires before XML.

In: the bytes of a file with one or more messages: SOH, a header line ("eca0001 4 rs 46
dpa 0027"), slug lines, STX, headline and byline up to "=", the text in lines of a
teleprinter, ETX, and the time it was filed. Out: Articles. What stands under "not
intended for publication" and in the notebook is for editors only, and is not printed.
Standard: IPTC 7901 (revision 5), as dpa and others send it.
"""

import html
import re
from dataclasses import dataclass

from exporter.blocks import Paragraph, Party, Subhead
from exporter.errors import RecordError
from exporter.inline import clean_line
from exporter.model import Article
from exporter.records.body import add_pieces
from exporter.records.bylines import add_byline
from exporter.records.decode import decode
from exporter.records.draft import Draft
from exporter.records.file import Read, RecordFile, read_each
from exporter.records.labels import Labels, load_labels
from exporter.records.people import Credited, only_names
from exporter.records.times import read_time, with_zone
from exporter.records.wire import (
    add_note,
    finish,
    no_text,
    refuse_long,
    refuse_many,
    set_language,
    unread,
    warn_of_correction,
    why,
)
from exporter.records.wire_body import set_dateline
from exporter.said import said

_HEADER = re.compile(
    r"(?P<code>[a-z]{1,5}\d{1,6})\s+(?P<priority>\d)\s+(?P<service>[a-z]{1,4})\s+"
    r"(?P<count>\d+)\s+(?P<agency>[\w/-]+(?: [\w/-]+)*?)(?:\s+\d{3,5})?\s*$",
    re.I,
)
_TIME = re.compile(
    r"(?P<day>\d{2})(?P<hour>\d{2})(?P<minute>\d{2})\s*(?P<zone>[A-Z]{3,4})?\s+"
    r"(?P<month>[A-Za-z]{3,9})\.?\s+(?P<year>\d{2}(?:\d{2})?)\s*$"
)
_NOT_PUBLIC = re.compile(
    r"not (?:intended )?for publication|nicht zur Ver[öo]ffentlichung|"
    r"^#+ |^notes? to editors|^\* \* \*",
    re.I,
)
_EDITING = re.compile(
    r"\b(?:editing by|redaktion|edited by):\s*(?P<name>[^,;+<\d]+)", re.I
)
#: How many lines at the start of a text can be its headline and byline.
_OPENING = 12
_BY = re.compile(r"(?:by|von|por|par|oleh)\s", re.I)
_CODES = re.compile(r"[a-z]{2,5}(?: [a-z0-9]{2,5}){0,4}$")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class _Message:
    """The parts of a message: header and slug lines, text, and what follows it."""

    head: list[str]
    text: str
    after: list[str]


def is_header(line: str) -> bool:
    """Say whether a line is the header of a message."""
    return _HEADER.match(line.strip()) is not None


def read(data: bytes, file: RecordFile) -> Read:
    """Return the Articles of a file of messages."""
    text, warnings = _text(data, file.name)
    messages = [part for part in text.split("\x01") if part.strip(" \r\n\x16\x00\x04")]
    refuse_many(len(messages), file.name)
    many = len(messages) > 1
    return read_each(
        (
            (said("{file}, article {n}", file=file.name, n=n) if many else file.name, m)
            for n, m in enumerate(messages, 1)
        ),
        lambda message, where: _article(message, where, file, warnings),
    )


def _text(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Return the text; what is not UTF-8 is Latin 1, as the wires sent it."""
    try:
        return decode(data.replace(b"\0", b""), name)
    except RecordError:
        return data.decode("latin-1"), (
            said("not UTF-8: read as Latin 1; look for wrong characters"),
        )


def _parts(message: str) -> _Message:
    """Return the parts of a message; without STX the first blank line ends its head."""
    lines = [line.rstrip().removesuffix("<").rstrip() for line in _lines(message)]
    whole = "\n".join(lines).strip("\n")
    before, stx, body = whole.partition("\x02")
    if not stx:
        before, _, body = whole.partition("\n")
    text, etx, after = body.partition("\x03")
    if not etx:
        text, after = _without_trailer(text)
    heads = [clean_line(line) for line in before.split("\n")]
    rest = [clean_line(line) for line in after.split("\n")]
    return _Message(
        [line for line in heads if line],
        _CONTROL.sub("", text).strip("\n"),
        [line for line in rest if line],
    )


def _lines(text: str) -> list[str]:
    return re.split(r"\r\n|\r|\n", text)


def _without_trailer(text: str) -> tuple[str, str]:
    before, _, last = text.rstrip().rpartition("\n")
    return (before, last) if _TIME.match(last.strip()) else (text, "")


def _article(
    message: str, where: str, file: RecordFile, warnings: tuple[str, ...]
) -> Article:
    refuse_long(message, where)
    draft, labels, parts = Draft(), load_labels(), _parts(message)
    for text in warnings:
        draft.warn(text)
    agency = _read_head(draft, parts.head)
    if agency:
        draft.add_source(agency.split("-")[0], "7901:header")
        draft.drop(agency.partition("-")[2], unread("7901:header"))
    rest = _read_opening(draft, parts.text, labels)
    _read_body(draft, rest, labels)
    _read_trailer(draft, parts.after, labels)
    if not draft.has_text:
        raise no_text(where)
    set_dateline(draft, "", labels, "7901:dateline")
    set_language(draft, "", "7901:language")
    return finish(draft, "iptc7901", file, where)


def _read_head(draft: Draft, head: list[str]) -> str:
    """Read header and slug lines; return the agency the header names."""
    agency = ""
    slugs = []
    for n, line in enumerate(head):
        found = _HEADER.match(line) if n == 0 else None
        if found:
            agency = found["agency"]
            draft.drop(clean_line(line.replace(agency, " ", 1)), unread("7901:header"))
            draft.set("id", line[:300], "7901:header")
        else:
            slugs.append(line)
            draft.drop(line, unread("7901:slug"))
    warn_of_correction(draft, slugs)
    return agency


def _paragraphs(text: str) -> list[list[str]]:
    """Return the lines of each paragraph: at blank lines, else at indented lines."""
    blocks = [
        [line for line in block.split("\n") if line.strip()]
        for block in re.split(r"\n[ \t]*\n", text)
    ]
    found: list[list[str]] = []
    for block in blocks:
        for line in block:
            indented = re.match(r"\s{2,}\S", line) is not None
            if line is block[0] or indented:
                found.append([])
            found[-1].append(clean_line(line))
    cleaned = [[line for line in lines if line] for lines in found]
    return [lines for lines in cleaned if lines]


def _read_opening(draft: Draft, text: str, labels: Labels) -> list[list[str]]:
    """Read headline and byline, which end in "="; return the paragraphs below them.

    Without "=" the first paragraph is the headline where it is short.
    """
    lines = text.split("\n")
    ends = [n for n, line in enumerate(lines[:_OPENING]) if line.rstrip().endswith("=")]
    if ends:
        opening = [clean_line(line) for line in lines[: ends[-1] + 1]]
        rest = _paragraphs("\n".join(lines[ends[-1] + 1 :]))
    else:
        opening, *rest = _paragraphs(text) or [[]]
        if len(" ".join(opening)) > 200 or len(opening) > 3:
            return [opening, *rest]
    heads: list[str] = []
    headline = ""
    for line in filter(None, opening):
        words = line.rstrip("= ")
        if _BY.match(line):
            add_byline(draft, words, labels, "7901:byline")
        elif line.endswith("/"):
            draft.drop(line, unread("7901:slug"))
        else:
            heads.append(words)
            headline = words if line.endswith("=") else headline
    _set_headline(draft, heads, headline, marked=bool(ends))
    return rest


def _set_headline(
    draft: Draft, heads: list[str], headline: str, *, marked: bool
) -> None:
    """Set the headline: the marked line, else the last: take keys stand above it."""
    if not heads:
        return
    headline = headline or (heads[-1] if marked else " ".join(heads))
    if headline:
        draft.set("headline", headline, "7901:headline")
    keys = [line for line in heads if line != headline] if marked else []
    warn_of_correction(draft, keys)
    for line in keys:
        draft.drop(line, why("7901:headline", "a line above the headline"))


def _read_body(draft: Draft, paragraphs: list[list[str]], labels: Labels) -> None:
    notes = False
    for number, lines in enumerate(paragraphs):
        notes = notes or _NOT_PUBLIC.search(lines[0]) is not None
        text = " ".join(lines)
        is_last = number == len(paragraphs) - 1
        if notes:
            add_note(draft, text, "7901:not for publication")
            _read_editor(draft, text)
        elif is_last and _CODES.match(text):
            draft.set("desk_codes", (text,), "7901:last line")
        elif any(_NOT_PUBLIC.search(line) for line in lines):
            notes = True
            add_note(draft, text, "7901:not for publication")
        else:
            markup = html.escape(text, quote=False)
            is_head = len(lines) == 1 and text.startswith("--") and len(text) < 80
            block = Subhead(html=markup) if is_head else Paragraph(html=markup)
            add_pieces(draft, [block], labels, rule="7901:text")


def _read_editor(draft: Draft, text: str) -> None:
    """Read who edited the text from the notes; what follows the name stays there."""
    found = _EDITING.search(text)
    if found and only_names([Credited(found["name"].strip(), "editor", "")]):
        name = found["name"].strip()
        draft.add_party("editors", Party(name=name), "7901:editorial contacts")


def _read_trailer(draft: Draft, lines: list[str], labels: Labels) -> None:
    """Read the time of filing: "141052 GMT Jan 22"; without a zone it is no moment."""
    for line in lines:
        found = _TIME.search(line)
        if found is None or "published_as_printed" in draft.values:
            draft.drop(line, unread("7901:trailer"))
            continue
        draft.drop(line[: found.start()].strip(), unread("7901:trailer"))
        printed = clean_line(found[0])
        year = found["year"] if len(found["year"]) == 4 else f"20{found['year']}"
        clock = f"{found['day']} {found['month']} {year}, "
        clock += f"{found['hour']}:{found['minute']}"
        time = read_time(clock, day_first=True)
        moment = with_zone(time, found["zone"] or "", labels) if time else None
        if moment:
            draft.set("published", moment[0], "7901:trailer")
            draft.drop(printed, unread("7901:trailer"))
        else:
            draft.set("published_as_printed", printed, "7901:trailer")
            draft.warn(
                said("a time without its zone is not used: {time}", time=printed)
            )
