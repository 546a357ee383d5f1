"""The body of a page on which no rule of the reader finds one.

In: a page being read. Out: the body as the library trafilatura finds it (extra `web`)
in the draft, with a warning. What it returns is as untrusted as the page: it is read
and sanitised like any markup. It runs in a process of its own (`__main__`).
"""

import os
import subprocess
import sys

from exporter.blocks import ListBlock, Paragraph, Quote, Subhead, iter_blocks
from exporter.errors import RecordError
from exporter.inline import plain_text
from exporter.records.body import add_pieces
from exporter.records.html.reading import Reading
from exporter.records.html.words import same_words, text_of
from exporter.records.labels import fold
from exporter.records.markup import Piece, read_fragment
from exporter.said import said

#: Seconds; an ordinary page takes two, most of it to load the library.
LONGEST = 30.0
#: The exit code of a process that cannot load the library.
NOT_INSTALLED = 3
#: Letters of markup; a larger page is not given to it.
_MOST = 4_000_000
#: Letters a body has at least.
_LEAST = 200
_TEXT = (Paragraph, Quote, ListBlock)
_UNITS = ("p", "li", "dd", "dt", "pre", "div", "td", "span", "blockquote")


def has_text(reading: Reading) -> bool:
    """Say whether the draft has a body."""
    blocks = iter_blocks(tuple(reading.draft.body))
    return any(isinstance(one, _TEXT) for one in blocks)


def ask_library(reading: Reading, page: str, where: str) -> None:
    """Put the body the library finds into the draft; none where it finds none.

    Raises RecordError where the library is not installed, and says how to.
    """
    pieces = [
        piece
        for piece in read_fragment(_answer(page, where))
        if not (isinstance(piece, Subhead) and _is_headline(reading, piece))
    ]
    words = [_words(piece) for piece in pieces if isinstance(piece, _TEXT)]
    if sum(map(len, words)) < reading.view.least(_LEAST):
        return
    rule = "body found by the library trafilatura"
    add_pieces(reading.draft, pieces, reading.labels, rule=rule)
    reading.draft.warn(
        said("the text was found by the library trafilatura: look whether it is whole")
    )
    _take_from_page(reading, " ".join(words))


def _answer(page: str, where: str) -> str:
    if len(page) > _MOST:
        return ""
    # the modules of this process, and never one that lies in the folder it runs in
    paths = os.pathsep.join(os.path.abspath(path) for path in sys.path if path)  # noqa: PTH100
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "exporter.records.html"],
            input=page.encode("utf-8", "replace"),
            capture_output=True,
            timeout=LONGEST,
            check=False,
            env={**os.environ, "PYTHONPATH": paths},
        )
    except (subprocess.TimeoutExpired, OSError):
        return ""
    if done.returncode == NOT_INSTALLED:
        raise RecordError(
            said("no readable article found"),
            where=where,
            hint=said(
                "save the article itself, to its end, from a browser; or let a library"
                " look for its text: pip install 'edition-exporter[web]'"
            ),
        )
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""


def _is_headline(reading: Reading, piece: Subhead) -> bool:
    return same_words(plain_text(piece.html), reading.headline.text)


def _words(piece: Piece) -> str:
    if isinstance(piece, Paragraph):
        return plain_text(piece.html)
    if isinstance(piece, Quote):
        return " ".join(map(plain_text, piece.paragraphs))
    return (
        " ".join(map(plain_text, piece.items)) if isinstance(piece, ListBlock) else ""
    )


def _take_from_page(reading: Reading, text: str) -> None:
    """Cut what is in the body now out of the page: it is not left out."""
    held = fold(text)
    for element in list(reading.view.body.iter(*_UNITS)):
        words = "" if element in reading.gone else fold(text_of(element))
        if words and words in held:
            reading.take(element)
