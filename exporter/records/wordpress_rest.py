"""Reader for posts of WordPress's REST interface (/wp/v2/posts, with `_embed`).

In: a JSON value that is a post or a list of posts. Out: an Article for each published
post. Names, the featured photo and terms are in `_embedded`; without it they are
numbers, and no field is made of a number.
"""

from typing import Any
from urllib.parse import unquote

from exporter.model import Article
from exporter.records.draft import Draft
from exporter.records.entry import (
    add_tags,
    clean_url,
    finish,
    plain_of,
    set_body,
    set_deck,
    set_headline,
    set_language,
    set_publisher,
    set_sections,
    settle_language,
    whole_text,
)
from exporter.records.file import Read, RecordFile
from exporter.records.ids import Ids
from exporter.records.labels import Labels
from exporter.records.leaves import Branch
from exporter.records.names import add_names
from exporter.records.post_tree import read_post
from exporter.records.published import read_published
from exporter.records.wordpress_post import (
    Attachment,
    sections_of,
    set_featured,
    set_times,
)
from exporter.records.wordpress_text import PostText
from exporter.said import said


def knows(value: Any) -> bool:
    """Say whether a JSON value is a post of the interface, or a list of posts."""
    first = value[0] if isinstance(value, list) and value else value
    return isinstance(first, dict) and all(
        isinstance(first.get(name), dict)
        and ("rendered" in first[name] or "raw" in first[name])
        for name in ("title", "content")
    )


def read(value: Any, file: RecordFile) -> Read:
    """Return the Articles of the posts and an error for each that is none."""
    records = value if isinstance(value, list) else [value]
    ids = Ids()
    return read_published(
        records,
        file,
        _skipped_as,
        lambda post, where: _read_post(Branch(post), where, file, ids),
        said("ask the interface for posts with the status “publish”"),
    )


def _skipped_as(post: Any) -> str:
    """Return what a record is where it is no published post; "" for one that is."""
    if not isinstance(post, dict):
        return ""
    kind, status = post.get("type") or "post", post.get("status") or "publish"
    content = post.get("content")
    if kind in ("page", "attachment", "revision", "nav_menu_item"):
        return str(kind)
    if status != "publish":
        return str(status)
    locked = isinstance(content, dict) and content.get("protected") is True
    return said("with a password") if locked else ""


def _read_post(post: Branch, where: str, file: RecordFile, ids: Ids) -> Article:
    draft = Draft()
    set_headline(draft, _rendered(post, "title"), "title", where)
    url = clean_url(post.text("link"))
    if url:
        draft.set("url", url, "link")
    slug = unquote(post.text("slug"))
    ids.give(draft, url="" if slug else url, key=slug or post.text("id"))
    set_language(draft, post.text("lang"), "lang")
    content = whole_text(_rendered(post, "content"), where)
    labels = settle_language(draft, content)
    name = post.text("yoast_head_json", "og_site_name")
    set_publisher(draft, name, "og_site_name")
    set_times(
        draft, "published", post.text("date"), post.text("date_gmt"), None, "date"
    )
    changed, gmt = post.text("modified"), post.text("modified_gmt")
    set_times(draft, "modified", changed, gmt, None, "modified")
    _set_authors(draft, post, labels)
    _set_terms(draft, post)
    media = post.at("_embedded", "wp:featuredmedia", 0)
    photo = _attachment(media, draft)
    if photo is None and (url := clean_url(post.text("jetpack_featured_media_url"))):
        photo = Attachment(url)
    if photo:
        set_featured(draft, photo, labels)
    elif post.number("featured_media"):
        draft.warn(said("the record names a photo by number only: ask with _embed"))
    addresses = {media.number("id") or 0: photo.url} if photo else {}
    text = PostText()
    made = text.as_html(content) if "<!-- wp:" in content else content
    pieces, dropped = read_post(made, addresses)
    base = draft.values.get("url", "")
    set_body(draft, pieces, labels, rule="content of the post", base=base)
    for words, rule in (*text.dropped, *dropped):
        draft.drop(words, rule)
    set_deck(draft, _rendered(post, "excerpt"), "excerpt")
    post.drop_unused(draft, "wordpress")
    return finish(draft, "wordpress", file, where)


def _rendered(post: Branch, name: str) -> str:
    """Return a text as it is shown; what it is made from says the same."""
    shown = post.text(name, "rendered")
    raw = post.text(name, "raw")
    return shown or raw


def _set_authors(draft: Draft, post: Branch, labels: Labels) -> None:
    users = post.each("_embedded", "author")
    names = [user.text("name") for user in users]
    shown = [one.text("display_name") for one in post.each("authors")]
    rule = "name of the user"
    names = [name for name in shown or names if name]
    add_names(draft, dict.fromkeys(names), labels, rule)
    if not names and post.number("author"):
        draft.warn(said("the record names its author by number only: ask with _embed"))


def _set_terms(draft: Draft, post: Branch) -> None:
    categories: list[str] = []
    tags: list[str] = []
    by_id: dict[str, str] = {}
    above: dict[str, str] = {}
    for group in post.each("_embedded", "wp:term"):
        for term in group.each():
            taxonomy = term.text("taxonomy")
            if taxonomy not in ("category", "post_tag"):
                continue
            name = plain_of(term.text("name"))
            if taxonomy == "post_tag":
                tags.append(name)
                continue
            categories.append(name)
            by_id[term.text("id")] = name
            above[name] = term.text("parent")
    parents = {name: by_id[up] for name, up in above.items() if up in by_id}
    sections = sections_of(categories, parents)
    for name in categories:
        if name not in sections:
            draft.drop(name, "section of posts that have none")
    set_sections(draft, sections, "category")
    add_tags(draft, tags, "post_tag")


def _attachment(media: Branch, draft: Draft) -> Attachment | None:
    """Return the featured photo, where it is one and can be seen."""
    url = clean_url(media.text("source_url"))
    if not url or (media.text("media_type") or "image") != "image":
        return None
    details = media.at("media_details")
    caption = _rendered(media, "caption")
    in_photo = details.text("image_meta", "caption")
    if caption and plain_of(in_photo) != plain_of(caption):
        draft.drop(plain_of(in_photo), "caption in the photo; the site has its own")
    return Attachment(
        url=url,
        caption=caption or in_photo,
        credit=details.text("image_meta", "credit"),
        alt=media.text("alt_text"),
        copyright_notice=plain_of(details.text("image_meta", "copyright")),
        width=details.number("width"),
        height=details.number("height"),
    )
