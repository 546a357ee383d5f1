"""`exporter doctor`: what is installed, what is missing, and how to get it."""

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import typer

from exporter.cli.app import JsonOption, SystemLang, app
from exporter.cli.say import print_json, speaking, tell
from exporter.tongue import Tongue

if TYPE_CHECKING:
    from exporter.doctor import Check

#: In a group of more checks than this, those that are good are told in one line.
_MANY = 8


@app.command(epilog="Example: exporter doctor")
def doctor(lang: SystemLang = "", as_json: JsonOption = False) -> None:
    """Say what is installed, what is missing and how to get it."""
    from exporter.doctor import examine, exit_code_of

    checks = examine()
    code = exit_code_of(checks)
    if as_json:
        listed = [check.as_json() for check in checks]
        print_json({"exit_code": code, "checks": listed})
        raise typer.Exit(code)
    with speaking(lang) as t:
        _tell_checks(checks, t)
    raise typer.Exit(code)


def _tell_checks(checks: Sequence["Check"], t: Tongue) -> None:
    for group, found in groupby(checks, key=lambda check: check.group):
        tell(t(group))
        _tell_group(list(found), t)
    missing = sum(check.needed and not check.ok for check in checks)
    if missing:
        tell(t("{count} of what is needed is missing", count=missing))
    else:
        tell(t("everything that is needed is here"))


def _tell_group(checks: Sequence["Check"], t: Tongue) -> None:
    """Tell each check; of many, only those that are not simply good."""
    worth = [check for check in checks if check.hint or not check.ok]
    good = len(checks) - len(worth)
    if len(checks) > _MANY and good:
        tell(t("  ok       {count}, as tested", count=good))
        checks = worth
    for check in checks:
        places = {"name": check.name, "found": check.found}
        if check.ok:
            tell(t("  ok       {name}: {found}", **places))
        elif check.needed:
            tell(t("  MISSING  {name}: {found}", **places))
        else:
            tell(t("  optional {name}: {found}", **places))
        if check.hint:
            tell(f"           {t(check.hint)}")
