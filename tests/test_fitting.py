"""Fitting an edition to a number of pages: what is advised reaches it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from generated import make_edition
from newsroom import Newsroom

from exporter.build import Result, build
from exporter.facts import FitFacts, PageFacts, PartFacts
from exporter.fitting import fit_pages


def part(name: str, pages: int, reachable: dict[int, float] | None = None) -> PartFacts:
    fit = None if reachable is None else FitFacts((), reachable, pages - 0.5, 2, 110)
    return PartFacts(name, (PageFacts(None, 0.9),) * pages, {}, fit=fit)


def test_parts_change_where_it_costs_least() -> None:
    parts = [
        part("cover", 1),
        part("a", 4, {4: 10.0, 5: 60.0}),
        part("b", 4, {3: 90.0, 4: 10.0, 5: 20.0}),
    ]
    assert fit_pages(parts, 9) == [0, 0, 0]
    assert fit_pages(parts, 10) == [0, 0, 5]
    assert fit_pages(parts, 11) == [0, 5, 5]
    assert fit_pages(parts, 8) == [0, 0, 3]
    assert fit_pages(parts, 5) == [0, 0, 3]  # as near as can be


def test_a_form_that_the_layout_lacks_is_refused(tmp_path: Path) -> None:
    newsroom = Newsroom(tmp_path / "newsroom")
    newsroom.tables = '[article.surut]\nform = "wied"'
    with pytest.raises(Exception, match="has no form 'wied'") as caught:
        build(newsroom.write().parent, tmp_path / "out", formats=["pdf"])
    assert "did you mean wide" in str(getattr(caught.value, "hint", ""))


def test_an_article_is_set_in_the_form_an_editor_pins(tmp_path: Path) -> None:
    newsroom = Newsroom(tmp_path / "newsroom")
    newsroom.top["pages"] = 9
    newsroom.tables = '[article.surut]\nform = "text-small"'
    result = build(newsroom.write().parent, tmp_path / "out", formats=["pdf"])
    assert result.fitting is not None
    forms = {a["article"]: a["form"] for a in result.fitting["articles"]}
    assert forms["surut"] == "text-small"


def test_pages_come_in_signatures(tmp_path: Path) -> None:
    newsroom = Newsroom(tmp_path / "newsroom")
    newsroom.top["signature"] = 4
    newsroom.tables = '[[filler]]\ntitle = "Berlangganan"\ntext = "Tulis ke redaksi."'
    result = build(newsroom.write().parent, tmp_path / "out", formats=["pdf"])
    assert result.exit_code == 0
    assert result.pages % 4 == 0


# --- the advice ---------------------------------------------------------------------


def _cuts(move: Any) -> Iterator[tuple[str, int]]:
    """Yield what a move asks for: a headline, and how many lines to cut."""
    if not isinstance(move, dict):
        return
    if move["msgid"] == "{headline!r} by {lines} lines":
        yield move["values"]["headline"], move["values"]["lines"]
    for value in move["values"].values():
        yield from _cuts(value)


def _shorten(folder: Path, article: dict[str, Any], lines: int) -> None:
    """Cut lines from the end of an article's paragraphs, as an editor would."""
    file = folder / "articles" / f"{article['article']}.json"
    record = json.loads(file.read_text(encoding="utf-8"))
    words = round(lines * article["words"] / article["lines"])
    texts = [b for b in record["body"] if b["type"] == "paragraph"]
    for block in reversed(texts):
        have = block["html"].split()
        left = len(have) - words
        if left > 8:
            block["html"] = " ".join(have[:left]).rstrip(",;:–—") + "."
            break
        record["body"].remove(block)
        words = -left
        if words <= 0:
            break
    file.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")


def _build(folder: Path, out: Path) -> Result:
    return build(folder, out, formats=["pdf"])


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "articles"), [(14, 21), (16, 28), (10, 14)])
def test_following_the_advice_reaches_the_target(
    seed: int, articles: int, tmp_path: Path
) -> None:
    folder = tmp_path / "edition"
    edition = make_edition(folder, seed, articles=articles)
    text = edition.read_text(encoding="utf-8")
    target = _build(folder, tmp_path / "out").pages - 2
    edition.write_text(f"pages = {target}\n{text}", encoding="utf-8")
    result = _build(folder, tmp_path / "out")
    for _ in range(3):  # an editor cuts, builds, and looks again
        assert result.fitting is not None
        if result.pages == target:
            break
        moves = result.fitting["moves"]
        assert moves, "there is something to do"
        by_headline = {
            result.places.headlines[a["article"]]: a for a in result.fitting["articles"]
        }
        for move in moves:
            for headline, lines in _cuts(move):
                _shorten(folder, by_headline[headline], lines)
        result = _build(folder, tmp_path / "out")
    assert result.pages == target
    assert not [f for f in result.findings if f.code == "W-016"]
