"""Bad input: a clear message, the right exit code, and the former output untouched."""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from bad_input import CASES, Case
from hypothesis import given, settings
from hypothesis import strategies as st
from newsroom import Newsroom, draw_photo, photo, record
from PIL import Image, ImageCms
from typer.testing import CliRunner

from exporter.build import build
from exporter.cache import open_cache
from exporter.cli import app
from exporter.errors import AssetError, ExporterError, RecordError
from exporter.photos import Slot, find_photo, prepare_photo
from exporter.records import read_record_bytes

ROOT = Path(__file__).parents[1]
NAME = "mingguan-uji-7"


def small_newsroom(folder: Path) -> Newsroom:
    """Return two short articles with a photo each, written."""
    room = Newsroom(folder)
    room.records = {}
    room.sections = [("Sains", ["pasang", "surut"])]
    for slug, colour in (("pasang", "teal"), ("surut", "maroon")):
        draw_photo(folder / "photos" / f"{colour}.jpg", colour, (900, 600))
        room.add(record(slug, images=[photo(colour)], paragraphs=2))
    room.write()
    return room


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a former run of the sound edition delivered."""
    folder = tmp_path_factory.mktemp("former")
    small_newsroom(folder / "room")
    assert build(folder / "room", folder / "out", formats=["epub"]).exit_code == 0
    return folder / "out"


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Newsroom:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    return small_newsroom(tmp_path / "room")


@pytest.fixture
def out(tmp_path: Path, delivered: Path) -> Path:
    return Path(shutil.copytree(delivered, tmp_path / "out"))


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, hidden ones too; folders end in a slash."""
    return {
        f"{path.relative_to(folder)}{'/' if path.is_dir() else ''}": (
            b"" if path.is_dir() else path.read_bytes()
        )
        for path in folder.rglob("*")
    }


def run(*arguments: object) -> Any:
    """Run the command line in this process."""
    options = ("-j", "1", "--format", "epub", "--lang", "en")
    return CliRunner().invoke(app, ["build", *map(str, arguments), *options])


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_bad_input_is_refused(case: Case, room: Newsroom, out: Path) -> None:
    case.spoil(room)
    before = contents(out)
    done = run(room.folder, "-o", out)
    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert done.exit_code == case.code, done.stderr
    message, move, *rest = done.stderr.splitlines()
    assert message.startswith("error: ")
    assert not [words for words in case.says if words not in message], message
    assert move.startswith("    ")
    assert case.move in move
    assert (rest, done.stdout) == ([], "")
    assert contents(out) == before


def test_two_editions_of_one_name_are_refused_and_the_first_is_delivered(
    room: Newsroom, tmp_path: Path
) -> None:
    other = small_newsroom(tmp_path / "lain")
    done = run(room.folder, other.folder, "-o", tmp_path / "new")
    assert done.exit_code == 3
    assert NAME in done.stderr
    assert "`number`" in done.stderr
    assert sorted(p.name for p in (tmp_path / "new").iterdir()) == [
        *(f"{NAME}.epub", f"{NAME}.photos.csv"),
        *(f"{NAME}.proof.json", f"{NAME}.report.html"),
    ]


# --- what is read right -----------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_other_encodings_are_read_right(room: Newsroom, encoding: str) -> None:
    headline = "“Café” – Müller’s pasang"
    fields = {**room.records["pasang"], "headline": headline}
    data = json.dumps(fields, ensure_ascii=False).encode(encoding)
    (article,) = read_record_bytes(data, "pasang.json").articles
    assert article.headline == headline


@pytest.mark.parametrize("page", sorted((ROOT / "tests/records").glob("*")), ids=str)
@pytest.mark.parametrize(
    "encoding", ["cp1250", "cp1251", "cp1252", "cp850", "mac_roman"]
)
def test_no_page_is_read_as_other_words(page: Path, encoding: str) -> None:
    text = page.read_text("utf-8")
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError:
        pytest.skip("skipped: this page cannot be written so")
    try:
        articles = read_record_bytes(data, page.name).articles
    except RecordError as error:
        assert "UTF-8" in f"{error} {error.hint}"
    else:
        sound = read_record_bytes(text.encode(), page.name).articles
        assert [a.body for a in articles] == [a.body for a in sound]


def test_markup_in_plain_fields_is_shown_as_text(room: Newsroom, out: Path) -> None:
    room.add(record("pasang", headline="<script>alert(1)</script> & pasang"))
    assert run(room.write(), "-o", out).exit_code == 0
    with zipfile.ZipFile(out / f"{NAME}.epub") as book:
        pages = {n: book.read(n).decode() for n in book.namelist() if n[-5:] == "xhtml"}
    page = pages["EPUB/text/a-pasang.xhtml"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; pasang" in page
    assert not [name for name, text in pages.items() if "<script" in text]


def test_control_characters_never_reach_the_terminal(room: Newsroom, out: Path) -> None:
    change = {"file": "../photos/a\n\x1b[31m\udc80.jpg"}
    room.records["pasang"]["images"] = [photo("x", **change)]
    text = json.dumps(room.records["pasang"])
    (room.folder / "articles" / "pasang.json").write_text(text)
    done = run(room.folder, "-o", out)
    assert done.exit_code == 4
    assert "\x1b" not in done.stderr
    assert len(done.stderr.splitlines()) == 2


def _with_profile(path: Path, profile: bytes) -> None:
    draw_photo(path, "teal", (900, 600))
    with Image.open(path) as image:
        image.save(path, icc_profile=profile)


def _lab_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()


def _frames(path: Path, **options: Any) -> None:
    draw_photo(path.with_suffix(".base.png"), "teal", (900, 600))
    with Image.open(path.with_suffix(".base.png")) as image:
        first = image.convert("RGB")
    first.save(path, save_all=True, append_images=[first.rotate(180)], **options)


def _converted(path: Path, mode: str, **options: Any) -> None:
    draw_photo(path.with_suffix(".base.png"), "teal", (900, 600))
    with Image.open(path.with_suffix(".base.png")) as image:
        image.convert(mode, palette=Image.Palette.ADAPTIVE).save(path, **options)


def _without_adobe(path: Path) -> None:
    _converted(path, "CMYK")
    data = path.read_bytes()
    at = data.index(b"\xff\xee")
    end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    path.write_bytes(data[:at] + data[end:])


#: Colours the photo must have about its corner: teal, or its grey.
TEAL, GREY = (0, 128, 128), (90, 90, 90)
ODD_PHOTOS: dict[str, tuple[str, Callable[[Path], None], tuple[int, int, int]]] = {
    "CMYK": ("a.jpg", lambda p: _converted(p, "CMYK"), TEAL),
    "CMYK without Adobe's mark": ("a.jpg", _without_adobe, TEAL),
    "animated GIF": ("a.gif", _frames, TEAL),
    "animated WebP": ("a.webp", _frames, TEAL),
    "animated PNG": ("a.png", _frames, TEAL),
    "palette": ("a.png", lambda p: _converted(p, "P"), TEAL),
    "palette with a transparent colour": (
        "a.png",
        lambda p: _converted(p, "P", transparency=b"\xff" * 30 + b"\x80"),
        TEAL,
    ),
    "grey with alpha": ("a.png", lambda p: _converted(p, "LA"), GREY),
    "a broken profile": ("a.jpg", lambda p: _with_profile(p, b"no profile"), TEAL),
    "a huge profile": ("a.jpg", lambda p: _with_profile(p, b"\0" * 2_000_000), TEAL),
    "a profile of another colour space": (
        "a.jpg",
        lambda p: _with_profile(p, _lab_profile()),
        TEAL,
    ),
    "16 bits": (
        "a.png",
        lambda p: Image.new("I;16", (900, 600), 90 * 256).save(p),
        GREY,
    ),
}


@pytest.mark.parametrize("kind", ODD_PHOTOS)
@pytest.mark.parametrize("side", [300, 2000])
def test_odd_photos_keep_their_colours(tmp_path: Path, kind: str, side: int) -> None:
    name, write, colour = ODD_PHOTOS[kind]
    write(tmp_path / name)
    source = find_photo(tmp_path / name, [tmp_path.resolve()], "uji")
    (tmp_path / "work").mkdir()
    made = prepare_photo(source, Slot("s", side, side), tmp_path / "work")
    with Image.open(made.path) as done:
        corner = done.convert("RGB").getpixel((made.width - 4, made.height - 4))
    assert isinstance(corner, tuple)
    assert all(abs(a - b) < 14 for a, b in zip(corner, colour, strict=True)), corner


@pytest.mark.parametrize("kind", ["jpg", "png", "tif", "webp"])
def test_a_turned_photo_is_turned_once(tmp_path: Path, kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    upright = Image.new("RGB", (600, 900), "white")
    upright.paste("navy", (0, 0, 600, 300))
    path = tmp_path / f"a.{kind}"
    upright.transpose(Image.Transpose.ROTATE_90).save(path, exif=exif)
    source = find_photo(path, [tmp_path.resolve()], "uji")
    assert (source.width, source.height) == (600, 900)
    made = prepare_photo(source, Slot("s", 300, 300), tmp_path)
    assert (made.width, made.height) == (200, 300)
    with Image.open(made.path) as done:
        top, bottom = (done.convert("RGB").getpixel((100, y)) for y in (20, 280))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[0] < 60 < 200 < bottom[0]


def test_a_photo_that_changes_in_the_run_is_refused_and_not_kept(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.jpg"
    draw_photo(path, "teal", (900, 600))
    source = find_photo(path, [tmp_path.resolve()], "uji")
    draw_photo(path, "maroon", (900, 600))
    cache = open_cache(tmp_path / "cache")
    with pytest.raises(AssetError, match="changed while"):
        prepare_photo(source, Slot("s", 300, 300), tmp_path, cache)
    assert not cache.size().kinds
    path.unlink()
    with pytest.raises(AssetError, match=r"a\.jpg"):
        prepare_photo(source, Slot("s", 300, 300), tmp_path, cache)


@pytest.mark.parametrize("gone", [False, True])
def test_a_record_that_changes_in_the_run_is_refused(
    room: Newsroom, out: Path, gone: bool
) -> None:
    file = room.folder / "articles" / "pasang.json"
    before = contents(out)

    def spoil(_: int, stage: str) -> None:
        if stage == "prove" and gone:
            file.unlink()
        elif stage == "prove":
            file.write_text(file.read_text().replace("Kabar", "Berita"))

    with pytest.raises(RecordError, match=r"pasang\.json.*changed"):
        build(room.folder, out, formats=["epub"], on_stage=spoil)
    assert contents(out) == before


# --- where finished files go ------------------------------------------------------


@pytest.mark.parametrize("under", ["", "lagi"])
def test_a_file_in_place_of_the_output_folder(
    room: Newsroom, tmp_path: Path, under: str
) -> None:
    (tmp_path / "berkas").write_text("isi")
    done = run(room.folder, "-o", tmp_path / "berkas" / under)
    assert done.exit_code == 5
    assert "berkas" in done.stderr.splitlines()[0]
    assert "stands in the way" in done.stderr.splitlines()[1]
    assert (tmp_path / "berkas").read_text() == "isi"


@pytest.mark.skipif(os.geteuid() == 0, reason="skipped: root may write anywhere")
def test_an_output_folder_of_somebody_else(room: Newsroom, out: Path) -> None:
    room.add(record("pasang", headline="Judul lain"))
    before = contents(out)
    out.chmod(0o555)
    done = run(room.write(), "-o", out)
    out.chmod(0o755)
    assert done.exit_code == 5
    assert "may write" in done.stderr.splitlines()[1]
    assert contents(out) == before


def _no_room(size: int) -> Callable[[], None]:
    """Let no file grow beyond `size`: a disk is full, as a program sees it."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


@pytest.mark.parametrize("size", [0, 2_000, 30_000])
def test_a_full_output_folder(room: Newsroom, out: Path, size: int) -> None:
    room.add(record("pasang", images=[photo("teal")], headline="Judul lain"))
    before = contents(out)
    done = subprocess.run(
        [
            *(sys.executable, "-m", "exporter", "build", room.write(), "-o", out),
            *("--format", "epub", "-j", "1", "--no-cache", "--lang", "en"),
        ],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        preexec_fn=_no_room(size),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 5, done.stderr
    message, move = done.stderr.splitlines()
    assert message.startswith(f"error: {out}: cannot write: ")
    assert "make room" in move
    assert contents(out) == before


# --- too much of a good thing -----------------------------------------------------


def test_long_headlines_and_words_keep_to_their_pages(
    room: Newsroom, tmp_path: Path
) -> None:
    words = "Warga pesisir meminta kepastian tentang tanggul dan air bersih "
    headline = (words * 6)[:300].strip()
    body = [
        {"type": "paragraph", "html": f"Awal {'tanggung' * 30} akhir."},
        {"type": "table", "rows": [["kolom" * 40, "https://x.id/" + "a1" * 90]]},
    ]
    room.add(record("pasang", headline=headline, images=[photo("teal")]))
    room.add(record("surut", headline=f"Kabar {'jawab' * 30} lagi", body=body))
    result = build(room.write(), tmp_path / "out", formats=["pdf"])
    assert result.exit_code == 0, result.findings
    with pypdfium2.PdfDocument(tmp_path / "out" / f"{NAME}.pdf") as pdf:
        cover = pdf[0].get_textpage().get_text_bounded()
        assert headline.split()[-1] in cover.replace("\r\n", " ")
        for page in pdf:
            width, height = page.get_size()
            text = page.get_textpage()
            for at in range(text.count_chars()):
                left, bottom, right, top = text.get_charbox(at)
                assert -1 <= left <= right <= width + 1
                assert -1 <= bottom <= top <= height + 1


@pytest.mark.slow
def test_an_article_of_20_000_words_is_printed(room: Newsroom, tmp_path: Path) -> None:
    sentence = "Kata demi kata disusun sampai alinea ini berisi sepuluh kata. " * 10
    body = [{"type": "paragraph", "html": f"{n}. {sentence}"} for n in range(200)]
    room.add(record("pasang", body=body))
    result = build(room.write(), tmp_path / "out")
    assert result.exit_code == 0, result.findings
    assert result.pages > 20


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["jpg", "png"])
def test_a_photo_of_12_000_pixels_needs_bounded_memory(
    tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"a.{suffix}"
    Image.new("RGB", (12_000, 8_000), "teal").save(path)
    script = (
        "import re; from pathlib import Path\n"
        "from exporter.photos import Slot, find_photo, prepare_photo\n"
        f"path = Path({str(path)!r})\n"
        "source = find_photo(path, [path.parent.resolve()], 'uji')\n"
        "made = prepare_photo(source, Slot('s', 1600, 1600), path.parent)\n"
        "peak = re.search(r'VmHWM:\\s*(\\d+)', Path('/proc/self/status').read_text())\n"
        "print(made.width, int(peak[1]) // 1000)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True
    )
    width, megabytes = map(int, done.stdout.split())
    assert width == 1600
    # a JPEG is decoded small; any other once, in full: 288 MB of pixels
    assert megabytes < (150 if suffix == "jpg" else 600)


# --- any mutation of a record -----------------------------------------------------

SOUND = json.dumps(record("pasang", images=[photo("teal")], paragraphs=1))
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.lists(st.text(max_size=5), max_size=3),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=2),
)


def _reads_or_refuses(data: bytes) -> None:
    try:
        result = read_record_bytes(data, "pasang.json")
    except ExporterError as error:
        assert error.where.startswith("pasang.json")
        assert error.hint
    else:
        assert result.articles


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.integers(0, 255))),
    st.integers(0, len(SOUND)),
)
def test_flipped_and_cut_bytes_give_articles_or_an_error(
    flips: list[tuple[int, int]], end: int
) -> None:
    data = bytearray(SOUND.encode())
    for at, byte in flips:
        data[at] = byte
    _reads_or_refuses(bytes(data))
    _reads_or_refuses(bytes(data[:end]))


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Return (container, key) of every value in a JSON value."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    found = [(value, key) for key, _ in pairs]
    inner = [v for v in (value[key] for _, key in found) if isinstance(v, dict | list)]
    return found + [place for one in inner for place in _places(one)]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_removed_keys_and_swapped_types_give_articles_or_an_error(
    data: st.DataObject,
) -> None:
    fields = json.loads(SOUND)
    for _ in range(data.draw(st.integers(1, 3))):
        places = _places(fields)
        if not places:
            break
        container, key = places[data.draw(st.integers(0, len(places) - 1))]
        if data.draw(st.booleans()):
            del container[key]
        else:
            container[key] = data.draw(VALUES)
    _reads_or_refuses(json.dumps(fields).encode())


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(["jpg", "png", "gif", "webp"]),
    st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 255)), max_size=6),
    st.integers(0, 20_000),
)
def test_flipped_and_cut_photos_are_prepared_or_refused(
    tmp_path_factory: pytest.TempPathFactory,
    suffix: str,
    flips: list[tuple[int, int]],
    end: int,
) -> None:
    folder = tmp_path_factory.mktemp("photo")
    path = folder / f"a.{suffix}"
    draw_photo(path, "teal", (120, 90))
    data = bytearray(path.read_bytes())
    for at, byte in flips:
        data[at % len(data)] = byte
    path.write_bytes(data[:end])
    try:
        source = find_photo(path, [folder.resolve()], "uji")
        prepare_photo(source, Slot("s", 60, 60), folder)
    except AssetError as error:
        assert error.where.endswith(path.name)
        assert error.hint
