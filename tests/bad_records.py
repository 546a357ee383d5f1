"""Bad input: records."""

import json
import os
from pathlib import Path

from bad_input import Cases, change
from newsroom import Newsroom

case = Cases()


def record_file(room: Newsroom) -> Path:
    return room.folder / "articles" / "pasang.json"


def text_of(room: Newsroom) -> str:
    return json.dumps(room.records["pasang"], ensure_ascii=False)


def write_record(room: Newsroom, data: bytes | str) -> None:
    raw = data if isinstance(data, bytes) else data.encode()
    record_file(room).write_bytes(raw)


@case(3, "pasang.json", "line 1, column 18", move="comma or quote")
def _no_json(room: Newsroom) -> None:
    write_record(room, '{"id": "pasang", , }')


@case(3, "pasang.json", "empty", move="put an article into it")
def _empty_record(room: Newsroom) -> None:
    write_record(room, b"")


@case(3, "pasang.json", "line 1", "São", "Săo", move="UTF-8")
def _latin_1_that_can_be_read_two_ways(room: Newsroom) -> None:
    room.records["pasang"]["headline"] = "Kabar São Tomé"
    write_record(room, text_of(room).encode("latin-1"))


@case(3, "pasang.json", "not UTF-8", "line 1", move="UTF-8")
def _greek_in_an_encoding_of_its_own(room: Newsroom) -> None:
    room.records["pasang"]["headline"] = "Η θάλασσα ανεβαίνει"
    write_record(room, text_of(room).encode("cp1253"))


@case(3, "pasang.json", "UTF-16", move="UTF-8")
def _utf_16_without_its_mark(room: Newsroom) -> None:
    write_record(room, text_of(room).encode("utf-16-le"))


@case(3, "pasang.json", "utf-16-le", move="UTF-8")
def _half_of_a_utf_16_file(room: Newsroom) -> None:
    write_record(room, text_of(room).encode("utf-16")[:-1])


@case(3, "pasang.json", "no text", move="in UTF-8")
def _nul_bytes(room: Newsroom) -> None:
    write_record(room, text_of(room).replace("Kabar", "Kab\0ar"))


@case(3, "pasang.json", "headline", "missing", move="add the field 'headline'")
def _no_headline(room: Newsroom) -> None:
    del room.records["pasang"]["headline"]
    room.write()


@case(3, "pasang.json", "headline", "is empty", move="write something into 'headline'")
def _blank_headline(room: Newsroom) -> None:
    change(room, headline=" \n ")


@case(3, "pasang.json", "headline", "no text", move='"headline": "…"')
def _a_number_for_a_headline(room: Newsroom) -> None:
    change(room, headline=42)


@case(3, "pasang.json", "authors", "no list", move='"authors": [')
def _a_text_for_a_list(room: Newsroom) -> None:
    change(room, authors="Budi")


@case(3, "pasang.json", "headlin", "not a known field", move="headline")
def _a_mistyped_field(room: Newsroom) -> None:
    change(room, headlin="Kabar")


@case(3, "pasang.json", "published", move="2022-01-12T22:40+07:00")
def _a_time_that_is_none(room: Newsroom) -> None:
    change(room, published="kemarin sore")


@case(3, "pasang.json", "too deeply", move="bracket")
def _brackets_100_000_deep(room: Newsroom) -> None:
    write_record(room, "[" * 100_000 + "]" * 100_000)


@case(3, "pasang.json", "NaN", move="a number")
def _nan(room: Newsroom) -> None:
    write_record(room, text_of(room).replace("{", '{"x": NaN, ', 1))


@case(3, "pasang.json", "too many digits", move="quotes")
def _a_number_of_5000_digits(room: Newsroom) -> None:
    write_record(room, text_of(room).replace("{", f'{{"x": {"9" * 5000}, ', 1))


@case(3, "pasang.json", "'id' stands twice", move="keep one")
def _a_key_twice(room: Newsroom) -> None:
    write_record(room, text_of(room).replace("{", '{"id": "lain", ', 1))


@case(3, "pasang.json", "200 MB", move="split it")
def _a_record_of_200_megabytes(room: Newsroom) -> None:
    with record_file(room).open("wb") as file:
        file.truncate(200_000_000)


@case(3, "pasang.json", "body, entry 1", "a word of 400 letters", move="split it")
def _a_word_of_400_letters(room: Newsroom) -> None:
    change(room, body=[{"type": "paragraph", "html": "kata" * 100}])


@case(3, "pasang.json", "surut.json", "'pasang'", move="another `id`")
def _one_id_twice(room: Newsroom) -> None:
    room.records["surut"]["id"] = "pasang"
    room.write()
    room.add({**room.records["surut"], "id": "surut"})
    file = room.folder / "articles" / "surut.json"
    file.write_text(json.dumps({**room.records["surut"], "id": "pasang"}), "utf-8")


@case(3, "edition.toml", "records", "articles", move="name a folder")
def _no_folder_of_records(room: Newsroom) -> None:
    for file in (room.folder / "articles").iterdir():
        file.unlink()
    (room.folder / "articles").rmdir()


@case(3, "edition.toml", "pasang", move="slug")
def _a_pipe_for_a_record(room: Newsroom) -> None:
    record_file(room).unlink()
    os.mkfifo(record_file(room))
