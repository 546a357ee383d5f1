"""What photo files add to their articles: fields a record lacks, rights, doubts.

In: an Article with the files of its photos. Out: the Article, where caption, credit and
the like that nobody wrote into the record come from the photo itself, and `PhotoNote`s:
what was taken from where, and what an editor should look at. A record is never
overridden; where it names another photographer than the photo, that is a finding.
"""

import datetime as dt
import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any
from zoneinfo import ZoneInfo

from slugify import slugify

from exporter.checks import Finding
from exporter.edition.overrides import Override
from exporter.errors import ExporterError
from exporter.inline import clean_inline, plain_text
from exporter.model import Article, Image
from exporter.photo_files import find_file
from exporter.records.photo import Doubt, PhotoFacts, credit_of, read_photo_facts
from exporter.records.photo_terms import Terms, read_terms
from exporter.said import said

#: Fields that readers see: each is told of in a finding.
_PRINTED = ("caption", "credit", "alt")
#: Who made a photo and whose it is: all of it from the file, or nothing.
_MADE_BY = ("creators", "credit_line", "source", "copyright_notice")
#: What belongs to the photo and not to the words about it.
_OF_FILE = ("usage_terms", "instructions", "created", "digital_source_type")
_WORD = re.compile(r"[^\W\d_]{2,}")
#: Words in credits that name nobody.
_NO_NAME = {"foto", "photo", "photos", "photograph", "picture", "pictures", "image"}
_NO_NAME |= {"images", "by", "via", "the", "for", "oleh", "dan", "and", "of"}
_NO_NAME |= {"cc", "sa", "nc", "nd"}


@dataclass(frozen=True)
class PhotoNote:
    """What a photo file gave, or left in doubt.

    `number` counts the record's photos from 1, `field` is "" where the whole photo is
    meant; `origin` says which property of which file gave the field.
    """

    article: str
    number: int
    field: str
    code: str
    message: str
    origin: str = ""

    @property
    def name(self) -> str:
        """The field as overrides name it: "photo 1 credit"."""
        return f"photo {self.number} {self.field}".strip()


def fill_from_photos(
    article: Article, folder: Path, roots: Sequence[Path], zone: ZoneInfo
) -> tuple[Article, list[PhotoNote]]:
    """Return the article with what its photos say of themselves, and notes.

    Photos lie below `folder`, in one of `roots`; times without a zone are in `zone`. A
    photo that is not there adds nothing: it is missed when it is needed.
    """
    notes: list[PhotoNote] = []
    images = []
    origins = dict(article.provenance.origins)
    for index, image in enumerate(article.images):
        path = folder / image.file
        facts = photo_facts(path, roots) if image.file else PhotoFacts()
        found = _Found(article, index, path.name, facts)
        images.append(_held(found.fill(image), facts, zone))
        notes += found.notes
        origins |= found.origins
    kept = article.provenance.model_copy(update={"origins": origins})
    update = {"images": tuple(images), "provenance": kept}
    return article.model_copy(update=update), notes


def photo_facts(path: Path, roots: Iterable[Path]) -> PhotoFacts:
    """Return what the photo at `path` says; nothing where it is not under `roots`."""
    try:
        return read_photo_facts(find_file(path, roots, path.name))
    except ExporterError:
        return PhotoFacts()


def findings_of(
    notes: Iterable[PhotoNote], overrides: Sequence[Override]
) -> Iterator[Finding]:
    """Yield what is to be told of photos that are printed, counted as they are.

    A field that an editor wrote in edition.toml no longer comes from the photo.
    """
    changed = {(one.article, one.field) for one in overrides}
    for note in notes:
        gone = (note.article, f"photo {note.number} left out") in changed
        if gone or (note.field and (note.article, note.name) in changed):
            continue
        before = sum(
            (note.article, f"photo {number} left out") in changed
            for number in range(1, note.number)
        )
        where = f"{note.article} photo {note.number - before} {note.field}".strip()
        yield Finding(note.code, where, note.message)


class _Found:
    """What one photo adds to one image of an article."""

    def __init__(
        self, article: Article, index: int, file: str, facts: PhotoFacts
    ) -> None:
        self.notes: list[PhotoNote] = []
        self.origins: dict[str, str] = {}
        self._article, self._index = article, index
        self._file, self._facts = PurePath(file).name, facts

    def fill(self, image: Image) -> Image:
        """Return the image with what it lacks and the photo has."""
        facts = self._facts
        wanted: dict[str, tuple[Any, str]] = {
            name: (getattr(facts, name), facts.origins.get(name, ""))
            for name in _OF_FILE
        }
        wanted["caption"] = self._caption(), facts.origins.get("caption", "")
        alt = "alt" if facts.alt else "long_description"
        wanted["alt"] = getattr(facts, alt), facts.origins.get(alt, "")
        if names_another(image, facts):
            self._note("credit", "W-020", self._another(image))
        else:
            wanted["credit"] = credit_of(facts)
            for name in _MADE_BY:
                wanted[name] = getattr(facts, name), facts.origins.get(name, "")
        update = {n: v for n, (v, _) in wanted.items() if v and not getattr(image, n)}
        for name in update:
            self._came_from(name, update[name], wanted[name][1])
        self._doubt(set(update))
        return image.model_copy(update=update)

    def _caption(self) -> tuple[str, ...]:
        """Return the caption as markup; the headline again is none."""
        caption = self._facts.caption
        if slugify(" ".join(caption)) == slugify(self._article.headline):
            return ()
        return tuple(clean_inline(html.escape(text, quote=False)) for text in caption)

    def _came_from(self, name: str, value: Any, rule: str) -> None:
        origin = f"{self._file}: {rule}"
        self.origins[f"images.{self._index}.{name}"] = origin
        if name in _PRINTED:
            text = value if isinstance(value, str) else " ".join(map(plain_text, value))
            short = text if len(text) <= 60 else f"{text[:59].rstrip()}…"
            told = {"text": short, "origin": origin}
            message = said("“{text}” comes from the photo ({origin})", **told)
            self._note(name, "N-020", message, origin)

    def _another(self, image: Image) -> str:
        facts = self._facts
        theirs = ", ".join(facts.creators) or facts.credit_line or facts.source
        return said(
            "the record says “{credit}”, the photo {file} “{other}”",
            credit=image.credit or ", ".join(image.creators),
            file=self._file,
            other=theirs,
        )

    def _doubt(self, filled: set[str]) -> None:
        """Note doubts about what was taken, and what the photo asks of its printers."""
        for doubt in self._facts.doubts:
            if concerns(doubt, filled):
                told = said("{file}: {doubt}", file=self._file, doubt=doubt.text)
                self._note("", "W-008", told)
        asked = ", ".join(self._facts.obligations)
        if asked:
            self._note("", "N-021", said("it asks: {asked}", asked=asked))
        if self._facts.has_unread_terms:
            told = said("it has instructions: see `exporter records FILE`")
            self._note("", "N-021", told)

    def _note(self, field: str, code: str, message: str, origin: str = "") -> None:
        note = PhotoNote(
            self._article.id, self._index + 1, field, code, message, origin
        )
        self.notes.append(note)


def concerns(doubt: Doubt, filled: set[str]) -> bool:
    """Say whether a doubt is about a field that was taken, or about the whole file."""
    return not doubt.fields or bool(filled & set(doubt.fields))


# --- who made it --------------------------------------------------------------------


def names_another(image: Image, facts: PhotoFacts) -> bool:
    """Say whether record and photo name different makers.

    An agency in the record and its photographer in the file are no difference.
    """
    ours = _names([image.credit, *image.creators])
    makers = _names(facts.creators)
    house = _names([facts.credit_line, facts.source])
    if not ours or not (makers or house):
        return False
    if ours & makers or ours <= house:
        return False
    return bool(makers) or not ours & house


def _names(texts: Iterable[str]) -> set[str]:
    """Return the words of names, small and without accents."""
    plain = unicodedata.normalize("NFKD", " ".join(texts).casefold())
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return set(_WORD.findall(bare)) - _NO_NAME


# --- rights -------------------------------------------------------------------------


def _held(image: Image, facts: PhotoFacts, zone: ZoneInfo) -> Image:
    """Return the image with all that holds it back: of its file, and of its record.

    Where both name a time, the stricter one holds. A record's `usage_terms` are what
    the newsroom agreed on for itself, and hold nothing back.
    """
    asked = read_terms(image.instructions)
    restrictions = [*image.restrictions, *facts.restrictions, *asked.restrictions]
    each_once = {" ".join(r.casefold().split()): r for r in reversed(restrictions)}
    rights: list[PhotoFacts | Terms] = [facts, asked]
    embargoes = [image.embargoed_until, *(r.embargoed_until for r in rights)]
    ends = [image.expires, *(r.expires for r in rights)]
    update: Mapping[str, Any] = {
        "restrictions": tuple(reversed(each_once.values())),
        "embargoed_until": max(_moments(embargoes, zone), default=None),
        "expires": min(_moments(ends, zone), default=None),
    }
    return image.model_copy(update=update)


def _moments(
    times: Iterable[dt.datetime | None], zone: ZoneInfo
) -> Iterator[dt.datetime]:
    """Yield the times that are some, each aware of its zone."""
    for when in times:
        if when and 1000 <= when.year <= 9000:  # as the model asks
            yield when if when.tzinfo else when.replace(tzinfo=zone)
