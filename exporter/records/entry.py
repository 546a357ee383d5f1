"""What feeds, exports of content systems and their interfaces have in common.

In: the fields of one record, as a reader found them. Out: the same in a draft: names
judged, times with their zones, the body as blocks, photos once each, an id of its own.
"""

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from exporter.blocks import Paragraph, Party, iter_blocks, markup_of
from exporter.errors import RecordError
from exporter.inline import LANGUAGE_TAG, clean_inline, clean_line, plain_text
from exporter.model import Article, Image, Provenance, article_json
from exporter.records.body import add_pieces, image_of, place_photo
from exporter.records.draft import Draft
from exporter.records.edges import read_edges
from exporter.records.file import Read, RecordFile
from exporter.records.labels import Labels, fold, load_labels
from exporter.records.language import guess_language
from exporter.records.limits import SPLIT_HINT, problem_of_record
from exporter.records.markup import Piece, read_fragment
from exporter.records.markup_photos import Photo, PhotoGroup
from exporter.records.moments import Clock, read_moment
from exporter.records.names import add_people
from exporter.said import said

#: The language of a record that tells none and shows none.
_DEFAULT = "id"
_TAG = re.compile(r"<[^<>]*>")
_SIZE = re.compile(r"(?:-\d{2,5}x\d{2,5}|-scaled|-e\d{10,})+(?=\.\w{3,4}$)")
#: A text this short, or that ends so, is a summary and not the whole of an article.
_SHORT = 1_000
#: Characters of a text with its markup: a book has fewer.
_LONGEST_TEXT = 2_000_000
_CUT_OFF = re.compile(
    r"(?:…|\.\.\.|\[(?:…|\.\.\.)\]|\b(?:read more|continue reading|selengkapnya|"
    r"baca selengkapnya|lanjut baca|weiterlesen|lire la suite|leer más))[\s»›→.…]*$",
    re.I,
)
#: Words of a description that must be those of the text for it to say nothing new.
_SAME_START = 40


# --- words -------------------------------------------------------------------------


def plain_of(text: str) -> str:
    """Return a title as plain words: markup and entities of HTML in it are resolved."""
    return plain_text(clean_inline(text))


def set_headline(draft: Draft, text: str, rule: str, where: str) -> None:
    """Set the headline; raise RecordError where there is none."""
    headline = plain_of(text)
    if not headline:
        raise RecordError(
            said("no headline found"),
            where=where,
            hint=said(
                "give the article a title where it was written, and export again"
            ),
        )
    draft.set("headline", headline, rule)


def set_line(draft: Draft, name: str, text: str, rule: str) -> None:
    """Set a field of one line of plain words, where there are any."""
    if line := plain_of(text):
        draft.set(name, line, rule)


def set_language(draft: Draft, tag: str, rule: str) -> None:
    """Set the language from a tag ("id_ID"), where it is one."""
    tag = tag.strip().replace("_", "-")
    if not tag or not re.match(LANGUAGE_TAG, tag):
        return
    first, *rest = tag.split("-")
    first = {"in": "id", "iw": "he"}.get(first.lower(), first.lower())
    rest = [part.upper() if len(part) == 2 else part for part in rest]
    draft.set("language", "-".join((first, *rest)), rule)


def settle_language(draft: Draft, text: str) -> Labels:
    """Return the labels of the draft's language; guess it where none is told."""
    if "language" not in draft.values:
        guessed = guess_language(_TAG.sub(" ", text[:60_000]))
        if guessed:
            draft.set("language", guessed, "function words of the text")
    return load_labels(draft.values.get("language", _DEFAULT))


def set_publisher(draft: Draft, name: str, rule: str) -> None:
    """Set the publisher, where a name is given."""
    line = re.sub(r"\s*[-–—|»:]?\s*(?:RSS(?: feed)?|Feed|Atom)$", "", plain_of(name))
    if line:
        draft.set("publisher", Party(name=line, kind="organisation"), rule)


def add_tags(draft: Draft, names: Iterable[str], rule: str) -> None:
    """Add tags, each once."""
    for name in names:
        line = plain_of(name)
        if line and line not in draft.tags:
            draft.tags.append(line)
            draft.add_origin("tags", rule)


def set_sections(draft: Draft, names: Iterable[str], rule: str) -> None:
    """Set the sections, outermost first, each once."""
    lines = tuple(dict.fromkeys(line for name in names if (line := plain_of(name))))
    if lines:
        draft.set("sections", lines, rule)


def set_moment(
    draft: Draft, name: str, text: str, rule: str, clock: Clock | None = None
) -> bool:
    """Set a time; one that is no moment is dropped with a warning.

    Return whether it was set.
    """
    if not text.strip():
        return False
    found = read_moment(text, clock)
    if found is None:
        draft.warn(said("a time cannot be read: {text}", text=text[:60]))
    elif not found.is_moment:
        draft.warn(said("no time zone found"))
        if name == "published":
            draft.set("published_as_printed", text, rule)
            return False
    else:
        draft.set(name, found.when, rule)
        if found.zone and name == "published":
            draft.set("time_zone", found.zone, rule)
        if any(word[1:].isalpha() for word in text.split()):
            draft.drop(text, f"{rule}, read as a time")
        return True
    draft.drop(text, f"{rule}, not a time that can be used")
    return False


def whole_text(text: str, where: str) -> str:
    """Return the text of an article; raise RecordError where no article is so long."""
    if len(text) > _LONGEST_TEXT:
        raise RecordError(
            said("{n} characters, more than {most}", n=len(text), most=_LONGEST_TEXT),
            where=where,
            hint=SPLIT_HINT,
        )
    return text


# --- body --------------------------------------------------------------------------


def set_body(
    draft: Draft, pieces: Sequence[Piece], labels: Labels, *, rule: str, base: str = ""
) -> None:
    """Put the pieces of a body into the draft, and read what stands at its edges."""
    add_body(draft, pieces, labels, rule=rule, base=base)
    close_body(draft, labels)


def add_body(
    draft: Draft, pieces: Sequence[Piece], labels: Labels, *, rule: str, base: str = ""
) -> None:
    """Put a run of pieces into the draft, each photo under one address."""
    shown = [one for piece in pieces if (one := _worth_showing(draft, piece))]
    add_pieces(draft, shown, labels, rule=rule, base=base)


def close_body(draft: Draft, labels: Labels) -> None:
    """Read what stands at the edges of a whole body: people, dateline, codes."""
    people = read_edges(draft, labels)
    if people:
        add_people(draft, people, labels)


def pieces_of_text(text: str) -> list[Piece]:
    """Return plain text as paragraphs, one for each line."""
    lines = (clean_inline(html.escape(line, quote=False)) for line in text.splitlines())
    return [Paragraph(html=line) for line in lines if line]


def pieces_of(markup: str) -> list[Piece]:
    """Return HTML, or plain text with empty lines between paragraphs, as pieces."""
    if "<" not in markup and "\n" in markup.strip():
        return pieces_of_text(html.unescape(markup))
    return read_fragment(markup)


def _worth_showing(draft: Draft, piece: Piece) -> Piece | None:
    """Return a piece without pixels that only count readers, each photo one address."""
    if isinstance(piece, Photo):
        small = (piece.width or 9) <= 2 or (piece.height or 9) <= 2
        return None if small else _one_address(draft, piece)
    if isinstance(piece, PhotoGroup):
        return PhotoGroup(tuple(_one_address(draft, p) for p in piece.photos))
    return piece


def _one_address(draft: Draft, photo: Photo) -> Photo:
    """Return a photo under the address it has already, in whatever size."""
    key = photo_key(photo.src)
    for image in draft.images:
        place = image.file or image.href
        if photo_key(place) == key:
            return replace(photo, src=place)
    return photo


def photo_key(src: str) -> str:
    """Return what a photo's addresses share, whatever its size: host, path, name."""
    return _SIZE.sub("", re.sub(r"^https?:|[?#].*$", "", src))


def add_photo(
    draft: Draft,
    photo: Photo,
    labels: Labels,
    rule: str,
    *,
    base: str = "",
    **more: object,
) -> None:
    """Add a photo at this place, with what else a record says of it (`Image` fields).

    Paragraph breaks of its caption are kept; a photo that is there is filled up.
    """
    image = image_of(_one_address(draft, photo), labels, base)
    image = image.model_copy(update={name: one for name, one in more.items() if one})
    place_photo(draft, Image.model_validate(image.model_dump()), rule)


def caption_of(markup: str) -> tuple[str, ...]:
    """Return a caption's markup as its paragraphs."""
    found = (p.html for p in pieces_of(markup) if isinstance(p, Paragraph))
    return tuple(found)


def set_deck(draft: Draft, markup: str, rule: str) -> None:
    """Set the deck from a summary, unless it is only how the text begins.

    Where there is no text it is the text, with a warning.
    """
    deck = " ".join(p.html for p in pieces_of(markup) if isinstance(p, Paragraph))
    words = plain_text(deck)
    if not words:
        return
    text = " ".join(body_texts(draft))
    if fold(words) == fold(draft.values.get("headline", "")):
        draft.drop(words, "summary, the headline again")
    elif _opens(text, words):
        draft.drop(words, "summary, the text's own beginning")
    else:
        draft.set("deck", deck, rule)


def _opens(text: str, summary: str) -> bool:
    """Say whether a summary is how a text begins, as far as it is not cut off."""
    core = fold(_CUT_OFF.sub("", summary))
    opening = fold(text[: len(summary) * 3 + 400])
    return bool(core) and (core in opening or core[: _SAME_START * 3] in opening)


def body_texts(draft: Draft) -> Iterable[str]:
    """Yield the plain words of a draft's blocks."""
    for block in iter_blocks(tuple(draft.body)):
        for markup in markup_of(block):
            if markup:
                yield plain_text(markup)


def warn_of_summary(draft: Draft) -> None:
    """Warn where a text is so short, or ends so, that it is only a summary."""
    texts = list(body_texts(draft))
    whole = " ".join(texts)
    if (len(whole) < _SHORT and len(texts) < 3) or _CUT_OFF.search(whole):
        draft.warn(said("only a summary: the feed does not carry the whole text"))


# --- the end -----------------------------------------------------------------------


def finish(
    draft: Draft, reader: str, file: RecordFile, where: str, *, has_files: bool = False
) -> Article:
    """Return the Article; raise RecordError where it is too large to be one.

    Photos are on the site the record came from, but where it `has_files` beside it.
    """
    labels = load_labels(draft.values.get("language", _DEFAULT))
    if not has_files:
        draft.images = [_on_site(image) for image in draft.images]
    text = " ".join((draft.values.get("headline", ""), *body_texts(draft)))
    guessed = guess_language(text)
    told = draft.values.get("language", "")
    if not told:
        draft.warn(said("no language found: the default is used"))
    elif guessed and guessed != told.split("-")[0] and len(text) > _SHORT / 2:
        draft.warn(
            said(
                "the record says it is in {told!r}; its words look like {guessed!r}",
                told=told,
                guessed=guessed,
            )
        )
    if not draft.body and len(draft.images) < 2:
        draft.warn(said("no text found under the headline"))
    draft.bylines.clear()
    provenance = Provenance(
        reader=reader, file=file.name, sha256=file.sha256, warnings=file.warnings
    )
    article = draft.article(provenance, labels)
    if too_large := problem_of_record(article_json(article)):
        path, problem = too_large
        message = said("{where}: {message}", where=str(path[0]), message=problem)
        raise RecordError(message, where=where, hint=SPLIT_HINT)
    return article


def _on_site(image: Image) -> Image:
    """Return a photo whose path is on a site we do not know as one that is no file."""
    if not image.file:
        return image
    return image.model_copy(update={"file": "", "href": image.file})


def warn_first(read: Read, warning: str) -> None:
    """Give a warning about a whole file to its first Article."""
    articles, _ = read
    if articles:
        was = articles[0].provenance
        provenance = was.model_copy(update={"warnings": (*was.warnings, warning)})
        articles[0] = articles[0].model_copy(update={"provenance": provenance})


def clean_url(text: str) -> str:
    """Return a web address, or "" where the text is none."""
    line = clean_line(text)
    return line if re.match(r"https?://\S+$", line) else ""
