"""Fit an edition to the number of pages an editor wants.

In: what laying out found (`PartFacts`), and the number of pages. Out: how many pages
each part is to have, and, where that is not enough, `Fitting`: the moves that reach it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from exporter.checks import Finding
from exporter.facts import ArticleFacts, FitFacts, Numbering, PartFacts
from exporter.model import Edition, anchor
from exporter.said import as_json, from_json, joined, said

#: A move is more than what is over, by this share of a page: lines break anew, columns
#: balance.
_MORE = 0.06
#: Articles named in a move.
_NAMED = 3


@dataclass(frozen=True)
class FittedArticle:
    """An article as set: its id, form, words, lines, columns, first and last page."""

    article: str
    form: str
    words: int
    lines: int
    columns: float
    page: int
    last: int


@dataclass(frozen=True)
class Fitting:
    """How an edition fits its `target` of pages; `moves` say what would.

    `over` is by how much of a page it is too long, less than 0 where too short.
    """

    target: int
    pages: int
    over: float
    articles: tuple[FittedArticle, ...]
    moves: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it as the proof and `--json` have it."""
        return {**asdict(self), "moves": [as_json(move) for move in self.moves]}

    def findings(self) -> Iterator[Finding]:
        """Yield a finding for each move."""
        for move in self.moves:
            yield Finding("W-016", "pages", move)


def told_moves(told: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield the findings that a proof's `fitting` tells of."""
    for move in told.get("moves", ()):
        yield Finding("W-016", "pages", from_json(move))


def fit_pages(parts: Sequence[PartFacts], wanted: int) -> list[int]:
    """Return how many pages each part is to have, so that all are nearest `wanted`.

    The cheapest changes come first. 0 leaves a part as it is.
    """
    counts = [len(part.pages) for part in parts]
    asked = [0] * len(parts)
    while sum(counts) != wanted:
        step = 1 if sum(counts) < wanted else -1
        changes = [
            (part.fit.reachable[count + step] - part.fit.reachable.get(count, 0.0), at)
            for at, (part, count) in enumerate(zip(parts, counts, strict=True))
            if part.fit is not None and count + step in part.fit.reachable
        ]
        if not changes:
            break
        _, at = min(changes)
        counts[at] += step
        asked[at] = counts[at]
    return asked


def fitting(
    edition: Edition, parts: Sequence[PartFacts], numbering: Numbering
) -> Fitting | None:
    """Return how an edition fits, where it has a target; else None."""
    if not edition.pages:
        return None
    ids = {anchor(article.id): article.id for article in edition.articles}
    articles = tuple(
        FittedArticle(
            ids[a.article],
            *(a.form, a.words, a.lines, a.columns),
            numbering.first[part.name] + a.first,
            numbering.first[part.name] + a.last,
        )
        for part in parts
        if part.fit is not None
        for a in part.fit.articles
    )
    excess = numbering.total - edition.pages
    headlines = {anchor(a.id): a.headline for a in edition.articles}
    over, moves = _moves(parts, excess, headlines)
    return Fitting(edition.pages, numbering.total, over, articles, tuple(moves))


def _moves(
    parts: Sequence[PartFacts], excess: int, headlines: Mapping[str, str]
) -> tuple[float, list[str]]:
    """Return by how much the edition is over its target, and the moves to make."""
    fits = [(part.fit, len(part.pages)) for part in parts if part.fit is not None]
    if excess == 0 or not fits:
        return 0.0, []
    if excess < 0:
        room = sum(pages - fit.shortest for fit, pages in fits)
        return -(room - excess - 1), [_move_up(fits, -excess)]
    # the parts that reach least far into their last page give it up most easily
    steps = sorted(
        (max(0.02, fit.shortest - (pages - 1 - step)), step, at)
        for at, (fit, pages) in enumerate(fits)
        for step in range(excess)
        if pages - 1 - step > 0
    )
    cuts: dict[int, float] = {}
    for depth, _, at in steps[:excess]:
        cuts[at] = max(cuts.get(at, 0.0), depth)
    moves = [_move_down(fits[at][0], depth, headlines) for at, depth in cuts.items()]
    return round(sum(cuts.values()), 2), moves


def _words_on(fits: Sequence[tuple[FitFacts, int]]) -> float:
    """Return about how many words of running text fill a page."""
    words = sum(a.words for fit, _ in fits for a in fit.articles)
    columns = sum(a.columns for fit, _ in fits for a in fit.articles)
    return words / columns * fits[0][0].columns if columns else 400.0


def _move_up(fits: Sequence[tuple[FitFacts, int]], missing: int) -> str:
    words = round(_words_on(fits) * (missing - 0.5), -1)
    return said(
        "{pages} page short: add about {words} words, or photos",
        pages=f"{missing}",
        words=f"{words:.0f}",
    )


def _move_down(fit: FitFacts, depth: float, headlines: Mapping[str, str]) -> str:
    """Return what to cut, or drop, so that a part is `depth` pages less deep."""
    lines = (depth + _MORE) * fit.lines
    texts = sorted(fit.articles, key=lambda a: -a.lines)
    longest = [a for a in texts if a.lines > 12][:_NAMED] or texts[:1]
    share = sum(a.lines for a in longest) or 1
    cuts = [(a, max(1, -int(-lines * a.lines // share))) for a in longest]
    each = [
        said("{headline!r} by {lines} lines", headline=headlines[a.article], lines=cut)
        for a, cut in cuts
    ]
    words = sum(cut * a.words / max(1, a.lines) for a, cut in cuts)
    drop = _droppable(fit, depth)
    told = said(
        "{pages} page over: cut about {words} words: {cuts}",
        pages=f"{depth:.1f}",
        words=f"{round(words, -1):.0f}",
        cuts=joined(each),
    )
    if drop is None:
        return told
    dropped = said("or drop {headline!r}", headline=headlines[drop.article])
    return said("{one}; {other}", one=told, other=dropped)


def _droppable(fit: FitFacts, depth: float) -> ArticleFacts | None:
    """Return the smallest article that takes up enough to drop it."""
    enough = [a for a in fit.articles if a.columns / fit.columns >= depth + _MORE]
    return (
        min(enough, key=lambda a: a.columns)
        if len(fit.articles) > 1 and enough
        else None
    )
