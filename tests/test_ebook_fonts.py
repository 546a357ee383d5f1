"""Ebooks are set in the fonts of their layout: used characters, all names, licence."""

import io
import zipfile
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from newsroom import Newsroom, photo, record
from typer.testing import CliRunner

from exporter.build import build
from exporter.cli import app
from exporter.epub import typefaces
from exporter.epub.typefaces import Typefaces, cut_font

ROOT = Path(__file__).parents[1]
LITERATA = ROOT / "fonts" / "literata" / "Literata-Regular.ttf"
NAME = "mingguan-uji-7"


class Read:
    """What an ebook has to do with fonts."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        self.fonts = {n: d for n, d in files.items() if n.startswith("EPUB/fonts/")}
        self.css = files["EPUB/css/edition.css"].decode()
        self.package = files["EPUB/content.opf"].decode()
        self.colophon = files["EPUB/text/colophon.xhtml"].decode()
        self.text = "".join(
            data.decode() for name, data in files.items() if name.endswith(".xhtml")
        )


def room_in(folder: Path) -> Newsroom:
    room = Newsroom(folder / "room")
    room.top["formats"] = ["epub"]
    return room


def bound(room: Newsroom, **options: object) -> Read:
    result = build(room.write(), room.folder / "out", **options)  # type: ignore[arg-type]
    assert result.exit_code == 0
    return Read(result.files[0])


@pytest.fixture(scope="module")
def ebook(tmp_path_factory: pytest.TempPathFactory) -> Read:
    return bound(room_in(tmp_path_factory.mktemp("fonts")))


def opened(data: bytes) -> TTFont:
    return TTFont(io.BytesIO(data))


def test_an_ebook_holds_the_families_of_its_layout(ebook: Read) -> None:
    families = {
        opened(font)["name"].getBestFamilyName() for font in ebook.fonts.values()
    }
    assert families == {"Literata", "Libre Franklin", "Newsreader"}
    assert 'font-family: "Literata", serif;' in ebook.css
    assert 'font-family: "Libre Franklin", sans-serif;' in ebook.css
    for name in ebook.fonts:
        assert f'url("../{name.removeprefix("EPUB/")}")' in ebook.css
        assert f'href="{name.removeprefix("EPUB/")}" id=' in ebook.package
    assert ebook.package.count('media-type="font/ttf"') == len(ebook.fonts)


def test_a_font_has_the_characters_the_edition_uses_and_no_others(ebook: Read) -> None:
    used = {ord(sign) for sign in ebook.text}
    for data in ebook.fonts.values():
        points = set(opened(data).getBestCmap())
        assert {*map(ord, "aPé")} - used == {ord("é")}
        assert {ord("a"), ord("P")} <= points and ord("é") not in points


def test_a_font_keeps_its_names_and_its_licence(ebook: Read) -> None:
    with TTFont(LITERATA) as whole:
        kept = opened(ebook.fonts["EPUB/fonts/Literata-Regular.ttf"])["name"]
        for number in (0, 1, 2, 4, 6, 13, 14):
            assert kept.getDebugName(number) == whole["name"].getDebugName(number)


def test_the_colophon_names_them_with_their_licence(ebook: Read) -> None:
    listed = "Libre Franklin, Literata, dan Newsreader"
    assert f"Huruf: {listed}, berlisensi SIL Open Font License 1.1." in ebook.colophon


def test_without_them_readers_choose_for_themselves(tmp_path: Path) -> None:
    read = bound(room_in(tmp_path), embed_fonts=False)
    assert not read.fonts and "@font-face" not in read.css and "var(" not in read.css
    assert "font-family: sans-serif;" in read.css
    assert "Literata" not in read.css + read.colophon + read.package


def test_edition_toml_and_the_command_leave_them_out_too(tmp_path: Path) -> None:
    room = room_in(tmp_path)
    arguments = ["build", str(room.write()), "-o", str(tmp_path / "out")]
    result = CliRunner().invoke(app, [*arguments, "--no-embed-fonts"])
    assert result.exit_code == 0
    assert not Read(tmp_path / "out" / f"{NAME}.epub").fonts
    assert CliRunner().invoke(app, arguments).exit_code == 0
    assert Read(tmp_path / "out" / f"{NAME}.epub").fonts, "unchanged, it was said"
    room.top["epub"] = {"embed_fonts": False}
    assert not bound(room).fonts


def test_a_light_ebook_has_none(tmp_path: Path) -> None:
    room = room_in(tmp_path)
    read = bound(room, formats=["epub-hemat"])
    assert not read.fonts and "var(" not in read.css


def test_a_family_that_ebooks_may_not_hold_stays_out(tmp_path: Path) -> None:
    room = room_in(tmp_path)
    own = room.folder / "own"
    own.mkdir(parents=True)
    (own / "layout.toml").write_text(
        'extends = "magazine"\n[fonts."Literata"]\nlicence = "Milik kami"\n'
        "epub = false\n"
    )
    room.top["layout"] = "./own"
    read = bound(room)
    assert not [name for name in read.fonts if "Literata" in name]
    assert '"Literata"' not in read.css and '"Newsreader", serif' in read.css


def test_tokens_of_an_edition_choose_the_family(tmp_path: Path) -> None:
    room = room_in(tmp_path)
    room.top["tokens"] = {"serif": '"Public Sans"'}
    read = bound(room)
    assert "EPUB/fonts/Public-Sans-Regular.ttf" in read.fonts
    assert 'font-family: "Public Sans", serif;' in read.css


@pytest.mark.parametrize("missing", [[], ["HarfBuzz"]])
def test_a_font_is_cut_to_the_same_bytes_each_time(
    missing: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typefaces, "missing_libraries", lambda: missing)
    small = cut_font(LITERATA, "Pasang")
    assert small == cut_font(LITERATA, "gnsaP")
    assert len(small) < LITERATA.stat().st_size / 20
    assert set(opened(small).getBestCmap()) == {*map(ord, "Pasang")}
    names = {one.toUnicode() for one in opened(small)["name"].names}
    assert any("SIL Open Font License" in name for name in names)


@pytest.mark.parametrize(
    ("css", "dressed"),
    [
        ("p { font-family: var(--serif); margin: 0 }", "p {  margin: 0 }"),
        ("p { font-family: var(--sans), sans-serif }", "p { font-family: sans-serif}"),
        ("p { font-family: Georgia, serif; }", "p { font-family: Georgia, serif; }"),
    ],
)
def test_a_family_that_is_not_there_leaves_what_stands_after_it(
    css: str, dressed: str
) -> None:
    assert Typefaces().dress(css) == dressed


@pytest.mark.slow
@pytest.mark.java
def test_epubcheck_has_nothing_to_say_of_fonts(tmp_path: Path) -> None:
    checkers = pytest.importorskip("checkers")
    room = room_in(tmp_path)
    room.add(record("ombak", images=[photo("maroon")]))
    build(room.write(), tmp_path / "out")
    assert checkers.epubcheck(tmp_path / "out" / f"{NAME}.epub") == []
