"""Charts and maps saved as SVG: made pictures, used like photos, or refused."""

import gzip
import io
import json
import subprocess
import sys
import time
import zipfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
from charts import chart
from newsroom import Newsroom, photo, record
from PIL import Image

from exporter.build import build
from exporter.cache import open_cache
from exporter.checks import Finding
from exporter.drawings import picture
from exporter.drawings.picture import draw_picture, is_drawing
from exporter.edition import compose, read_sources
from exporter.errors import AssetError
from exporter.layout import load_layout
from exporter.photos import PreparedPhoto, Slot, find_photo, prepare_photo
from exporter.proof import prove
from exporter.unchanged import Asked, find_unchanged

RED, BLUE, WHITE = (193, 39, 45), (31, 95, 139), (255, 255, 255)
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
SQUARE = '<rect width="9" height="9"/>'
#: In units of the chart: in its first bar, its last, and below all.
IN_FIRST, IN_LAST, BELOW = (92, 290), (526, 100), (300, 338)


def svg(inner: str) -> bytes:
    return f"{HEAD}{inner}</svg>".encode()


def pixel(image: Image.Image, at: tuple[int, int]) -> object:
    """Return the colour at a place of the chart, on its picture."""
    scale = image.width / 600
    found = image.convert("RGB").getpixel((int(at[0] * scale), int(at[1] * scale)))
    assert isinstance(found, tuple)
    near = (c for c in (RED, BLUE, WHITE) if _distance(found, c) < 12)
    return next(near, found)


def _distance(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


def prepared(folder: Path, slot: Slot) -> PreparedPhoto:
    (folder / "a.svg").write_bytes(chart())
    found = find_photo(folder / "a.svg", [folder.resolve()], "uji")
    return prepare_photo(found, slot, folder)


# --- a picture ------------------------------------------------------------------------


def test_a_chart_becomes_a_picture_of_2400_pixels_on_white() -> None:
    with Image.open(io.BytesIO(draw_picture(chart(), "uji"))) as image:
        assert (image.format, image.mode, image.size) == ("PNG", "RGB", (2400, 1360))
        assert pixel(image, IN_FIRST) == BLUE
        assert pixel(image, IN_LAST) == RED
        assert pixel(image, BELOW) == WHITE


def test_it_is_the_same_from_run_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    one = draw_picture(chart(), "uji")
    monkeypatch.setattr(picture, "_kept", {})
    monkeypatch.setenv("TZ", "Asia/Jayapura")
    monkeypatch.setenv("LANG", "id_ID.UTF-8")
    assert draw_picture(chart(), "uji") == one


def test_a_process_that_finds_one_loads_no_renderer(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_bytes(chart())
    (tmp_path / "weasyprint.py").write_text("raise SystemExit('not this one')")
    script = (
        "import sys; from pathlib import Path; from exporter.photos import find_photo\n"
        "sys.path = [p for p in sys.path if p]\n"
        f"found = find_photo(Path('a.svg').resolve(), [Path({str(tmp_path)!r})], 'a')\n"
        "print(found.width, 'weasyprint' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(Path(__file__).parents[1])},
    )
    assert done.stdout == "2400 False\n", done.stderr


@pytest.mark.parametrize(
    "data",
    [
        chart(),
        b"\xef\xbb\xbf \n" + svg(""),
        f'<?xml version="1.0" encoding="UTF-16"?>{HEAD}</svg>'.encode("utf-16"),
        b'<s:svg xmlns:s="http://www.w3.org/2000/svg"/>',
        b"<!-- " + b"x" * 9000 + b" -->" + svg(""),
    ],
)
def test_an_svg_is_known_by_how_it_begins(data: bytes) -> None:
    assert is_drawing(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8\xff\xe0<svg>",
        b"a text with <svg> in it",
        b"<!DOCTYPE html><html><body><svg></svg></body></html>",
        b'<?xml version="1.0"?><html xmlns="x"><svg/></html>',
    ],
)
def test_what_holds_one_is_none(data: bytes) -> None:
    assert not is_drawing(data)


@pytest.mark.parametrize(
    "data",
    [
        f'<?xml version="1.0" encoding="UTF-16"?>{HEAD}{SQUARE}</svg>'.encode("utf-16"),
        b'<s:svg xmlns:s="http://www.w3.org/2000/svg" width="60" height="40">'
        b'<s:rect width="9" height="9"/></s:svg>',
    ],
)
def test_other_ways_to_write_one_are_drawn(data: bytes) -> None:
    with Image.open(io.BytesIO(draw_picture(data, "uji"))) as image:
        assert image.size == (2400, 1600)
        assert image.convert("L").getpixel((100, 100)) == 0


def test_it_keeps_more_pixels_than_a_photo_and_is_never_scaled_up(
    tmp_path: Path,
) -> None:
    small = prepared(tmp_path, Slot("column", 400, 400))
    assert (small.width, small.height, small.media_type) == (800, 453, "image/png")
    assert prepared(tmp_path, Slot("full", 5000, 5000)).width == 2400


# --- refused --------------------------------------------------------------------------


def _entities(use: str) -> bytes:
    names = "abcdefghij"
    declared = '<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise(names)
    )
    return f"<!DOCTYPE svg [{declared}]>\n".encode() + svg(use)


SELF = "<{0} id='p'><rect width='9' height='9' {1}='url(#p)'/></{0}>"
HOSTILE = {
    "a script": (svg("\n<script>x</script>"), "<script> in line 2"),
    "a deed": (svg("\n<rect onload='x()'/>"), "onload in line 2"),
    "a page": (svg("\n\n<foreignObject/>"), "<foreignObject> in line 3"),
    "letters": (chart("<text>2026</text>"), "<text> in line 11"),
    "a photo": (svg("<image href='file:///etc/passwd'/>"), "<image> in line 1"),
    "a file": (svg("\n<use href='file:///etc/passwd#a'/>"), "href="),
    "an address": (svg("\n<use href='http://a.invalid/a.svg#b'/>"), "line 2"),
    "a style's address": (svg("<style>g{fill:url(http://a.invalid)}</style>"), "url("),
    "entities": (_entities("<g>&j;</g>"), "no SVG that can be read"),
    "entities in a name": (_entities("<g id='&j;'/>"), "no SVG that can be read"),
    "a file as an entity": (
        b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n' + svg("&x;"),
        "&…; in line 2",
    ),
    "uses of uses": (
        svg("\n<g id='a'><use href='#b'/></g><g id='b'><use href='#a'/></g>"),
        "<use> › <use> in line 2",
    ),
    "many uses of much": (
        svg("<g id='a'>" + "<g/>" * 500 + "</g>" + "<use href='#a'/>" * 500),
        "more than 50000 shapes",
    ),
    "too many shapes": (svg("<g/>" * 50_001), "more than 50000 shapes"),
    "groups without end": (
        svg("<g>" * 100_000 + "</g>" * 100_000),
        "no SVG that can be read: look at line 1",
    ),
    "half a file": (chart()[:900], "no SVG that can be read: look at line"),
    "more bytes than any": (chart("<g/>" * 1_300_000), "more than 5 MB"),
    "no size": (svg("").replace(b"0 0 60 40", b"0 0 nan 4"), "how large it is"),
    "a clip of itself": (
        svg(SELF.format("clipPath", "clip-path") + "<g clip-path='url(#p)'>"
        "<rect width='9' height='9'/></g>"),
        "cannot be drawn whole",
    ),
    "nothing": (svg(""), "nothing is to be seen"),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_cannot_be_printed_is_refused_with_file_and_line(
    tmp_path: Path, kind: str
) -> None:
    data, what = HOSTILE[kind]
    (tmp_path / "peta.svg").write_bytes(data)
    with pytest.raises(AssetError) as caught:
        find_photo(tmp_path / "peta.svg", [tmp_path.resolve()], "pasang: photo 1")
    assert what in caught.value.message
    assert caught.value.where == "pasang: photo 1: peta.svg"
    assert caught.value.hint


def test_letters_are_refused_with_the_way_out() -> None:
    with pytest.raises(AssetError) as caught:
        draw_picture(chart("<text>2026</text>"), "uji")
    assert "letters turned into outlines" in caught.value.hint


def test_one_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = "".join(
        f"g:nth-last-of-type({n}n+1) path:not(.x{n}) {{ fill: red }}"
        for n in range(3000)
    )
    shapes = "<path d='M0 0h9v9z'/>" * 20_000
    data = svg(f"<style>{rules}</style><g>{shapes}</g>")
    monkeypatch.setattr(picture, "LONGEST", 2.0)
    with pytest.raises(AssetError, match="longer than 2 seconds"):
        draw_picture(data, "uji")


def test_a_thin_line_is_no_drawing(tmp_path: Path) -> None:
    data = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 9">'
    (tmp_path / "a.svg").write_bytes(data + b'<rect width="400" height="9"/></svg>')
    with pytest.raises(AssetError, match="that is no photo"):
        find_photo(tmp_path / "a.svg", [tmp_path.resolve()], "uji")


def test_a_compressed_one_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.svgz").write_bytes(gzip.compress(chart()))
    with pytest.raises(AssetError, match="a compressed file"):
        find_photo(tmp_path / "a.svgz", [tmp_path.resolve()], "uji")


# --- in an edition --------------------------------------------------------------------


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    """Return an edition with a chart: on the cover, leading, and in a text."""
    made = Newsroom(tmp_path / "room")
    (made.folder / "photos" / "curah.svg").write_bytes(chart())
    drawing = photo(
        "curah",
        file="../photos/curah.svg",
        caption=["Curah hujan selama delapan tahun."],
        alt="Delapan batang yang makin tinggi; yang terakhir merah.",
    )
    body = record("surut", paragraphs=4)["body"]
    body.insert(2, {"type": "image", "image": 1})
    made.add(record("surut", images=[photo("maroon"), drawing], body=body))
    made.add(record("ombak", images=[drawing]))
    made.top["cover"] = "ombak"
    return made


@pytest.mark.slow
@pytest.mark.parametrize("layout", ["magazine", "gazette", "pocket"])
def test_it_stands_whole_and_proven_in_print_and_ebook(
    room: Newsroom, tmp_path: Path, layout: str
) -> None:
    room.top["layout"] = layout
    result = build(room.write(), tmp_path / "out")
    assert [f for f in result.findings if f.level != "note"] == []
    assert result.exit_code == 0
    proof = json.loads((tmp_path / "out" / "mingguan-uji-7.proof.json").read_text())
    assert ("photo", "curah.svg") in [(i["kind"], i["name"]) for i in proof["inputs"]]
    rows = (tmp_path / "out" / "mingguan-uji-7.photos.csv").read_text("utf-8-sig")
    charts = [row for row in rows.splitlines() if row.startswith("curah.svg")]
    assert len(charts) == (2 if layout == "gazette" else 3)
    assert all(",none,2400,1360," in row for row in charts)
    pictures = [
        p for p in _pictures(result.files[0]) if abs(p.width / p.height - 1.765) < 0.01
    ]
    assert len(pictures) >= 2
    for image in (*pictures, *_book_pictures(result.files[1])):
        assert (pixel(image, IN_FIRST), pixel(image, IN_LAST)) == (BLUE, RED)


def _is_chart(image: Image.Image) -> bool:
    return abs(image.width / image.height - 600 / 340) < 0.01


def _pictures(pdf: Path) -> list[Image.Image]:
    import pypdfium2.raw as c

    with pypdfium2.PdfDocument(pdf) as document:
        return [
            found.get_bitmap().to_pil()
            for page in document
            for found in page.get_objects(filter=[c.FPDF_PAGEOBJ_IMAGE])
        ]


def _book_pictures(epub: Path) -> list[Image.Image]:
    with zipfile.ZipFile(epub) as book:
        names = [name for name in book.namelist() if name.endswith(".png")]
        assert len(names) == 1
        return [Image.open(io.BytesIO(book.read(names[0])))]


@pytest.mark.slow
def test_its_credit_does_not_call_it_a_photo(room: Newsroom, tmp_path: Path) -> None:
    result = build(room.write(), tmp_path / "out", formats=["epub"])
    with zipfile.ZipFile(result.files[0]) as book:
        text = "".join(
            book.read(name).decode()
            for name in book.namelist()
            if name.endswith(".xhtml")
        )
    assert text.count(">Infografik: Juru Foto Curah/Contoh<") >= 2
    assert "Foto: Juru Foto Curah" not in text
    assert ">Foto: Juru Foto Maroon/Contoh<" in text


@pytest.mark.slow
def test_an_ebook_alone_has_it_and_builds_the_same_twice(
    room: Newsroom, tmp_path: Path
) -> None:
    file = room.write()
    one, two = (
        build(file, tmp_path / name, formats=["epub"], jobs=jobs).files[0].read_bytes()
        for name, jobs in (("a", 1), ("b", 2))
    )
    assert one == two


@pytest.mark.slow
def test_a_pdf_is_the_same_twice_with_a_cache_or_without(
    room: Newsroom, tmp_path: Path
) -> None:
    file = room.write()
    cache = open_cache(tmp_path / "cache")
    one = build(file, tmp_path / "a", formats=["pdf"]).files[0].read_bytes()
    for name in ("b", "c"):
        again = build(file, tmp_path / name, formats=["pdf"], cache=cache, jobs=2)
        assert again.files[0].read_bytes() == one


@pytest.mark.slow
def test_another_chart_is_no_unchanged_run(room: Newsroom, tmp_path: Path) -> None:
    cache = open_cache(tmp_path / "cache")
    asked = Asked(edition=room.write(), out=tmp_path / "out", formats=("epub",))
    time.sleep(0.1)  # the files are older than the run
    build(asked.edition, asked.out, formats=["epub"], cache=cache)
    assert find_unchanged(asked, cache) is not None
    drawing = room.folder / "photos" / "curah.svg"
    drawing.write_bytes(chart(dot="#00ff00"))
    assert find_unchanged(asked, cache) is None


@pytest.mark.slow
def test_the_wrong_chart_in_the_files_fails_the_proof(
    room: Newsroom, tmp_path: Path
) -> None:
    files = build(room.write(), tmp_path / "out").files
    assert _errors(room, files) == []
    other = chart(inner='<rect width="600" height="340" fill="#063"/>')
    (room.folder / "photos" / "curah.svg").write_bytes(other)
    wrong = _errors(room, files)
    assert {(f.code, f.where.split(":")[0]) for f in wrong} == {
        *(("E-001", "surut"), ("E-001", "ombak"))
    }
    assert {m for f in wrong for m in ("PDF", "EPUB") if m in f.message} == {
        *("PDF", "EPUB")
    }


def _errors(room: Newsroom, files: Sequence[Path]) -> list[Finding]:
    composed = compose(read_sources(room.folder))
    layout = load_layout(composed.edition.layout, room.folder)
    pdf, epub = files[:2]
    proof = prove(composed, layout, pdf=pdf, epub=epub)
    return [f for f in proof.findings if f.level == "error"]
