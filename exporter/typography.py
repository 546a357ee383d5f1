"""Typography by language: quotes, dashes and spaces; text in, text out.

Only signs are set, never words: straight quotation marks become the language's
own, a spaced hyphen becomes a spaced dash. What is already set is left alone.
"""

import re
from typing import Any

from exporter.blocks import Box, Entry
from exporter.model import Article

_ENGLISH = ("“", "”", "‘", "’")
#: language -> opening and closing double and single quotation marks. Not here: where
#: a quotation may open within a word (Arabic, Hebrew) or without a space (Chinese,
#: Japanese, Thai), so that what opens and what closes cannot be told apart.
QUOTES = {
    **dict.fromkeys(("id", "en", "ms", "jv", "su", "nl", "es", "pt", "tr"), _ENGLISH),
    **dict.fromkeys(("vi", "hi", "ko"), _ENGLISH),
    "de": ("„", "“", "‚", "‘"),
    "fr": ("«\u00a0", "\u00a0»", "‘", "’"),
}
_TAG = re.compile(r"(<[^>]*>)")
_OPENS_AFTER = " \t\u00a0([{–—-/“‘„‚«¿¡"


def set_text(text: str, language: str) -> str:
    """Return plain text with quotes and dashes set for `language` (BCP 47)."""
    if not any(sign in text for sign in "\"'-"):
        return text
    return _set_run(text, _quotes(language), " ")[0]


def set_inline(markup: str, language: str) -> str:
    """Return sanitised inline markup with quotes and dashes set; tags untouched."""
    if not any(sign in markup for sign in "\"'-"):
        return markup
    pieces = []
    before = " "
    for piece in _TAG.split(markup):
        if piece.startswith("<"):
            before = " " if piece == "<br/>" else before
            pieces.append(piece)
        else:
            done, before = _set_run(piece, _quotes(language), before)
            pieces.append(done)
    return "".join(pieces)


def _quotes(language: str) -> tuple[str, ...]:
    return QUOTES.get(language.split("-")[0].lower(), ())


def _set_run(text: str, quotes: tuple[str, ...], before: str) -> tuple[str, str]:
    """Return the run as set, and its last character for the run that follows."""
    text = text.replace(" - ", " – ").replace(" -- ", " – ")
    if not quotes:
        return text, text[-1:] or before
    out = []
    for sign in text:
        if sign == '"':
            sign = quotes[0] if before in _OPENS_AFTER else quotes[1]
        elif sign == "'":
            sign = quotes[2] if before in _OPENS_AFTER else quotes[3]
        out.append(sign)
        before = sign[-1]
    return "".join(out), before


def set_article(article: Article) -> Article:
    """Return the article with its headline, deck, captions and body set."""
    lang = article.language
    images = tuple(
        image.model_copy(
            update={"caption": tuple(set_inline(c, lang) for c in image.caption)}
        )
        for image in article.images
    )
    return article.model_copy(
        update={
            "kicker": set_text(article.kicker, lang),
            "headline": set_text(article.headline, lang),
            "deck": set_inline(article.deck, lang),
            "reader_note": set_inline(article.reader_note, lang),
            "author_note": set_inline(article.author_note, lang),
            "images": images,
            "related": tuple(
                related.model_copy(
                    update={"headline": set_text(related.headline, lang)}
                )
                for related in article.related
            ),
            "body": tuple(_set_block(block, lang) for block in article.body),
        }
    )


_INLINE_FIELDS = ("html", "title", "caption", "paragraphs", "items", "header", "rows")


def _set_block(block: Any, language: str) -> Any:
    """Return a body block with its text set."""
    language = getattr(block, "language", "") or language
    update: dict[str, Any] = {
        name: _set_all(getattr(block, name), language)
        for name in _INLINE_FIELDS
        if hasattr(block, name)
    }
    if isinstance(block, Box | Entry):
        update["blocks"] = tuple(_set_block(b, language) for b in block.blocks)
    return block.model_copy(update=update)


def _set_all(value: Any, language: str) -> Any:
    if isinstance(value, tuple):
        return tuple(_set_all(item, language) for item in value)
    return set_inline(value, language)
