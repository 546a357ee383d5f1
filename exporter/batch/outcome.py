"""What became of one edition of a batch.

In: the report of a build, or the error that ended it. Out: an `Outcome`: its state, its
exit code, and what there is to say.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

State = Literal["delivered", "unchanged", "held", "failed", "left", "empty", "due"]
#: In the order of a summary. "left" was not begun: too late, or the run was ended;
#: "empty" has no article that can be printed. "due" is to be built, before a run only.
STATES: tuple[State, ...] = (
    *("delivered", "unchanged", "held", "failed", "left", "empty"),
)


@dataclass(frozen=True)
class Outcome:
    """An edition of a batch after the run.

    `report` is that of the build (`exporter.build.Result.as_json`), empty where there
    is none; `seconds` is how long it took; `error` says what ended it, `hint` the next
    move.
    """

    edition: Path
    state: State
    exit_code: int = 0
    seconds: float = 0.0
    report: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""
    hint: str = ""

    @property
    def name(self) -> str:
        """The name of the edition's files, or its path where there are none."""
        return str(self.report.get("edition", self.edition))

    def as_json(self) -> dict[str, Any]:
        """Return it for machines, on one line of JSON Lines."""
        told: dict[str, Any] = {
            "edition": str(self.edition),
            "name": self.name,
            "state": self.state,
            "exit_code": self.exit_code,
            "seconds": round(self.seconds, 3),
            "files": self.report.get("files", []),
        }
        if self.report:
            levels = [one["level"] for one in self.report["findings"]]
            told |= {f"{n}s": levels.count(n) for n in ("error", "warning", "note")}
        if self.error:
            told |= {"error": self.error, "hint": self.hint}
        return told


def outcome_of(edition: Path, answer: Mapping[str, Any], seconds: float) -> Outcome:
    """Return what became of an edition, from what a worker answered."""
    code = answer["exit_code"]
    if "error" in answer:
        message, hint = answer["error"], answer["hint"]
        return Outcome(edition, "failed", code, seconds, {}, message, hint)
    state: State = "held" if code else "delivered"
    if answer["unchanged"] and not code:
        state = "unchanged"
    return Outcome(edition, state, code, seconds, answer)
