"""`exporter doctor`: what is installed, what is missing, and how to get it."""

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import typer

from exporter.cli.app import JsonOption, app
from exporter.cli.say import print_json, tell
from exporter.said import said

if TYPE_CHECKING:
    from exporter.doctor import Check

#: In a group of more checks than this, those that are good are told in one line.
_MANY = 8


@app.command(epilog="Example: exporter doctor")
def doctor(as_json: JsonOption = False) -> None:
    """Say what is installed, what is missing and how to get it."""
    from exporter.doctor import examine, exit_code_of

    checks = examine()
    code = exit_code_of(checks)
    if as_json:
        listed = [check.as_json() for check in checks]
        print_json({"exit_code": code, "checks": listed})
        raise typer.Exit(code)
    for group, found in groupby(checks, key=lambda check: check.group):
        tell(group)
        _tell_group(list(found))
    missing = sum(check.needed and not check.ok for check in checks)
    if missing:
        tell(said("{count} of what is needed is missing", count=missing))
    else:
        tell(said("everything that is needed is here"))
    raise typer.Exit(code)


def _tell_group(checks: Sequence["Check"]) -> None:
    """Tell each check; of many, only those that are not simply good."""
    worth = [check for check in checks if check.hint or not check.ok]
    good = len(checks) - len(worth)
    if len(checks) > _MANY and good:
        tell(said("  ok       {count}, as tested", count=good))
        checks = worth
    for check in checks:
        places = {"name": check.name, "found": check.found}
        if check.ok:
            tell(said("  ok       {name}: {found}", **places))
        elif check.needed:
            tell(said("  MISSING  {name}: {found}", **places))
        else:
            tell(said("  optional {name}: {found}", **places))
        if check.hint:
            tell(said("           {hint}", hint=check.hint))
