"""Reader for feeds: RSS 0.9x to 2.0, RSS 1.0 (RDF) and Atom.

In: the bytes of a feed. Out: an Article for each entry. The whole text comes from
`content:encoded` or Atom's `content`; where a feed carries none, its summary is the
text, with a warning. A broken feed is read as far as it goes.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from exporter.blocks import Paragraph
from exporter.errors import RecordError
from exporter.inline import plain_text
from exporter.model import Article
from exporter.records.draft import Draft
from exporter.records.elements import Element, short_name
from exporter.records.entry import (
    add_photo,
    add_tags,
    clean_url,
    finish,
    pieces_of,
    pieces_of_text,
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
    warn_of_summary,
    whole_text,
)
from exporter.records.file import Read, RecordFile, read_each
from exporter.records.ids import Ids
from exporter.records.labels import Labels, fold
from exporter.records.markup import Piece
from exporter.records.markup_photos import Photo
from exporter.records.media_rss import add_media, add_played, read_photos
from exporter.records.names import add_names
from exporter.records.post_tree import read_post
from exporter.records.xml import parse_xml
from exporter.said import said

#: What a system adds below each text of a feed.
_TRAILER = re.compile(
    r"(?:the post .+ (?:first )?appeared first on .+|artikel .+ pertama kali \w+ "
    r"(?:di|pada) .+|read more(?: here)?|baca selengkapnya.{0,20})\W*$",
    re.I,
)


@dataclass(frozen=True)
class Channel:
    """What a feed says of all its entries."""

    title: str = ""
    base: str = ""
    language: str = ""
    rights: str = ""
    authors: tuple[str, ...] = ()


def read_feed(data: bytes, file: RecordFile) -> Read:
    """Return the Articles of a feed and an error for each entry that is none.

    Raises RecordError where it is no feed or has no entries.
    """
    root, warnings = parse_xml(data, file)
    file = replace(file, warnings=(*file.warnings, *warnings))
    whole = Element(root)
    atom = short_name(root.tag) in ("feed", "atom:feed")
    channel = _atom_channel(whole) if atom else _rss_channel(whole)
    entries = _entries(root, ("entry", "atom:entry") if atom else ("item",))
    if not entries:
        raise RecordError(
            said("no entries in this feed"),
            where=file.name,
            hint=said("look whether the file is cut off, or the feed empty"),
        )
    ids, many = Ids(), len(entries) > 1
    read = _read_atom if atom else _read_rss
    return read_each(
        (
            (said("{file}, article {n}", file=file.name, n=n) if many else file.name, e)
            for n, e in enumerate(entries, 1)
        ),
        lambda entry, where: read(entry, where, file, channel, ids),
    )


def _entries(root: object, names: tuple[str, ...]) -> list[Element]:
    """Return the entries of a feed; each stands once, whatever its id says."""
    found, seen = [], set()
    for node in root.iter():  # type: ignore[attr-defined]
        if short_name(node.tag) not in names:
            continue
        entry = Element(node)
        key = "".join(node.itertext())
        if key not in seen:
            seen.add(key)
            found.append(entry)
    return found


# --- RSS ---------------------------------------------------------------------------


def _rss_channel(root: Element) -> Channel:
    channel = root.first("channel") or root
    return Channel(
        title=channel.text("title"),
        base=clean_url(channel.text("link")),
        language=channel.text("language", "dc:language") or root.language,
        rights=channel.text("copyright", "dc:rights"),
    )


def _read_rss(
    item: Element, where: str, file: RecordFile, channel: Channel, ids: Ids
) -> Article:
    draft = Draft()
    set_headline(draft, item.text("title", "media:title", "dc:title"), "title", where)
    url, key = _rss_address(item)
    if url:
        draft.set("url", url, "link")
    ids.give(draft, url=url, key=key)
    _set_channel(draft, channel)
    set_language(draft, item.text("dc:language") or item.language, "dc:language")
    full = item.text("content:encoded", "xhtml:body", "fulltext", "full-text")
    summary = whole_text(item.text("description"), where)
    full = whole_text(full, where)
    labels = settle_language(draft, full or summary)
    for name in ("pubDate", "dc:date", "atom:published", "date", "published"):
        text = item.text(name)
        if "published" not in draft.values and text:
            set_moment(draft, "published", text, name)
    set_moment(draft, "modified", item.text("atom:updated"), "atom:updated")
    outlets = (channel.title,)
    for name in ("dc:creator", "author", "itunes:author"):
        add_names(draft, _names(item, name), labels, name, outlets=outlets)
    add_names(
        draft,
        item.texts("dc:contributor"),
        labels,
        "dc:contributor",
        group="contributors",
        outlets=outlets,
    )
    _set_categories(draft, item, labels)
    _set_source(draft, item.first("source"), "source")
    base = item.base or url or channel.base
    photos = read_photos(item)
    add_media(draft, photos[:1], labels, base)
    _set_text(draft, labels, base, _read_html(draft, full), summary)
    add_media(draft, photos[1:], labels, base)
    add_played(draft, item)
    set_line(draft, "rights", item.text("dc:rights") or channel.rights, "rights")
    item.drop_unused(draft, "feed")
    return finish(draft, "feed", file, where)


def _rss_address(item: Element) -> tuple[str, str]:
    """Return the web address of an item, and its own id."""
    guid = item.first("guid")
    key = (
        guid.take()
        if guid
        else item.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about")
    )
    url = clean_url(item.text("link"))
    links = (one.get("href") for one in item.all("atom:link", "link"))
    url = url or next(filter(None, map(clean_url, links)), "")
    is_link = guid is not None and guid.get("isPermaLink").lower() != "false"
    if not url and (is_link or guid is None):
        url = clean_url(key)
    return url, key


def _names(item: Element, name: str) -> list[str]:
    """Return the names of a field; Atom's `author` in RSS has a name inside."""
    return [one.text("name", "atom:name") or one.take() for one in item.all(name)]


def _set_channel(draft: Draft, channel: Channel) -> None:
    set_publisher(draft, channel.title, "title of the feed")
    set_language(draft, channel.language, "language of the feed")


def _set_categories(draft: Draft, item: Element, labels: Labels) -> None:
    """Known names of sections are sections, else the first; all others are tags."""
    names = [
        plain_of(one.take() or one.get("label") or one.get("term"))
        for one in item.all("category", "atom:category", "dc:subject")
    ]
    names = list(dict.fromkeys(filter(None, names)))
    sections = [name for name in names if fold(name) in labels.kanal] or names[:1]
    paths = [part.strip() for name in sections for part in re.split(r"[/>]", name)]
    set_sections(draft, filter(None, paths), "category")
    add_tags(draft, (name for name in names if name not in sections), "category")
    for one in item.all("media:keywords", "itunes:keywords"):
        add_tags(draft, re.split(r"\s*[,;]\s*", one.take()), "keywords")


def _set_source(draft: Draft, source: Element | None, rule: str) -> None:
    """Set the outlet an entry was taken from."""
    if source is None:
        return
    title = source.text("title", "atom:title") if source.children else source.take()
    if name := plain_of(title):
        draft.add_source(name, rule)


# --- Atom --------------------------------------------------------------------------


def _atom_channel(root: Element) -> Channel:
    links = root.all("atom:link", "link")
    sites = [one for one in links if one.get("rel") in ("", "alternate")]
    return Channel(
        title=_plain(root.first("atom:title", "title")),
        base=root.base or clean_url(sites[0].get("href") if sites else ""),
        language=root.language,
        rights=_plain(root.first("atom:rights", "rights")),
        authors=tuple(_person(a) for a in root.all("atom:author", "author")),
    )


def _read_atom(
    entry: Element, where: str, file: RecordFile, channel: Channel, ids: Ids
) -> Article:
    draft = Draft()
    set_headline(draft, _plain(entry.first("atom:title", "title")), "title", where)
    base = urljoin(channel.base, entry.base) if entry.base else channel.base
    url = _alternate(entry, base)
    if url:
        draft.set("url", url, "link")
    ids.give(draft, url=url, key=entry.text("atom:id", "id"))
    _set_channel(draft, channel)
    set_language(draft, entry.language, "xml:lang")
    texts = whole_text(" ".join(entry.node.itertext()), where)
    labels = settle_language(draft, texts)
    changed = entry.text("atom:updated", "updated", "atom:modified")
    told = entry.text("atom:published", "published", "atom:issued", "dc:date")
    set_moment(draft, "published", told or changed, "published" if told else "updated")
    set_moment(draft, "modified", changed, "updated")
    outlets = (channel.title,)
    source = entry.first("atom:source", "source")
    authors = [_person(a) for a in entry.all("atom:author", "author", "dc:creator")]
    if not authors and source:
        authors = [_person(a) for a in source.all("atom:author", "author")]
    authors = authors or list(channel.authors)
    add_names(draft, filter(None, authors), labels, "author", outlets=outlets)
    others = [_person(a) for a in entry.all("atom:contributor", "contributor")]
    add_names(draft, others, labels, "contributor", group="contributors")
    _set_categories(draft, entry, labels)
    _set_source(draft, source, "source")
    photos = read_photos(entry)
    add_media(draft, photos[:1], labels, base or url)
    _add_enclosures(draft, entry, labels, base or url)
    content = entry.first("atom:content", "content")
    summary = entry.first("atom:summary", "summary")
    pieces = _pieces(draft, content) if content else []
    base = content.base if content and content.base else base or url
    _set_text(draft, labels, base, pieces, _markup(summary) if summary else "")
    add_media(draft, photos[1:], labels, base)
    add_played(draft, entry)
    rights = _plain(entry.first("atom:rights", "rights")) or channel.rights
    set_line(draft, "rights", rights, "rights")
    entry.drop_unused(draft, "feed")
    return finish(draft, "feed", file, where)


def _alternate(entry: Element, base: str) -> str:
    """Return the address of the page the entry stands for."""
    links = entry.all("atom:link", "link")
    pages = [one for one in links if one.get("rel") in ("", "alternate")]
    pages.sort(key=lambda one: "html" not in one.get("type") and one.get("type") != "")
    return clean_url(urljoin(base, pages[0].get("href"))) if pages else ""


def _add_enclosures(draft: Draft, entry: Element, labels: Labels, base: str) -> None:
    for one in entry.all("atom:link", "link"):
        if one.get("rel") == "related" and one.get("title"):
            href = clean_url(urljoin(base, one.get("href")))
            draft.add_related(plain_of(one.get("title")), href, "link rel=related")
        if one.get("rel") == "enclosure" and one.get("type").startswith("image/"):
            title = plain_of(one.get("title"))
            caption = (html.escape(title, quote=False),) if title else ()
            photo = Photo(src=one.get("href"), caption=caption)
            add_photo(draft, photo, labels, "link rel=enclosure", base=base)


def _person(element: Element) -> str:
    """Return the name of a person construct; its address and e-mail are not printed."""
    if not element.children:
        return element.take()
    name = element.text("atom:name", "name")
    for one in element.all("atom:email", "email", "atom:uri", "uri"):
        one.use()
    return name


def _markup(element: Element) -> str:
    """Return a text construct as markup of HTML (RFC 4287, section 3.1)."""
    kind = element.get("type").lower()
    if kind in ("xhtml", "application/xhtml+xml") or element.get("mode") == "xml":
        return element.markup()
    text = element.take()
    is_html = kind in ("html", "text/html") or element.get("mode") == "escaped"
    if is_html:
        return text
    return text if re.search(r"</?(?:p|br|div|b|i|a)\b", text) else html.escape(text)


def _plain(element: Element | None) -> str:
    return plain_of(_markup(element)) if element else ""


def _read_html(draft: Draft, markup: str) -> list[Piece]:
    """Return the pieces of a text that a content system has wrapped its own way."""
    if "<" not in markup:
        return pieces_of(markup)
    pieces, left_out = read_post(markup)
    for words, rule in left_out:
        draft.drop(words, rule)
    return pieces


def _pieces(draft: Draft, content: Element) -> list[Piece]:
    kind = content.get("type").lower()
    if kind.startswith(("image/", "video/", "audio/")) or content.get("src"):
        return []
    if kind in ("", "text", "text/plain"):
        text = content.take()
        is_html = re.search(r"</(?:p|div|a|b|em|strong)>", text)
        return _read_html(draft, text) if is_html else pieces_of_text(text)
    return _read_html(draft, _markup(content))


# --- both --------------------------------------------------------------------------


def _set_text(
    draft: Draft, labels: Labels, base: str, full: Sequence[Piece], summary: str
) -> None:
    """Set body and deck: the summary is the body where there is no whole text."""
    if any(isinstance(piece, Paragraph) for piece in full):
        rule = "content of the entry"
        set_body(draft, _without_trailer(draft, full), labels, rule=rule, base=base)
        set_deck(draft, summary, "summary of the entry")
    elif summary or full:
        pieces = [*full, *_read_html(draft, summary)]
        rule = "summary of the entry"
        set_body(draft, _without_trailer(draft, pieces), labels, rule=rule, base=base)
        warn_of_summary(draft)


def _without_trailer(draft: Draft, pieces: Sequence[Piece]) -> list[Piece]:
    kept = list(pieces)
    while kept and isinstance(last := kept[-1], Paragraph):
        words = plain_text(last.html)
        if not _TRAILER.match(words):
            break
        draft.drop(words, "line a system adds below each text")
        kept.pop()
    return kept
