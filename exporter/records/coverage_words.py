"""Text as the tokens the coverage check compares.

In: text or markup. Out: tokens, words and single punctuation marks, after NFKC and
case folding. Control characters, which no page can print, are no tokens.
"""

import re
import unicodedata
from html.parser import HTMLParser

Tokens = tuple[str, ...]

_TOKEN = re.compile(r"\w+|[^\w\s]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_UNREAD = {"script", "style", "template"}
_INLINE = {
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
    reader = _Shown()
    reader.feed(markup)
    reader.close()
    return tokens_of("".join(reader.shown))


class _Shown(HTMLParser):
    """Collects the text of markup; what is no inline element parts words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.shown: list[str] = []
        self.unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.unread += tag in _UNREAD
        if tag not in _INLINE:
            self.shown.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self.unread = max(0, self.unread - (tag in _UNREAD))
        if tag not in _INLINE:
            self.shown.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.unread:
            self.shown.append(data)
