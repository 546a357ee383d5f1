"""What `exporter batch` says: of each edition, of all, to people and to monitors."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from exporter.cli.after_each import run_command
from exporter.cli.batch_files import Log, write_summary
from exporter.cli.say import Bars, print_json, say, say_error, tell
from exporter.errors import ExporterError, RenderError
from exporter.said import marked
from exporter.tongue import Tongue

if TYPE_CHECKING:
    from exporter.batch import Ledger, Outcome

_STATES = {
    "delivered": marked("delivered"),
    "unchanged": marked("unchanged"),
    "held": marked("held"),
    "failed": marked("failed"),
    "left": marked("not begun"),
    "empty": marked("no articles"),
    "due": marked("to be built"),
}
_WRONG = ("held", "failed")


class Voice:
    """Says what becomes of each edition, and of all."""

    def __init__(
        self, t: Tongue, *, as_json: bool, quiet: bool, after: Sequence[str]
    ) -> None:
        self.t = t
        self.total = 0
        self._as_json = as_json
        self._quiet = quiet
        self.has_bars = not (quiet or as_json)
        self._after = after
        self.outcomes: list[Outcome] = []
        self.after_each_failed: list[str] = []
        self.code = 0
        self.failure: ExporterError | None = None

    def say_all(
        self,
        run: Iterable["Outcome"],
        ledger: "Ledger",
        log: Log,
        bars: Bars | None,
    ) -> None:
        """Say what becomes of each edition, as it ends."""
        for outcome in run:
            if bars is not None:
                bars.end(outcome.edition)
            self._say(outcome, ledger, log)

    def note_refused(self, reason: str) -> None:
        """Say why there is no cache, if there is a reason."""
        if reason and not self._quiet:
            say(self.t("note: photos and parts are made anew: {reason}", reason=reason))

    def fail(self, error: ExporterError) -> None:
        """Keep what ended the run: it is said at the end."""
        self.failure = error
        self._worsen(error.exit_code)

    def leave(self, editions: Iterable[Path]) -> None:
        """Count editions as left that the run did not come to speak of."""
        from exporter.batch import Outcome

        told = {outcome.edition for outcome in self.outcomes}
        self.outcomes += [Outcome(one, "left") for one in editions if one not in told]

    def _worsen(self, code: int) -> None:
        self.code = max(self.code, code)

    @property
    def has_left_some(self) -> bool:
        """Whether editions were not begun."""
        return any(outcome.state == "left" for outcome in self.outcomes)

    def _say(self, outcome: "Outcome", ledger: "Ledger", log: Log) -> None:
        """Say what became of one edition: its files to stdout, the rest to stderr."""
        self.outcomes.append(outcome)
        self._worsen(outcome.exit_code)
        if not self._as_json:
            self._say_plain(outcome)
        told = outcome.as_json() | self._after_each(outcome, ledger)
        if reason := log.add(told):
            say(self.t("the log ends here: {reason}", reason=reason))
            self._worsen(RenderError.exit_code)
        if self._as_json:
            print_json(told)

    def _say_plain(self, outcome: "Outcome") -> None:
        if outcome.state in ("delivered", "held"):
            for file in outcome.report["files"]:
                tell(file)
        if outcome.state == "due":
            tell(outcome.edition)
            return
        wrong = outcome.state in _WRONG
        if self._quiet and not wrong:
            return
        state = self.t(_STATES[outcome.state])
        count = f"{len(self.outcomes)}/{self.total}"
        took = f" ({outcome.seconds:.1f} s)" if outcome.seconds else ""
        say(f"{count} {outcome.name}: {state}{took}")
        if outcome.error:
            say(f"    {self.t(outcome.error)}")
        if outcome.hint:
            say(f"    {self.t(outcome.hint)}")
        if wrong:
            for told in self._errors(outcome):
                say(f"    {told}")

    def _errors(self, outcome: "Outcome") -> Iterator[str]:
        """Yield the findings that hold an edition, a line each."""
        for finding in outcome.report.get("findings", ()):
            if finding["level"] == "error":
                message = self.t.again(finding["said"]) if "said" in finding else ""
                text = message or finding["message"]
                yield f"{finding['code']} {finding['where']}: {text}"

    def _reason(self, outcome: "Outcome") -> str:
        """Return the first that is wrong with an edition, and how much more is."""
        first, *more = (
            [self.t(outcome.error)] if outcome.error else self._errors(outcome)
        )
        return f"{first} (+{len(more)})" if more else first

    def _after_each(self, outcome: "Outcome", ledger: "Ledger") -> dict[str, int]:
        """Run the operator's command, if it is still to be run for this edition.

        Return its exit code, for machines. Where it fails, no edition is at fault; the
        next run tries it again.
        """
        due = outcome.state == "delivered"
        due |= outcome.state == "unchanged" and ledger.is_pending(outcome.edition)
        if not (due and self._after):
            return {}
        code = run_command(self._after, outcome.report["files"])
        if code:
            self._worsen(RenderError.exit_code)
            self.after_each_failed.append(outcome.name)
            words = self.t("--after-each ended with {code}", code=code)
            say(f"    {outcome.name}: {words}")
        else:
            ledger.end_pending(outcome.edition)
        return {"after_each": code}

    def end(self, summary: Path | None) -> None:
        """Say how the run ended, and write its summary."""
        from exporter.batch import STATES

        self._say_sum()
        if self.failure is not None:
            say_error(self.failure, Path(), self.t)
        if summary is None:
            return
        told: dict[str, list[str]] = {
            state: [one.name for one in self.outcomes if one.state == state]
            for state in STATES
        }
        told["after_each_failed"] = self.after_each_failed
        if reason := write_summary(summary, self.code, told):
            say(self.t("the summary cannot be written: {reason}", reason=reason))
            self._worsen(RenderError.exit_code)

    def _say_sum(self) -> None:
        """Say how many there are in each state, and name once more what is wrong."""
        if self._quiet or self._as_json:
            return
        wrong = [one for one in self.outcomes if one.state in _WRONG]
        width = max((len(one.name) for one in wrong), default=0)
        for one in wrong:
            state = self.t(_STATES[one.state])
            say(f"{one.name:{width}}  {state}: {self._reason(one)}")
        counts = {s: sum(o.state == s for o in self.outcomes) for s in _STATES}
        told = [f"{n} {self.t(_STATES[s])}" for s, n in counts.items() if n]
        say(", ".join(told) or self.t("no editions"))
