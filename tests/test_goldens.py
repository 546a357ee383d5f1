"""Pages of the sample edition in each layout, held against pages kept in tests/goldens.

A page is kept twice: as the text PDFium reads of it, and as a small grey picture. Two
pictures are compared blurred, so that edges another version of FreeType or PDFium draws
a little differently do not count; what is missing or moved does, see `MOVED` below.
`pytest tests/test_goldens.py --update-golden` writes all of them anew: look at what
`git diff` shows then.
"""

import difflib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from PIL import Image, ImageChops, ImageFilter

from exporter.layout import layout_names

GOLDENS = Path(__file__).parent / "goldens"
#: An inside page of each layout: a headline, a photo with its caption, and text.
INSIDE = {"gazette": 4, "large-print": 5, "magazine": 4, "pocket": 5, "report": 12}
PAGES = [(layout, page) for layout, inside in INSIDE.items() for page in (1, inside)]
DPI = 50
#: Shades of grey a kept picture has: a pixel is four bits.
SHADES = 16
#: After the blur (in pixels) a pixel that differs by more, of 255, is seen as another.
BLUR, SEEN = 2, 48
#: The greatest share of a page that may be other. Measured on these ten pages: at most
#: 0.006 % where they are drawn twice as fine and made smaller; at least 0.08 % where a
#: photo stands 2 mm lower, 0.55 % where it is 3 mm or the headline is missing.
MOST = 0.0005
MOST_BYTES = 1_000_000


# --- what is kept of a page ----------------------------------------------------------


def text_of(page: Any) -> str:
    """Return what PDFium reads of a page, line by line, in its order."""
    lines = page.get_textpage().get_text_range().splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)


def picture_of(page: Any, scale: int = 1) -> Image.Image:
    """Return a page in few shades of grey, drawn `scale` times as fine."""
    drawn = page.render(scale=DPI * scale / 72).to_pil().convert("L").reduce(scale)
    step = 255 // (SHADES - 1)
    shades = drawn.point([round(value / step) for value in range(256)])
    picture = Image.frombytes("P", drawn.size, shades.tobytes())
    picture.putpalette([n * step for n in range(SHADES) for _ in "rgb"])
    return picture


def share_other(one: Image.Image, two: Image.Image) -> float:
    """Return the share of pixels seen as other: 1 where the sizes are."""
    if one.size != two.size:
        return 1.0
    blur = ImageFilter.GaussianBlur(BLUR)
    blurred = [picture.convert("L").filter(blur) for picture in (one, two)]
    counts = ImageChops.difference(*blurred).histogram()
    return sum(counts[SEEN + 1 :]) / sum(counts)


def hold(page: Any, golden: Path, actual: Path, *, update: bool) -> None:
    """Hold a page against the files `golden`.txt and .png, or write these.

    What is other is written to the folder `actual`, under the same name.
    """
    text, picture = text_of(page), picture_of(page)
    kept_text, kept_picture = (
        golden.with_name(golden.name + suffix) for suffix in (".txt", ".png")
    )
    if update:
        golden.parent.mkdir(exist_ok=True)
        kept_text.write_text(text, "utf-8")
        if not kept_picture.exists() or share_other(_open(kept_picture), picture) > 0:
            picture.save(kept_picture, optimize=True, bits=4)
        return
    for kept in (kept_text, kept_picture):
        if not kept.exists():
            pytest.fail(f"{kept} is not there: write it with --update-golden")
    _hold_text(text, kept_text, actual)
    _hold_picture(picture, kept_picture, actual)


def _open(kept: Path) -> Image.Image:
    with Image.open(kept) as picture:
        return picture.convert("L")


def _hold_text(text: str, kept: Path, actual: Path) -> None:
    should = kept.read_text("utf-8")
    if text == should:
        return
    (actual / kept.name).write_text(text, "utf-8")
    lines = difflib.unified_diff(
        should.splitlines(), text.splitlines(), lineterm="", n=1
    )
    shown = "\n".join(list(lines)[2:24])
    pytest.fail(
        f"the text of a page is not what {kept} says; now it is\n"
        f"{actual / kept.name}\n{shown}\n{_NEXT}"
    )


def _hold_picture(picture: Image.Image, kept: Path, actual: Path) -> None:
    share = share_other(_open(kept), picture)
    if share <= MOST:
        return
    picture.save(actual / kept.name)
    pytest.fail(
        f"{share:.2%} of a page looks other than in {kept}, more than {MOST:.2%}; "
        f"now it looks like\n{actual / kept.name}\n{_NEXT}"
    )


_NEXT = "Is the new page right? Then run this test with --update-golden, and commit."


# --- the pages ------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(("layout", "number"), PAGES)
def test_a_page_is_what_it_was(
    layout: str,
    number: int,
    sample_in: Callable[[str], Path],
    tmp_path: Path,
    update_golden: bool,
) -> None:
    with pypdfium2.PdfDocument(sample_in(layout)) as document:
        golden = GOLDENS / f"{layout}-p{number}"
        hold(document[number - 1], golden, tmp_path, update=update_golden)


def test_every_layout_has_goldens_and_they_are_small() -> None:
    assert set(INSIDE) == set(layout_names()) - {"base"}
    files = sorted(GOLDENS.iterdir())
    should = {f"{x}-p{n}{end}" for x, n in PAGES for end in (".txt", ".png")}
    assert {file.name for file in files} == should
    assert sum(file.stat().st_size for file in files) < MOST_BYTES


# --- that the comparison can fail -----------------------------------------------------


def objects(page: Any, kind: int) -> list[Any]:
    """Return the objects of a kind on a page."""
    return [found for found in page.get_objects() if found.type == kind]


def without_headline(page: Any) -> None:
    """Take away the highest line of text, and lines as high as that."""
    lines = objects(page, pdfium.FPDF_PAGEOBJ_TEXT)

    def height(line: Any) -> float:
        _, bottom, _, top = line.get_bounds()
        return float(top - bottom)

    most = max(map(height, lines))
    for line in lines:
        if height(line) > 0.8 * most:
            page.remove_obj(line)


def with_moved_photo(page: Any) -> None:
    """Move the largest photo down by 3 mm."""
    photos = objects(page, pdfium.FPDF_PAGEOBJ_IMAGE)

    def area(photo: Any) -> float:
        left, bottom, right, top = photo.get_bounds()
        return float((right - left) * (top - bottom))

    largest = max(photos, key=area)
    down = pypdfium2.PdfMatrix().translate(0, -3 / 25.4 * 72)
    largest.set_matrix(largest.get_matrix().multiply(down))


#: What is done to a page, and which of its goldens tell.
MOVED: dict[str, tuple[Callable[[Any], None], tuple[str, ...]]] = {
    "a headline is missing": (without_headline, ("txt", "png")),
    "a photo stands 3 mm lower": (with_moved_photo, ("png",)),
}


@pytest.fixture
def page(layout: str, number: int, sample_in: Callable[[str], Path]) -> Iterator[Any]:
    """A page as it is."""
    with pypdfium2.PdfDocument(sample_in(layout)) as document:
        yield document[number - 1]


@pytest.mark.slow
@pytest.mark.parametrize("fault", MOVED)
@pytest.mark.parametrize(("layout", "number"), PAGES)
def test_a_fault_is_seen(page: Any, fault: str, tmp_path: Path) -> None:
    make, tell = MOVED[fault]
    golden = tmp_path / "goldens" / "page"
    hold(page, golden, tmp_path, update=True)
    hold(page, golden, tmp_path, update=False)
    before = picture_of(page)
    make(page)
    assert share_other(before, picture_of(page)) > 5 * MOST
    for kind in tell:
        with pytest.raises(pytest.fail.Exception, match=rf"goldens/page\.{kind}"):
            hold(page, golden, tmp_path, update=False)
        assert (tmp_path / f"page.{kind}").exists()
        golden.with_name("page.txt").write_text(text_of(page), "utf-8")


@pytest.mark.slow
@pytest.mark.parametrize(("layout", "number"), PAGES)
def test_other_edges_are_not_seen(page: Any) -> None:
    """Drawn twice as fine and made smaller, each edge has other greys."""
    one, two = picture_of(page), picture_of(page, scale=2)
    assert one.tobytes() != two.tobytes()
    assert share_other(one, two) < MOST / 2
