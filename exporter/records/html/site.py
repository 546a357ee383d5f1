"""The site and what it files the article under: publisher, language, sections, tags.

In: a page being read. Out: these fields in the draft, what is read cut out of the
page. What is visible outranks JSON-LD, and JSON-LD meta tags.
"""

import re
from collections.abc import Iterator
from typing import Any

from exporter.blocks import Party
from exporter.inline import clean_line
from exporter.model import LANGUAGE_TAG
from exporter.records.html.habits import load_words, parts_of
from exporter.records.html.headline import outlet_names
from exporter.records.html.reading import Reading
from exporter.records.html.structured import Facts, each, name_of, text_of_value
from exporter.records.html.words import likeness, same_words, text_of
from exporter.records.labels import fold, load_labels
from exporter.records.language import guess_language
from exporter.records.times import read_time
from exporter.said import said

_LONGEST_KICKER = 70
_MOST_SECTIONS = 5
_MOST_TAGS = 40
#: Letters of a text whose words outweigh what a page says of its language.
_ENOUGH = 200
_TAG_SPLIT = re.compile(r"\s*[,;|、，]\s*")
_CRUMB_SPLIT = re.compile(r"\s*[/>›»|→]\s*")
_KIND = {
    "LiveBlogPosting": "live",
    "OpinionNewsArticle": "opinion",
    "ReviewNewsArticle": "opinion",
}
_HOME = frozenset(load_words()["home"])


def set_language(reading: Reading) -> None:
    """Set the language of the text: its words, or what the page says."""
    draft = reading.draft
    told, rule = _told_language(reading.facts)
    text = text_of(reading.main.body)
    shown = guess_language(f"{reading.headline.text} {text}")
    primary = told.split("-")[0].lower()
    if shown and not _close(primary, shown) and (len(text) > _ENOUGH or not told):
        draft.set("language", shown, "function words of the text")
    elif told:
        script = next((p for p in told.split("-")[1:] if len(p) == 4), "")
        tag = f"{primary}-{script.title()}" if script else primary
        is_chinese = primary == "zh" and shown.startswith("zh")
        draft.set("language", shown if is_chinese else tag, rule)
    else:
        draft.warn(said("no language found: the default is used"))
    reading.labels = load_labels(str(draft.values.get("language", "en")))


def _told_language(facts: Facts) -> tuple[str, str]:
    """Return the language a page says it is in, and where it does; "" for none."""
    for tag, rule in (
        (facts.language, "lang of the page"),
        (facts.text("inLanguage"), "JSON-LD inLanguage"),
        (facts.meta("og:locale"), "meta og:locale"),
        (facts.meta("content-language", "language", "dc.language"), "meta language"),
    ):
        tag = tag.replace("_", "-")
        if re.match(LANGUAGE_TAG, tag) and len(tag.split("-")[0]) <= 3:
            return tag, rule
    return "", ""


def _close(one: str, other: str) -> bool:
    """Say whether two tags are of one language, or of two that are hard to tell."""
    one, other = one.split("-")[0], other.split("-")[0]
    near = ({"id", "ms", "in", "jv", "su"}, {"no", "nb", "nn", "da"})
    return one == other or any({one, other} <= group for group in near)


def set_publisher(reading: Reading) -> None:
    """Set the outlet, the page's address and the kind of piece."""
    facts, draft = reading.facts, reading.draft
    for name, rule in (
        (next(iter(facts.names("publisher")), ""), "JSON-LD publisher"),
        (facts.meta("og:site_name"), "meta og:site_name"),
        (
            next(
                (
                    text_of_value(o.get("name"))
                    for o in facts.of_type(
                        "NewsMediaOrganization", "WebSite", "Organization"
                    )
                    if o.get("name")
                ),
                "",
            ),
            "JSON-LD organisation",
        ),
        (
            facts.meta("application-name", "dc.publisher", "publisher"),
            "meta application-name",
        ),
    ):
        if name and "://" not in name and len(name) <= 80:
            draft.set("publisher", Party(name=name, kind="organisation"), rule)
            break
    if reading.address:
        draft.set("url", reading.address, "canonical address of the page")
    kind = next((k for t, k in _KIND.items() if t in facts.types), "")
    if kind:
        draft.set("kind", kind, "JSON-LD type")


# --- sections ----------------------------------------------------------


def set_sections(reading: Reading) -> None:
    """Set the sections: the visible breadcrumb, JSON-LD, a label, a meta tag."""
    for names, rule in _sections(reading):
        kept = _clean_sections(reading, names)
        if kept:
            reading.draft.set("sections", tuple(kept), rule)
            return


def _sections(reading: Reading) -> Iterator[tuple[list[str], str]]:
    facts, view = reading.facts, reading.view
    for element in view.order:
        if "breadcrumb" in parts_of(element) and element not in reading.gone:
            items = [
                text_of(e)
                for e in element.iter("a", "li", "span")
                if not any(True for _ in e.iterchildren("a", "li", "span", "ol", "ul"))
            ]
            names = list(dict.fromkeys(filter(None, items))) or _CRUMB_SPLIT.split(
                text_of(element)
            )
            if any(len(name) > 1 for name in names):
                reading.drop(element, "breadcrumb")
                yield names, "visible breadcrumb"
    for crumbs in facts.of_type("BreadcrumbList"):
        yield (
            [
                name_of(one) or name_of(one.get("item"))
                for one in each(crumbs.get("itemListElement"))
                if isinstance(one, dict)
            ],
            "JSON-LD breadcrumb",
        )
    yield (
        [text_of_value(one) for one in each(facts.article.get("articleSection"))],
        "JSON-LD articleSection",
    )
    named = [
        e
        for e in view.order
        if "section" in parts_of(e)
        and reading.is_free(e)
        and view.length[e] <= _LONGEST_KICKER
        and view.place[e] < reading.start
    ]
    for element in named:
        if any(
            one is reading.main.scope for one in element.iterancestors()
        ) and text_of(element):
            words = [text_of(a) for a in element.iter("a")] or [text_of(element)]
            yield words, "visible section label"
    yield (
        [
            facts.meta(
                "article:section",
                "og:article:section",
                "parsely-section",
                "section",
                "sailthru.verticals",
            )
        ],
        "meta article:section",
    )


def _clean_sections(reading: Reading, names: list[str]) -> list[str]:
    outlets = outlet_names(reading.facts)
    headline = reading.headline.text
    kept: list[str] = []
    for name in names:
        name = clean_line(name).strip(" />›»|:")
        if (
            not name
            or len(name) > 50
            or name.casefold() in _HOME
            or fold(name) in outlets
            or fold(name) in reading.labels.home_words
        ):
            continue
        if (
            same_words(name, headline)
            or (len(name.split()) > 4 and likeness(name, headline) > 0.7)
            or not fold(name)
        ):
            continue
        if read_time(name, day_first=True, labels=reading.labels) is None and all(
            fold(name) != fold(one) for one in kept
        ):
            kept.append(name)
    return kept[:_MOST_SECTIONS]


# --- tags ---------------------------------------------------------------------------


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
    for element in list(reading.main.scope.iter()):
        if isinstance(element.tag, str) and _holds_tags(reading, element):
            names = [text_of(link) for link in element.iter("a")]
            reading.drop(element, "tags, as printed")
            yield names, "visible tags"
    links = (a for a in reading.main.scope.iter("a") if (a.get("rel") or "") == "tag")
    yield [text_of(a) for a in links if reading.is_free(a)], "links to tags"
    keywords = map(text_of_value, each(facts.article.get("keywords")))
    names = [name for text in keywords for name in _TAG_SPLIT.split(text)]
    yield [re.sub(r"^\w+:", "", name) for name in names], "JSON-LD keywords"
    yield facts.metas.get("article:tag", []), "meta article:tag"
    told = facts.meta("news_keywords", "keywords", "parsely-tags")
    yield _TAG_SPLIT.split(told), "meta keywords"


def _holds_tags(reading: Reading, element: Any) -> bool:
    """Say whether an element is a list of the article's tags, each a link."""
    view, parts = reading.view, parts_of(element)
    if "tags" not in parts or parts & {"related", "photo", "kicker", "recommended"}:
        return False
    if element in reading.gone or element is reading.main.scope:
        return False
    if any(one is element for one in reading.main.body.iterancestors()):
        return False
    after = view.place[element] > reading.start and view.length[element] < 1500
    return after and view.link_share(element) > 0.5


def _clean_tags(reading: Reading, names: list[str]) -> list[str]:
    kept: list[str] = []
    for name in names:
        name = clean_line(name).lstrip("#").strip(" ,:")
        if 1 < len(name) <= 60 and all(fold(name) != fold(one) for one in kept):
            kept.append(name)
    return kept[:_MOST_TAGS]
