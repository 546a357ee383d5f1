"""What an editor chooses for single articles: the form of each, and QR codes.

In: the keys of edition.toml, and the articles of the edition. Out: ids.
"""

from collections.abc import Sequence

from exporter.checks import Finding
from exporter.edition.records import Sources, article_names
from exporter.errors import EditionError
from exporter.model import Article
from exporter.qr import fits_code, web_address
from exporter.said import said


def chosen_forms(sources: Sources) -> dict[str, str]:
    """Return the forms an editor chose, by the ids of articles."""
    names = dict(article_names(sources.records, sources.file.name))
    own = sources.keys.article.items()
    return {names[name].id: one.form for name, one in own if one.form}


def chosen_codes(
    sources: Sources, articles: Sequence[Article]
) -> tuple[tuple[str, ...], list[Finding]]:
    """Return the articles that get a QR code, and findings for those that cannot.

    Raises EditionError where a code is asked for an article that is not on the web.
    """
    names = dict(article_names(sources.records, sources.file.name))
    own = sources.keys.article.items()
    asked = {names[name].id: name for name, one in own if one.qr is not None}
    ids: list[str] = []
    findings: list[Finding] = []
    for article in articles:
        name = asked.get(article.id)
        wanted = sources.keys.article[name].qr if name else sources.keys.qr
        address = web_address(article) if wanted else ""
        if wanted and name and not address:
            raise EditionError(
                said("article {id!r} has no web address for a QR code", id=article.id),
                where=sources.table.place("article", name, "qr"),
                hint=said("add `url` to its record, or remove the line"),
            )
        if address and fits_code(address):
            ids.append(article.id)
        elif address:
            message = said("its web address has {count} letters", count=len(address))
            findings.append(Finding("N-003", article.id, message))
    return tuple(ids), findings
