"""Reader for exports of WordPress (WXR 1.0 to 1.2).

In: the bytes of an export. Out: an Article for each published post. Captions and
credits of photos come from the attachments, names from the site's users, sections from
its categories. What is not published, and what is no post, is counted in a warning.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from urllib.parse import unquote

from exporter.errors import RecordError
from exporter.inline import clean_inline, clean_line, plain_text
from exporter.model import Article
from exporter.records.draft import Draft
from exporter.records.elements import Element, short_name
from exporter.records.entry import (
    add_tags,
    clean_url,
    finish,
    photo_key,
    plain_of,
    set_body,
    set_deck,
    set_headline,
    set_language,
    set_publisher,
    set_sections,
    settle_language,
    warn_first,
    whole_text,
)
from exporter.records.file import Read, RecordFile, read_each
from exporter.records.ids import Ids
from exporter.records.labels import Labels
from exporter.records.leaves import is_readable
from exporter.records.moments import Clock, clock_of
from exporter.records.names import add_names, is_login
from exporter.records.post_tree import read_post
from exporter.records.wordpress_post import (
    Attachment,
    fill_photos,
    offset_between,
    php_number,
    php_text,
    sections_of,
    set_featured,
    set_times,
)
from exporter.records.wordpress_text import PostText, SitePhoto
from exporter.records.xml import parse_xml
from exporter.said import joined, said

_KINDS = {"post-format-gallery": "gallery", "post-format-video": "video"}
#: Characters of a block that posts share.
_LONGEST_BLOCK = 40_000
_PHOTO_NAME = re.compile(r"\.(?:jpe?g|png|webp|gif|avif|tiff?|svg)(?:\?.*)?$", re.I)


@dataclass
class Site:
    """What an export says of the whole site."""

    title: str = ""
    language: str = ""
    base: str = ""
    clock: Clock | None = None
    names: dict[str, str] = field(default_factory=dict)
    categories: dict[str, tuple[str, str]] = field(default_factory=dict)
    terms: dict[str, str] = field(default_factory=dict)
    attachments: dict[int, Attachment] = field(default_factory=dict)
    attached: dict[int, list[int]] = field(default_factory=dict)
    reusable: dict[int, str] = field(default_factory=dict)
    by_address: dict[str, Attachment] = field(default_factory=dict)
    addresses: dict[int, str] = field(default_factory=dict)
    photos: dict[int, SitePhoto] = field(default_factory=dict)

    @property
    def parents(self) -> Mapping[str, str]:
        """The name of the category above each, by name."""
        names = {slug: name for slug, (name, _) in self.categories.items()}
        return {
            name: names.get(above, "")
            for name, above in self.categories.values()
            if names.get(above)
        }


def read_wxr(data: bytes, file: RecordFile) -> Read:
    """Return the Articles of an export and an error for each post that is none.

    Raises RecordError where it holds no published post.
    """
    root, warnings = parse_xml(data, file)
    file = replace(file, warnings=(*file.warnings, *warnings))
    channel = Element(root).first("channel") or Element(root)
    items = [node for node in channel.node.iter() if short_name(node.tag) == "item"]
    posts, skipped = [], Counter[str]()
    for node in items:
        kind = _skipped_as(Element(node))
        if kind:
            skipped[kind] += 1
        else:
            posts.append(node)
    if not posts:
        raise _no_posts(skipped, file)
    site = _read_site(channel, items)
    ids, many = Ids(), len(posts) > 1
    read = partial(_read_post, file=file, site=site, ids=ids)
    found = read_each(
        (
            (said("{file}, article {n}", file=file.name, n=n) if many else file.name, p)
            for n, p in enumerate(posts, 1)
        ),
        lambda node, where: read(Element(node), where),
    )
    skipped.pop("attachment", None)  # photos: they stand in the posts
    if skipped:
        warn_first(found, _left_out(skipped))
    return found


def _skipped_as(item: Element) -> str:
    """Return what an item is where it is no published post; "" for one that is."""
    kind = item.text("wp:post_type") or "post"
    status = item.text("wp:status") or "publish"
    if kind != "post":
        return kind
    if status != "publish":
        return status
    return said("with a password") if item.text("wp:post_password") else ""


def _left_out(skipped: Mapping[str, int]) -> str:
    counted = (f"{count} {kind}" for kind, count in sorted(skipped.items()))
    return said("left out, not published posts: {listed}", listed=joined(counted))


def _no_posts(skipped: Mapping[str, int], file: RecordFile) -> RecordError:
    message = said("no published posts in this export")
    if skipped:
        message = said("{a}; {b}", a=message, b=_left_out(skipped))
    hint = said("export posts with the status “published” (Tools, Export)")
    return RecordError(message, where=file.name, hint=hint)


# --- the site ----------------------------------------------------------------------


def _read_site(channel: Element, items: list[object]) -> Site:
    site = Site(
        title=channel.text("title"),
        language=channel.text("language"),
        base=channel.text("wp:base_blog_url", "wp:base_site_url", "link"),
        clock=_clock(channel),
    )
    for user in channel.all("wp:author"):
        login = user.text("wp:author_login")
        site.names[login] = _name_of_user(user)
    for one in channel.all("wp:category"):
        slug = one.text("wp:category_nicename")
        name = plain_of(one.text("wp:cat_name"))
        site.categories[slug] = (name, one.text("wp:category_parent"))
        site.terms[one.text("wp:term_id", "wp:cat_id")] = name
    offsets = set()
    for node in items:
        item = Element(node)
        kind = item.text("wp:post_type")
        if kind == "attachment":
            _add_attachment(site, item)
        elif kind == "wp_block":
            number = _number(item.text("wp:post_id"))
            site.reusable[number] = item.text("content:encoded")[:_LONGEST_BLOCK]
        elif kind == "guest-author":
            meta = _meta(item)
            login = meta.get("cap-user_login", "")
            site.names[login] = meta.get("cap-display_name", "") or item.text("title")
        local, gmt = item.text("wp:post_date"), item.text("wp:post_date_gmt")
        offsets.add(offset_between(local, gmt))
    known = offsets - {None}
    if site.clock is None and len(known) == 1:
        site.clock = Clock("", known.pop())
    for number, photo in site.attachments.items():
        site.by_address.setdefault(photo_key(photo.url), photo)
        site.addresses[number] = photo.url
        site.photos[number] = (photo.url, photo.caption, photo.alt)
    return site


def _clock(channel: Element) -> Clock | None:
    """Return the site's clock, where the export tells it."""
    zone = channel.text("wp:timezone_string", "wp:timezone", "timezone_string")
    if zone:
        return clock_of(zone)
    hours = channel.text("wp:gmt_offset", "gmt_offset")
    if re.fullmatch(r"-?\d{1,2}(?:\.\d+)?", hours):
        return Clock("", round(float(hours) * 60))
    return None


def _name_of_user(user: Element) -> str:
    """Return the name a user shows; a login shown for a name is none."""
    shown = plain_of(user.text("wp:author_display_name"))
    names = ("wp:author_first_name", "wp:author_last_name")
    whole = clean_line(" ".join(plain_of(user.text(name)) for name in names))
    return whole if whole and (not shown or is_login(shown)) else shown


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 13 else 0


def _meta(item: Element) -> dict[str, str]:
    """Return an item's fields of its own (postmeta); the first of each name counts."""
    found: dict[str, str] = {}
    for one in item.all("wp:postmeta"):
        found.setdefault(one.text("wp:meta_key"), one.text("wp:meta_value"))
    return found


def _add_attachment(site: Site, item: Element) -> None:
    url = item.text("wp:attachment_url") or item.text("guid")
    number = _number(item.text("wp:post_id"))
    if not number or not _PHOTO_NAME.search(url):
        return
    meta = _meta(item)
    of_file = meta.get("_wp_attachment_metadata", "")
    of_photo = of_file.partition('"image_meta"')[2]
    caption = item.text("excerpt:encoded")
    in_photo = php_text(of_photo, "caption")
    title = plain_of(item.text("title"))
    unused = [
        (title, "wordpress:attachment title, not printed"),
        (plain_of(item.text("content:encoded")), "wordpress:attachment description"),
    ]
    if caption and plain_of(in_photo) != plain_of(caption):
        unused.append(
            (plain_of(in_photo), "caption in the photo; the site has its own")
        )
    site.attachments[number] = Attachment(
        url=clean_url(url),
        caption=caption or in_photo,
        credit=php_text(of_photo, "credit"),
        alt=meta.get("_wp_attachment_image_alt", ""),
        copyright_notice=plain_of(php_text(of_photo, "copyright")),
        width=php_number(of_file, "width"),
        height=php_number(of_file, "height"),
        unused=tuple((text, rule) for text, rule in unused if is_readable(text)),
    )
    parent = _number(item.text("wp:post_parent"))
    site.attached.setdefault(parent, []).append(number)


# --- a post ------------------------------------------------------------------------


def _read_post(
    item: Element, where: str, *, file: RecordFile, site: Site, ids: Ids
) -> Article:
    draft = Draft()
    set_headline(draft, item.text("title"), "title", where)
    url, guid = clean_url(item.text("link")), item.text("guid")
    if url:
        draft.set("url", url, "link")
    slug = unquote(item.text("wp:post_name"))
    ids.give(draft, url="" if slug else url or guid, key=slug or guid)
    set_publisher(draft, site.title, "title of the site")
    set_language(draft, site.language, "language of the site")
    content = whole_text(item.text("content:encoded"), where)
    labels = settle_language(draft, content)
    local, gmt = item.text("wp:post_date"), item.text("wp:post_date_gmt")
    set_times(draft, "published", local, gmt, site.clock, "post_date")
    changed = item.text("wp:post_modified")
    gmt = item.text("wp:post_modified_gmt")
    set_times(draft, "modified", changed, gmt, site.clock, "post_modified")
    meta = _meta(item)
    _set_authors(draft, item, site, labels)
    _set_terms(draft, item, site, meta)
    featured = site.attachments.get(_number(meta.pop("_thumbnail_id", "")))
    if featured:
        set_featured(draft, featured, labels)
    _set_text(draft, item, site, labels)
    fill_photos(draft, site.by_address, labels)
    set_deck(draft, item.text("excerpt:encoded"), "excerpt")
    _drop_rest(draft, item, meta)
    return finish(draft, "wordpress", file, where)


def _set_text(draft: Draft, item: Element, site: Site, labels: Labels) -> None:
    number = _number(item.text("wp:post_id"))
    text = PostText(site.photos, site.attached.get(number, ()), site.reusable)
    made = text.as_html(item.text("content:encoded"))
    pieces, dropped = read_post(made, site.addresses)
    set_body(draft, pieces, labels, rule="content of the post", base=site.base)
    for words, rule in (*text.dropped, *dropped):
        draft.drop(words, rule)
    for warning in text.warnings:
        draft.warn(warning)


def _set_authors(draft: Draft, item: Element, site: Site, labels: Labels) -> None:
    """Set the people of a post: its co-authors, else its user's name."""
    guests = [c for c in item.all("category") if c.get("domain") == "author"]
    logins = [c.get("nicename").removeprefix("cap-") for c in guests]
    known = [name for login in logins if (name := site.names.get(login))]
    creators = item.texts("dc:creator")
    for guest in guests:
        guest.use()
    if known and len(known) == len(logins):
        add_names(draft, known, labels, "co-authors", outlets=(site.title,))
        return
    for login in creators:
        name = site.names.get(login, "")
        if name:
            rule = "name of the user"
            add_names(draft, [name], labels, rule, outlets=(site.title,))
        elif " " in login:
            add_names(draft, [login], labels, "dc:creator", outlets=(site.title,))
        else:
            draft.drop(login, "dc:creator: a login, no name")
            draft.warn(said("{name!r} is a login: no byline is made of it", name=login))


def _set_terms(draft: Draft, item: Element, site: Site, meta: dict[str, str]) -> None:
    categories, tags = [], []
    for term in item.all("category"):
        domain = term.get("domain") or "category"
        if domain == "category":
            slug = term.get("nicename")
            name = plain_of(term.take())
            categories.append(name or site.categories.get(slug, ("", ""))[0])
        elif domain in ("post_tag", "tag"):
            tags.append(term.take())
        elif domain == "post_format":
            kind = _KINDS.get(term.get("nicename"))
            draft.drop(term.take(), "wordpress:post format, not printed")
            if kind:
                draft.set("kind", kind, "format of the post")
    primary = site.terms.get(meta.get("_yoast_wpseo_primary_category", ""), "")
    sections = sections_of(categories, site.parents, primary)
    for name in categories:
        if name not in sections:
            draft.drop(name, "section of posts that have none")
    set_sections(draft, sections, "category")
    add_tags(draft, tags, "post_tag")


def _drop_rest(draft: Draft, item: Element, meta: Mapping[str, str]) -> None:
    """Drop what is left of an item: fields of plug-ins, comments of readers."""
    for key, value in meta.items():
        if is_readable(value, key):
            draft.drop(value, f"wordpress:postmeta {key}, not printed")
    for comment in item.all("wp:comment"):
        words = plain_text(clean_inline(comment.text("wp:comment_content")))
        name = plain_of(comment.text("wp:comment_author"))
        draft.drop(words, "wordpress:comment of a reader, not printed")
        draft.drop(name, "wordpress:comment of a reader, not printed")
        comment.use()
    item.drop_unused(draft, "wordpress")
