"""Words that layout divided at the end of a line, column or page.

In: pairs of text boxes between which the source has no space. Out: which ends of
which boxes belong to which word, so that tags can give the word whole
(ActualText, ISO 32000-1, 14.9.4): screen readers read its halves otherwise.
"""

import re
from dataclasses import dataclass
from typing import Any

#: Signs that say where a word may be divided: never read.
BREAK_MARKS = dict.fromkeys((0xAD, 0x200B, 0x2060, 0xFEFF))


@dataclass(eq=False)
class Word:
    """A word printed in several pieces."""

    text: str
    #: The structure element that carries it, once its first piece is drawn.
    tag: Any = None

    @property
    def actual(self) -> str:
        """The word as it is read: without soft hyphens and break marks."""
        return self.text.translate(BREAK_MARKS)


@dataclass
class Cut:
    """The signs at the start and the end of a box that belong to divided words."""

    lead: int = 0
    lead_word: Word | None = None
    tail: int = 0
    tail_word: Word | None = None


class Words:
    """The divided words of a part, by text box."""

    def __init__(self) -> None:
        self._cuts: dict[Any, Cut] = {}
        self._line_ends: set[Any] = set()

    def of(self, box: Any) -> Cut | None:
        """Return how a text box is cut, or None where it holds whole words."""
        return self._cuts.get(box)

    def end_line(self, box: Any) -> None:
        """Note that a line ends with `box` where the source has a space."""
        self._line_ends.add(box)

    def ends_line(self, box: Any) -> bool:
        """Return whether a space stands after `box`, which its line does not show."""
        return box in self._line_ends

    def join(self, box: Any, following: Any, *, added: bool) -> None:
        """Note that a word goes on from `box` into `following`.

        `added` says that layout put a hyphen at the end of `box`.
        """
        if "rtl" in (box.style["direction"], following.style["direction"]):
            return  # scripts written from the right are not divided
        tail = _last_word(box.text)
        lead = following.text[: len(following.text) - len(_rest(following.text))]
        if not tail or not lead:
            return
        word = self._begun(box, tail, added=added)
        word.text += lead
        after = self._cuts.setdefault(following, Cut())
        after.lead, after.lead_word = len(lead), word

    def end_word(self, box: Any) -> None:
        """Note that layout put a hyphen at the end of `box`, where a word is whole.

        It does where a soft hyphen stands before a space.
        """
        tail = _last_word(box.text)
        if tail:
            self._begun(box, tail, added=True)

    def _begun(self, box: Any, tail: str, *, added: bool) -> Word:
        """Return the word that the end of `box` belongs to."""
        cut = self._cuts.setdefault(box, Cut())
        if cut.lead_word is not None and cut.lead == len(box.text):
            word = cut.lead_word  # the piece in the middle of three
            if added:
                word.text = word.text[:-1]
        else:
            word = Word(tail[:-1] if added else tail)
            cut.tail, cut.tail_word = len(tail), word
        return word


#: Marks that stand above or below a letter; scripts from the right; scripts of India
#: and South-East Asia, but for their digits alone.
_JOINED = re.compile(
    "[\u0300-\u036f\u0590-\u08ff\u0900-\u0fff\u1000-\u109f\u1700-\u18af\u1900-\u1cff"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ua800-\uabff\ufb1d-\ufdff\ufe20-\ufe2f"
    "\ufe70-\ufefc\U00010800-\U00011fff\U0001e800-\U0001efff]"
)


def is_joined(text: str) -> bool:
    """Return whether glyphs may stand for other letters than they seem to."""
    return not text.isascii() and bool(_JOINED.search(text))


def is_unspaced(sign: str) -> bool:
    """Return whether a sign is of a script written without spaces.

    Thai to Myanmar, Khmer, Chinese, Japanese, Korean.
    """
    code = ord(sign)
    return (
        0x0E00 <= code <= 0x0EFF
        or 0x1000 <= code <= 0x109F
        or 0x1780 <= code <= 0x17FF
        or 0x2E80 <= code <= 0xA4CF
        or 0xAC00 <= code <= 0xD7AF
        or 0xF900 <= code <= 0xFAFF
        or code >= 0x20000
    )


def _last_word(text: str) -> str:
    words = text.split()
    return words[-1] if words and text.endswith(words[-1]) else ""


def _rest(text: str) -> str:
    """Return `text` after its first word; all of it where it starts with space."""
    words = text.split(maxsplit=1)
    if not words or not text.startswith(words[0]):
        return text
    return text[len(words[0]) :]
