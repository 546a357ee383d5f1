"""What a run knows when all is proven.

In: what was composed, made, found and proved. Out: `Run`, plain data: this module
loads nothing that draws.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from exporter.checks import Finding
from exporter.edition import Composed
from exporter.made import Made

if TYPE_CHECKING:
    from exporter.proof import Proof

State = Literal["delivered", "held", "draft"]
#: Says where a finding is put right, as a person reads it; "" where it is not known.
PlaceOf = Callable[[Finding], str]


class Change(Protocol):
    """What an editor changed for this edition; `field` as in "photo 1 caption"."""

    @property
    def article(self) -> str:
        """The article's id."""

    @property
    def field(self) -> str:
        """The name of what was changed."""

    @property
    def original(self) -> str:
        """The text that came in."""

    @property
    def printed(self) -> str:
        """The text that is printed."""

    @property
    def origin(self) -> str:
        """Where it was changed: "edition.toml:12"."""


@dataclass(frozen=True)
class Run:
    """What a run composed, made, proved and found.

    `changes` are those of edition.toml. `place_of` says where a finding is put
    right; where it does not, the record is named. `language` is that of the report, ""
    for the edition's own.
    """

    name: str
    composed: Composed
    made: Made
    proof: "Proof"
    findings: Sequence[Finding]
    state: State
    changes: Sequence[Change] = ()
    place_of: PlaceOf | None = None
    language: str = ""
