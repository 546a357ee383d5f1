"""What a plan found out about each article, as plain data for those who fit pages.

In: a `Plan` and the galley it sets. Out: `FitFacts`.
"""

from weasyprint.formatting_structure import boxes

from exporter.compositor.galley import ArticleGalley, Galley
from exporter.compositor.markup import head_of
from exporter.compositor.plan import Plan
from exporter.compositor.units import Joined, Piece
from exporter.facts import ArticleFacts, FitFacts


def fit_facts(plan: Plan, galley: Galley) -> FitFacts:
    """Return how each article of a part is set, and what else it might be."""
    pages: dict[str, set[int]] = {}
    for piece in plan.pieces:
        for article in _articles_of(piece):
            pages.setdefault(article.identifier, set()).add(piece.page)
    articles = tuple(
        _article_facts(item, plan, pages[item.identifier], galley)
        for item in galley.items
        if isinstance(item, ArticleGalley)
    )
    sheet = galley.sheet
    flows = [item.flow for item in galley.items if isinstance(item, ArticleGalley)]
    leading = flows[0].leading if flows else sheet.height
    lines = sheet.columns * int(sheet.height / leading)
    shortest = round(plan.shortest, 3)
    return FitFacts(articles, plan.reachable, shortest, sheet.columns, lines)


def _articles_of(piece: Piece) -> list[ArticleGalley]:
    """Return the articles that a piece holds something of."""
    source = piece.source
    if isinstance(source, Joined):
        run = piece.run
        owners = source.owners[run.first : run.last] if run else source.owners
        return [article for article, _ in owners]
    return [source] if source is not None else []


def _article_facts(
    article: ArticleGalley, plan: Plan, pages: set[int], galley: Galley
) -> ArticleFacts:
    sheet = galley.sheet
    form = plan.forms[article.identifier]
    lines = [leaf for leaf in article.leaves if isinstance(leaf, boxes.LineBox)]
    text = article.flow.height(0, len(article.flow))
    head = article.heads[head_of(form)]
    taken = text + head.height * round(head.box.width / sheet.column)
    if form.photo in article.leads:
        lead = article.leads[form.photo]
        taken += lead.height * round(lead.box.width / sheet.column)
    words = sum(len("".join(b.itertext()).split()) for b in article.flow_box.element)
    return ArticleFacts(
        article.identifier,
        form.name,
        words,
        len(lines),
        round(taken / sheet.height, 2),
        min(pages),
        max(pages),
    )
