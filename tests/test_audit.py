"""The tags of whole editions, object by object; and that the audit sees faults."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from aloud import Element, read_aloud
from audit import BREAKS, Audit, audit
from checkers import Message, outloud, requires_java, requires_outloud, verapdf
from every_block import write_every_block
from newsroom import Newsroom, record

from exporter.build import build
from exporter.layout import layout_names


def build_pdf(edition: Path, out: Path, layout: str = "") -> Path:
    result = build(edition, out, formats=["pdf"], layout=layout)
    assert result.exit_code == 0, result.findings
    return result.files[0]


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The PDF of an edition with every kind of block, in the magazine."""
    folder = tmp_path_factory.mktemp("rich")
    return build_pdf(write_every_block(folder / "edition"), folder / "out")


@pytest.fixture(scope="module")
def tree(rich: Path) -> Element:
    return read_aloud(rich)


# --- whole editions ---------------------------------------------------------------


def assert_sound(path: Path) -> Audit:
    found = audit(path)
    assert found.faults == []
    assert out_of_turn(found) == []
    assert ill_read(read_aloud(path)) == []
    return found


def out_of_turn(found: Audit) -> list[tuple[int, int]]:
    """Return what is read before something painted earlier on its page.

    Pictures and the marks of list items are painted after the text; numbers,
    painted last, keep the MCIDs of their places.
    """
    last: dict[int, int] = {}
    wrong = []
    for (page, mark), role in found.roles.items():
        if role not in {"Figure", "Lbl"}:
            if mark < last.get(page, -1):
                wrong.append((page, mark))
            last[page] = mark
    return wrong


def ill_read(tree: Element) -> list[str]:
    """Return texts with break marks or doubled spaces."""
    blocks = tree.find("P", "H1", "H2", "H3", "LBody", "TH", "TD", "Caption")
    bad = re.compile(f"[{BREAKS}]|  ")
    return [block.text for block in blocks if bad.search(block.text)]


def test_every_kind_of_block_is_tagged_soundly(rich: Path) -> None:
    found = assert_sound(rich)
    assert found.elements > 500
    assert len(found.pictures) >= 9
    assert {page % 2 for page, _ in found.pictures} == {0, 1}  # left pages too


@pytest.fixture(
    scope="module",
    params=[(e, name) for e in ("every block", "sample") for name in layout_names()],
    ids=" in ".join,
)
def made(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    sample_in: Callable[[str], Path],
) -> Path:
    """An edition in a layout, both of each kind there is."""
    edition, layout = request.param
    if edition == "sample":
        return sample_in(layout)
    folder = tmp_path_factory.mktemp("made")
    return build_pdf(write_every_block(folder), folder / "out", layout)


@pytest.mark.slow
def test_every_layout_is_tagged_soundly(made: Path) -> None:
    assert_sound(made)


@requires_java
@pytest.mark.slow
def test_every_layout_is_pdf_ua(made: Path) -> None:
    verdict = verapdf(made)
    assert verdict.failures == []
    assert verdict.compliant


#: What outloud says of sound files, and why: docs/accessibility.md.
EXPLAINED = {
    "ORD-001": r"paint tagged content out of tag-tree order",
    "PAG-001": r"1 running header or footer line\(s\)",  # a kicker at the same height
    "TBL-001": r"a table of 2 row\(s\) and 4 cell\(s\)",  # has none in the record
}


def unexplained(messages: list[Message]) -> list[Message]:
    never = r"(?!)"
    return [m for m in messages if not re.search(EXPLAINED.get(m.rule, never), m.text)]


@requires_outloud
@pytest.mark.slow
def test_every_message_of_outloud_is_explained(made: Path) -> None:
    assert unexplained(outloud(made)) == []


@requires_outloud
@pytest.mark.slow
def test_outloud_sees_a_figure_without_alt(rich: Path, tmp_path: Path) -> None:
    with pikepdf.open(rich) as pdf:
        del first(pdf, "Figure")["/Alt"]
        pdf.save(tmp_path / "faulty.pdf")
    assert unexplained(outloud(tmp_path / "faulty.pdf"))


@requires_java
@pytest.mark.slow
def test_an_edition_of_a_hundred_articles_is_pdf_ua(tmp_path: Path) -> None:
    """Costs about 20 s of CPU: half is the exporter with its proof, half veraPDF."""
    newsroom = Newsroom(tmp_path / "edition")
    slugs = [f"kabar-{number}" for number in range(100)]
    for slug in slugs:
        images = newsroom.records["pasang"]["images"] if slug.endswith("0") else []
        headline = f"Pasang {slug} dari pantai"
        newsroom.add(record(slug, headline=headline, paragraphs=12, images=images))
    newsroom.top["cover"] = slugs[0]
    newsroom.sections = [(f"Rubrik {n}", slugs[n::4]) for n in range(4)]
    path = build_pdf(newsroom.write(), tmp_path / "out")
    found = assert_sound(path)
    assert found.elements > 3000
    verdict = verapdf(path)
    assert verdict.failures == []


# --- what is heard ----------------------------------------------------------------


def heard(element: Element) -> str:
    return element.text.strip()


def article(tree: Element, headline: str) -> Element:
    (found,) = (a for a in tree.find("Art") if heard(a.find("H2")[0]) == headline)
    return found


def test_an_article_is_heard_in_its_order(tree: Element) -> None:
    art = article(tree, "Kabar pasang")
    blocks = art.find("P", "H2", "Figure")
    heads = [b.alt or heard(b) for b in blocks]
    assert heads[:8] == [
        "PESISIR",
        "Kabar pasang",
        "Tentang pasang.",
        "Oleh Penulis Pasang · Penyunting: Dewi Sampel",
        "Jumat, 20 November 2026, 10.00 WIT",
        "Enam bulatan di atas warna teal.",
        "Bulatan pada bidang teal di ruang uji.",
        "Foto: Juru Foto Teal/Contoh",
    ]
    assert heads[8].startswith("AMBON, MINGGUAN – Alinea pasang 1. Air laut")
    assert heads[-1] == "Sumber: Badan Pasang"


def test_entries_of_the_contents_are_links_with_their_numbers(tree: Element) -> None:
    (contents, *_) = tree.find("TOC")
    links = [heard(link) for link in contents.find("Link")]
    assert links[:3] == ["SAINS", "Kabar pasang 3", HEADLINE + " 4"]
    assert links[-1].startswith("Indeks foto ")


HEADLINE = "Kekayaan yang mempertanggungjawabkan rumah-rumahan air"


def test_related_articles_are_a_list_of_links(tree: Element) -> None:
    rich = article(tree, HEADLINE)
    lists = [kid for kid in rich.find("L") if kid.find("Link") and not kid.find("Lbl")]
    assert [heard(item) for item in lists[0].find("LI")] == [
        "Kabar pasang hlm. 3",
        "Tides of the north hlm. 8",
    ]
    assert {a.full for a in lists[0].find("Span")} == {"halaman"}


def test_what_is_in_another_language_says_so(tree: Element) -> None:
    foreign = [e for e in tree.find("Art", "P", "BlockQuote", "Span") if e.language]
    assert {(e.role, e.language) for e in foreign} == {
        ("Art", "en"),
        ("P", "en"),
        ("P", "id"),
        ("BlockQuote", "en"),
        ("Span", "en"),
    }
    inside = [e for e in tree.find("TOC")[0].find("Span") if e.language]
    assert [heard(e) for e in inside] == ["Tides of the north"]


def test_a_table_is_even_and_its_empty_cells_are_there(tree: Element) -> None:
    tables = article(tree, HEADLINE).find("Table")
    rows = [[heard(c) for c in r.find("TH", "TD")] for r in tables[0].find("TR")]
    assert [len(row) for row in rows] == [3, 3, 3, 3]
    assert rows[2] == ["2", "12–25", ""]


def test_a_live_report_can_be_walked_by_its_headings(tree: Element) -> None:
    live = article(tree, "Kabar siaran")
    headings = [heard(h) for h in live.find("H3")]
    assert headings == ["Kabar ke-1 masuk", "Kabar ke-2 masuk", "Kabar ke-3 masuk"]


def test_what_only_dresses_the_page_is_not_heard(tree: Element) -> None:
    assert "* * *" not in tree.text
    assert "· · ·" not in tree.text
    assert ". . ." not in tree.text  # leaders


def test_a_pull_quote_is_set_apart(tree: Element) -> None:
    quotes = [heard(q) for q in article(tree, HEADLINE).find("BlockQuote")]
    assert "rumah-rumahan airOrang lain" in quotes


# --- faults -----------------------------------------------------------------------


def elements(pdf: pikepdf.Pdf, role: str) -> Iterator[Any]:
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == f"/{role}":
            yield thing


def first(pdf: pikepdf.Pdf, role: str) -> Any:
    return next(elements(pdf, role))


def rewrite(pdf: pikepdf.Pdf, old: bytes, new: bytes) -> None:
    """Replace something once in the content of the third page."""
    page = pdf.pages[2]
    page.contents_coalesce()
    content = page.Contents.read_bytes()
    assert old in content
    page.Contents.write(content.replace(old, new, 1))


def swap_parents(pdf: pikepdf.Pdf) -> None:
    row = pdf.Root.StructTreeRoot.ParentTree.Nums[5]
    row[0], row[-1] = row[-1], row[0]


def move_outline(pdf: pikepdf.Pdf) -> None:
    figure = next(f for f in elements(pdf, "Figure"))
    figure.A[0].BBox = pikepdf.Array([0, 0, 90, 90])


def lose_link(pdf: pikepdf.Pdf) -> None:
    link = next(e for e in elements(pdf, "Link") if len(e.K) > 1)
    link.K = pikepdf.Array([k for k in link.K if isinstance(k, int)])


def without(role: str, key: str) -> Callable[[pikepdf.Pdf], None]:
    def remove(pdf: pikepdf.Pdf) -> None:
        del first(pdf, role)[key]

    return remove


def renamed(role: str, other: str) -> Callable[[pikepdf.Pdf], None]:
    def rename(pdf: pikepdf.Pdf) -> None:
        first(pdf, role).S = pikepdf.Name(f"/{other}")

    return rename


FAULTS: dict[str, tuple[Callable[[pikepdf.Pdf], None], str]] = {
    "text outside of marks": (
        lambda pdf: rewrite(pdf, b"/P <</MCID 1>> BDC", b"q"),
        "outside of marked content",
    ),
    "an MCID twice": (
        lambda pdf: rewrite(pdf, b"/MCID 1>>", b"/MCID 0>>"),
        "MCID 0 twice",
    ),
    "an MCID of no element": (
        lambda pdf: rewrite(pdf, b"/MCID 1>>", b"/MCID 999>>"),
        "MCID 999 is in no element",
    ),
    "an artifact that was content": (
        lambda pdf: rewrite(pdf, b"/P <</MCID 1>> BDC", b"/Artifact BMC"),
        "MCID 1 of an element is not in the content",
    ),
    "parents swapped": (swap_parents, "the parent of MCID 0 does not have it"),
    "figure elsewhere": (move_outline, "is not of picture"),
    "figure without alt": (without("Figure", "/Alt"), "without alternative text"),
    "annotation lost": (lose_link, "is in another element"),
    "scope lost": (without("TH", "/A"), "TH without a scope"),
    "level left out": (renamed("H2", "H3"), "H3 follows H1"),
    "item without list": (renamed("L", "Div"), "LI under Div"),
    "stock role": (renamed("Div", "NonStruct"), "NonStruct is no role of ours"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_audit_sees(fault: str, rich: Path, tmp_path: Path) -> None:
    plant, told = FAULTS[fault]
    with pikepdf.open(rich) as pdf:
        plant(pdf)
        pdf.save(tmp_path / "faulty.pdf")
    faults = audit(tmp_path / "faulty.pdf").faults
    assert any(told in found for found in faults), faults
