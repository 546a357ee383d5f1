"""Bad input, as newsrooms make it: each case spoils one thing of a sound edition.

In: a small newsroom on disk. Out: the same newsroom, spoiled, and what a user must be
told: the exit code, words of the message (file and field), and words of the next move.
The cases stand in `bad_records`, `bad_editions`, `bad_photos` and `bad_layouts`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from newsroom import Newsroom

Spoil = Callable[[Newsroom], None]


@dataclass(frozen=True)
class Case:
    """What is spoiled, and what must be said of it."""

    name: str
    code: int
    says: tuple[str, ...]
    move: str
    spoil: Spoil


class Cases(list[Case]):
    """The cases of one kind of file."""

    def __call__(self, code: int, *says: str, move: str) -> Callable[[Spoil], Spoil]:
        """Add a function to the cases; its name says what it spoils."""

        def add(spoil: Spoil) -> Spoil:
            name = spoil.__name__.lstrip("_").replace("_", " ")
            self.append(Case(name, code, says, move, spoil))
            return spoil

        return add


def change(room: Newsroom, **fields: object) -> None:
    room.records["pasang"].update(fields)
    room.write()


def in_toml(room: Newsroom, old: str, new: str) -> None:
    file = room.folder / "edition.toml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
