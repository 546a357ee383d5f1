"""Articles that stay laid out come out as if they were laid out anew."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from generated import make_edition

from exporter.build import build
from exporter.compositor.flow import Flow
from exporter.compositor.galley import ArticleGalley
from exporter.compositor.kept import Kept
from exporter.pdf.work import kept_articles

ARTICLES = 6


@pytest.fixture
def kept() -> Kept:
    """Return what this process keeps, with nothing in it yet."""
    kept_articles.cache_clear()
    return kept_articles(False)


def pdf_of(edition: Path, out: Path, *, keep: bool) -> bytes:
    result = build(edition, out, formats=["pdf"], keep=keep)
    return next(file for file in result.files if file.suffix == ".pdf").read_bytes()


@pytest.mark.parametrize(
    "layout", ["magazine", pytest.param("gazette", marks=pytest.mark.slow)]
)
def test_an_edition_is_the_same_with_articles_of_another(
    kept: Kept, layout: str, tmp_path: Path
) -> None:
    """Photos, tables, lists and boxes among them; one is new, the others move."""
    edition = make_edition(tmp_path / "edition", 3, ARTICLES, layout)
    pdf_of(edition, tmp_path / "first", keep=True)
    assert len(kept) == ARTICLES
    file = min((edition.parent / "articles").glob("*.json"))
    record = json.loads(file.read_text("utf-8"))
    record["body"].insert(0, {"type": "paragraph", "html": "Ralat: " + "baru. " * 90})
    file.write_text(json.dumps(record), "utf-8")
    again = pdf_of(edition, tmp_path / "again", keep=True)
    assert len(kept) == ARTICLES + 1
    assert again == pdf_of(edition, tmp_path / "anew", keep=False)


def test_an_article_with_another_form_is_laid_out_anew(
    kept: Kept, tmp_path: Path
) -> None:
    edition = make_edition(tmp_path / "edition", 2, 5)
    pdf_of(edition, tmp_path / "first", keep=True)
    name = min((edition.parent / "articles").glob("*.json")).stem
    text = edition.read_text("utf-8") + f'[article.{name}]\nform = "text-small"\n'
    edition.write_text(text, "utf-8")
    again = pdf_of(edition, tmp_path / "again", keep=True)
    assert len(kept) == 5 + 1
    assert again == pdf_of(edition, tmp_path / "anew", keep=False)


def test_what_was_used_longest_ago_goes_first() -> None:
    kept = Kept(limit=20)
    articles = {name: _article(name, lines=7) for name in "abc"}
    for name in "ab":
        kept.keep(name, articles[name])
    assert kept.find("a") is articles["a"]
    kept.keep("c", articles["c"])
    assert (len(kept), kept.find("b")) == (2, None)
    assert kept.find("a") is articles["a"]


def test_nothing_is_kept_where_there_is_no_room() -> None:
    kept = Kept(0)
    kept.keep("a", _article("a", lines=0))
    assert len(kept) == 0


def _article(name: str, lines: int) -> ArticleGalley:
    nothing: tuple[object, ...] = (None, name, (), {}, {}, None)
    return ArticleGalley(*nothing, Flow([], 16.0), [None] * lines, {}, 0.0)  # type: ignore[arg-type]


#: Builds three editions of the same articles and prints what is held after each.
_HELD = """
import gc, json, sys
from pathlib import Path
from exporter import speed
from exporter.build import build
speed.EVERY = 1  # all is looked through for each
held = []
for name in ("satu", "dua", "tiga"):
    build(Path(sys.argv[1], name), Path(sys.argv[1], "out"), formats=["pdf"])
    gc.collect()
    held.append(gc.get_freeze_count())
print(json.dumps(held))
"""


def test_a_process_holds_no_more_after_each_edition(tmp_path: Path) -> None:
    for name in ("satu", "dua", "tiga"):
        make_edition(tmp_path / name, 3, ARTICLES)
    done = subprocess.run(
        [sys.executable, "-c", _HELD, tmp_path], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    _, before, after = json.loads(done.stdout)
    assert after - before < 100  # of some 100,000
