"""The proof's first half: did every readable word of a record reach its Article?

In: the text of a record and the Articles read from it. Out: the pieces that vanished,
with their line or JSON path; none when all is well.

Written apart from the readers, and it shares none of their rules. The words of the
Article are cut into pieces: one for each field, block and dropped text. The record
must be made of exactly these pieces: each is used once, whole and in its own order,
so a word lost in one place cannot be covered by the same word in another. Between
pieces only punctuation and labels with a colon ("Sumber:") may stand. Compared is
after NFKC, without case and white space.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from exporter.errors import RecordError
from exporter.inline import clean_line
from exporter.model import Article
from exporter.records.coverage_foreign import check_foreign
from exporter.records.coverage_json import check_json_record
from exporter.records.coverage_texts import texts_of
from exporter.records.coverage_words import Tokens, tokens_of
from exporter.records.decode import decode
from exporter.records.labels import all_label_phrases
from exporter.records.limits import problem_of_record
from exporter.records.sniff import kind_of
from exporter.records.sources import Found, files_in
from exporter.said import said

_LINE_END = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
#: Punctuation that may stand between two pieces without being in either.
_BETWEEN = set("|:()[]-–—/>›»·•,.;&=、،【】〔〕。")
#: What stands between a label and its value: "사진=…", "圖／…" as well as "Foto: …".
_LABEL_MARKS = {":", "=", "/"}
_SHOWN = 12
_CERTAIN_PREFIX = 3
_MOST_STEPS = 5000


def check_coverage(path: Path, articles: Sequence[Article]) -> list[str]:
    """Return what `articles`, as read from the file `path`, no longer hold of it."""
    lost: list[str] = []
    for found in files_in(path):
        if not isinstance(found, RecordError):
            lost += check_found(found, articles)
    return lost


def check_found(found: Found, articles: Sequence[Article]) -> list[str]:
    """Return what is lost of one record file; `articles` may hold others' too."""
    own = [one for one in articles if one.provenance.file == found.name]
    if not own:
        return []
    reader = own[0].provenance.reader
    if reader == "photo":  # of what says the same thrice, one place is chosen
        return []
    if reader in ("json", "text"):
        text, _ = decode(found.data, found.name)
        return check_record_text(text, own)
    kind = kind_of(found.data, found.name)
    return check_foreign(kind, found.data, found.name, own, _any_label_end)


def _any_label_end(tokens: Tokens, at: int) -> int:
    return _label_end(tokens, at, len(tokens))


def check_record_text(raw: str, articles: Article | Sequence[Article]) -> list[str]:
    """Return the pieces of `raw` that are in no field, no block and not dropped."""
    read = [articles] if isinstance(articles, Article) else list(articles)
    records = _json_records(raw)
    if records is not None:
        return _check_records(records, read)
    return _check_page(raw, read)


# --- JSON -----------------------------------------------------------------------


def _json_records(raw: str) -> list[tuple[str, Any]] | None:
    """Return (where, record) for each JSON record; None where `raw` is no JSON."""
    value = _load(raw)
    if isinstance(value, dict) and isinstance(value.get("articles"), list):
        value = value["articles"]
    if isinstance(value, dict):
        return [("", value)]
    if isinstance(value, list):
        places = (said("article {n}", n=n) for n in count(1))
        return list(zip(places, value, strict=False))
    lines = [(n, _load(line)) for n, line in enumerate(raw.split("\n"), 1)]
    found: list[tuple[str, Any]] = [
        (said("line {n}", n=n), i) for n, i in lines if isinstance(i, dict)
    ]
    return found or None


def _load(text: str) -> Any:
    if text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _check_records(records: list[tuple[str, Any]], read: list[Article]) -> list[str]:
    waiting = list(read)
    gone = []
    for where, record in records:
        identity = clean_line(str(record["id"])) if _has_id(record) else ""
        article = next((a for a in waiting if a.id == identity), None)
        if article is not None:
            waiting.remove(article)
            gone += [_at(where, text) for text in check_json_record(record, article)]
        elif _is_article(record):
            gone.append(_at(where, said("the whole article {id}", id=identity)))
    return gone


def _at(where: str, text: str) -> str:
    return said("{where}: {message}", where=where, message=text) if where else text


def _has_id(record: Any) -> bool:
    return isinstance(record, dict) and isinstance(record.get("id"), str)


def _is_article(record: Any) -> bool:
    """Say whether a reader had to take `record`; a bad one is an error of its own."""
    try:
        Article.model_validate(record)
    except (ValueError, RecursionError):
        return False
    return problem_of_record(record) is None


# --- page text ------------------------------------------------------------------


@dataclass(frozen=True)
class _Stream:
    """The tokens of a page, in one row, and where its lines end in it."""

    tokens: list[str]
    lines: list[tuple[int, int]]
    line_end: list[int]


def _stream_of(raw: str) -> _Stream:
    stream = _Stream([], [], [])
    for number, line in enumerate(_LINE_END.split(raw), 1):
        tokens = tokens_of(line)
        if tokens:
            stream.tokens.extend(tokens)
            end = len(stream.tokens)
            stream.lines.append((number, end))
            stream.line_end.extend([end] * len(tokens))
    return stream


def _check_page(raw: str, read: list[Article]) -> list[str]:
    pieces = _Pieces(
        [t for a in read for text in texts_of(a) if (t := tokens_of(text))]
    )
    stream = _stream_of(raw)
    everything = len(stream.tokens)
    if pieces.take(stream, 0, everything, steps=_MOST_STEPS + everything) >= 0:
        return []
    gone = []
    at = 0
    for number, end in stream.lines:
        if at >= end:
            continue  # a piece of the line before reached this far
        reached = pieces.take(stream, at, end)
        if reached < 0:
            lost = pieces.first_lost(stream.tokens, at, end)
            gone.append(_at(said("line {n}", n=number), lost))
        at = max(reached, end)
    return gone


class _Pieces:
    """The pieces an Article still has to give, and how lines are made of them."""

    def __init__(self, pieces: list[Tokens]) -> None:
        self.left: dict[Tokens, int] = defaultdict(int)
        self.by_first: dict[str, list[Tokens]] = defaultdict(list)
        self.furthest = 0
        for piece in pieces:
            if not self.left[piece]:
                self.by_first[piece[0]].append(piece)
            self.left[piece] += 1
        for group in self.by_first.values():
            group.sort(key=len, reverse=True)

    def take(self, stream: _Stream, start: int, stop: int, steps: int = 0) -> int:
        """Use up the pieces of the tokens from `start` to `stop`.

        Return where they end, or -1 where no pieces make them up; then none is used.
        The last piece may run on behind `stop`. With `steps`, every way is tried, but
        no more steps are made; without, a place once left is not tried again.
        """
        self.furthest = start
        dead: set[int] = set()
        trail: list[tuple[int, Tokens, Iterator[tuple[int, Tokens]]]] = []
        at, choices, made = start, self._choices(stream, start), 0
        while at < stop:
            made += 1
            to, piece = next(choices, (-1, ()))
            if to < 0 or (steps and made > steps):
                dead.add(at)
                if not trail:
                    return -1
                at, used, choices = trail.pop()
                self._give_back(used)
            elif steps or to not in dead:
                trail.append((at, piece, choices))
                self._use(piece)
                at = to
                self.furthest = max(self.furthest, at)
                choices = self._choices(stream, at)
        return at

    def _choices(self, stream: _Stream, at: int) -> Iterator[tuple[int, Tokens]]:
        """Yield (next position, piece used) for each way to go on from `at`.

        Pieces that end the line come first, those that run over it last.
        """
        tokens = stream.tokens
        if at >= len(tokens):
            return
        end = stream.line_end[at]
        fitting = [
            piece
            for piece in self.by_first.get(tokens[at], ())
            if self.left[piece] and tuple(tokens[at : at + len(piece)]) == piece
        ]
        ends = [at + len(piece) for piece in fitting]
        for piece, to in zip(fitting, ends, strict=True):
            if to == end:
                yield to, piece
        after_label = _label_end(tokens, at, end)
        if after_label:
            yield after_label, ()
        for piece, to in zip(fitting, ends, strict=True):
            if to < end:
                yield to, piece
        if tokens[at] in _BETWEEN:
            yield at + 1, ()
        for piece, to in zip(fitting, ends, strict=True):
            if to > end:
                yield to, piece

    def _use(self, piece: Tokens) -> None:
        if piece:
            self.left[piece] -= 1

    def _give_back(self, piece: Tokens) -> None:
        if piece:
            self.left[piece] += 1

    def first_lost(self, tokens: list[str], start: int, end: int) -> str:
        """Return the first words of tokens[start:end] that no piece answers for.

        The piece that comes nearest is used up, so that it answers nowhere else.
        """
        at = min(self.furthest, end - 1)
        rest = tokens[at:end]
        best: Tokens = ()
        length = 0
        for piece in self.by_first.get(rest[0], ()):
            same = next(
                (
                    i
                    for i, (a, b) in enumerate(zip(rest, piece, strict=False))
                    if a != b
                ),
                min(len(rest), len(piece)),
            )
            if self.left[piece] and same > length:
                best, length = piece, same
        if length < _CERTAIN_PREFIX:
            length = 0
        else:
            self._use(best)
        lost = tokens[at + length : end] or rest
        return " ".join(lost[:_SHOWN])


@cache
def _label_tokens() -> tuple[frozenset[Tokens], int]:
    labels = frozenset(tokens_of(phrase) for phrase in all_label_phrases())
    return labels, max(len(label) for label in labels)


def _label_end(tokens: Sequence[str], at: int, end: int) -> int:
    """Return the position after a label and its colon at `at`; 0 where none is."""
    labels, longest = _label_tokens()
    for length in range(min(longest, end - at - 1), 0, -1):
        if (
            tokens[at + length] in _LABEL_MARKS
            and tuple(tokens[at : at + length]) in labels
        ):
            return at + length + 1
    return 0
