"""The fields of a NewsML-G2 item: itemMeta, contentMeta and rightsInfo.

In: a `newsItem`. Out: fields of the draft; RecordError where the item is cancelled,
held back or under an embargo without an end.
"""

import re
from typing import Any

from exporter.blocks import Party
from exporter.records.bylines import add_byline
from exporter.records.draft import Draft
from exporter.records.labels import Labels, fold
from exporter.records.wire import (
    add_note,
    add_section,
    add_subjects,
    add_tag,
    refuse_unusable,
    set_embargo,
    set_kind,
    set_times,
    unread,
    warn_of_correction,
    why,
)
from exporter.records.wire_body import set_deck
from exporter.records.wire_xml import (
    attribute,
    child,
    children,
    language_of,
    markup_in,
    take,
    take_all,
    take_attribute,
    words,
)

_SUB = re.compile(r"sub|secondary|deck", re.I)
_SUMMARY = re.compile(r"summary|teaser|standfirst|abstract|lead", re.I)
_EDITOR = re.compile(r"edit", re.I)
_SECTION = re.compile(r"category|section|ressort|desk", re.I)


def read_item_meta(draft: Draft, item: Any, where: str) -> None:
    """Read status, embargo, times, rights and notes."""
    meta = child(item, "itemMeta")
    embargo = child(meta, "embargoed")
    set_embargo(draft, words(embargo), "g2:embargoed")
    take(embargo)
    status = child(meta, "pubStatus")
    code = attribute(status, "qcode") or attribute(status, "uri")
    if embargo is not None and "embargoed_until" not in draft.values:
        code = "embargoed"
    take(status)
    refuse_unusable(draft, re.split(r"[:/]", code)[-1], where)
    content = child(item, "contentMeta")
    _set_times(draft, meta, content)
    _set_rights(draft, item)
    notes = [words(one) for one in children(meta, "edNote")]
    signals = [
        f"{attribute(one, 'qcode')} {words(one)}"
        for one in (*children(meta, "signal"), *children(meta, "role"))
    ]
    slug = child(content, "slugline")
    warn_of_correction(
        draft, [*notes, *signals, words(slug), words(child(meta, "title"))]
    )
    for one in children(meta, "edNote"):
        add_note(draft, take_all(one), "g2:edNote")
    draft.drop(take(slug), unread("g2:slugline"))
    for one in children(meta, "service"):
        name = child(one, "name")
        if name is not None and add_section(draft, words(name), "g2:service"):
            take(name)


def _set_times(draft: Draft, meta: Any, content: Any) -> None:
    def places(holder: Any, *names: str) -> list[tuple[str, str]]:
        return [(f"g2:{name}", take(child(holder, name))) for name in names]

    set_times(
        draft,
        places(meta, "firstCreated"),
        [*places(meta, "versionCreated"), *places(content, "contentModified")],
    )


def _set_rights(draft: Draft, item: Any) -> None:
    info = child(item, "rightsInfo")
    notices = [take(one) for one in children(info, "copyrightNotice")]
    holders = [_name(one) for one in children(info, "copyrightHolder")]
    notice = next(filter(None, notices), "")
    holder = next(filter(None, holders), "")
    if notice:
        draft.set("rights", notice, "g2:copyrightNotice")
        draft.drop(holder, why("g2:copyrightHolder", "the notice stands for it"))
    elif holder:
        draft.set("rights", f"© {holder}", "g2:copyrightHolder")
    for one in children(info, "usageTerms"):
        add_note(draft, take_all(one), "g2:usageTerms")


def _name(element: Any, language: str = "") -> str:
    """Return the name of a party or subject: in the item's language, or the first."""
    names = children(element, "name")
    same = [n for n in names if language and language_of(n)[:2] == language[:2]]
    for one in (*same, *names):
        if words(one):
            return take(one)
    literal = attribute(element, "literal")
    return take_attribute(element, "literal") if " " in literal else ""


def read_meta(draft: Draft, item: Any, labels: Labels, *, people: bool = True) -> None:
    """Read headline, deck, people, sources and subjects."""
    meta = child(item, "contentMeta")
    _set_headline(draft, item, meta)
    if people:
        _set_people(draft, meta, labels)
    _set_sources(draft, item, meta)
    _set_subjects(draft, item, meta)
    _set_deck(draft, meta, people)


def _set_headline(draft: Draft, item: Any, meta: Any) -> None:
    headlines = children(meta, "headline")
    main = [h for h in headlines if not _SUB.search(attribute(h, "role"))]
    ranked = sorted(main, key=lambda h: attribute(h, "rank") or "1")
    for one in ranked[:1]:
        if text := take(one):
            draft.set("headline", text, "g2:headline")
    title = child(item, "itemMeta/title")
    if "headline" not in draft.values:
        if text := take(title):
            draft.set("headline", text, "g2:title")
    elif fold(words(title)) == fold(draft.values["headline"]):
        draft.drop(take(title), "headline again")


def _set_people(draft: Draft, meta: Any, labels: Labels) -> None:
    """Read bylines; a creator or contributor that they do not name stands beside."""
    for one in (*children(meta, "by"), *children(meta, "byline")):
        add_byline(draft, take(one), labels, "g2:by")
    byline = fold(draft.values.get("byline", ""))
    for one in (*children(meta, "creator"), *children(meta, "contributor")):
        role = attribute(one, "role")
        is_creator = local_is(one, "creator")
        name = _name(one)
        if not name:
            continue
        job = take(child(one, "jobTitle"))
        if byline and fold(name) in byline:
            draft.drop(name, why("g2:creator", "the byline names them"))
        elif _EDITOR.search(role):
            draft.add_party("editors", Party(name=name, job_title=job), "g2:creator")
        elif is_creator and not byline:
            draft.add_party("authors", Party(name=name, job_title=job), "g2:creator")
        else:
            draft.drop(name, unread("g2:creator"))
        draft.drop(job if job and byline else "", unread("g2:jobTitle"))


def local_is(element: Any, name: str) -> bool:
    """Say whether an element has a local name."""
    return str(element.tag).rpartition("}")[2] == name


def _set_sources(draft: Draft, item: Any, meta: Any) -> None:
    for one in children(meta, "infoSource"):
        name = _name(one) or take_attribute(one, "literal")
        if name and not draft.add_source(name, "g2:infoSource"):
            draft.drop(name, "source again")
    provider = child(item, "itemMeta/provider")
    name = _name(provider) or take_attribute(provider, "literal")
    if name and not draft.sources:
        draft.add_source(name, "g2:provider")
    else:
        draft.drop(name, unread("g2:provider"))
    if not local_picture(item):
        for one in children(meta, "creditline"):
            name = take(one).rstrip(" –-")
            if name and not draft.add_source(name, "g2:creditline"):
                draft.drop(name, "source again")


def local_picture(item: Any) -> bool:
    """Say whether an item is a picture: its credit line is the photo's."""
    code = attribute(child(item, "itemMeta/itemClass"), "qcode")
    return code.rpartition(":")[2] in ("picture", "graphic")


def _set_subjects(draft: Draft, item: Any, meta: Any) -> None:
    language = language_of(item)
    genres = [_name(one, language) for one in children(meta, "genre")]
    set_kind(draft, genres, "g2:genre")
    for genre in genres:
        draft.drop(genre, unread("g2:genre"))
    for one in children(meta, "keyword"):
        if add_tag(draft, words(one), "g2:keyword"):
            take(one)
    subjects = []
    for one in children(meta, "subject"):
        kind = attribute(one, "type").rpartition(":")[2]
        name = _name(one, language)
        if _SECTION.search(kind):
            if not add_section(draft, name, "g2:subject"):
                draft.drop(name, unread("g2:subject"))
        elif kind in ("geoArea", "poi", "person", "organisation"):
            draft.drop(name, unread("g2:subject"))
        else:
            subjects.append(name)
    add_subjects(draft, subjects, "g2:subject")


def _set_deck(draft: Draft, meta: Any, is_text: bool) -> None:
    """Set the deck: a summary, else the line under the headline."""
    if not is_text:
        return
    described = [
        one
        for one in children(meta, "description")
        if _SUMMARY.search(attribute(one, "role"))
    ]
    lines = [
        one
        for one in children(meta, "headline")
        if words(one) and not words(one).isupper()
    ]
    for name, one in (
        *(("g2:description", one) for one in described),
        *(("g2:headline", one) for one in lines),
    ):
        if "deck" not in draft.values and words(one):
            set_deck(draft, markup_in(one), name, stated=True)
            take(one)
