"""What has been put in place of WeasyPrint's own functions, and how to undo it."""

import sys
from typing import Any

_ABSENT = object()


class Patches:
    """Replacements in force, oldest first; `levers` are the names of whose they are."""

    def __init__(self) -> None:
        self.levers: tuple[str, ...] = ()
        self._done: list[tuple[Any, str, Any]] = []

    def set(self, owner: Any, name: str, new: Any) -> None:
        """Put `new` in place of an attribute of a class or module."""
        self._done.append((owner, name, owner.__dict__.get(name, _ABSENT)))
        setattr(owner, name, new)

    def everywhere(self, original: Any, new: Any) -> None:
        """Put `new` in place of a function in all of WeasyPrint's modules."""
        for name, module in list(sys.modules.items()):
            if name.partition(".")[0] == "weasyprint":
                for key, value in list(vars(module).items()):
                    if value is original:
                        self.set(module, key, new)

    def undo(self) -> None:
        """Put everything back."""
        self.levers = ()
        while self._done:
            owner, name, before = self._done.pop()
            if before is _ABSENT:
                delattr(owner, name)
            else:
                setattr(owner, name, before)


PATCHES = Patches()
