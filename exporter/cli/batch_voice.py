"""What `exporter batch` says: of each edition, of all, to people and to monitors."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from exporter.cli.after_each import run_command, split_command
from exporter.cli.say import Bars, print_json, say, tell
from exporter.errors import ExporterError, UsageError
from exporter.said import marked, said
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
}
_WRONG = ("held", "failed")


@contextmanager
def logging_to(file: Path | None) -> Iterator[IO[str] | None]:
    """Open the log to add to it."""
    if file is None:
        yield None
        return
    try:
        opened = file.open("a", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise UsageError(
            said("the log cannot be written: {name}", name=file),
            hint=said("choose another file with --log"),
        ) from error
    with opened:
        yield opened


def write_summary(file: Path, voice: "Voice") -> None:
    """Write what a monitor reads, whole or not at all."""
    from exporter.batch import STATES

    told: dict[str, object] = {
        "ended": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "exit_code": voice.code,
    }
    for state in STATES:
        told[state] = [one.name for one in voice.outcomes if one.state == state]
    told["after_each_failed"] = voice.after_each_failed
    part = file.with_name(f".{file.name}.part")
    text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    part.write_text(text, "utf-8", "backslashreplace")  # as JSON escapes a name
    part.replace(file)


class Voice:
    """Says what becomes of each edition, and of all."""

    def __init__(
        self, t: Tongue, total: int, *, as_json: bool, quiet: bool, after: str
    ) -> None:
        self.t = t
        self.total = total
        self._as_json = as_json
        self._quiet = quiet
        self.has_bars = not (quiet or as_json)
        self._after = split_command(after)
        self.outcomes: list[Outcome] = []
        self.after_each_failed: list[str] = []
        self.code = 0
        self.failure: ExporterError | None = None

    def say_all(
        self,
        run: Iterable["Outcome"],
        ledger: "Ledger",
        log: IO[str] | None,
        bars: Bars | None,
    ) -> None:
        """Say what becomes of each edition, as it ends; keep what ends the run."""
        try:
            for outcome in run:
                if bars is not None:
                    bars.end(outcome.edition)
                self._say(outcome, ledger, log)
        except ExporterError as error:
            self.failure = error
            self.code = max(self.code, error.exit_code)

    @property
    def has_left_some(self) -> bool:
        """Whether editions were not begun."""
        return any(outcome.state == "left" for outcome in self.outcomes)

    def _say(self, outcome: "Outcome", ledger: "Ledger", log: IO[str] | None) -> None:
        """Say what became of one edition: its files to stdout, the rest to stderr."""
        self.outcomes.append(outcome)
        self.code = max(self.code, outcome.exit_code)
        if not self._as_json:
            self._say_plain(outcome)
        told = outcome.as_json() | self._after_each(outcome, ledger)
        if log is not None:
            now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
            log.write(json.dumps({"time": now, **told}, ensure_ascii=False) + "\n")
            log.flush()
        if self._as_json:
            print_json(told)

    def _say_plain(self, outcome: "Outcome") -> None:
        if outcome.state in ("delivered", "held"):
            for file in outcome.report["files"]:
                tell(file)
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
            self.code = max(self.code, 5)
            self.after_each_failed.append(outcome.name)
            words = self.t("--after-each ended with {code}", code=code)
            say(f"    {outcome.name}: {words}")
        else:
            ledger.end_pending(outcome.edition)
        return {"after_each": code}

    def say_sum(self) -> None:
        """Say how many there are in each state, and name once more what is wrong."""
        from exporter.batch import STATES

        if self._quiet or self._as_json:
            return
        wrong = [one for one in self.outcomes if one.state in _WRONG]
        width = max((len(one.name) for one in wrong), default=0)
        for one in wrong:
            state = self.t(_STATES[one.state])
            say(f"{one.name:{width}}  {state}: {self._reason(one)}")
        counts = {s: sum(o.state == s for o in self.outcomes) for s in STATES}
        told = [f"{n} {self.t(_STATES[s])}" for s, n in counts.items() if n]
        say(", ".join(told) or self.t("no editions"))
