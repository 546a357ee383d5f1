"""The photos of a page, each with its caption and its credit apart.

In: a page being read. Out: a photo at its place in the body, or the lead photo before
it. Icons, portraits of authors, tracking pixels and thumbnails of other articles are
no photos. A caption stands in <figcaption>, or in what a site names so beside the
photo; a credit in an element of its own, in an attribute, or at the caption's end.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from exporter.records.html.captions import read_caption
from exporter.records.html.habits import parts_of
from exporter.records.html.reading import Reading
from exporter.records.html.words import text_of
from exporter.records.markup import Piece
from exporter.records.markup_photos import Photo, PhotoGroup, photo_source

_IMAGES = ("img", "amp-img")
_NO_PHOTO = re.compile(
    r"(?:^|[/_.\-=])(?:logos?|icons?|avatars?|sprites?|pixel|blank|spacer|placeholder|emoji"
    r"|badge|favicon|1x1|gravatar|tracking|qr-?code|headshots?|mugshots?|transparent|loader|loading"
    r"|grey-placeholder|play-?button|btn|button|arrow|app-?store|google-?play|fallback)(?:[/_.\-?=]|\d|$)",
    re.I,
)
_PICTURE_END = re.compile(
    r"\.(?:jpe?g|png|webp|avif|gif|bmp|tiff?)(?:$|[?#/;,!:])", re.I
)
_SIZE = re.compile(
    r"[-_.,](?:\d{2,4}x\d{0,4}|w?\d{2,4}w?|scaled|large|medium|small|thumb|\d+x)(?=[-_.]|$)",
    re.I,
)
_TOLD_SIZE = re.compile(r"[-_/=](\d{2,4})x(\d{2,4})(?=[-_./?&]|$)")
_TOLD_WIDTH = re.compile(r"[?&](?:w|width|imwidth)=(\d{2,4})(?=&|$)")
#: The folder a browser saves a page's parts in, in its language: "Laut_files/".
_SAVED_BESIDE = re.compile(
    r"(?!\w+:)[^/?#]+(?:[_.-](?:files?|dateien|fichiers?|archivos|arquivos|bestanden|filer"
    r"|pliki|soubory|datoteke|elemei|berkas|data|tiedostot|dosyalar[ıi]?))/",
    re.I,
)
_SMALLEST = 100
#: Parts of a page whose pictures are no photos of the article.
_NO_PLACE = {"byline", "author_box", "share", "tags", "breadcrumb", "navigation"}
_LONGEST_CAPTION = 1200


def find_photos(reading: Reading) -> None:
    """Cut every photo of the article out of the page and keep it in `places`."""
    fill_lazy(reading)
    seen: set[str] = set()
    for holder, images in list(_holders(reading)):
        _keep(reading, holder, images, seen)
    if not reading.lead:
        image = _unnamed_lead(reading)
        if image is not None:
            _keep(reading, _holder(reading, image), [image], seen)


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
    _drop_rest(reading, holder)
    if any(one is reading.main.body for one in holder.iterancestors()):
        reading.put(holder, pieces)
    else:
        reading.lead.extend(pieces)
        reading.take(holder)


def _unnamed_lead(reading: Reading) -> Any:
    """Return the first large image between headline and text, named or not."""
    place = reading.view.place
    headline = place.get(reading.headline.element, reading.start)
    for image in reading.main.scope.iter(*_IMAGES):
        if not headline < place.get(image, -1) < reading.start:
            continue
        if reading.is_free(image) and is_photo(reading, image):
            width = _pixels(image.get("width"))
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
    for image in list(reading.main.scope.iter(*_IMAGES)):
        if image in done or not reading.is_free(image):
            continue
        if not is_photo(reading, image):
            continue
        holder = _holder(reading, image)
        images = [
            i for i in holder.iter(*_IMAGES) if i is image or is_photo(reading, i)
        ]
        done.update(images)
        if _belongs(reading, holder, image):
            yield holder, images


def is_photo(reading: Reading, image: Any) -> bool:
    """Say whether an image can be a photo of the article."""
    source = photo_source(image)
    if not source or _NO_PHOTO.search(unquote(source)[-300:]):
        return False
    sizes = [_pixels(image.get(key)) for key in ("width", "height")]
    if any(size is not None and size < _SMALLEST for size in sizes) or _is_small(
        source
    ):
        return False
    if (
        source.split("?")[0].lower().endswith(".svg")
        or "logo" in (image.get("class") or "").lower()
    ):
        return False
    for holder in image.iterancestors():
        if holder is reading.main.scope:
            break
        if holder.tag in ("figure", "figcaption") or not parts_of(holder):
            continue
        parts = parts_of(holder)
        if parts & _NO_PLACE and not parts & {"photo", "caption", "gallery", "body"}:
            return False
    return True


def _is_small(source: str) -> bool:
    """Say whether an address tells of a picture too small to be a photo."""
    if re.search(r"\.gif(?:$|\?)", source, re.I):
        return True
    told = _TOLD_SIZE.search(source)
    if told and max(int(told[1]), int(told[2])) < _SMALLEST * 1.2:
        return True
    width = _TOLD_WIDTH.search(source)
    return width is not None and int(width[1]) < _SMALLEST * 1.2


def _pixels(value: str | None) -> int | None:
    digits = re.match(r"\d{1,5}(?=\.|px|$)", (value or "").strip())
    return int(digits[0]) if digits else None


def _holder(reading: Reading, image: Any) -> Any:
    """Return the largest element around an image that holds nothing but its photo."""
    view = reading.view
    best = image
    source = photo_key(photo_source(image))
    for holder in image.iterancestors():
        if (
            holder is reading.main.scope
            or holder is reading.main.body
            or holder.tag == "body"
        ):
            break
        if holder.tag == "article" or view.place[holder] <= _place_of_headline(
            reading, holder
        ):
            break
        if holder.tag == "figure" or holder.tag == "picture":
            best = holder
            continue
        if view.length[holder] > _LONGEST_CAPTION or _holds_more(
            reading, holder, source, best
        ):
            break
        best = holder
    return best


def _place_of_headline(reading: Reading, holder: Any) -> int:
    """Return a place no holder of a photo can have: that of what holds the headline."""
    element = reading.headline.element
    if element is None or element in reading.gone:
        return -1
    held = any(one is holder for one in element.iterancestors())
    return reading.view.place[holder] if held else -1


def _holds_more(reading: Reading, holder: Any, source: str, best: Any) -> bool:
    """Say whether an element holds more than one photo and its caption."""
    parts = parts_of(holder)
    for other in holder.iter(*_IMAGES):
        if photo_key(photo_source(other)) not in ("", source) and is_photo(
            reading, other
        ):
            return "gallery" not in parts or holder.tag == "section"
    if any(
        True
        for _ in holder.iter("h1", "h2", "h3", "ul", "blockquote", "time", "iframe")
    ):
        return True
    paragraphs = [p for p in holder.iter("p") if not _in_caption(p, holder)]
    words = sum(reading.view.length.get(p, 0) for p in paragraphs)
    named = parts & {"photo", "caption", "gallery"} or best.tag == "figure"
    if holder.tag == "p":
        return reading.view.length[holder] > 0 and not parts & {"photo", "caption"}
    return words > 0 and not (named and words < 500 and len(paragraphs) <= 3)


def _in_caption(element: Any, holder: Any) -> bool:
    for one in (element, *element.iterancestors()):
        if one.tag == "figcaption" or parts_of(one) & {"caption", "credit"}:
            return True
        if one is holder:
            return False
    return False


def _belongs(reading: Reading, holder: Any, image: Any) -> bool:
    """Say whether a photo is the article's, by its place and what is around it."""
    view = reading.view
    place = view.place.get(image, 0)
    if _leads_away(reading, image, holder):
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
        large = (_pixels(image.get("width")) or 0) >= 300
        return captioned or told or named or large
    return captioned and any(one is reading.main.body for one in holder.iterancestors())


def _leads_away(reading: Reading, image: Any, holder: Any) -> bool:
    """Say whether an image is the thumbnail of a link to another page."""
    for one in image.iterancestors():
        if one.tag == "a":
            href = (one.get("href") or "").strip()
            if not href or href.startswith("#") or _PICTURE_END.search(href):
                return False
            here = reading.address.split("?")[0].split("#")[0].rstrip("/")
            if here and reading.url(href).split("?")[0].split("#")[0].startswith(here):
                return False
            words = text_of(one)
            captioned = next(holder.iter("figcaption"), None) is not None and not words
            return not captioned and (len(words) > 12 or holder.tag != "figure")
        if one is reading.main.scope:
            break
    return False


def told_keys(reading: Reading) -> set[str]:
    """Return the keys of the photos a page tells machines of."""
    facts = reading.facts
    found = [*facts.metas.get("og:image", ()), *facts.metas.get("twitter:image", ())]
    for name in ("image", "thumbnailUrl"):
        value = facts.article.get(name)
        for one in value if isinstance(value, list) else [value]:
            url = (
                one.get("url") or one.get("contentUrl")
                if isinstance(one, dict)
                else one
            )
            found += [url] if isinstance(url, str) else []
    return {photo_key(url) for url in found} - {""}


def photo_key(source: str) -> str:
    """Return what the addresses of one photo in several sizes share."""
    try:
        path = urlsplit(unquote(source.strip())).path
    except ValueError:
        return ""
    parts = [part for part in path.split("/") if part]
    named = [part for part in parts if _PICTURE_END.search(part)]
    name = named[-1] if named else (parts[-1] if parts else "")
    stem = re.sub(r"\.[a-z]{3,4}$", "", name.lower())
    bare = _SIZE.sub("", stem)
    if len(bare) < 8 and len(parts) > 1:
        return "/".join([*parts[-3:-1], bare])
    return bare


def _read_all(reading: Reading, holder: Any, images: list[Any]) -> Iterator[Photo]:
    """Yield the photos of one holder; in a gallery each has its own caption."""
    singles = {photo_key(photo_source(image)): image for image in reversed(images)}
    if len(singles) == 1:
        image = images[0]
        caption, credit = read_caption(reading, holder, image)
        yield _photo(reading, image, caption, credit)
        return
    for image in dict.fromkeys(reversed(singles.values())):
        own = image
        for one in image.iterancestors():
            if (
                one is holder
                or len({photo_key(photo_source(i)) for i in one.iter(*_IMAGES)}) > 1
            ):
                break
            own = one
        caption, credit = read_caption(reading, own, image)
        yield _photo(reading, image, caption, credit)


def _photo(
    reading: Reading, image: Any, caption: tuple[str, ...], credit: str
) -> Photo:
    return Photo(
        src=place_of(reading, photo_source(image)),
        alt=text_of_attribute(image.get("alt")),
        caption=caption,
        credit=credit,
        width=_pixels(image.get("width")),
        height=_pixels(image.get("height")),
    )


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
