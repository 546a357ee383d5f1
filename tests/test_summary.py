"""What is said when a run is over: the state first, then the proof."""

import pytest

from exporter.checks import CODES
from exporter.cli.report import say_report


def report(**differs: object) -> dict[str, object]:
    """Return the report of a run as machines get it."""
    return {
        "edition": "kabar-1",
        "exit_code": 0,
        "unchanged": False,
        "draft": False,
        "released": {},
        "files": ["out/kabar-1.pdf"],
        "proof": "9 of 9",
        "proof_said": None,
        "language": "id",
        "validators": [],
        "articles": {},
        "findings": [],
        **differs,
    }


def found(code: str) -> dict[str, str]:
    level, message, hint = CODES[code]
    told = {"code": code, "level": level, "message": message, "hint": hint}
    return {**told, "where": "edition", "article": "", "change": ""}


_RELEASED = {"released": {"E-010": "Sari"}}


@pytest.mark.parametrize(
    ("differs", "indonesian", "english"),
    [
        ({}, "jadi", "delivered"),
        (
            {"findings": [found("W-001"), found("W-003")]},
            "jadi, 2 peringatan",
            "delivered, 2 warnings",
        ),
        (
            {"findings": [found("E-010")], "exit_code": 6},
            "ditahan, 1 kesalahan",
            "held, 1 error",
        ),
        (
            {"findings": [found("E-010")], "exit_code": 6, "draft": True},
            "pruf, 1 kesalahan: edisi jadinya akan ditahan",
            "draft, 1 error: the finished edition would be held",
        ),
        ({"draft": True}, "pruf", "draft"),
        (
            {"findings": [found("E-010"), found("N-002")], **_RELEASED},
            "diserahkan; 1 kesalahan diloloskan (E-010)",
            "delivered; 1 error released (E-010)",
        ),
        (
            {
                "findings": [found("E-010"), found("E-011"), found("W-001")],
                **_RELEASED,
                "exit_code": 6,
            },
            "ditahan, 1 kesalahan, 1 peringatan; 1 kesalahan diloloskan (E-010)",
            "held, 1 error, 1 warning; 1 error released (E-010)",
        ),
        ({"files": []}, "beres", "in order"),
        (
            {"files": [], "findings": [found("E-008")], "exit_code": 6},
            "belum beres, 1 kesalahan",
            "not in order, 1 error",
        ),
    ],
)
def test_the_summary_begins_with_what_became_of_the_edition(
    differs: dict[str, object],
    indonesian: str,
    english: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for language, state, proof in (
        ("", indonesian, "terbukti: 9 of 9"),
        ("en", english, "proven: 9 of 9"),
    ):
        say_report(report(**differs), as_json=False, language=language)
        lines = capsys.readouterr().err.splitlines()
        at = lines.index(f"kabar-1: {state}")
        assert lines[at + 1] == proof


def test_a_finding_without_a_place_has_its_hint_and_a_released_one_says_so(
    capsys: pytest.CaptureFixture[str],
) -> None:
    placed = {**found("W-001"), "change": "ombak.json: credit"}
    findings = [found("W-014"), found("W-014"), placed, found("E-010")]
    say_report(report(findings=findings, **_RELEASED), as_json=False, language="en")
    lines = capsys.readouterr().err.splitlines()[:8]
    assert lines == [
        "edition",
        f"  error E-010 (released) {CODES['E-010'][1]}",
        f"      {CODES['E-010'][2]}",
        f"  warning W-001 {CODES['W-001'][1]}",
        "      → ombak.json: credit",
        f"  warning W-014 {CODES['W-014'][1]}",
        f"      {CODES['W-014'][2]}",
        f"  warning W-014 {CODES['W-014'][1]}",
    ]
