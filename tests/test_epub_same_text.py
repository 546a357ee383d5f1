"""Print and EPUB say the same: ids and texts of an article, to the character."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from epub_edition import base_layout, draw_photos, make_edition
from lxml import etree, html

from exporter.layout import Layout
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
        found.append((element.get("id"), "" if holds else _text(element)))
    return found


def _text(element: Any) -> str:
    """Return the text, without what says on paper where an address may be divided."""
    marks = dict.fromkeys((0x200B, 0x2060))
    return "".join(element.itertext()).translate(marks)


def _print_article(
    tmp_path: Path, article: Article, layout: Layout
) -> list[tuple[str, str]]:
    edition = make_edition(draw_photos(tmp_path))
    page = layout.render(
        "print-section.html.j2",
        edition=edition,
        runs=[Run(edition.sections[0], 1, [article], is_first=True)],
    )
    root = html.document_fromstring(page).get_element_by_id(anchor(article.id))
    return _texts(root)


def _epub_page(article: Article, layout: Layout) -> str:
    return layout.render(
        "epub-article.html.j2",
        a=article,
        edition=(edition := make_edition({"teal": "", "maroon": "", "olive": ""})),
        section=edition.sections[0],
        number=1,
        following=None,
    )


def _epub_article(article: Article, layout: Layout) -> list[tuple[str, str]]:
    page = _epub_page(article, layout)
    root = etree.fromstring(page.strip().encode())
    return _texts(root.find(f".//*[@id='{anchor(article.id)}']"))


@pytest.mark.parametrize("with_codes", [False, True])
def test_every_article_has_the_same_text_in_print_and_epub(
    tmp_path: Path, with_codes: bool
) -> None:
    edition = make_edition(draw_photos(tmp_path))
    ids = frozenset(a.id for a in edition.articles)
    layout = replace(base_layout(), codes=ids if with_codes else frozenset())
    for article in edition.articles:
        on_web = article.model_copy(update={"url": "https://kabar.example/a-b"})
        in_print = _print_article(tmp_path, on_web, layout)
        assert len(in_print) >= 4
        assert _epub_article(on_web, layout) == in_print
        texts = [text for _, text in in_print]
        assert ("kabar.example/a-b" in texts) == with_codes


def test_alt_texts_are_the_same_in_print_and_epub(tmp_path: Path) -> None:
    article = make_edition(draw_photos(tmp_path)).articles[0]
    page = _epub_page(article, base_layout())
    alts = [img.get("alt") for img in etree.fromstring(page.strip()).iter("{*}img")]
    assert alts == [i.alt for i in article.images if i.file]
