"""The fields of a ninjs item beside its text and pictures.

In: the fields of an item. Out: headline, people, times, sources, subjects, rights and
notes in the draft; RecordError where the item is cancelled or held back.
"""

import re

from exporter.blocks import Party
from exporter.inline import clean_line
from exporter.records.draft import Draft
from exporter.records.fields import Fields
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

_MAIN = ("main", "", "headline", "hl1")
_EDITOR = re.compile(r"edit", re.I)
_WRITER = re.compile(r"writ|author|report|journalis|^$", re.I)


def read_fields(draft: Draft, fields: Fields, labels: Labels, where: str) -> None:
    """Read what stands beside text and pictures."""
    set_embargo(
        draft, fields.text("embargoeduntil", "embargoed", "embargo"), "ninjs:embargoed"
    )
    refuse_unusable(draft, fields.line("pubstatus"), where)
    _set_headline(draft, fields)
    if identity := fields.line("uri", "guid"):
        draft.set("id", identity[:300], "ninjs:uri")
    else:
        draft.set("id", draft.values.get("headline", "ninjs"), "the headline")
    _set_times(draft, fields)
    _set_authors(draft, fields)
    _set_sources(draft, fields)
    _set_subjects(draft, fields)
    _set_rights(draft, fields)
    _set_notes(draft, fields)


def _set_headline(draft: Draft, fields: Fields) -> None:
    """Set the headline: the main one, else the first, else the item's title."""
    headlines = fields.objects("headlines")
    ordered = sorted(headlines, key=lambda one: one.peek("role").lower() not in _MAIN)
    text = fields.line("headline", "headline_main")
    rule = "ninjs:headline"
    if not text and ordered:
        text, rule = ordered[0].line("value"), "ninjs:headlines"
    if not text:
        text, rule = fields.line("title"), "ninjs:title"
    if text:
        draft.set("headline", text, rule)


def _set_times(draft: Draft, fields: Fields) -> None:
    created = ("firstpublished", "firstcreated")
    changed = ("versioncreated", "contentmodified")
    set_times(
        draft,
        [(f"ninjs:{name}", fields.text(name)) for name in created],
        [(f"ninjs:{name}", fields.text(name)) for name in changed],
    )


def _set_authors(draft: Draft, fields: Fields) -> None:
    """Read Superdesk's `authors`, the one wire form that tells editor from writer.

    A writer the printed byline does not name stands beside it as a contributor.
    """
    byline = fold(fields.peek("byline") or fields.peek("by"))
    for one in fields.objects("authors"):
        name, role = one.line("name"), one.line("role")
        if not name:
            continue
        if fold(name) in byline:
            draft.drop(name, why("ninjs:authors", "the byline names them"))
        group = "contributors"
        if _EDITOR.match(role):
            group = "editors"
        elif _WRITER.search(role) and (not byline or fold(name) in byline):
            group = "authors"
        shown = role if group == "contributors" else ""
        known = any(p.name == name for p in draft.values.get(group, ()))
        if not known:
            draft.add_party(group, Party(name=name, role=shown), "ninjs:authors")


def _set_sources(draft: Draft, fields: Fields) -> None:
    for one in fields.objects("infosource", "infosources"):
        if name := one.line("name", "literal"):
            draft.add_source(name, "ninjs:infoSources")
    for field in ("infosource", "source"):
        if name := fields.line(field):
            draft.add_source(name, f"ninjs:{field}")


def _set_subjects(draft: Draft, fields: Fields) -> None:
    """Read services as sections, genres as the kind, keywords and subjects as tags."""
    for one in fields.objects("service", "services"):
        if add_section(draft, one.peek("name"), "ninjs:service"):
            one.line("name")
    names = [one.line("name") for one in fields.objects("genre", "genres")]
    profile = fields.line("profile")
    set_kind(draft, [*names, profile], "ninjs:genre")
    for name in [*names, profile]:
        draft.drop(name, unread("ninjs:genre"))
    for one in fields.objects("keywords"):
        if add_tag(draft, one.peek("name"), "ninjs:keywords"):
            one.line("name")
    subjects = [one.line("name") for one in fields.objects("subject", "subjects")]
    add_subjects(draft, subjects, "ninjs:subject")


def _set_rights(draft: Draft, fields: Fields) -> None:
    notice = fields.line("copyrightnotice")
    holder = fields.line("copyrightholder")
    if notice:
        draft.set("rights", notice, "ninjs:copyrightNotice")
        draft.drop(holder, why("ninjs:copyrightHolder", "the notice stands for it"))
    elif holder:
        draft.set("rights", f"© {holder}", "ninjs:copyrightHolder")
    picture = fields.peek("type") in ("picture", "graphic")
    if not picture:
        add_note(draft, fields.text("usageterms"), "ninjs:usageTerms")


def _set_notes(draft: Draft, fields: Fields) -> None:
    picture = fields.peek("type") in ("picture", "graphic")
    note = fields.peek("ednote")
    signals = [
        clean_line(f"{one.record.get('name', '')} {one.record.get('code', '')}")
        for one in fields.objects("signal", "signals")
    ]
    slug = fields.line("slugline")
    warn_of_correction(draft, [note, slug, *signals])
    draft.drop(slug, unread("ninjs:slugline"))
    add_note(draft, note, "ninjs:edNote")
    if not picture:
        fields.text("ednote")
