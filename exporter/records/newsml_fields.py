"""The fields of a NewsML 1.2 item: NewsManagement, NewsLines and metadata.

In: a `NewsItem`, and the components a text stands in, outermost first. Out: fields of
the draft: what an inner component says outranks the outer one.
"""

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
    descendants,
    markup_in,
    take,
    take_all,
    take_attribute,
    words,
)
from exporter.said import said

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read_management(draft: Draft, item: Any, where: str, number: int) -> None:
    """Read identity, status, times and instructions; `number` tells texts apart."""
    management = child(item, "NewsManagement")
    change = child(management, "StatusWillChange")
    until = words(child(change, "DateAndTime"))
    status = attribute(child(management, "Status"), "FormalName")
    if status.lower() == "embargoed":
        set_embargo(draft, until, "newsml:StatusWillChange")
    refuse_unusable(draft, status, where)
    set_times(
        draft,
        [("newsml:FirstCreated", words(child(management, "FirstCreated")))],
        [
            (
                "newsml:ThisRevisionCreated",
                words(child(management, "ThisRevisionCreated")),
            )
        ],
    )
    identifier = child(item, "Identification/NewsIdentifier")
    names = ("PublicIdentifier", "NewsItemId")
    identity = next(filter(None, (words(child(identifier, n)) for n in names)), "")
    if identity:
        mark = f"#{number + 1}" if number else ""
        draft.set("id", identity[:290] + mark, "newsml:PublicIdentifier")
    label = words(child(item, "Identification/NameLabel"))
    notes = [words(one) for one in children(management, "Instruction")]
    revision = attribute(child(identifier, "RevisionId"), "Update")
    warn_of_correction(draft, [label, *notes])
    if revision == "A":
        draft.warn(said("the record amends a former version"))
    for one in children(management, "Instruction"):
        add_note(draft, take(one), "newsml:Instruction")


def read_component(draft: Draft, path: list[Any], labels: Labels) -> str:
    """Read the components around a text; return its dateline."""
    inner_first = list(reversed(path))
    lines = [one for c in inner_first for one in children(c, "NewsLines")]
    _set_lines(draft, lines, labels)
    _set_rights(draft, inner_first, lines)
    for component in inner_first:
        _set_admin(draft, child(component, "AdministrativeMetadata"), labels)
        _set_descriptive(draft, component)
    if "id" not in draft.values:
        draft.set("id", draft.values.get("headline", "newsml"), "the headline")
    found = [take(d) for one in lines for d in children(one, "DateLine")]
    for text in found[1:]:
        draft.drop(text, unread("newsml:DateLine"))
    return next(iter(found), "")


def _set_lines(draft: Draft, lines: list[Any], labels: Labels) -> None:
    for one in _first(draft, lines, "HeadLine"):
        draft.set("headline", take(one), "newsml:HeadLine")
    for one in _first(draft, lines, "SubHeadLine"):
        set_deck(draft, markup_in(one), "newsml:SubHeadLine", stated=True)
        take(one)
    for one in _first(draft, lines, "ByLine"):
        add_byline(draft, take(one), labels, "newsml:ByLine")
    for one in lines:
        for key in children(one, "KeywordLine"):
            for part in words(key).split(","):
                add_tag(draft, part, "newsml:KeywordLine")
        for slug in children(one, "SlugLine"):
            warn_of_correction(draft, [words(slug)])
            draft.drop(take(slug), unread("newsml:SlugLine"))
        for credit in children(one, "CreditLine"):
            name = take(credit)
            if name and not draft.add_source(name, "newsml:CreditLine"):
                draft.drop(name, "source again")


def _first(draft: Draft, lines: list[Any], name: str) -> list[Any]:
    """Return the first line of a name, at most one; others are dropped."""
    found = [e for one in lines for e in children(one, name) if words(e)]
    for again in found[1:]:
        draft.drop(take(again), unread(f"newsml:{name}"))
    return found[:1]


def _set_rights(draft: Draft, components: list[Any], lines: list[Any]) -> None:
    notices = [take(c) for one in lines for c in children(one, "CopyrightLine")]
    notice = next(filter(None, notices), "")
    if notice:
        draft.set("rights", notice, "newsml:CopyrightLine")
    for again in notices[1:]:
        draft.drop(again, why("newsml:CopyrightLine", "the notice stands for it"))
    for component in components:
        rights = child(component, "RightsMetadata")
        holder = words(child(rights, "Copyright/CopyrightHolder"))
        if holder and "rights" not in draft.values:
            draft.set("rights", f"© {holder}", "newsml:CopyrightHolder")
            take(child(rights, "Copyright/CopyrightHolder"))
        for usage in children(rights, "UsageRights"):
            add_note(draft, take_all(usage), "newsml:UsageRights")


def _set_admin(draft: Draft, admin: Any, labels: Labels) -> None:
    """Read source and provider; the creator is the author where no byline is."""
    for name in ("Source", "Provider"):
        for party in children(admin, f"{name}/Party"):
            text = take_attribute(party, "FormalName")
            if name == "Provider" and draft.sources:
                draft.drop(text, unread("newsml:Provider"))
            elif text and not draft.add_source(text, f"newsml:{name}"):
                draft.drop(text, "source again")
    for party in children(admin, "Creator/Party"):
        text = take_attribute(party, "FormalName")
        byline = draft.values.get("byline", "")
        known = any(fold(s.name) == fold(text) for s in draft.sources)
        if text and not byline and not known and " " in text:
            draft.add_party("authors", Party(name=text), "newsml:Creator")
        else:
            draft.drop(text, unread("newsml:Creator"))


def _set_descriptive(draft: Draft, component: Any) -> None:
    meta = child(component, "DescriptiveMetadata")
    genres = [take_attribute(one, "FormalName") for one in children(meta, "Genre")]
    set_kind(draft, genres, "newsml:Genre")
    for genre in genres:
        draft.drop(genre, unread("newsml:Genre"))
    language = words_language(meta)
    subjects: list[str] = []
    for topic in children(component, "TopicSet/Topic"):
        names = [
            one
            for one in children(topic, "Description")
            if attribute(one, "Variant") in ("", "Name")
        ]
        same = [n for n in names if n.get(_LANG, "")[:2] == language[:2]]
        subjects += [take(one) for one in (same or names)[:1]]
    add_subjects(draft, subjects, "newsml:Topic")
    for one in descendants(meta, "Property"):
        if attribute(one, "FormalName").lower() in ("keyword", "tag"):
            add_tag(draft, take_attribute(one, "Value"), "newsml:Property")
        elif attribute(one, "FormalName").lower() in ("section", "category"):
            add_section(draft, attribute(one, "Value"), "newsml:Property")


def words_language(meta: Any) -> str:
    """Return the language a component's metadata names, in small letters."""
    return attribute(child(meta, "Language"), "FormalName").lower()
