"""Reader for NewsML 1.2.

In: the bytes of a file. Out: an Article for each text component with a headline of
its own, with the photo components beside it; a photo alone is an Article of its own.
A component's text may be NITF, HTML in CDATA, or paragraphs. Standard: IPTC NewsML 1.2.
"""

import copy
from typing import Any

from exporter.model import Article
from exporter.records.body import place_photo
from exporter.records.draft import Draft
from exporter.records.file import Read, RecordFile, read_each
from exporter.records.labels import Labels, load_labels
from exporter.records.markup import read_fragment
from exporter.records.newsml_fields import read_component, read_management
from exporter.records.newsml_parts import Unit, photo_of, units_of
from exporter.records.nitf import read_nitf
from exporter.records.nitf_body import read_body
from exporter.records.pictures import drop_said_twice
from exporter.records.wire import (
    MOST_PARAGRAPHS,
    finish,
    no_text,
    refuse_many,
    set_language,
    unread,
    why,
)
from exporter.records.wire_body import add_body, plain_paragraphs, set_dateline
from exporter.records.wire_xml import (
    attribute,
    descendants,
    forget,
    language_of,
    left_over,
    local,
    parse_wire,
    take_all,
)
from exporter.said import said


def read(data: bytes, file: RecordFile) -> Read:
    """Return the Articles of a NewsML 1 file; RecordError where it is no XML."""
    root, warnings = parse_wire(data, file)
    items = [root] if local(root) == "NewsItem" else descendants(root, "NewsItem")
    refuse_many(len(descendants(root, "p", "P")), file.name, MOST_PARAGRAPHS)
    parts = descendants(root, "NewsItem", "NewsComponent", "ContentItem", "media")
    refuse_many(len(parts), file.name)
    items = [one for one in items if not descendants(one, "NewsItem")]
    found = [
        (part, number) for item in items for number, part in enumerate(_parts(item))
    ]
    if not found:
        raise no_text(file.name)
    many = len(found) > 1
    return read_each(
        (
            (said("{file}, article {n}", file=file.name, n=n) if many else file.name, i)
            for n, i in enumerate(found, 1)
        ),
        lambda one, where: _article(one[0], one[1], where, file, warnings),
    )


def _parts(item: Any) -> list[tuple[Any, Unit]]:
    """Return (item, text) for each text of an item, each with an item of its own.

    What stands around several texts belongs to each of them.
    """
    count = len(units_of(item))
    if count < 2:
        return [(item, unit) for unit in units_of(item)]
    found: list[tuple[Any, Unit]] = []
    for number in range(count):
        own = copy.deepcopy(item)
        units = units_of(own)
        unit = units.pop(number)
        for other in units:
            for part in (*other.texts, *other.photos):
                forget(part)
            if other.path[-1] not in unit.path:
                forget(other.path[-1])
        found.append((own, unit))
    return found


def _article(
    part: tuple[Any, Unit],
    number: int,
    where: str,
    file: RecordFile,
    warnings: tuple[str, ...],
) -> Article:
    draft, labels = Draft(), load_labels()
    item, unit = part
    for text in warnings:
        draft.warn(text)
    read_management(draft, item, where, number)
    photos = [photo_of(one, labels) for one in unit.photos]
    dateline = read_component(draft, unit.path, labels)
    for content in unit.texts[:1]:
        _read_text(draft, content, labels)
    for content in unit.texts[1:]:
        draft.drop(
            take_all(content), why("newsml:ContentItem", "the text in another form")
        )
    if not draft.body and not photos:
        raise no_text(where)
    if not draft.body:
        draft.set("kind", "gallery", "photos without a text")
    for photo in photos:
        drop_said_twice(draft, photo)
        place_photo(draft, photo, "newsml:NewsComponent")
    set_dateline(draft, dateline, labels, "newsml:DateLine")
    set_language(draft, _language(item, unit), "newsml:Language")
    for path, text in left_over(item):
        draft.drop(text, unread(f"newsml:{path}"))
    return finish(draft, "newsml", file, where)


def _language(item: Any, unit: Unit) -> str:
    for component in reversed(unit.path):
        for one in descendants(component, "Language"):
            if code := attribute(one, "FormalName"):
                return code.lower() if len(code) == 2 else code
    return language_of(item)


def _read_text(draft: Draft, content: Any, labels: Labels) -> None:
    """Read one ContentItem."""
    rule = "newsml:DataContent"
    nitf = next(iter(descendants(content, "nitf")), None)
    if nitf is not None:
        read_nitf(draft, nitf, labels)
        return
    for one in descendants(content, "DataContent", "InlineData"):
        has_elements = any(local(inner) for inner in one)
        if has_elements:
            inner = next(iter(descendants(one, "body.content", "body")), one)
            read_body(draft, inner, labels, rule)
        else:
            text = "".join(one.itertext())
            is_html = "<p" in text.lower() or "<br" in text.lower()
            pieces = read_fragment(text) if is_html else plain_paragraphs(text)
            forget(one)
            add_body(draft, pieces, labels, rule=rule)
