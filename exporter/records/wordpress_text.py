"""The text of a WordPress post as HTML: shortcodes, blocks, paragraphs of white space.

In: `content` as an editor of WordPress keeps it, and the photos of the site by number.
Out: HTML that `markup` reads, and what was left out with its rule. Classic posts get
their paragraphs as WordPress makes them (wpautop); posts of blocks (Gutenberg) are
HTML between comments.
"""

import html
import json
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from exporter.records.leaves import Branch
from exporter.said import said

#: A photo of the site as HTML needs it: address, caption as markup, alternative text.
SitePhoto = tuple[str, str, str]

#: Photos of one gallery; more are no gallery of a newspaper.
_MOST_PHOTOS = 200
#: Reusable blocks that are shown in one post.
_MOST_REUSED = 50
_TAG = re.compile(
    r"\[(?P<open>\[?)(?P<end>/?)(?P<name>[A-Za-z][\w-]{0,60})(?P<rest>(?:\s[^\[\]<>]*"
    r"(?:<[^<>]*>[^\[\]<>]*)*|\s*/)?)\](?P<close>\]?)"
)
_ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'\]]+))")
_CAPTIONED = re.compile(
    r"\s*((?:<a\s[^<>]*>\s*)?<img\s[^<>]*>(?:\s*</a>)?)(.*)", re.S | re.I
)
_URL = re.compile(r"https?://[^\s<>\"'\]]+")
_BLOCKS = (
    "table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|"
    "form|map|area|blockquote|address|style|script|p|h[1-6]|hr|fieldset|legend|section|"
    "article|aside|header|footer|nav|figure|figcaption|details|summary|iframe|video|audio"
)
_OPENS_BLOCK = re.compile(rf"(?=<(?:{_BLOCKS})(?:[\s/>]))", re.I)
_ENDS_BLOCK = re.compile(rf"(</(?:{_BLOCKS})\s*>|<hr[^<>]*>)", re.I)
_BLOCK = re.compile(rf"</?(?:{_BLOCKS})[\s/>]", re.I)
_TWO_BREAKS = re.compile(r"(<br[^<>]*>)<br>")
_KEPT_AS_IT_IS = re.compile(
    r"<(pre|script|style)\b(?:(?!<(?:pre|script|style)\b).)*?</\1\s*>", re.I | re.S
)
_COMMENT = re.compile(
    r"<!--\s+(?P<end>/)?wp:(?P<name>[a-z][a-z0-9/_-]*)\s*(?P<attributes>\{.*\})?\s*"
    r"(?P<void>/)?-->",
    re.S,
)
_EMBEDDED = re.compile(
    r"https?://(?:[\w-]+\.)*(?:youtube\.com|youtu\.be|vimeo\.com|twitter\.com|x\.com|"
    r"instagram\.com|tiktok\.com|facebook\.com|soundcloud\.com|spotify\.com|flickr\.com|"
    r"dailymotion\.com|reddit\.com|bsky\.app)/\S+$"
)


@dataclass
class PostText:
    """The text of a post on its way to HTML."""

    photos: Mapping[int, SitePhoto] = field(default_factory=dict)
    attached: Sequence[int] = ()
    reusable: Mapping[int, str] = field(default_factory=dict)
    dropped: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    reused: int = 0

    def as_html(self, content: str) -> str:
        """Return `content` as HTML."""
        return "".join(self._segments(content.replace("\r\n", "\n"), ()))

    def _segments(self, content: str, inside: tuple[int, ...]) -> Iterator[str]:
        """Yield the HTML of each run between comments of blocks.

        What stands in no block is of the classic editor. `inside` are the reusable
        blocks that are being read.
        """
        depth = at = 0
        for start, end, comment in _comments(content):
            before = content[at:start]
            at = end
            yield self._html(before, classic=depth == 0)
            if comment is None:
                continue
            if comment["void"]:
                yield from self._void(comment, inside)
            elif comment["end"]:
                depth = max(depth - 1, 0)
            else:
                depth += 1
        yield self._html(content[at:], classic=depth == 0)

    def _html(self, text: str, *, classic: bool) -> str:
        made = self._shortcodes(text) if "[" in text else text
        return autop(made) if classic else made

    def _void(self, comment: re.Match[str], inside: tuple[int, ...]) -> Iterator[str]:
        """Yield what a block without content stands for."""
        attributes = _json(comment["attributes"])
        number = attributes.get("ref")
        if comment["name"] == "block" and isinstance(number, int):
            self.reused += 1
            known = number in self.reusable and number not in inside
            if known and len(inside) < 3 and self.reused <= _MOST_REUSED:
                yield from self._segments(self.reusable[number], (*inside, number))
            return
        url = attributes.get("url")
        if "embed" in comment["name"] and isinstance(url, str):
            yield _played(url)
            return
        rule = f"block {comment['name']}"
        for path, text in Branch(attributes).unused():
            self.dropped.append((text, f"{rule}, {path}"))

    # --- shortcodes ---------------------------------------------------------------

    def _shortcodes(self, text: str) -> str:
        """Return text with the shortcodes resolved: known ones are HTML, others go."""
        tags = list(_TAG.finditer(text))
        ends: dict[str, list[int]] = {}
        for index, tag in enumerate(tags):
            if tag["end"] and not tag["open"]:
                ends.setdefault(tag["name"], []).append(index)
        parts, at, skip_to = [], 0, 0
        for index, tag in enumerate(tags):
            if index < skip_to:
                continue
            parts.append(text[at : tag.start()])
            at = tag.end()
            if tag["open"] and tag["close"]:
                parts.append(tag[0][1:-1])
                continue
            closers = ends.get(tag["name"], [])
            later = bisect_left(closers, index)
            closer = closers[later] if later < len(closers) else None
            end = tags[closer].start() if closer is not None else None
            inner = text[tag.end() : end] if end is not None else None
            made = self._shortcode(tag, inner, has_end=bool(closers))
            if made is None:
                parts.append(tag[0])
            elif closer is not None and tag["name"].lower() in _TAKES_INNER:
                skip_to, at = closer + 1, tags[closer].end()
                self.dropped.append((tags[closer][0], f"shortcode [{tag['name']}]"))
                parts.append(made)
            else:
                parts.append(made)
        return "".join((*parts, text[at:]))

    def _shortcode(
        self, tag: re.Match[str], inner: str | None, *, has_end: bool
    ) -> str | None:
        """Return the HTML of a shortcode; None where the brackets are text."""
        name, given = tag["name"].lower(), _attributes(tag["rest"])
        if tag["end"]:
            self.dropped.append((tag[0], f"shortcode [{name}]"))
            return ""
        if known := _KNOWN.get(name):
            self.dropped.append((tag[0], f"shortcode [{name}], shown as what it is"))
            return known(self, given, tag["rest"], inner or "")
        looks_so = has_end or given or tag["rest"].strip() == "/" or "_" in name
        if not looks_so or tag["name"] != name:
            return None
        self.dropped.append((tag[0], f"shortcode [{name}]"))
        url = _URL.search(tag["rest"])
        return _played(url[0]) if url and _EMBEDDED.match(url[0]) else ""

    def _caption(self, given: Mapping[str, str], _rest: str, inner: str) -> str:
        found = _CAPTIONED.match(inner)
        image, words = (found[1], found[2]) if found else (inner, "")
        words = words.strip() or given.get("caption", "")
        number = re.search(r"\d+", given.get("id", ""))
        attachment = f' data-id="{number[0]}"' if number else ""
        image = re.sub(r"<img\b", f"<img{attachment}", image, count=1)
        caption = f"<figcaption>{words}</figcaption>" if words else ""
        return f"\n\n<figure>{image}{caption}</figure>\n\n"

    def _gallery(self, given: Mapping[str, str], _rest: str, _inner: str) -> str:
        named = given.get("ids") or given.get("include")
        numbers = [int(n) for n in re.findall(r"\d{1,12}", (named or "")[:20_000])]
        numbers = list(dict.fromkeys(numbers if named else self.attached))
        if len(numbers) > _MOST_PHOTOS:
            self.warnings.append(
                said("a gallery of {n} photos: too many, cut off", n=len(numbers))
            )
        known = [n for n in numbers[:_MOST_PHOTOS] if n in self.photos]
        if len(known) < len(numbers[:_MOST_PHOTOS]):
            lost = len(numbers[:_MOST_PHOTOS]) - len(known)
            self.warnings.append(
                said("a gallery names {n} photos that the export has not", n=lost)
            )
        figures = "".join(_figure(n, self.photos[n]) for n in known)
        return f"\n\n<figure>{figures}</figure>\n\n" if figures else ""

    def _embed(self, given: Mapping[str, str], rest: str, inner: str) -> str:
        urls = [given.get(k, "") for k in ("src", "url", "mp4", "webm", "ogv", "mp3")]
        urls += [given.get(k, "") for k in ("m4v", "m4a", "ogg", "wav")]
        url = next((u for u in urls if u), "")
        found = _URL.search(inner) or _URL.search(rest)
        url = url or (html.unescape(found[0]) if found else "")
        title = given.get("title", "") or given.get("caption", "")
        return _played(url, title) if url else ""


_KNOWN: dict[str, Callable[[PostText, Mapping[str, str], str, str], str]] = {
    "caption": PostText._caption,
    "wp_caption": PostText._caption,
    "gallery": PostText._gallery,
    **dict.fromkeys(("embed", "audio", "video", "youtube", "vimeo"), PostText._embed),
}
#: Shortcodes whose content is in what is made of them; that of others stays as text.
_TAKES_INNER = set(_KNOWN)


def _attributes(text: str) -> dict[str, str]:
    return {
        match[1].lower(): match[2] or match[3] or match[4] or ""
        for match in _ATTRIBUTE.finditer(text)
    }


def _figure(number: int, photo: SitePhoto) -> str:
    src, caption, alt = photo
    words = f"<figcaption>{caption}</figcaption>" if caption else ""
    image = (
        f'<img data-id="{number}" src="{html.escape(src)}" alt="{html.escape(alt)}">'
    )
    return f"<figure>{image}{words}</figure>"


def _played(url: str, title: str = "") -> str:
    """Return HTML for something only the web can show."""
    named = f' title="{html.escape(title)}"' if title else ""
    return f'\n\n<iframe src="{html.escape(url)}"{named}></iframe>\n\n'


def _comments(content: str) -> Iterator[tuple[int, int, re.Match[str] | None]]:
    """Yield start and end of each comment, and its match where it is of a block."""
    end = 0
    while (start := content.find("<!--", end)) >= 0:
        close = content.find("-->", start)
        if close < 0:
            return
        end = close + 3
        yield start, end, _COMMENT.fullmatch(content[start:end])


def _json(text: str | None) -> dict[str, object]:
    try:
        value = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def autop(text: str) -> str:
    """Return the text of a classic post with its paragraphs (WordPress: wpautop).

    An empty line ends a paragraph, a line end breaks a line; a line that is nothing
    but the address of a video or post shows it.
    """
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f"\n\n<p>\x00{len(kept) - 1}\x00</p>\n\n"

    text = _KEPT_AS_IT_IS.sub(keep, text.replace("\x00", ""))
    text = _ENDS_BLOCK.sub(r"\1\n\n", _OPENS_BLOCK.sub("\n\n", text))
    parts = (_paragraph(part.strip()) for part in re.split(r"\n\s*\n", text))
    made = "\n".join(part for part in parts if part)
    return re.sub(
        "<p>\x00(\\d+)\x00</p>|\x00(\\d+)\x00",
        lambda match: kept[int(match[1] or match[2])],
        made,
    )


def _paragraph(part: str) -> str:
    if not part or _BLOCK.match(part):
        return part
    if _EMBEDDED.match(part):
        return _played(part).strip()
    lines = [line.strip() for line in part.split("\n")]
    found = [_played(line).strip() if _EMBEDDED.match(line) else line for line in lines]
    broken = _TWO_BREAKS.sub(r"\1", "<br>\n".join(found))
    return f"<p>{broken}</p>"
