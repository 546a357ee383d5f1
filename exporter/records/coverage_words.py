"""Text as the tokens the coverage check compares.

In: text or markup. Out: tokens, words and single punctuation marks, after NFKC and
case folding. Control characters, which no page can print, are no tokens.
"""

import re
import unicodedata
from html.parser import HTMLParser

Tokens = tuple[str, ...]

#: Scripts without spaces: each letter is a token.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
_TOKEN = re.compile(rf"[{_UNSPACED}]|(?:(?![{_UNSPACED}])\w)+|[^\w\s]")
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_UNREAD = {"script", "style", "template"}
_MEDIA = {
    *("img", "iframe", "video", "audio", "object", "embed", "svg", "canvas"),
}
#: Elements that part no words.
INLINE = {
    *("a", "abbr", "b", "bdi", "cite", "code", "em", "i", "q", "s", "small", "span"),
    *("strong", "sub", "sup", "u", "font", "mark", "del", "ins", "time"),
}


def tokens_of(text: str) -> Tokens:
    """Return the tokens of plain text."""
    folded = unicodedata.normalize("NFKC", _CONTROL.sub("", text)).casefold()
    return tuple(_TOKEN.findall(folded))


def words_of_markup(markup: str) -> Tokens:
    """Return the tokens a browser would show for `markup`."""
    if "<" not in markup and "&" not in markup:
        return tokens_of(markup)
    return tokens_of("".join(_read(markup).shown))


def media_of_markup(markup: str) -> list[str]:
    """Return the tags of the photos, videos and embeds in `markup`, as written."""
    return _read(markup).media if "<" in markup else []


def _read(markup: str) -> "_Shown":
    reader = _Shown()
    reader.feed(markup)
    reader.close()
    return reader


class _Shown(HTMLParser):
    """Collects text and media of markup; what is no inline element parts words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.shown: list[str] = []
        self.media: list[str] = []
        self.unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.unread += tag in _UNREAD
        if tag in _MEDIA and not self.unread:
            self.media.append(" ".join((self.get_starttag_text() or tag).split()))
        if tag == "q":
            self.shown.append('"')  # a browser prints the marks
        if tag not in INLINE:
            self.shown.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self.unread = max(0, self.unread - (tag in _UNREAD))
        if tag == "q":
            self.shown.append('"')
        if tag not in INLINE:
            self.shown.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.unread:
            self.shown.append(data)
