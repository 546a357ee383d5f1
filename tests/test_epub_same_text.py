"""Print and EPUB say the same: ids and texts of an article, to the character."""

from pathlib import Path
from typing import Any

from epub_edition import base_layout, draw_photos, make_edition
from lxml import etree, html

from exporter.model import Article, anchor
from exporter.pdf.parts import Run

BLOCKS = {
    *("p", "h1", "h2", "h3", "h4", "li", "td", "th"),
    *("caption", "figure", "figcaption", "img", "div"),
}


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _texts(root: Any) -> list[tuple[str, str]]:
    """Return (id, text) of each block; of one that holds blocks only its id."""
    found = []
    for element in root.iterdescendants():
        if not isinstance(element.tag, str) or not element.get("id"):
            continue
        if _local(element) not in BLOCKS:
            continue
        holds = any(child.get("id") for child in element.iterdescendants())
        found.append((element.get("id"), "" if holds else "".join(element.itertext())))
    return found


def _print_article(tmp_path: Path, article: Article) -> list[tuple[str, str]]:
    layout = base_layout()
    edition = make_edition(draw_photos(tmp_path))
    page = layout.render(
        "print-section.html.j2",
        edition=edition,
        runs=[Run(edition.sections[0], 1, [article], is_first=True)],
    )
    root = html.document_fromstring(page).get_element_by_id(anchor(article.id))
    return _texts(root)


def _epub_article(article: Article) -> list[tuple[str, str]]:
    page = base_layout().render("epub-article.html.j2", a=article)
    root = etree.fromstring(page.strip().encode())
    return _texts(root.find(f".//*[@id='{anchor(article.id)}']"))


def test_every_article_has_the_same_text_in_print_and_epub(tmp_path: Path) -> None:
    edition = make_edition(draw_photos(tmp_path))
    for article in edition.articles:
        in_print = _print_article(tmp_path, article)
        assert len(in_print) >= 4
        assert _epub_article(article) == in_print


def test_alt_texts_are_the_same_in_print_and_epub(tmp_path: Path) -> None:
    article = make_edition(draw_photos(tmp_path)).articles[0]
    page = base_layout().render("epub-article.html.j2", a=article)
    alts = [img.get("alt") for img in etree.fromstring(page.strip()).iter("{*}img")]
    assert alts == [i.alt for i in article.images if i.file]
