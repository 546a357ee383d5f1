"""The site and what it files the article under: publisher, language, sections.

In: a page being read. Out: these fields in the draft, what is read cut out of the
page. What is visible outranks JSON-LD, and JSON-LD meta tags.
"""

import re
from collections.abc import Iterator
from typing import Any

from exporter.blocks import Party
from exporter.inline import LANGUAGE_TAG, clean_line
from exporter.records.html.habits import any_of, load_words, parts_of
from exporter.records.html.headline import outlet_names
from exporter.records.html.names import is_outlet_news
from exporter.records.html.reading import Reading
from exporter.records.html.structured import Facts, each, name_of, text_of_value
from exporter.records.html.words import likeness, same_words, text_of
from exporter.records.labels import fold, load_labels
from exporter.records.language import guess_language
from exporter.records.times import read_time
from exporter.said import said

_LONGEST_KICKER = 70
_MOST_SECTIONS = 5
#: Letters of a text whose words outweigh what a page says of its language.
_ENOUGH = 200
#: So few links, so few elements above a headline, name its section.
_FEW = 2
_NEAR = 15
_LAST_ABOVE = 2
_CRUMB_SPLIT = re.compile(r"\s*[/>›»|→]\s*")
_CRUMB_LABEL = re.compile(rf"^(?:{any_of('crumb_labels')})\s*[:：]?\s*", re.I)
_KIND = {
    "LiveBlogPosting": "live",
    "OpinionNewsArticle": "opinion",
    "ReviewNewsArticle": "opinion",
}
_TITLE_SPLIT = re.compile(r"\s*[|｜»·•]\s*|\s+[-–—:]\s+")
_TITLE_EDGES = " |｜-–—:：»·•_"
_LONGEST_OUTLET = 40
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
        (_outlet_in_title(reading), "title of the page, the headline cut off"),
    ):
        if name and "://" not in name and len(name) <= 80:
            draft.set("publisher", Party(name=name, kind="organisation"), rule)
            break
    if reading.address:
        draft.set("url", reading.address, "canonical address of the page")
    kind = next((k for t, k in _KIND.items() if t in facts.types), "")
    if kind:
        draft.set("kind", kind, "JSON-LD type")


def _outlet_in_title(reading: Reading) -> str:
    """Return the outlet a title names beside the headline, if the page shows it."""
    title, headline = reading.facts.title, reading.headline.text
    before, found, after = title.partition(headline)
    rest = (after or before) if found else ""
    name = _TITLE_SPLIT.split(rest.strip(_TITLE_EDGES))[-1].strip(_TITLE_EDGES)
    is_section = fold(name) in reading.labels.kanal
    if is_section or not 1 < len(name) <= _LONGEST_OUTLET:
        return ""
    body = reading.view.body
    shown = [text_of(body), *(image.get("alt") or "" for image in body.iter("img"))]
    return name if any(fold(name) in fold(words) for words in shown) else ""


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
            names = _crumbs(element)
            if any(len(name) > 1 for name in names):
                reading.drop(element, "breadcrumb")
                yield names, "visible breadcrumb"
    for crumbs in facts.of_type("BreadcrumbList"):
        items = [one for one in each(crumbs.get("itemListElement")) if one]
        dicts = [one for one in items if isinstance(one, dict)]
        names = [name_of(one) or name_of(one.get("item")) for one in dicts]
        yield names, "JSON-LD breadcrumb"
    yield from _labels_above(reading)
    names = [text_of_value(one) for one in each(facts.article.get("articleSection"))]
    yield names, "JSON-LD articleSection"
    names = [facts.meta("article:section", "og:article:section", "parsely-section")]
    yield names, "meta article:section"


def _crumbs(element: Any) -> list[str]:
    """Return the names in a breadcrumb: its links and what follows the last."""
    items: list[str] = []
    for one in element.iter("a", "li", "span"):
        inner = one.iterchildren("a", "li", "span", "ol", "ul")
        words = text_of(one)
        if next(inner, None) is None and words and not words.endswith((":", "：")):
            items.append(words)
    return list(dict.fromkeys(items)) or _CRUMB_SPLIT.split(text_of(element))


def _labels_above(reading: Reading) -> Iterator[tuple[list[str], str]]:
    """Yield the section above the headline: named so, or one link or two there."""
    view, scope = reading.view, reading.main.scope
    headline = view.place.get(reading.headline.element, reading.start)
    above = [
        e
        for e in scope.iter()
        if isinstance(e.tag, str)
        and e not in reading.gone
        and view.place[e] < max(headline, 1)
        and 0 < view.length[e] <= _LONGEST_KICKER
    ]
    for element in above:
        if "section" in parts_of(element):
            names = [text_of(a) for a in element.iter("a")] or [text_of(element)]
            yield names, "visible section label"
    kanal = reading.labels.kanal
    above = [e for e in above if not _is_kicker(e)]
    links = [e for e in above if e.tag == "a" and headline - view.place[e] <= _NEAR]
    if 0 < len(links) <= _FEW:
        yield [text_of(link) for link in links], "link above the headline"
    for element in above[-_LAST_ABOVE:]:
        if fold(text_of(element)) in kanal:
            yield [text_of(element)], "visible section label"
    below = (
        e
        for e in scope.iter()
        if isinstance(e.tag, str)
        and headline < view.place[e] < reading.start
        and e not in reading.gone
    )
    for element in below:
        if "section" in parts_of(element) and view.length[element] <= _LONGEST_KICKER:
            names = [text_of(a) for a in element.iter("a")] or [text_of(element)]
            yield names, "visible section label"


def _is_kicker(element: Any) -> bool:
    return parts_of(element) & {"kicker", "section"} == {"kicker"}


def _clean_sections(reading: Reading, names: list[str]) -> list[str]:
    outlets = outlet_names(reading.facts)
    headline, kanal = reading.headline.text, reading.labels.kanal
    kept: list[str] = []
    for name in names:
        name = clean_line(_CRUMB_LABEL.sub("", name)).strip(" />›»|:")
        if (
            not name
            or len(name) > 50
            or name.casefold() in _HOME
            or (is_outlet_news(name, outlets) and fold(name) not in kanal)
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
