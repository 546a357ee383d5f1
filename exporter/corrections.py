"""What an editor answers for: corrections, and errors released by name.

In: the overrides of edition.toml, the proof of the former run, and what the editor
releases. Out: findings, and what the new proof records of both.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from exporter.checks import CODES, Finding
from exporter.edition import Composed, Override, same_text
from exporter.errors import UsageError
from exporter.said import said
from exporter.typography import set_text

_SET = ("headline", "kicker", "deck", "readers", "caption")
_SHORT = 60


@dataclass(frozen=True)
class Correction:
    """An override and the original it was made for.

    `made_for` is what came in when the editor made the correction: as noted in
    edition.toml (`was`), or as the proof of a former run has it.
    """

    override: Override
    printed: str
    made_for: str

    @property
    def article(self) -> str:
        """The article's id."""
        return self.override.article

    @property
    def field(self) -> str:
        """What was changed, as in "photo 1 caption"."""
        return self.override.field

    @property
    def original(self) -> str:
        """What came in."""
        return self.override.was

    @property
    def origin(self) -> str:
        """Where it is written: "edition.toml:12"."""
        return self.override.origin

    @property
    def is_stale(self) -> bool:
        """Whether the original has changed since."""
        return not same_text(self.made_for, self.override.was)

    def as_json(self) -> dict[str, str]:
        """Return the correction for the proof."""
        one = self.override
        told = {"article": one.article, "field": one.field, "was": one.was}
        told |= {"printed": self.printed, "origin": one.origin}
        told |= {"opening": one.opening} if one.opening else {}
        return told | ({"made_for": self.made_for} if self.is_stale else {})


def read_corrections(composed: Composed, former_proof: Path) -> list[Correction]:
    """Return the corrections of an edition; `former_proof` may not be there."""
    languages = {a.id: a.language for a in composed.edition.articles}
    former = _former(former_proof)
    return [
        _correction(one, languages[one.article], former) for one in composed.overrides
    ]


def _correction(
    one: Override, language: str, former: Mapping[tuple[str, ...], str]
) -> Correction:
    is_set = one.field.endswith(_SET)
    printed = set_text(one.wanted, language) if is_set else one.wanted
    known = former.get((one.article, one.field, printed, one.opening), one.was)
    made_for = one.known if one.known is not None else known
    return Correction(one, printed, made_for)


def _former(proof: Path) -> dict[tuple[str, ...], str]:
    """Return (article, field, printed, opening) -> what it was made for, of a former
    run."""
    try:
        told = json.loads(proof.read_text(encoding="utf-8"))["corrections"]
        return {
            (c["article"], c["field"], c["printed"], c.get("opening", "")): str(
                c.get("made_for", c["was"])
            )
            for c in told
        }
    except (OSError, ValueError, KeyError, TypeError):
        return {}  # no former run, or none that corrected


def check_corrections(corrections: Iterable[Correction]) -> Iterator[Finding]:
    """Yield what was corrected, and each original that has changed since."""
    for correction in corrections:
        one = correction.override
        where = f"{one.article} {one.field}"
        told = {"was": _short(one.was), "origin": one.origin}
        if correction.is_stale:
            then = _short(correction.made_for)
            message = said(
                "corrected in {origin} when it was “{then}”; it is now “{was}”",
                then=then,
                **told,
            )
            yield Finding("W-014", where, message)
        elif not one.was:
            printed = _short(correction.printed)
            message = said("“{printed}” was added ({origin})", printed=printed, **told)
            yield Finding("N-001", where, message)
        elif correction.printed:
            told["printed"] = _short(correction.printed)
            message = said("“{was}” became “{printed}” ({origin})", **told)
            yield Finding("N-001", where, message)
        else:
            message = said("“{was}” is left out ({origin})", **told)
            yield Finding("N-001", where, message)


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else text[: _SHORT - 1].rstrip() + "…"


# --- released by name ---------------------------------------------------------------


def check_released(released: Mapping[str, str]) -> None:
    """Refuse to release a code that nobody knows, or for no reason."""
    for code, reason in released.items():
        if code not in CODES:
            raise UsageError(
                said("there is no code {code!r} to release", code=code),
                hint=said("name one that a finding showed, for example E-010"),
            )
        if not reason.strip():
            raise UsageError(
                said("{code} is released without a reason", code=code),
                hint=said('add --reason "who allowed it, and why"'),
            )


def note_released(
    findings: Sequence[Finding], released: Mapping[str, str]
) -> Iterator[Finding]:
    """Yield a note for each code that the editor released."""
    for code, reason in released.items():
        count = sum(finding.code == code for finding in findings)
        told = {"count": str(count), "code": code, "reason": reason}
        message = said("{count} × {code} released: {reason}", **told)
        yield Finding("N-002", "edition", message)


def released_json(
    findings: Sequence[Finding], released: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return what was released for the proof: code, reason, findings."""
    return [
        {
            "code": code,
            "reason": reason,
            "findings": [f"{f.where}: {f.message}" for f in findings if f.code == code],
        }
        for code, reason in released.items()
    ]
