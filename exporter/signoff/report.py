"""All that editor and photo desk sign off, as data.

In: what a run knows when all is proven. Out: a `Report`, which `exporter.signoff.html`
makes a page of.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from exporter.corrections import Correction
from exporter.facts import Numbering
from exporter.model import Edition
from exporter.signoff.findings import Ground, Shown
from exporter.signoff.photos import PhotoRow
from exporter.signoff.run import State

_CORRECTED = "N-001"


@dataclass(frozen=True)
class MadeFile:
    """A file of the edition: its name, size in bytes, and SHA-256."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Report:
    """All a report says.

    `pages` are JPEGs in order, none where there is no PDF; `photos` JPEGs by the
    SHA-256 of their source. `numbering` is None without a PDF. `released` maps
    articles under embargo, and codes of findings, that an editor let through by
    name to the reason. `from_photos` says which fields photo files gave (`Composed`).
    """

    name: str
    edition: Edition
    state: State
    sum_line: str
    ground: Ground
    findings: Sequence[Shown]
    rows: Sequence[PhotoRow]
    files: Sequence[MadeFile]
    photos: Mapping[str, bytes] = field(default_factory=dict)
    pages: Sequence[bytes] = ()
    numbering: Numbering | None = None
    changes: Sequence[Correction] = ()
    released: Mapping[str, str] = field(default_factory=dict)
    from_photos: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @property
    def to_look_at(self) -> list[Shown]:
        """The findings without corrections: the table of changes has these."""
        return [one for one in self.findings if one.finding.code != _CORRECTED]

    @property
    def exceptions(self) -> dict[str, str]:
        """The codes that were found and let through, each with the reason."""
        found = {one.finding.code for one in self.findings}
        return {code: why for code, why in self.released.items() if code in found}
