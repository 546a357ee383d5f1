"""The names of the editions of one run: no two may share one.

In: editions, as they come. Out: EditionError for one whose files would replace those
of another.
"""

from pathlib import Path

from exporter.errors import EditionError
from exporter.said import said


class FileNames:
    """Which edition has which name, in which output folder."""

    def __init__(self) -> None:
        self._taken: dict[tuple[Path, str], Path] = {}

    def take(self, out: Path, edition: Path, name: str = "") -> None:
        """Refuse an edition whose files would replace those of another.

        Its edition.toml is read where its `name` is not known.
        """
        if not name:
            from exporter.edition import file_name_of  # heavy: not for one alone

            name = file_name_of(edition)
        other = self._taken.setdefault((out, name), edition)
        if other != edition:
            raise EditionError(
                said(
                    "its files would have the same name as those of {other}: {name}",
                    other=other,
                    name=name,
                ),
                where=str(edition),
                hint=said("give one of them another `title` or `number`"),
            )

    def free(self, edition: Path) -> None:
        """Let others have the name of an edition that was not made."""
        self._taken = {n: e for n, e in self._taken.items() if e != edition}
