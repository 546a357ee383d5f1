"""What every reader takes and gives.

In: the file a record came from. Out: the Articles that are good and an error for each
record that is none: one bad record never costs the good ones.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from exporter.errors import RecordError
from exporter.model import Article

if TYPE_CHECKING:
    from exporter.records.mapping import Mapping

#: The Articles of a file, in order, and an error for each record that is none.
Read = tuple[list[Article], list[RecordError]]


@dataclass(frozen=True)
class RecordFile:
    """The file a record came from: its name, hash, and warnings about its bytes.

    `url` is the address it was saved from, where a web archive tells it; `line` the
    number of its first line, where it is a part of a long file; `mapping` tells the
    paths of JSON of a shape nobody knows.
    """

    name: str
    sha256: str = ""
    warnings: tuple[str, ...] = ()
    url: str = ""
    line: int = 1
    mapping: "Mapping | None" = None


def read_each(
    records: Iterable[tuple[str, Any]], read: Callable[[Any, str], Article]
) -> Read:
    """Return what `read` makes of each (where, record)."""
    articles: list[Article] = []
    errors: list[RecordError] = []
    for where, record in records:
        try:
            articles.append(read(record, where))
        except RecordError as error:
            errors.append(error)
    return articles, errors
