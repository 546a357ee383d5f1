"""Tokens: what a layout sets, what an edition sets instead, where each stands."""

import json
from pathlib import Path
from typing import Any

import pytest
from newsroom import Newsroom

from exporter.build import build
from exporter.cache import open_cache
from exporter.edition import Composed, compose, read_sources
from exporter.errors import EditionError
from exporter.layout import bundled, load_layout
from exporter.stylesheets import Sheet, find_place
from exporter.tokens import is_safe_value, read_tokens, root_rule
from exporter.unchanged import Asked, find_unchanged
from tools.tokens import PAGE, page_with_tables


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path / "room")


def with_tokens(room: Newsroom, **tokens: Any) -> Path:
    lines = [f"{k.replace('_', '-')} = {json.dumps(v)}" for k, v in tokens.items()]
    room.tables = "[tokens]\n" + "\n".join(lines) + "\n"
    return room.write()


def load_edition(file: Path) -> Composed:
    return compose(read_sources(file))


# --- read -------------------------------------------------------------------------


def test_a_token_has_a_value_a_comment_and_a_line() -> None:
    css = "/* x */\n:root {\n  --a: 1mm; /* from  it */\n  --b: #fff;\n}\np { --c: 1 }"
    tokens = read_tokens(css)
    assert list(tokens) == ["a", "b"]
    assert (tokens["a"].value, tokens["a"].says) == ("1mm", "from it")
    assert (tokens["b"].says, tokens["b"].line) == ("", 4)


def test_every_token_of_a_layout_says_what_it_is_for() -> None:
    for file in bundled("layouts").glob("*/tokens.css"):
        layout = load_layout(file.parent.name, Path())
        for name in read_tokens(file.read_text(encoding="utf-8")):
            assert layout.tokens[name].says, (file, name)


def test_the_table_of_tokens_is_that_of_the_stylesheets() -> None:
    """If not: python tools/tokens.py."""
    assert PAGE.read_text(encoding="utf-8") == page_with_tables()


# --- set by an edition --------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    ["#00467f", "10pt", '"Literata", "Noto Serif"', "calc(2mm + 3pt)", "rgb(0, 9, 9)"],
)
def test_a_css_value_is_taken(value: str) -> None:
    assert is_safe_value(value)
    assert read_tokens(root_rule({"x": value}))["x"].value == value


@pytest.mark.parametrize(
    "value",
    [
        *("red; color: blue", "red }", "a{b}", "url(x)", 'url("x")', 'src("x")'),
        *('"not closed', "rgb(1, 2", "", " ", "red !important", "/* x */ 1mm", "@x"),
        *("\\", "</style>", "<!--", "1mm" * 99),
    ],
)
def test_what_is_no_single_value_is_refused(value: str, room: Newsroom) -> None:
    assert not is_safe_value(value)
    with pytest.raises(EditionError, match=r"tokens\.accent.*no single CSS value"):
        load_edition(with_tokens(room, accent=value))


def test_an_unknown_token_names_its_line_and_the_nearest(
    room: Newsroom, tmp_path: Path
) -> None:
    file = with_tokens(room, columns=3, acent="#00467f")
    lines = file.read_text(encoding="utf-8").splitlines()
    line = lines.index('acent = "#00467f"') + 1
    with pytest.raises(EditionError) as caught:
        build(file, tmp_path / "out")
    assert caught.value.where == f"edition.toml:{line}"
    assert caught.value.hint == "did you mean `accent`?"
    assert not (tmp_path / "out").exists()


def test_a_number_is_taken_as_css_writes_it(room: Newsroom) -> None:
    keys = load_edition(with_tokens(room, columns=3)).edition.tokens
    assert keys == {"columns": "3"}


@pytest.mark.slow
def test_tokens_change_the_pages_and_are_no_unchanged_run(
    room: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pypdfium2

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    out, sizes, colours = tmp_path / "out", [], []
    for tokens in ({}, {"paper_width": "180mm", "accent": "#00467f"}):
        file = with_tokens(room, **tokens)
        asked = Asked(edition=file, out=out)
        assert find_unchanged(asked, open_cache()) is None
        result = build(file, out, cache=open_cache())
        assert result.exit_code == 0
        pdf = next(f for f in result.files if f.suffix == ".pdf")
        with pypdfium2.PdfDocument(pdf) as document:
            sizes.append(round(document[0].get_width() / 72 * 25.4))
            picture = document[2].render(scale=4).to_pil().convert("RGB")
            found = {colour for _, colour in picture.getcolors(10**7)}
            colours.append([(0x9B, 0x1C, 0x1F) in found, (0, 0x46, 0x7F) in found])
    assert sizes == [210, 180]
    assert colours == [[True, False], [False, True]]


def test_a_regional_edition_keeps_the_tokens_it_does_not_set(
    room: Newsroom, tmp_path: Path
) -> None:
    with_tokens(room, accent="#111111", columns=3)
    region = tmp_path / "room" / "daerah.toml"
    region.write_text('extends = "edition.toml"\n[tokens]\naccent = "#222222"\n')
    tokens = load_edition(region).edition.tokens
    assert tokens == {"accent": "#222222", "columns": "3"}


# --- where a complaint belongs ------------------------------------------------------

SHEETS = [
    Sheet(Path("base/print.css"), "a { b: c }\n"),
    Sheet(
        Path("ours/print.css"), "p { colr: red; color: var(--x) }\n\nb::foo { c: d }"
    ),
]


@pytest.mark.parametrize(
    ("message", "place"),
    [
        ("Ignored `b:c` at 1:5, unknown property.", ("base", 1)),
        ("Ignored `colr:red` at 3:5, unknown property.", ("ours", 1)),
        ("Ignored `color: 1pt` at 3:23, invalid value.", ("ours", 1)),
        ("Unknown rule <AtRule @x> at 5:1", ("ours", 3)),
        ("Invalid or unsupported selector, 'b::foo '", ("ours", 3)),
        ("Ignored `colr:red` at 1:1, unknown property.", None),  # of a style attribute
        ("Ignored `colr:red` at 99:1, unknown property.", None),
        ("Something else", None),
    ],
)
def test_a_complaint_of_the_joined_sheet_gets_its_file_and_line(
    message: str, place: tuple[str, int] | None
) -> None:
    found = find_place(message, SHEETS)
    assert (found and (found[0].parent.name, found[1])) == place
    assert not found or " at " not in found[2]


@pytest.mark.slow
def test_a_build_says_file_and_line_of_ignored_css(
    room: Newsroom, tmp_path: Path
) -> None:
    ours = room.folder / "ours"
    ours.mkdir(parents=True)
    (ours / "layout.toml").write_text('extends = "magazine"\n')
    (ours / "print.css").write_text("\n.kicker { colr: red }\n")
    room.top["layout"] = "./ours"
    found = build(room.write(), tmp_path / "out", formats=["pdf"]).findings
    told = [(f.where, f.message) for f in found if f.code == "W-009"]
    assert told == [
        ("layout ours: print.css:2", "Ignored `colr: red `, unknown property.")
    ]
