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
        size = _headline_size(words, headlines)
        if not size:
            continue
        rest = words[size:]
        for more in lines[index + 1 :]:
            if rest:
                break
            rest = more
        bare = rest[: len(page)] != page
        number = "".join(rest[:1] if bare else rest[len(page) : len(page) + 1])
        if number.isdecimal():
            yield "".join(words[:size]), number, bare


def _words(block: Block) -> list[str]:
    """Return the words of a block, without a leader's dots."""
    text = "".join(
        run.text[:-1] if run.divided else f"{run.text} " for run in block.runs
    )
    return [w for w in fold(text).split() if _says(w)]


def _headline_size(words: list[str], headlines: Mapping[str, set[str]]) -> int:
    """Return how many of the first words are a headline: all, or up to a number."""
    sizes = (n for n in range(len(words), 0, -1) if "".join(words[:n]) in headlines)
    return next(sizes, 0)
