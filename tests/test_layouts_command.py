"""`exporter layouts`: lists, begins a layout, looks through one."""

import json
from functools import partial
from pathlib import Path

import pytest
from newsroom import Newsroom
from typer.testing import CliRunner

from exporter.build import build
from exporter.checks import Finding
from exporter.cli import app
from exporter.layout import bundled, load_layout
from exporter.layout_check import check_layout
from exporter.layout_new import begin_layout
from exporter.tokens import read_tokens


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["layouts", *arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done
    return done.exit_code, done.output


def own_layout(folder: Path, **files: str) -> Path:
    """Make a layout that extends magazine; `print__css` is print.css."""
    folder.mkdir()
    files = {"layout__toml": 'extends = "magazine"\n', **files}
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return folder


def copied(name: str, old: str, new: str) -> str:
    """Return a template of `base` with something else in it."""
    text = (bundled("layouts") / "base" / name).read_text(encoding="utf-8")
    assert old in text
    return text.replace(old, new)


def told(folder: Path) -> list[tuple[str, str, str]]:
    found = check_layout(f"./{folder.name}", folder.parent)
    return [(f.code, f.where.partition(": ")[2], f.message) for f in found]


# --- list -------------------------------------------------------------------------


def test_bare_it_lists_with_size_formats_and_description() -> None:
    code, said = run("--lang", "en")
    assert code == 0
    assert "magazine: A4 in two columns" in said
    assert "(210 × 297 mm, pdf, epub)" in said


def test_as_json_it_says_folder_promises_and_fonts() -> None:
    listed = {one["name"]: one for one in json.loads(run("--json")[1])}
    magazine = listed["magazine"]
    assert magazine["size"] == "210 × 297 mm"
    assert magazine["promises"]["least_ppi"] == 150
    assert Path(magazine["folder"]).is_dir()
    assert magazine["fonts"] == {}


# --- new --------------------------------------------------------------------------


@pytest.mark.slow
def test_a_new_layout_builds_at_once_and_has_nothing_to_say(tmp_path: Path) -> None:
    room = Newsroom(tmp_path / "room")
    code, said = run("new", "my-paper", "-o", str(room.folder), "--lang", "en")
    folder = room.folder / "my-paper"
    assert code == 0
    assert str(folder) in said.splitlines()
    room.top["layout"] = "./my-paper"
    assert build(room.write(), tmp_path / "out").exit_code == 0
    assert told(folder) == []


def test_every_line_of_a_new_layout_can_be_switched_on(tmp_path: Path) -> None:
    folder = begin_layout("koran", "magazine", tmp_path)
    css = (folder / "tokens.css").read_text(encoding="utf-8")
    assert read_tokens(css) == {}
    parent = load_layout("magazine", Path())
    on = css.replace("  /* --", "  --").replace("; */", ";")
    tokens = read_tokens(on)
    assert {n: t.value for n, t in tokens.items()} == {
        n: t.value for n, t in parent.tokens.items()
    }
    (folder / "tokens.css").write_text(on, encoding="utf-8")
    words = (folder / "words.toml").read_text(encoding="utf-8")
    on = "\n".join(line.removeprefix("#") for line in words.splitlines()[3:])
    (folder / "words.toml").write_text(on, encoding="utf-8")
    layout = load_layout("./koran", tmp_path)
    assert {k: dict(w) for k, w in layout.words.items()} == {
        k: dict(w) for k, w in parent.words.items()
    }


def test_a_new_layout_may_extend_one_by_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    begin_layout("satu", "magazine", Path())
    begin_layout("dua", "./satu", Path("lain"))
    layout = load_layout("./lain/dua", tmp_path)
    assert [f.name for f in layout.folders] == ["dua", "satu", "magazine", "base"]


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    kept = tmp_path / "koran" / "print.css"
    kept.parent.mkdir()
    kept.write_text("p { color: red }")
    code, said = run("new", "koran", "-o", str(tmp_path), "--lang", "en")
    assert code == 2
    assert "something already" in said
    assert [p.name for p in tmp_path.rglob("*")] == ["koran", "print.css"]


@pytest.mark.parametrize("name", ["../jauh", "Koran", "a b", "-x", ""])
def test_a_name_is_one_folder(name: str, tmp_path: Path) -> None:
    code, said = run("new", "-o", str(tmp_path), "--lang", "en", "--", name)
    assert code == 2
    assert "no name for a layout" in said
    assert not list(tmp_path.iterdir())


def test_an_unknown_parent_is_refused_and_nothing_made(tmp_path: Path) -> None:
    code, said = run("new", "koran", "--extends", "majalah", "-o", str(tmp_path))
    assert code == 4
    assert "majalah" in said
    assert not list(tmp_path.iterdir())


# --- check: what files say --------------------------------------------------------


@pytest.mark.slow
def test_the_layouts_there_are_have_nothing_to_say() -> None:
    code, said = run("check", "--json")
    assert code == 0, said
    assert set(json.loads(said)["layouts"]) >= {"base", "magazine"}
    assert not any(json.loads(said)["layouts"].values()), said


STYLES = """\
.kicker { colr: red }
.deck { color: 12pt; cursor: pointer }
p::foo { color: red }
@foo bar { x: y }
.head { color: var(--acent); margin: var(--unknown, 2mm) }
.first::first-letter { float: left }
@page :left { margin: 0 }
.x::after { content: counter(page) }
.y { column-span: all }
@media print { .z { widht: 1mm } }
"""


@pytest.mark.slow
def test_styles_are_told_with_file_and_line(tmp_path: Path) -> None:
    folder = own_layout(
        tmp_path / "ours",
        print__css=STYLES,
        epub__css="p { text-aling: left; -epub-hyphens: auto; writing-mode: x }\n",
        tokens__css=':root { --serif: "Literatur"; }',
    )
    found = told(folder)
    places = {(code, where) for code, where, _ in found}
    assert places >= {
        ("W-009", "print.css:1"),
        ("W-009", "print.css:2"),
        ("W-009", "print.css:3"),
        ("W-009", "print.css:4"),
        ("E-041", "print.css:5"),
        ("E-042", "print.css:6"),
        ("E-042", "print.css:7"),
        ("E-042", "print.css:8"),
        ("E-042", "print.css:9"),
        ("W-009", "print.css:10"),
        ("W-009", "epub.css:1"),
        ("E-041", "tokens.css:1"),
    }
    said = "\n".join(message for _, _, message in found)
    assert "did you mean `--accent`?" in said
    assert "did you mean 'Literata'?" in said
    assert "cursor" in said
    assert "--unknown" not in said  # it says what to take instead
    assert said.count("text-aling") == 1
    assert "hyphens" not in said and "writing-mode" not in said
    assert "a floated ::first-letter stops WeasyPrint" in said
    assert {w.partition(":")[0] for _, w in places if "css" in w} == {
        *("print.css", "epub.css", "tokens.css"),
    }


@pytest.mark.slow
def test_templates_are_told_all_at_once(tmp_path: Path) -> None:
    folder = own_layout(
        tmp_path / "ours",
        article__html__j2=copied("article.html.j2", "t.source }}", "t.sorce }}"),
        imprint__html__j2=copied("imprint.html.j2", "i.company }}", "i.firm }}"),
        satu__html__j2="satu\n{% if %}",
        dua__html__j2="{% import 'tiga.html.j2' as x %}\n{{ f|media('lebar') }}",
        empat__html__j2='<p style="color: var(--tinta)">{{ x|tidakada }}</p>',
    )
    found = {(code, where) for code, where, _ in told(folder)}
    text = (folder / "article.html.j2").read_text(encoding="utf-8").splitlines()
    line = next(n for n, one in enumerate(text, 1) if "t.sorce" in one)
    assert ("E-041", f"article.html.j2:{line}") in found
    text = (folder / "imprint.html.j2").read_text(encoding="utf-8").splitlines()
    line = next(n for n, one in enumerate(text, 1) if "i.firm" in one)
    assert ("E-040", f"imprint.html.j2:{line}") in found  # only rendering shows it
    assert {
        ("E-040", "satu.html.j2:2"),
        ("E-041", "dua.html.j2:1"),
        ("E-041", "dua.html.j2:2"),
        ("E-040", "empat.html.j2:1"),
        ("E-041", "empat.html.j2:1"),
    } <= found


@pytest.mark.slow
def test_words_of_a_language_must_be_whole(tmp_path: Path) -> None:
    folder = own_layout(tmp_path / "ours", words__toml='[eu]\nby = "Egilea"\n')
    messages = {message for _, _, message in told(folder)}
    assert "words.toml has no word `photo` under [eu]" in messages
    assert not any("`by`" in message for message in messages)


@pytest.mark.parametrize(
    ("files", "where"),
    [
        ({"layout__toml": 'extends = "magazine"\nformat = ["pdf"]'}, "layout.toml:2"),
        ({"layout__toml": 'extends = "magasin"'}, ""),
        ({"print__css": "p { color: red"}, "print.css:1"),
        ({"words__toml": "[id]\nby = 3"}, "words.toml"),
    ],
)
def test_a_file_that_cannot_be_used_is_an_error(
    files: dict[str, str], where: str, tmp_path: Path
) -> None:
    found = told(own_layout(tmp_path / "ours", **files))
    assert [code for code, _, _ in found] == ["E-040"]
    assert found[0][1].startswith(where)


@pytest.mark.slow
def test_what_a_layout_loses_is_found_by_the_trial(tmp_path: Path) -> None:
    folder = own_layout(
        tmp_path / "ours",
        article__html__j2=copied(
            "article.html.j2", "{{ t.photo }}: {{ image.credit }}", ""
        ),
        print__css=".deck { display: none }\n",
    )
    codes = {code for code, _, _ in told(folder)}
    assert "E-001" in codes


@pytest.mark.slow
def test_what_the_renderer_cannot_set_is_an_error_and_no_crash(tmp_path: Path) -> None:
    css = ".columns p::first-letter { float: left; font-size: 30pt }\n"
    found = told(own_layout(tmp_path / "ours", print__css=css))
    assert ("E-042", "print.css:1") in {(code, where) for code, where, _ in found}
    assert any(c == "E-002" and "off the page" in message for c, _, message in found)


# --- check: the command -----------------------------------------------------------


def test_exit_code_4_for_an_error_0_for_warnings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_layout(tmp_path / "ours")
    monkeypatch.chdir(tmp_path)
    for code, expected in (("E-041", 4), ("W-009", 0)):
        finding = [Finding(code, "layout ours: print.css:1", "x")]
        found = partial(list, finding)
        monkeypatch.setattr(
            "exporter.layout_check.check_layout", lambda *_, found=found: found()
        )
        exit_code, said = run("check", "ours", "--lang", "en")
        assert exit_code == expected
        assert f"{code} layout ours: print.css:1: x" in said


def test_a_folder_goes_before_a_layout_of_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_layout(tmp_path / "base", layout__toml="tittle = 'x'")
    monkeypatch.chdir(tmp_path)
    code, said = run("check", "base", "--lang", "en")
    assert code == 4
    assert "tittle" in said


# --- rights of fonts --------------------------------------------------------------


def with_own_font(folder: Path, toml: str) -> Path:
    """Make a layout with a font of its own: one of ours, under another name."""
    from fontTools.ttLib import TTFont

    own_layout(folder, layout__toml=f'extends = "magazine"\n{toml}')
    source = next((bundled("fonts")).glob("*/LibreFranklin*.ttf"))
    family = folder / "fonts" / "kami"
    family.mkdir(parents=True)
    with TTFont(source) as font:
        for record in font["name"].names:
            if record.nameID in {1, 16}:
                record.string = "Huruf Kami"
        font.save(family / "kami.ttf")
    return folder


@pytest.mark.slow
def test_an_own_font_without_a_licence_is_told(tmp_path: Path) -> None:
    folder = with_own_font(tmp_path / "ours", "")
    assert told(folder) == [("W-040", "layout.toml", "'Huruf Kami' has no licence")]


@pytest.mark.slow
def test_the_colophon_prints_the_licence_of_an_own_font(tmp_path: Path) -> None:
    import pypdfium2

    room = Newsroom(tmp_path / "room")
    with_own_font(
        room.folder / "ours",
        '[fonts."Huruf Kami"]\nlicence = "dengan izin Studio Contoh"\nepub = false',
    )
    assert told(room.folder / "ours") == []
    room.top["layout"] = "./ours"
    result = build(room.write(), tmp_path / "out", formats=["pdf"])
    with pypdfium2.PdfDocument(result.files[0]) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    text = next(text for text in texts if "License 1.1" in text)
    line = " ".join(text.split())
    assert "Huruf Kami: dengan izin Studio Contoh." in line
    assert "Newsreader, dan" not in line.partition("License 1.1")[2]
    fonts = load_layout("./ours", room.folder).fonts
    assert not fonts["Huruf Kami"].epub


def test_rights_of_another_form_are_refused(tmp_path: Path) -> None:
    toml = 'extends = "magazine"\n[fonts."X"]\nlicense = "typo"'
    found = told(own_layout(tmp_path / "ours", layout__toml=toml))
    assert [code for code, _, _ in found] == ["E-040"]
