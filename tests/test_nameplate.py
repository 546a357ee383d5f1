"""A nameplate that is drawn: cleaned, on the cover, read aloud, proven."""

import json
from pathlib import Path

import pypdfium2
import pytest
from lxml import etree
from newsroom import Newsroom

from exporter.build import build
from exporter.cache import open_cache
from exporter.edition import compose, read_sources
from exporter.errors import AssetError
from exporter.nameplate import clean_nameplate
from exporter.unchanged import Asked, find_unchanged

SVG = '<svg xmlns="http://www.w3.org/2000/svg" {top}viewBox="0 0 60 10">{inner}</svg>'
BAR = '<rect x="1" y="1" width="58" height="8" fill="#0000ff"/>'
ALT = "Mingguan “Uji” & kawan"


def svg(inner: str = BAR, top: str = "") -> bytes:
    return SVG.format(inner=inner, top=top).encode()


def clean(inner: str, top: str = "") -> etree._Element:
    return etree.fromstring(clean_nameplate(svg(inner, top), ALT, "edition.toml:3"))


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    made = Newsroom(tmp_path / "room")
    made.top |= {"nameplate": "logo.svg", "nameplate_alt": ALT}
    (made.folder / "logo.svg").write_bytes(svg())
    return made


# --- cleaned ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inner", "what"),
    [
        ("<script>x</script>", "<script>"),
        ('<rect onload="x()"/>', "onload"),
        ("<foreignObject/>", "<foreignObject>"),
        ("<text>A</text>", "<text>"),
        ('<a href="#x"/>', "<a>"),
        ('<image href="data:image/png;base64,AA"/>', "<image>"),
        ('<use href="http://example.org/x.svg#a"/>', "href="),
        ('<use href="file:///etc/passwd"/>', "href="),
        ('<rect fill="url(http://example.org/x)"/>', "url("),
        ("<rect style=\"fill: URL( 'x.svg#a' )\"/>", "url("),
        ("<style>rect { fill: url(x) }</style>", "url("),
        ("<animate/>", "<animate>"),
        ('<g id="a"><use href="#b"/></g><g id="b"/><use href="#a"/>', "<use> › <use>"),
    ],
)
def test_what_cannot_be_printed_is_refused_with_its_line(inner: str, what: str) -> None:
    with pytest.raises(AssetError) as caught:
        clean(f"\n{inner}")
    assert what in caught.value.message
    assert "line 2" in caught.value.message
    assert caught.value.where == "edition.toml:3"


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"GIF89a", b"<svg>", b"<html/>", b'<svg viewBox="0 0 1 1"/>'),
        b'<!DOCTYPE svg [<!ENTITY a "aa">]>' + svg("<g>&a;</g>"),
        svg().replace(b'viewBox="0 0 60 10"', b""),
    ],
)
def test_what_is_no_svg_of_ours_is_refused(data: bytes) -> None:
    with pytest.raises(AssetError):
        clean_nameplate(data, ALT, "edition.toml:3")


def test_what_drawing_programs_keep_for_themselves_is_left_out() -> None:
    root = clean(
        "<title>T</title><metadata><x xmlns='urn:x'/></metadata><i:view/><!-- c -->"
        f'<g i:label="L" class="a">{BAR}</g>',
        'xmlns:i="http://www.inkscape.org/namespaces/inkscape" width="600" ',
    )
    text = etree.tostring(root, encoding="unicode")
    assert [etree.QName(e).localname for e in root.iter()] == ["svg", "g", "rect"]
    assert "inkscape" not in text and "class" not in text and 'width="600"' not in text
    assert root.get("aria-label") == ALT


def test_styles_become_attributes_in_the_order_of_css() -> None:
    root = clean(
        "<style>.a { fill: red; opacity: 0.5 } #b { fill: blue } rect { fill: lime }"
        '</style><rect id="b" class="a" fill="black"/>'
        '<rect class="a" style="opacity: 1"/><rect/>'
    )
    drawn = [(e.get("fill"), e.get("opacity")) for e in root]
    assert drawn == [("blue", "0.5"), ("red", "1"), ("lime", None)]
    assert not root.xpath("//@style[not(parent::*[@role])] | //@class")


def test_names_in_a_drawing_meet_none_of_the_page() -> None:
    root = clean(
        '<defs><linearGradient id="cover-title"/></defs>'
        '<rect fill="url(#cover-title)"/><use href="#cover-title"/>'
    )
    assert root[0][0].get("id") == "nameplate-cover-title"
    assert root[1].get("fill") == "url(#nameplate-cover-title)"
    assert root[2].get("href") == "#nameplate-cover-title"


# --- found --------------------------------------------------------------------------


def test_its_alt_is_the_title_unless_another_is_given(room: Newsroom) -> None:
    del room.top["nameplate_alt"]
    edition = compose(read_sources(room.write())).edition
    assert edition.nameplate_alt == "Mingguan Uji"
    assert 'aria-label="Mingguan Uji"' in edition.nameplate


@pytest.mark.parametrize("name", ["tidak-ada.svg", "../luar.svg", "/etc/hostname", "."])
def test_one_that_is_not_in_the_edition_names_the_line(
    name: str, room: Newsroom
) -> None:
    (room.folder.parent / "luar.svg").write_bytes(svg())
    room.top["nameplate"] = name
    file = room.write()
    lines = file.read_text(encoding="utf-8").splitlines()
    line = lines.index(f"nameplate = {json.dumps(name)}") + 1
    with pytest.raises(AssetError) as caught:
        compose(read_sources(file))
    assert caught.value.where == f"edition.toml:{line}"


def test_one_that_is_too_large_is_not_read(room: Newsroom) -> None:
    (room.folder / "logo.svg").write_bytes(svg(BAR * 20_000))
    with pytest.raises(AssetError, match="MB"):
        compose(read_sources(room.write()))


def test_a_regional_edition_wears_the_nameplate_it_takes_over(room: Newsroom) -> None:
    room.write()
    region = room.folder / "daerah" / "edition.toml"
    region.parent.mkdir()
    region.write_text('extends = ".."\n')
    assert ALT.split()[0] in compose(read_sources(region)).edition.nameplate


# --- printed ------------------------------------------------------------------------


@pytest.mark.slow
def test_it_is_drawn_on_the_cover_and_is_the_heading_of_outline_and_tags(
    room: Newsroom, tmp_path: Path
) -> None:
    result = build(room.write(), tmp_path / "out")
    assert result.exit_code == 0
    assert not [f for f in result.findings if f.level != "note"]
    pdf, epub = (result.files[0], result.files[1])
    with pypdfium2.PdfDocument(pdf) as document:
        picture = document[0].render(scale=2).to_pil().convert("RGB")
        blue = [at for at in _pixels(picture) if picture.getpixel(at) == (0, 0, 255)]
        tops = [y / 2 / 72 * 25.4 for _, y in blue]
        assert min(tops) > 10 and 20 < max(tops) - min(tops) + 6 < 32
        assert next(iter(document.get_toc())).get_title() == ALT
    assert _headings(pdf)[0] == ALT
    assert epub.suffix == ".epub"
    proof = json.loads((tmp_path / "out" / "mingguan-uji-7.proof.json").read_text())
    assert ("nameplate", "logo.svg") in [
        (i["kind"], i["name"]) for i in proof["inputs"]
    ]


def _pixels(picture: object) -> list[tuple[int, int]]:
    width, height = picture.size  # type: ignore[attr-defined]
    return [(x, y) for x in range(60, width, 40) for y in range(0, height // 4, 2)]


def _headings(pdf: Path) -> list[str]:
    """Return what the Figures in headings say, in the order of the tags."""
    import pikepdf

    said: list[str] = []

    def walk(node: pikepdf.Object, heading: bool) -> None:
        if isinstance(node, pikepdf.Array):
            for kid in node:
                walk(kid, heading)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            if heading and node.S == "/Figure":
                said.append(str(node.Alt))
            walk(node.get("/K", pikepdf.Array()), heading or node.S == "/H1")

    with pikepdf.open(pdf) as document:
        walk(document.Root.StructTreeRoot.K, False)
    return said


@pytest.mark.slow
def test_an_ebook_alone_says_the_title_in_words(room: Newsroom, tmp_path: Path) -> None:
    import zipfile

    result = build(room.write(), tmp_path / "out", formats=["epub"])
    with zipfile.ZipFile(result.files[0]) as book:
        cover = next(name for name in book.namelist() if name.endswith("cover.xhtml"))
        page = book.read(cover).decode()
    assert 'alt="Sampul: Mingguan Uji, Nomor' in page


@pytest.mark.slow
def test_a_layout_that_leaves_it_out_fails_the_proof(
    room: Newsroom, tmp_path: Path
) -> None:
    ours = room.folder / "ours"
    ours.mkdir()
    (ours / "layout.toml").write_text('extends = "magazine"')
    (ours / "print.css").write_text(".nameplate-title { display: none }")
    room.top["layout"] = "./ours"
    result = build(room.write(), tmp_path / "out", formats=["pdf"])
    assert result.exit_code == 6
    assert [(f.code, f.where) for f in result.findings if f.level == "error"] == [
        ("E-001", "nameplate")
    ]


@pytest.mark.slow
def test_another_drawing_is_no_unchanged_run(
    room: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    asked = Asked(edition=room.write(), out=tmp_path / "out")
    _wait_for_clock()
    build(asked.edition, asked.out, cache=open_cache())
    assert find_unchanged(asked, open_cache()) is not None
    (room.folder / "logo.svg").write_bytes(svg(BAR.replace("0000ff", "00ff00")))
    assert find_unchanged(asked, open_cache()) is None


def _wait_for_clock() -> None:
    """Let the files be older than the run, by more than a file system's clock steps."""
    import time

    time.sleep(0.1)
