"""Shell completion: typer's own, left out of the help of every run."""

from typing import Any

from typer.core import TyperGroup

_OPTIONS = {"install_completion", "show_completion"}


class Root(TyperGroup):
    """The root of the commands.

    Who sets completion up looks into the manual (`docs/install.md`, the man page);
    everybody else reads a shorter help.
    """

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the options, those of completion hidden."""
        params: list[Any] = super().get_params(ctx)
        for param in params:
            if param.name in _OPTIONS:
                param.hidden = True
        return params
