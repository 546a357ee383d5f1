"""An edition with much to find, and what is signed of it."""

import base64
import csv
import shutil
from pathlib import Path
from typing import Any, NamedTuple

from lxml import html
from newsroom import Newsroom, draw_photo, photo, record

from exporter.build import Result, build
from exporter.edition import Composed, compose, read_sources

NAME = "mingguan-uji-7"
CLOCK = Path("samples/mingguan/photos/jam-dinding.jpg")
HOSTILE = "</p><script>alert('x')</script><img src=//jahat.example onerror=x> & \"Co\""


class Signed(NamedTuple):
    """An edition with much to find, built, and what is signed of it."""

    room: Newsroom
    result: Result
    out: Path

    @property
    def source(self) -> str:
        return (self.out / f"{NAME}.report.html").read_text(encoding="utf-8")

    @property
    def page(self) -> Any:
        return html.fromstring(self.source)

    @property
    def rows(self) -> list[dict[str, str]]:
        return read_csv(self.out / f"{NAME}.photos.csv")


def read_csv(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


def words(element: Any) -> str:
    return " ".join(" ".join(element.itertext()).split())


def pictures(page: Any) -> list[bytes]:
    found = page.xpath(".//img/@src")
    assert all(src.startswith("data:image/jpeg;base64,") for src in found)
    return [base64.b64decode(src.partition(",")[2]) for src in found]


def sign(folder: Path) -> Signed:
    """Build an edition with much to find."""
    room = Newsroom(folder / "newsroom")
    shutil.copy(CLOCK, room.folder / "photos" / "jam.jpg")
    draw_photo(room.folder / "photos" / "gold.jpg", "gold", (240, 160))
    draw_photo(room.folder / "photos" / "silver.png", "silver", (1200, 900))
    clock = photo("jam", credit="Peter Nerlich/Contoh")  # as the file says, too
    room.add(record("pasang", paragraphs=24, images=[photo("teal"), clock]))
    few_pixels = photo("gold", credit="", alt="")
    missing = {"caption": ["Foto ini tidak dikirim."], "credit": "Dok. Uji"}
    room.add(record("surut", paragraphs=20, images=[few_pixels, missing], authors=[]))
    agency = {"creators": ["Ani", "Budi"], "source": "Kantor Uji"}
    rights = {"usage_terms": "Sekali terbit", "copyright_notice": "© 2026 Ani"}
    drawn = {"file": "../photos/silver.png", "credit": HOSTILE}
    silver = photo("silver", **drawn, **agency, **rights)
    room.add(record("ombak", headline=f"Ombak {HOSTILE}", images=[silver]))
    out = folder / "out"
    return Signed(room, build(room.write(), out), out)


def composed_room(folder: Path) -> Composed:
    return compose(read_sources(Newsroom(folder).write()))
