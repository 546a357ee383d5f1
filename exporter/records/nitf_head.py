"""The head of an NITF item: dates, status, subjects, rights, notes to editors.

In: the `nitf` element. Out: fields of the draft; RecordError where the item is
cancelled or held back.
"""

from typing import Any

from exporter.blocks import Party
from exporter.records.draft import Draft
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
)
from exporter.records.wire_xml import (
    attribute,
    child,
    children,
    descendants,
    take,
    take_attribute,
)

#: The levels of a subject's name, the narrowest first.
_SUBJECT = ("detail", "matter", "type")


def read_docdata(draft: Draft, root: Any, where: str) -> None:
    """Read `head`; the body has headline and people."""
    data = child(root, "head/docdata")
    release = attribute(child(data, "date.release"), "norm")
    issue = attribute(child(data, "date.issue"), "norm")
    status = take_attribute(data, "management-status")
    if status.lower() == "embargoed":
        set_embargo(draft, release, "nitf:date.release")
        release = ""
    refuse_unusable(draft, status, where)
    pub = child(root, "head/pubdata")
    set_times(
        draft,
        [("nitf:date.issue", issue), ("nitf:date.release", release)],
        [("nitf:pubdata", attribute(pub, "date.publication"))],
    )
    _set_identity(draft, data, pub)
    _set_rights(draft, data)
    _set_subjects(draft, root, data)
    notes = []
    for one in children(data, "ed-msg"):
        notes.append(" ".join(filter(None, (take_attribute(one, "info"), take(one)))))
        add_note(draft, notes[-1], "nitf:ed-msg")
    keys = [attribute(one, "key") for one in children(data, "du-key")]
    warn_of_correction(draft, [*notes, *keys])


def _set_identity(draft: Draft, data: Any, pub: Any) -> None:
    identity = attribute(child(data, "doc-id"), "id-string")
    if identity:
        draft.set("id", identity[:300], "nitf:doc-id")
    if name := take_attribute(pub, "name"):
        draft.set("publisher", Party(name=name, kind="organisation"), "nitf:pubdata")
    section = take_attribute(pub, "position.section")
    if section and not add_section(draft, section, "nitf:position.section"):
        draft.drop(section, unread("nitf:position.section"))


def _set_rights(draft: Draft, data: Any) -> None:
    one = child(data, "doc.copyright")
    holder, year = take_attribute(one, "holder"), attribute(one, "year")
    if holder:
        notice = " ".join(filter(None, ("©", year, holder)))
        draft.set("rights", notice, "nitf:doc.copyright")


def _set_subjects(draft: Draft, root: Any, data: Any) -> None:
    """Read keywords and the names of subjects as tags, the type as the kind."""
    for one in descendants(data, "keyword"):
        key = take_attribute(one, "key")
        if key and not add_tag(draft, key, "nitf:keyword"):
            draft.drop(key, unread("nitf:keyword"))
    kinds = [attribute(one, "tobject.type") for one in children(root, "head/tobject")]
    for one in descendants(child(root, "head"), "tobject.property"):
        kinds.append(attribute(one, "tobject.property.type"))
    set_kind(draft, kinds, "nitf:tobject")
    subjects = []
    for one in descendants(child(root, "head"), "tobject.subject"):
        if attribute(one, "tobject.subject.ipr") in ("", "IPTC"):
            parts = [attribute(one, f"tobject.subject.{part}") for part in _SUBJECT]
            subjects += list(filter(None, parts))[:1]
    add_subjects(draft, subjects, "nitf:tobject")
    for one in children(root, "head/meta"):
        text = take_attribute(one, "content")
        draft.drop(text, unread(f"nitf:meta:{attribute(one, 'name')}"))
