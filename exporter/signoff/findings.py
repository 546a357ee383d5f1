"""Findings as a person works through them: by article, with page and place to change.

In: the findings of a run, what the proof found where, and where the parts begin.
Out: `Shown` findings in groups, the gravest first.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from exporter.checks import Finding
from exporter.edition.records import SourceRecord
from exporter.model import Edition
from exporter.places import Places
from exporter.proof.report import FoundField
from exporter.said import Said
from exporter.signoff.photos import PhotoKey

GRAVITY = ("error", "warning", "note")
#: How a place names a photo: "pasang photo 1 caption".
_PHOTO = re.compile(r"\bphoto (\d+)")
#: How sentences of the program name a photo and a page: what stands in their places
#: may be words of an article, which mean other things.
_PHOTO_SAID = re.compile(r"\bphoto \{(\w+)\}")
_PAGE_SAID = re.compile(r"\bpage \{(page|n)\}")
_PLACE_SAID = re.compile(r"\{(\w+)")


@dataclass(frozen=True)
class Shown:
    """A finding with all it concerns: article id ("" for the whole edition), number
    of the photo (0 for none), pages, and where to change what is wrong."""

    number: int
    finding: Finding
    article: str
    photo: int
    pages: tuple[int, ...]
    change: str

    @property
    def key(self) -> PhotoKey:
        """The photo it concerns."""
        return self.article, self.photo


@dataclass(frozen=True)
class Ground:
    """Where things are in an edition: what findings are placed by.

    `found` is what the proof found (`Proof.found`), `first` maps the names of parts
    to the page they begin on, `total` counts the pages.
    """

    edition: Edition
    records: Sequence[SourceRecord]
    found: Mapping[str, Sequence[FoundField]]
    first: Mapping[str, int] = field(default_factory=dict)
    total: int = 0

    def pages_of(self, article: str, photo: int = 0) -> list[int]:
        """Return the pages that show an article, or one of its photos."""
        places = {
            int(place)
            for one in self.found.get(article, ())
            if photo in (0, one.field.photo)
            for place in one.places.get("PDF", ())
        }
        return sorted(places)


def show_findings(
    findings: Iterable[Finding], ground: Ground, places: Places
) -> list[Shown]:
    """Return findings with their places, the gravest first, then in running order."""
    shown = [_show(finding, ground, places) for finding in dict.fromkeys(findings)]
    order = {article.id: n for n, article in enumerate(ground.edition.articles)}
    shown.sort(
        key=lambda one: (
            GRAVITY.index(one.finding.level),
            order.get(one.article, -1),
            one.finding.code,
            one.photo,
        )
    )
    return [replace(one, number=number) for number, one in enumerate(shown, 1)]


def _show(finding: Finding, ground: Ground, places: Places) -> Shown:
    named = sorted(set(_numbers(finding.message, _PAGE_SAID)))
    named = [page for page in named if 1 <= page <= ground.total]
    article = places.article_of(finding)
    photo = _photo(finding, article)
    pages = named or _pages(finding, ground, article, photo)
    return Shown(0, finding, article, photo, tuple(pages), places.change(finding))


def _photo(finding: Finding, article: str) -> int:
    """Return the number of the photo a finding is about, or 0."""
    if not article:
        return 0
    place = _PHOTO.search(finding.where.removeprefix(article))
    return int(place[1]) if place else next(_numbers(finding.message, _PHOTO_SAID), 0)


def _numbers(sentence: object, named: re.Pattern[str]) -> Iterator[int]:
    """Yield the numbers of what a sentence of the program names, as it reads."""
    if not isinstance(sentence, Said):
        return
    names = named.findall(sentence.msgid)
    for name in _PLACE_SAID.findall(sentence.msgid):
        value = sentence.values[name]
        if name in names and str(value).isdecimal():
            yield int(str(value))
        yield from _numbers(value, named)


def _pages(finding: Finding, ground: Ground, article: str, photo: int) -> list[int]:
    """Return the pages of a finding's photo, or the first of its article or part."""
    if article:
        of_photo = ground.pages_of(article, photo) if photo else []
        return of_photo or ground.pages_of(article)[:1]
    part = finding.where.removeprefix("PDF ")
    return [ground.first[part]] if part in ground.first else []


def by_article(shown: Sequence[Shown]) -> list[tuple[str, list[Shown]]]:
    """Return (article id or "", its findings); the gravest article comes first."""
    groups: dict[str, list[Shown]] = {}
    for one in shown:
        groups.setdefault(one.article, []).append(one)
    return list(groups.items())


def gravest(shown: Sequence[Shown]) -> str:
    """Return the level of the gravest finding, "" where there is none."""
    levels = {one.finding.level for one in shown}
    return next((level for level in GRAVITY if level in levels), "")
