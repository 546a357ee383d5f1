"""One record of an unknown shape as an Article, by the paths of its mapping.

In: a JSON object and a `Mapping`. Out: an Article; each field has its path for a rule.
"""

from typing import get_args

from exporter.inline import clean_inline, plain_text
from exporter.model import Article, Correction, Dateline
from exporter.records.draft import Draft
from exporter.records.entry import (
    add_photo,
    add_tags,
    caption_of,
    clean_url,
    finish,
    pieces_of,
    plain_of,
    set_body,
    set_deck,
    set_headline,
    set_language,
    set_line,
    set_moment,
    set_publisher,
    set_sections,
    settle_language,
    whole_text,
)
from exporter.records.file import RecordFile
from exporter.records.ids import Ids
from exporter.records.labels import Labels
from exporter.records.leaves import Branch
from exporter.records.mapping import Mapping
from exporter.records.markup import Piece
from exporter.records.markup_photos import Photo
from exporter.records.moments import clock_of
from exporter.records.names import add_names
from exporter.said import said

_KINDS = get_args(Article.model_fields["kind"].annotation)
_PEOPLE = ("authors", "editors", "contributors")
_MOMENTS = ("published", "modified", "embargoed_until")


def read_record(
    record: Branch, where: str, file: RecordFile, mapping: Mapping, ids: Ids
) -> Article:
    """Return the Article of one record; raise RecordError where it has no headline."""
    draft = Draft()
    headline = mapping.text(record, "headline")
    set_headline(draft, headline, mapping.rule("headline"), where)
    url = clean_url(mapping.text(record, "url"))
    if url:
        draft.set("url", url, mapping.rule("url"))
    key = mapping.text(record, "id")
    ids.give(draft, url="" if key else url, key=key)
    language = mapping.text(record, "language")
    set_language(draft, language, mapping.rule("language"))
    texts = mapping.texts(record, "body")
    labels = settle_language(draft, whole_text(" ".join(texts), where))
    _set_lines(draft, record, mapping)
    _set_times(draft, record, mapping)
    _set_people(draft, record, mapping, labels)
    _add_photos(draft, record, mapping, labels)
    pieces: list[Piece] = [piece for text in texts for piece in pieces_of(text)]
    set_body(draft, pieces, labels, rule=mapping.rule("body"), base="")
    set_deck(draft, mapping.text(record, "deck"), mapping.rule("deck"))
    _add_related(draft, record, mapping)
    _set_rest(draft, record, mapping)
    record.drop_unused(draft, "mapping")
    return finish(draft, "mapping", file, where, has_files=True)


def _set_lines(draft: Draft, record: Branch, mapping: Mapping) -> None:
    for name in ("kicker", "rights", "is_based_on"):
        set_line(draft, name, mapping.text(record, name), mapping.rule(name))
    set_sections(draft, mapping.texts(record, "sections"), mapping.rule("sections"))
    add_tags(draft, mapping.texts(record, "tags"), mapping.rule("tags"))
    publisher = mapping.text(record, "publisher")
    set_publisher(draft, publisher, mapping.rule("publisher"))
    for name in mapping.texts(record, "sources"):
        if line := plain_of(name):
            draft.add_source(line, mapping.rule("sources"))
    place = plain_of(mapping.text(record, "dateline"))
    if place:
        draft.set("dateline", Dateline(raw=place), mapping.rule("dateline"))


def _set_times(draft: Draft, record: Branch, mapping: Mapping) -> None:
    zone = mapping.text(record, "time_zone")
    clock = clock_of(zone) if zone else None
    if zone and clock is None:
        draft.warn(said("{zone!r} is no time zone", zone=zone))
        draft.drop(zone, mapping.rule("time_zone"))
    for name in _MOMENTS:
        text = mapping.text(record, name)
        set_moment(draft, name, text, mapping.rule(name), clock)


def _set_people(draft: Draft, record: Branch, mapping: Mapping, labels: Labels) -> None:
    for group in _PEOPLE:
        names = mapping.texts(record, group)
        add_names(draft, names, labels, mapping.rule(group), group=group)
    line = plain_of(mapping.text(record, "byline"))
    if not line:
        return
    before = {group: draft.values.get(group) for group in _PEOPLE}
    add_names(draft, [line], labels, mapping.rule("byline"))
    if before != {group: draft.values.get(group) for group in _PEOPLE}:
        named = [p.name for g in _PEOPLE for p in draft.values.get(g, ())]
        if all(name in line for name in named):
            draft.set("byline", line, mapping.rule("byline"))


def _add_photos(draft: Draft, record: Branch, mapping: Mapping, labels: Labels) -> None:
    entries = mapping.find(record, "images.list")
    if not entries and "images.list" not in mapping.places:
        entries = [record] if "images.file" in mapping.places else []
    for entry in entries:
        is_text = isinstance(entry.value, str)
        src = entry.text() if is_text else mapping.text(entry, "images.file")
        caption = "" if is_text else mapping.text(entry, "images.caption")
        if not src and not caption:
            continue
        photo = Photo(
            src=src,
            alt=plain_of(mapping.text(entry, "images.alt")),
            caption=caption_of(caption),
            credit=plain_of(mapping.text(entry, "images.credit")),
            width=_pixels(mapping.text(entry, "images.width")),
            height=_pixels(mapping.text(entry, "images.height")),
        )
        rule = mapping.rule("images.file")
        add_photo(
            draft,
            photo,
            labels,
            rule,
            creators=tuple(map(plain_of, mapping.texts(entry, "images.creators"))),
            copyright_notice=plain_of(mapping.text(entry, "images.copyright_notice")),
            usage_terms=plain_of(mapping.text(entry, "images.usage_terms")),
        )


def _pixels(text: str) -> int | None:
    return int(text) if text.isdecimal() and 0 < len(text) < 6 else None


def _add_related(draft: Draft, record: Branch, mapping: Mapping) -> None:
    for entry in mapping.find(record, "related.list"):
        is_text = isinstance(entry.value, str)
        title = entry.text() if is_text else mapping.text(entry, "related.headline")
        if headline := plain_of(title):
            url = clean_url(mapping.text(entry, "related.url"))
            draft.add_related(headline, url, mapping.rule("related.list"))


def _set_rest(draft: Draft, record: Branch, mapping: Mapping) -> None:
    kind = mapping.text(record, "kind")
    if kind in _KINDS:
        draft.set("kind", kind, mapping.rule("kind"))
    elif kind:
        draft.warn(said("{kind!r} is no kind of article", kind=kind))
        draft.drop(kind, mapping.rule("kind"))
    note = mapping.text(record, "editor_note")
    if note:
        draft.set("editor_note", note, mapping.rule("editor_note"))
    public = clean_inline(mapping.text(record, "reader_note"))
    if plain_text(public):
        draft.set("reader_note", public, mapping.rule("reader_note"))
    texts = map(clean_inline, mapping.texts(record, "corrections"))
    found = tuple(Correction(text=text) for text in texts if plain_text(text))
    if found:
        draft.set("corrections", found, mapping.rule("corrections"))
