"""What the sample edition holds: one at least of each case a newsroom meets."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image as Photo

from exporter.blocks import Block, Box, Entry, Gallery
from exporter.edition import Composed, compose, read_sources
from exporter.model import Article, Image

SAMPLE = Path(__file__).parents[1] / "samples" / "mingguan"
CREDITS = (SAMPLE.parent / "CREDITS.md").read_text("utf-8").split("\n## ")[0]


@pytest.fixture(scope="module")
def composed() -> Composed:
    return compose(read_sources(SAMPLE))


@pytest.fixture(scope="module")
def articles(composed: Composed) -> tuple[Article, ...]:
    return composed.edition.articles


def blocks(article: Article) -> Iterator[Block]:
    """Yield the blocks of an article, those inside boxes and entries too."""
    for block in article.body:
        yield block
        if isinstance(block, (Box, Entry)):
            yield from block.blocks


def with_block(articles: tuple[Article, ...], kind: str) -> list[Article]:
    return [a for a in articles if any(b.type == kind for b in blocks(a))]


def photos(articles: tuple[Article, ...]) -> list[Image]:
    return [image for a in articles for image in a.images if image.file]


def words(article: Article) -> int:
    texts = [getattr(block, "html", "") for block in blocks(article)]
    return len(re.sub("<[^>]+>", "", " ".join(texts)).split())


# --- how much ---------------------------------------------------------------------


def test_it_has_articles_in_five_sections(composed: Composed) -> None:
    sections = composed.edition.sections
    assert len(sections) == 5
    assert min(len(section.articles) for section in sections) >= 2
    assert len(composed.edition.articles) >= 16


def test_every_record_of_the_folder_is_in_the_edition(
    articles: tuple[Article, ...],
) -> None:
    assert len(articles) == len(list((SAMPLE / "articles").iterdir()))


def test_articles_differ_in_length(articles: tuple[Article, ...]) -> None:
    lengths = sorted(map(words, articles))
    assert lengths[0] < 200
    assert lengths[-1] > 500


def test_every_article_was_published_in_the_week_before_the_edition(
    composed: Composed,
) -> None:
    for article in composed.edition.articles:
        assert article.published is not None
        age = composed.edition.published - article.published
        assert 0 <= age.days < 7, article.id


def test_records_are_json_and_page_text() -> None:
    names = [path.suffix for path in (SAMPLE / "articles").iterdir()]
    assert names.count(".txt") >= 2
    assert names.count(".json") >= 10


# --- photographs ------------------------------------------------------------------


def test_it_has_fourteen_photographs_and_uses_each_once(
    articles: tuple[Article, ...],
) -> None:
    files = [image.file for image in photos(articles)]
    assert len(files) >= 14
    assert len(set(files)) == len(files)
    assert len(files) == len(list((SAMPLE / "photos").iterdir()))


def test_photographs_differ_in_shape() -> None:
    shapes = [wide / high for wide, high in sizes().values()]
    assert min(shapes) < 0.8  # portrait
    assert max(shapes) > 2  # panorama


def test_photographs_are_small_enough_for_the_repository() -> None:
    assert max(max(size) for size in sizes().values()) <= 2400
    assert sum(p.stat().st_size for p in (SAMPLE / "photos").iterdir()) < 9e6


def sizes() -> dict[str, tuple[int, int]]:
    found = {}
    for path in (SAMPLE / "photos").iterdir():
        with Photo.open(path) as photo:
            found[path.name] = photo.size
    return found


def test_every_photograph_has_its_maker_and_licence_in_the_list_of_credits() -> None:
    rows = dict(re.findall(r"^\| `(\S+)` \| (.+)$", CREDITS, re.MULTILINE))
    assert set(rows) == set(sizes())
    for row in rows.values():
        maker, source, licence, _ = row.split(" | ")
        assert maker.strip()
        assert "Debian" in source or "PyPI" in source
        assert "https://creativecommons.org/" in licence


def test_a_photo_without_credit_is_one_whose_licence_needs_none(
    articles: tuple[Article, ...],
) -> None:
    bare = [image for image in photos(articles) if not image.credit]
    assert [image.usage_terms for image in bare] == ["CC0 1.0"]


def test_one_photo_has_no_alt_but_a_caption(articles: tuple[Article, ...]) -> None:
    bare = [image for image in photos(articles) if not image.alt]
    assert len(bare) == 1
    assert bare[0].caption


def test_an_article_has_several_photos(articles: tuple[Article, ...]) -> None:
    assert max(len(article.images) for article in articles) >= 3


def test_an_article_has_no_photo(articles: tuple[Article, ...]) -> None:
    assert any(not article.images for article in articles)


def test_a_record_names_a_photo_it_does_not_carry(
    articles: tuple[Article, ...],
) -> None:
    assert any(not image.file for a in articles for image in a.images)


# --- kinds, blocks, people --------------------------------------------------------


@pytest.mark.parametrize(
    "kind", ["subhead", "list", "table", "pullquote", "quote", "box", "gallery"]
)
def test_it_has_a_block_of_kind(articles: tuple[Article, ...], kind: str) -> None:
    assert with_block(articles, kind)


def test_a_gallery_holds_several_photos(articles: tuple[Article, ...]) -> None:
    article = with_block(articles, "gallery")[0]
    galleries = [block for block in article.body if isinstance(block, Gallery)]
    assert len(galleries[0].images) >= 3


def test_an_opinion_piece_has_a_portrait(articles: tuple[Article, ...]) -> None:
    opinions = [article for article in articles if article.kind == "opinion"]
    portraits = [image for article in opinions for image in article.images]
    assert any((image.height or 0) > (image.width or 0) for image in portraits)
    assert any(not article.images for article in opinions)


def test_an_article_has_two_authors_and_an_editor(
    articles: tuple[Article, ...],
) -> None:
    assert any(len(a.authors) == 2 and len(a.editors) == 1 for a in articles)


def test_every_name_is_one_of_the_masthead(articles: tuple[Article, ...]) -> None:
    """Bylines are invented; the masthead says so, and knows them all."""
    top = tomllib.loads((SAMPLE / "edition.toml").read_text("utf-8"))
    known = {name for entry in top["masthead"] for name in entry["names"]}
    people = {
        party.name
        for article in articles
        for party in (*article.authors, *article.editors, *article.contributors)
        if party.kind == "person"
    }
    assert people <= known


def test_an_article_has_a_correction(articles: tuple[Article, ...]) -> None:
    assert any(article.corrections for article in articles)


def test_an_article_has_a_source(articles: tuple[Article, ...]) -> None:
    assert any(article.sources for article in articles)


def test_an_article_was_first_published_elsewhere(
    articles: tuple[Article, ...],
) -> None:
    assert any(article.is_based_on for article in articles)


def test_related_links_lead_inside_and_outside(articles: tuple[Article, ...]) -> None:
    related = [link for article in articles for link in article.related]
    ids = {article.id for article in articles}
    assert any(link.article in ids for link in related)
    assert any(link.url and not link.article for link in related)
    assert any(not link.url and not link.article for link in related)


# --- the long, the short, the live and the foreign -------------------------------


def test_a_feature_has_2500_words(articles: tuple[Article, ...]) -> None:
    assert max(words(a) for a in articles if a.kind == "feature") >= 2300


def test_a_brief_has_40_words(articles: tuple[Article, ...]) -> None:
    assert any(30 <= words(a) <= 50 and len(a.body) == 1 for a in articles)


def test_a_live_report_has_five_timed_entries(articles: tuple[Article, ...]) -> None:
    live = next(article for article in articles if article.kind == "live")
    entries = [block for block in live.body if isinstance(block, Entry)]
    assert len(entries) >= 5
    assert all(entry.time and entry.headline and entry.authors for entry in entries)


def test_an_article_is_in_english(articles: tuple[Article, ...]) -> None:
    assert [article.language for article in articles].count("en") == 1
