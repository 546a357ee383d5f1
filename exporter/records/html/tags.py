"""The tags a page files its article under.

In: a page being read. Out: the tags in the draft: those printed at the article or
behind it, then those machines are told. What is read is cut out of the page.
"""

import re
from collections.abc import Iterator
from typing import Any

from exporter.inline import clean_line
from exporter.records.html.habits import any_of, parts_of
from exporter.records.html.links import is_related_label
from exporter.records.html.reading import Reading
from exporter.records.html.structured import each, text_of_value
from exporter.records.html.words import first_link, text_of
from exporter.records.labels import fold

_MOST = 40
_SPLIT = re.compile(r"\s*[,;|、，]\s*")
#: Letters of one tag in a list, on the average; a headline has more.
_LETTERS = 26
_SHORT = 15
#: Letters in a list of tags that are no tag: its label.
_LABEL_LETTERS = 40
_HREF = re.compile(
    r"/(?:tags?|topics?|topik|themen?|tema|temas|etiquetas?|keywords?|schlagwort"
    r"|dossiers?|mots-cles|argomenti|emne|etiket|tagar)/",
    re.I,
)
_LABEL = re.compile(any_of("tag_labels"), re.I)
#: Scripts from here on write a word in one sign.
_DENSE = "\u3040"
#: Parts whose words behind an article are no tags of it.
_ELSEWHERE = {"recommended", "navigation", "comments", "advert"}


def set_tags(reading: Reading) -> None:
    """Set the tags: those printed at the article, then JSON-LD, then a meta tag."""
    draft = reading.draft
    for names, rule in _tags(reading):
        kept = _clean_tags(reading, names)
        if kept:
            draft.tags = kept
            draft.add_origin("tags", rule)
            return


def _tags(reading: Reading) -> Iterator[tuple[list[str], str]]:
    facts = reading.facts
    if reading.draft.tags:
        yield list(reading.draft.tags), "label"
    for element in _candidates(reading):
        if _holds_tags(reading, element):
            links = _links(reading, element)
            reading.drop(element, "tags, as printed")
            yield [text_of(link) for link in links], "visible tags"
    every = reading.main.scope.iter("a")
    links = [a for a in every if (a.get("rel") or "") == "tag" and reading.is_free(a)]
    yield [text_of(a) for a in links], "links to tags"
    keywords = map(text_of_value, each(facts.article.get("keywords")))
    names = [name for text in keywords for name in _SPLIT.split(text)]
    yield [re.sub(r"^\w+:", "", name) for name in names], "JSON-LD keywords"
    yield facts.metas.get("article:tag", []), "meta article:tag"
    told = facts.meta("news_keywords", "keywords", "parsely-tags")
    split = _SPLIT.split(told)
    if len(split) == 1 and told[:1] >= _DENSE:
        split = told.split()
    yield split, "meta keywords"


def _candidates(reading: Reading) -> Iterator[Any]:
    """Yield the elements of the article, then those close behind it."""
    scope = reading.main.scope
    yield from [e for e in scope.iter() if isinstance(e.tag, str)]
    for holder in (scope, *scope.iterancestors()):
        for one in holder.itersiblings():
            if isinstance(one.tag, str) and not parts_of(one) & _ELSEWHERE:
                yield from [e for e in one.iter() if _is_behind(reading, e)]
        if holder.tag in ("article", "main", "body"):
            return


def _is_behind(reading: Reading, element: Any) -> bool:
    """Say whether an element behind an article is named as tags, and stands in no box
    of other articles."""
    if not isinstance(element.tag, str) or "tags" not in parts_of(element):
        return False
    around = (element, *element.iterancestors())
    return not any(parts_of(one) & _ELSEWHERE for one in around if one.tag != "body")


def _links(reading: Reading, element: Any) -> list[Any]:
    """Return the links of a list of tags: those of the one list among other links."""
    if "tags" not in parts_of(element):
        for inner in element.iterdescendants("div", "ul", "p", "section"):
            if _holds_tags(reading, inner):
                return _links(reading, inner)
    every = list(element.iter("a"))
    lists = [list(one.iter("a")) for one in element.iter("ul", "ol")]
    lists = [links for links in lists if links]
    listed = lists[0] if len(lists) == 1 else []
    most = len(listed) > 1 and len(listed) * 2 > len(every)
    return listed if most else every


def _holds_tags(reading: Reading, element: Any) -> bool:
    """Say whether an element is a list of the article's tags, each a link."""
    view, parts = reading.view, parts_of(element)
    if element in reading.gone or element is reading.main.scope:
        return False
    if view.place[element] <= reading.start or not 0 < view.length[element] < 1500:
        return False
    links = list(element.iter("a"))
    if not links or any(one is element for one in reading.main.body.iterancestors()):
        return False
    letters = sum(view.length[link] for link in links)
    headings = element.iter("h2", "h3", "h4", "h5")
    titles = sum(view.length[e] for e in headings if next(e.iter("a"), None) is None)
    own = view.length[element] - titles
    if letters > _LETTERS * len(links) or own - letters > max(letters, _LABEL_LETTERS):
        return False
    link = first_link(element)
    label = text_of(element).partition(link)[0] if link else ""
    if letters > _SHORT * len(links) and is_related_label(reading, label):
        return False
    if "tags" in parts and not parts & {"photo", "kicker", "recommended", "byline"}:
        return True
    hrefs = [link.get("href") or "" for link in links]
    return (len(links) > 1 and all(map(_HREF.search, hrefs))) or _is_under_label(
        reading, element
    )


def _is_under_label(reading: Reading, element: Any) -> bool:
    """Say whether a label in front of an element's links says they are tags."""
    if next(element.iter("article"), None) is not None:
        return False  # a teaser
    link = first_link(element)
    before = text_of(element).partition(link)[0] if link else ""
    label = before.strip(" :：|-–—")
    return 0 < len(label) <= 40 and is_tag_label(reading, label)


def is_tag_label(reading: Reading, words: str) -> bool:
    """Say whether words announce tags in the page's language."""
    known = reading.labels.tags.fullmatch(f"{words}:") is not None
    return known or _LABEL.fullmatch(words) is not None


def _clean_tags(reading: Reading, names: list[str]) -> list[str]:
    kept: list[str] = []
    for name in names:
        name = clean_line(name).lstrip("#").strip(" ,:")
        least = 1 if name and name[0] >= _DENSE else 2
        if least <= len(name) <= 60 and all(fold(name) != fold(one) for one in kept):
            kept.append(name)
    return kept[:_MOST]
