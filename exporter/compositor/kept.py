"""Articles that stay laid out, for the next part or edition that has them.

In: an article's key, all that shapes it (`endless.py`). Out: what a process laid out
before under that key. It lives in memory alone, with its process: a batch builds one
edition after another there, a preview one attempt after another.
"""

from collections import OrderedDict

from exporter.compositor.galley import ArticleGalley

#: How many lines and blocks of text are kept: each takes some 20 kB.
LIMIT = 4_000


class Kept:
    """Articles as laid out; those used longest ago go first."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._articles: OrderedDict[str, ArticleGalley] = OrderedDict()
        self._size = 0

    def __len__(self) -> int:
        return len(self._articles)

    def find(self, key: str) -> ArticleGalley | None:
        """Return the article that was kept under a key."""
        found = self._articles.get(key)
        if found is not None:
            self._articles.move_to_end(key)
        return found

    def keep(self, key: str, article: ArticleGalley) -> None:
        """Keep an article; others go where there are too many."""
        self._articles[key] = article
        self._size += _size(article)
        while self._size > self._limit:
            _, oldest = self._articles.popitem(last=False)
            self._size -= _size(oldest)


def _size(article: ArticleGalley) -> int:
    return 1 + len(article.leaves)
