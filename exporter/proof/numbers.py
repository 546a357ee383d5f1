"""Whether the page numbers that are printed beside headlines are right.

In: the Content of a PDF and where each article starts in it. Out: findings for each
line of the cover and the contents that names another page, and for each article that
contents leave out.
"""

from collections.abc import Iterator, Mapping, Sequence

from exporter.checks import Finding
from exporter.model import Edition
from exporter.proof.content import Block, Content
from exporter.proof.regions import Region
from exporter.proof.text import fold
from exporter.said import joined, said


def check_numbers(
    edition: Edition, content: Content, regions: Mapping[str, Region], page: str
) -> Iterator[Finding]:
    """Yield what is wrong with numbers before the first article; `page` is "hlm."."""
    first = min((region.first for region in regions.values()), default=0)
    front = content.blocks[:first]
    right: dict[str, set[str]] = {}
    for article in edition.articles:
        if article.id in regions and article.direction != "rtl":
            place = regions[article.id].place
            label = content.labels.get(place, place)
            right.setdefault(_key(article.headline), set()).add(label)
    found = list(_read(front, right, fold(page).split()))
    told: set[tuple[str, str]] = set()
    for article in edition.articles:
        key = _key(article.headline)
        for headline, number, _ in found:
            wrong = headline == key and number not in right[key]
            if wrong and (key, number) not in told:
                told.add((key, number))
                message = said(
                    "PDF: the contents name page {number}; the article starts on "
                    "{right}",
                    number=number,
                    right=joined(sorted(right[key]), " and "),
                )
                yield Finding("E-001", article.id, message)
    listed = {headline for headline, _, bare in found if bare}
    for article in edition.articles:
        key = _key(article.headline)
        if listed and key in right and key not in listed:
            message = said("PDF: the contents have no line, or no page number, for it")
            yield Finding("E-001", article.id, message)


def _key(text: str) -> str:
    return "".join(w for w in fold(text).split() if _says(w))


def _says(word: str) -> bool:
    return any(sign.isalnum() for sign in word)


def _read(
    blocks: Sequence[Block], headlines: Mapping[str, set[str]], page: list[str]
) -> Iterator[tuple[str, str, bool]]:
    """Yield headline, number, and whether the number stands without `page`."""
    lines = [_words(block) for block in blocks]
    for index, words in enumerate(lines):
        following = next((more for more in lines[index + 1 :] if more), [])
        found = [
            (size, *_number(words[size:] or following, page))
            for size in _headline_sizes(words, headlines)
        ]
        numbered = [one for one in found if one[1].isdecimal()]
        # "Kabar 1 … 3" begins with "Kabar 13" too, but then no number is left of it
        own = [one for one in numbered if one[0] < len(words)]
        for size, number, bare in (own or numbered)[:1]:
            yield "".join(words[:size]), number, bare


def _number(words: list[str], page: list[str]) -> tuple[str, bool]:
    """Return the number words begin with, and whether it stands without `page`."""
    bare = words[: len(page)] != page
    return "".join(words[:1] if bare else words[len(page) : len(page) + 1]), bare


def _words(block: Block) -> list[str]:
    """Return the words of a block, without a leader's dots."""
    text = "".join(
        run.text[:-1] if run.divided else f"{run.text} " for run in block.runs
    )
    return [w for w in fold(text).split() if _says(w)]


def _headline_sizes(
    words: list[str], headlines: Mapping[str, set[str]]
) -> Iterator[int]:
    """Yield how many of the first words are a headline, the most first."""
    sizes = range(len(words), 0, -1)
    yield from (n for n in sizes if "".join(words[:n]) in headlines)
