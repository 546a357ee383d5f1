"""What an editor changes about an article, kept apart from what came in.

In: an Article as read, and its keys in edition.toml. Out: the Article as it is to
be printed, and an `Override` for each change: where it is written, what came in.
The record itself is never touched.
"""

import difflib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from exporter.blocks import (
    Block,
    Box,
    Embed,
    Entry,
    Gallery,
    ImageBlock,
    ListBlock,
    Paragraph,
    PullQuote,
    Quote,
    Subhead,
    Table,
    iter_blocks,
)
from exporter.edition.keys import ArticleKeys, PhotoKeys
from exporter.errors import EditionError
from exporter.inline import plain_text
from exporter.model import Article, Image
from exporter.said import said

#: Says where a key of the article stands: "edition.toml:12".
Place = Callable[..., str]

#: Keys of an article, and of a photo, that replace text.
_TEXTS = ("headline", "kicker", "deck")
_PHOTO_TEXTS = ("caption", "alt", "credit")
#: Quotation marks and dashes are set after an editor wrote them.
_PLAIN = str.maketrans("“”‘’–—\u00a0", "\"\"''-- ")


@dataclass(frozen=True)
class Override:
    """One change: `was` is what came in, `wanted` what edition.toml says.

    `known` is the original at the time of the change, where the editor noted it;
    `opening` the words a text that is left out was found by.
    """

    article: str
    field: str
    was: str
    wanted: str
    origin: str
    known: str | None = None
    opening: str = ""


def original_number(overrides: Iterable[Override], article: str, shown: int) -> int:
    """Return the number a photo has in its record; `shown` counts those printed."""
    left_out = {
        int(one.field.split()[1])
        for one in overrides
        if one.article == article and one.field.endswith("left out")
    }
    number = 0
    while shown:
        number += 1
        shown -= number not in left_out
    return number


def same_text(one: str, other: str) -> bool:
    """Return whether two texts differ in no more than spaces and set signs."""
    return _folded(one) == _folded(other)


def _folded(text: str) -> str:
    return " ".join(text.translate(_PLAIN).split())


def override_article(
    article: Article,
    keys: ArticleKeys,
    place: Place,
    folder: Path,
    look: Callable[[Article], Article] = lambda article: article,
) -> tuple[Article, list[Override]]:
    """Return the article as edition.toml wants it, and what was changed.

    `place` is told the path of a key below [article.ID]; photos lie in `folder` or
    below. `look` is given the article when its photos are those of the edition, and
    may add what their files say; its texts count as what came in. Raises EditionError
    for a photo or a paragraph the article does not have.
    """
    changes: list[Override] = []

    def note(field: str, was: str, wanted: str, *path: str, known: Any = None) -> None:
        if was != wanted:  # else nothing was changed
            origin = place(*path)
            changes.append(Override(article.id, field, was, wanted, origin, known))

    update: dict[str, Any] = {}
    for name in _TEXTS:
        wanted = getattr(keys, name)
        if wanted is not None:
            update[name] = wanted
            known = keys.was.get(name)  # type: ignore[call-overload]
            says = plain_text if name == "deck" else str
            was = says(getattr(article, name))
            note(name, was, says(wanted), name, known=known)
    if keys.note is not None:
        update["reader_note"] = keys.note
        was = plain_text(article.reader_note)
        note("note to readers", was, plain_text(keys.note), "note")
    article = article.model_copy(update=update)
    for opening in keys.omit:
        article, text = _omit(article, opening, place("omit"))
        origin = place("omit")
        omitted = Override(
            article.id, "omitted text", text, "", origin, opening=opening
        )
        changes.append(omitted)
    article, found = _find_photos(article, keys, place)
    seen = look(_with_files(article, keys, found, folder))
    article = _override_photos(article, seen, keys, found, place, note)
    return article, changes


# --- photos -----------------------------------------------------------------------


def _find_photos(
    article: Article, keys: ArticleKeys, place: Place
) -> tuple[Article, dict[str, int]]:
    """Return the index of each photo that is named; one more may be added by its
    number and file."""
    found: dict[str, int] = {}
    for name, photo in keys.photo.items():
        if photo.file and name == str(len(article.images) + 1):
            images = (*article.images, Image())  # one the record does not speak of
            article = article.model_copy(update={"images": images})
        index = _find_photo(article, name, place("photo", name))
        same = next((other for other, at in found.items() if at == index), None)
        if same is not None:
            raise EditionError(
                said(
                    "photo.{name} and photo.{other} are the same photo",
                    name=name,
                    other=same,
                ),
                where=place("photo", name),
                hint=said("put both into one"),
            )
        found[name] = index
    return article, found


def _with_files(
    article: Article, keys: ArticleKeys, found: dict[str, int], folder: Path
) -> Article:
    """Return the article with the files that edition.toml gives its photos."""
    images = list(article.images)
    for name, index in found.items():
        file = keys.photo[name].file
        if file:
            update = {"file": str(folder / file)}
            images[index] = images[index].model_copy(update=update)
    return article.model_copy(update={"images": tuple(images)})


def _override_photos(
    article: Article,
    seen: Article,
    keys: ArticleKeys,
    found: dict[str, int],
    place: Place,
    note: Callable[..., None],
) -> Article:
    """Return `seen` with its photos corrected; `article` has the record's files."""
    images = list(seen.images)
    left_out = set()
    for name, photo in keys.photo.items():
        index = found[name]
        images[index] = _override_photo(images[index], photo, index, name, note)
        if photo.file:
            field = f"photo {index + 1} file"
            was = article.images[index].file
            note(field, was, photo.file, "photo", name, "file")
        if photo.leave_out:
            left_out.add(index)
            came = article.images[index]  # as it came in
            caption = _joined(came.caption)
            what = " ".join(filter(None, (caption, came.credit))) or came.file
            field = f"photo {index + 1} left out"
            note(field, what, "", "photo", name, "leave_out")
    seen = seen.model_copy(update={"images": tuple(images)})
    return _without_photos(seen, left_out) if left_out else seen


def _find_photo(article: Article, name: str, where: str) -> int:
    """Return the index of a photo named by its number, from 1, or its file."""
    files = [PurePosixPath(image.file) for image in article.images]
    if name.isdecimal():
        if 1 <= int(name) <= len(files):
            return int(name) - 1
    else:
        found = [n for n, file in enumerate(files) if name in (file.name, file.stem)]
        if len(found) == 1:
            return found[0]
    names = ", ".join(file.name for file in files if file.name)
    hint = said("it has no photos")
    if files and names:
        hint = said(
            "it has {count}: count from 1, or name {names}",
            count=len(files),
            names=names,
        )
    elif files:
        hint = said("it has {count}: count from 1", count=len(files))
    raise EditionError(
        said("article {id!r} has no photo {name!r}", id=article.id, name=name),
        where=where,
        hint=hint,
    )


def _override_photo(
    image: Image, keys: PhotoKeys, index: int, name: str, note: Callable[..., None]
) -> Image:
    update: dict[str, Any] = {}
    for key in _PHOTO_TEXTS:
        wanted = getattr(keys, key)
        if wanted is None:
            continue
        if key == "caption":
            wanted = (wanted,) if isinstance(wanted, str) else tuple(wanted)
            wanted = tuple(filter(None, wanted))
        update[key] = wanted
        field = f"photo {index + 1} {key}"
        known = keys.was.get(key)  # type: ignore[call-overload]
        says = _joined if key == "caption" else str
        was = says(getattr(image, key))
        note(field, was, says(wanted), "photo", name, key, known=known)
    if keys.credit is not None:
        # the record's belong to the credit that went
        update |= {"creators": (), "credit_line": "", "source": ""}
    if keys.focus is not None:
        update["focus"] = keys.focus
        was = _percent(image.focus) if image.focus else ""
        field = f"photo {index + 1} focus"
        note(field, was, _percent(keys.focus), "photo", name, "focus")
    return image.model_copy(update=update)


def _joined(markup: Sequence[str]) -> str:
    return " ".join(plain_text(part) for part in markup)


def _percent(focus: tuple[float, float]) -> str:
    left, top = (f"{share:.0%}" for share in focus)
    return said("{left} from the left, {top} from the top", left=left, top=top)


def _without_photos(article: Article, left_out: set[int]) -> Article:
    """Return the article without some images, and without their places."""
    kept = [n for n in range(len(article.images)) if n not in left_out]
    places = {index: number for number, index in enumerate(kept)}

    def renumber(block: Block) -> Block | None:
        if isinstance(block, ImageBlock):
            place = places.get(block.image)
            return None if place is None else ImageBlock(image=place)
        if isinstance(block, Gallery):
            found = tuple(places[i] for i in block.images if i in places)
            return Gallery(images=found) if found else None
        return block

    images = tuple(article.images[index] for index in kept)
    body = _each_block(article.body, renumber)
    return article.model_copy(update={"images": images, "body": body})


def _each_block(
    blocks: Sequence[Block], change: Callable[[Block], Block | None]
) -> tuple[Any, ...]:
    """Return blocks as changed; a box or entry that is left empty goes too."""

    def changed() -> Iterator[Block]:
        for block in blocks:
            new = change(block)
            if isinstance(new, Box | Entry):
                inner = _each_block(new.blocks, change)
                new = new.model_copy(update={"blocks": inner}) if inner else None
            if new is not None:
                yield new

    return tuple(changed())


# --- omitted text -------------------------------------------------------------------


def _omit(article: Article, opening: str, where: str) -> tuple[Article, str]:
    """Return the article without the one block that begins so, and its text."""
    texts = [(block, _text(block)) for block in iter_blocks(article.body)]
    sought = _folded(opening).removesuffix("…").removesuffix("...").casefold()
    found = [(b, t) for b, t in texts if _folded(t).casefold().startswith(sought)]
    if len(found) != 1:
        raise _cannot_omit(article, opening, [t for _, t in texts if t], found, where)
    block, text = found[0]
    body = _each_block(article.body, lambda one: None if one is block else one)
    return article.model_copy(update={"body": body}), text


def _cannot_omit(
    article: Article, opening: str, texts: list[str], found: list[Any], where: str
) -> EditionError:
    if found:
        return EditionError(
            said(
                "`omit`: {count} paragraphs of {id!r} begin with {opening!r}",
                count=len(found),
                id=article.id,
                opening=opening,
            ),
            where=where,
            hint=said("write more of its opening words, so that only one is meant"),
        )
    starts = [text[: len(opening)] for text in texts]
    near = difflib.get_close_matches(opening, starts, 1, 0.6)
    return EditionError(
        said(
            "`omit`: no paragraph of {id!r} begins with {opening!r}",
            id=article.id,
            opening=opening,
        ),
        where=where,
        hint=said("did you mean {name!r}?", name=near[0])
        if near
        else said("copy its opening words"),
    )


def _text(block: Block) -> str:
    """Return the text a person would know a block by."""
    if isinstance(block, Paragraph | Subhead | PullQuote):
        return plain_text(block.html)
    if isinstance(block, Quote):
        return _joined(block.paragraphs)
    if isinstance(block, ListBlock):
        return _joined(block.items)
    if isinstance(block, Table):
        cells = (block.caption, *block.header, *(c for row in block.rows for c in row))
        return _joined([cell for cell in cells if cell])
    if isinstance(block, Box):
        return " ".join(filter(None, (block.title, *map(_text, block.blocks))))
    if isinstance(block, Entry):
        return " ".join(filter(None, (block.headline, *map(_text, block.blocks))))
    return block.label or block.url if isinstance(block, Embed) else ""
