"""An ebook wears the cover of its layout: that of print, or one drawn for it alone."""

import io
import zipfile
from pathlib import Path

import pytest
from newsroom import Newsroom, record
from PIL import Image, ImageChops

from exporter import making
from exporter.build import build

NAME = "mingguan-uji-7"


def cover_of(path: Path) -> tuple[Image.Image | None, str, str]:
    """Return the cover, its page and the package of an ebook."""
    with zipfile.ZipFile(path) as archive:
        found = "EPUB/images/cover.jpg" in archive.namelist()
        data = archive.read("EPUB/images/cover.jpg") if found else b""
        page = archive.read("EPUB/text/cover.xhtml").decode()
        package = archive.read("EPUB/content.opf").decode()
    return Image.open(io.BytesIO(data)) if found else None, page, package


def ebook(room: Newsroom, *formats: str, layout: str = "") -> Path:
    out = room.folder / f"out-{layout}-{'-'.join(formats)}"
    result = build(room.write(), out, formats=formats, layout=layout)  # type: ignore[arg-type]
    assert result.exit_code == 0
    return out / f"{NAME}.epub"


def ink(image: Image.Image) -> float:
    """Return the share of a picture that is not white."""
    dark = image.convert("L").point(lambda value: 255 if value < 245 else 0)
    return dark.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0)) / 255  # type: ignore[operator]


def test_an_ebook_alone_has_the_cover_that_print_would_have(tmp_path: Path) -> None:
    room = Newsroom(tmp_path / "room")
    drawn, page, package = cover_of(ebook(room, "epub"))
    printed, _, _ = cover_of(ebook(room, "pdf", "epub"))
    assert drawn is not None and printed is not None
    assert drawn.size == printed.size == (1200, 1698)
    # the same but for numbers of pages, which an ebook alone does not have
    delta = ImageChops.difference(drawn.convert("L"), printed.convert("L"))
    assert ink(ImageChops.invert(delta)) < 0.01
    assert 'properties="cover-image"' in package and 'role="doc-cover"' in page
    assert 'alt="Sampul: Mingguan Uji, Nomor 7' in page


@pytest.mark.parametrize("formats", [("epub",), ("pdf", "epub")])
def test_a_layout_without_a_cover_draws_one_for_its_ebook(
    tmp_path: Path, formats: tuple[str, ...]
) -> None:
    room = Newsroom(tmp_path / "room")
    image, _, _ = cover_of(ebook(room, *formats, layout="gazette"))
    assert image is not None and image.size == (1200, 1843)
    middle = image.crop((200, 400, 1000, 1000))
    assert ink(middle) > 0.9, "a photo fills it, not columns of text"


def test_a_cover_without_a_photo_is_drawn_too(tmp_path: Path) -> None:
    room = Newsroom(tmp_path / "room")
    room.add(record("pasang"))
    image, _, _ = cover_of(ebook(room, "epub", layout="gazette"))
    assert image is not None and 0.02 < ink(image) < 0.5


def test_where_nothing_can_draw_it_is_set_in_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "missing_libraries", lambda: ["Pango"])
    image, page, package = cover_of(ebook(Newsroom(tmp_path / "room"), "epub"))
    assert image is None and 'properties="cover-image"' in package
    assert '<h1 class="nameplate" id="cover-title">Mingguan Uji</h1>' in page


def test_the_cover_is_the_same_from_run_to_run(tmp_path: Path) -> None:
    room = Newsroom(tmp_path / "room")
    first = ebook(room, "epub").read_bytes()
    assert ebook(room, "epub").read_bytes() == first
