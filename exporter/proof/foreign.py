"""Text in an article that its record does not have.

In: the claims on a Region after every field was looked for, and the words a layout
prints by itself. Out: what nobody has claimed. A layout may add its labels
("Oleh", "Foto"), what joins names ("dan"), the page of a related article ("hlm. 7")
and the markers of a list; all else is foreign.
"""

from collections.abc import Collection, Iterator
from functools import lru_cache

from exporter.proof.claims import Claims, Span
from exporter.proof.regions import Region
from exporter.proof.text import Folded

_LONGEST_MARKER = 3


def find_foreign(
    claims: Claims, region: Region, phrases: Collection[str], page: str
) -> Iterator[tuple[Span, str]]:
    """Yield each stretch of foreign text; a number may follow the word `page`."""
    known = {_words(phrase, region.rtl) for phrase in phrases}
    if region.rtl:  # a PDF gives the words of a label back in any order
        known |= {(word,) for phrase in known for word in phrase}
    known.discard(())
    number = _words(page, region.rtl)
    for span in _free(claims, region):
        words = [(_letters(w), at) for w, at in claims.text.words(span.start, span.end)]
        words = [(word, at) for word, at in words if word]
        if words and words[0][1] == _start(region, span) and _is_marker(words[0][0]):
            words = words[1:]
        left = _without(known, [word for word, _ in words], number)
        if left:
            yield span, " ".join(left)


def _free(claims: Claims, region: Region) -> Iterator[Span]:
    """Yield what is not claimed, block by block.

    Where articles have no element of their own, a block without any field may
    belong to what stands between articles.
    """
    bounds: list[int] = []
    for number, owner in enumerate(region.owners):
        if not number or owner is not region.owners[number - 1]:
            bounds.append(region.starts[number])
    if not bounds:  # pictures only
        return
    for start, end in zip(bounds, [*bounds[1:], len(claims.text.text)], strict=True):
        free = list(claims.free(start, end))
        if region.block_at(start).article or free != [Span(start, end)]:
            yield from free


def _start(region: Region, span: Span) -> int:
    return region.span_of(region.block_at(span.start))[0]


def _is_marker(word: str) -> bool:
    return word.isdecimal() and len(word) <= _LONGEST_MARKER


@lru_cache(maxsize=512)
def _words(phrase: str, rtl: bool) -> tuple[str, ...]:
    folded = Folded.of(phrase, rtl=rtl)
    words = (_letters(word) for word, _ in folded.words(0, len(folded.text)))
    return tuple(word for word in words if word)


def _letters(word: str) -> str:
    """Return a word without the signs around it."""
    first = next((i for i, sign in enumerate(word) if sign.isalnum()), len(word))
    last = next((i for i, sign in enumerate(word[::-1]) if sign.isalnum()), 0)
    return word[first : len(word) - last]


def _without(
    known: Collection[tuple[str, ...]], words: list[str], page: tuple[str, ...]
) -> list[str]:
    """Return `words` without known phrases and the number after `page`."""
    longest = max((len(phrase) for phrase in known), default=0)
    left: list[str] = []
    at = 0
    while at < len(words):
        sizes = range(min(longest, len(words) - at), 0, -1)
        size = next((n for n in sizes if tuple(words[at : at + n]) in known), 0)
        if not size:
            left.append(words[at])
        elif tuple(words[at : at + size]) == page:
            size += "".join(words[at + size : at + size + 1]).isdecimal()
        at += size or 1
    return left
