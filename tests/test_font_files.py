"""The files in fonts/: what FONTLOG.txt says is so, and the licence lets us subset."""

import hashlib
import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent.parent / "fonts"
FAMILIES = sorted(folder for folder in FONTS.iterdir() if folder.is_dir())
FILES = sorted(FONTS.glob("*/*.ttf"))


def name_of(path: Path) -> str:
    return path.relative_to(FONTS).as_posix()


@pytest.mark.parametrize("family", FAMILIES, ids=name_of)
def test_fontlog_lists_exactly_the_files_with_their_hashes(family: Path) -> None:
    log = (family / "FONTLOG.txt").read_text("utf-8")
    logged = re.findall(r"^([0-9a-f]{64})  (\S+)$", log, re.MULTILINE)
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in family.glob("*.ttf")
    }
    assert {name: digest for digest, name in logged} == found


@pytest.mark.parametrize("family", FAMILIES, ids=name_of)
def test_licence_is_the_ofl_without_a_reserved_name(family: Path) -> None:
    licence = (family / "OFL.txt").read_text("utf-8")
    head, _, body = licence.partition("-" * 20)
    assert head.startswith("Copyright")
    assert "SIL OPEN FONT LICENSE Version 1.1" in body
    assert "TERMINATION" in body
    assert "reserved font name" not in head.lower()


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_font_is_static_embeddable_and_reserves_no_name(path: Path) -> None:
    with TTFont(path) as font:
        names = " ".join(str(record) for record in font["name"].names)
        assert "reserved font name" not in names.lower()
        assert "fvar" not in font
        assert font["OS/2"].fsType == 0
        assert path.stem == font["name"].getDebugName(6)
