"""Text as the proof compares it: case, white space and layout's hyphens folded.

In: pieces of text as an Edition or a file has them. Out: `Folded` text without
white space, which remembers where words end and where hyphens stood, so that a
name is not found inside another word and "anak-anak" is not taken for "anakanak".
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

#: PDFium mirrors brackets of lines it takes to be written from the right: their
#: direction is not compared.
_BRACKETS = str.maketrans(")]}", "([{")
#: Hyphens that stand in a text; U+2011 folds to U+2010 (NFKC).
_HYPHEN = re.compile("[-\u2010]")
#: What a line may end with where layout divided a word: hyphens, the soft hyphen,
#: and the signs PDFium puts in their place.
LINE_HYPHENS = "-\u2010\u2011\u00ad\x02\ufffe"
_IGNORED = {
    code: None
    for code in (
        *(0xAD, 0x34F, 0x61C, 0xFEFF, 0xFFFE, *range(0x180B, 0x180F)),
        *(*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)),
        *(*range(0xFE00, 0xFE10), *range(0x00, 0x09), *range(0x0E, 0x1C)),
    )
}


#: Alefs: PDFium turns the two letters of the ligature lam-alef round.
_ALEFS = dict.fromkeys(map(ord, "اأإآٱ"))


#: Scripts written without spaces: Thai to Myanmar, Khmer, Chinese, Japanese, Korean.
#: Korean is not, but what follows a name is written onto it.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
#: "And", written onto the word that follows: Arabic, Hebrew.
_AND = "وו"
#: The dotless i, and the dot that "İ" leaves behind.
_DOTS = {0x131: "i", 0x307: None}


def fold(text: str) -> str:
    """Return `text` in NFKC, without case and without invisible signs."""
    if text.isascii() and text.isprintable():
        return text.lower().translate(_BRACKETS)  # nothing else can change
    text = text.translate(_IGNORED).translate(_BRACKETS)
    # Turkish "ı" is set in capitals as "I", and read back as "i"
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_DOTS)
    return unicodedata.normalize("NFKC", folded)


@dataclass
class Folded:
    """Text without white space and hyphens.

    `breaks` are the offsets where one word ends and another starts; `hard` are
    offsets of hyphens that were read, `soft` of those layout may have added. All
    are sorted.
    """

    text: str = ""
    breaks: list[int] = field(default_factory=list)
    hard: list[int] = field(default_factory=list)
    soft: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, text: str, *, rtl: bool = False) -> "Folded":
        """Return one piece of text, folded."""
        builder = Builder(rtl=rtl)
        builder.add(text)
        return builder.done()

    def find_all(
        self, sought: "Folded", start: int = 0, end: int | None = None
    ) -> Iterator[int]:
        """Yield each offset where `sought` stands as whole words."""
        stop = len(self.text) if end is None else end
        if not sought.text:
            return
        at = self.text.find(sought.text, start, stop)
        while at >= 0:
            if self._fits(sought, at):
                yield at
            at = self.text.find(sought.text, at + 1, stop)

    def _fits(self, sought: "Folded", at: int) -> bool:
        end = at + len(sought.text)
        return (
            self.is_break(at) and self.is_break(end) and self._hyphens_fit(sought, at)
        )

    def is_break(self, at: int) -> bool:
        """Return whether no word reaches over this offset."""
        if at <= 0 or at >= len(self.text):
            return True
        before, after = self.text[at - 1], self.text[at]
        if not (before.isalnum() and after.isalnum()):
            return True
        if _UNSPACED.match(before) or _UNSPACED.match(after):
            return True  # no sign tells where a word ends
        place = bisect_left(self.breaks, at)
        if self.breaks[place : place + 1] == [at]:
            return True
        return before in _AND and self.is_break(at - 1)

    def _hyphens_fit(self, sought: "Folded", at: int) -> bool:
        end = at + len(sought.text)
        wanted = {at + h for h in sought.hard if 0 < h < len(sought.text)}
        here = set(_between(self.hard, at, end))
        return here <= wanted and wanted - here <= set(_between(self.soft, at, end))

    def words(self, start: int, end: int) -> list[tuple[str, int]]:
        """Return the words between two offsets, each with its offset."""
        cuts = [start, *_between(self.breaks, start, end), end]
        return [(self.text[a:b], a) for a, b in pairwise(cuts) if self.text[a:b]]


def _between(offsets: list[int], start: int, end: int) -> list[int]:
    """Return those of the sorted `offsets` that lie inside (start, end)."""
    return offsets[bisect_left(offsets, start + 1) : bisect_left(offsets, end)]


class Builder:
    """Joins pieces of text to one `Folded`.

    In right-to-left text (`rtl`) only letters and digits count, without alefs:
    what a PDF gives back has signs mirrored, moved or set apart.
    """

    def __init__(self, *, rtl: bool = False) -> None:
        self._rtl = rtl
        self._parts: list[str] = []
        self._folded = Folded()
        self._length = 0

    @property
    def length(self) -> int:
        """How many characters there are so far."""
        return self._length

    def add(self, text: str, *, joins: bool = False, divided: bool = False) -> None:
        """Append a piece of text.

        Its last word ends with it, unless it `joins` the next piece; or it was
        `divided`: then its last sign is a hyphen that layout may have added.
        """
        if divided:
            text = text[:-1]
        folded = fold(text)
        words = folded.split()
        if words and text[:1].isspace():
            self._break()
        if self._rtl or _HYPHEN.search(folded):
            for number, word in enumerate(words):
                if number:
                    self._break()
                self._add_word(word)
        elif words:
            ends = list(accumulate(map(len, words), initial=self._length))
            self._parts += words
            self._folded.breaks += ends[1:-1]
            self._length = ends[-1]
        if divided:
            self._folded.soft.append(self._length)
        elif not joins or text[-1:].isspace():
            self._break()

    def end_word(self) -> None:
        """A word ends here."""
        self._break()

    def _break(self) -> None:
        breaks = self._folded.breaks
        if not breaks or breaks[-1] != self._length:
            breaks.append(self._length)

    def _add_word(self, word: str) -> None:
        if self._rtl:
            word = "".join(sign for sign in word.translate(_ALEFS) if sign.isalnum())
        first, *others = _HYPHEN.split(word)
        self._append(first)
        for part in others:
            self._folded.hard.append(self._length)
            self._append(part)

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def done(self) -> Folded:
        """Return all that was added."""
        self._folded.text = "".join(self._parts)
        return self._folded
