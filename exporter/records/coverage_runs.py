"""Coverage of records in markup and in other people's JSON.

In: a record as runs (the words of one paragraph, cell or value, in reading order) and
the texts of its Articles. Out: the runs, or the parts of them, that are in no text of
an Article. Each word of an Article answers for one word of the record, so what is lost
in one place is not covered by the same words in another; words that stood together must
stand together. Between two stretches only signs and labels with a colon may stand.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from email.utils import parsedate
from html.parser import HTMLParser
from typing import Any

from lxml import etree

from exporter.records.coverage_words import INLINE, Tokens, tokens_of, words_of_markup
from exporter.said import said

#: Elements whose words no reader of a page sees.
_UNSEEN = {
    *("script", "style", "template", "noscript", "head", "title", "svg", "iframe"),
    *("select", "textarea", "canvas", "object", "math", "video", "audio"),
}
_VOID = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta"),
    *("param", "source", "track", "wbr"),
}
_IN_HEAD = {"base", "link", "meta", "noscript", "script", "style", "template", "title"}
_LONGEST_KEY = 3
_SHOWN = 12
_FEWEST_WORDS = 2


@dataclass(frozen=True)
class Run:
    """Words of a record that stand together, and where.

    `glued` are the tokens the next one follows without white space, in an element of
    its own: a page may show a space there or none.
    """

    where: str
    tokens: Tokens
    glued: frozenset[int] = frozenset()


def check_runs(
    runs: Iterable[Run], texts: Iterable[str], label_end: Callable[[Tokens, int], int]
) -> list[str]:
    """Return what `texts` do not hold of `runs`, with its place.

    `label_end` gives the position after a label with its colon, or 0.
    """
    held = _Held([tokens for text in texts if (tokens := tokens_of(text))])
    lost: list[str] = []
    for run in runs:
        words = _lost_in(run, held, label_end)
        if words:
            text = " ".join(words[:_SHOWN])
            lost.append(said("{where}: {message}", where=run.where, message=text))
    return lost


def _lost_in(
    run: Run, held: "_Held", label_end: Callable[[Tokens, int], int]
) -> Tokens:
    """Return the first stretch of a run that nothing answers for."""
    tokens = run.tokens
    at = end_of_lost = 0
    lost: list[str] = []
    while at < len(tokens):
        # signs of a script without spaces are tokens: a label must not be taken apart
        label = max(label_end(tokens, at) - at, 0)
        length = held.take(run, at, least=label + 1) or label
        if not length and not tokens[at].isalnum():
            length = 1
        if not length and (not lost or at == end_of_lost):
            lost.append(tokens[at])
            end_of_lost = at + 1
        at += length or 1
    return tuple(lost)


class _Held:
    """The tokens of all texts in one row, and which of them are used."""

    def __init__(self, texts: list[Tokens]) -> None:
        self.row: list[str] = []
        self.used: list[bool] = []
        self.next = 0
        self.places: dict[Tokens, list[int]] = defaultdict(list)
        for text in texts:
            self.row.extend((*text, ""))  # no stretch runs on into the next text
        self.used = [False] * len(self.row)
        for at in range(len(self.row)):
            for size in range(1, _LONGEST_KEY + 1):
                self.places[tuple(self.row[at : at + size])].append(at)

    def take(self, run: Run, at: int, least: int = 1) -> int:
        """Use up the longest stretch that a run has from `at`; return its length.

        What follows the last one is tried first: a record and its texts have mostly
        the same order. A stretch shorter than `least` is none.
        """
        place = self.next
        best, taken = self._length(run, at, place)
        if at + best < len(run.tokens):
            for key in _keys(run, at):
                for start in self._free(key):
                    length, used = self._length(run, at, start)
                    if length > best:
                        best, taken, place = length, used, start
                if best:
                    break
        if best < least:
            return 0
        self.used[place : place + taken] = [True] * taken
        self.next = place + taken
        if self.next < len(self.row) and not self.row[self.next]:
            self.next += 1
        return best

    def _free(self, key: Tokens) -> list[int]:
        """Return the unused places of a few tokens; used ones are forgotten."""
        places = [at for at in self.places.get(key, ()) if not self.used[at]]
        self.places[key] = places
        return places

    def _length(self, run: Run, at: int, start: int) -> tuple[int, int]:
        """Return how many tokens a run and the row have alike, and how many of the
        row's these are."""
        here, there = at, start
        while here < len(run.tokens) and there < len(self.row) and not self.used[there]:
            word, end = run.tokens[here], here + 1
            while word != self.row[there] and end - 1 in run.glued:
                word, end = word + run.tokens[end], end + 1
            if word != self.row[there]:
                break
            here, there = end, there + 1
        return here - at, there - start


def _keys(run: Run, at: int) -> Iterator[Tokens]:
    """Yield what a stretch from `at` may begin with, the longest first."""
    tokens = run.tokens
    for size in range(min(_LONGEST_KEY, len(tokens) - at), 0, -1):
        yield tokens[at : at + size]
    word, end = tokens[at], at + 1
    while end - 1 in run.glued:
        word, end = word + tokens[end], end + 1
        yield (word,)


# --- runs -------------------------------------------------------------------------


def runs_of_html(page: str) -> list[Run]:
    """Return the runs of a page of HTML, read apart from its reader."""
    reader = _Runs()
    reader.feed(page)
    reader.close()
    reader.end_run()
    return reader.runs


class _Runs(HTMLParser):
    """Collects the words a page shows; what is no inline element ends a run."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.runs: list[Run] = []
        self.words: list[str] = []
        self.line = 1
        self.unseen: list[str] = []

    def end_run(self) -> None:
        """End the run that is being collected."""
        tokens: list[str] = []
        glued: set[int] = set()
        before = " "
        for text in self.words:
            if tokens and text and not (before[-1:].isspace() or text[:1].isspace()):
                glued.add(len(tokens) - 1)
            tokens.extend(tokens_of(text))
            before = text or before
        if any(token.isalnum() for token in tokens):
            where = said("line {n}", n=self.line)
            self.runs.append(Run(where, tuple(tokens), frozenset(glued)))
        self.words.clear()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.unseen == ["head"] and tag not in _IN_HEAD:
            self.unseen.clear()  # its end tag may be left out
        if tag in _UNSEEN and tag not in _VOID:
            self.unseen.append(tag)
        if tag == "br":
            self.words.append(" ")
        elif tag not in INLINE:
            self.end_run()

    def handle_endtag(self, tag: str) -> None:
        if tag in self.unseen:
            while self.unseen.pop() != tag:
                pass
        if tag == "body":
            self.unseen.clear()
        if tag not in INLINE:
            self.end_run()

    def handle_data(self, data: str) -> None:
        if self.unseen:
            return
        if not self.words:
            self.line = self.getpos()[0]
        self.words.append(data)


def runs_of_xml(root: Any) -> list[Run]:
    """Return the runs of a wire file or feed: the readable text of each element."""
    found: list[Run] = []
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        name = etree.QName(element).localname
        inside = (element.text, *(child.tail for child in element))
        line = said("line {n}", n=element.sourceline or 0)
        where = said("{where}: {message}", where=line, message=f"<{name}>")
        found.extend(Run(where, tokens) for text in inside for tokens in _read(text))
    return found


def runs_of_json(value: Any, path: str = "") -> Iterator[Run]:
    """Yield the runs of a JSON value: the readable text of each string."""
    if isinstance(value, str):
        if value[:1] == "{" and (inner := _json_in(value)) is not None:
            yield from runs_of_json(inner, path)
            return
        yield from (Run(path, tokens) for tokens in _read(value))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from runs_of_json(item, f"{path}[{index}]")
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from runs_of_json(item, f"{path}.{key}" if path else str(key))


def _json_in(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _read(text: str | None) -> Iterator[Tokens]:
    """Yield the runs of a value that is readable: two words at least, and no date."""
    if not text or not text.strip():
        return
    if "<" in text:
        yield from (run.tokens for run in runs_of_html(text) if _readable(run.tokens))
        return
    tokens = words_of_markup(text)
    spaced = len(text.split()) > 1 or not text.isascii()
    if spaced and _readable(tokens) and not (text[-1].isdigit() and parsedate(text)):
        yield tokens


def _readable(tokens: Tokens) -> bool:
    """Say whether tokens are words people read, not a code or an address."""
    if "://" in "".join(tokens[:5]):
        return False
    return sum(token.isalpha() for token in tokens) >= _FEWEST_WORDS
