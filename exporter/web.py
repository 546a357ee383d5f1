"""Which web addresses stand at an article's end.

In: an Article. Out: its related articles by where they stand, and the addresses that
words of its text lead to.
"""

from collections.abc import Iterator, Sequence

from lxml import etree

from exporter.blocks import RelatedBlock, iter_blocks, markup_of
from exporter.model import Article, Related, related_in_body
from exporter.phrases import safe_href, short_address


def is_elsewhere(related: Related) -> bool:
    """Return whether a related article is on the web, and not in this edition."""
    return bool(related.url) and not related.article


def related_here(article: Article, indexes: Sequence[int]) -> list[int]:
    """Return those of `indexes` that stand in the body: what is on the web does not."""
    return [i for i in indexes if not is_elsewhere(article.related[i])]


def related_at_end(article: Article) -> list[int]:
    """Return the indexes of related articles that stand at the article's end."""
    placed = related_in_body(article)
    every = enumerate(article.related)
    return [n for n, r in every if n not in placed or is_elsewhere(r)]


def ends_related(article: Article) -> bool:
    """Return whether a list of related articles is the last of the body."""
    last = article.body[-1] if article.body else None
    return isinstance(last, RelatedBlock) and bool(related_here(article, last.related))


def text_addresses(article: Article) -> list[str]:
    """Return the web addresses that words of the body lead to, in order.

    Those that the text names itself, and those the article's end names anyway, are
    left out.
    """
    named = [article.url, article.is_based_on]
    named += [related.url for related in article.related if is_elsewhere(related)]
    seen = {short_address(url) for url in named if url}
    found = []
    for url, words in _links(article):
        shown = short_address(url)
        if _is_web(url) and shown not in seen and shown not in words:
            found.append(url)
        seen.add(shown)
    return found


def _links(article: Article) -> Iterator[tuple[str, str]]:
    """Yield the address of each link in the body, with the words that carry it."""
    for block in iter_blocks(article.body):
        for markup in markup_of(block):
            if "<a " not in markup:
                continue
            for link in etree.fromstring(f"<p>{markup}</p>").iter("a"):
                yield link.get("href", ""), "".join(link.itertext())


def _is_web(url: str) -> bool:
    return safe_href(url).lower().startswith("http")
