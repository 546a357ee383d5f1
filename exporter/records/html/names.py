"""Whom a page tells machines wrote it, and whose names are nobody's.

In: JSON-LD and meta tags of a page. Out: bare names, without "By", job titles and
outlets; no name where the words are an outlet, an address or whoever runs the site.
"""

from collections.abc import Iterator

from exporter.records.bylines import is_known_firm, names_of_line
from exporter.records.html.structured import Facts, each, name_of, types_of
from exporter.records.labels import Labels, fold
from exporter.records.name_words import (
    LOGINS,
    is_address,
    is_caseless,
    names_operator,
)
from exporter.records.people import Credited

_METAS: tuple[str, ...] = (
    *("author", "article:author", "og:article:author", "dc.creator", "byl"),
    *("dcterms.creator", "parsely-author", "sailthru.author", "creator"),
    *("cxenseparse:author", "article:author_name", "content_author", "authors"),
    *("dable:author", "cxenseparse:articleauthor", "citation_author"),
)
_EDITOR_METAS = ("content_editor", "dtk:editor", "editor", "article:editor")
#: What an outlet's name is followed by: "NOS Nieuws".
_NEWS = {"news", "nieuws", "nyheter", "nyheder", "uutiset", "nachrichten", "noticias"}
_HOUSES = {"Organization", "NewsMediaOrganization", "Corporation"}
#: Letters of an outlet's name that others can begin or end with: "Newsroom Infobae".
_SHORTEST = 4


def is_operator(name: str, outlets: set[str]) -> bool:
    """Say whether a name is the outlet's, an address, or of whoever runs the site."""
    folded = fold(name)
    if not folded or folded in outlets or folded in LOGINS:
        return True
    if is_address(name) or names_operator(name):
        return True
    if is_outlet_news(name, outlets):
        return True
    long = [outlet for outlet in outlets if len(outlet) >= _SHORTEST]
    return any(folded.startswith(one) or folded.endswith(one) for one in long)


def is_outlet_news(name: str, outlets: set[str]) -> bool:
    """Say whether a name is an outlet's, alone or before "News": "NOS Nieuws"."""
    folded = fold(name)
    return any(folded.removeprefix(one) in ("", *_NEWS) for one in outlets if one)


def told_people(facts: Facts, labels: Labels) -> list[Credited]:
    """Return the people JSON-LD names, then those of meta tags where it names none."""
    found = list(_told_in_json(facts, labels, "author", "author"))
    found = found or list(_told_in_json(facts, labels, "creator", "author"))
    found = found or _told_in_metas(facts, labels, _METAS, "author")
    found += _told_in_json(facts, labels, "editor", "editor")
    found += _told_in_metas(facts, labels, _EDITOR_METAS, "editor")
    unique: dict[tuple[str, str], Credited] = {}
    for one in found:
        unique.setdefault((fold(one.name), one.role), one)
    return list(unique.values())


def _told_in_json(
    facts: Facts, labels: Labels, key: str, role: str
) -> Iterator[Credited]:
    for value in map(facts.resolved, each(facts.article.get(key))):
        is_house = isinstance(value, dict) and bool(types_of(value) & _HOUSES)
        for name in _names_in(name_of(value), labels):
            if not is_house or is_known_firm(name, labels):
                yield Credited(name, role, rule=f"JSON-LD {key}")


def _told_in_metas(
    facts: Facts, labels: Labels, keys: tuple[str, ...], role: str
) -> list[Credited]:
    for key in keys:
        found = [
            Credited(name, role, rule=f"meta {key}")
            for text in facts.metas.get(key, ())
            for name in _names_in(text, labels)
            if " " in name or is_caseless(name)
        ]
        if found:
            return found
    return []


def _names_in(text: str, labels: Labels) -> list[str]:
    return [one.name for one in names_of_line(text, labels).people]
