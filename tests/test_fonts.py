"""Fonts: only those in `fonts/`, whatever the machine has."""

import os
import subprocess
import sys
from pathlib import Path

import pikepdf
from fontTools.ttLib import TTFont
from newsroom import Newsroom

from exporter.build import build
from exporter.fonts import font_families, uncovered
from exporter.layout import bundled

FONTS = (bundled("fonts"),)
SCRIPT = """
import sys
from pathlib import Path
if sys.argv[1] == "ours":
    from exporter.fonts import use_only
    from exporter.layout import bundled
    use_only((bundled("fonts"),), Path(sys.argv[2]))
import weasyprint
from weasyprint.text.fonts import FontConfiguration
html = '<p style="font-family: Bocor, serif">Huruf</p>'
document = weasyprint.HTML(string=html).render(font_config=FontConfiguration())
document.write_pdf(sys.argv[2] + "/x.pdf")
"""


def fonts_in_pdf(work: Path, home: Path, whose: str) -> set[str]:
    """Render text in the family Bocor in a process of its own."""
    environment = {
        **os.environ,
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / ".local/share"),
        "XDG_CACHE_HOME": str(work / "cache"),
    }
    environment.pop("FONTCONFIG_FILE", None)
    subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SCRIPT, whose, str(work)],
        env=environment,
        check=True,
        capture_output=True,
        timeout=120,
    )
    with pikepdf.open(work / "x.pdf") as file:
        return {
            str(thing.BaseFont).partition("+")[2]
            for thing in file.objects
            if isinstance(thing, pikepdf.Dictionary) and "/BaseFont" in thing
        }


def make_font(path: Path) -> None:
    """Make a font of the family Bocor."""
    with TTFont(bundled("fonts") / "literata" / "Literata-Regular.ttf") as font:
        for entry in font["name"].names:
            if entry.nameID in (1, 4, 6, 16):
                entry.string = "Bocor"
        font.save(path)


def test_each_edition_of_a_run_has_the_fonts_of_its_own_layout(tmp_path: Path) -> None:
    first, second = Newsroom(tmp_path / "a"), Newsroom(tmp_path / "b")
    layout = second.folder / "ours"
    (layout / "fonts").mkdir(parents=True)
    make_font(layout / "fonts" / "Bocor.ttf")
    (layout / "layout.toml").write_text('extends = "magazine"')
    (layout / "tokens.css").write_text(':root { --serif: "Bocor" }')
    second.top["layout"] = "./ours"
    for newsroom in (first, second):
        build(newsroom.write(), newsroom.folder / "out", formats=["pdf"])
    with pikepdf.open(second.folder / "out" / "mingguan-uji-7.pdf") as file:
        fonts = {str(f.BaseFont) for p in file.pages for f in p.Resources.Font.values()}
    assert any(name.endswith("Bocor") for name in fonts), fonts


def test_a_font_of_the_machine_cannot_leak_in(tmp_path: Path) -> None:
    folder = tmp_path / "home/.local/share/fonts"
    folder.mkdir(parents=True)
    make_font(folder / "Bocor.ttf")
    work = tmp_path / "work"
    work.mkdir()
    # the control: without our set-up the machine's font is found and used
    theirs = fonts_in_pdf(work, tmp_path / "home", "theirs")
    assert any("Bocor" in name for name in theirs), theirs
    ours = fonts_in_pdf(work, tmp_path / "home", "ours")
    families = tuple(name.replace(" ", "-") for name in font_families(FONTS))
    assert ours
    assert all(name.startswith(families) for name in ours), ours


def test_the_families_are_those_of_the_folders() -> None:
    assert font_families(FONTS) == (
        *("Atkinson Hyperlegible Next", "Frank Ruhl Libre", "Libre Franklin"),
        *("Literata", "Newsreader", "Public Sans"),
    )


def test_characters_no_font_has_are_told_apart() -> None:
    assert uncovered("Ambon – “pasang” é\u00ad\n", FONTS) == ""
    assert uncovered("laut 海", FONTS) == "海"
