"""The photos of a page, each with its caption and its credit apart.

In: a page being read. Out: a photo at its place in the body, or the lead photo before
it. Icons, portraits of authors, tracking pixels and thumbnails of other articles are
no photos. A caption stands in <figcaption>, or in what a site names so beside the
photo; a credit in an element of its own, in an attribute, or at the caption's end.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from exporter.records.html.captions import read_caption
from exporter.records.html.captions_apart import read_caption_below, read_caption_list
from exporter.records.html.habits import parts_of
from exporter.records.html.holders import holder_of
from exporter.records.html.images import (
    IMAGES,
    PICTURE_END,
    is_photo,
    photo_key,
    pixels,
    told_keys,
)
from exporter.records.html.names import told_people
from exporter.records.html.reading import Reading
from exporter.records.html.words import text_of
from exporter.records.labels import fold
from exporter.records.markup import Piece
from exporter.records.markup_photos import Photo, PhotoGroup, photo_source

#: The folder a browser saves a page's parts in, in its language: "Laut_files/".
_SAVED_BESIDE = re.compile(
    r"(?!\w+:)[^/?#]+(?:[_.-](?:files?|dateien|fichiers?|archivos|arquivos|bestanden|filer"
    r"|pliki|soubory|datoteke|elemei|berkas|data|tiedostot|dosyalar[ıi]?))/",
    re.I,
)


def find_photos(reading: Reading) -> None:
    """Cut every photo of the article out of the page and keep it in `places`."""
    fill_lazy(reading)
    seen: set[str] = set()
    for holder, images in list(_holders(reading)):
        _keep(reading, holder, images, seen)
    _find_embedded(reading)
    if not reading.lead:
        image = _unnamed_lead(reading)
        if image is not None:
            _keep(reading, holder_of(reading, image), [image], seen)


def _keep(reading: Reading, holder: Any, images: list[Any], seen: set[str]) -> None:
    """Cut one holder of photos out of the page; a photo seen already is not doubled."""
    if holder in reading.gone:
        return
    photos = list(_read_all(reading, holder, images))
    fresh = [one for one in photos if photo_key(one.src) not in seen]
    seen.update(photo_key(one.src) for one in fresh)
    pieces: list[Piece] = [PhotoGroup(tuple(fresh))] if len(fresh) > 1 else [*fresh]
    for one in photos:
        if one not in fresh:
            pieces.append(one)  # fills what the first account of it lacks
    _put(reading, holder, pieces)


def _put(reading: Reading, holder: Any, pieces: list[Piece]) -> None:
    """Put photos into the place of their holder, or before the text."""
    _drop_rest(reading, holder)
    if any(one is reading.main.body for one in holder.iterancestors()):
        reading.put(holder, pieces)
    else:
        reading.lead.extend(pieces)
        reading.take(holder)


def _find_embedded(reading: Reading) -> None:
    """Keep photos that a page saved as one file holds in itself: only the caption.

    A drawing or a spot a script fills later has no <figcaption>.
    """
    for figure in list(reading.main.scope.iter("figure")):
        image = next(figure.iter(*IMAGES), None)
        caption = next(figure.iter("figcaption"), None)
        if image is None or caption is None or not reading.is_free(figure):
            continue
        embedded = (image.get("src") or "").startswith("data:image/")
        if not embedded or photo_source(image) or not text_of(caption):
            continue
        if _belongs(reading, figure, image):
            _put(reading, figure, [_read_one(reading, figure, image)])


def _unnamed_lead(reading: Reading) -> Any:
    """Return the first large image between headline and text, named or not."""
    place = reading.view.place
    headline = place.get(reading.headline.element, reading.start)
    for image in reading.main.scope.iter(*IMAGES):
        if not headline < place.get(image, -1) < reading.start:
            continue
        if reading.is_free(image) and is_photo(reading, image):
            width = pixels(image.get("width"))
            away = _leads_away(reading, image, image)
            if not away and (width is None or width >= 300):
                return image
    return None


def fill_lazy(reading: Reading) -> None:
    """Give lazy pictures the address a <noscript> beside them or a <source> holds."""
    for e in reading.main.scope.iter("noscript", "picture"):
        image = next(e.iter("img"), None)
        if e.tag == "noscript" and image is not None and photo_source(image):
            before = e.getprevious()
            lazy = next(before.iter("img"), None) if before is not None else None
            if lazy is not None and not photo_source(lazy):
                lazy.set("src", photo_source(image))
            elif lazy is None:
                e.tag = "div"
                reading.view.inside_junk.difference_update(e.iter())
                reading.view.junk.pop(e, None)
        elif e.tag == "picture" and image is not None and not photo_source(image):
            sources = (
                s.get("srcset") or s.get("data-srcset") or "" for s in e.iter("source")
            )
            if best := next(
                (s for s in sources if s and not s.startswith("data:")), ""
            ):
                image.set("srcset", best)


def _holders(reading: Reading) -> Iterator[tuple[Any, list[Any]]]:
    """Yield each element that is a photo with its caption, and its images."""
    done: set[Any] = set()
    for image in list(reading.main.scope.iter(*IMAGES)):
        if image in done or not reading.is_free(image):
            continue
        if not is_photo(reading, image):
            continue
        holder = holder_of(reading, image)
        images = [i for i in holder.iter(*IMAGES) if i is image or is_photo(reading, i)]
        done.update(images)
        if _belongs(reading, holder, image):
            yield holder, images


def _belongs(reading: Reading, holder: Any, image: Any) -> bool:
    """Say whether a photo is the article's, by its place and what is around it."""
    view = reading.view
    place = view.place.get(image, 0)
    if _leads_away(reading, image, holder) or _is_portrait(reading, image):
        return False
    if reading.start <= place <= reading.end:
        return True
    captioned = any(
        e.tag in ("figure", "figcaption") or parts_of(e) & {"caption", "credit"}
        for e in holder.iter()
        if isinstance(e.tag, str)
    )
    told = photo_key(photo_source(image)) in told_keys(reading)
    if place < reading.start:
        around = [image, holder, holder.getparent()]
        named = any(parts_of(e) & {"photo", "gallery"} for e in around if e is not None)
        large = (pixels(image.get("width")) or 0) >= 300
        return captioned or told or named or large
    return captioned and any(one is reading.main.body for one in holder.iterancestors())


def _is_portrait(reading: Reading, image: Any) -> bool:
    """Say whether an image without a caption is of a writer machines are told."""
    alt = fold(text_of_attribute(image.get("alt")))
    told = told_people(reading.facts, reading.labels)
    figure = next(image.iterancestors("figure"), None)
    captioned = figure is not None and next(figure.iter("figcaption"), None) is not None
    return not captioned and any(fold(one.name) == alt for one in told)


def _leads_away(reading: Reading, image: Any, holder: Any) -> bool:
    """Say whether an image is the thumbnail of a link to another page."""
    for one in image.iterancestors():
        if one.tag == "a":
            href = (one.get("href") or "").strip()
            if not href or href.startswith("#") or PICTURE_END.search(href):
                return False
            here = reading.address.split("?")[0].split("#")[0].rstrip("/")
            if here and reading.url(href).split("?")[0].split("#")[0].startswith(here):
                return False
            words = text_of(one)
            other = parts_of(holder) & {"related", "recommended"}
            captioned = not words and not other and _has_caption(holder)
            return not captioned and (len(words) > 12 or holder.tag != "figure")
        if one is reading.main.scope:
            break
    return False


def _read_all(reading: Reading, holder: Any, images: list[Any]) -> Iterator[Photo]:
    """Yield the photos of one holder; in a gallery each has its own caption."""
    singles = {photo_key(photo_source(image)): image for image in reversed(images)}
    if len(singles) == 1:
        image = images[0]
        yield _read_one(reading, holder, image)
        return
    listed = read_caption_list(reading, holder, len(singles))
    for index, image in enumerate(dict.fromkeys(reversed(singles.values()))):
        own = image
        for one in image.iterancestors():
            if (
                one is holder
                or len({photo_key(photo_source(i)) for i in one.iter(*IMAGES)}) > 1
            ):
                break
            own = one
        caption, credit = read_caption(reading, own, image)
        if not caption and index < len(listed):
            caption, other = listed[index]
            credit = credit or other
        yield _photo(reading, image, caption, credit)


def _read_one(reading: Reading, holder: Any, image: Any) -> Photo:
    caption, credit = read_caption(reading, holder, image)
    if not caption and not credit:
        caption, credit = read_caption_below(reading, holder)
    return _photo(reading, image, caption, credit)


def _photo(
    reading: Reading, image: Any, caption: tuple[str, ...], credit: str
) -> Photo:
    return Photo(
        src=place_of(reading, photo_source(image)),
        alt=text_of_attribute(image.get("alt")),
        caption=caption,
        credit=credit,
        width=pixels(image.get("width")),
        height=pixels(image.get("height")),
    )


def _has_caption(holder: Any) -> bool:
    """Say whether an element that is named a photo has words beside it."""
    if next(holder.iter("figcaption"), None) is not None:
        return True
    below = holder.getnext()
    if (
        below is not None
        and isinstance(below.tag, str)
        and "caption" in parts_of(below)
    ):
        return True
    return "photo" in parts_of(holder) and bool(text_of(holder))


def place_of(reading: Reading, source: str) -> str:
    """Return where a photo lies: a path beside the saved page, or its address."""
    path = unquote(source.split("?")[0].split("#")[0]).removeprefix("./")
    if _SAVED_BESIDE.match(path) and ".." not in path.split("/"):
        return path
    return reading.url(source) or source


def text_of_attribute(value: str | None) -> str:
    """Return an attribute as one line; "" for what is no text."""
    text = " ".join((value or "").split())
    return (
        ""
        if text.lower() in ("image", "photo", "picture", "foto", "undefined", "null")
        else text
    )


def _drop_rest(reading: Reading, holder: Any) -> None:
    """List the words around a photo that are neither caption nor credit."""
    for child in list(holder):
        words = text_of(child)
        if words and child not in reading.gone:
            reading.draft.drop(words, "beside a photo")
        if child.tail and (tail := " ".join(child.tail.split())):
            reading.draft.drop(tail, "beside a photo")
    if holder.text and (words := " ".join(holder.text.split())):
        reading.draft.drop(words, "beside a photo")
