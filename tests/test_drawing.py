"""What we draw looks and reads as what WeasyPrint draws.

`exporter.pdf` draws text in its own way (justified lines from one shaping, tags of
its own): its PDF is compared with WeasyPrint's, sign by sign and by its picture.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from same_ink import (
    Ink,
    draw_ours,
    misplaced,
    read_pages,
    right_edges,
    share_seen,
    worst_square,
)
from same_pages import Media, own_pdf, prepare_media, render
from speed_corpus import DOCUMENTS, EN, ID, PHOTOS, page

from exporter import speed
from exporter.fonts import covered, use_only
from exporter.layout import bundled

#: Share of pixels that may look different, and difference of colour (of 255) that
#: the mean of 4 pt by 4 pt may have: signs moved by a tenth of a point do that.
MOST_SEEN = 0.025
MOST_SQUARE = 14
#: Points that signs may stand apart, and in some documents: WeasyPrint cuts what it
#: adds to each sign to whole thousandths, so that spaced ones drift; its tabs are 2 %
#: too wide.
NEAR = 0.2
DRIFT = {
    **dict.fromkeys(("letter-and-word-spacing", "selectors-and-inheritance"), 0.4),
    "tabs": 0.6,
}
#: WeasyPrint does not fill lines of small capitals it has to make, nor lines in which
#: letters of a right-to-left script stand in another font.
NOT_FILLED = {"small-caps", "bidi-text"}
#: Drawn in the quick tests too: text, columns, margin boxes, what is painted.
FEW = {
    *("columns-of-nested-blocks", "columns-with-photos", "decoration", "painted"),
    *("letter-and-word-spacing", "bidi-text", "tabs", "margin-boxes-and-strings"),
    *("table-collapsed-with-spans", "soft-hyphens", "links-bookmarks-and-ids"),
}


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Media:
    folder = tmp_path_factory.mktemp("drawing")
    use_only((bundled("fonts"),), folder)
    return prepare_media(PHOTOS, folder)


@pytest.fixture(autouse=True)
def sped_up() -> Iterator[None]:
    assert speed.enable()
    yield
    speed.disable()


def both(html: str, media: Media, folder: Path) -> list[tuple[Ink, Ink]]:
    """Return each page as WeasyPrint draws it and as we do."""
    stock = read_pages(own_pdf(render(html, media)[0]))
    ours = read_pages(draw_ours(html, "", media, folder / "uji.pdf"))
    assert len(stock) == len(ours)
    return list(zip(stock, ours, strict=True))


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(n, marks=[pytest.mark.slow] * (n not in FEW))
        for n in DOCUMENTS
        if n not in NOT_FILLED
    ],
)
def test_every_document_looks_and_reads_the_same(
    name: str, media: Media, tmp_path: Path
) -> None:
    known = covered((bundled("fonts"),))
    for number, (stock, ours) in enumerate(both(DOCUMENTS[name], media, tmp_path), 1):
        where = f"page {number}"
        assert misplaced(stock, ours, known, DRIFT.get(name, NEAR)) == [], where
        most = MOST_SQUARE + (6 if name in DRIFT else 0)
        assert worst_square(stock, ours) <= most, where
        assert share_seen(stock, ours) <= MOST_SEEN, where


@pytest.mark.parametrize(
    ("css", "words"),
    [
        (
            "font-family: 'Libre Franklin'; font-variant: small-caps",
            "Wagner Tolak Awan",
        ),
        ("font-family: Literata", "Wagner שלום עולם Awan Tolak"),
    ],
)
def test_lines_of_several_runs_end_at_the_margin(
    css: str, words: str, media: Media, tmp_path: Path
) -> None:
    """Where WeasyPrint leaves them short: signs of two sizes, or of two scripts."""
    css = f"p {{ {css}; hyphens: none }}"
    body = f"<p>{f'{words} ' * 14}</p>"
    ((_, ours),) = both(page(css, body), media, tmp_path)
    *filled, last = right_edges(ours)
    margin = (84 - 8) * 72 / 25.4 - 6  # pt: of the page, and of the body
    assert len(filled) > 4
    assert filled == [pytest.approx(margin, abs=0.9)] * len(filled)  # a sign's own side
    assert last < margin


@pytest.mark.parametrize(
    ("css", "seen"),
    [
        ("b { position: relative; left: 0.3pt }", "moved"),
        ("p { word-spacing: 0.1pt }", "moved"),
        ("b { letter-spacing: 0.4pt }", "moved"),
        ("b { border-bottom: 0.5pt solid }", "square"),
        ("p { background: #e0e0e0 }", "square"),
        ("b { color: #900 }", "square"),
        ("img { visibility: hidden }", "square"),
        ("@page { @top-left { content: 'x' } }", "moved"),
        ("b { visibility: hidden }", "moved"),
    ],
)
def test_a_difference_is_seen(
    css: str, seen: str, media: Media, tmp_path: Path
) -> None:
    """The comparison itself can fail."""
    body = f'<p>{EN}<b>tebal</b> sekali</p><img src="{next(iter(PHOTOS))}" alt="l">'
    ours = read_pages(draw_ours(page("", body), "", media, tmp_path / "uji.pdf"))
    other = read_pages(own_pdf(render(page(css, body), media)[0]))
    if seen == "moved":
        assert misplaced(ours[0], other[0], covered((bundled("fonts"),)), NEAR) != []
    else:
        assert worst_square(ours[0], other[0]) > MOST_SQUARE


def test_a_space_that_came_with_an_unseen_mark_is_a_space_afterwards(
    media: Media, tmp_path: Path
) -> None:
    """word-spacing makes WeasyPrint set a lone space with U+200B behind it."""
    body = f"<p>a <b>b</b> <i>c</i></p><p>{ID}{ID}</p>"
    css = "p { word-spacing: 2pt }"
    for stock, ours in both(page(css, body), media, tmp_path):
        assert misplaced(stock, ours, covered((bundled("fonts"),)), NEAR) == []


def test_a_wide_space_does_not_stand_for_a_space(media: Media, tmp_path: Path) -> None:
    """A space that the font lacks is drawn with the glyph of the one it has."""
    wide = "\u2002 \u2003 \u2004 \u2005 \u2006 \u2007 \u2008 \u2009 \u202f"
    body = f"<p>{' '.join(f'a{space}b' for space in wide.split(' '))}</p><p>{ID}</p>"
    for stock, ours in both(page("", body), media, tmp_path):
        assert misplaced(stock, ours, covered((bundled("fonts"),)), NEAR) == []


def test_a_font_may_be_used_first_in_what_is_translucent(
    media: Media, tmp_path: Path
) -> None:
    body = "<p>a <b style='opacity: 0.5'>b</b> <i style='opacity: 0.5'>c</i> <b>d</b>"
    ((stock, ours),) = both(page("", body), media, tmp_path)
    assert misplaced(stock, ours, covered((bundled("fonts"),)), NEAR) == []
    assert worst_square(stock, ours) <= MOST_SQUARE


def test_a_sign_no_font_has_is_a_box_that_is_seen(media: Media, tmp_path: Path) -> None:
    ((stock, ours),) = both(page("p { font-size: 20pt }", "<p>春</p>"), media, tmp_path)
    assert ours.picture.convert("L").getextrema()[0] < 40
    assert worst_square(stock, ours) <= MOST_SQUARE
