"""Reader for Ghost: exports, and posts of its Content API.

In: a JSON value. Out: an Article for each published post. In an export, names, tags
and captions are in tables of their own; in the API they stand in the post.
"""

from dataclasses import dataclass, field
from typing import Any

from exporter.model import Article
from exporter.records.draft import Draft
from exporter.records.entry import (
    add_photo,
    add_tags,
    caption_of,
    clean_url,
    finish,
    plain_of,
    set_body,
    set_deck,
    set_headline,
    set_language,
    set_moment,
    set_publisher,
    set_sections,
    settle_language,
    whole_text,
)
from exporter.records.file import Read, RecordFile
from exporter.records.ids import Ids
from exporter.records.labels import Labels
from exporter.records.leaves import Branch
from exporter.records.lexical import lexical_html, mobiledoc_html
from exporter.records.markup_photos import Photo
from exporter.records.moments import Clock, clock_of
from exporter.records.names import add_names
from exporter.records.post_tree import read_post
from exporter.records.published import read_published
from exporter.said import said

#: What stands in an export for the address of the site.
_SITE = "__GHOST_URL__"
_TEXTS = ("html", "lexical", "mobiledoc")


@dataclass
class Blog:
    """The tables of an export by the post they belong to, and what the site says."""

    title: str = ""
    language: str = ""
    clock: Clock | None = None
    authors: dict[str, list[str]] = field(default_factory=dict)
    tags: dict[str, list[str]] = field(default_factory=dict)
    meta: dict[str, dict[str, Any]] = field(default_factory=dict)
    users: dict[str, str] = field(default_factory=dict)


def knows(value: Any) -> bool:
    """Say whether a JSON value is an export of Ghost or an answer of its API."""
    return _tables(value) is not None


def _tables(value: Any) -> dict[str, Any] | None:
    """Return the tables of an export, or the API's answer as the table of posts."""
    if not isinstance(value, dict):
        return None
    db = value.get("db")
    if isinstance(db, list) and db and isinstance(db[0], dict):
        value = db[0]
    data = value.get("data")
    tables: dict[str, Any] = data if isinstance(data, dict) else value
    posts = tables.get("posts")
    if not isinstance(posts, list):
        return None
    if db is not None or "posts_authors" in tables or "posts_tags" in tables:
        return tables
    first: Any = posts[0] if posts else None
    known = isinstance(first, dict) and "title" in first
    return tables if known and any(name in first for name in _TEXTS) else None


def read(value: Any, file: RecordFile) -> Read:
    """Return the Articles of the posts and an error for each that is none."""
    tables = _tables(value) or {}
    blog = _read_blog(tables)
    posts = [post for post in tables.get("posts", []) if isinstance(post, dict)]
    ids = Ids()
    return read_published(
        posts,
        file,
        _skipped_as,
        lambda post, where: _read_post(Branch(post), where, file, blog, ids),
        said("export a site that has published posts"),
    )


def _skipped_as(post: dict[str, Any]) -> str:
    """Return what a record is where it is no published post; "" for one that is."""
    if post.get("type") == "page" or post.get("page") in (1, True):
        return "page"
    status = post.get("status")
    return str(status) if status not in (None, "published") else ""


# --- the tables --------------------------------------------------------------------


def _rows(tables: dict[str, Any], name: str) -> list[dict[str, Any]]:
    rows = tables.get(name)
    return [r for r in rows if isinstance(r, dict)] if isinstance(rows, list) else []


def _read_blog(tables: dict[str, Any]) -> Blog:
    blog = Blog()
    settings = {r.get("key"): r.get("value") for r in _rows(tables, "settings")}
    blog.title = _word(settings.get("title"))
    blog.language = _word(settings.get("locale") or settings.get("lang"))
    blog.clock = clock_of(
        _word(settings.get("timezone") or settings.get("active_timezone"))
    )
    users = {str(r.get("id")): _word(r.get("name")) for r in _rows(tables, "users")}
    tags = {str(r.get("id")): _word(r.get("name")) for r in _rows(tables, "tags")}
    blog.users = users
    blog.authors = _joined(_rows(tables, "posts_authors"), "author_id", users)
    blog.tags = _joined(_rows(tables, "posts_tags"), "tag_id", tags)
    blog.meta = {str(r.get("post_id")): r for r in _rows(tables, "posts_meta")}
    return blog


def _word(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _joined(
    rows: list[dict[str, Any]], key: str, names: dict[str, str]
) -> dict[str, list[str]]:
    """Return the names of each post, in the order the table gives."""
    found: dict[str, list[str]] = {}
    for row in sorted(rows, key=_order):
        if name := names.get(str(row.get(key))):
            found.setdefault(str(row.get("post_id")), []).append(name)
    return found


def _order(row: dict[str, Any]) -> int:
    order = row.get("sort_order")
    return order if isinstance(order, int) else 0


# --- a post ------------------------------------------------------------------------


def _read_post(
    post: Branch, where: str, file: RecordFile, blog: Blog, ids: Ids
) -> Article:
    draft = Draft()
    number = post.text("id")
    meta = Branch(blog.meta.get(number, {}), ("posts_meta",), post.used)
    set_headline(draft, post.text("title"), "title", where)
    url = clean_url(post.text("url")) or clean_url(post.text("canonical_url"))
    if url:
        draft.set("url", url, "url")
    slug = post.text("slug")
    ids.give(draft, url="" if slug else url, key=slug or number)
    set_publisher(draft, blog.title, "title of the site")
    set_language(draft, post.text("locale") or blog.language, "locale")
    dropped: list[tuple[str, str]] = []
    text = whole_text(_text_of(post, dropped).replace(_SITE, ""), where)
    labels = settle_language(draft, text)
    set_moment(
        draft, "published", post.text("published_at"), "published_at", blog.clock
    )
    set_moment(draft, "modified", post.text("updated_at"), "updated_at", blog.clock)
    _set_authors(draft, post, blog, number, labels)
    _set_tags(draft, post, blog.tags.get(number, []))
    _set_photo(draft, post, meta, labels)
    pieces, left_out = read_post(text)
    set_body(draft, pieces, labels, rule="text of the post", base=url)
    for words, rule in (*dropped, *left_out):
        draft.drop(words, rule)
    set_deck(draft, post.text("custom_excerpt"), "custom_excerpt")
    if "deck" not in draft.values:
        set_deck(draft, post.text("excerpt"), "excerpt")
    post.take("comment_id")
    post.drop_unused(draft, "ghost")
    meta.drop_unused(draft, "ghost")
    return finish(draft, "ghost", file, where)


def _text_of(post: Branch, dropped: list[tuple[str, str]]) -> str:
    """Return the text of a post as HTML; the editor's own form where there is none."""
    shown = post.text("html")
    lexical, mobiledoc = post.text("lexical"), post.text("mobiledoc")
    if shown:
        return shown
    return lexical_html(lexical, dropped) or mobiledoc_html(mobiledoc, dropped)


def _set_authors(
    draft: Draft, post: Branch, blog: Blog, number: str, labels: Labels
) -> None:
    names = [author.text("name") for author in post.each("authors")]
    names = names or blog.authors.get(number, [])
    one = post.at("author")
    single = one.text("name") or one.text() or post.text("author_id")
    if not names and single:
        names = [blog.users.get(single, single if isinstance(one.value, dict) else "")]
    outlets = (blog.title,) if blog.title else ()
    add_names(draft, filter(None, names), labels, "authors", outlets=outlets)


def _set_tags(draft: Draft, post: Branch, names: list[str]) -> None:
    """Set the first tag as the section; names with # are for the site alone."""
    found = [tag.text("name") for tag in post.each("tags")] or names
    shown = [plain_of(name) for name in found if not name.startswith("#")]
    for name in found:
        if name.startswith("#"):
            draft.drop(name, "internal tag")
    set_sections(draft, shown[:1], "primary tag")
    add_tags(draft, shown[1:], "tags")


def _set_photo(draft: Draft, post: Branch, meta: Branch, labels: Labels) -> None:
    src = post.text("feature_image") or post.text("image")
    names = ("feature_image_caption", "feature_image_alt")
    caption, alt = (post.text(name) or meta.text(name) for name in names)
    if not src:
        return
    photo = Photo(
        src=src.replace(_SITE, ""),
        alt=plain_of(alt),
        caption=caption_of(caption),
    )
    base = draft.values.get("url", "")
    add_photo(draft, photo, labels, "feature_image", base=base)
