"""WeasyPrint sped up lays out every document as WeasyPrint does.

`exporter.speed` is compared with WeasyPrint as it is: box trees and PDFs, of
documents made to mislead it (`speed_corpus`), of some made at random, and of the
layouts' own pages.
"""

import gc
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import pytest
from hypothesis import HealthCheck, given, reject, settings
from newsroom import PARAGRAPH, Newsroom, photo, record
from same_pages import Media, difference, lay_out, prepare_media, render
from speed_corpus import DOCUMENTS, EN, PHOTOS, page
from speed_random import documents

from exporter import speed
from exporter.build import compose, read_sources
from exporter.fonts import use_only
from exporter.layout import bundled, load_layout
from exporter.pdf.parts import render_parts
from exporter.photos import photo_stem, prepare_photo
from exporter.speed.styles import Kind

ROOT = Path(__file__).parents[1]
#: Documents that take WeasyPrint as it is more than a fifth of a second.
LONG = {
    *("columns-balanced-over-pages", "columns-three-narrow-hyphenated", "flex"),
    *("columns-of-equal-blocks-at-many-heights", "columns-with-quotes-and-headings"),
    *("columns-min-heights-and-padding", "columns-inside-other-boxes"),
    *("columns-after-a-page-filled-to-the-end", "columns-with-footnotes"),
}
#: Documents that mislead a memory least; the slow tests lay them out too.
PLAIN = {
    *("bidi-text", "cjk-text", "small-caps", "tabs", "white-space", "opacity", "grid"),
    *("leaders", "long-words", "font-features", "indents-and-alignment", "decoration"),
    *("positioned", "painted", "sizes-zero-and-extreme", "soft-hyphens", "line-clamp"),
    *("counters-and-generated-content", "links-bookmarks-and-ids", "columns-one"),
    *("pseudo-elements-that-differ", "floats-around-formatting-contexts"),
    *("table-auto-and-fixed-widths", "table-over-pages-with-heads"),
    *("direction-rtl-with-latin", "columns-direction-rtl", "columns-auto-fill"),
}
#: Between them every lever has something to do.
FEW = (
    *("columns-collapsing-margins-beside-an-odd-block", "percentages", "painted"),
    *("floats-in-columns", "nested-inlines-of-equal-class"),
    "page-names-in-nested-blocks",
)
LEVERS = sorted(speed.levers())


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Media:
    folder = tmp_path_factory.mktemp("speed")
    use_only((bundled("fonts"),), folder)
    return prepare_media(PHOTOS, folder)


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    yield
    speed.disable()


# --- the same pages ---


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(n, marks=[pytest.mark.slow] * (n in LONG | PLAIN))
        for n in DOCUMENTS
    ],
)
def test_every_document_has_the_pages_it_has_without(name: str, media: Media) -> None:
    stock = lay_out(DOCUMENTS[name], media)
    assert difference(stock, lay_out(DOCUMENTS[name], media, None)) == ""


@pytest.mark.slow
@pytest.mark.parametrize("name", FEW)
def test_each_lever_alone_changes_no_page(name: str, media: Media) -> None:
    stock = lay_out(DOCUMENTS[name], media)
    found = {}
    for lever in LEVERS:
        found[lever] = difference(stock, lay_out(DOCUMENTS[name], media, [lever]))
    assert {lever: said for lever, said in found.items() if said} == {}


@pytest.mark.parametrize(
    "css",
    [
        "p { margin-top: 0.01mm !important }",
        "p { word-spacing: 0.01pt }",
        "p { color: #010101 }",
        "b { font-weight: 600 }",
        "html { padding-bottom: 0.001mm }",
    ],
)
def test_a_small_difference_is_seen(css: str, media: Media) -> None:
    """The comparison itself can fail."""
    html = page("", f"{f'<p>{EN * 2}</p>' * 6}<p><b>x</b> {EN}</p>")
    assert difference(lay_out(html, media), lay_out(html, media, css=css)) != ""


def test_documents_do_not_mind_those_laid_out_before(media: Media) -> None:
    """What is remembered of one document does not reach the next."""
    names = ("nested-inlines-of-equal-class", "columns-of-nested-blocks")
    first = [lay_out(DOCUMENTS[name], media, None) for name in names]
    again = [lay_out(DOCUMENTS[name], media, None) for name in reversed(names)]
    for one, other in zip(first, reversed(again), strict=True):
        assert one.pdf == other.pdf


def test_equal_style_attributes_have_one_style(media: Media) -> None:
    assert speed.enable()
    try:
        held = []
        for count in (2, 2, 30):  # the first lets go of what other tests held
            render(page("", f'<p style="width: 50%">{EN}</p>' * count), media)
            gc.collect()
            held.append(sum(isinstance(one, Kind) for one in gc.get_objects()))
    finally:
        speed.disable()
    assert 0 < held[1] - held[0] == held[2] - held[1]


# --- documents at random ---


class TookTooLongError(Exception):
    """WeasyPrint has layouts that never end."""


def within(seconds: float, work: Callable[[], Any]) -> Any:
    """Do `work`, for so much CPU time at most."""

    def stop(_signal: int, _frame: FrameType | None) -> NoReturn:
        raise TookTooLongError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        return work()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def check_random(html: str, media: Media) -> None:
    try:
        stock = within(4, lambda: lay_out(html, media))
    except Exception:
        reject()  # what WeasyPrint cannot lay out says nothing of the levers
    fast = within(8, lambda: lay_out(html, media, None))
    assert difference(stock, fast) == ""


_CHECKS = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
_CHECKS += [HealthCheck.data_too_large, HealthCheck.filter_too_much]
_settings: dict[str, Any] = {
    "derandomize": True,
    "deadline": None,
    "database": None,
    "suppress_health_check": _CHECKS,
}


@settings(max_examples=4, **_settings)
@given(html=documents())
def test_documents_at_random_have_the_same_pages(html: str, media: Media) -> None:
    check_random(html, media)


@pytest.mark.slow
@settings(max_examples=40, **_settings)
@given(html=documents())
def test_more_documents_at_random_have_the_same_pages(html: str, media: Media) -> None:
    check_random(html, media)


# --- the layouts' own pages ---


def check_parts(edition: Path, folder: Path) -> int:
    """Compare every part of an edition as its layout dresses it; return how many."""
    composed = compose(read_sources(edition))
    layout = load_layout(composed.edition.layout, composed.file.parent)
    css = layout.stylesheet("tokens.css", "print.css")
    photos = {photo_stem(name): found for name, found in composed.photos.items()}
    parts = render_parts(composed.edition, layout)
    for part in parts:
        media = {
            f"media:{stem}/{slot}": prepare_photo(
                photos[stem], layout.slots[slot], folder
            )
            for stem, slot in part.photos
        }
        stock = lay_out(part.html, media, css=css)
        assert difference(stock, lay_out(part.html, media, None, css=css)) == ""
    return len(parts)


@pytest.mark.slow
def test_the_sample_edition_has_the_same_pages(media: Media, tmp_path: Path) -> None:
    assert check_parts(ROOT / "samples" / "mingguan", tmp_path) == 3


@pytest.mark.slow
def test_an_edition_of_ten_articles_has_the_same_pages(
    media: Media, tmp_path: Path
) -> None:
    newsroom = Newsroom(tmp_path / "newsroom")
    slugs = [f"kabar-{number}" for number in range(10)]
    for number, slug in enumerate(slugs):
        newsroom.add(record(slug, **_fields(number)))
    newsroom.sections = [("Sains", slugs[:6]), ("Ragam", slugs[6:])]
    newsroom.top["cover"] = slugs[0]
    assert check_parts(newsroom.write().parent, tmp_path) == 3


def _fields(number: int) -> dict[str, Any]:
    """Return what makes an article unlike its neighbours."""
    paragraphs: list[dict[str, Any]] = [
        {"type": "paragraph", "html": PARAGRAPH * (1 + (n + number) % 2)}
        for n in range(3 + number % 3)
    ]
    extras: list[dict[str, Any]] = [
        {"type": "subhead", "html": "Antara pasang dan surut"},
        {"type": "quote", "paragraphs": [PARAGRAPH] * 2, "cite": "Sari Contoh"},
        {"type": "pullquote", "html": "Laut mencatat dirinya sendiri."},
        {"type": "list", "items": [PARAGRAPH, "pendek", "pendek juga"]},
        {"type": "table", "rows": [["Kota", "Surut"], ["Ambon", "1,2 m"]]},
    ]
    body = [*paragraphs, extras[number % 5], *paragraphs[:2]]
    images = [photo(("teal", "maroon")[number % 2])] if number % 3 else []
    return {"body": body, "images": images}


# --- on and off ---


def what_there_is() -> Mapping[tuple[str, ...], Any]:
    """Return every attribute of WeasyPrint's modules and their classes."""
    found: dict[tuple[str, ...], Any] = {}
    for name, module in sorted(sys.modules.items()):
        if name.partition(".")[0] != "weasyprint":
            continue
        for key, value in vars(module).items():
            found[name, key] = value
            if isinstance(value, type):
                found.update({(name, key, k): v for k, v in vars(value).items()})
    return found


def changed(before: Mapping[Any, Any], after: Mapping[Any, Any]) -> set[Any]:
    nothing = object()
    return {
        key
        for key in before.keys() | after.keys()
        if before.get(key, nothing) is not after.get(key, nothing)
    }


def test_disable_puts_everything_back(media: Media) -> None:
    lay_out(page("", "<p>x</p>"), media)  # all of WeasyPrint is loaded
    before = what_there_is()
    for _ in range(2):
        assert speed.enable()
        assert speed.enable()  # again: not on top of itself
        assert len(changed(before, what_there_is())) > len(LEVERS)
        speed.disable()
        assert changed(before, what_there_is()) == set()


def test_levers_in_use_stay_with_what_they_remember() -> None:
    """A process that lays out one edition after another begins nothing anew."""
    assert speed.enable()
    before = what_there_is()
    assert speed.enable()
    assert changed(before, what_there_is()) == set()
    assert speed.enable([next(iter(LEVERS))])
    assert changed(before, what_there_is())
    speed.disable()


@pytest.mark.parametrize("lever", LEVERS)
def test_each_lever_can_be_used_alone(lever: str) -> None:
    before = what_there_is()
    assert speed.enable([lever])
    assert changed(before, what_there_is())
    speed.disable()
    assert changed(before, what_there_is()) == set()


# --- other versions ---


@pytest.fixture(params=["weasyprint", "pydyf"])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder in which a later version of a library seems to be installed."""
    metadata = tmp_path / f"{request.param}-99.0.dist-info" / "METADATA"
    metadata.parent.mkdir()
    metadata.write_text(f"Metadata-Version: 2.1\nName: {request.param}\nVersion: 99.0")
    return tmp_path


def python(*arguments: str, path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        env={"PYTHONPATH": f"{path}:{ROOT}", "XDG_CACHE_HOME": str(path / "cache")},
        cwd=path,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_another_version_is_left_alone(elsewhere: Path) -> None:
    name = next(elsewhere.iterdir()).name.partition("-")[0]
    done = python(
        "-c",
        "import sys, weasyprint\n"
        "from weasyprint.layout import block\n"
        "from exporter import speed\n"
        "before = block.block_level_layout\n"
        "print(speed.enable(), block.block_level_layout is before)\n"
        "print('exporter.speed.patches' in sys.modules, speed.why_not())\n",
        path=elsewhere,
    )
    assert done.stdout.splitlines() == [
        "False True",
        f"False written for {name} {speed.WRITTEN_FOR[name]}; 99.0 is installed",
    ]


def test_asking_why_not_loads_no_renderer(tmp_path: Path) -> None:
    done = python(
        "-c",
        "import sys\n"
        "from exporter import speed\n"
        "assert speed.why_not() == '', speed.why_not()\n"
        "print([m for m in ('weasyprint', 'pydyf', 'fontTools') if m in sys.modules])",
        path=tmp_path,
    )
    assert done.stdout == "[]\n", done.stderr


@pytest.mark.parametrize("elsewhere", ["weasyprint"], indirect=True)
def test_a_build_says_with_v_that_it_is_not_sped_up(elsewhere: Path) -> None:
    (elsewhere / "edition.toml").write_text("wrong")  # said before anything is read
    build = ("-m", "exporter", "build", ".", "--no-cache", "--lang", "en")
    note = "note: WeasyPrint is not sped up: written for "
    said = python(*build, "-v", path=elsewhere)
    assert said.returncode == 3
    assert note in said.stderr
    for options in (("-q",), ("-v", "--stock"), ("-v", "--format", "epub")):
        assert note not in python(*build, *options, path=elsewhere).stderr


def test_a_build_that_is_sped_up_says_nothing_of_it(tmp_path: Path) -> None:
    (tmp_path / "edition.toml").write_text("wrong")
    done = python("-m", "exporter", "build", ".", "-v", path=tmp_path)
    assert done.returncode == 3
    assert "sped up" not in done.stderr
