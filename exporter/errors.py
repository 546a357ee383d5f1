"""The errors the exporter raises, as one tree.

ExporterError               exit
├── UsageError                2   a file was named that the command cannot take
├── RecordError               3   an article record cannot be used
├── EditionError              3   edition.toml, or what it says, is wrong
├── ArchiveError              3   an archive cannot be read or written
├── LayoutError               4   a layout is missing, broken or incomplete
├── AssetError                4   an image or font a page needs is not there
└── RenderError               5   a renderer could not finish

Problems in content are not errors but findings (`exporter.checks`).
"""

from exporter.said import said


class ExporterError(Exception):
    """Something the exporter cannot go on from: what, where, and the next move."""

    exit_code = 1

    def __init__(self, message: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    @property
    def sentence(self) -> str:
        """What is wrong, and where."""
        if not self.where:
            return self.message
        return said("{where}: {message}", where=self.where, message=self.message)

    def __str__(self) -> str:
        return str(self.sentence)


class UsageError(ExporterError):
    """A file was named that the command cannot take."""

    exit_code = 2


class RecordError(ExporterError):
    """An article record cannot be used."""

    exit_code = 3


class EditionError(ExporterError):
    """edition.toml, or what it says, is wrong."""

    exit_code = 3


class ArchiveError(ExporterError):
    """An archive cannot be read or written."""

    exit_code = 3


class LayoutError(ExporterError):
    """A layout is missing, broken or incomplete."""

    exit_code = 4


class AssetError(ExporterError):
    """An image or font a page needs is not there."""

    exit_code = 4


class RenderError(ExporterError):
    """A renderer could not finish."""

    exit_code = 5
