"""An article of an archive as the model has it.

In: a version as it is kept. Out: the Article, with the provenance it was imported with.
"""

import json

from pydantic import ValidationError

from exporter.archive.store import Archive, Kept
from exporter.errors import ArchiveError
from exporter.model import Article
from exporter.said import said


def article_of(archive: Archive, kept: Kept) -> Article:
    """Return the Article of a version; ArchiveError where it is damaged."""
    try:
        # not model_validate_json: a note may hold half a letter, which JSON can say
        return Article.model_validate(json.loads(kept.text))
    except (ValidationError, ValueError, RecursionError) as error:
        raise ArchiveError(
            said("the article {name!r} cannot be read", name=kept.name),
            where=archive.file.name,
            hint=said("import its record again with --again"),
        ) from error
