"""Bad input: edition.toml."""

import os

from bad_input import Cases, in_toml
from newsroom import Newsroom

case = Cases()


@case(3, "edition.toml", "line 2", move="correct the line")
def _no_toml(room: Newsroom) -> None:
    in_toml(room, "number = 7", "number = = 7")


@case(3, "edition.toml", "UTF-8", move="UTF-8")
def _an_edition_in_latin_1(room: Newsroom) -> None:
    file = room.folder / "edition.toml"
    file.write_bytes(file.read_bytes().replace(b"Uji", b"Caf\xe9", 1))


@case(3, "edition.toml", "no such file", move="name an edition.toml")
def _a_folder_for_an_edition(room: Newsroom) -> None:
    (room.folder / "edition.toml").unlink()
    (room.folder / "edition.toml").mkdir()


@case(3, "edition.toml", "no such file", move="name an edition.toml")
def _a_pipe_for_an_edition(room: Newsroom) -> None:
    (room.folder / "edition.toml").unlink()
    os.mkfifo(room.folder / "edition.toml")


@case(3, "edition.toml", "not valid TOML", move="correct")
def _brackets_too_deep_in_toml(room: Newsroom) -> None:
    in_toml(room, "title =", "x = " + "[" * 9000 + "]" * 9000 + "\ntitle =")


@case(3, "edition.toml", "`publiser`", move="`publisher`")
def _a_mistyped_key(room: Newsroom) -> None:
    in_toml(room, "publisher", "publiser")


@case(3, "edition.toml", "date", move="'22 November'")
def _a_date_that_is_none(room: Newsroom) -> None:
    in_toml(room, "date = 2026-11-22", 'date = "22 November"')


@case(3, "edition.toml", "line 3", "date", move="correct the line")
def _the_31st_of_february(room: Newsroom) -> None:
    in_toml(room, "date = 2026-11-22", "date = 2026-02-31")


@case(3, "edition.toml", "'Olahraga' has no articles", move="remove the section")
def _a_section_without_articles(room: Newsroom) -> None:
    room.sections.append(("Olahraga", []))
    room.write()


@case(3, "edition.toml", "cover", "'pasanng'", move="'pasang'")
def _a_cover_that_is_not_in_the_edition(room: Newsroom) -> None:
    room.top["cover"] = "pasanng"
    room.write()


@case(3, "edition.toml", "'surutt'", move="'surut'")
def _an_article_nobody_wrote(room: Newsroom) -> None:
    in_toml(room, "'surut'", "'surutt'")
