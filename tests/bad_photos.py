"""Bad input: photos."""

import io
import os
import zlib
from pathlib import Path

from bad_input import Cases, change
from charts import chart
from newsroom import Newsroom, photo
from PIL import Image, PngImagePlugin

case = Cases()


def photo_file(room: Newsroom) -> Path:
    return room.folder / "photos" / "teal.jpg"


def use_photo(room: Newsroom, name: str) -> Path:
    change(room, images=[photo("x", file=f"../photos/{name}")])
    return room.folder / "photos" / name


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


@case(4, "pasang", "photos/peta.svg", "<text> in line 11", move="into outlines")
def _a_drawing_with_letters(room: Newsroom) -> None:
    use_photo(room, "peta.svg").write_bytes(chart("<text>Ambon</text>"))


@case(4, "pasang", "photos/teal.jpg", "SVG", "look at line", move="as plain SVG")
def _half_a_drawing_called_jpg(room: Newsroom) -> None:
    photo_file(room).write_bytes(chart()[:900])


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
