"""The published posts of a blog's export, and what is left out of it.

In: posts as JSON. Out: their Articles, an error for each that is none, and a warning
of what is no published post.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from exporter.errors import RecordError
from exporter.model import Article
from exporter.records.entry import warn_first
from exporter.records.file import Read, RecordFile, read_each
from exporter.said import joined, said


def read_published(
    records: Iterable[Any],
    file: RecordFile,
    skipped_as: Callable[[Any], str],
    read: Callable[[Any, str], Article],
    hint: str,
) -> Read:
    """Return what `read` makes of each published post; the others are told of.

    `skipped_as` says what a record is that is no published post, or "". Raises
    RecordError, with `hint`, where there is none.
    """
    every = [(one, skipped_as(one)) for one in records]
    posts = [one for one, kind in every if not kind]
    skipped = Counter(kind for _, kind in every if kind)
    left_out = joined(f"{n} {kind}" for kind, n in sorted(skipped.items()))
    if not posts:
        raise RecordError(
            said("no published posts here: {listed}", listed=left_out),
            where=file.name,
            hint=hint,
        )
    many = len(posts) > 1
    places = (
        said("{file}, article {n}", file=file.name, n=n) if many else file.name
        for n in range(1, len(posts) + 1)
    )
    found = read_each(zip(places, posts, strict=True), read)
    if skipped:
        told = said("left out, not published posts: {listed}", listed=left_out)
        warn_first(found, told)
    return found
