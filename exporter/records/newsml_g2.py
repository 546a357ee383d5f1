"""Reader for NewsML-G2: news items, picture items, packages, newsMessage.

In: the bytes of a file. Out: an Article for each text, in the order of the package
that lists them; a picture belongs to the text that links to it, else to the text
before it in the package, and is an Article of its own where there is none. Standard:
IPTC NewsML-G2 2.34.
"""

from dataclasses import dataclass, field
from typing import Any

from exporter.errors import RecordError
from exporter.model import Article
from exporter.records.body import place_photo
from exporter.records.draft import Draft
from exporter.records.file import Read, RecordFile
from exporter.records.labels import Labels, load_labels
from exporter.records.newsml_g2_body import read_content
from exporter.records.newsml_g2_fields import read_item_meta, read_meta
from exporter.records.newsml_g2_picture import G2Picture, read_picture
from exporter.records.pictures import drop_said_twice
from exporter.records.wire import (
    MOST_PARAGRAPHS,
    finish,
    no_text,
    refuse_many,
    set_language,
    unread,
)
from exporter.records.wire_body import set_dateline
from exporter.records.wire_xml import (
    attribute,
    child,
    children,
    descendants,
    language_of,
    left_over,
    local,
    parse_wire,
    take,
    words,
)
from exporter.said import said

_PICTURES = ("picture", "graphic", "photo", "image")


@dataclass
class _Text:
    """A text item, the pictures that belong to it, and packages it is told of."""

    element: Any
    pictures: list[Any] = field(default_factory=list)
    around: list[Any] = field(default_factory=list)


def read(data: bytes, file: RecordFile) -> Read:
    """Return the Articles of a NewsML-G2 file; RecordError where it holds none."""
    root, warnings = parse_wire(data, file)
    news = [root] if local(root) == "newsItem" else descendants(root, "newsItem")
    refuse_many(len(news), file.name)
    if not news:
        is_package = local(root) == "packageItem" or descendants(root, "packageItem")
        raise RecordError(
            said("a package whose items are not in the file")
            if is_package
            else said("no news item in this NewsML-G2"),
            where=file.name,
            hint=said("give the file with the items themselves"),
        )
    packages = [root] if local(root) == "packageItem" else []
    packages += descendants(root, "packageItem")
    order = [ref for package in packages for ref in _order(package)]
    units = _units(_sorted(news, order))
    units[0].around += packages
    articles: list[Article] = []
    errors: list[RecordError] = []
    for n, unit in enumerate(units, 1):
        many = len(units) > 1
        where = said("{file}, article {n}", file=file.name, n=n) if many else file.name
        try:
            articles.append(_article(unit, where, file, warnings))
        except RecordError as error:
            errors.append(error)
    return articles, errors


# --- which items there are ------------------------------------------------------------


def _order(package: Any) -> list[str]:
    """Return the ids a package refers to, group by group from its root."""
    group_set = child(package, "groupSet")
    if group_set is None:
        return [attribute(ref, "residref") for ref in descendants(package, "itemRef")]
    groups = {attribute(one, "id"): one for one in children(group_set, "group")}
    found: list[str] = []
    waiting = [attribute(group_set, "root")]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop(0)
        if name in seen or name not in groups:
            continue
        seen.add(name)
        inner = []
        for ref in groups[name]:
            if local(ref) == "itemRef":
                found.append(attribute(ref, "residref"))
            elif local(ref) == "groupRef":
                inner.append(attribute(ref, "idref"))
        waiting = inner + waiting
    return found


def _sorted(news: list[Any], order: list[str]) -> list[Any]:
    """Return items in the order of the package; those it does not name come last."""
    place = {ref: n for n, ref in reversed(list(enumerate(order)))}
    return sorted(news, key=lambda one: place.get(attribute(one, "guid"), len(order)))


def kind_of_item(item: Any) -> str:
    """Return the class of an item: "text", "picture", …; by its content where none."""
    named = child(item, "itemMeta/itemClass")
    code = attribute(named, "qcode") or attribute(named, "uri")
    kind = code.replace("/", ":").rpartition(":")[2]
    if kind:
        return kind
    content = child(item, "contentSet")
    inline = children(content, "inlineXML") + children(content, "inlineData")
    return "text" if inline or content is None else "picture"


def _units(news: list[Any]) -> list[_Text]:
    """Return the texts with their pictures, and the pictures that have no text."""
    texts = [_Text(one) for one in news if kind_of_item(one) not in _PICTURES]
    linked = {
        attribute(link, "residref"): text
        for text in texts
        for link in children(text.element, "itemMeta/link")
    }
    found: list[_Text] = []
    before: _Text | None = None
    early: list[Any] = []
    by_element = {id(text.element): text for text in texts}
    for one in news:
        text = by_element.get(id(one))
        if text is not None:
            before = text
            found.append(text)
        elif (owner := linked.get(attribute(one, "guid"), before)) is not None:
            owner.pictures.append(one)
        else:
            early.append(one)
    if found:
        found[0].pictures[:0] = early
        return found
    return [_Text(one) for one in early]


# --- one Article ----------------------------------------------------------------------


def _article(
    unit: _Text, where: str, file: RecordFile, warnings: tuple[str, ...]
) -> Article:
    draft, labels, item = Draft(), load_labels(), unit.element
    for text in warnings:
        draft.warn(text)
    refuse_many(len(descendants(item, "media", "link", "dnl-image")), where)
    refuse_many(len(descendants(item, "p")), where, MOST_PARAGRAPHS)
    read_item_meta(draft, item, where)
    if identity := attribute(item, "guid"):
        draft.set("id", identity[:300], "g2:guid")
    if kind_of_item(item) in _PICTURES:
        _read_alone(draft, item, labels)
    else:
        _read_text(draft, unit, labels, where)
    meta = child(item, "contentMeta")
    tags = [attribute(one, "tag") for one in children(meta, "language")]
    language = next(filter(None, (*tags, language_of(item))), "")
    set_language(draft, language, "g2:language")
    for one in (item, *unit.pictures, *unit.around):
        for path, text in left_over(one):
            draft.drop(text, unread(f"g2:{path}"))
    if "id" not in draft.values:
        draft.set("id", draft.values.get("headline", "g2"), "the headline")
    return finish(draft, "newsml-g2", file, where)


def _read_alone(draft: Draft, item: Any, labels: Labels) -> None:
    """Read a picture item that stands alone: its headline, photo and caption."""
    picture = read_picture(draft, item, labels, alone=True)
    read_meta(draft, item, labels, people=False)
    draft.set("kind", "gallery", "g2:itemClass")
    drop_said_twice(draft, picture.image)
    place_photo(draft, picture.image, "g2:remoteContent")


def _read_text(draft: Draft, unit: _Text, labels: Labels, where: str) -> None:
    item = unit.element
    read_meta(draft, item, labels)
    found = [read_picture(draft, one, labels) for one in unit.pictures]
    by_key = {key: one.image for one in found for key in one.keys}
    read_content(draft, item, labels, by_key)
    if not draft.body:
        raise no_text(where)
    _place_all(draft, found)
    _read_links(draft, item, {key for one in found for key in one.keys})
    meta = child(item, "contentMeta")
    given = take(child(meta, "dateline")) or _located(meta)
    set_dateline(draft, given, labels, "g2:dateline")


def _place_all(draft: Draft, found: list[G2Picture]) -> None:
    """Give each picture of the text a place, unless the body has one for it."""
    for one in found:
        drop_said_twice(draft, one.image)
        same = any(
            (one.image.caption, one.image.credit) == (i.caption, i.credit)
            for i in draft.images
        )
        no_place = not (one.image.file or one.image.href)
        if draft.find_image(one.image) is None and not (no_place and same):
            place_photo(draft, one.image, "g2:packageItem")


def _located(meta: Any) -> str:
    return take(child(meta, "located/name")) if meta is not None else ""


def _read_links(draft: Draft, item: Any, here: set[str]) -> None:
    """Read links to other texts as related headlines."""
    for link in children(item, "itemMeta/link"):
        title = child(link, "title")
        headline = words(title) or words(child(link, "headline"))
        if not headline:
            continue
        address = attribute(link, "href")
        if kind_of_link(link) in _PICTURES:
            if attribute(link, "residref") not in here:
                draft.warn(
                    said("a picture is not in the file: {title}", title=headline[:80])
                )
        elif kind_of_link(link) in ("", "text"):
            url = address if address.startswith("http") else ""
            draft.add_related(headline, url, "g2:link")
            take(title if title is not None else child(link, "headline"))


def kind_of_link(link: Any) -> str:
    """Return the class of the item a link leads to."""
    named = child(link, "itemClass")
    return attribute(named, "qcode").rpartition(":")[2]
