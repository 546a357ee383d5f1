"""What a run knows when all is proven.

In: what was composed, made, found and proved. Out: `Run`, plain data: this module
loads nothing that draws.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from exporter.checks import Finding
from exporter.corrections import Correction
from exporter.edition import Composed
from exporter.made import Made
from exporter.places import Places

if TYPE_CHECKING:
    from exporter.proof import Proof

State = Literal["delivered", "held", "draft"]


@dataclass(frozen=True)
class Run:
    """What a run composed, made, proved and found.

    `places` says where a finding is put right, `changes` are those of edition.toml;
    `language` is that of the report, "" for the edition's own. `released` maps codes
    that the editor let through to the reason.
    """

    name: str
    composed: Composed
    made: Made
    proof: "Proof"
    findings: Sequence[Finding]
    state: State
    places: Places
    changes: Sequence[Correction] = ()
    language: str = ""
    released: Mapping[str, str] = field(default_factory=dict)
