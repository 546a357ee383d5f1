"""Font packs: added, listed, chosen by script and language; nothing else counts."""

import json
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from newsroom import Newsroom, record
from typer.testing import CliRunner

from exporter.build import Result, build
from exporter.cli import app
from exporter.errors import AssetError, UsageError
from exporter.layout import bundled
from exporter.pack_files import add_packs
from exporter.packs import choose_packs, find_packs, packs_folder, read_packs

LITERATA = bundled("fonts") / "literata"
#: What a letter of Literata is made to stand for: signs Literata does not have.
THAI = dict(zip(range(0x0E01, 0x0E2F), range(0x61, 0x61 + 46), strict=True))
HAN = {code: 0x61 + code % 26 for code in range(0x4E00, 0x4E40)}


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data"


def make_family(
    folder: Path, family: str, signs: dict[int, int], licence: str = "OFL", **os2: Any
) -> Path:
    """Make a family of two styles in which letters stand for `signs`."""
    folder.mkdir(parents=True, exist_ok=True)
    for style, weight in (("Regular", 400), ("SemiBold", 600), ("Bold", 700)):
        with TTFont(LITERATA / f"Literata-{style}.ttf") as font:
            for entry in font["name"].names:
                if entry.nameID in (1, 16):
                    entry.string = family
                elif entry.nameID in (2, 17):
                    entry.string = style
                elif entry.nameID in (4, 6):
                    entry.string = f"{family.replace(' ', '')}-{style}"
            own = font.getBestCmap()
            for table in font["cmap"].tables:
                more = {k: own[v] for k, v in signs.items() if v in own}
                table.cmap.update(more if table.isUnicode() else {})
            font["OS/2"].usWeightClass = weight
            for name, value in os2.items():
                setattr(font["OS/2"], name, value)
            font.save(folder / f"{family.replace(' ', '')}-{style}.ttf")
    if licence:
        text = (
            (LITERATA / "OFL.txt").read_text("utf-8") if licence == "OFL" else licence
        )
        (folder / "OFL.txt").write_text(text, encoding="utf-8")
    return folder


def run(*arguments: object) -> Any:
    return CliRunner().invoke(app, ["fonts", *map(str, arguments)])


def build_thai(folder: Path, out: Path, **fields: Any) -> Result:
    newsroom = Newsroom(folder)
    newsroom.add(record("ombak", headline="Kata กขค", **fields))
    return build(newsroom.write(), out, formats=["pdf"])


def test_a_pack_is_copied_with_its_licence_and_two_weights(tmp_path: Path) -> None:
    made = make_family(tmp_path / "in", "Uji Thai", THAI)
    (pack,) = add_packs(made, packs_folder())
    assert sorted(p.name for p in pack.folder.iterdir()) == [
        *("OFL.txt", "UjiThai-Bold.ttf", "UjiThai-Regular.ttf"),
    ]
    assert pack.folder == packs_folder() / "uji-thai"
    assert pack.styles == ["Regular", "Bold"]
    assert "Thai" in pack.scripts
    assert pack.licence == "SIL Open Font License 1.1"
    assert pack.embeddable
    file = pack.folder / "UjiThai-Bold.ttf"
    assert file.read_bytes() == (made / file.name).read_bytes()


def test_a_licence_above_the_fonts_counts_and_that_of_the_fonts_first(
    tmp_path: Path,
) -> None:
    made = make_family(tmp_path / "in" / "400", "Uji Thai", THAI, licence="")
    (tmp_path / "in" / "LICENSE").write_text("MIT License")
    (tmp_path / "in" / "LICENSE_FONT").write_text("SIL Open Font License, 1.1")
    (pack,) = add_packs(made.parent, packs_folder())
    assert (pack.folder / "OFL.txt").read_text() == "SIL Open Font License, 1.1"


def test_fonts_without_a_licence_are_refused_unless_it_is_said(tmp_path: Path) -> None:
    made = make_family(tmp_path / "in", "Uji Thai", THAI, licence="")
    with pytest.raises(AssetError, match="no licence") as caught:
        add_packs(made, packs_folder())
    assert "--licence" in caught.value.hint
    assert not packs_folder().exists()
    (pack,) = add_packs(made, packs_folder(), "Boleh dipakai koran ini")
    assert pack.licence == "Boleh dipakai koran ini"
    assert read_packs(pack.folder, packs_folder())[0].licence == pack.licence


def test_an_empty_licence_is_none(tmp_path: Path) -> None:
    made = make_family(tmp_path / "in", "Uji Thai", THAI, licence=" \n")
    with pytest.raises(AssetError, match="licence file is empty"):
        add_packs(made, packs_folder())


@pytest.mark.parametrize("fs_type", [0x0002, 0x0100, 0x0200])
def test_a_font_that_forbids_embedding_is_refused(tmp_path: Path, fs_type: int) -> None:
    made = make_family(tmp_path / "in", "Uji Thai", THAI, fsType=fs_type)
    with pytest.raises(AssetError, match="forbids to embed"):
        add_packs(made, packs_folder())


def test_what_is_no_font_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no fonts"):
        add_packs(tmp_path, packs_folder())
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "x.ttf").write_bytes(b"bukan huruf")
    with pytest.raises(AssetError, match="cannot be read"):
        add_packs(tmp_path / "in", packs_folder())


def test_the_command_adds_and_lists(tmp_path: Path) -> None:
    made = make_family(tmp_path / "in", "Uji Thai", THAI)
    added = run("add", made)
    assert added.exit_code == 0
    assert "Uji Thai: Regular, Bold; " in added.stdout
    assert "Thai script" in added.stdout
    listed = run()
    assert "Uji Thai: " in listed.stdout
    assert "Literata: " in listed.stdout
    told = {pack["family"]: pack for pack in json.loads(run("--json").stdout)}
    assert told["Uji Thai"]["embeddable"] is True
    assert told["Uji Thai"]["licence"] == "SIL Open Font License 1.1"


def test_a_pack_of_an_edition_lies_in_its_folder(tmp_path: Path) -> None:
    made = make_family(tmp_path / "in", "Uji Thai", THAI)
    edition = Newsroom(tmp_path / "ed").write()
    assert run("add", made, "--edition", edition.parent).exit_code == 0
    assert (edition.parent / "fonts" / "uji-thai" / "OFL.txt").is_file()
    assert not packs_folder().exists()
    assert "Uji Thai" in run("--edition", edition).stdout
    assert run("add", made, "--edition", tmp_path / "bukan").exit_code == 3


def test_an_edition_needs_a_pack_and_says_which(tmp_path: Path) -> None:
    before = build_thai(tmp_path / "ed", tmp_path / "out")
    (finding,) = [f for f in before.findings if f.code == "E-012"]
    assert finding.where == "ombak"
    for part in ("ก (U+0E01)", "Thai script", "headline", "Noto Sans Thai"):
        assert part in finding.message
    assert "exporter fonts add FOLDER" in finding.message
    add_packs(make_family(tmp_path / "in", "Uji Thai", THAI), packs_folder())
    after = build_thai(tmp_path / "ed", tmp_path / "out")
    assert (after.exit_code, after.files[0].parent) == (0, tmp_path / "out")
    proof = json.loads((tmp_path / "out/mingguan-uji-7.proof.json").read_text())
    fonts = {one["name"] for one in proof["inputs"] if one["kind"] == "font"}
    assert {"UjiThai-Regular.ttf", "UjiThai-Bold.ttf"} <= fonts


def test_same_packs_same_bytes_wherever_they_lie(tmp_path: Path) -> None:
    made = make_family(tmp_path / "in", "Uji Thai", THAI)
    add_packs(made, packs_folder())
    first = build_thai(tmp_path / "a", tmp_path / "out-a").files[0].read_bytes()
    for old in packs_folder().iterdir():
        old.rename(tmp_path / old.name)
    add_packs(made, tmp_path / "b" / "fonts")
    second = build_thai(tmp_path / "b", tmp_path / "out-b").files[0].read_bytes()
    assert first == second


def test_a_pack_nobody_needs_changes_no_byte(tmp_path: Path) -> None:
    newsroom = Newsroom(tmp_path / "ed").write()
    first = build(newsroom, tmp_path / "a", formats=["pdf"]).files[0].read_bytes()
    add_packs(make_family(tmp_path / "in", "Uji Thai", THAI), packs_folder())
    second = build(newsroom, tmp_path / "b", formats=["pdf"]).files[0].read_bytes()
    assert first == second


def test_chinese_signs_are_those_of_the_language(tmp_path: Path) -> None:
    for family in ("Uji JP", "Uji SC", "Uji TC"):
        add_packs(make_family(tmp_path / family, family, HAN), packs_folder())
    packs = find_packs([packs_folder()])
    for language, family in (
        *(("ja", "Uji JP"), ("zh", "Uji SC"), ("zh-Hant", "Uji TC")),
        *(("zh-HK", "Uji TC"), ("id", "Uji JP")),
    ):
        chosen = choose_packs(packs, [(language, "\u4e00\u4e01")])
        assert [pack.family for pack in chosen.packs] == [family], language
    both = choose_packs(packs, [("zh", "\u4e00"), ("ja", "\u4e00")])
    assert dict(both.leading) == {"ja": ("Uji JP",), "zh": ("Uji SC",)}
    assert dict(both.orders)["zh"] == ("Uji SC", "Uji JP")
    assert choose_packs(packs, [("zh", "")]).packs == ()
