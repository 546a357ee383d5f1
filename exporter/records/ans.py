"""Reader for Arc's ANS: a story, a list of stories, or an answer with stories in it.

In: a JSON value (schema 0.5 to 0.10). Out: an Article for each story. A note of the
editor is public at Arc: it is a correction. What a vanity credit says is printed in
place of the credit.
"""

from typing import Any

from exporter.blocks import Party
from exporter.inline import clean_inline, plain_text
from exporter.model import Article, Correction, Dateline
from exporter.records.ans_body import add_elements
from exporter.records.ans_photo import add_lead, names_of
from exporter.records.draft import Draft
from exporter.records.entry import (
    add_tags,
    clean_url,
    close_body,
    finish,
    plain_of,
    set_deck,
    set_headline,
    set_language,
    set_line,
    set_moment,
    set_sections,
    settle_language,
    whole_text,
)
from exporter.records.file import Read, RecordFile, read_each
from exporter.records.ids import Ids
from exporter.records.labels import Labels, fold
from exporter.records.leaves import Branch
from exporter.records.names import add_names
from exporter.records.people import split_names
from exporter.said import said

_EDITORS = {"editor", "editors", "edited_by", "editing", "edit"}
_LISTS = (None, "results", "collection", "story-feed", "feed")


def knows(value: Any) -> bool:
    """Say whether a JSON value is a story of ANS, or holds a list of them."""
    return bool(_stories(value))


def _stories(value: Any) -> list[dict[str, Any]]:
    if _is_story(value):
        return [value]
    if isinstance(value, dict) and value.get("type") in _LISTS:
        value = value.get("content_elements")
    found = value if isinstance(value, list) else []
    return [one for one in found if _is_story(one)]


def _is_story(value: Any) -> bool:
    known = isinstance(value, dict) and value.get("type") == "story"
    return known and ("content_elements" in value or "headlines" in value)


def read(value: Any, file: RecordFile) -> Read:
    """Return the Articles of the stories and an error for each that is none."""
    stories, ids = _stories(value), Ids()
    many = len(stories) > 1
    return read_each(
        (
            (said("{file}, article {n}", file=file.name, n=n) if many else file.name, s)
            for n, s in enumerate(stories, 1)
        ),
        lambda story, where: _read_story(Branch(story), where, file, ids),
    )


def _read_story(story: Branch, where: str, file: RecordFile, ids: Ids) -> Article:
    draft = Draft()
    set_headline(draft, story.text("headlines", "basic"), "headlines.basic", where)
    address = story.text("canonical_url")
    url = clean_url(address) or clean_url(story.text("website_url"))
    if url:
        draft.set("url", url, "canonical_url")
    path = f"https://site.invalid{address}" if address.startswith("/") else url
    ids.give(draft, url=path, key=story.text("slug") or story.text("_id"))
    set_language(draft, story.text("language"), "language")
    contents = (one.value for one in story.each("content_elements"))
    texts = (one.get("content") for one in contents if isinstance(one, dict))
    words = " ".join(text for text in texts if isinstance(text, str))
    whole_text(words, where)
    labels = settle_language(draft, words)
    set_line(draft, "kicker", story.text("label", "basic", "text"), "label.basic")
    _set_times(draft, story)
    _set_people(draft, story, labels)
    _set_taxonomy(draft, story)
    _set_sources(draft, story, labels)
    set_line(draft, "rights", story.text("copyright"), "copyright")
    add_lead(draft, story.at("promo_items"), labels)
    corrections = add_elements(draft, story, labels)
    close_body(draft, labels)
    _set_place(draft, story)
    _set_decks(draft, story)
    _set_corrections(draft, story, corrections)
    story.drop_unused(draft, "ans")
    return finish(draft, "ans", file, where)


def _set_times(draft: Draft, story: Branch) -> None:
    names = ("display_date", "publish_date", "first_publish_date")
    for name in names:
        if story.at(name).value and "published" not in draft.values:
            set_moment(draft, "published", story.text(name), name)
    changed = story.text("last_updated_date")
    set_moment(draft, "modified", changed, "last_updated_date")


def _set_decks(draft: Draft, story: Branch) -> None:
    below = story.text("subheadlines", "basic")
    about = story.text("description", "basic")
    if below:
        draft.set("deck", clean_inline(below), "subheadlines.basic")
        draft.drop(plain_of(about), "ans:description, not printed")
    else:
        set_deck(draft, about, "description.basic")


# --- people ------------------------------------------------------------------------


def _set_people(draft: Draft, story: Branch, labels: Labels) -> None:
    """Set the people of each role; what a vanity credit says counts for its role."""
    credits, vanity = story.at("credits"), story.at("vanity_credits")
    roles = [*_keys(credits), *_keys(vanity)]
    for role in dict.fromkeys(roles):
        shown = names_of(vanity, role)
        names = names_of(credits, role, use=not shown)
        if shown:
            _set_vanity(draft, role, shown, names, labels)
        else:
            _add(draft, role, names, labels, f"credits.{role}")


def _keys(branch: Branch) -> list[str]:
    return list(branch.value) if isinstance(branch.value, dict) else []


def _add(draft: Draft, role: str, names: list[str], labels: Labels, rule: str) -> None:
    if role == "by":
        add_names(draft, names, labels, rule)
    elif role in _EDITORS:
        add_names(draft, names, labels, rule, group="editors")
    else:
        label = role.replace("_", " ").removesuffix(" by")
        add_names(draft, names, labels, rule, group="contributors", role=label)


def _set_vanity(
    draft: Draft, role: str, shown: list[str], names: list[str], labels: Labels
) -> None:
    """Set the people of a vanity credit; a whole sentence is kept as it is printed."""
    rule = f"vanity_credits.{role}"
    if role == "by" and not all(split_names(text, labels) for text in shown):
        line = plain_of(" ".join(shown))
        draft.set("byline", line, rule)
        named = [name for name in names if plain_of(name) in line]
        _add(draft, role, named, labels, f"credits.{role}")
    else:
        _add(draft, role, shown, labels, rule)


# --- the rest ----------------------------------------------------------------------


def _set_place(draft: Draft, story: Branch) -> None:
    place = plain_of(story.text("location"))
    if place and not draft.values.get("dateline"):
        draft.set("dateline", Dateline(raw=place, city=place), "location")
    elif place:
        draft.drop(place, "ans:location; the text has its own dateline")


def _set_taxonomy(draft: Draft, story: Branch) -> None:
    taxonomy = story.at("taxonomy")
    first = taxonomy.at("primary_section")
    if not isinstance(first.value, dict):
        first = taxonomy.at("primary_site")
    every = [first, *taxonomy.each("sections"), *taxonomy.each("sites")]
    paths: dict[str, str] = {}
    for one in every:
        name = plain_of(_name(one))
        path = one.text("path") or one.text("_id")
        if name and name not in paths:
            paths[name] = path.rstrip("/")
            one.take("name" if one.at("name").value else "title")
    main = paths.get(plain_of(_name(first)), "")
    above = [n for n, path in paths.items() if path and main.startswith(f"{path}/")]
    above.sort(key=lambda name: len(paths[name]))
    set_sections(draft, [*above, *paths], "taxonomy")
    add_tags(
        draft, (tag.text("text") for tag in taxonomy.each("tags")), "taxonomy.tags"
    )


def _name(section: Branch) -> str:
    found = section.at("name").value or section.at("title").value
    return found if isinstance(found, str) else ""


def _set_sources(draft: Draft, story: Branch, labels: Labels) -> None:
    """Set the agency a story came from; a name of a system is none."""
    agency = plain_of(story.text("distributor", "name"))
    if agency:
        draft.sources.append(Party(name=agency, kind="organisation"))
        draft.add_origin("sources", "distributor")
    name = story.at("source", "name").value
    if isinstance(name, str) and fold(name) in labels.agencies and name != agency:
        draft.add_source(story.text("source", "name"), "source")


def _set_corrections(draft: Draft, story: Branch, found: list[str]) -> None:
    texts = [*found, *(one.text("text") for one in story.each("corrections"))]
    texts.append(story.text("editor_note"))
    inline = dict.fromkeys(clean_inline(text) for text in texts)
    kept = [Correction(text=text) for text in inline if plain_text(text)]
    if kept:
        draft.set("corrections", tuple(kept), "corrections and editor_note")
