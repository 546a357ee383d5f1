"""Bad input, as newsrooms make it: each case spoils one thing of a sound edition.

In: a small newsroom on disk. Out: the same newsroom, spoiled, and what a user must be
told: the exit code, words of the message (file and field), and words of the next move.
"""

import io
import json
import os
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from newsroom import Newsroom, photo
from PIL import Image, PngImagePlugin


@dataclass(frozen=True)
class Case:
    """What is spoiled, and what must be said of it."""

    name: str
    code: int
    says: tuple[str, ...]
    move: str
    spoil: Callable[[Newsroom], None]


CASES: list[Case] = []
Spoil = Callable[[Newsroom], None]


def case(code: int, *says: str, move: str) -> Callable[[Spoil], Spoil]:
    """Add a function to the cases; its name says what it spoils."""

    def add(spoil: Spoil) -> Spoil:
        name = spoil.__name__.lstrip("_").replace("_", " ")
        CASES.append(Case(name, code, says, move, spoil))
        return spoil

    return add


# --- helpers ----------------------------------------------------------------------


def record_file(room: Newsroom) -> Path:
    return room.folder / "articles" / "pasang.json"


def text_of(room: Newsroom) -> str:
    return json.dumps(room.records["pasang"], ensure_ascii=False)


def write_record(room: Newsroom, data: bytes | str) -> None:
    raw = data if isinstance(data, bytes) else data.encode()
    record_file(room).write_bytes(raw)


def change(room: Newsroom, **fields: object) -> None:
    room.records["pasang"].update(fields)
    room.write()


def in_toml(room: Newsroom, old: str, new: str) -> None:
    file = room.folder / "edition.toml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def photo_file(room: Newsroom) -> Path:
    return room.folder / "photos" / "teal.jpg"


def use_photo(room: Newsroom, name: str) -> Path:
    change(room, images=[photo("x", file=f"../photos/{name}")])
    return room.folder / "photos" / name


def use_layout(room: Newsroom, **files: str | bytes) -> None:
    """Dress the edition in a layout of its own; `print__css` is print.css."""
    folder = room.folder / "rusak"
    folder.mkdir()
    files = {"layout__toml": 'title = "R"\nextends = "magazine"\n', **files}
    for name, data in files.items():
        raw = data if isinstance(data, bytes) else data.encode()
        (folder / name.replace("__", ".")).write_bytes(raw)
    in_toml(room, "title =", 'layout = "./rusak"\ntitle =')


def article_template(old: str, new: str) -> str:
    text = Path("layouts/base/article.html.j2").read_text("utf-8")
    assert old in text
    return text.replace(old, new)


# --- records ----------------------------------------------------------------------


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


# --- edition.toml -----------------------------------------------------------------


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


# --- photos -----------------------------------------------------------------------


@case(4, "pasang", "photos/teal.jpg", "not there", move="add the file")
def _a_missing_photo(room: Newsroom) -> None:
    photo_file(room).unlink()


@case(4, "pasang", "photos/teal.jpg", "not there", move="'Teal.JPG'")
def _a_photo_of_a_name_that_is_nearly_so(room: Newsroom) -> None:
    photo_file(room).rename(photo_file(room).with_name("Teal.JPG"))


@case(4, "pasang", "photos/teal.jpg", "cut short", move="copy it again")
def _half_a_jpeg(room: Newsroom) -> None:
    photo_file(room).write_bytes(photo_file(room).read_bytes()[:6000])


@case(4, "pasang", "photos/teal.jpg", "“ini bukan foto”", move="the photo itself")
def _a_text_called_jpg(room: Newsroom) -> None:
    photo_file(room).write_text("ini bukan foto")


@case(4, "pasang", "photos/teal.jpg", "web page", move="the photo itself")
def _a_page_called_jpg(room: Newsroom) -> None:
    photo_file(room).write_text("<!DOCTYPE html><title>404</title>")


@case(4, "pasang", "photos/teal.jpg", "0 bytes", move="copy it again")
def _an_empty_photo(room: Newsroom) -> None:
    photo_file(room).write_bytes(b"")


@case(4, "pasang", "photos/a.heic", "HEIC", move="as JPEG or PNG")
def _a_photo_of_a_telephone(room: Newsroom) -> None:
    use_photo(room, "a.heic").write_bytes(b"\0\0\0\x18ftypheic" + b"\0" * 500)


@case(4, "pasang", "photos/teal.jpg", "SVG", move="as JPEG or PNG")
def _a_drawing(room: Newsroom) -> None:
    photo_file(room).write_text('<?xml version="1.0"?>\n<svg width="9" height="9"/>')


@case(4, "pasang", "photos/teal.jpg", "a PDF", move="as JPEG or PNG")
def _a_pdf_called_jpg(room: Newsroom) -> None:
    photo_file(room).write_bytes(b"%PDF-1.7\n" + b"x" * 900)


@case(4, "pasang", "photos/teal.jpg", "too many pixels", move="megapixels")
def _a_bomb(room: Newsroom) -> None:
    header = io.BytesIO()
    Image.new("1", (8, 8)).save(header, "PNG")
    data = bytearray(header.getvalue())
    data[16:24] = (60_000).to_bytes(4, "big") * 2
    data[29:33] = zlib.crc32(bytes(data[12:29])).to_bytes(4, "big")
    photo_file(room).write_bytes(bytes(data))


@case(4, "pasang", "photos/a.png", "far too much besides", move="without metadata")
def _a_bomb_in_the_metadata(room: Newsroom) -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("x", "x" * 9_000_000, zip=True)
    Image.new("RGB", (90, 60)).save(use_photo(room, "a.png"), pnginfo=info)


@case(4, "pasang", "photos/teal.jpg", "6000 x 1 pixels", move="the photo itself")
def _a_line(room: Newsroom) -> None:
    Image.new("RGB", (6000, 1)).save(photo_file(room))


@case(4, "pasang", "photos/a.tif", "32 bits", move="8 or 16 bits")
def _greys_of_no_known_white(room: Newsroom) -> None:
    Image.new("F", (90, 60), 0.5).save(use_photo(room, "a.tif"))


@case(4, "pasang", "outside the edition's folders", move="move it into the edition")
def _a_photo_elsewhere(room: Newsroom) -> None:
    use_photo(room, "../../../../../etc/passwd")


@case(4, "pasang", "outside the edition's folders", move="move it into the edition")
def _a_device(room: Newsroom) -> None:
    photo_file(room).unlink()
    photo_file(room).symlink_to("/dev/zero")


@case(4, "pasang", "photos/teal.jpg", "a pipe", move="put a file in its place")
def _a_pipe_for_a_photo(room: Newsroom) -> None:
    photo_file(room).unlink()
    os.mkfifo(photo_file(room))


@case(4, "pasang", "photos/teal.jpg", "leads nowhere", move="correct `file`")
def _a_link_to_itself(room: Newsroom) -> None:
    photo_file(room).unlink()
    photo_file(room).symlink_to("teal.jpg")


@case(4, "pasang", "address on the web", move="save the photo")
def _an_address(room: Newsroom) -> None:
    change(room, images=[photo("x", file="https://example.org/a.jpg")])


# --- layouts ----------------------------------------------------------------------


@case(4, "layout", "'magazin'", move="did you mean magazine")
def _an_unknown_layout(room: Newsroom) -> None:
    in_toml(room, "title =", 'layout = "magazin"\ntitle =')


@case(4, "layout rusak", "article.html.j2:2:", move="correct the template")
def _a_template_that_is_none(room: Newsroom) -> None:
    use_layout(room, article__html__j2="{# satu #}\n{% if %}\n")


@case(4, "layout rusak", "article.html.j2:", "t_photo", move="correct the template")
def _a_template_with_an_unknown_name(room: Newsroom) -> None:
    use_layout(room, article__html__j2=article_template("t.photo }}", "t_photo }}"))


@case(4, "layout rusak", "article.html.j2:1:", "without end", move="correct")
def _a_template_in_itself(room: Newsroom) -> None:
    use_layout(room, article__html__j2="{% include 'article.html.j2' %}")


@case(4, "layout rusak", "article.html.j2", "0xE9 in line 2", move="UTF-8")
def _a_template_in_latin_1(room: Newsroom) -> None:
    use_layout(room, article__html__j2=b"satu\n\xe9")


@case(4, "layout rusak", "epub.css:2:", "not closed", move="missing")
def _a_stylesheet_with_an_open_brace(room: Newsroom) -> None:
    use_layout(
        room, epub__css="p { margin: 0 }\nh1 { color: red\n\np { color: blue }\n"
    )


@case(4, "layout rusak", "epub.css:1:", "ubin.png", move="remove it")
def _a_stylesheet_that_wants_a_picture(room: Newsroom) -> None:
    use_layout(room, epub__css="body { background: url(ubin.png) }")


@case(4, "layout rusak", "layout.toml", "`extend`", move="`extends`")
def _a_mistyped_key_of_a_layout(room: Newsroom) -> None:
    use_layout(room, layout__toml='title = "R"\nextend = "magazine"\n')


@case(4, "layout rusak", "layout.toml", "`screen`", move="mm = [86, 128]")
def _a_slot_without_size(room: Newsroom) -> None:
    toml = 'extends = "magazine"\n[slots]\nscreen = { pixels = [0, 0] }\n'
    use_layout(room, layout__toml=toml)


@case(4, "layout rusak", "words.toml", "`photo`", move="quotes")
def _a_word_that_is_a_number(room: Newsroom) -> None:
    use_layout(room, words__toml="[id]\nphoto = 3\n")


@case(4, "layout sendiri", "no stylesheet epub.css", move="extend a layout")
def _a_layout_without_stylesheet(room: Newsroom) -> None:
    folder = room.folder / "sendiri"
    folder.mkdir()
    base = Path("layouts/base")
    for file in (*base.glob("*.j2"), base / "words.toml", base / "layout.toml"):
        (folder / file.name).write_bytes(file.read_bytes())
    in_toml(room, "title =", 'layout = "./sendiri"\ntitle =')
