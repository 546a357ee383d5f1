"""Reader for IPTC ninjs 1, 2 and 3, with the extensions of Superdesk.

In: a JSON value that is one item, a list of them, or a page of a feed. Out: Articles.
Names are read without case (1.x and 2.x write `versioncreated`, 3.x `versionCreated`),
one of several bodies is taken (XHTML before HTML before text), pictures come from the
associations, and every text no rule reads is dropped with its path. Of an item with
`extra.exporter`, which `write_ninjs` makes, those fields are taken from there.
Standard: IPTC ninjs 1.6, 2.2, 3.1 (iptc.org/std/ninjs).
"""

import re
from typing import Any

from exporter.blocks import Embed
from exporter.errors import RecordError
from exporter.inline import clean_line
from exporter.model import Article, Image
from exporter.records.body import place_photo
from exporter.records.bylines import add_byline
from exporter.records.draft import Draft
from exporter.records.fields import Fields, left_over
from exporter.records.file import Read, RecordFile, read_each
from exporter.records.labels import Labels, fold, load_labels
from exporter.records.markup import Piece, read_fragment
from exporter.records.ninjs_extension import take_extension, with_extension
from exporter.records.ninjs_fields import read_fields
from exporter.records.ninjs_pictures import Pictures, is_picture, read_pictures
from exporter.records.pictures import drop_said_twice
from exporter.records.wire import (
    finish,
    no_text,
    refuse_long,
    refuse_many,
    set_language,
    unread,
    why,
)
from exporter.records.wire_body import (
    add_body,
    plain_paragraphs,
    set_dateline,
    set_deck,
)
from exporter.said import said

_LISTS = ("item", "items", "_items", "data", "results")
_IDS = {"uri", "guid"}
_MARKS = {
    *("versioncreated", "firstcreated", "pubstatus", "representationtype"),
    *("body_html", "body_xhtml", "body_text", "bodies", "renditions"),
    *("description_text", "description_html", "copyrightholder", "associations"),
}
#: What newsrooms print above a text; the first is the standard's own word.
_SUMMARY = re.compile(r"summary|standfirst|teaser|abstract|ingress|deck|lead", re.I)
_BODY = re.compile(r"<body\b[^>]*>(.*?)(?:</body\s*>|$)", re.I | re.S)
_TITLE = re.compile(r"<title\b[^>]*>([^<]*)</title\s*>", re.I)


def knows(value: Any) -> bool:
    """Say whether a JSON value is ninjs, by `standard`, else by its keys."""
    record = next(iter(_records(value)), None)
    if not isinstance(record, dict):
        return False
    standard = record.get("standard")
    if isinstance(standard, dict) and "ninjs" in str(standard.get("name", "")).lower():
        return True
    keys = {key.lower() for key in record}
    headlines = record.get("headlines")
    is_ans = isinstance(headlines, dict) or "content_elements" in keys
    return bool(keys & _IDS) and bool(keys & _MARKS) and not is_ans


def read(value: Any, file: RecordFile) -> Read:
    """Return the Articles of ninjs; the items of a package without text each."""
    records = _unpacked(_records(value))
    many = len(records) > 1
    return read_each(
        (
            (
                said("{file}, article {n}", file=file.name, n=n) if many else file.name,
                record,
            )
            for n, record in enumerate(records, 1)
        ),
        lambda record, where: _article(record, where, file),
    )


def _records(value: Any) -> list[Any]:
    if isinstance(value, dict) and not {key.lower() for key in value} & _IDS:
        lists = (value[key] for key in _LISTS if isinstance(value.get(key), list))
        value = next(lists, value)
    return value if isinstance(value, list) else [value]


def _unpacked(records: list[Any]) -> list[Any]:
    """Return the items; a package with no text of its own stands for its texts."""
    found: list[Any] = []
    for record in records:
        fields = Fields(record) if isinstance(record, dict) else Fields({})
        texts = [
            one.record
            for one in fields.objects("associations")
            if one.peek("type") != "picture" and _has_body(one)
        ]
        is_package = texts and not _has_body(fields)
        found.extend(texts if is_package else [record])
    return found


def _has_body(fields: Fields) -> bool:
    return fields.has("bodies", *fields.starting("body_"))


def _article(record: Any, where: str, file: RecordFile) -> Article:
    if not isinstance(record, dict):
        raise RecordError(
            said("an item of ninjs is an object"),
            where=where,
            hint=said("look for a comma or bracket that is not in its place"),
        )
    draft, labels, fields = Draft(), load_labels(), Fields(record)
    refuse_many(len(fields.objects("associations")), where)
    extension = take_extension(fields, where)
    read_fields(draft, fields, labels, where)
    found = read_pictures(fields, labels)
    if fields.peek("type") in ("picture", "graphic") or not (_has_body(fields)):
        _read_picture_item(draft, fields, labels)
    else:
        _read_text(draft, fields, labels, found, where)
    _add_photos(draft, found)
    if not draft.body and draft.images:
        draft.set("kind", "gallery", "photos without a text")
    elif not draft.body and extension is None:
        raise no_text(where)
    _set_deck(draft, fields)
    located = fields.line("dateline", "located") or fields.object("located").line(
        "name"
    )
    set_dateline(draft, located, labels, "ninjs:located")
    _add_others(draft, fields)
    set_language(draft, fields.line("language"), "ninjs:language")
    for path, text in left_over(record):
        draft.drop(text, unread(f"ninjs:{path}"))
    return with_extension(finish(draft, "ninjs", file, where), extension, where)


# --- the text ---------------------------------------------------------------------


def _read_text(
    draft: Draft, fields: Fields, labels: Labels, found: Pictures, where: str
) -> None:
    rule, kind, text = _choose_body(fields)
    refuse_long(text, where)
    add_byline(draft, fields.text("by", "byline"), labels, "ninjs:by")
    _lead_first(draft, found)
    pieces = _pieces(draft, kind, text)
    add_body(draft, pieces, labels, rule=rule, pictures=found.by_key)


def _choose_body(fields: Fields) -> tuple[str, str, str]:
    """Return (rule, "html" or "text", text) of the best body; the others stay."""
    places: list[tuple[int, str, Fields, str]] = []
    for name in fields.starting("body_"):
        rank = {"body_xhtml": 0, "body_html": 1, "body_text": 2}.get(name, 3)
        places.append((rank, f"ninjs:{name}", fields, name))
    for n, one in enumerate(fields.objects("bodies")):
        value = one.peek("value")
        rank = _rank(one.line("contenttype"), one.line("role"), value)
        places.append((rank, f"ninjs:bodies[{n}]", one, "value"))
    for rank, rule, holder, name in sorted(places, key=lambda place: place[0]):
        if rank < 4 and holder.has(name) and (text := holder.text(name)):
            is_markup = rank < 2 or (rank == 3 and text.lstrip().startswith("<"))
            return rule, "html" if is_markup else "text", text
    return "", "", ""


def _rank(media: str, role: str, value: str) -> int:
    """Return 0 for XHTML, 1 for HTML, 2 for text, 4 for what is not read."""
    media = media.lower()
    if "xhtml" in media:
        return 0
    if "html" in media or (not media and "html" in role.lower()):
        return 1
    if "plain" in media or (not media and not value.lstrip().startswith("<")):
        return 2
    return 3 if not media else 4


def _pieces(draft: Draft, kind: str, text: str) -> list[Piece]:
    if kind == "text":
        return plain_paragraphs(text)
    body = _BODY.search(text)
    if body:
        for title in _TITLE.findall(text[: body.start()]):
            draft.drop(clean_line(title), "title in the head of the HTML")
        text = body[1]
    return read_fragment(text)


def _set_deck(draft: Draft, fields: Fields) -> None:
    """Set the deck from a summary; else from a description that is no repetition."""
    if draft.values.get("kind") == "gallery":
        return
    for name in ("description_summary", "description_xhtml", "description_html"):
        if fields.has(name):
            stated = name.endswith("summary")
            set_deck(draft, fields.text(name), f"ninjs:{name}", stated=stated)
            return
    described = fields.objects("descriptions")
    roles = [one.peek("role") for one in described]
    best = [n for n, role in enumerate(roles) if _SUMMARY.search(role)]
    plain = [n for n, role in enumerate(roles) if role in ("", "main", "text")]
    for n in (best or plain)[:1]:
        value = described[n].text("value")
        set_deck(draft, _as_markup(value), f"ninjs:descriptions[{n}]", stated=n in best)
    if value := fields.text("description_text"):
        set_deck(draft, _as_markup(value), "ninjs:description_text", stated=False)


def _as_markup(value: str) -> str:
    is_markup = value.lstrip().startswith("<")
    return value if is_markup else value.replace("&", "&amp;").replace("<", "&lt;")


# --- photos and associated items ----------------------------------------------------


def _read_picture_item(draft: Draft, fields: Fields, labels: Labels) -> None:
    """Read a picture that stands alone: an Article that is its photo and caption."""
    if not is_picture(fields):
        return
    by = fields.line("by", "byline")
    alone = read_pictures(Fields({"associations": [fields.record]}), labels, by=by)
    for image in alone.images:
        drop_said_twice(draft, image)
        place_photo(draft, image, "ninjs:renditions")


def _lead_first(draft: Draft, found: Pictures) -> None:
    """Give the photo a package calls its main one the first place."""
    if found.lead is not None:
        place_photo(draft, found.images[found.lead], "ninjs:associations")


def _add_photos(draft: Draft, found: Pictures) -> None:
    """Add the photos that the body has no place for."""
    for image in found.images:
        drop_said_twice(draft, image)
        if not _is_there(draft, image):
            place_photo(draft, image, "ninjs:associations")


def _add_others(draft: Draft, fields: Fields) -> None:
    """Add related headlines and videos."""
    for one in fields.objects("associations"):
        kind = one.peek("type")
        if is_picture(one):
            continue
        headline = one.line("headline") or next(
            (h.line("value") for h in one.objects("headlines")), ""
        )
        uri = one.peek("uri")
        url = uri if uri.startswith("http") else ""
        if kind in ("video", "audio"):
            address = next((r.line("href") for r in one.objects("renditions")), "")
            if address.startswith("http"):
                draft.add_block(Embed(label=headline, url=address), "ninjs:video")
                continue
            draft.drop(headline, why(f"ninjs:{kind}", "a clip without an address"))
        elif headline and fold(headline) != fold(draft.values.get("headline", "")):
            draft.add_related(headline, url, "ninjs:associations")
        else:
            draft.drop(headline, "headline again")


def _is_there(draft: Draft, image: Image) -> bool:
    """Say whether a photo has its place already; the body may have filled it."""
    same = draft.find_image(image)
    keys = ("caption", "credit", "creators", "copyright_notice")
    return same is not None or any(
        all(getattr(image, k) == getattr(one, k) for k in keys)
        and not (image.file or image.href)
        for one in draft.images
    )
