"""Reader for NITF 3 (News Industry Text Format).

In: the bytes of a file, or a `nitf` element inside NewsML. Out: Articles. `hl1` is the
headline, `hl2` beside it a deck where there is no abstract; `body.content` becomes
blocks, `media` photos with caption and `media-producer`; what no rule reads is dropped
with its path. Standard: IPTC NITF 3.6.
"""

from typing import Any

from exporter.model import Article
from exporter.records.bylines import add_byline, read_byline
from exporter.records.draft import Draft
from exporter.records.file import Read, RecordFile, read_each
from exporter.records.labels import Labels, load_labels
from exporter.records.nitf_body import read_body
from exporter.records.nitf_head import read_docdata
from exporter.records.wire import (
    MOST_PARAGRAPHS,
    add_note,
    finish,
    no_text,
    refuse_many,
    set_language,
    unread,
    why,
)
from exporter.records.wire_body import caption_markup, set_dateline, set_deck
from exporter.records.wire_xml import (
    attribute,
    child,
    children,
    descendants,
    forget,
    language_of,
    left_over,
    local,
    markup_in,
    parse_wire,
    take,
    take_all,
    take_attribute,
    words,
)
from exporter.said import said


def read(data: bytes, file: RecordFile) -> Read:
    """Return the Articles of an NITF file; RecordError where it is no XML."""
    root, warnings = parse_wire(data, file)
    items = [root] if local(root) == "nitf" else descendants(root, "nitf")
    refuse_many(len(items), file.name)
    many = len(items) > 1
    return read_each(
        (
            (said("{file}, article {n}", file=file.name, n=n) if many else file.name, i)
            for n, i in enumerate(items, 1)
        ),
        lambda item, where: _article(item, where, file, warnings),
    )


def _article(
    root: Any, where: str, file: RecordFile, warnings: tuple[str, ...]
) -> Article:
    draft, labels = Draft(), load_labels()
    for text in warnings:
        draft.warn(text)
    refuse_many(len(descendants(root, "media")), where)
    refuse_many(len(descendants(root, "p")), where, MOST_PARAGRAPHS)
    read_docdata(draft, root, where)
    read_nitf(draft, root, labels)
    if not (draft.body or draft.images):
        raise no_text(where)
    language = take_attribute(root, "baselang") or language_of(root)
    language = language or language_of(child(root, "body"))
    set_language(draft, language, "nitf:baselang")
    for path, text in left_over(root):
        draft.drop(text, unread(f"nitf:{path}"))
    if "id" not in draft.values:
        draft.set("id", draft.values.get("headline", "nitf"), "the headline")
    return finish(draft, "nitf", file, where)


def read_nitf(draft: Draft, root: Any, labels: Labels) -> None:
    """Read body.head, body.content and body.end into a draft.

    A draft that has a headline, byline or dateline already keeps it: NewsML says the
    same in its own fields.
    """
    head = child(root, "body/body.head")
    _set_headline(draft, root, head)
    given = child(head, "dateline")
    located = "" if given is None else _dateline(given)
    if head is not None:
        _read_head(draft, head, labels)
    content = child(root, "body/body.content")
    if content is not None:
        read_body(draft, content, labels, "nitf:body.content")
    set_dateline(draft, located, labels, "nitf:dateline")
    abstract = child(head, "abstract")
    if abstract is not None:
        set_deck(
            draft, caption_markup(markup_in(abstract)), "nitf:abstract", stated=True
        )
        take(abstract)
    _set_subhead(draft, head)
    for end in children(root, "body/body.end/tagline"):
        _read_tagline(draft, end, labels)


def _read_tagline(draft: Draft, element: Any, labels: Labels) -> None:
    """Read the line at the end: people by their labels, else a note on the writer."""
    people = read_byline(words(element), labels) if ":" in words(element) else []
    if people:
        before = draft.values.get("byline", "")
        line = f"{before} | {take(element)}" if before else take(element)
        draft.set("byline", line, draft.origins.get("byline", "nitf:tagline"))
        for group, party in people:
            draft.add_party(group, party, "nitf:tagline")
    elif "author_note" not in draft.values:
        note = caption_markup(f"<p>{markup_in(element)}</p>")
        if note:
            draft.set("author_note", note, "nitf:tagline")
        take(element)


def _set_headline(draft: Draft, root: Any, head: Any) -> None:
    first = child(head, "hedline/hl1")
    if first is None:
        first = child(head, "hedline")
    if "headline" in draft.values:
        draft.drop(take(first), "headline again")
        return
    text, rule = take(first), "nitf:hl1"
    if not text:
        text, rule = take(child(root, "head/title")), "nitf:title"
    if text:
        draft.set("headline", text, rule)


def _set_subhead(draft: Draft, head: Any) -> None:
    """Take the line under the headline for the deck where nothing else is one."""
    for one in children(head, "hedline/hl2"):
        text = words(one)
        if "deck" not in draft.values and text and not text.isupper():
            set_deck(draft, markup_in(one), "nitf:hl2", stated=True)
            take(one)


def _dateline(element: Any) -> str:
    """Return a dateline as printed, without a date in figures."""
    for date in descendants(element, "story.date"):
        if not any(char.isalpha() for char in words(date).replace("T", "")):
            forget(date)
    return take(element)


def _byline(element: Any) -> str:
    """Return a byline; a title that only its element sets apart follows a comma."""
    for title in descendants(element, "byttl", "virtloc"):
        before = title.getprevious()
        tail = before.tail if before is not None else element.text
        if not (tail or "").strip():
            title.text = f", {(title.text or '').strip()}"
    return take(element).replace(" ,", ",")


def _read_head(draft: Draft, head: Any, labels: Labels) -> None:
    for one in children(head, "byline"):
        if "byline" in draft.values:
            draft.drop(take(one), "byline again")
        else:
            add_byline(draft, _byline(one), labels, "nitf:byline")
    for one in children(head, "distributor"):
        name = take(one)
        if name and not draft.add_source(name, "nitf:distributor"):
            draft.drop(name, "source again")
    for one in children(head, "note"):
        if attribute(one, "type") == "pa":
            draft.set("reader_note", caption_markup(markup_in(one)), "nitf:note")
            take(one)
        else:
            add_note(draft, take_all(one), "nitf:note")
    rights = child(head, "rights")
    text = words(rights)
    if text and "rights" not in draft.values:
        is_name = child(rights, "rights.owner") is not None and "©" not in text
        draft.set("rights", f"© {text}" if is_name else text, "nitf:rights")
        take(rights)
    elif text:
        draft.drop(take(rights), why("nitf:rights", "the notice stands for it"))
